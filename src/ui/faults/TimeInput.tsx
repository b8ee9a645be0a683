import { type ReactElement, useState } from 'react'
import { parseDuration } from '../../sim/scenario/duration.ts'
import { clockTime } from '../../views/text/duration-words.ts'

const TIME_HINT = 'minutes:seconds as on the clock, such as 5:00'

/** A time as a person types it: `5:00`, `1:05:30`, `90s`, `7m`, or a number of seconds; undefined where it is none. */
function parseTime(text: string): number | undefined {
  const words = text.trim()
  const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(words)
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
  const seconds = /^\d+(\.\d+)?$/.test(words) ? Number(words) : parseDuration(words)
  return seconds !== undefined && seconds >= 0 ? seconds : undefined
}

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
  const typed = text === null ? undefined : parseTime(text)
  const isWrong = text !== null && typed === undefined
  const isLate = typed !== undefined && typed > end
  const finish = (): void => {
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
        aria-invalid={isWrong || isLate || undefined}
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
      {isLate && <output>{clockTime(end)} at the latest: the run ends then</output>}
    </label>
  )
}
