import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import type { ResourceKind } from '../../sim/apiserver/objects/kinds.ts'
import { lastBeat } from '../../sim/apiserver/objects/leaders.ts'
import { NO_NETWORK, nodeLabels, nodeObject, registeredAt, unknownSince, version } from '../../sim/apiserver/objects/node-object.ts'
import { rfc1123z } from '../../sim/clock.ts'
import { nodeRoom, nodeSize, podNeeds } from '../../sim/node/node-size.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods } from '../../sim/trace/pods.ts'
import { align, DESCRIBE, sortedEntries } from '../text/columns.ts'
import { age } from './pod-table.ts'

/**
 * `kubectl describe node` of the lane's one node: what the model knows of it. Its lease is left out.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeNode (v1.37.2).
 */
export function describeNode(moment: Moment): string {
  const { inputs } = moment
  const { kubeProxyVersion, describesNodeOldly: old, annotationColon } = releaseOf(inputs.kubernetes)
  const since = rfc1123z(inputs.clock, registeredAt(moment) + 1e-6)
  const heard = lastBeat(moment)
  const unknown = unknownSince(moment, heard)
  const beat = rfc1123z(inputs.clock, heard)
  const changed = unknown === undefined ? since : rfc1123z(inputs.clock, unknown)
  const status = nodeObject(moment)['status'] as { conditions: readonly Record<string, string>[]; nodeInfo: Record<string, string> }
  const taints = `Taints:\tnode.kubernetes.io/${unknown === undefined ? 'not-ready' : 'unreachable'}:NoSchedule\n`
  const created = `CreationTimestamp:\t${since}\n`
  const indent = old ? ' ' : '  '
  const info = (name: string, value: string | undefined): string => `${indent}${name}:\t${value}\n`
  const sizes = Object.entries(nodeSize(inputs.node))
    .map(([name, size]) => `${indent}${name}:\t${size}\n`)
    .join('')
  return align(
    [
      `Name:\t${inputs.node.name}\n`,
      'Roles:\t<none>\n',
      `Labels:\t${Object.entries(nodeLabels(moment))
        .map(([key, value]) => `${key}=${value}`)
        .join('\n\t')}\n`,
      `Annotations:\tvolumes.kubernetes.io/controller-managed-attach-detach${annotationColon ? ': ' : '='}true\n`,
      old ? taints + created : `${created}${taints}Unschedulable:\tfalse\n`,
      'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n  ----\t------\t-----------------\t------------------\t------\t-------\n',
      ...status.conditions.map(
        (c) =>
          `  ${c['type']} \t${c['status']} \t${beat} \t${changed} \t${c['reason']} \t${c['reason'] === 'KubeletNotReady' ? NO_NETWORK : c['message']}\n`,
      ),
      `Addresses:\n  InternalIP:\t${inputs.node.ip}\n  Hostname:\t${inputs.node.name}\n`,
      `Capacity:\n${sizes}Allocatable:\n${sizes}`,
      'System Info:\n',
      info('Kernel Version', status.nodeInfo['kernelVersion']),
      info('OS Image', status.nodeInfo['osImage']),
      info('Operating System', 'linux'),
      info('Architecture', 'amd64'),
      info('Container Runtime Version', status.nodeInfo['containerRuntimeVersion']),
      info('Kubelet Version', version(moment)),
      kubeProxyVersion ? info('Kube-Proxy Version', version(moment)) : '',
      old ? `ExternalID:\t${inputs.node.name}\n` : '',
      resourceLines(moment),
      'Events:\t<none>\n',
    ].join(''),
    DESCRIBE,
  )
}

type Needs = readonly [cpu: number, memory: number, cpuLimit: number, memoryLimit: number]

/** What the pods ask for, each and together, as a part of the node. */
function resourceLines(moment: Moment): string {
  const { nodePodAge } = releaseOf(moment.inputs.kubernetes)
  const pods = mirrorPods(moment).filter(({ status }) => !/^(Failed|Succeeded)$/.test(String(status?.phase)))
  const room = nodeRoom(moment.inputs.node)
  const needs = pods.map(({ spec: { raw } }): Needs => [
    podNeeds(raw, 'cpu', 'requests'),
    podNeeds(raw, 'memory', 'requests'),
    podNeeds(raw, 'cpu', 'limits'),
    podNeeds(raw, 'memory', 'limits'),
  ])
  const cells = ([cpu, memory, cpuLimit, memoryLimit]: Needs): string =>
    [
      `${milli(cpu)} (${Math.floor((cpu / room.cpu) * 100)}%)`,
      `${milli(cpuLimit)} (${Math.floor((cpuLimit / room.cpu) * 100)}%)`,
      `${bytes(memory)} (${Math.floor((memory / room.memory) * 100)}%)`,
      `${bytes(memoryLimit)} (${Math.floor((memoryLimit / room.memory) * 100)}%)`,
    ].join('\t')
  const all = needs.reduce(([a, b, c, d], need): Needs => [a + need[0], b + need[1], c + need[2], d + need[3]], [0, 0, 0, 0])
  const heads = 'CPU Requests\tCPU Limits\tMemory Requests\tMemory Limits'
  const rules = '------------\t----------\t---------------\t-------------'
  return [
    `Non-terminated Pods:\t(${pods.length} in total)\n`,
    `  Namespace\tName\t\t${heads}${nodePodAge === null ? '' : `\t${nodePodAge}`}\n`,
    `  ---------\t----\t\t${rules}${nodePodAge === null ? '' : '\t---'}\n`,
    ...pods.map(
      (pod, i) => `  ${pod.namespace}\t${pod.name}\t\t${cells(needs[i]!)}${nodePodAge === null ? '' : `\t${age(moment, pod.createdAt)}`}\n`,
    ),
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n',
    ...(nodePodAge === null
      ? [`  ${heads}\n  ${rules}\n  ${cells(all)}\n`]
      : [
          '  Resource\tRequests\tLimits\n  --------\t--------\t------\n',
          `  cpu\t${cells(all).split('\t').slice(0, 2).join('\t')}\n  memory\t${cells(all).split('\t').slice(2).join('\t')}\n`,
        ]),
  ].join('')
}

const UNITS = { Gi: 1024 ** 3, Mi: 1024 ** 2, Ki: 1024 } as const

function milli(value: number): string {
  return value % 1000 === 0 ? String(value / 1000) : `${value}m`
}

function bytes(value: number): string {
  const unit = Object.entries(UNITS).find(([, size]) => value > 0 && value % size === 0)
  return unit ? `${value / unit[1]}${unit[0]}` : String(value)
}

/** What describe says of an object behind its head. */
const BODIES: ReadonlyMap<string, (object: Fields) => string> = new Map([
  ['clusterroles', rules],
  ['roles', rules],
  ['clusterrolebindings', binding],
  ['rolebindings', binding],
  ['serviceaccounts', serviceAccount],
  ['secrets', secret],
  ['configmaps', configMap],
  ['namespaces', namespace],
])

/** Whether `kubectl describe` of a resource is simulated beside pods and nodes. */
export function isDescribed({ name }: ResourceKind): boolean {
  return BODIES.has(name)
}

/**
 * `kubectl describe` of a role, a binding, a service account, a Secret, a ConfigMap, a namespace.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.37.2).
 */
export function describeObject(moment: Moment, { name, namespaced }: ResourceKind, object: Fields): string {
  const { annotationColon } = releaseOf(moment.inputs.kubernetes)
  const metadata = fields(object['metadata'])
  const within = namespaced && name !== 'roles' && name !== 'rolebindings' ? `Namespace:\t${text(metadata['namespace'])}\n` : ''
  const head = `Name:\t${text(metadata['name'])}\n${within}${pairs('Labels', metadata['labels'], '=')}${pairs('Annotations', metadata['annotations'], annotationColon ? ': ' : '=')}`
  return align(head + BODIES.get(name)!(object), DESCRIBE)
}

function pairs(title: string, value: unknown, sign: string): string {
  const entries = sortedEntries(fields(value as Fields))
  return `${title}:\t${entries.length > 0 ? entries.map(([key, entry]) => `${key}${sign}${text(entry)}`).join('\n\t') : '<none>'}\n`
}

const formatList = (value: unknown): string => `[${(Array.isArray(value) ? (value as unknown[]) : []).map(String).join(' ')}]`

/** A line a resource, as kubectl breaks rules down; equal ones once, in the order of their text. */
function rules(object: Fields): string {
  const rows = list(object['rules'])
    .map(fields)
    .flatMap((rule) => {
      const urls = rule['nonResourceURLs']
      if (Array.isArray(urls) && urls.length > 0) return urls.map((url) => ['', formatList([url]), '[]', formatList(rule['verbs'])])
      const names = list(rule['resourceNames']).map(text)
      return list(rule['apiGroups']).flatMap((group) =>
        list(rule['resources']).flatMap((resource) =>
          (names.length > 0 ? names : [undefined]).map((word) => [
            `${text(resource)}${group ? `.${text(group)}` : ''}`,
            '[]',
            formatList(word === undefined ? [] : [word]),
            formatList(rule['verbs']),
          ]),
        ),
      )
    })
  const lines = [...new Set(rows.map((row) => `  ${row.join('\t')}\n`))].toSorted()
  return `PolicyRule:\n  Resources\tNon-Resource URLs\tResource Names\tVerbs\n  ---------\t-----------------\t--------------\t-----\n${lines.join('')}`
}

function binding(object: Fields): string {
  const role = fields(object['roleRef'])
  const rows = list(object['subjects'])
    .map(fields)
    .map((item) => `  ${text(item['kind'])}\t${text(item['name'])}\t${text(item['namespace'])}\n`)
  return `Role:\n  Kind:\t${text(role['kind'])}\n  Name:\t${text(role['name'])}\nSubjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n${rows.join('')}`
}

function serviceAccount(object: Fields): string {
  const secrets = list(object['secrets']).map((item) => text(fields(item)['name']))
  const names = secrets.length > 0 ? secrets.join('\n\t') : '<none>'
  return `Image pull secrets:\t<none>\nMountable secrets:\t${names}\nTokens:\t${names}\nEvents:\t<none>\n`
}

/** base64 has four characters for three bytes. */
function size(value: string): number {
  return Math.floor((value.replace(/=+$/, '').length * 3) / 4)
}

function secret(object: Fields): string {
  const entries = sortedEntries(fields(object['data']))
  return `\nType:\t${text(object['type'])}\n\nData\n====\n${entries.map(([key, value]) => `${key}:\t${size(text(value))} bytes\n`).join('')}`
}

function configMap(object: Fields): string {
  const entries = sortedEntries(fields(object['data']))
  return `\nData\n====\n${entries.map(([key, value]) => `${key}:\n----\n${text(value)}\n\n`).join('')}\nBinaryData\n====\n\nEvents:\t<none>\n`
}

function namespace(object: Fields): string {
  return `Status:\t${text(fields(object['status'])['phase'])}\n\nNo resource quota.\n\nNo LimitRange resource.\n`
}
