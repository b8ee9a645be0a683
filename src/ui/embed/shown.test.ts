import { createElement, type ReactNode } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { PANELS } from '../../sim/scenario/panels.ts'
import { small } from '../fixture/samples.ts'
import { changedLines, staticLines } from '../fixture/static-text.ts'
import { usePage } from '../state/page.ts'
import { parseParams } from '../state/params.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { Failure, Poster } from './Alone.tsx'
import { EmbedApp } from './EmbedApp.tsx'
import { OnePanel } from '../panels/Panels.tsx'

const { named } = vi.hoisted(() => ({
  named: (...names: string[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        ({ children, head, ink: _ink, ...props }: { children?: unknown; head?: unknown; ink?: object }) =>
          createElement('part', { name, of: JSON.stringify(props) } as never, head as ReactNode, children as ReactNode),
      ]),
    ) as never,
}))
vi.mock(import('../kit/hooks.ts'), async (load) => ({
  ...(await load()),
  part: ((_load: unknown, name: string) => (named(name) as unknown as Record<string, unknown>)[name]) as never,
}))
vi.mock('../kit/theme.ts', () => ({ useTheme: () => 'light' }))
vi.mock('../faults/InTimeline.tsx', () => named('Faults'))
vi.mock('../page/Transport.tsx', () => named('Transport'))
vi.mock('../panels/useAnswer.ts', () => ({ useLook: () => ({ summary: '3 restarts because of --a=b, line 3.' }) }))
vi.mock('../panels/LookPanels.tsx', () => named('EventsPanel'))
vi.mock('../panels/RequestPanel.tsx', () => named('RequestPanel'))
vi.mock('../panels/TerminalPanel.tsx', () => named('TerminalPanel'))
vi.mock('../panels/VerdictsPanel.tsx', () => named('VerdictsPanel'))
vi.mock('../panels/WhyPanel.tsx', () => named('WhyPanel'))
vi.mock('../timeline/Legend.tsx', () => ({ ...(named('Legend') as object), useInk: () => ({}) }))
vi.mock('../timeline/Timeline.tsx', () => named('Timeline', 'LateTwin'))
vi.stubGlobal('location', new URL('https://why.example/embed.html#2abc'))
afterAll(() => void vi.unstubAllGlobals())

const DRAFT = small('Mine')
const TASK = { ...DRAFT, common: { ...DRAFT.common, exercise: { id: 'x' } } }
const PANEL = { hasPanel: true }

interface Shown {
  search?: string
  store?: object
  page?: object
  results?: object
}

const CASES: Readonly<Record<string, Shown>> = {
  'a frame': {},
  'before there is a picture': { results: { phase: 'running' } },
  'before there is a picture, with Why': { results: { phase: 'running' }, page: PANEL },
  'without its title': { search: 'hide=title' },
  'without playback': { search: 'hide=playback' },
  'without why': { search: 'hide=why' },
  'without why, with a panel': { search: 'hide=why', page: PANEL },
  'without files': { search: 'hide=files' },
  'with a file': { search: 'file=a.yaml' },
  'with a line': { search: 'line=3' },
  'with a line, and a panel': { search: 'line=3', page: PANEL },
  'with a legend': { search: 'legend' },
  'with Why': { page: PANEL },
  'with Events': { page: PANEL, store: { panel: 'events' } },
  'with Events that nobody has asked for': { store: { panel: 'events' } },
  'of an address that is understood': { search: 'debug' },
  'of one that is not': { search: 'debug&colour=red&t=x' },
  'of one that is not, where nobody asks': { search: 'colour=red' },
  'of another release': { store: { draft: { ...DRAFT, common: { ...DRAFT.common, kubernetes: '1.9' } } } },
  'of an exercise': { store: { draft: TASK } },
  'with what a run says': { results: { message: 'It went wrong.' }, store: { notice: 'Done.' } },
  'with a notice': { store: { notice: 'Done.' } },
  'with what is wrong with a link': {
    store: {
      notice: 'Done.',
      troubles: [
        { cause: 'link', text: 'It is damaged.' },
        { cause: 'unkept', text: 'It is not kept.' },
      ],
    },
  },
}

const before = { store: useStore.getState(), page: usePage.getState(), results: results.getState() }

function linesOf({ search = '', ...shown }: Shown): string[] {
  useStore.setState({ ...before.store, panel: 'why', draft: DRAFT, ...shown.store } as never, true)
  usePage.setState({ ...before.page, ...shown.page }, true)
  results.setState({ ...before.results, phase: 'ready', ...shown.results } as never, true)
  return staticLines(EmbedApp, { params: parseParams(search) }).map((line) => line.replaceAll(/="_R_\w+"/g, ''))
}

const first = linesOf({})
const SAID = Object.entries(CASES).map(([title, shown], n): [string, string] => {
  const now = linesOf(shown)
  return [title, (n === 0 ? now : changedLines(first, now)).join('\n')]
})
linesOf({})
SAID.push(['what could not be opened', staticLines(Failure, { why: 'It is damaged.' }).join('\n')])
SAID.push(['each panel', PANELS.map((panel) => `${panel}: ${staticLines(OnePanel, { panel }).join()}`).join('\n')])
for (const framedLanes of [[], [1, 3]]) {
  usePage.setState({ framedLanes })
  SAID.push([`a poster of ${framedLanes.length || 'all'} lanes`, staticLines(Poster, { begin: () => undefined }).join('\n')])
}
usePage.setState({ framedLanes: [] })

it.each(held(import.meta.dirname, 'said.txt', SAID))('%s', (_, expected, now) => expect(now).toBe(expected))
