import { actionsOfAttempt, type Attempt, textsOfAttempt } from '../../lessons/attempt.ts'
import { listOf } from '../../manifest/own.ts'
import { readContents, type SharedProgress } from '../../share/contents.ts'
import { documentOf, type LaneDraft, linkOf, readPayload } from '../../share/payload.ts'
import { notCome } from '../kit/hooks.ts'
import { advance } from '../state/results.ts'
import { removeFile, setCursor, writeFiles } from '../state/actions.ts'
import { dismiss, isEdited, setAside, tell, visit } from '../state/slot-actions.ts'
import { given } from '../state/given.ts'
import type { KeptView } from '../state/kept.ts'
import { useStore } from '../state/store.ts'
import { openById, openCourse, openText } from './control.ts'
import { firstToSolve, fragmentOfGiven, lookAgain } from './course/course-at-hand.ts'
import { mergeProgress, setAttemptOf, setProgress } from './course/progress.ts'
import { useSession } from '../state/session.ts'
import { laneNamed, textsOfLane } from '../state/draft.ts'
import { counted } from '../../views/text/words.ts'

/** What was done in an incident, after its fault: as it stands in the link. */
function doAgain(start: LaneDraft, { actions = [], seed }: Attempt): void {
  const { draft } = useStore.getState()
  const fault = listOf(start.fields['actions'])
  const lanes = draft.lanes.map((lane) =>
    lane.id === start.id ? { ...lane, fields: { ...lane.fields, seed, actions: [...fault, ...actions] } } : lane,
  )
  useStore.setState({ draft: { ...draft, lanes } })
}

/**
 * Opens what a link holds that is no mere scenario: an exercise, a course, or somebody's attempt at an exercise that the page
 * knows. Gives a sentence where it cannot; an empty one where the link itself cannot be read.
 */
export async function openLink(link: string, following: (act: () => void) => void): Promise<string | undefined> {
  const read = readContents(link)
  if ('error' in read) return ''
  const { value } = read
  if (value.is === 'course') return openCourse(JSON.stringify(value.course))
  if (value.is === 'scenario') return openText(JSON.stringify(documentOf(value.payload.draft)), link, following)
  if (value.is === 'progress') return takeProgress(value.progress, following)
  const { attempt } = value
  if (!(await openById(attempt.exercise, following, attempt.seed)))
    return `The attempt is at an exercise ${attempt.exercise} that this page does not have: open the exercise first.`
  const { start } = useStore.getState()
  const own = useSession.getState().exercise?.lane
  const of = laneNamed(start, own)
  const before = textsOfLane(start, of)
  const found = textsOfAttempt(before, attempt.changes)
  if ('error' in found) return `The attempt cannot be shown: ${found.error}.`
  const done = actionsOfAttempt(attempt)
  if ('error' in done) return `The attempt cannot be shown: ${done.error}.`
  // one's own attempt may stand there
  const { draft } = useStore.getState()
  const lane = laneNamed(draft, own)
  const now = textsOfLane(draft, lane)
  const changed = Object.entries(found.texts).filter(([file, text]) => now[file] !== text)
  const isOwnReplaced = useSession.getState().attemptOf === undefined && isEdited() && changed.length > 0
  const isAside = isOwnReplaced && setAside(draft)
  if (changed.length > 0) writeFiles(lane.id, Object.fromEntries(changed))
  for (const file of Object.keys(now)) if (!Object.hasOwn(found.texts, file)) removeFile(lane.id, file)
  if (attempt.seed !== undefined) doAgain(of, attempt)
  const last = done.actions.reduce((most, { at }) => Math.max(most, at), 0)
  if (last > 0) {
    advance(last)
    setCursor(last)
  }
  setAttemptOf(attempt.name ?? '')
  const { answers } = useSession.getState().progress
  // what nobody has signed may be one's own
  const claimed = attempt.name === undefined ? (attempt.answers ?? []) : []
  setProgress({
    hints: attempt.hints,
    seconds: Math.round(attempt.minutes * 60),
    answers: Array.from({ length: Math.max(answers.length, claimed.length) }, (_, n) => answers[n] ?? claimed[n] ?? null),
  })
  if (isAside) useStore.setState({ notice: 'Your own attempt at it is set aside: New lists it.' })
  return undefined
}

/** Merges another device's progress into this one's, and goes on in the course. */
export async function takeProgress(
  theirs: Readonly<Record<string, SharedProgress>>,
  following: (act: () => void) => void,
): Promise<undefined> {
  const { exercises, newlySolved } = mergeProgress(new Map(Object.entries(theirs)))
  const next = await firstToSolve()
  if (next !== undefined) await openById(next, following)
  useStore.setState({
    notice: `The progress of another device has come, in ${counted(exercises, 'exercise')}: ${newlySolved === 0 ? 'none is' : `${newlySolved} ${newlySolved === 1 ? 'is' : 'are'}`} solved now that ${newlySolved > 1 ? 'were' : 'was'} not here. Nothing that this device had is lost.`,
  })
  return undefined
}

/** Puts what the page was given to open into its address, which is then to be followed; `hash`: what the address names already. Gives what says, beside what is shown instead, what cannot be opened. */
export async function openGiven(hash: string): Promise<(() => void) | undefined> {
  const found = await (given.payload === undefined ? fragmentOfGiven() : fragmentOfScenario(given.payload))
  if ('error' in found) return () => refuse(found.error, hash)
  if (found.fragment !== '' && hash === '') history.replaceState(history.state, '', `#${found.fragment}`)
  return undefined
}

/** What cannot be had now may be had a moment later. */
function refuse(error: string, hash: string): void {
  tell({ cause: 'link', text: `${error} Your own work is shown instead.`, again: () => void tryAgain(hash).catch(notCome) })
}

async function tryAgain(hash: string): Promise<void> {
  lookAgain()
  const found = await fragmentOfGiven()
  if ('error' in found) return refuse(found.error, hash)
  dismiss('link')
  location.hash = hash || found.fragment
}

function fragmentOfScenario(payload: unknown): { fragment: string } | { error: string } {
  const read = readPayload(payload)
  if ('error' in read) return { error: `The scenario of this file can be read, but ${read.error}.` }
  const { draft, view } = read.value
  const fragment = linkOf(draft, view)
  // what no link can hold is opened without one
  if (fragment === undefined) visit(draft, { view: view as KeptView })
  return { fragment: fragment ?? '' }
}
