import { assertUnreachable } from '../../manifest/unreachable.ts'
import { eventRule } from './event-rules.ts'
import { type Claims, readToken } from '../../sim/apiserver/authentication/jwt.ts'
import { RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import type {
  BackOffEntry,
  Entry,
  EventEntry,
  ManifestEntry,
  NodeEntry,
  ProbeEntry,
  ProcessEntry,
  ResponseEntry,
  ResultEntry,
  ServerEntry,
  StatusEntry,
  Trace,
} from '../../sim/trace/trace.ts'
import { actionSentence } from './action-words.ts'
import { clockWords, lengthWords } from './duration.ts'
import { scriptSentence } from './script-words.ts'

/** What happened in a sentence of our own, the rule behind it, and where upstream has it. */
export interface Telling {
  sentence: string
  rule: string
  source: string
  /** The numbers that went in. */
  values: Readonly<Record<string, string | number>>
}

/**
 * An entry in words.
 *
 * Units: seconds. Errors: none. Follows: nothing upstream; each rule names its source.
 */
export function tell(trace: Trace, entry: Entry): Telling {
  switch (entry.kind) {
    case 'manifest':
      return plain(manifest(entry), life(entry), '')
    case 'action':
      return plain(actionSentence(entry.t, entry), 'What the scenario does at this time.', '')
    case 'release':
      return plain(entry.rule, 'A rule of this release.', entry.source)
    case 'script':
      return plain(scriptSentence(entry), 'What the scenario says of how the program behaves.', '')
    case 'sync':
      return plain(
        SYNC[entry.op](entry.pod ?? 'the pod'),
        'The kubelet runs what lies in its static-pod directory, whatever a file’s name ends in; of two files with one pod it takes the last.',
        'pkg/kubelet/config/file.go',
      )
    case 'probe':
      return probe(entry)
    case 'result':
      return result(trace, entry)
    case 'backoff':
      return backOff(trace, entry)
    case 'process':
      return process(trace, entry)
    case 'event':
      return event(trace, entry)
    case 'status':
      return plain(
        status(entry),
        'The kubelet makes the status from what the runtime and the probes told it last.',
        'pkg/kubelet/kubelet_pods.go',
      )
    case 'object':
      return plain(
        `${kindOf(entry.object)} ${entry.object.name}${entry.object.namespace ? ` in ${entry.object.namespace}` : ''} is ${entry.op}.`,
        'What stands in etcd counts from the next request on.',
        'staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go',
      )
    case 'printed':
      return plain(
        `kubectl prints: ${[entry.stdout, entry.stderr].join('').trim()}`,
        entry.exit === 0 ? 'The kube-apiserver has done what it was asked.' : 'Nothing is changed.',
        'staging/src/k8s.io/kubectl/pkg/cmd',
      )
    case 'mirror':
      return plain(MIRROR[entry.op], 'A static pod has a mirror in the API, which only shows it.', 'pkg/kubelet/pod/mirror_client.go')
    case 'server':
      return server(trace, entry)
    case 'etcd':
      return plain(
        ETCD[entry.state],
        'Without etcd the kube-apiserver can neither read nor write.',
        'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
      )
    case 'port':
      return plain(
        `Another program on the node ${entry.taken ? 'listens on' : 'no longer has'} port ${entry.port}.`,
        'A port is one program’s at a time: whoever else wants it is told that the address is in use.',
        '',
      )
    case 'node':
      return plain(nodeSentence(entry), ...NODE_RULES[entry.part])
    case 'log':
      return plain(`${entry.source === 'kubelet' ? 'The kubelet' : entry.source} logs: ${entry.text.trim()}`, '', '')
    case 'response':
      return response(entry)
    case 'warning':
      return plain(entry.message, '', '')
    case 'evidence':
      return plain(entry.says, entry.isEstimated ? 'Where the texts give no time, one is estimated, and said to be.' : '', '')
    case 'stopped':
      return plain(`The run is stopped here: ${entry.reason}.`, '', '')
    default:
      return assertUnreachable(entry)
  }
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
 * Units: none. Errors: undefined for any other line, or a token that is no JWT. Follows: nothing upstream.
 */
export function bearerOf({ path, value }: ManifestEntry): Claims | undefined {
  const token = /\.httpHeaders\[\d+\]\.value$/.test(path) ? /^Bearer (\S+)$/i.exec(String(value))?.[1] : undefined
  return token === undefined ? undefined : readToken(token)?.claims
}

/**
 * Whether a path leads to a word of a container's command line.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function isArgument(path: string): boolean {
  return /\.(command|args)\[\d+\]$/.test(path)
}

function probe(entry: ProbeEntry): Telling {
  const { probe: type, result: how, threshold, target, output } = entry
  const took = round(entry.t - entry.startedAt)
  // Go's error begins with the request once more
  const answer = output ? `: ${shortened(output.trim().replace(/^Get "?\S+?"?: /, ''), 200)}` : ''
  const waited = how !== 'success' && took >= 0.5 ? `, after ${seconds(took)}` : ''
  const counted = ': a result counts once it has come as often in a row as its threshold says.'
  return {
    sentence: ended(`The ${type} probe ${PROBED[how]} (${runWords(entry)})${target ? `, ${target}` : ''}${answer}${waited}`),
    rule:
      how === 'unknown'
        ? 'A probe that could not be made is no failure.'
        : `${how === 'failure' ? 'One failure is not enough' : 'A passed probe sets the count of failures back'}${counted}`,
    source: 'pkg/kubelet/prober/worker.go',
    values: { probe: type, inARow: entry.resultRun, threshold, seconds: took },
  }
}

/**
 * How often in a row a probe has had its result, and how often it takes.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function runWords({ result: how, resultRun, threshold }: ProbeEntry): string {
  if (how === 'unknown') return 'an error, which does not count'
  if (threshold === 1) return resultRun === 1 ? '1 is enough' : `${resultRun} in a row; 1 is enough`
  return resultRun <= threshold ? `${resultRun} of ${threshold} in a row` : `${resultRun} in a row; ${threshold} are enough`
}

function result(trace: Trace, entry: ResultEntry): Telling {
  const causes = causesOf(entry).map((id) => trace[id])
  const probes = causes.filter((cause): cause is ProbeEntry => cause?.kind === 'probe')
  const newest = probes[0]
  const rule = entry.onHold
    ? 'This probe asks no more until there is a new container, and the kubelet acts upon the result.'
    : 'The kubelet acts when a stored result changes.'
  const source = 'pkg/kubelet/prober/results/results_manager.go'
  if (!newest) {
    const over = causes[0]?.kind === 'process' && causes[0].op === 'exited'
    return {
      sentence: over
        ? `${entry.container} has ended: until there is a new container its ${entry.probe} counts as failed.`
        : BEGINS[entry.probe],
      rule,
      source,
      values: {},
    }
  }
  const kept = newest.resultRun - probes.length
  const failed = entry.value === 'Failure'
  const old = failed && kept > 0 ? `, ${kept} of them still counted from the life before` : ''
  return {
    sentence: `${enough(newest, failed)}${old}: the ${entry.probe} probe counts as ${failed ? 'failed' : 'passed'}.`,
    rule,
    source,
    values: { inARow: newest.resultRun, threshold: newest.threshold, probes: probes.length },
  }
}

function enough({ resultRun, threshold }: ProbeEntry, failed: boolean): string {
  if (threshold === 1) return failed ? 'One failure is enough' : 'One success is enough'
  return `${resultRun} of ${threshold} ${failed ? 'failures' : 'successes'} in a row`
}

function backOff(trace: Trace, entry: BackOffEntry): Telling {
  const { backOffSeconds, sinceExitSeconds, nextSeconds, until } = entry
  const since = sinceExitSeconds ?? 0
  const values = {
    backOffSeconds,
    sinceExitSeconds: round(since),
    waitSeconds: round(entry.blocked ? (until ?? entry.t) - entry.t : 0),
    nextSeconds,
  }
  const told = (sentence: string) => ({
    sentence,
    rule: 'A container starts again at once if the exit that this sync knows of lies longer ago than its back-off; each start doubles it, up to 300 s or what the kubelet’s configuration has instead.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
    values,
  })
  if (entry.blocked) {
    const last = lastOfWait(trace, entry)
    // the next sync knows of the exit that this one caused, and counts from there
    if (last !== entry && (last.until ?? 0) > (until ?? 0) + 1)
      return told(
        `Back-off ${backOffSeconds} s, but the last exit that this sync knew of was only ${seconds(since)} ago: wait. The next sync counts from the newest exit, so ${seconds((last.until ?? entry.t) - entry.t)} more.`,
      )
    return told(`Back-off ${backOffSeconds} s, but the last exit was only ${seconds(since)} ago: wait ${seconds(values.waitSeconds)} more.`)
  }
  if (backOffSeconds === 0) return told(`No back-off yet: start at once. The next one is ${nextSeconds} s.`)
  return told(`Back-off ${backOffSeconds} s, and the last exit was ${seconds(since)} ago: start at once. The next one is ${nextSeconds} s.`)
}

/** The last time that the same wait was asked about: none lies behind the container's next start. */
function lastOfWait(trace: Trace, entry: BackOffEntry): BackOffEntry {
  let last = entry
  for (let i = entry.id + 1; i < trace.length; i++) {
    const other = trace[i]!
    if (other.pod !== entry.pod || other.container !== entry.container) continue
    if (other.kind === 'process' && other.op === 'started') break
    if (other.kind === 'backoff' && other.blocked) last = other
  }
  return last
}

function process(trace: Trace, entry: ProcessEntry): Telling {
  const source = 'pkg/kubelet/kuberuntime/kuberuntime_container.go'
  const values = { attempt: entry.attempt, ...(entry.code === undefined ? {} : { code: entry.code }) }
  if (entry.op === 'started') {
    const sentence =
      entry.attempt === 0 ? `${entry.container} starts for the first time.` : `${entry.container} starts again: restart ${entry.attempt}.`
    return { sentence, rule: 'What a pod lacks is started in the same sync, if the back-off lets it.', source, values }
  }
  if (entry.op !== 'exited') return { sentence: `${entry.container} is ${entry.op}.`, rule: '', source: '', values }
  return {
    sentence: exit(trace, entry),
    rule: killOf(trace, entry)
      ? 'SIGTERM first, SIGKILL when the grace period is over.'
      : 'A container that has ended is started again as restartPolicy says.',
    source,
    values,
  }
}

/** The entry with which the kubelet began to stop a process; up to 1.14 the Killing event comes after the stop: there the result. */
function killOf(trace: Trace, entry: ProcessEntry): Entry | undefined {
  const cause = trace[causesOf(entry)[0] ?? -1]
  return (cause?.kind === 'event' && cause.reason !== 'Created') || cause?.kind === 'result' || cause?.kind === 'sync' ? cause : undefined
}

function exit(trace: Trace, entry: ProcessEntry): string {
  const { container, code = 0, signal } = entry
  const kill = killOf(trace, entry)
  const causes = causesOf(entry).map((id) => trace[id])
  const grace = causes.find((cause) => cause?.kind === 'manifest' && /terminationGracePeriodSeconds$/.test(cause.path)) as
    | ManifestEntry
    | undefined
  if (kill && grace)
    return `${container} has not ended within its grace of ${String(grace.value)} s and gets SIGKILL, ${seconds(entry.t - kill.t)} after the kill began: exit code ${code}.`
  if (kill)
    return `${container} ends ${entry.t - kill.t < 0.1 ? 'right' : seconds(entry.t - kill.t)} after the kill began${entry.code === undefined ? '' : `: exit code ${code}`}.`
  if (causes[0]?.kind === 'action') return `${container} ends${signal ? ` by ${signal}` : ''}: exit code ${code}.`
  if (causes[0]?.kind === 'node')
    return `${container} ends as ${causes[0].part === 'node' ? 'the node goes down' : 'its runtime is restarted'}: exit code ${code}.`
  const start = startBefore(trace, entry)
  const after = start ? `, ${seconds(entry.t - start.t)} after its start` : ''
  if (causes[0]?.kind === 'evidence' && entry.code === undefined) return `${container} ends${after}: how is not told.`
  if (causes[0]?.kind === 'evidence' && (code === 137 || code === 143))
    return `${container} is killed${after}, by whom is not told: exit code ${code}.`
  if (entry.reason !== 'OOMKilled') return `${container} ends by itself${after}: exit code ${code}.`
  return signal
    ? `The kernel kills ${container} for its memory (OOMKilled)${after}: exit code ${code}.`
    : `${container} ends by itself${after}, for the kernel has killed one of its own for its memory (OOMKilled): exit code ${code}.`
}

/** The start of the life that an entry of the same container belongs to. */
function startBefore(trace: Trace, entry: ProcessEntry | ServerEntry): ProcessEntry | undefined {
  for (let i = entry.id; i >= 0; i--) {
    const other = trace[i]!
    if (
      other.kind === 'process' &&
      other.op === 'started' &&
      other.container === entry.container &&
      other.pod === entry.pod &&
      other.uid === entry.uid
    )
      return other
  }
  return undefined
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
  const cause = trace[causesOf(entry)[0] ?? -1]?.kind
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
const ETCD = { up: 'etcd is up again.', down: 'etcd is down.', hung: 'etcd hangs.' } as const
const PART = { kubelet: 'The kubelet', containerd: 'containerd', docker: 'Docker', node: 'The node' } as const
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
}
const PROBED = { success: 'passed', failure: 'failed', warning: 'passed with a warning', unknown: 'could not be made' } as const
/** What is stored of a new container. */
const BEGINS = {
  liveness: 'A new container counts as alive until its liveness probe fails.',
  readiness: 'A new container counts as not ready until its readiness probe passes.',
  startup: 'Of a new container nobody knows yet whether it has started.',
} as const
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

function plain(sentence: string, rule: string, source: string): Telling {
  return { sentence, rule, source, values: {} }
}

/**
 * A long text without its middle, in whole words: an error begins with who tells it, and ends with what is wrong.
 *
 * Units: `most` in characters. Errors: none. Follows: nothing upstream.
 */
export function shortened(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most * 0.4 + 1).replace(/\s+\S*$/, '')} … ${text.slice(-most * 0.6 - 1).replace(/^\S*\s+/, '')}`
}

/** With one full stop. */
function nodeSentence({ part, up }: NodeEntry): string {
  return `${PART[part]} ${up ? 'is back' : part === 'node' ? 'goes down' : 'is stopped'}.`
}

function ended(sentence: string): string {
  return `${sentence.replace(/\.$/, '')}.`
}

function seconds(value: number): string {
  return lengthWords(value)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** `ClusterRoleBinding`, for `clusterrolebindings`. */
function kindOf({ group, resource }: { group: string; resource: string }): string {
  return RESOURCES.find((row) => row.group === group && row.name === resource)?.kind ?? resource
}
