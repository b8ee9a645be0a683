import { fromBytes, toBytes } from '../../../../manifest/utf8.ts'
import type { Release } from '../../../release/release.ts'

/**
 * Comma-separated values: a value may stand in double quotes, over several lines; empty lines are skipped.
 *
 * `most` is a number of records.
 * Errors: returned in Go's words, with what stands before; columns count bytes.
 * Follows: encoding/csv, Reader.readRecord (Go 1.24; up to 1.16 columns count characters from 0, and the end lies a line further).
 */
export function readCsv(text: string, release: Release, most = Infinity): { records: string[][]; error?: string } {
  const records: string[][] = []
  const lines =
    toBytes(text)
      .replaceAll('\r\n', '\n')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  const old = !release.csvColumnsFrom1
  for (let i = 0; i < lines.length && records.length < most; i++) {
    if (lines[i] === '\n') continue
    const start = i
    const wrong = (line: number, column: number, what: string): { records: string[][]; error: string } => {
      const place = `parse error on line ${line + 1}, column ${column}: ${what}`
      return { records, error: line === start ? place : `record on line ${start + 1}; ${place}` }
    }
    const column = (at: number): number => (old ? fromBytes(lines[i]!.slice(0, at)).length : at + 1)
    const fields: string[] = []
    let at = 0
    for (let more = true; more;) {
      const line = lines[i]!
      if (line[at] !== '"') {
        const end = line.indexOf(',', at)
        const field = line.slice(at, end < 0 ? undefined : end).replace(/\n$/, '')
        if (field.includes('"')) return wrong(i, column(at + field.indexOf('"')), 'bare " in non-quoted-field')
        fields.push(fromBytes(field))
        more = end >= 0
        at = end + 1
        continue
      }
      const close = /^((?:[^"]|"")*)"(?!")/.exec(
        lines
          .slice(i)
          .join('')
          .slice(at + 1),
      )
      if (!close) return old ? wrong(lines.length, 0, MISSING) : wrong(lines.length - 1, lines.at(-1)!.length + 1, MISSING)
      const passed = close[1]!.split('\n')
      at = passed.length > 1 ? passed.at(-1)!.length + 1 : at + close[0].length + 1
      i += passed.length - 1
      fields.push(fromBytes(close[1]!.replaceAll('""', '"')))
      const next = lines[i]![at]
      if (next !== undefined && next !== ',' && next !== '\n') return wrong(i, column(at - 1), MISSING)
      more = next === ','
      at++
    }
    records.push(fields)
  }
  return { records }
}

const MISSING = 'extraneous or missing " in quoted-field'
