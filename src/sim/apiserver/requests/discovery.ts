import { readTable } from '../../../texts/text-table.ts'
import { readSpans, type ReleaseSpan } from '../../../upstream/upstream-table.ts'
import type { Release } from '../../release/release.ts'
import groups from './api-groups.tsv?raw'
import kinds from './kinds.tsv?raw'

const words = (text: string): string[] => text.split(' ').filter(Boolean)

/** The groups of the API: the versions that a cluster by kubeadm serves, the preferred one first, and those that a release knows. */
const API_GROUPS = readTable(groups, 'group', 'served', 'known').map(({ group, served, known }) => ({
  name: group,
  served: readSpans(served || undefined).map(({ value, ...span }) => ({ ...span, group: { name: group, versions: words(value) } })),
  known: readSpans(known),
}))

interface ResourceRow {
  group: string
  name: string
  kind: string
  namespaced: boolean
  short: readonly string[]
  /** `status`, `scale` and `approval`, as far as it has them. */
  subresources: readonly string[]
  /** Whether objects of the kind can be made, changed and deleted here. */
  isWritable: boolean
}

/** The kinds that a request may name. */
export const RESOURCES: readonly ResourceRow[] = readTable(
  kinds,
  ...(['group', 'name', 'kind', 'scope', 'short', 'subresources', 'written here'] as const),
).map(({ group, name, kind, scope, short, subresources, 'written here': written }) => ({
  ...{ group, name, kind, namespaced: scope === 'namespace', short: words(short), subresources: words(subresources) },
  isWritable: written === 'yes',
}))

interface ReviewRow {
  group: string
  name: string
  kind: string
  namespaced: boolean
}

const AUTHENTICATION = 'authentication.k8s.io'
const AUTHORIZATION = 'authorization.k8s.io'
const WHOAMI: ReviewRow = { group: AUTHENTICATION, name: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false }
const REVIEWS: readonly ReviewRow[] = [
  WHOAMI,
  { group: AUTHENTICATION, name: 'tokenreviews', kind: 'TokenReview', namespaced: false },
  { group: AUTHORIZATION, name: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true },
  { group: AUTHORIZATION, name: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
  { group: AUTHORIZATION, name: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false },
  { group: AUTHORIZATION, name: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
]

/**
 * The questions that are put by making an object, which is kept nowhere.
 *
 * Follows: pkg/registry/authentication/rest/storage_authentication.go and authorization/rest/storage_authorization.go (v1.36.2).
 */
export function reviewsOf(group: string, version: string, release: Release): readonly ReviewRow[] {
  const isServed = groupsOf(release).some(({ name, versions }) => name === group && versions.includes(version))
  return isServed ? REVIEWS.filter((row) => row.group === group && (row !== WHOAMI || release.whoami === 'works')) : []
}

/** The one of a kind; undefined where the release has none of that name. */
export const reviewOf = (group: string, version: string, kind: string, release: Release): ReviewRow | undefined =>
  reviewsOf(group, version, release).find((row) => row.kind === kind)

const isIn =
  ({ minor }: Pick<Release, 'minor'>) =>
  ({ since, until }: Pick<ReleaseSpan, 'since' | 'until'>): boolean =>
    since <= minor && minor <= until

const servedGroups = new Map<number, readonly { name: string; versions: readonly string[] }[]>()

/**
 * The groups that a release serves.
 *
 * Follows: pkg/controlplane/instance.go, DefaultAPIResourceConfigSource, of each release.
 */
export function groupsOf(release: Release): readonly { name: string; versions: readonly string[] }[] {
  const { minor } = release
  if (!servedGroups.has(minor))
    servedGroups.set(
      minor,
      API_GROUPS.flatMap(({ served }) => served.find(isIn(release))?.group ?? []),
    )
  return servedGroups.get(minor)!
}

/** Whether any release knows a version of a group; and the versions of it that a release knows, served or not. */
export const knowsVersion = (group: string, version: string): boolean =>
  API_GROUPS.some(({ name, known }) => name === group && known.some(({ value }) => value === version))
export const knownVersions = (group: string, release: Release): string[] =>
  (API_GROUPS.find(({ name }) => name === group)?.known ?? []).filter(isIn(release)).map(({ value }) => value)

/**
 * What /apis says.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/root.go (v1.36.2).
 */
export function groupList(config: { readonly release: Release }): {
  kind: string
  apiVersion: string
  groups: readonly { name: string; versions: readonly object[]; preferredVersion: object }[]
} {
  const listed = groupsOf(config.release).map(({ name, versions }) => {
    const each = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
    return { name, versions: each, preferredVersion: each[0]! }
  })
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: listed }
}

/**
 * What /api/v1 and its like say.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/version.go (v1.36.2).
 */
export function resourceList(group: string, version: string, release: Release): object {
  const kept = RESOURCES.filter((row) => row.group === group).map(({ name, kind, namespaced, short }) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ...(short.length > 0 ? { shortNames: short } : {}),
  }))
  const reviews = reviewsOf(group, version, release).map(({ name, kind, namespaced }) => ({
    ...{ name, singularName: kind.toLowerCase(), namespaced, kind, verbs: ['create'] },
  }))
  return {
    kind: 'APIResourceList',
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: group ? `${group}/${version}` : version,
    resources: [...kept, ...reviews],
  }
}
