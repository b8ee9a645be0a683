import { goDuration } from '../sim/scenario/duration.ts'
import type { Life } from './lives.ts'

/** How a program behaves, as a scenario writes it. */
export type Written = Record<string, unknown>

/** What the evidence comes to for one container. */
export interface Inferred {
  program: Written
  image?: Written
  /** What it does, as half a sentence: `answers /healthz with 500 from 40 s after its start on`. */
  does: string[]
  /** What nobody says, and what was assumed. */
  untold: string[]
}

export const length = (seconds: number): string => goDuration(Math.round(seconds * 100) / 100)

/** A field of each life that has something of its own. */
export function inLife({ program }: Inferred, { number }: Life, fields: Written): void {
  const lives = (program['lives'] ??= []) as Written[]
  while (lives.length < number) lives.push({})
  Object.assign(lives[number - 1]!, fields)
}

/** What a life has of its own, over what the program has. */
export const fieldsOf = ({ program }: Inferred, { number }: Life): Written => ({
  ...program,
  ...(program['lives'] as Written[] | undefined)?.[number - 1],
})
