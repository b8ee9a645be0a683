import { containersOf, type Pod, type Volume } from '../../../manifest/types.ts'
import { cleanPath, hostPathKind, type WantedPath } from '../../node/host-paths.ts'
import type { Node } from '../../node/node.ts'
import { filesOf } from '../running.ts'
import type { EngineTask } from '../../engine.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { objectProblem, objectReader } from './environment.ts'

/** A sync looks so often whether a pod's volumes are there. */
export const POLL_SECONDS = 0.3
/** By then they are mounted. */
const MOUNTED_SECONDS = 0.2

/** A mount that has failed is tried again after so long, then twice that, up to the second. */
const FIRST_RETRY_SECONDS = 0.5
const LAST_RETRY_SECONDS = 122
/** The reconciler looks every 100 ms whether it is time: so much later, on average. */
const RECONCILE_SECONDS = 0.05
/** A sync waits so long for all of them. */
const WAIT_SECONDS = 123

const WANTED: ReadonlyMap<string, WantedPath> = new Map([
  ['Directory', { is: 'directory', words: 'a directory' }],
  ['DirectoryOrCreate', { is: 'directory', words: 'a directory' }],
  ['File', { is: 'file', words: 'a file' }],
  ['FileOrCreate', { is: 'file', words: 'a file' }],
  ['Socket', { is: 'socket', words: 'a socket file' }],
  ['CharDevice', { is: 'character device', words: 'a character device' }],
  ['BlockDevice', { is: 'block device', words: 'a block device' }],
])

/** Follows: pkg/volume/secret/secret.go and configmap/configmap.go, MakePayload (v1.36.2). */
const NO_KEY = { Secret: 'references non-existent secret key', ConfigMap: 'configmap references non-existent config key' } as const

/** A sync's wait for all of them. */
interface MountsWait {
  until: number
  done: (ready: boolean) => void
}

/**
 * The volumes of one pod, from the first try on until all of them are mounted.
 *
 * What cannot be mounted is an Event, again and again.
 * Follows: pkg/kubelet/volumemanager/volume_manager.go, WaitForAttachAndMount; pkg/volume/hostpath/host_path.go, checkTypeInternal;
 * pkg/util/goroutinemap/exponentialbackoff (v1.36.2).
 */
export class Mounts {
  /** By volume: how long the next try waits. */
  private failing = new Map<string, number>()
  private begun = false
  /** The last Event, while something is not mounted. */
  trouble: number | undefined
  private readonly pod: KubeletPod

  constructor(pod: KubeletPod) {
    this.pod = pod
  }

  /**
   * Tells of each volume of a new pod that it has been mounted, where the release does.
   * Follows: pkg/volume/util/operationexecutor/operation_generator.go, GenerateMountVolumeFunc (v1.9.4).
   */
  tell(): void {
    const { node, name, pod, addCause } = this.pod
    const volumes = node.luck.mountOrder(
      name,
      pod.spec.volumes.map((volume) => volume.name),
    )
    node.engine.after(MOUNTED_SECONDS, () => {
      if (this.pod.state !== 'active') return
      for (const volume of volumes.filter((volume) => !this.isFailing(volume)))
        this.event(mountedText(volume), addCause, 'SuccessfulMountVolume')
    })
  }

  isFailing(volume: string): boolean {
    return this.failing.has(volume)
  }

  get areReady(): boolean {
    return this.begun && this.failing.size === 0
  }

  /** Tries all that the pod's containers mount; what fails is tried again by itself. */
  begin(): void {
    if (this.begun) return
    this.begun = true
    for (const [i, volume] of this.pod.pod.spec.volumes.entries()) if (isUsed(this.pod.pod, volume)) this.attempt(volume, i)
  }

  /** Waits as one sync does; `done` is told whether all are mounted. */
  wait(done: (ready: boolean) => void): void {
    this.waiting = { until: this.pod.node.engine.now + WAIT_SECONDS, done }
    this.look(this.waiting)
  }

  private waiting: MountsWait | undefined
  private nextLook: EngineTask | undefined

  private look({ until, done }: MountsWait): void {
    const { engine } = this.pod.node
    engine.cancel(this.nextLook)
    const isReady = this.failing.size === 0 || !this.goesOn
    if (isReady || engine.now >= until) {
      this.waiting = undefined
      if (!isReady) this.giveUp()
      return done(isReady)
    }
    // nothing changes before the next try
    const next = Math.min(until, Math.max(this.nextTry, engine.now) + POLL_SECONDS)
    this.nextLook = engine.schedule(next, () => this.look({ until, done }))
  }

  private get goesOn(): boolean {
    const { left, state, node } = this.pod
    return !left && (state === 'active' || (state === 'terminating' && node.release.removedPodMounts === 'to the end'))
  }

  /** The pod is removed. */
  leaveOff(): void {
    if (this.waiting && this.pod.node.release.removedPodMounts === 'no longer') this.look(this.waiting)
  }

  private nextTry = 0

  private attempt(volume: Volume, i: number): void {
    const { node } = this.pod
    if (!this.goesOn) return
    const problem = this.mount(volume, i)
    if (!problem) {
      const wasFailing = this.failing.delete(volume.name)
      if (wasFailing && node.release.mountEvents) this.event(mountedText(volume.name), [this.trouble!], 'SuccessfulMountVolume')
      return
    }
    this.trouble = this.event(`MountVolume.SetUp failed for volume "${volume.name}" : ${problem.text}`, [problem.root, this.pod.addCause])
    const before = this.failing.get(volume.name)
    const seconds = before === undefined ? FIRST_RETRY_SECONDS : Math.min(2 * before, LAST_RETRY_SECONDS)
    this.failing.set(volume.name, seconds)
    this.nextTry = node.engine.now + seconds + RECONCILE_SECONDS
    node.engine.schedule(this.nextTry, () => this.attempt(volume, i))
  }

  private mount(volume: Volume, i: number): { text: string; root: number } | undefined {
    const { node, pod, roots } = this.pod
    const { hostPath, references } = volume
    if (hostPath) {
      const wrong = mountHostPath(node, hostPath, () => this.isBelieved)
      return wrong === undefined ? undefined : { text: wrong, root: roots.field(`spec.volumes[${i}].hostPath.type`) }
    }
    const objects = objectReader(node, pod)
    for (const { kind, name, optional, items = [], at } of references) {
      const root = () => roots.field(`spec.volumes[${i}].${at}`)
      const problem = objectProblem(node, pod.metadata.namespace, kind, name, objects, 'volume')
      if (problem?.isAbsent && this.isBelieved) continue
      if (problem && !(optional && problem.isAbsent)) return { text: problem.text, root: root() }
      const lost = problem ? undefined : items.find(({ key }) => objects.key(kind, name, key) === undefined)
      if (lost && !optional) return { text: `${NO_KEY[kind]}: ${lost.key}`, root: root() }
    }
    return undefined
  }

  /** Of another's cluster nobody knows what its node and its API hold: what it mounts is believed to be there. */
  private get isBelieved(): boolean {
    const { node, pod } = this.pod
    return (this.believed ??= filesOf(pod, pod.spec.containers[0]!, node.inputs, node).cluster === 'believed')
  }

  private believed: boolean | undefined

  private giveUp(): void {
    const { node, pod, podId, namespacedName } = this.pod
    const all = pod.spec.volumes.filter((volume) => isUsed(pod, volume)).map(({ name }) => name)
    const text = node.release.unmountedText?.([...this.failing.keys()], all, podId, namespacedName)
    if (text !== undefined) this.trouble = this.event(text, [this.trouble!])
  }

  private event(message: string, cause: number | readonly number[], reason = 'FailedMount'): number {
    const { node, name } = this.pod
    const type = reason === 'FailedMount' ? 'Warning' : 'Normal'
    return node.trace.event(name, undefined, type, reason, message, cause)
  }
}

const mountedText = (volume: string): string => `MountVolume.SetUp succeeded for volume "${volume}" `

function isUsed(pod: Pod, { name }: Volume): boolean {
  return containersOf(pod).some(({ volumeMounts }) => volumeMounts.some((mount) => mount.name === name))
}

/** Makes what is to be made, and says what is wrong. Without a type it is the container runtime that makes a directory. */
function mountHostPath(node: Node, { path, type }: { path: string; type: string }, isBelieved: () => boolean): string | undefined {
  const kind = hostPathKind(node, path)
  if (kind === undefined && isBelieved()) return undefined
  if (kind === undefined && (type === '' || type === 'DirectoryOrCreate')) node.madeDirectories.add(cleanPath(path))
  else if (kind === undefined && type === 'FileOrCreate') return makeFile(node, path)
  else if (type !== '') return node.release.hostPathProblem(path, WANTED.get(type)!, kind)
  return undefined
}

/** No directory is made for it. Follows: pkg/volume/util/hostutil/hostutil_linux.go, MakeFile (v1.36.2). */
function makeFile(node: Node, path: string): string | undefined {
  const clean = cleanPath(path)
  if (hostPathKind(node, clean.replace(/\/[^/]*$/, '')) !== 'directory') return `open ${path}: no such file or directory`
  node.files.set(clean, '')
  node.fileChanges++
  return undefined
}
