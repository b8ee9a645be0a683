import { marshal } from './go/go-json.ts'
import { quoteGo } from './go/strconv.ts'
import { type ObjectTree, text } from './tree.ts'
import type { ManifestRules, PodGates } from './types.ts'
import type { Json } from './yaml/resolve.ts'

/** One thing that validation has against a field. `text` is all of it, path included. */
export interface FieldError {
  code: 'REQUIRED' | 'INVALID' | 'UNSUPPORTED' | 'DUPLICATE' | 'NOT_FOUND' | 'FORBIDDEN' | 'TOO_LONG' | 'TOO_MANY'
  path: string
  text: string
  /** For UNSUPPORTED: what would do. */
  supported?: readonly string[]
  found?: Json
}

/**
 * Collects errors in the order they are found, in the words of apimachinery.
 *
 * Errors: it holds them. Follows: apimachinery/pkg/util/validation/field/errors.go, Error.Error (v1.37.2).
 */
export class FieldErrors {
  readonly list: FieldError[] = []
  readonly #rules: { valuesAsJson: boolean }

  constructor(rules: { valuesAsJson: boolean }) {
    this.#rules = rules
  }

  required(path: string, detail = ''): void {
    this.#add('REQUIRED', path, 'Required value', detail)
  }

  invalid(path: string, found: Json, detail: string): void {
    this.#add(
      'INVALID',
      path,
      `Invalid value: ${Array.isArray(found) && !this.#rules.valuesAsJson ? `[]string{${found.map((item) => show(item as Json)).join(', ')}}` : show(found)}`,
      detail,
      { found },
    )
  }

  /** A value with all that a check has said of it. */
  each(path: string, found: string | number, details: readonly string[]): void {
    for (const detail of details) this.invalid(path, found, detail)
  }

  /** The same of a text that must not be empty. */
  needs(path: string, found: string, details: readonly string[] = []): void {
    if (found === '') this.required(path)
    else this.each(path, found, details)
  }

  /** Whose value Go prints as a struct, `dump`. */
  invalidStruct(path: string, dump: string, detail: string): void {
    this.#add('INVALID', path, `Invalid value: ${dump}`, detail)
  }

  unsupported(path: string, found: string, supported: readonly string[], shown = show(found)): void {
    const list = supported.map(quoteGo).join(', ')
    this.#add('UNSUPPORTED', path, `Unsupported value: ${shown}`, `supported values: ${list}`, { found, supported })
  }

  duplicate(path: string, found: string, shown = show(found)): void {
    this.#add('DUPLICATE', path, `Duplicate value: ${shown}`, '', { found })
  }

  notFound(path: string, found: string, detail = ''): void {
    this.#add('NOT_FOUND', path, `Not found: ${show(found)}`, detail, { found })
  }

  tooMany(path: string, found: number, most: number): void {
    this.#add('TOO_MANY', path, `Too many: ${found}`, `must have at most ${most} items`)
  }

  forbidden(path: string, detail: string): void {
    this.#add('FORBIDDEN', path, 'Forbidden', detail)
  }

  #add(code: FieldError['code'], path: string, what: string, detail: string, more: Partial<FieldError> = {}): void {
    this.list.push({ code, path, text: `${path}: ${what}${detail === '' ? '' : `: ${detail}`}`, ...more })
  }
}

/** The errors of a pod, and by whose rules it is checked. */
export class PodErrors extends FieldErrors {
  readonly rules: ManifestRules
  readonly gates: PodGates
  /** The pod's claims so far, which its containers may name. */
  readonly claims = new Set<string>()
  readonly restartPolicy: string
  /** Whether the pod's user IDs are the host's. */
  readonly hostUsers: boolean

  /** `spec`: the pod's; left out for what is of no pod. */
  constructor(rules: ManifestRules, gates: PodGates, spec: ObjectTree = {}) {
    super(rules)
    this.rules = rules
    this.gates = gates
    this.restartPolicy = text(spec, 'restartPolicy')
    this.hostUsers = spec['hostUsers'] !== false
  }

  tooLong(path: string, most: number): void {
    this.list.push({ code: 'TOO_LONG', path, text: `${path}: Too long: ${this.rules.tooLongText.replace('%d', String(most))}` })
  }
}

function show(value: Json): string {
  return typeof value === 'string' ? quoteGo(value) : marshal(value)
}

/**
 * A path below another: relative, and never up again. A reserved name, one that begins with `..`, may be refused too.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateLocalDescendingPath and ValidateLocalNonReservedPath (v1.36.2).
 */
export function validatePath(value: string, path: string, errors: FieldErrors, reserved: 'allowed' | 'refused' = 'allowed'): void {
  if (value.startsWith('/')) errors.invalid(path, value, 'must be a relative path')
  validateNoBacksteps(value, path, errors)
  if (reserved === 'refused' && value.startsWith('..') && !value.startsWith('../')) errors.invalid(path, value, "must not start with '..'")
}

/** A path that never goes up. Follows: the same file, validatePathNoBacksteps (v1.36.2). */
export function validateNoBacksteps(value: string, path: string, errors: FieldErrors): void {
  if (value.split('/').includes('..')) errors.invalid(path, value, "must not contain '..'")
}

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
