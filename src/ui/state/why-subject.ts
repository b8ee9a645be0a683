import { create } from 'zustand'
import { selectLane, setCursor } from './actions.ts'
import { stayAtLine } from './lit.ts'
import type { LineAt } from '../../views/text/line-at-start.ts'
import { results } from './results.ts'
import { useStore } from './store.ts'

/** A line of a file whose effects are shown. */
export interface LineSubject extends LineAt {
  lane: string
}

/** What the Why panel can be about: an entry of a lane's trace, a line, or neither: then it gives an overview. */
type Subject = { lane: string; id: number } | LineSubject | null

interface WhyState {
  /** Where nothing stands here, the store's selected entry is the subject; otherwise none is selected. */
  line: LineSubject | null
  /** The subjects before, oldest first, each with the cursor that it was looked at with. */
  trail: readonly { subject: Subject; cursor: number }[]
  /** The panel itself has gone somewhere, and the focus has yet to follow. */
  isArriving: boolean
  /** Grows with each other subject; a subject that another run, or time, has changed is the same one. */
  turn: number
  /** The entries that the line shown has caused: they stand out on the timeline. */
  caused: { lane: string; ids: ReadonlySet<number> } | null
}

export const useWhyState = create<WhyState>()(() => ({ line: null, trail: [], isArriving: false, turn: 0, caused: null }))

let isGoing = false

/** Whatever else selects an entry, another lane or another case begins anew. */
useStore.subscribe((state, before) => {
  const isOther = state.lane !== before.lane || state.slot !== before.slot
  if (isGoing || (state.selected === before.selected && !isOther)) return
  // what another run has made of the same entry is still that entry
  const isRenumbered =
    state.selected &&
    before.selected &&
    !isOther &&
    results.getState().phase === 'ready' &&
    state.cursor === before.cursor &&
    state.panel === before.panel
  if (!isRenumbered) useWhyState.setState(({ turn }) => ({ line: null, trail: [], caused: null, turn: turn + 1 }))
  stayAtLine()
})

const subject = (): Subject => useWhyState.getState().line ?? useStore.getState().selected

function go(to: Subject, cursor: number, trail: WhyState['trail'], hasFocus: boolean): void {
  isGoing = true
  if (to) selectLane(to.lane)
  const line = to && 'line' in to ? to : null
  useStore.setState({ selected: to && 'id' in to ? to : null })
  if (cursor !== useStore.getState().cursor) {
    setCursor(cursor)
    // the cursor is cut to hundredths; to see what happened at `cursor` it must not lie before it
    useStore.setState({ cursor, playing: false })
  }
  useWhyState.setState(({ turn }) => ({ line, trail, caused: null, isArriving: hasFocus, turn: turn + 1 }))
  isGoing = false
}

const withNow = (): WhyState['trail'] => [...useWhyState.getState().trail, { subject: subject(), cursor: useStore.getState().cursor }]

/** Goes to an entry from where the panel stands: the cursor with it. */
export function visitEntry(lane: string, id: number): void {
  const t = results.getState().lanes[lane]?.index.times[id] ?? useStore.getState().cursor
  go({ lane, id }, t, withNow(), true)
}

/** Shows what a line has caused; from line to line there is no way back but to where the first one was asked for. */
export function visitLineEffects(to: LineSubject, hasFocus: boolean): void {
  const { line, trail } = useWhyState.getState()
  if (line?.lane === to.lane && line.file === to.file && line.line === to.line && line.at === to.at) return
  go(to, useStore.getState().cursor, line ? trail : withNow(), hasFocus)
}

/** To the subject before. False where there is none. */
export function goBack(): boolean {
  const { trail } = useWhyState.getState()
  const last = trail.at(-1)
  if (!last) return false
  go(last.subject, last.cursor, trail.slice(0, -1), true)
  return true
}

export const closeWhy = (): void => go(null, useStore.getState().cursor, [], false)
