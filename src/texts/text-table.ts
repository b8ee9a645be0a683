/**
 * A table of texts: tab-separated, a line a row; the first line names the columns, and a cell's `\n` is a line break.
 *
 * Errors: throws where the columns are not these, or a row has more or fewer cells.
 */
export function readTable<C extends string>(tsv: string, ...columns: readonly C[]): Record<C, string>[] {
  const [head, ...lines] = tsv.replace(/[\r\n]+$/, '').split(/\r?\n/)
  if (head !== columns.join('\t')) throw new Error(`the table's columns are ${head!.replaceAll('\t', ', ')}, not ${columns.join(', ')}`)
  return lines.map((line, n) => {
    const cells = line.split('\t')
    if (cells.length !== columns.length) throw new Error(`line ${n + 2} has ${cells.length} cells, not ${columns.length}: ${line}`)
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]!.replaceAll('\\n', '\n')])) as Record<C, string>
  })
}

/** The same, with its column `words` as regular expressions. */
export const readPatterns = <C extends string>(tsv: string, ...columns: readonly (C | 'words')[]) =>
  readTable(tsv, ...columns).map((row) => ({ ...row, words: new RegExp(row.words) }))
