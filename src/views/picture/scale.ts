import { clockDigits } from '../text/duration.ts'

/** A stretch of time on a stretch of pixels. */
export interface TimeScale {
  /** Seconds. */
  from: number
  to: number
  /** Pixels. */
  width: number
  x(t: number): number
  t(x: number): number
}

/**
 * Pixels by seconds, and back, of a picture from one time to another; also beyond its edges.
 *
 * Units: seconds, and pixels; a picture without width counts as one pixel wide.
 */
export function timeScale(from: number, to: number, width: number): TimeScale {
  const pixels = Math.max(1, width)
  return { from, to, width, x: (t) => ((t - from) / (to - from)) * pixels, t: (x) => from + (x / pixels) * (to - from) }
}

/** As exact as a pointer is: whole seconds, or tenths where ten of them are a pixel and more. */
export function pointed({ from, to, width }: TimeScale, t: number): number {
  return to - from < width / 10 ? Math.round(t * 10) / 10 : Math.round(t)
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]

/** Where the axis has lines: whole steps of the clock, at least `gap` pixels apart. */
export function ticksOf(scale: TimeScale, gap: number): { t: number; label: string }[] {
  const perPixel = (scale.to - scale.from) / scale.width
  const step = STEPS.find((candidate) => candidate / perPixel >= gap) ?? 21600
  const ticks = []
  for (let n = Math.ceil(scale.from / step - 1e-9); n * step <= scale.to + 1e-9; n++)
    ticks.push({ t: n * step, label: clockDigits(n * step) })
  return ticks
}

/** What the digits of an axis count, to stand beside it. */
export const axisUnit = ({ to }: TimeScale): string => (to < 3600 ? 'min:s' : 'h:min:s')
