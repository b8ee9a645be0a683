import { useSession } from '../state/session.ts'
import { client } from './exercise-client.ts'
import { setProgress, beginAgain } from './course/progress.ts'
import { writeFiles, removeFile, openExercise } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import type { Draft } from '../../share/payload.ts'
import { askAgain, begin, startOver } from './control.ts'
import { learnersLane, learnersTexts } from './learner.ts'

/** Puts the solution into the learner's lane: one step, which undo takes back. */
export async function showSolution(): Promise<void> {
  const { exercise } = useSession.getState()
  const lane = learnersLane()
  if (!exercise || lane === undefined) return
  const texts = await client.call('solution', exercise.id).result
  const before = learnersTexts()
  if (!texts || !before) return
  const changed = Object.fromEntries(Object.entries(texts).filter(([file, text]) => before[file] !== text))
  setProgress({ sawSolution: true })
  writeFiles(lane, changed)
  for (const file of Object.keys(before)) if (!Object.hasOwn(texts, file)) removeFile(lane, file)
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
