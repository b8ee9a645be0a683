import { createElement, type ReactNode } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { small } from '../fixture/samples.ts'
import { changedLines, staticLines } from '../fixture/static-text.ts'
import type { AddressPlace } from '../state/address.ts'
import { mode, usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { environment, useStore } from '../state/store.ts'
import { App } from './App.tsx'
import { Header } from './Header.tsx'
import { HelpDialog } from './HelpDialog.tsx'
import { Transport } from './Transport.tsx'

let isWide = true
let place: AddressPlace | undefined
const { named } = vi.hoisted(() => ({
  named: (...names: string[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        ({ children, look: _look, ...props }: { children?: unknown; look?: string }) =>
          createElement('part', { name, of: JSON.stringify(props) } as never, children as ReactNode),
      ]),
    ) as never,
}))
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  useMedia: () => isWide,
  part: ((_load: unknown, name: string) => (named(name) as unknown as Record<string, unknown>)[name]) as never,
}))
vi.mock('../kit/theme.ts', () => ({ useTheme: () => 'light' }))
vi.mock(import('../state/route.ts'), async (load) => ({ ...(await load()), usePlace: () => place }))
vi.mock(import('react-dom'), async (load) => ({ ...(await load()), createPortal: ((children: unknown) => children) as never }))
vi.mock('react-resizable-panels', () => ({
  ...(named('Group', 'Panel', 'Separator') as object),
  useDefaultLayout: () => ({}),
  usePanelRef: () => ({ current: null }),
}))
vi.mock('../cards/Card.tsx', () => named('Card'))
vi.mock('../editor/Editor.tsx', () => named('Editor'))
vi.mock('../exercise/Task.tsx', () => named('Task'))
vi.mock('../faults/InTimeline.tsx', () => named('Faults'))
vi.mock('../own/Bring.tsx', () => ({ ...(named('DropTarget') as object), pasteYours: () => undefined }))
vi.mock('../offline/OfflineButton.tsx', () => named('OfflineButton'))
vi.mock('../panels/Panels.tsx', () => named('Panels'))
vi.mock('../timeline/Timeline.tsx', () => named('Timeline', 'LateTwin'))

vi.stubGlobal('document', {})
vi.stubGlobal('innerHeight', 844)
afterAll(() => void vi.unstubAllGlobals())

const DRAFT = small('Mine')
const [own] = DRAFT.lanes as [(typeof DRAFT.lanes)[number]]
const INCIDENT = { ...DRAFT, lanes: [...DRAFT.lanes.slice(1), { ...own, fields: { ...own.fields, happened: {} } }] }
const asExercise = (more: object = {}) => ({ exercise: { lane: own.name, questions: [], ...more } })
const hides = (...parts: string[]) => asExercise({ hide: { parts, until: 'solved' } })

interface Shown {
  store?: object
  page?: object
  session?: object
  results?: object
  mode?: object
  place?: AddressPlace
  /** What is kept of one's own. */
  hasWork?: boolean
  isNarrow?: boolean
}

const STAGE = { isOnStage: true }
const SHARED = { slot: 'shared:abc' }
const EXERCISE = { store: { slot: 'exercise:a-probe' }, session: asExercise() }

/** The page as a whole; the menus of its head are told of by themselves. */
const PAGE: Readonly<Record<string, Shown>> = {
  'at first': {},
  'before there is a picture': { results: { phase: 'running' } },
  'with its keys shown': { page: { isHelpOpen: true } },
  'without its timeline': { session: hides('timeline', 'lanes') },
  'without its editor': { session: hides('editor') },
  narrow: { isNarrow: true },
  'narrow, in an exercise': { ...EXERCISE, isNarrow: true },
  'narrow, in one that hides the timeline': { ...EXERCISE, session: hides('timeline', 'lanes'), isNarrow: true },
  'narrow, in one that hides the editor': { ...EXERCISE, session: hides('editor'), isNarrow: true },
  'on a stage': { page: STAGE },
  'on a narrow stage': { page: STAGE, isNarrow: true },
  'on a stage with Events': { page: STAGE, store: { panel: 'events' } },
  'on a stage with Verdicts': { page: STAGE, store: { panel: 'verdicts' } },
  'on a stage with Verdicts that are hidden': { page: STAGE, store: { panel: 'verdicts' }, session: hides('verdicts') },
  'on a stage with the manifest': { page: { ...STAGE, onStage: 'manifest' } },
  'on a stage with the manifest, last at Verdicts': { page: { ...STAGE, onStage: 'manifest' }, store: { panel: 'verdicts' } },
  'on a stage with the task': { page: { ...STAGE, onStage: 'task' }, store: { panel: 'events' } },
  'on a stage with the lanes alone': { page: { ...STAGE, onStage: 'nothing' } },
  'on a stage without the editor': { page: STAGE, session: hides('editor') },
  'on a stage with the manifest, which is hidden': { page: { ...STAGE, onStage: 'manifest' }, session: hides('editor') },
}

const NOTICES: Readonly<Record<string, Shown>> = {
  'with nothing to say': {},
  'with what a run says': { results: { message: 'It went wrong.' } },
  'with what a run that was ended says': { results: { message: 'It was ended.' }, store: { ended: 'It was ended.' } },
  'after a run that was ended': { store: { ended: 'It was ended.' } },
  'with all that can be said': {
    results: { message: 'It went wrong.' },
    store: {
      ...SHARED,
      notice: 'Done.',
      isKept: false,
      troubles: [
        { cause: 'link', text: 'It is damaged.' },
        { cause: 'aside', text: 'It is too large.', file: { name: 'a.json', text: '{}' } },
        { cause: 'unkept', text: 'It was not fetched.', again: () => undefined },
      ],
    },
  },
  'that is not kept': { store: { isKept: false } },
  'with what somebody shared': { store: SHARED },
  'with what somebody shared, beside work of one’s own': { store: SHARED, hasWork: true },
  'with an incident that somebody shared': { store: { ...SHARED, draft: INCIDENT } },
  'with an incident of one’s own': { store: { slot: 'own', draft: INCIDENT } },
  'with an incident beside work of one’s own': { store: { ...SHARED, draft: INCIDENT }, hasWork: true },
  'with what somebody shared, presented': { store: { ...SHARED, presenting: true } },
  'with an exercise': EXERCISE,
  'with an exercise, and something to say': { ...EXERCISE, store: { ...EXERCISE.store, notice: 'Done.' } },
}

const HEAD: Readonly<Record<string, Shown>> = {
  'with a case': {},
  'with the other case': { store: { slot: 'case:today' } },
  'with a case on its own release': { store: { slot: 'case:story', draft: { ...DRAFT, common: { ...DRAFT.common, kubernetes: '1.9' } } } },
  'with work of one’s own': { store: { slot: 'own', hasOwn: true } },
  'beside work of one’s own': { store: { hasOwn: true } },
  'with what somebody shared': { store: SHARED },
  'of an exercise': EXERCISE,
  'on a stage': { store: { presenting: true } },
  'with a dark theme': { store: { theme: 'dark' } },
  'with the course': { page: { learn: 'course' } },
  'with what moves a course': { page: { learn: 'move' } },
  'with what makes an exercise': { page: { learn: 'make' } },
  'of an exercise, with the course': { ...EXERCISE, page: { learn: 'course' } },
  'below how we know': { place: { page: 'how-we-know', detail: 'a/b' } },
  'below what changed': { place: { page: 'what-changed', detail: '1.9..1.10' } },
  'below the room': { place: { page: 'room', detail: 'x' } },
}

const PLAYBACK: Readonly<Record<string, Shown>> = {
  'at first': {},
  'as it plays': { store: { playing: true } },
  'at another speed': { store: { speed: 5 } },
  'at the speed of an incident': { session: { speed: 2 } },
  'at the end': { store: { cursor: 300 } },
  'of a longer run': { store: { cursor: 3600, draft: { ...DRAFT, common: { ...DRAFT.common, duration: '2h' } } } },
  'with the table': { store: { table: true } },
  'with the mirror pods': { page: { wantsMirror: true } },
  'with the curtain': { page: { seen: 100 } },
  'with a question about what comes': { session: asExercise({ questions: [{ ask: 'When?', seen: 10 }] }) },
  'in a frame': { mode: { embedded: true } },
  'of a lane that is restarted once': { results: { lanes: { 'lane-1': { drawing: drawing(1) } } } },
  'of a lane that is restarted twice': { results: { lanes: { 'lane-1': { drawing: drawing(2) } } } },
  'of another lane': { results: { lanes: { 'lane-2': { drawing: drawing(2) } } } },
}

function drawing(restarts: number): object {
  return { statuses: new Map([['web', [{ t: 0, restarts, total: 1, ready: 1, word: 'Running' }]]]), removals: new Map(), tracks: [] }
}

const KEYS: Readonly<Record<string, Shown>> = { 'at first': {}, 'on a stage': { page: STAGE } }

const before = {
  ...{ store: useStore.getState(), page: usePage.getState(), session: useSession.getState(), results: results.getState() },
  mode: { ...mode },
}

function linesOf(shown: Shown, of: () => string[]): string[] {
  const view = { cursor: 60, lane: 'lane-1', slot: 'case:story', draft: DRAFT } as const
  useStore.setState({ ...before.store, ...view, ...shown.store }, true)
  usePage.setState({ ...before.page, ...shown.page }, true)
  useSession.setState({ ...before.session, ...shown.session } as never, true)
  results.setState({ ...before.results, phase: 'ready', ...shown.results } as never, true)
  Object.assign(mode, before.mode, shown.mode)
  environment.cabinet = { ...environment.cabinet, get: () => (shown.hasWork ? ({ draft: DRAFT, at: 0 } as never) : undefined) }
  isWide = !shown.isNarrow
  place = shown.place
  return of()
}

/** What stands in the head, and in the playback, is told of by itself. */
function pageLines(): string[] {
  const lines = staticLines(App, {})
  const bar = lines.findIndex((line) => line.startsWith('fieldset class="transport"'))
  const next = lines.findIndex((line, n) => n > bar && /^(part|div class="(landing|pane))/.test(line) && !line.includes('menu'))
  const below = lines.findIndex((line) => line.startsWith('output class="notices"'))
  return [...lines.slice(0, 2), ...lines.slice(below, bar + 1), ...lines.slice(next)]
}
const noticeLines = (): string[] => {
  const lines = pageLines()
  return lines.slice(
    2,
    lines.findIndex((line) => line.startsWith('main')),
  )
}
const keyLines = (): string[] => [
  staticLines(HelpDialog, {})
    .join(' ')
    .replaceAll(/ tr> th scope="row">/g, '\n'),
]

const CASES = (
  [
    ['the page', PAGE, pageLines],
    ['a notice', NOTICES, noticeLines],
    ['the keys', KEYS, keyLines],
    ['the head', HEAD, () => staticLines(Header, {})],
    ['the playback', PLAYBACK, () => staticLines(Transport, {})],
  ] as const
).flatMap(([what, cases, of], n) =>
  Object.entries<Shown>(cases).map(([title, shown], i): [string, string] => {
    const first = linesOf({}, of)
    const now = linesOf(shown, of)
    const said = n < 3 || i === 0 ? now : changedLines(first, now)
    return [`${what} ${title}`, said.join('\n').replaceAll(/="_R_\w+"/g, '')]
  }),
)

it.each(held(import.meta.dirname, 'said.txt', CASES))('%s', (_, expected, now) => expect(now).toBe(expected))
