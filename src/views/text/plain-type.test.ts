import { expect, it } from 'vitest'
import { plainType } from '../../lessons/goals/goal-subjects.ts'

const wrong = (found: string, type: string): string =>
  `json: cannot unmarshal ${found} into Go struct field Probe.spec.containers.livenessProbe.failureThreshold of type ${type}`

it.each([
  [wrong('string', 'int32'), 'failureThreshold must be a whole number'],
  [wrong('number', 'string'), 'failureThreshold must be a text'],
  [wrong('string', '[]v1.Container'), 'failureThreshold must be a list'],
  [wrong('string', 'v1.HTTPGetAction'), undefined],
  ['spec.containers: Required value', undefined],
])('%s', (message, plain) => {
  expect(plainType(message)).toBe(plain)
})
