import { createContext, use, useId, type ReactElement, type ReactNode } from 'react'

/** What is wrong with a form, by the paths of its fields. */
export const Troubles = createContext<ReadonlyMap<string, string>>(new Map())

interface RowsProps<T> {
  name: string
  /** What one of them is called. */
  add: string
  rows: readonly T[]
  fresh: T
  change: (rows: readonly T[]) => void
  children: (row: T, i: number, put: (row: T) => void) => ReactNode
}

/** One below the other, each may go, and one more may come. */
export function Rows<T>({ name, add, rows, fresh, change, children }: RowsProps<T>): ReactElement {
  return (
    <fieldset>
      <legend>{name}</legend>
      {rows.map((row, i) => (
        // A row has nothing to be known by but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset className="row" aria-label={`${add} ${i + 1}`} key={i}>
          {children(row, i, (next) => change(rows.with(i, next)))}
          <button
            type="button"
            className="quiet icon"
            aria-label={`Remove ${add.toLowerCase()} ${i + 1}`}
            onClick={() => change(rows.toSpliced(i, 1))}
          >
            ✕
          </button>
        </fieldset>
      ))}
      <button type="button" className="quiet" onClick={() => change([...rows, fresh])}>
        + {add}
      </button>
    </fieldset>
  )
}

/** A text; what is wrong with it stands below it. */
export function Field({
  label,
  path,
  value,
  hint,
  isLong = false,
  set,
}: {
  label: string
  path: string
  value: string
  hint?: string
  isLong?: boolean
  set: (value: string) => void
}): ReactElement {
  const trouble = use(Troubles).get(path)
  const id = useId()
  return (
    <label data-long={isLong || undefined}>
      {label}
      <input
        type="text"
        className="mono"
        value={value}
        placeholder={hint}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-invalid={trouble !== undefined}
        aria-describedby={trouble === undefined ? undefined : id}
        onChange={(event) => set(event.target.value)}
      />
      {trouble !== undefined && (
        <span className="trouble" id={id}>
          {trouble}
        </span>
      )}
    </label>
  )
}

export function Check({ label, value, set }: { label: string; value: boolean; set: (value: boolean) => void }): ReactElement {
  return (
    <label className="check">
      <input type="checkbox" checked={value} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  )
}

export function Select<T extends string>({
  label,
  value,
  options,
  set,
}: {
  label: string
  value: T
  options: Readonly<Record<T, string>>
  set: (value: T) => void
}): ReactElement {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => set(event.target.value as T)}>
        {(Object.entries(options) as [T, string][]).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
