import { wholeSecond } from '../../clock.ts'
import type { Moment } from '../../trace/moment.ts'
import { mirrorPods } from '../../trace/pods.ts'
import { componentStatuses } from './component-statuses.ts'
import { eventObject, eventsV1Object, namedEvents } from './event.ts'
import { type Fields, fields, text } from './json.ts'
import { KUBEADM, type Made, metadata } from './kubeadm.ts'
import { nodeObject } from './node.ts'
import { podObject } from './pod.ts'
import { BOOTSTRAP_RBAC } from './rbac.ts'
import { keyOf, type Stored, type StoredObject } from './stored.ts'

/** What a server reads from etcd; looked up only when it is asked for. */
export interface Storage {
  /** All objects of a resource, in the order of their keys, without kind and apiVersion. */
  list(group: string, resource: string): readonly Fields[]
  /** The moment, on the simulated clock. */
  moment(): Moment
}

const RBAC = 'rbac.authorization.k8s.io'
const bare = ({ kind: _kind, apiVersion: _version, ...object }: Fields): Fields => object

const LIVE: Readonly<Record<string, Made>> = {
  '/pods': (moment) => mirrorPods(moment).map((pod) => bare(podObject(moment, pod))),
  '/nodes': (moment) => [bare(nodeObject(moment))],
  '/events': (moment) => namedEvents(moment).map((event) => bare(eventObject(moment, event))),
  'events.k8s.io/events': (moment) => namedEvents(moment).map((event) => eventsV1Object(moment, event)),
  '/componentstatuses': componentStatuses,
}

/**
 * The API's objects at a moment: what the kubelet has told, what kubeadm and the server have made, and what was put there since.
 *
 * Units: none. Errors: none. Follows: nothing upstream; it stands for etcd.
 */
export function storageOf(moment: () => Moment, stored: () => Stored): Storage {
  const read = (now: Moment, put: Stored, group: string, resource: string): readonly Fields[] => {
    const own = (LIVE[`${group}/${resource}`] ?? (group === RBAC ? BOOTSTRAP_RBAC : group === '' ? KUBEADM : {})[resource] ?? NONE)(now)
    if (put.size === 0) return own.toSorted(byKey)
    const kept = own.filter(
      ({ metadata: of }) => !put.has(keyOf({ group, resource, namespace: text(fields(of)['namespace']), name: text(fields(of)['name']) })),
    )
    const added = [...put.values()].filter((one): one is StoredObject => one !== null && one.group === group && one.resource === resource)
    return [...kept, ...added.map((one) => shown(now, one))].toSorted(byKey)
  }
  const known = new Map<string, { at: number; put: Stored; list: readonly Fields[] }>()
  return {
    moment,
    list(group, resource) {
      const [now, put, key] = [moment(), stored(), `${group}/${resource}`]
      // many requests at one moment see the same
      const before = known.get(key)
      if (before?.at === now.at && before.put === put) return before.list
      const list = read(now, put, group, resource)
      // what the kubelet tells may change within a moment
      if (LIVE[key] === undefined) known.set(key, { at: now.at, put, list })
      return list
    },
  }
}

const NONE: Made = () => []

function shown(moment: Moment, { resource, namespace, name, value, createdAt }: StoredObject): Fields {
  const { labels, annotations } = fields(value['metadata'])
  const more = { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) }
  return {
    ...value,
    metadata: metadata(
      moment,
      `${resource} of ${createdAt}`,
      name,
      namespace === '' ? undefined : namespace,
      more,
      wholeSecond(moment.inputs.clock, createdAt),
    ),
  }
}

function byKey(a: Fields, b: Fields): number {
  const key = ({ metadata: of }: Fields): string => `${text(fields(of)['namespace'])}/${text(fields(of)['name'])}`
  const [x, y] = [key(a), key(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** For a server that is asked for nothing of etcd's. */
export const NO_STORAGE: Storage = {
  list: () => [],
  moment: () => {
    throw new Error('there is no moment without a run')
  },
}
