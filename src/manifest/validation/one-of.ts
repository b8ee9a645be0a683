import type { PodErrors } from '../field-error.ts'

/** Required where empty, unsupported where not one of them. Follows: pkg/apis/core/validation/validation.go, validatePullPolicy and its like (v1.37.2). */
export function oneOf(value: string, supported: readonly string[], path: string, errors: PodErrors): void {
  if (value === '') errors.required(path)
  else if (!supported.includes(value)) errors.unsupported(path, value, supported)
}
