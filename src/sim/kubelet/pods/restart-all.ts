import type { Container } from '../../../manifest/types.ts'
import { ruleOf } from '../../../manifest/restart-rules.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { ContainerKills } from './kills.ts'
import type { PodCache } from './pod-cache.ts'

/** The container whose end has all of its pod begin anew. */
interface RestartSource {
  container: Container
  code: number
  exitEntry: number
  /** The rule's place among its rules. */
  rule: number
}

/**
 * All containers of a pod begin anew in the same sandbox, since one has ended with a code that a rule of its own names: those that run are
 * killed without their hooks, all are removed, and what is removed has no back-off.
 *
 * Follows: pkg/kubelet/container/helpers.go, ShouldAllContainersRestart and AllContainersRestartCleanedUp; pkg/kubelet/kubelet.go, SyncPod;
 * pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions (v1.37.2).
 */
export class RestartAll {
  /** The pod's condition AllContainersRestarting. */
  isUnderWay = false
  private entry: number | undefined
  private readonly pod: KubeletPod
  private readonly cache: PodCache

  constructor(pod: KubeletPod, cache: PodCache) {
    this.pod = pod
    this.cache = cache
  }

  /** Whether the sync that begins is about that. */
  isWanted(): boolean {
    return this.isUnderWay || this.source() !== undefined
  }

  /** Once the status has been made: it is over when the relist has seen that nothing is left. */
  settle(isWanted: boolean): void {
    this.isUnderWay = isWanted && this.containers.some(({ name }) => this.cache.seen(name).length > 0)
  }

  /** Kills what runs, those that have not brought it about first, and removes all. */
  begin(kills: ContainerKills, cause: number, done: () => void): void {
    const { trace } = this.pod.node
    const source = this.source()
    const entry = source
      ? trace.add({
          kind: 'restartAll',
          cause: [source.exitEntry, this.pod.roots.ofContainer(source.container, `restartPolicyRules[${source.rule}].action`)],
          pod: this.pod.name,
          container: source.container.name,
          code: source.code,
        })
      : cause
    const order = this.containers.toSorted((a, b) => Number(a === source?.container) - Number(b === source?.container))
    kills.withoutHooks(order, entry, () => {
      this.entry = entry
      this.cache.removeAll()
      done()
    })
  }

  /** What the sync behind the removal follows from. */
  takeEntry(): number | undefined {
    const { entry } = this
    this.entry = undefined
    return entry
  }

  private get containers(): readonly Container[] {
    const { initContainers, containers } = this.pod.pod.spec
    return [...initContainers, ...containers]
  }

  private source(): RestartSource | undefined {
    for (const container of this.containers) {
      if (!container.ownRestarts) continue
      const newest = this.cache.seen(container.name)[0]
      if (!newest?.exited) continue
      const { code = 0, exitEntry } = newest.instance
      const rule = ruleOf(code, container.ownRestarts)
      if (exitEntry !== undefined && rule >= 0 && container.ownRestarts.rules[rule]!.action === 'RestartAllContainers')
        return { container, code, exitEntry, rule }
    }
    return undefined
  }
}
