import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Histogram } from '../../lessons/room/histogram.ts'
import { Chart } from './Room.tsx'
import { RoomTable } from './RoomTable.tsx'

const picture = {
  end: 600,
  container: 'web',
  restarts: 1,
  lives: [
    [10, 60],
    [70, 70],
  ],
  kills: [60],
  waits: [[60, 70]],
  ready: [[12, 60]],
}
const row = { source: 'a chat', line: 3, fragment: 'x', goals: [], kept: [], hints: 0, minutes: 4, way: 'patience', solved: true, picture }

function table(...changes: object[]): string {
  const rows = changes.map((change, n) => ({
    item: { row: { ...row, line: n, ...change }, note: n === 0 ? '' : 'an earlier attempt', counts: n === 0 },
    name: `Attempt ${n}`,
    isMarked: n === 1,
  }))
  const nothing = (): void => undefined
  return renderToStaticMarkup(
    createElement(RoomTable, {
      exercise: { id: 'x', title: 'x', goals: [], questions: 0 },
      rows: rows as never,
      open: nothing,
    }),
  )
}
const cells = (html: string): string[] => [...html.matchAll(/<td class="figure">(.*?)<\/td>/g)].map(([, cell]) => cell!)
const says = (html: string): string[] => [...html.matchAll(/role="img" aria-label="(.*?)"/g)].map(([, label]) => label!)

it('an incident has a column for its outage, and what must stay one of its own', () => {
  expect(table({})).not.toMatch(/Outage|What must stay/)
  const html = table({ outage: 96 }, { outage: 120, solved: false })
  expect(html).toContain('<th scope="col">Outage</th>')
  expect(cells(html)).toEqual(['96 s', '120 s'])
  expect([...html.matchAll(/<tr (data-\w+="true")( data-\w+="true")?>/g)].map(([, solved, aside]) => [solved, aside])).toEqual([
    ['data-solved="true"', undefined],
    ['data-aside="true"', undefined],
  ])
  expect(html).toMatch(/<th scope="row">Attempt 0<\/th>.*<th scope="row">Attempt 1<small>an earlier attempt<\/small><\/th>/)
  const kept = table({
    kept: [
      { text: 'the image', holds: false },
      { text: 'the probe', holds: false },
      { text: 'all else', holds: true },
    ],
  })
  expect(kept).toContain('<th scope="col">What must stay</th>')
  expect(kept).toContain('<td class="goal" title="the image; the probe">')
  expect(says(kept)[0]).toBe('does not hold')
})

it('a run is drawn, and said in a sentence', () => {
  const html = table({})
  expect(html).toContain('<span>0:00</span><span>10:00</span>')
  expect(html).toContain('viewBox="0 0 600 20"')
  expect(html).toContain('<path class="life" d="M10 3h50v14h-50zM70 3h0.1v14h-0.1z"></path>')
  expect(html).toContain(
    '<path class="ready" d="M12 14h48v3h-48z"></path><path class="wait" d="M60 9h10v2h-10z"></path><path class="kill" d="M60 1v18"></path>',
  )
  expect(says(html)).toEqual(['web: 1 restart, the first kill at 1 min'])
  expect(says(table({ picture: { ...picture, container: '', restarts: 0, kills: [], end: 0 } }))).toEqual(['no container: 0 restarts'])
  expect(table({ picture: { ...picture, end: 0 } })).toContain('viewBox="0 0 1 20"')
})

const bars = [
  { label: '0', count: 1, isRight: false },
  { label: '1', count: 4, isRight: true, to: 90 },
]
const chart = (of: object, isRevealed: boolean): string =>
  renderToStaticMarkup(
    createElement(Chart, { of: { ask: 'When?', bars, answered: 5, hits: 4, ...of } as unknown as Histogram, isRevealed }),
  ).replaceAll(/<span class="room-column" aria-hidden="true" style="height:(\d+%)"><\/span>/g, '[$1]')

it('what was predicted is drawn as high as it was said often, and what is right once it is shown', () => {
  expect(chart({ right: 90 }, false)).toBe(
    '<figure class="room-histogram"><figcaption>When? <small>5 answers</small></figcaption><ul aria-label="When?">' +
      '<li>[25%]<b>1</b><span class="room-label">0</span></li>' +
      '<li>[100%]<b>4</b><span class="room-label">1<span class="hidden-text"> to 1 min 30 s</span></span></li></ul></figure>',
  )
  const revealed = chart({ right: 90 }, true)
  expect(revealed).toContain('<small>5 answers, 4 right: 1 min 30 s</small>')
  expect(revealed).toMatch(/<li>.*<li data-right="true">.*<span class="hidden-text">, right<\/span>/)
  expect(chart({ right: 'no', answered: 1 }, true)).toContain('<small>1 answer, 4 right: no</small>')
  expect(chart({ right: undefined }, true)).toContain('right: It does not happen</small>')
  expect(chart({ bars: [{ label: '0', count: 0, isRight: false }] }, false)).toContain('[0%]')
})
