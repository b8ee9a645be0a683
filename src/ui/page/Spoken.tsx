import type { ReactElement } from 'react'
import { stateAt } from '../../views/lanes/lanes.ts'
import { markWords } from '../../views/lanes/mark-words.ts'
import { counted } from '../../views/text/words.ts'
import type { LaneDraft } from '../../share/payload.ts'
import { isCounted, results, useLaneFilter } from '../state/results.ts'
import { useAtRest } from '../kit/hooks.ts'
import { useStore } from '../state/store.ts'
import { spoken } from './Transport.tsx'
import { laneById } from '../state/draft.ts'

/** Things are quiet for so long before a word is said, or worked out. */
const REST_MS = 1500

/** Says what a change came to, once things are quiet, and nothing during play. */
export function Spoken(): ReactElement {
  const visible = useLaneFilter()
  const seen = useAtRest(all, seenNow, REST_MS)
  return (
    <p className="hidden-text" aria-live="polite">
      {wordsOf(seen, visible(seen.draft.lanes))}
    </p>
  )
}

/** What is looked at: while time goes on it is not asked where it stands. */
const seenOf = () => {
  const { lanes, phase } = results.getState()
  const { playing, cursor, selected, draft, lane } = useStore.getState()
  return { lanes, phase, playing, cursor: playing ? -1 : cursor, selected: playing ? null : selected, draft, lane }
}

type SpokenState = ReturnType<typeof seenOf>

let last = seenOf()

/** The same one as long as nothing of it has changed. */
function seenNow(): SpokenState {
  const next = seenOf()
  if (Object.entries(next).some(([name, value]) => last[name as keyof SpokenState] !== value)) last = next
  return last
}

const all = {
  getState: () => undefined,
  subscribe: (listener: () => void) => {
    const stops = [results.subscribe(listener), useStore.subscribe(listener)]
    return () => stops.forEach((stop) => stop())
  },
}

function wordsOf({ lanes, phase, playing, cursor, selected, draft, lane: chosenId }: SpokenState, shown: readonly LaneDraft[]): string {
  const chosen = laneById(draft, chosenId)
  const mark = selected && lanes[selected.lane]
  const problem = chosen && lanes[chosen.id]?.problems.find(({ severity }) => severity === 'error')
  const hasPictures = shown.some(({ id }) => lanes[id] !== undefined)
  // what was stepped to comes first, and alone where nothing else has changed
  const stepped = mark && selected ? markWords(mark.drawing, mark.index, selected.id) : ''
  const counts = shown.flatMap((lane) => {
    const result = lanes[lane.id]
    if (!result) return []
    const state = stateAt(result.drawing, cursor)
    if (!isCounted(result, state)) return [`${lane.name} no pod`]
    return [`${lane.name} ${counted(state.restarts, 'restart')}${result.stale ? ', out of date' : ''}`]
  })
  return [
    stepped && `${stepped}.`,
    ...(playing || phase !== 'ready' || !hasPictures
      ? []
      : [
          shown.length > 1 && chosen && `Chosen: ${chosen.name}.`,
          `At ${spoken(cursor)}: ${counts.join('; ')}.`,
          problem && `Line ${problem.range.start.line} of ${problem.file}: ${problem.message}.`,
        ]),
  ]
    .filter(Boolean)
    .join(' ')
}
