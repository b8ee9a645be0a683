import type { Draft } from '../../share/payload.ts'
import type { Texts } from '../../lessons/change.ts'
import type { Proof } from '../../views/verdicts/cell.ts'
import type { GoalState, KeptState, OpenExercise, Outage } from './session.ts'

/** What the page asks of the exercises' web worker. An exercise is known there by its id once it was opened. */
export type Asked =
  | { kind: 'course'; ask: number }
  /** A course from a file or a link, in the place of the page's own. */
  | { kind: 'take'; ask: number; text: string; /** What its files hold, by their names. */ files?: Readonly<Record<string, string>> }
  /** The files that a course names. */
  | { kind: 'files'; ask: number; text: string }
  /** Of the course, by its id; or any other, by its text. */
  | { kind: 'open'; ask: number; id?: string; text?: string; /** Of an incident: which one it was before. */ seed?: number }
  /** What could be asked for, of a scenario as a file has it. */
  | { kind: 'candidates'; ask: number; document: string; lane: string }
  /** An incident is judged by what was done, too: its document has the actions. */
  | { kind: 'check'; ask: number; id: string; texts: Texts; document?: string }
  | { kind: 'fix'; ask: number; id: string; texts: Texts }
  | { kind: 'solution'; ask: number; id: string }
  | { kind: 'answer'; ask: number; id: string; question: number }
  /** What the exercise has, as its file writes it; null where there is none. */
  | { kind: 'task'; ask: number; id: string }
  /** A document as a file for a person to read. */
  | { kind: 'file'; ask: number; document: object }
  /** For others: the open exercise, or the whole course. */
  | { kind: 'handOut'; ask: number; id: string; isWhole: boolean }

export interface CourseOutline {
  title: string
  exercises: readonly { id: string; title: string; minutes?: number }[]
}

export type Opened =
  | {
      exercise: OpenExercise
      draft: Draft
      /** The fragment that holds all of it, for one that is of no course; undefined where it is too large. */
      link?: string
    }
  | { error: string }

/** An exercise or a course, to be handed to others. */
export interface HandOut {
  /** As a file has it. */
  text: string
  /** What a link holds; undefined where it is too large for one. */
  fragment?: string
  /** The fragment that has all of it in it, where it is an exercise. */
  whole?: string
}

export interface Checked {
  solved: boolean
  goals: readonly GoalState[]
  kept: readonly KeptState[]
  /** Of an incident: seconds out of service. */
  outage?: number
  outages?: readonly Outage[]
}

/** What Check my fix has found: the trial that breaks it, or how many it stood. */
export interface Fixed {
  /** `Calm: 0 restarts. But hang it at 10 min, and nobody ever notices.` */
  says: string
  stood: number
  broken?: { /** It does not even stand being left alone. */ isCalm: boolean; proof?: Proof }
}

/** How far Check my fix has come. */
export interface FixProgress {
  kind: 'progress'
  ask: number
  done: number
  trying: string
}
