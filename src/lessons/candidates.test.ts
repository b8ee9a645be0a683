import { expect, it } from 'vitest'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { candidatesOf } from './candidates.ts'
import { parseExercise } from './parse.ts'

it('offers for the story’s lane what does not hold and what does, each a goal that an exercise may have', () => {
  const document = theStrangeCase('1.9')
  const lane = document.lanes[1]!
  const found = candidatesOf(parseScenario(JSON.stringify(document)).scenario!.lanes[1]!.inputs)
  const words = found.map(({ goal, holds }) => `${holds ? 'holds' : 'not yet'}: ${goal.text}`)
  expect(words[0]).toMatch(/^not yet: /)
  expect(words).toEqual(
    expect.arrayContaining(['not yet: kube-apiserver is not restarted in 30 min', 'holds: A stranger outside does not get /version']),
  )
  const exercise = { id: 'made', lane: lane.name, goals: found.map(({ goal }) => goal) }
  expect(parseExercise(JSON.stringify({ ...document, exercise })).diagnostics).toBeUndefined()
})
