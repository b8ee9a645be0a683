import { expect, it } from 'vitest'
import { recordings, replay } from './replay.ts'

it('sees the recordings of every kind and release', () => {
  const folders = new Set(recordings().map((name) => name.split('/')[0]!))
  expect(folders.size).toBeGreaterThanOrEqual(25)
  for (const folder of ['control-plane', 'planes', 'pods-1.9', 'life-1.22', 'random-1.37']) expect(folders).toContain(folder)
})

it.each(recordings())('%s is replayed without a difference', (name) => {
  expect(replay(name).flatMap(({ name, differences }) => differences.map((difference) => `${name}: ${difference}`))).toEqual([])
})
