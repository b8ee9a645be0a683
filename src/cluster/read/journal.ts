import kubeletLines from '../../texts/kubelet-lines.tsv?raw'
import nodeWords from '../../texts/node-words.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { defined, own } from '../../manifest/own.ts'
import { PROBES } from '../../manifest/types.ts'
import { calendar, klogTime } from '../../sim/clock.ts'
import { containerIn, count, type EventFacts, type ClusterFacts, IS_KUBELET } from '../facts.ts'
import { hint } from '../release-in.ts'
import { fillIn } from '../sentence-template.ts'
import { apiTime, yearlessTime } from '../time.ts'
import { takeRelease } from './object.ts'
import type { Cleaned } from './clean.ts'
import { type ContainerOf, lineForm } from './reading.ts'

/** What a line says, before its time is known. */
type JournalEvent = Pick<EventFacts, 'type' | 'reason' | 'message'> & { pod: string; namespace: string; container?: string }

/** `I1124 14:15:01.123456    1234 prober.go:107] …`, alone or behind what journald writes. */
export const KLOG = /(?:^|[\s:])([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)\s+(\d+) ([\w./-]+\.go:\d+)\] ?(.*)$/
/** The same with --logging-format=json. Follows: staging/src/k8s.io/component-base/logs/json/json.go. */
export const KLOG_JSON = /\{"ts":(\d{13}(?:\.\d+)?),"caller":"(?:[\w.-]+\/)*([\w.-]+\.go:\d+)","msg":/

/** Such a line as klog writes it without; any other as it is. */
export function inKlog(text: string): string {
  const match = KLOG_JSON.exec(text)
  if (!match) return text
  try {
    const {
      ts,
      caller: _caller,
      msg,
      v: _v,
      ...values
    } = JSON.parse(text.slice(match.index)) as { ts: number; caller: string; msg: string; v?: number }
    const at = klogTime('1970-01-01T00:00:00Z', ts / 1000)
    const more = Object.entries(values).map(([key, value]) => ` ${key}=${JSON.stringify(objectNames(value))}`)
    return `${text.slice(0, match.index)}${'err' in values ? 'E' : 'I'}${at}       1 ${match[2]!}] ${JSON.stringify(msg)}${more.join('')}`
  } catch {
    return text
  }
}

/** `{"name":"web-0","namespace":"shop"}` as klog writes it. */
function objectNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(objectNames)
  const { name, namespace } = (value ?? {}) as { name?: unknown; namespace?: unknown }
  return typeof name === 'string' && typeof namespace === 'string' ? `${namespace}/${name}` : value
}

/** `Nov 24 14:15:01 node-1 kubelet[1234]: …`, or with an ISO date, or without the host. */
export const JOURNAL =
  /^\s*((?:(?:[^\s\d]{3,5}|1?\d月) [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?)|(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)|(?:\d\d:\d\d:\d\d(?:\.\d+)?(?= \S+ [\w.@/-]+\[\d+\]: ))) (?:(?=[\w.@/-]+\[\d+\]: )|(\S+) )([\w.@/-]+)(?:\[\d+\])?: (.*)$/

/**
 * A line whose last value has several lines, `output=<`, with all of them, as klog writes one that has one; where its author cut them off
 * with those that are there.
 *
 * Follows: klog v2, internal/serialize/keyvalues.go, writeStringValue.
 */
export function withValue(text: string, i: number, lines: readonly Cleaned[]): { text: string; lines: number } {
  const head = /^(.* \w+=)<$/.exec(text)?.[1]
  if (head === undefined) return { text, lines: 1 }
  const ownOf = ({ raw, text: own }: Cleaned): string => JOURNAL.exec(own)?.[4] ?? raw
  const all = lines.slice(i + 1, i + 1 + MOST_OF_A_VALUE).map(ownOf)
  const end = all.findIndex((own) => !/^\s+[^>\s]/.test(own))
  const said = end < 0 ? all : all.slice(0, end)
  const rest = /^ >(.*)$/.exec(all[end] ?? '')?.[1]
  const value = JSON.stringify(said.length === 0 ? '…' : said.map((own) => own.trim()).join('\n'))
  return { text: `${head}${value}${rest ?? ''}`, lines: 1 + said.length + (rest === undefined ? 0 : 1) }
}
const MOST_OF_A_VALUE = 200

/** The same of a service of the control plane, its time left out; or its container’s name alone, as k9s has it. */
export const SERVICE_LINE =
  /^\s*(?:[\w.-]+ )?(?<by>kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)(?:\[\d+\]: | (?=[IWEF]\d{4} \d\d:\d\d))(?<own>.*)$/

/**
 * A line of a kubelet's journal: probes that failed, kills, back-offs, what the runtime told of containers, and the pods that it took up; of
 * klog's own lines and of those behind journald's prefix, in the words of 1.21 and later (`"Probe failed" pod="ns/name"`) and of
 * those before (`Liveness probe for "name_ns(uid):container" failed (failure): …`).
 *
 * A line has no year, and no zone: the year is that of the other texts, and hours that differ are found out later.
 *
 * Units: times in seconds since 1970. Errors: undefined for what is not understood; else what remains to do when all is read.
 * Follows: pkg/kubelet/prober/prober.go, pkg/kubelet/kuberuntime/kuberuntime_container.go, kuberuntime_manager.go, pod_workers.go,
 * kubelet.go (v1.37.2, v1.19.16, v1.9.6).
 */
export function journalLine(
  whole: { text: string },
  line: number,
  facts: ClusterFacts,
): ((year: number, containerOf: ContainerOf) => void) | undefined {
  const message = messageOf(whole.text)
  const said = saidIn(message, facts)
  if (!said || timeOf(whole.text, 2026) === undefined) return undefined
  if (message.startsWith('"')) hint(facts, 'kubelet', { least: 21 }, 'its kubelet writes structured logs')
  else if (worded(message) ?? older(message)) hint(facts, 'kubelet', { most: 20 }, 'its kubelet writes logs without structure')
  count(facts.seen, 'journal')
  return (year, containerOf) => {
    const at = timeOf(whole.text, year)!
    // its author may have broken it
    const own = saidIn(messageOf(whole.text), facts, containerOf)
    if (own)
      facts.events.push({ source: 'journal', ...own, first: at, last: at, count: 1, within: 0, lastWithin: 0, from: 'kubelet', line })
  }
}

/** What a kubelet writes of its node: no pod of it is looked after, or some are to go. */
const OF_THE_NODE = readPatterns(nodeWords, 'words', 'reason')

/** A kubelet's line about its node. */
export function nodeLine(text: string, line: number, facts: ClusterFacts): boolean {
  const [, , host = '', by = ''] = JOURNAL.exec(text) ?? []
  if (!IS_KUBELET.test(by) && !isKubelets(text)) return false
  for (const { words, reason } of OF_THE_NODE) {
    const said = words.exec(text)?.[0]
    if (said === undefined) continue
    const message = reason === 'ApiServerAway' ? /dial tcp .*$/.exec(said)![0].slice(9) : said
    facts.nodeWords.push({ node: host, reason, message, line })
    return true
  }
  return false
}

/** The same words without the line that they stood in. */
const NODE_ALONE =
  /^\W*(?:(?:Ready +False +|KubeletNotReady +|(?:\d+ )?kubelet\w*\.go:\d+\] |skipping pod synchronization - )\W*)*(?:PLEG is not healthy: pleg was |[Cc]ontainer runtime is down|(?:[Cc]ontainer )?[Rr]untime network not ready: NetworkReady=false |(?:Unable to process watch event: )?(?:Could not|[Cc]an't) process (?:manifest|config) file:? "?\/[^":]+"?: \S(?!.*no such file or directory))/

export const nodeAlone = lineForm('node', 'a kubelet’s words of its node', NODE_ALONE, ({ input: text }, line, { facts }) => {
  const [message, unreadable] =
    /(?:PLEG|[Cc]ontainer runtime|[Rr]untime network|((?:Could not|[Cc]an't) process (?:manifest|config) file)).*/.exec(text)!
  facts.nodeWords.push({ node: '', reason: unreadable ? 'ManifestUnreadable' : 'NodeNotReady', message, line })
  return true
})

/** Files of a kubelet's source: whoever else names one is no container's program. */
const KUBELET_FILE =
  /^(?:kuberuntime_\w+|kubelet(?:_\w+)?|pod_workers|status_manager|prober\w*|reconciler\w*|operation_generator|nestedpendingoperations|remote_(?:runtime|image)|cni|eviction_manager|scope|pod_container_deletor|desired_state_of_world\w*|container_manager_linux|docker_\w+|mirror_client|pod_startup_latency_tracker|volume_manager|csi_\w+)\.go/

/** A klog line of a kubelet that stands without journald's prefix; a container's own process has a small number. */
export function isKubelets(text: string): boolean {
  const [, , , , , pid = '', place = '', message = ''] = KLOG.exec(text) ?? []
  const isFile = /^file(?:_linux)?\.go/.test(place) && /(?:manifest|config) file|watch event/.test(message)
  const isLease = /^controller\.go/.test(place) && /^"?[Ff]ailed to (?:ensure lease exists|update lease)/.test(message)
  return (
    KUBELET_FILE.test(place) ||
    (Number(pid) >= 100 &&
      (isFile || isLease || (/^reflector\.go/.test(place) && /pkg\/kubelet|\*v1\.(?:Node|CSIDriver|RuntimeClass)\b/.test(message))))
  )
}

/** klog's own time has microseconds; else journald's. */
function timeOf(line: string, year: number): number | undefined {
  const klog = KLOG.exec(line)
  if (klog) return yearlessTime(year, Number(klog[2]), Number(klog[3]), klog[4]!)
  const journal = JOURNAL.exec(line)
  if (!journal) return undefined
  const [, date = ''] = journal
  const old = /^(\w{3}) +(\d{1,2}) (?:(\d{4}) )?(\S+)$/.exec(date)
  return old
    ? yearlessTime(Number(old[3] ?? year), old[1]!, Number(old[2]), old[4]!)
    : apiTime(`${date.replace(' ', 'T').replace(',', '.')}${/(?:Z|[+-]\d\d:?\d\d)$/.test(date) ? '' : 'Z'}`)
}

function messageOf(line: string): string {
  return (KLOG.exec(line)?.[7] ?? JOURNAL.exec(line)?.[4] ?? line).slice(0, 4000)
}

/** The year that the other texts have; without any this one is as good as another: only lengths count then. */
export function yearOf(facts: ClusterFacts): number {
  const known = [
    ...facts.events.filter(({ isAge }) => !isAge).map(({ last }) => last),
    ...facts.pods.flatMap(({ created, startTime }) => [created, startTime]),
    ...facts.runtime.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]),
  ].find((time) => time !== undefined)
  return known === undefined ? 2026 : calendar('1970-01-01T00:00:00Z', known).year
}

export function saidIn(text: string, facts: ClusterFacts, containerOf: ContainerOf = (id) => id): JournalEvent | undefined {
  const version = /kubeletVersion="?(v[\d.]+)|Kubelet version:? "?(v[\d.]+)/i.exec(text)
  if (version) takeRelease(version[1] ?? version[2]!, 'the journal says its kubelet is', facts)
  return (text.startsWith('"') ? structured(text, containerOf) : worded(text)) ?? older(text) ?? backOff(text)
}

/** `"Probe failed" probeType="Liveness" pod="default/web" … output="…"`. */
function structured(text: string, containerOf: ContainerOf): JournalEvent | undefined {
  const title = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]
  if (title === undefined) return undefined
  const value = (name: string): string => {
    // less cuts a line at the width of its window
    const match = new RegExp(`\\b${name}="((?:[^"\\\\]|\\\\.)*)(?:"|>?$)`).exec(text)
    return match ? unquoted(match[1]!) : (new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? '')
  }
  const [namespace = '', pod = ''] = (value('pod') || (/\bpods=\["?([^"\]\s,]+)/.exec(text)?.[1] ?? '')).split('/')
  const of = { namespace, pod, ...(value('containerName') === '' ? {} : { container: value('containerName') }) }
  if (title === 'Probe failed' && pod !== '') return probeLine(value('probeType'), value('probeResult'), value('output'), of)
  if (title === 'Probe errored' && pod !== '') return probeLine(value('probeType'), '', value('err'), of, 'errored')
  if (title.startsWith('Message for Container of pod') && pod !== '')
    return { ...of, type: 'Normal', reason: 'Killing', message: value('containerMessage') }
  if (title === 'Event occurred') return occurred(value)
  if (title === 'SyncLoop (PLEG): event for pod') return pleg(text, of, containerOf)
  if (title === 'Error syncing pod, skipping') return notSynced(unquoted(value('err')), { namespace, pod })
  const failed = CALL_FAILED.exec(title)?.[1]
  return failed === undefined ? worded(text, of, value) : ofRuntime(failed, unquoted(value('err')))
}

/** Follows: staging/src/k8s.io/cri-client/pkg/remote_runtime.go, remote_image.go. */
const CALL_FAILED =
  /^(StartContainer|CreateContainer|RunPodSandbox|PullImage)(?: "[^"]*")?(?: in sandbox(?: "[^"]*")?)? from (?:runtime|image) service failed/
/** And what the runtime answered, in one line. */
const CALL_SAYS = new RegExp(`${CALL_FAILED.source}: (.*)`, 's')

/** Whose a name is that a runtime reserves: `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`; a sandbox's has no container. */
export function reservedIn(text: string): Pick<JournalEvent, 'pod' | 'namespace' | 'container'> {
  const [, container, pod = '', namespace = ''] =
    /["\s](?:k8s_)?(?:([a-z0-9-]+)_)?([a-z0-9.-]+)_([a-z0-9-]+)_[\da-f-]{32,36}_\d+\b/.exec(text) ?? []
  return { ...defined({ container }), pod, namespace }
}

/** What the runtime answered; whose container it was its id alone may tell. */
function ofRuntime(call: string, words: string): JournalEvent | undefined {
  const message = words.replace(/^rpc error: code = \w+ desc = /, '').trim()
  const [, pod = '', namespace = ''] = /(?:for|of|up) pod "?([a-z0-9][a-z0-9.-]*?)(?:_([a-z0-9-]+))?(?:\([^)]*\))?"/.exec(message) ?? []
  const of = { ...(pod === '' ? reservedIn(message) : { pod, namespace }), type: 'Warning' as const }
  if (call !== 'RunPodSandbox' && call !== 'PullImage') return { ...of, reason: 'Failed', message: `Error: ${message}` }
  if (call === 'RunPodSandbox') return { ...of, reason: 'FailedCreatePodSandBox', message: `Failed to create pod sandbox: ${message}` }
  return { ...of, reason: 'Failed', message: `Failed to pull image: ${message}` }
}

function probeLine(
  type: string,
  result: string,
  output: string,
  of: Pick<JournalEvent, 'pod' | 'namespace' | 'container'>,
  how = 'failed',
): JournalEvent | undefined {
  const isProbe = PROBES.some((probe) => probe === type.toLowerCase())
  if (!isProbe || (result !== '' && result !== 'failure')) return undefined
  return {
    ...of,
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${type.charAt(0).toUpperCase()}${type.slice(1).toLowerCase()} probe ${how}: ${output}`,
  }
}

function pleg(text: string, of: Pick<JournalEvent, 'pod' | 'namespace'>, containerOf: ContainerOf): JournalEvent | undefined {
  const match = /"?Type"?: ?"?(ContainerStarted|ContainerDied)"?[, ]+"?Data"?: ?"?([\w-]{8,})/.exec(text)
  const container = match ? containerOf(match[2]!, of.pod, match[1] === 'ContainerStarted') : undefined
  if (!match || container === undefined || of.pod === '') return undefined
  return {
    ...of,
    container,
    type: 'Normal',
    reason: match[1] === 'ContainerStarted' ? 'PlegStarted' : 'PlegDied',
    message: `The runtime says: ${match[1]}`,
  }
}

/** What a sync does beside starting a container, and the Event of its failure. Follows: pkg/kubelet/container/sync_result.go. */
const OF_THE_WHOLE_POD: Readonly<Record<string, string>> = {
  CreatePodSandbox: 'FailedCreatePodSandBox',
  ConfigPodSandbox: 'FailedCreatePodSandBox',
  KillPodSandbox: 'FailedKillPod',
  KillContainer: 'FailedKillPod',
}

/** `failed to "StartContainer" for "web" with CrashLoopBackOff: "back-off 40s restarting failed container=web pod=web_default(uid)"`. */
export function notSynced(text: string, of: Pick<JournalEvent, 'pod' | 'namespace'>): JournalEvent | undefined {
  const back =
    /(?:for \\?"([^"\\]+)\\?" with CrashLoopBackOff: \W{0,6})?((?:B|b)ack-off (\w+) restarting failed container)(?:=([\w-]+))?(?: pod=([^_\s]+)_([^(\s]+)\()?/.exec(
      text,
    )
  if (back) {
    const [, first, message = '', , named, pod = of.pod, namespace = of.namespace] = back
    const container = first ?? named
    return { namespace, pod, ...defined({ container }), type: 'Warning', reason: 'BackOff', message }
  }
  const failed = /failed to \\?"(\w+)\\?" for \\?"([^"\\]+)\\?" with (\w+): (.*)$/s.exec(text)
  if (!failed || of.pod === '') return undefined
  const [, op = '', name = '', why = '', all = ''] = failed
  const rest = all.split(/(?<=")[,;] failed to \\?"/, 1)[0]!
  if (why === 'CrashLoopBackOff')
    return { ...of, container: name, type: 'Warning', reason: 'BackOff', message: 'Back-off restarting failed container' }
  const message = unquoted(rest.replace(/^\\?"|\\?"$/g, '')).replace(/"\s*$/, '')
  const isPod = op !== 'StartContainer'
  return {
    ...of,
    ...(isPod ? {} : { container: name }),
    type: 'Warning',
    reason: own(OF_THE_WHOLE_POD, op) ?? (why === 'ImagePullBackOff' ? 'BackOff' : 'Failed'),
    message: /^Err?Image|ImagePull/.test(why) ? message : `Error: ${message === '' ? why : message}`,
  }
}

/** An Event that a kubelet sends, in its own log. Follows: client-go/tools/record/event.go, StartLogging. */
const SENT =
  /^Event\(v1\.ObjectReference\{Kind:"Pod", Namespace:"(?<namespace>[^"]+)", Name:"(?<pod>[^"]+)".*?FieldPath:"(?<path>[^"]*)"\}\): type: '(?<type>\w+)' reason: '(?<reason>\w+)' (?<message>[^]*)$/

/** The same since it is structured. */
function occurred(value: (name: string) => string): JournalEvent | undefined {
  const [namespace = '', pod = ''] = value('object').split('/')
  if (pod === '' || value('kind') !== 'Pod') return undefined
  return sent({ namespace, pod, path: value('fieldPath'), type: value('type'), reason: value('reason'), message: value('message') })
}

const sent = ({ namespace = '', pod = '', path = '', type, reason = '', message = '' }: Record<string, string>): JournalEvent => ({
  namespace,
  pod,
  ...containerIn(path),
  type: type === 'Warning' ? 'Warning' : 'Normal',
  reason,
  message,
})

/** What a line says of a pod by its words alone; what they leave out its values say. */
const WORDS = readPatterns(kubeletLines, 'words', 'type', 'reason', 'message')

function worded(text: string, of: Partial<JournalEvent> = {}, value: (name: string) => string = () => ''): JournalEvent | undefined {
  for (const { words, type, reason = '', message = '' } of WORDS) {
    const groups = words.exec(text)?.groups ?? (words.test(text) ? {} : undefined)
    if (!groups) continue
    const { pod = of.pod, namespace = of.namespace ?? '', container = of.container } = groups
    if (!pod) return undefined
    const said = fillIn(message, (name) => groups[name] ?? value(name))
    return { pod, namespace, ...defined({ container }), type: type === 'Warning' ? type : 'Normal', reason, message: said }
  }
  return undefined
}

/** Up to 1.20, without structure. */
function older(text: string): JournalEvent | undefined {
  const probe =
    /^(Liveness|Readiness|Startup) probe for "([^_"]+)_([^("]+)\([^)]*\):([^"]+)" (failed|errored)(?: \((\w+)\))?: ?(.*)$/s.exec(text)
  if (probe) {
    const [, type = '', pod = '', namespace = '', container = '', how, result = '', output = ''] = probe
    return probeLine(type, result, output, { pod, namespace, container }, how)
  }
  const event = SENT.exec(text)?.groups
  if (event) return sent(event)
  const called = CALL_SAYS.exec(text)
  if (called) return ofRuntime(called[1]!, called[2]!)
  const syncing = /^Error syncing pod \S+ \(?"?([^_"\s]+)_([^("\s]+)\([^)]*\)"?\)?, skipping: (.*)$/s.exec(text)
  if (syncing) return notSynced(syncing[3]!, { pod: syncing[1]!, namespace: syncing[2]! })
  return undefined
}

/** Of any release: a state’s message has the same words. */
const backOff = (text: string): JournalEvent | undefined =>
  /[Bb]ack-off \w+ restarting failed container=/.test(text) ? notSynced(text, { pod: '', namespace: '' }) : undefined

/** As Go quotes it. */
export function unquoted(text: string): string {
  return text.replace(/\\(n|t|"|\\)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))
}
