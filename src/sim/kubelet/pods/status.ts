import { clockFraction, unixSeconds } from '../../clock.ts'
import type { Container, Pod, RestartPolicy } from '../../../manifest/types.ts'
import { restartsAfter } from '../../../manifest/restart-rules.ts'
import type { Node } from '../../node/node.ts'
import type { ContainerState, ContainerStatus, StatusEntry } from '../../trace/trace.ts'
import type { Instance } from './runtime.ts'

/** An instance as the kubelet's pod cache has it: what the last relist saw. */
export interface SeenInstance {
  instance: Instance
  exited: boolean
  /** That as the API has it, once it was asked for: it stays so. */
  state?: ContainerState | undefined
}

/** The reason of a container that is gone since all of its pod begin anew. */
export const RESTARTING_ALL = 'RestartingAllContainers'

export interface StatusInput {
  container: Container
  /** Newest first. */
  seen: readonly SeenInstance[]
  init: boolean
  /** Some init container has yet to do its part. */
  hasInit: boolean
  /** Why the last start failed, if it did. */
  waiting: { reason: string; message: string } | undefined
  /** The pod's. */
  restartPolicy: RestartPolicy
}

/**
 * A container's state and the one before it, without `ready` and `started`.
 *
 * Units: seconds on the simulated clock, cut to whole wall-clock seconds.
 * Follows: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses (v1.37.2).
 */
export function containerState(node: Node, input: StatusInput): Pick<ContainerStatus, 'name' | 'restartCount' | 'state' | 'lastState'> {
  const { container, seen, waiting } = input
  const [newest, previous] = seen
  let state: ContainerState = newest
    ? (newest.state ??= stateOf(node, newest))
    : { is: 'waiting', reason: input.hasInit ? 'PodInitializing' : 'ContainerCreating' }
  let lastState = previous && (previous.state ??= stateOf(node, previous))
  // an init container that ended well, side-cars included, is not told as waiting
  const done = input.init && newest?.exited && newest.instance.code === 0
  const own = node.release.containerRestartRules ? container.ownRestarts : undefined
  if (waiting && !done && mayRestart(newest, own, input.restartPolicy)) {
    if (state.is === 'terminated') lastState = state
    const { reason, message } = waiting
    state = newest ? { is: 'waiting', reason, message, containerID: newest.instance.id } : { is: 'waiting', reason, message }
  }
  const restartCount = newest?.instance.attempt ?? 0
  return lastState ? { name: container.name, restartCount, state, lastState } : { name: container.name, restartCount, state }
}

/**
 * Whether a container is to run again, as far as its own policy and its pod's go.
 *
 * Follows: pkg/kubelet/container/helpers.go, ShouldContainerBeRestarted (v1.36.2).
 */
export function mayRestart(newest: SeenInstance | undefined, own: Container['ownRestarts'], policy: RestartPolicy): boolean {
  if (!newest) return true
  return newest.exited && restartsAfter(newest.instance.code!, own, policy)
}

function stateOf(node: Node, { instance, exited }: SeenInstance): ContainerState {
  if (exited && instance.startedAt === undefined) return neverStarted(node, instance)
  const startedAt = node.wholeSecond(instance.startedAt!)
  if (!exited) return { is: 'running', startedAt, containerID: instance.id }
  const code = instance.code!
  return {
    is: 'terminated',
    reason: instance.reason ?? (code === 0 ? 'Completed' : 'Error'),
    exitCode: code,
    startedAt,
    finishedAt: node.wholeSecond(instance.exitedAt!),
    containerID: instance.id,
  }
}

/**
 * A life without a start: to dockershim it began and ended as it was made; containerd has no time of its start, which the API then says
 * to be that of the Unix clock.
 *
 * Follows: pkg/kubelet/dockershim/docker_container.go, ContainerStatus (v1.19.16); pkg/kubelet/kuberuntime/kuberuntime_container.go,
 * toKubeContainerStatus (v1.36.2).
 */
function neverStarted(node: Node, { createdAt, exitedAt, code = 0, reason = 'Error', message, id }: Instance): ContainerState {
  const { clock } = node.inputs
  const made = node.wholeSecond(createdAt)
  const isDocker = node.release.runtime === 'docker'
  return {
    is: 'terminated',
    reason,
    exitCode: code,
    startedAt: isDocker ? made : -unixSeconds(clock, 0) - clockFraction(clock),
    finishedAt: isDocker ? made : node.wholeSecond(exitedAt!),
    message: message!,
    containerID: id,
  }
}

/** The pod's phase; both lists in the order of the spec. Follows: pkg/kubelet/kubelet_pods.go, getPhase (v1.36.2). */
export function podPhase(init: readonly ContainerStatus[], main: readonly ContainerStatus[], spec: Pod['spec']): StatusEntry['phase'] {
  const before = initialized(init, spec)
  if (before === 'Failed') return before
  let { isWaiting, running } = before
  let stopped = 0
  let forGood = 0
  let succeeded = 0
  for (let i = 0; i < main.length; i++) {
    const { state, lastState } = main[i]!
    const end = state.is === 'waiting' ? lastState : state
    if (!end) isWaiting = true
    else if (end.is === 'running') running++
    else {
      stopped++
      if (!isToRunAgain(end, spec.containers[i]!, spec)) forGood++
      if (state.is === 'terminated' && state.exitCode === 0) succeeded++
    }
  }
  if (isWaiting || (before.sideCarsWait && running === before.running && stopped === 0)) return 'Pending'
  if (running > 0 || stopped > forGood) return 'Running'
  return stopped === succeeded ? 'Succeeded' : 'Failed'
}

/**
 * What the init containers have to say of the phase: an ordinary one that is not done yet holds it at Pending, and so does a side-car that was
 * never made; one that has not started yet does until a main container has begun.
 */
interface Initialized {
  isWaiting: boolean
  sideCarsWait: boolean
  /** Side-cars. */
  running: number
}

function initialized(init: readonly ContainerStatus[], spec: Pod['spec']): Initialized | 'Failed' {
  const found: Initialized = { isWaiting: false, sideCarsWait: false, running: 0 }
  for (const [i, { state, lastState, started, sideCar }] of init.entries()) {
    if (sideCar) {
      if (state.is === 'running') {
        found.running++
        if (started === false) found.sideCarsWait = true
      } else if (state.is === 'waiting' && !lastState) found.isWaiting = true
      continue
    }
    const end = state.is === 'waiting' ? lastState : state
    if (end?.is !== 'terminated') found.isWaiting = true
    else if (end.exitCode !== 0 && !isToRunAgain(end, spec.initContainers[i]!, spec)) return 'Failed'
  }
  return found
}

const isToRunAgain = (end: ContainerState, { ownRestarts }: Container, { restartPolicy }: Pod['spec']): boolean =>
  end.reason === RESTARTING_ALL || restartsAfter(end.exitCode!, ownRestarts, restartPolicy)

/** Whether two lists of container statuses tell the same. */
export function sameStatuses(a: readonly ContainerStatus[], b: readonly ContainerStatus[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!sameStatus(a[i]!, b[i]!)) return false
  return true
}

function sameStatus(a: ContainerStatus, b: ContainerStatus): boolean {
  return (
    a.name === b.name &&
    a.restartCount === b.restartCount &&
    a.ready === b.ready &&
    a.started === b.started &&
    sameState(a.state, b.state) &&
    sameState(a.lastState, b.lastState)
  )
}

function sameState(a: ContainerState | undefined, b: ContainerState | undefined): boolean {
  if (!a || !b) return a === b
  return (
    a.is === b.is &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.exitCode === b.exitCode &&
    // its times are its life's
    a.containerID === b.containerID
  )
}
