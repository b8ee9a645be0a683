import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { decidingStep, placeOfStep } from './script-line.ts'

const { scenario } = parseScenario(
  JSON.stringify({
    whyrestart: 1,
    manifests: {
      'a.yaml': 'x:\n- --anonymous-auth=true\n- --anonymous-auth-more=1\n# - --anonymous-auth=false\n- --anonymous-auth=false\n',
    },
    files: {
      '/etc/auth.yaml': 'kind: X\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n',
      '/etc/twice.yaml': 'kind: X\na:\n  a: 1\n',
    },
  }),
)
const moment = { inputs: scenario!.lanes[0]!.inputs, at: 0 }

it('finds the last line that sets a flag, and the field of a file', () => {
  expect(placeOfStep(moment, { flag: 'anonymous-auth' })).toEqual({ file: 'a.yaml', line: 5, text: '- --anonymous-auth=false' })
  expect(placeOfStep(moment, { flag: 'authentication-config', file: '/etc/auth.yaml', path: 'anonymous.conditions' })).toEqual({
    file: '/etc/auth.yaml',
    line: 4,
    text: '  conditions:',
  })
  expect(placeOfStep(moment, { file: '/etc/auth.yaml', line: 3 })).toEqual({ file: '/etc/auth.yaml', line: 3, text: '  enabled: true' })
  expect(placeOfStep(moment, { flag: 'token-auth-file' })).toBeUndefined()
  // a step of a list by its number, and the deepest name that is there
  expect(placeOfStep(moment, { file: '/etc/auth.yaml', path: 'anonymous.conditions[0].path' })?.line).toBe(5)
  expect(placeOfStep(moment, { file: '/etc/auth.yaml', path: 'anonymous.nowhere.kind' })?.line).toBe(2)
  // above its parent a name is another's
  expect(placeOfStep(moment, { file: '/etc/auth.yaml', path: 'anonymous.kind' })?.line).toBe(2)
  expect(placeOfStep(moment, { file: '/etc/twice.yaml', path: 'a.a' })?.line).toBe(3)
  // the first line of all
  expect(placeOfStep(moment, { file: '/etc/auth.yaml', path: 'kind' })?.line).toBe(1)
  expect(
    placeOfStep({ ...moment, inputs: { ...moment.inputs, manifests: { 'b.yaml': '--profiling' } } }, { flag: 'profiling' })?.line,
  ).toBe(1)
})

it.each([
  ['a line that the file has not', { file: '/etc/auth.yaml', line: 9 }],
  ['a file that is not there', { file: '/etc/none.yaml', line: 1, path: 'kind' }],
  ['a name that the file has not', { file: '/etc/auth.yaml', path: 'nowhere' }],
  ['no path at all', { file: '/etc/auth.yaml', path: '' }],
])('has no place for %s, unless a flag names one', (_, because) => {
  expect(placeOfStep(moment, because)).toBeUndefined()
  expect(placeOfStep(moment, { ...because, flag: 'anonymous-auth' })?.line).toBe(5)
  expect(placeOfStep(moment, undefined)).toBeUndefined()
})

it('knows which step decided', () => {
  expect(decidingStep([])).toBe(-1)
  expect(
    decidingStep([
      { step: 'a', verdict: 'passed', reason: '' },
      { step: 'b', verdict: 'refused', reason: '' },
    ]),
  ).toBe(1)
})
