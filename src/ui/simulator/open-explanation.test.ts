import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { explain } from './open-explanation.ts'

const FAILS = { containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1, path: /healthz}}' }] }

it.each([
  ['that an edit has written comes to the edit', 'httpGet: {port: 7001', 'httpGet: {port: 7002', 'At 1 min the scenario edits web.yaml'],
  ['that an edit has left alone does not', 'name: main', 'name: other', 'web.yaml, line '],
])('a chain that ends in a line %s', (_, find, replace, expected) => {
  const inputs = { ...podInputs(FAILS), actions: [{ at: 60, edit: 'web.yaml', find, replace }] }
  const trace = simulate(inputs)
  const line = trace.find((entry) => entry.kind === 'manifest' && entry.t > 60 && entry.path.endsWith('livenessProbe'))!
  expect(explain({ inputs, trace, programs: '' }, line.id).at(-1)!.text).toContain(expected)
})

it('each line is named with its text, its place, and what holds by default', () => {
  const inputs = podInputs({
    containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}}', script: { exits: { after: 5, code: 1 } } }],
  })
  const trace = simulate(inputs)
  const programs = 'main:\n  exits: {after: 5s, code: 1}\n'
  const linesOf = (id: number) => explain({ inputs, trace, programs }, id).flatMap(({ lines }) => lines)
  const exit = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!
  const place = { file: 'scenario/processes', line: 2 }
  expect(linesOf(exit.id)).toEqual([{ ...place, at: 0, place, text: 'exits: {after: 5s, code: 1}' }])
  const pod = trace.find((entry) => entry.kind === 'manifest' && entry.path === '')!
  expect(explain({ inputs, trace, programs }, pod.id).map(({ isRoot, isPod }) => [isRoot, isPod])).toEqual([[true, true]])
  const policy = trace.find((entry) => entry.kind === 'manifest' && entry.isDefault)!
  const spec = { file: 'web.yaml', line: 5 }
  expect(linesOf(policy.id)).toEqual([{ ...spec, at: policy.t, place: spec, text: 'spec:', said: 'restartPolicy: Always, the default' }])
  const [link] = explain({ inputs, trace, programs }, policy.id)
  expect([link!.isRoot, link!.isPod]).toEqual([true, undefined])
})
