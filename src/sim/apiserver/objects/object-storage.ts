import { defined, getOrInsert } from '../../../manifest/own.ts'
import { rfc3339, wholeSecond } from '../../clock.ts'
import { releaseOf } from '../../release/release.ts'
import type { Inputs } from '../../scenario/inputs.ts'
import { hexId } from '../../trace/ids.ts'
import { entriesUntil, countUntil, etcdAt, type EtcdData, etcdDataAt, isElsewhere, type Moment } from '../../trace/moment.ts'
import { mirrorPods, samePods } from '../../trace/pods.ts'
import { eventObject, eventsV1Object, namedEvents } from './event.ts'
import { type Fields, fields, text, uuid } from './json.ts'
import { KUBEADM, type KubeadmObjects, metadata } from './kubeadm-objects.ts'
import { beatBefore, lastBeat, leadersAt } from './leaders.ts'
import { nodeObject, nodeSince, registeredAt } from './node-object.ts'
import { podObject } from './pod-object.ts'
import { BOOTSTRAP_RBAC, emptiedStore } from './rbac-objects.ts'
import { keyOf, NOTHING_STORED, RBAC_GROUP, type StoredChanges, type StoredObject } from './stored.ts'

/** A socket of one of the control plane's programs. */
export interface ServerSocket {
  uid: string
  container: string
  bind: string
  port: number
}

/** Where the control plane's programs listen, the kube-apiserver left out: that is told by its state. */
export function listeningAt({ trace, at }: Pick<Moment, 'trace' | 'at'>): ServerSocket[] {
  const found = new Map<string, ServerSocket[]>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind !== 'process') continue
    const { uid = '', container, op, bind, port } = entry
    const key = `${uid}/${container}`
    if (op === 'exited') found.delete(key)
    else if (op === 'listening' && bind !== undefined && port !== undefined)
      found.set(key, [...(found.get(key) ?? []), { uid, container, bind, port }])
  }
  return [...found.values()].flat()
}

/** What had been put into etcd at a time. */
export function storedAt({ trace, at, inputs }: Moment): StoredChanges {
  const all = new Map<number, Map<string, StoredObject | null>>()
  let data = 0
  const begun = (): StoredChanges => (data === 0 ? NOTHING_STORED : emptiedStore(releaseOf(inputs.kubernetes).minor))
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'etcd' && entry.data !== undefined) data = entry.data
    if (entry.kind !== 'object') continue
    const stored = all.get(data) ?? new Map(begun())
    all.set(data, stored)
    stored.set(keyOf(entry.object), entry.op === 'deleted' ? null : entry.object)
  }
  return all.get(data) ?? begun()
}

const SYSTEM = 'kube-system'
const NODE_SECONDS = 40
const APISERVER_SECONDS = 3600
const BEAT_SECONDS = 10
const LEADER_SECONDS = 15

/** The leases of a cluster: of its leaders, of its kube-apiserver, and of its node. */
function leases(moment: Moment): Fields[] {
  const { inputs, trace, at } = moment
  const { leasePath, leaseNamespace, apiserverLease } = releaseOf(inputs.kubernetes)
  const name = inputs.node.name
  const serves = trace.find((entry) => entry.kind === 'server' && entry.state === 'unready' && entry.t <= at)
  const found: Fields[] = []
  // whoever renews one that is lost makes it anew
  const data = etcdDataAt(trace, at)
  const from = (since: number, every: number): number => (data.n === 0 ? since : Math.max(since, data.since + every))
  if (leaseNamespace && (serves || isElsewhere(trace))) {
    const isLost = nodeSince(moment) === undefined
    const since = from(isLost ? 0 : registeredAt(moment), BEAT_SECONDS)
    const owner = { apiVersion: 'v1', kind: 'Node', name, uid: uuid(`node/${name}`) }
    found.push({
      metadata: metadata(moment, 'Lease', name, 'kube-node-lease', isLost ? {} : { ownerReferences: [owner] }, since),
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: NODE_SECONDS,
        renewTime: micro(moment, beatBefore(since, lastBeat(moment), BEAT_SECONDS)),
      },
    })
  }
  if (apiserverLease && serves) {
    const own = `apiserver-${identity(name)}`
    const labels = { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': name }
    found.push({
      metadata: metadata(moment, 'Lease', own, SYSTEM, { labels }, from(serves.t, BEAT_SECONDS)),
      spec: {
        holderIdentity: `${own}_${uuid(`${own} ${serves.id}`)}`,
        leaseDurationSeconds: APISERVER_SECONDS,
        renewTime: micro(moment, beatBefore(serves.t, at, BEAT_SECONDS)),
      },
    })
  }
  if (!leasePath('').includes('/leases/')) return found
  for (const { lease, ...leader } of leadersAt(moment)) {
    found.push({
      metadata: metadata(moment, 'Lease', lease, SYSTEM, {}, leader.created),
      spec: {
        acquireTime: micro(moment, leader.acquired),
        holderIdentity: leader.holder,
        leaseDurationSeconds: leader.holder === '' ? 1 : LEADER_SECONDS,
        leaseTransitions: leader.transitions,
        renewTime: micro(moment, leader.renewed),
      },
    })
  }
  return found
}

/** The Endpoints on which leaders write, up to 1.19. */
function leaderEndpoints(moment: Moment): Fields[] {
  if (releaseOf(moment.inputs.kubernetes).leasePath('').includes('/leases/')) return []
  return leadersAt(moment).map(({ lease, holder, created, acquired, renewed, transitions }) => {
    const second = (t: number) => rfc3339(moment.inputs.clock, t + 1e-6)
    const record = {
      holderIdentity: holder,
      leaseDurationSeconds: LEADER_SECONDS,
      acquireTime: second(acquired),
      renewTime: second(renewed),
      leaderTransitions: transitions,
    }
    const annotations = { 'control-plane.alpha.kubernetes.io/leader': JSON.stringify(record) }
    return { metadata: metadata(moment, 'Endpoints', lease, SYSTEM, { annotations }, created) }
  })
}

function micro({ inputs }: Pick<Moment, 'inputs'>, t: number): string {
  const [second = '', fraction = ''] = rfc3339(inputs.clock, t, true).slice(0, -1).split('.')
  return `${second}.${fraction.padEnd(6, '0').slice(0, 6)}Z`
}

/** As a hash of the host's name looks in base 32. */
function identity(host: string): string {
  const hex = hexId(`apiserver of ${host}`, 52)
  return Array.from({ length: 26 }, (_, i) => BASE_32[Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) % 32]).join('')
}

const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * How the scheduler, the controller manager and etcd fare; where a lane has none of the first two, nobody listens at their ports.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/registry/core/componentstatus/rest.go (v1.37.2; plain HTTP ports up to v1.21).
 */
function componentStatuses(moment: Moment): Fields[] {
  const { componentsByTLS, quotesURL, refusedCall, etcdHealthText } = releaseOf(moment.inputs.kubernetes)
  const listening = listeningAt(moment)
  const statusObject = (name: string, port: number, securePort: number): Fields => {
    const byTLS = componentsByTLS.includes(name)
    if (listening.some((listening) => listening.port === (byTLS ? securePort : port)))
      return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] }
    const url = byTLS ? `https://127.0.0.1:${securePort}/healthz` : `http://127.0.0.1:${port}/healthz`
    const message = `Get ${quotesURL ? `"${url}"` : url}: dial tcp ${/\/\/([^/]*)/.exec(url)![1]}: ${refusedCall}: connection refused`
    return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'False', message }] }
  }
  const well = etcdAt(moment) === 'up'
  const message = well ? etcdHealthText : 'context deadline exceeded'
  return [
    statusObject('controller-manager', 10252, 10257),
    { metadata: { name: 'etcd-0' }, conditions: [{ type: 'Healthy', status: well ? 'True' : 'False', message }] },
    statusObject('scheduler', 10251, 10259),
  ]
}

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

const LIVE: ReadonlyMap<string, KubeadmObjects> = new Map<string, KubeadmObjects>([
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
  const all = getOrInsert(made, now.inputs, () => new Map())
  const key = `${group}/${resource} ${data.n === 0 ? '' : `${data.n} ${data.since}`}`
  return getOrInsert(all, key, () => {
    const table = group === RBAC_GROUP ? BOOTSTRAP_RBAC : group === '' ? KUBEADM : {}
    return byKey(group, resource, Object.hasOwn(table, resource) ? table[resource]!(now) : [])
  })
}

function byKey(group: string, resource: string, objects: readonly Fields[]): OfResource {
  const keyed = objects.map((object): [string, Fields] => {
    const { namespace, name } = fields(object['metadata'])
    return [keyOf({ group, resource, namespace: text(namespace), name: text(name) }), object]
  })
  return new Map(inOrder(keyed))
}

/** As etcd has them; no two have the same key. */
function inOrder(keyed: [string, Fields][]): [string, Fields][] {
  return keyed.toSorted(([x], [y]) => (x < y ? -1 : 1))
}

/**
 * The API's objects at a moment: what the kubelet has told, what kubeadm and the server have made, and what was put there since.
 *
 * It stands for etcd.
 */
export function storageOf(
  moment: () => Moment,
  stored: () => StoredChanges,
  data: () => EtcdData = () => etcdDataAt(moment().trace, moment().at),
): Storage {
  const read = (now: Moment, put: StoredChanges, group: string, resource: string): readonly Fields[] => {
    const own = madeOf(now, data(), group, resource)
    if (put.size === 0) return [...own.values()]
    const added = [...put.values()].filter(
      (storedObject): storedObject is StoredObject =>
        storedObject !== null && storedObject.group === group && storedObject.resource === resource,
    )
    const kept = [...own].filter(([key]) => !put.has(key))
    return inOrder([...kept, ...added.map((storedObject): [string, Fields] => [keyOf(storedObject), cachedFields(now, storedObject)])]).map(
      ([, object]) => object,
    )
  }
  const known = new Map<string, { now: Moment; end: number; put: StoredChanges; of: number; list: readonly Fields[] }>()
  return {
    moment,
    list(group, resource) {
      const [now, put, key] = [moment(), stored(), `${group}/${resource}`]
      const before = known.get(key)
      const of = data().n
      // what the kubelet tells may change within a moment
      const end = LIVE.has(key) ? countUntil(now.trace, now.at) : 0
      if (before && before.put === put && before.of === of) {
        // many requests at one moment see the same, and who looks at pods again and again sees them change now and then
        const isSame =
          key === PODS
            ? samePods(before.now, before.end, now, end)
            : before.now.at === now.at && before.now.trace === now.trace && before.end === end
        before.end = end
        if (isSame) return before.list
      }
      const list = read(now, put, group, resource)
      known.set(key, { now, end, put, of, list })
      return list
    },
    get(group, resource, namespace, name) {
      const key = keyOf({ group, resource, namespace, name })
      const put = stored().get(key)
      if (put !== undefined) return put === null ? undefined : cachedFields(moment(), put)
      return madeOf(moment(), data(), group, resource).get(key)
    },
  }
}

/** An object of a run is shown the same at any time. */
const shownObjects = new WeakMap<StoredObject, Fields>()

function cachedFields(moment: Moment, object: StoredObject): Fields {
  return getOrInsert(shownObjects, object, () => show(moment, object))
}

function show(moment: Moment, { resource, namespace, name, value, createdAt }: StoredObject): Fields {
  const { labels, annotations } = fields(value['metadata'])
  const more = defined({ labels, annotations })
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
