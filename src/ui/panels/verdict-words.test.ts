import { expect, it } from 'vitest'
import { QUESTIONS } from '../../views/verdicts/questions.ts'
import { staticText } from '../fixture/static-text.ts'
import { Foot } from './VerdictWords.tsx'
import { partsOf, Verdict } from './VerdictsPanel.tsx'

type FootProps = Parameters<typeof Foot>[0]

const [question] = QUESTIONS as [(typeof QUESTIONS)[number]]
const CELL = { value: '3', sort: 3, tone: 'bad', reason: 'It is killed.' } as const
const LANES = ['a', 'b'].map((name) => ({ id: name, name, muted: false, fields: {} }))
const cells = (more: object = {}): FootProps['rows'][number]['cells'] => ({ [question.id]: { ...CELL, ...more } })
const ROWS = [
  { name: 'Lane a', cells: cells() },
  { name: 'Lane b', cells: {} },
]
const PLAIN = { order: [0, 1], points: [], most: 0, why: '', depends: '' }
const ORDERED = { ...PLAIN, points: [0, 2], most: 4, why: '“b” is first.' }
const HINT = 'Press an answer to see the run, or the request, that shows it. A star orders the lanes by what matters to you.'
const ASKED = `“${question.matters}”: ${question.definition}`
const FOOT: FootProps = { lanes: LANES, rows: ROWS, looked: null, ordered: PLAIN, busy: '' }

it.each<[what: string, more: Partial<FootProps>, text: string]>([
  ['nothing is looked at', {}, HINT],
  ['something is under way', { busy: 'a: 1 of 2' }, `${HINT} | a: 1 of 2`],
  ['a cell is looked at', { looked: { lane: 'a', question } }, 'Lane a, Restarts, no fault: It is killed.'],
  ['one that is not there yet', { looked: { lane: 'b', question } }, ASKED],
  ['a question', { looked: { question } }, ASKED],
  [
    'a cell of many tries',
    { looked: { lane: 'a', question }, rows: [{ name: 'Lane a', cells: cells({ list: ['x', 'y'] }) }, ROWS[1]!] },
    'Lane a, Restarts, no fault: It is killed. | All 2 tries | x | y',
  ],
  ['something matters', { ordered: ORDERED }, '“b” is first. | ×Order the lanes like this'],
  [
    'and depends',
    { ordered: { ...ORDERED, depends: 'If x mattered, “a” would be.', order: [1, 0] } },
    '“b” is first. It depends. If x mattered, “a” would be. | Order the lanes like this',
  ],
  [
    'it matters, and a cell is looked at',
    { ordered: ORDERED, looked: { lane: 'a', question } },
    'Lane a, Restarts, no fault: It is killed. | ×Order the lanes like this',
  ],
  ['it matters, and a question is looked at', { ordered: ORDERED, looked: { question } }, '“b” is first. | ×Order the lanes like this'],
])('below the verdicts stands where %s', (_, more, text) => expect(staticText(Foot, { ...FOOT, ...more })).toBe(text))

it.each<[what: string, cell: object | undefined, text: string]>([
  ['one that is under way', undefined, '…'],
  ['a verdict', {}, '×✕ | 3 | : bad'],
  ['one with a note', { note: 'restarts anyway' }, '×✕ | 3 | , | restarts anyway | : bad'],
  ['one that is not asked', { tone: 'not asked', value: '–' }, '×– | –'],
  ['one with a proof', { proof: {} }, '✕ | 3 | : bad'],
])('a cell of the verdicts: %s', (_, cell, text) => {
  const props = { lane: LANES[0]!, isShown: true, question, isFresh: true, look: () => undefined }
  expect(staticText(Verdict, { ...props, cell: cell && ({ ...CELL, ...cell } as never) })).toBe(text)
})

it.each([
  ['1.9 … 1.13, 1.20', ['1.9 … 1.13, 1.20']],
  ['1.9 … 1.13, 1.20 a', ['1.9 … 1.13, ', '1.20 a']],
  ['a, b, c, of some length', ['a, b, c, ', 'of some length']],
  ['of some length, without', ['of some length, ', 'without']],
  ['nothing to break it at', ['nothing to break it at']],
])('%s may break before its last item alone', (value, parts) => expect(partsOf(value)).toEqual(parts))
