import { create } from 'zustand'

/** What a frame shows of its scenario. */
interface Figure {
  /** The lanes that its author has chosen, by their places from 1; empty: all of them. */
  lanes: readonly number[]
  /** A panel stands below the lanes: the author, the page around or a press has asked for it. */
  hasPanel: boolean
}

export const useFigure = create<Figure>()(() => ({ lanes: [], hasPanel: false }))
