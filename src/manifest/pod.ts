import { type Tree, child, children, flag, number, text, textMap, texts } from './tree.ts'
import type { Container, HTTPGetAction, LifecycleHandler, Pod, Probe } from './types.ts'
import { newObject } from './yaml/decode.ts'

/**
 * The part of a decoded, defaulted, valid pod that the simulator reads.
 *
 * Units: seconds. Errors: none. Follows: nothing upstream.
 */
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
      terminationGracePeriodSeconds: number(spec, 'terminationGracePeriodSeconds'),
      hostNetwork: flag(spec, 'hostNetwork'),
      volumes: children(spec, 'volumes').map((volume) => {
        const hostPath = child(volume, 'hostPath')
        return {
          name: text(volume, 'name'),
          ...(hostPath ? { hostPath: { path: text(hostPath, 'path'), type: text(hostPath, 'type') } } : {}),
        }
      }),
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
      protocol: text(port, 'protocol'),
    })),
    volumeMounts: children(raw, 'volumeMounts').map((mount) => ({
      name: text(mount, 'name'),
      mountPath: text(mount, 'mountPath'),
      readOnly: flag(mount, 'readOnly'),
    })),
    ...(init && text(raw, 'restartPolicy') === 'Always' ? { restartPolicy: 'Always' as const } : {}),
    ...(liveness ? { livenessProbe: liveness } : {}),
    ...(readiness ? { readinessProbe: readiness } : {}),
    ...(startup ? { startupProbe: startup } : {}),
    ...(preStop || postStart
      ? { lifecycle: { ...(preStop ? { preStop: handlerOf(preStop) } : {}), ...(postStart ? { postStart: handlerOf(postStart) } : {}) } }
      : {}),
  }
}

function probeOf(raw: Tree | undefined): Probe | undefined {
  if (!raw) return undefined
  const grace = raw['terminationGracePeriodSeconds']
  const grpc = child(raw, 'grpc')
  return {
    ...handlerOf(raw),
    ...(grpc ? { grpc: { port: number(grpc, 'port'), service: text(grpc, 'service') } } : {}),
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
  }
}

function portOf(raw: Tree): number | string {
  const port = raw['port']
  return typeof port === 'string' || typeof port === 'number' ? port : 0
}
