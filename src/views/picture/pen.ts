import colours from '../../texts/colours.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import type { Ink } from './layout.ts'

export const THEMES = ['light', 'dark'] as const
/** The colours of a picture. */
export type PictureTheme = (typeof THEMES)[number]

/** The page's colours for what is drawn without a page; a test holds them against its style sheet. */
const COLOURS = readTable(colours, 'colour', ...THEMES)

/** What a picture is drawn with where no page gives it; no font has to be there. */
export function inkFor(theme: PictureTheme): Ink {
  const own = Object.fromEntries(COLOURS.map((row) => [row.colour, row[theme]])) as Ink['colours']
  return { scale: 1, colours: own, sans: "'Source Sans 3', 'Segoe UI', system-ui, sans-serif" }
}

/** Of a canvas's context what the pictures use: a canvas is one, and so is `SvgPen`. Units: pixels, from the left top. */
export interface Pen {
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  globalAlpha: number
  font: string
  textAlign: string
  textBaseline: string
  save(): void
  restore(): void
  translate(x: number, y: number): void
  beginPath(): void
  rect(x: number, y: number, width: number, height: number): void
  clip(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  /** Only whole circles are drawn. */
  arc(x: number, y: number, radius: number, from: number, to: number): void
  closePath(): void
  fill(): void
  stroke(): void
  setLineDash(lengths: number[]): void
  fillRect(x: number, y: number, width: number, height: number): void
  strokeRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  measureText(text: string): { width: number }
}
