import { expect, it } from 'vitest'
import { STORY_CURSOR } from '../../cases/the-strange-case.ts'
import { attributesOf, caseLink } from './EmbedDialog.tsx'
import { type Snippet, SNIPPETS } from './snippets.ts'

const picture = { address: 'a.svg', words: 'Two "lanes"', width: 1200, height: 400 }
const snippet: Snippet = {
  ...{ title: 'A & B [c]', frame: 'https://x/embed.html?a&b#2', page: 'https://x/#2', site: 'https://x/', release: '1.37' },
  ...{ height: 500, narrow: 500, attributes: [] },
}
const source = (file: string, media: string): string => `<source srcset="${file}" media="${media}">`
const IMG = '<img src="a.svg" alt="Two &quot;lanes&quot;" width="1200" height="400" loading="lazy" style="width:100%;height:auto">'
const [PHONE, DARK] = ['(max-width: 540px)', '(prefers-color-scheme: dark)']

it.each([
  [500, 500, '500px'],
  [500, 400, 'clamp(400px,(100vw - 540px)*999,500px)'],
  [500, 600, 'clamp(500px,(540px - 100vw)*999,600px)'],
])('a frame of %i pixels, on a phone of %i, is as high as %s', (height, narrow, css) => {
  expect(SNIPPETS.frame({ ...snippet, height, narrow })).toBe(`<figure style="margin:0">
  <iframe src="https://x/embed.html?a&amp;b#2" title="whyrestart: A &amp; B [c]" width="100%" height="500" loading="lazy" allow="clipboard-write" style="height:${css};border:1px solid #ccc;border-radius:6px"></iframe>
  <figcaption><a href="https://x/#2">A &amp; B [c]</a> on Kubernetes 1.37, second by second, in whyrestart</figcaption>
</figure>`)
})

it('behind a frame that is cut away stands its picture', () => {
  expect(SNIPPETS.frame({ ...snippet, picture })).toContain(`min-height:500px;overflow:hidden">\n    ${IMG}\n    <iframe src=`)
})

it.each([
  [{}, IMG],
  [{ dark: 'd.svg' }, `<picture>${source('d.svg', DARK)}${IMG}</picture>`],
  [{ narrow: 'n.svg' }, `<picture>${source('n.svg', PHONE)}${IMG}</picture>`],
  [
    { dark: 'd.svg', narrow: 'n.svg', narrowDark: 'nd.svg' },
    `<picture>${source('nd.svg', `${PHONE} and ${DARK}`)}${source('n.svg', PHONE)}${source('d.svg', DARK)}${IMG}</picture>`,
  ],
])('a picture with %o', (more, html) => {
  expect(SNIPPETS.picture({ ...snippet, picture: { ...picture, ...more } })).toContain(`\n  <a href="https://x/#2">${html}</a>\n`)
})

it('the component has its attributes, the heights that it may have at first, and what stands there without it', () => {
  const attributes = [
    ['hide', 'title'],
    ['lane', '"x"'],
    ['poster', ''],
  ] as const
  expect(SNIPPETS.component({ ...snippet, attributes, narrow: 300 })).toBe(`<script async src="https://x/embed.js"></script>
<figure style="margin:0">
  <why-restart src="https://x/#2" height="auto" first-height="500 300" hide="title" lane="&quot;x&quot;" poster style="display:block;min-height:clamp(300px,(100vw - 540px)*999,500px)" aria-label="whyrestart: A &amp; B [c]">
    <a href="https://x/#2">A &amp; B [c]</a>
  </why-restart>
  <figcaption>A &amp; B [c] on Kubernetes 1.37, second by second, in whyrestart</figcaption>
</figure>`)
  const other = SNIPPETS.component({ ...snippet, source: 'https://x/#3', picture })
  expect(other).toContain('<why-restart src="https://x/#3" height="auto" first-height="500" style')
  expect(other).toContain(`<a href="https://x/#2">${IMG}</a>`)
})

it('in Markdown brackets and line ends break nothing', () => {
  const end = '(https://x/#2)\n\n[A & B \\[c\\]](https://x/#2), played in whyrestart'
  expect(SNIPPETS.markdown({ ...snippet, picture: { ...picture, words: 'a\n [b]' } })).toBe(`[![a \\[b\\]](a.svg)]${end}`)
  expect(SNIPPETS.markdown(snippet)).toBe(`[![A & B \\[c\\]]()]${end}`)
})

const LANES = [
  { id: 'a', name: 'First' },
  { id: 'b', name: 'Second' },
] as never
const HERE = { lane: 'a', t: 90, speed: 10 }
const CHOSEN = { hidden: [], theme: 'system', isReadonly: false, isPoster: false, ...HERE, without: [], hasLegend: false, panel: '' }

it.each<[what: string, change: object, attributes: [string, string][]]>([
  ['nothing, as a frame opens by itself', {}, []],
  ['what is hidden', { hidden: ['title', 'files'] }, [['hide', 'title,files']]],
  ['a theme', { theme: 'dark' }, [['theme', 'dark']]],
  [
    'what it may not, and waits for',
    { isReadonly: true, isPoster: true },
    [
      ['readonly', ''],
      ['poster', ''],
    ],
  ],
  ['a moment, to the hundredth', { t: 12.346 }, [['t', '12.35']]],
  ['a speed', { speed: 30 }, [['speed', '30']]],
  ['a lane, by its name', { lane: 'b' }, [['lane', 'Second']]],
  ['the lanes that are left', { without: [1] }, [['lanes', '2']]],
  ['all lanes, where none would be left', { without: [1, 2] }, []],
  [
    'a legend and a panel',
    { hasLegend: true, panel: 'why' },
    [
      ['legend', ''],
      ['panel', 'why'],
    ],
  ],
])('a frame is told %s', (_, change, attributes) => {
  expect(attributesOf({ ...CHOSEN, ...change } as never, HERE, LANES)).toEqual(attributes)
})

it('a ready case is named by a moment where it is not that at which it opens', () => {
  const at = [0, 0.009, 0.02, -0.009, 12.346].map((by) => caseLink('story', STORY_CURSOR + by))
  expect(at).toEqual([
    'case=story',
    'case=story',
    `case=story&t=${STORY_CURSOR + 0.02}`,
    'case=story',
    `case=story&t=${Math.round((STORY_CURSOR + 12.346) * 100) / 100}`,
  ])
})
