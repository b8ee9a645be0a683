import type { Json } from '../../manifest/yaml/resolve.ts'
import { byCharacter } from '../../manifest/own.ts'
import type { Fields } from '../../sim/apiserver/objects/json.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { sortedEntries, table } from '../text/columns.ts'
import { GO_TEMPLATE, goTemplate } from '../text/go-template.ts'
import { jsonPath } from '../text/json-path.ts'
import type { Formats, TextFormat } from './get.ts'
import { getWriter, type Item, type TableOptions } from './pod-table.ts'

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
  return Object.fromEntries(sortedEntries(value as Fields).map(([key, item]) => [key, sorted(item)]))
}

/**
 * An object as `kubectl -o yaml` prints it: keys by name, lists not indented.
 *
 * Follows: sigs.k8s.io/yaml, Marshal, and go-yaml v2's emitter.
 */
export function toYaml(value: Json, { yamlQuotesTimes }: Pick<Release, 'yamlQuotesTimes'>): string {
  const text = `${lines(value, 0).join('\n')}\n`
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
  return sortedEntries(value as Fields).flatMap(([key, item]) => {
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
function listObject(items: readonly Json[]): Fields {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

/**
 * The orders and formats of `kubectl get` besides tables: YAML, JSON, templates, columns of one's own.
 *
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers; kubectl/pkg/cmd/get/sorter.go (v1.37.2).
 */
export const GET_FORMATS: Formats = { sorted: sortItems, written }

function sortItems(items: readonly Item[], path: string | undefined): ReturnType<Formats['sorted']> {
  if (path === undefined || path === '') return { items }
  const keys = new Map<Item, string>()
  for (const item of items) {
    const found = jsonPath(path, item.object())
    if (found.error !== undefined) return { error: `error: error parsing jsonpath ${path}, ${found.error}` }
    keys.set(item, found.text)
  }
  if (items.length > 0 && [...keys.values()].every((key) => key === ''))
    return { error: `error: couldn't find any field with path "{${path.replace(/^\{|\}$/g, '')}}" in the list of objects` }
  const compare = (a: string, b: string): number =>
    Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? byCharacter(a, b) : Number(a) - Number(b)
  return { items: items.toSorted((a, b) => compare(keys.get(a)!, keys.get(b)!)) }
}

function written(
  now: Moment,
  items: readonly Item[],
  format: TextFormat,
  how: TableOptions & { one: boolean },
): ReturnType<Formats['written']> {
  if ('template' in format && format.is === 'custom-columns') return customColumns(now, format.template, items, how)
  const value: Json = how.one ? items[0]!.object() : listObject(items.map((item) => item.object()))
  if (!('template' in format)) return { text: format.is === 'yaml' ? toYaml(value, releaseOf(now.inputs.kubernetes)) : toJson(value) }
  if (format.is === 'go-template') {
    const filled = goTemplate(format.template, value)
    return filled.error === undefined
      ? { text: filled.text }
      : { error: `error: error executing template: ${filled.error}\nThis terminal knows: ${GO_TEMPLATE}` }
  }
  const filled = jsonPath(format.template, value)
  return filled.error === undefined ? { text: filled.text } : { error: `error: error parsing jsonpath ${format.template}, ${filled.error}` }
}

function customColumns(now: Moment, template: string, items: readonly Item[], how: TableOptions): { text: string } | { error: string } {
  const columns = template.split(',').map((part) => [part.split(':')[0]!, part.split(':').slice(1).join(':')] as const)
  const bad = columns.find(([, path]) => path === '')
  if (bad) return { error: `error: unexpected custom-columns spec: ${bad[0]}, expected <header>:<json-path-expr>` }
  const rows: string[][] = []
  for (const item of items) {
    const row: string[] = []
    for (const [, path] of columns) {
      const found = jsonPath(path, item.object())
      if (found.error !== undefined) return { error: `error: error parsing jsonpath ${path}, ${found.error}` }
      row.push(found.text || '<none>')
    }
    rows.push(row)
  }
  return { text: table([...(how.headers ? [columns.map(([name]) => name)] : []), ...rows], getWriter(now)) }
}
