import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { changedLines, staticLines } from '../fixture/static-text.ts'
import { Room } from './Room.tsx'
import { useRoom } from './room-store.ts'

let histograms: unknown = null
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useResult: ((of: string) => of && { of, result: histograms }) as never,
}))

const picture = { end: 300, container: 'web', restarts: 1, lives: [[0, 60]], kills: [60], waits: [], ready: [] }
const row = (name: string, more: object = {}) => ({
  ...{
    source: 'a chat',
    line: name.length,
    fragment: name,
    name,
    exercise: 'a',
    hints: 1,
    minutes: 4,
    answers: [],
    same: name,
    isTelling: true,
  },
  ...{ solved: true, goals: [{ n: 1, text: 'It runs', holds: true }], kept: [], way: 'patience', picture },
  ...more,
})
const no = { solved: false, goals: [{ n: 1, text: 'It runs', holds: false, why: 'It ends.' }], way: 'no probe' }
const ROWS = [
  row('Ada'),
  row('Bertha', no),
  row('', { ...no, way: 'patience' }),
  row('Ada', { line: 9, fragment: 'again', way: 'patience' }),
  row('Twin', { ...no, same: 'Bertha' }),
]
const EXERCISE = { id: 'a', title: 'The task', goals: ['It runs'], questions: 1 }
const OTHERS = [row('Cy', { exercise: 'b' }), row('Di', { exercise: 'b' }), row('Eve', { exercise: 'c' })]
const refused = (line: number, why: string, name = '') => ({ source: 'a chat', line, why, name })
const chart = (ask: string, answered: number) => ({
  ask,
  answered,
  hits: 1,
  right: 90,
  bars: [{ label: '0', count: 1, isRight: true, to: 60 }],
})
const LOOK = useRoom.getState().look

const CASES: Readonly<Record<string, { room?: object; histograms?: unknown }>> = {
  'links that are judged': { room: { handed: [{}, {}, {}], done: 1, isJudging: true, says: '3 links in a chat.' } },
  'links of which none is an attempt': {
    room: { handed: [{}], refused: [refused(1, 'it is none'), refused(3, 'it is none', 'Ada'), refused(2, 'it is broken')] },
  },
  'attempts at an exercise that is known': { room: { rows: ROWS, exercises: [EXERCISE] } },
  'attempts while others are judged': {
    room: { rows: ROWS, exercises: [EXERCISE], isJudging: true, handed: [{}] },
    histograms: [chart('When?', 1)],
  },
  'attempts at one that is not': { room: { rows: [row('Ada')] } },
  'attempts at one without a goal': {
    room: { rows: [row('Ada', { goals: [] })], exercises: [{ ...EXERCISE, goals: [], questions: 0 }] },
    histograms: [chart('When?', 1)],
  },
  'attempts at three': {
    room: { rows: [...OTHERS, ...ROWS.slice(0, 3)], exercises: [EXERCISE, { ...EXERCISE, id: 'b', title: 'Another' }] },
  },
  'attempts at the one that is wanted': { room: { rows: [...OTHERS, ...ROWS], exercises: [EXERCISE], look: { ...LOOK, exercise: 'c' } } },
  'attempts of one way, one of them marked': {
    room: { rows: ROWS, exercises: [EXERCISE], look: { ...LOOK, way: 'no probe', marked: new Set(['a chat 6 Bertha']) } },
  },
  'attempts of one way without their names, with marks of two ways': {
    room: {
      rows: ROWS,
      exercises: [EXERCISE],
      look: { ...LOOK, way: 'no probe', isNameless: true, marked: new Set(['a chat 6 Bertha', 'a chat 3 Ada']) },
    },
  },
  'attempts without their names': { room: { rows: ROWS, exercises: [EXERCISE], look: { ...LOOK, isNameless: true } } },
  'what was predicted': { room: { rows: ROWS, exercises: [EXERCISE] }, histograms: [chart('When?', 2), chart('How often?', 0)] },
}

const EMPTY = useRoom.getState()

function shown(of: (typeof CASES)[string]): string[] {
  useRoom.setState({ ...EMPTY, ...of.room }, true)
  histograms = of.histograms ?? null
  return staticLines(Room, {})
}

const plain = shown({})
const KNOWN = 'attempts at an exercise that is known'
const known = shown(CASES[KNOWN]!)

it.each(
  held(import.meta.dirname, 'said.txt', [
    ['nothing more', plain.join('\n')],
    ...Object.entries(CASES).map(([title, of]): [string, string] => {
      const before = of.room && 'rows' in of.room && title !== KNOWN ? known : plain
      return [title, changedLines(before, shown(of)).join('\n')]
    }),
  ]),
)('beside an empty room, or attempts at an exercise that is known, there is, of %s', (_, expected, now) => expect(now).toBe(expected))
