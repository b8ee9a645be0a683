import type { DocumentField } from '../../manifest/fields.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { statementsOf } from '../../sim/node/shell-words.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { describedScript, processKey, type ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { asksElse } from '../lint/lint-rules.ts'
import { lengthWords } from '../text/duration-words.ts'
import { listed } from '../text/words.ts'
import {
  argumentsOf,
  at,
  type ManifestChange,
  changed,
  instead,
  type Movable,
  type Part,
  partOf,
  runs,
  type Setting,
} from './what-if-changes.ts'
import { addition, type TextEdit, endOf, member, removal, swap, swapQuoted, type FieldValue } from './what-if-edit.ts'
import { flagsOf, writesOf } from './what-if-flags.ts'
import { startsOf } from './what-if-starts.ts'
import { PROBE_DEFAULTS, PROBE_FIELDS } from '../../manifest/types.ts'

/** How long a probe waits, where its field is left out. */
const PATIENCE: readonly (readonly [name: string, value: number])[] = [
  ['failureThreshold', PROBE_DEFAULTS.failureThreshold],
  ['initialDelaySeconds', 0],
  ['timeoutSeconds', PROBE_DEFAULTS.timeoutSeconds],
]

/**
 * Changes that whoever knows the field would try: a probe asks where the program is known to listen and for what it is known to answer,
 * an exec probe that calls curl asks by itself, a limit holds what is wanted, a command is spelt as its image has it, a file that a flag names is
 * mounted, an expired certificate is renewed, anonymous requests are let in on health paths alone.
 *
 * A text that cannot be read has none. Follows: the manual's pages on probes, auditing and authentication.
 */
export function remediesOf(text: string, setting: Setting): ManifestChange[] {
  const part = partOf(text, setting)
  if (!part) return []
  return [
    ...askedElsewhere(part),
    ...withoutHost(part),
    ...boundToAll(part),
    ...headers(part),
    ...askedByGrpc(part),
    ...askedItself(part),
    ...askedOwn(part),
    ...wholeMemory(part),
    ...startsOf(part),
    ...flagsOf(part),
    ...writesOf(part),
  ]
}

/** Numbers that the manifest does not have: of its probes, of a startup probe beside them, and its memory limit in its own unit. */
export function remedyNumbersOf(text: string, setting: Setting): Movable[] {
  const part = partOf(text, setting)
  if (!part) return []
  return [...leftOut(part), ...startup(part), ...memory(part)]
}

// --- numbers

function leftOut(part: Part): Movable[] {
  return (['livenessProbe', 'startupProbe'] as const).flatMap((probe) => {
    const field = at(part, `${part.path}.${probe}`)
    if (field?.value.kind !== 'mapping') return []
    return PATIENCE.flatMap(([name, value]): Movable[] => {
      const path = `${field.path}.${name}`
      if (at(part, path)) return []
      const to = (next: number): ManifestChange =>
        changed(part, field, {
          title: `${name} in ${probe}: ${next} instead of ${value}`,
          path,
          edits: addition(part.text, field.value, name, next),
          distance: Math.abs(next - value),
        })[0]!
      return [{ value, to }]
    })
  })
}

/** A startup probe that asks what the liveness probe asks, as often, and has its own patience. */
function startup(part: Part): Movable[] {
  const { text, path } = part
  const probe = at(part, `${path}.livenessProbe`)
  if (probe?.value.kind !== 'mapping' || at(part, `${path}.startupProbe`) || path.includes('initContainers')) return []
  const own = part.fields.filter(({ parent, key }) => parent === probe.value && key)
  const kept = own.filter(({ key }) => !['initialDelaySeconds', 'failureThreshold', 'successThreshold'].includes(key!.value))
  const threshold = Number(own.find(({ key }) => key!.value === 'failureThreshold')?.value.value ?? PROBE_DEFAULTS.failureThreshold)
  const slices = kept.map(({ key, value }) => text.slice(key!.start.index, endOf(value)))
  const column = probe.key!.start.column
  const to = (next: number): ManifestChange => {
    const written = [...slices, `failureThreshold: ${next}`]
    const isFlow = part.container.value.flow === true
    const body = probe.value.flow
      ? ` {${written.join(', ')}}`
      : written.map((line) => `\n${' '.repeat(own[0]!.key!.start.column)}${line}`).join('')
    const end = endOf(probe.value)
    const insert = isFlow ? `, startupProbe:${body}` : `\n${' '.repeat(column)}startupProbe:${body}`
    return changed(part, probe, {
      size: 3,
      title: `a startupProbe like the livenessProbe, with failureThreshold: ${next}`,
      path: `${path}.startupProbe.failureThreshold`,
      distance: next - threshold,
      edits: [{ from: end, to: end, insert }],
    })[0]!
  }
  return [{ value: threshold, isOnlyMore: true, to }]
}

/** How its program behaves, where the scenario says it. */
const described = ({ setting: { inputs, pod, container } }: Part): ProcessScript | undefined =>
  describedScript(inputs.processes, pod, container)

/** The limit that a described program stays below for good, and what it holds when. */
function wholeMemory(part: Part): ManifestChange[] {
  const [held, [limit]] = [described(part)?.memory ?? [], memoryLimits(part)]
  const most = Math.max(...held.map(({ mib }) => mib))
  const unit = limit && UNITS[limit.unit]
  if (held.length === 0 || !limit || unit === undefined) return []
  const curve = held.map(({ from, mib }) => `${mib} MiB from ${from > 0 ? `${lengthWords(from)} on` : 'its start on'}`)
  return [
    { ...limit.to(Math.ceil((most * 1024 ** 2) / unit)), notes: [`It holds ${curve.join(', ')}: a node has to have that much to give.`] },
  ]
}

const UNITS: Readonly<Record<string, number>> = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, k: 1e3, M: 1e6, G: 1e9 }

const memory = (part: Part): Movable[] => (described(part)?.memory ? [] : memoryLimits(part))

function memoryLimits(part: Part): (Movable & { unit: string })[] {
  const field = at(part, `${part.path}.resources.limits.memory`)
  const [, number, unit = ''] = /^(\d+)(Ki|Mi|Gi|k|M|G)$/.exec(field?.value.value ?? '') ?? []
  if (!field || number === undefined) return []
  const to = (next: number): ManifestChange =>
    instead(part, field, `${next}${unit}`, {
      name: 'memory in resources.limits: ',
      distance: Math.abs(next - Number(number)),
      edits: swapQuoted(part.text, field, `${next}${unit}`),
    })[0]!
  return [{ value: Number(number), isOnlyMore: true, unit, to }]
}

// --- what a probe asks

type ProbeSetting = 'port' | 'path' | 'scheme' | 'host' | 'service'
const HANDLERS: Readonly<Record<ProbeSetting, readonly string[]>> = {
  port: ['httpGet', 'tcpSocket', 'grpc'],
  host: ['httpGet', 'tcpSocket'],
  path: ['httpGet'],
  scheme: ['httpGet'],
  service: ['grpc'],
}
const UNSAID: Readonly<Partial<Record<ProbeSetting, string>>> = { path: '/', scheme: 'HTTP' }

/** Each other value that is known to be one, put into all the probes that have the same now. */
function askedElsewhere(part: Part): ManifestChange[] {
  return (['port', 'path', 'scheme', 'host', 'service'] as const).flatMap((name) => {
    const byValue = new Map<string, { handler: DocumentField; field: DocumentField | undefined; probe: string }[]>()
    for (const { probe, handler } of probed(part, HANDLERS[name])) {
      const field = at(part, `${handler.path}.${name}`)
      const value = field?.value.value ?? UNSAID[name] ?? (name === 'host' && isBound(part) ? 'the node’s' : undefined)
      if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), { handler, field, probe }])
    }
    return [...byValue].flatMap(([value, places]) =>
      known(part, name)
        .filter((other) => other !== value)
        .flatMap((other) => {
          const edited = places.map(({ probe, handler, field }) => ({
            probe,
            where: field ?? handler,
            edits: field ? swap(field, other) : addition(part.text, handler.value, name, other),
          }))
          const path = `${places[0]!.handler.path}.${name}`
          return ofProbes(part, edited, (probes) => `${name} in ${probes}: ${other} instead of ${value}`, { path })
        }),
    )
  })
}

/** What the manifest and the scenario say of where the program is to be found. */
function known(part: Part, name: ProbeSetting): string[] {
  const { inputs } = part.setting
  const script = described(part)
  const args = argumentsOf(part)
  const [isServer, isEtcd] = [runs(part, 'kube-apiserver'), runs(part, 'etcd')]
  const said = (flag: string): string[] =>
    args.flatMap(({ value }) => (value.value.startsWith(`${flag}=`) ? [value.value.slice(flag.length + 1)] : []))
  const all: Readonly<Record<ProbeSetting, readonly string[]>> = {
    port: [
      ...(script?.listens.map(({ port }) => String(port)) ?? []),
      ...part.fields
        .filter(({ path }) => path.startsWith(`${part.path}.ports[`) && path.endsWith('.containerPort'))
        .map(({ value }) => value.value),
      ...(isServer ? said('--secure-port') : []),
      ...servicePorts(inputs),
      ...siblings(part, 'port'),
    ],
    path: [
      ...(script?.answers.flatMap(({ path, status = 200 }) => (path === undefined || status >= 400 ? [] : [path])) ?? []),
      ...(isServer ? ['/livez', '/healthz'] : []),
      ...(isEtcd ? ['/livez', '/health'] : []),
      ...siblings(part, 'path'),
    ],
    scheme: ['HTTP', 'HTTPS'],
    service: script?.answers.flatMap(({ grpc, service }) => (grpc === 'SERVING' && service !== undefined ? [service] : [])) ?? [],
    host: [
      ...(script?.listens.flatMap(({ address }) => (address === '::1' ? [address] : [])) ?? []),
      ...(isServer ? said('--advertise-address') : []),
      inputs.node.ip,
      '127.0.0.1',
    ],
  }
  return [...new Set(all[name])]
}

/** The program of a pod with the node's network listens on a loopback address. */
const isBound = (part: Part): boolean =>
  at(part, 'spec.hostNetwork')?.value.value === 'true' && described(part)?.listens.some(isLocal) === true

const isLocal = ({ address }: ProcessScript['listens'][number]): boolean => address === '127.0.0.1' || address === '::1'

/** What its other probes say. */
const siblings = ({ fields, path }: Part, name: ProbeSetting): string[] =>
  fields.flatMap((field) =>
    field.path.startsWith(path) && new RegExp(`Probe\\.(httpGet|tcpSocket|grpc)\\.${name}$`).test(field.path) ? [field.value.value] : [],
  )

/** Where the Services of the scenario send what comes to them. */
const servicePorts = ({ cluster, files }: Inputs): string[] =>
  cluster.objects
    .flatMap((path) => files[path]!.split(/^---$/m))
    .filter((text) => /^kind: *Service *$/m.test(text))
    .flatMap((text) => [...text.matchAll(/\btargetPort: *["']?(\d+)/g)].map(([, port]) => port!))

/** No probe names a host any more: the kubelet asks the pod. */
function withoutHost(part: Part): ManifestChange[] {
  const found = probed(part, ['httpGet', 'tcpSocket']).flatMap(({ probe, handler }) => {
    const where = at(part, `${handler.path}.host`)
    return where ? [{ probe, where, edits: removal(part.text, where)! }] : []
  })
  if (found.length < 2) return []
  return ofProbes(part, found, (probes) => `without host in ${probes}`, { size: 1, path: `${found[0]!.where.path} of all` })
}

/** A loopback address, with the port where it names one. */
const LOOPBACK = /(127\.0\.0\.1|localhost|\[::1\])(?::(\d+))?(?![\w.])/
/** The name before it is that of a flag or a variable by which programs are told where to listen. */
const BINDS = /(?:listen|bind|addr|address|host|hostname|ip|urls?)[\w-]*$/i

/** A program that listens on a loopback address, where the kubelet does not ask, listens on all; where the manifest says so, by that word. */
function boundToAll(part: Part): ManifestChange[] {
  const { inputs, pod, container } = part.setting
  const script = described(part)
  const local = script?.listens.filter(isLocal) ?? []
  if (!script || local.length === 0 || isBound(part)) return []
  const listens = script.listens.map((socket) => (local.includes(socket) ? { ...socket, address: '0.0.0.0' } : socket))
  const processes = { ...inputs.processes, [processKey(inputs.processes, pod, container)!]: { ...script, listens } }
  const saying = bindingOf(
    part,
    local.map(({ port }) => String(port)),
  )
  if (!saying)
    return changed(part, part.container, {
      title: `its program listening on 0.0.0.0 instead of ${local[0]!.address}`,
      path: `${part.path} listens`,
      edits: [],
      processes,
      notes: ['No line of the manifest says where it listens: its own flag, variable or file does.'],
    })
  const { start, end, value } = saying.value
  const [word] = LOOPBACK.exec(value)!
  const all = (text: string): string => text.replace(LOOPBACK, (word) => word.replace('[::1]', '[::]').replace(/^[^[:]+/, '0.0.0.0'))
  const title = /\s/.test(value) ? `${all(word)} instead of ${word} in its script` : `${all(value)} instead of ${value}`
  const edits = swap(saying, all(part.text.slice(start.index, end.index)))
  return changed(part, saying, { title, edits, processes, notes: ['Assumed: its program takes that for the address that it listens on.'] })
}

/** The word of the command, or the variable, that has it listen on a loopback address at one of the ports. */
function bindingOf(part: Part, ports: readonly string[]): DocumentField | undefined {
  const args = argumentsOf(part)
  const named = (field: DocumentField, before: string): boolean => {
    const found = LOOPBACK.exec(field.value.value)
    if (!found) return false
    const name = found.index === 0 ? before : field.value.value.slice(0, found.index).replace(/(?:[= ]["']?|\w+:\/\/)+$/, '')
    return found[2] === undefined ? BINDS.test(name) : ports.includes(found[2])
  }
  const variables = part.fields.filter(({ path }) => path.startsWith(`${part.path}.env[`) && path.endsWith('.value'))
  return (
    args.find((field, i) => named(field, args[i - 1]?.value.value ?? '')) ??
    variables.find((field) => named(field, at(part, field.path.replace(/value$/, 'name'))!.value.value))
  )
}

/** The header that the program wants of whom it answers well. */
function headers(part: Part): ManifestChange[] {
  const wanted = described(part)?.answers.flatMap(({ headers: some = {}, status = 200 }) => (status < 400 ? Object.entries(some) : []))
  return (wanted ?? []).flatMap(([name, value]) => {
    const places = probed(part, ['httpGet']).map(({ probe, handler }) => {
      const sent = part.fields.find(
        ({ path, value: { value: text } }) =>
          path.startsWith(`${handler.path}.httpHeaders[`) && path.endsWith('.name') && text.toLowerCase() === name.toLowerCase(),
      )
      const field = sent && at(part, sent.path.replace(/name$/, 'value'))
      const all = at(part, `${handler.path}.httpHeaders`)
      const added = all
        ? member(part.text, all.value, { name, value })
        : addition(part.text, handler.value, 'httpHeaders', [{ name, value }])
      return { probe, edits: field ? swap(field, JSON.stringify(value)) : added, where: field ?? handler }
    })
    return ofProbes(part, places, (probes) => `the header ${name}: ${value} in ${probes}`)
  })
}

/** A program that speaks gRPC is asked by gRPC. */
function askedByGrpc(part: Part): ManifestChange[] {
  if (!described(part)?.answers.some(({ grpc }) => grpc === 'SERVING')) return []
  const found = probed(part, ['httpGet']).flatMap(({ probe, handler: where }) => {
    const port = Number(at(part, `${where.path}.port`)?.value.value)
    return Number.isInteger(port) ? [{ probe, where, edits: otherHandler(part, where, 'grpc', { port }) }] : []
  })
  const path = `${found[0]?.where.path} by gRPC`
  return ofProbes(part, found, (probes) => `a grpc probe instead of httpGet in ${probes}`, { size: 3, path })
}

/** One change of several probes. */
function ofProbes(
  part: Part,
  places: readonly { probe: string; where: DocumentField; edits: readonly TextEdit[] }[],
  title: (probes: string) => string,
  more: Partial<ManifestChange> = {},
): ManifestChange[] {
  const [first] = places
  if (!first) return []
  const edits = places.flatMap((place) => place.edits)
  return changed(part, first.where, { title: title(listed(places.map(({ probe }) => probe))), ...more, edits })
}

/** A handler in the place of a probe's own. */
function otherHandler({ text }: Part, field: DocumentField, kind: string, fields: FieldValue): TextEdit[] {
  const added = addition(text, field.parent, kind, fields, field.value)[0]!
  const { start } = field.key!
  const insert = added.insert.startsWith(', ')
    ? added.insert.slice(2)
    : added.insert.trim().replaceAll(new RegExp(String.raw`\n {${start.column}}`, 'g'), `\n${' '.repeat(start.column)}`)
  return [{ from: start.index, to: endOf(field.value), insert }]
}

/** The handlers of the container’s probes. */
const probed = (part: Part, kinds: readonly string[]): { probe: string; handler: DocumentField }[] =>
  PROBE_FIELDS.flatMap((probe) =>
    kinds.flatMap((kind) => {
      const handler = at(part, `${part.path}.${probe}.${kind}`)
      return handler?.value.kind === 'mapping' ? [{ probe, handler }] : []
    }),
  )

/** Probes that call a client ask by themselves instead: they need no program in the image. */
function askedItself(part: Part): ManifestChange[] {
  const found = PROBE_FIELDS.flatMap((probe) => {
    const where = at(part, `${part.path}.${probe}.exec`)
    const command = wordsOf(part, `${part.path}.${probe}.exec.command`)
    const [kind, fields] = (where?.key && command && handlerOf(command)) ?? []
    return where && kind && fields ? [{ probe, where, kind, edits: otherHandler(part, where, kind, fields) }] : []
  })
  const what = found[0]?.kind === 'grpc' ? 'a grpc' : 'an httpGet'
  return ofProbes(part, found, (probes) => `${what} probe instead of exec in ${probes}`, { size: 3 })
}

/** A liveness probe whose command asks somebody else asks its own program instead. */
function askedOwn(part: Part): ManifestChange[] {
  const path = `${part.path}.livenessProbe.exec`
  const field = at(part, path)
  const other = asksElse(wordsOf(part, `${path}.command`) ?? [])
  const port = at(part, `${part.path}.ports[0].containerPort`)?.value.value
  if (!field || other === undefined || port === undefined) return []
  return changed(part, field, {
    size: 3,
    title: `an httpGet probe of its own port ${port} instead of exec in livenessProbe`,
    edits: otherHandler(part, field, 'httpGet', { port: Number(port) }),
    notes: [`Its program has to answer there without asking ${other} itself.`],
  })
}

function wordsOf({ fields }: Part, path: string): string[] | undefined {
  const words = fields.filter((field) => field.path.startsWith(`${path}[`)).map(({ value }) => value.value)
  return words.length === 0 ? undefined : words
}

/** The probe that asks as a command does: curl and wget by HTTP, grpc_health_probe by gRPC; of its own pod alone. */
function handlerOf(command: readonly string[]): [kind: 'httpGet' | 'grpc', fields: Readonly<Record<string, FieldValue>>] | undefined {
  const script = scriptOf(command)
  const inner = script === undefined ? [[...command]] : statementsOf(script, new Map())
  const words = inner.length === 1 || inner.slice(1).every(([name]) => name === 'exit') ? inner[0]! : []
  const program = words[0]?.split('/').at(-1)
  if (program === 'grpc_health_probe') {
    const flag = (name: string): string | undefined =>
      words.map((word) => new RegExp(`^--?${name}=(.*)$`).exec(word)?.[1]).find((text) => text !== undefined)
    const port = /:(\d+)$/.exec(flag('addr') ?? '')?.[1]
    const service = flag('service')
    return port === undefined || flag('tls') !== undefined ? undefined : ['grpc', { port: Number(port), ...(service ? { service } : {}) }]
  }
  if (program !== 'curl' && program !== 'wget') return undefined
  for (const word of words.slice(1)) {
    const [, scheme = 'http', port, path = '/'] =
      /^(?:(https?):\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?(\/[^#]*)?$/.exec(word) ?? []
    if (/^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])/.test(word))
      return [
        'httpGet',
        { path, port: Number(port ?? (scheme === 'https' ? 443 : 80)), ...(scheme === 'https' ? { scheme: 'HTTPS' } : {}) },
      ]
  }
  return undefined
}
