import { clockWords, lengthWords } from '../views/text/duration-words.ts'
import { MONTHS, rfc3339, unixSeconds } from '../sim/clock.ts'

const DAY = 86_400

/** A moment as the API writes it, as seconds since 1970. Errors: undefined for any other text. */
export function apiTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !RFC3339.test(text)) return undefined
  const fraction = Number(`0${/\.\d+/.exec(text)?.[0] ?? ''}`)
  const seconds = unixSeconds(text.replace(/\.\d+/, ''), 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds + fraction : undefined
}

const RFC3339 = /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/

/** `Tue, 24 Nov 2026 14:15:43 +0000`, as describe writes it, as seconds since 1970. Errors: undefined for any other text. */
export function describeTime(text: string): number | undefined {
  const match = /^\w{3}, (\d{1,2}) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text.trim())
  if (!match) return undefined
  const [, day = '', month = '', year = '', time = '', hours = '', minutes = ''] = match
  return stamp(Number(year), MONTHS.indexOf(month) + 1, Number(day), time, `${hours}:${minutes}`)
}

/** A date of klog or journald, which has no year and no zone: those of UTC. Errors: undefined for what is no date. */
export function yearlessTime(year: number, month: number | string, day: number, time: string): number | undefined {
  return stamp(year, typeof month === 'number' ? month : MONTHS.indexOf(month) + 1, day, time, 'Z')
}

function stamp(year: number, month: number, day: number, time: string, zone: string): number | undefined {
  const two = (value: number): string => String(value).padStart(2, '0')
  return apiTime(`${year}-${two(month)}-${two(day)}T${time}${zone}`)
}

/** An age as kubectl writes it, and how exactly: it lay between so many seconds ago, and that and `within` more. */
export interface Age {
  seconds: number
  within: number
}

/** How long ago it most likely was. */
export const middleOf = ({ seconds, within }: Age): number => seconds + within / 2

const UNITS: ReadonlyMap<string, number> = new Map([
  ['y', 365 * DAY],
  ['d', DAY],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
])

/**
 * `45s`, `5m12s`, `3h`, `2d4h`.
 *
 * Errors: undefined for any other text, `<unknown>` and `<invalid>` among them.
 * Follows: staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go, HumanDuration: up to 10 minutes to the second.
 */
export function ageOf(text: string): Age | undefined {
  if (!/^(\d{1,6}[ydhms])+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+)([ydhms])/g)]
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS.get(unit!)!, 0)
  return { seconds, within: UNITS.get(parts.at(-1)![2]!)! }
}

/** `2 min 5 s`; what was printed to the minute, or less exactly, is `about 2 min`. */
export function ageWords({ seconds, within }: Age): string {
  if (within < 60) return lengthWords(seconds)
  if (within < 3600 && seconds >= 2 * 3600) return `about ${clockWords(Math.round(seconds / 60) * 60)}`
  const [unit, name] = within >= DAY ? [DAY, 'd'] : within >= 3600 ? [3600, 'h'] : [60, 'min']
  const count = Math.round(seconds / unit)
  return name === 'd' ? `about ${count} ${count === 1 ? 'day' : 'days'}` : `about ${count} ${name}`
}

/** Seconds since 1970 as the scenario's clock has it. */
export const clockOf = (epoch: number): string => rfc3339('1970-01-01T00:00:00Z', epoch)

/** `14:15:43`, UTC. */
export const timeOfDay = (epoch: number): string => clockOf(epoch).slice(11, 19)
