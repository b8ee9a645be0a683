import type { PodErrors } from '../field-error.ts'
import { qualifiedName } from '../names.ts'
import { isHugePages } from '../pod-resources.ts'
import { canonicalQuantity, parseQuantity, quantityDump } from '../quantity.ts'
import { type ObjectTree, child, childOrEmpty, children, text } from '../tree.ts'
import { oneOf } from './one-of.ts'
import { validateClaimNames } from './validate-claims.ts'

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
