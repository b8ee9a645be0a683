import { byCharacter } from '../../manifest/own.ts'
import { deprecation, type FlagRow, FLAGS } from '../../sim/apiserver/flags/flag-table.ts'
import type { FlagType } from '../../sim/apiserver/flags/flag-values.ts'
import texts from '../../texts/config-fields.tsv?raw'
import help from '../../texts/flag-help.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** A field of a configuration file: its type in a word, what it is for, and what it holds. */
interface ConfigField {
  type: string
  says: string
  fields?: ConfigFields
}
export type ConfigFields = Readonly<Record<string, ConfigField>>

type FlagFields = Record<string, { type: string; says: string; fields?: FlagFields }>

/** The fields of configuration files, by their kind; a line of the table stands behind the one that it is a field of. */
export const CONFIG_KINDS: ReadonlyMap<string, ConfigFields> = readKinds()

function readKinds(): Map<string, ConfigFields> {
  const kinds = new Map<string, FlagFields>()
  for (const { kind, field, type, says } of readTable(texts, 'kind', 'field', 'type', 'says')) {
    let fields = kinds.get(kind)
    if (!fields) kinds.set(kind, (fields = {}))
    const path = field.split('.')
    for (const name of path.slice(0, -1)) fields = fields[name]!.fields ??= {}
    fields[path.at(-1)!] = { type, says }
  }
  return kinds
}

/**
 * The fields below a path of keys; lists are looked through.
 *
 * Errors: undefined where the kind has no such place.
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go and staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.36.2).
 */
export function configFieldsAt(kind: string, keys: readonly string[]): ConfigFields | undefined {
  let fields = CONFIG_KINDS.get(kind)
  for (const key of keys) fields = fields && Object.hasOwn(fields, key) ? fields[key]!.fields : undefined
  return fields
}

/** What a flag does, in a sentence, and what holds where it is not given. */
const HELP = new Map(readTable(help, 'flag', 'says', 'without it').map((row) => [row.flag, row]))

/** How a value is written. */
const VALUES: Readonly<Partial<Record<FlagType, string>>> = {
  bool: 'true or false',
  duration: 'a duration such as 30s or 5m',
  strings: 'names, with commas between them',
  stringArray: 'may be given several times',
  ip: 'an address',
  ipnet: 'a range such as 10.96.0.0/12',
  int: 'a number',
  int32: 'a number',
  uint: 'a number',
  float: 'a number',
  map: 'key=value, with commas between them',
  gates: 'Name=true, with commas between them',
  ports: 'a range such as 30000-32767',
}

/** A flag of the editor's list. */
export interface FlagHelp {
  name: string
  /** How its value is written, and its default. */
  detail: string
  /** What it does, and its fate. */
  says: string
}

/**
 * All flags that a kube-apiserver of that release has, with what is known of each, in alphabetical order.
 *
 * Follows: cmd/kube-apiserver/app/options/options.go, as `FLAGS`.
 */
export function flagHelp(minor: number): FlagHelp[] {
  return FLAGS.filter(({ since, until }) => since <= minor && minor <= until)
    .map((row) => ({
      name: row.name,
      detail: detailOf(row),
      says: [HELP.get(row.name)?.says, fateOf(row, minor)].filter(Boolean).join(' '),
    }))
    .toSorted((a, b) => byCharacter(a.name, b.name))
}

/**
 * What an editor says of a flag, whatever the release has of it: Markdown. Undefined for one that no release has.
 *
 * Follows: as `flagHelp`.
 */
export function describeFlag(name: string, minor: number): string | undefined {
  const rows = FLAGS.filter((row) => row.name === name.replaceAll('_', '-'))
  const row = rows.find(({ since, until }) => since <= minor && minor <= until) ?? rows[0]
  if (!row) return undefined
  return [`\`--${row.name}\`: ${detailOf(row)}`, HELP.get(row.name)?.says, fateOf(row, minor)].filter(Boolean).join('\n\n')
}

function detailOf({ name, type }: FlagRow): string {
  const byDefault = HELP.get(name)?.['without it']
  return `${VALUES[type] ?? 'text'}${byDefault ? `; without it: ${byDefault}` : ''}`
}

/** A flag whose value is written another way since a release has a row for either. */
function fateOf({ name, deprecated }: FlagRow, minor: number): string {
  const rows = FLAGS.filter((row) => row.name === name)
  const [since, until] = [Math.min(...rows.map((row) => row.since)), Math.max(...rows.map((row) => row.until))]
  const said = deprecation({ deprecated }, minor)
  const later = deprecated.find((item) => item.since > minor)
  return [
    since > minor ? `1.${minor} does not have it: it is there from 1.${since} on, and unknown flags end the server.` : '',
    until < minor ? `1.${minor} no longer has it: gone since 1.${until + 1}, and unknown flags end the server.` : '',
    since > 9 && since <= minor ? `There since 1.${since}.` : '',
    said ? `Deprecated since 1.${said.since > 9 ? said.since : '9 or before'}: ${said.value}` : '',
    later && !said ? `Deprecated from 1.${later.since} on.` : '',
    until < Infinity && until >= minor ? `Gone from 1.${until + 1} on.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
