import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { explain } from './open-explanation.ts'

const FAILS = { containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1, path: /healthz}}' }] }

it.each([
  [
    'that an edit has written comes to the edit',
    'httpGet: {port: 7001',
    'httpGet: {port: 7002',
    'At 1 min 0 s the scenario edits web.yaml',
  ],
  ['that an edit has left alone does not', 'name: main', 'name: other', 'web.yaml, line '],
])('a chain that ends in a line %s', (_, find, replace, expected) => {
  const inputs = { ...podInputs(FAILS), actions: [{ at: 60, edit: 'web.yaml', find, replace }] }
  const trace = simulate(inputs)
  const line = trace.find((entry) => entry.kind === 'manifest' && entry.t > 60 && entry.path.endsWith('livenessProbe'))!
  expect(explain({ inputs, trace, programs: '' }, line.id).at(-1)!.text).toContain(expected)
})
