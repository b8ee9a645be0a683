import { byCharacter } from '../../manifest/own.ts'
import type { Fields } from '../../sim/apiserver/objects/json.ts'

/** How a text/tabwriter lays out cells that a tab ends. */
export interface TabWriter {
  minWidth: number
  padding: number
}

/** The writers that the tools use; the release decides which one `kubectl get` has. */
export const DESCRIBE: TabWriter = { minWidth: 0, padding: 2 }
export const CRICTL: TabWriter = { minWidth: 20, padding: 3 }

/**
 * Lays out text whose cells end in tabs, as Go's tabwriter does with spaces: a column is a block of lines that follow each
 * other and all have that cell; the last cell of a line is never padded.
 *
 * Units: widths in characters.
 * Follows: Go's text/tabwriter, Writer.format.
 */
export function align(text: string, writer: TabWriter): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const out: string[] = []
  format(lines, 0, lines.length, [], writer, out)
  return out.join('\n')
}

/**
 * Rows of cells as lines of one table, the header first.
 *
 * Units: widths in characters.
 * Follows: staging/src/k8s.io/cli-runtime/pkg/printers/tableprinter.go (v1.37.2).
 */
export function table(rows: readonly (readonly string[])[], writer: TabWriter): string {
  return align(rows.map((row) => `${row.join('\t')}\n`).join(''), writer)
}

function format(lines: readonly (readonly string[])[], from: number, to: number, widths: number[], writer: TabWriter, out: string[]): void {
  const column = widths.length
  let printed = from
  let at = from
  while (at < to) {
    if (column >= lines[at]!.length - 1) {
      at++
      continue
    }
    write(lines, printed, at, widths, out)
    const start = at
    let width = writer.minWidth
    for (; at < to && column < lines[at]!.length - 1; at++) width = Math.max(width, size(lines[at]![column]!) + writer.padding)
    format(lines, start, at, [...widths, width], writer, out)
    printed = at
  }
  write(lines, printed, to, widths, out)
}

function write(lines: readonly (readonly string[])[], from: number, to: number, widths: readonly number[], out: string[]): void {
  for (const line of lines.slice(from, to)) {
    out.push(
      line
        .map((cell, i) => (i < widths.length && i < line.length - 1 ? cell + ' '.repeat(Math.max(0, widths[i]! - size(cell))) : cell))
        .join(''),
    )
  }
}

/** Characters, not UTF-16 units; a text without surrogates is the common case. */
function size(cell: string): number {
  return /[\uD800-\uDFFF]/.test(cell) ? Array.from(cell).length : cell.length
}

/** By their keys, as Go prints a map. */
export const sortedEntries = <T>(of: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(of).toSorted(([a], [b]) => byCharacter(a, b))

/** A value as Go prints it; nothing where there is none. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** What a description says of an object without Events. */
export const NO_EVENTS = 'Events:\t<none>\n'

/** Lines below each other behind a title. */
export const multiline = (lines: readonly string[]): string => (lines.length > 0 ? `${lines.join('\n\t')}\n` : '<none>\n')

/** A map, a line a key. */
export const pairs = (values: Fields, sign: string): string[] => sortedEntries(values).map(([key, value]) => `${key}${sign}${word(value)}`)
