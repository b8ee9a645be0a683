import type { Json } from '../../../manifest/yaml/resolve.ts'
import { defined, getOrInsert } from '../../../manifest/own.ts'
import { canonicalQuantity } from '../../../manifest/quantity.ts'
import { type GoType, type Struct, structOf } from '../../../manifest/schema.ts'
import { imageId, runtimeId } from '../../trace/ids.ts'
import { lastOf, type Moment } from '../../trace/moment.ts'
import type { PodView } from '../../trace/pods.ts'
import { releaseFor } from '../../release/release.ts'
import { rfc3339 } from '../../clock.ts'
import { PROBES } from '../../../manifest/types.ts'
import { gateIsOn } from '../flags/feature-gates.ts'
import { amountOf } from '../../node/node-size.ts'
import { specAt } from '../../scenario/specs.ts'
import type { ContainerState, ContainerStatus, StatusEntry } from '../../trace/trace.ts'
import { type Fields, fields, list, time, uuid } from './json.ts'

/**
 * A mirror pod as the API has it, for `-o yaml`, `-o json` and jsonpath. What no rule of the model knows (UIDs, resource
 * versions, image digests) is made up, and the same each time.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus, and pkg/apis/core/v1/defaults.go (v1.37.2).
 */
export function podObject(moment: Moment, pod: PodView): Fields {
  const { inputs } = moment
  const { podGeneration, preemptionPolicy, mirrorOwner } = releaseFor(inputs)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...podMetadata(moment, pod, true),
      creationTimestamp: time(moment, pod.createdAt),
      ...(podGeneration ? { generation: 1 } : {}),
      ...(mirrorOwner
        ? {
            ownerReferences: [
              { apiVersion: 'v1', controller: true, kind: 'Node', name: inputs.node.name, uid: uuid(`node/${inputs.node.name}`) },
            ],
          }
        : {}),
      resourceVersion: String(300 + (pod.status?.id ?? 0)),
      uid: uuid(`mirror/${pod.uid}/${pod.createdAt}`),
    },
    spec: {
      ...(preemptionPolicy ? { preemptionPolicy: 'PreemptLowerPriority' } : {}),
      ...podSpec(moment, pod, storedProbes(moment, pod.createdAt)),
    },
    status: podStatus(moment, pod),
  }
}

/** What the kubelet makes of a manifest's metadata, or of its mirror's. Follows: pkg/kubelet/config/common.go, applyDefaults (v1.37.2). */
export function podMetadata({ inputs }: Moment, pod: PodView, isMirror = false): Fields {
  const meta = fields(pod.spec.raw['metadata'])
  return {
    ...meta,
    annotations: {
      ...fields(meta['annotations']),
      'kubernetes.io/config.hash': pod.uid,
      ...(isMirror ? { 'kubernetes.io/config.mirror': pod.uid } : {}),
      'kubernetes.io/config.seen': rfc3339(inputs.clock, pod.seenAt, true),
      'kubernetes.io/config.source': 'file',
    },
    name: pod.name,
    namespace: pod.namespace,
    ...(releaseFor(inputs).selfLinks ? { selfLink: `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}` } : {}),
    uid: pod.uid,
  }
}

/** A pod's spec with the defaults of the API and of the kubelet; `stored` is what of a container is kept. */
export function podSpec({ inputs }: Moment, pod: PodView, stored = (container: Fields): Fields => container): Fields {
  const spec = printedSpec(fields(pod.spec.raw['spec']))
  const { enableServiceLinks: links, ...own } = spec
  return {
    ...own,
    containers: list(spec['containers']).map((container) => ({ resources: {}, ...stored(fields(container)) })),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: list(spec['initContainers']).map((item) => stored(fields(item))) }),
    dnsPolicy: spec['dnsPolicy']!,
    ...(releaseFor(inputs).serviceLinks ? { enableServiceLinks: links! } : {}),
    nodeName: inputs.node.name,
    restartPolicy: pod.spec.spec.restartPolicy,
    schedulerName: spec['schedulerName']!,
    securityContext: spec['securityContext']!,
    terminationGracePeriodSeconds: pod.spec.spec.terminationGracePeriodSeconds,
    tolerations: tolerations(list(spec['tolerations']).map(fields)),
  }
}

/**
 * A static pod tolerates whatever happens to its node.
 *
 * Follows: pkg/kubelet/config/common.go, applyDefaults; pkg/apis/core/helper/helpers.go, AddOrUpdateTolerationInPod (v1.37.2).
 */
function tolerations(own: readonly Fields[]): Json[] {
  const all: Fields = { effect: 'NoExecute', operator: 'Exists' }
  const same = own.findIndex(
    ({ key, value, effect, operator }) => !key && !value && effect === all['effect'] && operator === all['operator'],
  )
  return same < 0 ? [...own, all] : (own.with(same, all) as Json[])
}

/**
 * A container with its probes and hooks as the kube-apiserver has kept them that made the mirror: without a field whose gate it has off.
 *
 * Follows: pkg/registry/core/pod/strategy.go, PrepareForCreate, and pkg/api/pod/util.go, DropDisabledPodFields (v1.37.2).
 */
function storedProbes(moment: Moment, createdAt: number): (container: Fields) => Fields {
  const release = releaseFor(moment.inputs)
  const { gatedProbeFields } = release
  if (gatedProbeFields.length === 0) return (container) => container
  const gates = serverGates(moment, createdAt)
  const storedHandler = (written: Json): Fields => {
    const kept = { ...fields(written) }
    for (const { handler, field, gate, preset } of gatedProbeFields) {
      if (kept[handler] === undefined) continue
      const { [field]: value, ...rest } = fields(kept[handler])
      const stays = gateIsOn(gate, gates, release) ? (value ?? preset) : undefined
      kept[handler] = stays === undefined ? rest : { ...rest, [field]: stays }
    }
    return kept
  }
  const among = (written: Fields, names: readonly string[]): Fields =>
    Object.fromEntries(names.flatMap((name) => (written[name] === undefined ? [] : [[name, storedHandler(written[name])]])))
  return (container) => {
    const probes = among(
      container,
      PROBES.map((type) => `${type}Probe`),
    )
    if (container['lifecycle'] === undefined) return { ...container, ...probes }
    const hooks = fields(container['lifecycle'])
    return { ...container, ...probes, lifecycle: { ...hooks, ...among(hooks, ['postStart', 'preStop']) } }
  }
}

/** What the lane's own kube-apiserver says of gates, by when it served; one elsewhere has the defaults. A creation's time is a whole second. */
function serverGates({ inputs, trace }: Moment, createdAt: number): Readonly<Record<string, string>> {
  const server = lastOf(trace, createdAt + 1, 'server', ({ state }) => state === 'serving')
  const spec = server?.pod === undefined ? undefined : specAt({ inputs, at: server.t }, server.pod)
  const container = spec?.spec.containers.find(({ name }) => name === server!.container)
  const words = [...(container?.command ?? []), ...(container?.args ?? [])].join(' ')
  return Object.fromEntries(
    [...words.matchAll(/--feature-gates[= ](\S+)/g)].flatMap(([, pairs]) =>
      pairs!.split(',').map((pair) => pair.split('=', 2) as [string, string]),
    ),
  )
}

/** A pod's status as its kubelet told it last. */
export function podStatus(moment: Moment, pod: PodView): Fields {
  const { inputs } = moment
  const { resourcesInStatus, hostIPs, podIPs, podResources } = releaseFor(inputs)
  const { status } = pod
  const spec = printedSpec(fields(pod.spec.raw['spec']))
  const containers = list(spec['containers']).map(fields)
  const qos = qosClass(spec)
  if (!status) return { phase: 'Pending', qosClass: qos }
  const ip = podIP(moment, pod).replace('<none>', '')
  const of = (init: boolean): Json[] =>
    status.containers.filter((c) => (c.init ?? false) === init).map((c) => containerStatus(moment, pod, c))
  const requests = fields(fields(containers[0]?.['resources'])['requests'])
  const inits = of(true)
  return {
    ...(resourcesInStatus && Object.keys(requests).length ? { allocatedResources: requests } : {}),
    conditions: conditions(moment, pod, status),
    containerStatuses: of(false),
    ...(inputs.cluster.attached ? { hostIP: inputs.node.ip, ...(hostIPs ? { hostIPs: [{ ip: inputs.node.ip }] } : {}) } : {}),
    ...(inits.length ? { initContainerStatuses: inits } : {}),
    ...defined({ message: status.message }),
    phase: status.phase,
    ...(ip ? { podIP: ip, ...(podIPs ? { podIPs: [{ ip }] } : {}) } : {}),
    qosClass: qos,
    ...defined({ reason: status.reason }),
    ...(podResources && Object.keys(requests).length ? { resources: { requests } } : {}),
    startTime: time(moment, pod.seenAt),
  }
}

/** Which of a pod's conditions are true. */
export function conditionsMet({ containers, ready }: StatusEntry): Readonly<Record<string, boolean>> {
  return {
    PodReadyToStartContainers: hasSandbox(containers),
    Initialized: !containers.some(({ state }) => state.reason === 'PodInitializing'),
    Ready: ready,
    ContainersReady: ready,
    PodScheduled: true,
  }
}

/** As far as the status says: a pod's worker that waits for a volume or for its first image writes no other status meanwhile. */
const hasSandbox = (containers: readonly ContainerStatus[]): boolean =>
  containers.some(
    ({ state, lastState }) => lastState !== undefined || !['ContainerCreating', 'PodInitializing'].includes(state.reason ?? state.is),
  )

function conditions(moment: Moment, pod: PodView, status: StatusEntry): Json[] {
  const met = conditionsMet(status)
  const notReady = status.containers.filter((c) => !c.init && !c.ready).map((c) => c.name)
  const readyAt = readySince(moment, pod, status)
  return releaseFor(moment.inputs).podConditions.map((type) => {
    const ok = met[type]!
    const since = ['Ready', 'ContainersReady'].includes(type) ? readyAt : pod.seenAt
    const why =
      ok || !type.includes('Ready') || type.startsWith('Pod')
        ? {}
        : { message: `containers with unready status: [${notReady.join(' ')}]`, reason: 'ContainersNotReady' }
    return { lastProbeTime: null, lastTransitionTime: time(moment, since), ...why, status: ok ? 'True' : 'False', type }
  })
}

/** Since when the pod has been as ready as it is. */
function readySince({ trace }: Moment, pod: PodView, status: StatusEntry): number {
  let since = pod.seenAt
  let was: boolean | undefined
  for (const entry of trace.slice(0, status.id + 1)) {
    if (entry.kind !== 'status' || entry.pod !== pod.base || entry.t < pod.seenAt) continue
    if (entry.ready !== was) since = entry.t
    was = entry.ready
  }
  return since
}

function containerStatus(moment: Moment, pod: PodView, c: ContainerStatus): Fields {
  const release = releaseFor(moment.inputs)
  const { resourcesInStatus, mountsInStatus } = release
  const spec = printedSpec(fields(pod.spec.raw['spec']))
  const all = [...list(spec['containers']), ...list(spec['initContainers'])].map(fields)
  const raw = all.find((item) => item['name'] === c.name) ?? {}
  const id = (state: ContainerState | undefined): Fields =>
    state?.containerID === undefined ? {} : { containerID: runtimeId(release, state.containerID) }
  const own = { ...id(c.lastState), ...id(c.state) }
  const image = String(raw['image'] ?? '')
  const requests = fields(fields(raw['resources'])['requests'])
  const limits = fields(fields(raw['resources'])['limits'])
  const mounts = list(raw['volumeMounts']).map(fields)
  return {
    ...(resourcesInStatus && Object.keys(requests).length ? { allocatedResources: requests } : {}),
    ...own,
    image,
    imageID: own['containerID'] ? imageId(release, image) : '',
    lastState: c.lastState ? stateObject(moment, c.lastState, id(c.lastState)) : {},
    name: c.name,
    ready: c.ready,
    ...(resourcesInStatus && Object.keys(requests).length
      ? { resources: { ...(Object.keys(limits).length ? { limits } : {}), requests } }
      : {}),
    restartCount: c.restartCount,
    ...defined({ started: c.started }),
    state: stateObject(moment, c.state, id(c.state)),
    ...(mountsInStatus && mounts.length
      ? { volumeMounts: mounts.map((mount) => ({ ...mount, ...(mount['readOnly'] ? { recursiveReadOnly: 'Disabled' } : {}) })) }
      : {}),
  }
}

function stateObject(moment: Moment, state: ContainerState, id: Fields): Fields {
  const when = (name: string, t: number | undefined): Fields => ({ [name]: t === undefined ? null : time(moment, t) })
  const text = (name: 'reason' | 'message'): Fields => (state[name] ? { [name]: state[name] } : {})
  if (state.is === 'running') return { running: when('startedAt', state.startedAt) }
  if (state.is === 'waiting') return { waiting: { ...text('message'), ...text('reason') } }
  return {
    terminated: {
      ...id,
      exitCode: state.exitCode!,
      ...when('finishedAt', state.finishedAt),
      ...text('message'),
      ...text('reason'),
      ...(state.signal ? { signal: state.signal } : {}),
      ...when('startedAt', state.startedAt),
    },
  }
}

const COMPUTE = ['cpu', 'memory'] as const

/**
 * How a pod is served when memory runs out, by its containers' CPU and memory, or its own where it has some. Guaranteed: every
 * container has limits for both, and all requests together are no less.
 *
 * Follows: pkg/apis/core/v1/helper/qos/qos.go, ComputePodQOS (v1.37.2).
 */
export function qosClass(spec: Fields): string {
  const own = fields(spec['resources'])
  const isOwn = ['requests', 'limits'].some((field) => Object.keys(fields(own[field])).length > 0)
  const all = isOwn
    ? [own]
    : ['containers', 'initContainers'].flatMap((field) => list(spec[field]).map((of) => fields(fields(of)['resources'])))
  const amounts = all.map(({ requests, limits }) =>
    COMPUTE.map((name) => {
      const limit = fields(limits)[name]
      return { limit: amountOf(limit, name), request: amountOf(fields(requests)[name] ?? limit, name) }
    }),
  )
  if (amounts.flat().every(({ limit, request }) => limit === 0 && request === 0)) return 'BestEffort'
  const sum = (place: number, field: 'limit' | 'request'): number => amounts.reduce((total, of) => total + of[place]![field], 0)
  const isFull =
    amounts.flat().every(({ limit }) => limit > 0) && COMPUTE.every((_, place) => sum(place, 'request') === sum(place, 'limit'))
  return isFull ? 'Guaranteed' : 'Burstable'
}

/**
 * A pod's address: the node's with hostNetwork, once the kubelet has said so; else its sandbox's.
 *
 * `<none>` before there is one.
 * Follows: pkg/kubelet/kubelet_pods.go, generateAPIPodStatus (v1.37.2).
 */
export function podIP(moment: Moment, pod: PodView): string {
  if (!pod.status) return '<none>'
  if (pod.spec.spec.hostNetwork) return moment.inputs.cluster.attached ? moment.inputs.node.ip : '<none>'
  if (!hasSandbox(pod.status.containers)) return '<none>'
  const others = new Set<string>()
  for (const entry of moment.trace) {
    if (entry.kind !== 'sync' || entry.op !== 'ADD' || entry.pod === undefined) continue
    if (entry.uid === pod.uid) break
    if (specAt({ inputs: moment.inputs, at: entry.t }, entry.pod)?.spec.hostNetwork === false) others.add(entry.uid)
  }
  return `10.244.0.${2 + others.size}`
}

const printed = new WeakMap<object, Fields>()

/**
 * A pod's spec with its quantities as Kubernetes writes them again: `1024Mi` is `1Gi`.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go, MarshalJSON (v1.37.2).
 */
function printedSpec(spec: Fields): Fields {
  return getOrInsert(printed, spec, () => ofStruct(spec, structOf('PodSpec')))
}

function ofStruct(value: Fields, struct: Struct): Fields {
  const own = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, ofType(item, struct.fields.get(name)!.type)]))
  // Go leaves no struct out
  return struct.name === 'ResourceFieldSelector' ? { divisor: '0', ...own } : own
}

function ofType(value: Json, type: GoType): Json {
  if (type.is === 'Quantity') return canonicalQuantity(String(value as string | number))
  if (type.is === 'list' && Array.isArray(value)) return value.map((item: Json) => ofType(item, type.of))
  if (typeof value !== 'object' || value === null) return value
  if (type.is === 'struct') return ofStruct(fields(value), structOf(type.name))
  if (type.is === 'map') return Object.fromEntries(Object.entries(fields(value)).map(([name, item]) => [name, ofType(item, type.of)]))
  return value
}
