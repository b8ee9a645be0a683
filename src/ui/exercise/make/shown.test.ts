import { expect, it, vi } from 'vitest'
import { held } from '../../../runs-fixture.ts'
import { changedLines, staticLines } from '../../fixture/static-text.ts'
import { small } from '../../fixture/samples.ts'
import { stubStorage, withCabinet } from '../../state/storage-fixture.ts'

const GOALS = [
  { goal: { text: 'It runs' }, holds: false },
  { goal: { text: 'It answers' }, holds: true },
]
const ASKED = [{ question: { ask: 'When?' }, answer: '1 min' }]
const TRIAL = {
  isEmpty: false,
  wrong: [
    { name: 'No probe', fails: [] },
    { name: 'A long wait', fails: [1, 'keep'] },
  ],
}
let answers: readonly unknown[] = []
let turn = 0
// of one rendering the form asks three things: what could be asked for, what could be asked first, and whether that is solved
vi.mock(import('../../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useResult: ((of: string) => {
    const result = answers[turn++ % 3]
    return result === undefined ? null : { of, result }
  }) as never,
}))
vi.mock(import('react-dom'), async (load) => ({ ...(await load()), createPortal: ((shown: unknown) => shown) as never }))

const DRAFT = small('The task')
const ALONE = { ...DRAFT, lanes: DRAFT.lanes.slice(0, 1) }
const EDITED = { ...DRAFT, lanes: DRAFT.lanes.map((lane) => ({ ...lane })) }
const KEPT = {
  ...{
    title: 'Kept',
    minutes: 5,
    lane: DRAFT.lanes[1]!.id,
    story: 'Do it.',
    goals: ['It runs'],
    hints: 'One\nTwo',
    hide: ['why'],
    ask: ['When?'],
  },
  ...{ debrief: 'So it was.', wrong: ['A long wait'], solution: '', code: 'c0de', isAsGiven: false },
}

interface Shown {
  answers?: readonly unknown[]
  store?: object
  kept?: object
}

const CASES: Readonly<Record<string, Shown>> = {
  'a form of one lane': { store: { draft: ALONE, start: ALONE } },
  'a form with what could be asked': { answers: [GOALS, ASKED] },
  'a form of what cannot be read': { answers: [[], []] },
  'a form that was filled in': { answers: [GOALS, ASKED, TRIAL], kept: KEPT },
  'a form without a task': { answers: [GOALS, ASKED, { ...TRIAL, wrong: [] }], kept: { ...KEPT, story: ' ', code: '' } },
  'a form of what is solved already': { answers: [GOALS, [], { ...TRIAL, isEmpty: true }], kept: KEPT },
  'a form whose solution is one': { answers: [GOALS, [], { ...TRIAL, solution: '' }], kept: KEPT },
  'a form whose solution is none': { answers: [GOALS, [], { ...TRIAL, solution: 'It hangs.' }], kept: KEPT },
  'a form whose lane is gone': { answers: [GOALS], kept: { ...KEPT, lane: 'gone', goals: [] } },
  'an exercise that is read': { store: { slot: 'exercise:a', start: EDITED } },
}

async function shown({ answers: given = [], store, kept }: Shown): Promise<string[]> {
  answers = given
  turn = 0
  stubStorage(kept ? { 'whyrestart-make:own': JSON.stringify(kept) } : {})
  vi.stubGlobal('document', { body: {}, querySelector: () => null })
  const { MakeDialog } = await withCabinet(() => import('./MakeDialog.tsx'))
  const { useStore } = await import('../../state/store.ts')
  useStore.setState({ slot: 'own', draft: DRAFT, start: DRAFT, lane: DRAFT.lanes[0]!.id, ...store })
  return staticLines(MakeDialog, { close: () => undefined })
}

const plain = await shown({})
const FILLED = 'a form that was filled in'
const filled = await shown(CASES[FILLED]!)
const texts: [string, string][] = [['nothing more', plain.join('\n')]]
for (const [title, of] of Object.entries(CASES))
  texts.push([title, changedLines(of.kept && title !== FILLED ? filled : plain, await shown(of)).join('\n')])

it.each(held(import.meta.dirname, 'said.txt', texts))(
  'beside an empty form, or one that was filled in, there is, of %s',
  (_, expected, now) => expect(now).toBe(expected),
)
