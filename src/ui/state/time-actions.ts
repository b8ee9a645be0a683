import type { Store } from './make-store.ts'
import { durationOf } from './draft.ts'
import { nextStop, type LaneDrawing } from '../../views/lanes/lanes.ts'

/** The drawings of the lanes, by id. */
export type Drawings = () => Readonly<Record<string, { drawing: LaneDrawing }>>

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
/** A hundredth of a second is finer than any picture. */
const tidy = (t: number): number => Math.round(t * 100) / 100

/** All that a person can do about the time. */
export function timeActions({ getState, setState }: Store, drawings: Drawings, horizon = (): number => Infinity) {
  const end = (): number => durationOf(getState().draft)

  function setCursor(t: number): void {
    const cursor = clamp(tidy(t), 0, Math.min(end(), horizon()))
    setState({ cursor })
    const { from, to } = getState()
    if (cursor < from || cursor > to) setView(cursor - (to - from) * (cursor < from ? 0.25 : 0.75), to - from)
  }

  /** Shows `length` seconds from `from`, moved so that it stays in the run. */
  function setView(from: number, length: number): void {
    const whole = end()
    const size = clamp(length, Math.min(2, whole), whole)
    const start = clamp(from, 0, whole - size)
    setState({ from: start, to: start + size })
  }

  function zoom(factor: number, around = getState().cursor): void {
    const { from, to } = getState()
    const anchor = clamp(around, from, to)
    const length = (to - from) * factor
    setView(anchor - (anchor - from) * factor, length)
  }

  function pan(seconds: number): void {
    const { from, to } = getState()
    setView(from + seconds, to - from)
  }

  const showSpan = (from: number, to: number): void => setView(Math.min(from, to), Math.abs(to - from))
  const fit = (): void => setView(0, end())

  function togglePlay(): void {
    const { playing, cursor } = getState()
    if (!playing && cursor >= end()) setCursor(0)
    setState({ playing: !playing })
  }

  /** To the next or previous thing that is drawn in the selected lane; it is selected too. */
  function step(direction: 1 | -1): void {
    const { lane, cursor } = getState()
    const drawing = drawings()[lane]?.drawing
    const stop = drawing && nextStop(drawing, cursor, direction)
    if (!stop || stop.t > horizon()) return
    setCursor(stop.t)
    // The cursor is cut to hundredths; to see what happened at the stop it must not lie before it.
    setState({ cursor: stop.t, selected: { lane, id: stop.id }, playing: false })
  }

  /** To the next or previous start of a container in the selected lane. */
  function stepLife(direction: 1 | -1): void {
    const { lane, cursor } = getState()
    const starts = drawings()[lane]?.drawing.tracks.flatMap((track) => track.lives) ?? []
    const found = (direction === 1 ? starts : starts.toReversed()).find((life) =>
      direction === 1 ? life.from > cursor + 1e-6 : life.from < cursor - 1e-6,
    )
    if (!found || found.from > horizon()) return
    setCursor(found.from)
    setState({ cursor: found.from, selected: { lane, id: found.id }, playing: false })
  }

  return { setCursor, zoom, pan, showSpan, fit, togglePlay, step, stepLife }
}
