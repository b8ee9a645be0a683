import { describe, expect, it } from 'vitest'
import { orderBy, type OrderedRow } from './order.ts'
import { QUESTIONS, verdictsText, type VerdictCell, type QuestionId, type Tone } from './questions.ts'

const cell = (tone: Tone, value: string, sort = 0): VerdictCell => ({ tone, value, sort, reason: '' })

/** Two ways that cost something else each, and one that is never right. */
const ROWS: readonly OrderedRow[] = [
  { name: 'Bad', cells: { calm: cell('bad', '11', 11), hang: cell('costs', '418 s', 418), admin: cell('good', 'none') } },
  { name: 'Port', cells: { calm: cell('good', '0'), hang: cell('good', '155 s', 155), admin: cell('bad', '8888', 10) } },
  { name: 'TCP', cells: { calm: cell('good', '0'), hang: cell('bad', 'never', 1e9), admin: cell('good', 'none') } },
]
const names = (weights: Partial<Record<QuestionId, number>>, rows = ROWS): string[] =>
  orderBy(rows, weights).order.map((place) => rows[place]!.name)

it('with nothing chosen the lanes keep their own order, and nothing is said', () => {
  expect(orderBy(ROWS, {})).toEqual({ order: [0, 1, 2], points: [], most: 0, why: '', depends: '' })
  expect(orderBy(ROWS, { hang: 0 }).points).toEqual([])
})

it('depends: what matters decides which comes first', () => {
  expect(names({ hang: 1 })).toEqual(['Port', 'Bad', 'TCP'])
  expect(names({ admin: 1, calm: 1 })).toEqual(['TCP', 'Port', 'Bad'])
})

it('points are the sum of weight times two for good, one for what costs, none for bad', () => {
  const { points, most } = orderBy(ROWS, { hang: 1, admin: 2 })
  expect([points, most]).toEqual([[1 + 4, 2, 4], 6])
})

it('what has no answer never wins, and that is said', () => {
  const pod = { name: 'Pod', cells: { calm: cell('good', '0'), admin: cell('not asked', 'not asked') } }
  const rows = [pod, ROWS[1]!]
  expect(orderBy(rows, { admin: 1 })).toMatchObject({ order: [1, 0], points: [0, 0] })
  expect(orderBy(rows, { admin: 1 }).why).toContain('“No open admin port” has no answer for “Pod”, and earns nothing there.')
  const { order, why } = orderBy(rows, { admin: 1, calm: 2 })
  expect([order, why]).toEqual([
    [1, 0],
    expect.stringContaining(
      '“Port” comes first with 4 of 6 points, as many as “Pod”, for “No open admin port” (8888, where the other is not asked).',
    ),
  ])
  expect(orderBy([pod, { ...pod, name: 'Other' }], { admin: 1 }).why).toContain('has no answer for any lane')
})

it('no hint names a question that one of the two was not asked', () => {
  const pod = { name: 'Pod', cells: { calm: cell('good', '0'), hang: cell('costs', '400 s', 400), admin: cell('not asked', 'not asked') } }
  const good = { name: 'Good', cells: { calm: cell('good', '0'), hang: cell('bad', 'never', 1e9), admin: cell('good', 'none') } }
  expect(orderBy([pod, good], { hang: 1 })).toMatchObject({ order: [0, 1], depends: '' })
})

it('equal points: the smaller number comes first, then the lanes’ own order', () => {
  const rows = ['c', 'b', 'a'].map((name, i) => ({ name, cells: { hang: cell('good', `${[150, 90, 150][i]} s`, [150, 90, 150][i]) } }))
  expect(names({ hang: 1 }, rows)).toEqual(['b', 'c', 'a'])
})

it('equal points: what matters most is compared first, of equal matters the first question', () => {
  const of = (name: string, hang: number, admin: number) => ({
    name,
    cells: { hang: cell('good', `${hang} s`, hang), admin: cell('good', `${admin}`, admin) },
  })
  const rows = [of('slow', 150, 5), of('quick', 90, 9)]
  expect(
    [
      { hang: 1, admin: 2 },
      { hang: 2, admin: 1 },
      { admin: 1, hang: 1 },
    ].map((weights) => names(weights, rows)[0]),
  ).toEqual(['slow', 'quick', 'quick'])
  expect(orderBy(rows, { hang: 1, admin: 2 }).why).toMatch(/, as many as “quick”, for “No open admin port” \(5, not 9\)\.$/)
})

it('while a verdict that matters is missing nothing is ordered', () => {
  const rows = [...ROWS, { name: 'Later', cells: { calm: cell('good', '0') } }]
  expect(orderBy(rows, { hang: 1 })).toMatchObject({ order: [0, 1, 2, 3], points: [], why: '' })
  expect(orderBy(rows, { calm: 1 }).points).toEqual([0, 2, 2, 2])
})

it('says why the first is first, what it still costs, and on what it depends', () => {
  const { why, depends } = orderBy(ROWS, { calm: 1, hang: 1, admin: 1 })
  expect(why).toBe(
    '“Port” comes first with 4 of 6 points, as many as “TCP”, for “A hang is noticed” (155 s, not never). It still loses some on “No open admin port” (8888).',
  )
  expect(depends).toBe('Without “A hang is noticed”, it would be “TCP”.')
  expect(orderBy(ROWS, { calm: 2 }).why).toBe(
    '“Port” and “TCP” come first alike with 4 of 4 points: what you chose does not tell them apart.',
  )
  expect(orderBy(ROWS, { hang: 1, calm: 1 }).why).toBe(
    '“Port” comes first with 4 of 4 points, before “TCP” with 2, for “A hang is noticed” (155 s, not never).',
  )
  expect(orderBy(ROWS, { hang: 2 }).depends).toBe('If “No open admin port” mattered much, it would be “Bad”.')
})

describe('verdicts are printed below their questions, in columns', () => {
  const unasked: VerdictCell = { value: 'not asked', tone: 'not asked', sort: 0, reason: 'It has done its work.' }
  const calm: VerdictCell = { value: '0', tone: 'good', sort: 0, reason: 'None.' }
  const hang: VerdictCell = { value: 'never', note: 'hung', tone: 'bad', sort: 9, reason: 'Nobody asks.' }
  const printed = (...lanes: readonly [name: string, cells: Partial<Record<QuestionId, VerdictCell>>][]): string[] =>
    verdictsText(
      lanes.map(([name, own]) => {
        const none = Object.fromEntries(QUESTIONS.map(({ id }) => [id, unasked])) as Record<QuestionId, VerdictCell>
        return { name, cells: { ...none, ...own } }
      }),
    ).split('\n\n')
  const headOf = (block: string): string => block.split('\n')[0]!

  it('a line a lane, also of what one lane, or none, is asked', () => {
    const blocks = printed(['a', { calm }], ['longer', { calm: { ...calm, tone: 'costs' }, hang }])
    const [first, second, third] = QUESTIONS.filter(({ server }) => !server)
    expect(blocks.slice(0, 3).join('\n\n')).toBe(
      `${first!.head}
  ${first!.definition}
  ✓ a       0            None.
  △ longer  0            None.

${second!.head}
  ${second!.definition}
  – a       not asked    It has done its work.
  ✕ longer  never, hung  Nobody asks.

${third!.head}
  ${third!.definition}
  – a       not asked    It has done its work.
  – longer  not asked    It has done its work.`,
    )
  })

  it.each<[string, QuestionId[], string[], string | undefined]>([
    [
      'no kube-apiserver: what only one can be asked is counted',
      [],
      QUESTIONS.flatMap(({ server, head }) => (server ? [] : [head])),
      `${QUESTIONS.filter(({ server }) => server).length} more questions are asked where a lane has a kube-apiserver.\n`,
    ],
    ['a kube-apiserver: all questions, those too that it is not asked', ['admin'], QUESTIONS.map(({ head }) => head), undefined],
  ])('of a lane with %s', (_, asked, heads, more) => {
    const blocks = printed(['a', Object.fromEntries(asked.map((id) => [id, calm]))])
    expect(blocks.slice(0, heads.length).map(headOf)).toEqual(heads)
    expect(blocks[heads.length]).toBe(more)
  })
})
