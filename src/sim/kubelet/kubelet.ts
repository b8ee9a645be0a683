import type { Container, ProbeType } from '../../manifest/types.ts'
import { Apiserver } from '../apiserver/server.ts'
import { isLoopback } from '../network.ts'
import type { Node } from '../node.ts'
import { type OnExit, type Process, ScriptedProcess } from '../process.ts'
import type { ProcessScript } from '../scenario.ts'
import { KubeletApi } from './api.ts'
import { type Changes, FileSource, type StaticPod } from './config.ts'
import { MirrorClient } from './mirror.ts'
import { type PodHost, type PodRoots, PodWorker } from './pod-worker.ts'
import { RelistClock } from './relist.ts'
import type { Instance } from './runtime.ts'

const HOUSEKEEPING_SECONDS = 2
/** How far into its 2 s the housekeeping is at t = 0. */
const HOUSEKEEPING_PHASE_SECONDS = 1.5
/** Every minute the container runtime's left-overs are collected. */
const COLLECTION_SECONDS = 60
const COLLECTION_PHASE_SECONDS = 40

/** A program that nobody has described: runs for ever, listens on nothing. */
const SILENT: ProcessScript = { listens: [], answers: [], onTerm: { after: 0, code: 0 }, execs: [] }

/**
 * The kubelet: which pods there are, who works for each, and the clocks that they share.
 *
 * Units: seconds on the simulated clock. Errors: none.
 * Follows: pkg/kubelet/kubelet.go, syncLoop and HandlePodAdditions (v1.37.2).
 */
export class Kubelet implements PodHost {
  readonly relist: RelistClock
  readonly files: FileSource
  private pods = new Map<string, PodWorker>()
  readonly mirrors: MirrorClient
  private api: KubeletApi
  private syncPhase: number
  private sandboxes = new Map<string, number>()
  private podCount = 0
  /** How many pods of a full name are being stopped. */
  private terminating = new Map<string, number>()
  private manifests = new Map<string, StaticPod>()

  readonly node: Node

  constructor(node: Node) {
    this.node = node
    this.relist = new RelistClock(node.inputs.chance)
    this.files = new FileSource(node, (changes, cause) => this.apply(changes, cause))
    this.mirrors = new MirrorClient(node, () => this.hasAPI, () => this.pods.values())
    this.syncPhase = node.luck.draw('sync loop')
    this.api = new KubeletApi(this)
  }

  start(): void {
    this.api.listen()
    this.mirrors.watch()
    this.files.start()
  }

  /** Whether an apiserver answers the kubelet: the lane's own, or one elsewhere where the lane has none. */
  get hasAPI(): boolean {
    if (!this.node.inputs.cluster.attached) return false
    if (this.node.apiservers.length > 0) return this.node.apiservers.some((a) => a.serves())
    return this.apiIsElsewhere
  }

  /** Whether the cluster's kube-apiserver is none of this node's pods. */
  get apiIsElsewhere(): boolean {
    return this.node.apiservers.length === 0 && ![...this.manifests.values()].some(({ pod }) => pod.spec.containers.some(isApiserver))
  }

  podList(): readonly PodWorker[] {
    return [...this.pods.values()]
  }

  syncTick(at: number): number {
    return Math.ceil(at - this.syncPhase - 1e-9) + this.syncPhase
  }

  /** The running instances of a container, in whichever pod. */
  instancesOf(container: string): Instance[] {
    return [...this.pods.values()].map((pod) => pod.running(container)).filter((i) => i !== undefined)
  }

  makeProcess(pod: PodWorker, container: Container, attempt: number, onExit: OnExit, startEntry: () => number | undefined): Process {
    const { node } = this
    if (isApiserver(container)) {
      const path = this.containerPath(pod, container)
      const commanded = container.command.length
      return new Apiserver(
        node,
        {
          pod: pod.name,
          container,
          attempt,
          startEntry,
          argumentRoot: (index) => {
            const place = index + (commanded > 0 ? 1 : 0)
            const [field, i] = place < commanded ? ['command', place] : ['args', place - commanded]
            return this.root(pod.uid, `${path}.${field}[${i}]`, field === 'command' ? container.command[i] : container.args[i])
          },
        },
        onExit,
      )
    }
    const { processes } = node.inputs
    const script = processes[`${pod.name}/${container.name}`] ?? processes[container.name]
    if (!script) {
      node.trace.root(`silent ${pod.name}/${container.name}`, () => ({
        kind: 'warning',
        cause: pod.addCause,
        pod: pod.name,
        container: container.name,
        message: `Nothing says how the program in container ${container.name} behaves: it runs for ever and listens on nothing. Describe it under processes.`,
      }))
    }
    const network = pod.pod.spec.hostNetwork ? node.network : node.podNetwork(pod.podIP)
    const listening = () => {
      const cause = startEntry()
      node.trace.add({ id: 0, t: 0, kind: 'process', ...(cause === undefined ? {} : { cause }), pod: pod.name, container: container.name, op: 'listening', attempt })
    }
    const find = (host: string, port: number) => (isLoopback(host) ? network.find(host, port) : node.find(host, port))
    return new ScriptedProcess(node.engine, network, script ?? SILENT, listening, onExit, find)
  }

  synced(pod: PodWorker): void {
    this.mirrors.reconcile(pod)
  }

  statusChanged(pod: PodWorker): void {
    this.mirrors.changed(pod)
  }

  ended(pod: PodWorker): void {
    const { engine } = this.node
    this.pods.delete(pod.uid)
    this.terminating.set(pod.fullName, (this.terminating.get(pod.fullName) ?? 1) - 1)
    this.sandboxes.set(pod.fullName, nextTick(engine.now, COLLECTION_SECONDS, COLLECTION_PHASE_SECONDS))
    engine.schedule(nextTick(engine.now, HOUSEKEEPING_SECONDS, HOUSEKEEPING_PHASE_SECONDS), () => pod.cleanUp())
    this.mirrors.remove(pod)
  }

  blocked(pod: PodWorker): boolean {
    if (!this.node.release.onePodPerName) return false
    return (this.terminating.get(pod.fullName) ?? 0) > 0
  }

  private apply({ removed, added, updated }: Changes, cause: number | undefined): void {
    const { trace, engine } = this.node
    for (const { uid, pod } of removed) {
      const worker = this.pods.get(uid)
      this.manifests.delete(uid)
      const led = cause ?? worker?.addCause
      const entry = trace.add({ id: 0, t: 0, kind: 'sync', ...(led === undefined ? {} : { cause: led }), pod: pod.metadata.name, op: 'REMOVE', uid })
      if (!worker) continue
      this.terminating.set(worker.fullName, (this.terminating.get(worker.fullName) ?? 0) + 1)
      worker.terminate(entry)
      engine.schedule(nextTick(engine.now, HOUSEKEEPING_SECONDS, HOUSEKEEPING_PHASE_SECONDS), () => worker.cleanUp())
    }
    for (const found of added) this.add(found, cause)
    for (const found of updated) {
      this.manifests.set(found.uid, found)
      const entry = trace.add({ id: 0, t: 0, kind: 'sync', ...(cause === undefined ? {} : { cause }), pod: found.pod.metadata.name, op: 'UPDATE', uid: found.uid })
      this.pods.get(found.uid)?.update(found.pod, entry)
    }
  }

  private add(found: StaticPod, cause: number | undefined): void {
    const { trace, engine, inputs } = this.node
    const { pod, uid } = found
    const name = pod.metadata.name
    this.manifests.set(uid, found)
    const led = cause ?? this.root(uid, '', name)
    const entry = trace.add({ id: 0, t: 0, kind: 'sync', cause: led, pod: name, op: 'ADD', uid })
    const podIP = pod.spec.hostNetwork ? (inputs.cluster.attached ? inputs.node.ip : '') : `10.244.0.${2 + this.podCount++}`
    const worker = new PodWorker(this, pod, uid, name, podIP, entry, this.rootsOf(uid))
    const sandbox = this.sandboxes.get(worker.fullName)
    this.pods.set(uid, worker)
    worker.begin()
    if (sandbox !== undefined && sandbox > engine.now && !this.blocked(worker)) {
      engine.after(0.02, () =>
        trace.add({ id: 0, t: 0, kind: 'event', cause: entry, pod: name, type: 'Normal', reason: 'SandboxChanged', message: 'Pod sandbox changed, it will be killed and re-created.' }),
      )
    }
  }

  private rootsOf(uid: string): PodRoots {
    const path = (container: Container, type: ProbeType) => `${this.containerPathOf(uid, container)}.${type}Probe`
    const probes = new Map<string, readonly number[]>()
    const thresholds = new Map<string, number>()
    return {
      probe: (container, type) => {
        const at = path(container, type)
        let roots = probes.get(at)
        if (!roots) probes.set(at, (roots = [this.root(uid, at, probeWords(container, type))]))
        return roots
      },
      threshold: (container, type) => {
        const at = `${path(container, type)}.failureThreshold`
        let root = thresholds.get(at)
        if (root === undefined) thresholds.set(at, (root = this.root(uid, at, container[`${type}Probe`]?.failureThreshold)))
        return root
      },
    }
  }

  private containerPath(pod: PodWorker, container: Container): string {
    return this.containerPathOf(pod.uid, container)
  }

  private containerPathOf(uid: string, container: Container): string {
    const spec = this.manifests.get(uid)?.pod.spec
    const init = spec?.initContainers.findIndex((c) => c.name === container.name) ?? -1
    if (init >= 0) return `spec.initContainers[${init}]`
    return `spec.containers[${Math.max(spec?.containers.findIndex((c) => c.name === container.name) ?? 0, 0)}]`
  }

  /** A line of the pod's manifest, as a root of the trace. */
  private root(uid: string, path: string, value: unknown): number {
    const found = this.manifests.get(uid)
    return this.node.trace.root(`${uid} ${path}`, () => ({
      kind: 'manifest',
      ...(found ? { pod: found.pod.metadata.name } : {}),
      file: found?.file ?? '',
      line: found?.manifest.rangeOf(path).start.line ?? 1,
      path,
      value: value ?? null,
    }))
  }
}

function nextTick(now: number, period: number, phase: number): number {
  return phase + (Math.floor((now - phase) / period) + 1) * period
}

/** Whether a container is a simulated kube-apiserver, by its image. Errors: none. Follows: nothing upstream. */
export function isApiserver(container: Container): boolean {
  return /(^|\/)kube-apiserver[^/]*$/.test(container.image)
}

function probeWords(container: Container, type: ProbeType): string {
  const probe = container[`${type}Probe`]
  if (!probe) return ''
  return Object.keys(probe).find((key) => ['exec', 'httpGet', 'tcpSocket', 'grpc'].includes(key) && probe[key as 'exec'] !== undefined) ?? ''
}
