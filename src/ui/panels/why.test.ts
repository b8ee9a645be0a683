import { expect, it } from 'vitest'
import { PROCESSES } from '../../views/text/words.ts'
import { staticText } from '../fixture/static-text.ts'
import { ChainLink } from './WhyChain.tsx'
import { Questions } from './WhyNotNow.tsx'

type LinkProps = Parameters<typeof ChainLink>[0]

const place = { file: 'web.yaml', line: 7 }
const LINE: LinkProps['link']['lines'][number] = { file: '/etc/web.yaml', line: 7, text: 'port: 80', at: 0, place }
const LINK: LinkProps['link'] = { id: 3, t: 60, text: 'It failed.', isRoot: false, isBeside: false, lines: [] }
const PROPS = { place: 1, lane: 'lane-1', isOwn: false, isWhole: true, isLast: false }
const rule = 'One is not enough.'

it.each<[what: string, link: Partial<LinkProps['link']>, more: Partial<LinkProps>, text: string]>([
  ['an entry', {}, {}, '1 min | because | It failed.'],
  ['the first one', {}, { place: 0 }, '1 min | It failed.'],
  ['one that had a say in it', { isBeside: true }, {}, '1 min | with | It failed.'],
  [
    'the line that is the cause',
    { isRoot: true, lines: [LINE] },
    {},
    'because | The cause is this line:web.yaml, line 7 | port: 80 | what else it caused',
  ],
  [
    'the pod itself',
    { isRoot: true, isPod: true, lines: [LINE] },
    {},
    'because | The pod stands in this file:web.yaml, line 7 | port: 80 | what else it caused',
  ],
  [
    'what holds where no line says it',
    { isRoot: true, lines: [{ ...LINE, said: 'the default' }] },
    {},
    'because | It failed.web.yaml, line 7 | port: 80 | (the default)',
  ],
  [
    'how a program is described, for all its lives',
    { isRoot: true, lines: [{ ...LINE, file: PROCESSES }] },
    {},
    'because | It failed.behaviour, line 7 | port: 80 | what else it caused',
  ],
  [
    'at first sight its sentence',
    { lines: [LINE], rule, source: { path: 'pkg/a/b.go' } },
    { isWhole: false },
    '1 min | because | It failed.',
  ],
  [
    'and the last line',
    { lines: [LINE], rule },
    { isWhole: false, isLast: true },
    '1 min | because | It failed. | web.yaml, line 7 | port: 80',
  ],
  ['Kubernetes’ own words below ours', { proof: 'Event X: y' }, { isWhole: false }, '1 min | because | It failed. | Event X: y'],
  ['a rule', { rule }, {}, '1 min | because | It failed. | One is not enough.'],
  ['a rule with its card', { rule, ruleId: 'one' }, {}, '1 min | because | It failed. | One is not enough. The rule'],
  ['where it stands', { source: { path: 'pkg/a/b.go' } }, {}, '1 min | because | It failed. | pkg/a/b.go'],
  [
    'where that can be read',
    { rule, source: { path: 'pkg/a/b.go', address: 'https://x/' } },
    {},
    '1 min | because | It failed. | One is not enough.  b.go',
  ],
  [
    'what the answer means',
    { meaning: { text: 'Nobody asked.', rule: 'one' } },
    { isWhole: false },
    '1 min | because | It failed. | Nobody asked. The rule',
  ],
  [
    'a line of a program',
    { lines: [{ ...LINE, file: PROCESSES }] },
    {},
    '1 min | because | It failed. | behaviour, line 7 | port: 80 | what else it caused',
  ],
  [
    'a line that an action has written',
    { lines: [{ ...LINE, place: undefined }] as never },
    {},
    '1 min | because | It failed. | web.yaml, line 7 | port: 80 | what else it caused',
  ],
])('in the chain stands %s', (_, link, more, text) => {
  expect(staticText(ChainLink, { ...PROPS, link: { ...LINK, ...link }, ...more })).toBe(text)
})

it.each([
  [6, ''],
  [7, 'and 1 more question'],
  [9, 'and 3 more questions'],
])('of %s questions six stand there: %s', (count, rest) => {
  const found = Array.from({ length: count }, (_, n) => ({ question: `Why ${n}?`, answer: 'So.', entries: [], lines: [] }))
  const text = staticText(Questions, { found, lane: 'lane-1' })
  expect([text.match(/Why \d/g)!.length, text.includes('more'), text.endsWith(rest)]).toEqual([6, rest !== '', true])
})

it('an answer names its entries with their times, and its lines', () => {
  const found = [
    {
      ...{ question: 'Why not?', answer: 'So.', entries: [{ id: 1, t: 60, text: 'its end' }] },
      lines: [{ file: 'web.yaml', line: 7, text: 'port: 80', place }],
    },
  ]
  expect(staticText(Questions, { found, lane: 'lane-1' })).toBe('Why not? | So. its end, 1 min | line 7: port: 80')
})
