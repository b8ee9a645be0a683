import { expect, it } from 'vitest'
import { tryPod } from '../../fixture.ts'

it.each([
  ['Always', 0, true, 'Running', 'CrashLoopBackOff'],
  ['Always', 3, true, 'Running', 'CrashLoopBackOff'],
  ['OnFailure', 0, false, 'Succeeded', 'Completed'],
  ['OnFailure', 3, true, 'Running', 'CrashLoopBackOff'],
  ['Never', 0, false, 'Succeeded', 'Completed'],
  ['Never', 3, false, 'Failed', 'Error'],
])('restartPolicy %s and a program that ends with %i after 5 s: restarted %s, %s, %s', (policy, code, isRestarted, phase, reason) => {
  for (const kubernetes of ['1.9', '1.19', '1.37']) {
    const { restarts, phases, lastStatus } = tryPod({
      kubernetes,
      spec: `  restartPolicy: ${policy}\n`,
      containers: [{ script: { exits: { after: 5, code } } }],
    })
    const { state } = lastStatus()!
    expect([kubernetes, restarts() > 0, phases().at(-1), state.reason]).toEqual([kubernetes, isRestarted, phase, reason])
    expect(state.is).toBe(isRestarted ? 'waiting' : 'terminated')
  }
})

it.each([
  ['Always', 0, true],
  ['OnFailure', 0, false],
  ['OnFailure', 3, true],
  ['Never', 3, false],
])('restartPolicy %s and one of two programs that ends with %i: restarted %s, and the other goes on', (policy, code, isRestarted) => {
  const { restarts, phases } = tryPod({
    spec: `  restartPolicy: ${policy}\n`,
    containers: [{ script: { exits: { after: 5, code } } }, { name: 'other' }],
  })
  expect([restarts() > 0, restarts('other'), phases().at(-1)]).toEqual([isRestarted, 0, 'Running'])
})
