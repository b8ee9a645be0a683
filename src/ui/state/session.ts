import { create } from 'zustand'
import type { KeepVerdict } from '../../lessons/check-exercise.ts'
import type { Exercise, HiddenPart, Hide, LockedPart } from '../../lessons/exercise.ts'
import type { GoalVerdict } from '../../lessons/judge-goals.ts'
import type { SharedProgress } from '../../share/contents.ts'
import { usePage } from './page.ts'

/** An exercise as the page shows it; what judges it stays with its web worker. */
export interface OpenExercise extends Pick<Exercise, 'id' | 'minutes' | 'lane' | 'story' | 'hints' | 'hide' | 'locked' | 'next'> {
  title: string
  goals: readonly string[]
  kept: readonly string[]
  /** The files that have something which is to be kept. */
  keptFiles?: readonly string[]
  /** What the terminal shows first. */
  evidence?: Printout
  questions: readonly OpenQuestion[]
  /** Where the cursor stands at first, in seconds. */
  begin: number
  /** How far the timeline reaches at first, in seconds. */
  span: number
  hasSolution: boolean
  /** Something breaks in it, and what is done about it are actions. */
  isIncident?: true
  /** It is of the course that the page knows, so that its id leads to it. */
  isOfCourse: boolean
}

/** What commands printed, and when. Seconds. */
export interface Printout {
  at: number
  printed: readonly { command: string; text: string }[]
}

/** A question to answer before the picture is shown: a time within a tolerance, or one of a few. */
export interface OpenQuestion {
  ask: string
  choose?: readonly string[]
  /** Seconds. */
  tolerance?: number
  /** Why it is so, in a sentence; for after Reveal. */
  because?: string
  /** How far the picture may be seen while it is open, in seconds. */
  seen: number
  /** Up to when it counts what happens, in seconds. */
  until?: number
}

/** A learner's way through one exercise; kept on the device, and taken to another one. */
export type LearnerProgress = SharedProgress

/** Whether it was solved at least once, be it with another fault than the open one. */
export const wasSolved = (progress: LearnerProgress | undefined): boolean => (progress?.solved ?? progress?.before) !== undefined

export const NEW: LearnerProgress = { hints: 0, edits: 0, seconds: 0, answers: [] }

export interface Session {
  exercise: OpenExercise | null
  progress: LearnerProgress
  goals: readonly GoalVerdict[]
  kept: readonly KeepVerdict[]
  /** The goals are those of the texts as they are now. */
  isCurrent: boolean
  /** The text has rested since the last edit, or was checked. */
  isRested: boolean
  /** What stands in the way of judging, in a sentence. */
  trouble: string
  /** Whose attempt it is, where a link brought one; empty where the link has no name. It is not counted as one's own. */
  attemptOf?: string | undefined
  /** Of an incident: seconds out of service so far. */
  outage?: number | undefined
  /** Of an incident: its own speed of playing, so that there is time to read. */
  speed?: number | undefined
  /** Of an incident: its clock waits, since somebody types. */
  isHeld?: boolean
  /** Where a learner thinks that it happens, in seconds, or null before he has said so. */
  pin: number | null
  /** A time is asked for. */
  asksPin: boolean
}

export const useSession = create<Session>()(() => ({
  exercise: null,
  progress: NEW,
  goals: [],
  kept: [],
  isCurrent: false,
  isRested: false,
  trouble: '',
  pin: null,
  asksPin: false,
}))

/** To the second. */
export const movePin = (at: number): void => useSession.setState({ pin: Math.round(at) })

/** Whether nothing is left to be predicted. */
export const isAnswered = ({ questions }: OpenExercise, { answers, isSkipped }: LearnerProgress): boolean =>
  isSkipped === true || questions.every((_, n) => (answers[n] ?? null) !== null)

/** The question that is to be answered next; -1 where none is left. */
export function openQuestion({ exercise, progress }: Pick<Session, 'exercise' | 'progress'>): number {
  if (!exercise || progress.isSkipped) return -1
  return exercise.questions.findIndex((_, n) => (progress.answers[n] ?? null) === null)
}

/** Whether a part of the page is not to be seen now; what lies right of the cursor is not, while a question about it is open. */
export function isHidden({ exercise, progress }: Pick<Session, 'exercise' | 'progress'>, part: HiddenPart): boolean {
  if (!exercise) return false
  if (!isAnswered(exercise, progress) && (part === 'future' || TELLS.includes(part))) return true
  const { hide } = exercise
  return hide !== undefined && hide.parts.includes(part) && !isLifted(hide, progress)
}

/** What would give an answer away: it is of the whole run. */
const TELLS: readonly HiddenPart[] = ['verdicts', 'what-if']

function isLifted({ until }: Hide, { solved, hints, seconds, isUnlocked }: LearnerProgress): boolean {
  if (solved || isUnlocked) return true
  if (until === 'solved' || 'code' in until) return false
  return 'hint' in until ? hints >= until.hint : seconds >= until.minutes * 60
}

/** Why the learner's texts are not to be changed now: a question is open, or these are given. */
export function lockOf(
  { exercise, progress }: Pick<Session, 'exercise' | 'progress'>,
  part: LockedPart | 'texts',
): 'question' | 'given' | undefined {
  if (part !== 'texts' && exercise?.locked.includes(part)) return 'given'
  return exercise && !isAnswered(exercise, progress) ? 'question' : undefined
}

/** Which of some parts of the page are hidden, by the open exercise or since they would tell what comes; with commas between. */
export function useHiddenOf(parts: readonly HiddenPart[]): string {
  const hasCurtain = usePage(({ seen }) => seen !== null)
  return useSession((session) => parts.filter((part) => isOutOfSight(session, part, hasCurtain)).join())
}

/** The same of one part. */
export const isOutOfSight = (session: Pick<Session, 'exercise' | 'progress'>, part: HiddenPart, hasCurtain: boolean): boolean =>
  isHidden(session, part) || (hasCurtain && TELLS.includes(part))

/** Whether a part of the page is hidden. */
export const useHidden = (part: HiddenPart): boolean => useHiddenOf([part]) !== ''
