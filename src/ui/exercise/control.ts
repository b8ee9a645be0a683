import { create } from 'zustand'
import { textsOfLane } from './texts.ts'
import { makeClient } from '../simulator/client.ts'
import { openExercise, replaceDraft, selectLane, writeFiles, removeFile } from '../state/actions.ts'
import type { Candidate } from '../../lessons/candidates.ts'
import { documentOf, type Draft } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'
import { keep } from './kept.ts'
import type { Asked, Checked, CourseOutline, Fixed, FixProgress, HandOut, Opened } from './messages.ts'
import { givenText } from './given-text.ts'
import { allProgress, beginSession, endSession, isSolved, setProgress } from './progress.ts'
import { isHidden, useSession } from './session.ts'

const client = makeClient<Asked, never>(
  () => new Worker(new URL('./exercise-worker.ts', import.meta.url), { type: 'module', name: 'exercise' }),
)

/** A check that is silent for longer is ended; the next one begins anew. */
const CHECK_MS = 20_000
const QUIET_MS = 40
const SECOND_MS = 1000
const KEPT_EVERY = 5
const LESSON = 'whyrestart-lesson:'
const COURSE = 'whyrestart-course'

/** The exercises that the page comes with. */
export async function askCourse(): Promise<CourseOutline> {
  await rememberCourse()
  return client.ask((ask) => ({ kind: 'course', ask }))
}

let remembered: Promise<string | undefined> | undefined
/** The exercise that the page was given in its own file, by its id. */
const ofThePage = new Map<string, string>()

/** The course that the page was given, or that was taken before, in a fresh web worker. Gives what was wrong with one that was given. */
function rememberCourse(): Promise<string | undefined> {
  remembered ??= remember()
  return remembered
}

async function remember(): Promise<string | undefined> {
  const found = await givenText((text) => client.ask((ask) => ({ kind: 'files', ask, text })))
  if (found && 'error' in found) return found.error
  if (!found) {
    const text = keep.read(COURSE)
    if (text !== null) await client.ask((ask) => ({ kind: 'take', ask, text }))
    return undefined
  }
  const { text, files } = found
  const taken = await client.ask<CourseOutline | { error: string } | null>((ask) => ({ kind: 'take', ask, text, files }))
  if (taken) return 'error' in taken ? taken.error : undefined
  const opened = await client.ask<Opened>((ask) => ({ kind: 'open', ask, text }))
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
  const { exercises } = await client.ask<CourseOutline>((ask) => ({ kind: 'course', ask }))
  const progress = allProgress()
  const first = exercises.find(({ id }) => progress.get(id)?.solved === undefined) ?? exercises[0]
  return { fragment: `e=${first?.id ?? ''}` }
}

/** Opens an exercise of the course by its id, or one whose text this device has. Says whether it did. */
export async function openById(id: string, following = atOnce): Promise<boolean> {
  const draft = await startOfExercise(id)
  if (!draft) return false
  following(() => openExercise(id, draft))
  return true
}

const atOnce = (act: () => void): void => act()

/** The start of an exercise that an address names by its id; the session begins with it. Undefined where there is none. */
export async function startOfExercise(id: string): Promise<Draft | undefined> {
  await rememberCourse()
  const text = ofThePage.get(id) ?? keep.read(LESSON + id) ?? undefined
  const opened = await client.ask<Opened>((ask) => ({ kind: 'open', ask, ...(text === undefined ? { id } : { text }) }))
  if ('error' in opened) return undefined
  begin(opened)
  return opened.draft
}

/** Opens an exercise from a file or a link. Gives a sentence where it is none. */
export async function openText(text: string, fragment?: string, following = atOnce): Promise<string | undefined> {
  const opened = await client.ask<Opened>((ask) => ({ kind: 'open', ask, text }))
  if ('error' in opened) return opened.error
  const { id } = opened.exercise
  if (fragment === undefined) keep.write(LESSON + id, text)
  begin(opened)
  following(() => openExercise(id, opened.draft, fragment === undefined ? {} : { fragment }))
  return undefined
}

/** Takes a course in the place of the page's own, and opens its first exercise. Gives a sentence where it is none. */
export async function openCourse(text: string): Promise<string | undefined> {
  await rememberCourse()
  const found = await client.ask<CourseOutline | { error: string }>((ask) => ({ kind: 'take', ask, text }))
  if ('error' in found) return found.error
  keep.write(COURSE, text)
  useCourse.setState({ turn: useCourse.getState().turn + 1 })
  const [first] = found.exercises
  if (first) await openById(first.id)
  return undefined
}

/** Changes with each other course. */
const useCourse = create<{ turn: number }>()(() => ({ turn: 0 }))

function begin({ exercise }: Exclude<Opened, { error: string }>): void {
  beginSession(exercise)
  seen = ''
  editedMs = -Infinity
  watch()
}

/** The learner's lane as it is now. */
function learnersTexts(): ReturnType<typeof textsOfLane> | undefined {
  const { exercise } = useSession.getState()
  const { draft, slot } = useStore.getState()
  if (!exercise || slot !== `exercise:${exercise.id}`) return undefined
  const lane = draft.lanes.find(({ name }) => name === exercise.lane) ?? draft.lanes[0]
  return lane && textsOfLane(draft, lane)
}

/** The same as one text, to be compared. */
export const textsNow = (): string => JSON.stringify(learnersTexts() ?? {})

/** The id of the learner's lane on the page. */
export function learnersLane(): string | undefined {
  const { exercise } = useSession.getState()
  const { lanes } = useStore.getState().draft
  return (lanes.find(({ name }) => name === exercise?.lane) ?? lanes[0])?.id
}

let last = 0
let timer: ReturnType<typeof setTimeout> | undefined
let isWatching = false

/** Judges the goals at each edit, and counts what the way to the solution takes; goes on for as long as the page is open. */
function watch(): void {
  judgeSoon()
  if (isWatching) return
  isWatching = true
  useStore.subscribe((state, before) => {
    const { exercise } = useSession.getState()
    if (state.slot !== before.slot && state.slot !== `exercise:${exercise?.id}`) leave(state.slot)
    if (exercise && state.lane !== before.lane && isHidden(useSession.getState(), 'lanes')) stayInLane()
    if (state.draft === before.draft) return
    useSession.setState({ isCurrent: false })
    judgeSoon()
  })
  useSession.subscribe((session) => {
    if (isSolved(session) && !session.progress.solved) {
      const { edits, hints, seconds } = session.progress
      setProgress({ solved: { edits, hints, seconds } })
    }
  })
  setInterval(() => {
    const { exercise, progress } = useSession.getState()
    if (!exercise || document.hidden || progress.solved) return
    const seconds = progress.seconds + 1
    if (seconds % KEPT_EVERY === 0) setProgress({ seconds })
    else useSession.setState({ progress: { ...progress, seconds } })
  }, SECOND_MS)
}

let seen = ''
let editedMs = 0
const PAUSE_MS = 1500

/** What is typed without a pause is one edit. */
function countEdit(texts: object): void {
  const now = JSON.stringify(texts)
  const atMs = performance.now()
  if (seen !== '' && now !== seen && !useSession.getState().progress.solved) {
    if (atMs - editedMs > PAUSE_MS) setProgress({ edits: useSession.getState().progress.edits + 1 })
    editedMs = atMs
  }
  seen = now
}

/** Another thing is open: no exercise, or, by Back, another one. */
function leave(slot: string): void {
  endSession()
  if (slot.startsWith('exercise:')) void startOfExercise(slot.slice('exercise:'.length))
}

/** Where the other lanes are hidden nobody looks into them. */
function stayInLane(): void {
  const lane = learnersLane()
  if (lane !== undefined && useStore.getState().lane !== lane) selectLane(lane)
}

function judgeSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void judge(), QUIET_MS)
}

async function judge(): Promise<void> {
  const { exercise } = useSession.getState()
  const texts = learnersTexts()
  if (!exercise || !texts) return
  const mine = (last += 1)
  countEdit(texts)
  try {
    const done = exercise.isIncident ? { document: JSON.stringify(documentOf(useStore.getState().draft)) } : {}
    const checked = await client.ask<Checked>((ask) => ({ kind: 'check', ask, id: exercise.id, texts, ...done }), { budgetMs: CHECK_MS })
    const { goals, kept, outage } = checked
    if (mine === last) useSession.setState({ goals, kept, outage, isCurrent: true, trouble: '' })
  } catch {
    if (mine !== last) return
    useSession.setState({ trouble: 'The goals could not be judged in time: the next edit tries again.' })
    // the web worker has forgotten it, and its course
    remembered = undefined
    const draft = await startOfExercise(exercise.id)
    if (!draft) endSession()
  }
}

/** Tries the learner's fix with all that fits the level; `heard` says what is being tried. */
export function tryMyFix(heard: (progress: FixProgress) => void): Promise<Fixed> | undefined {
  const { exercise } = useSession.getState()
  const texts = learnersTexts()
  if (!exercise || !texts) return undefined
  return client.ask<Fixed>((ask) => ({ kind: 'fix', ask, id: exercise.id, texts }), { heard: heard as (message: never) => void })
}

/** What a task could ask for, of a lane as it is. */
export function askCandidates(draft: Draft, lane: string): Promise<Candidate[]> {
  const document = JSON.stringify(documentOf(draft))
  const name = draft.lanes.find(({ id }) => id === lane)?.name ?? ''
  return client.ask((ask) => ({ kind: 'candidates', ask, document, lane: name }), { budgetMs: CHECK_MS })
}

/** The open exercise, or its whole course, as others are given it. */
export function askHandOut(isWhole: boolean): Promise<HandOut> {
  const id = useSession.getState().exercise?.id ?? ''
  return client.ask((ask) => ({ kind: 'handOut', ask, id, isWhole }))
}

/** What the run itself answers to a question. */
export function askAnswer(question: number): Promise<number | string | null> {
  const { exercise } = useSession.getState()
  return client.ask((ask) => ({ kind: 'answer', ask, id: exercise?.id ?? '', question }))
}

/** Puts the solution into the learner's lane: one step, which undo takes back. */
export async function showSolution(): Promise<void> {
  const { exercise } = useSession.getState()
  const lane = learnersLane()
  if (!exercise || lane === undefined) return
  const texts = await client.ask<Readonly<Record<string, string>> | null>((ask) => ({ kind: 'solution', ask, id: exercise.id }))
  const before = learnersTexts()
  if (!texts || !before) return
  const changed = Object.fromEntries(Object.entries(texts).filter(([file, text]) => before[file] !== text))
  setProgress({ sawSolution: true })
  writeFiles(lane, changed)
  for (const file of Object.keys(before)) if (!Object.hasOwn(texts, file)) removeFile(lane, file)
}

/** Brings the exercise's own start back; undo brings back what was there. */
export function startOver(): void {
  replaceDraft(useStore.getState().start)
}
