import type { Schema } from './scenario-schema.ts'

/** For tests: where a value is not what a schema says; undefined where it is. Knows the keywords that the schema uses, and no others. */
export function trouble(value: unknown, schema: Schema, at: string): string | undefined {
  const {
    type,
    anyOf,
    required = [],
    properties = {},
    additionalProperties,
    items,
    pattern,
    minLength = 0,
    minItems = 0,
    maxItems = Infinity,
  } = schema
  if (anyOf) {
    const all = anyOf.map((schema) => trouble(value, schema, at))
    return all.includes(undefined) ? undefined : all.join(' | ')
  }
  if ('const' in schema && value !== schema.const) return `${at}: not ${String(schema.const)}`
  if (schema.enum && !schema.enum.includes(value)) return `${at}: not one of ${schema.enum.join(', ')}`
  if (type && !isOf(value, type)) return `${at}: no ${type}`
  if (typeof value === 'string')
    return value.length < minLength || (pattern !== undefined && !new RegExp(pattern).test(value)) ? `${at}: ${value}` : undefined
  if (typeof value === 'number')
    return value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity) ? `${at}: ${value}` : undefined
  if (Array.isArray(value)) {
    if (value.length < minItems || value.length > maxItems) return `${at}: ${value.length} members`
    return value.map((item, i) => items && trouble(item, items, `${at}[${i}]`)).find(Boolean)
  }
  if (typeof value !== 'object' || value === null) return undefined
  const missing = required.find((field) => !Object.hasOwn(value, field) || (value as Record<string, unknown>)[field] === undefined)
  if (missing !== undefined) return `${at}: no ${missing}`
  for (const [field, item] of Object.entries(value)) {
    if (item === undefined) continue
    const own = Object.hasOwn(properties, field) ? properties[field] : additionalProperties
    if (own === false) return `${at}: unknown ${field}`
    const wrong = typeof own === 'object' ? trouble(item, own, `${at}.${field}`) : undefined
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function isOf(value: unknown, type: NonNullable<Schema['type']>): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return typeof value === type
  }
}
