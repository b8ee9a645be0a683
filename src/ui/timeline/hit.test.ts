import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { stateAt } from '../../views/lanes/lanes.ts'
import { indexOf } from '../../views/lanes/mark-words.ts'
import { hitOf } from './hit.ts'
import { layoutOf, timeScale, type TrackLayout } from '../../views/picture/layout.ts'
import '../../views/all.ts'

const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!
const trace = simulate(inputs)
const drawing = drawingOf(trace, inputs.duration)
const index = indexOf(trace)
const layout = layoutOf(drawing, 1)
const [place] = layout.tracks as [TrackLayout]
const { track } = place

it('the nearest of two probes is under the pointer', () => {
  // both are within reach
  const scale = timeScale(0, 600, 300)
  const { times, ids } = track.probes[0]!
  for (const n of [3, 4]) {
    const t = n === 3 ? times[3]! + 0.4 * (times[4]! - times[3]!) : times[3]! + 0.6 * (times[4]! - times[3]!)
    expect(Math.abs(scale.x(times[4]!) - scale.x(times[3]!))).toBeLessThan(9)
    const hit = hitOf(drawing, index, layout, scale, scale.x(t), place.rows[0]!)!
    expect([hit.id, hit.t]).toEqual([ids[n], times[n]])
    expect(hit.text).toContain('liveness')
  }
})

it('a kill is under the pointer in the whole height of its lane, a few pixels beside it too', () => {
  const scale = timeScale(0, 1800, 1800)
  const [kill] = track.kills as [(typeof track.kills)[number]]
  for (const beside of [-4, 0, 4]) {
    const hit = hitOf(drawing, index, layout, scale, scale.x(kill.t) + beside, place.bar)!
    expect(hit).toMatchObject({ id: kill.id, t: kill.t })
    expect(hit.text).toContain('killed: ')
  }
  expect(hitOf(drawing, index, layout, scale, scale.x(kill.t) - 8, place.bar)!.id).not.toBe(kill.id)
})

it('a life says which it is, when it began, and how it ended', () => {
  const scale = timeScale(0, 1800, 18_000)
  const [first] = track.lives as [(typeof track.lives)[number]]
  const hit = hitOf(drawing, index, layout, scale, scale.x((first.from + first.to) / 2), place.bar)!
  expect(hit.text).toMatch(/^life 1, started at [\d.]+ s, .* at [\d.a-z ]+ with exit code \d+$/)
  expect(hit.t).toBe(first.from)
})

it('a mark of the scenario is under the pointer where nothing else is', () => {
  const acted = { ...inputs, actions: [{ at: 60, hang: 'kube-apiserver' }] }
  const run = simulate(acted)
  const other = drawingOf(run, 1800)
  const scale = timeScale(0, 1800, 1800)
  const hit = hitOf(other, indexOf(run), layoutOf(other, 1), scale, scale.x(60), 10_000)!
  expect(hit).toMatchObject({ t: 60 })
  expect(hit.text).toContain('the scenario ')
})

it('a click on a back-off leads to when it is known, and the lane’s head shows it by then', () => {
  const scale = timeScale(0, inputs.duration, 1800)
  const hit = hitOf(drawing, index, layout, scale, scale.x(650), layout.tracks[0]!.bar)!
  expect(hit.text).toBe('back-off 160 s: waits from 9 min 35.2 s to 12 min 29 s')
  expect(trace[hit.id]).toMatchObject({ kind: 'backoff', t: hit.t })
  expect(stateAt(drawing, hit.t).word).toBe('CrashLoopBackOff')
})

// a pixel is a second here: one container of two probes, and all that may lie in its rows
const DRAWN = {
  actions: [9, 19].map((id) => ({ t: 90, id, label: 'acts', told: {} })),
  standstills: [
    { from: 2, to: 3, id: 12 },
    { from: 95, to: 99, id: 10 },
    { from: 99, to: 99.5, id: 20 },
  ],
  estimated: new Set([5]),
} as unknown as typeof drawing
const ROW = (ids: number[], times: number[]) => ({
  probe: 'liveness',
  times: Float64Array.from(times),
  ids: Int32Array.from(ids),
  results: new Uint8Array(ids.length),
})
const TRACK = {
  probes: [ROW([1, 2], [10, 30]), ROW([3], [50])],
  kills: [
    { t: 60, id: 4, label: 'why' },
    { t: 57, id: 14, label: 'why' },
  ],
  leases: [
    { t: 70, id: 5, label: 'lost' },
    { t: 67, id: 15, label: 'lost' },
  ],
  waits: [
    { from: 75, to: 80, id: 6, seconds: 10 },
    { from: 80, to: 80.5, id: 16, seconds: 10 },
  ],
  server: [
    { from: 20, to: 40, id: 7, state: 'serving' },
    { from: 40, to: 74, id: 11, state: 'serving' },
  ],
  lives: [
    { from: 5, to: 74, id: 8, number: 1, end: 'running' },
    { from: 74, to: 74.5, id: 18, number: 2, end: 'running' },
  ],
}
const LAID = { row: 14, tracks: [{ track: TRACK, bar: 50, server: 60, rows: [80, 100], bottom: 120 }] } as unknown as typeof layout
const BY_NUMBER = { times: { 6: 77 }, words: [''], outputs: [] } as unknown as typeof index

it.each<[x: number, y: number, id: number | undefined, what: string]>([
  [30, 80, 2, 'a probe, at its middle'],
  [30, 73, 2, 'at its row’s upper edge'],
  [30, 87, 2, 'at its lower one'],
  [30, 88, 7, 'and not between the rows'],
  [21, 80, 2, 'a reach before it'],
  [39, 80, 2, 'a reach behind it'],
  [40, 80, undefined, 'and no further: a row has nothing else'],
  [1, 80, 1, 'a reach before the first one'],
  [0, 80, undefined, 'and no further'],
  [20.4, 80, undefined, 'between two, out of reach of both'],
  [50, 100, 3, 'of the row below'],
  [55, 60, 4, 'a kill, five pixels before it'],
  [65, 60, 4, 'and behind it'],
  [66, 60, 11, 'beyond, the server that runs'],
  [60, 100, 4, 'a kill in a probe’s row'],
  [65, 49, 4, 'a kill above a lost lease'],
  [67, 49, 5, 'a lost lease above the bar'],
  [75, 49, 5, 'as far as five pixels'],
  [76, 49, 6, 'and no further: a back-off'],
  [67, 50, 8, 'and not on the bar: its life'],
  [75, 55, 6, 'a back-off from its beginning'],
  [80, 55, 6, 'up to its end'],
  [81, 55, undefined, 'and no longer'],
  [20, 59, 7, 'a server from its beginning, a pixel above its line'],
  [20, 58, 8, 'and higher up the life'],
  [40, 65, 7, 'of two that meet, the first'],
  [5, 55, 8, 'a life from its beginning'],
  [74, 55, 8, 'up to its end'],
  [4, 55, undefined, 'and not before'],
  [30, 33, 8, 'as high above the bar as a name'],
  [30, 32, undefined, 'and no higher'],
  [50, 120, 11, 'down to the lane’s end'],
  [50, 121, undefined, 'and no lower'],
  [85, 200, 9, 'an action, five pixels before it'],
  [84, 200, undefined, 'and no further'],
  [95, 200, 9, 'an action over a standstill'],
  [2, 200, 12, 'a standstill from its beginning'],
  [96, 200, 10, 'and in its middle'],
  [99, 200, 10, 'up to its end'],
  [100, 200, undefined, 'and no longer'],
])('at %s, %s lies entry %s: %s', (x, y, id) => {
  expect(hitOf(DRAWN, BY_NUMBER, LAID, timeScale(0, 100, 100), x, y)?.id).toBe(id)
})

it('what is estimated is said to be, and a back-off’s own entry is when it was known', () => {
  const at = (x: number, y: number) => hitOf(DRAWN, BY_NUMBER, LAID, timeScale(0, 100, 100), x, y)
  expect(at(70, 49)?.text).toBe('1 min 10 s, lost, time estimated')
  expect(at(77, 55)?.t).toBe(77)
})
