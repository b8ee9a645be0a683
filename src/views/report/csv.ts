/** A line of a table: RFC 4180, without its end; a cell is quoted where it has to be, and never taken for a formula by a spreadsheet. */
export const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(',')

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
