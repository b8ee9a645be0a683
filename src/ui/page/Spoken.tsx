import type { ReactElement } from 'react'
import { stateAt } from '../../views/lanes/lanes.ts'
import { markWords } from '../../views/lanes/mark-words.ts'
import { useVisibleLanes } from '../exercise/visible-lanes.ts'
import { useSettled } from './hooks.ts'
import { results } from '../simulator/results.ts'
import { useStore } from '../state/store.ts'
import { spoken } from './words.ts'

/** Says what a change came to, once things are quiet, and nothing during play. */
export function Spoken(): ReactElement {
  const lanes = results((state) => state.lanes)
  const phase = results((state) => state.phase)
  const playing = useStore((state) => state.playing)
  const cursor = useStore((state) => (state.playing ? -1 : state.cursor))
  const selected = useStore((state) => (state.playing ? null : state.selected))
  const chosen = useStore((state) => state.draft.lanes.find(({ id }) => id === state.lane))
  const own = chosen && lanes[chosen.id]
  const mark = selected && lanes[selected.lane]
  const problem = own?.problems.find(({ severity }) => severity === 'error')
  const shown = useVisibleLanes()
  const hasPictures = shown.some(({ id }) => lanes[id] !== undefined)
  const text =
    playing || phase !== 'ready' || !hasPictures
      ? ''
      : `At ${spoken(cursor)}: ${shown
          .flatMap((lane) => {
            const result = lanes[lane.id]
            if (!result) return []
            const { restarts } = stateAt(result.drawing, cursor)
            return [`${lane.name} ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}${result.stale ? ', out of date' : ''}`]
          })
          .join(
            '; ',
          )}.${shown.length > 1 && chosen ? ` Chosen: ${chosen.name}.` : ''}${problem ? ` Line ${problem.range.start.line} of ${problem.file}: ${problem.message}.` : ''}`
  // what was stepped to comes first, and alone where nothing else has changed
  const stepped = mark && selected ? markWords(mark.drawing, mark.index, selected.id) : ''
  const settled = useSettled([stepped && `${stepped}.`, text].filter(Boolean).join(' '), 1500)
  return (
    <p className="hidden-text" aria-live="polite">
      {settled}
    </p>
  )
}
