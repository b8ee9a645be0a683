import type { Draft } from '../../share/payload.ts'

/** A step that can be undone: what was there before it. */
export interface UndoStep {
  draft: Draft
}

/** So many characters the steps of undo may hold beside what is on the screen, however few they are; the newest ones stay in any case. */
const MOST_CHARACTERS = 20_000_000
const LEAST_STEPS = 5

/** What a draft holds that the one after it does not share with it. */
const sizes = new WeakMap<Draft, { next: Draft; characters: number }>()

/** Two drafts share their parts: an edit makes anew what it changes, and nothing else. */
function charactersOf(draft: Draft, next: Draft): number {
  const before = sizes.get(draft)
  if (before?.next === next) return before.characters
  const characters = differing(draft, next)
  sizes.set(draft, { next, characters })
  return characters
}

function differing(value: unknown, other: unknown): number {
  if (value === other) return 0
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  const beside = (typeof other === 'object' && other !== null ? other : {}) as Readonly<Record<string, unknown>>
  let characters = 0
  for (const [key, inner] of Object.entries(value)) characters += key.length + differing(inner, beside[key])
  return characters
}

/** How many characters steps hold beside what is open, the oldest step first. */
export function charactersOfSteps(steps: readonly UndoStep[], draft: Draft): number {
  return steps.reduce((sum, step, n) => sum + charactersOf(step.draft, steps[n + 1]?.draft ?? draft), 0)
}

/** The newest steps that fit; the same list where all do. */
export function stepsThatFit<T extends UndoStep>(steps: readonly T[], draft: Draft, most = MOST_CHARACTERS): readonly T[] {
  let left = most
  for (let n = steps.length - 1; n >= 0; n--) {
    left -= charactersOf(steps[n]!.draft, steps[n + 1]?.draft ?? draft)
    if (left < 0 && steps.length - n > LEAST_STEPS) return steps.slice(n + 1)
  }
  return steps
}

/** How many characters of its own something holds that shares nothing with what is on the screen. */
export const charactersIn = (value: unknown): number => differing(value, undefined)

/** Forgets what a map took up longest ago, and what it is too much with; what came last stays. */
export function forgetOldest<K, T>(map: Map<K, T>, sizeOf: (value: T) => number, most = MOST_CHARACTERS): void {
  let left = most
  for (const [place, [key, value]] of [...map].toReversed().entries()) {
    left -= sizeOf(value)
    if (left < 0 && place > 0) map.delete(key)
  }
}
