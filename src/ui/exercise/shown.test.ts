import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { small } from '../fixture/samples.ts'
import { changedLines, staticLines } from '../fixture/static-text.ts'
import { type OpenParts, usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { NEW, type OpenExercise, type OpenQuestion, type Session, useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { Curtain } from './Curtain.tsx'
import { ExercisePanel } from './ExercisePanel.tsx'
import { opened, withText } from './exercise-fixture.ts'

let isNarrow = false
vi.mock(import('../kit/hooks.ts'), async (load) => ({ ...(await load()), useMedia: () => isNarrow }))

const START = small('The task')
const EDITED = withText(START, 'kind: Pod')
const [first, ...others] = START.lanes
const withFields = (more: object) => ({ ...START, lanes: [{ ...first!, fields: { ...first!.fields, ...more } }, ...others] })
const DONE = withFields({
  actions: [
    { at: '95s', do: 'hang' },
    { at: '20s', do: 'crash' },
  ],
})
const text = String(Object.values(first!.fields['manifests'] as object)[0])
const FILES = withFields({ manifests: { 'a.yaml': 'kind: Pod\n', 'b.yaml': text, 'c.yaml': 'kind: Pod\n' } })

const trial = (name: string) => ({ proof: { kind: 'run', at: 60, trial: { name } } as never })
const goal = (n: number, more: Partial<Session['goals'][number]> = {}) => ({ n, text: `Goal ${n}`, holds: false, ...more })
const held1 = goal(1, { holds: true })
const TIME: OpenQuestion = { ask: 'When?', tolerance: 5, seen: 30, because: 'It is so.' }
const COUNT: OpenQuestion = { ask: 'How often?', choose: ['0', '3'], seen: 40, until: 200 }
const SOLVED = { edits: 2, hints: 1, seconds: 130 }

const READY_AGAIN = {
  store: { cursor: 80.5 },
  session: { outage: 8 },
  ready: [
    [
      [0, 65],
      [80.5, 200],
    ],
    [[70, 300]],
  ],
} as const

interface Shown {
  exercise?: Partial<OpenExercise>
  progress?: Partial<Session['progress']>
  session?: Partial<Session>
  store?: object
  /** Since when, and until when, each container has been ready. */
  ready?: readonly (readonly (readonly [from: number, to: number])[])[]
  /** Of files of the learner's lane. */
  problems?: readonly (readonly [severity: string, file: string])[]
  page?: Partial<OpenParts>
  /** From when to when the timeline reaches. */
  frame?: readonly [from: number, to: number]
  isNarrow?: boolean
}

const CASES: Readonly<Record<string, Shown>> = {
  'a task': { exercise: { story: 'Type `kubectl get pods`. It *is* so.', hints: ['One', 'Two'], kept: ['The image'], minutes: 4 } },
  'on a small screen': { isNarrow: true, exercise: { minutes: 4, keptFiles: [] }, progress: { seconds: 130 } },
  'a task without goals': { exercise: { goals: [] } },
  'on a small screen, of two files': { isNarrow: true, exercise: { keptFiles: ['a.yaml'] }, store: { draft: FILES } },
  'on a small screen, all files of which are to be kept': {
    isNarrow: true,
    exercise: { keptFiles: ['a.yaml', 'b.yaml', 'c.yaml'] },
    store: { draft: FILES },
  },
  'on a small screen, with a problem': {
    isNarrow: true,
    store: { draft: FILES },
    problems: [
      ['info', 'a.yaml'],
      ['error', 'gone.yaml'],
      ['error', 'c.yaml'],
      ['warning', 'b.yaml'],
    ],
  },
  'on a small screen, without a line': { isNarrow: true, store: { draft: withText(START, '') } },
  'goals that wait for their verdict': { session: { isCurrent: false, goals: [held1, goal(2)] } },
  'goals before the first change': { session: { goals: [held1, goal(2, { why: 'It ends.', ...trial('') })] } },
  'goals after a change': {
    store: { draft: EDITED },
    session: {
      goals: [
        held1,
        goal(2, { why: 'It ends.', seen: 'It is gone.', ...trial('seed 3, hang web at 1 min, on 1.37') }),
        goal(3, { why: 'It hangs.' }),
        goal(4, { after: 1 }),
        goal(5, { after: 3, why: 'Not said.' }),
      ],
      trouble: 'They could not be judged.',
      kept: [
        { text: 'The image', holds: false },
        { text: 'The probe', holds: true },
      ],
    },
  },
  'the second after the first': { store: { draft: EDITED }, session: { goals: [held1, goal(2, { after: 1 })] } },
  'what stands in the way of two': {
    store: { draft: EDITED },
    session: {
      goals: [
        goal(1, { why: 'There is no pod web at 1 min: it is refused', ...trial('') }),
        goal(2, { why: 'There is no pod web at 2 min: it is refused' }),
        goal(3, { why: 'Another.' }),
      ],
    },
  },
  'goals where Why is hidden': {
    exercise: { hide: { parts: ['why', 'verdicts'], until: { hint: 2 } } },
    store: { draft: EDITED },
    session: { goals: [goal(1, { why: 'It ends.', seen: 'It is gone.' }), goal(2, { why: 'It hangs.' })] },
  },
  'goals hold, and the text has not rested': { store: { draft: EDITED }, session: { goals: [held1] } },
  'what comes is hidden': { exercise: { hide: { parts: ['future'], until: 'solved' } }, page: { seen: 30 } },
  'what comes is hidden by a person': { page: { seen: 400 } },
  'on a stage': { page: { seen: 30, isOnStage: true } },
  'a pin before what is seen': {
    exercise: { questions: [{ ask: 'When?', seen: 0 }] },
    session: { asksPin: true, pin: 5 },
    store: { to: 100 },
    page: { seen: 0 },
    frame: [10, 110],
  },
  'a pin behind what is seen': { session: { asksPin: true, pin: 111 }, page: { seen: 0 }, frame: [10, 110] },
  'a pin where what is seen begins': { session: { asksPin: true, pin: 10 }, page: { seen: 0 }, frame: [10, 110] },
  'a pin at its end': { session: { asksPin: true, pin: 110 }, page: { seen: 50 }, frame: [10, 110] },
  'a pin that is not set, right of what is seen': { session: { asksPin: true }, page: { seen: 400 } },
  'it is solved': {
    exercise: { next: 'b', hints: ['One'], minutes: 4 },
    progress: { solved: SOLVED, hints: 1 },
    store: { draft: EDITED },
    session: { goals: [held1], isRested: true },
  },
  'it is solved, with the solution shown, and is the last of the course': {
    progress: { solved: { ...SOLVED, hints: 0, seconds: 59 }, sawSolution: true },
    session: { goals: [held1], isRested: true },
  },
  'it was solved, and is broken since': {
    exercise: { next: 'b', isOfCourse: false, hasSolution: false },
    progress: { solved: SOLVED },
    store: { draft: EDITED },
    session: { goals: [held1, goal(2), goal(3)], kept: [{ text: 'The image', holds: false }] },
  },
  'something was done at two times': { store: { draft: DONE } },
  'something was done in an incident': { exercise: { isIncident: true }, store: { draft: DONE } },
  'something was done, and it is solved': { store: { draft: DONE }, session: { goals: [held1], isRested: true } },
  'something was done in all lanes': { store: { draft: { ...START, common: { ...START.common, actions: [{ at: '60s', do: 'hang' }] } } } },
  'what is hidden until a hint': { exercise: { hide: { parts: ['why', 'lanes', 'timeline', 'editor'], until: { hint: 2 } } } },
  'what is hidden for a while': { exercise: { hide: { parts: ['terminal'], until: { minutes: 5 } } }, progress: { seconds: 299 } },
  'what was hidden for a while': { exercise: { hide: { parts: ['terminal'], until: { minutes: 5 } } }, progress: { seconds: 300 } },
  'what the trainer’s word shows': { exercise: { hide: { parts: ['what-if', 'request', 'events'], until: { code: 'c0de' } } } },
  'it was said': { exercise: { hide: { parts: ['request'], until: { code: 'c0de' } } }, progress: { isUnlocked: true } },
  'what is hidden until it is solved': { exercise: { hide: { parts: ['future'], until: 'solved' } } },
  'hints that were taken': { exercise: { hints: ['One', 'Two `kubectl get pods`', 'Three'] }, progress: { hints: 2 } },
  'all hints were taken': { exercise: { hints: ['One'], hide: { parts: ['terminal'], until: { hint: 3 } } }, progress: { hints: 1 } },
  'the attempt of somebody': { session: { attemptOf: 'Ada' } },
  'the attempt of nobody': { session: { attemptOf: '' } },
  'a time is asked for': { exercise: { questions: [TIME, COUNT], kept: ['The image'] }, session: { asksPin: true }, page: { seen: 30 } },
  'a time was pinned': {
    exercise: { questions: [COUNT, TIME], goals: [] },
    progress: { answers: ['3'] },
    session: { asksPin: true, pin: 75 },
    page: { seen: 30 },
  },
  'a choice is asked for': {
    exercise: { questions: [TIME, TIME, COUNT], locked: ['texts' as never] },
    progress: { answers: [90, 80] },
    isNarrow: true,
  },
  'all was answered': { exercise: { questions: [TIME, COUNT] }, progress: { answers: [90, '3'] } },
  'the questions were skipped': { exercise: { questions: [TIME] }, progress: { isSkipped: true } },
  'an incident that is paused': {
    exercise: { isIncident: true, begin: 60 },
    store: { cursor: 60.9 },
    session: { speed: 5, outage: 0, goals: [held1] },
  },
  'one that runs': {
    exercise: { isIncident: true, begin: 60 },
    store: { playing: true, cursor: 61.5 },
    session: { outage: 3, goals: [goal(1, { why: 'It is away.' })] },
  },
  'one in which all is ready again': { exercise: { isIncident: true, begin: 60 }, ...READY_AGAIN },
  'one in which all is ready as before': { exercise: { isIncident: true, begin: 80.5 }, ...READY_AGAIN },
  'one in which not all is ready': { exercise: { isIncident: true, begin: 60 }, ...READY_AGAIN, store: { cursor: 200 } },
  'one whose clock is held': { exercise: { isIncident: true, begin: 60 }, store: { playing: true, cursor: 90 }, session: { isHeld: true } },
  'one that has come to its end': { exercise: { isIncident: true }, store: { cursor: 300 } },
  'one that is solved': {
    exercise: { isIncident: true, begin: 60 },
    progress: { solved: { ...SOLVED, at: 200, outage: 40 } },
    store: { cursor: 120, draft: EDITED },
    session: { goals: [held1], outage: 40 },
  },
}

function shown({
  exercise,
  progress,
  session,
  store,
  page,
  ready = [],
  problems = [],
  frame: [from, to] = [0, 300],
  ...more
}: Shown): string[] {
  isNarrow = more.isNarrow ?? false
  const of = opened('a', exercise, START).exercise
  useSession.setState(
    {
      ...useSession.getInitialState(),
      ...{ exercise: of, progress: { ...NEW, ...progress }, isCurrent: true },
      ...{ goals: of.goals.map((text, n) => goal(n + 1, { text })), kept: of.kept.map((text) => ({ text, holds: true })) },
      ...session,
    },
    true,
  )
  useStore.setState({ slot: 'exercise:a', draft: START, start: START, lane: first!.id, cursor: 30, to: 300, playing: false, ...store })
  usePage.setState({ ...usePage.getInitialState(), ...page }, true)
  const tracks = ready.map((spans) => ({ ready: spans.map(([from, to]) => ({ from, to })) }))
  results.setState({
    lanes: { [first!.id]: { drawing: { tracks }, problems: problems.map(([severity, file]) => ({ severity, file })) } } as never,
  })
  const scale = { width: 2 * (to - from), from, to, x: (t: number) => 2 * (t - from) }
  const frame = { scale, gutter: 100 } as Parameters<typeof Curtain>[0]['frame']
  return [...staticLines(ExercisePanel, {}), ...staticLines(Curtain, { frame })]
}

const plain = shown({})

it.each(
  held(import.meta.dirname, 'said.txt', [
    ['nothing more', plain.join('\n')],
    ...Object.entries(CASES).map(([title, of]): [string, string] => [title, changedLines(plain, shown(of)).join('\n')]),
  ]),
)('beside a plain task there is, of %s', (_, expected, now) => expect(now).toBe(expected))
