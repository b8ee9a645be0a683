import { useSession } from '../state/session.ts'
import { client } from './exercise-client.ts'
import { setProgress, beginAgain } from './course/progress.ts'
import { openExercise } from '../state/actions.ts'
import { showBelow } from '../simulator/proof.ts'
import type { Texts } from '../../lessons/change.ts'
import { useStore } from '../state/store.ts'
import type { Draft } from '../../share/payload.ts'
import { askAgain, begin, startOver } from './control.ts'
import { learnersLane, learnersTexts } from './solved.ts'

/** Opens the solution as a lane below the learner's, whose text stays; its texts, for what differs. */
export async function showSolution(): Promise<Texts | null> {
  const { exercise } = useSession.getState()
  const lane = learnersLane()
  if (!exercise) return null
  const texts = await client.call('solution', exercise.id).result
  const before = learnersTexts()
  if (!texts || !before) return null
  setProgress({ sawSolution: true })
  const files = [...new Set([...Object.keys(before), ...Object.keys(texts)])]
  const differing = files.filter((file) => before[file] !== texts[file])
  const laid = differing.map((file) => [file, texts[file] ?? null] as const)
  if (laid.length > 0) showBelow(lane, 'the solution', laid)
  return texts
}

/** The same incident with another fault, from its start; undo brings back what was there. */
export async function anotherFault(): Promise<void> {
  const { exercise } = useSession.getState()
  const { slot, fragment, start } = useStore.getState()
  if (!exercise?.isIncident) return
  const before = faultOf(start)
  for (let n = 0; n < MOST_DRAWS; n++) {
    const opened = await askAgain(exercise.id, fragment, undefined)
    if ('error' in opened || useStore.getState().slot !== slot) return
    // chance may bring the same one
    if (faultOf(opened.draft) === before && n < MOST_DRAWS - 1) continue
    begin(opened)
    openExercise(exercise.id, opened.draft, fragment === '' ? {} : { fragment })
    startOver()
    beginAgain()
    return
  }
}

const MOST_DRAWS = 8

/** What breaks, whenever it does. */
const faultOf = ({ lanes }: Draft): string =>
  JSON.stringify(
    lanes.map(({ fields }) => fields['actions']),
    (name, value: unknown) => (name === 'at' ? undefined : value),
  )
