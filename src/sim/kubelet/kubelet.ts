import { own } from '../../manifest/own.ts'
import type { Container, Manifest, Pod, Probe, ProbeType } from '../../manifest/types.ts'
import { Apiserver } from '../apiserver/server.ts'
import { manifestName } from '../node/file-changes.ts'
import { hasWayToAPI, isLoopback } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { OnExit, Process } from '../node/process.ts'
import { type Client, ScriptedProcess, type Site } from '../node/scripted-process.ts'
import type { ProcessScript } from '../scenario/programs.ts'
import { ScriptRules } from '../node/script-rules.ts'
import type { ManifestEntry } from '../trace/trace.ts'
import { isApiserver, runningOf } from './running.ts'
import { KubeletApi } from './api/api.ts'
import { type Changes, FileSource, type StaticPod } from './pods/config.ts'
import { MirrorClient } from './pods/mirror.ts'
import { fullNameOf, type PodHost, type PodRoots, PodWorker, tellSandboxChanged } from './pods/pod-worker.ts'
import { RelistClock } from './pods/relist.ts'
import type { Instance, LifeEntries } from './pods/runtime.ts'

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
  /** When the process that runs now was started; the first is older than the run. */
  startedAt = -Infinity
  /** Whether its process is there. */
  isUp = true
  /** How often it has been started again. */
  private restarts = 0
  /** By UID: the pods whose containers an earlier process has left, until a file is found for them. */
  private leftPods = new Map<string, PodWorker>()
  private syncPhase: number
  private sandboxes = new Map<string, number>()
  private podCount = 0
  /** How many pods of a full name are being stopped. */
  private terminating = new Map<string, number>()
  private manifests = new Map<string, StaticPod>()
  /** Those that are gone: what they still do has its causes there. */
  private removed = new Map<string, StaticPod>()
  /** By UID: the pods that came again while their old selves were still being stopped, and how they begin. */
  private again = new Map<string, () => void>()

  /** What is said of the programs, by pod and container. */
  private rules = new Map<string, ScriptRules>()

  readonly node: Node

  constructor(node: Node) {
    this.node = node
    this.relist = new RelistClock(node.inputs.chance)
    this.files = new FileSource(node, (changes, cause) => this.apply(changes, cause))
    this.mirrors = new MirrorClient(
      node,
      () => this.hasAPI,
      () => this.pods.values(),
    )
    node.objects.deletePod = (fullName, atOnce, cause) => void this.mirrors.delete(fullName, atOnce, cause)
    this.syncPhase = node.luck.draw('sync loop')
    this.api = new KubeletApi(this)
  }

  start(cause?: number): void {
    this.api.listen()
    this.mirrors.watch()
    this.files.start(cause)
  }

  /** Its process ends: the containers run on, and all that it kept in memory is gone. */
  stop(): void {
    this.isUp = false
    this.restarts++
    this.api.close()
    for (const [uid, worker] of this.pods) {
      worker.leave()
      this.leftPods.set(uid, worker)
    }
    for (const [uid, found] of this.manifests) this.removed.set(uid, found)
    for (const map of [this.pods, this.manifests, this.again, this.terminating]) map.clear()
    this.files.stop()
    this.mirrors.forget()
  }

  /** Another process takes its place: it reads its configuration and the directory anew, and takes over what runs. */
  startAgain(cause: number): void {
    this.isUp = true
    this.startedAt = this.node.engine.now
    this.api = new KubeletApi(this)
    this.start(cause)
    this.atHousekeeping(() => {
      this.stopOrphans(cause)
      return true
    })
  }

  /**
   * What runs, and has no file any more.
   * Follows: pkg/kubelet/kubelet_pods.go, HandlePodCleanups (v1.36.2).
   */
  private stopOrphans(cause: number): void {
    for (const [uid, left] of this.leftPods) {
      this.leftPods.delete(uid)
      const { pod, name, podIP } = left
      const entry = this.node.trace.add({ id: 0, t: 0, kind: 'sync', cause, pod: name, op: 'REMOVE', uid })
      const worker = new PodWorker(this, pod, uid, name, podIP, entry, this.rootsOf(uid))
      worker.adopt(left)
      this.pods.set(uid, worker)
      this.terminating.set(worker.fullName, (this.terminating.get(worker.fullName) ?? 0) + 1)
      worker.beginStopped(entry)
      this.atHousekeeping(() => this.cleanUp(worker))
    }
  }

  /** The containers that run. */
  alive(): Instance[] {
    return this.podList()
      .flatMap((pod) => pod.alive())
      .filter(({ startedAt }) => startedAt !== undefined)
  }

  /** The machine or the runtime has ended all containers, sandboxes included. */
  loseSandboxes(cause: number): void {
    for (const pod of [...this.pods.values(), ...this.leftPods.values()]) pod.loseSandbox(cause)
  }

  /** The runtime answers again. */
  runtimeIsBack(cause: number): void {
    for (const pod of this.pods.values()) pod.runtimeIsBack(cause)
  }

  /** Whether an apiserver answers the kubelet: the lane's own, or one elsewhere where the lane has none. */
  get hasAPI(): boolean {
    if (!this.isUp || !hasWayToAPI(this.node.inputs)) return false
    if (this.node.apiservers.length > 0) return this.node.apiservers.some((a) => a.serves())
    return this.apiIsElsewhere
  }

  /** Whether the cluster's kube-apiserver is none of this node's pods. */
  get apiIsElsewhere(): boolean {
    return (
      this.node.apiservers.length === 0 &&
      ![...this.manifests.values()].some(({ pod }) =>
        pod.spec.containers.some((container) => isApiserver(pod, container, this.node.inputs)),
      )
    )
  }

  /** All whose containers there are, be the kubelet there or not. */
  podList(): readonly PodWorker[] {
    return [...this.pods.values(), ...this.leftPods.values()]
  }

  /** A file on the host as it is now, by absolute path. */
  fileText(path: string): string | undefined {
    const name = manifestName(path)
    return name === undefined ? this.node.files.get(path) : this.files.text(name)
  }

  syncTick(at: number): number {
    return Math.ceil(at - this.syncPhase - 1e-9) + this.syncPhase
  }

  /** The running instances of a container, in whichever pod. */
  instancesOf(container: string): Instance[] {
    return this.podList()
      .map((pod) => pod.running(container))
      .filter((i) => i !== undefined)
  }

  makeProcess(pod: PodWorker, container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process {
    const { node } = this
    const running = runningOf(pod.pod, container, node.inputs, pod)
    const path = this.pathOf(pod.uid, container)
    if (running.program === 'kube-apiserver') {
      const argumentRoot = (index: number) => {
        const place = index < 0 ? running.programPlace : running.places[index]
        return this.root(pod.uid, place === undefined ? `${path}.image` : `${path}.${place}`)
      }
      return new Apiserver(node, { pod: pod.name, uid: pod.uid, container, running, attempt, life, argumentRoot }, onExit)
    }
    const { hostNetwork } = pod.pod.spec
    const network = hostNetwork ? node.network : node.podNetwork(pod.podIP)
    const listening = (rule: number) => {
      const start = life.start()
      node.trace.add({
        id: 0,
        t: 0,
        kind: 'process',
        cause: start === undefined ? rule : [start, rule],
        pod: pod.name,
        uid: pod.uid,
        container: container.name,
        op: 'listening',
        attempt,
      })
    }
    const client: Client = {
      find: (host, port) =>
        !hostNetwork && isLoopback(host) ? network.find(host, port) : node.find(host, port, hostNetwork ? 'node' : 'pod'),
      asks: (caller) => node.asks(caller),
    }
    const site: Site = {
      listening,
      start: () => life.start(),
    }
    return new ScriptedProcess(node.engine, network, this.rulesOf(pod, container), site, onExit, client)
  }

  private rulesOf({ name, addCause }: PodWorker, container: Container): ScriptRules {
    const full = `${name}/${container.name}`
    const known = this.rules.get(full)
    if (known) return known
    const { trace, inputs } = this.node
    const key = [full, container.name].find((one) => Object.hasOwn(inputs.processes, one))
    const script = key === undefined ? undefined : own(inputs.processes, key)
    const silent = script
      ? undefined
      : trace.root(`silent ${full}`, () => ({
          kind: 'warning',
          cause: addCause,
          pod: name,
          container: container.name,
          message: `Nothing says how the program in container ${container.name} behaves: it runs for ever and listens on nothing. Describe it under processes.`,
        }))
    const rules = new ScriptRules(
      script ?? SILENT,
      (path, value) =>
        silent ??
        trace.root(`script ${key}.${path}`, () => ({
          kind: 'script',
          container: container.name,
          path: `processes.${key}.${path}`,
          value: value ?? null,
        })),
    )
    this.rules.set(full, rules)
    return rules
  }

  synced(pod: PodWorker, cause: number): void {
    this.mirrors.reconcile(pod, cause)
  }

  statusChanged(pod: PodWorker): void {
    this.mirrors.changed(pod)
  }

  stopped({ fullName }: PodWorker): void {
    this.terminating.set(fullName, (this.terminating.get(fullName) ?? 1) - 1)
  }

  ended(pod: PodWorker): void {
    const { engine } = this.node
    this.pods.delete(pod.uid)
    this.sandboxes.set(pod.fullName, nextTick(engine.now, COLLECTION_SECONDS, COLLECTION_PHASE_SECONDS))
    this.atHousekeeping(() => {
      const again = this.again.get(pod.uid)
      this.again.delete(pod.uid)
      again?.()
      return true
    })
  }

  /** Every 2 s, until it is done. */
  private atHousekeeping(run: () => boolean): void {
    const { engine } = this.node
    const { restarts } = this
    engine.schedule(nextTick(engine.now, HOUSEKEEPING_SECONDS, HOUSEKEEPING_PHASE_SECONDS), () => {
      if (restarts === this.restarts && !run()) this.atHousekeeping(run)
    })
  }

  /** Takes away what a removed pod has left: its probe workers; and its mirror, unless a file of its name is there again. */
  private cleanUp(worker: PodWorker): boolean {
    worker.cleanUp()
    if ([...this.manifests.values()].some(({ pod }) => fullNameOf(pod, this.node) === worker.fullName)) return true
    // where a new pod would wait for its containers' end, the mirror does
    return !this.blocked(worker) && this.mirrors.remove(worker)
  }

  blocked({ fullName }: PodWorker): boolean {
    const { onePodPerName, waitsForMirrored } = this.node.release
    if (!onePodPerName && !(waitsForMirrored && this.mirrors.has(fullName))) return false
    return (this.terminating.get(fullName) ?? 0) > 0
  }

  private apply({ removed, added, updated }: Changes, cause: number | undefined): void {
    const { trace } = this.node
    for (const { uid, pod } of removed) {
      const worker = this.pods.get(uid)
      this.removed.set(uid, this.manifests.get(uid)!)
      this.manifests.delete(uid)
      const led = cause ?? worker?.addCause
      const entry = trace.add({
        id: 0,
        t: 0,
        kind: 'sync',
        ...(led === undefined ? {} : { cause: led }),
        pod: pod.metadata.name,
        op: 'REMOVE',
        uid,
      })
      if (this.again.delete(uid) || !worker) continue
      this.terminating.set(worker.fullName, (this.terminating.get(worker.fullName) ?? 0) + 1)
      worker.terminate(entry)
      this.atHousekeeping(() => this.cleanUp(worker))
    }
    for (const found of added) this.add(found, cause)
    for (const found of updated) {
      this.manifests.set(found.uid, found)
      const entry = trace.add({
        id: 0,
        t: 0,
        kind: 'sync',
        ...(cause === undefined ? {} : { cause }),
        pod: found.pod.metadata.name,
        op: 'UPDATE',
        uid: found.uid,
      })
      this.pods.get(found.uid)?.update(found.pod, entry)
    }
  }

  private add(found: StaticPod, cause: number | undefined): void {
    const { trace, release } = this.node
    const { pod, uid } = found
    const name = pod.metadata.name
    this.manifests.set(uid, found)
    const led = cause ?? this.root(uid, '')
    const entry = trace.add({ id: 0, t: 0, kind: 'sync', cause: led, pod: name, op: 'ADD', uid })
    const old = this.pods.get(uid)
    if (!old) this.begin(found, entry)
    else if (release.onePodPerName) this.again.set(uid, () => this.begin(this.manifests.get(uid)!, entry))
    else old.revive(entry)
  }

  private begin({ pod, uid }: StaticPod, entry: number): void {
    const { engine, inputs } = this.node
    const { name } = pod.metadata
    const left = this.leftPods.get(uid)
    this.leftPods.delete(uid)
    const podIP =
      left?.podIP ?? (pod.spec.hostNetwork ? (inputs.cluster.attached ? inputs.node.ip : '') : `10.244.0.${2 + this.podCount++}`)
    const worker = new PodWorker(this, pod, uid, name, podIP, entry, this.rootsOf(uid))
    if (left) worker.adopt(left)
    const sandbox = this.sandboxes.get(worker.fullName)
    this.pods.set(uid, worker)
    worker.begin()
    if (sandbox !== undefined && sandbox > engine.now && !this.blocked(worker))
      engine.after(0.02, () => tellSandboxChanged(this.node, name, entry))
  }

  private rootsOf(uid: string): PodRoots {
    return {
      field: (path) => this.root(uid, path),
      pathOf: (container) => this.pathOf(uid, container),
      probe: (container, type) => {
        const { probes } = this.rootsNow(uid)
        let roots = probes[type].get(container.name)
        if (!roots)
          probes[type].set(
            container.name,
            (roots = this.written(uid, `${this.pathOf(uid, container)}.${type}Probe`, container, type).map((path) => this.root(uid, path))),
          )
        return roots
      },
    }
  }

  /** A probe, and what the file says of whom it asks and how often. */
  private written(uid: string, at: string, container: Container, type: ProbeType): string[] {
    const probe = container[`${type}Probe`]
    const handler = handlerOf(probe)
    const asked = Object.keys(probe?.[handler] ?? {}).map((name) => `${at}.${handler}.${name}`)
    const sent = (probe?.httpGet?.httpHeaders ?? []).map((_, n) => `${at}.httpGet.httpHeaders[${n}].value`)
    const named = container.ports.findIndex(({ name }) => name === (probe?.httpGet ?? probe?.tcpSocket)?.port)
    const port = named < 0 ? [] : ['name', 'containerPort'].map((field) => `${at.replace(/\.\w+$/, '')}.ports[${named}].${field}`)
    const { manifest } = this.staticPod(uid)
    return [at, ...[...asked, ...sent, ...port, `${at}.periodSeconds`].filter((path) => manifest.has(path))]
  }

  private pathOf(uid: string, container: Container): string {
    const { paths } = this.rootsNow(uid)
    let path = paths.get(container.name)
    if (path === undefined) {
      const { spec } = this.staticPod(uid).pod
      const init = spec.initContainers.findIndex((c) => c.name === container.name)
      path =
        init >= 0
          ? `spec.initContainers[${init}]`
          : `spec.containers[${Math.max(
              spec.containers.findIndex((c) => c.name === container.name),
              0,
            )}]`
      paths.set(container.name, path)
    }
    return path
  }

  private staticPod(uid: string): StaticPod {
    return this.manifests.get(uid) ?? this.removed.get(uid)!
  }

  private roots = new Map<StaticPod, Roots>()

  /** The roots of a pod's present text: another one has others. */
  private rootsNow(uid: string): Roots {
    const found = this.staticPod(uid)
    let roots = this.roots.get(found)
    if (!roots)
      this.roots.set(
        found,
        (roots = { fields: new Map(), probes: { startup: new Map(), readiness: new Map(), liveness: new Map() }, paths: new Map() }),
      )
    return roots
  }

  /** A line of the pod's manifest, as a root of the trace. */
  private root(uid: string, path: string): number {
    const { fields } = this.rootsNow(uid)
    let id = fields.get(path)
    if (id !== undefined) return id
    const { pod, file, manifest } = this.staticPod(uid)
    let lines = known.get(manifest)
    if (!lines) known.set(manifest, (lines = new Map()))
    let line = lines.get(path)
    if (!line) lines.set(path, (line = lineOf(manifest, pod, path)))
    id = this.node.trace.add({ kind: 'manifest', pod: pod.metadata.name, file, ...line })
    fields.set(path, id)
    return id
  }
}

/** What a root tells of a field. It comes of the text alone: the next run need not look again. */
type Line = Pick<ManifestEntry, 'line' | 'path' | 'value' | 'isDefault'>
const known = new WeakMap<Manifest, Map<string, Line>>()

function lineOf(manifest: Manifest, pod: Pod, path: string): Line {
  const line = { line: manifest.rangeOf(path || 'metadata.name').start.line, path, value: valueAt(pod, path) }
  return path !== '' && !manifest.has(path) ? { ...line, isDefault: true } : line
}

/** What is known of a pod's text: entries by field, by probe and container, and where its containers stand in it. */
interface Roots {
  fields: Map<string, number>
  probes: Readonly<Record<ProbeType, Map<string, readonly number[]>>>
  paths: Map<string, string>
}

function nextTick(now: number, period: number, phase: number): number {
  return phase + (Math.floor((now - phase) / period) + 1) * period
}

function handlerOf(probe: Probe | undefined): 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' {
  return (['exec', 'httpGet', 'tcpSocket'] as const).find((handler) => probe?.[handler]) ?? 'grpc'
}

/** A field by its path. */
function at(of: unknown, path: string): unknown {
  let value = of
  for (const step of path.split(/[.[\]]+/).filter(Boolean)) value = (value as Record<string, unknown> | undefined | null)?.[step]
  return value
}

/** What a root says: a field's value; of a probe its handler, of the whole file the pod's name. */
function valueAt(pod: Pod, path: string): unknown {
  if (path === '') return pod.metadata.name
  const value = at(pod, path) ?? at(pod.raw, path)
  if (/Probe$/.test(path)) return handlerOf(value as Probe)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(' ')
  return typeof value === 'object' ? null : (value ?? null)
}
