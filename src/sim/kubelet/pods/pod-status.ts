import { defined } from '../../../manifest/own.ts'
import type { Container, ProbeType } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { ContainerStatus, StatusEntry } from '../../trace/trace.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { ProbeResults } from '../probes/probe-results.ts'
import { containerState, podPhase, RESTARTING_ALL, sameStatuses, type SeenInstance } from './status.ts'

/** Why one waits that has ended again and again. */
export const CRASH_LOOP = 'CrashLoopBackOff'

/** Why a container could not be started. */
export interface Waiting {
  reason: string
  message: string
  until: number
  cause: number
}

/**
 * The status manager's cache of one pod: what the API, the probe workers and a person read. Tells only of changes.
 *
 * Follows: pkg/kubelet/kubelet_pods.go generateAPIPodStatus, pkg/kubelet/prober/prober_manager.go UpdatePodStatus and
 * pkg/kubelet/status/status_manager.go (v1.37.2).
 */
export class PodStatus {
  private readonly pod: KubeletPod
  private readonly node: Node
  private readonly results: ProbeResults
  private statuses: readonly ContainerStatus[] = []
  private phase: StatusEntry['phase'] = 'Pending'
  private ready = false
  /** The entry that last told it. */
  entry: number | undefined
  /** Why it has failed, whatever its containers do. */
  end: { reason: string; message: string } | undefined
  /** No later one follows: a container that is not known to have ended counts as ended. */
  isLast = false
  /** Whether its probe workers are there: until then a container is what it is without probes. */
  probed = false

  constructor(pod: KubeletPod) {
    this.pod = pod
    this.node = pod.node
    this.results = pod.results
  }

  finished(): boolean {
    return this.phase === 'Failed' || this.phase === 'Succeeded'
  }

  of(container: string): ContainerStatus | undefined {
    for (const status of this.statuses) if (status.name === container) return status
    return undefined
  }

  /** Makes it anew from what a sync sees. */
  update(
    seen: (container: string) => readonly SeenInstance[],
    waiting: ReadonlyMap<string, Waiting>,
    cause: number,
    restartsAll = false,
  ): void {
    const { spec } = this.pod.pod
    const { initContainers, containers, restartPolicy } = spec
    const hasInit = initContainers.length > 0
    const statusOf = (container: Container, init: boolean): ContainerStatus => {
      const state = containerState(this.node, {
        container,
        seen: seen(container.name),
        init,
        hasInit,
        waiting: waiting.get(container.name),
        restartPolicy,
      })
      return this.withReadiness(container, init, restartsAll ? this.restarting(state, init) : this.sinceRemoval(state, init))
    }
    const init = initContainers.map((container) => statusOf(container, true))
    const main = containers.map((container) => statusOf(container, false))
    const phase = this.end ? 'Failed' : podPhase(init, main, spec)
    main.sort((a, b) => (a.name < b.name ? -1 : 1))
    const found = hasInit ? [...init, ...main] : main
    const statuses = this.end ? this.ofFailed(found, hasInit) : found
    this.set(phase, phase === 'Running' && statuses.every(isReadyOrDone), statuses, cause)
  }

  /**
   * Follows: pkg/kubelet/status/status_manager.go, TerminatePod, which knows no container's status of a static pod with init containers
   * (v1.37.2); up to 1.21 pkg/kubelet/kubelet_pods.go, generateAPIPodStatus, which asks no probe then.
   */
  private ofFailed(found: readonly ContainerStatus[], hasInit: boolean): readonly ContainerStatus[] {
    if (!this.node.release.failsBeforeStop) return found.map(({ started: _started, ...status }) => ({ ...status, ready: false }))
    if (!this.isLast || hasInit) return found
    return found.map((status) => (status.state.is === 'terminated' ? status : { ...status, ready: false, state: UNKNOWN }))
  }

  /** The kubelet does not take the pod: no container of it ever is. Follows: pkg/kubelet/kubelet.go, rejectPod (v1.36.2). */
  reject(reason: string, message: string, cause: number): void {
    this.write('Failed', { reason, message }, false, [], cause)
  }

  /** A probe's result goes straight in, where it is still about the container that the status tells of. */
  setResult(probe: ProbeType, container: string, containerID: string, success: boolean, cause: number): void {
    const old = this.of(container)
    if (!old || old.state.containerID !== containerID) return
    if (probe === 'readiness' ? old.ready === success : old.started === success) return
    const changed = probe === 'readiness' ? { ...old, ready: success } : { ...old, started: success }
    const statuses = this.statuses.map((s) => (s === old ? changed : s))
    this.set(this.phase, this.phase === 'Running' && statuses.every(isReadyOrDone), statuses, cause)
  }

  /** What stays of a container whose earlier lives are removed. Follows: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses (v1.36.2). */
  private sinceRemoval(found: StateOf, init: boolean): StateOf {
    const old = this.of(found.name)
    if (!old || (old.state.containerID === undefined && old.lastState?.reason !== RESTARTING_ALL)) return found
    return (found.state.containerID === undefined ? init || old.lastState?.reason === RESTARTING_ALL : this.node.release.keepsRestartCounts)
      ? sinceOld(found, old)
      : found
  }

  /** One that is gone, where all begin anew. */
  private restarting(found: StateOf, init: boolean): StateOf {
    const old = this.of(found.name)
    if (found.state.containerID !== undefined || !old || old.state.is === 'waiting') return this.sinceRemoval(found, init)
    const state = found.state.message === undefined ? GONE_WAITING : found.state
    return { name: found.name, restartCount: old.restartCount + 1, state, lastState: GONE }
  }

  private withReadiness(container: Container, init: boolean, base: StateOf): ContainerStatus {
    const { release } = this.node
    const { name, restartCount, state, lastState } = base
    const plainInit = init && container.restartPolicy !== 'Always'
    const running = state.is === 'running'
    const id = state.containerID ?? ''
    let started = running
    if (running && !plainInit && container.startupProbe) {
      const result = this.results.delivered('startup', id)
      started = result !== undefined ? result === 'Success' : !this.probed || (release.inheritsStarted && this.of(name)?.started === true)
    }
    const passed =
      !container.readinessProbe || this.results.delivered('readiness', id) === 'Success' || !(this.probed || release.inheritsStarted)
    const isDone = (state.is === 'terminated' && state.exitCode === 0) || (state.reason === RESTARTING_ALL && this.of(name)?.ready === true)
    const ready = plainInit ? isDone : running && (started || !release.hasStarted) && passed
    const hasStarted = init ? release.initHasStarted : release.hasStarted
    // whole from the beginning: an object that gets a field more takes twice its room
    const status: ContainerStatus = lastState
      ? hasStarted
        ? { name, restartCount, ready, state, lastState, started }
        : { name, restartCount, ready, state, lastState }
      : hasStarted
        ? { name, restartCount, ready, state, started }
        : { name, restartCount, ready, state }
    if (init) status.init = true
    if (init && !plainInit) status.sideCar = true
    return status
  }

  private set(phase: StatusEntry['phase'], ready: boolean, statuses: readonly ContainerStatus[], cause: number): void {
    if (this.entry !== undefined && phase === this.phase && ready === this.ready && sameStatuses(statuses, this.statuses)) return
    this.ready = ready
    this.statuses = statuses
    this.write(phase, this.end, ready, statuses, cause)
  }

  private write(
    phase: StatusEntry['phase'],
    end: PodStatus['end'],
    ready: boolean,
    containers: readonly ContainerStatus[],
    cause: number,
  ): void {
    this.phase = phase
    this.entry = this.node.trace.add({
      id: 0,
      t: 0,
      kind: 'status',
      cause,
      pod: this.pod.name,
      uid: this.pod.uid,
      phase,
      ...end,
      ready,
      containers,
    })
    this.pod.kubelet.statusChanged(this.pod)
  }
}

const UNKNOWN = {
  is: 'terminated',
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
  exitCode: 137,
} as const
const GONE_TEXT = { reason: RESTARTING_ALL, message: 'The container is removed because RestartAllContainers in place' }
const GONE_WAITING = { is: 'waiting', ...GONE_TEXT } as const
const GONE = { is: 'terminated', ...GONE_TEXT, exitCode: 137 } as const

type StateOf = ReturnType<typeof containerState>

function sinceOld(found: StateOf, old: ContainerStatus): StateOf {
  const { name, restartCount, state, lastState } = found
  const isOver = old.state.is === 'terminated'
  if (state.containerID === undefined) {
    const before = { name, restartCount: old.restartCount, ...defined({ lastState: old.lastState }) }
    // one that has ended stays so until it runs again
    return { ...before, state: isOver ? old.state : state }
  }
  const isNext = isOver && old.state.containerID !== state.containerID
  const last = lastState ?? (isNext ? old.state : old.lastState)
  const count =
    isNext && state.is === 'running' && old.restartCount >= restartCount ? old.restartCount + 1 : Math.max(old.restartCount, restartCount)
  return { name, restartCount: count, state, ...defined({ lastState: last }) }
}

/** An init container that is no side-car does not count for the pod's being ready. */
function isReadyOrDone({ ready, init, sideCar }: ContainerStatus): boolean {
  return ready || (init === true && sideCar !== true)
}
