import { expect, it } from 'vitest'
import { podInputs } from '../sim/fixture.ts'
import { simulate } from '../sim/simulate.ts'
import { isEnd, isStart } from '../sim/trace/trace.ts'
import { endAfter, Experiment, startsAfter } from './experiment.ts'
import { drawingOf } from './lanes/drawing-of.ts'
import { untilOf } from './lanes/until.ts'
import { reportOf } from './report/report.ts'

const inputs = podInputs({ containers: [{ script: { exits: { after: 20, code: 3 } } }, { name: 'side' }] })
const trace = simulate(inputs)
const main = { pod: 'web', container: 'main' }
const starts = trace.filter((entry) => isStart(entry) && entry.container === 'main').map(({ t }) => t)
const ends = trace.filter((entry) => isEnd(entry)).map(({ t }) => t)

it('what comes after a moment is none of what it has itself', () => {
  expect(startsAfter(trace, main).map(({ t }) => t)).toEqual(starts)
  expect(startsAfter(trace, main, starts[1]).map(({ t }) => t)).toEqual(starts.slice(2))
  expect([endAfter(trace, main, ends[0]! - 0.01)?.t, endAfter(trace, main, ends[0]!)?.t]).toEqual(ends.slice(0, 2))
})

it('what is drawn and told until a moment has what it has itself', () => {
  const drawing = drawingOf(trace, inputs.duration)
  const lives = (at: number) => untilOf(drawing, at, (id) => trace[id]!.t).tracks[0]!.lives.length
  const told = (at: number) =>
    reportOf({ title: 'A', name: 'b', inputs, trace, drawing, at })
      .split('\n')
      .filter((line) => line.startsWith('| ')).length
  for (const at of [starts[1]!, ends[1]!]) expect(told(at)).toBeGreaterThan(told(at - 0.001))
  expect([starts[1]! - 0.001, starts[1]!].map(lives)).toEqual([1, 2])
})

it('a container of another pod is another one, and what is stopped has not ended', () => {
  const shop = inputs.manifests['web.yaml']!.replace('name: web', 'name: shop')
  const two = simulate({ ...inputs, manifests: { ...inputs.manifests, 'shop.yaml': shop } })
  expect(startsAfter(two, main).map(({ pod }) => pod)).toEqual(starts.map(() => 'web'))
  const hung = simulate({
    ...podInputs({ containers: [{}] }),
    actions: [
      { at: 5, hang: 'main' },
      { at: 9, kill: 'main' },
    ],
  })
  expect(endAfter(hung, main, 0)).toMatchObject({ op: 'exited', code: 137 })
})

it('a run that was stopped at a limit is there until that', () => {
  const request = { at: 40, from: 'node', method: 'GET', url: 'http://127.0.0.1:7001/', caller: {}, headers: {}, userAgent: 'a' } as const
  const large = podInputs({ containers: [{ script: { answers: [{ from: 0, status: 200, body: '#'.repeat(1_000_000) }] } }] })
  const run = new Experiment({ ...large, requests: Array.from({ length: 101 }, () => request) })
  expect(() => run.until(60)).toThrow('a run was stopped at 40 s')
  expect(run.until(39.9)).toBe(run.trace)
})
