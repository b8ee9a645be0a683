import { create } from 'zustand'
import { selectLane, setCursor } from '../actions.ts'
import { stayAtLine } from '../editor/lit.ts'
import { results } from '../results.ts'
import { useStore } from '../store.ts'

/** A line of a file whose effects are shown. */
export interface LineSubject {
  lane: string
  file: string
  line: number
}

/** What the Why panel can be about: an entry of a lane's trace, or a line. */
type Subject = { lane: string; id: number } | LineSubject

interface WhyState {
  /** Where nothing stands here, the store's selected entry is the subject; where that is null too, the panel gives an overview. */
  line: LineSubject | null
  /** The subjects before, oldest first. */
  trail: readonly Subject[]
  /** The panel itself has gone somewhere, and the focus has yet to follow. */
  isArriving: boolean
  /** The entries that the line shown has caused: they stand out on the timeline. */
  caused: { lane: string; ids: ReadonlySet<number> } | null
}

export const useWhyState = create<WhyState>()(() => ({ line: null, trail: [], isArriving: false, caused: null }))

let isGoing = false

/** Whatever else selects an entry, or another lane, begins anew. */
useStore.subscribe((state, before) => {
  if (isGoing || (state.selected === before.selected && state.lane === before.lane)) return
  // what another run has made of the same entry is still that entry
  const renumbered = state.selected && before.selected && state.lane === before.lane && state.draft !== before.draft
  if (!renumbered) useWhyState.setState({ line: null, trail: [], caused: null })
  stayAtLine()
})

function subject(): Subject | null {
  return useWhyState.getState().line ?? useStore.getState().selected
}

function go(to: Subject | null, trail: readonly Subject[], hasFocus: boolean): void {
  isGoing = true
  if (to) selectLane(to.lane)
  const isLine = to !== null && 'line' in to
  if (to && !isLine) {
    const t = results.getState().lanes[to.lane]?.trace[to.id]?.t ?? 0
    setCursor(t)
    // the cursor is cut to hundredths; to see what happened at `t` it must not lie before it
    useStore.setState({ cursor: Math.max(t, useStore.getState().cursor), playing: false })
  }
  if (!isLine) useStore.setState({ selected: to })
  useWhyState.setState({ line: isLine ? to : null, trail, caused: null, isArriving: hasFocus })
  isGoing = false
}

const withNow = (): readonly Subject[] => [...useWhyState.getState().trail, ...[subject() ?? []].flat()]

/** Goes to an entry from where the panel stands: the cursor with it. */
export const visitEntry = (lane: string, id: number): void => go({ lane, id }, withNow(), true)

/** Shows what a line has caused; from line to line there is no way back but to where the first one was asked for. */
export function visitLineEffects(to: LineSubject, hasFocus: boolean): void {
  const { line, trail } = useWhyState.getState()
  if (line?.lane === to.lane && line.file === to.file && line.line === to.line) return
  go(to, line ? trail : withNow(), hasFocus)
}

/** To the subject before. False where there is none. */
export function goBack(): boolean {
  const { trail } = useWhyState.getState()
  const last = trail.at(-1)
  if (!last) return false
  go(last, trail.slice(0, -1), true)
  return true
}

export const closeWhy = (): void => go(null, [], false)
