import { PROBES } from '../../../manifest/types.ts'
import type { Container, Probe, ProbeType } from '../../../manifest/types.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { PodCache } from '../pods/pod-cache.ts'
import type { PodStatus } from '../pods/pod-status.ts'
import { Worker } from './probe-worker.ts'

/** The probe workers of one pod. Follows: pkg/kubelet/prober/prober_manager.go (v1.37.2). */
export class ProbeWorkers {
  private workers = new Map<string, Worker>()
  private readonly pod: KubeletPod
  private readonly cache: PodCache
  private readonly status: PodStatus

  constructor(pod: KubeletPod, cache: PodCache, status: PodStatus) {
    this.pod = pod
    this.cache = cache
    this.status = status
  }

  /** One for each probe, up to the first that has one already: what an edit adds behind it is never probed. */
  add(): void {
    const { containers, initContainers } = this.pod.pod.spec
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
    const { podId, podIP, kubelet, name, node } = this.pod
    const lives = this.cache.livesOf(container.name)
    const worker = new Worker(this.pod, this.status, type, { container, probe, podId, podIP, lives, gates: kubelet.podGates })
    this.workers.set(type + container.name, worker)
    const { release, luck, engine } = node
    const ago = engine.now - kubelet.startedAt
    const { periodSeconds } = probe
    const sleeps = release.workersSleepFirst || periodSeconds > ago
    worker.start(sleeps ? luck.initialSleep(name, container.name, type, periodSeconds, kubelet.restarts, ago) : 0)
  }

  /** A running, started container that is not ready is probed at every sync. */
  trigger(containers: readonly Container[]): void {
    for (const { name, readinessProbe } of containers) {
      if (!readinessProbe) continue
      const status = this.status.of(name)
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
}
