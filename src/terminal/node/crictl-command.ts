import { releaseFor } from '../../sim/release/release.ts'
import type { Json } from '../../sim/apiserver/objects/json.ts'
import { calendar, rfc3339, unixSeconds } from '../../sim/clock.ts'
import { podIP } from '../../sim/apiserver/objects/pod.ts'
import { kubeletPods, type PodView } from '../../sim/trace/pods.ts'
import { containerRuntime } from '../../sim/apiserver/objects/node.ts'
import { crictlImages, crictlPods, crictlPs, type RuntimeContainer, runtimeContainers, sandboxes, sandboxId, stateOf } from './crictl.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { logLines } from '../../sim/apiserver/objects/pod-log.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { runIn } from '../kubectl/exec.ts'
import { done, fails, type Output, type Terminal } from '../shell/output.ts'
import { toJson } from '../kubectl/print-object.ts'
import { option, type Options, parseOptions } from '../../sim/kubectl/command-line.ts'

const OPTIONS: Options = {
  '-a': { name: 'all', value: false },
  '--all': { name: 'all', value: false },
  '-q': { name: 'quiet', value: false },
  '--quiet': { name: 'quiet', value: false },
  '--name': { name: 'name', value: true },
  '--state': { name: 'state', value: true },
  '-s': { name: 'state', value: true },
  '-f': { name: 'follow', value: false },
  '--follow': { name: 'follow', value: false },
  '--tail': { name: 'tail', value: true },
  '-t': { name: 'timeout', value: true },
  '--timeout': { name: 'timeout', value: true },
  '-r': { name: 'endpoint', value: true },
  '--runtime-endpoint': { name: 'endpoint', value: true },
  '--no-trunc': { name: 'whole', value: false },
  '-o': { name: 'output', value: true },
  '--output': { name: 'output', value: true },
}
const HELP =
  'This terminal knows: crictl ps [-a] [-q] [-o json] [--name NAME] [--state running|exited], crictl pods, crictl images, crictl logs [--tail=N] CONTAINER, crictl inspect CONTAINER, crictl inspectp POD, crictl exec CONTAINER COMMAND, crictl stop CONTAINER'

/** The commands, for completion too. */
export const CRICTL_VERBS: readonly string[] = ['ps', 'pods', 'images', 'logs', 'inspect', 'inspectp', 'exec', 'stop', 'version']
/** What crictl has besides. */
const OTHER_VERBS: readonly string[] =
  'attach checkpoint completion config create events imagefsinfo info inspecti metricdescs metricsp port-forward pull rmi run runp runtime-config start stats statsp update update-runtime-config'.split(
    ' ',
  )
/** What would take a container or a sandbox away: the kubelet makes a new one, which has no model. */
const UNDOING: ReadonlyMap<string, string> = new Map([
  ['rm', 'the kubelet itself removes a container that has ended; stop ends one that runs.'],
  ['rmp', 'the kubelet would make the pod anew; crictl stop ends its container, and the file taken away and put back its pod.'],
  ['stopp', 'the kubelet would make the pod anew; crictl stop ends its container.'],
])
/** The formats of each command that there are here beside a table. */
const FORMATS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ps', ['table', 'json']],
  ['pods', ['table', 'json']],
  ['inspect', ['json']],
  ['inspectp', ['json']],
])
const STATES: readonly string[] = ['created', 'running', 'exited', 'unknown']

/**
 * crictl on the node; CONTAINER is the beginning of an id, as crictl has it.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in crictl's words. `stop` is an action, which whoever runs this adds to the scenario.
 * Follows: cri-tools cmd/crictl (v1.37).
 */
export function crictl(moment: Terminal, args: readonly string[]): Output {
  if (args.find((arg) => !arg.startsWith('-')) === 'exec') return exec(moment, args.slice(args.indexOf('exec') + 1))
  const parsed = parseOptions(args, OPTIONS)
  if (parsed.unknown) return fails(`Incorrect Usage: flag provided but not defined: ${parsed.unknown.replace(/^--/, '-')}\n${HELP}`)
  if (parsed.lacks) return fails(`Incorrect Usage: flag needs an argument: ${parsed.lacks.replace(/^--/, '-')}\n${HELP}`)
  const [verb, id] = parsed.rest
  const all = runtimeContainers(moment)
  const format = option(parsed, 'output') ?? (verb === 'inspect' || verb === 'inspectp' ? 'json' : 'table')
  if (!(FORMATS.get(verb ?? '') ?? ['table']).includes(format))
    return fails(`not simulated here: crictl ${verb ?? ''} -o ${format}.\n${HELP}`)
  const release = releaseFor(moment.inputs)
  if (verb === 'ps') {
    const name = option(parsed, 'name') ?? ''
    const state = option(parsed, 'state')?.toLowerCase()
    if (state !== undefined && !STATES.includes(state))
      return fails(`FATA[0000] listing containers: --state should be one of created, running, exited or unknown`)
    const everything = option(parsed, 'all') !== undefined || state !== undefined
    const test = (c: RuntimeContainer): boolean =>
      c.name.includes(name) && (state === undefined || state === stateOf(c, release).toLowerCase())
    const shown = all.filter((c) => test(c) && (everything || c.running))
    if (format === 'json') return done(toJson({ containers: shown.map((one) => listedContainer(moment, one)) }))
    return done(option(parsed, 'quiet') === undefined ? crictlPs(moment, everything, test) : shown.map((c) => `${c.id}\n`).join(''))
  }
  if (verb === 'pods') {
    if (format === 'json') return done(toJson({ items: sandboxes(moment).map((one) => listedPod(moment, one)) }))
    return done(
      option(parsed, 'quiet') === undefined
        ? crictlPods(moment)
        : sandboxes(moment)
            .map((one) => `${sandboxId(one)}\n`)
            .join(''),
    )
  }
  if (verb !== undefined && UNDOING.has(verb)) return fails(`not simulated here: crictl ${verb}: ${UNDOING.get(verb)!}\n${HELP}`)
  if (verb === 'images' || verb === 'image' || verb === 'img') return done(crictlImages(moment, option(parsed, 'quiet') !== undefined))
  if (verb === 'version') {
    const [name, version] = containerRuntime(moment).split('://')
    return done(
      `Version:  0.1.0\nRuntimeName:  ${name}\nRuntimeVersion:  ${name === 'docker' ? '' : 'v'}${version}\nRuntimeApiVersion:  ${name === 'docker' ? '1.27.0' : 'v1'}\n`,
    )
  }
  if (verb !== undefined && OTHER_VERBS.includes(verb)) return fails(`not simulated here: crictl ${verb}.\n${HELP}`)
  if (verb === undefined || !CRICTL_VERBS.includes(verb))
    return fails(`${verb === undefined ? '' : `No help topic for '${verb}'\n`}${HELP}`)
  if (id === undefined) return fails(`ID cannot be empty\n${HELP}`)
  if (verb === 'inspectp') {
    const pod = kubeletPods(moment).find((one) => sandboxId(one).startsWith(id))
    return pod
      ? done(inspectPod(moment, pod))
      : fails(
          `FATA[0000] getting the status of the pod sandbox ${JSON.stringify(id)}: rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found`,
        )
  }
  const found = all.find((c) => c.id.startsWith(id))
  if (!found) {
    const says =
      verb === 'logs'
        ? 'FATA[0000] rpc error'
        : verb === 'stop'
          ? `FATA[0000] stopping the container ${JSON.stringify(id)}: rpc error`
          : `FATA[0000] getting the status of the container ${JSON.stringify(id)}: rpc error`
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
  if (verb === 'inspect') return done(inspect(moment, found))
  if (verb === 'stop')
    return { ...done(`${id}\n`), ...(found.running ? { actions: [{ at: moment.at, crictl: `stop ${found.name}` }] } : {}) }
  const tail = Number(option(parsed, 'tail') ?? -1)
  const lines = logLines(moment, found.pod.base, found.name, found.attempt, found.pod.uid)
  const shown = Number.isInteger(tail) && tail >= 0 ? (tail === 0 ? [] : lines.slice(-tail)) : lines
  return done(shown.map((text) => `${text}\n`).join(''))
}

/** What stands behind the container is the command's own. */
function exec(moment: Terminal, args: readonly string[]): Output {
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
  if ('refused' in ran) return fails(`FATA[0000] execing command in container: ${ran.refused}`)
  if ('error' in ran) return fails(`FATA[0000] execing command in container: ${ran.error}${ran.note}`)
  return ran.code === 0
    ? done(ran.output)
    : { stdout: ran.output, stderr: `FATA[0000] execing command in container: command terminated with exit code ${ran.code}\n`, exit: 1 }
}

/** A CRI time: nanoseconds since 1970. */
const nanoseconds = (moment: Moment, at: number): string =>
  `${unixSeconds(moment.inputs.clock, at)}${String(calendar(moment.inputs.clock, at).nano).padStart(9, '0')}`

function criState({ inputs }: Moment, container: RuntimeContainer): string {
  return `CONTAINER_${stateOf(container, releaseFor(inputs)).toUpperCase()}`
}

function listedContainer(moment: Moment, container: RuntimeContainer): Json {
  const { id, pod, name, image, attempt, createdAt } = container
  return {
    annotations: { 'io.kubernetes.container.restartCount': String(attempt) },
    createdAt: nanoseconds(moment, createdAt),
    id,
    image: { image: `sha256:${hexId(image)}` },
    imageRef: `sha256:${hexId(image)}`,
    labels: {
      'io.kubernetes.container.name': name,
      'io.kubernetes.pod.name': pod.name,
      'io.kubernetes.pod.namespace': pod.namespace,
      'io.kubernetes.pod.uid': pod.uid,
    },
    metadata: { attempt, name },
    podSandboxId: sandboxId(pod),
    state: criState(moment, container),
  }
}

function listedPod(moment: Moment, pod: PodView): Json {
  const { name, namespace, uid } = pod
  return {
    annotations: { 'kubernetes.io/config.hash': uid, 'kubernetes.io/config.source': 'file' },
    createdAt: nanoseconds(moment, pod.seenAt),
    id: sandboxId(pod),
    labels: {
      ...pod.spec.metadata.labels,
      'io.kubernetes.pod.name': name,
      'io.kubernetes.pod.namespace': namespace,
      'io.kubernetes.pod.uid': uid,
    },
    metadata: { attempt: 0, name, namespace, uid },
    runtimeHandler: '',
    state: 'SANDBOX_READY',
  }
}

/** The part of a sandbox that people look at. */
function inspectPod(moment: Moment, pod: PodView): string {
  const { namespace, name, uid } = pod
  return toJson({
    info: { pid: 0, runtimeHandler: '' },
    status: {
      annotations: { 'kubernetes.io/config.source': 'file' },
      createdAt: rfc3339(moment.inputs.clock, pod.seenAt, true),
      id: sandboxId(pod),
      labels: { 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid },
      linux: { namespaces: { options: { ipc: 'POD', network: pod.spec.spec.hostNetwork ? 'NODE' : 'POD', pid: 'CONTAINER' } } },
      metadata: { attempt: 0, name, namespace, uid },
      network: { additionalIps: [], ip: podIP(moment, pod) },
      state: 'SANDBOX_READY',
    },
  })
}

/** The part of it that people look at: state, times, exit code, labels, image. */
function inspect(moment: Moment, container: RuntimeContainer): string {
  const { id, pod, name, image, attempt, createdAt, running, exit, neverRan } = container
  const { clock } = moment.inputs
  const time = (t: number): string => rfc3339(clock, t, true)
  const labels = {
    'io.kubernetes.container.name': name,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.uid': pod.uid,
  }
  const code = exit?.code ?? 0
  return toJson({
    info: { pid: running ? 2000 + attempt : 0, sandboxID: sandboxId(pod) },
    status: {
      annotations: { 'io.kubernetes.container.restartCount': String(attempt) },
      createdAt: time(createdAt),
      exitCode: running ? 0 : code,
      finishedAt: exit ? time(exit.t) : '0001-01-01T00:00:00Z',
      id,
      image: { image },
      imageRef: `sha256:${hexId(image)}`,
      labels,
      logPath: `/var/log/pods/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`,
      message: exit?.message ?? '',
      metadata: { attempt, name },
      reason: exit ? (exit.reason ?? (code === 0 ? 'Completed' : 'Error')) : '',
      startedAt: neverRan ? '0001-01-01T00:00:00Z' : time(createdAt),
      state: exit ? 'CONTAINER_EXITED' : criState(moment, container),
      ...(releaseFor(moment.inputs).crictlUser ? { user: { linux: { gid: '0', uid: '0' } } } : {}),
    },
  })
}
