import { defined } from '../../manifest/own.ts'
import type { ProbeType } from '../../manifest/types.ts'
import { count, type EventFacts, type Facts } from '../facts.ts'
import { calendar } from '../../sim/clock.ts'
import { takeRelease } from './object.ts'
import { hint } from './release-words.ts'
import { apiTime, yearlessTime } from '../time.ts'

/** What a line says, before its time is known. */
type Said = Pick<EventFacts, 'type' | 'reason' | 'message'> & { pod: string; namespace: string; container?: string }

/** `I1124 14:15:01.123456    1234 prober.go:107] …`, alone or behind what journald writes. */
export const KLOG = /(?:^|[\s:])([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)\s+(\d+) ([\w./-]+\.go:\d+)\] ?(.*)$/
/** `Nov 24 14:15:01 node-1 kubelet[1234]: …`, or with an ISO date. */
export const JOURNAL =
  /^\s*((?:[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?)|(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)) (\S+) ([\w.@/-]+)(?:\[\d+\])?: (.*)$/

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
  whole: string,
  line: number,
  facts: Facts,
): ((year: number, containerOf: (id: string) => string | undefined) => void) | undefined {
  const message = messageOf(whole)
  const said = saidIn(message, facts, (id) => id)
  if (!said || timeOf(whole, 2026) === undefined) return undefined
  count(facts.seen, 'journal')
  return (year, containerOf) => {
    const at = timeOf(whole, year)!
    const own = saidIn(message, facts, containerOf)
    if (own)
      facts.events.push({ source: 'journal', ...own, first: at, last: at, count: 1, within: 0, lastWithin: 0, from: 'kubelet', line })
  }
}

/** What a kubelet writes of its node: no pod of it is looked after, or some are to go. */
const OF_THE_NODE: readonly (readonly [RegExp, string])[] = [
  [/PLEG is not healthy: [^"]{0,120}/, 'NodeNotReady'],
  [/Node became not ready|NodeNotReady/, 'NodeNotReady'],
  [/[Ee]viction manager: (?:attempting to reclaim|must evict pod\(s\) to reclaim)"? ?(?:resourceName=)?"?[\w.:-]+/, 'EvictionThresholdMet'],
  [/container runtime is down|runtime network not ready|cni plugin not initialized/i, 'NodeNotReady'],
]

/** A kubelet's line about its node. */
export function nodeLine(text: string, line: number, facts: Facts): boolean {
  const [, , host = '', by = ''] = JOURNAL.exec(text) ?? []
  if (by !== '' && by !== 'kubelet') return false
  for (const [words, reason] of OF_THE_NODE) {
    const said = words.exec(text)?.[0]
    if (said === undefined || (by === '' && !KLOG.test(text))) continue
    facts.nodeWords.push({ node: host, reason, message: said.replaceAll('"', ''), line })
    return true
  }
  return false
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
    : apiTime(date.replace(' ', 'T').replace(',', '.').replace(/(\d)$/, '$1Z'))
}

function messageOf(line: string): string {
  return (KLOG.exec(line)?.[7] ?? JOURNAL.exec(line)?.[4] ?? line).slice(0, 4000)
}

/** The year that the other texts have; without any this one is as good as another: only lengths count then. */
export function yearOf(facts: Facts): number {
  const known = [
    ...facts.events.filter(({ isAge }) => !isAge).map(({ last }) => last),
    ...facts.pods.flatMap(({ created, startTime }) => [created, startTime]),
  ].find((time) => time !== undefined)
  return known === undefined ? 2026 : calendar('1970-01-01T00:00:00Z', known).year
}

const PROBE_NAMES: Readonly<Record<string, ProbeType>> = { liveness: 'liveness', readiness: 'readiness', startup: 'startup' }

function saidIn(text: string, facts: Facts, containerOf: (id: string) => string | undefined): Said | undefined {
  const version = /kubeletVersion="?(v[\d.]+)|Kubelet version:? "?(v[\d.]+)/i.exec(text)
  if (version) takeRelease(version[1] ?? version[2]!, 'the journal says its kubelet is', facts)
  const said = structured(text, containerOf)
  if (said) hint(facts, 'kubelet', { least: 21 }, 'its kubelet writes structured logs')
  if (said) return said
  const old = older(text)
  if (old) hint(facts, 'kubelet', { most: 20 }, 'its kubelet writes logs without structure')
  return old
}

/** `"Probe failed" probeType="Liveness" pod="default/web" … output="…"`. */
function structured(text: string, containerOf: (id: string) => string | undefined): Said | undefined {
  const title = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]
  if (title === undefined) return undefined
  const value = (name: string): string => {
    const match = new RegExp(`\\b${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(text)
    return match ? unquoted(match[1]!) : (new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? '')
  }
  const [namespace = '', pod = ''] = value('pod').split('/')
  const of = { namespace, pod, ...(value('containerName') === '' ? {} : { container: value('containerName') }) }
  if (title === 'Probe failed' && pod !== '') return probeLine(value('probeType'), value('probeResult'), value('output'), of)
  if (title.startsWith('Message for Container of pod') && pod !== '')
    return { ...of, type: 'Normal', reason: 'Killing', message: value('containerMessage') }
  if (/^Killing container with a grace period/.test(title) && pod !== '')
    return { ...of, type: 'Normal', reason: 'KillingGrace', message: `Killing container with a grace period of ${value('gracePeriod')}s` }
  if (title === 'SyncLoop (PLEG): event for pod') return pleg(text, of, containerOf)
  if (title === 'SyncLoop ADD') {
    const [first] = /pods=\["?([^"\]\s,]+)/.exec(text)?.slice(1) ?? []
    const [ns = '', name = ''] = (first ?? '').split('/')
    return name === ''
      ? undefined
      : { namespace: ns, pod: name, type: 'Normal', reason: 'SyncLoopAdd', message: 'The kubelet takes the pod up' }
  }
  if (title === 'Error syncing pod, skipping') return notSynced(unquoted(value('err')) || unquoted(text), { namespace, pod })
  return undefined
}

function probeLine(type: string, result: string, output: string, of: Pick<Said, 'pod' | 'namespace' | 'container'>): Said | undefined {
  const probe = PROBE_NAMES[type.toLowerCase()]
  if (!probe || (result !== '' && result !== 'failure')) return undefined
  return {
    ...of,
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${type.charAt(0).toUpperCase()}${type.slice(1).toLowerCase()} probe failed: ${output}`,
  }
}

function pleg(text: string, of: Pick<Said, 'pod' | 'namespace'>, containerOf: (id: string) => string | undefined): Said | undefined {
  const match = /"?Type"?: ?"?(ContainerStarted|ContainerDied)"?[, ]+"?Data"?: ?"?([\w-]{8,})/.exec(text)
  const container = match ? containerOf(match[2]!) : undefined
  if (!match || container === undefined || of.pod === '') return undefined
  return {
    ...of,
    container,
    type: 'Normal',
    reason: match[1] === 'ContainerStarted' ? 'PlegStarted' : 'PlegDied',
    message: `The runtime says: ${match[1]}`,
  }
}

/** `failed to "StartContainer" for "web" with CrashLoopBackOff: "back-off 40s restarting failed container=web pod=web_default(uid)"`. */
function notSynced(text: string, of: Pick<Said, 'pod' | 'namespace'>): Said | undefined {
  const back =
    /(?:for \\?"([^"\\]+)\\?" with CrashLoopBackOff: \W{0,6})?((?:B|b)ack-off (\w+) restarting failed container)(?:=([\w-]+))?(?: pod=([^_\s]+)_([^(\s]+)\()?/.exec(
      text,
    )
  if (back) {
    const [, first, message = '', , container = first, pod = of.pod, namespace = of.namespace] = back
    return pod === '' ? undefined : { namespace, pod, ...defined({ container }), type: 'Warning', reason: 'BackOff', message }
  }
  const failed = /failed to \\?"(\w+)\\?" for \\?"([^"\\]+)\\?" with (\w+): (.*)$/s.exec(text)
  if (!failed || of.pod === '') return undefined
  const [, op = '', name = '', why = '', rest = ''] = failed
  const message = unquoted(rest.replace(/^\\?"|\\?"$/g, '')).replace(/"\s*$/, '')
  const isPod = op !== 'StartContainer'
  return {
    ...of,
    ...(isPod ? {} : { container: name }),
    type: 'Warning',
    reason:
      op === 'CreatePodSandbox'
        ? 'FailedCreatePodSandBox'
        : op === 'KillPodSandbox'
          ? 'FailedKillPod'
          : why === 'ImagePullBackOff'
            ? 'BackOff'
            : 'Failed',
    message: /^Err?Image|ImagePull/.test(why) ? message : `Error: ${message === '' ? why : message}`,
  }
}

/** Up to 1.20, without structure. */
function older(text: string): Said | undefined {
  const probe = /^(Liveness|Readiness|Startup) probe for "([^_"]+)_([^("]+)\([^)]*\):([^"]+)" failed \((\w+)\): ?(.*)$/s.exec(text)
  if (probe) {
    const [, type = '', pod = '', namespace = '', container = '', result = '', output = ''] = probe
    return probeLine(type, result, output, { pod, namespace, container })
  }
  const add = /^SyncLoop \(ADD, "[^"]*"\): "([^_"]+)_([^("]+)\(/.exec(text)
  if (add) return { pod: add[1]!, namespace: add[2]!, type: 'Normal', reason: 'SyncLoopAdd', message: 'The kubelet takes the pod up' }
  const killed =
    /Container "?([^\s"{]+)"?(?: \(\{[^}]*\}\))?(?: of pod ([^_\s]+)_([^(\s]+)\([^)]*\))?:? Container(?: \S+)? failed (liveness|startup) probe, will be restarted/.exec(
      text,
    )
  if (killed?.[2])
    return {
      pod: killed[2],
      namespace: killed[3]!,
      container: killed[1]!,
      type: 'Normal',
      reason: 'Killing',
      message: `Container ${killed[1]!} failed ${killed[4]!} probe, will be restarted`,
    }
  const syncing = /^Error syncing pod \S+ \(?"?([^_"\s]+)_([^("\s]+)\([^)]*\)"?\)?, skipping: (.*)$/s.exec(text)
  if (syncing) return notSynced(syncing[3]!, { pod: syncing[1]!, namespace: syncing[2]! })
  return /[Bb]ack-off \w+ restarting failed container=/.test(text) ? notSynced(text, { pod: '', namespace: '' }) : undefined
}

/** As Go quotes it. */
function unquoted(text: string): string {
  return text.replace(/\\(n|t|"|\\)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))
}
