import { attributesOf } from './attributes.ts'
import { policyOf } from '../authorization/policy.ts'
import type { Stored, StoredObject } from '../objects/stored.ts'
import { handle, type Handling } from './chain.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import { MOST_CHANGES, type Objects } from '../objects/objects.ts'
import type { Request } from './request.ts'

/** Kinds that decide on requests for others. */
const DECIDING = ['namespaces', 'secrets', 'serviceaccounts', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']

/** Trying a request again takes as long as reading so many characters. */
const TRY_CHARACTERS = 3000

/** A role that nobody is bound to decides nothing. */
function isIdleRole({ group, resource, name }: StoredObject, before: Stored, minor: number): boolean {
  return group === 'rbac.authorization.k8s.io' && resource.endsWith('roles') && !policyOf(before, minor).boundRoles.has(name)
}

/** The last change of what stands in etcd without which the answer would be another, as a list of its entry or none. */
export function changeBehind(
  config: ApiserverConfig,
  state: ServerState,
  objects: Objects,
  request: Request,
  { response, found }: Handling,
): readonly number[] {
  const { resource } = attributesOf(request)
  const changes = objects.changes
    .filter(({ object }) => object.resource === resource || DECIDING.includes(object.resource))
    .slice(-MOST_CHANGES)
  const behind = changes.findLast(({ before, object }) => {
    if (isIdleRole(object, before, config.release.minor)) return false
    objects.spend(TRY_CHARACTERS)
    const then = handle(config, { ...state, ...objects.with(before) }, request)
    return then.response.status !== response.status || then.found !== found
  })
  return behind ? [behind.entry] : []
}
