import type { LaneTexts } from '../../lessons/change.ts'
import { defined } from '../../manifest/own.ts'
import { readContents } from '../../share/contents.ts'
import { documentOf, type Draft } from '../../share/payload.ts'
import { PANELS } from '../../sim/scenario/panels.ts'
import { showBelow } from '../simulator/open-proof.ts'
import { selectLane, setCursor } from '../state/actions.ts'
import { keepText, openExercise, replaceDraft, tell } from '../state/slot-actions.ts'
import { nameIn } from '../state/address.ts'
import { draw } from '../state/results.ts'
import { durationOf, laneNamed } from '../state/draft.ts'
import type { KeptView } from '../state/kept.ts'
import { usePage } from '../state/page.ts'
import { isHidden, type OpenExercise, useSession } from '../state/session.ts'
import { keep } from '../state/storage.ts'
import { environment, useStore } from '../state/store.ts'
import { type WorkerCall, failureOf } from '../worker/client.ts'
import { COURSE, forgetCourse, ofThePage, rememberCourse } from './course/course-at-hand.ts'
import { beginAgain, beginSession, endSession, hearOtherTabs, setAttemptOf, setProgress } from './course/progress.ts'
import { CHECK_MS, client } from './exercise-client.ts'
import type { Fixed, FixProgress, HandOut, OpenedExercise, Debriefing } from './exercise-tasks.ts'
import { beginRest, keepSolved, learnersLane, learnersTexts, textsNow } from './solved.ts'

/** A panel that is hidden is not the open one, so that solving shows it and does not jump to it. */
function stayInPanel(): void {
  const session = useSession.getState()
  if (!isHidden(session, useStore.getState().panel)) return
  const first = PANELS.find((panel) => !isHidden(session, panel))
  if (first) useStore.setState({ panel: first })
}

const QUIET_MS = 40
const SECOND_MS = 1000
const KEPT_EVERY = 5
const LESSON = 'whyrestart-lesson:'
const SEED = 'whyrestart-seed:'

/** Opens an exercise of the course by its id, or one whose text this device has. Says whether it did. */
export async function openById(id: string, following = atOnce, seed?: number): Promise<boolean> {
  // its panel comes with the session, before its draft
  arrival.isChosen = true
  const start = await startOfExercise(id, seed).catch((error: unknown) => {
    arrival.isChosen = false
    throw error
  })
  if (!start) return (arrival.isChosen = false)
  following(() => openExercise(id, start.draft, { view: start.view }))
  return true
}

/** Somebody has chosen the exercise that comes: the keys go on from its task, since what led to it is gone. */
export const arrival = { isChosen: false }

const atOnce = (act: () => void): void => act()

/** An exercise's start, and how it is looked at where nobody has looked at it yet. */
interface ExerciseStart {
  draft: Draft
  view: KeptView | undefined
}

/** The start of an exercise that an address names by its id; the session begins with it. Undefined where there is none. */
export async function startOfExercise(id: string, seed = seedBefore(id)): Promise<ExerciseStart | undefined> {
  const opened = await askExercise(id, seed)
  if ('error' in opened) return undefined
  begin(opened)
  return { draft: opened.draft, view: firstView(opened) }
}

/** Of the course; else one whose text this device has. */
async function askExercise(id: string, seed: number | undefined): Promise<OpenedExercise> {
  await rememberCourse()
  const fault = defined({ seed })
  const byText = (text: string): Promise<OpenedExercise> => client.call('open', { text, ...fault }).result
  const own = ofThePage.get(id)
  if (own !== undefined) return byText(own)
  const opened = await client.call('open', { id, ...fault }).result
  const text = 'error' in opened ? keep.read(LESSON + id) : null
  return text === null ? opened : byText(text)
}

/** The seed of the attempt so far, be it that nothing was done in it yet: an incident that goes on is the same one. */
function seedBefore(id: string): number | undefined {
  const kept = environment.cabinet.get(`exercise:${id}`)?.draft
  const seed = (kept && seedOf(kept)) ?? Number(keep.read(SEED + id) ?? NaN)
  return Number.isSafeInteger(seed) ? seed : undefined
}

/** What brought the fault. */
function seedOf({ lanes }: Draft): number | undefined {
  const seeds = lanes.flatMap(({ fields }) => (Array.isArray(fields['actions']) ? fields['seed'] : []))
  return seeds.find((seed) => typeof seed === 'number')
}

/** Undefined where somebody has looked at it before, and goes on there. */
function firstView({
  exercise: { id, lane, begin: cursor, span, evidence },
  draft,
}: Exclude<OpenedExercise, { error: string }>): KeptView | undefined {
  if (environment.cabinet.record().views[`exercise:${id}`]) return undefined
  const end = durationOf(draft)
  return {
    cursor,
    from: 0,
    to: Math.min(end, Math.max(span, cursor * 1.25)),
    lane: laneNamed(draft, lane).id,
    panel: evidence ? 'terminal' : 'why',
  }
}

/** The task of what is open, where it came without one: by a way back, or from what was kept. */
export async function resume(): Promise<void> {
  const { slot, fragment } = useStore.getState()
  const id = /^exercise:(.+)$/.exec(slot)?.[1]
  if (id === undefined || useSession.getState().exercise?.id === id) return
  const opened = await askAgain(id, fragment, seedBefore(id))
  if (useStore.getState().slot !== slot || useSession.getState().exercise?.id === id) return
  if ('error' in opened) tell({ cause: 'link', text: `The task of the exercise “${id}” is no longer on this device. Your texts are here.` })
  else begin(opened)
}

/** What is open: by the link that led to it, or its id. */
function askAgain(id: string, fragment: string, seed: number | undefined): Promise<OpenedExercise> {
  const named = nameIn(fragment)
  const text = 'link' in named ? textIn(named.link) : undefined
  if (text === undefined) return askExercise(id, seed)
  return client.call('open', { text, ...defined({ seed }) }).result
}

function textIn(link: string): string | undefined {
  const read = readContents(link)
  return 'value' in read && read.value.is === 'scenario' ? JSON.stringify(documentOf(read.value.payload.draft)) : undefined
}

/** The room judges attempts at what this device has made or opened. */
export const rememberLesson = (id: string, text: string): void => keepText(LESSON + id, text, UNKEPT)

const UNKEPT = 'This browser has no room for what you have opened: it is gone on reload. Its file or its link opens it again.'

/** Opens an exercise from a file or a link. Gives a sentence where it is none. */
export async function openText(text: string, fragment?: string, following = atOnce): Promise<string | undefined> {
  const openWith = (fault: { seed?: number }): Promise<OpenedExercise> => client.call('open', { text, ...fault }).result
  let opened = await openWith({})
  if ('error' in opened) return opened.error
  const { id, isIncident } = opened.exercise
  const seed = isIncident && seedBefore(id)
  if (seed !== undefined) opened = await openWith({ seed })
  if ('error' in opened) return opened.error
  rememberLesson(id, text)
  const address = fragment ?? opened.link
  // a link is followed, and a text is brought
  arrival.isChosen ||= fragment === undefined
  begin(opened)
  following(() => openExercise(id, opened.draft, { view: firstView(opened), ...defined({ fragment: address }) }))
  return undefined
}

/** Takes a course in the place of the page's own, and opens its first exercise. Gives a sentence where it is none. */
export async function openCourse(text: string): Promise<string | undefined> {
  await rememberCourse()
  const found = await client.call('take', { text }).result
  if (!found) return 'This is no course: its first field is course: 1.'
  if ('error' in found) return found.error
  keepText(COURSE, text, UNKEPT)
  const [first] = found.exercises
  if (first) await openById(first.id)
  return undefined
}

/** A session with an exercise, from its start. */
function begin({ exercise, draft }: Exclude<OpenedExercise, { error: string }>): void {
  beginSession(exercise)
  // from the first moment on
  const seed = exercise.isIncident && seedOf(draft)
  if (seed !== undefined) keep.write(SEED + exercise.id, String(seed))
  seen = null
  beginRest()
  watch()
  setTimeout(stayInPanel)
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
    // another thing is open; where that is an exercise, its own task comes
    if (state.slot !== before.slot && state.slot !== `exercise:${exercise?.id}`) endSession()
    if (state.panel !== before.panel || state.slot !== before.slot) stayInPanel()
    // where the other lanes are hidden nobody looks into them
    if (exercise && state.lane !== before.lane && isHidden(useSession.getState(), 'lanes')) selectLane(learnersLane())
    if (exercise?.isIncident && state.cursor !== before.cursor) judgeOnTheWay()
    if (state.draft === before.draft) return
    // a run that is only shown beside it changes nothing of the learner's own
    if (exercise && !exercise.isIncident && seen !== null && textsNow() === JSON.stringify(seen.texts)) return
    useSession.setState({ isCurrent: false })
    beginRest()
    judgeSoon()
  })
  keepSolved()
  hearOtherTabs(judgeSoon)
  setInterval(() => {
    const { exercise, progress } = useSession.getState()
    // an incident that is paused stands as a whole
    const isPaused = exercise?.isIncident === true && !useStore.getState().playing
    if (!exercise || document.hidden || progress.solved || isPaused) return
    const seconds = progress.seconds + 1
    if (seconds % KEPT_EVERY === 0) setProgress({ seconds })
    else useSession.setState({ progress: { ...progress, seconds } })
  }, SECOND_MS)
}

/** What was judged last; null before the first time. */
let seen: { texts: LaneTexts; actions: string } | null = null

function countEdit(texts: LaneTexts, done: unknown): void {
  const before = seen
  const actions = JSON.stringify(done)
  seen = { texts, actions }
  if (!before || (actions === before.actions && JSON.stringify(texts) === JSON.stringify(before.texts))) return
  const { solved, edits } = useSession.getState().progress
  if (!solved) setProgress({ edits: edits + 1 })
}

/** An incident is judged up to now; once it is solved, never up to less than that. */
function upTo(): number {
  const { attemptOf, progress, exercise } = useSession.getState()
  const { cursor, draft } = useStore.getState()
  // what somebody has handed in is over
  return attemptOf === undefined ? Math.max(cursor, exercise?.begin ?? 0, progress.solved?.at ?? 0) : durationOf(draft)
}

let isOnTheWay = false
const TURN_MS = 400

/** While the clock runs, now and then. */
function judgeOnTheWay(): void {
  if (isOnTheWay) return
  isOnTheWay = true
  setTimeout(() => {
    isOnTheWay = false
    judgeSoon()
  }, TURN_MS)
}

function judgeSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void judge(), QUIET_MS)
}

/** The learner's texts in what is open, as the web worker takes them; of an incident also what was done. */
function attempt(): { id: string; texts: LaneTexts; document?: string } | undefined {
  const { exercise } = useSession.getState()
  const texts = learnersTexts()
  if (!exercise || !texts) return undefined
  const { id, isIncident } = exercise
  return { id, texts, ...(isIncident ? { document: JSON.stringify(documentOf(useStore.getState().draft)) } : {}) }
}

async function judge(): Promise<void> {
  const now = attempt()
  if (!now) return
  const mine = (last += 1)
  const isIncident = now.document !== undefined
  countEdit(now.texts, isIncident ? learnersActions() : undefined)
  try {
    const until = isIncident ? { until: upTo() } : {}
    const { goals, kept, outage } = await client.call('check', { ...now, ...until }, { budgetMs: CHECK_MS }).result
    if (mine === last) useSession.setState({ goals, kept, outage, isCurrent: true, trouble: '' })
  } catch (error) {
    if (mine !== last) return
    useSession.setState({ trouble: whyNotJudged(error) })
    // the web worker has forgotten it; what cannot be told now is told the next time
    await tellWorkerAgain().catch(() => undefined)
  }
}

function whyNotJudged(error: unknown): string {
  const { reason } = failureOf(error)
  if (reason === 'silent' || reason === 'ended') return 'The goals could not be judged in time: the next edit tries again.'
  return 'The goals could not be judged: what judges them did not come, or has failed. The next edit tries again.'
}

/** A web worker that was ended knows nothing any more. */
async function tellWorkerAgain(): Promise<void> {
  const { exercise } = useSession.getState()
  if (!exercise) return
  forgetCourse()
  const opened = await askAgain(exercise.id, useStore.getState().fragment, seedBefore(exercise.id))
  if ('error' in opened && useSession.getState().exercise === exercise) endSession()
}

/** What is done in the learner's lane. */
const learnersActions = (): unknown => laneNamed(useStore.getState().draft, useSession.getState().exercise?.lane).fields['actions']

/** Tries the learner's fix with all that fits the level. */
export function tryMyFix(): WorkerCall<FixProgress, Fixed> | undefined {
  const now = attempt()
  return now && client.call('fix', now)
}

/** The open exercise as its file writes it; null where none is open. */
export async function askTask(): Promise<Readonly<Record<string, unknown>> | null> {
  const { exercise } = useSession.getState()
  return exercise && (client.call('task', exercise.id).result as Promise<Readonly<Record<string, unknown>> | null>)
}

/** The open exercise, or its whole course, as others are given it. */
export function askHandOut(isWhole: boolean): Promise<HandOut> {
  return client.call('handOut', { id: useSession.getState().exercise!.id, isWhole }).result
}

/** What there is to say of the exercise, now that it is solved. */
export async function askDebrief(): Promise<Debriefing | null> {
  const now = attempt()
  return now ? client.call('debrief', now).result : null
}

/** Whether the run that shows that a goal does not hold looks otherwise than the learner's own. */
export async function askDiffers(goal: number): Promise<boolean> {
  const now = attempt()
  return !now || client.call('differs', { ...now, goal }).result
}

/** What the run itself answers to a question. */
export function askAnswer(question: number): Promise<number | string | null> {
  return client.call('answer', { id: useSession.getState().exercise!.id, question }).result
}

/** Brings the exercise's own start back; undo brings back what was there. */
export function startOver(): void {
  // that is no edit
  seen = null
  replaceDraft(useStore.getState().start)
  // only now: what another person has solved is not there any more
  if (useSession.getState().attemptOf !== undefined) setAttemptOf(undefined)
  const { exercise } = useSession.getState()
  if (!exercise?.isIncident) return
  // its clock begins anew too
  useStore.setState({ playing: false })
  if (usePage.getState().seen !== null) draw(exercise.begin)
  setCursor(exercise.begin)
}

/** The texts of a solution, and the lane that runs them: none where the learner's own text is the solution. */
export interface ShownSolution {
  texts: LaneTexts
  lane: string | undefined
}

/** Opens the solution as a lane below the learner's, whose text stays. */
export async function showSolution(): Promise<ShownSolution | null> {
  const lane = learnersLane()
  const texts = await client.call('solution', useSession.getState().exercise!.id).result
  const before = learnersTexts()
  if (!texts || !before) return null
  setProgress({ sawSolution: true })
  const files = [...new Set([...Object.keys(before), ...Object.keys(texts)])]
  const differing = files.filter((file) => before[file] !== texts[file])
  const laid = differing.map((file) => [file, texts[file] ?? null] as const)
  return { texts, lane: laid.length > 0 ? showBelow(lane, 'the solution', laid) : undefined }
}

/** The same incident with another fault, from its start; undo brings back what was there. */
export async function anotherFault(): Promise<void> {
  const { exercise } = useSession.getState() as { exercise: OpenExercise }
  const { slot, fragment, start } = useStore.getState()
  const before = faultOf(start)
  for (let left = MOST_DRAWS; ; left--) {
    const opened = await askAgain(exercise.id, fragment, undefined)
    if ('error' in opened || useStore.getState().slot !== slot) return
    // chance may bring the same one
    if (faultOf(opened.draft) === before && left > 1) continue
    begin(opened)
    openExercise(exercise.id, opened.draft, fragment === '' ? {} : { fragment })
    startOver()
    beginAgain()
    return
  }
}

const MOST_DRAWS = 8

/** What breaks, whenever it does. */
const faultOf = ({ lanes }: Draft): string =>
  JSON.stringify(
    lanes.map(({ fields }) => fields['actions']),
    (name, value: unknown) => (name === 'at' ? undefined : value),
  )
