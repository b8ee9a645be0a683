import { secondsOf } from '../sim/node/assumed-commands.ts'
import { defined } from '../manifest/own.ts'
import { parseQuantity } from '../manifest/quantity.ts'
import { child, children, number, text as textOf, texts, type ObjectTree } from '../manifest/tree.ts'
import { PROBE_HANDLERS, type ProbeHandlerName, PROBES, type ProbeType } from '../manifest/types.ts'
import type { Json } from '../manifest/yaml/resolve.ts'

/** A probe as it was asked for, with the defaults. */
export interface ProbeSpec {
  handler: ProbeHandlerName
  /** Of its own container's; undefined where it is a name that no port has. */
  port?: number
  path?: string
  command: readonly string[]
  service?: string
  delay: number
  period: number
  timeout: number
  failures: number
}

/** What is asked for of a container, as far as the evidence's own arithmetic needs it. */
export interface ContainerSpec {
  name: string
  isInit: boolean
  image: string
  /** Its program and arguments. */
  command?: readonly string[]
  probes: Partial<Record<ProbeType, ProbeSpec>>
  /** As it is written, such as `256Mi`, and in bytes. */
  memoryLimit?: string
  memoryLimitBytes?: number
  graceSeconds: number
  /** The command of its postStart hook. */
  postStart?: readonly string[]
  /** The command of its preStop hook. */
  preStop?: readonly string[]
  /** How long its preStop hook sleeps, where that is all that it does. */
  preStopSeconds?: number
}

const DEFAULT_GRACE = 30

/** Reads a pod's spec, of a pasted object or of a description. */
export function specsOf(pod: ObjectTree): ContainerSpec[] {
  const spec = child(pod, 'spec') ?? {}
  const grace = spec['terminationGracePeriodSeconds']
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    children(spec, list).map((container) => ({
      name: textOf(container, 'name'),
      isInit: list === 'initContainers',
      image: textOf(container, 'image'),
      ...defined({ command: commandOf(container) }),
      probes: probesOf(container),
      ...limitOf(container),
      ...hooksOf(container),
      graceSeconds: typeof grace === 'number' && grace >= 0 ? grace : DEFAULT_GRACE,
    })),
  )
}

function probesOf(container: ObjectTree): ContainerSpec['probes'] {
  const found = PROBES.flatMap((probe) => {
    const own = child(container, `${probe}Probe`)
    const spec = own && probeSpec(own, container)
    return spec ? [[probe, spec] as const] : []
  })
  return Object.fromEntries(found)
}

function probeSpec(probe: ObjectTree, container: ObjectTree): ProbeSpec | undefined {
  const handler = PROBE_HANDLERS.find((name) => child(probe, name))
  if (!handler) return undefined
  const action = child(probe, handler)!
  const port = portOf(action['port'], container)
  const path = handler === 'httpGet' ? textOf(action, 'path') || '/' : undefined
  const service = textOf(action, 'service')
  return {
    handler,
    ...defined({ port, path }),
    ...(service ? { service } : {}),
    command: texts(action, 'command'),
    delay: number(probe, 'initialDelaySeconds'),
    period: number(probe, 'periodSeconds') || 10,
    timeout: number(probe, 'timeoutSeconds') || 1,
    failures: number(probe, 'failureThreshold') || 3,
  }
}

function portOf(port: Json | undefined, container: ObjectTree): number | undefined {
  if (typeof port === 'number') return port
  if (typeof port !== 'string') return undefined
  const named = children(container, 'ports').find((value) => textOf(value, 'name') === port)
  return named ? number(named, 'containerPort') : /^\d+$/.test(port) ? Number(port) : undefined
}

function commandOf(container: ObjectTree): readonly string[] | undefined {
  const words = [container['command'], container['args']].flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
  return words.length > 0 ? words : undefined
}

function limitOf(container: ObjectTree): Pick<ContainerSpec, 'memoryLimit' | 'memoryLimitBytes'> {
  const limit = child(child(container, 'resources') ?? {}, 'limits')?.['memory']
  if (typeof limit !== 'string' && typeof limit !== 'number') return {}
  const memoryLimit = String(limit)
  const read = parseQuantity(memoryLimit)
  return { memoryLimit, ...('error' in read || read.value <= 0 ? {} : { memoryLimitBytes: read.value }) }
}

function hooksOf(container: ObjectTree): Pick<ContainerSpec, 'postStart' | 'preStop' | 'preStopSeconds'> {
  const lifecycle = child(container, 'lifecycle') ?? {}
  const hook = child(lifecycle, 'preStop') ?? {}
  const start = child(child(lifecycle, 'postStart') ?? {}, 'exec')
  const [exec, sleep] = [child(hook, 'exec'), child(hook, 'sleep')]
  return {
    ...(start ? { postStart: texts(start, 'command') } : {}),
    ...(exec ? { preStop: texts(exec, 'command') } : {}),
    ...(sleep ? { preStopSeconds: number(sleep, 'seconds') } : {}),
  }
}

/** `http-get https://:6443/livez delay=10s timeout=15s period=10s #success=1 #failure=8`. */
export function probeOf(text: string): Json | undefined {
  const match =
    /^(.*?)\s*delay=(\S+?)s? timeout=(\S+?)s? period=(\S+?)s? (?:#success|successThreshold)=(\d+) (?:#failure|failureThreshold)=(\d+)(?:\s.*)?$/.exec(
      text.trim(),
    )
  if (!match) return undefined
  const [, how = '', delay, timeout, period, success, failure] = match
  const handler = handlerFrom(how.trim())
  if (!handler) return undefined
  const number = (value: string | undefined): number => Math.max(0, Math.round(Number(value)) || 0)
  return {
    ...handler,
    initialDelaySeconds: number(delay),
    timeoutSeconds: Math.max(1, number(timeout)),
    periodSeconds: Math.max(1, number(period)),
    successThreshold: Math.max(1, number(success)),
    failureThreshold: Math.max(1, number(failure)),
  }
}

function handlerFrom(how: string): Record<string, Json> | undefined {
  // without a host some releases put brackets round what is left: http://[:8080]/
  const http = /^http-get (https?):\/\/([^/]*?)(?::([\w-]+))?(\/.*)?$/i.exec(how.replace(/\/\/\[:([\w-]+)\]/, '//:$1'))
  if (http) {
    const [, scheme = 'http', host = '', port = '', path = ''] = http
    return {
      httpGet: {
        ...(path === '' ? {} : { path }),
        ...(host === '' ? {} : { host }),
        port: /^\d+$/.test(port) ? Number(port) : port || (scheme.toLowerCase() === 'https' ? 443 : 80),
        ...(scheme.toLowerCase() === 'https' ? { scheme: 'HTTPS' } : {}),
      },
    }
  }
  const tcp = /^tcp-socket ([^\s]*):([\w-]+)$/.exec(how)
  if (tcp) return { tcpSocket: { ...(tcp[1] ? { host: tcp[1] } : {}), port: /^\d+$/.test(tcp[2]!) ? Number(tcp[2]) : tcp[2]! } }
  const grpc = /^grpc <pod>:(\d+)\s*(\S*)$/.exec(how)
  if (grpc) return { grpc: { port: Number(grpc[1]), ...(grpc[2] ? { service: grpc[2] } : {}) } }
  const exec = /^exec \[(.*)\]$/s.exec(how)
  // where one argument ends and the next begins describe does not say
  return exec ? { exec: { command: exec[1]!.split(' ').filter((word) => word !== '') } } : undefined
}

/** `sleep 30s`, alone or at the end of a shell’s command. */
export function sleepOf(command: readonly string[] = []): { text: string; seconds: number } | undefined {
  const whole = command.join(' ')
  const [, text = '', amount = '', unit = 's'] = /((?:\/\S*\/)?sleep (\d{1,6})([smhd])?)\s*"?$/.exec(whole) ?? []
  if (text === '' || command.length > 4) return undefined
  return { text: command.length <= 2 ? whole : text, seconds: secondsOf(`${amount}${unit}`)! }
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go: the letters of hashes and suffixes. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]'
const OF_A_SET = new RegExp(`^(.+)-(?:\\d{1,4}|${SAFE}{5})$`)
const HASH = new RegExp(`-(?:\\d{8,10}|${SAFE}{8,10})$`)
const OF_A_DEPLOYMENT = new RegExp(`^(.+)-(?!\\d+-)${SAFE}{8,10}-${SAFE}{5}$`)

/** The ReplicaSet, StatefulSet, DaemonSet or Job that a pod is named after: without its ordinal or suffix. */
export const setOf = (pod: string): string | undefined => OF_A_SET.exec(pod)?.[1]

/** The workload behind it: without the hash of its template too. */
export const ownerOf = (pod: string): string => (setOf(pod) ?? pod).replace(HASH, '')

/** The Deployment that a pod is named after: its restartPolicy is Always. */
export const deploymentOf = (pod: string): string | undefined => OF_A_DEPLOYMENT.exec(pod)?.[1]

/** Of a pod that is told apart by its namespace, NAMESPACE/NAME, the name alone, and what a scenario calls it, whose pods have a name each. */
export const ownName = (pod: string): string => pod.slice(pod.indexOf('/') + 1)
export const scenarioName = (pod: string): string => pod.replace('/', '-')
