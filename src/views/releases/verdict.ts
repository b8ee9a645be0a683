import type { Change, Rules } from '../../sim/release/release.ts'
import type { Facts } from './facts.ts'
import type { RowText } from './reading.ts'

/** One difference between two releases, and what it is to the manifests at hand. */
export interface Effect {
  change: { since: number } & Pick<RowText, 'says' | 'source'> & Partial<RowText>
  /** Whether anything but texts can come out otherwise. */
  touches: boolean
  /** Whether a person would at least read other words. */
  texts: boolean
  /** Why, in a sentence. */
  why: string
}

/** What a difference between releases is to the manifests at hand. */
export type Verdict = Pick<Effect, 'touches' | 'texts' | 'why'>

/** More than texts can come out otherwise, and why. */
export const touches = (why: string): Verdict => ({ touches: true, texts: true, why })
/** Other words are read, and nothing else comes of it. */
export const texts = (why: string): Verdict => ({ touches: false, texts: true, why })
/** These manifests come out the same. */
export const nothing = (why: string): Verdict => ({ touches: false, texts: false, why })
/** It touches them where `is` holds, and else is nothing to them: a sentence for each. */
export const given = (is: boolean, yes: string, no: string): Verdict => (is ? touches(yes) : nothing(no))

export type Judge = (facts: Facts, change: Change) => Verdict

/** One judge for many rules. */
export function each<K extends keyof Rules>(one: Judge, ...rules: readonly K[]): Record<K, Judge> {
  return Object.fromEntries(rules.map((rule) => [rule, one])) as Record<K, Judge>
}

/** What is asked of a kube-apiserver, where there is one. */
export const served = (facts: Facts, say: () => Verdict): Verdict =>
  facts.servers.length > 0 ? say() : nothing('There is no kube-apiserver here.')
