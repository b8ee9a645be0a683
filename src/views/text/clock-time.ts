/**
 * A time as a clock shows it: `5:00`, `1:05:30`, with tenths or hundredths where there are some.
 *
 * Units: seconds.
 */
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
