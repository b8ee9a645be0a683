import { ownPod } from '../../cases/own-pod.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { draftOf, type Draft } from '../../share/payload.ts'

export const CASES = { story: '1.9', today: '1.37' } as const
export type CaseId = keyof typeof CASES

/** Where a thing's work is kept: each has a slot of its own. A shared scenario's is named by its content. */
export type Slot = `case:${CaseId}` | 'own' | `shared:${string}` | `exercise:${string}`

const CASE_SLOTS: readonly Slot[] = ['case:story', 'case:today']

/** All that the page keeps on a device stands under names that begin so. */
export const PREFIX = 'whyrestart'
export const SLOT = `${PREFIX}/`
export const slotKey = (slot: Slot): string => `${SLOT}${slot}`

export function maybeSlot(value: unknown): Slot | undefined {
  const isOne =
    typeof value === 'string' &&
    value.length < 200 &&
    (value === 'own' || CASE_SLOTS.includes(value as Slot) || /^(shared|exercise):[\w.~-]+$/.test(value))
  return isOne ? (value as Slot) : undefined
}

export const isExerciseSlot = (slot: string): boolean => slot.startsWith('exercise:')

/** Something from elsewhere is looked at: one's own is kept beside it. */
export const isVisit = (slot: Slot): boolean => slot.startsWith('shared:') || isExerciseSlot(slot)

/** A case as it is shipped, and what one's own begins with where nobody has said anything else. */
export function freshDraft(slot: Slot): Draft | undefined {
  if (slot === 'own') return draftOf(ownPod(CASES.today))
  if (slot === 'case:story' || slot === 'case:today') return draftOf(theStrangeCase(CASES[slot.slice(5) as CaseId]))
  return undefined
}

/** Whether two drafts are the same inputs. */
export const isSame = (a: Draft, b: Draft): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** Nobody has done anything with it yet. */
export function isFresh(draft: Draft): boolean {
  const isEmpty =
    draft.lanes.length === 1 &&
    Object.keys({ ...draft.lanes[0]!.fields.manifests, ...(draft.common['manifests'] as object | undefined) }).length === 0
  return isEmpty || isSame(draft, freshDraft('own')!)
}

/** The slot of a scenario from elsewhere: the same content has the same one, whatever link or file it came by. */
export function slotOf(draft: Draft): Slot {
  const exercise = draft.common['exercise'] as { id?: unknown } | undefined
  const id = typeof exercise?.id === 'string' ? exercise.id : ''
  // somebody else's exercise of that name is another one
  return /^[\w-]{1,80}$/.test(id) ? `exercise:${id}~${contentHash(draft)}` : `shared:${contentHash(draft)}`
}

/**
 * 53 bits of a draft's text, in base 36.
 * Follows: cyrb53, a hash that was given to the public domain.
 */
export function contentHash(draft: Draft): string {
  const text = JSON.stringify(draft)
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}
