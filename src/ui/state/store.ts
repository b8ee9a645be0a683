import { temporal } from 'zundo'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { STORY_CURSOR, theStrangeCase } from '../../cases/the-strange-case.ts'
import { draftOf, type Draft, type Panel } from '../../share/payload.ts'
import type { Weights } from '../../views/verdicts/order.ts'
import { keeperOf } from './other-tabs.ts'
import { parseSaved } from './saved.ts'
import { safeStorage, startsSafe } from './storage.ts'

export const CASES = { story: '1.9', today: '1.37' } as const
/** `own`: what somebody brought. */
export type CaseId = keyof typeof CASES | 'own'
export type Theme = 'system' | 'light' | 'dark'

export interface View {
  cursor: number
  from: number
  to: number
  speed: number
  playing: boolean
  /** A lane's id. */
  lane: string
  /** The entry whose cause is shown: the lane it belongs to and its place in the trace. */
  selected: { lane: string; id: number } | null
  panel: Panel
  file: string
  theme: Theme
  presenting: boolean
  /** How much each verdict matters to the person. */
  weights: Weights
  table: boolean
}

export interface State extends View {
  draft: Draft
  caseId: CaseId
  /** The other cases' drafts, so that going there and back loses nothing. */
  shelved: Partial<Record<CaseId, Draft>>
  /** One's own draft, while a shared one is looked at. */
  own: Draft | null
  /** What was not kept or not read, said once. */
  notice: string
}

const DEFAULT_TO = 12 * 60

/** The lane to begin with: the first one is what the others are held against. */
export const firstLook = (draft: Draft): string => (draft.lanes[1] ?? draft.lanes[0])!.id

function freshView(draft: Draft): View {
  return {
    cursor: STORY_CURSOR,
    from: 0,
    to: DEFAULT_TO,
    speed: 60,
    playing: false,
    lane: firstLook(draft),
    selected: null,
    panel: 'why',
    file: 'kube-apiserver.yaml',
    theme: 'system',
    presenting: false,
    weights: {},
    table: false,
  }
}

function freshState(): State {
  const draft = draftOf(theStrangeCase(CASES.story))
  return { draft, caseId: 'story', shelved: {}, own: null, notice: '', ...freshView(draft) }
}

const KEY = 'whyrestart'
const VERSION = 1
const keeper = keeperOf(KEY, () =>
  queueMicrotask(() =>
    useStore.setState({ notice: 'Another tab has changed this page’s texts too. What it had is set aside: New lists it.' }),
  ),
)

/** Inputs and view; nothing that can be computed from them. Undo covers the inputs alone. */
export const useStore = create<State>()(
  persist(
    temporal(freshState, {
      partialize: ({ draft, caseId, shelved, own }) => ({ draft, caseId, shelved, own }),
      equality: (before, after) => before.draft === after.draft,
      limit: 200,
    }),
    {
      name: KEY,
      version: VERSION,
      storage: {
        getItem: (name) => parseSaved(safeStorage.read(name)),
        setItem: (_name, value) => keeper.write(value.state, JSON.stringify(value)),
        removeItem: (name) => safeStorage.remove(name),
      },
      // An older version's state is upgraded here; a newer one is left alone and not overwritten by `parseSaved`.
      migrate: (saved) => saved as State,
      partialize: ({ draft, caseId, shelved, own, cursor, from, to, speed, lane, panel, file, theme, weights }) =>
        ({ draft, caseId, shelved, own, cursor, from, to, speed, lane, panel, file, theme, weights }) as State,
      skipHydration: startsSafe(),
    },
  ),
)

keeper.begin(useStore.getState().draft)

export function durationOf(draft: Draft): number {
  return parseDuration(draft.common.duration) ?? 1800
}

/** Seconds of a Go style duration such as `1h10m`; undefined where it is none. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) return undefined
  let seconds = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    seconds += Number(number) * { h: 3600, m: 60, s: 1, ms: 0.001 }[unit as 'h']
  return seconds > 0 && seconds <= 86400 ? seconds : undefined
}
