import { temporal } from 'zundo'
import { create } from 'zustand'
import { STORY_CURSOR } from '../../cases/the-strange-case.ts'
import { defined } from '../../manifest/own.ts'
import type { Draft } from '../../share/payload.ts'
import type { Panel } from '../../sim/scenario/panels.ts'
import type { Weights } from '../../views/verdicts/order.ts'
import type { Cabinet } from './cabinet.ts'
import { durationOf, firstLook } from './draft.ts'
import type { KeptView, PageRecord, ThemeChoice } from './kept.ts'
import { mode } from './page.ts'
import { freshDraft, isVisit, type Slot } from './slot.ts'

/** A step that can be undone: what was there before it. */
export interface UndoStep {
  draft: Draft
}

/** So many characters the steps of undo may hold beside what is on the screen, however few they are; the newest ones stay in any case. */
export const MOST_CHARACTERS = 20_000_000
const LEAST_STEPS = 5

/** What a draft holds that the one after it does not share with it. */
const sizes = new WeakMap<Draft, { next: Draft; characters: number }>()

/** Two drafts share their parts: an edit makes anew what it changes, and nothing else. */
function charactersOf(draft: Draft, next: Draft): number {
  const before = sizes.get(draft)
  if (before?.next === next) return before.characters
  const characters = differing(draft, next)
  sizes.set(draft, { next, characters })
  return characters
}

export function differing(value: unknown, other: unknown): number {
  if (value === other) return 0
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  const beside = (typeof other === 'object' && other !== null ? other : {}) as Readonly<Record<string, unknown>>
  let characters = 0
  for (const [key, inner] of Object.entries(value)) characters += key.length + differing(inner, beside[key])
  return characters
}

/** The newest steps that fit; the same list where all do. */
export function stepsThatFit<T extends UndoStep>(steps: readonly T[], draft: Draft, most = MOST_CHARACTERS): readonly T[] {
  let left = most
  for (let n = steps.length - 1; n >= 0; n--) {
    left -= charactersOf(steps[n]!.draft, steps[n + 1]?.draft ?? draft)
    if (left < 0 && steps.length - n > LEAST_STEPS) return steps.slice(n + 1)
  }
  return steps
}

/** How many characters of its own something holds that shares nothing with what is on the screen. */
export const charactersIn = (value: unknown): number => differing(value, undefined)

export interface PageView {
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
  theme: ThemeChoice
  presenting: boolean
  /** How much each verdict matters to the person. */
  weights: Weights
  table: boolean
}

/** What went wrong, or must be known: one of each cause is shown, until it is dismissed or over. */
export interface Trouble {
  cause: 'link' | 'unread' | 'unkept' | 'aside' | 'too large' | 'safe'
  text: string
  /** What cannot be kept otherwise, to take away. */
  file?: { name: string; text: string }
  /** Tries again what failed. */
  again?: () => void
}

/** What could not be set aside for another to take its place, to take away. */
export const notAside = (draft: Draft, whatIs: string, more = ''): Trouble => ({
  cause: 'aside',
  text: `${whatIs} too large to be set aside on this device.${more}`,
  file: { name: 'scenario.json', text: JSON.stringify(draft) },
})

export interface PageState extends PageView {
  draft: Draft
  /** Which thing is open. */
  slot: Slot
  /** What Start over brings back. */
  start: Draft
  /** The link that leads to what is open; empty where its slot's name does. */
  fragment: string
  /** Where the way back leads from what is visited: the case or the own work that was open last. */
  home: Slot
  /** There is work of one's own, open or not. */
  hasOwn: boolean
  /** Why the last run of these inputs was ended: they are not run again unasked. */
  ended: string
  /** False while the browser keeps nothing. */
  isKept: boolean
  /** What an action has to say, once. */
  notice: string
  /** The last notice that is gone with the next change. */
  passing: string
  troubles: readonly Trouble[]
}

/** What a page does with what it opens, before and after. */
export interface Keeping {
  /** Writes what is open, now. */
  flush(): void
  /** What is opened is as it was kept. */
  begin(): void
}

const DEFAULT_TO = 12 * 60

/** Keeps nothing: for a frame in somebody else's page. */
function bareCabinet(): Cabinet {
  return {
    record: () => ({ views: {} }),
    writeRecord: () => true,
    get: () => undefined,
    put: () => 'kept',
    remove: () => undefined,
    textIn: () => null,
    stored: () => undefined,
    slots: () => [],
    newlyUnread: () => [],
    unread: () => [],
    drop: () => undefined,
    earlier: () => [],
    setAside: () => true,
    putAway: () => true,
  }
}

/** What is shown of a draft that nobody has looked at yet. */
function freshView(draft: Draft): PageView {
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

function firstState(cabinet: Cabinet, asked: Slot | undefined): PageState {
  const record = cabinet.record()
  // a visit that nothing was done with is led to by its link alone
  const slot = [asked, record.slot, homeOf(record)].find((slot) => slot && (slot.startsWith('case:') || cabinet.get(slot))) ?? 'case:story'
  const kept = cabinet.get(slot)
  const draft = kept?.draft ?? freshDraft(slot)!
  return {
    ...freshView(draft),
    ...settingsOf(record),
    ...viewOf(draft, record.views[slot]),
    draft,
    slot,
    start: startOf(slot, kept, draft),
    fragment: kept?.fragment ?? '',
    home: isVisit(slot) ? homeOf(record) : slot,
    hasOwn: slot === 'own' || cabinet.get('own') !== undefined,
    ended: kept?.ended ?? '',
    isKept: true,
    notice: '',
    passing: '',
    troubles: [],
  }
}

const homeOf = ({ home }: PageRecord): Slot => (home && !isVisit(home) ? home : 'case:story')

function settingsOf({ theme, speed, weights }: PageRecord): Partial<PageView> {
  return { ...(theme ? { theme } : {}), ...(speed ? { speed } : {}), ...(weights ? { weights } : {}) }
}

/** A case's start is the case; anything else's was kept with it. */
export function startOf(slot: Slot, kept: { start?: Draft | undefined } | undefined, draft: Draft): Draft {
  return slot === 'own' ? (kept?.start ?? draft) : (freshDraft(slot) ?? kept?.start ?? draft)
}

/** A view from a link or a storage, as far as it fits the draft. */
export function viewOf(draft: Draft, view: KeptView = {}): Partial<PageView> {
  const end = durationOf(draft)
  const { cursor, from = 0, to = Math.min(end, DEFAULT_TO), panel, file } = view
  const lane = draft.lanes.some(({ id }) => id === view.lane) ? view.lane : undefined
  const hasSpan = view.from !== undefined || view.to !== undefined
  return {
    ...(cursor !== undefined && cursor >= 0 && cursor <= end ? { cursor } : {}),
    ...(hasSpan && from >= 0 && from < to && to <= end ? { from, to } : {}),
    ...defined({ lane, panel, file }),
  }
}

/**
 * The page's state: inputs and view, nothing that can be computed from them. It begins with what was kept. Undo covers the inputs of
 * the thing that is open.
 */
export const useStore = create<PageState>()(
  temporal(() => firstState(bareCabinet(), undefined), {
    partialize: ({ draft }) => ({ draft }),
    equality: (before, after) => before.draft === after.draft,
    limit: 200,
  }),
)
const { temporal: history } = useStore
history.subscribe(({ pastStates }) => {
  const fit = stepsThatFit(pastStates as UndoStep[], useStore.getState().draft)
  if (fit.length < pastStates.length) history.setState({ pastStates: [...fit] })
})

/** What goes with it: where work is kept, gone with the page until `keeping.ts` restores it, and whether the scenario may be changed. */
export const environment: { cabinet: Cabinet; keeping: Keeping; isReadonly: boolean } = {
  cabinet: bareCabinet(),
  keeping: { flush: () => undefined, begin: () => undefined },
  isReadonly: mode.readonly,
}

/** Goes on with what a cabinet holds, and keeps all that follows in it. */
export function restore(cabinet: Cabinet, slot: Slot | undefined): void {
  environment.cabinet = cabinet
  useStore.setState(firstState(cabinet, slot))
  history.getState().clear()
}
