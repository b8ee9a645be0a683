import { lastBefore } from '../../views/lanes/ends.ts'
import { staticPodName } from '../../manifest/names.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { type Entry, type LogEntry, type Trace, isEnd, isStart } from '../../sim/trace/trace.ts'
import { journalTime, klogLine, klogTime, rfc3339, day, time, calendar, unixDate } from '../../sim/clock.ts'
import { goDuration } from '../../sim/scenario/duration.ts'
import { runtimeId } from '../../sim/trace/ids.ts'
import { causesIn, causesOf, entriesUntil, type Moment } from '../../sim/trace/moment.ts'
import { idOf } from './crictl.ts'
import { endsKubelet, KUBELET_PID, NEXT_PID, kubeletCommand, kubeletProcess } from './kubelet-process.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { type Restartable, REBOOT_SECONDS } from '../../sim/scenario/inputs.ts'
import { wordsAgo } from '../../views/text/duration-words.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'

/** Units of every node of which nothing is simulated. */
export const OTHER_UNITS: readonly string[] =
  'ssh sshd cron systemd-journald systemd-networkd systemd-resolved systemd-timesyncd systemd-logind systemd-udevd dbus networking NetworkManager rsyslog chrony ntp'.split(
    ' ',
  )

/** A line as its program wrote it, klog's head filled in. */
function logLine(moment: Moment, entry: LogEntry, pid: number): string {
  const { clock } = moment.inputs
  const line = klogLine(clock, entry.t, entry.text, pid)
  return entry.source === 'kubelet' && line === entry.text ? `E${klogTime(clock, entry.t)} ${String(pid).padStart(7)} ${entry.text}` : line
}

/** A line of the journal: when it was written, and what by the kubelet. */
export interface JournalLine {
  t: number
  text: string
  /** Which kubelet wrote it. */
  pid: number
}

/**
 * The kubelet's own lines between two times, oldest first. Those about files are in the trace; what it says of probes, kills and
 * waits, with `--v=2`, is told from the entries that they are about.
 *
 * Units: seconds on the simulated clock.
 * Follows: pkg/kubelet/prober/prober.go, kuberuntime/kuberuntime_container.go and pod_workers.go (v1.37.2, v1.9.6) for the lines.
 */
export function journalLines(moment: Moment, since: number, until: number): JournalLine[] {
  const out: JournalLine[] = []
  const uids = new Map<string, string>()
  let pid = KUBELET_PID
  for (const entry of entriesUntil(moment.trace, until)) {
    if (entry.kind === 'sync' && entry.pod !== undefined) uids.set(entry.pod, entry.uid)
    if (endsKubelet(entry)) pid += NEXT_PID
    if (entry.t < since) continue
    const texts = entry.kind === 'log' && entry.source === 'kubelet' ? [entry.text] : ownLines(moment, entry, uids)
    for (const text of texts) out.push({ t: entry.t, text: logLine(moment, { ...entry, kind: 'log', source: 'kubelet', text }, pid), pid })
  }
  return out
}

/** The formats of `-o` that it is shown in. */
export const JOURNAL_FORMATS = ['short', 'short-precise', 'short-iso', 'cat'] as const
export type JournalFormat = (typeof JOURNAL_FORMATS)[number]

/**
 * A line as journalctl shows it.
 *
 * Follows: systemd 252, logs-show.c.
 */
export function journalText({ inputs: { clock, node } }: Moment, { t, text, pid }: JournalLine, format: JournalFormat = 'short'): string {
  if (format === 'cat') return `${text}\n`
  const time =
    format === 'short-iso'
      ? rfc3339(clock, t).replace('Z', '+0000')
      : format === 'short-precise'
        ? `${journalTime(clock, t)}${/\.\d{6}/.exec(`${rfc3339(clock, t, true).replace('Z', '')}${'0'.repeat(9)}`)![0]}`
        : journalTime(clock, t)
  return `${time} ${node.name} kubelet[${pid}]: ${text}\n`
}

const TITLE = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' } as const

/** The container that an entry is about, and its pod as the kubelet names it in a line. */
interface About {
  container: string
  uid: string
  namespace: string
  name: string
  full: string
  grace: number
}

/** What the kubelet writes about an entry, klog's letter first. */
function ownLines(moment: Moment, entry: Entry, uids: ReadonlyMap<string, string>): readonly string[] {
  const { inputs } = moment
  const { pod, container } = entry
  if (pod === undefined || container === undefined) return []
  const { spec, metadata } = specAt({ inputs, at: entry.t }, pod)!
  const uid = uids.get(pod)!
  const { namespace } = metadata
  const name = staticPodName(pod, inputs.node.name)
  const grace = spec.terminationGracePeriodSeconds
  const linesOf = releaseFor(inputs).structuredLogs ? structuredLines : plainLines
  return linesOf(moment, entry, { container, uid, namespace, name, full: `${name}_${namespace}(${uid})`, grace })
}

/**
 * Up to 1.20: kubeadm gives the kubelet no --v, so of probes and kills it says nothing, and of a dead container much.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go and pod_workers.go (v1.9.4); Go's print of the container is left out.
 */
function plainLines({ trace }: Moment, entry: Entry, { container, uid, full }: About): readonly string[] {
  if (entry.kind !== 'backoff') return []
  // one that the same sync has killed is not dead to it
  const ends = causesIn(trace, entry).filter(isEnd)
  const lines =
    ends.length > 1
      ? []
      : [`I kuberuntime_manager.go:514] Container {Name:${container} …} is dead, but RestartPolicy says that we should restart it.`]
  lines.push(`I kuberuntime_manager.go:758] checking backoff for container "${container}" in pod "${full}"`)
  if (!entry.blocked) return lines
  const wait = `Back-off ${goDuration(entry.backOffSeconds)} restarting failed container=${container} pod=${full}`
  const error = `failed to "StartContainer" for "${container}" with CrashLoopBackOff: "${wait}"`
  return [
    ...lines,
    `I kuberuntime_manager.go:768] ${wait}`,
    `E pod_workers.go:186] Error syncing pod ${uid} ("${full}"), skipping: ${error}`,
  ]
}

/** From 1.21 on, with `--v=2`. */
function structuredLines(
  { inputs, trace }: Moment,
  entry: Entry,
  { container, uid, namespace, name, full, grace }: About,
): readonly string[] {
  const about = `pod="${namespace}/${name}" podUID="${uid}"`
  if (entry.kind === 'probe' && entry.result !== 'success') {
    const output = entry.output
    if (entry.result === 'unknown') {
      const error = output.replace(/^.*probe errored: /, '')
      return [
        `E prober.go:104] "Probe errored" err=${JSON.stringify(error)} probeType="${TITLE[entry.probe]}" ${about} containerName="${container}"`,
      ]
    }
    return [
      `I prober.go:107] "Probe failed" probeType="${TITLE[entry.probe]}" ${about} containerName="${container}" probeResult="${entry.result}" output=${JSON.stringify(output)}`,
    ]
  }
  if (entry.kind === 'event' && entry.reason === 'Killing') {
    const id = runtimeId(releaseFor(inputs), runningId(trace, entry))
    return [
      `I kuberuntime_container.go:808] "Killing container with a grace period" ${about} containerName="${container}" containerID="${id}" gracePeriod=${grace}`,
    ]
  }
  if (entry.kind === 'backoff' && entry.blocked) {
    const wait = `${goDuration(entry.backOffSeconds)} restarting failed container=${container} pod=${full}`
    const error = `failed to "StartContainer" for "${container}" with CrashLoopBackOff: "back-off ${wait}"`
    return [`E pod_workers.go:1324] "Error syncing pod, skipping" err=${JSON.stringify(error)} ${about}`]
  }
  return []
}

/** The id of the life that runs. */
function runningId(trace: Trace, entry: Entry): string {
  const start = lastBefore(trace, entry, isStart)!
  return idOf(start, trace[causesOf(start)[0]!]!.t)
}

const KNOWN = 'This terminal knows: systemctl status|is-active|restart kubelet, systemctl restart RUNTIME, systemctl reboot'

/**
 * `systemctl status kubelet`, and what it restarts: the kubelet, the container runtime, the machine. The kubelet was started some
 * minutes before t = 0.
 *
 * Errors: returned, in systemctl's words.
 * Follows: systemd 252, systemctl-show.c.
 */
export function systemctl(moment: Moment, args: readonly string[]): Output {
  const [verb, ...named] = args.filter((arg) => !arg.startsWith('-'))
  const [unit = '', ...others] = named.map((name) => name.replace(/\.service$/, ''))
  if (verb === 'reboot') return reboot(moment)
  if (verb === 'daemon-reload') return done('')
  if (verb === 'restart' || verb === 'try-restart') return restartAll(moment, [unit, ...others])
  if (others.length > 0) return notHere(['systemctl', ...args].join(' '), KNOWN)
  if (verb === 'is-active' && unit === 'kubelet') {
    const { state } = kubeletProcess(moment)
    return { ...done(`${state}\n`), exit: state === 'active' ? 0 : 3 }
  }
  if (verb !== undefined && /^(start|stop|reload|enable|disable)$/.test(verb))
    return notHere(`systemctl ${verb}: the kubelet and its runtime are restarted, and never stay away`, KNOWN)
  if (verb === 'is-enabled' && unit === 'kubelet') return done('enabled\n')
  if (verb !== 'status' || !named[0]) return notHere(['systemctl', ...args].join(' '), KNOWN)
  const { runtime } = releaseFor(moment.inputs)
  if (unit !== 'kubelet' && (unit === runtime || unit === 'docker.socket' || OTHER_UNITS.includes(unit)))
    return notHere(`the state of ${unit}`, KNOWN)
  if (unit !== 'kubelet') return fails(`Unit ${unit}.service could not be found.\n${KNOWN}`, 4)
  return done(status(moment))
}

/** `reboot`: the machine goes down, and the kubelet is back some time later. */
export function reboot({ at }: Moment): Output {
  return { ...done(''), actions: [{ at, reboot: 'node', takes: REBOOT_SECONDS }] }
}

/** None of them is, where one is not there. */
function restartAll(moment: Moment, units: readonly string[]): Output {
  const outputs = units.map((unit) => restart(moment, unit))
  return outputs.find(({ exit }) => exit !== 0) ?? { ...done(''), actions: outputs.flatMap(({ actions = [] }) => actions) }
}

function restart({ at, inputs }: Moment, unit: string): Output {
  const { runtime } = releaseFor(inputs)
  const units: readonly string[] = ['kubelet', runtime]
  if (OTHER_UNITS.includes(unit)) return notHere(`a restart of ${unit}`, KNOWN)
  if (!units.includes(unit)) return fails(`Failed to restart ${unit}.service: Unit ${unit}.service not found.`, 5)
  return { ...done(''), actions: [{ at, restart: unit as Restartable }] }
}

function status(moment: Moment): string {
  const { inputs, at } = moment
  const { pid, since: started, state } = kubeletProcess(moment)
  const c = calendar(inputs.clock, started)
  const since = `${unixDate(inputs.clock, started).slice(0, 3)} ${day(c)} ${time(c)} UTC`
  const tail = journalLines(moment, -Infinity, at)
    .slice(-10)
    .map((line) => journalText(moment, line))
    .join('')
  const running = `   Main PID: ${pid} (kubelet)
      Tasks: 12 (limit: 4558)
     CGroup: /system.slice/kubelet.service
             └─${pid} ${kubeletCommand(releaseFor(inputs))}
`
  return `● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /etc/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: ${state === 'active' ? 'active (running)' : 'activating (auto-restart) (Result: exit-code)'} since ${since}; ${wordsAgo(at - started)}
       Docs: https://kubernetes.io/docs/
${state === 'active' ? running : ''}
${tail}`
}
