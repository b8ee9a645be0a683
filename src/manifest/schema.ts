import releases from '../upstream/field-releases.json' with { type: 'json' }
import types from '../upstream/pod-types.json' with { type: 'json' }

/**
 * The types of core/v1 that a Pod consists of stand in `src/upstream/pod-types.json`: a line a Go struct, a word a field, `name:type`. A type
 * is another struct, `*T` for a pointer to T, `[]T`, `map[string]T`, one of `strings`, which are named kinds of string, or one that `typeOf`
 * knows; `+T` lays T's fields into the struct, as Go embeds it. `goNames` are those that do not follow from a field's own name.
 * Which releases have a field, its gate on or off, is in `field-releases.json`, which `npm run upstream` makes of `fields.json`.
 * Follows: staging/src/k8s.io/api/core/v1/types.go and apimachinery/pkg/apis/meta/v1/types.go (v1.37.2).
 */
const STRUCTS: Readonly<Record<string, string>> = types.structs
const STRINGS: ReadonlySet<string> = new Set(types.strings.split(' '))
const GO_NAMES: Readonly<Record<string, string>> = types.goNames

export type GoType =
  | { is: 'string' | 'bool' | 'int32' | 'int64' | 'Quantity' | 'IntOrString' | 'Time' | 'any'; go: string }
  | { is: 'list' | 'map'; of: GoType; go: string }
  | { is: 'struct'; name: string; go: string }

export interface SchemaField {
  name: string
  /** As the Go struct spells it: `HTTPGet`. */
  goName: string
  type: GoType
  /** A pointer in Go, so that its zero is not the same as nothing. */
  pointer: boolean
  /** The Go structs that are laid in to get here, by their field names. */
  embedded: readonly string[]
  since: number
  until: number
}

export interface Struct {
  name: string
  fields: ReadonlyMap<string, SchemaField>
}

/**
 * A Go struct of core/v1 by its name, such as `Probe`.
 *
 * Follows: api/core/v1/types.go (v1.37.2).
 */
export function structOf(name: string): Struct {
  const cached = structs.get(name)
  if (cached) return cached
  const fields = new Map<string, SchemaField>()
  for (const word of STRUCTS[name]!.split(' '))
    for (const field of readWord(word, name)) fields.set(field.name, { ...field, ...releasesOf(name, field.name) })
  const struct = { name, fields }
  structs.set(name, struct)
  return struct
}

/** The field of that name, where the release has it. */
export function fieldOf(struct: Struct, name: string, minor: number): SchemaField | undefined {
  const field = struct.fields.get(name)
  return field && field.since <= minor && minor <= field.until ? field : undefined
}

/** A word of the table as a type; `go` is its name in JSON errors: `v1.Probe`, `[]string`. */
function typeOf(word: string): GoType {
  if (word.startsWith('[]')) {
    const of = typeOf(word.slice(2))
    return { is: 'list', of, go: `[]${of.go}` }
  }
  if (word.startsWith('map[string]')) {
    const of = typeOf(word.slice(11))
    return { is: 'map', of, go: `map[string]${of.go}` }
  }
  const plain = PLAIN.get(word)
  if (plain) return plain
  if (STRINGS.has(word)) return { is: 'string', go: `v1.${word}` }
  return { is: 'struct', name: word, go: `v1.${word}` }
}

const QUANTITY: GoType = { is: 'Quantity', go: 'resource.Quantity' }
const PLAIN: ReadonlyMap<string, GoType> = new Map([
  ...(['string', 'bool', 'int32', 'int64'] as const).map((is): [string, GoType] => [is, { is, go: is }]),
  ['any', { is: 'any', go: 'interface {}' }],
  ['Quantity', QUANTITY],
  ['IntOrString', { is: 'IntOrString', go: 'intstr.IntOrString' }],
  ['Time', { is: 'Time', go: 'v1.Time' }],
  ['ResourceList', { is: 'map', of: QUANTITY, go: 'v1.ResourceList' }],
  ['UID', { is: 'string', go: 'types.UID' }],
])
const structs = new Map<string, Struct>()

function readWord(word: string, struct: string): SchemaField[] {
  if (word.startsWith('+')) {
    const inner = word.slice(1)
    return [...structOf(inner).fields.values()].map((field) => ({ ...field, embedded: [inner, ...field.embedded] }))
  }
  const [, name = '', star, type = ''] = /^(\w+):(\*?)(.+)$/.exec(word)!
  return [{ name, goName: goName(name, struct), type: typeOf(type), pointer: star === '*', embedded: [], since: 0, until: Infinity }]
}

/** By struct, `FIELD SINCE-UNTIL`, of those that some release lacks; `*` is any other field. */
const RELEASES: Readonly<Record<string, string>> = releases

/** From the first release that has a field to the last. */
function releasesOf(struct: string, field: string): Pick<SchemaField, 'since' | 'until'> {
  const spanOf = (name: string): RegExpExecArray | null => new RegExp(`(?:^| )${name} (\\d+)(?:-(\\d+))?`).exec(RELEASES[struct] ?? '')
  const [, since = 0, until = Infinity] = spanOf(field) ?? spanOf('\\*') ?? []
  return { since: Number(since), until: Number(until) }
}

/** What Go calls a field of a struct: `HTTPGet` for `httpGet`. */
export function goName(name: string, struct: string): string {
  return GO_NAMES[`${struct}.${name}`] ?? GO_NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1)
}
