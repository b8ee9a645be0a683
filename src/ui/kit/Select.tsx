import type { ReactElement, ReactNode } from 'react'

interface DropdownProps<T extends string | number> {
  /** Read out alone, where nothing beside it says the same. */
  name?: string
  title?: string
  value: T
  /** Each with what it is called, if that is not what it is. */
  options: readonly (T | readonly [value: T, text: string])[]
  set: (value: T) => void
}

/** One of a few. */
export function Dropdown<T extends string | number>({ name, title, value, options, set }: DropdownProps<T>): ReactElement {
  const pairs = options.map((option): readonly [T, string?] => (typeof option === 'object' ? option : [option]))
  return (
    <select
      aria-label={name}
      title={title}
      value={value}
      onChange={({ target }) => set(pairs.find(([key]) => String(key) === target.value)![0])}
    >
      {pairs.map(([key, text]) => (
        <option key={key} value={text === undefined ? undefined : key}>
          {text ?? key}
        </option>
      ))}
    </select>
  )
}

interface SelectProps<T extends string | number> extends DropdownProps<T> {
  label: ReactNode
  className?: string
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

/** The same with its label before it. */
export function Select<T extends string | number>({ label, className, ...dropdown }: SelectProps<T>): ReactElement {
  return (
    <label className={className}>
      {label} <Dropdown {...dropdown} />
    </label>
  )
}
