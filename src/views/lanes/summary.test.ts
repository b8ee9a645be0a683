import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { restartsAt, summarize } from './summary.ts'

it('the restarts of all pods are counted, in the sentence and at the lane’s head', () => {
  const inputs = podInputs({ duration: 120, containers: [{ script: { exits: { after: 2, code: 1 } } }] })
  const text = inputs.manifests['web.yaml']!
  const others = Object.fromEntries(
    ['b', 'c'].map((name) => [
      `${name}.yaml`,
      text.replace('name: web', `name: ${name}`).replace('hostNetwork: true', 'hostNetwork: false'),
    ]),
  )
  const alone = restartsAt(simulate(inputs), 120)
  const trace = simulate({ ...inputs, manifests: { ...inputs.manifests, ...others } })
  const all = restartsAt(trace, 120)
  expect(alone).toBeGreaterThan(2)
  expect(all).toBeGreaterThan(2 * alone)
  expect(summarize(trace, 120).text).toMatch(new RegExp(`^${all} restarts`))
  expect(stateAt(drawingOf(trace, 120), 120).restarts).toBe(all)
})
