import type { ReactElement } from 'react'

interface SelectProps<T extends string | number> {
  label: string
  className?: string
  value: T
  /** Each with what it is called. */
  options: readonly (readonly [value: T, text: string])[]
  set: (value: T) => void
}

/** On or off, with its label behind it. */
export function Check({
  label,
  className,
  value,
  set,
}: Pick<SelectProps<string>, 'label' | 'className'> & { value: boolean; set: (value: boolean) => void }): ReactElement {
  return (
    <label className={className}>
      <input type="checkbox" checked={value} onChange={({ target }) => set(target.checked)} /> {label}
    </label>
  )
}

/** One of a few, with its label before it. */
export function Select<T extends string | number>({ label, className, value, options, set }: SelectProps<T>): ReactElement {
  return (
    <label className={className}>
      {label}{' '}
      <select value={value} onChange={({ target }) => set(options.find(([key]) => String(key) === target.value)![0])}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
