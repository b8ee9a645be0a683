import type { PodErrors } from '../field-error.ts'
import type { ObjectTree } from '../tree.ts'

/** Required where empty, unsupported where not one of them. Follows: pkg/apis/core/validation/validation.go, validatePullPolicy and its like (v1.37.2). */
export function oneOf(value: string, supported: readonly string[], path: string, errors: PodErrors): void {
  if (value === '') errors.required(path)
  else if (!supported.includes(value)) errors.unsupported(path, value, supported)
}

/** Unsupported where a field is said, and is not one of them. Follows: the same file, validateProcMountType and its like (v1.37.2). */
export function optionalOneOf(of: ObjectTree, field: string, supported: readonly string[], path: string, errors: PodErrors): void {
  const value = of[field]
  if (typeof value === 'string' && !supported.includes(value)) errors.unsupported(`${path}.${field}`, value, supported)
}
