import { selectLane, setCursor } from './actions.ts'
import { type LineSubject, type OpenParts, usePage, type WhySubject } from './page.ts'
import { results } from './results.ts'
import { useStore } from './store.ts'

type Lit = NonNullable<OpenParts['lit']>

/** Each time that a line is wanted it is gone to, the same one too. */
let wishes = 0

function lightWith(place: Pick<Lit, 'lane' | 'file' | 'line'>, more: Partial<Lit> = {}): void {
  wishes += 1
  usePage.setState({ lit: { ...place, wish: wishes, hasCaret: false, ...more } })
}

export const light = (lane: string, file: string, line: number): void => lightWith({ lane, file, line })

/** A step's own line: no panel that comes or goes puts it out. */
export const lightStep = (lane: string, file: string, line: number): void =>
  lightWith({ lane, file, line }, { stepOf: useStore.getState().slot })

export const isStepLit = (): boolean => usePage.getState().lit?.stepOf === useStore.getState().slot

export function unlight(): void {
  if (!isStepLit()) usePage.setState({ lit: null })
}

let wayBack: (() => void) | undefined

/** Goes to a line with the caret; `back` is called when the person wants to return. */
export function visitLine(lane: string, file: string, line: number, back: () => void): void {
  wayBack = back
  lightWith({ lane, file, line }, { hasCaret: true })
  usePage.setState({ isVisited: true })
}

/** False where nobody has come from anywhere. */
export function leaveLine(): boolean {
  if (!wayBack) return false
  const back = wayBack
  stayAtLine()
  back()
  return true
}

/** There is no way back any more. */
function stayAtLine(): void {
  wayBack = undefined
  usePage.setState({ isVisited: false })
}

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
  if (!isRenumbered) usePage.setState(({ whyTurn }) => ({ whyLine: null, trail: [], caused: null, whyTurn: whyTurn + 1 }))
  stayAtLine()
})

const subject = (): WhySubject => usePage.getState().whyLine ?? useStore.getState().selected

function go(to: WhySubject, cursor: number, trail: OpenParts['trail'], hasFocus: boolean): void {
  isGoing = true
  if (to) selectLane(to.lane)
  const line = to && 'line' in to ? to : null
  useStore.setState({ selected: to && 'id' in to ? to : null })
  if (cursor !== useStore.getState().cursor) {
    setCursor(cursor)
    // the cursor is cut to hundredths; to see what happened at `cursor` it must not lie before it
    useStore.setState({ cursor, playing: false })
  }
  usePage.setState(({ whyTurn }) => ({ whyLine: line, trail, caused: null, isArriving: hasFocus, whyTurn: whyTurn + 1 }))
  isGoing = false
}

const withNow = (): OpenParts['trail'] => [...usePage.getState().trail, { subject: subject(), cursor: useStore.getState().cursor }]

/** Goes to an entry from where the panel stands: the cursor with it. */
export function visitEntry(lane: string, id: number): void {
  const t = results.getState().lanes[lane]?.index.times[id] ?? useStore.getState().cursor
  go({ lane, id }, t, withNow(), true)
}

/** Shows what a line has caused; from line to line there is no way back but to where the first one was asked for. */
export function visitLineEffects(to: LineSubject, hasFocus: boolean): void {
  const { whyLine: line, trail } = usePage.getState()
  if (line?.lane === to.lane && line.file === to.file && line.line === to.line && line.at === to.at) return
  go(to, useStore.getState().cursor, line ? trail : withNow(), hasFocus)
}

/** To the subject before. False where there is none. */
export function goBack(): boolean {
  const { trail } = usePage.getState()
  const last = trail.at(-1)
  if (!last) return false
  go(last.subject, last.cursor, trail.slice(0, -1), true)
  return true
}

export const closeWhy = (): void => go(null, useStore.getState().cursor, [], false)
