import type { CourseOutline } from './shipped.ts'
import { client } from '../exercise-client.ts'
import { forgetGiven, givenText } from '../make/given-text.ts'
import { putAway } from '../../state/slot-actions.ts'
import { keep } from '../../state/storage.ts'
import { allProgress } from './progress.ts'
import { wasSolved } from '../../state/session.ts'

/** Where a course is kept that was brought. */
export const COURSE = 'whyrestart-course'

let remembered: Promise<string | undefined> | undefined

/** The exercise that the page was given in its own file, by its id. */
export const ofThePage = new Map<string, string>()

/** The course that the page was given, or that was taken before, in a fresh web worker. Gives what was wrong with one that was given. */
export function rememberCourse(): Promise<string | undefined> {
  remembered ??= remember()
  // what did not come may come the next time
  remembered.catch(() => (remembered = undefined))
  return remembered
}

/** The exercises that the page comes with. */
export async function askCourse(): Promise<CourseOutline> {
  await rememberCourse()
  return client.call('course', null).result
}

/** The texts of what the page was given, a course's files among them; none where it could not be had. */
export async function textsOfGiven(): Promise<readonly string[]> {
  const found = await givenText()
  return found && !('error' in found) ? [...Object.values(found.files), found.text] : []
}

/** A web worker that has begun anew has none. */
export function forgetCourse(): void {
  remembered = undefined
}

/** The next one who asks for what the page was given looks for it anew. */
export function lookAgain(): void {
  forgetGiven()
  remembered = undefined
}

async function remember(): Promise<string | undefined> {
  const found = await givenText()
  if (found && 'error' in found) return found.error
  if (!found) {
    const text = keep.read(COURSE)
    const kept = text === null ? {} : await client.call('take', { text }).result
    if (!kept || 'error' in kept) putAway(COURSE, 'the course in it is of another version, or damaged')
    return undefined
  }
  const { text, files } = found
  const taken = await client.call('take', { text, files }).result
  if (taken) return 'error' in taken ? taken.error : undefined
  const opened = await client.call('open', { text }).result
  if ('error' in opened) return opened.error
  ofThePage.set(opened.exercise.id, text)
  return undefined
}

/** The fragment that leads to what the page was given: a course's first exercise that is not solved yet, or the exercise. */
export async function fragmentOfGiven(): Promise<{ fragment: string } | { error: string }> {
  const error = await rememberCourse()
  if (error !== undefined) return { error }
  const [own] = ofThePage.keys()
  if (own !== undefined) return { fragment: `e=${own}` }
  return { fragment: `e=${(await firstToSolve()) ?? ''}` }
}

/** The id of the course's first exercise that is not solved yet; of its first one where all are. */
export async function firstToSolve(): Promise<string | undefined> {
  const { exercises } = await askCourse()
  const progress = allProgress()
  return (exercises.find(({ id }) => !wasSolved(progress.get(id))) ?? exercises[0])?.id
}
