import { defined } from '../manifest/own.ts'
import type { ProbeType } from '../manifest/types.ts'
import { PROBES } from '../manifest/types.ts'
import { child, children, number, text as textOf, texts, type Tree } from '../manifest/tree.ts'
import type { Json } from '../manifest/yaml/resolve.ts'
import { parseQuantity } from '../manifest/quantity.ts'

/** A probe as it was asked for, with the defaults. */
export interface ProbeSpec {
  handler: 'http' | 'tcp' | 'exec' | 'grpc'
  /** Of its own container's; undefined where it is a name that no port has. */
  port?: number
  path?: string
  isTls: boolean
  command: readonly string[]
  service?: string
  delay: number
  period: number
  timeout: number
  failures: number
  successes: number
}

/** What is asked for of a container, as far as the evidence's own arithmetic needs it. */
export interface ContainerSpec {
  name: string
  isInit: boolean
  image: string
  probes: Partial<Record<ProbeType, ProbeSpec>>
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
export function specsOf(pod: Tree): ContainerSpec[] {
  const spec = child(pod, 'spec') ?? {}
  const grace = spec['terminationGracePeriodSeconds']
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    children(spec, list).map((container) => ({
      name: textOf(container, 'name'),
      isInit: list === 'initContainers',
      image: textOf(container, 'image'),
      probes: probesOf(container),
      ...limitOf(container),
      ...hooksOf(container),
      graceSeconds: typeof grace === 'number' && grace >= 0 ? grace : DEFAULT_GRACE,
    })),
  )
}

function probesOf(container: Tree): ContainerSpec['probes'] {
  const found = PROBES.flatMap((probe) => {
    const own = child(container, `${probe}Probe`)
    const spec = own && probeSpec(own, container)
    return spec ? [[probe, spec] as const] : []
  })
  return Object.fromEntries(found)
}

function probeSpec(probe: Tree, container: Tree): ProbeSpec | undefined {
  const http = child(probe, 'httpGet')
  const tcp = child(probe, 'tcpSocket')
  const grpc = child(probe, 'grpc')
  const exec = child(probe, 'exec')
  const handler = http ? 'http' : tcp ? 'tcp' : grpc ? 'grpc' : exec ? 'exec' : undefined
  if (!handler) return undefined
  const port = portOf((http ?? tcp ?? grpc)?.['port'], container)
  const path = http && (textOf(http, 'path') || '/')
  const service = grpc && textOf(grpc, 'service')
  return {
    handler,
    ...defined({ port, path }),
    ...(service ? { service } : {}),
    isTls: http !== undefined && textOf(http, 'scheme') === 'HTTPS',
    command: exec ? texts(exec, 'command') : [],
    delay: number(probe, 'initialDelaySeconds'),
    period: number(probe, 'periodSeconds') || 10,
    timeout: number(probe, 'timeoutSeconds') || 1,
    failures: number(probe, 'failureThreshold') || 3,
    successes: number(probe, 'successThreshold') || 1,
  }
}

function portOf(port: Json | undefined, container: Tree): number | undefined {
  if (typeof port === 'number') return port
  if (typeof port !== 'string') return undefined
  const named = children(container, 'ports').find((value) => textOf(value, 'name') === port)
  return named ? number(named, 'containerPort') : /^\d+$/.test(port) ? Number(port) : undefined
}

function limitOf(container: Tree): { memoryLimitBytes?: number } {
  const limit = child(child(container, 'resources') ?? {}, 'limits')?.['memory']
  const read = typeof limit === 'number' ? { value: limit } : parseQuantity(typeof limit === 'string' ? limit : '')
  return 'error' in read || read.value <= 0 ? {} : { memoryLimitBytes: read.value }
}

function hooksOf(container: Tree): Pick<ContainerSpec, 'postStart' | 'preStop' | 'preStopSeconds'> {
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
