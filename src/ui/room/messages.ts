import type { FoundIn } from '../../lessons/room/found.ts'
import type { Histogram } from '../../lessons/room/histogram.ts'
import type { Handed, Judging } from '../../lessons/room/room.ts'
import type { Draft } from '../../share/payload.ts'

/** Where exercises come from beside the shipped ones: the last one of an id counts. */
export interface Sources {
  /** Exercises and courses, as files have them. */
  texts: readonly string[]
  /** Links to exercises. */
  links: readonly string[]
}

/** What the room asks of its web worker. */
export type RoomAsked =
  | { kind: 'find'; ask: number; text: string }
  /** A later one takes its place. */
  | { kind: 'judge'; ask: number; handed: readonly Handed[]; sources: Sources }
  | { kind: 'histograms'; ask: number; exercise: string; answers: readonly (readonly (number | string | null)[])[] }
  | { kind: 'draft'; ask: number; picks: readonly Pick<Handed, 'fragment' | 'name'>[] }

export type RoomFound = FoundIn

/** How far the judging has come. */
export interface RoomProgress {
  kind: 'progress'
  ask: number
  done: number
  judged: readonly Judging[]
}

/** The exercises that there are rows of. */
export interface RoomExercise {
  id: string
  title: string
  goals: readonly string[]
  questions: number
}

export type RoomJudged = { exercises: readonly RoomExercise[]; isOver: boolean }
export type RoomHistograms = readonly Histogram[]
export type RoomDraft = Draft | { error: string }
