import type { Candidate } from '../../../lessons/candidates.ts'
import { type Document, documentOf, type Draft, draftOf, linkOf } from '../../../share/payload.ts'
import { pageAddress } from '../../state/given.ts'
import { slug } from '../../own/slug.ts'
import { sha256 } from '../sha256.ts'
import { textsOfLane } from '../texts.ts'

/** What a trainer has filled in. */
export interface Wanted {
  title: string
  minutes: number
  /** The id of the lane that the learner works in. */
  lane: string
  story: string
  goals: readonly Candidate[]
  /** A hint a line. */
  hints: string
  hide: readonly string[]
  /** The id of the lane whose texts solve it; empty: none. */
  solution: string
  /** The trainer's word, which shows what is hidden; empty: being solved does. */
  word: string
}

/** The scenario with the task in it, as a file has it; the lane of the solution is not shown to the learner. */
export function exerciseDocument(draft: Draft, wanted: Wanted): object {
  const { title, minutes, story, goals, hints, hide, solution, word } = wanted
  const lane = draft.lanes.find(({ id }) => id === wanted.lane) ?? draft.lanes[0]!
  const model = draft.lanes.find(({ id }) => id === solution)
  const { title: _before, ...document } = documentOf({ ...draft, lanes: draft.lanes.filter((one) => one !== model) })
  return {
    ...document,
    title,
    exercise: {
      id: slug(title, 'exercise'),
      minutes,
      lane: lane.name,
      story,
      goals: goals.map(({ goal }) => goal),
      hints: hints
        .split('\n')
        .map((hint) => hint.trim())
        .filter(Boolean),
      ...(model ? { solution: textsOfLane(draft, model) } : {}),
      ...(hide.length > 0 ? { hide: { parts: hide, until: word === '' ? 'solved' : { code: sha256(word) } } } : {}),
    },
  }
}

/** An address that opens it anywhere: all of it stands in the fragment. Undefined where it is too large. */
export function exerciseLink(document: object): string | undefined {
  const fragment = linkOf(draftOf(document as Document), {})
  return fragment && `${pageAddress()}#${fragment}`
}
