const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

/** A length of time as Go writes it; undefined for what Go would not read. Follows: Go's time.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  const [, sign, body] = /^([-+]?)(.*)$/s.exec(text) as unknown as [string, string, string]
  if (body === '0') return 0
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined
  let total = 0
  for (const [, number, unit] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const factor = UNITS[unit as string] as number
    // a division is exact where a product with 0.001 is not
    total += factor < 1 ? Number(number) / Math.round(1 / factor) : Number(number) * factor
  }
  return sign === '-' ? -total : total
}

/**
 * A length as Go prints it: `10s`, `2m40s`, `1.5s`.
 *
 * Follows: Go's time.Duration.String, from a second upwards; below it `0.5s` is `500ms`.
 */
export function goDuration(told: number): string {
  if (told < 0) return `-${goDuration(-told)}`
  // without the noise of sums it may be a whole minute
  const seconds = Math.round(told * 1e9) / 1e9
  if (seconds === 0) return '0s'
  if (seconds < 1e-6) return `${rounded(seconds * 1e9)}ns`
  if (seconds < 1e-3) return `${rounded(seconds * 1e6)}µs`
  if (seconds < 1) return `${rounded(seconds * 1000)}ms`
  const whole = Math.trunc(seconds)
  const hours = Math.trunc(whole / 3600)
  const minutes = Math.trunc((whole % 3600) / 60)
  const rest = rounded(seconds - hours * 3600 - minutes * 60)
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${rest}s`
}

/** Without the noise of sums, and without zeros behind. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(9).replace(/\.?0+$/, '')
}
