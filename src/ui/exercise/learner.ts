import { textsOfLane } from '../state/draft.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'

/** The learner's lane as it is now. */
export function learnersTexts(): ReturnType<typeof textsOfLane> | undefined {
  const { exercise } = useSession.getState()
  const { draft, slot } = useStore.getState()
  if (!exercise || slot !== `exercise:${exercise.id}`) return undefined
  const lane = draft.lanes.find(({ name }) => name === exercise.lane) ?? draft.lanes[0]
  return lane && textsOfLane(draft, lane)
}

/** The same as one text, to be compared. */
export const textsNow = (): string => JSON.stringify(learnersTexts() ?? {})

/** The id of the learner's lane on the page. */
export function learnersLane(): string | undefined {
  const { exercise } = useSession.getState()
  const { lanes } = useStore.getState().draft
  return (lanes.find(({ name }) => name === exercise?.lane) ?? lanes[0])?.id
}
