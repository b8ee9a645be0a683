import { act } from './node/actions.ts'
import { Luck } from './chance.ts'
import { Engine } from './engine.ts'
import { Kubelet } from './kubelet/kubelet.ts'
import { Node } from './node/node.ts'
import { releaseOf } from './release/release.ts'
import { ask } from './node/requests.ts'
import type { Inputs } from './scenario/scenario.ts'
import { Recorder, type Trace } from './trace/trace.ts'

/** A lane's run, taken as far as somebody wants to see it. */
export interface Run {
  /** What has happened so far; it grows. */
  readonly trace: Trace
  /** Goes on until a moment, if it is not there yet. */
  goTo(at: number): void
}

/**
 * One lane's run at its start. How often it is held on its way makes no difference to it.
 *
 * Units, errors: as `simulate`. Follows: nothing upstream; it puts the parts together.
 */
export function begin(inputs: Inputs): Run {
  const engine = new Engine()
  const trace = new Recorder(engine)
  const node = new Node(engine, trace, releaseOf(inputs.kubernetes), inputs, new Luck(inputs))
  node.objects.load(inputs.cluster.objects)
  const kubelet = new Kubelet(node)
  // before anything else that may fall on the same moment
  for (const action of inputs.actions) engine.schedule(action.at, () => act(node, kubelet, action))
  inputs.requests.forEach((request, n) => engine.schedule(request.at, () => ask(node, request, n)))
  kubelet.start()
  return { trace: trace.entries, goTo: (at) => engine.run(at) }
}

/**
 * One lane's run: its inputs in, all that happened out. The same inputs give the same trace, byte for byte; a longer run begins
 * with the shorter one.
 *
 * Units: seconds on the simulated clock.
 * Errors: throws RangeError for a release that is not modelled and TooManyTasks past the engine's cap; wrong manifests, flags
 * and actions are entries in the trace.
 * Follows: nothing upstream.
 */
export function simulate(inputs: Inputs): Trace {
  const run = begin(inputs)
  run.goTo(inputs.duration)
  return run.trace
}
