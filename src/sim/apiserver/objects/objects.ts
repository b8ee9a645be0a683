import { marshal } from '../../../manifest/go/go-json.ts'
import { defined } from '../../../manifest/own.ts'
import type { Engine } from '../../engine.ts'
import type { Release } from '../../release/release.ts'
import type { Inputs } from '../../scenario/inputs.ts'
import type { EtcdData } from '../../trace/moment.ts'
import type { Recorder } from '../../trace/recorder.ts'
import { LazyPart } from '../../part.ts'
import type { emptiedStore } from './rbac-objects.ts'
import type { readObjects } from './read-objects.ts'
import type { Storage, storageOf } from './object-storage.ts'
import { type Fields, fields, list } from './json.ts'
import { type ApiWrite, keyOf, NOTHING_STORED, type StoredChanges, type StoredObject, type WriteFate } from './stored.ts'

/** What the API makes of what stands in etcd. */
export const OBJECT_STORE = new LazyPart<{
  emptiedStore: typeof emptiedStore
  readObjects: typeof readObjects
  storageOf: typeof storageOf
}>('the API')

/** What a request changes in etcd. */
export type ObjectChange =
  | { op: 'created' | 'configured'; object: Omit<StoredObject, 'createdAt'> }
  | { op: 'deleted'; object: Omit<StoredObject, 'createdAt'> }
  | { op: 'pod deleted'; namespace: string; name: string; atOnce: boolean }

/** What was put into etcd: the entry that says so, and what stood there before it. */
export interface StoredChange {
  entry: number
  object: StoredObject
  before: StoredChanges
}

/** So many changes of a resource are tried for the one that decided an answer. */
export const MOST_CHANGES = 100
/** What stands in etcd is copied at each change; an object counts as so many characters then. */
const COPIED_CHARACTERS = 50

/**
 * What stands in etcd in the course of a run.
 *
 * A file that cannot be read is a warning.
 * It stands for etcd.
 */
export class Objects {
  /** What differs from what kubeadm and the server have made; another map after each change. */
  stored: StoredChanges = NOTHING_STORED
  /** Oldest first. */
  changes: StoredChange[] = []
  private readonly changesOf = new Map<string, number>()
  /** How a mirror pod goes: the kubelet's business. */
  mirrors: { delete(fullName: string, atOnce: boolean, cause: number): void } | undefined

  private engine: Engine
  private trace: Recorder
  private release: Release
  private files: ReadonlyMap<string, string>
  private inputs: Inputs

  constructor(engine: Engine, trace: Recorder, release: Release, inputs: Inputs, files: ReadonlyMap<string, string>) {
    this.files = files
    this.engine = engine
    this.trace = trace
    this.release = release
    this.inputs = inputs
  }

  /** What stands in it with all that kubeadm and the server have made. */
  get storage(): Storage {
    return (this.wholeStorage ??= OBJECT_STORE.get().storageOf(
      () => ({ inputs: this.inputs, trace: this.trace.entries, at: this.engine.now }),
      () => this.stored,
      () => this.data,
    ))
  }
  private wholeStorage: Storage | undefined

  /** Which data stand in etcd. */
  data: EtcdData = { n: 0, since: 0 }
  /** Those that stood there before: what each held beside what was made. */
  private readonly others = new Map<number, { data: EtcdData; stored: StoredChanges }>()

  /** Another directory is etcd's from now on: an empty one, or one that was before. */
  use(n: number): void {
    this.others.set(this.data.n, { data: this.data, stored: this.stored })
    const before = this.others.get(n)
    this.data = before?.data ?? { n, since: this.engine.now }
    this.stored = before?.stored ?? OBJECT_STORE.get().emptiedStore(this.release.minor)
    this.changes = []
    this.changesOf.clear()
  }

  /** Takes in what the scenario says is there at t = 0. */
  load(paths: readonly string[]): void {
    for (const file of paths) {
      const { objects, problems } = OBJECT_STORE.get().readObjects(this.files.get(file) ?? '', this.release)
      for (const { message, line } of problems) {
        this.trace.add({ kind: 'warning', cause: this.root(file, line), message: `${file}, line ${line}: ${message}` })
      }
      for (const { kind, namespace, name, value, line } of objects) {
        const object = {
          group: kind.group,
          resource: kind.name,
          namespace: kind.namespaced ? namespace || 'default' : '',
          name,
          value,
          place: { file, line },
        }
        this.apply({ op: 'created', object }, this.root(file, line))
      }
    }
  }

  apply(change: ObjectChange, cause: number | undefined): void {
    if (change.op === 'pod deleted') return this.mirrors?.delete(`${change.name}_${change.namespace}`, change.atOnce, cause!)
    const key = keyOf(change.object)
    const createdAt = this.stored.get(key)?.createdAt ?? this.engine.now
    const object: StoredObject = { ...change.object, createdAt }
    const before = this.stored
    this.trace.spend(this.stored.size * COPIED_CHARACTERS)
    this.stored = new Map([...before, [key, change.op === 'deleted' ? null : object]])
    const entry = this.trace.add({ kind: 'object', ...defined({ cause }), op: change.op, object })
    this.remember({ entry, object, before })
  }

  /** Each remembers all that stood there before it: only the last of a resource are of use. */
  private remember(change: StoredChange): void {
    const { resource } = change.object
    this.changes.push(change)
    const count = (this.changesOf.get(resource) ?? 0) + 1
    this.changesOf.set(resource, count)
    if (count <= MOST_CHANGES) return
    this.changesOf.set(resource, MOST_CHANGES)
    this.changes.splice(
      this.changes.findIndex(({ object }) => object.resource === resource),
      1,
    )
  }

  /** Counts what it takes to find out more. Errors: throws where the run has come to its limit. */
  spend(characters: number): void {
    this.trace.spend(characters)
  }

  /** What is read where something else stands in etcd. */
  with(stored: StoredChanges): { stored: StoredChanges; storage: Storage } {
    return {
      stored,
      storage: OBJECT_STORE.get().storageOf(
        this.storage.moment,
        () => stored,
        () => this.data,
      ),
    }
  }

  /** At its start a server makes the release's own roles and bindings again where they are gone, and whole where something is missing. What comes of the first that it cannot. */
  reconcile(cause: number | undefined, fateOf?: (write: ApiWrite) => WriteFate | undefined): WriteFate | undefined {
    let failed: WriteFate | undefined
    for (const [key, there] of this.stored) {
      const [group = '', resource = '', namespace = ''] = key.split('/')
      const name = key.slice(group.length + resource.length + namespace.length + 3)
      const own = this.with(NOTHING_STORED).storage.get(group, resource, namespace, name)
      if (!own || marks(own)[AUTO_UPDATE] !== 'true' || (there && marks(there.value)[AUTO_UPDATE] === 'false')) continue
      const value = there ? completed(there.value, own) : own
      if (!value) continue
      const fate = fateOf?.({ verb: there ? 'update' : 'create', group, resource, namespace, name })
      if (fate?.failure) failed ??= fate
      else this.apply({ op: there ? 'configured' : 'created', object: { group, resource, namespace, name, value } }, cause)
    }
    return failed
  }

  /** A line of a file that objects stand in. */
  root(file: string, line: number): number {
    return this.trace.root(`${file} ${line}`, () => ({
      kind: 'manifest',
      file,
      line,
      path: '',
      value: this.files.get(file)?.split('\n')[line - 1]?.trim() ?? null,
    }))
  }
}

const AUTO_UPDATE = 'rbac.authorization.kubernetes.io/autoupdate'

function marks({ metadata }: Fields): Fields {
  return fields(fields(metadata)['annotations'])
}

/** An object with what it lacks of another's rules and subjects; undefined where it lacks nothing. */
function completed(there: Fields, own: Fields): Fields | undefined {
  const missing = (['rules', 'subjects'] as const).map((field) => {
    const has = new Set(list(there[field]).map(marshal))
    return [field, list(own[field]).filter((item) => !has.has(marshal(item)))] as const
  })
  if (missing.every(([, lacks]) => lacks.length === 0)) return undefined
  return {
    ...there,
    ...Object.fromEntries(missing.flatMap(([field, lacks]) => (lacks.length > 0 ? [[field, [...list(there[field]), ...lacks]]] : []))),
  }
}
