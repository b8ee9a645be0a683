import { type ResourceKind, kindOf, pathOf } from '../../sim/apiserver/objects/kinds.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { apiEvents } from '../../sim/kubelet/events.ts'
import { releaseOf, type Release } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods } from '../../sim/trace/pods.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { describePod } from './describe-pod.ts'
import { listingOf, nothing, selected } from './get.ts'
import { type Item, age } from './pod-table.ts'
import { type KubectlCall, notFound, reach } from './kubectl-reach.ts'
import { ruleOf } from '../../sim/apiserver/authorization/rbac.ts'
import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import { lastBeat } from '../../sim/apiserver/objects/leaders.ts'
import { NO_NETWORK, nodeLabels, nodeObject, registeredAt, unknownSince, version } from '../../sim/apiserver/objects/node-object.ts'
import { canonicalQuantity } from '../../manifest/quantity.ts'
import { decodeBase64 } from '../../manifest/utf8.ts'
import { rfc1123z } from '../../sim/clock.ts'
import { childrenOf, nodeRoom, nodeSize, type PodNeed, podNeeds } from '../../sim/node/node-size.ts'
import { align, DESCRIBE, sortedEntries, multiline, NO_EVENTS, pairs } from '../text/columns.ts'
import { ruleRows } from './access.ts'
import { byCharacter, own } from '../../manifest/own.ts'
import { describeField } from '../../manifest/descriptions.ts'
import { type SchemaField, fieldOf, type GoType, type Struct, structOf } from '../../manifest/schema.ts'

/** Its own options. */
export const DESCRIBE_OPTIONS: Options = optionTable('--show-events')

/** One of a kind, as it can be described. */
interface Described extends Item {
  text: (showsEvents: boolean) => string
}

function describedIn(now: Moment, kind: ResourceKind): readonly Described[] {
  const { items } = listingOf(now, kind)
  if (kind.name === 'nodes') return items.map((item) => ({ ...item, text: (shows) => describeNode(now, shows) }))
  if (kind.name !== 'pods') return items.map((item) => ({ ...item, text: (shows) => describeObject(now, kind, item.object(), shows) }))
  const pods = mirrorPods(now)
  const events = apiEvents(now)
  return items.map((item, i) => {
    const pod = pods[i]!
    const own = () => events.filter((event) => event.pod === pod.base && event.uid === pod.uid)
    return { ...item, text: (shows) => describePod(now, pod, shows ? own() : undefined) }
  })
}

/**
 * `kubectl describe TYPE [NAME…|NAME_PREFIX|-l LABELS]`.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go (v1.36.0).
 */
export function describe({ terminal: moment, parsed, rest: [first = '', ...rest], acting, namespace }: KubectlCall, knows: string): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  const [type = '', inside] = first.split('/')
  if (!type)
    return fails(
      'error: You must specify the type of resource to describe.\nThis terminal knows: kubectl describe pod [NAME], kubectl describe node [NAME]',
    )
  const kind = kindOf(type, release)
  if (!kind) return fails(`${release.noTypePrefix}the server doesn't have a resource type ${JSON.stringify(type)}`)
  if (!/^(pods|nodes)$/.test(kind.name) && !isDescribed(kind))
    return notHere(`kubectl describe ${type}: kubectl get ${type} -o yaml shows it`, knows)
  const names = inside === undefined ? rest : [inside, ...rest]
  const everywhere = option(parsed, 'all-namespaces') !== undefined
  const scope = everywhere || !kind.namespaced ? undefined : namespace
  let now: Moment = moment
  for (const name of names.length > 0 ? names : [undefined]) {
    const words = `get ${kind.name}${name === undefined ? '' : ` ${name}`}`
    const reached = reach(now, { path: pathOf(kind, release, scope, name), words }, acting)
    if ('stdout' in reached) return reached
    now = reached
  }
  const all = describedIn(now, kind).filter((item) => scope === undefined || item.namespace === scope)
  const found = selected(all, kind, parsed, release)
  if ('error' in found) return fails(found.error)
  const missing = names.filter((name) => !all.some((item) => item.name === name))
  const stderr = missing.map((name) => `${notFound(kind, name)}\n`).join('')
  const wish = option(parsed, 'show-events')
  const shows = (several: boolean): boolean => (wish === undefined ? !(several && release.describesManyWithoutEvents) : wish !== 'false')
  // a single name that nothing has may be the beginning of some
  if (rest.length === 1 && missing.length === 1 && inside === undefined) {
    const begun = all.filter((item) => item.name.startsWith(rest[0]!))
    if (begun.length > 0) return done(begun.map(({ text }) => `${text(shows(true))}\n`).join(''))
  }
  const chosen = names.length > 0 ? names.flatMap((name) => all.filter((item) => item.name === name)) : found.items
  if (chosen.length === 0 && missing.length === 0) return release.describesNothing ? nothing(now, everywhere, namespace) : done('')
  const stdout = chosen.map(({ text }) => text(shows(chosen.length > 1 || missing.length > 0))).join('\n\n')
  return { stdout, stderr, exit: missing.length > 0 ? 1 : 0 }
}

/**
 * `kubectl describe node` of the lane's one node: what the model knows of it. Its lease is left out.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeNode (v1.37.2).
 */
function describeNode(moment: Moment, showsEvents: boolean): string {
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
      `Labels:\t${multiline(pairs(nodeLabels(moment), '='))}`,
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
      showsEvents ? NO_EVENTS : '',
    ].join(''),
    DESCRIBE,
  )
}

const NEEDS = ['cpu', 'memory', 'ephemeral-storage'] as const

/** What pods ask for of a resource together, as a part of what there is; the sum is printed as the first of its parts is. */
function share(pods: readonly Fields[], resource: PodNeed, of: 'requests' | 'limits', room: number): string {
  const needs = pods.map((raw) => podNeeds(raw, resource, of))
  const amount = needs.reduce((all, need) => all + need, 0)
  const raw = pods[needs.findIndex((need) => need > 0)] ?? {}
  // a pod that writes both ways is rare
  const isBinary = [fields(raw['spec']), ...childrenOf(raw, 'containers'), ...childrenOf(raw, 'initContainers')].some((child) =>
    String(fields(fields(fields(child)['resources'])[of])[resource] ?? '0').endsWith('i'),
  )
  return `${needText(amount, isBinary, resource)} (${Math.floor((amount / room) * 100)}%)`
}

function needText(amount: number, isBinary: boolean, resource: PodNeed): string {
  if (resource === 'cpu') return canonicalQuantity(`${amount}m`)
  if (!isBinary || amount < 1024) return canonicalQuantity(String(amount))
  return amount % 1024 === 0 ? canonicalQuantity(`${amount / 1024}Ki`) : String(amount)
}

/** What the pods ask for, each and together, as a part of the node. */
function resourceLines(moment: Moment): string {
  const { nodePodAge } = releaseOf(moment.inputs.kubernetes)
  const pods = mirrorPods(moment).filter(({ status }) => !/^(Failed|Succeeded)$/.test(String(status?.phase)))
  // the model's nodes say nothing of their disks
  const room = { ...nodeRoom(moment.inputs.node), 'ephemeral-storage': Infinity }
  const all = pods.map(({ spec: { raw } }) => raw as Fields)
  const cells = (raws: readonly Fields[], resource: PodNeed): string =>
    `${share(raws, resource, 'requests', room[resource])}\t${share(raws, resource, 'limits', room[resource])}`
  const both = (raws: readonly Fields[]): string => `${cells(raws, 'cpu')}\t${cells(raws, 'memory')}`
  const heads = 'CPU Requests\tCPU Limits\tMemory Requests\tMemory Limits'
  const rules = '------------\t----------\t---------------\t-------------'
  return [
    `Non-terminated Pods:\t(${pods.length} in total)\n`,
    `  Namespace\tName\t\t${heads}${nodePodAge === null ? '' : `\t${nodePodAge}`}\n`,
    `  ---------\t----\t\t${rules}${nodePodAge === null ? '' : '\t---'}\n`,
    ...pods.map(
      (pod, i) => `  ${pod.namespace}\t${pod.name}\t\t${both([all[i]!])}${nodePodAge === null ? '' : `\t${age(moment, pod.createdAt)}`}\n`,
    ),
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n',
    ...(nodePodAge === null
      ? [`  ${heads}\n  ${rules}\n  ${both(all)}\n`]
      : [
          '  Resource\tRequests\tLimits\n  --------\t--------\t------\n',
          ...NEEDS.map((resource) => `  ${resource}\t${cells(all, resource)}\n`),
        ]),
  ].join('')
}

/** What describe says of an object behind its head. */
const BODIES: ReadonlyMap<string, (object: Fields, release: Release, events: string) => string> = new Map([
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
function isDescribed({ name }: ResourceKind): boolean {
  return BODIES.has(name)
}

/**
 * `kubectl describe` of a role, a binding, a service account, a Secret, a ConfigMap, a namespace.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.37.2).
 */
function describeObject(moment: Moment, { name, namespaced }: ResourceKind, object: Fields, showsEvents: boolean): string {
  const release = releaseOf(moment.inputs.kubernetes)
  const { annotationColon } = release
  const metadata = fields(object['metadata'])
  const within = namespaced && name !== 'roles' && name !== 'rolebindings' ? `Namespace:\t${text(metadata['namespace'])}\n` : ''
  const head = `Name:\t${text(metadata['name'])}\n${within}Labels:\t${multiline(pairs(fields(metadata['labels']), '='))}Annotations:\t${multiline(pairs(fields(metadata['annotations']), annotationColon ? ': ' : '='))}`
  return align(head + BODIES.get(name)!(object, release, showsEvents ? NO_EVENTS : ''), DESCRIBE)
}

function rules(object: Fields, release: Release): string {
  const lines = ruleRows(list(object['rules']).map(ruleOf), release).map((row) => `  ${row.join('\t')}\n`)
  return `PolicyRule:\n  Resources\tNon-Resource URLs\tResource Names\tVerbs\n  ---------\t-----------------\t--------------\t-----\n${lines.join('')}`
}

function binding(object: Fields): string {
  const role = fields(object['roleRef'])
  const rows = list(object['subjects'])
    .map(fields)
    .map((item) => `  ${text(item['kind'])}\t${text(item['name'])}\t${text(item['namespace'])}\n`)
  return `Role:\n  Kind:\t${text(role['kind'])}\n  Name:\t${text(role['name'])}\nSubjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n${rows.join('')}`
}

function serviceAccount(object: Fields, { describesTokens }: Release, events: string): string {
  const names = (of: string): string =>
    list(object[of])
      .map((item) => text(fields(item)['name']))
      .join('\n                   \t') || '<none>'
  const secrets = describesTokens ? `Mountable secrets:\t${names('secrets')}\nTokens:\t${names('secrets')}\n` : ''
  return `Image pull secrets:\t${names('imagePullSecrets')}\n${secrets}${events}`
}

/** base64 has four characters for three bytes. */
function size(value: string): number {
  return Math.floor((value.replace(/=+$/, '').length * 3) / 4)
}

const decoded = (value: string): string => decodeBase64(value) ?? ''

function secret(object: Fields): string {
  const type = text(object['type'])
  const shown = (key: string, value: string): string =>
    key === 'token' && type === 'kubernetes.io/service-account-token' ? decoded(value) : `${size(value)} bytes`
  const entries = sortedEntries(fields(object['data']))
  return `\nType:\t${type}\n\nData\n====\n${entries.map(([key, value]) => `${key}:\t${shown(key, text(value))}\n`).join('')}`
}

function configMap(object: Fields, { describesBinaryData, dataApart }: Release, events: string): string {
  const data = sortedEntries(fields(object['data'])).map(([key, value]) => `${key}:\n----\n${text(value)}\n${dataApart ? '\n' : ''}`)
  const binary = sortedEntries(fields(object['binaryData'])).map(([key, value]) => `${key}: ${size(text(value))} bytes\n`)
  return `\nData\n====\n${data.join('')}${describesBinaryData ? `\nBinaryData\n====\n${binary.join('')}\n` : ''}${events}`
}

function namespace(object: Fields, { noLimitsText }: Release): string {
  return `Status:\t${text(fields(object['status'])['phase'])}\n\nNo resource quota.\n\n${noLimitsText}\n`
}

/** JSON's own words for Go's types. */
const WORDS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  IntOrString: 'IntOrString',
  any: 'Object',
  Time: 'string',
}

/**
 * `kubectl explain pod.spec.containers`: the fields, as the release has them, and their types. What a field means is told here in
 * the simulator's own sentences, where it has one.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (v1.37.2).
 */
export function explain({ terminal: { inputs }, rest: [path = ''] }: KubectlCall): Output {
  if (path === '')
    return fails(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    )
  const [type = '', ...names] = path.split('.')
  if (!/^(po|pods?)$/.test(type)) return notHere(`kubectl explain ${type}`, 'This terminal knows: kubectl explain pod[.FIELD.FIELD…]')
  const { minor } = releaseOf(inputs.kubernetes)
  let struct: Struct | undefined = structOf('Pod')
  let owner = 'Pod'
  let field: SchemaField | undefined
  for (const name of names) {
    const next: SchemaField | undefined = struct && fieldOf(struct, name, minor)
    if (!next) return fails(`error: field "${name}" does not exist`)
    owner = struct!.name
    field = next
    const inner = elementOf(next.type)
    struct = inner.is === 'struct' ? structOf(inner.name) : undefined
  }
  const says = field && describeField(owner, field.name)
  const head = [
    'KIND:       Pod\nVERSION:    v1\n\n',
    field ? `FIELD: ${field.name} <${wordOf(field.type)}>\n\n` : '',
    says === undefined ? '' : `DESCRIPTION:\n    ${says}\n\n`,
  ].join('')
  // in this simulator's words, shorter than the API's
  const note = says === undefined ? '' : '(What a field means is told here in whyrestart’s own words.)\n'
  if (!struct) return { ...done(head), stderr: note }
  const rows = [...struct.fields.values()]
    .filter(({ name }) => fieldOf(struct!, name, minor))
    .toSorted((a, b) => byCharacter(a.name, b.name))
    .map((field) => `  ${field.name}\t<${wordOf(field.type)}>\n`)
  return { ...done(`${head}FIELDS:\n${align(rows.join(''), { minWidth: 0, padding: 1 })}\n`), stderr: note }
}

function elementOf(type: GoType): GoType {
  return type.is === 'list' || type.is === 'map' ? elementOf(type.of) : type
}

function wordOf(type: GoType): string {
  if (type.is === 'list') return `[]${wordOf(type.of)}`
  if (type.is === 'map') return `map[string]${wordOf(type.of)}`
  return type.is === 'struct' ? type.name : (own(WORDS, type.is) ?? 'string')
}
