/** A moment on the calendar, in UTC; `month` counts from 1. */
export interface Calendar {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Billionths of a second. */
  nano: number
  /** 0 is Sunday. */
  weekday: number
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** As texts for people have them, in English. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The fraction of a second that the wall clock shows at t = 0; API times are whole seconds of that clock.
 *
 * Units: `clock` as the scenario has it, RFC 3339; seconds out. Errors: a text that is none counts as 1970.
 */
export function clockFraction(clock: string): number {
  return epoch(clock).nano / 1e9
}

/**
 * The scenario's time at which the wall clock last showed a whole second: what the API stores of a moment.
 *
 * Units: seconds on the simulated clock, in and out. Errors: as `clockFraction`.
 * Follows: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go, which has no fraction.
 */
export function wholeSecond(clock: string, t: number): number {
  const fraction = clockFraction(clock)
  // sums of decimals may fall just short of a second
  return Math.floor(t + fraction + 1e-6) - fraction
}

/**
 * The date and time at `t`.
 *
 * Errors: as `clockFraction`.
 * Follows: days from civil, Howard Hinnant's chrono-compatible algorithms; no leap seconds, as in POSIX.
 */
export function calendar(clock: string, t: number): Calendar {
  const start = epoch(clock)
  let nano = start.nano + Math.round((t - Math.floor(t)) * 1e9)
  let seconds = start.seconds + Math.floor(t)
  if (nano >= 1e9) {
    nano -= 1e9
    seconds += 1
  }
  const days = Math.floor(seconds / 86400)
  const rest = seconds - days * 86400
  return {
    ...civil(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nano,
    weekday: (((days + 4) % 7) + 7) % 7,
  }
}

/** `Tue, 24 Nov 2026 14:46:30 +0000`, as kubectl describe prints times. Errors: as `clockFraction`. Follows: Go's time.RFC1123Z. */
export function rfc1123z(clock: string, t: number): string {
  return `${dayAndTime(clock, t)} +0000`
}

/** `Tue, 24 Nov 2026 14:54:37 GMT`, as HTTP's Date header has it. Errors: as `clockFraction`. Follows: Go's net/http.TimeFormat. */
export function httpDate(clock: string, t: number): string {
  return `${dayAndTime(clock, t)} GMT`
}

/**
 * `2026-11-24T14:46:36Z`, as the API has times; with `nano` nine places follow, less their trailing zeros.
 *
 * Errors: as `clockFraction`. Follows: Go's time.RFC3339 and RFC3339Nano.
 */
export function rfc3339(clock: string, t: number, nano = false): string {
  const c = calendar(clock, t)
  const fraction = nano && c.nano > 0 ? `.${String(c.nano).padStart(9, '0').replace(/0+$/, '')}` : ''
  return `${day(c)}T${time(c)}${fraction}Z`
}

/** `2026-11-24`. */
export function day(c: Calendar): string {
  return `${String(c.year).padStart(4, '0')}-${twoDigits(c.month)}-${twoDigits(c.day)}`
}

/** `1124 14:51:55.243844`, as klog begins its lines after the letter. Errors: as `clockFraction`. Follows: k8s.io/klog/v2, formatHeader. */
export function klogTime(clock: string, t: number): string {
  const c = calendar(clock, t)
  return `${twoDigits(c.month)}${twoDigits(c.day)} ${time(c)}.${String(Math.floor(c.nano / 1000)).padStart(6, '0')}`
}

/**
 * A line of a log with klog's head filled in: time and process id, where the line has such a head.
 *
 * Errors: as `clockFraction`. Follows: k8s.io/klog/v2, formatHeader.
 */
export function klogLine(clock: string, t: number, text: string, pid = 1): string {
  const head = /^([IWEF]) (?=\S+\.go:\d+\] )/.exec(text)
  return head ? `${head[1]}${klogTime(clock, t)} ${String(pid).padStart(7)} ${text.slice(2)}` : text
}

/** `Nov 24 14:51:55`, as journalctl begins its lines. Errors: as `clockFraction`. Follows: systemd's "short" output. */
export function journalTime(clock: string, t: number): string {
  const c = calendar(clock, t)
  return `${MONTHS[c.month - 1]} ${twoDigits(c.day)} ${time(c)}`
}

/** `Tue Nov 24 14:51:55 UTC 2026`, as `date` prints it in the C locale. Errors: as `clockFraction`. Follows: POSIX date. */
export function unixDate(clock: string, t: number): string {
  const c = calendar(clock, t)
  return `${DAYS[c.weekday]} ${MONTHS[c.month - 1]} ${String(c.day).padStart(2, ' ')} ${time(c)} UTC ${c.year}`
}

/**
 * A moment in billionths of a second since 1970, in hex: the tail of an Event's name.
 *
 * Errors: as `clockFraction`.
 * Follows: staging/src/k8s.io/client-go/tools/record/event.go, makeEvent.
 */
export function hexNano(clock: string, t: number): string {
  const start = epoch(clock)
  return (BigInt(start.seconds + Math.floor(t)) * 1_000_000_000n + BigInt(start.nano + Math.round((t - Math.floor(t)) * 1e9))).toString(16)
}

/** Whole seconds since 1970, as tokens have them. Errors: as `clockFraction`. Follows: RFC 7519, NumericDate. */
export function unixSeconds(clock: string, t: number): number {
  const { seconds, nano } = epoch(clock)
  return Math.floor(seconds + t + nano / 1e9 + 1e-6)
}

function dayAndTime(clock: string, t: number): string {
  const c = calendar(clock, t)
  return `${DAYS[c.weekday]}, ${twoDigits(c.day)} ${MONTHS[c.month - 1]} ${c.year} ${time(c)}`
}

/** `14:51:55`. */
export function time(c: Calendar): string {
  return `${twoDigits(c.hour)}:${twoDigits(c.minute)}:${twoDigits(c.second)}`
}

/** `7` as `07`. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

type Epoch = Readonly<{ seconds: number; nano: number }>

/** A run has one clock, which is read again and again. */
let last: readonly [clock: string, epoch: Epoch] | undefined

/** Seconds and billionths since 1970 of an RFC 3339 text. */
function epoch(clock: string): Epoch {
  if (last?.[0] !== clock) last = [clock, readEpoch(clock)]
  return last[1]
}

function readEpoch(clock: string): Epoch {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/.exec(clock)
  if (!match) return { seconds: 0, nano: 0 }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const offset = match[8] ? (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 3600 + Number(match[10]) * 60) : 0
  const nano = match[7] ? Number(match[7].slice(0, 9).padEnd(9, '0')) : 0
  return { seconds: daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset, nano }
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

function civil(days: number): { year: number; month: number; day: number } {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted + (shifted < 10 ? 3 : -9)
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}
