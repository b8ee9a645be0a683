import type { Json } from '../../manifest/yaml/resolve.ts'
import { newObject } from '../../manifest/yaml/decode.ts'
import type { Tree } from '../../manifest/tree.ts'
import { containerIn, type ContainerFacts, count, type Facts, ownWords, type PodFacts, type StateFacts } from '../facts.ts'
import { times } from './event.ts'
import { agesOf } from './table.ts'
import { takeRelease } from './object.ts'
import type { Segment } from './segments.ts'
import { ageOf, describeTime } from '../time.ts'

interface Line {
  indent: number
  key: string
  value: string
  text: string
  /** Its place in the whole text; counts from 1. */
  line: number
}

/**
 * What `kubectl describe pod` prints, of any release: the pod's times, each container's state, last state, probes and limits, and
 * its events with their ages.
 *
 * Units: lines count from 1; times in seconds since 1970, ages before a moment that is worked out later. Errors: what is not
 * understood is counted as not used.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describePod, describeContainers, DescribeProbe, DescribeEvents.
 */
export function readDescribe({ text, line }: Segment, facts: Facts): void {
  const lines = text.split('\n').flatMap((one, i) => lineOf(one, line + i))
  const top = new Map(lines.filter(({ indent }) => indent === 0).map(({ key, value }) => [key.toLowerCase(), value]))
  const isFragment = !top.has('name') && (top.has('containers') || top.has('init containers'))
  const isPod = isFragment || top.has('containers') || top.has('controlled by') || top.has('ip') || top.has('qos class')
  if (!isPod) return describesOther(lines, facts)
  const [node = '', ip = ''] = (top.get('node') ?? '').split('/')
  const start = describeTime(top.get('start time') ?? '')
  const pod: PodFacts = {
    namespace: top.get('namespace') || 'default',
    name: top.get('name') ?? (isFragment ? NAMELESS : ''),
    ...(node !== '' && !/^<none>$/.test(node) ? { node } : {}),
    ...(start === undefined ? {} : { startTime: start }),
    ...(top.get('status') ? { phase: top.get('status')!.split(/\s/)[0]! } : {}),
    ...(top.get('reason') ? { reason: top.get('reason')! } : {}),
    ...(top.get('message') ? { message: top.get('message')! } : {}),
    containers: new Map(),
    source: 'describe',
  }
  if (isFragment)
    facts.assumed.push(
      `What the pod is called, on which node it ran and since when: the description from line ${line} on begins below its first lines (Name:, Node:, Start Time:), and ${NAMELESS} is assumed.`,
    )
  if (node !== '' && ip !== '') facts.node ??= { name: node, ip }
  const used = new Set<number>(lines.filter(({ indent, key }) => indent === 0 && USED_TOP.has(key.toLowerCase())).map((one) => one.line))
  const containers = { initContainers: [] as Json[], containers: [] as Json[] }
  const builders: Builder[] = []
  const volumes = new Volumes()
  let section = ''
  let open: Builder | undefined
  for (const one of lines) {
    if (one.indent === 0) {
      section = one.key.toLowerCase()
      open = undefined
    } else if (section === 'containers' || section === 'init containers') {
      const isInit = section === 'init containers'
      if (one.indent <= 2 && /:$/.test(one.text.trim())) {
        open = new Builder(one.key, isInit)
        builders.push(open)
        pod.containers.set(one.key, open.facts)
        containers[isInit ? 'initContainers' : 'containers'].push(open.spec)
        used.add(one.line)
      } else if (open?.take(one)) used.add(one.line)
    } else if (section === 'volumes') {
      if (volumes.take(one)) used.add(one.line)
    } else if (section === 'annotations' || section === 'labels') used.add(one.line)
    else if (section === 'events' && eventLine(one, pod, facts)) used.add(one.line)
  }
  const known = volumes.known()
  for (const { spec, mounts } of builders) {
    const own = mounts.filter(({ name }) => known.some((volume) => volume['name'] === name))
    if (own.length > 0) spec['volumeMounts'] = own
  }
  if (lines.some(({ text: said }) => /\skubelet, \S+\s/.test(said)))
    facts.hints.push({ is: 'most', minor: 18, why: 'its describe names the node behind the kubelet' })
  const isStatic = lines.some(({ text: said }) => /kubernetes\.io\/config\.(source|mirror)/.test(said))
  // a pod has one at least
  if (isFragment && containers.containers.length === 0) containers.containers.push({ name: 'main', image: 'unknown' })
  pod.described = described(pod, containers, known, { isStatic, isOfNode: ip !== '' && top.get('ip') === ip }, top.get('restart policy'))
  if (pod.name !== '') {
    facts.pods.push(pod)
    count(facts.seen, 'describe')
  }
  const all = lines.filter(({ text: said }) => said.trim() !== '').length
  facts.lines.used += used.size
  facts.lines.unused += all - used.size
}

/** Of a description that begins below its line `Name:`. */
const NAMELESS = 'pod'

const USED_TOP: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'node',
  'start time',
  'status',
  'containers',
  'init containers',
  'events',
  'reason',
  'message',
  'annotations',
  'labels',
  'volumes',
])

/** `describe node` tells a release. */
function describesOther(lines: readonly Line[], facts: Facts): void {
  const version = lines.find(({ key }) => key === 'Kubelet Version')
  if (version) takeRelease(version.value, 'describe says its kubelet is', facts)
  count(facts.passedOver, 'a description of something that is no Pod')
  facts.lines.unused += lines.length - (version ? 1 : 0)
  facts.lines.used += version ? 1 : 0
}

function lineOf(text: string, line: number): Line[] {
  if (text.trim() === '') return []
  const indent = text.length - text.trimStart().length
  const colon = text.indexOf(':')
  const key = (colon < 0 ? text : text.slice(0, colon)).trim()
  return [{ indent, key, value: colon < 0 ? '' : text.slice(colon + 1).trim(), text, line }]
}

/** The section of volumes: those of the node, and empty ones; what comes from the API a static pod has not. */
class Volumes {
  private all: { name: string; fields: Map<string, string> }[] = []

  take({ indent, key, value }: Line): boolean {
    if (indent <= 2) this.all.push({ name: key, fields: new Map() })
    else this.all.at(-1)?.fields.set(key, value)
    return true
  }

  known(): Record<string, Json>[] {
    return this.all.flatMap(({ name, fields }): Record<string, Json>[] => {
      const type = fields.get('Type') ?? ''
      const [path = '', of = ''] = [fields.get('Path'), fields.get('HostPathType')]
      if (type.startsWith('HostPath') && path !== '') return [{ name, hostPath: { path, ...(of === '' ? {} : { type: of }) } }]
      return type.startsWith('EmptyDir') ? [{ name, emptyDir: newObject() }] : []
    })
  }
}

/** `8080/TCP`, or in newer releases with its name behind it. */
const PORT = /^(\d{1,5})\/(TCP|UDP|SCTP)(?: \(([\w-]+)\))?$/

/** One container, line by line. */
class Builder {
  readonly facts: ContainerFacts
  readonly spec: Record<string, Json> = newObject()
  private within: 'state' | 'last' | 'command' | 'args' | 'limits' | 'requests' | 'mounts' | '' = ''
  private indent = 0
  private ports: Json[] = []
  /** Where it mounts volumes; which of them are in the spec is known at the end. */
  readonly mounts: Record<string, Json>[] = []

  constructor(name: string, isInit: boolean) {
    this.facts = { name, isInit }
    this.spec['name'] = name
  }

  take({ indent, key, value, text }: Line): boolean {
    if (this.within === 'command' || this.within === 'args') {
      if (indent > this.indent) {
        ;(this.spec[this.within] as Json[]).push(text.trim())
        return true
      }
    }
    if (this.within === 'mounts' && indent > this.indent) return this.mount(text)
    if (this.within !== '' && indent > this.indent) return this.inner(key, value)
    this.within = ''
    this.indent = indent
    switch (key) {
      case 'State':
      case 'Last State':
        this.within = key === 'State' ? 'state' : 'last'
        return this.state(value)
      case 'Command':
      case 'Args':
        this.within = key === 'Command' ? 'command' : 'args'
        this.spec[this.within] = []
        return true
      case 'Limits':
      case 'Requests':
        this.within = key === 'Limits' ? 'limits' : 'requests'
        return true
      case 'Mounts':
        this.within = 'mounts'
        return true
      case 'Image':
        this.facts.image = value
        this.spec['image'] = value
        return true
      case 'Container ID':
        this.facts.containerID = value
        return value !== ''
      case 'Port':
      case 'Ports':
        for (const port of value.split(/,\s*/)) if (PORT.test(port)) this.port(port)
        return true
      case 'Ready':
        this.facts.ready = value === 'True'
        return true
      case 'Restart Count':
        this.facts.restarts = Math.min(1_000_000, Number(value) || 0)
        return true
      case 'Liveness':
      case 'Readiness':
      case 'Startup': {
        const probe = probeOf(`${value}`)
        if (probe) this.spec[`${key.toLowerCase()}Probe`] = probe
        return probe !== undefined
      }
      default:
        return false
    }
  }

  private port(text: string): void {
    const [, number = '', protocol = 'TCP', name] = PORT.exec(text)!
    this.ports.push({ containerPort: Number(number), protocol, ...(name === undefined ? {} : { name }) })
    this.spec['ports'] = this.ports
  }

  /** `/etc/kubernetes from config (ro,path="conf")`. */
  private mount(text: string): boolean {
    const [, mountPath, name, more = ''] = /^\s*(\S+) from (\S+) \(([^)]*)\)\s*$/.exec(text) ?? []
    if (mountPath === undefined || name === undefined) return false
    const subPath = /(?:^|,)path="([^"]*)"/.exec(more)?.[1]
    this.mounts.push({ name, mountPath, ...(/^ro\b/.test(more) ? { readOnly: true } : {}), ...(subPath ? { subPath } : {}) })
    return true
  }

  private state(value: string): boolean {
    const is = value.toLowerCase()
    if (is !== 'waiting' && is !== 'running' && is !== 'terminated') return false
    const state: StateFacts = { is }
    if (this.within === 'state') this.facts.state = state
    else this.facts.lastState = state
    return true
  }

  private inner(key: string, value: string): boolean {
    if (this.within === 'limits' || this.within === 'requests') {
      if (!/^(memory|cpu|ephemeral-storage)$/.test(key) || value === '') return false
      const resources = (this.spec['resources'] ??= newObject()) as Record<string, Json>
      ;((resources[this.within] ??= newObject()) as Record<string, Json>)[key] = value
      return true
    }
    const state = this.within === 'state' ? this.facts.state : this.facts.lastState
    if (!state) return false
    const time = describeTime(value)
    if (key === 'Reason') state.reason = value
    else if (key === 'Message') state.message = value
    else if (key === 'Exit Code' && /^-?\d+$/.test(value)) state.exitCode = Number(value)
    else if (key === 'Signal' && /^\d+$/.test(value)) state.signal = Number(value)
    else if (key === 'Started' && time !== undefined) state.startedAt = time
    else if (key === 'Finished' && time !== undefined) state.finishedAt = time
    else return false
    return true
  }
}

/** `http-get https://:6443/livez delay=10s timeout=15s period=10s #success=1 #failure=8`. */
function probeOf(text: string): Json | undefined {
  const match =
    /^(.*?)\s*delay=(\S+?)s? timeout=(\S+?)s? period=(\S+?)s? (?:#success|successThreshold)=(\d+) (?:#failure|failureThreshold)=(\d+)$/.exec(
      text.trim(),
    )
  if (!match) return undefined
  const [, how = '', delay, timeout, period, success, failure] = match
  const handler = handlerOf(how.trim())
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

function handlerOf(how: string): Record<string, Json> | undefined {
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

/** A pod that has what the description says of it. */
function described(
  pod: PodFacts,
  { initContainers, containers }: { initContainers: Json[]; containers: Json[] },
  volumes: readonly Json[],
  // a pod with its node's address is in its node's network
  { isStatic, isOfNode }: { isStatic: boolean; isOfNode: boolean },
  restartPolicy: string | undefined,
): Tree {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      ...(isStatic ? { annotations: { 'kubernetes.io/config.mirror': 'described' } } : {}),
    },
    spec: {
      ...(isStatic || isOfNode ? { hostNetwork: true } : {}),
      ...(pod.node === undefined ? {} : { nodeName: pod.node }),
      ...(initContainers.length > 0 ? { initContainers } : {}),
      containers,
      ...(volumes.length > 0 ? { volumes: [...volumes] } : {}),
      ...(restartPolicy ? { restartPolicy } : {}),
    },
  }
}

/**
 * An event of the description: `Warning  Unhealthy  2m12s (x8 over 12m)  kubelet  Liveness probe failed: …`, or up to 1.8 with
 * FirstSeen, LastSeen and Count in columns of their own.
 */
function eventLine({ text, line }: Line, pod: PodFacts, facts: Facts): boolean {
  if (/^\s*(Type|FirstSeen|-{3,})\b|^\s*-{3}/.test(text)) return true
  const own = /^\s+(Normal|Warning)\s+(\S+)\s+(\S+(?: \(x\d+ over [^)]+\))?)\s+([^\s,]+(?:, \S+)?)(?:\s+(.*))?$/.exec(text)
  const old = own ?? /^\s+(\S+)\s+(\S+)\s+(\d+)\s+([^\s,]+(?:, \S+)?)\s+(?:(spec\.\S+)\s+)?(Normal|Warning)\s+(\S+)\s+(.*)$/.exec(text)
  if (!old) return false
  const push = (parts: {
    type: string
    reason: string
    ages: NonNullable<ReturnType<typeof agesOf>>
    from: string
    message: string
    path?: string
  }): void => {
    const { ages } = parts
    facts.events.push({
      source: 'describe',
      namespace: pod.namespace,
      pod: pod.name,
      ...ownWords(parts.message),
      ...containerIn(parts.path ?? ''),
      type: parts.type === 'Warning' ? 'Warning' : 'Normal',
      reason: parts.reason,
      first: -(ages.first.seconds + ages.first.within),
      last: -(ages.last.seconds + ages.last.within),
      count: times(ages.count),
      within: ages.first.within,
      lastWithin: ages.last.within,
      isAge: true,
      from: parts.from.split(',')[0]!,
      line,
    })
  }
  if (own) {
    const [, type = '', reason = '', said = '', from = '', message = ''] = own
    const ages = agesOf(said)
    if (!ages) return false
    push({ type, reason, ages, from, message })
    return true
  }
  const [, first = '', last = '', said = '1', from = '', path = '', type = '', reason = '', message = ''] = old
  const [begun, ended] = [ageOf(first), ageOf(last)]
  if (!begun || !ended) return false
  push({ type, reason, ages: { first: begun, last: ended, count: Number(said) }, from, message, path })
  return true
}
