import { type Check, list, name, object, withDefault } from '../sim/scenario/check-value.ts'
import { closer } from '../sim/scenario/scenario-schema.ts'
import { INPUTS } from '../sim/scenario/scenario-fields.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { changesFile, fileChange, inDirectory } from '../sim/node/file-changes.ts'
import { stream } from '../sim/random.ts'
import { simulateWhole } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import type { LaneTexts } from './change.ts'

/** An exercise in which something breaks while the learner looks on: what he does is actions, and the score is the outage. */
export interface LessonIncident {
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
export function incidentCheck(fails: Check<readonly number[]>): Check<LessonIncident> {
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
export function faultOf({ faults }: LessonIncident, seed: number): Fault {
  return faults[Math.floor(stream(seed, 'fault')() * faults.length)]!
}

/** The files as actions up to a moment have left them; what an action finds nothing to do in stays. */
export function textsAfter(texts: LaneTexts, done: readonly Action[], until: number): LaneTexts {
  const now = new Map(Object.entries(texts))
  for (const action of done) {
    if (action.at > until || !changesFile(action)) continue
    const change = fileChange(action, (path) => now.get(inDirectory(path)))
    if (change.note !== undefined) continue
    if (change.text === undefined) now.delete(inDirectory(change.file))
    else now.set(inDirectory(change.file), change.text)
  }
  return Object.fromEntries(now)
}

/** A lane with more done to it. */
export function withActions(inputs: Inputs, more: readonly Action[]): Inputs {
  return more.length === 0 ? inputs : { ...inputs, actions: [...inputs.actions, ...more].toSorted((a, b) => a.at - b.at) }
}

/**
 * For how long a container is out of service, from the first fault to the run's end: not ready, or a kube-apiserver that does not serve,
 * be it for lack of etcd.
 *
 * Errors: throws HalfRun where the run is stopped at one of its limits.
 */
export function outageSeconds({ of, faults }: LessonIncident, inputs: Inputs): number {
  const first = Math.min(...faults.flatMap((fault) => fault.actions.map(({ at }) => at)))
  const own = drawingOf(simulateWhole(inputs), inputs.duration).tracks.filter(({ container }) => container === of)
  const isServer = own.some(({ server }) => server.length > 0)
  const up = own.flatMap(({ server, ready }) => (isServer ? server.filter(({ state }) => state === 'serving') : ready))
  const seconds = up.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(first, from)), 0)
  return Math.max(0, inputs.duration - first - seconds)
}
