import type { Container, Pod, ProbeType } from '../../manifest/types.ts'
import { mayRestart, type Seen } from './status.ts'

/** Why a running container is stopped. */
export type KillReason = 'liveness' | 'startup' | 'spec'

export interface Kill {
  seen: Seen
  reason: KillReason
  /** A start of the same container follows. */
  restart: boolean
  sidecar: boolean
}

export interface PodActions {
  /** Nothing is left to keep or to start. */
  killPod: boolean
  kills: readonly Kill[]
  starts: readonly Container[]
}

export interface ActionInput {
  pod: Pod
  seen(container: string): readonly Seen[]
  failed(probe: ProbeType, seen: Seen): boolean
  /** The status says that it has started. */
  started(container: string): boolean
  /** The running instance was made from another spec than today's. */
  changed(seen: Seen): boolean
}

/**
 * What a sync has to stop and to start.
 *
 * Units: none. Errors: none.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions and computeInitContainerActions (v1.37.2).
 */
export function computePodActions(input: ActionInput): PodActions {
  const { pod } = input
  const { containers, initContainers, restartPolicy } = pod.spec
  const kills: Kill[] = []
  const starts: Container[] = []
  const begun = containers.some((c) => input.seen(c.name).length > 0)
  const init = initActions(input, begun, kills, starts)
  if (init === 'failed') return { killPod: true, kills: [], starts: [] }
  if (init === 'waiting') return { killPod: false, kills, starts }

  let kept = 0
  for (const container of containers) {
    const [newest] = input.seen(container.name)
    if (!newest || newest.exited) {
      if (mayRestart(newest, restartPolicy)) starts.push(container)
      continue
    }
    const reason = killReason(input, newest)
    if (!reason) {
      kept++
      continue
    }
    const restart = reason === 'spec' || restartPolicy !== 'Never'
    kills.push({ seen: newest, reason, restart, sidecar: false })
    if (restart) starts.push(container)
  }
  const mainStarts = starts.some((c) => containers.includes(c))
  if (kept === 0 && !mainStarts) return { killPod: true, kills: [], starts: [] }
  // a side-car that was not there yet goes first
  return { killPod: false, kills, starts: [...initContainers.filter((c) => starts.includes(c)), ...containers.filter((c) => starts.includes(c))] }
}

/** `done` once main containers may run. */
function initActions(input: ActionInput, begun: boolean, kills: Kill[], starts: Container[]): 'done' | 'waiting' | 'failed' {
  for (const container of input.pod.spec.initContainers) {
    const sidecar = container.restartPolicy === 'Always'
    const [newest] = input.seen(container.name)
    if (sidecar) {
      if (!newest || newest.exited) {
        starts.push(container)
        if (!begun) return 'waiting'
        continue
      }
      const reason = killReason(input, newest)
      if (reason) {
        kills.push({ seen: newest, reason, restart: true, sidecar })
        starts.push(container)
      }
      if (!begun && !input.started(container.name)) return 'waiting'
      continue
    }
    if (begun) continue
    if (!newest) {
      starts.push(container)
      return 'waiting'
    }
    if (!newest.exited) return 'waiting'
    if (newest.instance.code === 0) continue
    if (input.pod.spec.restartPolicy === 'Never') return 'failed'
    starts.push(container)
    return 'waiting'
  }
  return 'done'
}

function killReason(input: ActionInput, seen: Seen): KillReason | undefined {
  if (input.changed(seen)) return 'spec'
  if (input.failed('liveness', seen)) return 'liveness'
  return input.failed('startup', seen) ? 'startup' : undefined
}
