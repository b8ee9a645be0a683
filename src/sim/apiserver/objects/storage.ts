import { wholeSecond } from '../../clock.ts'
import type { Inputs } from '../../scenario/inputs.ts'
import { countUntil, type EtcdData, etcdDataAt, type Moment } from '../../trace/moment.ts'
import { mirrorPods, samePods } from '../../trace/pods.ts'
import { componentStatuses } from './component-statuses.ts'
import { eventObject, eventsV1Object, namedEvents } from './event.ts'
import { type Fields, fields, text } from './json.ts'
import { KUBEADM, type Made, metadata } from './kubeadm.ts'
import { leaderEndpoints, leases } from './leases.ts'
import { nodeObject, nodeSince } from './node.ts'
import { podObject } from './pod.ts'
import { BOOTSTRAP_RBAC } from './rbac.ts'
import { keyOf, RBAC_GROUP, type Stored, type StoredObject } from './stored.ts'

/** What a server reads from etcd; looked up only when it is asked for. */
export interface Storage {
  /** All objects of a resource, in the order of their keys, without kind and apiVersion. */
  list(group: string, resource: string): readonly Fields[]
  /** One of them, by its whole name; the namespace is empty for what is the whole cluster's. */
  get(group: string, resource: string, namespace: string, name: string): Fields | undefined
  /** The moment, on the simulated clock. */
  moment(): Moment
}

const bare = ({ kind: _kind, apiVersion: _version, ...object }: Fields): Fields => object

const PODS = '/pods'

const LIVE: ReadonlyMap<string, Made> = new Map<string, Made>([
  [PODS, (moment) => mirrorPods(moment).map((pod) => bare(podObject(moment, pod)))],
  ['/nodes', (moment) => (nodeSince(moment) === undefined ? [] : [bare(nodeObject(moment))])],
  ['/events', (moment) => namedEvents(moment).map((event) => bare(eventObject(moment, event)))],
  ['events.k8s.io/events', (moment) => namedEvents(moment).map((event) => eventsV1Object(moment, event))],
  ['/componentstatuses', componentStatuses],
  ['/endpoints', (moment) => [...KUBEADM['endpoints']!(moment), ...leaderEndpoints(moment)]],
  ['coordination.k8s.io/leases', leases],
])

/** What kubeadm and the server have made comes of the inputs alone: every look at it sees the same. */
const made = new WeakMap<Inputs, Map<string, OfResource>>()

/** In the order of their keys, which are those of etcd. */
type OfResource = ReadonlyMap<string, Fields>

function madeOf(moment: Moment, data: EtcdData, group: string, resource: string): OfResource {
  const now = data.n === 0 ? moment : { ...moment, data }
  const make = LIVE.get(`${group}/${resource}`)
  if (make) return byKey(group, resource, make(now))
  let all = made.get(now.inputs)
  if (!all) made.set(now.inputs, (all = new Map()))
  const key = `${group}/${resource} ${data.n === 0 ? '' : `${data.n} ${data.since}`}`
  let found = all.get(key)
  if (!found) {
    const table = group === RBAC_GROUP ? BOOTSTRAP_RBAC : group === '' ? KUBEADM : {}
    all.set(key, (found = byKey(group, resource, Object.hasOwn(table, resource) ? table[resource]!(now) : [])))
  }
  return found
}

function byKey(group: string, resource: string, objects: readonly Fields[]): OfResource {
  const keyed = objects.map((object): [string, Fields] => {
    const { namespace, name } = fields(object['metadata'])
    return [keyOf({ group, resource, namespace: text(namespace), name: text(name) }), object]
  })
  return new Map(inOrder(keyed))
}

function inOrder(keyed: [string, Fields][]): [string, Fields][] {
  return keyed.toSorted(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0))
}

/**
 * The API's objects at a moment: what the kubelet has told, what kubeadm and the server have made, and what was put there since.
 *
 * Units: seconds on the simulated clock. It stands for etcd.
 */
export function storageOf(
  moment: () => Moment,
  stored: () => Stored,
  data: () => EtcdData = () => etcdDataAt(moment().trace, moment().at),
): Storage {
  const read = (now: Moment, put: Stored, group: string, resource: string): readonly Fields[] => {
    const own = madeOf(now, data(), group, resource)
    if (put.size === 0) return [...own.values()]
    const added = [...put.values()].filter((one): one is StoredObject => one !== null && one.group === group && one.resource === resource)
    const kept = [...own].filter(([key]) => !put.has(key))
    return inOrder([...kept, ...added.map((one): [string, Fields] => [keyOf(one), shown(now, one)])]).map(([, object]) => object)
  }
  const known = new Map<string, { now: Moment; end: number; put: Stored; of: number; list: readonly Fields[] }>()
  return {
    moment,
    list(group, resource) {
      const [now, put, key] = [moment(), stored(), `${group}/${resource}`]
      const before = known.get(key)
      const of = data().n
      const end = key === PODS ? countUntil(now.trace, now.at) : 0
      if (before && before.put === put && before.of === of) {
        // many requests at one moment see the same, and who looks at pods again and again sees them change now and then
        const isSame = key === PODS ? samePods(before.now, before.end, now, end) : before.now.at === now.at
        before.end = end
        if (isSame) return before.list
      }
      const list = read(now, put, group, resource)
      // what the kubelet tells may change within a moment
      if (!LIVE.has(key) || key === PODS) known.set(key, { now, end, put, of, list })
      return list
    },
    get(group, resource, namespace, name) {
      const key = keyOf({ group, resource, namespace, name })
      const put = stored().get(key)
      if (put !== undefined) return put === null ? undefined : shown(moment(), put)
      return madeOf(moment(), data(), group, resource).get(key)
    },
  }
}

/** An object of a run is shown the same at any time. */
const shownObjects = new WeakMap<StoredObject, Fields>()

function shown(moment: Moment, object: StoredObject): Fields {
  let found = shownObjects.get(object)
  if (!found) shownObjects.set(object, (found = show(moment, object)))
  return found
}

function show(moment: Moment, { resource, namespace, name, value, createdAt }: StoredObject): Fields {
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

/** For a server that is asked for nothing of etcd's. */
export const NO_STORAGE: Storage = {
  list: () => [],
  get: () => undefined,
  moment: () => {
    throw new Error('there is no moment without a run')
  },
}
