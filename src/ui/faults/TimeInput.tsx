import { useState, type ReactElement } from 'react'
import { clockTime } from '../../views/text/clock-time.ts'
import { parseTime, TIME_HINT } from './time.ts'

/** A time of the run, typed; it counts when Enter is pressed or the field is left, and no later than the run's end. */
export function TimeInput({
  label,
  at,
  end,
  change,
}: {
  label: string
  at: number
  end: number
  change: (at: number) => void
}): ReactElement {
  const [text, setText] = useState<string | null>(null)
  const isWrong = text !== null && parseTime(text) === undefined
  const finish = (): void => {
    const typed = text === null ? undefined : parseTime(text)
    if (typed !== undefined) change(Math.min(end, typed))
    setText(null)
  }
  return (
    <label className="time-input">
      {label}
      <input
        type="text"
        inputMode="text"
        size={8}
        value={text ?? clockTime(at)}
        aria-invalid={isWrong || undefined}
        title={TIME_HINT}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          else if (event.key !== 'Escape' || text === null) return
          else setText(null)
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      {isWrong && <output>{TIME_HINT}</output>}
    </label>
  )
}
