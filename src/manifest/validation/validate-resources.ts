import { type PodErrors, oneOf } from '../field-error.ts'
import { qualifiedName, dnsLabel, dnsSubdomain } from '../names.ts'
import { isHugePages } from '../pod-resources.ts'
import { canonicalQuantity, parseQuantity, quantityDump } from '../quantity.ts'
import { type ObjectTree, child, childOrEmpty, children, text } from '../tree.ts'
import { marshal } from '../go/go-json.ts'
import { quoteGo } from '../go/strconv.ts'

/** What is counted in whole ones. Follows: pkg/apis/core/helper/helpers.go, integerResources (v1.36.2). */
const WHOLE = `configmaps persistentvolumeclaims pods replicationcontrollers resourcequotas secrets services services.loadbalancers
services.nodeports`.split(/\s+/)
const OF_CONTAINERS = ['cpu', 'ephemeral-storage', 'memory']
/** Follows: the same file, standardResources (v1.36.2). */
const STANDARD = new Set([
  ...WHOLE,
  ...OF_CONTAINERS.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  'storage',
  'requests.storage',
])

/** Those of Kubernetes itself. Follows: the same file, IsNativeResource (v1.36.2). */
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

/**
 * What a container, or a pod as a whole, may have and wants; `only`: names, or their beginnings, to which it is restricted.
 *
 * Follows: the same file, ValidateResourceRequirements and validatePodResourceName (v1.37.2).
 */
export function validateResources(container: ObjectTree, path: string, errors: PodErrors, only?: readonly string[]): void {
  const resources = child(container, 'resources')
  if (!resources) return
  const limits = childOrEmpty(resources, 'limits')
  const requests = childOrEmpty(resources, 'requests')
  for (const [list, held] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const name of Object.keys(held).toSorted()) {
      const at = `${path}.${list}[${name}]`
      if (only) validateNameAmong(name, at, only, errors)
      else validateResourceName(name, at, errors)
      const [value, shown] = quantity(held[name])
      if (value < 0) errors.invalid(at, shown, 'must be greater than or equal to 0')
      if ((WHOLE.includes(name) || isExtended(name, errors)) && !Number.isInteger(value)) {
        if (errors.rules.valuesAsJson) errors.invalid(at, shown, 'must be an integer')
        else errors.invalidStruct(at, quantityDump(String(held[name]).trim()), 'must be an integer')
      }
      if (list === 'requests') validateRequest(name, [value, shown], limits[name], path, errors)
      if (isHugePages(name) && errors.rules.wholePages) {
        const page = quantity(name.slice('hugepages-'.length))[0]
        if (!(page > 0) || !Number.isInteger(page) || Math.ceil(value) % page !== 0)
          errors.invalid(at, shown, `${shown} is not positive integer multiple of ${name}`)
      }
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    errors.forbidden(path, 'HugePages require cpu or memory')
  validateClaimNames(resources, path, errors)
}

/** What is asked for beside what there may be: as much at most, or just as much of what is not shared out twice. */
function validateRequest(name: string, [value, shown]: [number, string], most: unknown, path: string, errors: PodErrors): void {
  const overcommits = isNative(name) && !isHugePages(name)
  if (most === undefined) {
    if (!overcommits) errors.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')
    return
  }
  const [limit, shownLimit] = quantity(most)
  const tail = errors.rules.resourceLimitShown ? ` of ${shownLimit}` : ''
  if (!overcommits && value !== limit) errors.invalid(`${path}.requests`, shown, `must be equal to ${name} limit${tail}`)
  else if (value > limit) errors.invalid(`${path}.requests`, shown, `must be less than or equal to ${name} limit${tail}`)
}

/** Whether a container is restarted to get more or less. Follows: the same file, validateResizePolicy (v1.36.2). */
export function validateResizePolicy(container: ObjectTree, path: string, errors: PodErrors): void {
  const seen = new Set<string>()
  children(container, 'resizePolicy').forEach((policy, i) => {
    const name = text(policy, 'resourceName')
    if (seen.has(name)) errors.duplicate(`${path}[${i}]`, name, errors.rules.valuesAsJson ? undefined : name)
    seen.add(name)
    if (name !== '' && name !== 'cpu' && name !== 'memory' && !errors.rules.valuesAsJson)
      errors.unsupported(path, name, ['cpu', 'memory'], name)
    else oneOf(name, ['cpu', 'memory'], path, errors)
    const restart = text(policy, 'restartPolicy')
    oneOf(restart, ['NotRequired', 'RestartContainer'], path, errors)
    const never = errors.rules.resizeOfNever
    if (never !== '' && errors.restartPolicy === 'Never' && restart !== 'NotRequired')
      errors.invalid(path, restart, `must be 'NotRequired' when ${never} is 'Never'`)
  })
}

function validateNameAmong(name: string, path: string, names: readonly string[], errors: PodErrors): void {
  const wrong = qualifiedName(name, errors.rules)
  errors.each(path, name, wrong)
  const fits = names.some((text) => (text.endsWith('-') ? name.startsWith(text) : name === text))
  if (wrong.length === 0 && !fits) errors.unsupported(path, name, names)
}

/** Follows: pkg/apis/core/validation/validation.go, validateContainerResourceName and validateResourceName (v1.36.2). */
function validateResourceName(name: string, path: string, errors: PodErrors): void {
  const wrong = qualifiedName(name, errors.rules)
  const refuse = (detail: string): void =>
    errors.rules.resourceNameBare ? errors.invalidStruct(path, name, detail) : errors.invalid(path, name, detail)
  for (const detail of wrong) refuse(detail)
  if (name.includes('/')) {
    if (!isNative(name) && !isExtended(name, errors)) refuse("doesn't follow extended resource name standard")
    return
  }
  if (wrong.length === 0 && !STANDARD.has(name) && !/^(requests\.)?hugepages-/.test(name))
    refuse('must be a standard resource type or fully qualified')
  if (!OF_CONTAINERS.includes(name) && !isHugePages(name)) refuse('must be a standard resource for containers')
}

/** Somebody else's, which a quota can name. Follows: pkg/apis/core/helper/helpers.go, IsExtendedResourceName (v1.36.2). */
function isExtended(name: string, errors: PodErrors): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`, errors.rules).length === 0
}

/** In thousandths, rounded up; and as it is printed. */
export function quantity(value: unknown): [number, string] {
  const found = String(value).trim()
  const parsed = parseQuantity(found)
  const whole = 'value' in parsed ? parsed.value : 0
  const thousandths = whole * 1000
  return [
    Number.isInteger(thousandths) || Math.abs(thousandths) > 2 ** 52 ? whole : (Math.sign(whole) * Math.ceil(Math.abs(thousandths))) / 1000,
    canonicalQuantity(found),
  ]
}

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
function validateClaimNames(resources: ObjectTree, path: string, errors: PodErrors): void {
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
