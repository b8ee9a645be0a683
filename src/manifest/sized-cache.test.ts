import { expect, it } from 'vitest'
import { SizedCache } from './sized-cache.ts'

/** Each value is 4 characters long with its quotes, below a key of one. */
const filled = (most: ConstructorParameters<typeof SizedCache>[0], ...keys: string[]) => {
  const cache = new SizedCache<string>(most)
  for (const key of keys) cache.set(key, 'ab')
  return cache
}
const held = (cache: SizedCache<string>, keys: string): string => [...keys].filter((key) => cache.get(key) !== undefined).join('')

it.each([
  ['all that fits', { characters: 15, entries: 3, least: 1 }, 'abc', 'abc'],
  ['no more entries than it may', { characters: 99, entries: 2, least: 1 }, 'abc', 'bc'],
  ['no more characters than it may', { characters: 14, entries: 9, least: 1 }, 'abc', 'bc'],
  ['the newest, however large', { characters: 0 }, 'abc', 'c'],
  ['the newest few, however large', { characters: 0, entries: 9, least: 2 }, 'abc', 'bc'],
  ['the newest few, however many', { characters: 99, entries: 1, least: 2 }, 'abc', 'bc'],
  ['one of a key that is set twice', { characters: 99, entries: 2, least: 1 }, 'aba', 'ab'],
])('a cache holds %s', (_, most, keys, expected) => {
  const cache = filled(most, ...keys)
  expect(held(cache, 'abc')).toBe(expected)
})

it('what was asked for last stays longest', () => {
  const cache = filled({ characters: 99, entries: 2, least: 1 }, 'a', 'b')
  expect(cache.get('a')).toBe('ab')
  cache.set('c', 'ab')
  expect(held(cache, 'abc')).toBe('ac')
})

it('what is deleted or cleared takes no room', () => {
  const cache = filled({ characters: 10 }, 'a', 'b')
  cache.delete('a')
  cache.delete('none')
  cache.set('c', 'ab')
  expect([...cache.values()]).toEqual([
    ['b', 'ab'],
    ['c', 'ab'],
  ])
  cache.clear()
  for (const key of 'def') cache.set(key, 'ab')
  expect(held(cache, 'bcdef')).toBe('ef')
})
