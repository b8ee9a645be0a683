import type { FieldErrors } from './field-error.ts'

/**
 * A path below another: relative, and never up again. A reserved name, one that begins with `..`, may be refused too.
 *
 * Errors: added to `errors`; INVALID.
 * Follows: pkg/apis/core/validation/validation.go, validateLocalDescendingPath and ValidateLocalNonReservedPath (v1.36.2).
 */
export function validatePath(value: string, path: string, errors: FieldErrors, reserved: 'allowed' | 'refused' = 'allowed'): void {
  if (value.startsWith('/')) errors.invalid(path, value, 'must be a relative path')
  validateNoBacksteps(value, path, errors)
  if (reserved === 'refused' && value.startsWith('..') && !value.startsWith('../')) errors.invalid(path, value, "must not start with '..'")
}

/**
 * A path that never goes up.
 *
 * Errors: added to `errors`; INVALID. Follows: the same file, validatePathNoBacksteps (v1.36.2).
 */
export function validateNoBacksteps(value: string, path: string, errors: FieldErrors): void {
  if (value.split('/').includes('..')) errors.invalid(path, value, "must not contain '..'")
}
