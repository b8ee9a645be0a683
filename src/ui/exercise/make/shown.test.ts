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
// the form asks what could be asked of a lane, and whether that is solved; what stands in an exercise is not known yet
vi.mock(import('../../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useResult: ((of: string) => {
    const [goals, questions = [], trial] = answers
    const result = /^(true|false) /.test(of) ? goals && { goals, questions } : of.startsWith('[') ? trial : undefined
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

/** An exercise that is open, in its second lane, as its file has it. */
const BEFORE = {
  ...{ id: 'a', minutes: 7, lane: DRAFT.lanes[1]!.name, story: 'Do it.\n', goals: [{ text: 'It runs' }, { text: 'It stays' }] },
  ...{ hints: ['Look'], hide: { parts: ['why'], until: { code: 'c0de' } }, predict: [{ ask: 'Why?' }], keep: [], solution: {} },
}
const FORM_KEPT = { ...KEPT, goals: ['It stays', 'It runs'], ask: ['Why?'], wrong: ['No probe', 'A long wait'], solution: ':now' }

interface Shown {
  answers?: readonly unknown[]
  /** Of the exercise that is open. */
  before?: object
  /** The exercise is solved as it stands. */
  isSolved?: boolean
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
  'a form of an exercise': { before: BEFORE, answers: [GOALS, ASKED, TRIAL] },
  'a form of an exercise that was changed': { before: BEFORE, answers: [GOALS], store: { start: EDITED } },
  'a form of an exercise that was changed and is solved': { before: BEFORE, answers: [GOALS], store: { start: EDITED }, isSolved: true },
  'a form of an exercise that is to begin as it was given': {
    before: BEFORE,
    answers: [GOALS, ASKED, TRIAL],
    store: { start: EDITED },
    kept: { ...FORM_KEPT, isAsGiven: true },
  },
  'a form of an exercise in another lane than its own': {
    before: BEFORE,
    answers: [GOALS, ASKED, TRIAL],
    kept: { ...FORM_KEPT, lane: DRAFT.lanes[0]!.id },
  },
  'an exercise that is read': { store: { slot: 'exercise:a', start: EDITED } },
}

async function shown({ answers: given = [], before, isSolved = false, store, kept }: Shown): Promise<string[]> {
  answers = given
  const slot = before ? 'exercise:a' : 'own'
  stubStorage(kept ? { [`whyrestart-make:${slot}`]: JSON.stringify(kept) } : {})
  vi.stubGlobal('document', { body: {}, querySelector: () => null })
  const { Form, MakeDialog } = await withCabinet(() => import('./MakeDialog.tsx'))
  const { useStore } = await import('../../state/store.ts')
  const { useSession } = await import('../../state/session.ts')
  if (isSolved) useSession.setState({ exercise: { goals: ['It runs'] } as never, isCurrent: true, isRested: true })
  useStore.setState({ slot, draft: DRAFT, start: DRAFT, lane: DRAFT.lanes[0]!.id, ...store })
  const close = (): void => undefined
  return before ? staticLines(Form, { slot, before: before as never, anew: close, close }) : staticLines(MakeDialog, { close })
}

const plain = await shown({})
const FILLED = 'a form that was filled in'
const filled = await shown(CASES[FILLED]!)
const texts: [string, string][] = [['nothing more', plain.join('\n')]]
for (const [title, of] of Object.entries(CASES)) {
  const beside = of.kept && title !== FILLED ? filled : plain
  texts.push([title, (of.before ? await shown(of) : changedLines(beside, await shown(of))).join('\n')])
}

it.each(held(import.meta.dirname, 'said.txt', texts))(
  'beside an empty form, or one that was filled in, there is, of %s',
  (_, expected, now) => expect(now).toBe(expected),
)
