import { tellExpiries } from './control-plane/trust.ts'
import { act } from './node/node-actions.ts'
import { Luck } from './chance.ts'
import { Engine, TooManySteps } from './engine.ts'
import { Kubelet } from './kubelet/kubelet.ts'
import { limitsFor, RunStopped, type Limits } from './limits.ts'
import { Node } from './node/node.ts'
import type { Program } from './node/process.ts'
import type { KnownProgram } from './node/who-runs.ts'
import { LazyPart } from './part.ts'
import { ScriptedProgram } from './node/scripted-program.ts'
import { releaseFor } from './release/release.ts'
import type { ask } from './node/scenario-requests.ts'
import type { Inputs } from './scenario/inputs.ts'
import type { happenedTrace } from './trace/happened-trace.ts'
import { stopOf, type Trace } from './trace/trace.ts'
import { Recorder } from './trace/recorder.ts'

/** What only some scenarios have: programs that are simulated by themselves, and requests of a person. */
export const CONTROL_PLANE = new LazyPart<{
  simulatedPrograms: (node: Node) => Record<KnownProgram, Program>
  ask: typeof ask
}>('the control plane')

/** Of a real cluster's run. */
export const HAPPENED_TRACE = new LazyPart<typeof happenedTrace>('what happened')

/** A lane's run, taken as far as somebody wants to see it. */
export interface Run {
  /** What has happened so far; it grows. */
  readonly trace: Trace
  /** Goes on until a moment, if it is not there yet. Where it comes to a limit, the last entry says so and it goes no further. */
  goTo(at: number): void
}

/**
 * One lane's run at its start, on an engine of its own. How often it is held on its way makes no difference to it.
 *
 * Errors: as `simulate`.
 */
export function begin(inputs: Inputs, limits: Limits = limitsFor(1), engine = new Engine(limits.steps)): Run {
  // what has happened is told, and not run
  if (inputs.happened) return { trace: HAPPENED_TRACE.get()(inputs.happened, inputs.duration), goTo: () => undefined }
  const trace = new Recorder(engine, limits)
  const within = (go: () => void): void => {
    if (stopOf(trace.entries)) return
    try {
      go()
    } catch (error) {
      if (error instanceof TooManySteps) trace.stop(new RunStopped('steps', limits).message)
      else if (error instanceof RunStopped) trace.stop(error.message)
      else throw error
    }
  }
  within(() => {
    const node = new Node(engine, trace, releaseFor(inputs), inputs, new Luck(inputs))
    node.objects.load(inputs.cluster.objects)
    const scripted = new ScriptedProgram(node)
    let simulated: Record<KnownProgram, Program> | undefined
    const kubelet = new Kubelet(node, ({ program }) =>
      program ? (simulated ??= CONTROL_PLANE.get().simulatedPrograms(node))[program] : scripted,
    )
    // before anything else that may fall on the same moment
    for (const action of inputs.actions) engine.schedule(node.luck.actionAt(action.at), () => act(node, kubelet, action))
    inputs.requests.forEach((request, n) => engine.schedule(request.at, () => CONTROL_PLANE.get().ask(node, request, n)))
    kubelet.start()
    if (inputs.cluster.certificates) tellExpiries(node)
  })
  return { trace: trace.entries, goTo: (at) => within(() => engine.run(at)) }
}

/**
 * One lane's run: its inputs in, all that happened out. The same inputs give the same trace, byte for byte; a longer run begins
 * with the shorter one.
 *
 * Units: seconds on the simulated clock.
 * Errors: throws RangeError for a release that is not modelled; wrong manifests, flags and actions are entries in the trace, and
 * so is that the run was stopped at one of its limits.
 *
 * @example
 * ```js
 * import { parseScenario, simulate } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const trace = simulate(inputs)
 * const kill = trace.find(({ kind, reason }) => kind === 'event' && reason === 'Killing')
 * console.log(kill.t > 60, kill.message) // true Container web failed liveness probe, will be restarted
 * ```
 */
export function simulate(inputs: Inputs, limits?: Limits): Trace {
  const run = begin(inputs, limits)
  run.goTo(inputs.duration)
  return run.trace
}

/**
 * A run that somebody compares with another one: half of it would mislead.
 *
 * Errors: as `simulate`; throws HalfRun where it was stopped at one of its limits.
 */
export function simulateWhole(inputs: Inputs): Trace {
  return wholeOf(simulate(inputs))
}

/** Of a run that has to be whole only the half was made. */
export class HalfRun extends Error {}

/** The same trace. Errors: throws HalfRun where it was stopped at one of its limits. */
export function wholeOf(trace: Trace): Trace {
  const stop = stopOf(trace)
  if (stop) throw new HalfRun(`a run was stopped at ${stop.t} s: ${stop.reason}`)
  return trace
}
