import { expect, it } from 'vitest'
import { restartsAfter, restartsOf, ruleOf } from './restart-rules.ts'
import type { Container, Pod } from './types.ts'

type Own = NonNullable<Container['ownRestarts']>
const own = (policy: Own['policy'], ...rules: [isIn: boolean, ...codes: number[]][]): Own =>
  ({ policy, rules: rules.map(([isIn, ...codes]) => ({ isIn, codes })) }) as unknown as Own

// pkg/api/v1/pod/util_test.go, TestContainerShouldRestart (v1.36)
it.each<[string, Container['ownRestarts'], number, string, number, boolean]>([
  ['nothing of its own', undefined, 0, 'Always', -1, true],
  ['nothing of its own', undefined, 0, 'OnFailure', -1, false],
  ['nothing of its own', undefined, 1, 'OnFailure', -1, true],
  ['nothing of its own', undefined, 1, 'Never', -1, false],
  ['a policy', own('Never'), 1, 'Always', -1, false],
  ['a policy', own('OnFailure'), 0, 'Always', -1, false],
  ['a policy', own('Always'), 0, 'Never', -1, true],
  ['a rule that fits', own('Never', [true, 42]), 42, 'Never', 0, true],
  ['a rule that does not', own('Never', [true, 42]), 1, 'Always', -1, false],
  ['a rule of all others', own('Never', [false, 42]), 1, 'Never', 0, true],
  ['a rule of all others', own('Never', [false, 42]), 42, 'Never', -1, false],
  ['the first of two', own('Never', [true, 1], [true, 1, 2]), 1, 'Never', 0, true],
  ['the second of two', own('Never', [true, 1], [true, 1, 2]), 2, 'Never', 1, true],
])('with %s: %j ends with %d, its pod %s', (_, held, code, ofPod, rule, expected) => {
  expect(ruleOf(code, held)).toBe(rule)
  expect(restartsAfter(code, held, ofPod as 'Always')).toBe(expected)
})

it('a container is restarted by its own policy, else by its pod’s, and always where there is no pod', () => {
  const held = own('Never', [true, 1])
  const spec = {
    restartPolicy: 'OnFailure',
    containers: [{ name: 'a' }, { name: 'b', ownRestarts: held }],
    initContainers: [{ name: 'i', ownRestarts: own('Always') }],
  }
  const pod = { spec } as unknown as Pod
  expect(restartsOf(pod, 'a')).toEqual({ own: undefined, policy: 'OnFailure' })
  expect(restartsOf(pod, 'b')).toEqual({ own: held, policy: 'Never' })
  expect(restartsOf(pod, 'i')).toEqual({ own: own('Always'), policy: 'Always' })
  expect(restartsOf(pod, 'nobody')).toEqual({ own: undefined, policy: 'OnFailure' })
  expect(restartsOf(undefined, 'a')).toEqual({ own: undefined, policy: 'Always' })
})
