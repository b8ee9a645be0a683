import { expect, it } from 'vitest'
import { tryPod } from '../../fixture.ts'
import type { EntryOf } from '../../trace/trace.ts'

const VOLUMES = ['a', 'b', 'c'].map((name) => `  - name: ${name}\n    emptyDir: {}\n`).join('')
const spec = `  volumes:\n${VOLUMES}`

const mounts = (kubernetes: string, chance: object = {}) => {
  const none = { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} }
  return tryPod({ kubernetes, spec, inputs: { chance: { ...none, ...chance } } }).trace.filter(
    (e): e is EntryOf<'event'> => e.kind === 'event' && e.reason === 'SuccessfulMountVolume',
  )
}

it('up to 1.10 each mounted volume is an Event of the pod, the last one first', () => {
  expect(mounts('1.10').map(({ message }) => message)).toEqual(
    ['c', 'a', 'b'].map((name) => `MountVolume.SetUp succeeded for volume "${name}" `),
  )
  expect(mounts('1.9').every(({ container, t }) => container === undefined && t < 0.3)).toBe(true)
  expect(mounts('1.11')).toEqual([])
})

it('their order may be pinned', () => {
  expect(mounts('1.9', { mounted: { web: ['b', 'c', 'a'] } }).map(({ message }) => /"(.)"/.exec(message)![1])).toEqual(['b', 'c', 'a'])
})
