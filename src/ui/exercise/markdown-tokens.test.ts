import type { Token } from 'marked'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { workedMs } from '../../worked-fixture.ts'
import { TERMS } from '../../views/text/glossary.ts'
import { EXPLAINED, Markdown, tokensOf } from './Markdown.tsx'

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

it('of what stays as it stands each block is a paragraph, and what is empty is none', () => {
  const stars = '*a '.repeat(1001)
  expect(tokensOf(`${stars}\n\n \n\nb\nc\n\n\n\nd`).map(({ type, raw }) => [type, raw])).toEqual(
    [stars, 'b\nc', 'd'].map((part) => ['paragraph', part]),
  )
})

it('makes links where they are written as links', () => {
  const [{ tokens }] = tokensOf('See <https://a.example>, [it](https://b.example) and www.c.example.') as unknown as [{ tokens: Token[] }]
  expect(tokens.flatMap((token) => ('href' in token ? [token.href] : []))).toEqual(['https://a.example', 'https://b.example'])
})

it('draws no line, no list and no code as deep nesting', () => {
  const text = `${'-'.repeat(80)}\n\n${'* '.repeat(10)}\n\n${Array.from({ length: 40 }, (_, n) => `${n + 1}. step`).join('\n')}\n`
  expect(tokensOf(text).some(({ type }) => type === 'list')).toBe(true)
})

const TERM = '<button type="button" class="term" aria-haspopup="dialog">'

it.each<[what: string, text: string, html: string, how?: Omit<Parameters<typeof Markdown>[0], 'of'>]>([
  ['headings below the region’s', '# a\n\n## b\n\n#### d\n\n##### e', '<h3>a</h3><h4>b</h4><h6>d</h6><h6>e</h6>'],
  ['a list', '- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['a numbered list, from its own number', '1. a\n2. b', '<ol start="1"><li>a</li><li>b</li></ol>'],
  ['one that goes on', '3. c', '<ol start="3"><li>c</li></ol>'],
  ['one from nothing', '0. z', '<ol start="0"><li>z</li></ol>'],
  [
    'emphasis, a quote, a line and code',
    '> **a** *b*\n\n---\n\n    c',
    '<blockquote><p><strong>a</strong> <em>b</em></p></blockquote><hr/><pre>c</pre>',
  ],
  ['a break', 'a  \nb', '<p>a<br/>b</p>'],
  ['an escape', '\\*a', '<p>*a</p>'],
  ['HTML as the text that it is', 'a <b>c</b>', '<p>a &lt;b&gt;c&lt;/b&gt;</p>'],
  ['a link to https', '[a](https://a.example)', '<p><a href="https://a.example" target="_blank" rel="noreferrer noopener">a</a></p>'],
  ['any other link as it stands', '[a](http://a.example)', '<p>[a](http://a.example)</p>'],
  ['short code unbroken', `\`${'x'.repeat(28)}\``, `<p><code class="unbroken">${'x'.repeat(28)}</code></p>`],
  ['longer code broken', `\`${'x'.repeat(29)}\``, `<p><code>${'x'.repeat(29)}</code></p>`],
  [
    'a command, where there is a terminal',
    '`kubectl get pods`',
    '<p><button type="button" class="command long" title="In the terminal"><code class="unbroken">kubectl get pods</code></button></p>',
    { hasTerminal: true },
  ],
  ['what is no command', '`rain`', '<p><code class="unbroken">rain</code></p>', { hasTerminal: true }],
  [
    'sentences',
    'A b. C *d* e? F',
    '<p><span class="sentence">A b. </span><span class="sentence">C <em>d</em> e? </span><span class="sentence">F</span></p>',
    { bySentence: true },
  ],
  [
    'a sentence that ends before code',
    'A. `b` c.',
    '<p><span class="sentence">A. </span><span class="sentence"><code class="unbroken">b</code> c.</span></p>',
    { bySentence: true },
  ],
  [
    'a sentence that ends within brackets, and one that begins with emphasis',
    '(A b.) (B.) *c* (d?) `e`! f',
    '<p><span class="sentence">(A b.) </span><span class="sentence">(B.) </span><span class="sentence"><em>c</em> (d?) </span><span class="sentence"><code class="unbroken">e</code>! </span><span class="sentence">f</span></p>',
    { bySentence: true },
  ],
  [
    'a word that explains itself, where it comes first',
    'Its Liveness probes, and a liveness probe.',
    `<p>Its ${TERM}Liveness probes</button>, and a liveness probe.</p>`,
    { explains: true },
  ],
  ['no word, where none is explained', 'A liveness probe.', '<p>A liveness probe.</p>'],
])('draws %s', (_, text, html, how = {}) => {
  expect(renderToStaticMarkup(createElement(Markdown, { of: text, ...how }))).toBe(`<div class="markdown">${html}</div>`)
})

it.each(EXPLAINED)('the word %s is explained by what is called so', (word, id) => {
  expect(TERMS.get(id)!.title.toLowerCase()).toContain(word)
})

it('looks for the pairs among a thousand stars, and no more', () => {
  const typesOf = (stars: number): string[] => tokensOf(`- ${'*a* '.repeat(stars / 2)}`).map(({ type }) => type)
  expect([typesOf(1000), typesOf(1002)]).toEqual([['list'], ['paragraph']])
})
