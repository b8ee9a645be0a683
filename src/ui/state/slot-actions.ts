import type { Draft } from '../../share/payload.ts'
import { SizedCache } from '../../manifest/sized-cache.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { keepSelection, selectLane } from './actions.ts'
import { durationOf, filesOf, firstLook, laneById, textOf } from './draft.ts'
import type { KeptView } from './kept.ts'
import { freshDraft, isFresh, isSame, isVisit, slotOf, type Slot } from './slot.ts'
import { keep } from './storage.ts'
import { charactersIn, environment, MOST_CHARACTERS, notAside, type PageState, startOf, type Trouble, useStore, viewOf } from './store.ts'

/** What is opened in a slot. */
interface Opening {
  draft: Draft
  start: Draft
  fragment?: string
  ended?: string
  view?: KeptView | undefined
}

interface Visit {
  /** The link that leads to it, if one does. */
  fragment?: string
  view?: KeptView | undefined
}

/** Which thing is open. Each has its slot, with its work, its view and its history of undo; opening another one costs none of them. */
const { getState, setState, temporal } = useStore
type History = Pick<ReturnType<typeof temporal.getState>, 'pastStates' | 'futureStates'>
const histories = new SizedCache<History, Slot>({ characters: MOST_CHARACTERS }, charactersIn)
/** What came from elsewhere, as it came: its slot may hold nothing, or what was made of it. */
const visits = new SizedCache<{ start: Draft; fragment: string }, Slot>({ characters: MOST_CHARACTERS }, charactersIn)
/** What was open before, the last one last. */
let trail: Slot[] = []
/** What undo has left, with what it went back to: redo goes there again as long as nothing was changed since. */
let ahead: { slot: Slot; from: Slot; draft: Draft; next: Draft | undefined }[] = []
/** What redo would bring back of what is open. */
const nextOf = (): Draft | undefined => temporal.getState().futureStates.at(-1)?.draft

export const tell = (trouble: Trouble): void =>
  setState(({ troubles }) => ({ troubles: [...troubles.filter(({ cause }) => cause !== trouble.cause), trouble] }))

/** Says in the page's notice what is so until the inputs change; it lies over the page, which stays where it is. */
export function sayUntilChanged(notice: string): void {
  const { draft } = getState()
  setState({ notice, passing: notice })
  const stop = useStore.subscribe((now) => {
    if (now.notice === notice && now.draft === draft) return
    stop()
    if (now.notice === notice) setState({ notice: '' })
  })
}

function open(slot: Slot, { draft, start, fragment = '', ended = '', view }: Opening): void {
  const before = getState()
  environment.keeping.flush()
  const { pastStates, futureStates, pause, resume } = temporal.getState()
  histories.set(before.slot, { pastStates, futureStates })
  if (slot !== before.slot) {
    // what came instead of what a bad link names is left
    dismiss('link')
    trail = [...trail.filter((item) => item !== slot), before.slot].slice(-20)
    ahead = []
  }
  pause()
  setState({
    slot,
    draft,
    start,
    fragment,
    ended,
    home: isVisit(slot) ? before.home : slot,
    hasOwn: before.hasOwn || slot === 'own',
    // what was said of another thing
    ...(slot === before.slot ? {} : { notice: '' }),
    ...lookOf(before, slot, draft, view),
  })
  keepSelection()
  temporal.setState(histories.get(slot) ?? { pastStates: [], futureStates: [] })
  resume()
  environment.keeping.begin()
  report()
}

/** The moment that a link names, or that was looked at last; between the two cases, which have the same lanes, the present one. */
function lookOf(before: PageState, slot: Slot, draft: Draft, view: KeptView | undefined): Partial<PageState> {
  const isBesides = [slot, before.slot].every((name) => name.startsWith('case:'))
  const end = durationOf(draft)
  const kept = view ?? (isBesides ? undefined : environment.cabinet.record().views[slot])
  return {
    selected: null,
    playing: false,
    cursor: Math.min(before.cursor, end),
    ...(before.to > end ? { from: 0, to: end } : {}),
    ...(isBesides ? {} : { lane: firstLook(draft), file: '' }),
    ...viewOf(draft, kept),
  }
}

/** Says what was found that could not be read. */
export function report(): void {
  const [first] = environment.cabinet.newlyUnread()
  if (first)
    tell({
      cause: 'unread',
      text: `Something that this browser kept cannot be read: ${first.why}. It is set aside as it is, and New lists it.`,
      file: { name: 'whyrestart-kept.json', text: first.text },
    })
}

/** Keeps a scenario that another takes the place of; one that is too large for it can be taken away, which is said. */
export function setAside(draft: Draft): boolean {
  if (environment.cabinet.setAside(draft)) return true
  tell(notAside(draft, `“${draft.common.title}” is`, ' Undo brings it back while the page is open.'))
  return false
}

/** A slot as it was left. */
function reopen(slot: Slot): boolean {
  const kept = environment.cabinet.get(slot)
  const visited = visits.get(slot)
  const draft = kept?.draft ?? visited?.start ?? freshDraft(slot)
  if (!draft) return false
  const start = visited?.start ?? startOf(slot, kept, draft)
  open(slot, { draft, start, fragment: visited?.fragment ?? kept?.fragment ?? '', ended: kept?.ended ?? '' })
  return true
}

export function openSlot(slot: Slot): void {
  if (getState().slot !== slot) reopen(slot)
}

/** A scenario of one's own in the place of the one before, which is set aside; undo brings it back. */
export function openOwn(draft: Draft): void {
  if (environment.isReadonly) return
  if (getState().slot !== 'own') {
    const kept = environment.cabinet.get('own')
    if (!kept) return open('own', { draft, start: draft })
    open('own', { draft: kept.draft, start: startOf('own', kept, kept.draft) })
  }
  const before = getState().draft
  if (!isFresh(before) && !isSame(before, draft)) setAside(before)
  replaceDraft(draft)
}

/** Another scenario in the place of the open one, from which it begins; undo brings it back. */
export function replaceDraft(draft: Draft): void {
  setState({ draft, start: draft, selected: null, ended: '', notice: '', ...lookIn(draft) })
  keepSelection()
}

const lookIn = (draft: Draft): Partial<PageState> => {
  const end = durationOf(draft)
  return getState().to > end ? { from: 0, to: end } : {}
}

/** Shows a scenario from elsewhere, with what was done with it before. */
export function visit(draft: Draft, { fragment = '', view }: Visit = {}): void {
  openVisit(slotOf(draft), draft, { fragment, view })
}

/** The course's exercise of that id: its kept attempt, or its start. */
export function openExercise(id: string, start: Draft, { fragment = `e=${id}`, view }: Visit = {}): void {
  openVisit(`exercise:${id}`, start, { fragment, view })
}

function openVisit(slot: Slot, start: Draft, { fragment = '', view }: Visit): void {
  visits.set(slot, { start, fragment })
  environment.keeping.flush()
  const kept = environment.cabinet.get(slot)
  const isEdited = kept !== undefined && !isSame(kept.draft, start)
  open(slot, { draft: isEdited ? kept.draft : start, start, fragment, ended: kept?.ended ?? '', view })
  if (isEdited && slot.startsWith('shared:'))
    setState({
      notice: 'You have changed this scenario before, and see it as you left it. Start over brings it back as it first came here.',
    })
}

/** Somebody's attempt at an exercise, whether it is open or not; undefined where there is none. */
export function attemptAt(id: string): Draft | undefined {
  const { slot, draft } = getState()
  return slot === `exercise:${id}` ? draft : environment.cabinet.get(`exercise:${id}`)?.draft
}

/** Leaves what is visited for what was one's own. */
export function backToOwn(): void {
  const { slot, home } = getState()
  if (isVisit(slot)) reopen(home)
}

/** Goes on with what is visited as one's own; the own scenario before is set aside. */
export function keepVisited(): void {
  const { slot, draft } = getState()
  if (!isVisit(slot)) return
  openOwn(draft)
  // what is opened writes what was open before
  if (getState().slot === 'own') environment.cabinet.remove(slot)
}

/** Whether Start over would take edits away. */
export const isEdited = (): boolean => !isSame(getState().draft, getState().start)

/** The start of what is open; undo brings the edits back, and so does what is set aside. */
export function reset(): void {
  const { slot, draft, start } = getState()
  if (environment.isReadonly || !isEdited()) return
  if (!slot.startsWith('case:')) setAside(draft)
  setState({ draft: start, selected: null, ended: '', ...lookIn(start) })
  keepSelection()
}

/** Back to what was open before. */
function goBack(): void {
  const last = trail.at(-1)
  trail = trail.slice(0, -1)
  if (last === undefined) {
    sayUntilChanged(`Nothing is left to undo.${isEdited() ? ' Start over brings back the start.' : ''}`)
    return
  }
  const { slot } = getState()
  const [before, after] = [trail, ahead]
  reopen(last)
  trail = before
  ahead = [...after, { slot, from: last, draft: getState().draft, next: nextOf() }]
  sayUntilChanged('Undo went back to what was open before. Redo opens the other again.')
}

/** To what undo went back from; false where that was not the last step. */
function goForward(): boolean {
  const last = ahead.at(-1)
  const { slot, draft } = getState()
  if (!last || last.from !== slot || last.next !== nextOf() || !isSame(last.draft, draft)) return false
  const rest = ahead.slice(0, -1)
  reopen(last.slot)
  ahead = rest
  return true
}

export const dismiss = (cause: Trouble['cause']): void =>
  setState(({ troubles }) => ({ troubles: troubles.filter((trouble) => trouble.cause !== cause) }))

export const undo = (): void => travel('undo')
export const redo = (): void => travel('redo')

/** Where a text changes by it, that text is looked at then. Where nothing was done yet, opening the thing was the last step. */
function travel(way: 'undo' | 'redo'): void {
  if (environment.isReadonly) return
  const { pastStates, futureStates } = temporal.getState()
  if (way === 'undo' && pastStates.length === 0) return goBack()
  if (way === 'redo' && goForward()) return
  if (way === 'redo' && futureStates.length === 0) return sayUntilChanged('Nothing is left to redo.')
  const before = getState().draft
  temporal.getState()[way]()
  const { lane: chosen } = getState()
  // a copy stands right below its original
  if (!laneById(getState().draft, chosen)) selectLane(before.lanes[before.lanes.findIndex(({ id }) => id === chosen) - 1]?.id ?? '')
  keepSelection()
  const { draft, lane, file } = getState()
  const changed = draft.lanes.flatMap((lane) => {
    const old = laneById(before, lane.id)
    return old && old !== lane
      ? [...filesOf(draft, lane), PROCESSES]
          .filter((name) => textOf(before, old, name) !== textOf(draft, lane, name))
          .map((name) => ({ lane: lane.id, file: name }))
      : []
  })
  const first = changed[0]
  if (!first || changed.some((item) => item.lane === lane && item.file === file)) return
  selectLane(first.lane)
  setState({ file: first.file })
}

/** Keeps what is no scenario; where the browser does not take it, what that costs is said once for all of it. */
export function keepText(name: string, text: string, unkept: string): void {
  const { troubles, isKept } = useStore.getState()
  if (!keep.write(name, text)) {
    if (isKept) tell({ cause: 'unkept', text: unkept })
  } else if (troubles.some((trouble) => trouble.text === unkept)) dismiss('unkept')
}

/** Puts what is no scenario and cannot be read aside, and says so; false where it stays, and must not be written over. */
export function putAway(name: string, why: string): boolean {
  const isAway = environment.cabinet.putAway(name, why)
  // who reads may be a component that renders
  queueMicrotask(report)
  return isAway
}
