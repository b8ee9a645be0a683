import { type Container, containersOf, type Pod, type ProbeType } from '../../../manifest/types.ts'
import { restartsAfter } from '../../../manifest/restart-rules.ts'
import type { Release } from '../../release/release.ts'
import type { Instance } from './runtime.ts'
import { mayRestart, type SeenInstance } from './status.ts'

/** Why a running container is stopped. */
type KillReason = 'liveness' | 'startup' | 'spec'

export interface Kill {
  seen: SeenInstance
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
  seen(container: string): readonly SeenInstance[]
  failed(probe: ProbeType, seen: SeenInstance): boolean
  /** The running instance has no startup probe, or has passed it. */
  started(container: Container, seen: SeenInstance): boolean
  /** The running instance was made from another spec than today's. */
  changed(seen: SeenInstance): boolean
}

/**
 * What a sync has to stop and to start.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions and computeInitContainerActions (v1.37.2).
 */
export function computePodActions(input: ActionInput): PodActions {
  const { containers, initContainers, restartPolicy } = input.pod.spec
  let kills: readonly Kill[] = NO_KILLS
  let initStarts: readonly Container[] = NO_STARTS
  if (initContainers.length > 0) {
    const starts: Container[] = []
    const initKills: Kill[] = []
    const init = initActions(input, initKills, starts)
    if (init === 'failed') return KILL_POD
    kills = initKills
    initStarts = initContainers.filter((c) => starts.includes(c))
    if (init === 'waiting') return { killPod: false, kills, starts: initStarts }
  }
  let kept = 0
  let starts = NO_STARTS
  for (const container of containers) {
    const newest = input.seen(container.name)[0]
    if (!newest || newest.exited) {
      if (mayRestart(newest, container.ownRestarts, restartPolicy)) starts = withOneMore(starts, container)
      continue
    }
    const reason = killReason(input, newest)
    if (!reason) {
      kept++
      continue
    }
    const restart = reason === 'spec' || (container.ownRestarts?.policy ?? restartPolicy) !== 'Never'
    kills = withOneMore(kills, { seen: newest, reason, restart, sidecar: false })
    if (restart) starts = withOneMore(starts, container)
  }
  if (kept === 0 && starts.length === 0) return KILL_POD
  if (kills.length + starts.length + initStarts.length === 0) return NOTHING
  // a side-car that was not there yet goes first
  return { killPod: false, kills, starts: initStarts.length > 0 ? [...initStarts, ...starts] : starts }
}

/**
 * What a new sandbox begins with, where there is one: all begins anew, init containers too. Undefined where nothing is to run again.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions with createPodSandbox (v1.36.2).
 */
export function sandboxStarts({ pod, seen }: ActionInput): readonly Container[] | undefined {
  const { containers, initContainers, restartPolicy } = pod.spec
  const begun = containersOf(pod).some((c) => seen(c.name).length > 0)
  if (restartPolicy === 'Never' && begun) return undefined
  const starts = containers.filter((c) => (c.ownRestarts?.policy ?? restartPolicy) !== 'OnFailure' || seen(c.name)[0]?.instance.code !== 0)
  if (starts.length === 0) return undefined
  return initContainers.length > 0 ? initContainers.slice(0, 1) : starts
}

const NO_STARTS: readonly Container[] = []
const NO_KILLS: readonly Kill[] = []
const KILL_POD: PodActions = { killPod: true, kills: NO_KILLS, starts: NO_STARTS }
const NOTHING: PodActions = { killPod: false, kills: NO_KILLS, starts: NO_STARTS }

/** Most lists have one member: made so it takes no more room than that. */
function withOneMore<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item]
}

/** `done` once main containers may run. Looks at the last one first, since what an earlier one did is settled by a later one's being there. */
function initActions(input: ActionInput, kills: Kill[], starts: Container[]): 'done' | 'waiting' | 'failed' {
  const { containers, initContainers, restartPolicy } = input.pod.spec
  // a main container that has ended says nothing: it may be one of an earlier sandbox
  const running = containers.some((c) => input.seen(c.name)[0]?.exited === false)
  let done = running
  let begun = running
  for (const [i, container] of [...initContainers.entries()].toReversed()) {
    const sidecar = container.restartPolicy === 'Always'
    const newest = input.seen(container.name)[0]
    const isDone = () => {
      const next = initContainers[i + 1]
      if (!next) done = true
      else if (!begun) starts.push(next)
    }
    if (!newest) {
      if (begun && sidecar) starts.push(container)
      continue
    }
    if (begun && !sidecar) continue
    if (newest.exited) {
      if (!sidecar && newest.instance.code === 0) isDone()
      else if (!restartsAfter(newest.instance.code!, container.ownRestarts, restartPolicy)) return 'failed'
      else starts.push(container)
    } else if (sidecar) {
      const started = input.started(container, newest)
      const reason = started ? killReason(input, newest) : input.failed('startup', newest) ? 'startup' : undefined
      if (started) isDone()
      if (reason) {
        kills.push({ seen: newest, reason, restart: true, sidecar })
        starts.push(container)
      }
    }
    begun = true
  }
  if (!begun) starts.push(initContainers[0]!)
  return done ? 'done' : 'waiting'
}

function killReason(input: ActionInput, seen: SeenInstance): KillReason | undefined {
  if (input.changed(seen)) return 'spec'
  if (input.failed('liveness', seen)) return 'liveness'
  return input.failed('startup', seen) ? 'startup' : undefined
}

/** Whether a life was made from another container than its pod has now. Follows: pkg/kubelet/container/helpers.go, HashContainer (v1.37.2). */
export function isOther({ madeFrom, container: { name } }: Instance, pod: Pod, { otherContainer, otherSidecars }: Release): boolean {
  if (madeFrom === undefined || madeFrom === pod) return false
  if (!otherSidecars && pod.spec.initContainers.some((c) => c.name === name)) return false
  return identityOf(madeFrom, name, otherContainer) !== identityOf(pod, name, otherContainer)
}

/** What of a container's text makes it that one. */
export function identityOf(pod: Pod, container: string, by: Release['backOffKey']): string | undefined {
  const spec = pod.raw['spec'] as { containers: RawContainer[]; initContainers?: RawContainer[] }
  const found = [...(spec.initContainers ?? []), ...spec.containers].find(({ name }) => name === container)
  return JSON.stringify(found && by !== 'text' ? [found.image, by === 'image' || found.resources] : found)
}

interface RawContainer {
  name: string
  image?: string
  resources?: unknown
}
