import { type Claims, readToken } from '../../sim/apiserver/authentication/jwt.ts'
import { RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { rfc3339 } from '../../sim/clock.ts'
import type { ProcessScript, ScriptedAnswer, ScriptedExec, ScriptedExit } from '../../sim/scenario/programs.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import type {
  Entry,
  EventEntry,
  ManifestEntry,
  NodeEntry,
  ResponseEntry,
  ScriptEntry,
  ServerEntry,
  StatusEntry,
  Trace,
} from '../../sim/trace/trace.ts'
import { actionSentence } from './action-words.ts'
import { clockWords, lengthWords } from './duration.ts'
import { startBefore, tellBackOff, tellProbe, tellProcess, tellResult } from './process-sentences.ts'
import { plain, seconds, shortened, type Telling } from './telling.ts'

/**
 * A rule of a program's script, as a sentence.
 *
 * Units: seconds, from the program's start.
 */
function scriptSentence({ container, path, value }: ScriptEntry): string {
  const [field = '', isMember] = path.split('.').at(-1)!.split('[')
  const rule = value as never
  const does: Record<string, () => string> = {
    answers: () => (isMember ? answers(rule) : noAnswer(value)),
    exits: () => exits(rule),
    onTerm: () => onTerm(rule),
    listens: () => (isMember ? listens(rule) : 'does not listen on that port'),
    execs: () => (isMember ? exec(rule) : 'has no such command in its container'),
    memory: () => memory(rule),
  }
  return `As the scenario describes it, the program in ${container} ${does[field]?.() ?? `says ${field}`}.`
}

function answers(answer: ScriptedAnswer): string {
  const { from, hang, reset, refuse, proxy, location, grpc, status = location === undefined ? 200 : 302, after = 0 } = answer
  const late = after > 0 ? `, ${lengthWords(after)} after it was asked` : ''
  const does = hang
    ? 'hangs'
    : refuse
      ? 'refuses connections'
      : reset
        ? 'resets connections'
        : proxy === undefined
          ? `answers ${grpc ?? status}${late}`
          : `passes requests on to ${proxy}`
  return from > 0 ? `${does}${scope(answer)} from ${lengthWords(from)} after its start on` : `${does}${scope(answer)} from its start on`
}

function noAnswer(value: unknown): string {
  return Array.isArray(value) && value.length > 0
    ? 'answers only what its list of answers names, from when that says'
    : 'has no answer yet: it takes requests and leaves them'
}

/** For which requests an answer is meant. */
function scope({ path, port, method, headers, service }: ScriptedAnswer): string {
  const parts = [
    ...(method === undefined ? [] : [`${method} requests`]),
    ...(path === undefined ? [] : [`for ${path}`]),
    ...(port === undefined ? [] : [`on port ${port}`]),
    ...(service === undefined ? [] : [`for the service ${service}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => `with ${name}: ${value}`),
  ]
  return parts.length === 0 ? '' : `, asked ${parts.join(', ')},`
}

function exits({ after, code, reason, signal }: ScriptedExit): string {
  const how = signal === undefined ? `with exit code ${code}` : `by signal ${signal}`
  return `ends by itself ${lengthWords(after)} after its start, ${how}${reason === 'OOMKilled' ? ', out of memory' : ''}`
}

function memory({ from, mib }: { from: number; mib: number }): string {
  return `holds ${mib} MiB of memory from ${from > 0 ? `${lengthWords(from)} after its start` : 'its start'} on`
}

function onTerm(how: ProcessScript['onTerm']): string {
  return how === 'ignore'
    ? 'ignores SIGTERM'
    : `ends ${how.after > 0 ? lengthWords(how.after) : 'right'} after SIGTERM, with exit code ${how.code}`
}

function listens({ port, after, address }: ProcessScript['listens'][number]): string {
  const where = address === '127.0.0.1' || address === '::1' ? ` of ${address} alone` : ''
  return `listens on port ${port}${where} from ${after > 0 ? `${lengthWords(after)} after its start` : 'its start'} on`
}

function exec({ command, code, after, missing, from = 0 }: ScriptedExec): string {
  const what = command.join(' ')
  return missing
    ? `has no command ${what} in its container`
    : `lets ${what} end with code ${code}${after > 0 ? ` after ${lengthWords(after)}` : ''}${from > 0 ? `, from ${lengthWords(from)} after its start on` : ''}`
}

/** The rule behind an Event that tells why a container has not been started, and where upstream it stands; by reason and message. */
interface EventRule {
  rule: string
  source: string
}

const IMAGES = 'pkg/kubelet/images/image_manager.go'
const CONTAINER = 'pkg/kubelet/kuberuntime/kuberuntime_container.go'

const PULL_BACK_OFF: EventRule = {
  rule: 'A pull that fails has a back-off of its own, 10 s doubling to 300 s: until it is over nothing is pulled. That is no restart, and is not counted as one.',
  source: IMAGES,
}
const CONFIG: EventRule = {
  rule: 'A container is made only once its environment can be had and it may run as its user; until then it is tried again every 10 to 15 s. That is no restart.',
  source: CONTAINER,
}
const PORTS: EventRule = {
  rule: 'A pod that wants a port of the node which another one holds is rejected when the kubelet takes it up, and never looked at again until its file changes.',
  source: 'pkg/kubelet/lifecycle/predicate.go',
}
const ROOM: EventRule = {
  rule: 'A pod that asks for more than the node has left is rejected when the kubelet takes it up, and never looked at again until its file changes or the kubelet is started anew.',
  source: 'pkg/kubelet/lifecycle/predicate.go',
}
const BY_REASON: ReadonlyMap<string, EventRule> = new Map([
  ['Pulling', { rule: 'An image that is not there is pulled; with the policy Always, or the tag latest, at every start.', source: IMAGES }],
  ['ErrImageNeverPull', { rule: 'With the policy Never the image has to be there already.', source: IMAGES }],
  [
    'FailedMount',
    {
      rule: 'No container of a pod is made before all volumes that they mount are there; a mount that fails is tried again after half a second, then twice that, up to two minutes.',
      source: 'pkg/kubelet/volumemanager/volume_manager.go',
    },
  ],
  [
    'InitContainerRestartPolicyForbidden',
    {
      rule: 'In 1.28 a kubelet knows side-cars only behind a gate that is off: it rejects a pod with one when it takes it up, and never looks at it again until its file changes.',
      source: 'pkg/kubelet/lifecycle/predicate.go',
    },
  ],
  ['NodePorts', PORTS],
  ['PodFitsHostPorts', PORTS],
  ['OutOfcpu', ROOM],
  ['OutOfmemory', ROOM],
  ['OutOfpods', ROOM],
  ['UnexpectedAdmissionError', ROOM],
])

/** Errors: undefined for an Event that tells of something else. Follows: the sources that it names. */
function eventRule(reason: string, message: string): EventRule | undefined {
  const known = BY_REASON.get(reason)
  if (known) return known
  if (reason === 'BackOff' && message.startsWith('Back-off pulling')) return PULL_BACK_OFF
  if (reason !== 'Failed') return undefined
  if (/^Failed to pull image|^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/.test(message)) return PULL_BACK_OFF
  if (/failed to (create containerd task|start container)/.test(message))
    return {
      rule: 'The container was made, and its program could not be started: that counts as a life that ended at once, with its back-off and its count.',
      source: CONTAINER,
    }
  return CONFIG
}

/**
 * An entry in words.
 *
 * Units: seconds. Each rule names its source.
 */
export function tell(trace: Trace, entry: Entry): Telling {
  return (TELLINGS[entry.kind] as (entry: Entry, trace: Trace) => Telling)(entry, trace)
}

const TELLINGS: { [K in Entry['kind']]: (entry: Extract<Entry, { kind: K }>, trace: Trace) => Telling } = {
  manifest: (entry) => plain(manifest(entry), life(entry), ''),
  action: (entry) => plain(actionSentence(entry.t, entry), 'What the scenario does at this time.', ''),
  release: ({ rule, source }) => plain(rule, 'A rule of this release.', source),
  script: (entry) => plain(scriptSentence(entry), 'What the scenario says of how the program behaves.', ''),
  sync: ({ op, pod = 'the pod' }) =>
    plain(
      SYNC[op](pod),
      'The kubelet runs what lies in its static-pod directory, whatever a file’s name ends in; of two files with one pod it takes the last.',
      'pkg/kubelet/config/file.go',
    ),
  probe: (entry) => tellProbe(entry),
  result: (entry, trace) => tellResult(trace, entry),
  backoff: (entry, trace) => tellBackOff(trace, entry),
  restartAll: ({ container, code }) =>
    plain(
      `All containers of the pod are restarted, since ${container} ended with code ${code}.`,
      'A rule of that container names this code: what runs is killed without its hooks, all containers are removed, init containers run again, and no back-off holds them.',
      'pkg/kubelet/container/helpers.go',
    ),
  lease: (entry) =>
    plain(
      `${entry.container} has lost its lease kube-system/${entry.lease}: for ${entry.seconds} s it could not renew it.`,
      'Whoever leads writes into its Lease, which lies in etcd, every few seconds; one that cannot in time ends itself, since another may lead.',
      'staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go',
    ),
  process: (entry, trace) => tellProcess(trace, entry),
  event: (entry, trace) => event(trace, entry),
  status: (entry) =>
    plain(status(entry), 'The kubelet makes the status from what the runtime and the probes told it last.', 'pkg/kubelet/kubelet_pods.go'),
  object: ({ object, op }) =>
    plain(
      `${kindOf(object)} ${object.name}${object.namespace ? ` in ${object.namespace}` : ''} is ${op}.`,
      'What stands in etcd counts from the next request on.',
      'staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go',
    ),
  printed: ({ stdout, stderr, exit }) =>
    plain(
      `kubectl prints: ${[stdout, stderr].join('').trim()}`,
      exit === 0 ? 'The kube-apiserver has done what it was asked.' : 'Nothing is changed.',
      'staging/src/k8s.io/kubectl/pkg/cmd',
    ),
  mirror: ({ op }) => plain(MIRROR[op], 'A static pod has a mirror in the API, which only shows it.', 'pkg/kubelet/pod/mirror_client.go'),
  server: (entry, trace) => server(trace, entry),
  etcd: ({ state }) => plain(ETCD[state], ...(state === 'full' ? FULL : WITHOUT_ETCD)),
  port: ({ taken, port }) =>
    plain(
      `Another program on the node ${taken ? 'listens on' : 'no longer has'} port ${port}.`,
      'A port is one program’s at a time: whoever else wants it is told that the address is in use.',
      '',
    ),
  node: (entry, trace) => plain(nodeSentence(trace, entry), ...NODE_RULES[entry.part]),
  log: ({ source, text }) => plain(`${source === 'kubelet' ? 'The kubelet' : source} logs: ${text.trim()}`, '', ''),
  response: (entry) => response(entry),
  warning: ({ message }) => plain(message, '', ''),
  evidence: ({ says, isEstimated }) =>
    plain(says, isEstimated ? 'Where the texts give no time, one is estimated, and said to be.' : '', ''),
  stopped: ({ reason }) => plain(`The run is stopped here: ${reason}.`, '', ''),
}

/** A line of a file; where only a default holds, whose it is. */
function manifest({ file, line, path, value, isDefault }: ManifestEntry): string {
  if (path === '') return `${file}: the pod ${String(value)}.`
  if (isArgument(path) || file.startsWith('/')) return `${file}, line ${line}: ${String(value)}`
  const [field = '', above = ''] = path.split('.').toReversed()
  const shown = value === null ? field : `${field}: ${shortened(String(value), 60)}`
  return isDefault
    ? `${file} says nothing of ${field} in ${above.replace(/\[\d+\]$/, '')}: ${String(value)} is the default.`
    : `${file}, line ${line}: ${shown}`
}

/** Of a line with a service account's token: from when to when that is good. */
function life(entry: ManifestEntry): string {
  const { iat, exp, sub } = bearerOf(entry) ?? {}
  if (typeof iat !== 'number' || typeof exp !== 'number') return ''
  const time = (seconds: number): string => rfc3339('1970-01-01T00:00:00Z', seconds).replace(/^.*T|Z$/g, '')
  return `A token of ${String(sub)}: it expires at ${time(exp)} UTC, ${clockWords(exp - iat)} after it was issued; the server lets it pass for one minute more.`
}

/**
 * What the token that a line of a probe's httpHeaders sends says of its bearer.
 *
 * Errors: undefined for any other line, or a token that is no JWT.
 */
export function bearerOf({ path, value }: ManifestEntry): Claims | undefined {
  const token = /\.httpHeaders\[\d+\]\.value$/.test(path) ? /^Bearer (\S+)$/i.exec(String(value))?.[1] : undefined
  return token === undefined ? undefined : readToken(token)?.claims
}

/** Whether a path leads to a word of a container's command line. */
export function isArgument(path: string): boolean {
  return /\.(command|args)\[\d+\]$/.test(path)
}

function server(trace: Trace, entry: ServerEntry): Telling {
  const start = startBefore(trace, entry)
  const since = start && entry.t > start.t && COMING_UP.has(entry.state) ? `, ${seconds(entry.t - start.t)} after its start` : ''
  const note = entry.note ? ` (${entry.note})` : ''
  return plain(
    `The kube-apiserver ${SERVER[entry.state]}${since}${note}.`,
    SERVER_RULES[entry.state] ?? 'A kube-apiserver listens first, then answers, then is ready.',
    'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
  )
}

function status({ phase, ready, containers, reason, message }: StatusEntry): string {
  if (reason !== undefined) return `The pod’s status is now ${phase}, for good: ${reason}. ${message ?? ''}`
  const of = containers.map(({ name, state, restartCount }) => {
    const why = state.reason ? ` (${state.reason}${state.exitCode === undefined ? '' : `, exit code ${state.exitCode}`})` : ''
    return `${name} ${state.is}${why}, ${restartCount === 1 ? '1 restart' : `${restartCount} restarts`}`
  })
  return `The pod’s status is now ${phase}, ${ready ? 'ready' : 'not ready'}: ${of.join('; ') || 'no containers'}.`
}

function event(trace: Trace, entry: EventEntry): Telling {
  const { reason, message } = entry
  const by = trace[causesOf(entry)[0] ?? -1]
  const cause = by?.kind === 'event' && by.reason === 'DeadlineExceeded' ? by.reason : by?.kind
  const known = eventRule(reason, message)
  if (known) return plain(`Event ${reason}: ${message.trim()}`, known.rule, known.source)
  const [rule, source] = EVENT_RULES[reason === 'Killing' && cause !== 'result' ? `Killing by ${cause ?? ''}` : reason] ?? [
    'The kubelet tells what it does as an Event.',
    'pkg/kubelet/events/event.go',
  ]
  return plain(`Event ${reason}: ${message.trim()}`, rule, source)
}

function response({ status: code, error, steps }: ResponseEntry): Telling {
  return plain(
    code === null ? `No answer: ${error ?? 'none'}` : `The answer is ${code}.`,
    steps.at(-1)?.reason ?? '',
    'staging/src/k8s.io/apiserver/pkg/server/config.go',
  )
}

const SYNC = {
  ADD: (pod: string) => `The kubelet finds ${pod} in its directory and takes it up.`,
  REMOVE: (pod: string) => `The kubelet no longer finds ${pod} as it was and takes it down.`,
  UPDATE: (pod: string) => `The kubelet finds ${pod} changed.`,
} as const
const MIRROR = {
  created: 'The mirror pod is created: kubectl counts AGE from here.',
  deleted: 'The mirror pod is deleted.',
  updated: 'The API learns the pod’s new status.',
  terminating: 'The mirror pod is to go: the kubelet lets it go with its next sync.',
} as const
const WITHOUT_ETCD: readonly [string, string] = [
  'Without etcd the kube-apiserver can neither read nor write.',
  'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
]
const FULL: readonly [string, string] = [
  'It reads and deletes, and refuses all else, until its alarm is disarmed: nobody renews a lease, no status changes, no Event is kept.',
  'staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go',
]
const ETCD = {
  up: 'etcd is up again.',
  full: 'etcd is up, and out of space: its alarm NOSPACE has it refuse every write.',
  down: 'etcd is down.',
  hung: 'etcd hangs.',
} as const
const PART = {
  kubelet: 'The kubelet',
  containerd: 'containerd',
  docker: 'Docker',
  node: 'The node',
  'sync loop': 'The kubelet’s sync loop',
} as const
const NODE_RULES: Readonly<Record<NodeEntry['part'], readonly [rule: string, source: string]>> = {
  kubelet: [
    'Containers outlive the kubelet, and their counters with them; its probe workers, its counts and its back-offs begin anew.',
    'pkg/kubelet/kubelet.go',
  ],
  containerd: ['What containerd runs has a shim of its own and outlives it; meanwhile nothing is started, stopped or seen.', ''],
  docker: ['Docker takes its containers with it, unless its live-restore is on, which nobody turns on by himself.', ''],
  node: [
    'No container outlives the machine: each pod gets a new sandbox, and all of its containers start again.',
    'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
  ],
  'sync loop': [
    'Every 2 s the loop that syncs all pods also deletes the mirrors of pods that are gone, and waits for the kube-apiserver’s answer: up to 34 s a try where etcd keeps that waiting. Until then no pod of the node is started, killed or told of; probes go on.',
    'pkg/kubelet/kubelet_pods.go',
  ],
}
const EVENT_RULES: Readonly<Record<string, readonly [rule: string, source: string]>> = {
  Pulled: ['Before a container is made its image has to be there.', 'pkg/kubelet/images/image_manager.go'],
  Created: ['Pull, create, start: each step is told as an Event.', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
  Started: ['Pull, create, start: each step is told as an Event.', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
  Killing: [
    'A running container whose liveness or startup probe counts as failed is stopped and started again.',
    'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
  ],
  'Killing by sync': [
    'A pod that is no longer in the directory as it was is stopped, all its containers at once.',
    'pkg/kubelet/kubelet.go',
  ],
  'Killing by DeadlineExceeded': [
    'A pod past its deadline is stopped, all its containers at once, with their grace.',
    'pkg/kubelet/kubelet.go',
  ],
  DeadlineExceeded: [
    'A pod may be active for activeDeadlineSeconds: the sync loop looks once a second, and each sync of such a pod tells of it.',
    'pkg/kubelet/active_deadline.go',
  ],
  'Killing by event': ['A container whose postStart hook has failed is stopped.', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
  BackOff: ['A container that may not start yet is told as BackOff at each sync.', 'pkg/kubelet/kuberuntime/kuberuntime_manager.go'],
  Unhealthy: ['Each failed probe is told, whether it counts enough already or not.', 'pkg/kubelet/prober/prober.go'],
  ProbeWarning: ['A warning is told, and counts as passed.', 'pkg/kubelet/prober/prober.go'],
  FailedPostStartHook: ['A postStart hook that fails costs the container.', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
  FailedPreStopHook: ['A preStop hook that fails does not hold the stop up.', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
  SandboxChanged: ['What is left of an older pod of that name is cleared away first.', 'pkg/kubelet/kuberuntime/kuberuntime_manager.go'],
}
const SERVER: Readonly<Record<ServerEntry['state'], string>> = {
  starting: 'starts',
  accepting: 'accepts connections, but does not answer yet',
  forbidding: 'answers, but knows no roles yet, so with 403',
  unready: 'answers, but is not ready',
  serving: 'serves',
  hung: 'hangs',
  'shutting-down': 'shuts down',
  exited: 'is gone',
}
const COMING_UP: ReadonlySet<ServerEntry['state']> = new Set(['accepting', 'forbidding', 'unready', 'serving'])
const SERVER_RULES: Readonly<Partial<Record<ServerEntry['state'], string>>> = {
  hung: 'A stopped process keeps its sockets: the kernel takes connections, and nobody answers.',
  'shutting-down': 'On SIGTERM it closes its ports first, then waits for the requests under way.',
  exited: 'Its ports are closed, and what was under way gets no answer.',
}

/** With one full stop. */
function nodeSentence(trace: Trace, entry: NodeEntry): string {
  const { part, up, pod, t } = entry
  if (part === 'sync loop' && !up)
    return `The kubelet’s sync loop stands still: it wants to delete the mirror pod ${pod ?? ''}, and the kube-apiserver does not answer.`
  if (part === 'sync loop') {
    const since = trace[causesOf(entry)[0] ?? -1]?.t ?? t
    return `The kubelet’s sync loop goes on: for ${seconds(Math.round(t - since))} no pod of the node was synced.`
  }
  return `${PART[part]} ${up ? 'is back' : part === 'node' ? 'goes down' : 'is stopped'}.`
}

/** `ClusterRoleBinding`, for `clusterrolebindings`. */
function kindOf({ group, resource }: { group: string; resource: string }): string {
  return RESOURCES.find((row) => row.group === group && row.name === resource)?.kind ?? resource
}
