import type { FieldErrors } from '../../../../manifest/field-error.ts'
import { goQuote } from '../strconv.ts'

/** A resource's name as it stands in an EncryptionConfiguration. Follows: apimachinery/pkg/runtime/schema/group_version.go, ParseGroupResource. */
function groupResource(text: string): { resource: string; group: string } {
  const dot = text.indexOf('.')
  return dot < 0 ? { resource: text, group: '' } : { resource: text.slice(0, dot), group: text.slice(dot + 1) }
}

/**
 * Checks the resources of one entry of an EncryptionConfiguration: that none stands there twice or hides another, and what none may be.
 *
 * Errors: added to `errors`, in upstream's words and order.
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go, validateResourceOverlap and
 * validateResourceNames (v1.36.3, and v1.27.16 in pkg/apis/config).
 */
export function validateResources(resources: readonly string[], path: string, errors: FieldErrors): void {
  const all = resources.map(groupResource)
  const pairs = all.flatMap((one, i) => all.flatMap((other, n) => (i === n ? [] : [[one, other] as const])))
  const isSame = ([one, other]: (typeof pairs)[number]): boolean => one.group === other.group && one.resource === other.resource
  const twice = pairs.findIndex(isSame)
  if (twice >= 0) errors.invalid(path, [...resources], 'the same resource cannot be specified multiple times')
  // the first pair of equals is not held for an overlap, those behind it are
  const overlaps = pairs.some(
    ([one, other], i) =>
      i !== twice &&
      ((one.group === '*' && one.resource === '*') || (one.group === other.group && (one.resource === '*' || other.resource === '*'))),
  )
  if (overlaps)
    errors.invalid(
      path,
      [...resources],
      "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked",
    )
  resources.forEach((name, i) => {
    const why = nameError(name)
    if (why !== undefined) errors.invalid(`${path}[${i}]`, name, why)
  })
}

function nameError(name: string): string | undefined {
  const { resource, group } = groupResource(name)
  if (name.toLowerCase() !== name) return 'resource name should not contain capital letters'
  if (name === '*') return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
  if (['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'].includes(name))
    return 'resources which do not have REST API/s cannot be encrypted'
  if (group === 'events.k8s.io')
    return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file"
  if (group === 'extensions') return "'extensions' group has been removed and cannot be used for encryption"
  return group === '*' && resource !== '*' ? 'encrypting the same resource across groups is not supported' : undefined
}

/**
 * Why the resources of an entry are out of reach behind those of entries `before` it, to which they are added.
 *
 * Errors: that is one. Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go,
 * getTransformerOverridesAndKMSPluginProbes and grYAMLString (v1.36.3).
 */
export function maskedError(resources: readonly string[], before: Set<string>): string | undefined {
  for (const name of resources) {
    const { resource, group } = groupResource(name)
    const shown = group === '' && resource !== '*' ? resource : `${resource}.${group}`
    const by = [`*.${group}`, '*.*'].find((rule) => before.has(rule))
    if (by !== undefined) return `resource ${goQuote(shown)} is masked by earlier rule ${goQuote(by)}`
    before.add(shown)
  }
  return undefined
}
