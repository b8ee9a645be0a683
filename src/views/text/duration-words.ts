/** A time as a clock shows it: `5:00`, `1:05:30`, with tenths or hundredths where there are some. */
export function clockTime(t: number): string {
  const hundredths = Math.round(t * 100)
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes, seconds, rest] = [
    Math.floor(hundredths / 360_000),
    Math.floor(hundredths / 6000) % 60,
    Math.floor(hundredths / 100) % 60,
    hundredths % 100,
  ]
  const fraction = rest === 0 ? '' : `.${two(rest).replace(/0$/, '')}`
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}${fraction}`
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86400

/**
 * An age as releases from 1.12 on print it: two parts where that helps.
 *
 * Units: seconds, of which the whole part counts. More than a second in the future is `<invalid>`.
 * Follows: staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go, HumanDuration (v1.37.2).
 */
export function humanDuration(seconds: number): string {
  const s = Math.trunc(seconds)
  if (s < -1) return '<invalid>'
  if (s < 0) return '0s'
  if (s < 2 * MINUTE) return `${s}s`
  const minutes = Math.trunc(s / MINUTE)
  if (minutes < 10) return two(minutes, 'm', s % MINUTE, 's')
  if (minutes < 3 * 60) return `${minutes}m`
  const hours = Math.trunc(s / HOUR)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (hours < 8 * 24) return two(Math.trunc(hours / 24), 'd', hours % 24, 'h')
  if (hours < 2 * 365 * 24) return `${Math.trunc(hours / 24)}d`
  const days = Math.trunc(hours / 24)
  if (hours < 8 * 365 * 24) return two(Math.trunc(days / 365), 'y', days % 365, 'd')
  return `${Math.trunc(days / 365)}y`
}

/**
 * An age as releases up to 1.11 print it: its largest unit, cut.
 *
 * Units: seconds, of which the whole part counts. More than a second in the future is `<invalid>`.
 * Follows: staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go, ShortHumanDuration (v1.9.6: pkg/printers).
 */
export function shortHumanDuration(seconds: number): string {
  const s = Math.trunc(seconds)
  if (s < -1) return '<invalid>'
  if (s < 0) return '0s'
  if (s < MINUTE) return `${s}s`
  if (s < HOUR) return `${Math.trunc(s / MINUTE)}m`
  if (s < DAY) return `${Math.trunc(s / HOUR)}h`
  if (s < 365 * DAY) return `${Math.trunc(s / DAY)}d`
  return `${Math.trunc(s / (365 * DAY))}y`
}

/**
 * How long ago in words, as crictl prints it: `34 seconds ago`, `About a minute ago`.
 *
 * A time in the future counts as now.
 * Follows: github.com/docker/go-units, HumanDuration; crictl appends " ago".
 */
export function wordsAgo(seconds: number): string {
  const s = Math.max(0, Math.trunc(seconds))
  if (s < 1) return 'Less than a second ago'
  if (s === 1) return '1 second ago'
  if (s < 60) return `${s} seconds ago`
  const minutes = Math.trunc(s / MINUTE)
  if (minutes === 1) return 'About a minute ago'
  if (minutes < 60) return `${minutes} minutes ago`
  const hours = Math.trunc(s / HOUR + 0.5)
  if (hours === 1) return 'About an hour ago'
  if (hours < 48) return `${hours} hours ago`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days ago`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks ago`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months ago`
  return `${Math.trunc(s / HOUR / 24 / 365)} years ago`
}

/** A time on the simulated clock, with its tenths; what is zero at its end is left out: `7 min`, `1 h`, `1 h 0 min 3.5 s`, `0 s`. */
export function timeText(t: number): string {
  const tenths = Math.floor(t * 10 + 1e-6)
  const seconds = (tenths % 600) / 10
  const minutes = Math.floor(tenths / 600) % 60
  const hours = Math.floor(tenths / 36000)
  const parts = [hours ? `${hours} h` : '', minutes || (hours && seconds) ? `${minutes} min` : '', seconds ? `${seconds} s` : '']
  return parts.filter(Boolean).join(' ') || '0 s'
}

/**
 * A time on the page's clock, as a person says it: `7 min`, `45 s`, `1 h 2 min 3 s`.
 *
 * Units: seconds; the fraction is cut.
 */
export function clockWords(seconds: number): string {
  return timeText(Math.max(0, Math.trunc(seconds)))
}

/**
 * A time on the page's clock in digits: `10:00`, `1:02:03`.
 *
 * Units: seconds; the fraction is cut.
 */
export const clockDigits = (seconds: number): string => clockTime(Math.max(0, Math.trunc(seconds)))

/** A number of seconds, short, for a sentence: `0.3 s`, `90 s`, `2 min 40 s`. */
export function lengthWords(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  const s = Math.round(seconds)
  if (s <= 180) return `${s} s`
  return clockWords(s)
}

function two(big: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${unit}` : `${big}${unit}${small}${smallUnit}`
}
