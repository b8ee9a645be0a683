import type { Ink } from './layout.ts'

export const THEMES = ['light', 'dark'] as const
/** The colours of a picture. */
export type Theme = (typeof THEMES)[number]

/** The page's colours for what is drawn without a page; a test holds them against its style sheet. */
const COLOURS: Record<Theme, Ink['colours']> = {
  light: {
    surface: '#ffffff',
    text: '#171b20',
    muted: '#535c66',
    grid: '#e9ecef',
    pass: '#007a58',
    fail: '#bf4300',
    warn: '#8f6400',
    unknown: '#8a4b86',
    life: '#cfe3f4',
    'life-edge': '#2f78b7',
    'not-ready': '#ffffff',
    hatch: '#a05a00',
    action: '#6b3fa0',
    edge: '#7d8791',
  },
  dark: {
    surface: '#161b21',
    text: '#e9edf1',
    muted: '#a7b2bd',
    grid: '#20272e',
    pass: '#35c495',
    fail: '#ff8a50',
    warn: '#efc04a',
    unknown: '#d99ad6',
    life: '#1f3f5b',
    'life-edge': '#6fb0e3',
    'not-ready': '#161b21',
    hatch: '#e5a03c',
    action: '#c3a2f2',
    edge: '#72808d',
  },
}

/** What a picture is drawn with where no page gives it; no font has to be there. */
export function inkFor(theme: Theme): Ink {
  return { scale: 1, colours: COLOURS[theme], sans: "'Source Sans 3', 'Segoe UI', system-ui, sans-serif" }
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
