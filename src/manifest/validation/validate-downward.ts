import { type FieldErrors, validatePath } from '../field-error.ts'
import { type NameRules, qualifiedName } from '../names.ts'
import { canonicalQuantity } from '../quantity.ts'
import { type Tree, child, children, text } from '../tree.ts'

/** What a field may be called for a container to be told of it, whether or not this place may tell it. */
const CONVERTIBLE = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
])

/**
 * A field of the pod that a container is told of.
 *
 * Errors: added to `errors`; REQUIRED, INVALID, UNSUPPORTED.
 * Follows: pkg/apis/core/validation/validation.go, validateObjectFieldSelector; pkg/apis/core/pods/helpers.go (v1.36.2).
 */
export function validateFieldRef(ref: Tree, supported: readonly string[], path: string, errors: FieldErrors, rules: NameRules): void {
  const field = text(ref, 'fieldPath')
  const version = text(ref, 'apiVersion')
  const at = `${path}.fieldPath`
  if (field === '') return errors.required(at)
  if (version !== 'v1') return errors.invalid(at, field, `error converting fieldPath: unsupported pod version: ${version}`)
  const [, base, key] = /^(.*)\['(.*)'\]$/.exec(field) ?? []
  if (base !== undefined && key !== undefined) {
    if (base !== 'metadata.annotations' && base !== 'metadata.labels')
      return errors.invalid(at, field, `error converting fieldPath: field label does not support subscript: ${field}`)
    for (const message of qualifiedName(base === 'metadata.annotations' ? key.toLowerCase() : key, rules))
      errors.invalid(path, base === 'metadata.annotations' ? key.toLowerCase() : key, message)
    return
  }
  if (!CONVERTIBLE.has(field)) return errors.invalid(at, field, `error converting fieldPath: field label not supported: ${field}`)
  const internal = field === 'spec.host' ? 'spec.nodeName' : field
  if (!supported.includes(internal)) errors.unsupported(at, internal, supported)
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

/**
 * A container's resource that a container is told of.
 *
 * Errors: added to `errors`. Follows: the same file, validateContainerResourceFieldSelector (v1.36.2).
 */
export function validateResourceFieldRef(ref: Tree, path: string, errors: FieldErrors, inVolume: boolean): void {
  const resource = text(ref, 'resource')
  const huge = /^(limits|requests)\.hugepages-/.test(resource)
  if (inVolume && text(ref, 'containerName') === '') errors.required(`${path}.containerName`)
  else if (resource === '') errors.required(`${path}.resource`)
  else if (!RESOURCES.includes(resource) && !huge) errors.unsupported(`${path}.resource`, resource, RESOURCES)
  const divisor = canonicalQuantity(String(ref['divisor'] ?? '0').trim())
  if (divisor === '0' || (!RESOURCES.includes(resource) && !huge)) return
  const cpu = resource.endsWith('.cpu')
  if ((cpu ? ['1m', '1'] : SIZES).includes(divisor)) return
  const named = cpu ? 'cpu' : resource.endsWith('.memory') ? 'memory' : huge ? 'hugepages' : 'local ephemeral storage'
  errors.invalid(
    `${path}.divisor`,
    resource,
    `only divisor's values ${cpu ? '1m and 1' : SIZES.join(', ')} are supported with the ${named} resource`,
  )
}

const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']

/**
 * The files that tell of a pod. Their paths in errors lack the place in the list, as upstream's do.
 *
 * Errors: added to `errors`. Follows: the same file, validateDownwardAPIVolumeFile (v1.36.2).
 */
export function validateDownwardFiles(source: Tree, path: string, errors: FieldErrors, rules: NameRules): void {
  for (const file of children(source, 'items')) {
    const [field, resource, name] = [child(file, 'fieldRef'), child(file, 'resourceFieldRef'), text(file, 'path')]
    if (name === '') errors.required(`${path}.path`)
    validatePath(name, `${path}.path`, errors, 'refused')
    if (field) {
      validateFieldRef(field, VOLUME_FIELDS, `${path}.fieldRef`, errors, rules)
      if (resource) errors.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
    } else if (resource) {
      validateResourceFieldRef(resource, `${path}.resourceFieldRef`, errors, true)
    } else {
      errors.required(path, 'one of fieldRef and resourceFieldRef is required')
    }
    validateMode(file, 'mode', path, errors)
  }
}

/**
 * The permissions of a file.
 *
 * Errors: added to `errors`; INVALID. Follows: the same file, fileModeErrorMsg (v1.36.2).
 */
export function validateMode(of: Tree, name: string, path: string, errors: FieldErrors): void {
  const mode = of[name]
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777))
    errors.invalid(`${path}.${name}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
}
