import type { Debrief } from '../../lessons/debrief.ts'
import type { Draft } from '../../share/payload.ts'
import type { Proof } from '../../views/verdicts/cell.ts'
import type { GoalState, KeptState, OpenExercise } from '../state/session.ts'

export interface CourseOutline {
  title: string
  /** Markdown, for after the last exercise. */
  end?: string
  exercises: readonly { id: string; title: string; minutes?: number; /** The heading of the part that begins with it. */ part?: string }[]
}

export type OpenedExercise =
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

export interface CheckResult {
  solved: boolean
  goals: readonly GoalState[]
  kept: readonly KeptState[]
  /** Of an incident: seconds out of service. */
  outage?: number
}

/** What Check my fix has found: the trial that breaks it, or how many it stood. */
export interface Fixed {
  /** `Left alone for 30 minutes it has 0 restarts. But hang it at 10 min, and nobody ever notices.` */
  says: string
  stood: number
  broken?: { /** It does not even stand being left alone. */ isCalm: boolean; proof?: Proof }
}

/** What is said after it is solved. */
export interface Debriefing extends Omit<Debrief, 'rule'> {
  rule?: { text: string; source: string; address?: string }
}

/** How far Check my fix has come. */
export interface FixProgress {
  done: number
  trying: string
}
