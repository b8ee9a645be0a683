import { keep } from './kept.ts'
import { isAnswered, NEW, useSession, type OpenExercise, type Progress, type Session } from './session.ts'

const RECORD = 'whyrestart-progress'
const VERSION = 1

type Kept = Readonly<Record<string, Progress>>

/** The progress of all exercises; what cannot be read counts as none, and is not written over before there is something to write. */
export function allProgress(): ReadonlyMap<string, Progress> {
  try {
    const { version, of } = JSON.parse(keep.read(RECORD) ?? '{}') as { version?: number; of?: Kept }
    return new Map(version === VERSION && of ? Object.entries(of) : [])
  } catch {
    return new Map()
  }
}

/** Changes the open exercise's progress, and keeps it: other tabs' exercises stay as they wrote them. */
export function setProgress(change: Partial<Progress>): void {
  const { exercise, progress } = useSession.getState()
  if (!exercise) return
  const next = { ...progress, ...change }
  useSession.setState({ progress: next })
  keepProgress(exercise.id, next)
}

function keepProgress(id: string, progress: Progress): void {
  const of = Object.fromEntries([...allProgress(), [id, progress]])
  keep.write(RECORD, JSON.stringify({ version: VERSION, of }))
}

export function beginSession(exercise: OpenExercise): void {
  useSession.setState({
    exercise,
    progress: { ...NEW, ...allProgress().get(exercise.id) },
    goals: exercise.goals.map((text, i) => ({ n: i + 1, text, holds: false })),
    kept: exercise.kept.map((text) => ({ text, holds: true })),
    isCurrent: false,
    trouble: '',
    outage: undefined,
    outages: undefined,
  })
}

export const endSession = (): void =>
  useSession.setState({
    exercise: null,
    progress: NEW,
    goals: [],
    kept: [],
    isCurrent: false,
    trouble: '',
    outage: undefined,
    outages: undefined,
  })

/** All questions are answered, all goals hold, and nothing that is to be kept is broken. */
export function isSolved({ exercise, goals, kept, progress, isCurrent }: Session): boolean {
  if (!exercise || (exercise.goals.length > 0 && !isCurrent)) return false
  return isAnswered(exercise, progress) && goals.every(({ holds }) => holds) && kept.every(({ holds }) => holds)
}
