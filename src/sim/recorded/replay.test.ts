import { expect, it } from 'vitest'
import { KNOWN_DIFFERENCES, tallyOf, wrongOf } from './known-differences.ts'
import { recordings, replay } from '../../cli/replay.ts'

it('sees the recordings of every kind and release', () => {
  const folders = new Set(recordings().map((name) => name.split('/')[0]!))
  expect(folders.size).toBeGreaterThanOrEqual(25)
  for (const folder of ['control-plane', 'planes', 'pods-1.9', 'life-1.22', 'random-1.37']) expect(folders).toContain(folder)
})

it.each(recordings())('%s is replayed without a difference, or with those that are known', (name) => {
  const pods = replay(name)
  expect(pods.flatMap((pod) => (wrongOf(pod) === undefined ? [] : [`${pod.name}: ${wrongOf(pod)}`]))).toEqual([])
  // entries of no pod are no pod of their own
  expect(pods.map((pod) => pod.name)).not.toContain(`${name} undefined`)
})

it('what differs by what is known is a recording, and named once', () => {
  const names = KNOWN_DIFFERENCES.flatMap(({ runs }) => Object.keys(runs))
  expect(new Set(names).size).toBe(names.length)
  const all = new Set(recordings())
  expect(names.filter((name) => !all.has(name.split(' ')[0]!))).toEqual([])
})

it.each([
  ['one that is not known to differ', 'pods-1.37/fast-a', 9, ['a probe'], 'a probe'],
  ['one that no longer does', 'random-1.37/random-22-a', 139, [], 'known-differences.ts'],
  ['one that differs more than is known', 'random-1.37/random-22-a', 100, ['a probe'], '100 entries match'],
])('%s is told of', (_, name, matched, differences, words) => {
  expect(wrongOf({ name, kubernetes: '1.37', matched, total: 139, differences })).toContain(words)
})

it('one that differs as is known is not told of', () => {
  expect(
    wrongOf({ name: 'random-1.37/random-22-a', kubernetes: '1.37', matched: 139, total: 139, differences: ['a status'] }),
  ).toBeUndefined()
})

it('counts by kind and release, in order, those without a difference and those that differ as is known', () => {
  const replays = ['1.37/fast-a', '1.9/fast-a', '1.37/fast-b'].map((run) => ({ name: `pods-${run}`, differences: [] as string[] }))
  const all = [
    ...replays,
    { name: 'random-1.37/random-22-a', differences: ['a status'] },
    { name: 'flags-1.37/none', differences: ['a log'] },
  ]
  const tallies = tallyOf(all.map((one) => ({ ...one, kubernetes: /1\.\d+/.exec(one.name)![0], matched: 0, total: 0 })))
  expect(tallies.map(({ kind, kubernetes, count, same, known }) => [kind, kubernetes, count, same, known].join(' '))).toEqual([
    'flags 1.37 1 0 0',
    'pods 1.9 1 1 0',
    'pods 1.37 2 2 0',
    'random 1.37 1 0 1',
  ])
})
