import { defined } from './own.ts'
import { parseQuantity } from './quantity.ts'
import { type ObjectTree, child, childOrEmpty, children, flag, number, text, textMap, texts } from './tree.ts'
import {
  PROBE_FIELDS,
  type Container,
  type EnvSource,
  type EnvVar,
  type HTTPGetAction,
  type LifecycleHandler,
  type Pod,
  type Probe,
  type ProbeHandler,
  type RestartPolicy,
  type RestartRule,
  type UserRules,
  type Volume,
  type VolumeReference,
} from './types.ts'
import { marshal } from './go/go-json.ts'
import type { Json } from './yaml/resolve.ts'

/** A volume, and the Secrets and ConfigMaps that it is made of. */
function volumeOf(raw: ObjectTree): Volume {
  const hostPath = child(raw, 'hostPath')
  const isEmptyDir = child(raw, 'emptyDir') ? (true as const) : undefined
  const sources = children(childOrEmpty(raw, 'projected'), 'sources')
  return {
    name: text(raw, 'name'),
    ...defined({ hostPath: hostPath && { path: text(hostPath, 'path'), type: text(hostPath, 'type') }, isEmptyDir }),
    references: [
      ...referencesIn(raw, ''),
      ...sources.flatMap((source, i) => referencesIn(source, `projected.sources[${i}].`, child(raw, 'projected'))),
    ],
  }
}

/** `whole`: what has their mode, where that is not each of them. */
function referencesIn(raw: ObjectTree, before: string, whole?: ObjectTree): VolumeReference[] {
  return (['secret', 'configMap'] as const).flatMap((field): VolumeReference[] => {
    const source = child(raw, field)
    if (!source) return []
    const items = children(source, 'items').map((item) => ({ key: text(item, 'key'), path: text(item, 'path'), ...modeOf(item, 'mode') }))
    return [
      {
        kind: KINDS[field],
        name: text(source, 'secretName') || text(source, 'name'),
        optional: flag(source, 'optional'),
        ...(items.length > 0 ? { items } : {}),
        at: `${before}${field}`,
        ...modeOf(whole ?? source, 'defaultMode'),
      },
    ]
  })
}

const modeOf = (raw: ObjectTree, field: string): { mode?: number } => defined({ mode: numberIn(raw, field) })

/** Undefined where it is not said. */
const numberIn = (raw: ObjectTree, field: string): number | undefined => (typeof raw[field] === 'number' ? raw[field] : undefined)

const KINDS = { secret: 'Secret', configMap: 'ConfigMap' } as const

/** An environment variable. */
function envOf(raw: ObjectTree): EnvVar {
  const from = childOrEmpty(raw, 'valueFrom')
  const field = child(from, 'fieldRef')
  const secret = child(from, 'secretKeyRef')
  const source = secret ?? child(from, 'configMapKeyRef')
  const key: EnvVar['key'] = source && {
    kind: secret ? 'Secret' : 'ConfigMap',
    name: text(source, 'name'),
    key: text(source, 'key'),
    optional: flag(source, 'optional'),
  }
  return { name: text(raw, 'name'), value: text(raw, 'value'), ...defined({ fieldPath: field && text(field, 'fieldPath'), key }) }
}

/** The objects of which all keys become variables. */
function envFromOf(raw: ObjectTree): EnvSource[] {
  return (['secretRef', 'configMapRef'] as const).flatMap((field): EnvSource[] => {
    const source = child(raw, field)
    if (!source) return []
    const kind = field === 'secretRef' ? 'Secret' : 'ConfigMap'
    return [{ kind, name: text(source, 'name'), prefix: text(raw, 'prefix'), optional: flag(source, 'optional') }]
  })
}

/** The part of a decoded, defaulted, valid pod that the simulator reads. */
export function podOf(raw: ObjectTree): Pod {
  const meta = childOrEmpty(raw, 'metadata')
  const spec = childOrEmpty(raw, 'spec')
  return {
    metadata: {
      name: text(meta, 'name'),
      namespace: text(meta, 'namespace') === '' ? 'default' : text(meta, 'namespace'),
      ...defined({ uid: text(meta, 'uid') || undefined }),
      labels: textMap(meta, 'labels'),
      annotations: textMap(meta, 'annotations'),
    },
    spec: {
      containers: children(spec, 'containers').map((container) => containerOf(container, false)),
      initContainers: children(spec, 'initContainers').map((container) => containerOf(container, true)),
      restartPolicy: text(spec, 'restartPolicy') as Pod['spec']['restartPolicy'],
      ...defined({ activeDeadlineSeconds: numberIn(spec, 'activeDeadlineSeconds') }),
      terminationGracePeriodSeconds: number(spec, 'terminationGracePeriodSeconds'),
      hostNetwork: flag(spec, 'hostNetwork'),
      volumes: children(spec, 'volumes').map(volumeOf),
      securityContext: userRules(child(spec, 'securityContext')),
      serviceAccountName: text(spec, 'serviceAccountName'),
      imagePullSecrets: children(spec, 'imagePullSecrets').flatMap((value) => text(value, 'name') || []),
    },
    raw,
  }
}

function containerOf(raw: ObjectTree, init: boolean): Container {
  const [livenessProbe, readinessProbe, startupProbe] = PROBE_FIELDS.map((name) => probeOf(child(raw, name)))
  const [preStop, postStart] = ['preStop', 'postStart'].map((name) => {
    const hook = child(childOrEmpty(raw, 'lifecycle'), name)
    return hook && handlersOf(hook)
  })
  return {
    name: text(raw, 'name'),
    image: text(raw, 'image'),
    imagePullPolicy: text(raw, 'imagePullPolicy') as Container['imagePullPolicy'],
    command: texts(raw, 'command'),
    args: texts(raw, 'args'),
    ports: children(raw, 'ports').map((port) => ({
      name: text(port, 'name'),
      containerPort: number(port, 'containerPort'),
      hostPort: number(port, 'hostPort'),
      hostIP: text(port, 'hostIP'),
      protocol: text(port, 'protocol'),
    })),
    env: children(raw, 'env').map(envOf),
    envFrom: children(raw, 'envFrom').flatMap(envFromOf),
    volumeMounts: children(raw, 'volumeMounts').map((mount) => ({
      name: text(mount, 'name'),
      mountPath: text(mount, 'mountPath'),
      readOnly: flag(mount, 'readOnly'),
      subPath: text(mount, 'subPath'),
    })),
    ...defined({ memoryLimit: memoryLimit(raw), stdin: flag(raw, 'stdin') ? (true as const) : undefined }),
    securityContext: userRules(child(raw, 'securityContext')),
    ...(text(raw, 'restartPolicy') === '' ? {} : ownRestarts(raw, init)),
    ...defined({ livenessProbe, readinessProbe, startupProbe }),
    ...(preStop || postStart ? { lifecycle: defined({ preStop, postStart }) } : {}),
  }
}

function ownRestarts(raw: ObjectTree, init: boolean): Pick<Container, 'restartPolicy' | 'ownRestarts'> {
  const policy = text(raw, 'restartPolicy') as RestartPolicy
  const rules = children(raw, 'restartPolicyRules').map((rule) => {
    const exitCodes = childOrEmpty(rule, 'exitCodes')
    const values = exitCodes['values']
    return {
      isIn: text(exitCodes, 'operator') === 'In',
      codes: Array.isArray(values) ? (values as readonly number[]) : [],
      action: text(rule, 'action') as RestartRule['action'],
    }
  })
  return { ...(init && policy === 'Always' ? { restartPolicy: policy } : {}), ownRestarts: { policy, rules } }
}

/** A limit may be a number, or a text with a suffix; 0 is none. */
function memoryLimit(raw: ObjectTree): number | undefined {
  const memory = child(childOrEmpty(raw, 'resources'), 'limits')?.['memory']
  const quantity = typeof memory === 'string' || typeof memory === 'number' ? parseQuantity(String(memory)) : undefined
  return quantity && 'value' in quantity && quantity.value > 0 ? quantity.value : undefined
}

function userRules(context: ObjectTree = {}): UserRules {
  const { runAsNonRoot: nonRoot, readOnlyRootFilesystem: readOnly } = context
  return defined({
    runAsNonRoot: typeof nonRoot === 'boolean' ? nonRoot : undefined,
    runAsUser: numberIn(context, 'runAsUser'),
    readOnlyRootFilesystem: readOnly === true ? readOnly : undefined,
  })
}

function probeOf(raw: ObjectTree | undefined): Probe | undefined {
  if (!raw) return undefined
  return {
    ...handlersOf(raw),
    initialDelaySeconds: number(raw, 'initialDelaySeconds'),
    timeoutSeconds: number(raw, 'timeoutSeconds'),
    periodSeconds: number(raw, 'periodSeconds'),
    successThreshold: number(raw, 'successThreshold'),
    failureThreshold: number(raw, 'failureThreshold'),
    ...defined({ terminationGracePeriodSeconds: numberIn(raw, 'terminationGracePeriodSeconds') }),
  }
}

type AnyHandler = ProbeHandler & LifecycleHandler

function handlersOf(raw: ObjectTree): AnyHandler {
  const [exec, http, tcp, grpc, sleep] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'].map((name) => child(raw, name))
  // a handler that the type has and this has not does not compile
  const handlers: { [K in keyof Required<AnyHandler>]: AnyHandler[K] | undefined } = {
    exec: exec && { command: texts(exec, 'command') },
    httpGet: http && httpOf(http),
    tcpSocket: tcp && { host: text(tcp, 'host'), port: portOf(tcp) },
    grpc: grpc && {
      port: number(grpc, 'port'),
      service: text(grpc, 'service'),
      ...(text(grpc, 'mode') === 'TLS' ? { mode: 'TLS' as const } : {}),
    },
    sleep: sleep && { seconds: number(sleep, 'seconds') },
  }
  return defined(handlers)
}

function httpOf(raw: ObjectTree): HTTPGetAction {
  return {
    host: text(raw, 'host'),
    path: text(raw, 'path'),
    port: portOf(raw),
    scheme: text(raw, 'scheme') === 'HTTPS' ? 'HTTPS' : 'HTTP',
    httpHeaders: children(raw, 'httpHeaders').map((header) => ({ name: text(header, 'name'), value: text(header, 'value') })),
    ...(text(raw, 'protocol') === 'HTTP2' ? { protocol: 'HTTP2' as const } : {}),
  }
}

function portOf(raw: ObjectTree): number | string {
  return raw['port'] as number | string
}

/**
 * The UID that the kubelet gives a static pod: a hash of what the file means, so that comments and the order of keys do not
 * matter and every other edit makes a new pod; and of the node and the file's path.
 *
 * Follows: pkg/kubelet/config/common.go, applyDefaults (v1.37.2): FNV-128a, MD5 before it. The digits are not the kubelet's,
 * who hashes Go's own print of the struct; in v1.9 the path does not count, see `uidHasPath` in release.ts.
 */
export function podUid(pod: Pod, options: { file: string; nodeName: string; release: { uidHasPath: boolean } }): string {
  if (pod.metadata.uid !== undefined) return pod.metadata.uid
  const { file, nodeName, release } = options
  return fnv128a(`host:${nodeName}${release.uidHasPath ? `file:${file}` : ''}${marshal(pod.raw as Json)}`)
}

/** FNV-128a over the UTF-16 units of a text, as 32 hexadecimal digits. Follows: Go's hash/fnv, New128a, which takes bytes. */
function fnv128a(text: string): string {
  // the state in four digits of 32 bits, lowest first; the prime is 2^88 + 315
  let [a, b, c, d] = [0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e]
  for (let i = 0; i < text.length; i++) {
    const low = (a ^ text.charCodeAt(i)) >>> 0
    const second = b
    let sum = low * PRIME_LOW
    a = sum >>> 0
    sum = second * PRIME_LOW + ((sum / DIGIT) | 0)
    b = sum >>> 0
    // 2^88: two digits up, then 24 bits
    sum = c * PRIME_LOW + ((low << 24) >>> 0) + ((sum / DIGIT) | 0)
    c = sum >>> 0
    d = (d * PRIME_LOW + ((second << 24) >>> 0) + (low >>> 8) + ((sum / DIGIT) | 0)) >>> 0
  }
  return [d, c, b, a].map((digit) => digit.toString(16).padStart(8, '0')).join('')
}

const DIGIT = 2 ** 32
const PRIME_LOW = 0x13b
