import { own } from '../../manifest/own.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import { unixSeconds, wholeSecond } from '../../sim/clock.ts'
import { humanDuration, shortHumanDuration } from '../../views/text/duration-words.ts'
import { eventName, fieldPath, type NamedEvent } from '../../sim/apiserver/objects/event.ts'
import { containerRuntime, registeredAt, version } from '../../sim/apiserver/objects/node-object.ts'
import { podIP } from '../../sim/apiserver/objects/pod-object.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import type { ApiEvent } from '../../sim/kubelet/events.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { PodView } from '../../sim/trace/pods.ts'
import { podRow } from '../../views/lanes/lane-pods.ts'
import { fields, type Fields, list, text } from '../../sim/apiserver/objects/json.ts'

/** One object of a listing. */
export interface Item {
  name: string
  namespace: string
  /** With kind and apiVersion; made when it is asked for. */
  object(): Fields
  cells(): string[]
}

/** How a table is shown. */
export interface TableOptions {
  wide: boolean
  kinds: boolean
  namespaces: boolean
  headers: boolean
  labels: boolean
  /** `-L`: labels that have a column each. */
  labelColumns: readonly string[]
}

/**
 * How old something is, as that release prints it. What the API stores are whole seconds.
 *
 * Follows: see duration-words.ts.
 */
export function age(moment: Moment, since: number): string {
  const seconds = moment.at - wholeSecond(moment.inputs.clock, since)
  return releaseOf(moment.inputs.kubernetes).shortAges ? shortHumanDuration(seconds) : humanDuration(seconds)
}

/** When an Event was seen last, and how often since when, as `kubectl describe` and `kubectl events` print it. */
export const seen = (moment: Moment, { first, last, count }: Pick<ApiEvent, 'first' | 'last' | 'count'>): string =>
  count > 1 ? `${age(moment, last)} (x${count} over ${age(moment, first)})` : age(moment, first)

/**
 * The cells of the header of `kubectl get pods`, and of one of its rows.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/printers/internalversion/printers.go, podColumnDefinitions and printPod (v1.37.2).
 */
export function podHeader(moment: Moment, isWide: boolean): string[] {
  return ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', ...(isWide ? releaseOf(moment.inputs.kubernetes).podWideColumns : [])]
}

export function podCells(moment: Moment, pod: PodView, isWide: boolean): string[] {
  const release = releaseOf(moment.inputs.kubernetes)
  const row = podRow(pod)
  const ago = release.restartsAgo && row.restarts > 0 && row.lastRestartAt !== undefined ? ` (${age(moment, row.lastRestartAt)} ago)` : ''
  const wide = isWide ? [podIP(moment, pod), moment.inputs.node.name, '<none>', '<none>'].slice(0, release.podWideColumns.length) : []
  return [pod.name, `${row.ready}/${row.total}`, row.status, `${row.restarts}${ago}`, age(moment, pod.createdAt), ...wide]
}

/**
 * The cells of the header of `kubectl get events`, and of one of its rows.
 *
 * Follows: pkg/printers/internalversion/printers.go, printEvent (v1.37.2; ten columns in v1.9.6).
 */
export function eventHeader(moment: Moment): string[] {
  const short = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const long = ['LAST SEEN', 'FIRST SEEN', 'COUNT', 'NAME', 'KIND', 'SUBOBJECT', 'TYPE', 'REASON', 'SOURCE', 'MESSAGE']
  return releaseOf(moment.inputs.kubernetes).eventColumnsShort ? short : long
}

export function eventCells(moment: Moment, e: NamedEvent): string[] {
  if (releaseOf(moment.inputs.kubernetes).eventColumnsShort)
    return [age(moment, e.last), e.type, e.reason, `pod/${e.name}`, e.message.trim()]
  return [
    age(moment, e.last),
    age(moment, e.first),
    String(e.count),
    eventName(moment, e),
    'Pod',
    fieldPath(e),
    e.type,
    e.reason,
    `kubelet, ${moment.inputs.node.name}`,
    e.message,
  ]
}

/**
 * The cells of the header of `kubectl get nodes`, and of its one row: the lane's node runs no network plug-in, and so is not
 * ready.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/printers/internalversion/printers.go, printNode (v1.37.2).
 */
export function nodeHeader(moment: Moment, isWide: boolean): string[] {
  const hasAddress = releaseOf(moment.inputs.kubernetes).nodeInternalIP
  return [
    'NAME',
    'STATUS',
    'ROLES',
    'AGE',
    'VERSION',
    ...(isWide ? [...(hasAddress ? ['INTERNAL-IP'] : []), 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'] : []),
  ]
}

export function nodeCells(moment: Moment, isWide: boolean): string[] {
  const { inputs } = moment
  const address = releaseOf(inputs.kubernetes).nodeInternalIP ? [inputs.node.ip] : []
  const wide = [...address, '<none>', 'Debian GNU/Linux 12 (bookworm)', '6.1.0', containerRuntime(moment)]
  return [inputs.node.name, 'NotReady', '<none>', age(moment, registeredAt(moment)), version(moment), ...(isWide ? wide : [])]
}

/**
 * How `kubectl get` lays out its columns.
 *
 * Units: widths in characters.
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers/tabwriter.go (v1.37.2; wider in v1.9).
 */
export function getWriter(moment: Moment): { minWidth: number; padding: number } {
  return { minWidth: releaseOf(moment.inputs.kubernetes).columnMinWidth, padding: 3 }
}

interface ResourceColumn {
  header: string
  /** Only with `-o wide`. */
  wide?: boolean
  cell(object: Fields, moment: Moment): string
}

const NAME: ResourceColumn = { header: 'NAME', cell: ({ metadata }) => text(fields(metadata)['name']) }
const AGE: ResourceColumn = {
  header: 'AGE',
  cell: ({ metadata }, moment) =>
    age(moment, unixSeconds(text(fields(metadata)['creationTimestamp']), 0) - unixSeconds(moment.inputs.clock, 0)),
}
const CREATED: ResourceColumn = { header: 'CREATED AT', cell: ({ metadata }) => text(fields(metadata)['creationTimestamp']) }
const count =
  (...names: readonly string[]): ResourceColumn['cell'] =>
  (object) =>
    String(
      names.reduce(
        (sum, name) => sum + (Array.isArray(object[name]) ? list(object[name]).length : Object.keys(fields(object[name])).length),
        0,
      ),
    )
const subjects =
  (kind: string): ResourceColumn['cell'] =>
  (object) =>
    list(object['subjects'])
      .map(fields)
      .filter((item) => item['kind'] === kind)
      .map((item) => (kind === 'ServiceAccount' ? `${text(item['namespace'])}/${text(item['name'])}` : text(item['name'])))
      .join(', ')
const roleRef: ResourceColumn['cell'] = ({ roleRef: ref }) => `${text(fields(ref)['kind'])}/${text(fields(ref)['name'])}`
const healthy = (object: Fields): Fields => fields(list(object['conditions'])[0])

function bindings({ roleColumns }: Release): readonly ResourceColumn[] {
  const role = { header: 'ROLE', cell: roleRef, ...(roleColumns ? {} : { wide: true }) }
  const whom: ResourceColumn[] = [
    { header: 'USERS', wide: true, cell: subjects('User') },
    { header: 'GROUPS', wide: true, cell: subjects('Group') },
    { header: 'SERVICEACCOUNTS', wide: true, cell: subjects('ServiceAccount') },
  ]
  return roleColumns ? [NAME, role, AGE, ...whom] : [NAME, AGE, role, ...whom]
}

/** As 1.37 has it: of old releases that is an assumption. */
const webhooks = (): readonly ResourceColumn[] => [NAME, { header: 'WEBHOOKS', cell: count('webhooks') }, AGE]

/** What `kubectl get` shows of a resource; others have a name and an age. */
const COLUMNS: Readonly<Record<string, (release: Release) => readonly ResourceColumn[]>> = {
  namespaces: () => [NAME, { header: 'STATUS', cell: ({ status }) => text(fields(status)['phase']) }, AGE],
  secrets: () => [NAME, { header: 'TYPE', cell: ({ type }) => text(type) }, { header: 'DATA', cell: count('data') }, AGE],
  configmaps: () => [NAME, { header: 'DATA', cell: count('data', 'binaryData') }, AGE],
  serviceaccounts: () => [NAME, { header: 'SECRETS', cell: count('secrets') }, AGE],
  services: () => [
    NAME,
    { header: 'TYPE', cell: ({ spec }) => text(fields(spec)['type']) },
    { header: 'CLUSTER-IP', cell: ({ spec }) => text(fields(spec)['clusterIP']) },
    { header: 'EXTERNAL-IP', cell: () => '<none>' },
    {
      header: 'PORT(S)',
      cell: ({ spec }) =>
        list(fields(spec)['ports'])
          .map(fields)
          .map((item) => `${String(item['port'])}/${text(item['protocol'])}`)
          .join(','),
    },
    AGE,
    { header: 'SELECTOR', wide: true, cell: () => '<none>' },
  ],
  leases: () => [NAME, { header: 'HOLDER', cell: ({ spec }) => text(fields(spec)['holderIdentity']) }, AGE],
  endpoints: () => [NAME, { header: 'ENDPOINTS', cell: endpointsOf }, AGE],
  mutatingwebhookconfigurations: webhooks,
  validatingwebhookconfigurations: webhooks,
  clusterroles: ({ roleColumns }) => [NAME, roleColumns ? CREATED : AGE],
  roles: ({ roleColumns }) => [NAME, roleColumns ? CREATED : AGE],
  clusterrolebindings: bindings,
  rolebindings: bindings,
  componentstatuses: () => [
    NAME,
    { header: 'STATUS', cell: (object) => (healthy(object)['status'] === 'True' ? 'Healthy' : 'Unhealthy') },
    { header: 'MESSAGE', cell: (object) => text(healthy(object)['message']) },
    { header: 'ERROR', cell: (object) => text(healthy(object)['error']) },
  ],
}

/** Those of the kube-apiserver are one address; on others leaders write, and they have none. Follows: formatEndpoints. */
function endpointsOf({ subsets }: Fields): string {
  const [subset] = list(subsets).map(fields)
  if (!subset) return '<none>'
  const [address, port] = [subset['addresses'], subset['ports']].map((all) => fields(list(all)[0]))
  return joinHostPort(text(address!['ip']), Number(port!['port']))
}

/**
 * The header and the cells of a resource's table.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/printers/internalversion/printers.go (v1.37.2; up to v1.17 without the roles of bindings).
 */
export function columnsOf(resource: string, moment: Moment, wide: boolean): { header: readonly string[]; cells(object: Fields): string[] } {
  const release = releaseOf(moment.inputs.kubernetes)
  const columns = (own(COLUMNS, resource)?.(release) ?? [NAME, AGE]).filter((column) => wide || !column.wide)
  return { header: columns.map(({ header }) => header), cells: (object) => columns.map(({ cell }) => cell(object, moment)) }
}
