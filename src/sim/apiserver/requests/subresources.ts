import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import type { Kind } from '../objects/kinds.ts'

const READ_WRITE = ['GET', 'PUT', 'PATCH']
const ANY = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS']

/** Kinds whose `status` is written on its own, and those that have a `scale`. */
const STATUS =
  'nodes namespaces pods services persistentvolumes persistentvolumeclaims replicationcontrollers resourcequotas deployments daemonsets replicasets statefulsets cronjobs jobs horizontalpodautoscalers certificatesigningrequests ingresses poddisruptionbudgets customresourcedefinitions apiservices'.split(
    ' ',
  )
const SCALE = ['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']

interface Row {
  methods: readonly string[]
  since?: number
}

/** By `resource/subresource` of the core group. */
const ROWS: Readonly<Record<string, Row>> = {
  'pods/attach': { methods: ['GET', 'POST'] },
  'pods/binding': { methods: ['POST'] },
  'pods/eviction': { methods: ['POST'] },
  'pods/exec': { methods: ['GET', 'POST'] },
  'pods/log': { methods: ['GET'] },
  'pods/portforward': { methods: ['GET', 'POST'] },
  'pods/proxy': { methods: ANY },
  'pods/ephemeralcontainers': { methods: READ_WRITE, since: 23 },
  'pods/resize': { methods: READ_WRITE, since: 33 },
  'nodes/proxy': { methods: ANY },
  'services/proxy': { methods: ANY },
  'namespaces/finalize': { methods: ['PUT'] },
  'serviceaccounts/token': { methods: ['POST'], since: 12 },
}

/**
 * The methods of a kind's subresource; undefined where it has none of that name.
 *
 * Follows: pkg/registry/core/rest/storage_core.go and the storage of the other groups (v1.37.2).
 */
export function methodsOf(
  { group, name }: Pick<Kind, 'group' | 'name'>,
  subresource: string,
  { minor }: Release,
): readonly string[] | undefined {
  if (subresource === 'status' && STATUS.includes(name)) return READ_WRITE
  if (subresource === 'scale' && SCALE.includes(name)) return READ_WRITE
  if (name === 'certificatesigningrequests' && subresource === 'approval') return READ_WRITE
  const row = group === '' ? own(ROWS, `${name}/${subresource}`) : undefined
  return row && minor >= (row.since ?? 0) ? row.methods : undefined
}
