import { type Check, list, name, object, oneOf, optional, seconds, string } from './check-value.ts'
import { type Panel, PANELS } from './panels.ts'

/** One state of the page and what is to be seen there: a moment, a lane, a panel, a line, a few words. Nothing of a run depends on it. */
export interface StoryStep {
  says: string
  /** Seconds on the simulated clock; left out: nothing moves. */
  at?: number
  /** A lane's name. */
  lane?: string
  panel?: Panel
  /** A line of a file, by a text that it holds. */
  line?: { file: string; has: string }
  /** The kind of thing that is explained: the last kill, or start, at or before the moment. */
  select?: 'kill' | 'start'
  /** For the speaker alone. */
  notes?: string
}

/** The steps of a scenario that is told, as they are written. */
export const steps: Check<readonly StoryStep[]> = list(
  object({
    says: name('what is said at this step'),
    at: optional(seconds),
    lane: optional(name('the name of a lane')),
    panel: optional(oneOf(PANELS)),
    line: optional(object({ file: name('a file'), has: name('a text that the line holds') })),
    select: optional(oneOf(['kill', 'start'])),
    notes: optional(string('what the speaker alone reads')),
  }),
)
