import type { BackOffEntry, Entry, ProbeEntry, ProcessEntry, ResultEntry, ServerEntry, Trace } from '../sim/trace.ts'
import { actionSentence } from './action-words.ts'
import { lengthWords } from './duration.ts'
import { RESOURCES } from '../sim/apiserver/discovery.ts'
import { causesOf } from '../sim/moment.ts'

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
      return plain(`${entry.file}, line ${entry.line}: ${manifestWords(entry.path, entry.value)}`, 'What the manifest says.', '')
    case 'action':
      return plain(actionSentence(entry.t, entry), 'What the scenario does at this time.', '')
    case 'release':
      return plain(entry.rule, 'A rule of this release.', entry.source)
    case 'sync':
      return plain(SYNC[entry.op].replace('POD', entry.pod ?? 'the pod'), 'The kubelet runs what lies in its static-pod directory.', 'pkg/kubelet/config/file.go')
    case 'probe':
      return probe(entry)
    case 'result':
      return result(trace, entry)
    case 'backoff':
      return backOff(trace, entry)
    case 'process':
      return process(trace, entry)
    case 'event':
      return plain(`Event ${entry.reason}: ${entry.message.trim()}`, EVENT_RULES[entry.reason] ?? 'The kubelet tells what it does as an Event.', 'pkg/kubelet/events/event.go')
    case 'status':
      return plain(`The pod's status is now ${entry.phase}, ${entry.ready ? 'ready' : 'not ready'}: ${entry.containers.map((c) => `${c.name} ${c.state.reason ?? c.state.is}, ${restarts(c.restartCount)}`).join('; ') || 'no containers'}.`, 'The kubelet derives the status from what the runtime and the probes told it last.', 'pkg/kubelet/kubelet_pods.go')
    case 'object':
      return plain(`${kindOf(entry.object)} ${entry.object.name}${entry.object.namespace ? ` in ${entry.object.namespace}` : ''} is ${entry.op}.`, 'What stands in etcd counts from the next request on.', 'staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go')
    case 'printed':
      return plain(`kubectl prints: ${[entry.stdout, entry.stderr].join('').trim()}`, entry.exit === 0 ? 'The kube-apiserver has done what it was asked.' : 'Nothing is changed.', 'staging/src/k8s.io/kubectl/pkg/cmd')
    case 'mirror':
      return plain(MIRROR[entry.op], 'A static pod has a mirror in the API, which only shows it.', 'pkg/kubelet/pod/mirror_client.go')
    case 'server':
      return plain(`The kube-apiserver ${SERVER[entry.state]}${entry.note ? `: ${entry.note}` : ''}.`, 'A kube-apiserver listens first, then answers, then is ready.', 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go')
    case 'etcd':
      return plain(`etcd is ${entry.state}.`, 'Without etcd the kube-apiserver can neither read nor write.', 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go')
    case 'port':
      return plain(`Another program on the node ${entry.taken ? 'listens on' : 'no longer has'} port ${entry.port}.`, 'A port is one program’s at a time: whoever else wants it is told that the address is in use.', '')
    case 'log':
      return plain(`${entry.source === 'kubelet' ? 'The kubelet' : entry.source} logs: ${entry.text}`, '', '')
    case 'response':
      return plain(entry.status === null ? `No answer: ${entry.error ?? 'none'}` : `The answer is ${entry.status}.`, entry.steps.at(-1)?.reason ?? '', 'staging/src/k8s.io/apiserver/pkg/server/config.go')
    case 'warning':
      return plain(entry.message, '', '')
    default:
      return assertUnreachable(entry)
  }
}

function probe(entry: ProbeEntry): Telling {
  const { probe: type, result: how, resultRun, threshold, target, output } = entry
  const answer = output ? `: ${output.trim().slice(0, 300)}` : ''
  const run = how === 'unknown' ? 'an error, which does not count' : `${resultRun} of ${threshold} in a row`
  return {
    sentence: `The ${type} probe ${PROBED[how]} (${run})${target ? `, ${target}` : ''}${answer}.`.replace(/\.\.$/, '.'),
    rule: how === 'unknown' ? 'A probe that could not be made is no failure.' : 'A result counts once it has come as often in a row as its threshold says.',
    source: 'pkg/kubelet/prober/worker.go',
    values: { probe: type, inARow: resultRun, threshold, seconds: round(entry.t - entry.startedAt) },
  }
}

function result(trace: Trace, entry: ResultEntry): Telling {
  const probes = causesOf(entry).flatMap((id) => (trace[id]?.kind === 'probe' ? [trace[id] as ProbeEntry] : []))
  const newest = probes[0]
  const rule = entry.onHold ? 'The worker now waits for another container before it probes again.' : 'The kubelet acts when a stored result changes.'
  const source = 'pkg/kubelet/prober/results/results_manager.go'
  if (!newest) return { sentence: `The ${entry.probe} result of a new container begins as ${entry.value}.`, rule, source, values: {} }
  const kept = newest.resultRun - probes.length
  const old = entry.value === 'Failure' && kept > 0 ? `, ${kept} of them still counted from the life before` : ''
  const what = entry.value === 'Failure' ? 'failures' : 'successes'
  return {
    sentence: `${newest.resultRun} of ${newest.threshold} ${what} in a row${old}: the ${entry.probe} probe counts as ${entry.value === 'Failure' ? 'failed' : 'passed'}.`,
    rule,
    source,
    values: { inARow: newest.resultRun, threshold: newest.threshold, probes: probes.length },
  }
}

function backOff(trace: Trace, entry: BackOffEntry): Telling {
  const { backOffSeconds, sinceExitSeconds, nextSeconds, until } = entry
  const since = sinceExitSeconds ?? 0
  const values = { backOffSeconds, sinceExitSeconds: round(since), waitSeconds: round(entry.blocked ? (until ?? entry.t) - entry.t : 0), nextSeconds }
  const told = (sentence: string) => ({ sentence, rule: 'A container starts again at once if its back-off is shorter than the time since the exit that this sync knew of; each start doubles it, up to 300 s.', source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go', values })
  if (entry.blocked) {
    const last = lastOfWait(trace, entry)
    const more = `back-off ${backOffSeconds} s, but the last exit was only ${seconds(since)} ago: wait`
    // the next sync knows of the exit that this one caused, and counts from there
    if (last !== entry && (last.until ?? 0) > (until ?? 0) + 1) return told(`${more}; the next sync counts from the newest exit, so ${seconds((last.until ?? entry.t) - entry.t)} more.`)
    return told(`${more} ${seconds(values.waitSeconds)} more.`)
  }
  if (backOffSeconds === 0) return told(`No back-off yet: start at once; the next one is ${nextSeconds} s.`)
  return told(`back-off ${backOffSeconds} s, and the last exit was ${seconds(since)} ago: start at once; the next one is ${nextSeconds} s.`)
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
  const life = entry.attempt === 0 ? 'for the first time' : `again (restart ${entry.attempt})`
  const source = 'pkg/kubelet/kuberuntime/kuberuntime_container.go'
  const values = { attempt: entry.attempt, ...(entry.code === undefined ? {} : { code: entry.code }) }
  if (entry.op === 'started') return { sentence: `${entry.container} starts ${life}.`, rule: 'What a pod lacks is started in the same sync, if the back-off lets it.', source, values }
  if (entry.op !== 'exited') return { sentence: `${entry.container} is ${entry.op}.`, rule: '', source: '', values }
  const cause = trace[causesOf(entry)[0] ?? -1]
  // up to 1.14 the Killing event comes after the stop: there the probe's result stands for it
  const killed = (cause?.kind === 'event' && cause.reason === 'Killing') || cause?.kind === 'result' || cause?.kind === 'sync'
  const after = killed && cause ? ` ${seconds(entry.t - cause.t)} after the kill began` : cause?.kind === 'action' ? '' : ' by itself'
  const how = entry.signal === 'SIGKILL' && killed ? `${entry.container} did not end on SIGTERM and got SIGKILL${after}: exit code ${entry.code ?? 137}.` : `${entry.container} ends${after}: exit code ${entry.code ?? 0}.`
  return { sentence: how, rule: killed ? 'SIGTERM first, SIGKILL when the grace period is over.' : 'A container that has ended is started again as restartPolicy says.', source, values }
}

const SYNC = { ADD: 'The kubelet takes POD up.', REMOVE: 'The kubelet takes POD down.', UPDATE: 'The kubelet sees POD changed.' } as const
const MIRROR = { created: 'The mirror pod is created: AGE counts from here.', deleted: 'The mirror pod is deleted.', updated: 'The API learns the new status.', terminating: 'The mirror pod is to go: the kubelet lets it go with its next sync.' } as const
const PROBED = { success: 'passed', failure: 'failed', warning: 'passed with a warning', unknown: 'could not be made' } as const
const EVENT_RULES: Readonly<Record<string, string>> = {
  Killing: 'A running container whose liveness or startup probe counts as failed is killed and started again.',
  BackOff: 'A container that may not start yet is told as BackOff at each sync.',
  Unhealthy: 'Each failed probe is told, whether it counts enough already or not.',
}
const SERVER: Readonly<Record<ServerEntry['state'], string>> = {
  starting: 'starts',
  accepting: 'accepts connections, but does not answer yet',
  forbidding: 'answers, but its roles are not there yet: 403',
  unready: 'answers, but is not ready',
  serving: 'serves',
  hung: 'hangs',
  'shutting-down': 'shuts down',
  exited: 'is gone',
}

function manifestWords(path: string, value: unknown): string {
  const last = path.split('.').at(-1) ?? ''
  if (/^(command|args)\[/.test(last)) return String(value)
  const shown = typeof value === 'object' && value !== null ? '' : `: ${String(value)}`
  return path ? `${path}${shown}` : `pod ${String(value)}`
}

function plain(sentence: string, rule: string, source: string): Telling {
  return { sentence, rule, source, values: {} }
}

function restarts(count: number): string {
  return count === 1 ? '1 restart' : `${count} restarts`
}

function seconds(value: number): string {
  return lengthWords(value)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function assertUnreachable(value: never): never {
  throw new Error(`not an entry: ${JSON.stringify(value)}`)
}

/** `ClusterRoleBinding`, for `clusterrolebindings`. */
function kindOf({ group, resource }: { group: string; resource: string }): string {
  return RESOURCES.find((row) => row.group === group && row.name === resource)?.kind ?? resource
}
