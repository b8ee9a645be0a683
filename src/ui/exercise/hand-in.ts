import { changesOf } from '../../lessons/attempt.ts'
import { attemptLink } from '../../share/contents.ts'
import { useStore } from '../state/store.ts'
import { useSession } from './session.ts'
import { textsOfLane } from './texts.ts'

/** The address of the learner's attempt: what differs from the start, hints and time; undefined where it is too large. */
export function attemptAddress(name: string): string | undefined {
  const { exercise, progress } = useSession.getState()
  const { draft, start } = useStore.getState()
  if (!exercise) return undefined
  const textsIn = ({ lanes, common }: typeof draft): Readonly<Record<string, string>> =>
    textsOfLane({ lanes, common }, lanes.find((lane) => lane.name === exercise.lane) ?? lanes[0]!)
  const link = attemptLink({
    exercise: exercise.id,
    ...(name ? { name } : {}),
    hints: progress.hints,
    minutes: Math.round((progress.solved?.seconds ?? progress.seconds) / 6) / 10,
    changes: changesOf(textsIn(start), textsIn(draft)),
  })
  return link === undefined ? undefined : `${location.href.replace(/[?#].*$/, '')}#${link}`
}
