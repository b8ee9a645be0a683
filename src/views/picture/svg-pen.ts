import { escaped } from '../text/markup.ts'
import type { Pen } from './pen.ts'

type PenState = Pick<Pen, 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'globalAlpha' | 'font' | 'textAlign' | 'textBaseline'> & {
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
  #x = 0
  #y = 0
  #dash: readonly number[] = []
  #groups = 0
  #saved: PenState[] = []
  #path: string[] = []
  #clips = 0
  readonly #out: string[] = []

  /** What was drawn so far, all groups closed. */
  get elements(): string {
    return this.#out.join('\n') + '</g>'.repeat(this.#groups + this.#saved.reduce((sum, { groups }) => sum + groups, 0))
  }

  save(): void {
    this.#saved.push({ ...this, x: this.#x, y: this.#y, dash: this.#dash, groups: this.#groups })
    this.#groups = 0
  }

  restore(): void {
    const state = this.#saved.pop()
    if (!state) return
    if (this.#groups > 0) this.#out.push('</g>'.repeat(this.#groups))
    const { x, y, dash, groups, ...own } = state
    Object.assign(this, own)
    this.#x = x
    this.#y = y
    this.#dash = dash
    this.#groups = groups
  }

  translate(x: number, y: number): void {
    this.#x += x
    this.#y += y
  }

  beginPath(): void {
    this.#path = []
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${this.#at(x, y)}h${short(width)}v${short(height)}h${short(-width)}z`)
  }

  clip(): void {
    this.#clips++
    this.#groups++
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
    this.#dash = lengths
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (width <= 0 || height <= 0) return
    this.#out.push(`<rect ${this.#box(x, y, width, height)} fill="${escaped(String(this.fillStyle))}"${this.#alpha()}/>`)
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect ${this.#box(x, y, width, height)} fill="none"${this.#strokes()}/>`)
  }

  fillText(text: string, x: number, y: number): void {
    const { weight, size, family } = fontOf(this.font)
    const anchor = this.textAlign === 'right' ? ' text-anchor="end"' : this.textAlign === 'center' ? ' text-anchor="middle"' : ''
    // what stands on its middle line is moved by hand: not every viewer knows dominant-baseline
    const down = this.textBaseline === 'middle' ? size * 0.35 : 0
    this.#out.push(
      `<text x="${short(this.#x + x)}" y="${short(this.#y + y + down)}" font-family="${escaped(family)}" font-size="${short(size)}"${weight === 400 ? '' : ` font-weight="${weight}"`}${anchor} fill="${escaped(String(this.fillStyle))}"${this.#alpha()}>${escaped(text)}</text>`,
    )
  }

  measureText(text: string): { width: number } {
    return { width: widthOf(text, fontOf(this.font).size) }
  }

  #at(x: number, y: number): string {
    return `${short(this.#x + x)} ${short(this.#y + y)}`
  }

  #box(x: number, y: number, width: number, height: number): string {
    return `x="${short(this.#x + x)}" y="${short(this.#y + y)}" width="${short(width)}" height="${short(height)}"`
  }

  #alpha(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${this.globalAlpha}"`
  }

  #strokes(): string {
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.map(short).join(' ')}"` : ''
    return ` stroke="${escaped(String(this.strokeStyle))}" stroke-width="${short(this.lineWidth)}"${dash}${this.#alpha()}`
  }
}

/** As short as a hundredth of a pixel allows. */
const short = (value: number): string => String(Math.round(value * 100) / 100)

/** `600 12px a, b`, as a canvas takes it. */
function fontOf(font: string): { weight: number; size: number; family: string } {
  const [, weight = '400', size = '12', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(font) ?? []
  return { weight: Number(weight), size: Number(size), family }
}

/** How wide a text is at most, in pixels, about, in whatever font is there: broad letters count for more, thin ones for less. */
export function widthOf(text: string, size: number): number {
  let ems = 0
  for (const letter of text)
    ems += /[MWmw@%—]/.test(letter) ? 0.92 : /[A-Z&]/.test(letter) ? 0.68 : /[ijltfr.,:;'|!()[\] -]/.test(letter) ? 0.36 : 0.6
  return ems * size
}
