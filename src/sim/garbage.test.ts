import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { httpGet, podInputs } from './fixture.ts'
import { simulate } from './simulate.ts'

const RUNS = 30

// V8 takes a function that is written straight into a property for a method, and makes it old: one such closure of a run keeps all of the
// run through each collection of what is young. It costs more than all else that a run does.
it('a run that is over is found by a collection of the young: nothing old points into it', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void
  const inputs = podInputs({ duration: 1800, containers: [{ liveness: httpGet('failureThreshold: 8'), answers: { 0: 401 } }] })
  const run = () => void Array.from({ length: RUNS }, () => simulate(inputs).length)
  const used = () => process.memoryUsage().heapUsed
  run()
  collect()
  const before = used()
  run()
  const made = used() - before
  collect({ type: 'minor' })
  const left = used() - before
  expect(made).toBeGreaterThan(1e6)
  expect(left / made).toBeLessThan(0.2)
})
