import type { Container, PodGates } from '../../manifest/types.ts'
import { defined, getOrInsert } from '../../manifest/own.ts'
import { manifestName } from '../node/file-changes.ts'
import { ApiClient } from '../control-plane/api-client.ts'
import { connectionError, expiryError } from '../control-plane/trust.ts'
import { apiServerURL, hasWayToAPI } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { LifeEntries, OnExit, Process, Program, ProgramPlace, FindProgram } from '../node/process.ts'
import type { ContainerFiles } from '../node/container-files.ts'
import type { SyncEntry } from '../trace/trace.ts'
import { type Rejection, rejectionOf } from './admission.ts'
import { KubeletApi } from './api/api.ts'
import type { CrashLoop, ImageBackOff } from './pods/backoff.ts'
import { type Changes, FileSource, type StaticPod } from './pods/file-source.ts'
import { MirrorClient } from './pods/mirror.ts'
import { PullQueue } from './pods/pull-queue.ts'
import { NodeStatus } from './node-status.ts'
import { GarbageCollection } from './garbage.ts'
import { SyncLoop } from './sync-loop.ts'
import type { KubeletHost } from './kubelet-host.ts'
import { fullNameOf, PodWorker } from './pods/pod-worker.ts'
import { tellSandboxChanged } from './pods/sandbox.ts'
import { RelistClock } from './pods/relist.ts'
import type { Running } from '../node/who-runs.ts'
import { filesOf, runningOf } from './running.ts'
import { objectReader } from './pods/environment.ts'
import { PodLines } from './pods/manifest-lines.ts'
import type { Instance } from './pods/runtime.ts'

/**
 * The kubelet: which pods there are, who works for each, and the clocks that they share.
 *
 * Follows: pkg/kubelet/kubelet.go, syncLoop and HandlePodAdditions (v1.37.2).
 */
export class Kubelet implements KubeletHost {
  readonly node: Node
  private readonly findProgram: FindProgram

  // its parts
  readonly loop: SyncLoop
  readonly relist: RelistClock
  readonly client: ApiClient
  readonly files: FileSource
  readonly mirrors: MirrorClient
  private readonly status: NodeStatus
  private readonly garbage: GarbageCollection
  private api: KubeletApi

  // its process
  /** When the one that runs now was started; the first is older than the run. */
  startedAt = -Infinity
  /** Whether it is there. */
  isUp = true
  /** How often it has been started again. */
  restarts = 0
  private readonly syncPhase: number

  // its pods
  private readonly pods = new Map<string, PodWorker>()
  private podCount = 0
  private readonly manifests = new Map<string, StaticPod>()
  /** Those that are gone: what they still do has its causes there. */
  private readonly removed = new Map<string, StaticPod>()
  /** By UID: the pods whose containers an earlier process has left, until a file is found for them. */
  private readonly leftPods = new Map<string, PodWorker>()
  /** By UID: the pods that came again while their old selves were still being stopped, and how they begin. */
  private readonly again = new Map<string, () => void>()
  /** How many pods of a full name are being stopped. */
  private readonly terminating = new Map<string, number>()
  /** By UID: the pods that have ended, and whose containers are still there; until when. */
  private readonly finished = new Map<string, { worker: PodWorker; until: number }>()
  /** By full name: until when the sandbox of a pod that has ended is there. */
  private readonly sandboxes = new Map<string, number>()

  private readonly imageBackOffs = new Map<string, ImageBackOff>()
  readonly pulls: PullQueue

  // what its containers run: the same for a pod's whole life
  private readonly programsOf = new WeakMap<Container, Program>()
  private readonly running = new WeakMap<Container, Running>()

  constructor(node: Node, findProgram: FindProgram) {
    this.node = node
    node.kubelet = this
    this.findProgram = findProgram
    this.relist = new RelistClock(node.inputs.chance, node.release)
    this.loop = new SyncLoop(node)
    this.pulls = new PullQueue(node)
    this.garbage = new GarbageCollection(this)
    this.files = new FileSource(
      node,
      (changes, cause) => this.loop.take((wentOn) => this.apply(changes, cause, wentOn)),
      () => this.podGates,
    )
    const user = `system:node:${node.inputs.node.name.toLowerCase()}`
    this.client = new ApiClient(node, { server: apiServerURL(node.inputs), user, groups: ['system:nodes'] })
    this.mirrors = new MirrorClient(this)
    this.status = new NodeStatus(this, this.mirrors)
    node.registrant = this.status
    node.objects.mirrors = this.mirrors
    this.syncPhase = node.luck.draw('sync loop')
    this.api = new KubeletApi(this)
  }

  get crashLoop(): CrashLoop {
    return this.api.settings.crashLoop
  }

  get podGates(): PodGates {
    return this.api.settings.podGates
  }

  // --- its process

  start(cause?: number): void {
    this.api.listen()
    this.mirrors.watch()
    this.files.start(cause)
    this.garbage.start(this.restarts > 0 ? this.startedAt : undefined)
    this.status.start(cause)
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
    for (const map of [this.pods, this.manifests, this.again, this.terminating, this.imageBackOffs]) map.clear()
    this.files.stop()
    this.loop.stop()
    this.pulls.stop()
    this.mirrors.forget()
  }

  /** Another process takes its place: it reads its configuration and the directory anew, and takes over what runs. */
  startAgain(cause: number): void {
    this.isUp = true
    this.startedAt = this.node.engine.now
    this.relist.restart(this.startedAt)
    this.api = new KubeletApi(this)
    this.start(cause)
    this.loop.atHousekeeping(() => {
      this.stopOrphans(cause)
      return true
    })
  }

  /** What runs, and has no file any more. Follows: pkg/kubelet/kubelet_pods.go, HandlePodCleanups (v1.36.2). */
  private stopOrphans(cause: number): void {
    for (const [uid, left] of this.leftPods) {
      this.leftPods.delete(uid)
      const { pod, podIP } = left
      const entry = this.tellSync('REMOVE', left, cause)
      const worker = new PodWorker(this, pod, uid, podIP, entry, this.linesOf(uid))
      worker.adopt(left)
      this.pods.set(uid, worker)
      this.terminating.set(worker.fullName, (this.terminating.get(worker.fullName) ?? 0) + 1)
      worker.beginStopped(entry)
      this.loop.atHousekeeping(() => this.cleanUp(worker, entry))
    }
  }

  // --- which pods there are, and what happens to all of them

  /** All whose containers there are, be the kubelet there or not. */
  podList(): readonly PodWorker[] {
    return [...this.pods.values(), ...this.leftPods.values()]
  }

  /** The pods of that name, with or without their namespace, those of an earlier kubelet too. */
  podsNamed(name: string): PodWorker[] {
    return this.podList().filter((pod) => pod.name === name || pod.fullName === name)
  }

  /** The running instances of a container, in whichever pod, or of `pod/container`. */
  instancesOf(target: string): Instance[] {
    return this.podList()
      .map((pod) => pod.running(target.startsWith(`${pod.name}/`) ? target.slice(pod.name.length + 1) : target))
      .filter((i) => i !== undefined)
  }

  /** The containers that run. */
  alive(): Instance[] {
    return this.podList()
      .flatMap((pod) => pod.alive())
      .filter(({ startedAt }) => startedAt !== undefined)
  }

  /** The machine or the runtime has ended all containers, sandboxes included. */
  loseSandboxes(cause: number): void {
    for (const pod of this.podList()) pod.loseSandbox(cause)
  }

  /** The runtime answers again. */
  runtimeIsBack(cause: number): void {
    for (const pod of this.pods.values()) pod.runtimeIsBack(cause)
  }

  /** A file on the host as it is now, by absolute path. */
  fileText(path: string): string | undefined {
    const name = manifestName(path)
    return name === undefined ? this.node.files.get(path) : this.files.text(name)
  }

  // --- its API

  /** Whether an apiserver answers the kubelet: the lane's own, or one elsewhere where the lane has none. */
  get hasAPI(): boolean {
    if (!this.isUp || !hasWayToAPI(this.node.inputs)) return false
    const { node } = this
    if (this.certificateError !== undefined) return false
    if (node.apiservers.length > 0)
      return node.apiservers.some(
        (a) => a.serves() && a.takesNode() && connectionError(node, Math.max(this.startedAt, a.startedAt), node.engine.now) === undefined,
      )
    return this.apiIsElsewhere
  }

  /** Whether the cluster's kube-apiserver is none of this node's pods. */
  get apiIsElsewhere(): boolean {
    if (this.node.apiservers.length > 0) return false
    return ![...this.manifests.values()].some(({ pod }) =>
      pod.spec.containers.some((container) => this.programOf(pod, container).servesAPI),
    )
  }

  /** Why its own certificate is none any more; undefined where it is good. */
  private get certificateError(): string | undefined {
    const { inputs, release, engine } = this.node
    return expiryError(inputs, release, 'kubelet', engine.now)
  }

  /**
   * Why a kubelet does not even start: without a certificate that is good it wants to be let in anew, and kubeadm has taken away what it
   * would need for that. Undefined where it does.
   * Follows: cmd/kubelet/app/server.go and pkg/kubelet/certificate/bootstrap/bootstrap.go (v1.36.2).
   */
  get refusal(): string | undefined {
    const { inputs, release } = this.node
    if (!inputs.cluster.attached || this.certificateError === undefined) return undefined
    const error = 'unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory'
    return release.structuredLogs
      ? `E run.go:74] "command failed" err="failed to run Kubelet: ${error}"`
      : `F server.go:198] failed to run Kubelet: ${error}`
  }

  // --- what its pods ask

  imageBackOff(uid: string): ImageBackOff {
    return getOrInsert(this.imageBackOffs, uid, () => new Map())
  }

  syncTick(at: number): number {
    return Math.ceil(at - this.syncPhase - 1e-9) + this.syncPhase
  }

  makeProcess(worker: PodWorker, container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process {
    const { node } = this
    const { uid, podIP, pod } = worker
    let running = this.running.get(container)
    if (!running) {
      running = runningOf(pod, container, node.inputs, { podIP, uid }, objectReader(node, pod))
      // variables may be others at the next start
      if (container.env.length + container.envFrom.length === 0) this.running.set(container, running)
    }
    const place = getOrInsert(worker.places, container, () => this.placeOf(worker, container))
    const { files, field } = place
    return this.findProgram(running).make({ pod: place.pod, container, running, files, attempt, life, onExit, field })
  }

  /** What a container's programs are told that is the same for all of its lives. */
  private placeOf({ name, uid, podIP, addCause, pod, roots }: PodWorker, container: Container): ProgramPlace {
    const { node } = this
    let kept: { files: ContainerFiles; changes: number; directories: number; stored: unknown } | undefined
    return {
      pod: { name, uid, ip: podIP, hostNetwork: pod.spec.hostNetwork, cause: addCause, manifest: pod },
      // whose cluster they are is worked out again when a file, a directory or an object has changed
      files: () => {
        const { fileChanges: changes, madeDirectories, objects } = node
        const { size: directories } = madeDirectories
        const { stored } = objects
        if (kept?.changes !== changes || kept.directories !== directories || kept.stored !== stored)
          kept = { files: filesOf(pod, container, node.inputs, node, objectReader(node, pod)), changes, directories, stored }
        return kept.files
      },
      field: (path) => roots.ofContainer(container, path),
    }
  }

  /** What a container runs, before its pod has an address: the same for the pod's whole life. */
  private programOf(pod: StaticPod['pod'], container: Container): Program {
    return getOrInsert(this.programsOf, container, () => this.findProgram(runningOf(pod, container, this.node.inputs)))
  }

  synced(pod: PodWorker, cause: number, goOn: (entry: number) => void): boolean {
    return this.mirrors.reconcile(pod, cause, goOn)
  }

  statusChanged(pod: PodWorker): void {
    this.mirrors.changed(pod)
  }

  stopped({ fullName }: PodWorker): void {
    this.terminating.set(fullName, this.terminating.get(fullName)! - 1)
  }

  ended(pod: PodWorker): void {
    this.pods.delete(pod.uid)
    const until = this.garbage.next()
    this.sandboxes.set(pod.fullName, until)
    if (!this.node.release.onePodPerName) this.finished.set(pod.uid, { worker: pod, until })
    this.loop.atHousekeeping(() => {
      const again = this.again.get(pod.uid)
      this.again.delete(pod.uid)
      again?.()
      return true
    })
  }

  /** Takes away what a removed pod has left: its probe workers; and its mirror, unless a file of its name is there again. */
  private cleanUp(worker: PodWorker, removed: number): boolean {
    worker.cleanUp()
    if ([...this.manifests.values()].some(({ pod }) => fullNameOf(pod, this.node) === worker.fullName)) return true
    // where a new pod would wait for its containers' end, the mirror does
    return !this.blocked(worker) && this.mirrors.remove(worker, removed)
  }

  blocked({ fullName }: PodWorker): boolean {
    const { onePodPerName, waitsForMirrored } = this.node.release
    if (!onePodPerName && !(waitsForMirrored && this.mirrors.has(fullName))) return false
    return (this.terminating.get(fullName) ?? 0) > 0
  }

  // --- what its directory tells

  private apply({ removed, added, updated, reworded }: Changes, because: number | undefined, wentOn: number | undefined): void {
    const cause = wentOn === undefined ? because : [...(because === undefined ? [] : [because]), wentOn]
    for (const found of removed) {
      const { uid } = found
      const worker = this.pods.get(uid)
      this.removed.set(uid, this.manifests.get(uid)!)
      this.manifests.delete(uid)
      const entry = this.tellSync('REMOVE', found, cause ?? worker?.addCause)
      if (this.again.delete(uid) || !worker) continue
      this.terminating.set(worker.fullName, (this.terminating.get(worker.fullName) ?? 0) + 1)
      worker.terminate(entry)
      this.loop.atHousekeeping(() => this.cleanUp(worker, entry))
    }
    // all of a listing are known before the first is begun: whether one of them serves the API, say
    for (const found of added) this.manifests.set(found.uid, found)
    for (const found of added) this.add(found, cause)
    for (const found of reworded) this.manifests.set(found.uid, found)
    for (const found of updated) {
      this.manifests.set(found.uid, found)
      this.pods.get(found.uid)?.update(found.pod, this.tellSync('UPDATE', found, cause))
    }
  }

  private tellSync(op: SyncEntry['op'], { pod, uid }: Pick<StaticPod, 'pod' | 'uid'>, cause: SyncEntry['cause']): number {
    return this.node.trace.add({ id: 0, t: 0, kind: 'sync', ...defined({ cause }), pod: pod.metadata.name, op, uid })
  }

  private add(found: StaticPod, cause: number | readonly number[] | undefined): void {
    const { pod, uid } = found
    const entry = this.tellSync('ADD', found, cause ?? this.linesOf(uid).field(''))
    for (const container of pod.spec.containers) this.programOf(pod, container).taken?.(pod.spec.hostNetwork, entry)
    const old = this.pods.get(uid)
    if (!old) this.begin(found, entry)
    else if (this.node.release.onePodPerName) this.again.set(uid, () => this.begin(this.manifests.get(uid)!, entry))
    else old.revive(entry)
  }

  private begin({ pod, uid }: StaticPod, entry: number): void {
    const { engine, inputs } = this.node
    const left = this.leftPods.get(uid)
    this.leftPods.delete(uid)
    const podIP =
      left?.podIP ?? (pod.spec.hostNetwork ? (inputs.cluster.attached ? inputs.node.ip : '') : `10.244.0.${2 + this.podCount++}`)
    const worker = new PodWorker(this, pod, uid, podIP, entry, this.linesOf(uid))
    if (left) worker.adopt(left)
    const sandbox = this.sandboxes.get(worker.fullName)
    const finished = this.finished.get(uid)
    this.finished.delete(uid)
    const isAgain = !left && finished !== undefined && finished.until > engine.now
    if (isAgain) worker.comeAfter(finished.worker, entry)
    this.pods.set(uid, worker)
    const rejection = left ? undefined : rejectionOf(worker, this.admitted(worker), entry)
    if (rejection) return this.reject(worker, rejection)
    worker.begin()
    if (isAgain) return
    if (sandbox !== undefined && sandbox > engine.now && !this.blocked(worker))
      engine.after(0.02, () => tellSandboxChanged(this.node, worker.name, entry))
  }

  /** The others that count among the node's pods. */
  private admitted(but: PodWorker): PodWorker[] {
    return [...this.pods.values()].filter((pod) => pod !== but && pod.isAdmitted)
  }

  /** The kubelet does not take the pod: an Event, and a status. */
  private reject(worker: PodWorker, { reason, message, cause }: Rejection): void {
    const { trace, release } = this.node
    worker.reject(reason, `${release.rejectedPrefix}${message}`, trace.event(worker.name, undefined, 'Warning', reason, message, cause))
  }

  private linesOf(uid: string): PodLines {
    return new PodLines(this.node.trace, () => this.manifests.get(uid) ?? this.removed.get(uid)!)
  }
}
