/** A small error that may be planted in a text. */
export interface Mutation {
  start: number
  end: number
  by: string
  what: string
}

/** All small errors that can be planted in a source text. */
export function mutationsOf(code: string, lang: 'ts' | 'tsx'): Mutation[]
