import type { TimeScale } from './scale.ts'

/** What all lanes on one axis have in common. */
export interface Frame {
  scale: TimeScale
  ticks: readonly { t: number; label: string }[]
  /** How wide the rows' names are. */
  gutter: number
  ink: Ink
}

/** What a picture has colours for; a theme gives each its value. */
export const INK_NAMES = [
  'surface',
  'text',
  'muted',
  'grid',
  'pass',
  'fail',
  'warn',
  'unknown',
  'life',
  'life-edge',
  'not-ready',
  'hatch',
  'action',
  'edge',
] as const

/** The theme's values that a picture needs. */
export interface Ink {
  scale: number
  colours: Record<(typeof INK_NAMES)[number], string>
  sans: string
}
