import { entriesUntil, firstCause, lastOf } from '../../sim/trace/moment.ts'
import { isApiserver } from '../../sim/kubelet/running.ts'
import { type At, type Check, object, optional, whole, withDefault } from '../../sim/scenario/check-value.ts'
import { kubernetes, moment } from '../../sim/scenario/scenario-fields.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { containerIn } from '../../manifest/types.ts'
import {
  type EntryOf,
  type EventEntry,
  isEnd,
  isStart,
  type ProbeEntry,
  type ProcessEntry,
  type Trace,
  podOf,
} from '../../sim/trace/trace.ts'
import { endReason } from '../../views/lanes/end-reason.ts'
import { restartReason } from '../../views/lanes/summary.ts'
import { clockWords, lengthWords } from '../../views/text/duration-words.ts'
import { shortened } from '../../views/text/words.ts'
import { type GoalKind, type GoalLook, type GoalOutcome, several, soundly } from './goal-kind.ts'
import { isReady } from './ready.ts'
import { containersAt, isAbout, nobody, type SubjectStatus, unreadable } from './goal-subjects.ts'
import { restartsOf } from '../../manifest/restart-rules.ts'
import { endedBy } from '../../views/lanes/ends.ts'

/** The kube-apiserver starts and is ready on releases. */
interface StartsGoal {
  on: readonly string[]
}

/** Long enough for kubeadm's startup probe to give up, and for the grace after it. */
const STARTS_SECONDS = 360

const MOST_RELEASES = 40

export const starts: GoalKind<StartsGoal> = {
  spec: object({ on: several(kubernetes, MOST_RELEASES, 'a release') }),
  last: () => STARTS_SECONDS,
  judge: ({ on }, look) => {
    let last: GoalOutcome | undefined
    for (const release of on) {
      const other = look.on(release)
      const outcome = startsOn(other, release)
      last = { ...outcome, proof: other.show(outcome.at, outcome.entry ?? 0) }
      if (!last.holds) return last
    }
    return last!
  },
}

/** The status by which the server's container is ready, then or later. */
function readyFrom(trace: Trace, serves: EntryOf<'server'>): EntryOf<'status'> | undefined {
  const statuses = trace.filter((entry): entry is EntryOf<'status'> => entry.kind === 'status' && entry.pod === serves.pod)
  const isPast = (i: number): boolean => statuses[i + 1] !== undefined && statuses[i + 1]!.t <= serves.t
  return statuses.find((status, i) => !isPast(i) && isReady(status, serves.container!))
}

/** A container of another program that ends is none of its business. */
function isServer({ inputs }: GoalLook, { t, pod = '', container }: EntryOf<'process'>): boolean {
  const spec = specAt({ inputs, at: t }, pod)
  const own = containerIn(spec, container)
  return own !== undefined && isApiserver(spec!, own, inputs)
}

/** What is seen, and the same with its reason. */
const reasoned = (seen: string, why: string | undefined): Pick<GoalOutcome, 'why' | 'seen'> => ({
  seen: `${seen}.`,
  why: why === undefined ? `${seen}.` : `${seen}: ${why}.`,
})

function startsOn(look: GoalLook, release: string): GoalOutcome {
  const all = look.until(STARTS_SECONDS)
  const trace = entriesUntil(all, STARTS_SECONDS)
  const serves = trace.find(
    (entry): entry is EntryOf<'server'> => entry.kind === 'server' && entry.state === 'serving' && isAbout(look, entry),
  )
  const ready = serves && readyFrom(trace, serves)
  if (ready) {
    const at = Math.max(ready.t, serves.t)
    return { holds: true, at, why: `On ${release} it is ready at ${clockWords(at)}.`, entry: ready.id }
  }
  const end = trace.find((entry) => isEnd(entry) && isAbout(look, entry) && isServer(look, entry))
  if (end?.kind === 'process')
    return {
      holds: false,
      at: end.t,
      ...reasoned(`On ${release} it ${serves ? 'serves, but ends' : 'ends'} at ${clockWords(end.t)}`, endReason(trace, end)),
      entry: end.id,
    }
  const server = trace.some((entry) => entry.kind === 'server' && isAbout(look, entry))
  const log = trace.findLast((entry) => entry.kind === 'log')
  const problem = server ? undefined : unreadable(look)
  const seen = server ? `it is not ready within ${clockWords(STARTS_SECONDS)}` : 'no kube-apiserver is started'
  return { holds: false, at: STARTS_SECONDS, ...reasoned(`On ${release} ${seen}`, problem), ...(log ? { entry: log.id } : {}) }
}

/** How often something may come; neither said: at least once. */
export interface Bounds {
  min?: number
  max?: number
  until?: number
}

const MOST = 1_000_000

/** The fields of bounds as they are written. */
export const BOUNDS = { min: optional(whole(0, MOST)), max: optional(whole(0, MOST)), until: optional(moment) }

/** Errors: reported at `at`; VALUE where the bounds cross. */
export function checkBounds({ min, max }: Bounds, at: At): void {
  if (min !== undefined && max !== undefined && min > max) at.into('min').wrong('VALUE', min, `at most max, which is ${max}`)
}

/** Whether as many have come as are wanted. `what` begins the sentence, `words` are what one of them says. */
export function counted(
  found: readonly { id: number; t: number; words: string }[],
  what: string,
  { min, max }: Bounds,
  at: number,
): GoalOutcome {
  const least = min ?? (max === undefined ? 1 : 0)
  if (max !== undefined && found.length > max) {
    const over = found[max]!
    const which = max === 0 ? '' : ` for the ${ordinal(max + 1)} time`
    const seen = `${what} comes${which} at ${clockWords(over.t)}`
    return { holds: false, at: over.t, ...reasoned(seen, shortened(over.words.replace(/\.+$/, ''), 160)), entry: over.id }
  }
  const holds = found.length >= least
  const wanted = holds ? '' : `, and at least ${least} ${least === 1 ? 'is' : 'are'} wanted`
  const count = found.length === 0 ? 'has not come' : found.length === 1 ? 'has come once' : `has come ${found.length} times`
  const last = found.at(-1)
  return { holds, at: last?.t ?? at, why: `${what} ${count} by ${clockWords(at)}${wanted}.`, ...(last ? { entry: last.id } : {}) }
}

/** `1st`, `2nd`, `11th`. */
function ordinal(n: number): string {
  const end = /1[123]$/.test(String(n)) ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${end}`
}

const fields: Check<Bounds> = object(BOUNDS)

/** The restart counter lies between two numbers. */
export const restarts: GoalKind<Bounds> = {
  spec: soundly(fields, (spec, at, value) => {
    if (spec.max === undefined && spec.min === undefined) at.wrong('VALUE', value, 'an object with max, min or both')
    checkBounds(spec, at)
  }),
  last: ({ until }, end) => until ?? end,
  judge: ({ max = Infinity, min = 0, until }, look) => {
    const at = until ?? look.end
    const containers = containersAt(look, at, 'all').filter(({ container }) => !isIdleInit(container, min))
    if (containers.length === 0) return nobody(look, at)
    const over = containers.find(({ container }) => container.restartCount > max)
    if (over) return tooMany(look, over, max, at)
    const under = containers.find(({ container }) => container.restartCount < min)
    const item = under ?? containers[0]!
    const wanted = under ? `, and ${min === max ? '' : 'at least '}${min} ${min === 1 ? 'is' : 'are'} wanted` : ''
    const why = `${item.name} has ${restartsText(item.container.restartCount)} at ${clockWords(at)}${wanted}.`
    return { holds: !under, at, why, entry: item.status.id }
  },
}

const restartsText = (count: number): string => (count === 0 ? 'no restart' : count === 1 ? '1 restart' : `${count} restarts`)

/** An init container that has done its work is not waited for to restart. */
const isIdleInit = ({ init, restartCount, state }: SubjectStatus['container'], min: number): boolean =>
  init === true && min > 0 && restartCount === 0 && state.is === 'terminated'

/** The first restart that is one too many. */
function tooMany(look: GoalLook, { name, pod, container, status }: SubjectStatus, max: number, at: number): GoalOutcome {
  const trace = look.until(at)
  const start = trace.find(
    (entry): entry is ProcessEntry =>
      isStart(entry) && entry.pod === pod && entry.container === container.name && entry.uid === status.uid && entry.attempt > max,
  )
  // a program that could not be started counts too, and has no start
  if (!start)
    return { holds: false, at, why: `${name} has ${restartsText(container.restartCount)} at ${clockWords(at)}.`, entry: status.id }
  return { holds: false, at: start.t, ...restartSentence(trace, name, start, max), entry: start.id }
}

function restartSentence(trace: Trace, name: string, start: ProcessEntry, max: number): Pick<GoalOutcome, 'why' | 'seen'> {
  const which = max === 0 ? '' : ` for the ${ordinal(start.attempt)} time`
  const reason = restartReason(trace, start)
  const wanted = max === 0 ? '' : ` (at most ${max} ${max === 1 ? 'is' : 'are'} wanted)`
  return reasoned(`${name} is restarted${which} at ${clockWords(start.t)}${wanted}`, reason)
}

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
      return { holds: true, at: found.t, ...reasoned(seen, found.why), entry: found.entry }
    }
    if (containersAt(look, to, 'all').length === 0) return nobody(look, to)
    return unnoticed(look, after, to)
  },
}

/** When restarts begin, in order, up to a moment. */
function beginsOf(look: GoalLook, until: number): Begin[] {
  const trace = look.until(until)
  const begins: Begin[] = []
  const kills = new Map<string, EventEntry>()
  for (const entry of entriesUntil(trace, until)) {
    if (!isAbout(look, entry)) continue
    const key = `${entry.pod}/${entry.container}`
    if (entry.kind === 'event' && entry.reason === 'Killing' && probeOf(trace, entry) && isRestarted(look, entry)) {
      // older kubelets tell of it when it is done
      kills.set(key, entry)
      begins.push({ t: probeTime(trace, entry), entry: entry.id, container: entry.container!, why: probeWords(trace, entry) })
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

function isRestarted(look: GoalLook, { pod, container }: EventEntry): boolean {
  return restartsOf(specAt({ inputs: look.inputs, at: 0 }, pod!), container).policy === 'Always'
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
  const probe = lastOf(trace, to, 'probe', (entry) => entry.probe !== 'readiness' && entry.startedAt >= after && isAbout(look, entry))
  const time = `between ${clockWords(after)} and ${clockWords(to)}`
  const next = later
    ? ` The next restart begins ${clockWords(later.t) === clockWords(to) ? 'just after' : `at ${clockWords(later.t)}`}.`
    : ` Nor is it in the ${lengthWords(LATER_SECONDS)} after.`
  const entry = probe ?? entriesUntil(trace, to).findLast((entry) => isAbout(look, entry) && entry.kind !== 'log')
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
  const last = lastOf(look.until(to), to, 'process', (entry) => isAbout(look, entry))
  if (last?.op !== 'exited') return undefined
  const { policy } = restartsOf(specAt({ inputs: look.inputs, at: to }, podOf(last)), last.container)
  const because = policy === 'Always' ? 'and waits to be started again' : `and restartPolicy is ${policy}`
  return `${last.container} has ended at ${clockWords(last.t)}${last.code === undefined ? '' : ` with exit code ${last.code}`}, ${because}`
}

function probeState(probe: ProbeEntry | undefined): string {
  if (!probe) return 'no liveness or startup probe asks in this time'
  if (probe.result === 'success' || probe.result === 'warning') return `the ${probe.probe} probe still passes (${probe.target})`
  if (probe.result === 'unknown') return `the ${probe.probe} probe cannot be made (${probe.target}), and that never counts`
  return `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes have failed in a row by then`
}
