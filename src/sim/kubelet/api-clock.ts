/** The moment of the wall clock that `t` stands for: whole seconds since 1970, and millionths. */
function moment(clock: string, t: number): { seconds: number; micros: number } {
  const found = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(\.\d+)?(?:Z|([-+])(\d+):(\d+))$/.exec(clock)
  if (!found) return { seconds: Math.floor(t), micros: 0 }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const zone = (found[8] === '-' ? -60 : 60) * (Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0))
  const total = Math.round((t + Number(`0${found[7] ?? ''}`)) * 1e6)
  const carried = Math.floor(total / 1e6)
  return { seconds: daysFrom(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - zone + carried, micros: total - carried * 1e6 }
}

/** Days since 1970-01-01; Howard Hinnant's days_from_civil. */
function daysFrom(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const yearOfEra = y - era * 400
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** civil_from_days. */
function civil(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

const two = (value: number): string => String(value).padStart(2, '0')

function parts(clock: string, t: number): { date: ReturnType<typeof civil>; time: string; micros: number } {
  const { seconds, micros } = moment(clock, t)
  const rest = ((seconds % 86_400) + 86_400) % 86_400
  return { date: civil(Math.floor(seconds / 86_400)), time: `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`, micros }
}

/**
 * `2026-11-24T14:46:36Z`, as the API has times; with `fraction` the part of a second follows, less its trailing zeros.
 *
 * Units: `t` in seconds on the simulated clock; `clock` as the scenario has it. Errors: a text that is none counts as 1970.
 * Follows: Go's time.RFC3339 and RFC3339Nano. The views have the same in views/clock.ts, which the core may not import.
 */
export function rfc3339At(clock: string, t: number, fraction = false): string {
  const { date, time, micros } = parts(clock, t)
  const rest = fraction && micros > 0 ? `.${String(micros).padStart(6, '0').replace(/0+$/, '')}` : ''
  return `${String(date.year).padStart(4, '0')}-${two(date.month)}-${two(date.day)}T${time}${rest}Z`
}

/**
 * A line of a container's log with klog's head filled in: time and process id, where the line has such a head.
 *
 * Units: `t` in seconds on the simulated clock. Errors: none. Follows: k8s.io/klog/v2, formatHeader.
 */
export function klogLine(clock: string, t: number, text: string): string {
  const head = /^([IWEF]) (?=\S+\.go:\d+\] )/.exec(text)
  if (!head) return text
  const { date, time, micros } = parts(clock, t)
  return `${head[1]}${two(date.month)}${two(date.day)} ${time}.${String(micros).padStart(6, '0')}       1 ${text.slice(2)}`
}
