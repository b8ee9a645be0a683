import { createElement, type ReactNode } from 'react'
import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { documentOf } from '../../share/payload.ts'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { gutterOf, ticksOf, timeScale } from '../../views/picture/layout.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { small } from '../fixture/samples.ts'
import { besideFirst, staticLines } from '../fixture/static-text.ts'
import { useKeptForms } from '../own/kept-forms.ts'
import { textOf } from '../state/draft.ts'
import { mode, usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { LaneHead } from './LaneHead.tsx'
import { LateTwin, Timeline } from './Timeline.tsx'

let isNarrow = false
const { named } = vi.hoisted(() => ({
  named: (...names: string[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        ({ children, frame: _frame, ink: _ink, lane, ...props }: { children?: unknown; frame?: object; ink?: object; lane?: object }) => {
          const of = JSON.stringify({ ...props, ...(lane ? { lane: (lane as { id: string }).id } : {}) })
          return createElement('part', { name, of } as never, children as ReactNode)
        },
      ]),
    ) as never,
}))
const { INK } = vi.hoisted(() => ({ INK: { scale: 1, colours: {}, sans: 'x' } as never }))
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useMedia: () => isNarrow,
  useWidth: () => 1000,
  part: ((_load: unknown, name: string) => (named(name) as unknown as Record<string, unknown>)[name]) as never,
}))
vi.mock(import('../faults/InTimeline.tsx'), async (load) => ({
  ...(named('ActionCard', 'ActionLine', 'Actions') as object),
  hasActions: (await load()).hasActions,
}))
vi.mock('./Legend.tsx', () => ({ ...(named('Legend') as object), useInk: () => INK }))
vi.mock('./LaneView.tsx', () => named('LaneView'))
const { Legend } = await vi.importActual<typeof import('./Legend.tsx')>('./Legend.tsx')
const { LaneView } = await vi.importActual<typeof import('./LaneView.tsx')>('./LaneView.tsx')

const DRAFT = small('Mine')
const [asked, alone, third] = DRAFT.lanes as [L, L, L]
type L = (typeof DRAFT.lanes)[number]
const SIX = { ...DRAFT, lanes: Array.from({ length: 6 }, (_, n) => ({ ...alone, id: `lane-${n + 1}`, name: `Lane ${n + 1}` })) }
const [{ inputs }] = parseScenarioJson(JSON.stringify(documentOf(DRAFT))).scenario!.lanes as unknown as [{ inputs: never }]
const DRAWING = drawingOf(simulate(inputs), 300)
const drawn = (more: object = {}): LaneDrawing => ({ ...DRAWING, ...more })
const status = (restarts: number, word: string, ready = 1): object => ({
  statuses: new Map([['web', [{ t: 0, restarts, total: 1, ready, word }]]]),
  removals: new Map(),
})

interface Shown {
  store?: object
  page?: object
  session?: object
  mode?: object
  lane?: L
  drawing?: LaneDrawing
  result?: object
  results?: object
  forms?: object
  isNarrow?: boolean
  isFolded?: boolean
}

const asExercise = (...parts: string[]) => ({ exercise: { lane: asked.name, questions: [], hide: { parts, until: 'solved' } } })

const HEADS: Readonly<Record<string, Shown>> = {
  'as it runs': { drawing: DRAWING },
  'before it has run': {},
  'that is restarted twice': { drawing: drawn(status(2, 'Running')) },
  'at its start': { drawing: DRAWING, store: { cursor: 0 } },
  'of no pod': { drawing: drawn(status(0, '')) },
  'of a manifest that cannot be read': { drawing: drawn(status(0, '')), result: { good: false } },
  'of a manifest that cannot be read beside one that runs': { drawing: drawn(status(0, 'Running')), result: { good: false } },
  'that waits': { drawing: drawn(status(3, 'CrashLoopBackOff', 0)) },
  'in a state without a card': { drawing: drawn(status(3, 'ErrImagePull', 0)) },
  'that is not restarted': { drawing: drawn(status(0, 'Running')) },
  'that is not chosen': { drawing: DRAWING, store: { lane: alone.id } },
  'that is muted': { drawing: DRAWING, lane: { ...asked, muted: true } },
  'that is only shown': { drawing: DRAWING, lane: { ...asked, isShown: true } as L },
  'at the end': { drawing: DRAWING, lane: third },
  'between others': { drawing: DRAWING, lane: alone },
  'by itself': { drawing: DRAWING, store: { draft: { ...DRAFT, lanes: [asked] } } },
  'that may be read only': { drawing: DRAWING, mode: { readonly: true } },
}

const TYPED = textOf(DRAFT, asked, PROCESSES)
const EMPTY = { ...asked, fields: {} }
const LANES: Readonly<Record<string, Shown>> = {
  'as it runs': { drawing: DRAWING },
  'before it has run': {},
  'that is not chosen': { drawing: DRAWING, store: { lane: alone.id } },
  'that is muted and folded': { drawing: DRAWING, lane: { ...asked, muted: true }, isFolded: true },
  'that cannot be read': { drawing: DRAWING, result: { stale: 'It cannot be read.' } },
  'with a form that cannot be read': { drawing: DRAWING, forms: { [asked.id]: { text: TYPED, found: [{}] } } },
  'with another text than that form': { drawing: DRAWING, forms: { [asked.id]: { text: 'a: b', found: [{}] } } },
  'with another lane’s form': { drawing: DRAWING, forms: { [alone.id]: { text: TYPED, found: [{}] } } },
  'of more containers than are drawn': { drawing: drawn({ tracks: Array(202).fill(DRAWING.tracks[0]) }) },
  'of as many': { drawing: drawn({ tracks: Array(200).fill(DRAWING.tracks[0]) }) },
  'of more that cannot be read': {
    drawing: drawn({ tracks: Array(202).fill(DRAWING.tracks[0]) }),
    result: { stale: 'It cannot be read.' },
  },
  'without a manifest': { lane: EMPTY, drawing: drawn({ tracks: [] }) },
  'without a manifest of its own': {
    lane: EMPTY,
    drawing: drawn({ tracks: [] }),
    store: { draft: { ...DRAFT, common: { ...DRAFT.common, manifests: { 'a.yaml': '' } } } },
  },
  'without a manifest, in which something runs': { lane: EMPTY, drawing: DRAWING },
  'with a mirror pod that is wanted': { drawing: drawn({ mirror: [{ from: 5, to: 300 }] }), page: { wantsMirror: true } },
  'with one that nobody wants': { drawing: drawn({ mirror: [{ from: 5, to: DRAWING.end }] }) },
  'with one that was deleted': { drawing: drawn({ mirror: [{ from: 5, to: 100 }] }) },
  'with one that was made anew': {
    drawing: drawn({
      mirror: [
        { from: 5, to: 100 },
        { from: 100, to: DRAWING.end },
      ],
    }),
  },
  'with one that was deleted, on a stage': { drawing: drawn({ mirror: [{ from: 5, to: 100 }] }), page: { isOnStage: true } },
}

const TIMELINES: Readonly<Record<string, Shown>> = {
  'at first': {},
  'of another file': { store: { file: 'none.yaml' } },
  'of programs': { store: { file: PROCESSES } },
  'of a lane that is gone': { store: { lane: 'gone' } },
  'at another time': { store: { cursor: 61.26 } },
  'of a part': { store: { from: 100, to: 200 } },
  'of a part, at its end': { store: { from: 0, to: 60 } },
  'of a part, at its beginning': { store: { from: 60, to: 120 } },
  'without the editor': { session: asExercise('editor') },
  'without the other lanes': { session: asExercise('lanes') },
  'without its own lane': { session: asExercise('timeline') },
  'with the curtain': { page: { seen: 100 } },
  'with a question about what comes': { session: { exercise: { lane: asked.name, questions: [{ ask: 'When?', seen: 10 }] } } },
  'that may be read only': { mode: { embedded: true, readonly: true } },
  'in a frame, of two lanes': { mode: { embedded: true }, page: { framedLanes: [1, 3] } },
  narrow: { isNarrow: true },
  'narrow, of the third lane': { isNarrow: true, store: { lane: third.id } },
  'narrow, in a frame': { isNarrow: true, mode: { embedded: true } },
  'narrow, in a frame of two lanes': { isNarrow: true, mode: { embedded: true }, page: { framedLanes: [1, 3] } },
  'narrow, of five lanes': { isNarrow: true, store: { draft: { ...SIX, lanes: SIX.lanes.slice(1) } } },
  'narrow, of six': { isNarrow: true, store: { draft: SIX } },
  'narrow, of six, the last chosen': { isNarrow: true, store: { draft: SIX, lane: 'lane-6' } },
  'narrow, of six, none chosen': { isNarrow: true, store: { draft: SIX, lane: 'gone' } },
}

const ACTIONS = { ...DRAFT, common: { ...DRAFT.common, actions: [{ at: '60s', do: 'hang', target: 'web' }] } }
const LEGENDS: Readonly<Record<string, Shown>> = {
  'of a run': { drawing: DRAWING },
  'before there is one': {},
  'before there is one of something that happens': { store: { draft: ACTIONS } },
  'of a run in which something happens': { drawing: DRAWING, store: { draft: ACTIONS } },
}

const TABLES: Readonly<Record<string, Shown>> = {
  'that nobody wants to see': {},
  'that somebody wants to see': { store: { table: true } },
  'before there is a picture': { store: { table: true }, results: { phase: 'running' } },
}

const before = {
  ...{ store: useStore.getState(), page: usePage.getState(), session: useSession.getState(), results: results.getState() },
  mode: { ...mode },
}

const scale = timeScale(0, 300, 900)
const frame = { scale, ticks: ticksOf(scale, 76), gutter: gutterOf(1), ink: INK }

function linesOf(shown: Shown, of: (shown: Shown) => string[]): string[] {
  const lane = shown.lane ?? asked
  const view = { cursor: 60, from: 0, to: 300, lane: lane.id, file: 'web.yaml', slot: 'own', draft: DRAFT } as const
  useStore.setState({ ...before.store, ...view, ...shown.store } as never, true)
  usePage.setState({ ...before.page, ...shown.page }, true)
  useSession.setState({ ...before.session, ...shown.session } as never, true)
  const result = { drawing: shown.drawing, good: true, stale: '', index: { times: [] }, ...shown.result }
  results.setState(
    { ...before.results, phase: 'ready', lanes: shown.drawing ? { [lane.id]: result } : {}, ...shown.results } as never,
    true,
  )
  useKeptForms.setState((shown.forms ?? {}) as never, true)
  Object.assign(mode, before.mode, shown.mode)
  isNarrow = shown.isNarrow ?? false
  return of(shown).flatMap((line) => line.replaceAll(/="_R_\w+"/g, '').split(line.startsWith('div class="axis-track"') ? '<' : /$/))
}

const compared = besideFirst()
const CASES = (
  [
    ['a lane’s head', HEADS, ({ lane = asked }: Shown) => staticLines(LaneHead, { lane, selected: useStore.getState().lane === lane.id })],
    [
      'a lane',
      LANES,
      ({ lane = asked, isFolded = false }: Shown) => {
        const lines = staticLines(LaneView, { lane, frame, width: 1000, isFolded })
        return [lines[0]!, ...lines.slice(lines.findIndex((line) => line.includes('lane-track')))]
      },
    ],
    ['the timeline', TIMELINES, () => staticLines(Timeline, { look: 'light' })],
    ['the legend', LEGENDS, () => staticLines(Legend, { look: 'light', ink: INK }).filter((line) => !line.startsWith('canvas'))],
    ['the table', TABLES, () => [true, false].map((isSeen) => `${isSeen}: ${staticLines(LateTwin, { isSeen }).join()}`)],
  ] as const
).flatMap(([what, cases, of]) =>
  Object.entries<Shown>(cases).map(([title, shown]): [string, string] => [`${what} ${title}`, compared(what, linesOf(shown, of))]),
)

it.each(held(import.meta.dirname, 'said.txt', CASES))('%s', (_, expected, now) => expect(now).toBe(expected))
