import type { JudgedLink } from '../../lessons/room/room.ts'
import type { Draft } from '../../share/payload.ts'

/** Where exercises come from beside the shipped ones: the last one of an id counts. */
export interface Sources {
  /** Exercises and courses, as files have them. */
  texts: readonly string[]
  /** Links to exercises. */
  links: readonly string[]
}

/** How far the judging has come. */
export interface RoomProgress {
  done: number
  judged: readonly JudgedLink[]
}

/** The exercises that there are rows of. */
export interface RoomExercise {
  id: string
  title: string
  goals: readonly string[]
  questions: number
}

export type RoomDraft = Draft | { error: string }
