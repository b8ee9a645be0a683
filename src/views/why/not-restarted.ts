import { restartsAfter } from '../../manifest/restart-rules.ts'
import type { Probe } from '../../manifest/types.ts'
import { lastOf, type Moment, firstCause } from '../../sim/trace/moment.ts'
import { type Entry, type EntryOf, type ProcessEntry, type ResultEntry, podOf } from '../../sim/trace/trace.ts'
import { clockWords, lengthWords, timeText } from '../text/duration-words.ts'
import type { StartLine } from '../text/line-at-start.ts'
import { shortened } from '../text/words.ts'
import type { PodAt, ContainerSoFar } from './pods-at.ts'

/** Why something has not happened, with what says so. */
export interface WhyNot {
  question: string
  answer: string
  /** Entries of the trace. */
  entries: readonly { id: number; t: number; text: string }[]
  /** Lines of the manifest; `place` is where a person can edit it, if anywhere. */
  lines: readonly { file: string; line: number; text: string; place?: StartLine }[]
}

/** A line of a file, as it was read at a time; where none is said, as it is now. */
export interface DatedLine {
  file: string
  line: number
  text: string
  at?: number
}

/** A question with its answer, before it is known where its lines can be edited. */
export interface Unplaced extends Omit<WhyNot, 'lines'> {
  lines: readonly DatedLine[]
}

export type NotRestarted = Omit<Unplaced, 'question'>

/** An entry under a name. */
export function named(entry: EntryOf<Entry['kind']>, what: string): WhyNot['entries'][number] {
  return { id: entry.id, t: entry.t, text: what }
}

/** The line that says so; none where only a default does. */
export function lineOf({ file, readAt, manifest }: Pick<PodAt, 'file' | 'readAt' | 'manifest'>, path: string): DatedLine[] {
  if (!manifest.has(path)) return []
  return [{ ...lineAt(manifest.text, file, manifest.rangeOf(path).start.line), at: readAt }]
}

/** A line with its text; where only brackets open on it, as in JSON, the first after it that says something. */
export function lineAt(text: string, file: string, from: number): DatedLine {
  const rows = text.split('\n')
  let line = from
  while (line < rows.length && /^[\s[{]*$/.test(rows[line - 1]!)) line++
  return { file, line, text: rows[line - 1]!.trim().replace(/^- (?=\S)/, '') }
}

/** It is being killed, and takes its time for that. */
export function beingKilled({ trace }: Moment, pod: PodAt, { container, path }: ContainerSoFar, kill: Entry): NotRestarted {
  const by = kill.kind === 'event' ? firstCause(trace, kill) : kill
  const own = by?.kind === 'result' && container[`${by.probe}Probe`]?.terminationGracePeriodSeconds
  const grace = own || own === 0 ? own : pod.pod.spec.terminationGracePeriodSeconds
  const field =
    by?.kind === 'result' && grace === own ? `${path}.${by.probe}Probe.terminationGracePeriodSeconds` : 'spec.terminationGracePeriodSeconds'
  return {
    answer: `It is being killed since ${timeText(kill.t)}: it has ${grace} s to end, and gets SIGKILL then.`,
    entries: [named(kill, 'the kill')],
    lines: lineOf(pod, field),
  }
}

/** Up to 1.20 a startup probe's verdict wakes no sync. */
export function waitsForSync({ release }: PodAt, condemned: ResultEntry): NotRestarted {
  const when = condemned.probe === 'startup' && !release.allResultsSync ? 'up to 1.20 that may take 90 s' : 'at once'
  return {
    answer: `Its ${condemned.probe} probe counts as failed since ${timeText(condemned.t)}, and the kubelet kills it when it next looks at its pod: ${when}.`,
    entries: [named(condemned, 'the verdict')],
    lines: [],
  }
}

/** While its postStart hook runs the kubelet does nothing else for the pod; no status says that the container runs. */
export function inHook(pod: PodAt, { name, container, path }: ContainerSoFar, start: ProcessEntry): NotRestarted | undefined {
  const { status } = pod
  const isSeen =
    status && status.t > start.t && status.containers.some((container) => container.name === name && container.state.is === 'running')
  if (!container.lifecycle?.postStart || isSeen) return undefined
  return {
    answer: `Its postStart hook has been running since ${timeText(start.t)}, without a time-out: until it is done, the container is not probed, and nothing else of the pod is started.`,
    entries: [named(start, 'its start')],
    lines: lineOf(pod, `${path}.lifecycle.postStart`),
  }
}

/** While the kubelet's loop stands still nothing is started or killed. */
export function standsStill({ trace, at }: Moment, event: Entry, what: string): NotRestarted | undefined {
  const last = lastOf(trace, at, 'node', ({ part, up }) => part === 'sync loop' || (part !== 'containerd' && !up))
  if (last?.part !== 'sync loop' || last.up) return undefined
  return {
    answer: `The kubelet’s sync loop stands still since ${timeText(last.t)}: it waits for the kube-apiserver to delete the mirror pod ${podOf(last)}, and syncs no pod of the node before.`,
    entries: [named(last, 'the standstill'), named(event, what)],
    lines: [],
  }
}

/** Why a container that runs is not restarted. */
export function notRestarted(moment: Moment, pod: PodAt, track: ContainerSoFar, start: ProcessEntry): NotRestarted {
  const { container, path, probes, results } = track
  const { livenessProbe: liveness, startupProbe: startup } = container
  const { said, entries } = ailing(moment, track)
  const reported = pod.status?.containers.find(({ name }) => name === track.name)?.state
  if (start.attempt > 0 && reported && reported.is !== 'running')
    return {
      answer: `It has just been started again; the pod’s status, which kubectl shows, still says ${reported.reason!}.`,
      entries: [named(start, 'its start')],
      lines: [],
    }
  const waits = startup && pod.release.hasStarted && results.startup?.value !== 'Success'
  if (waits) return counting(moment, pod, track, 'startup', startup, ' Until it has passed, the liveness probe is not asked.')
  if (!liveness) {
    const passed =
      startup && pod.release.hasStarted ? 'Its startup probe has passed, and it has no liveness probe' : 'It has no liveness probe'
    return {
      answer: `${passed}: nobody asks whether it still answers. Only its own end would have it started again.${said}`,
      entries: [named(start, 'its start'), ...entries],
      lines: lineOf(pod, path),
    }
  }
  const last = probes.liveness
  if (last && (last.result === 'success' || last.result === 'warning')) {
    const why = liveness.tcpSocket ? ' It asks no more than whether the port takes a connection.' : ''
    return {
      answer: `Its liveness probe passes, the last time at ${timeText(last.t)}.${why}${said}`,
      entries: [named(last, 'that probe'), ...entries],
      lines: lineOf(pod, `${path}.livenessProbe`),
    }
  }
  return counting(moment, pod, track, 'liveness', liveness, '')
}

/** The probe that would have it killed, and how far it has counted. */
function counting(
  { at }: Moment,
  pod: PodAt,
  { probes, path, start }: ContainerSoFar,
  type: 'startup' | 'liveness',
  probe: Probe,
  more: string,
): NotRestarted {
  const last = probes[type]
  const field = (name: string) => lineOf(pod, `${path}.${type}Probe.${name}`)
  if (!last) {
    const from = start!.t + probe.initialDelaySeconds
    const delay =
      from > at
        ? `comes at the first tick after ${timeText(from)}, when it has run for ${probe.initialDelaySeconds} s; a tick is every ${probe.periodSeconds} s`
        : `is still to come: one is sent every ${probe.periodSeconds} s`
    return {
      answer: `Its first ${type} probe ${delay}.${more}`,
      entries: [named(start!, 'its start')],
      lines: field('initialDelaySeconds'),
    }
  }
  if (last.result === 'unknown')
    return {
      answer: `Its ${type} probe could not be made, and an error does not count: ${shortened(last.output.trim(), 160).replace(/\.?$/, '.')}${more}`,
      entries: [named(last, 'that probe')],
      lines: lineOf(pod, `${path}.${type}Probe`),
    }
  if (last.result === 'success')
    return {
      answer: `Its ${type} probe passed at ${timeText(last.t)}, ${last.resultRun} of ${last.threshold} in a row.${more}`,
      entries: [named(last, 'that probe')],
      lines: field('successThreshold'),
    }
  const left = last.threshold - last.resultRun
  const soonest = last.startedAt + left * probe.periodSeconds
  const then = left > 0 ? ` ${left} more ${left === 1 ? 'is' : 'are'} needed, so at ${clockWords(soonest)} at the earliest.` : ''
  return {
    answer: `Its ${type} probe has failed ${last.resultRun} of ${last.threshold} times in a row.${then}${more}`,
    entries: [named(last, 'the last failure')],
    lines: [...field('failureThreshold'), ...field('periodSeconds')],
  }
}

/** What ails a container that its probes find well. */
function ailing({ trace, at }: Moment, { server }: ContainerSoFar): { said: string; entries: WhyNot['entries'] } {
  if (server?.state === 'hung')
    return { said: ` The server has been hung since ${timeText(server.t)} all the same.`, entries: [named(server, 'the hang')] }
  const etcd = server && lastOf(trace, at, 'etcd')
  if (!etcd || etcd.state === 'up' || etcd.state === 'full') return { said: '', entries: [] }
  const is = etcd.state === 'hung' ? 'has been hung' : 'has been gone'
  return {
    said: ` etcd ${is} since ${timeText(etcd.t)} all the same: the probe does not ask for it.`,
    entries: [named(etcd, etcd.state === 'hung' ? 'the hang of etcd' : 'the end of etcd')],
  }
}

/** Why one that has ended does not start again; `called`: as the question names it. */
export function notStarted(
  moment: Moment,
  pod: PodAt,
  { container, init, backOff, path }: ContainerSoFar,
  exit: ProcessEntry,
  called: string,
): Unplaced[] {
  const { at } = moment
  const code = exit.code!
  const plainInit = init && container.restartPolicy !== 'Always'
  if (plainInit && code === 0) return []
  const question = `Why does ${called} not start again now?`
  const ended = named(exit, 'its end')
  const { ownRestarts } = container
  const policy = ownRestarts?.policy ?? pod.pod.spec.restartPolicy
  const lines = lineOf(pod, ownRestarts ? `${path}.restartPolicy` : 'spec.restartPolicy')
  if (!restartsAfter(code, ownRestarts, pod.pod.spec.restartPolicy))
    return [{ question, answer: `restartPolicy is ${policy}, and it has ended with exit code ${code}.`, entries: [ended], lines }]
  if (backOff?.blocked && backOff.id > exit.id && backOff.until !== undefined) {
    // a sync that knew of an older end only is followed by one that counts from this one
    const until = Math.max(backOff.until, exit.t + backOff.backOffSeconds)
    const rest = until - at
    const over = pod.release.retriesAtExpiry ? 'the next sync starts it.' : 'it is tried again every 10 to 15 s.'
    const answer =
      rest > 0
        ? `Its back-off of ${backOff.backOffSeconds} s, counted from its end at ${timeText(exit.t)}, holds it until ${clockWords(until)}: ${lengthWords(rest)} more.`
        : `Its back-off is over since ${clockWords(until)}: ${over}`
    return [{ question, answer, entries: [named(backOff, 'the back-off'), ended], lines }]
  }
  const standstill = standsStill(moment, exit, 'its end')
  if (standstill) return [{ question, ...standstill }]
  return [{ question, answer: `It ended at ${timeText(exit.t)}, and the kubelet’s next sync is still to come.`, entries: [ended], lines }]
}
