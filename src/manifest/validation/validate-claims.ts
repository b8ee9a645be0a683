import type { PodErrors } from '../field-error.ts'
import { marshal } from '../go/go-json.ts'
import { quoteGo } from '../go/strconv.ts'
import { dnsLabel, dnsSubdomain } from '../names.ts'
import { type ObjectTree, childOrEmpty, children, text } from '../tree.ts'

/** The claims of a pod. Follows: pkg/apis/core/validation/validation.go, validatePodResourceClaims (v1.36.2). */
export function validatePodClaims(spec: ObjectTree, errors: PodErrors): void {
  const names = errors.claims
  children(spec, 'resourceClaims').forEach((claim, i) => {
    const path = `spec.resourceClaims[${i}]`
    const name = text(claim, 'name')
    if (names.has(name)) errors.duplicate(`${path}.name`, name)
    else errors.needs(`${path}.name`, name, dnsLabel(name, errors.rules))
    if (name !== '') names.add(name)
    const { claimsHaveSource } = errors.rules
    validateSource(claimsHaveSource ? childOrEmpty(claim, 'source') : claim, claimsHaveSource ? `${path}.source` : path, errors)
  })
}

const NONE = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
const BOTH = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'

function validateSource(source: ObjectTree, path: string, errors: PodErrors): void {
  const given = ['resourceClaimName', 'resourceClaimTemplateName'].filter((field) => typeof source[field] === 'string')
  if (given.length !== 1) {
    const name = errors.rules.claimsHaveSource ? 'ClaimSource{' : `PodResourceClaim{Name:${quoteGo(text(source, 'name'))}, `
    const pointer = `(*string)(${given.length === 0 ? 'nil' : '…'})`
    const dump = errors.rules.valuesAsJson
      ? `{"Name":${marshal(text(source, 'name'))},${['ResourceClaimName', 'ResourceClaimTemplateName'].map((field) => `"${field}":${marshal(source[field.replace('R', 'r')] ?? null)}`).join(',')}}`
      : `core.${name}ResourceClaimName:${pointer}, ResourceClaimTemplateName:${pointer}}`
    errors.invalidStruct(path, dump, given.length === 0 ? NONE : BOTH)
  }
  for (const field of given) {
    const value = text(source, field)
    errors.each(`${path}.${field}`, value, dnsSubdomain(value, errors.rules))
  }
}

/** Those of them that a container names. Follows: the same file, validateResourceClaimNames (v1.36.2). */
export function validateClaimNames(resources: ObjectTree, path: string, errors: PodErrors): void {
  const known = errors.claims
  const keys = new Set<string>()
  children(resources, 'claims').forEach((claim, i) => {
    const at = `${path}.claims[${i}]`
    const name = text(claim, 'name')
    if (name === '') return errors.required(at)
    const request = text(claim, 'request')
    const key = request === '' ? name : `${name}/${request}`
    if (keys.has(name)) errors.duplicate(at, name)
    else {
      if (request !== '') errors.each(`${at}.request`, request, dnsLabel(request, errors.rules))
      if (keys.has(key)) errors.duplicate(at, key)
      else if (request === '') for (const other of keys) if (other.startsWith(`${name}/`)) errors.duplicate(at, name)
      keys.add(key)
    }
    if (known.has(name)) return
    const names = known.size === 0 ? ' which is empty' : `: ${[...known].toSorted().join(', ')}`
    errors.notFound(at, name, `must be one of the names in pod.spec.resourceClaims${names}`)
  })
}
