import { act } from './actions.ts'
import { Luck } from './chance.ts'
import { Engine } from './engine.ts'
import { Kubelet } from './kubelet/kubelet.ts'
import { Node } from './node.ts'
import { releaseOf } from './release.ts'
import { ask } from './requests.ts'
import type { Inputs } from './scenario.ts'
import { Recorder, type Trace } from './trace.ts'

/**
 * One lane's run: its inputs in, all that happened out. The same inputs give the same trace, byte for byte; a longer run begins
 * with the shorter one.
 *
 * Units: seconds on the simulated clock.
 * Errors: throws RangeError for a release that is not modelled and TooManyTasks past the engine's cap; wrong manifests, flags
 * and actions are entries in the trace.
 * Follows: nothing upstream; it puts the parts together.
 */
export function simulate(inputs: Inputs): Trace {
  const engine = new Engine()
  const trace = new Recorder(engine)
  const node = new Node(engine, trace, releaseOf(inputs.kubernetes), inputs, new Luck(inputs))
  node.objects.load(inputs.cluster.objects)
  const kubelet = new Kubelet(node)
  // before anything else that may fall on the same moment
  for (const action of inputs.actions) engine.schedule(action.at, () => act(node, kubelet, action))
  inputs.requests.forEach((request, n) => engine.schedule(request.at, () => ask(node, request, n)))
  kubelet.start()
  engine.run(inputs.duration)
  return trace.entries
}
