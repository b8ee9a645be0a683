import { isRecord } from '../../../manifest/own.ts'
import type { Json, JsonObject } from '../../../manifest/yaml/resolve.ts'
import { rfc3339 } from '../../clock.ts'
import { hexId } from '../../trace/ids.ts'

export type Fields = JsonObject

/** A value as an object; empty where it is none. */
export function fields(value: unknown): Fields {
  return isRecord(value) ? (value as Fields) : {}
}

/** The object that a text holds; undefined where it is another thing, or no JSON. */
export function parseObject(text: string | undefined): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isRecord(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** A value as a list; empty where it is none. */
export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}

/** A value as a text; empty where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/**
 * A moment as the API keeps it: whole seconds. A hair is added, so that a time that is one already is not cut to the one before.
 *
 * Units: `t` in seconds on the simulated clock. Follows: apimachinery's metav1.Time.
 */
export function time({ inputs }: { readonly inputs: { readonly clock: string } }, t: number): string {
  return rfc3339(inputs.clock, t + 1e-6)
}

/**
 * A UID for something that has none in the trace; the same text gives the same.
 *
 * Real ones are random.
 */
export function uuid(from: string): string {
  const h = hexId(from, 32)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-9${h.slice(17, 20)}-${h.slice(20)}`
}
