import { type LaneDrawing, stateAt } from '../lanes/lanes.ts'
import { axisUnit, type Frame, gutterOf, type Ink, layoutOf, ticksOf, timeScale, inkFor, type Pen, type PictureTheme } from './layout.ts'
import { labelsOf, LEGEND } from './legend.ts'
import { paint } from './paint.ts'
import { clockDigits, timeText } from '../text/duration-words.ts'
import { counted, countText, escaped } from '../text/words.ts'

/** All lanes on one axis, with what a reader needs who has nothing but the picture. Times in seconds. */
export interface Sheet {
  title: string
  lanes: readonly SheetLane[]
  from: number
  to: number
  /** Where the line stands that the numbers speak of. */
  cursor: number
  /** Where the scenario can be opened; shown, shortened, at the foot. */
  link?: string
}

/** A lane of a picture. */
export interface SheetLane {
  name: string
  kubernetes: string
  drawing: LaneDrawing
  /** It shows what happened in a real cluster. */
  isReal?: boolean
}

const MARGIN = 20
/** A lane's name and numbers stand left of it, so wide; above it, so high, in a picture for a phone. */
const HEAD = 228
const HEAD_ABOVE = 42
const PHONE = 560
const TITLE = 20
const AXIS = 26
const LEGEND_ROW = 22
/** Narrower there would be no room for the lanes. */
export const LEAST_WIDTH = 320

interface SheetPlan {
  width: number
  height: number
  ink: Ink
  frame: Frame
  /** Where the lanes begin. */
  top: number
  /** How much of the width, and of each lane's height, the heads have. */
  beside: number
  above: number
  tops: readonly number[]
  legendTop: number
  legend: readonly { n: number; x: number; y: number }[]
}

function planOf(sheet: Sheet, theme: PictureTheme, width: number): SheetPlan {
  const ink = inkFor(theme)
  const gutter = gutterOf(1)
  const [beside, above] = width < PHONE ? [0, HEAD_ABOVE] : [HEAD, 0]
  const scale = timeScale(sheet.from, sheet.to, Math.max(1, width - 2 * MARGIN - beside - gutter))
  const top = MARGIN + TITLE + 24 + AXIS
  let y = top
  const tops = sheet.lanes.map(({ drawing }) => {
    const here = y
    y += above + layoutOf(drawing, 1).height + 1
    return here
  })
  const legendTop = y + 16
  const shown = new Set(sheet.lanes.flatMap(({ drawing }) => [...labelsOf(drawing)]))
  const legend: { n: number; x: number; y: number }[] = []
  let [x, row] = [MARGIN, legendTop]
  LEGEND.forEach(({ label }, n) => {
    if (!shown.has(label)) return
    const wide = 20 + widthOf(label, 12) + 18
    if (x + wide > width - MARGIN && x > MARGIN) [x, row] = [MARGIN, row + LEGEND_ROW]
    legend.push({ n, x, y: row })
    x += wide
  })
  const height = Math.ceil(row + (legend.length > 0 ? LEGEND_ROW : 0) + 14 + MARGIN)
  return { width, height, ink, frame: { scale, ticks: ticksOf(scale, 76), gutter, ink }, top, beside, above, tops, legendTop, legend }
}

/** How large a sheet is, in pixels. */
export function sizeOf(sheet: Sheet, theme: PictureTheme, width: number): { width: number; height: number } {
  const { height } = planOf(sheet, theme, width)
  return { width, height }
}

/** Draws a sheet, on a canvas or as SVG; `sizeOf` says how large it is. */
export function paintSheet(pen: Pen, sheet: Sheet, theme: PictureTheme, width: number): void {
  const plan = planOf(sheet, theme, width)
  const { ink, frame, tops, height, beside, above } = plan
  const { colours } = ink
  pen.fillStyle = colours.surface
  pen.fillRect(0, 0, width, height)
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  const write = (text: string, x: number, y: number, size: number, colour: keyof Ink['colours'], weight = 400): void => {
    pen.font = `${weight} ${size}px ${ink.sans}`
    pen.fillStyle = colours[colour]
    pen.fillText(text, x, y)
  }
  write(cut(sheet.title, width - 2 * MARGIN, 17), MARGIN, MARGIN + TITLE / 2, 17, 'text', 600)
  write(above > 0 ? shortSubtitle(sheet) : subtitleOf(sheet), MARGIN, MARGIN + TITLE + 10, 12.5, 'muted')

  const axis = plan.top - AXIS / 2
  const left = MARGIN + beside + frame.gutter
  const at = left + frame.scale.x(sheet.cursor)
  const isSeen = sheet.cursor >= sheet.from && sheet.cursor <= sheet.to
  pen.textAlign = 'center'
  for (const { t, label } of frame.ticks) {
    const x = left + frame.scale.x(t)
    if (!isSeen || Math.abs(x - at) > 62) write(label, Math.min(x, width - MARGIN - widthOf(label, 12) / 2), axis, 12, 'muted')
  }
  pen.textAlign = 'right'
  write(axisUnit(frame.scale), left - 18, axis, 11, 'muted')
  pen.textAlign = 'left'

  sheet.lanes.forEach(({ name, drawing }, n) => {
    const y = tops[n]!
    pen.fillStyle = colours.grid
    pen.fillRect(MARGIN, y, width - 2 * MARGIN, 1)
    paintHead(write, pen, {
      name,
      drawing,
      y,
      t: sheet.cursor,
      right: beside === 0 ? width - MARGIN : MARGIN + HEAD - 6,
      isAbove: above > 0,
    })
    pen.save()
    pen.translate(MARGIN + beside, y + above + 1)
    paint(pen, { drawing, layout: layoutOf(drawing, 1) }, frame)
    pen.restore()
  })
  if (isSeen) paintCursor(pen, plan, at, sheet.cursor)

  for (const { n, x, y } of plan.legend) {
    const item = LEGEND[n]!
    pen.save()
    pen.translate(x, y)
    item.paint(pen, ink)
    pen.restore()
    write(item.label, x + 20, y + 8, 12, 'muted')
  }
  if (sheet.link !== undefined) write(cut(sheet.link, width - 2 * MARGIN, 11), MARGIN, height - MARGIN + 2, 11, 'muted')
}

type WriteText = (text: string, x: number, y: number, size: number, colour: keyof Ink['colours'], weight?: number) => void

interface Head {
  name: string
  drawing: LaneDrawing
  y: number
  t: number
  /** Where its numbers end. */
  right: number
  isAbove: boolean
}

function paintHead(write: WriteText, pen: Pen, { name, drawing, y, t, right, isAbove }: Head): void {
  const { restarts, word, ready } = stateAt(drawing, t)
  const wide = right - MARGIN - (isAbove ? 90 : 64)
  const [first, second] = isAbove ? [cut(name, wide, 13.5), ''] : wrapped(name, wide, 13.5)
  write(first, MARGIN, y + 17, 13.5, 'text', 600)
  if (second !== '') write(second, MARGIN, y + 33, 13.5, 'text', 600)
  write(word === '' ? 'no pod' : `${ready} ${word}`, MARGIN, y + (second === '' ? 36 : 51), 12, 'muted')
  pen.textAlign = 'right'
  const unit = restarts === 1 ? 'restart' : 'restarts'
  write(
    countText(restarts),
    isAbove ? right - widthOf(unit, 12) - 6 : right,
    y + (isAbove ? 21 : 19),
    22,
    restarts === 0 ? 'text' : 'fail',
    600,
  )
  write(unit, right, y + (isAbove ? 24 : 38), 11.5, 'muted')
  pen.textAlign = 'left'
}

function paintCursor(pen: Pen, { width, ink: { colours, sans }, top, legendTop }: SheetPlan, x: number, t: number): void {
  pen.fillStyle = colours.text
  pen.fillRect(x - 0.75, top - 6, 1.5, legendTop - 12 - top + 6)
  const label = clockDigits(t)
  const wide = widthOf(label, 12) + 14
  // at the end of a run the label does not fit in the middle
  const middle = Math.min(x, width - wide / 2)
  pen.fillRect(middle - wide / 2, top - AXIS + 3, wide, 18)
  pen.font = `600 12px ${sans}`
  pen.fillStyle = colours.surface
  pen.textAlign = 'center'
  pen.fillText(label, middle, top - AXIS + 12.5)
  pen.textAlign = 'left'
}

function subtitleOf({ lanes, cursor }: Sheet): string {
  const releases = [...new Set(lanes.flatMap(({ kubernetes, isReal }) => (isReal ? [] : kubernetes)))]
  return `${releases.length > 0 ? `Kubernetes ${releases.join(', ')}, ` : ''}${originOf(lanes)}; the numbers are those at ${timeText(cursor)}`
}

function originOf(lanes: Sheet['lanes']): string {
  const real = lanes.filter(({ isReal }) => isReal).length
  return [real < lanes.length ? ['simulated'] : [], real > 0 ? ['from a real cluster'] : []].flat().join(' and ')
}

/** Where the other is too long. */
const shortSubtitle = ({ lanes, cursor }: Sheet): string => `${originOf(lanes)}; numbers at ${timeText(cursor)}`

/** What a picture shows, in a sentence a lane: for those who do not see it. */
export function sheetWords({ title, lanes, cursor }: Sheet): string {
  const told = lanes.map(({ name, drawing }) => {
    const { restarts, word } = stateAt(drawing, cursor)
    return `${name}: ${counted(restarts, 'restart')}, ${word || 'no pod'}.`
  })
  return `${title}, at ${timeText(cursor)}. ${told.join(' ')}`
}

/**
 * A sheet as an SVG file: no font, script or address is needed to see it.
 *
 * Units: `width` in pixels, at least `LEAST_WIDTH`.
 *
 * @example
 * ```js
 * import { drawingOf, parseScenario, simulate, svgOf } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const drawing = drawingOf(simulate(inputs), inputs.duration)
 * const lanes = [{ name: 'web', kubernetes: inputs.kubernetes, drawing }]
 * console.log(svgOf({ title: 'Why?', lanes, from: 0, to: 600, cursor: 300 }, 'light', 960)) // <svg xmlns="http://www.w3.org/2000/svg" …
 * ```
 */
export function svgOf(sheet: Sheet, theme: PictureTheme, width: number): string {
  const pen = new SvgPen()
  const wide = Math.max(LEAST_WIDTH, width)
  const { height } = sizeOf(sheet, theme, wide)
  paintSheet(pen, sheet, theme, wide)
  const box = `width="${wide}" height="${height}" viewBox="0 0 ${wide} ${height}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img" aria-labelledby="title words" font-variant-numeric="tabular-nums">`,
    `<title id="title">${escaped(sheet.title)}</title>`,
    `<desc id="words">${escaped(sheetWords(sheet))}</desc>`,
    ...(sheet.link === undefined ? [] : [`<metadata>${escaped(sheet.link)}</metadata>`]),
    pen.elements,
    '</svg>',
    '',
  ].join('\n')
}

/** In two lines, the second cut; what has no space in it is cut in the first. */
function wrapped(text: string, width: number, size: number): [string, string] {
  if (widthOf(text, size) <= width) return [text, '']
  const words = text.split(' ')
  let first = ''
  while (words.length > 0 && widthOf(`${first} ${words[0]!}`, size) <= width) first = `${first} ${words.shift()!}`.trim()
  return first === '' ? [cut(text, width, size), ''] : [first, cut(words.join(' '), width, size)]
}

function cut(text: string, width: number, size: number): string {
  if (widthOf(text, size) <= width) return text
  let [kept, wide] = ['', widthOf('…', size)]
  // from the front: a link may have a hundred thousand letters
  for (const letter of text) {
    wide += widthOf(letter, size)
    if (wide > width) break
    kept += letter
  }
  return `${kept}…`
}

/** What of a pen's state is not set from without. */
interface OwnState {
  x: number
  y: number
  dash: readonly number[]
  /** Groups that were opened since the state was saved. */
  groups: number
}

/** Draws as a canvas does, and gives what was drawn as elements of SVG. Text keeps its font's name; whoever looks may have another. */
export class SvgPen implements Pen {
  fillStyle: unknown = '#000'
  strokeStyle: unknown = '#000'
  lineWidth = 1
  globalAlpha = 1
  font = '12px sans-serif'
  textAlign = 'left'
  textBaseline = 'alphabetic'
  #own: OwnState = { x: 0, y: 0, dash: [], groups: 0 }
  #saved: (Partial<Pen> & { own: OwnState })[] = []
  #path: string[] = []
  #clips = 0
  readonly #out: string[] = []

  /** What was drawn so far, all groups closed. */
  get elements(): string {
    return this.#out.join('\n') + '</g>'.repeat(this.#own.groups)
  }

  save(): void {
    this.#saved.push({ ...this, own: this.#own })
    this.#own = { ...this.#own, groups: 0 }
  }

  restore(): void {
    const { own, ...state } = this.#saved.pop()!
    if (this.#own.groups > 0) this.#out.push('</g>'.repeat(this.#own.groups))
    Object.assign(this, state)
    this.#own = own
  }

  translate(x: number, y: number): void {
    this.#own.x += x
    this.#own.y += y
  }

  beginPath(): void {
    this.#path = []
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${this.#at(x, y)}h${short(width)}v${short(height)}h${short(-width)}z`)
  }

  clip(): void {
    this.#clips++
    this.#own.groups++
    const id = `clip-${this.#clips}`
    this.#out.push(`<clipPath id="${id}"><path d="${this.#path.join('')}"/></clipPath><g clip-path="url(#${id})">`)
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${this.#at(x, y)}`)
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${this.#at(x, y)}`)
  }

  arc(x: number, y: number, radius: number): void {
    const half = `a${short(radius)} ${short(radius)} 0 1 0 `
    this.#path.push(`M${this.#at(x - radius, y)}${half}${short(2 * radius)} 0${half}${short(-2 * radius)} 0z`)
  }

  closePath(): void {
    this.#path.push('z')
  }

  fill(): void {
    this.#out.push(`<path d="${this.#path.join('')}" fill="${escaped(String(this.fillStyle))}"${this.#alpha()}/>`)
  }

  stroke(): void {
    this.#out.push(`<path d="${this.#path.join('')}" fill="none"${this.#strokes()}/>`)
  }

  setLineDash(lengths: number[]): void {
    this.#own.dash = lengths
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (width <= 0) return
    this.#out.push(`<rect ${this.#box(x, y, width, height)} fill="${escaped(String(this.fillStyle))}"${this.#alpha()}/>`)
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect ${this.#box(x, y, width, height)} fill="none"${this.#strokes()}/>`)
  }

  fillText(text: string, x: number, y: number): void {
    const { weight, size, family } = fontOf(this.font)
    const anchor = this.textAlign === 'right' ? ' text-anchor="end"' : this.textAlign === 'center' ? ' text-anchor="middle"' : ''
    // all stands on its middle line, and is moved by hand: not every viewer knows dominant-baseline
    const down = size * 0.35
    this.#out.push(
      `<text x="${short(this.#own.x + x)}" y="${short(this.#own.y + y + down)}" font-family="${escaped(family)}" font-size="${short(size)}"${weight === 400 ? '' : ` font-weight="${weight}"`}${anchor} fill="${escaped(String(this.fillStyle))}"${this.#alpha()}>${escaped(text)}</text>`,
    )
  }

  measureText(text: string): { width: number } {
    return { width: widthOf(text, fontOf(this.font).size) }
  }

  #at(x: number, y: number): string {
    return `${short(this.#own.x + x)} ${short(this.#own.y + y)}`
  }

  #box(x: number, y: number, width: number, height: number): string {
    return `x="${short(this.#own.x + x)}" y="${short(this.#own.y + y)}" width="${short(width)}" height="${short(height)}"`
  }

  #alpha(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${this.globalAlpha}"`
  }

  #strokes(): string {
    const dash = this.#own.dash.length > 0 ? ` stroke-dasharray="${this.#own.dash.map(short).join(' ')}"` : ''
    return ` stroke="${escaped(String(this.strokeStyle))}" stroke-width="${short(this.lineWidth)}"${dash}${this.#alpha()}`
  }
}

/** As short as a hundredth of a pixel allows. */
const short = (value: number): string => String(Math.round(value * 100) / 100)

/** `600 12px a, b`, as a canvas takes it. */
function fontOf(font: string): { weight: number; size: number; family: string } {
  const [, weight = '400', size = '12', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(font)!
  return { weight: Number(weight), size: Number(size), family }
}

/** How wide a text is at most, in pixels, about, in whatever font is there: broad letters count for more, thin ones for less. */
export function widthOf(text: string, size: number): number {
  let ems = 0
  for (const letter of text)
    ems += /[MWmw@%—]/.test(letter) ? 0.92 : /[A-Z&]/.test(letter) ? 0.68 : /[ijltfr.,:;'|!()[\] -]/.test(letter) ? 0.36 : 0.6
  return ems * size
}
