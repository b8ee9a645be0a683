import type { Step } from '../trace/trace.ts'

/** What made something so; goes into a step. */
export type Because = NonNullable<Step['because']>
