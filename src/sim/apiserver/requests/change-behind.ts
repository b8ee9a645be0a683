import { attributesOf } from './attributes.ts'
import { handle, type Handling } from './chain.ts'
import type { ApiserverConfig, ServerState } from '../config.ts'
import type { Objects } from '../objects/objects.ts'
import type { Request } from './request.ts'

/** Kinds that decide on requests for others, and how many changes are tried for the one that decided. */
const DECIDING = ['namespaces', 'secrets', 'serviceaccounts', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']
const MOST_CHANGES = 100

/**
 * The last change of what stands in etcd without which the answer would be another, as a list of its entry or none.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
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
  const behind = changes.findLast(({ before }) => {
    const then = handle(config, { ...state, ...objects.with(before) }, request)
    return then.response.status !== response.status || then.found !== found
  })
  return behind ? [behind.entry] : []
}
