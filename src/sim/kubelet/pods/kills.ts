import type { Container, Pod } from '../../../manifest/types.ts'
import { hashOf } from '../../trace/ids.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { identityOf, type Kill } from './pod-actions.ts'
import type { PodCache } from './pod-cache.ts'
import type { Instance } from './runtime.ts'
import { type PodStop, stopContainer } from './stop.ts'

/** The entries that a kill follows from, the main one first. */
type Cause = number | readonly number[]

/**
 * The kills of one pod's containers: why, in which words and with what grace, and which of them waits for others.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod; kuberuntime_container.go, killContainersWithSyncResult (v1.37.2).
 */
export class ContainerKills {
  private pod: KubeletPod
  private cache: PodCache

  constructor(pod: KubeletPod, cache: PodCache) {
    this.pod = pod
    this.cache = cache
  }

  /** What a sync has found to kill, one after the other. */
  each(kills: readonly Kill[], done: () => void): void {
    inTurn(kills, (kill, next) => stopContainer(this.pod, kill.seen.instance, this.stopOf(kill), next), done)
  }

  /** The entry of the probe for which the first of the containers is to be stopped. */
  failureCause(containers: readonly Container[]): number | undefined {
    const { results } = this.pod
    for (const { name } of containers) {
      const newest = this.cache.seen(name)[0]
      if (!newest || newest.exited) continue
      for (const type of ['startup', 'liveness'] as const)
        if (results.delivered(type, newest.instance.id) === 'Failure') return results.causeOf(type, newest.instance.id)
    }
    return undefined
  }

  private stopOf(kill: Kill): PodStop {
    return { message: this.message(kill), graceSeconds: this.grace(kill), graceRoot: () => this.graceRoot(kill), cause: this.cause(kill) }
  }

  /**
   * All that still run, at once; `why`: the pod is removed, or a kubelet that knows nothing of it has found it.
   * Follows: pkg/kubelet/kuberuntime/kuberuntime_termination_order.go, newTerminationOrdering; pkg/kubelet/kubelet_pods.go,
   * HandlePodCleanups (v1.36.2).
   */
  all(cause: number, done: () => void, why?: 'removed' | 'unknown'): void {
    const { pod } = this
    const ofPod = why !== undefined
    const { removalGrace } = pod.node.release
    const isBare = why === 'unknown' && removalGrace !== 'own'
    const { spec } = pod.pod
    const instances = this.cache.alive([...spec.containers, ...spec.initContainers])
    const graceRoot = () => (isBare ? cause : pod.roots.field('spec.terminationGracePeriodSeconds'))
    const own = spec.terminationGracePeriodSeconds
    const graceSeconds = isBare ? 1 : ofPod && removalGrace === 'a second' ? Math.max(own, 1) : own
    let left = instances.length
    if (left === 0) return done()
    for (const instance of instances) {
      const message = pod.node.release.killingText(instance.container.name, 'stop')
      const turn =
        instance.container.restartPolicy === 'Always' && !isBare
          ? (go: () => void) => whenEnded(this.endBefore(instance.container, instances), go)
          : undefined
      stopContainer(
        pod,
        instance,
        { message, graceSeconds, graceRoot, cause, ofPod, isBare, ...(turn ? { turn } : {}) },
        () => --left === 0 && done(),
      )
    }
  }

  /** Those that run of them, one after the other, with no time for a hook. */
  withoutHooks(containers: readonly Container[], cause: number, done: () => void): void {
    const stop = { message: 'killing', graceSeconds: 0, graceRoot: () => cause, cause }
    inTurn(this.cache.alive(containers), (instance, next) => stopContainer(this.pod, instance, stop, next), done)
  }

  private message({ seen, reason, restart, sidecar }: Kill): string {
    const { name } = seen.instance.container
    const { pod, node } = this.pod
    if (sidecar) return `Init container ${name} ${reason === 'spec' ? 'definition changed' : `failed ${reason} probe`}`
    if (reason === 'spec') return node.release.changedText(name, specHash(seen.instance.madeFrom!, name), specHash(pod, name))
    const text = node.release.killingText(name, reason)
    return restart ? text : text.replace(/, will be restarted$|\. Container will be killed and recreated\.$/, '')
  }

  private cause({ seen, reason }: Kill): Cause {
    const { changedBy, heldBy, results } = this.pod
    const cause = reason === 'spec' ? changedBy : results.causeOf(reason, seen.instance.id)!
    return heldBy === undefined ? cause : [cause, heldBy]
  }

  private grace(kill: Kill): number {
    return graceOfProbe(kill) ?? this.pod.pod.spec.terminationGracePeriodSeconds
  }

  private graceRoot(kill: Kill): number {
    const { roots } = this.pod
    const field = 'terminationGracePeriodSeconds'
    return graceOfProbe(kill) === undefined || kill.reason === 'spec'
      ? roots.field(`spec.${field}`)
      : roots.ofProbe(kill.seen.instance.container, kill.reason, field)
  }

  /** Whom a side-car waits for, of those that run: the main containers, and the side-car that comes after it in the spec. */
  private endBefore(sidecar: Container, instances: readonly Instance[]): Instance[] {
    const { containers, initContainers } = this.pod.pod.spec
    const place = initContainers.findIndex((c) => c.name === sidecar.name)
    const next = initContainers.find((c, i) => i > place && c.restartPolicy === 'Always')
    return instances.filter((i) => i.container.name === next?.name || containers.some((c) => c.name === i.container.name))
  }
}

function graceOfProbe({ seen, reason }: Kill): number | undefined {
  if (reason === 'spec') return undefined
  const { livenessProbe, startupProbe } = seen.instance.container
  return (reason === 'liveness' ? livenessProbe : startupProbe)?.terminationGracePeriodSeconds
}

function inTurn<T>(items: readonly T[], stop: (item: T, next: () => void) => void, done: () => void): void {
  const [item, ...rest] = items
  if (items.length === 0) done()
  else stop(item!, () => inTurn(rest, stop, done))
}

function whenEnded(instances: readonly Instance[], then: () => void): void {
  const alive = instances.filter((i) => i.exitedAt === undefined)
  let left = alive.length
  if (left === 0) return then()
  for (const instance of alive) instance.onExit({ ended: () => --left === 0 && then() })
}

/** Some number, the same for the same text: Go's own hangs on how it holds the container. */
const specHash = (pod: Pod, container: string): number => hashOf(identityOf(pod, container, 'text') ?? '')
