import { marshal } from '../../../manifest/go/go-json.ts'
import { staticPodName } from '../../../manifest/names.ts'
import { own, getOrInsert } from '../../../manifest/own.ts'
import { readManifest } from '../../../manifest/parse.ts'
import { podUid } from '../../../manifest/pod.ts'
import type { Json } from '../../../manifest/yaml/resolve.ts'
import type { Manifest, Pod, PodGates } from '../../../manifest/types.ts'
import { isHidden, MANIFEST_DIRECTORY } from '../../node/file-changes.ts'
import type { Node } from '../../node/node.ts'
import type { Release } from '../../release/release.ts'

const RELIST_SECONDS = 20
/** How far into its 20 s the re-list is at t = 0: a kubelet that is minutes old may be anywhere in them, so it is assumed. */
const RELIST_PHASE_SECONDS = 5.32

const uids = new WeakMap<Pod, string>()

export interface StaticPod {
  pod: Pod
  uid: string
  file: string
  manifest: Manifest
}

/** A file of which the kubelet makes no pod. */
interface Unreadable {
  error: string
  file: string
  manifest: Manifest
}

export interface Changes {
  removed: readonly StaticPod[]
  added: readonly StaticPod[]
  updated: readonly StaticPod[]
  /** Their files have another text, which means the same: nothing is done. */
  reworded: readonly StaticPod[]
}

/**
 * The kubelet's file source: the static-pod directory, watched (inotify) and, from 1.11 on, listed again every 20 s.
 *
 * A file that cannot be read is a line in the kubelet's log.
 * Follows: pkg/kubelet/config/file.go, file_linux.go and config.go (v1.37.2).
 */
export class FileSource {
  private files: Map<string, string>
  /** By namespace and name, as the store keeps them. */
  private store = new Map<string, StaticPod>()
  /** What the pod workers were told last, by UID. */
  private told = new Map<string, StaticPod>()
  private keyOfFile = new Map<string, string>()

  private node: Node
  private apply: (changes: Changes, cause: number | undefined) => void
  private gates: () => PodGates

  constructor(node: Node, apply: (changes: Changes, cause: number | undefined) => void, gates: () => PodGates) {
    this.node = node
    this.apply = apply
    this.gates = gates
    this.files = new Map(Object.entries(node.inputs.manifests))
  }

  /** Reads the directory for the first time, and sets the re-list going. */
  start(cause?: number): void {
    this.reads = true
    this.settled = false
    this.list(cause)
    if (!this.node.release.relistsFiles) return
    const { engine, kubelet } = this.node
    const { restarts } = kubelet
    const from = restarts === 0 ? RELIST_PHASE_SECONDS : engine.now + RELIST_SECONDS
    const again = (n: number): void => {
      engine.schedule(from + n * RELIST_SECONDS, () => {
        if (restarts !== kubelet.restarts) return
        this.list(this.lastWrite)
        again(n + 1)
      })
    }
    again(0)
  }

  /** Its kubelet ends: nobody reads the directory until the next one does. */
  stop(): void {
    this.reads = false
    this.store.clear()
    this.told.clear()
    this.keyOfFile.clear()
  }

  private reads = false
  private lastWrite: number | undefined

  write(name: string, text: string, cause: number): void {
    this.files.set(name, text)
    this.lastWrite = cause
    this.settled = false
    if (isHidden(name) || !this.reads) return
    const read = this.read(name, text)
    if ('error' in read) return this.complain('watch', read, cause)
    this.put(this.store, read, cause)
    this.tell(cause)
  }

  remove(name: string, cause: number): void {
    this.files.delete(name)
    this.settled = false
    this.lastWrite = cause
    const key = this.keyOfFile.get(name)
    if (!this.reads || key === undefined) return
    if (!this.store.delete(key)) return this.miss(name, key, cause)
    if (this.node.release.relistsFiles) this.keyOfFile.delete(name)
    this.tell(cause)
  }

  /** A file is taken away of whose pod nothing is known any more. Up to 1.10 the watch ends of it, and begins anew 20 s later. */
  private miss(name: string, key: string, cause: number): void {
    const { engine, release, trace, kubelet } = this.node
    const why = `the pod with key ${key} doesn't exist in cache`
    if (release.relistsFiles)
      return void trace.kubeletLog(
        release.structuredLogs ? `"Unable to process watch event" err="${why}"` : `Unable to process watch event: ${why}`,
        [cause],
      )
    const led = trace.kubeletLog(
      `E file.go:76] Unable to read manifest path "${MANIFEST_DIRECTORY}": error while processing event ("${MANIFEST_DIRECTORY}/${name}": 0x200 == IN_DELETE): ${why}`,
      [cause],
    )
    this.reads = false
    const { restarts } = kubelet
    engine.after(RELIST_SECONDS, () => {
      if (restarts !== kubelet.restarts) return
      this.reads = true
      this.list(led)
    })
  }

  text(name: string): string | undefined {
    return this.files.get(name)
  }

  /** Nothing has been written since the last list, and that one had nothing to complain of. */
  private settled = false

  private list(cause: number | undefined): void {
    if (this.settled) return
    this.settled = true
    const found = new Map<string, StaticPod>()
    for (const name of [...this.files.keys()].toSorted()) {
      if (isHidden(name)) continue
      const read = this.read(name, this.files.get(name)!)
      if ('error' in read) {
        this.settled = false
        this.complain('list', read, cause)
      }
      // the last of two files with one pod name wins
      else this.put(found, read, cause)
    }
    // a directory without a pod leaves the store as it was: what is told is that there are none
    if (found.size > 0) this.store = found
    this.tell(cause, found)
  }

  private put(store: Map<string, StaticPod>, pod: StaticPod, cause: number | undefined): void {
    const { namespace, name } = pod.pod.metadata
    const key = `${namespace}/${staticPodName(name, this.node.inputs.node.name)}`
    const before = store.get(key)
    if (before && before.file !== pod.file && this.files.has(before.file)) this.sayTaken(before, pod, cause)
    store.delete(key)
    store.set(key, pod)
    this.keyOfFile.set(pod.file, key)
  }

  /** What stands there at t = 0 is told with the manifests' other problems. */
  private sayTaken(before: StaticPod, pod: StaticPod, cause: number | undefined): void {
    const { manifests } = this.node.inputs
    const isAsAtFirst = [before.file, pod.file].every((file) => own(manifests, file) === this.files.get(file))
    if (cause === undefined || isAsAtFirst) return
    const { namespace, name } = pod.pod.metadata
    const message = `${before.file} and ${pod.file} have a pod of one name, ${namespace}/${name}: the kubelet takes that of ${pod.file}, and none of ${before.file}. Where it lists the directory the last of their names is taken, where it hears of a write what was written.`
    this.node.trace.warnOnce(message, { cause })
  }

  private known = new Map<string, { text: string; read: StaticPod | Unreadable }>()

  private read(name: string, text: string): StaticPod | Unreadable {
    const known = this.known.get(name)
    if (known?.text === text) return known.read
    const read = this.decode(name, text)
    this.known.set(name, { text, read })
    return read
  }

  private decode(name: string, text: string): StaticPod | Unreadable {
    const { release, inputs } = this.node
    const file = `${MANIFEST_DIRECTORY}/${name}`
    const manifest = readManifest(text, { file, nodeName: inputs.node.name, release, gates: this.gates() })
    const { pod } = manifest
    if (!pod) return { error: manifest.error!, file: name, manifest }
    // the same pod object comes of the same text, file, node and release only
    const uid = getOrInsert(uids, pod, () => podUid(pod, { file, nodeName: inputs.node.name, release }))
    return { pod, uid, file: name, manifest }
  }

  private tell(cause: number | undefined, pods: ReadonlyMap<string, StaticPod> = this.store): void {
    const now = new Map([...pods.values()].map((pod) => [pod.uid, pod]))
    const removed = [...this.told.values()].filter((pod) => !now.has(pod.uid))
    const added = [...now.values()].filter((pod) => !this.told.has(pod.uid))
    const updated: StaticPod[] = []
    const reworded: StaticPod[] = []
    for (const pod of now.values()) {
      const before = this.told.get(pod.uid)
      if (before && before.manifest.text !== pod.manifest.text) (isSamePod(before.pod, pod.pod) ? reworded : updated).push(pod)
    }
    this.told = now
    if (removed.length + added.length + updated.length + reworded.length > 0) this.apply({ removed, added, updated, reworded }, cause)
  }

  /** The line about a file of which no pod can be made: the watch has it as an error of its own, the list tells the reading's. */
  private complain(by: 'watch' | 'list', { error, file, manifest }: Unreadable, cause: number | undefined): void {
    const { trace, release } = this.node
    const path = `${MANIFEST_DIRECTORY}/${file}`
    const inner = error.slice(release.manifestErrorText(path, '', true).length)
    const wrong = manifest.diagnostics.find((d) => d.severity === 'error')
    const root = trace.root(`${file} ${manifest.text}`, () => ({
      kind: 'manifest',
      file,
      line: wrong?.range.start.line ?? 1,
      path: wrong?.path ?? '',
      value: wrong?.message ?? null,
    }))
    trace.kubeletLog(complaint(by, { release, path, error, inner }), cause === undefined ? [root] : [root, cause])
    // the etcd that this file was to be is not outside either
    if (/^etcd\b/.test(file) || /component: etcd\b/.test(manifest.text)) this.node.ownEtcd(root)
  }
}

/** Whether a pod that has kept its UID is the same one. Follows: pkg/kubelet/config/config.go, podsDifferSemantically (v1.37.2). */
function isSamePod(before: Pod, now: Pod): boolean {
  const meant = ({ metadata: { labels, annotations }, raw }: Pod) => marshal([labels, annotations, raw['spec']] as Json)
  return meant(before) === meant(now)
}

/** `inner` is what the reading of the file said. Follows: pkg/kubelet/config/file.go and file_linux.go (v1.9.4, v1.15, v1.37.2). */
function complaint(
  by: 'watch' | 'list',
  { release, path, error, inner }: { release: Release; path: string; error: string; inner: string },
): string {
  if (!release.relistsFiles) return `E ${by === 'watch' ? 'file_linux.go:114' : 'file.go:149'}] ${error}`
  if (by === 'watch')
    return release.structuredLogs
      ? `"Unable to process watch event" err=${JSON.stringify(error)}`
      : `Unable to process watch event: ${error}`
  return release.structuredLogs
    ? `"Could not process manifest file" err=${JSON.stringify(inner)} path="${path}"`
    : `Can't process manifest file "${path}": ${inner}`
}
