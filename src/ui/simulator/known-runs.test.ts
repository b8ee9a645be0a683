import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { limitsFor } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { stopOf } from '../../sim/trace/trace.ts'
import { charactersOf, KnownRuns, MOST_CHARACTERS, MOST_RUNS } from './runs.ts'
import { tasks } from './tasks.ts'
import { Transferred } from '../worker/serve-tasks.ts'
import '../../views/all.ts'

const { scenario } = parseScenarioJson(JSON.stringify(theStrangeCase('1.37')))
const lane = scenario!.lanes[0]!.inputs
const limits = limitsFor(1)
const edited = (n: number): Inputs => ({ ...lane, seed: 1000 + n })

it('finds a run by its inputs and by its number', () => {
  const runs = new KnownRuns()
  const made = runs.add({ inputs: lane, trace: simulate(lane), limits })
  expect(runs.find({ ...lane }, limits)?.key).toBe(made.key)
  expect(runs.ofKey(made.key)?.trace).toBe(made.trace)
  expect(runs.keys()).toEqual([made.key])
  expect(runs.find(edited(1), limits)).toBeUndefined()
})

it('a run is found beside other lanes where it comes to the same within what each of them may have', () => {
  const trace = simulate(lane)
  const among = (lanes: number, entries: number, of = trace) => {
    const runs = new KnownRuns()
    runs.add({ inputs: lane, trace: of, limits })
    return runs.find(lane, { ...limits, lanes, entries }) !== undefined
  }
  expect([among(2, trace.length), among(2, trace.length - 1), among(1, 1)]).toEqual([true, false, true])
  const cut = simulate(lane, { ...limits, entries: 50 })
  expect([stopOf(cut) !== undefined, among(2, 1e6, cut), among(1, 1e6, cut)]).toEqual([true, false, true])
})

it('counts what is held in characters, about as they would be written', () => {
  const trace = simulate(lane)
  const whole = trace.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0)
  expect(charactersOf(trace) / whole).toBeGreaterThan(0.7)
  expect(charactersOf(trace) / whole).toBeLessThan(1.4)
  expect(charactersOf([])).toBe(0)
})

it('holds no more than its characters after fifty edits of fourteen hours, and always what is shown', () => {
  const runs = new KnownRuns()
  // what a run of fourteen hours, with a probe a second, comes to
  const [, entry] = simulate(lane)
  const trace = Array.from({ length: 100_000 }, () => entry!)
  let shown = 0
  for (let n = 0; n < 50; n++) {
    shown = runs.add({ inputs: edited(n), trace, limits }).key
    runs.forgetOld(new Set([shown]))
    expect(runs.characters()).toBeLessThan(Math.max(MOST_CHARACTERS, charactersOf(trace) * 1.1))
  }
  expect(runs.ofKey(shown)).toBeDefined()
  expect(runs.keys().length).toBeLessThan(10)
})

it('holds a number of small ones at most, and those that were used last', () => {
  const runs = new KnownRuns()
  for (let n = 0; n < MOST_RUNS; n++) runs.add({ inputs: edited(n), trace: [], limits })
  runs.find(edited(0), limits)
  for (let n = MOST_RUNS; n < 2 * MOST_RUNS - 1; n++) runs.add({ inputs: edited(n), trace: [], limits })
  runs.forgetOld(new Set())
  expect(runs.keys().length).toBe(MOST_RUNS)
  expect(runs.find(edited(0), limits)).toBeDefined()
  expect(runs.find(edited(1), limits)).toBeUndefined()
})

it('hands over the memory of all columns of a run, each once', async () => {
  const text = JSON.stringify(theStrangeCase('1.9'))
  let lanes = 0
  let answers = 0
  for await (const step of tasks.run({ text, shown: [] })) {
    if (!(step instanceof Transferred)) continue
    lanes += 1
    const { value, buffers } = step
    expect(new Set(buffers).size).toBe(buffers.length)
    const { index, drawing } = structuredClone(value.made, { transfer: buffers })
    expect(index.times.length).toBeGreaterThan(100)
    for (const { ids } of drawing.tracks.flatMap(({ probes }) => probes)) answers += ids.length
    expect(value.made.index.times).toHaveLength(0)
    expect(value.made.drawing.stops.times).toHaveLength(0)
    for (const { times, ids, results } of value.made.drawing.tracks.flatMap(({ probes }) => probes))
      expect([times.length, ids.length, results.length]).toEqual([0, 0, 0])
  }
  expect([lanes, answers > 100]).toEqual([scenario!.lanes.length, true])
})

it('counts a short trace entry by entry, and of a long one a sample', () => {
  const entry = (length: number) => ({ x: 'x'.repeat(length - 8) }) as never
  expect([1, 2, 3, 200, 399].map((count) => charactersOf(Array.from({ length: count }, (_, n) => entry(n % 2 ? 100 : 10))))).toEqual([
    10, 110, 120, 11_000, 21_900,
  ])
  // of each pair the first
  expect(charactersOf(Array.from({ length: 400 }, (_, n) => entry(n % 2 ? 100 : 10)))).toBe(4000)
})

it('forgets what is not shown, the oldest first, and only as much as is too much', () => {
  const runs = new KnownRuns()
  const keys = Array.from({ length: MOST_RUNS + 2 }, (_, n) => runs.add({ inputs: edited(n), trace: [], limits }).key)
  runs.forgetOld(new Set([keys[0]!]))
  expect(runs.keys()).toEqual([keys[0], ...keys.slice(3)])
})
