import { isRestart } from '../views/lanes/ends.ts'
import words from '../texts/fix-trials.tsv?raw'
import { readTable } from '../texts/text-table.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { simulateWhole } from '../sim/simulate.ts'
import { type ProbeEntry, type ProcessEntry, type Trace } from '../sim/trace/trace.ts'
import { restartReason, restartsAt } from '../views/lanes/summary.ts'
import { lengthWords } from '../views/text/duration-words.ts'
import { type VerdictCell, notAsked, type Proof, type QuestionId } from '../views/verdicts/questions.ts'
import { finished, reporting } from '../views/experiment.ts'
import { judge } from '../views/verdicts/judge-lane.ts'
import { FAULT_SECONDS, trialsOf } from '../views/verdicts/trials.ts'
import { changed, type LaneTexts, textsOf, withTexts } from './change.ts'
import { check, type ExerciseStanding, startOf } from './check-exercise.ts'
import { unreadable } from './goals/goal-subjects.ts'
import type { Lesson } from './parse-exercise.ts'
import { counted } from '../views/text/words.ts'

/** What the verdicts try, in this order: what a learner meets first comes first. */
const QUESTIONS = [
  'calm',
  'hang',
  'crash',
  'outside',
  'pod',
  'admin',
  'secrets',
  'etcd',
  'etcdHung',
  'edit',
] as const satisfies QuestionId[]

/** One thing that is done to a fix, and what came of it. */
interface FixTrial {
  id: (typeof QUESTIONS)[number] | 'slow' | 'seed' | 'release' | 'goal' | 'keep'
  /** In the imperative, as in: But hang it at 10 min. */
  deed: string
  cell: VerdictCell
  /** The exercise's own solution stands it; where it does not either, the trial does not fit the level. */
  fits: boolean
  breaks: boolean
}

/** How a fix does in all that can be done to it. */
export interface FixReport {
  /** `Left alone for 30 minutes it has 0 restarts. But hang it at 10 min, and it stays hung.` */
  says: string
  /** The same without its causes, for while those are to be found. */
  seen: string
  /** The first that breaks it; its cell's proof is the run, or the request, and the moment. */
  breaks?: FixTrial
  trials: readonly FixTrial[]
}

/** How one trial is told of: what is asked while it is tried, what is done, and what stood it. */
interface TrialWords {
  /** As in: Trying it: what if it hangs at 10 min? */
  asks: string
  /** As in: But hang it at 10 min, and it stays hung. */
  deed: string
  /** As in: none breaks it: a hang, a crash. */
  stood: string
  /** What comes of it where the exercise's own solution does not stand it either. */
  price: string
}

const AT = lengthWords(FAULT_SECONDS)
const SLOW_SECONDS = 3
const WORDS = Object.fromEntries(
  readTable(words.replaceAll('{at}', AT).replaceAll('{slow}', String(SLOW_SECONDS)), 'trial', 'asks', 'deed', 'stood', 'price').map(
    (row) => [row.trial, row],
  ),
) as unknown as Readonly<Record<FixTrial['id'], TrialWords>>

const SLOW_FOR_SECONDS = 60
/** Until its consequences are there. */
const SLOW_UNTIL_SECONDS = FAULT_SECONDS + 300
const OTHER_SEEDS = 2

/**
 * A fix, tried with all that the verdicts try and with a slow program, other seeds and the next release. What breaks the exercise's
 * own solution too is no trial for this level. In steps, so that others have a turn: each says what is being tried.
 *
 * Errors: as `simulateWhole`.
 */
export function* tryFix(lesson: Lesson, texts: LaneTexts): Generator<string, FixReport> {
  const start = startOf(lesson)
  const unread = unreadable({ inputs: withTexts(start, texts) })
  if (unread !== undefined) {
    // why stands at the goals
    const says = 'No pod comes of it, so that nothing could be tried.'
    const cell: VerdictCell = { value: 'no pod', sort: 0, tone: 'bad', reason: `No pod comes of it: ${unread}.` }
    return { says, seen: says, trials: [], breaks: { id: 'goal', deed: 'no pod comes of it', cell, fits: true, breaks: true } }
  }
  const { solution } = lesson.exercise
  const own = yield* trialsOn(withTexts(start, texts))
  const model = solution ? yield* trialsOn(withTexts(start, changed(textsOf(start), solution).texts)) : new Map<FixTrial['id'], TriedDeed>()
  const trials = [...own].map(([id, { deed, cell }]): FixTrial => {
    const fits = cell.tone !== 'not asked' && model.get(id)?.cell.tone !== 'bad'
    return { id, deed, cell, fits, breaks: fits && cell.tone === 'bad' }
  })
  yield WORDS.goal.asks
  const asked = unmet(check(lesson, { texts }))
  // before what goes beyond the exercise: a slow program, another seed, another release
  if (asked) trials.splice(QUESTIONS.length, 0, asked)
  const breaks = trials.find((trial) => trial.breaks)
  return { says: sentence(trials, breaks, true), seen: sentence(trials, breaks, false), trials, ...(breaks ? { breaks } : {}) }
}

/** What the exercise itself asks for and does not get: a fix that stands all else is still none. */
function unmet({ goals, kept }: ExerciseStanding): FixTrial | undefined {
  const goal = goals.find(({ holds }) => !holds)
  if (goal) {
    const deed = `goal ${goal.n} does not hold yet: ${goal.text.replace(/\.$/, '')}`
    const cell: VerdictCell = { value: 'not yet', sort: 0, tone: 'bad', reason: goal.why!, ...(goal.proof ? { proof: goal.proof } : {}) }
    return { id: 'goal', deed, cell, fits: true, breaks: true }
  }
  const lost = kept.find(({ holds }) => !holds)
  if (!lost) return undefined
  const deed = `something is not kept: ${lost.text.replace(/\.$/, '')}`
  return { id: 'keep', deed, cell: { value: 'not kept', sort: 0, tone: 'bad', reason: lost.why! }, fits: true, breaks: true }
}

/** The same in one step. */
export const fixReport = (lesson: Lesson, texts: LaneTexts): FixReport => finished(tryFix(lesson, texts))

function sentence(trials: readonly FixTrial[], breaks: FixTrial | undefined, tellsCause: boolean): string {
  const { cell: calm, breaks: isRestless } = trials.find(({ id }) => id === 'calm')!
  const because = ({ reason }: VerdictCell): string => (tellsCause ? ` ${reason}` : '')
  if (isRestless) {
    if (!(Number(calm.value) > 0)) return `It is not restarted, but it is not ready after 30 minutes either.${because(calm)}`
    const restarts = tellsCause ? calm.reason : `${counted(Number(calm.value), 'restart')}.`
    return `It is not calm: in 30 minutes there ${calm.value === '1' ? 'is' : 'are'} ${restarts}`
  }
  const begin = `Left alone for 30 minutes it has ${counted(Number(calm.value), 'restart')}${calm.tone === 'bad' ? ', as it must in this exercise' : ''}.`
  if (!breaks) {
    // what costs something is not said to hold
    const stood = trials.filter(({ fits, id, cell }) => fits && id !== 'calm' && cell.tone === 'good').map(({ id }) => WORDS[id].stood)
    const tried = `${stood.length === 1 ? '1 more thing was tried on it, and it does not break it' : `${stood.length} more things were tried on it, and none breaks it`}: ${stood.join(', ')}.`
    // what is restarted as it must be is so with any seed and on any release
    const isPrice = ({ fits, cell, id }: FixTrial): boolean =>
      !fits && cell.tone === 'bad' && id !== 'calm' && (calm.tone !== 'bad' || (id !== 'seed' && id !== 'release'))
    const price = trials.filter(isPrice).map(({ id }) => WORDS[id].price)
    const costs = price.length === 0 ? '' : ` This exercise lets it have its price: ${price.join('; ')}.`
    return `${begin} ${tried}${costs}`
  }
  if (breaks.id === 'keep') return `${begin} But ${breaks.deed}. ${breaks.cell.reason}`
  const came = breaks.id === 'goal' ? '' : `, and ${consequence(breaks)}`
  return `${begin} But ${breaks.deed}${came}.${because(breaks.cell)}`
}

/** What came of it, in a few plain words; the cell's reason follows as a sentence. */
function consequence({ id, cell }: FixTrial): string {
  const { value, note } = cell
  switch (id) {
    case 'hang':
      return note === 'killed for good' ? 'it does not come back' : 'it stays hung'
    case 'crash':
    case 'etcd':
    case 'etcdHung':
      return 'it does not come back'
    case 'outside':
    case 'pod':
      return `too much is shown: ${value}`
    case 'admin':
      return `there is one: ${value}`
    case 'secrets':
      return 'there is one'
    case 'slow':
      return 'it is restarted, though it works'
    case 'seed':
    case 'release':
      return value === '0' ? 'it is not ready in the end' : `it is restarted: ${counted(Number(value), 'restart')}`
    default:
      return 'it is not well afterwards'
  }
}

interface TriedDeed {
  deed: string
  cell: VerdictCell
}

function* trialsOn(inputs: Inputs): Generator<string, Map<FixTrial['id'], TriedDeed>> {
  const tried = new Map<FixTrial['id'], TriedDeed>()
  const cells = yield* reporting(judge(inputs, QUESTIONS), ({ question }) => WORDS[question as FixTrial['id']].asks)
  for (const id of QUESTIONS) tried.set(id, { deed: WORDS[id].deed, cell: cells[id]! })
  yield WORDS.slow.asks
  tried.set('slow', { deed: WORDS.slow.deed, cell: yield* slow(inputs) })
  for (let i = 1; i <= OTHER_SEEDS && tried.get('seed')?.cell.tone !== 'bad'; i++) {
    const seed = inputs.seed + i
    yield WORDS.seed.asks
    tried.set('seed', { deed: `${WORDS.seed.deed} (seed ${seed})`, cell: calmWith(inputs, { seed }, `seed ${seed}`) })
  }
  const next = Number(inputs.kubernetes.slice(2)) + 1
  if (next <= NEWEST) {
    const kubernetes = `1.${next}`
    yield WORDS.release.asks
    tried.set('release', { deed: `run it on ${kubernetes}`, cell: calmWith(inputs, { kubernetes }, `on ${kubernetes}`) })
  }
  return tried
}

/** The calm run of another variant, with a proof that says so. */
function calmWith(inputs: Inputs, fields: { seed?: number; kubernetes?: string }, name: string): VerdictCell {
  const cell = finished(judge({ ...inputs, ...fields }, ['calm'])).calm!
  const { proof } = cell
  return proof ? { ...cell, proof: { ...proof, trial: { name, fields: { ...proof.trial.fields, ...fields } } } } : cell
}

/** Whether a program that is slow for a minute is restarted for it. */
function* slow(inputs: Inputs): Generator<string, VerdictCell> {
  const trials = yield* reporting(trialsOf(inputs), () => WORDS.slow.asks)
  const { main, calm } = trials
  if (!main || trials.upFrom(FAULT_SECONDS) !== FAULT_SECONDS) return notAsked('Nothing is up at this time that could be slow.')
  const actions: Action[] = [
    { at: FAULT_SECONDS, slow: main.container, by: SLOW_SECONDS },
    { at: FAULT_SECONDS + SLOW_FOR_SECONDS, slow: main.container, by: 0 },
  ]
  const fields = { ...calm.trial.fields, actions, duration: SLOW_UNTIL_SECONDS }
  const trace = simulateWhole({ ...inputs, ...fields })
  const restarts = restartsAt(trace, SLOW_UNTIL_SECONDS) - restartsAt(calm.trace, SLOW_UNTIL_SECONDS)
  const first = restarts > 0 ? firstStart(trace, FAULT_SECONDS) : undefined
  const name = `slow ${main.container} at ${AT}`
  const proof: Proof = {
    kind: 'run',
    trial: { name, fields },
    from: FAULT_SECONDS,
    at: first?.t ?? SLOW_UNTIL_SECONDS,
    entry: first?.id ?? trace.at(-1)!.id,
  }
  if (!first) return { value: 'no restart', sort: 0, tone: 'good', reason: 'It is slow for a minute, and nobody restarts it.', proof }
  return {
    value: counted(restarts, 'restart'),
    sort: restarts,
    tone: 'bad',
    reason: `Slow is taken for dead: ${restartReason(trace, first)!}. ${bearsSlow(calm.trace, first)}`,
    proof,
  }
}

/** By what a probe bears answers that come so much later than they do anyhow. */
function bearsSlow(calm: Trace, { pod, container }: ProcessEntry): string {
  const isProbed = (entry: Trace[number]): entry is ProbeEntry =>
    entry.kind === 'probe' && entry.probe === 'liveness' && entry.pod === pod && entry.container === container
  const last = calm.findLast((entry): entry is ProbeEntry => isProbed(entry) && entry.t < FAULT_SECONDS && entry.result === 'success')
  const takes = Math.round((last ? last.t - last.startedAt : 0) * 10) / 10
  const late = takes === 0 ? '' : `Its answers take ${takes} s by themselves, ${takes + SLOW_SECONDS} s then: `
  return `${late}${late === '' ? 'A' : 'a'} timeoutSeconds above ${Math.floor(takes + SLOW_SECONDS)} bears that, or a higher failureThreshold.`
}

function firstStart(trace: Trace, after: number): ProcessEntry | undefined {
  return trace.find((entry): entry is ProcessEntry => isRestart(entry) && entry.t > after)
}
