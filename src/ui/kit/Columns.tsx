import type { ReactElement } from 'react'

/** The head of a table: what its columns are called. */
export function Columns({ names }: { names: readonly string[] }): ReactElement {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}
