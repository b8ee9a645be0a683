import type { Json } from '../../manifest/yaml/resolve.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { calendar, rfc3339, unixSeconds } from '../../sim/clock.ts'
import { podIP } from '../../sim/apiserver/objects/pod-object.ts'
import type { PodView } from '../../sim/trace/pods.ts'
import { containerRuntime } from '../../sim/apiserver/objects/node-object.ts'
import {
  crictlImages,
  crictlPods,
  crictlPs,
  logOf,
  type RuntimeContainer,
  runtimeContainers,
  type ListedSandbox,
  sandboxes,
  sandboxId,
  stateOf,
} from './crictl.ts'
import { pattern } from '../text/regex.ts'
import { GO_TEMPLATE, goTemplate } from '../text/go-template.ts'
import { hexId } from '../../sim/trace/ids.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { runIn } from '../kubectl/container-tools.ts'
import { type CommandContext, done, fails, notHere, type Output, saidLast } from '../shell/output.ts'
import { toJson, toYaml } from '../kubectl/print-object.ts'
import { option, type Options, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'

/** What stands before the command, and behind it too. */
const COMMON = '--runtime-endpoint=, --image-endpoint=, -D --debug, -h --help, --timeout='
const BEFORE = optionTable(`${COMMON}, -r --runtime-endpoint=, -i --image-endpoint=, -t --timeout=`)
const LIST = '-q --quiet, -o --output=, --name=, -s --state=, --label=, --namespace=, --id=, -n --last=, -l --latest, --no-trunc'
const LISTS = optionTable(`${COMMON}, ${LIST}`)
const INSPECT = optionTable(`${COMMON}, -o --output=, --template=`)
const OPTIONS: ReadonlyMap<string, Options> = new Map([
  ['ps', optionTable(`${COMMON}, ${LIST}, -a --all, -p --pod=`)],
  ['pods', LISTS],
  ['images', optionTable(`${COMMON}, -q --quiet, -o --output=`)],
  ['logs', optionTable(`${COMMON}, -f --follow, --tail=, --since=, -t --timestamps, -p --previous`)],
  ['inspect', INSPECT],
  ['inspectp', INSPECT],
  ['stop', optionTable(`${COMMON}, -t --timeout=`)],
])
const HELP =
  'This terminal knows: crictl ps [-a] [-q] [-o json|yaml] [--name PATTERN] [--label KEY=VALUE] [--state running|exited], crictl pods, crictl images, crictl logs [-p] [--tail=N] [--since=5m] CONTAINER, crictl inspect [-o json|yaml|go-template --template …] CONTAINER, crictl inspectp POD, crictl exec CONTAINER COMMAND, crictl stop CONTAINER'

/** The commands, for completion too. */
export const CRICTL_VERBS: readonly string[] = ['ps', 'pods', 'images', 'logs', 'inspect', 'inspectp', 'exec', 'stop', 'version']
const SAME: ReadonlyMap<string, string> = new Map([
  ['image', 'images'],
  ['img', 'images'],
  ['p', 'pods'],
])
/** What would take a container or a sandbox away: the kubelet makes a new one, which has no model. */
const UNDOING: ReadonlyMap<string, string> = new Map([
  ['rm', 'the kubelet itself removes a container that has ended; stop ends one that runs'],
  ['rmp', 'the kubelet would make the pod anew; crictl stop ends its container, and the file taken away and put back its pod'],
  ['stopp', 'the kubelet would make the pod anew; crictl stop ends its container'],
])
/** The formats of each command that there are here beside a table. */
const FORMATS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ps', ['table', 'json', 'yaml']],
  ['pods', ['table', 'json', 'yaml']],
  ['inspect', ['json', 'yaml', 'go-template']],
  ['inspectp', ['json', 'yaml', 'go-template']],
])
const STATES: readonly string[] = ['created', 'running', 'exited', 'unknown']

/**
 * crictl on the node; CONTAINER is the beginning of an id, as crictl has it.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in crictl's words. `stop` is an action, which whoever runs this adds to the scenario.
 * Follows: cri-tools cmd/crictl (v1.37).
 */
export function crictl(moment: CommandContext, args: readonly string[]): Output {
  const at = verbAt(args)
  const before = parseOptions(args.slice(0, at), BEFORE)
  const typed = args[at]
  const verb = typed === undefined ? undefined : (SAME.get(typed) ?? typed)
  if (before.unknown) return notHere(`crictl ${before.unknown}`, HELP)
  if (verb === undefined) return before.options.has('help') ? done(`${HELP}\n`) : fails(HELP)
  if (verb === 'exec') return exec(moment, args.slice(at + 1))
  if (UNDOING.has(verb)) return notHere(`crictl ${verb}: ${UNDOING.get(verb)!}`, HELP)
  if (verb === 'version') return version(moment)
  const known = OPTIONS.get(verb)
  if (!known) return notHere(`crictl ${verb}`, HELP)
  const parsed = parseOptions(args.slice(at + 1), known)
  if (parsed.unknown) return notHere(`crictl ${verb} ${parsed.unknown}`, HELP)
  if (parsed.lacks) return fails(`Incorrect Usage: flag needs an argument: ${parsed.lacks.replace(/^--/, '-')}\n${HELP}`)
  if (option(parsed, 'help') !== undefined) return done(`${HELP}\n`)
  const format = option(parsed, 'output') ?? (known === INSPECT ? 'json' : 'table')
  if (!(FORMATS.get(verb) ?? ['table']).includes(format)) return notHere(`crictl ${verb} -o ${format}`, HELP)
  if (verb === 'images') return done(crictlImages(moment, option(parsed, 'quiet') !== undefined))
  if (known === OPTIONS.get('ps') || known === LISTS) return list(moment, verb, parsed, format)
  // words behind the first are left out where they stand for a list that came of $( )
  const [id] = parsed.rest
  return id === undefined || id === '' ? fails(`ID cannot be empty\n${HELP}`) : one(moment, verb, id, parsed, format)
}

/** Where the command stands: behind the options for all of them. */
function verbAt(args: readonly string[]): number {
  let at = 0
  while (args[at]?.startsWith('-')) at += Object.hasOwn(BEFORE, args[at]!) && BEFORE[args[at]!]!.value ? 2 : 1
  return Math.min(at, args.length)
}

function version(moment: CommandContext): Output {
  const [name, number] = containerRuntime(moment).split('://')
  return done(
    `Version:  0.1.0\nRuntimeName:  ${name}\nRuntimeVersion:  ${name === 'docker' ? '' : 'v'}${number}\nRuntimeApiVersion:  ${name === 'docker' ? '1.27.0' : 'v1'}\n`,
  )
}

/** `crictl ps` and `crictl pods`: what passes their filters, newest first. */
function list(moment: CommandContext, verb: string, parsed: ParsedOptions, format: string): Output {
  const made = pattern(option(parsed, 'name') ?? '', true, false)
  if ('error' in made) return fails(`FATA[0000] ${made.error}`)
  const [id = '', within = '', namespace] = ['id', 'pod', 'namespace'].map((name) => option(parsed, name))
  const last = option(parsed, 'latest') === undefined ? Number(option(parsed, 'last') ?? Infinity) : 1
  const state = option(parsed, 'state')?.toLowerCase()
  const passes = (name: string, labels: Readonly<Record<string, string>>, space: string): boolean =>
    made.find(name, moment.budget) !== undefined &&
    (parsed.options.get('label') ?? []).every((pair) => labels[pair.split('=')[0]!] === pair.replace(/^[^=]*=/, '')) &&
    (namespace === undefined || space === namespace)
  const [quiet, whole] = [option(parsed, 'quiet') !== undefined, option(parsed, 'no-trunc') !== undefined]
  const print = (key: string, objects: readonly Json[], ids: readonly string[], table: () => string): Output =>
    done(
      format === 'table'
        ? quiet
          ? ids.map((each) => `${each}\n`).join('')
          : table()
        : formatTemplate(moment, { [key]: [...objects] }, format),
    )
  if (verb === 'pods') {
    if (state !== undefined && !/^(ready|notready)$/.test(state))
      return fails('FATA[0000] listing pod sandboxes: --state should be ready or notready')
    const found = sandboxes(moment)
      .filter(
        ({ id: own, pod, ready }) =>
          passes(pod.name, podLabels(pod), pod.namespace) && own.startsWith(id) && (state === undefined || (state === 'ready') === ready),
      )
      .slice(0, last)
    return print(
      'items',
      found.map((sandbox) => listedPod(moment, sandbox)),
      found.map((sandbox) => sandbox.id),
      () => crictlPods(moment, found, whole),
    )
  }
  if (state !== undefined && !STATES.includes(state))
    return fails('FATA[0000] listing containers: --state should be one of created, running, exited or unknown')
  const release = releaseFor(moment.inputs)
  const everything = option(parsed, 'all') !== undefined || state !== undefined || last !== Infinity
  const found = runtimeContainers(moment)
    .filter(
      (c) =>
        passes(c.name, labelsOf(c), c.pod.namespace) &&
        c.id.startsWith(id) &&
        sandboxId(c.pod, c.sandbox).startsWith(within) &&
        (everything ? state === undefined || state === stateOf(c, release).toLowerCase() : c.running),
    )
    .slice(0, last)
  return print(
    'containers',
    found.map((c) => listedContainer(moment, c)),
    found.map((c) => c.id),
    () => crictlPs(moment, found, whole),
  )
}

/** `crictl inspectp`, `inspect`, `stop` and `logs`: of one, by the beginning of its id. */
function one(moment: CommandContext, verb: string, id: string, parsed: ParsedOptions, format: string): Output {
  const show = (value: Json): Output => {
    if (format !== 'go-template') return done(formatTemplate(moment, value, format))
    const filled = goTemplate(option(parsed, 'template') ?? '', value)
    return filled.error === undefined ? done(`${filled.text}\n`) : fails(`FATA[0000] ${filled.error}\nThis terminal knows: ${GO_TEMPLATE}`)
  }
  if (verb === 'inspectp') {
    const sandbox = sandboxes(moment).find((sandbox) => sandbox.id.startsWith(id))
    return sandbox
      ? show(inspectPod(moment, sandbox))
      : fails(
          `FATA[0000] getting the status of the pod sandbox ${JSON.stringify(id)}: rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found`,
        )
  }
  const all = runtimeContainers(moment)
  const named = all.find((c) => c.id.startsWith(id))
  const found =
    named && option(parsed, 'previous') !== undefined
      ? all.find((c) => c.pod.uid === named.pod.uid && c.name === named.name && c.attempt === named.attempt - 1)
      : named
  if (!found) {
    const says =
      verb === 'logs'
        ? 'FATA[0000] rpc error'
        : verb === 'stop'
          ? `FATA[0000] stopping the container ${JSON.stringify(id)}: rpc error`
          : `FATA[0000] getting the status of the container ${JSON.stringify(id)}: rpc error`
    if (named) return fails(`FATA[0000] Failed to find the previous container for ${id}`)
    return fails(
      `${says}: code = NotFound desc = an error occurred when try to find container ${JSON.stringify(id)}: not found${
        all.some((c) => c.name === id)
          ? `\n(crictl wants an id: ${all
              .filter((c) => c.name === id)
              .map((c) => c.id.slice(0, 13))
              .join(' ')})`
          : ''
      }`,
    )
  }
  if (verb === 'inspect') return show(inspect(moment, found))
  if (verb === 'stop')
    return { ...done(`${id}\n`), ...(found.running ? { actions: [{ at: moment.at, crictl: `stop ${found.name}` }] } : {}) }
  const text = logOf(moment, found, parsed)
  return text === undefined ? notHere(`crictl logs --since=${option(parsed, 'since')}`, HELP) : done(text)
}

function formatTemplate(moment: CommandContext, value: Json, format: string): string {
  return format === 'yaml' ? toYaml(value, releaseFor(moment.inputs)) : toJson(value)
}

/** What stands behind the container is the command's own. */
function exec(moment: CommandContext, args: readonly string[]): Output {
  const from = args.findIndex((arg) => !arg.startsWith('-'))
  const [id, ...words] = from < 0 ? [] : args.slice(from)
  if (id === undefined || words.length === 0) return fails(`This terminal knows: crictl exec [-it] CONTAINER COMMAND`)
  const found = runtimeContainers(moment).find((c) => c.id.startsWith(id))
  if (!found)
    return fails(
      `FATA[0000] execing command in container: rpc error: code = NotFound desc = an error occurred when try to find container ${JSON.stringify(id)}: not found`,
    )
  if (!found.running)
    return fails(
      `FATA[0000] execing command in container: rpc error: code = FailedPrecondition desc = container is in ${criState(moment, found)} state`,
    )
  const ran = runIn(moment, { namespace: found.pod.namespace, pod: found.pod.name, container: found.name }, words)
  if ('unknown' in ran) return notHere(ran.unknown, HELP)
  if ('refused' in ran) return notHere('crictl exec while the kubelet is down', HELP)
  if ('lacks' in ran) return notHere('crictl exec in a pod whose file has gone', HELP)
  if ('error' in ran) return fails(`FATA[0000] execing command in container: ${ran.error}${ran.note}`)
  return ran.exit === 0
    ? ran
    : { ...saidLast(ran, `FATA[0000] execing command in container: command terminated with exit code ${ran.exit}\n`), exit: 1 }
}

/** A CRI time: nanoseconds since 1970. */
const nanoseconds = (moment: Moment, at: number): string =>
  `${unixSeconds(moment.inputs.clock, at)}${String(calendar(moment.inputs.clock, at).nano).padStart(9, '0')}`

function criState({ inputs }: Moment, container: RuntimeContainer): string {
  return `CONTAINER_${stateOf(container, releaseFor(inputs)).toUpperCase()}`
}

function labelsOf({ name, pod }: RuntimeContainer): Record<string, string> {
  return { 'io.kubernetes.container.name': name, ...sandboxLabels(pod) }
}

function sandboxLabels({ name, namespace, uid }: PodView): Record<string, string> {
  return { 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid }
}

function podLabels(pod: PodView): Record<string, string> {
  return { ...pod.spec.metadata.labels, ...sandboxLabels(pod) }
}

/** What a list and an inspection have of a container alike. */
const containerFields = (moment: Moment, container: RuntimeContainer) => ({
  annotations: { 'io.kubernetes.container.restartCount': String(container.attempt) },
  id: container.id,
  imageRef: `sha256:${hexId(container.image)}`,
  labels: labelsOf(container),
  metadata: { attempt: container.attempt, name: container.name },
  state: criState(moment, container),
})

function listedContainer(moment: Moment, container: RuntimeContainer): Json {
  const { pod, image, createdAt, sandbox } = container
  return {
    ...containerFields(moment, container),
    createdAt: nanoseconds(moment, createdAt),
    image: { image: `sha256:${hexId(image)}` },
    podSandboxId: sandboxId(pod, sandbox),
  }
}

/** What a list and an inspection have of a sandbox alike. */
const sandboxFields = ({ id, pod, ready, attempt }: ListedSandbox) => ({
  id,
  labels: podLabels(pod),
  metadata: { attempt, name: pod.name, namespace: pod.namespace, uid: pod.uid },
  state: ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
})

const listedPod = (moment: Moment, sandbox: ListedSandbox): Json => ({
  ...sandboxFields(sandbox),
  annotations: { 'kubernetes.io/config.hash': sandbox.pod.uid, 'kubernetes.io/config.source': 'file' },
  createdAt: nanoseconds(moment, sandbox.madeAt),
  runtimeHandler: '',
})

/** The part of a sandbox that people look at. */
const inspectPod = (moment: Moment, sandbox: ListedSandbox): Json => ({
  info: { pid: 0, runtimeHandler: '' },
  status: {
    ...sandboxFields(sandbox),
    annotations: { 'kubernetes.io/config.source': 'file' },
    createdAt: rfc3339(moment.inputs.clock, sandbox.madeAt, true),
    linux: { namespaces: { options: { ipc: 'POD', network: sandbox.pod.spec.spec.hostNetwork ? 'NODE' : 'POD', pid: 'CONTAINER' } } },
    network: { additionalIps: [], ip: podIP(moment, sandbox.pod) },
  },
})

/** The part of it that people look at: state, times, exit code, labels, image. */
function inspect(moment: Moment, container: RuntimeContainer): Json {
  const { pod, name, image, attempt, createdAt, running, pid, exit, neverRan } = container
  const { clock } = moment.inputs
  const time = (t: number): string => rfc3339(clock, t, true)
  const code = exit?.code ?? 0
  return {
    info: { pid, sandboxID: sandboxId(pod, container.sandbox) },
    status: {
      ...containerFields(moment, container),
      createdAt: time(createdAt),
      exitCode: running ? 0 : code,
      finishedAt: exit ? time(exit.t) : '0001-01-01T00:00:00Z',
      image: { image },
      logPath: `/var/log/pods/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`,
      message: exit?.message ?? '',
      reason: exit ? (exit.reason ?? (code === 0 ? 'Completed' : 'Error')) : '',
      startedAt: neverRan ? '0001-01-01T00:00:00Z' : time(createdAt),
      state: exit ? 'CONTAINER_EXITED' : criState(moment, container),
      ...(releaseFor(moment.inputs).crictlUser ? { user: { linux: { gid: '0', uid: '0' } } } : {}),
    },
  }
}
