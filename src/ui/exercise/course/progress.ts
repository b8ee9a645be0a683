import { defined, isRecord } from '../../../manifest/own.ts'
import { keepText, putAway } from '../../state/slot-actions.ts'
import { fieldsIn, keep } from '../../state/storage.ts'
import { NEW, useSession, wasSolved, type OpenExercise, type LearnerProgress, type Session } from '../../state/session.ts'

const RECORD = 'whyrestart-progress'
const UNKEPT =
  'This browser has no room for how far you are in the exercises: it is lost on reload. Learn has a link for another device, which holds it.'
const VERSION = 1
const OF = 'whyrestart-attempt-of:'
/** What somebody else's attempt took, as far as its link says. */
const TOOK = 'whyrestart-attempt-took:'

/** Twenty minutes of an incident last four, and there is time to read what a command prints. */
const INCIDENT_SPEED = 5

type KeptProgress = Readonly<Record<string, LearnerProgress>>

/** What can be read of it, and whether that is all: a newer page's cannot. */
function readKept(): { of: KeptProgress; isWhole: boolean } {
  const text = keep.read(RECORD)
  if (text === null) return { of: {}, isWhole: true }
  const { version, of } = fieldsIn(text)
  if (version !== VERSION || !isRecord(of)) return { of: {}, isWhole: false }
  const entries = Object.entries(of).filter(([, progress]) => isProgress(progress))
  return {
    of: Object.fromEntries(entries.map(([id, progress]) => [id, { ...NEW, ...(progress as LearnerProgress) }])),
    isWhole: entries.length === Object.keys(of).length,
  }
}

/** Fields that an older page did not have may be missing. */
function isProgress(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { hints, edits, seconds, turn, answers = [], solved = {}, before = {} } = value
  const areCounts = [hints, edits, seconds, turn].every((count) => count === undefined || Number.isFinite(count))
  return areCounts && Array.isArray(answers) && isRecord(solved) && isRecord(before)
}

/** The progress of all exercises; what cannot be read counts as none. */
export function allProgress(): ReadonlyMap<string, LearnerProgress> {
  return new Map(Object.entries(readKept().of))
}

/** Changes the open exercise's progress, and keeps it: other tabs' exercises stay as they wrote them. */
export function setProgress(change: Partial<LearnerProgress>): void {
  putProgress({ ...useSession.getState().progress, ...change })
}

/** Another fault of the same incident: the way to it is counted from nothing, and hidden again is what the task hides. */
export function beginAgain(): void {
  const { solved, before = solved, answers, isUnlocked, isSkipped, turn = 0 } = useSession.getState().progress
  putProgress({ ...NEW, turn: turn + 1, answers, ...defined({ before, isUnlocked, isSkipped }) })
}

/** What another tab has written of the same exercise meanwhile stays. */
function putProgress(progress: LearnerProgress): void {
  const { exercise, attemptOf } = useSession.getState()
  if (!exercise) return
  if (attemptOf !== undefined) {
    const { hints, seconds, answers } = progress
    keep.write(TOOK + exercise.id, JSON.stringify({ hints, seconds, answers }))
    return useSession.setState({ progress })
  }
  const all = allProgress()
  const both = merged(progress, all.get(exercise.id) ?? NEW)
  useSession.setState({ progress: both })
  writeAll([...all, [exercise.id, both]])
}

/** Hears what other tabs write: what was solved there is solved here too. The function given back ends it. */
export function hearOtherTabs(heard: () => void): () => void {
  const hear = ({ key }: StorageEvent): void => {
    if (key !== RECORD) return
    const { exercise, progress, attemptOf } = useSession.getState()
    const other = exercise && allProgress().get(exercise.id)
    if (other && attemptOf === undefined) useSession.setState({ progress: merged(progress, other) })
    heard()
  }
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}

/** What is open is another person's attempt (of nobody that a link names, where it is empty), or again one's own: said beside the attempt, so that a reload knows it too. */
export function setAttemptOf(name: string | undefined): void {
  const exercise = useSession.getState().exercise!
  keep.remove(TOOK + exercise.id)
  if (name === undefined) keep.remove(OF + exercise.id)
  else keep.write(OF + exercise.id, name)
  useSession.setState({ attemptOf: name, progress: name === undefined ? ownProgress(exercise.id) : progressOfOther(exercise.id) })
}

const ownProgress = (id: string): LearnerProgress => ({ ...NEW, ...allProgress().get(id) })

/** Somebody else's way, which is not mixed with one's own: what one has answered and seen oneself stays seen. */
function progressOfOther(id: string): LearnerProgress {
  const { answers, solved, isUnlocked, isSkipped } = ownProgress(id)
  return { ...NEW, answers, ...defined({ isSkipped, isUnlocked: solved !== undefined || isUnlocked || undefined }), ...readTook(id) }
}

function readTook(id: string): Partial<Pick<LearnerProgress, 'hints' | 'seconds' | 'answers'>> {
  const { hints, seconds, answers } = fieldsIn(keep.read(TOOK + id) ?? '')
  if (typeof hints !== 'number' || typeof seconds !== 'number') return {}
  return { hints, seconds, ...(Array.isArray(answers) ? { answers } : {}) }
}

/** An attempt that came without a name is one's own after all: what it took counts here. */
export function takeAttempt(): void {
  const { exercise, progress } = useSession.getState() as Session & { exercise: OpenExercise }
  const own = merged(ownProgress(exercise.id), progress)
  keep.remove(OF + exercise.id)
  keep.remove(TOOK + exercise.id)
  useSession.setState({ attemptOf: undefined })
  setProgress(own)
}

/** What could not be read is set aside before anything is written in its place. */
function writeAll(all: readonly (readonly [string, LearnerProgress])[]): void {
  if (!readKept().isWhole && !putAway(RECORD, 'the progress in it is of another version, or damaged')) return
  keepText(RECORD, JSON.stringify({ version: VERSION, of: Object.fromEntries(all) }), UNKEPT)
}

/**
 * Lays another device's progress and this one's together: nothing of either is lost. Says how many exercises it was of, and how
 * many of them are solved now that were not here.
 */
export function mergeProgress(theirs: ReadonlyMap<string, LearnerProgress>): { exercises: number; newlySolved: number } {
  const own = allProgress()
  const both = [...theirs].map(([id, other]) => [id, merged(own.get(id) ?? NEW, other)] as const)
  const newlySolved = both.filter(([id, progress]) => wasSolved(progress) && !wasSolved(own.get(id))).length
  writeAll([...new Map([...own, ...both])])
  const { exercise, progress } = useSession.getState()
  const other = exercise && theirs.get(exercise.id)
  if (other) useSession.setState({ progress: merged(progress, other) })
  return { exercises: both.length, newlySolved }
}

/** One way through an exercise out of two: the farther of each, and this device's own where both have something to say. */
function merged(own: LearnerProgress, other: LearnerProgress): LearnerProgress {
  // another fault is another way: the one that began last
  const turns = (other.turn ?? 0) - (own.turn ?? 0)
  if (turns !== 0) {
    const [newer, older] = turns > 0 ? [other, own] : [own, other]
    const done = newer.before ?? older.solved ?? older.before
    return { ...newer, ...(done ? { before: done } : {}) }
  }
  const length = Math.max(own.answers.length, other.answers.length)
  return {
    hints: Math.max(own.hints, other.hints),
    edits: Math.max(own.edits, other.edits),
    seconds: Math.max(own.seconds, other.seconds),
    answers: Array.from({ length }, (_, n) => own.answers[n] ?? other.answers[n] ?? null),
    ...defined({
      turn: own.turn || undefined,
      solved: own.solved ?? other.solved,
      before: own.before ?? other.before,
      isUnlocked: own.isUnlocked || other.isUnlocked,
      sawSolution: own.sawSolution || other.sawSolution,
      isSkipped: own.isSkipped || other.isSkipped,
    }),
  }
}

export function beginSession(exercise: OpenExercise): void {
  const attemptOf = keep.read(OF + exercise.id) ?? undefined
  replaceSession({
    exercise,
    progress: attemptOf === undefined ? ownProgress(exercise.id) : progressOfOther(exercise.id),
    attemptOf,
    goals: exercise.goals.map((text, i) => ({ n: i + 1, text, holds: false })),
    kept: exercise.kept.map((text) => ({ text, holds: true })),
    speed: exercise.isIncident && INCIDENT_SPEED,
  })
}

export const endSession = (): void => replaceSession({})

/** Nothing of the session before stays but the pin, which is the question's. */
const replaceSession = (session: Partial<Session>): void =>
  useSession.setState(({ pin, asksPin }) => ({ ...useSession.getInitialState(), pin, asksPin, ...session }), true)
