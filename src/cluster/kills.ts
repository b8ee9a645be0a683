import type { EventFacts, ContainerFacts } from './facts.ts'
import type { ContainerSpec } from './specs.ts'

/** The kills of a container that its Events tell. */
export interface Kills {
  exact: number[]
  /** How many there were in all. */
  count: number
  /** How long after its kill the last one ended, where that is told. */
  took: number | undefined
  /** There may have been more: a table without counts tells of them. */
  isOpen: boolean
}

/** That a probe has failed is why. */
const BY_PROBE =
  /failed (liveness|startup) probe|Container .*unhealthy|will be restarted|killed and re-created|will be killed and recreated/i

/** Whether an Event tells that a probe led to a kill. */
export const isProbeKill = ({ reason, message }: Pick<EventFacts, 'reason' | 'message'>): boolean =>
  reason === 'Killing' && BY_PROBE.test(message)

/** The kills that a container’s Events tell. */
export function killsOf(events: readonly EventFacts[], facts: ContainerFacts, { graceSeconds }: ContainerSpec): Kills {
  const kills = events.filter(isProbeKill)
  const exact = distinct(
    kills.flatMap(({ first, last, count }) => (count > 1 ? [first, last] : [first])),
    [],
  )
  return {
    exact,
    took: graceTaken(facts, exact, graceSeconds),
    isOpen: kills.some(({ isUncounted }) => isUncounted),
    count: kills.reduce((sum, { count }) => sum + count, 0),
  }
}

/** How long after its kill the last one ended: what took longer than its grace period has ended otherwise. */
function graceTaken({ lastState, state }: ContainerFacts, exact: readonly number[], grace: number): number | undefined {
  const finished = state?.is === 'terminated' ? state.finishedAt : lastState?.finishedAt
  const kill = finished === undefined ? undefined : exact.findLast((at) => at <= finished + 1)
  const took = finished === undefined || kill === undefined ? Infinity : Math.max(0, finished - kill)
  return took <= grace + AFTER_GRACE ? took : undefined
}

/** The kubelet's own time, and whole seconds in the texts. */
export const AFTER_GRACE = 3

/** Ascending; what another text has within a breath is the same. */
export function distinct(times: readonly number[], others: readonly number[]): number[] {
  const more = others.filter((other) => !times.some((at) => Math.abs(at - other) <= SAME_SECONDS))
  return [...times, ...more].toSorted((a, b) => a - b)
}

export const SAME_SECONDS = 2.5

export const RESTARTING = /[Bb]ack-off (?:(\d+)m)?(?:(\d+)s)? ?restarting failed container/
export const BACK_OFF_FIRST = 10

/**
 * How many restarts a back-off tells of that an Event or a journal names, how long the longest is, and when one was told last: it is 10 s
 * before the second start, and doubles.
 */
export function backOffsIn(events: readonly EventFacts[]): { restarts: number; length: number; last: number } {
  let [restarts, longest, latest] = [0, 0, -Infinity]
  for (const { message, last } of events) {
    const [said, minutes = '0', seconds = '0'] = RESTARTING.exec(message) ?? []
    if (said === undefined) continue
    const length = Number(minutes) * 60 + Number(seconds)
    latest = Math.max(latest, last)
    longest = Math.max(longest, length)
    restarts = Math.max(restarts, length < BACK_OFF_FIRST ? 0 : Math.ceil(Math.log2(length / BACK_OFF_FIRST) - 1e-9) + 1)
  }
  return { restarts, length: longest, last: latest }
}
