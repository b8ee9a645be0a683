import fc from 'fast-check'
import { expect, it } from 'vitest'
import { partsOf, wayOut } from './text-parts.ts'

it('cuts a long text at its line ends, and numbers the lines on', () => {
  const text = Array.from({ length: 2500 }, (_, n) => `line ${n + 1}`).join('\n')
  const parts = partsOf(text)
  expect(parts.map(({ first, lines }) => [first, lines])).toEqual([
    [1, 1000],
    [1001, 1000],
    [2001, 500],
  ])
  expect(text.slice(parts[1]!.from, parts[1]!.to)).toMatch(/^line 1001\n[^]*\nline 2000$/)
})

it('gives a line that is longer than a part one of its own', () => {
  expect(partsOf(`a\n${'x'.repeat(200_000)}\nb`).map(({ first, lines }) => [first, lines])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
  ])
})

it('leaves nothing out, whatever the text is (seed 18)', () => {
  const text = fc
    .array(fc.oneof(fc.constant('\n'), fc.string(), fc.constant('y'.repeat(60_000))), { maxLength: 3000 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(text, (whole) => {
      const parts = partsOf(whole)
      expect(parts.map(({ from, to }) => whole.slice(from, to)).join('\n')).toBe(whole)
      for (const { from, to, first, lines } of parts) {
        expect(whole.slice(from, to).split('\n')).toHaveLength(lines)
        expect(whole.slice(0, from).split('\n')).toHaveLength(first)
      }
    }),
    { seed: 18, numRuns: 60 },
  )
})

it('leads out of a part where a caret can go no further within it', () => {
  const own = 'one\n\nthree'
  const ways = (key: string, ctrlKey = false): string[] =>
    [0, 2, 4, 5, own.length].map((at) => wayOut({ key, ctrlKey, metaKey: false }, own, at) ?? '-')
  expect(ways('ArrowUp')).toEqual(['before', 'before', '-', '-', '-'])
  expect(ways('PageDown')).toEqual(['-', '-', '-', 'after', 'after'])
  expect(ways('ArrowLeft')).toEqual(['before', '-', '-', '-', '-'])
  expect(ways('ArrowRight')).toEqual(['-', '-', '-', '-', 'after'])
  expect(ways('Backspace')).toEqual(['join before', '-', '-', '-', '-'])
  expect(ways('Delete')).toEqual(['-', '-', '-', '-', 'join after'])
  expect(ways('Home', true)).toEqual(Array(5).fill('first'))
  expect(ways('Home')).toEqual(Array(5).fill('-'))
  expect(ways('x')).toEqual(Array(5).fill('-'))
  expect([
    wayOut({ key: 'ArrowUp', ctrlKey: false, metaKey: false }, '\nx', 0),
    wayOut({ key: 'ArrowUp', ctrlKey: false, metaKey: false }, '\nx', 1),
  ]).toEqual(['before', undefined])
})
