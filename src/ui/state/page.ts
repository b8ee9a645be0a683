import { create } from 'zustand'
import type { untilOf } from '../../views/lanes/until.ts'
import type { LineAt } from '../../views/text/line-diff.ts'
import type { Slot } from './slot.ts'

/** How the page was opened. */
export interface Mode {
  /** In another page's frame by `embed.html`, which keeps nothing on the device and leaves its address as it is. */
  embedded: boolean
  /** Nothing of the scenario can be changed. */
  readonly: boolean
  /** `?safe`: with the built-in case, and nothing that was kept is read or written. */
  safe: boolean
}

export function modeOf({ pathname, search }: { pathname: string; search: string }): Mode {
  const embedded = /\/embed\.html$/.test(pathname)
  const query = new URLSearchParams(search)
  return { embedded, readonly: embedded && query.has('readonly'), safe: !embedded && query.has('safe') }
}

/** Of this page; outside of a browser as if it stood alone. */
export const mode: Mode = modeOf(globalThis.location ?? { pathname: '/', search: '' })

/** What a card is about: a word of the page, or a rule of the model. */
export type CardSubject = { term: string } | { rule: string; release: string }

/** A line of a file whose effects are shown. */
export interface LineSubject extends LineAt {
  lane: string
}

/** What the Why panel can be about: an entry of a lane's trace, a line, or neither: then it gives an overview. */
export type WhySubject = { lane: string; id: number } | LineSubject | null

/** What is open, pointed at, lit or hidden. It is no part of the scenario, and gone with the page. */
export interface OpenParts {
  /** The keys are shown. */
  isHelpOpen: boolean
  /** Texts of a real cluster are looked at. */
  isClusterOpen: boolean
  learn: 'course' | 'make' | 'move' | null
  /** Grows each time the story begins anew. */
  storyTurn: number
  /** The card beside what was pressed, or is pointed at; one that was pressed for stays until it is closed. */
  card: { subject: CardSubject; anchor: HTMLElement; isPressed: boolean } | null
  /** The menu of faults: for which time, and where on the screen. */
  faultMenu: { at: number; x: number; y: number } | null
  /** The action that is looked at, by its key. */
  chosenAction: string | null
  /** Its mark takes the focus as soon as it is there. */
  freshAction: string | null
  /** The marks' order while one of them is moved: nothing changes places under the pointer. */
  markOrder: readonly string[] | null
  /** A file that is edited at a time; without a text, as it is then. */
  editing: { lane: string; at: number; file: string; text?: string; resumes?: boolean } | null

  /** Changes with every change of ink. */
  theme: string
  /** Every lane's mirror pod is drawn because somebody wants it. */
  wantsMirror: boolean
  /** The lanes that a frame's author has chosen, by their places from 1; empty: all of them. */
  framedLanes: readonly number[]
  /** A panel stands below a frame's lanes: the author, the page around or a press has asked for it. */
  hasPanel: boolean
  isOnStage: boolean
  /** Nothing here changes the scenario, be it typed, clicked or dragged. */
  isLocked: boolean
  /** What stands below the lanes on a stage. */
  onStage: 'panel' | 'manifest' | 'task' | 'nothing'
  /** What lies right of it has not been seen yet: the cursor goes there by Play only. Null: all may be seen. */
  seen: number | null
  /** A question is open about what lies behind the curtain: no Play moves it on, Reveal alone. */
  isAsked: boolean
  /** Comes with what draws the curtain: a page that has none needs no code for it. */
  cut: typeof untilOf | undefined

  /** The line that the chain of causes ends in. `wish` grows each time, so that a line can be gone to twice; the caret may be wanted there too. */
  lit: { lane: string; file: string; line: number; wish: number; hasCaret: boolean; stepOf?: Slot } | null
  /** There is a way back from that line. */
  isVisited: boolean
  /** The lane of which it is asked, from another one, what would have prevented its last end. */
  askedLane: string | null
  /** The line that Why is about; where there is none, the store's selected entry is. */
  whyLine: LineSubject | null
  /** The subjects before, oldest first, each with the cursor that it was looked at with. */
  trail: readonly { subject: WhySubject; cursor: number }[]
  /** The panel itself has gone somewhere, and the focus has yet to follow. */
  isArriving: boolean
  /** Grows with each other subject; a subject that another run, or time, has changed is the same one. */
  whyTurn: number
  /** The entries that the line shown has caused: they stand out on the timeline. */
  caused: { lane: string; ids: ReadonlySet<number> } | null

  /** Whether the page is kept on this device, and how much of it. */
  offline: Offline
}

export interface Offline {
  is: 'unknown' | 'not kept' | 'keeping' | 'kept' | 'newer' | 'failed'
  /** What it takes; 0 while that is not known. */
  files: number
  bytes: number
  /** While it is being kept. */
  done: number
  /** What of the page is on the device, as its caches have it. */
  parts: readonly { name: string; isKept: boolean }[]
}

/** Opens a page of Learn, or closes it. */
export const openLearn = (learn: OpenParts['learn']): void => usePage.setState({ learn })

export const usePage = create<OpenParts>()(() => ({
  ...{ isHelpOpen: false, isClusterOpen: false, learn: null, storyTurn: 0, card: null },
  ...{ faultMenu: null, chosenAction: null, freshAction: null, markOrder: null, editing: null },
  ...{ theme: '', wantsMirror: false, framedLanes: [], hasPanel: false, isOnStage: false, isLocked: false, onStage: 'panel' },
  ...{ seen: null, isAsked: false, cut: undefined },
  ...{ lit: null, isVisited: false, askedLane: null, whyLine: null, trail: [], isArriving: false, whyTurn: 0, caused: null },
  offline: { is: 'unknown', files: 0, bytes: 0, done: 0, parts: [] },
}))
