import type { Json } from '../../sim/apiserver/objects/json.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { table } from '../text/columns.ts'
import { GO_TEMPLATE, goTemplate } from '../text/go-template.ts'
import { jsonPath } from '../text/json-path.ts'
import type { Formats, How, Item, Written } from './get.ts'
import { getWriter } from './pod-table.ts'
import { listObject, toJson, toYaml } from './print-object.ts'

/**
 * The orders and formats of `kubectl get` besides tables: YAML, JSON, templates, columns of one's own.
 *
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers; kubectl/pkg/cmd/get/sorter.go (v1.37.2).
 */
export const GET_FORMATS: Formats = { sorted, written }

function sorted(items: readonly Item[], path: string | undefined): ReturnType<Formats['sorted']> {
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
    Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? (a < b ? -1 : a > b ? 1 : 0) : Number(a) - Number(b)
  return { items: items.toSorted((a, b) => compare(keys.get(a)!, keys.get(b)!)) }
}

function written(now: Moment, items: readonly Item[], format: Written, how: How & { one: boolean }): ReturnType<Formats['written']> {
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

function customColumns(now: Moment, template: string, items: readonly Item[], how: How): { text: string } | { error: string } {
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
