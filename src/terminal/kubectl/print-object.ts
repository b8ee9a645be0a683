import type { Release } from '../../sim/release/release.ts'
import type { Fields, Json } from '../../sim/apiserver/objects/json.ts'

/**
 * An object as `kubectl -o json` prints it: four blanks a level, keys in their order by name.
 *
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers/json.go (v1.37.2).
 */
export function toJson(value: Json): string {
  return `${JSON.stringify(sorted(value), null, 4)}\n`
}

/** Keys by name, at every level. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, sorted(item)]))
}

function entriesOf(value: Json): [string, Json][] {
  return Object.entries(value as Record<string, Json>).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * An object as `kubectl -o yaml` prints it: keys by name, lists not indented.
 *
 * Follows: sigs.k8s.io/yaml, Marshal, and go-yaml v2's emitter.
 */
export function toYaml(value: Json, { yamlQuotesTimes }: Pick<Release, 'yamlQuotesTimes'>): string {
  const text = value === null || typeof value !== 'object' ? `${scalar(value, 0)}\n` : `${lines(value, 0).join('\n')}\n`
  // a text that looks like a time: only the later writer knows of times
  return yamlQuotesTimes ? text : text.replace(/(?<=^ *(?:- )*[\w./-]+: )"(\d{4}-\d\d-\d\dT[\d:.]+Z)"$/gm, '$1')
}

function lines(value: Json, depth: number): string[] {
  const pad = '  '.repeat(depth)
  if (Array.isArray(value)) {
    return value.flatMap((item: Json) => {
      if (isEmpty(item) || item === null || typeof item !== 'object') return [`${pad}- ${scalar(item, depth + 1)}`]
      const inner = lines(item, depth + 1)
      return [`${pad}- ${inner[0]!.slice(pad.length + 2)}`, ...inner.slice(1)]
    })
  }
  return entriesOf(value).flatMap(([key, item]) => {
    const name = `${pad}${scalar(key, depth)}:`
    if (isEmpty(item) || item === null || typeof item !== 'object') return [`${name} ${scalar(item, depth + 1)}`]
    return [name, ...lines(item, Array.isArray(item) ? depth : depth + 1)]
  })
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** What a plain text would be read as something else than text. */
const AMBIGUOUS =
  /^(?:~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|\.inf|\.nan|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|0x[\da-fA-F_]+|\d{4}-\d\d?-\d\d?.*)$/

function scalar(value: Json, depth: number): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return Array.isArray(value) ? '[]' : '{}'
  if (value === '') return '""'
  if (value.includes('\n') && /^[^\s][^]*$/.test(value) && !/[\t\r]| \n/.test(value)) {
    const pad = '  '.repeat(Math.max(1, depth))
    const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-'
    return `|${chomp}\n${value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => (line ? pad + line : ''))
      .join('\n')}`
  }
  if (/\p{Cc}/u.test(value)) return JSON.stringify(value)
  if (AMBIGUOUS.test(value)) return `"${value}"`
  const plain = /^[^\s\-?:,[\]{}#&*!|>'"%@`=]/.test(value) || /^[-?:][^\s,[\]{}]/.test(value)
  return plain && !/: |:$| #|^\s|\s$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`
}

/**
 * The v1 List that kubectl puts around more than one object.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go, printGeneric (v1.37.2).
 */
export function listObject(items: readonly Json[]): Fields {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}
