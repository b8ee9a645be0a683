import type { Engine } from '../../engine.ts'
import type { Release } from '../../release/release.ts'
import type { Inputs } from '../../scenario/scenario.ts'
import type { Recorder } from '../../trace/trace.ts'
import { readObjects } from './read-objects.ts'
import { type Storage, storageOf } from './storage.ts'
import { type Fields, fields, list, text } from './json.ts'
import { keyOf, NOTHING_STORED, type Stored, type StoredObject } from './stored.ts'

/** What a request changes in etcd. */
export type Change =
  | { op: 'created' | 'configured'; object: Omit<StoredObject, 'createdAt'> }
  | { op: 'deleted'; object: Omit<StoredObject, 'createdAt'> }
  | { op: 'pod deleted'; namespace: string; name: string; atOnce: boolean }

/**
 * What stands in etcd in the course of a run.
 *
 * Units: seconds on the simulated clock. Errors: none; a file that cannot be read is a warning.
 * Follows: nothing upstream; it stands for etcd.
 */
export class Objects {
  /** What differs from what kubeadm and the server have made; another map after each change. */
  stored: Stored = NOTHING_STORED
  readonly storage: Storage
  /** What was put into etcd, oldest first: the entry that says so, and what stood there before it. */
  readonly changes: { entry: number; object: StoredObject; before: Stored }[] = []
  /** How a mirror pod goes: the kubelet's business. */
  deletePod: (fullName: string, atOnce: boolean, cause: number) => void = () => {}

  private engine: Engine
  private trace: Recorder
  private release: Release
  private files: ReadonlyMap<string, string>

  constructor(engine: Engine, trace: Recorder, release: Release, inputs: Inputs, files: ReadonlyMap<string, string>) {
    this.files = files
    this.engine = engine
    this.trace = trace
    this.release = release
    this.storage = storageOf(
      () => ({ inputs, trace: trace.entries, at: engine.now }),
      () => this.stored,
    )
  }

  /** Takes in what the scenario says is there at t = 0. */
  load(paths: readonly string[]): void {
    for (const file of paths) {
      const { objects, problems } = readObjects(this.files.get(file) ?? '', this.release)
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

  apply(change: Change, cause: number | undefined): void {
    if (change.op === 'pod deleted') return this.deletePod(`${change.name}_${change.namespace}`, change.atOnce, cause!)
    const key = keyOf(change.object)
    const createdAt = this.stored.get(key)?.createdAt ?? this.engine.now
    const object: StoredObject = { ...change.object, createdAt }
    const before = this.stored
    this.stored = new Map([...before, [key, change.op === 'deleted' ? null : object]])
    const entry = this.trace.add({ kind: 'object', ...(cause === undefined ? {} : { cause }), op: change.op, object })
    this.changes.push({ entry, object, before })
  }

  /** What is read where something else stands in etcd. */
  with(stored: Stored): { stored: Stored; storage: Storage } {
    return { stored, storage: storageOf(this.storage.moment, () => stored) }
  }

  /** At its start a server makes the release's own roles and bindings again where they are gone, and whole where something is missing. */
  reconcile(cause: number | undefined): void {
    for (const [key, there] of this.stored) {
      const [group = '', resource = '', namespace = ''] = key.split('/')
      const name = key.slice(group.length + resource.length + namespace.length + 3)
      const own = this.asMade(group, resource, namespace, name)
      if (!own || marks(own)[AUTO_UPDATE] !== 'true' || (there && marks(there.value)[AUTO_UPDATE] === 'false')) continue
      const value = there ? completed(there.value, own) : own
      if (value) this.apply({ op: there ? 'configured' : 'created', object: { group, resource, namespace, name, value } }, cause)
    }
  }

  private asMade(group: string, resource: string, namespace: string, name: string): Fields | undefined {
    const of = ({ metadata }: Fields, field: string): string => text(fields(metadata)[field])
    return this.with(NOTHING_STORED)
      .storage.list(group, resource)
      .find((one) => of(one, 'name') === name && of(one, 'namespace') === namespace)
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
    const has = new Set(list(there[field]).map((one) => JSON.stringify(one)))
    return [field, list(own[field]).filter((one) => !has.has(JSON.stringify(one)))] as const
  })
  if (missing.every(([, lacks]) => lacks.length === 0)) return undefined
  return {
    ...there,
    ...Object.fromEntries(missing.flatMap(([field, lacks]) => (lacks.length > 0 ? [[field, [...list(there[field]), ...lacks]]] : []))),
  }
}
