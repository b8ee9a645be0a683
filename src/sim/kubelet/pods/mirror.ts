import { mirrorRefusal } from '../../../manifest/api-references.ts'
import { defined } from '../../../manifest/own.ts'
import type { ObjectTree } from '../../../manifest/tree.ts'
import type { WriteFate } from '../../apiserver/objects/stored.ts'
import type { ApiEndpoint, Node } from '../../node/node.ts'
import { wrongWith } from '../../control-plane/api-client.ts'
import type { MirrorEntry } from '../../trace/trace.ts'
import type { KubeletHost, KubeletPod } from '../kubelet-host.ts'
import { nextTick, notDeleted } from '../sync-loop.ts'

/** The status manager looks so often for what the API does not know yet. */
const UPLOAD_SECONDS = 10
/** How far into its 10 s it is at t = 0: assumed. */
const UPLOAD_PHASE_SECONDS = 4
/** From the API's first answer until the kubelet has found its own node there, as recorded. */
const NODE_FOUND_SECONDS = 1.7

/** How soon the kubelet's watch tells it of a change in the API. */
const WATCH_SECONDS = 0.01

interface Mirror {
  /** The pod's name in its file. */
  pod: string
  /** When it was made. In seconds on the simulated clock. */
  since: number
  /** The static pod's UID, for which it was made. */
  uid: string
  /** The status that the API has: the id of an entry. Undefined where it has none yet. */
  status: number | undefined
  /** The entry of its making. */
  created: number
  /** The entry of its deletion by somebody else: it is there until the kubelet lets it go. */
  deletion?: number
}

/**
 * The mirror pods in the API and what it knows of their status. Nothing comes of it while no kube-apiserver answers.
 *
 * Follows: pkg/kubelet/pod/mirror_client.go, kubelet.go tryReconcileMirrorPods and status/status_manager.go (v1.37.2).
 */
export class MirrorClient {
  /** By the pod's full name. */
  private mirrors = new Map<string, Mirror>()
  private dirty = new Set<KubeletPod>()
  private retrying = false

  private readonly node: Node
  private readonly kubelet: KubeletHost

  constructor(kubelet: KubeletHost) {
    const { node } = kubelet
    this.node = node
    this.kubelet = kubelet
    // its watches keep a connection
    node.onApiServes(() => {
      kubelet.client.connect()
      this.hasNode = true
    })
  }

  watch(): void {
    this.node.onApiServes(() => this.registered(undefined))
  }

  /** The node is in the API, by `cause` again: once it is found there, all mirrors are made, where the release does so. */
  registered(cause: number | undefined): void {
    if (!this.node.release.mirrorsAtRegistration) return
    this.node.engine.after(NODE_FOUND_SECONDS, () => {
      for (const pod of this.kubelet.podList())
        if (pod.state === 'active') this.reconcile(pod, cause ?? this.server() ?? pod.addCause, () => {})
    })
  }

  /** By which data stand in etcd: the mirrors that lie there while others do. */
  private elsewhere = new Map<number, Map<string, Mirror>>()

  /** etcd has other data: the mirrors are gone with those before, and those that it had earlier are there again. */
  dataChanged(before: number, now: number, cause: number): void {
    for (const mirror of this.mirrors.values()) this.tell('deleted', mirror, cause)
    this.elsewhere.set(before, this.mirrors)
    this.mirrors = this.elsewhere.get(now) ?? new Map()
    for (const mirror of this.mirrors.values()) {
      const { since, status } = mirror
      mirror.created = this.tell('created', mirror, cause, { ...defined({ status }), since })
    }
    this.gone.clear()
  }

  /** The kubelet's process ends: what it has yet to tell the API is forgotten. */
  forget(): void {
    this.dirty.clear()
    this.hasNode = false
  }

  /** The kubelet has found its node in the API, and the mirrors that there are. */
  private hasNode = false

  /**
   * Somebody deletes a mirror through the API: with a grace it is only marked so, and goes with the pod's next sync, which the
   * kubelet's watch brings about; without a kubelet it waits for the next one.
   */
  delete(fullName: string, atOnce: boolean, cause: number): void {
    const mirror = this.mirrors.get(fullName)
    if (!mirror) return
    if (atOnce) {
      this.mirrors.delete(fullName)
      this.gone.set(fullName, this.tell('deleted', mirror, cause))
    } else mirror.deletion ??= this.tell('terminating', mirror, cause)
    this.node.engine.after(WATCH_SECONDS, () =>
      this.kubelet
        .podList()
        .find((of) => !of.left && of.fullName === fullName)
        ?.wake(cause),
    )
  }

  /** The entry of a mirror's deletion by somebody else, by the pod's full name: why the next one is made. */
  private gone = new Map<string, number>()

  /**
   * A sync of a static pod, and what woke it: makes its mirror where there is none, or one of another text. False where the kube-apiserver
   * keeps it waiting: `goOn` is called then.
   */
  reconcile(pod: KubeletPod, sync: number, goOn: (entry: number) => void): boolean {
    if (!this.node.inputs.cluster.attached || !this.node.isRegistered) return true
    const mirror = this.mirrors.get(pod.fullName)
    if (mirror?.uid === pod.uid && mirror.deletion === undefined) return true
    if (!this.kubelet.hasAPI) return !this.hasNode || this.isAnsweredAtOnce(pod, (error) => goOn(this.sayFailed(pod, error, sync)))
    this.hasNode = true
    const fate = this.fateOf(pod)
    if (!fate) {
      this.remake(pod, sync, mirror)
      return true
    }
    // what is outdated goes all the same
    const make = (): number => {
      if (!fate.failure) return this.remake(pod, sync, mirror)
      if (mirror && mirror.deletion === undefined) this.drop(pod.fullName, mirror, sync)
      return this.sayNotMade(pod, fate.failure.message, [...fate.because, sync])
    }
    if (fate.seconds > 0) this.node.engine.after(fate.seconds, () => goOn(make()))
    else make()
    return fate.seconds === 0
  }

  /** What becomes of a mirror that is to be made, where it is refused or something keeps writes from etcd; of its status. */
  private fateOf({ apiName: name, pod, roots }: KubeletPod, subresource = ''): WriteFate | undefined {
    const { namespace } = pod.metadata
    const verb = subresource === '' ? 'create' : 'update'
    // elsewhere the plugin ServiceAccount is on, as kubeadm has it
    const isAdmitted = verb !== 'create' || this.answering?.admits.accounts === false
    const refused = isAdmitted ? undefined : mirrorRefusal(pod.raw['spec'] as ObjectTree)
    if (!refused) return this.node.troubles?.fateOf({ verb, group: '', resource: 'pods', subresource, namespace, name })
    const message = `pods "${name}" is forbidden: ${refused.why}`
    return { seconds: 0, failure: { code: 403, reason: 'Forbidden', message }, because: [roots.field(refused.path)] }
  }

  /** Follows: pkg/kubelet/kubelet.go, tryReconcileMirrorPods (v1.9, v1.37.2). */
  private sayNotMade({ fullName, namespacedName, uid }: KubeletPod, error: string, cause: readonly number[]): number {
    const { trace, release } = this.node
    const text = release.structuredLogs
      ? `"Failed creating a mirror pod for" err=${JSON.stringify(error)} pod="${namespacedName}"`
      : `Failed creating a mirror pod for "${fullName}(${uid})": ${error}`
    return trace.kubeletLog(text, cause)
  }

  private drop(fullName: string, mirror: Mirror, cause: number): void {
    this.mirrors.delete(fullName)
    this.tell('deleted', mirror, cause)
  }

  private tell(
    op: MirrorEntry['op'],
    { pod, uid }: Pick<Mirror, 'pod' | 'uid'>,
    cause: number | readonly number[],
    more: Pick<MirrorEntry, 'status' | 'since'> = {},
  ): number {
    return this.node.trace.add({ id: 0, t: 0, kind: 'mirror', cause, pod, op, uid, ...more })
  }

  private sayFailed({ namespacedName }: KubeletPod, error: string, sync: number): number {
    const { trace, release } = this.node
    return trace.kubeletLog(notDeleted(release, namespacedName, error), [...this.kubelet.client.waitsFor(), sync])
  }

  /** Asks for the mirror to be deleted. False where there is something to wait for; `done` is called then, with Go's words. */
  private isAnsweredAtOnce({ apiName, pod }: KubeletPod, done: (error: string) => void): boolean {
    // whoever is refused knows at once
    if (this.answering) return true
    let waits: boolean | undefined
    this.kubelet.client.delete(`/api/v1/namespaces/${pod.metadata.namespace}/pods/${apiName}?gracePeriodSeconds=0`, (asked) => {
      if (waits) done(wrongWith(asked))
      else waits = false
    })
    waits ??= true
    return !waits
  }

  private remake(pod: KubeletPod, sync: number, mirror: Mirror | undefined): number {
    const deletion = mirror?.deletion ?? this.gone.get(pod.fullName)
    // as soon as a sync finds an API
    const found = [sync, this.server(), pod.statusEntry].filter((id) => id !== undefined)
    const cause = deletion ?? [...new Set(found)]
    this.gone.delete(pod.fullName)
    if (mirror) this.tell('deleted', mirror, cause)
    const of = { pod: pod.name, uid: pod.uid }
    const created = this.tell('created', of, cause)
    this.mirrors.set(pod.fullName, { ...of, since: this.node.engine.now, status: undefined, created })
    // nothing of the status has changed: it goes up when all are looked through
    this.retryLater(pod)
    return created
  }

  /** A pod's status is another. */
  changed(pod: KubeletPod): void {
    if (!this.node.inputs.cluster.attached) return
    if (!this.upload(pod)) this.retryLater(pod)
  }

  /** Whether a pod of that full name has one. */
  has(fullName: string): boolean {
    return this.mirrors.has(fullName)
  }

  /** The static pod is gone: its mirror goes too. False while no API answers: the kubelet's loop waits for it, and tries again. */
  remove(pod: KubeletPod, removed: number): boolean {
    const { fullName, namespacedName, statusEntry, addCause } = pod
    const mirror = this.mirrors.get(fullName)
    if (!mirror) return true
    if (!this.kubelet.hasAPI) {
      if (!this.hasNode) return false
      let goOn: ((error: string) => void) | undefined
      const causes = [removed, ...this.kubelet.client.waitsFor()]
      const isAnswered = this.isAnsweredAtOnce(pod, (error) => goOn?.(error))
      if (!isAnswered) goOn = this.kubelet.loop.hold(namespacedName, causes)
      return false
    }
    this.drop(fullName, mirror, statusEntry ?? addCause)
    return true
  }

  /** The lane's kube-apiserver that answers; none where it is elsewhere. */
  private get answering(): ApiEndpoint | undefined {
    return this.node.apiservers.find((apiserver) => apiserver.serves())
  }

  /** Its state. */
  private server(): number | undefined {
    return this.answering?.entry()
  }

  /** `late` where the API was not there when the status came to be. */
  private upload(pod: KubeletPod, late = false): boolean {
    const mirror = this.mirrors.get(pod.fullName)
    const status = pod.statusEntry
    if (!mirror || mirror.uid !== pod.uid || status === undefined || mirror.status === status) return true
    if (!this.kubelet.hasAPI || this.fateOf(pod, 'status')?.failure) return false
    const since = mirror.status === undefined ? mirror.created : late ? this.server() : undefined
    mirror.status = status
    this.tell('updated', mirror, since === undefined ? status : [status, since], { status })
    return true
  }

  private retryLater(pod: KubeletPod): void {
    this.dirty.add(pod)
    if (this.retrying) return
    this.retrying = true
    const { engine } = this.node
    engine.schedule(nextTick(engine.now, UPLOAD_SECONDS, UPLOAD_PHASE_SECONDS), () => {
      this.retrying = false
      for (const waiting of [...this.dirty]) {
        this.dirty.delete(waiting)
        if (waiting.state !== 'ended' && !this.upload(waiting, true)) this.retryLater(waiting)
      }
    })
  }
}
