import { describe, expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { freshPage } from './page-fixture.ts'
import '../../views/all.ts'

const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!
const trace = simulate(inputs)
const drawing = drawingOf(trace, inputs.duration)
const END = 1800

/** The story's page, at a time and a part of the axis. */
async function pageAt(state: object, seen: number | null = null) {
  const page = await freshPage()
  const [{ results }, { usePage }] = await Promise.all([import('./results.ts'), import('./page.ts')])
  results.setState({ lanes: { 'lane-2': { drawing } as never } })
  usePage.setState({ seen })
  page.set({ lane: 'lane-2', ...state })
  return page
}

type Page = Awaited<ReturnType<typeof pageAt>>

describe('the cursor', () => {
  it.each([
    [-5, 0],
    [77.123, 77.12],
    [1e9, END],
  ])('asked to %s goes to %s', async (asked, t) => {
    const page = await pageAt({})
    page.setCursor(asked)
    expect(page.state().cursor).toBe(t)
  })

  it('goes no further than what a question hides', async () => {
    const page = await pageAt({}, 60)
    page.setCursor(500)
    expect(page.state().cursor).toBe(60)
  })

  it.each([
    [100.004, 100.004],
    [100.006, 100.01],
    [199.996, 199.996],
    [199.99, 199.99],
  ])('at the edge of what is seen, %s, stays within it: %s', async (asked, t) => {
    const view = { from: 100.004, to: 199.996 }
    const page = await pageAt({ ...view, cursor: 150 })
    page.setCursor(asked)
    expect(page.state()).toMatchObject({ ...view, cursor: t })
  })

  it('takes the picture with it', async () => {
    const page = await pageAt({ from: 0, to: 100, cursor: 50 })
    page.setCursor(400)
    expect(page.state()).toMatchObject({ from: 325, to: 425 })
    page.setCursor(300)
    expect(page.state()).toMatchObject({ from: 275, to: 375 })
  })
})

it.each<[string, (page: Page) => void, number, number]>([
  ['zoom in about a time', (page) => page.zoom(0.5, 150), 125, 175],
  ['zoom in about another', (page) => page.zoom(0.5, 100), 100, 150],
  ['zoom out', (page) => page.zoom(2, 150), 50, 250],
  ['zoom out about what cannot be seen', (page) => page.zoom(2, 1000), 0, 200],
  ['zoom out to the whole', (page) => page.zoom(100, 150), 0, END],
  ['zoom in to two seconds', (page) => page.zoom(0.0001, 150), 149.995, 151.995],
  ['pan', (page) => page.pan(30), 130, 230],
  ['pan beyond the start', (page) => page.pan(-500), 0, 100],
  ['pan beyond the end', (page) => page.pan(5000), END - 100, END],
  ['a span, drawn from its end', (page) => page.showSpan(60, 20), 20, 60],
  ['all of it', (page) => page.fit(), 0, END],
])('%s', async (_, act, from, to) => {
  const page = await pageAt({ from: 100, to: 200 })
  act(page)
  expect(page.state().from).toBeCloseTo(from, 6)
  expect(page.state().to).toBeCloseTo(to, 6)
})

describe('playing', () => {
  it('begins anew at the end, and goes on anywhere else', async () => {
    const page = await pageAt({ cursor: END })
    page.togglePlay()
    expect(page.state()).toMatchObject({ playing: true, cursor: 0 })
    page.togglePlay()
    page.setCursor(70)
    page.togglePlay()
    expect(page.state()).toMatchObject({ playing: true, cursor: 70 })
  })
})

describe('stepping', () => {
  it('leads to each thing that is drawn, selects it, and back by the same way', async () => {
    const page = await pageAt({ cursor: 0, playing: true, from: 0, to: 2 })
    const way = []
    for (let i = 0; i < 6; i++) {
      page.step(1)
      way.push(page.state().cursor)
      expect(page.state().to).toBeGreaterThanOrEqual(page.state().cursor)
      expect(trace[page.state().selected!.id]!.t).toBeLessThanOrEqual(page.state().cursor)
    }
    expect(page.state().playing).toBe(false)
    expect(way).toEqual([...new Set(way)].toSorted((a, b) => a - b))
    for (const t of way.toReversed().slice(1)) {
      page.step(-1)
      expect(page.state().cursor).toBe(t)
    }
  })

  it('leads from life to life', async () => {
    const starts = drawing.tracks[0]!.lives.map(({ from }) => from)
    expect(starts.length).toBeGreaterThan(6)
    const page = await pageAt({ cursor: starts[2]!, from: 0, to: starts[2]!, playing: true })
    page.stepLife(1)
    expect(page.state().playing).toBe(false)
    expect(page.state().to).toBeGreaterThanOrEqual(starts[3]!)
    expect(page.state()).toMatchObject({ cursor: starts[3], selected: { lane: 'lane-2', id: drawing.tracks[0]!.lives[3]!.id } })
    page.stepLife(-1)
    page.stepLife(-1)
    expect(page.state().cursor).toBe(starts[1])
    // however near it is
    for (const [from, way] of [
      [-0.5, 1],
      [0.5, -1],
    ] as const) {
      const near = await pageAt({ cursor: starts[2]! + from })
      near.stepLife(way)
      expect(near.state().cursor).toBe(starts[2])
    }
  })

  it('shows nothing of what a question hides', async () => {
    const page = await pageAt({ cursor: 50 }, 51)
    for (let i = 0; i < 20; i++) page.step(1)
    expect(page.state().cursor).toBeLessThanOrEqual(51)
    page.stepLife(1)
    expect(page.state().cursor).toBeLessThanOrEqual(51)
    // but all that is up to there
    const start = drawing.tracks[0]!.lives[1]!.from
    for (const act of [(page: Page) => page.stepLife(1), (page: Page) => page.step(1)]) {
      const page = await pageAt({ cursor: start - 0.01 }, start)
      act(page)
      expect(page.state().cursor).toBe(start)
    }
  })

  it('does nothing in a lane that has no picture', async () => {
    const page = await pageAt({ cursor: 50, lane: 'lane-1' })
    page.step(1)
    page.stepLife(1)
    expect(page.state()).toMatchObject({ cursor: 50, selected: null })
  })
})
