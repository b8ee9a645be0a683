/** Kinds of values that JSON has no word for, by the name under which they are written. */
const KINDS: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  Float64Array: (values) => Float64Array.from(values as number[]),
  Int32Array: (values) => Int32Array.from(values as number[]),
  Uint8Array: (values) => Uint8Array.from(values as number[]),
  Map: (values) => new Map(values as [unknown, unknown][]),
  Set: (values) => new Set(values),
  undefined: () => undefined,
  number: ([text]) => Number(text),
}

interface FrozenText {
  $: string
  values: readonly unknown[]
}

/** A value as a text, for `thaw`: what may be sent between a page and its web worker, numbers without an end included. */
export function freeze(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown): unknown => {
    if (item === undefined) return { $: 'undefined', values: [] } satisfies FrozenText
    if (typeof item === 'number' && !Number.isFinite(item)) return { $: 'number', values: [String(item)] } satisfies FrozenText
    const name = Object.prototype.toString.call(item).slice(8, -1)
    return name !== 'undefined' && name in KINDS && typeof item === 'object' ? { $: name, values: [...(item as Iterable<unknown>)] } : item
  })
}

/** The value of a text that `freeze` has written. Errors: throws on any other text. */
export function thaw(text: string): unknown {
  return melt(JSON.parse(text) as unknown)
}

function melt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(melt)
  if (typeof value !== 'object' || value === null) return value
  if ('$' in value) {
    const { $, values } = value as FrozenText
    return KINDS[$]!(values.map(melt))
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, melt(item)]))
}
