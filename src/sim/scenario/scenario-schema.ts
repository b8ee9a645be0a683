/** A JSON Schema, as far as the checks need it (2020-12). */
export interface Schema {
  readonly type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object' | 'null'
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly description?: string
  readonly default?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

/** A field may be left out, which its own schema cannot say. */
interface FieldSchema {
  schema: () => Schema
  isOptional: boolean
}

const described = new WeakMap<object, FieldSchema>()

/** A check that a JSON Schema says as much of as it can: it refuses nothing that the check takes. */
export function describe<C extends object>(schema: () => Schema, check: C, isOptional = false): C {
  described.set(check, { schema, isOptional })
  return check
}

/** A check that begins with another one and then looks closer. */
export function closer<C extends object>(inner: object, check: C, more: Schema = {}): C {
  return describe(() => ({ ...schemaOf(inner), ...more }), check, isOptional(inner))
}

/** What is known of a check. */
export function schemaOf(check: object): Schema {
  return described.get(check)!.schema()
}

/** Whether a field with this check may be left out. */
export function isOptional(check: object): boolean {
  return described.get(check)!.isOptional
}
