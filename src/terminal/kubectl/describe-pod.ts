import { type Fields, fields, list } from '../../sim/apiserver/objects/json.ts'
import { byCharacter, own } from '../../manifest/own.ts'
import { type Container, handlerOf, type Probe, type ProbeHandler, type ProbeHandlerName } from '../../manifest/types.ts'
import { fieldPath } from '../../sim/apiserver/objects/event.ts'
import { conditionsMet, podIP, qosClass } from '../../sim/apiserver/objects/pod-object.ts'
import { rfc1123z, rfc3339 } from '../../sim/clock.ts'
import type { ApiEvent } from '../../sim/kubelet/events.ts'
import { type Release, releaseFor } from '../../sim/release/release.ts'
import { imageId, runtimeId } from '../../sim/trace/ids.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { PodView } from '../../sim/trace/pods.ts'
import type { ContainerState, ContainerStatus } from '../../sim/trace/trace.ts'
import { align, DESCRIBE, sortedEntries } from '../text/columns.ts'
import { seen } from './pod-table.ts'

/**
 * A probe in one line, as kubectl describe prints it.
 *
 * Units: seconds.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, DescribeProbe (v1.37.2; `#success` up to v1.36).
 */
function probeLine(probe: Probe, release: Pick<Release, 'probeThresholdWords'>): string {
  const [success, failure] = release.probeThresholdWords ? ['successThreshold', 'failureThreshold'] : ['#success', '#failure']
  return `${handlerText(handlerOf(probe), probe)} delay=${probe.initialDelaySeconds}s timeout=${probe.timeoutSeconds}s period=${probe.periodSeconds}s ${success}=${probe.successThreshold} ${failure}=${probe.failureThreshold}`
}

const HANDLERS: { readonly [K in ProbeHandlerName]: (action: NonNullable<ProbeHandler[K]>) => string } = {
  exec: ({ command }) => `exec [${command.join(' ')}]`,
  httpGet: ({ scheme, host, port, path }) =>
    `http-get ${scheme.toLowerCase()}://${host}:${port}${(path.startsWith('/') ? path : `/${path}`).replaceAll('?', '%3F')}`,
  tcpSocket: ({ host, port }) => `tcp-socket ${host}:${port}`,
  grpc: ({ port, service }) => `grpc <pod>:${port} ${service}`,
}
const handlerText = <K extends ProbeHandlerName>(name: K, probe: ProbeHandler): string => HANDLERS[name](probe[name]!)

const PRIORITIES: Readonly<Record<string, number>> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 }

/**
 * `kubectl describe pod` of a mirror pod.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describePod (v1.37.2).
 */
export function describePod(moment: Moment, pod: PodView, events: readonly ApiEvent[]): string {
  const release = releaseFor(moment.inputs)
  const raw = pod.spec.raw
  const spec = fields(raw['spec'])
  const inits = pod.spec.spec.initContainers
  return align(
    [
      header(moment, pod, release, spec),
      inits.length ? containers('Init Containers', moment, pod, inits, list(spec['initContainers']).map(fields), true) : '',
      containers('Containers', moment, pod, pod.spec.spec.containers, list(spec['containers']).map(fields), false),
      conditions(pod, release),
      volumes(pod),
      `QoS Class:\t${qosClass(spec)}\n`,
      'Node-Selectors:\t<none>\n',
      `Tolerations:\t:NoExecute${release.tolerationOp ? ' op=Exists' : ''}\n`,
      eventLines(moment, release, release.describesMirrorEvents ? events : []),
    ].join(''),
    DESCRIBE,
  )
}

function header(moment: Moment, pod: PodView, release: Release, spec: Fields): string {
  const { inputs } = moment
  const ip = podIP(moment, pod).replace('<none>', '')
  const className = text(spec['priorityClassName'])
  const priority = typeof spec['priority'] === 'number' ? spec['priority'] : (own(PRIORITIES, className) ?? 0)
  const seccomp = text(fields(fields(spec['securityContext'])['seccompProfile'])['type'])
  const annotations = {
    ...pod.spec.metadata.annotations,
    'kubernetes.io/config.hash': pod.uid,
    'kubernetes.io/config.mirror': pod.uid,
    'kubernetes.io/config.seen': rfc3339(inputs.clock, pod.seenAt, true),
    'kubernetes.io/config.source': 'file',
  }
  return [
    `Name:\t${pod.name}\n`,
    `Namespace:\t${pod.namespace}\n`,
    release.priorityClassLabel ? `Priority:\t${priority}\n` : '',
    release.priorityClassLabel && (className || release.describesNoPriorityClass)
      ? `${release.priorityClassLabel}:\t${className || '<none>'}\n`
      : '',
    `Node:\t${inputs.node.name}/${inputs.node.ip}\n`,
    pod.status ? `Start Time:\t${rfc1123z(inputs.clock, pod.seenAt)}\n` : '',
    `Labels:\t${multiline(pairs(pod.spec.metadata.labels, '='))}`,
    `Annotations:\t${multiline(release.annotationColon ? sortedEntries(annotations).flatMap(annotation) : pairs(annotations, '='))}`,
    `Status:\t${pod.status?.phase ?? 'Pending'}\n`,
    pod.status?.reason === undefined ? '' : `Reason:\t${pod.status.reason}\n`,
    pod.status?.message === undefined ? '' : `Message:\t${pod.status.message}\n`,
    release.describeSeccomp && seccomp ? `SeccompProfile:\t${seccomp}\n` : '',
    `IP:\t${ip}\n`,
    release.describeIPs ? (ip ? `IPs:\n  IP:\t${ip}\n` : 'IPs:\t<none>\n') : '',
    release.mirrorOwner ? `Controlled By:\tNode/${inputs.node.name}\n` : '',
  ].join('')
}

function containers(
  title: string,
  moment: Moment,
  pod: PodView,
  specs: readonly Container[],
  raws: readonly Fields[],
  init: boolean,
): string {
  const blocks = specs.map((spec, i) => {
    const status = pod.status?.containers.find((c) => c.name === spec.name && (c.init ?? false) === init)
    return containerBlock(moment, pod, spec, raws[i]!, status)
  })
  return `${title}:\n${blocks.join('')}`
}

function containerBlock(moment: Moment, pod: PodView, spec: Container, raw: Fields, status: ContainerStatus | undefined): string {
  const release = releaseFor(moment.inputs)
  const ran = status && (status.state.is !== 'waiting' || status.lastState)
  const id = ran ? runtimeId(release, status.state.containerID!) : ''
  const image = ran ? imageId(release, spec.image) : ''
  const resources = fields(raw['resources'])
  const mounts = spec.volumeMounts.toSorted((a, b) => byCharacter(a.mountPath, b.mountPath))
  return [
    `  ${spec.name}:\n`,
    status ? `    Container ID:\t${id}\n` : '',
    `    Image:\t${spec.image}\n`,
    status ? `    Image ID:\t${image}\n` : '',
    ports('Port', list(raw['ports']).map(fields), 'containerPort', release),
    release.describesHostPort ? ports('Host Port', list(raw['ports']).map(fields), 'hostPort', release) : '',
    words('Command', spec.command),
    words('Args', spec.args),
    status ? stateLines(moment, 'State', status.state) : '',
    status?.lastState?.is === 'terminated' ? stateLines(moment, 'Last State', status.lastState) : '',
    status ? `    Ready:\t${status.ready ? 'True' : 'False'}\n    Restart Count:\t${status.restartCount}\n` : '',
    quantities('Limits', fields(resources['limits'])),
    quantities('Requests', fields(resources['requests'])),
    spec.livenessProbe ? `    Liveness:\t${probeLine(spec.livenessProbe, release)}\n` : '',
    spec.readinessProbe ? `    Readiness:\t${probeLine(spec.readinessProbe, release)}\n` : '',
    spec.startupProbe ? `    Startup:\t${probeLine(spec.startupProbe, release)}\n` : '',
    environment(list(raw['env']).map(fields)),
    mounts.length
      ? `    Mounts:\n${mounts.map((m) => `      ${m.mountPath} from ${m.name} (${m.readOnly ? 'ro' : 'rw'})\n`).join('')}`
      : '    Mounts:\t<none>\n',
  ].join('')
}

function stateLines(moment: Moment, title: string, state: ContainerState): string {
  const time = (at: number | undefined) => (at === undefined ? 'Mon, 01 Jan 0001 00:00:00 +0000' : rfc1123z(moment.inputs.clock, at + 1e-6))
  const line = (name: string, value: string | number | undefined) =>
    value === undefined || value === '' || value === 0 ? '' : `      ${name}:\t${value}\n`
  if (state.is === 'running') return `    ${title}:\tRunning\n      Started:\t${time(state.startedAt)}\n`
  if (state.is === 'waiting') return `    ${title}:\tWaiting\n${line('Reason', state.reason)}`
  return [
    `    ${title}:\tTerminated\n`,
    line('Reason', state.reason),
    line('Message', state.message),
    `      Exit Code:\t${state.exitCode!}\n`,
    line('Signal', state.signal),
    `      Started:\t${time(state.startedAt)}\n      Finished:\t${time(state.finishedAt)}\n`,
  ].join('')
}

function ports(title: string, specs: readonly Fields[], field: string, release: Release): string {
  const all = specs.map((port) => {
    const name = release.portNames && text(port['name']) ? ` (${text(port['name'])})` : ''
    return `${text(port[field]) || '0'}/${text(port['protocol']) || 'TCP'}${name}`
  })
  return all.length > 1 ? `    ${title}s:\t${all.join(', ')}\n` : `    ${title}:\t${all[0] ?? '<none>'}\n`
}

function words(title: string, values: readonly string[]): string {
  return values.length ? `    ${title}:\n${values.flatMap((value) => value.split('\n').map((line) => `      ${line}\n`)).join('')}` : ''
}

function quantities(title: string, values: Fields): string {
  const entries = sortedEntries(values)
  return entries.length ? `    ${title}:\n${entries.map(([name, value]) => `      ${name}:\t${text(value)}\n`).join('')}` : ''
}

function environment(variables: readonly Fields[]): string {
  if (!variables.length) return '    Environment:\t<none>\n'
  const value = (variable: Fields) => {
    const field = fields(fields(variable['valueFrom'])['fieldRef'])
    return field['fieldPath'] === undefined
      ? text(variable['value'])
      : ` (${text(field['apiVersion']) || 'v1'}:${text(field['fieldPath'])})`
  }
  return `    Environment:\n${variables.map((variable) => `      ${text(variable['name'])}:\t${value(variable)}\n`).join('')}`
}

function conditions(pod: PodView, release: Release): string {
  const { status } = pod
  if (!status) return ''
  const met = conditionsMet(status)
  return `Conditions:\n  Type\tStatus\n${release.podConditions.map((type) => `  ${type} \t${met[type] ? 'True' : 'False'} \n`).join('')}`
}

function volumes(pod: PodView): string {
  const all = list(fields(pod.spec.raw['spec'])['volumes']).map(fields)
  if (!all.length) return 'Volumes:\t<none>\n'
  return `Volumes:\n${all.map((volume) => `  ${text(volume['name'])}:\n${source(volume)}`).join('')}`
}

function source(volume: Fields): string {
  const host = fields(volume['hostPath'])
  if (volume['hostPath'])
    return `    Type:\tHostPath (bare host directory volume)\n    Path:\t${text(host['path'])}\n    HostPathType:\t${text(host['type'])}\n`
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'
  const empty = fields(volume['emptyDir'])
  if (kind === 'emptyDir')
    return `    Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)\n    Medium:\t${text(empty['medium'])}\n    SizeLimit:\t${text(empty['sizeLimit']) || '<unset>'}\n`
  return `    Type:\t${kind}\n`
}

function eventLines(moment: Moment, release: Release, events: readonly ApiEvent[]): string {
  if (!events.length) return 'Events:\t<none>\n'
  const lines = events
    .toSorted((a, b) => a.last - b.last)
    .map((e) => {
      const from = release.eventFromHost ? `kubelet, ${moment.inputs.node.name}` : 'kubelet'
      const path = release.eventFieldPath && fieldPath(e) ? `${fieldPath(e)}: ` : ''
      return `  ${e.type}\t${e.reason}\t${seen(moment, e)}\t${from}\t${path}${e.message.trim()}\n`
    })
  return `Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n${lines.join('')}`
}

function multiline(lines: readonly string[]): string {
  return lines.length ? `${lines.join('\n\t')}\n` : '<none>\n'
}

function pairs(values: Readonly<Record<string, string>>, sign: string): string[] {
  return sortedEntries(values).map(([key, value]) => `${key}${sign}${value}`)
}

const MOST_LETTERS = 140

function annotation([key, written]: [string, string]): string[] {
  const value = written.replace(/\n$/, '')
  if (value.length + key.length + 2 <= MOST_LETTERS && !value.includes('\n')) return [`${key}: ${value}`]
  const lines = value.split('\n')
  return [`${key}:`, ...lines.map((line) => `  ${line.length > MOST_LETTERS - 2 ? `${line.slice(0, MOST_LETTERS - 2)}...` : line}`)]
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
