import { parseDuration } from '../../sim/scenario/duration.ts'

export const TIME_HINT = 'minutes:seconds as on the clock, such as 5:00'

/** A time as a person types it: `5:00`, `1:05:30`, `90s`, `7m`, or a number of seconds; undefined where it is none. */
export function parseTime(text: string): number | undefined {
  const words = text.trim()
  const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(words)
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
  const seconds = /^\d+(\.\d+)?$/.test(words) ? Number(words) : parseDuration(words)
  return seconds !== undefined && seconds >= 0 ? seconds : undefined
}
