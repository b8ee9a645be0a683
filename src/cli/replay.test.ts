import { expect, it } from 'vitest'
import { recordings, replay } from './replay.ts'

it('sees the recordings of four releases', () => {
  const found = new Set(recordings().map((name) => name.split('/')[0]))
  expect([...found].toSorted()).toEqual(['control-plane', 'pods-1.19', 'pods-1.30', 'pods-1.37', 'pods-1.9'])
})

it.each(recordings())('%s is replayed without a difference', (name) => {
  expect(replay(name).differences).toEqual([])
})
