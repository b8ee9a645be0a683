import type { Release } from '../release.ts'

/**
 * The values of a list flag: a line of comma-separated values, in which a value may stand in double quotes.
 *
 * Units: none. Errors: returned in Go's words; columns count bytes.
 * Follows: spf13/pflag, string_slice.go, readAsCSV; encoding/csv, Reader.readRecord (Go 1.24; up to 1.16 columns count from 0).
 */
export function readCsv(text: string, release: Release): { value?: readonly string[]; error?: string } {
  if (text === '') return { value: [] }
  const [line = ''] = text.replace(/^(\r?\n)+/, '').split('\n')
  if (line === '') return { error: 'EOF' }
  const wrong = (at: number, what: string): { error: string } => ({ error: `parse error on line 1, column ${at + (release.csvColumnsFrom1 ? 1 : 0)}: ${what} in ${what.startsWith('bare') ? 'non-quoted' : 'quoted'}-field` })
  const value: string[] = []
  let at = 0
  for (;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at)
      const field = line.slice(at, end < 0 ? undefined : end)
      const quote = field.indexOf('"')
      if (quote >= 0) return wrong(at + quote, 'bare "')
      value.push(field)
      if (end < 0) return { value }
      at = end + 1
      continue
    }
    const start = ++at
    while (at < line.length && (line[at] !== '"' || line[at + 1] === '"')) at += line[at] === '"' ? 2 : 1
    if (at >= line.length) return wrong(at, 'extraneous or missing "')
    value.push(line.slice(start, at).replaceAll('""', '"'))
    if (at + 1 === line.length) return { value }
    if (line[at + 1] !== ',') return wrong(at, 'extraneous or missing "')
    at += 2
  }
}
