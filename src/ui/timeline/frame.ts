import type { Ink } from './paint.ts'
import type { TimeScale } from './scale.ts'

/** What all lanes on one axis have in common. */
export interface Frame {
  scale: TimeScale
  ticks: readonly { t: number; label: string }[]
  /** How wide the rows' names are. */
  gutter: number
  ink: Ink
}
