import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Ink, INK_NAMES, layoutOf, timeScale, inkFor } from './layout.ts'
import { LEGEND } from './legend.ts'
import { paint } from './paint.ts'
import { SvgPen } from './sheet.ts'
import { RESULTS, type LaneDrawing } from '../lanes/lanes.ts'

/** What marks lie on: no two of it have to be told apart. */
const GROUNDS: readonly string[] = ['surface', 'not-ready', 'life', 'grid']

const css = readFileSync(join(import.meta.dirname, '../../ui/page/tokens.css'), 'utf8')

/** The values that a selector of the page's style gives. */
function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`)
  if (start < 0) throw new Error(`no style has ${selector}`)
  return Object.fromEntries(
    [...css.slice(start, css.indexOf('}', start)).matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )
}

const LIGHT = tokensOf(':root')
const DARK = { ...LIGHT, ...tokensOf(":root[data-theme='dark']") }
const THEMES: Readonly<Record<string, Record<string, string>>> = {
  light: LIGHT,
  dark: DARK,
  'presented, light': { ...LIGHT, ...tokensOf(':root[data-present]') },
  'presented, dark': { ...DARK, ...tokensOf(':root[data-present]'), ...tokensOf(":root[data-present][data-theme='dark']") },
}

/** As WCAG 2.2 has it: 1 for the same, 21 for black on white. */
function contrast(text: string, other: string): number {
  const [light, dark] = [text, other].map(luminance).toSorted((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

it.each(Object.keys(THEMES))('each mark stands out by 3:1 from what it lies on: %s', (name) => {
  const theme = THEMES[name]!
  const marks = INK_NAMES.filter((inkName) => !GROUNDS.includes(inkName))
  const faint = marks.flatMap((mark) =>
    ['surface', 'not-ready', ...(mark === 'life-edge' || mark === 'text' ? ['life'] : [])]
      .map((ground) => ({ mark, ground, by: contrast(theme[mark]!, theme[ground]!) }))
      .filter(({ by }) => by < 3),
  )
  expect(faint).toEqual([])
})

/** All that is drawn in one colour, all that it lies on in another. */
const GREY: Ink = {
  ...inkFor('light'),
  colours: Object.fromEntries(INK_NAMES.map((name) => [name, GROUNDS.includes(name) ? '#ffffff' : '#000000'])) as Ink['colours'],
}

it('each mark has a shape of its own, seen without its colour', () => {
  const shapes = LEGEND.map(({ label, paint: draw }) => {
    const pen = new SvgPen()
    draw(pen, GREY)
    return { label, shape: pen.elements }
  })
  expect(shapes.length).toBeGreaterThan(15)
  for (const { label, shape } of shapes) expect(shapes.filter((item) => item.shape === shape).map((shape) => shape.label)).toEqual([label])
})

it('each mark is explained as it was', async () => {
  const drawn = LEGEND.map(({ label, paint: draw }) => {
    const pen = new SvgPen()
    draw(pen, inkFor('light'))
    return `${label}\n${pen.elements}\n`
  })
  await expect(drawn.join('\n')).toMatchFileSnapshot('golden/legend.txt')
})

it('so has each result where there are too many for marks of their own', () => {
  const shapes = RESULTS.map((_, result) => {
    const times = Float64Array.from({ length: 1000 }, (_time, n) => n)
    const row = { probe: 'liveness' as const, times, results: new Uint8Array(1000).fill(result), ids: Int32Array.from(times) }
    const track = { pod: 'p', container: 'c', lives: [], ready: [], waits: [], probes: [row], server: [], kills: [], leases: [] }
    const drawing = { tracks: [track], mirror: [], standstills: [], actions: [] } as unknown as LaneDrawing
    const pen = new SvgPen()
    paint(pen, { drawing, layout: layoutOf(drawing, 1) }, { scale: timeScale(0, 1000, 300), ticks: [], gutter: 50, ink: GREY })
    return pen.elements
  })
  expect(new Set(shapes).size).toBe(RESULTS.length)
})
