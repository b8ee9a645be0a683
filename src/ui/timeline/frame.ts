import type { TimeScale } from './scale.ts'

/** What all lanes on one axis have in common. */
export interface Frame {
  scale: TimeScale
  ticks: readonly { t: number; label: string }[]
  /** How wide the rows' names are. */
  gutter: number
  ink: Ink
}

/** The theme's values that a picture needs. */
export interface Ink {
  scale: number
  colours: Record<
    | 'surface'
    | 'text'
    | 'muted'
    | 'grid'
    | 'pass'
    | 'fail'
    | 'warn'
    | 'unknown'
    | 'life'
    | 'life-edge'
    | 'not-ready'
    | 'hatch'
    | 'action'
    | 'edge',
    string
  >
  sans: string
}
