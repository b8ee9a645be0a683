export interface TimeScale {
  from: number
  to: number
  width: number
  x(t: number): number
  t(x: number): number
}

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
    ticks.push({ t: n * step, label: label(n * step, step) })
  return ticks
}

function label(t: number, step: number): string {
  const hours = Math.floor(t / 3600)
  const minutes = Math.floor(t / 60) % 60
  const seconds = t % 60
  if (t === 0) return step < 60 ? '0 s' : '0 min'
  if (seconds)
    return minutes || hours
      ? `${hours ? `${hours}:` : ''}${String(minutes).padStart(hours ? 2 : 1, '0')}:${String(seconds).padStart(2, '0')}`
      : `${seconds} s`
  return hours ? `${hours} h${minutes ? ` ${minutes}` : ''}` : `${minutes} min`
}

/** `7m00s`, as the clock beside the play button shows it. */
export function shortClock(t: number): string {
  const whole = Math.floor(t + 1e-6)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return `${hours ? `${hours}h` : ''}${hours ? String(minutes).padStart(2, '0') : minutes}m${String(whole % 60).padStart(2, '0')}s`
}
