import type { ReactElement } from 'react'
import type { DifferingLine } from '../../views/text/line-diff.ts'

/** Lines that come, go or change, each as such. */
export function DifferingLines({ rows, label }: { rows: readonly DifferingLine[]; label?: string }): ReactElement {
  return (
    <ul aria-label={label}>
      {rows.map((row) => (
        <li key={`${row.at}${row.kind}${row.text}`} className={row.kind}>
          {row.text}
        </li>
      ))}
    </ul>
  )
}
