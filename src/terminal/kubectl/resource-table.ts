import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import { unixSeconds } from '../../sim/clock.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import { age } from './pod-table.ts'

interface ResourceColumn {
  header: string
  /** Only with `-o wide`. */
  wide?: boolean
  cell(object: Fields, moment: Moment): string
}

const NAME: ResourceColumn = { header: 'NAME', cell: ({ metadata }) => text(fields(metadata)['name']) }
const AGE: ResourceColumn = { header: 'AGE', cell: ({ metadata }, moment) => ageOf(moment, text(fields(metadata)['creationTimestamp'])) }
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

function endpointsOf({ subsets }: Fields): string {
  const all = list(subsets)
    .map(fields)
    .flatMap((subset) =>
      list(subset['ports'])
        .map(fields)
        .flatMap(({ port }) => list(subset['addresses']).map((address) => `${text(fields(address)['ip'])}:${String(port)}`)),
    )
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',') || '<none>'
}

function ageOf(moment: Moment, created: string): string {
  const { clock } = moment.inputs
  return created ? age(moment, unixSeconds(created, 0) - unixSeconds(clock, 0)) : '<unknown>'
}

/**
 * The header and the cells of a resource's table.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/printers/internalversion/printers.go (v1.37.2; up to v1.17 without the roles of bindings).
 */
export function columnsOf(resource: string, moment: Moment, wide: boolean): { header: readonly string[]; cells(object: Fields): string[] } {
  const release = releaseOf(moment.inputs.kubernetes)
  const columns = (Object.hasOwn(COLUMNS, resource) ? COLUMNS[resource]!(release) : [NAME, AGE]).filter((column) => wide || !column.wide)
  return { header: columns.map(({ header }) => header), cells: (object) => columns.map(({ cell }) => cell(object, moment)) }
}
