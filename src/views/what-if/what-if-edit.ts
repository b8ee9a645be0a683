import { type DocumentField, lastLine } from '../../manifest/fields.ts'
import type { YamlNode } from '../../manifest/yaml/parser.ts'

/** Characters of a text, and what comes in their place. */
export interface TextEdit {
  from: number
  to: number
  insert: string
}

/**
 * A text with some of its parts replaced; no two of them overlap.
 *
 * Units: places count from 0.
 */
export function applied(text: string, edits: readonly TextEdit[]): string {
  return edits.toSorted((a, b) => b.from - a.from).reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text)
}

/** Another text in the place of a field's value. */
export const swap = ({ value }: Pick<DocumentField, 'value'>, insert: string): TextEdit[] => [
  { from: value.start.index, to: value.end.index, insert },
]

/** The same, in the quotes in which the value stands. */
export function swapQuoted(text: string, field: Pick<DocumentField, 'value'>, insert: string): TextEdit[] {
  const quoted = /^["']/.exec(text.slice(field.value.start.index))?.[0] ?? ''
  return swap(field, quoted + insert + quoted)
}

/** Where the last thing of a node ends, without what stands behind it. */
export function endOf(node: YamlNode): number {
  const last = node.flow ? undefined : node.children.at(-1)
  return last ? endOf(last) : node.end.index
}

/**
 * What takes a field or a member of a list out of a text, with the lines or the comma that go with it.
 *
 * Errors: undefined where nothing would be left of what holds it.
 */
export function removal(text: string, { key, value, parent }: DocumentField): TextEdit[] | undefined {
  const step = parent.kind === 'mapping' ? 2 : 1
  const count = parent.children.length / step
  if (count < 2) return undefined
  const place = parent.children.indexOf(key ?? value) / step
  const next = parent.children[(place + 1) * step]
  if (parent.flow) {
    const before = place > 0 ? parent.children[place * step - 1] : undefined
    return [
      next
        ? { from: (key ?? value).start.index, to: next.start.index, insert: '' }
        : { from: before!.end.index, to: value.end.index, insert: '' },
    ]
  }
  const starts = linesOf(text)
  const lineStart = starts[(key ?? value).start.line]!
  const end = starts[lastLine(value) + 1] ?? text.length
  const head = text.slice(lineStart, (key ?? value).start.index)
  // the dash before a member's first field goes to its next one
  if (key && head.trim() !== '') return [{ from: lineStart, to: next!.start.index, insert: head }]
  return head.replace('-', '').trim() === '' ? [{ from: lineStart, to: end, insert: '' }] : undefined
}

/** Where each line begins. */
function linesOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** A field as a text writes it: its value in one line, or its fields, or the members of a list, below it. */
export type FieldValue = string | number | boolean | readonly FieldValue[] | { readonly [field: string]: FieldValue }

/**
 * What adds a field behind one of a mapping's own, as the mapping is written: in brackets, or a line of its own and as many as its value
 * has. The mapping has a field.
 */
export function addition(
  text: string,
  mapping: YamlNode,
  name: string,
  value: FieldValue,
  last: YamlNode = mapping.children.at(-1)!,
): TextEdit[] {
  if (mapping.flow) return [{ from: last.end.index, to: last.end.index, insert: `, ${name}: ${inBrackets(value)}` }]
  const indent = ' '.repeat(mapping.children[0]!.start.column)
  return [linesBehind(text, last, inLines(`${indent}${name}:`, value, indent))]
}

/** What adds a member at a list's end, as the list is written; one that is empty, or null, is written in brackets. */
export function member(text: string, list: YamlNode, value: FieldValue): TextEdit[] {
  const last = list.children.at(-1)
  const { index: from } = list.start
  if (!last) return [{ from, to: list.end.index, insert: `${text[from - 1] === ':' ? ' ' : ''}[${inBrackets(value)}]` }]
  if (list.flow) return [{ from: last.end.index, to: last.end.index, insert: `, ${inBrackets(value)}` }]
  return [linesBehind(text, last, memberLines(value, ' '.repeat(list.start.column)))]
}

/** Whole lines behind the last one that a node has anything on. */
function linesBehind(text: string, node: YamlNode, lines: string): TextEdit {
  const at = linesOf(text)[lastLine(node) + 1] ?? text.length
  return { from: at, to: at, insert: `${text.endsWith('\n') || at < text.length ? '' : '\n'}${lines}` }
}

function inLines(head: string, value: FieldValue, indent: string): string {
  if (typeof value !== 'object') return `${head} ${plain(value)}\n`
  if (Array.isArray(value)) return `${head}\n${value.map((value: FieldValue) => memberLines(value, indent)).join('')}`
  return `${head}\n${fieldLines(value as WrittenFields, `${indent}  `)}`
}

type WrittenFields = Readonly<Record<string, FieldValue>>

const fieldLines = (fields: WrittenFields, indent: string): string =>
  Object.entries(fields)
    .map(([name, value]) => inLines(`${indent}${name}:`, value, indent))
    .join('')

function memberLines(value: FieldValue, indent: string): string {
  if (typeof value !== 'object') return `${indent}- ${plain(value)}\n`
  return `${indent}- ${fieldLines(value as WrittenFields, `${indent}  `).trimStart()}`
}

function inBrackets(value: FieldValue): string {
  if (typeof value !== 'object') return plain(value)
  if (Array.isArray(value)) return `[${value.map(inBrackets).join(', ')}]`
  return `{${Object.entries(value as WrittenFields)
    .map(([name, value]) => `${name}: ${inBrackets(value)}`)
    .join(', ')}}`
}

/** In quotes where it could be taken for something else. */
function plain(value: string | number | boolean): string {
  return typeof value !== 'string' ||
    (/^(?:[A-Za-z/]|--\w|\d+\.\d+\.\d)[\w./=-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value))
    ? String(value)
    : JSON.stringify(value)
}
