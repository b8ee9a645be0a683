import type { ReactElement } from 'react'
import { stateAt } from '../../views/lanes/lanes.ts'
import { useSettled } from './hooks.ts'
import { results } from '../simulator/results.ts'
import { useStore } from '../state/store.ts'
import { spoken } from './words.ts'

/** Says what a change came to, once things are quiet, and nothing during play. */
export function Spoken(): ReactElement {
  const lanes = results((state) => state.lanes)
  const phase = results((state) => state.phase)
  const draft = useStore((state) => state.draft)
  const playing = useStore((state) => state.playing)
  const cursor = useStore((state) => (state.playing ? -1 : state.cursor))
  const hasPictures = draft.lanes.some(({ id }) => lanes[id] !== undefined)
  const text =
    playing || phase !== 'ready' || !hasPictures
      ? ''
      : `At ${spoken(cursor)}: ${draft.lanes
          .flatMap((lane) => {
            const result = lanes[lane.id]
            if (!result) return []
            const { restarts } = stateAt(result.drawing, cursor)
            return [`${lane.name} ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}${result.stale ? ', out of date' : ''}`]
          })
          .join('; ')}.`
  const settled = useSettled(text, 1500)
  return (
    <p className="hidden-text" aria-live="polite">
      {settled}
    </p>
  )
}
