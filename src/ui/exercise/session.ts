import { create } from 'zustand'
import type { HiddenPart, Hide } from '../../lessons/exercise.ts'
import type { Proof } from '../../views/verdicts/cell.ts'
import { keep } from './kept.ts'

/** An exercise as the page shows it; what judges it stays with its web worker. */
export interface OpenExercise {
  id: string
  title: string
  minutes?: number
  /** The name of the lane that the learner works in. */
  lane: string
  story: string
  goals: readonly string[]
  kept: readonly string[]
  hints: readonly string[]
  hide?: Hide
  questions: readonly OpenQuestion[]
  next?: string
  hasSolution: boolean
  /** Something breaks in it, and what is done about it are actions. */
  isIncident?: true
  /** It is of the course that the page knows, so that its id leads to it. */
  isOfCourse: boolean
}

/** A question to answer before the picture is shown: a time within a tolerance, or one of a few. */
export interface OpenQuestion {
  ask: string
  choose?: readonly string[]
  /** Seconds. */
  tolerance?: number
}

export interface GoalState {
  n: number
  text: string
  holds: boolean
  /** Why not yet, in a sentence, the moment, and the run that shows it. */
  why?: string
  at?: number
  proof?: Proof
}

export interface KeptState {
  text: string
  holds: boolean
}

/** A learner's way through one exercise; kept on the device. */
export interface Progress {
  /** Hints taken. */
  hints: number
  edits: number
  /** Time with the exercise open. */
  seconds: number
  solved?: { edits: number; hints: number; seconds: number }
  /** By question: what was answered, null before. */
  answers: readonly (number | string | null)[]
  /** The trainer's word was right. */
  isUnlocked?: boolean
  sawSolution?: boolean
}

const NEW: Progress = { hints: 0, edits: 0, seconds: 0, answers: [] }

interface Session {
  exercise: OpenExercise | null
  progress: Progress
  goals: readonly GoalState[]
  kept: readonly KeptState[]
  /** The goals are those of the texts as they are now. */
  isCurrent: boolean
  /** What stands in the way of judging, in a sentence. */
  trouble: string
  /** Of an incident: seconds out of service, as things stand. */
  outage?: number | undefined
}

export const useSession = create<Session>()(() => ({ exercise: null, progress: NEW, goals: [], kept: [], isCurrent: false, trouble: '' }))

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
  })
}

export const endSession = (): void =>
  useSession.setState({ exercise: null, progress: NEW, goals: [], kept: [], isCurrent: false, trouble: '' })

/** All questions are answered, all goals hold, and nothing that is to be kept is broken. */
export function isSolved({ exercise, goals, kept, progress, isCurrent }: Session): boolean {
  if (!exercise || (exercise.goals.length > 0 && !isCurrent)) return false
  return isAnswered(exercise, progress) && goals.every(({ holds }) => holds) && kept.every(({ holds }) => holds)
}

/** Whether nothing is left to be predicted. */
export const isAnswered = ({ questions }: OpenExercise, { answers }: Progress): boolean =>
  questions.every((_, n) => (answers[n] ?? null) !== null)

/** Whether a part of the page is not to be seen now; what lies right of the cursor is not, while a question about it is open. */
export function isHidden({ exercise, progress }: Pick<Session, 'exercise' | 'progress'>, part: HiddenPart): boolean {
  if (!exercise) return false
  if (!isAnswered(exercise, progress) && (part === 'future' || TELLS.includes(part))) return true
  const { hide } = exercise
  return hide !== undefined && hide.parts.includes(part) && !isLifted(hide, progress)
}

/** What would give an answer away. */
const TELLS: readonly HiddenPart[] = ['verdicts', 'what-if']

function isLifted({ until }: Hide, { solved, hints, seconds, isUnlocked }: Progress): boolean {
  if (solved || isUnlocked) return true
  if (until === 'solved' || 'code' in until) return false
  return 'hint' in until ? hints >= until.hint : seconds >= until.minutes * 60
}

/** Whether a part of the page is hidden by the open exercise. */
export const useHidden = (part: HiddenPart): boolean => useSession((session) => isHidden(session, part))
