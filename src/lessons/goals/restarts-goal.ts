import { entriesUntil } from '../../sim/trace/moment.ts'
import { isApiserver } from '../../sim/kubelet/running.ts'
import { type At, type Check, object, optional, whole } from '../../sim/scenario/check-value.ts'
import { kubernetes, moment } from '../../sim/scenario/scenario-fields.ts'
import { specAt } from '../../sim/scenario/specs.ts'
import { type EntryOf, type ProcessEntry, type Trace, isStart, isEnd } from '../../sim/trace/trace.ts'
import { endReason } from '../../views/lanes/end-reason.ts'
import { restartReason } from '../../views/lanes/summary.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { shortened } from '../../views/text/telling.ts'
import { type GoalKind, type GoalLook, type GoalOutcome, several, soundly } from './goal-kind.ts'
import { isReady } from './ready.ts'
import { containersAt, isAbout, nobody, type SubjectStatus, unreadable } from './goal-subjects.ts'

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
  const own = spec?.spec.containers.find(({ name }) => name === container)
  return own !== undefined && isApiserver(spec!, own, inputs)
}

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

/**
 * Whether as many have come as are wanted. `what` begins the sentence, `words` are what one of them says.
 *
 * Units: `at` in seconds on the simulated clock.
 */
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
    return {
      holds: false,
      at: over.t,
      seen: `${seen}.`,
      why: `${seen}: ${shortened(over.words.replace(/\.+$/, ''), 160)}.`,
      entry: over.id,
    }
  }
  const holds = found.length >= least
  const wanted = holds ? '' : `, and at least ${least} ${least === 1 ? 'is' : 'are'} wanted`
  const count = found.length === 0 ? 'has not come' : found.length === 1 ? 'has come once' : `has come ${found.length} times`
  const last = found.at(-1)
  return { holds, at: last?.t ?? at, why: `${what} ${count} by ${clockWords(at)}${wanted}.`, ...(last ? { entry: last.id } : {}) }
}

/** `1st`, `2nd`, `11th`. */
function ordinal(n: number): string {
  const tens = n % 100
  const end = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
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
  if (!start)
    return { holds: false, at, why: `${name} has ${restartsText(container.restartCount)} at ${clockWords(at)}.`, entry: status.id }
  return { holds: false, at: start.t, ...restartSentence(trace, name, start, max), entry: start.id }
}

function restartSentence(trace: Trace, name: string, start: ProcessEntry, max: number): Pick<GoalOutcome, 'why' | 'seen'> {
  const which = max === 0 ? '' : ` for the ${ordinal(start.attempt)} time`
  const reason = restartReason(trace, start)
  const wanted = max === 0 ? '' : ` (at most ${max} ${max === 1 ? 'is' : 'are'} wanted)`
  const seen = `${name} is restarted${which} at ${clockWords(start.t)}${wanted}`
  return { seen: `${seen}.`, why: reason === undefined ? `${seen}.` : `${seen}: ${reason}.` }
}
