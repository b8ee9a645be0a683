import { PROBES } from '../../../manifest/types.ts'
import type { Container, Pod, Probe, ProbeType } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { ContainerStatus } from '../../trace/trace.ts'
import type { PodCache } from '../pods/pod-cache.ts'
import type { PodStatus } from '../pods/pod-status.ts'
import type { PodRoots } from '../pods/manifest-lines.ts'
import type { ProbeResults } from './probe-results.ts'
import type { PodGates } from '../../../manifest/types.ts'
import { type ProbeField, Worker, type WorkerPod } from './worker.ts'

/** The pod that is probed. */
export interface ProbedPod {
  readonly node: Node
  readonly name: string
  readonly pod: Pod
  readonly podIP: string
  /** `NAME_NAMESPACE(UID)` */
  readonly podId: string
  readonly roots: PodRoots
  readonly results: ProbeResults
  /** When the kubelet's process was started; -Infinity where it is older than the run. */
  readonly kubeletStartedAt: number
  readonly kubeletRestarts: number
  readonly podGates: PodGates
}

/** The probe workers of one pod, and what they ask of it. Follows: pkg/kubelet/prober/prober_manager.go (v1.37.2). */
export class ProbeWorkers implements WorkerPod {
  private workers = new Map<string, Worker>()
  private readonly probed: ProbedPod
  private readonly cache: PodCache
  private readonly status: PodStatus
  readonly node: Node
  readonly name: string
  readonly results: ProbeResults

  constructor(probed: ProbedPod, cache: PodCache, status: PodStatus) {
    this.probed = probed
    this.cache = cache
    this.status = status
    this.node = probed.node
    this.name = probed.name
    this.results = probed.results
  }

  /** One for each probe, up to the first that has one already: what an edit adds behind it is never probed. */
  add(): void {
    const { containers, initContainers } = this.probed.pod.spec
    for (const container of [...containers, ...initContainers]) {
      for (const type of PROBES) {
        const probe = container[`${type}Probe`]
        if (!probe) continue
        if (this.workers.get(type + container.name)?.isStopped === false) return
        this.start(container, type, probe)
      }
    }
  }

  private start(container: Container, type: ProbeType, probe: Probe): void {
    const subject = {
      container,
      probe,
      podId: this.probed.podId,
      podIP: this.probed.podIP,
      lives: this.cache.livesOf(container.name),
      gates: this.probed.podGates,
    }
    const worker = new Worker(this, type, container, probe, subject)
    this.workers.set(type + container.name, worker)
    const { release, luck, engine } = this.node
    const ago = engine.now - this.kubeletStartedAt
    const { periodSeconds } = probe
    const sleeps = release.workersSleepFirst || periodSeconds > ago
    worker.start(sleeps ? luck.initialSleep(this.name, container.name, type, periodSeconds, this.probed.kubeletRestarts, ago) : 0)
  }

  /** A running, started container that is not ready is probed at every sync. */
  trigger(containers: readonly Container[]): void {
    for (const { name, readinessProbe } of containers) {
      if (!readinessProbe) continue
      const status = this.statusOf(name)
      if (status && !status.ready && status.state.is === 'running' && status.started !== false)
        this.workers.get(`readiness${name}`)?.trigger()
    }
  }

  /** Ends those of startup and liveness: the pod is being stopped. */
  stopKilling(): void {
    for (const worker of this.workers.values()) if (worker.type !== 'readiness') worker.stop()
  }

  /** Ends all of them, for good. */
  stop(): void {
    for (const worker of this.workers.values()) worker.stop()
    this.workers.clear()
  }

  // --- what a worker asks

  get kubeletStartedAt(): number {
    return this.probed.kubeletStartedAt
  }

  get restartPolicy(): Pod['spec']['restartPolicy'] {
    return this.probed.pod.spec.restartPolicy
  }

  finished(): boolean {
    return this.status.finished()
  }

  statusOf(container: string): ContainerStatus | undefined {
    return this.status.of(container)
  }

  probeRoots(container: Container, type: ProbeType): readonly number[] {
    return this.probed.roots.probe(container, type)
  }

  probeField(container: Container, type: ProbeType, field: ProbeField): number {
    return this.probed.roots.ofProbe(container, type, field)
  }
}
