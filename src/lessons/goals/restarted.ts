import { moment } from '../../sim/scenario/scenario-fields.ts'
import { object, withDefault, optional, type Check } from '../../sim/scenario/check-value.ts'
import { restartsOf } from '../../manifest/restart-rules.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { entriesUntil, firstCause } from '../../sim/trace/moment.ts'
import { type EventEntry, type ProbeEntry, type ProcessEntry, type Trace, isStart } from '../../sim/trace/trace.ts'
import { endedBy } from '../../views/lanes/ends.ts'
import { restartReason } from '../../views/lanes/summary.ts'
import { clockWords, lengthWords } from '../../views/text/duration-words.ts'
import type { GoalKind, GoalLook, GoalOutcome } from './goal-kind.ts'
import { containersAt, isAbout, lastEntry, nobody } from './goal-subjects.ts'

/** A restart of one of the containers begins within a time. */
interface Restarted {
  after: number
  within?: number
}

/** A restart begins when the kubelet kills for it, else when the container is started again. */
interface Begin {
  t: number
  entry: number
  container: string
  why: string | undefined
}

/** How long a hung process may take to be killed: the run goes on for as long behind the last moment. */
const GRACE_SECONDS = 120
/** How far the next restart is looked for, to say when it comes. */
const LATER_SECONDS = 600

const spec: Check<Restarted> = object({ after: withDefault(moment, 0), within: optional(moment) })

export const restarted: GoalKind<Restarted> = {
  spec,
  last: ({ after, within }, end) => (within === undefined ? end : after + within),
  judge: ({ after, within }, look) => {
    const to = within === undefined ? look.end : after + within
    const begins = beginsOf(look, to + GRACE_SECONDS)
    const found = begins.find(({ t }) => t >= after && t <= to)
    if (found) {
      const seen = `A restart of ${found.container} begins at ${clockWords(found.t)}`
      return { holds: true, at: found.t, seen: `${seen}.`, why: found.why ? `${seen}: ${found.why}.` : `${seen}.`, entry: found.entry }
    }
    if (containersAt(look, to, 'all').length === 0) return nobody(look, to)
    return unnoticed(look, after, to)
  },
}

/**
 * When restarts begin, in order, up to a moment.
 *
 * Units: seconds on the simulated clock.
 */
function beginsOf(look: GoalLook, until: number): Begin[] {
  const trace = look.until(until)
  const begins: Begin[] = []
  const kills = new Map<string, EventEntry>()
  for (const entry of entriesUntil(trace, until)) {
    if (!isAbout(look, entry)) continue
    const key = `${entry.pod}/${entry.container}`
    if (entry.kind === 'event' && entry.reason === 'Killing' && isForProbe(trace, entry) && isRestarted(look, entry)) {
      // older kubelets tell of it when it is done
      kills.set(key, entry)
      begins.push({ t: probeTime(trace, entry), entry: entry.id, container: entry.container ?? '', why: probeWords(trace, entry) })
    } else if (isStart(entry)) {
      if (entry.attempt > 0 && !kills.has(key)) begins.push(startOf(trace, entry))
      kills.delete(key)
    }
  }
  return begins.toSorted((a, b) => a.t - b.t)
}

function startOf(trace: Trace, entry: ProcessEntry): Begin {
  return { t: entry.t, entry: entry.id, container: entry.container, why: restartReason(trace, entry) }
}

function isForProbe(trace: Trace, killing: EventEntry): boolean {
  return firstCause(trace, killing)?.kind === 'result' || probeOf(trace, killing) !== undefined
}

function isRestarted(look: GoalLook, { pod, container }: EventEntry): boolean {
  return restartsOf(specAt({ inputs: look.inputs, at: 0 }, pod ?? ''), container).policy === 'Always'
}

/** The answer that was one too many. */
function probeOf(trace: Trace, killing: EventEntry): ProbeEntry | undefined {
  let entry: Trace[number] | undefined = killing
  while (entry && entry.kind !== 'probe') {
    if (entry.kind === 'process' && (entry.op !== 'exited' || endedBy(trace, entry) !== 'probe')) return undefined
    entry = firstCause(trace, entry)
  }
  return entry
}

const probeTime = (trace: Trace, killing: EventEntry): number => {
  const probe = probeOf(trace, killing)
  const ended = firstCause(trace, killing)
  return probe && ended?.kind === 'process' ? probe.t : killing.t
}

function probeWords(trace: Trace, killing: EventEntry): string | undefined {
  const probe = probeOf(trace, killing)
  return probe && `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes failed in a row`
}

function unnoticed(look: GoalLook, after: number, to: number): GoalOutcome {
  const later = beginsOf(look, to + LATER_SECONDS).find(({ t }) => t > to)
  const trace = look.until(to)
  const probe = lastEntry(trace, to, (entry) =>
    entry.kind === 'probe' && entry.probe !== 'readiness' && entry.startedAt >= after && isAbout(look, entry) ? entry : undefined,
  )
  const time = `between ${clockWords(after)} and ${clockWords(to)}`
  const next = later
    ? ` The next restart begins ${lengthWords(Math.max(0.1, later.t - to))} after ${clockWords(to)}.`
    : ` Nor is it in the ${lengthWords(LATER_SECONDS)} after.`
  const entry = probe ?? lastEntry(trace, to, (entry) => (isAbout(look, entry) && entry.kind !== 'log' ? entry : undefined))
  const seen = `Nothing is restarted ${time}`
  return {
    holds: false,
    at: to,
    seen: `${seen}.`,
    why: `${seen}: ${endState(look, to) ?? probeState(probe)}.${next}`,
    ...(entry ? { entry: entry.id } : {}),
  }
}

/** Where the process has ended, no probe is to blame. */
function endState(look: GoalLook, to: number): string | undefined {
  const last = lastEntry(look.until(to), to, (entry) => (entry.kind === 'process' && isAbout(look, entry) ? entry : undefined))
  if (last?.op !== 'exited') return undefined
  const { policy } = restartsOf(specAt({ inputs: look.inputs, at: to }, last.pod ?? ''), last.container)
  const because = policy === 'Always' ? 'and waits to be started again' : `and restartPolicy is ${policy}`
  return `${last.container} has ended at ${clockWords(last.t)}${last.code === undefined ? '' : ` with exit code ${last.code}`}, ${because}`
}

function probeState(probe: ProbeEntry | undefined): string {
  if (!probe) return 'no liveness or startup probe asks in this time'
  if (probe.result === 'success' || probe.result === 'warning') return `the ${probe.probe} probe still passes (${probe.target})`
  if (probe.result === 'unknown') return `the ${probe.probe} probe cannot be made (${probe.target}), and that never counts`
  return `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes have failed in a row by then`
}
