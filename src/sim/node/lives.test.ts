import { expect, it } from 'vitest'
import { podInputs } from '../fixture.ts'
import { simulate } from '../simulate.ts'

const ends = (script: object, duration = 200): [number, number][] =>
  simulate(podInputs({ duration, containers: [{ script }] })).flatMap((entry) =>
    entry.kind === 'process' && entry.op === 'exited' ? [[entry.attempt, entry.code!]] : [],
  )

it('lets single lives of a program be otherwise: the first member is the first start’s', () => {
  const script = { exits: { after: 5, code: 1 }, lives: [{}, { exits: { after: 3, code: 7 } }, { exits: null }] }
  expect(ends(script)).toEqual([
    [0, 1],
    [1, 7],
  ])
})

it('goes back to what the program does in lives without a member', () => {
  expect(ends({ exits: { after: 5, code: 1 }, lives: [{ exits: { after: 3, code: 7 } }] }).slice(0, 2)).toEqual([
    [0, 7],
    [1, 1],
  ])
})

it('names the life’s own rule as the cause', () => {
  const trace = simulate(
    podInputs({ duration: 30, containers: [{ script: { exits: { after: 5, code: 1 }, lives: [{ exits: { after: 3, code: 7 } }] } }] }),
  )
  const paths = trace.flatMap((entry) => (entry.kind === 'script' ? [entry.path] : []))
  expect(paths).toContain('processes.main.lives[0].exits')
})

it('lets a sync come when it is known to have come, where chance allows it, and by chance otherwise', () => {
  const starts = (retries: number[]): number[] => {
    const inputs = podInputs({ duration: 400, containers: [{ script: { exits: { after: 5, code: 1 } } }] })
    const trace = simulate({ ...inputs, chance: { ...inputs.chance, retries: { web: retries } } })
    return trace.flatMap((entry) => (entry.kind === 'process' && entry.op === 'started' ? [entry.t] : []))
  }
  const free = starts([])
  // the third start waits 10 s for its back-off, and up to 15
  const told = free[1]! + 5 + 14
  expect(Math.abs(starts([told])[2]! - told)).toBeLessThan(2)
  // earlier than its back-off it does not come
  expect(starts([free[1]! + 8])[2]!).toBeGreaterThan(free[1]! + 14)
})
