import { type Field, fieldsOf } from '../../manifest/fields.ts'
import { own } from '../../manifest/own.ts'
import { healthOnly } from '../../sim/apiserver/flags/health-only.ts'
import { cleanPath } from '../../sim/node/host-paths.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { imageOf } from '../../sim/node/images.ts'
import { statementsOf } from '../../sim/node/shell-words.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { describedScript } from '../../sim/scenario/programs.ts'
import type { Change, Movable } from './what-if-changes.ts'
import { addition, applied, type Edit, member, type Written } from './what-if-edit.ts'

/** The container that is restarted, and the run that it is in. */
interface Setting {
  inputs: Inputs
  pod: string
  container: string
}

/** A container's own part of a manifest. */
interface Part {
  text: string
  fields: readonly Field[]
  /** The container, and what it is called there: `spec.containers[0]`. */
  container: Field
  path: string
  setting: Setting
}

const PROBES = ['livenessProbe', 'startupProbe', 'readinessProbe'] as const
/** What holds where a probe's field is left out: `SetDefaults_Probe`. */
const PATIENCE: readonly (readonly [name: string, value: number])[] = [
  ['failureThreshold', 3],
  ['initialDelaySeconds', 0],
  ['timeoutSeconds', 1],
]

/**
 * Changes that whoever knows the field would try: a probe asks where the program is known to listen and for what it is known to answer,
 * an exec probe that calls curl asks by itself, a file that a flag names is mounted, anonymous requests are let in on health paths alone.
 *
 * Errors: none; a text that cannot be read has none. Follows: the manual's pages on probes, auditing and authentication.
 */
export function remediesOf(text: string, setting: Setting): Change[] {
  const part = partOf(text, setting)
  if (!part) return []
  return [...askedElsewhere(part), ...askedItself(part), ...otherProgram(part), ...mounted(part), ...anonymousOnHealth(part)]
}

/** Numbers that the manifest does not have: of its probes, of a startup probe beside them, and its memory limit in its own unit. */
export function remedyNumbersOf(text: string, setting: Setting): Movable[] {
  const part = partOf(text, setting)
  if (!part) return []
  return [...leftOut(part), ...startup(part), ...memory(part)]
}

function partOf(text: string, setting: Setting): Part | undefined {
  const fields = fieldsOf(text)
  const container = fields.find(
    ({ path, value }) =>
      /^spec\.(initContainers|containers)\[\d+\]$/.test(path) &&
      fields.some((field) => field.parent === value && field.key?.value === 'name' && field.value.value === setting.container),
  )
  return container && { text, fields, container, path: container.path, setting }
}

const at = ({ fields }: Part, path: string): Field | undefined => fields.find((field) => field.path === path)

const lineOf = ({ key, value }: Field): number => (key ?? value).start.line + 1

function changed(
  { text }: Part,
  field: Field,
  { edits, ...rest }: Pick<Change, 'title'> & Partial<Change> & { edits: readonly Edit[] | undefined },
): Change[] {
  if (!edits) return []
  return [{ size: 2, path: field.path, line: lineOf(field), distance: 0, ...rest, text: applied(text, edits) }]
}

// --- numbers

function leftOut(part: Part): Movable[] {
  return (['livenessProbe', 'startupProbe'] as const).flatMap((probe) => {
    const field = at(part, `${part.path}.${probe}`)
    if (field?.value.kind !== 'mapping') return []
    return PATIENCE.flatMap(([name, value]): Movable[] => {
      const path = `${field.path}.${name}`
      if (at(part, path)) return []
      const to = (next: number): Change | undefined =>
        changed(part, field, {
          title: `${name} in ${probe}: ${next} instead of ${value}`,
          path,
          edits: addition(part.text, field.value, name, next),
          distance: Math.abs(next - value),
        })[0]
      return to(value) ? [{ value, to: (next) => to(next)! }] : []
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
  const [first] = own
  if (!first || kept.length === 0) return []
  const threshold = Number(own.find(({ key }) => key!.value === 'failureThreshold')?.value.value ?? 3)
  const slices = kept.map(({ key, value }) => text.slice(key!.start.index, endOf(value)))
  const column = probe.key!.start.column
  const to = (next: number): Change => {
    const written = [...slices, `failureThreshold: ${next}`]
    const isFlow = part.container.value.flow === true
    const body = probe.value.flow
      ? ` {${written.join(', ')}}`
      : written.map((line) => `\n${' '.repeat(first.key!.start.column)}${line}`).join('')
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

/** Where the last thing of a node ends, without what stands behind it. */
function endOf(node: Field['value']): number {
  const last = node.flow ? undefined : node.children.at(-1)
  return last ? endOf(last) : node.end.index
}

function memory(part: Part): Movable[] {
  const field = at(part, `${part.path}.resources.limits.memory`)
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi|k|M|G)$/.exec(field?.value.value ?? '') ?? []
  if (!field || number === undefined) return []
  const { start, end, value } = field.value
  const quoted = /^["']/.exec(part.text.slice(start.index))?.[0] ?? ''
  const to = (next: number): Change =>
    changed(part, field, {
      title: `memory in resources.limits: ${next}${unit} instead of ${value}`,
      distance: Math.abs(next - Number(number)),
      edits: [{ from: start.index, to: end.index, insert: `${quoted}${next}${unit}${quoted}` }],
    })[0]!
  return [{ value: Number(number), isOnlyMore: true, to }]
}

// --- what a probe asks

type Asked = 'port' | 'path' | 'scheme' | 'host'
const UNSAID: Readonly<Partial<Record<Asked, string>>> = { path: '/', scheme: 'HTTP' }

/** Each other value that is known to be one, put into all the probes that have the same now. */
function askedElsewhere(part: Part): Change[] {
  return (['port', 'path', 'scheme', 'host'] as const).flatMap((name) => {
    const byValue = new Map<string, { handler: Field; field: Field | undefined; probe: string }[]>()
    for (const probe of PROBES)
      for (const kind of name === 'port' || name === 'host' ? ['httpGet', 'tcpSocket', 'grpc'] : ['httpGet']) {
        const handler = at(part, `${part.path}.${probe}.${kind}`)
        if (handler?.value.kind !== 'mapping') continue
        const field = at(part, `${handler.path}.${name}`)
        const value = field?.value.value ?? UNSAID[name]
        if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), { handler, field, probe }])
      }
    return [...byValue].flatMap(([value, places]) =>
      known(part, name)
        .filter((other) => other !== value)
        .flatMap((other) => {
          const edits = places.flatMap(({ handler, field }) =>
            field
              ? [{ from: field.value.start.index, to: field.value.end.index, insert: other }]
              : (addition(part.text, handler.value, name, other) ?? []),
          )
          const [first] = places
          const where = first!.field ?? first!.handler
          return changed(part, where, {
            title: `${name} in ${list(places.map(({ probe }) => probe))}: ${other} instead of ${value}`,
            path: `${first!.handler.path}.${name}`,
            edits,
          })
        }),
    )
  })
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What the manifest and the scenario say of where the program is to be found. */
function known(part: Part, name: Asked): string[] {
  const { inputs, pod, container } = part.setting
  const script = describedScript(inputs.processes, pod, container)
  const args = argumentsOf(part)
  const isServer = args.some(({ value }) => /(^|\/)kube-apiserver$/.test(value.value))
  const said = (flag: string): string[] =>
    args.flatMap(({ value }) => (value.value.startsWith(`${flag}=`) ? [value.value.slice(flag.length + 1)] : []))
  const all: Readonly<Record<Asked, readonly string[]>> = {
    port: [
      ...(script?.listens.map(({ port }) => String(port)) ?? []),
      ...part.fields
        .filter(({ path }) => path.startsWith(`${part.path}.ports[`) && path.endsWith('.containerPort'))
        .map(({ value }) => value.value),
      ...(isServer ? said('--secure-port') : []),
    ],
    path: [
      ...(script?.answers.flatMap(({ path, status = 200 }) => (path === undefined || status >= 400 ? [] : [path])) ?? []),
      ...(isServer ? ['/livez', '/healthz'] : []),
    ],
    scheme: ['HTTP', 'HTTPS'],
    host: [...(isServer ? said('--advertise-address') : []), part.setting.inputs.node.ip, '127.0.0.1'],
  }
  return [...new Set(all[name])]
}

/** The words that the container starts with. */
const argumentsOf = ({ fields, path }: Part): Field[] =>
  fields.filter(
    (field) =>
      field.value.kind === 'scalar' && /^\.(command|args)\[\d+\]$/.test(field.path.slice(path.length)) && field.path.startsWith(path),
  )

/** Probes that call a client ask by themselves instead: they need no program in the image. */
function askedItself(part: Part): Change[] {
  const found = PROBES.flatMap((probe) => {
    const field = at(part, `${part.path}.${probe}.exec`)
    const command = wordsOf(part, `${part.path}.${probe}.exec.command`)
    const handler = command && handlerOf(command)
    return field?.key && handler ? [{ probe, field, handler }] : []
  })
  const [first] = found
  if (!first) return []
  const edits = found.flatMap(({ field, handler: [kind, fields] }) => {
    const holder = part.fields.find(({ value }) => value === field.parent)
    const added = addition(part.text, field.parent, kind, fields, field.value)
    return holder && added ? [{ from: field.key!.start.index, to: endOf(field.value), insert: insertOf(added, field) }] : []
  })
  return changed(part, first.field, {
    size: 3,
    title: `${first.handler[0] === 'grpc' ? 'a grpc' : 'an httpGet'} probe instead of exec in ${list(found.map(({ probe }) => probe))}`,
    edits,
  })
}

/** What is added behind a field, in its place. */
const insertOf = ([{ insert } = { insert: '' }]: readonly { insert: string }[], { key }: Field): string =>
  insert.startsWith(', ')
    ? insert.slice(2)
    : insert.trim().replaceAll(new RegExp(String.raw`\n {${key!.start.column}}`, 'g'), `\n${' '.repeat(key!.start.column)}`)

function wordsOf({ fields }: Part, path: string): string[] | undefined {
  const words = fields.filter((field) => field.path.startsWith(`${path}[`)).map(({ value }) => value.value)
  return words.length === 0 ? undefined : words
}

/** The probe that asks as a command does: curl and wget by HTTP, grpc_health_probe by gRPC; of its own pod alone. */
function handlerOf(command: readonly string[]): [kind: 'httpGet' | 'grpc', fields: Readonly<Record<string, Written>>] | undefined {
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

// --- what is started

/** A command in one word is taken apart, and one that stands elsewhere in the image is called there. */
function otherProgram(part: Part): Change[] {
  const { inputs } = part.setting
  const image = at(part, `${part.path}.image`)?.value.value ?? ''
  const programs = imageOf(inputs, image)?.programs ?? []
  const firsts = part.fields.filter(({ path }) => path.startsWith(part.path) && /\.command\[0\]$/.test(path))
  return firsts.flatMap((field) => {
    const { value, start, end } = field.value
    const name = value.split('/').at(-1)!
    const put = (words: readonly string[]): readonly Edit[] => {
      const between = field.parent.flow ? ', ' : `\n${' '.repeat(field.parent.start.column)}- `
      return [{ from: start.index, to: end.index, insert: words.map((word) => JSON.stringify(word)).join(between) }]
    }
    const apart = statementsOf(value, new Map())
    return [
      ...(/\s/.test(value) && apart.length === 1
        ? changed(part, field, {
            title: `command: ${JSON.stringify(apart[0])} instead of [${JSON.stringify(value)}]`,
            edits: put(apart[0]!),
          })
        : []),
      ...programs
        .filter((program) => program !== value && program.split('/').at(-1) === name)
        .flatMap((program) => changed(part, field, { title: `${program} instead of ${value}`, edits: put([program]) })),
    ]
  })
}

// --- files of a kube-apiserver

/** What a file may hold that the node is not known to have, by the flag that names it. */
const CONTENTS: Readonly<Record<string, string>> = {
  '--audit-policy-file': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n',
  '--admission-control-config-file': 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: []\n',
  '--encryption-provider-config':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - identity: {}\n',
  '--token-auth-file': 'sesame,probe,1000,"probes"\n',
}

/** A file that a flag names, and that no mount holds, is mounted from the node. */
function mounted(part: Part): Change[] {
  const mounts = part.fields.filter(({ path }) => path.startsWith(`${part.path}.volumeMounts[`) && path.endsWith('.mountPath'))
  const held = mounts.map(({ value }) => cleanPath(value.value))
  return argumentsOf(part).flatMap((field) => {
    const [, flag = '', named = ''] = /^(--[\w-]+)=(\/.*)$/.exec(field.value.value) ?? []
    const path = cleanPath(named)
    const content = own(CONTENTS, flag)
    if (content === undefined || held.some((mount) => path === mount || path.startsWith(`${mount}/`))) return []
    const name = flag.slice(2)
    const volumes = at(part, 'spec.volumes')
    const list = at(part, `${part.path}.volumeMounts`)
    const mount = { mountPath: path, name, readOnly: true }
    const volume = { hostPath: { path, type: 'File' }, name }
    const spec = at(part, 'spec')
    const edits = [
      ...((list ? member(part.text, list.value, mount) : addition(part.text, part.container.value, 'volumeMounts', [mount])) ?? []),
      ...((volumes ? member(part.text, volumes.value, volume) : spec && addition(part.text, spec.value, 'volumes', [volume])) ?? []),
    ]
    const isThere = Object.hasOwn(part.setting.inputs.files, path)
    return changed(part, field, {
      size: 0,
      title: `a mount of ${path}`,
      path: `${part.path}.volumeMounts ${flag}`,
      edits,
      ...(isThere
        ? {}
        : { files: { [path]: content }, notes: [`The file has to lie on the node: one is assumed there, in its shortest form.`] }),
    })
  })
}

const ANONYMOUS = '--anonymous-auth=false'

/** Anonymous requests on the paths of health alone, in each form that a release may want. */
function anonymousOnHealth(part: Part): Change[] {
  const args = argumentsOf(part)
  const flag = args.find(({ value }) => value.value === ANONYMOUS)
  const ca = args.map(({ value }) => /^--client-ca-file=(\/.*)\/[^/]+$/.exec(value.value)?.[1]).find((text) => text !== undefined)
  if (!flag || ca === undefined || args.some(({ value }) => /^--(feature-gates|authentication-config)=/.test(value.value))) return []
  const file = `${ca}/authentication.yaml`
  const { start, end } = flag.value
  const between = flag.parent.flow ? ', ' : `\n${' '.repeat(flag.parent.start.column)}- `
  const gates = ['', `${between}--feature-gates=AnonymousAuthConfigurableEndpoints=true`]
  return (['v1', 'v1beta1'] as const).flatMap((version) =>
    gates.flatMap((gate) =>
      changed(part, flag, {
        size: 3,
        title: `an AuthenticationConfiguration for the health paths alone instead of ${ANONYMOUS}`,
        path: `${flag.path} conditions`,
        edits: [{ from: start.index, to: end.index, insert: `--authentication-config=${file}${gate}` }],
        files: { [file]: healthOnly(version) },
        notes: [`It takes a file more on the node, ${file}.`],
      }),
    ),
  )
}
