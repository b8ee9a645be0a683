import { changesOf } from '../../lessons/attempt.ts'
import { attemptLink } from '../../share/contents.ts'
import type { LaneDraft } from '../../share/payload.ts'
import { pageAddress } from '../state/given.ts'
import { useStore } from '../state/store.ts'
import { courseInAddress } from './beside.ts'
import { useSession } from '../state/session.ts'
import { textsOfLane } from '../state/texts.ts'

/** What was done beyond what the fault does, and the seed that brought it. */
function doneIn({ fields }: LaneDraft, { fields: before }: LaneDraft): { actions: readonly unknown[]; seed: number } {
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])
  const known = new Set(listOf(before['actions']).map((action) => JSON.stringify(action)))
  return { actions: listOf(fields['actions']).filter((action) => !known.has(JSON.stringify(action))), seed: Number(fields['seed']) }
}

/** The address of the learner's attempt: what differs from the start, hints and time; undefined where it is too large. */
export function attemptAddress(name: string): string | undefined {
  const { exercise, progress } = useSession.getState()
  const { draft, start } = useStore.getState()
  if (!exercise) return undefined
  const textsIn = ({ lanes, common }: typeof draft): Readonly<Record<string, string>> =>
    textsOfLane({ lanes, common }, lanes.find((lane) => lane.name === exercise.lane) ?? lanes[0]!)
  const laneOf = ({ lanes }: typeof draft): LaneDraft => lanes.find((lane) => lane.name === exercise.lane) ?? lanes[0]!
  const link = attemptLink({
    exercise: exercise.id,
    ...(name ? { name } : {}),
    hints: progress.hints,
    minutes: Math.round((progress.solved?.seconds ?? progress.seconds) / 6) / 10,
    ...(progress.answers.some((one) => one !== null) ? { answers: progress.answers } : {}),
    changes: changesOf(textsIn(start), textsIn(draft)),
    ...(exercise.isIncident ? doneIn(laneOf(draft), laneOf(start)) : {}),
  })
  // where the page does not ship its exercise, the link brings its course along
  const course = exercise.isOfCourse ? courseInAddress() : ''
  return link === undefined ? undefined : `${pageAddress()}${course === '' ? '' : `?course=${encodeURIComponent(course)}`}#${link}`
}
