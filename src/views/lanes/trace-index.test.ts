import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { rowsOfKind, timelineRows } from './timeline-rows.ts'
import { indexOf, outputIn, sameIn } from './mark-words.ts'

const probe = '{httpGet: {host: 127.0.0.1, port: PORT}, periodSeconds: 10}'
const inputs = podInputs({
  duration: 120,
  containers: [
    { name: 'one', liveness: probe },
    { name: 'two', liveness: probe, answers: { 0: 200, 45: 500 } },
  ],
})
const trace = simulate(inputs)
const index = indexOf(trace)

it('has of each entry what the page asks: its time, and what a probe was answered', () => {
  expect([...index.times]).toEqual(trace.map(({ t }) => t))
  for (const entry of trace) expect(outputIn(index, entry.id)).toBe(entry.kind === 'probe' ? entry.output : '')
  expect(index.targets).toEqual([...new Set(trace.flatMap((entry) => (entry.kind === 'probe' ? [entry.target] : [])))])
  expect(index.lines).toContainEqual({ file: 'web.yaml', line: expect.any(Number), t: expect.any(Number) })
})

it('finds the same thing in another run, of the same container at the same time', () => {
  const starts = trace.filter((entry) => entry.kind === 'process' && entry.op === 'started')
  const first = { ...trace[0]!, id: 0 }
  // another run that has one entry more before all others
  const later = indexOf([first, ...trace.map((entry) => ({ ...entry, id: entry.id + 1 }))])
  for (const { id } of starts) expect(sameIn(later, index, id)).toBe(id + 1)
  expect([sameIn(index, index, 0), sameIn(index, later, trace.length), sameIn(index, later, trace.length + 1)]).toEqual([
    0,
    trace.length - 1,
    undefined,
  ])
  const swapped = indexOf(trace.map((entry) => (entry.container === 'one' ? { ...entry, container: 'three' } : entry)))
  const ofOne = starts.find(({ container }) => container === 'one')!
  expect(sameIn(swapped, index, ofOne.id)).toBeUndefined()
})

it('leaves out the passed probes of a table unless all rows are wanted', () => {
  const drawing = drawingOf(trace, 120)
  const all = rowsOfKind(drawing, trace, 'all')
  expect(all).toEqual(timelineRows(drawing, trace))
  expect(all.some(({ kind }) => kind === 'passed')).toBe(true)
  expect(rowsOfKind(drawing, trace, 'main')).toEqual(all.filter(({ kind }) => kind !== 'passed'))
  expect(timelineRows(drawing, trace, false)).toEqual(rowsOfKind(drawing, trace, 'main'))
})
