import { describeField } from '../../manifest/descriptions.ts'
import { fieldOf, structOf, type Field, type GoType } from '../../manifest/schema.ts'

/** What stands at a place of a manifest, by its indentation: enough for block style, which is what kubeadm writes. */
interface Place {
  struct: string
  key: string
}

export interface Completion {
  label: string
  detail: string
  insert: string
  help: string
}

/** Keys from the top down to a line, lists left out. */
function keysAbove(lines: readonly string[], line: number, indent: number): string[] {
  const keys: string[] = []
  let limit = indent
  for (let n = line - 2; n >= 0 && limit > 0; n--) {
    const match = /^(\s*)((?:- +)*)([\w.-]+|"[^"]*"):(\s|$)/.exec(lines[n]!)
    if (!match) continue
    const [, space, dashes, key] = match as unknown as [string, string, string, string]
    const column = space.length + dashes.length
    if (column < limit) {
      keys.unshift(key)
      limit = column
    }
    // `- a: 1` opens a list item: what stands left of its dash is the list's own key, which may have the dash's column.
    if (dashes && space.length < limit) limit = space.length + 1
  }
  return keys
}

function structAt(keys: readonly string[], minor: number): string | undefined {
  let struct = 'Pod'
  for (const key of keys) {
    const field = fieldOf(structOf(struct), key, minor)
    const inner = field && elementOf(field.type)
    if (!inner) return undefined
    struct = inner
  }
  return struct
}

function elementOf(type: GoType): string | undefined {
  if (type.is === 'struct') return type.name
  return type.is === 'list' ? elementOf(type.of) : undefined
}

function placeAt(lines: readonly string[], line: number, minor: number): Place | undefined {
  const match = /^(\s*(?:- +)*)([\w-]*)/.exec(lines[line - 1] ?? '')
  if (!match) return undefined
  const struct = structAt(keysAbove(lines, line, match[1]!.length), minor)
  return struct === undefined ? undefined : { struct, key: match[2]! }
}

export function hoverAt(lines: readonly string[], line: number, column: number, minor: number): string | undefined {
  const text = lines[line - 1] ?? ''
  const start = text.search(/[\w]/)
  const place = placeAt(lines, line, minor)
  if (!place || column < start + 1 || column > start + place.key.length + 1) return undefined
  const field = fieldOf(structOf(place.struct), place.key, minor)
  if (!field) return undefined
  const meaning = describeField(place.struct, place.key)
  const sum = patience(lines, line, place)
  return [`\`${place.key}\`: ${wordOf(field.type)}`, meaning, sum].filter(Boolean).join('\n\n')
}

/** For a probe: how long it lets things go wrong, in this very manifest. */
function patience(lines: readonly string[], line: number, { struct, key }: Place): string | undefined {
  if (struct !== 'Probe' && !/Probe$/.test(key)) return undefined
  const indent = /^\s*/.exec(lines[line - 1]!)![0].length + (struct === 'Probe' ? 0 : 1)
  const values: Record<string, number> = { periodSeconds: 10, failureThreshold: 3, initialDelaySeconds: 0 }
  const read = (n: number): boolean => {
    const text = lines[n]
    if (text === undefined || (text.trim() !== '' && /^\s*/.exec(text)![0].length < indent)) return false
    const found = /^\s*(periodSeconds|failureThreshold|initialDelaySeconds):\s*(\d+)/.exec(text)
    if (found) values[found[1]!] = Number(found[2])
    return true
  }
  for (let n = line - 1; n >= 0 && (n === line - 1 || read(n)); n--) if (n === line - 1) read(n)
  for (let n = line; n < lines.length && read(n); n++);
  const { periodSeconds, failureThreshold, initialDelaySeconds } = values as Record<
    'periodSeconds' | 'failureThreshold' | 'initialDelaySeconds',
    number
  >
  return `First asked ${initialDelaySeconds} s after the start, then every ${periodSeconds} s; ${failureThreshold} failures in a row take about ${(failureThreshold - 1) * periodSeconds} s.`
}

export function completionsAt(lines: readonly string[], line: number, column: number, minor: number): Completion[] {
  const before = (lines[line - 1] ?? '').slice(0, column - 1)
  const flag = /^\s*- (-[\w-]*)?$/.exec(before)
  const keys = keysAbove(lines, line, /^\s*(?:- +)*/.exec(before)![0].length)
  if (flag && keys.at(-1) === 'command') return []
  if (/:/.test(before)) return []
  const struct = structAt(keys, minor)
  if (struct === undefined) return []
  return [...structOf(struct).fields.values()]
    .filter((field) => fieldOf(structOf(struct), field.name, minor))
    .map((field) => ({
      label: field.name,
      detail: wordOf(field.type),
      insert: `${field.name}:${isNested(field) ? '' : ' '}`,
      help: describeField(struct, field.name) ?? '',
    }))
}

const isNested = (field: Field): boolean => field.type.is === 'struct' || field.type.is === 'list' || field.type.is === 'map'

function wordOf(type: GoType): string {
  if (type.is === 'struct') return type.name
  return type.is === 'list' ? `list of ${wordOf(type.of)}` : type.is === 'map' ? 'map' : type.is
}
