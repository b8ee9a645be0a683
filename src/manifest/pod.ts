import { parseQuantity } from './quantity.ts'
import { child, children, flag, number, text, textMap, texts, type Tree } from './tree.ts'
import type {
  Container,
  EnvSource,
  EnvVar,
  HTTPGetAction,
  LifecycleHandler,
  Pod,
  Probe,
  RestartPolicy,
  RestartRule,
  UserRules,
  Volume,
  VolumeReference,
} from './types.ts'
import { newObject } from './yaml/decode.ts'

/** A volume, and the Secrets and ConfigMaps that it is made of. */
function volumeOf(raw: Tree): Volume {
  const hostPath = child(raw, 'hostPath')
  const sources = children(child(raw, 'projected') ?? {}, 'sources')
  return {
    name: text(raw, 'name'),
    ...(hostPath ? { hostPath: { path: text(hostPath, 'path'), type: text(hostPath, 'type') } } : {}),
    ...(child(raw, 'emptyDir') ? { isEmptyDir: true as const } : {}),
    references: [
      ...referencesIn(raw, ''),
      ...sources.flatMap((source, i) => referencesIn(source, `projected.sources[${i}].`, child(raw, 'projected'))),
    ],
  }
}

/** `whole`: what has their mode, where that is not each of them. */
function referencesIn(raw: Tree, before: string, whole?: Tree): VolumeReference[] {
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

function modeOf(raw: Tree, field: string): { mode?: number } {
  const mode = raw[field]
  return typeof mode === 'number' ? { mode } : {}
}

const KINDS = { secret: 'Secret', configMap: 'ConfigMap' } as const

/** An environment variable. */
function envOf(raw: Tree): EnvVar {
  const from = child(raw, 'valueFrom')
  const field = from && child(from, 'fieldRef')
  const secret = from && child(from, 'secretKeyRef')
  const key = secret ?? (from && child(from, 'configMapKeyRef'))
  return {
    name: text(raw, 'name'),
    value: text(raw, 'value'),
    ...(field ? { fieldPath: text(field, 'fieldPath') } : {}),
    ...(key
      ? {
          key: {
            kind: secret ? ('Secret' as const) : ('ConfigMap' as const),
            name: text(key, 'name'),
            key: text(key, 'key'),
            optional: flag(key, 'optional'),
          },
        }
      : {}),
  }
}

/** The objects of which all keys become variables. */
function envFromOf(raw: Tree): EnvSource[] {
  return (['secretRef', 'configMapRef'] as const).flatMap((field): EnvSource[] => {
    const source = child(raw, field)
    if (!source) return []
    const kind = field === 'secretRef' ? 'Secret' : 'ConfigMap'
    return [{ kind, name: text(source, 'name'), prefix: text(raw, 'prefix'), optional: flag(source, 'optional') }]
  })
}

/** The part of a decoded, defaulted, valid pod that the simulator reads. Units: seconds. */
export function podOf(raw: Tree): Pod {
  const meta = child(raw, 'metadata') ?? newObject()
  const spec = child(raw, 'spec') ?? newObject()
  const uid = text(meta, 'uid')
  return {
    metadata: {
      name: text(meta, 'name'),
      namespace: text(meta, 'namespace') === '' ? 'default' : text(meta, 'namespace'),
      ...(uid === '' ? {} : { uid }),
      labels: textMap(meta, 'labels'),
      annotations: textMap(meta, 'annotations'),
    },
    spec: {
      containers: children(spec, 'containers').map((container) => containerOf(container, false)),
      initContainers: children(spec, 'initContainers').map((container) => containerOf(container, true)),
      restartPolicy: text(spec, 'restartPolicy') as Pod['spec']['restartPolicy'],
      ...(typeof spec['activeDeadlineSeconds'] === 'number' ? { activeDeadlineSeconds: spec['activeDeadlineSeconds'] } : {}),
      terminationGracePeriodSeconds: number(spec, 'terminationGracePeriodSeconds'),
      hostNetwork: flag(spec, 'hostNetwork'),
      volumes: children(spec, 'volumes').map(volumeOf),
      securityContext: userRules(child(spec, 'securityContext')),
      serviceAccountName: text(spec, 'serviceAccountName') || 'default',
      imagePullSecrets: children(spec, 'imagePullSecrets').flatMap((value) => text(value, 'name') || []),
    },
    raw,
  }
}

function containerOf(raw: Tree, init: boolean): Container {
  const [liveness, readiness, startup] = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) => probeOf(child(raw, name)))
  const lifecycle = child(raw, 'lifecycle')
  const preStop = lifecycle && child(lifecycle, 'preStop')
  const postStart = lifecycle && child(lifecycle, 'postStart')
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
    ...memoryLimit(raw),
    ...(flag(raw, 'stdin') ? { stdin: true as const } : {}),
    securityContext: userRules(child(raw, 'securityContext')),
    ...(text(raw, 'restartPolicy') === '' ? {} : ownRestarts(raw, init)),
    ...(liveness ? { livenessProbe: liveness } : {}),
    ...(readiness ? { readinessProbe: readiness } : {}),
    ...(startup ? { startupProbe: startup } : {}),
    ...(preStop || postStart
      ? { lifecycle: { ...(preStop ? { preStop: handlerOf(preStop) } : {}), ...(postStart ? { postStart: handlerOf(postStart) } : {}) } }
      : {}),
  }
}

function ownRestarts(raw: Tree, init: boolean): Pick<Container, 'restartPolicy' | 'ownRestarts'> {
  const policy = text(raw, 'restartPolicy') as RestartPolicy
  const rules = children(raw, 'restartPolicyRules').map((rule) => {
    const exitCodes = child(rule, 'exitCodes') ?? newObject()
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
function memoryLimit(raw: Tree): { memoryLimit?: number } {
  const memory = child(child(raw, 'resources') ?? newObject(), 'limits')?.['memory']
  const quantity = typeof memory === 'string' || typeof memory === 'number' ? parseQuantity(String(memory)) : undefined
  return quantity && 'value' in quantity && quantity.value > 0 ? { memoryLimit: quantity.value } : {}
}

function userRules(context: Tree | undefined): UserRules {
  const nonRoot = context?.['runAsNonRoot']
  const user = context?.['runAsUser']
  return {
    ...(typeof nonRoot === 'boolean' ? { runAsNonRoot: nonRoot } : {}),
    ...(typeof user === 'number' ? { runAsUser: user } : {}),
    ...(context?.['readOnlyRootFilesystem'] === true ? { readOnlyRootFilesystem: true } : {}),
  }
}

function probeOf(raw: Tree | undefined): Probe | undefined {
  if (!raw) return undefined
  const grace = raw['terminationGracePeriodSeconds']
  const grpc = child(raw, 'grpc')
  return {
    ...handlerOf(raw),
    ...(grpc
      ? {
          grpc: {
            port: number(grpc, 'port'),
            service: text(grpc, 'service'),
            ...(text(grpc, 'mode') === 'TLS' ? { mode: 'TLS' as const } : {}),
          },
        }
      : {}),
    initialDelaySeconds: number(raw, 'initialDelaySeconds'),
    timeoutSeconds: number(raw, 'timeoutSeconds'),
    periodSeconds: number(raw, 'periodSeconds'),
    successThreshold: number(raw, 'successThreshold'),
    failureThreshold: number(raw, 'failureThreshold'),
    ...(typeof grace === 'number' ? { terminationGracePeriodSeconds: grace } : {}),
  }
}

function handlerOf(raw: Tree): LifecycleHandler {
  const exec = child(raw, 'exec')
  const http = child(raw, 'httpGet')
  const tcp = child(raw, 'tcpSocket')
  const sleep = child(raw, 'sleep')
  return {
    ...(exec ? { exec: { command: texts(exec, 'command') } } : {}),
    ...(http ? { httpGet: httpOf(http) } : {}),
    ...(tcp ? { tcpSocket: { host: text(tcp, 'host'), port: portOf(tcp) } } : {}),
    ...(sleep ? { sleep: { seconds: number(sleep, 'seconds') } } : {}),
  }
}

function httpOf(raw: Tree): HTTPGetAction {
  return {
    host: text(raw, 'host'),
    path: text(raw, 'path'),
    port: portOf(raw),
    scheme: text(raw, 'scheme') === 'HTTPS' ? 'HTTPS' : 'HTTP',
    httpHeaders: children(raw, 'httpHeaders').map((header) => ({ name: text(header, 'name'), value: text(header, 'value') })),
    ...(text(raw, 'protocol') === 'HTTP2' ? { protocol: 'HTTP2' as const } : {}),
  }
}

function portOf(raw: Tree): number | string {
  const port = raw['port']
  return typeof port === 'string' || typeof port === 'number' ? port : 0
}
