/** `7 min 0 s`: whole seconds, for a screen reader that reads every change. */
export function spoken(t: number): string {
  const whole = Math.floor(t + 1e-6)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return [hours ? `${hours} h` : '', hours || minutes ? `${minutes} min` : '', `${whole % 60} s`].filter(Boolean).join(' ')
}
