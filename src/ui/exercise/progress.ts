import { isRecord } from '../../manifest/own.ts'
import { made } from '../state/store.ts'
import { keep } from './kept.ts'
import { isAnswered, NEW, useSession, type OpenExercise, type Progress, type Session } from './session.ts'

const RECORD = 'whyrestart-progress'
const VERSION = 1

type Kept = Readonly<Record<string, Progress>>

/** Undefined where something is kept that cannot be read, such as a newer page's. */
function readKept(): Kept | undefined {
  const text = keep.read(RECORD)
  if (text === null) return {}
  try {
    const { version, of } = JSON.parse(text) as { version?: number; of?: unknown }
    return version === VERSION && isRecord(of) ? (of as Kept) : undefined
  } catch {
    return undefined
  }
}

/** The progress of all exercises; what cannot be read counts as none. */
export function allProgress(): ReadonlyMap<string, Progress> {
  return new Map(Object.entries(readKept() ?? {}))
}

/** Changes the open exercise's progress, and keeps it: other tabs' exercises stay as they wrote them. */
export function setProgress(change: Partial<Progress>): void {
  const { exercise, progress } = useSession.getState()
  if (!exercise) return
  const next = { ...progress, ...change }
  useSession.setState({ progress: next })
  keepProgress(exercise.id, next)
}

/** What could not be read is set aside before anything is written in its place. */
function keepProgress(id: string, progress: Progress): void {
  if (!readKept() && !made.cabinet.putAway(RECORD, 'the progress in it is of another version, or damaged')) return
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
