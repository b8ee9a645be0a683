import { describeField } from '../../manifest/descriptions.ts'
import { type SchemaField, fieldOf, type GoType, structOf } from '../../manifest/schema.ts'
import { GRPC_MODES, HTTP_PROTOCOLS } from '../../manifest/validation/validate-handler.ts'
import { CONFIG_KINDS, type ConfigFields, configFieldsAt, describeFlag, flagHelp } from '../../views/text/flag-help.ts'
import { PROBE_DEFAULTS } from '../../manifest/types.ts'

/** What stands at a place of a manifest, by its indentation: enough for block style, which is what kubeadm writes. */
interface HelpPlace {
  struct: string
  key: string
}

export interface EditorCompletion {
  label: string
  detail: string
  insert: string
  help: string
}

/** Keys from the top down to a line, lists left out. */
function keysAbove(lines: readonly string[], line: number, indent: number): string[] {
  const keys: string[] = []
  let limit = indent
  for (let n = line - 2; n >= 0; n--) {
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

const lineAt = (lines: readonly string[], line: number): string => lines[line - 1] ?? ''

/** What a line begins with, dashes of a list included, and its key. */
function headOf(text: string): { lead: string; key: string } {
  const [, lead, key] = /^(\s*(?:- +)*)([\w-]*)/.exec(text)!
  return { lead: lead!, key: key! }
}

function placeAt(lines: readonly string[], line: number, minor: number): HelpPlace | undefined {
  const { lead, key } = headOf(lineAt(lines, line))
  const struct = structAt(keysAbove(lines, line, lead.length), minor)
  return struct === undefined ? undefined : { struct, key }
}

export function hoverAt(lines: readonly string[], line: number, column: number, minor: number): string | undefined {
  const text = lineAt(lines, line)
  const flag = FLAG.exec(text)
  if (flag) {
    const from = flag[1]!.length
    return column > from && column <= from + flag[2]!.length + 1 ? describeFlag(flag[2]!.replace(/^--?/, ''), minor) : undefined
  }
  const config = configAt(lines, line)
  if (config) {
    const { key, from, fields } = config
    const field = fields && Object.hasOwn(fields, key) ? fields[key] : undefined
    return field && column > from && column <= from + key.length + 1 ? `\`${key}\`: ${field.type}\n\n${field.says}` : undefined
  }
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
function patience(lines: readonly string[], line: number, { struct, key }: HelpPlace): string | undefined {
  const isInside = struct === 'Probe'
  if (!isInside && !/Probe$/.test(key)) return undefined
  const indent = headOf(lines[line - 1]!).lead.length + (isInside ? 0 : 1)
  const values: Record<string, number> = { ...PROBE_DEFAULTS, initialDelaySeconds: 0 }
  const read = (n: number): boolean => {
    const text = lines[n]
    if (text === undefined || (text.trim() !== '' && /^\s*/.exec(text)![0].length < indent)) return false
    const found = /^\s*(periodSeconds|failureThreshold|initialDelaySeconds):\s*(\d+)/.exec(text)
    if (found) values[found[1]!] = Number(found[2])
    return true
  }
  if (isInside) for (let n = line - 1; read(n); n--);
  for (let n = line; read(n); n++);
  const { periodSeconds, failureThreshold, initialDelaySeconds } = values as Record<
    'periodSeconds' | 'failureThreshold' | 'initialDelaySeconds',
    number
  >
  return `First asked ${initialDelaySeconds} s after the start, then every ${periodSeconds} s; ${failureThreshold} failures in a row take about ${(failureThreshold - 1) * periodSeconds} s.`
}

export function completionsAt(lines: readonly string[], line: number, column: number, minor: number): EditorCompletion[] {
  const before = lineAt(lines, line).slice(0, column - 1)
  const flag = /^\s*- (-[\w-]*)?$/.exec(before)
  const keys = keysAbove(lines, line, /^\s*(?:- +)*/.exec(before)![0].length)
  // the words of a command line are flags, where a kube-apiserver is started
  if (/^(command|args)$/.test(keys.at(-1) ?? '')) return flag && isApiserverNear(lines, line) ? flags(minor) : []
  if (/:/.test(before)) return values(lines, line, before, minor)
  const config = configAt(lines, line)
  if (config) {
    return Object.entries(config.fields ?? {}).map(([name, { type, says, fields }]) => ({
      label: name,
      detail: type,
      insert: `${name}:${fields ? '' : ' '}`,
      help: says,
    }))
  }
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

/** What a field of one of Go's kinds of words may say. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'v1.HTTPProtocol': HTTP_PROTOCOLS,
  'v1.GRPCProbeMode': GRPC_MODES,
  'v1.URIScheme': ['HTTP', 'HTTPS'],
  'v1.PullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'v1.RestartPolicy': ['Always', 'OnFailure', 'Never'],
}

/** Behind `key: `, while its word is typed. */
function values(lines: readonly string[], line: number, before: string, minor: number): EditorCompletion[] {
  if (!/^\s*(?:- +)*[\w-]+: +\w*$/.test(before) || configAt(lines, line)) return []
  const place = placeAt(lines, line, minor)
  const field = place && fieldOf(structOf(place.struct), place.key, minor)
  if (!field || !Object.hasOwn(VALUES, field.type.go)) return []
  return VALUES[field.type.go]!.map((value) => ({
    label: value,
    detail: field.name,
    insert: value,
    help: describeField(place.struct, place.key) ?? '',
  }))
}

/** `- --anonymous-auth=false` */
const FLAG = /^(\s*- +["']?)(--?[a-z][\w-]*)/

const flags = (minor: number): EditorCompletion[] =>
  flagHelp(minor).map(({ name, detail, says }) => ({ label: `--${name}`, detail, insert: `--${name}=`, help: says }))

/** So many lines around a place belong to its container. */
const NEAR = 80

/** The command above, or the image beside it, is a kube-apiserver's. */
function isApiserverNear(lines: readonly string[], line: number): boolean {
  const near = lines.slice(Math.max(0, line - NEAR), line + NEAR)
  return near.some((text) => /^\s*- +["']?(\S*\/)?kube-apiserver["']?\s*$|^\s*(- +)?image:.*kube-apiserver/.test(text))
}

/** A place of a configuration file, which is told by its kind. */
function configAt(lines: readonly string[], line: number): { key: string; from: number; fields: ConfigFields | undefined } | undefined {
  const kind = lines.map((text) => /^kind: *["']?(\w+)/.exec(text)?.[1]).find((text) => text !== undefined)
  if (kind === undefined || !CONFIG_KINDS.has(kind)) return undefined
  const { lead, key } = headOf(lineAt(lines, line))
  return { key, from: lead.length, fields: configFieldsAt(kind, keysAbove(lines, line, lead.length)) }
}

const isNested = (field: SchemaField): boolean => field.type.is === 'struct' || field.type.is === 'list' || field.type.is === 'map'

function wordOf(type: GoType): string {
  if (type.is === 'struct') return type.name
  return type.is === 'list' ? `list of ${wordOf(type.of)}` : type.is === 'map' ? 'map' : type.is
}

/** A text as code in a line of Markdown: between more backticks than it has itself, so that none of it is Markdown. */
export function asCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence} ${text} ${fence}`
}
