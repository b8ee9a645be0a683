import type { Token } from 'marked'
import { expect, it } from 'vitest'
import { workedMs } from '../../worked-fixture.ts'
import { tokensOf } from './Markdown.tsx'

it('takes Markdown apart', () => {
  expect(tokensOf('**Now.**\n\n> - a_b\n').map(({ type }) => type)).toEqual(['paragraph', 'space', 'blockquote'])
})

it.each([
  ['quotes in quotes', '> '.repeat(4000)],
  ['numbers in numbers', '1. '.repeat(10_000)],
  ['lists and quotes', '- > '.repeat(6000)],
  ['lists behind a word', `Look:\n${'- '.repeat(4000)}`],
  ['emphasis that never ends', '_a'.repeat(20_000)],
  ['emphasis that ends in another', '*a_'.repeat(16_000)],
  ['emphasis and quotes', `> ${'*a_'.repeat(3000)}`],
  ['what could be an e-mail address', `${'a.b-'.repeat(12_000)}@`],
])('leaves %s as they stand, at once', (_, text) => {
  const before = workedMs()
  const tokens = tokensOf(text)
  expect(workedMs() - before).toBeLessThan(500)
  const cut = text.length > 20_000 ? [`Cut here: 20000 of its ${text.length} characters are shown.`] : []
  expect(tokens.map(({ type, raw }) => [type, raw])).toEqual([text.slice(0, 20_000), ...cut].map((part) => ['paragraph', part]))
})

it('makes links where they are written as links', () => {
  const [{ tokens }] = tokensOf('See <https://a.example>, [it](https://b.example) and www.c.example.') as unknown as [{ tokens: Token[] }]
  expect(tokens.flatMap((token) => ('href' in token ? [token.href] : []))).toEqual(['https://a.example', 'https://b.example'])
})

it('draws no line, no list and no code as deep nesting', () => {
  const text = `${'-'.repeat(80)}\n\n${'* '.repeat(10)}\n\n${Array.from({ length: 40 }, (_, n) => `${n + 1}. step`).join('\n')}\n`
  expect(tokensOf(text).some(({ type }) => type === 'list')).toBe(true)
})
