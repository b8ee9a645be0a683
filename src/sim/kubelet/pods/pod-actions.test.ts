import { expect, it } from 'vitest'
import { podInputs } from '../../fixture.ts'
import { podsOf } from '../../scenario/specs.ts'
import { type ActionInput, computePodActions, sandboxStarts } from './pod-actions.ts'
import type { SeenInstance } from './status.ts'

type Policy = 'Always' | 'OnFailure' | 'Never'

/** `i j / a b`: init containers, then main ones; `s*` is a side-car. Seen: `a:up`, or its code; `?` not started yet; `!` what has failed or changed. */
function input(containers: string, policy: Policy, seen: string): ActionInput {
  const [init, main] = containers.includes('/') ? containers.split(' / ') : ['', containers]
  const of = (names: string, isInit: boolean) =>
    names
      .split(' ')
      .flatMap((name) =>
        name === '' ? [] : [{ name: name.replace('*', ''), init: isInit, more: name.endsWith('*') ? '    restartPolicy: Always\n' : '' }],
      )
  const [pod] = podsOf(podInputs({ spec: `  restartPolicy: ${policy}\n`, containers: [...of(init!, true), ...of(main!, false)] }))
  const state = new Map(seen.split(' ').map((text) => text.split(':') as [string, string]))
  const stateOf = ({ instance }: SeenInstance) => state.get(instance.container.name)!
  return {
    pod: pod!,
    seen: (name) => {
      const text = state.get(name)
      if (text === undefined) return []
      const exited = !text.startsWith('up')
      return [{ instance: { container: { name }, ...(exited ? { code: Number(text) } : {}) }, exited } as unknown as SeenInstance]
    },
    failed: (probe, of) => stateOf(of).includes(`!${probe}`),
    started: (_, of) => !stateOf(of).includes('?'),
    changed: (of) => stateOf(of).includes('!spec'),
  }
}

function actions(...of: Parameters<typeof input>): string {
  const { killPod, kills, starts } = computePodActions(input(...of))
  if (killPod) return 'kill the pod'
  const killed = kills.map(({ seen, reason, restart, sidecar }) =>
    ['kill', ...(sidecar ? ['side-car'] : []), seen.instance.container.name, `(${reason})`, ...(restart ? [] : ['for good'])].join(' '),
  )
  return [...killed, ...starts.map(({ name }) => `start ${name}`)].join(', ')
}

/** Follows: pkg/kubelet/kuberuntime/kuberuntime_manager_test.go, TestComputePodActions and TestComputePodActionsWithInitContainers. */
it.each<[containers: string, Policy, seen: string, actions: string]>([
  ['a b', 'Always', '', 'start a, start b'],
  ['a b', 'Never', '', 'start a, start b'],
  ['a b', 'Always', 'a:up b:up', ''],
  ['a b', 'Always', 'a:0 b:up', 'start a'],
  ['a b', 'OnFailure', 'a:0 b:up', ''],
  ['a b', 'OnFailure', 'a:1 b:up', 'start a'],
  ['a b', 'OnFailure', 'a:0 b:1', 'start b'],
  ['a b', 'OnFailure', 'a:0 b:0', 'kill the pod'],
  ['a b', 'Never', 'a:1 b:up', ''],
  ['a b', 'Never', 'a:1 b:0', 'kill the pod'],
  ['a b', 'Always', 'a:up!liveness b:up', 'kill a (liveness), start a'],
  ['a b', 'OnFailure', 'a:up b:up!startup', 'kill b (startup), start b'],
  ['a b', 'Always', 'a:up!liveness b:up!startup', 'kill a (liveness), kill b (startup), start a, start b'],
  ['a b', 'Never', 'a:up!liveness b:up', 'kill a (liveness) for good'],
  ['a b', 'Never', 'a:up!liveness b:up!liveness', 'kill the pod'],
  ['a b', 'Never', 'a:up!spec b:up', 'kill a (spec), start a'],
  ['a', 'Always', 'a:up!spec!liveness', 'kill a (spec), start a'],
  ['i j / a b', 'Always', '', 'start i'],
  ['i j / a b', 'Always', 'i:up', ''],
  ['i j / a b', 'Always', 'i:0', 'start j'],
  ['i j / a b', 'Always', 'i:0 j:up', ''],
  ['i j / a b', 'Always', 'i:1', 'start i'],
  ['i j / a b', 'OnFailure', 'i:0 j:1', 'start j'],
  ['i j / a b', 'Never', 'i:0 j:1', 'kill the pod'],
  ['i j / a b', 'Never', 'i:0 j:0', 'start a, start b'],
  ['i j / a b', 'Always', 'i:0 j:0 a:up b:up', ''],
  // what is there no longer has been done, where a main container runs
  ['i j / a b', 'Always', 'a:up b:1', 'start b'],
  ['i j / a b', 'Always', 'a:1 b:1', 'start i'],
  ['i s* j / a', 'Always', 'i:0', 'start s'],
  ['i s* j / a', 'Always', 'i:0 s:up?', ''],
  ['i s* j / a', 'Always', 'i:0 s:up', 'start j'],
  ['i s* j / a', 'Never', 'i:0 s:0', 'start s'],
  ['i s* j / a', 'Always', 'i:0 j:up', 'start s'],
  ['i s* j / a', 'Always', 'i:0 s:up j:0', 'start a'],
  ['i s* j / a', 'Always', 'i:0 s:up? j:0', 'start a'],
  ['i s* j / a', 'Always', 'i:0 s:1 j:0 a:up', 'start s'],
  ['i s* j / a', 'Never', 'i:0 s:up!liveness j:0 a:up', 'kill side-car s (liveness), start s'],
  ['i s* j / a', 'Always', 'i:0 s:up?!startup', 'kill side-car s (startup), start s'],
  ['i s* j / a', 'Always', 'i:0 s:up?!liveness', ''],
  ['s* / a', 'Always', 's:up', 'start a'],
  ['s* / a', 'Always', 's:up a:0', 'start a'],
  ['s* t* / a', 'Always', 'a:up', 'start s, start t'],
])('of %s that restarts %s and is seen as "%s": %s', (containers, policy, seen, expected) => {
  expect(actions(containers, policy, seen)).toBe(expected)
})

it.each<[containers: string, Policy, seen: string, starts: string | undefined]>([
  ['a b', 'Always', 'a:0 b:0', 'a b'],
  ['a b', 'OnFailure', 'a:0 b:1', 'b'],
  ['a b', 'OnFailure', 'a:0', 'b'],
  ['a b', 'OnFailure', 'a:0 b:0', undefined],
  ['a b', 'Never', '', 'a b'],
  ['a b', 'Never', 'a:1', undefined],
  ['i j / a', 'Always', 'i:0 j:0 a:0', 'i'],
  ['i j / a', 'Never', 'i:0', undefined],
  ['i j / a', 'OnFailure', 'i:0 j:0 a:0', undefined],
])('a new sandbox of %s that restarts %s and is seen as "%s" begins with %s', (containers, policy, seen, starts) => {
  expect(
    sandboxStarts(input(containers, policy, seen))
      ?.map(({ name }) => name)
      .join(' '),
  ).toBe(starts)
})
