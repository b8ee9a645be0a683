import type { ProbeType } from '../../manifest/types.ts'
import { count, type EventFacts, type Facts } from '../facts.ts'
import { JOURNAL, KLOG, type Segment } from './segments.ts'
import { takeRelease } from './object.ts'
import { apiTime, yearlessTime } from '../time.ts'

/** What a line says, before its time is known. */
type Said = Pick<EventFacts, 'type' | 'reason' | 'message'> & { pod: string; namespace: string; container?: string }

/**
 * A kubelet's journal: probes that failed, kills, back-offs, what the runtime told of containers, and the pods that it took up; of
 * klog's own lines and of those behind journald's prefix, in the words of 1.21 and later (`"Probe failed" pod="ns/name"`) and of
 * those before (`Liveness probe for "name_ns(uid):container" failed (failure): …`).
 *
 * A line has no year, and no zone: `year` is that of the other texts, and hours that differ are found out later.
 *
 * Units: lines count from 1; times in seconds since 1970. Errors: what is not understood is counted as not used.
 * Follows: pkg/kubelet/prober/prober.go, pkg/kubelet/kuberuntime/kuberuntime_container.go, kuberuntime_manager.go, pod_workers.go,
 * kubelet.go (v1.37.2, v1.19.16, v1.9.6).
 */
export function readJournal({ text, line }: Segment, facts: Facts, year: number, containerOf: (id: string) => string | undefined): void {
  text.split('\n').forEach((whole, i) => {
    if (whole.trim() === '') return
    const at = timeOf(whole, year)
    const said = at === undefined ? undefined : saidIn(messageOf(whole), facts, containerOf)
    if (at === undefined || !said) {
      facts.lines.unused += 1
      return
    }
    facts.lines.used += 1
    count(facts.seen, 'journal')
    facts.events.push({
      source: 'journal',
      ...said,
      first: at,
      last: at,
      count: 1,
      within: 0,
      lastWithin: 0,
      from: 'kubelet',
      line: line + i,
    })
  })
}

/** klog's own time has microseconds; else journald's. */
function timeOf(line: string, year: number): number | undefined {
  const klog = KLOG.exec(line)
  if (klog) return yearlessTime(year, Number(klog[2]), Number(klog[3]), klog[4]!)
  const journal = JOURNAL.exec(line)
  if (!journal) return undefined
  const [, date = ''] = journal
  const old = /^(\w{3}) +(\d{1,2}) (\S+)$/.exec(date)
  return old ? yearlessTime(year, old[1]!, Number(old[2]), old[3]!) : apiTime(date)
}

function messageOf(line: string): string {
  return (KLOG.exec(line)?.[7] ?? JOURNAL.exec(line)?.[4] ?? line).slice(0, 4000)
}

const PROBE_NAMES: Readonly<Record<string, ProbeType>> = { liveness: 'liveness', readiness: 'readiness', startup: 'startup' }

function saidIn(text: string, facts: Facts, containerOf: (id: string) => string | undefined): Said | undefined {
  const version = /kubeletVersion="?(v[\d.]+)|Kubelet version:? "?(v[\d.]+)/i.exec(text)
  if (version) takeRelease(version[1] ?? version[2]!, 'the journal says its kubelet is', facts)
  const said = structured(text, containerOf)
  if (said) return hinted(said, facts, 'least', 21, 'its kubelet writes structured logs')
  const old = older(text)
  return old && hinted(old, facts, 'most', 20, 'its kubelet writes logs without structure')
}

function hinted(said: Said, { hints }: Facts, is: 'most' | 'least', minor: number, why: string): Said {
  if (!hints.some((hint) => hint.why === why)) hints.push({ is, minor, why })
  return said
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
  if (title === 'Error syncing pod, skipping') return backOff(unquoted(value('err')), of)
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
function backOff(text: string, of: Pick<Said, 'pod' | 'namespace'>): Said | undefined {
  const match = /for "([^"]+)" with CrashLoopBackOff: "?\\?"?((?:B|b)ack-off (\w+) restarting failed container)/.exec(text)
  return match && of.pod !== '' ? { ...of, container: match[1]!, type: 'Warning', reason: 'BackOff', message: match[2]! } : undefined
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
  const wait = /[Bb]ack-off (\w+) restarting failed container=([^\s"\\]+) pod=([^_\s]+)_([^(\s]+)\(/.exec(text)
  return wait
    ? {
        pod: wait[3]!,
        namespace: wait[4]!,
        container: wait[2]!,
        type: 'Warning',
        reason: 'BackOff',
        message: `back-off ${wait[1]!} restarting failed container`,
      }
    : undefined
}

/** As Go quotes it. */
function unquoted(text: string): string {
  return text.replace(/\\(n|t|"|\\)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))
}
