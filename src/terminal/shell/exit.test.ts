import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { ask } from '../terminal.ts'

const inputs = podInputs({ duration: 10 })
const trace = simulate(inputs)

it.each([
  ['false; true', 0],
  ['true; false', 1],
  ['false | true', 0],
  ['true | false', 1],
  ['! false', 0],
  ['false || true && false', 1],
  ['false && true', 1],
  ['true && ! true || true', 0],
])('%s ends with %i', (line, exit) => {
  expect(ask(line, { inputs, trace, at: 5, simulate }).exit).toBe(exit)
})
