import type { Pod } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { PodCache } from './pod-cache.ts'
import type { Instance } from './runtime.ts'
import type { SeenInstance } from './status.ts'

/**
 * A pod's sandbox: whether there is one, and what of an earlier one still counts.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, purgeInitContainers, and kuberuntime_container.go, startContainer (v1.36.2).
 */
export class PodSandbox {
  private readonly cache: PodCache
  /** Why it is gone, while there is none. */
  lost: number | undefined
  /** What ran in an earlier one does not count as having been initialized. */
  private since = -Infinity
  /** The sync that makes another still counts the init containers that it has removed. */
  isRenewing = false

  constructor(cache: PodCache) {
    this.cache = cache
  }

  /** Takes over that of an earlier kubelet's worker of the pod. */
  adopt(before: PodSandbox): void {
    this.since = before.since
    this.lost = before.lost
  }

  /** Another stands in its place. */
  renew(now: number): void {
    this.lost = undefined
    this.since = now
    this.isRenewing = true
  }

  /** A container's lives that count, newest first. */
  seen(container: string, pod: Pod): readonly SeenInstance[] {
    const seen = this.cache.seen(container)
    return this.since === -Infinity ? seen : seen.filter(({ instance }) => !this.isRemoved(instance, pod))
  }

  /** Which of a container's lives its next one is, from 0. */
  nextAttempt(container: string, pod: Pod): number {
    const newest = this.cache.newest(container)
    return !newest || (this.since !== -Infinity && !this.isRenewing && this.isRemoved(newest, pod)) ? 0 : newest.attempt + 1
  }

  /** An init container of an earlier one. */
  private isRemoved({ createdAt, container }: Instance, { spec }: Pod): boolean {
    return createdAt < this.since && spec.initContainers.some(({ name }) => name === container.name)
  }
}

export const SANDBOX_CHANGED = 'SandboxChanged'

/** The Event that a pod's sandbox is made anew. Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod (v1.36.2). */
export function tellSandboxChanged({ trace }: Node, pod: string, cause: number): number {
  const message = 'Pod sandbox changed, it will be killed and re-created.'
  return trace.event(pod, undefined, 'Normal', SANDBOX_CHANGED, message, cause)
}
