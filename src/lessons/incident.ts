import { type Check, list, name, object, withDefault } from '../sim/scenario/check.ts'
import { closer } from '../sim/scenario/schema.ts'
import { INPUTS } from '../sim/scenario/fields.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { stream } from '../sim/random.ts'
import { simulateWhole } from '../sim/simulate.ts'
import { lastStatuses } from '../views/lanes/summary.ts'

/** An exercise in which something breaks while the learner looks on: what he does is actions, and the score is the outage. */
export interface Incident {
  /** The container whose outage counts. */
  of: string
  /** One of them happens; the seed says which. */
  faults: readonly Fault[]
}

/** What breaks in an incident, and what ends it. */
export interface Fault {
  name: string
  actions: readonly Action[]
  /** What ends it. */
  solution: readonly Action[]
  /** What tempts, and fails these goals. */
  wrong: readonly { name: string; actions: readonly Action[]; fails: readonly number[] }[]
}

const actions: Check<readonly Action[]> = closer(INPUTS.actions, (value, at) => {
  if (Array.isArray(value) && value.length === 0) at.wrong('VALUE', value, 'at least one action')
  if (!Array.isArray(value)) at.wrong('TYPE', value, 'a list of actions')
  return INPUTS.actions(Array.isArray(value) ? value : [], at)
})

/** An incident as it is written; `fails` is the check of the goals that a wrong answer fails. */
export function incidentCheck(fails: Check<readonly number[]>): Check<Incident> {
  const wrong = object({ name: name('a name'), actions, fails })
  const fault = object({ name: name('a name'), actions, solution: actions, wrong: withDefault(list(wrong), []) })
  const made = object({ of: name('a container'), faults: list(fault) })
  return closer(made, (value, at) => {
    const found = made(value, at)
    if (Array.isArray((value as { faults?: unknown } | null)?.faults) && found.faults.length === 0)
      at.into('faults').wrong('VALUE', found.faults, 'at least one fault')
    return found
  })
}

/** The fault that a seed brings. */
export function faultOf({ faults }: Incident, seed: number): Fault {
  return faults[Math.floor(stream(seed, 'fault')() * faults.length)]!
}

/** A lane with more done to it. */
export function withActions(inputs: Inputs, more: readonly Action[]): Inputs {
  return more.length === 0 ? inputs : { ...inputs, actions: [...inputs.actions, ...more].toSorted((a, b) => a.at - b.at) }
}

/** For how long a container is out of service: the sum of its outages. As `outagesOf`. */
export function outageSeconds(incident: Incident, inputs: Inputs): number {
  return outagesOf(incident, inputs).reduce((sum, { from, to }) => sum + to - from, 0)
}

/**
 * When a container is out of service, from the first fault to the run's end: not ready, or a kube-apiserver that does not serve.
 *
 * Units: seconds. Errors: throws HalfRun where the run is stopped at one of its limits.
 */
export function outagesOf({ of, faults }: Incident, inputs: Inputs): { from: number; to: number }[] {
  const from = Math.min(...faults.flatMap((fault) => fault.actions.map(({ at }) => at)))
  const trace = simulateWhole(inputs)
  const times = trace.flatMap((entry) =>
    entry.t >= from && entry.t <= inputs.duration && (entry.kind === 'status' || entry.kind === 'server' || entry.kind === 'sync')
      ? [entry.t]
      : [],
  )
  const moments = [...new Set([from, ...times])]
  const isServer = trace.some((entry) => entry.kind === 'server' && entry.container === of)
  const states = new Map<number, boolean>()
  for (const entry of trace) if (entry.kind === 'server' && entry.container === of) states.set(entry.t, entry.state === 'serving')
  const serves = (at: number): boolean => [...states].findLast(([t]) => t <= at)?.[1] ?? false
  const isReady = (at: number): boolean =>
    [...lastStatuses(trace, at).values()].some(({ containers }) => containers.some((container) => container.name === of && container.ready))
  const isUp = (at: number): boolean => (isServer ? serves(at) : isReady(at))
  const outages: { from: number; to: number }[] = []
  for (const [i, at] of moments.entries()) {
    if (isUp(at)) continue
    const to = moments[i + 1] ?? inputs.duration
    const before = outages.at(-1)
    if (before?.to === at) before.to = to
    else outages.push({ from: at, to })
  }
  return outages
}
