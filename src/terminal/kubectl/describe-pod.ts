import type { Json } from '../../manifest/yaml/resolve.ts'
import { escapeUrl } from '../../manifest/go/net.ts'
import { type Fields, fields, list } from '../../sim/apiserver/objects/json.ts'
import { byCharacter, own } from '../../manifest/own.ts'
import { type Container, handlerOf, type Probe, type ProbeHandler, type ProbeHandlerName } from '../../manifest/types.ts'
import { fieldPath } from '../../sim/apiserver/objects/event.ts'
import { conditionsMet, podIP, podObject, qosClass } from '../../sim/apiserver/objects/pod-object.ts'
import { quoteGo } from '../../manifest/go/strconv.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import { rfc1123z, rfc3339 } from '../../sim/clock.ts'
import type { ApiEvent } from '../../sim/kubelet/events.ts'
import { type Release, releaseFor } from '../../sim/release/release.ts'
import { imageId, runtimeId } from '../../sim/trace/ids.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { PodView } from '../../sim/trace/pods.ts'
import type { ContainerState, ContainerStatus } from '../../sim/trace/trace.ts'
import { align, DESCRIBE, sortedEntries, multiline, NO_EVENTS, pairs, word } from '../text/columns.ts'
import { amountOf } from '../../sim/node/node-size.ts'
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
    `http-get ${scheme.toLowerCase()}://${joinHostPort(host, port)}${escapeUrl(path.startsWith('/') ? path : `/${path}`, 'path')}`,
  tcpSocket: ({ host, port }) => `tcp-socket ${host}:${port}`,
  grpc: ({ port, service }) => `grpc <pod>:${port} ${service}`,
}
const handlerText = <K extends ProbeHandlerName>(name: K, probe: ProbeHandler): string => HANDLERS[name](probe[name]!)

const PRIORITIES: Readonly<Record<string, number>> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 }

/**
 * `kubectl describe pod` of a mirror pod; without `events` nothing is said of them.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describePod (v1.37.2).
 */
export function describePod(moment: Moment, pod: PodView, events: readonly ApiEvent[] | undefined): string {
  const release = releaseFor(moment.inputs)
  const spec = fields(podObject(moment, pod)['spec'])
  const inits = pod.spec.spec.initContainers
  return align(
    [
      header(moment, pod, release, spec),
      inits.length ? containers('Init Containers', moment, pod, inits, list(spec['initContainers']).map(fields), true) : '',
      containers('Containers', moment, pod, pod.spec.spec.containers, list(spec['containers']).map(fields), false),
      gates(spec),
      conditions(pod, release),
      describeVolumes(list(spec['volumes']).map(fields), release),
      `QoS Class:\t${qosClass(spec)}\n`,
      `Node-Selectors:\t${multiline(pairs(fields(spec['nodeSelector']), '='))}`,
      `Tolerations:\t${multiline(tolerations(list(spec['tolerations']).map(fields), release))}`,
      release.describesSpread ? spread(list(spec['topologySpreadConstraints']).map(fields)) : '',
      events === undefined ? '' : eventLines(moment, release, release.describesMirrorEvents ? events : []),
    ].join(''),
    DESCRIBE,
  )
}

function header(moment: Moment, pod: PodView, release: Release, spec: Fields): string {
  const { inputs } = moment
  const ip = podIP(moment, pod).replace('<none>', '')
  const className = word(spec['priorityClassName'])
  const priority = typeof spec['priority'] === 'number' ? spec['priority'] : (own(PRIORITIES, className) ?? 0)
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
    release.describesSpread && word(spec['runtimeClassName']) ? `Runtime Class Name:\t${word(spec['runtimeClassName'])}\n` : '',
    release.describesSpread && word(spec['serviceAccountName']) ? `Service Account:\t${word(spec['serviceAccountName'])}\n` : '',
    `Node:\t${inputs.node.name}/${pod.status ? inputs.node.ip : ''}\n`,
    pod.status ? `Start Time:\t${rfc1123z(inputs.clock, pod.seenAt)}\n` : '',
    `Labels:\t${multiline(pairs(pod.spec.metadata.labels, '='))}`,
    `Annotations:\t${multiline(release.annotationColon ? sortedEntries(annotations).flatMap(annotation) : pairs(annotations, '='))}`,
    `Status:\t${pod.status?.phase ?? 'Pending'}\n`,
    pod.status?.reason === undefined ? '' : `Reason:\t${pod.status.reason}\n`,
    pod.status?.message === undefined ? '' : `Message:\t${pod.status.message}\n`,
    seccomp(release, spec, ''),
    `IP:\t${ip}\n`,
    release.describeIPs ? (ip ? `IPs:\n  IP:\t${ip}\n` : 'IPs:\t<none>\n') : '',
    release.mirrorOwner ? `Controlled By:\tNode/${inputs.node.name}\n` : '',
    release.describesPodResources && spec['resources'] !== undefined ? `Resources:\n${resources(fields(spec['resources']), '  ')}` : '',
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
  const id = status?.state.containerID
  const mounts = spec.volumeMounts.toSorted((a, b) => byCharacter(a.mountPath, b.mountPath))
  return [
    `  ${spec.name}:\n`,
    status ? `    Container ID:\t${id === undefined ? '' : runtimeId(release, id)}\n` : '',
    `    Image:\t${spec.image}\n`,
    status ? `    Image ID:\t${id === undefined ? '' : imageId(release, spec.image)}\n` : '',
    ports('Port', list(raw['ports']).map(fields), 'containerPort', release),
    release.describesHostPort ? ports('Host Port', list(raw['ports']).map(fields), 'hostPort', release) : '',
    seccomp(release, raw, '    '),
    words('Command', spec.command),
    words('Args', spec.args),
    status ? stateLines(moment, 'State', status.state) : '',
    status?.lastState?.is === 'terminated' ? stateLines(moment, 'Last State', status.lastState) : '',
    status ? `    Ready:\t${status.ready ? 'True' : 'False'}\n    Restart Count:\t${status.restartCount}\n` : '',
    resources(fields(raw['resources']), '    '),
    spec.livenessProbe ? `    Liveness:\t${probeLine(spec.livenessProbe, release)}\n` : '',
    spec.readinessProbe ? `    Readiness:\t${probeLine(spec.readinessProbe, release)}\n` : '',
    spec.startupProbe ? `    Startup:\t${probeLine(spec.startupProbe, release)}\n` : '',
    from(list(raw['envFrom']).map(fields)),
    environment(list(raw['env']).map(fields), pod, raw),
    mounts.length ? `    Mounts:\n${mounts.map(mountLine).join('')}` : '    Mounts:\t<none>\n',
    devices(list(raw['volumeDevices']).map(fields), mounts.length > 0),
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
    const name = release.portNames && word(port['name']) ? ` (${word(port['name'])})` : ''
    return `${word(port[field]) || '0'}/${word(port['protocol'])}${name}`
  })
  return all.length > 1 ? `    ${title}s:\t${all.join(', ')}\n` : `    ${title}:\t${all[0] ?? '<none>'}\n`
}

function words(title: string, values: readonly string[]): string {
  return values.length ? `    ${title}:\n${values.flatMap((value) => value.split('\n').map((line) => `      ${line}\n`)).join('')}` : ''
}

function resources(of: Fields, indent: string): string {
  const block = (title: string, values: Fields): string => {
    const entries = sortedEntries(values)
    return entries.length ? `${indent}${title}:\n${entries.map(([name, value]) => `${indent}  ${name}:\t${word(value)}\n`).join('')}` : ''
  }
  return block('Limits', fields(of['limits'])) + block('Requests', fields(of['requests']))
}

function seccomp(release: Release, of: Fields, indent: string): string {
  const { type, localhostProfile } = fields(fields(of['securityContext'])['seccompProfile'])
  if (!release.describeSeccomp || type === undefined) return ''
  const own = type === 'Localhost' ? `${indent === '' ? '' : `${indent}  `}LocalhostProfile:\t${word(localhostProfile)}\n` : ''
  return `${indent}SeccompProfile:\t${word(type)}\n${own}`
}

function mountLine({ mountPath, name, readOnly, subPath }: Container['volumeMounts'][number]): string {
  const flags = [readOnly ? 'ro' : 'rw', ...(subPath ? [`path=${quoteGo(subPath)}`] : [])]
  return `      ${mountPath} from ${name} (${flags.join(',')})\n`
}

function devices(all: readonly Fields[], isMounting: boolean): string {
  const lines = all
    .toSorted((a, b) => byCharacter(word(a['devicePath']), word(b['devicePath'])))
    .map(({ devicePath, name }) => `      ${word(devicePath)} from ${word(name)}\n`)
  return lines.length ? `    Devices:${isMounting ? '' : '\t<none>'}\n${lines.join('')}` : ''
}

function gates(spec: Fields): string {
  const types = list(spec['readinessGates']).map((gate) => word(fields(gate)['conditionType']))
  return types.length ? `Readiness Gates:\n  Type\tStatus\n${types.map((type) => `  ${type} \t<none> \n`).join('')}` : ''
}

function conditions(pod: PodView, release: Release): string {
  const { status } = pod
  if (!status) return ''
  const met = conditionsMet(status)
  return `Conditions:\n  Type\tStatus\n${release.podConditions.map((type) => `  ${type} \t${met[type] ? 'True' : 'False'} \n`).join('')}`
}

function eventLines(moment: Moment, release: Release, events: readonly ApiEvent[]): string {
  if (!events.length) return NO_EVENTS
  const lines = events
    .toSorted((a, b) => a.last - b.last)
    .map((e) => {
      const from = release.eventFromHost ? `kubelet, ${moment.inputs.node.name}` : 'kubelet'
      const path = release.eventFieldPath && fieldPath(e) ? `${fieldPath(e)}: ` : ''
      return `  ${e.type}\t${e.reason}\t${seen(moment, e)}\t${from}\t${path}${e.message.trim()}\n`
    })
  return `Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n${lines.join('')}`
}

const MOST_LETTERS = 140

function annotation([key, written]: [string, string]): string[] {
  const value = written.replace(/\n$/, '')
  if (value.length + key.length + 2 <= MOST_LETTERS && !value.includes('\n')) return [`${key}: ${value}`]
  const lines = value.split('\n')
  return [`${key}:`, ...lines.map((line) => `  ${line.length > MOST_LETTERS - 2 ? `${line.slice(0, MOST_LETTERS - 2)}...` : line}`)]
}

/** What all of a ConfigMap or a Secret is put into variables. Follows: the same file, describeContainerEnvFrom (v1.33.0). */
function from(sources: readonly Fields[]): string {
  const lines = sources.map(({ configMapRef, secretRef, prefix }) => {
    const { name, optional } = fields(configMapRef ?? secretRef)
    const what = `${configMapRef === undefined ? 'Secret' : 'ConfigMap'}${word(prefix) && ` with prefix '${word(prefix)}'`}`
    return `      ${word(name)}\t${what}\tOptional: ${word(optional) || 'false'}\n`
  })
  return lines.length ? `    Environment Variables from:\n${lines.join('')}` : ''
}

/**
 * The block that `kubectl describe` prints of a container's variables.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeContainerEnvVars (v1.36.0).
 */
function environment(variables: readonly Fields[], pod: PodView, container: Fields): string {
  if (!variables.length) return '    Environment:\t<none>\n'
  const lines = variables.map((variable) => {
    const value = variableText(variable, pod, fields(container['resources']))
    return value === undefined ? '' : `      ${word(variable['name'])}:\t${value}\n`
  })
  return `    Environment:\n${lines.join('')}`
}

/** Undefined where describe says nothing of such a source. */
function variableText(variable: Fields, pod: PodView, needs: Fields): string | undefined {
  if (variable['valueFrom'] === undefined) return word(variable['value']).replaceAll('\n', '\n      \t')
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = fields(variable['valueFrom'])
  if (fieldRef !== undefined) {
    const { apiVersion, fieldPath } = fields(fieldRef)
    // of the pod's other fields kubectl knows no values
    const known = fieldPath === 'metadata.name' ? pod.name : fieldPath === 'metadata.namespace' ? pod.namespace : ''
    return `${known} (${word(apiVersion)}:${word(fieldPath)})`
  }
  if (resourceFieldRef !== undefined) {
    const { resource, divisor } = fields(resourceFieldRef)
    return `${resourceText(word(resource), word(divisor), needs)} (${word(resource)})`
  }
  const keyOf = (reference: Json, join: string): string => {
    const { key, name, optional } = fields(reference)
    return `<set to the key '${word(key)}' ${join} '${word(name)}'>\tOptional: ${word(optional) || 'false'}`
  }
  if (secretKeyRef !== undefined) return keyOf(secretKeyRef, 'in secret')
  return configMapKeyRef === undefined ? undefined : keyOf(configMapKeyRef, 'of config map')
}

/** Follows: staging/src/k8s.io/kubectl/pkg/util/resource/resource.go, ExtractContainerResourceValue (v1.36.0). */
function resourceText(resource: string, divisor: string, needs: Fields): string {
  const [of, name] = resource.split('.', 2) as [string, string]
  const unit = name === 'cpu' ? 'cpu' : 'memory'
  const amount = Math.ceil(amountOf(fields(needs[of])[name], unit) / (amountOf(divisor, unit) || amountOf('1', unit)))
  return amount === 0 && /^limits\.(cpu|memory)$/.test(resource) ? 'node allocatable' : String(amount)
}

/**
 * What a pod tolerates, a line each.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, printTolerationsMultilineWithIndent (v1.36.0).
 */
function tolerations(all: readonly Fields[], { tolerationOp }: Release): string[] {
  return all
    .toSorted((a, b) => byCharacter(word(a['key']), word(b['key'])))
    .map(({ key, value, effect, operator, tolerationSeconds }) => {
      const what = `${word(key)}${word(value) && `=${word(value)}`}${word(effect) && `:${word(effect)}`}`
      const exists = tolerationOp && operator === 'Exists' && !word(value) ? `${what === '' ? '' : ' '}op=Exists` : ''
      return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${word(tolerationSeconds)}s`}`
    })
}

/** Over what a pod's kind is to be spread. Follows: the same file, describeTopologySpreadConstraints. */
function spread(all: readonly Fields[]): string {
  if (!all.length) return ''
  const lines = all
    .toSorted((a, b) => byCharacter(word(a['topologyKey']), word(b['topologyKey'])))
    .map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const selector = labelSelector === undefined ? '' : ` for selector ${selectorText(fields(labelSelector))}`
      return `${word(topologyKey)}:${word(whenUnsatisfiable)} when max skew ${word(maxSkew)} is exceeded${selector}`
    })
  return `Topology Spread Constraints:\t${multiline(lines)}`
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go, FormatLabelSelector; labels/selector.go, Requirement.String. */
function selectorText({ matchLabels, matchExpressions }: Fields): string {
  const equal = Object.entries(fields(matchLabels)).map(([key, value]) => ({ key, text: `${key}=${word(value)}` }))
  const others = list(matchExpressions)
    .map(fields)
    .map(({ key, operator, values }) => {
      const among = `(${list(values).map(word).toSorted(byCharacter).join(',')})`
      const name = word(key)
      const texts = { In: `${name} in ${among}`, NotIn: `${name} notin ${among}`, Exists: name, DoesNotExist: `!${name}` }
      return { key: name, text: texts[operator as keyof typeof texts] }
    })
  const all = [...equal, ...others].toSorted((a, b) => byCharacter(a.key, b.key)).map(({ text }) => text)
  return all.join(',') || '<none>'
}

/** Those that a static pod may well have: what describe calls each, and the titles of its fields. */
const KINDS: Readonly<Record<string, { says: string; lines: Readonly<Record<string, string>> }>> = {
  hostPath: { says: 'HostPath (bare host directory volume)', lines: { Path: 'path', HostPathType: 'type' } },
  emptyDir: {
    says: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    lines: { Medium: 'medium', SizeLimit: 'sizeLimit' },
  },
  nfs: { says: 'NFS (an NFS mount that lasts the lifetime of a pod)', lines: { Server: 'server', Path: 'path', ReadOnly: 'readOnly' } },
  secret: { says: 'Secret (a volume populated by a Secret)', lines: { SecretName: 'secretName', Optional: 'optional' } },
  configMap: { says: 'ConfigMap (a volume populated by a ConfigMap)', lines: { Name: 'name', Optional: 'optional' } },
  persistentVolumeClaim: {
    says: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    lines: { ClaimName: 'claimName', ReadOnly: 'readOnly' },
  },
  gitRepo: {
    says: 'GitRepo (a volume that is pulled from git when the pod is created)',
    lines: { Repository: 'repository', Revision: 'revision' },
  },
  image: { says: 'Image (a container image or OCI artifact)', lines: { Reference: 'reference', PullPolicy: 'pullPolicy' } },
}

/** Go's zero of a number or a truth value that is not given. */
const ZEROS: Readonly<Record<string, string>> = { readOnly: 'false', optional: 'false', sizeLimit: '<unset>' }

/**
 * The block that `kubectl describe` prints of a pod's volumes.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeVolumes (v1.36.0).
 */
function describeVolumes(volumes: readonly Fields[], release: Release): string {
  if (!volumes.length) return 'Volumes:\t<none>\n'
  return `Volumes:\n${volumes.map((volume) => `  ${word(volume['name'])}:\n${source(volume, release)}`).join('')}`
}

function source(volume: Fields, release: Release): string {
  const kind = Object.keys(volume).find((key) => key !== 'name')!
  const of = fields(volume[kind])
  if (kind === 'downwardAPI')
    return `    Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n${list(of['items'])
      .map((item) => `      ${downward(fields(item))}\n`)
      .join('')}`
  if (kind === 'projected')
    return `    Type:\tProjected (a volume that contains injected data from multiple sources)\n${list(of['sources'])
      .map((item) => projected(fields(item), release))
      .join('')}`
  if (kind === 'csi') return csi(of)
  const known = own(KINDS, kind)
  if (!known) return `    Type:\t${kind}\n`
  const lines = Object.entries(known.lines).map(([title, name]) => {
    const value = word(of[name])
    return `    ${title}:\t${value === '' || (name === 'sizeLimit' && value === '0') ? (own(ZEROS, name) ?? '') : value}\n`
  })
  return `    Type:\t${known.says}\n${lines.join('')}`
}

function downward({ fieldRef, resourceFieldRef, path }: Fields): string {
  return `${word(fields(fieldRef)['fieldPath']) || word(fields(resourceFieldRef)['resource'])} -> ${word(path)}`
}

function projected({ secret, downwardAPI, configMap, serviceAccountToken }: Fields, { projectedOptional }: Release): string {
  const named = (title: string, of: Fields, flag: string): string => {
    const optional = word(of['optional'])
    // before, the pointer's own text: of one that is set an address
    const line = projectedOptional ? `Optional:\t${optional || 'false'}` : `${flag}:\t${optional ? '0xc000513a48' : '<nil>'}`
    return `    ${title}:\t${word(of['name'])}\n    ${line}\n`
  }
  if (secret !== undefined) return named('SecretName', fields(secret), 'SecretOptionalName')
  if (downwardAPI !== undefined) return '    DownwardAPI:\ttrue\n'
  if (configMap !== undefined) return named('ConfigMapName', fields(configMap), 'ConfigMapOptional')
  return serviceAccountToken === undefined ? '' : `    TokenExpirationSeconds:\t${word(fields(serviceAccountToken)['expirationSeconds'])}\n`
}

function csi(of: Fields): string {
  const attributes = pairs(fields(of['volumeAttributes']), '=').map(
    (line) => `    ${line.slice(0, MOST_LETTERS)}${line.length > MOST_LETTERS ? '...' : ''}`,
  )
  const lines = [
    '    Type:\tCSI (a Container Storage Interface (CSI) volume source)\n',
    `    Driver:\t${word(of['driver'])}\n    FSType:\t${word(of['fsType'])}\n    ReadOnly:\t${word(of['readOnly']) || 'false'}\n`,
    `    VolumeAttributes:\t${attributes.length > 0 ? attributes.join('\n    \t') : '<none>'}\n`,
  ]
  return lines.join('')
}
