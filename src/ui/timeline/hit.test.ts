import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { stateAt } from '../../views/lanes/lanes.ts'
import { indexOf } from '../../views/lanes/trace-index.ts'
import { hitOf } from './hit.ts'
import { layoutOf, timeScale, type TrackLayout } from '../../views/picture/layout.ts'

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
