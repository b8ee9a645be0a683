import type { Release } from '../../release/release.ts'
import { groupsOf, RESOURCES } from '../requests/discovery.ts'

export type Kind = (typeof RESOURCES)[number]

/** The kinds that a person may put into etcd here, by the group and the name of their resource. */
const WRITABLE: readonly string[] = [
  '/configmaps',
  '/namespaces',
  '/secrets',
  '/serviceaccounts',
  ...['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'].map((name) => `admissionregistration.k8s.io/${name}`),
  ...['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map((name) => `rbac.authorization.k8s.io/${name}`),
]

/**
 * The kind that a person means by a word such as `po`, `pod` or `pods`, or `pods` of a group.
 *
 * Errors: undefined where the release serves none. Follows: kubectl's shortcut expander and RESTMapper.
 */
export function kindOf(name: string, group: string, release: Release): Kind | undefined {
  const served = new Set(['', ...groupsOf(release).map((row) => row.name)])
  return RESOURCES.find((resource) => {
    const called = resource.name === name || resource.kind.toLowerCase() === name.toLowerCase() || resource.short?.includes(name)
    return called && (group === '' || resource.group === group) && served.has(resource.group)
  })
}

/**
 * The kind that a manifest names by its apiVersion and kind.
 *
 * Errors: undefined where the release serves none. Follows: apimachinery/pkg/api/meta, RESTMapper.
 */
export function kindOfManifest(apiVersion: string, kind: string, release: Release): Kind | undefined {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const served =
    group === ''
      ? version === 'v1'
      : groupsOf(release)
          .find((row) => row.name === group)
          ?.versions.includes(version)
  return served ? RESOURCES.find((row) => row.group === group && row.kind === kind) : undefined
}

/** Whether objects of a kind can be made, changed and deleted here. */
export function isWritable({ group, name }: Pick<Kind, 'group' | 'name'>): boolean {
  return WRITABLE.includes(`${group}/${name}`)
}

/** Their names, for whoever asks for another. */
export const WRITABLE_KINDS: readonly string[] = RESOURCES.filter(isWritable).map(({ kind }) => kind)

/**
 * A resource with its group, as errors name it: `clusterroles.rbac.authorization.k8s.io`.
 *
 * Follows: apimachinery/pkg/runtime/schema, GroupResource.String.
 */
export function qualified({ group, name }: Pick<Kind, 'group' | 'name'>): string {
  return group ? `${name}.${group}` : name
}

/**
 * The version of a kind's group that its objects are shown in.
 *
 * Follows: as `groupsOf`.
 */
export function apiVersionOf({ group }: Pick<Kind, 'group'>, release: Release): string {
  return group === '' ? 'v1' : `${group}/${groupsOf(release).find((row) => row.name === group)?.versions[0] ?? 'v1'}`
}
