import { defined } from '../../manifest/own.ts'
import { laneNamed, textsOfLane } from '../state/draft.ts'
import { isAnswered, type Session, useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { setProgress } from './course/progress.ts'

/** The learner's lane as it is now. */
export function learnersTexts(): ReturnType<typeof textsOfLane> | undefined {
  const { exercise } = useSession.getState()
  const { draft, slot } = useStore.getState()
  if (!exercise || slot !== `exercise:${exercise.id}`) return undefined
  return textsOfLane(draft, laneNamed(draft, exercise.lane))
}

/** The same as one text, to be compared. */
export const textsNow = (): string => JSON.stringify(learnersTexts() ?? {})

/** The id of the learner's lane on the page. */
export const learnersLane = (): string => laneNamed(useStore.getState().draft, useSession.getState().exercise?.lane).id

/** So long has a text to stay as it is before the exercise counts as solved: `10` is on the way to `1000`. */
const REST_MS = 2000

let timer: ReturnType<typeof setTimeout> | undefined

/** The text has changed, or the exercise has just been opened. */
export function beginRest(): void {
  clearTimeout(timer)
  useSession.setState({ isRested: false })
  timer = setTimeout(endRest, REST_MS)
}

/** The text has rested, or somebody checks it. */
export function endRest(): void {
  clearTimeout(timer)
  useSession.setState({ isRested: true })
}

/** All goals hold for the texts as they are, and nothing that is to be kept is broken. */
export function allHold({ exercise, goals, kept, progress, isCurrent }: Session): boolean {
  if (!exercise) return false
  // questions that are skipped solve nothing
  if (exercise.goals.length === 0) return isAnswered(exercise, { ...progress, isSkipped: false })
  return isCurrent && goals.every(({ holds }) => holds) && kept.every(({ holds }) => holds)
}

/** Solved as it stands now; an incident's clock waits for nobody to rest. */
export function isSolved(session: Session): boolean {
  const { exercise, isRested } = session
  return allHold(session) && (isRested || exercise!.isIncident === true || exercise!.goals.length === 0)
}

/** Was solved, and is not as the text stands now: the goals and what is to be kept that no longer hold. */
export function brokenSince(session: Session): string | undefined {
  const { exercise, progress, isCurrent, goals, kept } = session
  if (!exercise || !progress.solved || exercise.isIncident || !isCurrent) return undefined
  const broken = goals.flatMap(({ holds, n }) => (holds ? [] : [`goal ${n} does not hold`]))
  if (kept.some(({ holds }) => !holds)) broken.push('something that is to be kept is broken')
  return broken.length === 0 ? undefined : broken.join(', ')
}

/** Keeps what is solved in the moment in which the page says so. */
export function keepSolved(): () => void {
  return useSession.subscribe((session) => {
    if (session.progress.solved || !isSolved(session)) return
    const { edits, hints, seconds } = session.progress
    const { exercise, outage } = session
    const at = exercise!.isIncident ? { at: useStore.getState().cursor, ...defined({ outage }) } : {}
    setProgress({ solved: { edits, hints, seconds, ...at } })
    if (exercise!.isIncident) useStore.setState({ playing: false })
  })
}
