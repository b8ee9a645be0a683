import type { Fields } from './json.ts'

/** The API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io'

/** An object that somebody has put into etcd. */
export interface StoredObject {
  group: string
  /** `clusterrolebindings` */
  resource: string
  /** Empty: of the whole cluster. */
  namespace: string
  name: string
  /** Without kind and apiVersion. */
  value: Fields
  /** Seconds on the simulated clock. */
  createdAt: number
  /** Where it is written down, if in a file. */
  place?: { file: string; line: number }
}

/** What differs from what kubeadm and the server have made, by key; `null`: it is deleted. A change makes another map. */
export type StoredChanges = ReadonlyMap<string, StoredObject | null>

export const NOTHING_STORED: StoredChanges = new Map()

/**
 * Where an object stands in etcd.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go, NamespaceKeyFunc.
 */
export function keyOf({ group, resource, namespace, name }: Pick<StoredObject, 'group' | 'resource' | 'namespace' | 'name'>): string {
  return `${group}/${resource}/${namespace}/${name}`
}

/** A write as the API server gets it. */
export interface ApiWrite {
  verb: 'create' | 'update' | 'delete'
  group: string
  resource: string
  subresource?: string
  /** Empty: of the whole cluster. */
  namespace: string
  name: string
  labels?: Fields
  /** It is answered, and nothing of it is stored: a review. */
  isVirtual?: boolean
}

/** What becomes of a write: how long it takes, how it fails, if it does, and why. */
export interface WriteFate {
  seconds: number
  failure?: { code: number; reason: string; message: string }
  because: readonly number[]
}
