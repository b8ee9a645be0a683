import type { ProbeType } from '../manifest/types.ts'
import { type EventFacts, probeFailure } from './facts.ts'
import type { Life } from './lives.ts'
import type { ContainerSpec, ProbeSpec } from './specs.ts'
import { type BehaviourKind, behaviourOf } from './why/probe-output.ts'

/** All failures of one probe that are told of. */
export interface Failures {
  probe: ProbeType
  spec: ProbeSpec | undefined
  behaviour: BehaviourKind
  /** The words that weigh most. */
  output: string
  /** Those with a time, ascending; seconds since 1970. */
  exact: number[]
  events: EventFacts[]
  count: number
}

/** Of each probe that failed, in the order startup, readiness, liveness. */
export function failuresOf({ probes }: Pick<ContainerSpec, 'probes'>, events: readonly EventFacts[]): Failures[] {
  const byProbe = new Map<ProbeType, { event: EventFacts; output: string; is: string }[]>()
  for (const event of events) {
    const said = event.reason === 'Unhealthy' ? probeFailure(event.message) : undefined
    if (!said || said.is === 'warning') continue
    const own = byProbe.get(said.probe)
    if (own) own.push({ event, ...said })
    else byProbe.set(said.probe, [{ event, ...said }])
  }
  return (['startup', 'readiness', 'liveness'] as const).flatMap((probe) => {
    const all = byProbe.get(probe)
    if (!all) return []
    // while a program comes up it refuses; what it says later weighs more
    const weightOf = ({ event, output }: { event: EventFacts; output: string }): number =>
      event.count * (/connection refused/.test(output) && all.some((item) => !/connection refused/.test(item.output)) ? 0.5 : 1)
    const heaviest = all.reduce((best, item) => (weightOf(item) > weightOf(best) ? item : best))
    const own = probes[probe]
    return [
      {
        probe,
        spec: own,
        behaviour: behaviourOf(heaviest.output, own, heaviest.is === 'errored'),
        output: heaviest.output,
        exact: all.flatMap(({ event: { first, last, count } }) => (count > 1 ? [first, last] : [first])).toSorted((a, b) => a - b),
        events: all.map(({ event }) => event),
        count: all.reduce((sum, { event }) => sum + event.count, 0),
      },
    ]
  })
}

/** How far into a life that a probe’s failures ended they began, and how exactly that is known; undefined where the life did not end so. */
export function failingFrom(life: Life, { probe, spec, exact }: Failures): { from: number; isExact: boolean } | undefined {
  if (!life.kill) return undefined
  const { period = 10, failures = 3, delay = 0 } = spec ?? {}
  // a startup probe that has passed once is not asked again
  if (probe === 'startup') return { from: 0, isExact: true }
  const told = runBefore(life.kill.at, life.start.at, exact, period)
  const from = (told ?? life.kill.at - (failures - 1) * period) - life.start.at
  return { from: fromStart(from, delay, period), isExact: life.kill.estimated === undefined && life.start.estimated === undefined }
}

/** The first that can fail does: it never worked. Else it began between two probes. */
function fromStart(from: number, delay: number, period: number): number {
  if (from <= delay + period * 1.3 + 1) return 0
  return Math.max(0, from - period / 2)
}

/** The first of the failures in a row that end with the kill, where a text has each of them. */
function runBefore(kill: number, start: number, exact: readonly number[], period: number): number | undefined {
  let first: number | undefined
  for (const at of exact.toReversed()) {
    if (at > kill + 1 || at < start) continue
    if ((first ?? kill) - at > period * 1.6) break
    first = at
  }
  return first === undefined || kill - first < period / 2 ? undefined : first
}
