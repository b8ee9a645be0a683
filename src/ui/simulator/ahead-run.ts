import { hasTypedProcesses } from '../../cases/with-processes.ts'
import { limitsFor } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { stopOf } from '../../sim/trace/trace.ts'
import { lanesOf, runLane } from './lane-run.ts'
import type { Made, Problem } from './messages.ts'

/** Such a run is over within a few milliseconds, whatever its inputs are: nobody can end what the page itself runs. */
const SMALL = { steps: 60_000, entries: 5_000, characters: 3_000_000 }

/** A lane as it was read. */
export interface ReadLane {
  inputs: Inputs
  unread: readonly Problem[]
}

/** A small run; undefined where it would be a larger one. `lanes`: how many the scenario has. */
export function runSmall(inputs: Inputs, lanes: number): Made | undefined {
  const whole = limitsFor(lanes)
  const { trace, made } = runLane(inputs, { ...SMALL, lanes: whole.lanes })
  return stopOf(trace) ? undefined : made
}

/** A scenario's lanes; undefined where it is refused, or needs a library to be read. */
export function readLanes(text: string): readonly ReadLane[] | undefined {
  if (hasTypedProcesses(text)) return undefined
  const { scenario, diagnostics, lanes } = lanesOf(text)
  return scenario && !diagnostics ? lanes.map(({ lane, unread }) => ({ inputs: lane.inputs, unread })) : undefined
}
