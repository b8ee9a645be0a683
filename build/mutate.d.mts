/** A small error that may be planted in a text, and the expression or statement that is changed by it as a whole. */
export interface Mutation {
  start: number
  end: number
  by: string
  what: string
  site: { start: number; end: number; type: string }
}

/** All small errors that can be planted in a source text. */
export function mutationsOf(code: string, lang: 'ts' | 'tsx'): Mutation[]

/** The text with all of the errors in it, each behind the switch of its number. */
export function withSwitches(code: string, planted: readonly (Mutation & { n: number })[]): string
