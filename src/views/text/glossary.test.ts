import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { firstShown, type Shown, type Term, TERMS } from './glossary.ts'

it.each(Object.entries<Term>(TERMS))('%s is said in one to three sentences, short enough for a card', (_, { title, says }) => {
  expect(title).not.toBe('')
  expect(says.length).toBeLessThan(260)
  expect(says.match(/[.!?](\s|$)/g)?.length).toBeGreaterThanOrEqual(1)
  expect(says.match(/[.!?](\s|$)/g)?.length).toBeLessThanOrEqual(3)
})

it('finds the first of each thing that the story’s lane shows, and the entry that says why', () => {
  const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const kinds = Object.fromEntries(
    (['failed', 'kill', 'start', 'ready', 'back-off', 'serving', 'mirror', 'passed', 'exit', 'hung'] satisfies Shown[]).map((shown) => {
      const found = firstShown(drawing, shown)
      return [shown, found && trace[found.id]!.kind]
    }),
  )
  expect(kinds).toEqual({
    failed: 'probe',
    kill: 'event',
    start: 'process',
    ready: 'status',
    'back-off': 'backoff',
    serving: 'server',
    mirror: 'mirror',
    passed: undefined,
    exit: undefined,
    hung: undefined,
  })
  expect(firstShown(drawing, 'failed')!.t).toBeLessThan(firstShown(drawing, 'kill')!.t)
})
