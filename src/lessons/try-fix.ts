import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { simulateWhole } from '../sim/simulate.ts'
import type { ProcessEntry, Trace } from '../sim/trace/trace.ts'
import { restartReason, restartsAt } from '../views/lanes/summary.ts'
import { clockDigits } from '../views/text/duration.ts'
import { type Cell, notAsked, type Proof, type QuestionId } from '../views/verdicts/cell.ts'
import { judge } from '../views/verdicts/judge.ts'
import { FAULT_SECONDS, trialsOf } from '../views/verdicts/trials.ts'
import { changed, type Texts, textsOf, withTexts } from './change.ts'
import { startOf } from './check-exercise.ts'
import type { Lesson } from './parse.ts'

/** One thing that is done to a fix, and what came of it. */
interface FixTrial {
  id: QuestionId | 'slow' | 'seed' | 'release'
  /** In the imperative, as in: But hang it at 10:00. */
  deed: string
  cell: Cell
  /** The exercise's own solution stands it; where it does not either, the trial does not fit the level. */
  fits: boolean
  breaks: boolean
}

/** How a fix does in all that can be done to it. */
export interface FixReport {
  /** `Calm: 0 restarts. But hang it at 10:00, and nobody ever notices.` */
  says: string
  /** The first that breaks it; its cell's proof is the run, or the request, and the moment. */
  breaks?: FixTrial
  trials: readonly FixTrial[]
}

const AT = clockDigits(FAULT_SECONDS)
/** In the order in which they are tried, what a learner meets first first: as what follows "But …", and as what follows "Trying: …". */
const QUESTIONS: readonly (readonly [QuestionId, string, string])[] = [
  ['calm', 'leave it alone for 30 minutes', 'nothing is done to it for 30 minutes'],
  ['hang', `hang it at ${AT}`, `its program hangs at ${AT}`],
  ['crash', `let it crash at ${AT}`, `its program crashes at ${AT}`],
  ['outside', 'let a stranger outside ask without credentials', 'a stranger outside asks the server without credentials'],
  ['pod', 'let a pod ask without credentials', 'a pod asks the server without credentials'],
  ['admin', 'look for a port where anybody is admin', 'is there a port where anybody is admin?'],
  ['secrets', 'read the spec', 'is there a password or a token in the manifest, for all to read?'],
  ['etcd', `kill etcd at ${AT}`, `etcd, the server’s database, ends at ${AT}`],
  ['etcdHung', `hang etcd at ${AT}`, `etcd, the server’s database, hangs at ${AT}`],
  ['edit', `save the file once more at ${AT}, with a harmless change`, `the file is saved once more at ${AT}, with a harmless change`],
]
const SLOW_SECONDS = 3
const SLOW_FOR_SECONDS = 60
/** Until its consequences are there. */
const SLOW_UNTIL_SECONDS = FAULT_SECONDS + 300
const OTHER_SEEDS = 2

/**
 * A fix, tried with all that the verdicts try and with a slow program, other seeds and the next release. What breaks the exercise's
 * own solution too is no trial for this level. In steps, so that others have a turn: each says what is being tried.
 *
 * Units: seconds. Errors: as `simulateWhole`.
 */
export function* tryFix(lesson: Lesson, texts: Texts): Generator<string, FixReport> {
  const start = startOf(lesson)
  const { solution } = lesson.exercise
  const own = yield* trialsOn(withTexts(start, texts))
  const model = solution ? yield* trialsOn(withTexts(start, changed(textsOf(start), solution).texts)) : new Map<FixTrial['id'], Tried>()
  const trials = [...own].map(([id, { deed, cell }]): FixTrial => {
    const fits = cell.tone !== 'not asked' && model.get(id)?.cell.tone !== 'bad'
    return { id, deed, cell, fits, breaks: fits && cell.tone === 'bad' }
  })
  const breaks = trials.find((trial) => trial.breaks)
  return { says: sentence(trials, breaks), trials, ...(breaks ? { breaks } : {}) }
}

/** The same in one step. */
export function fixReport(lesson: Lesson, texts: Texts): FixReport {
  const steps = tryFix(lesson, texts)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

function sentence(trials: readonly FixTrial[], breaks: FixTrial | undefined): string {
  const calm = trials.find(({ id }) => id === 'calm')!.cell
  if (breaks?.id === 'calm')
    return `It is not calm: ${calm.value === '1' ? '1 restart' : `${calm.value} restarts`}, ${calm.note ?? ''}. ${calm.reason}`
  const restarts = calm.value === '1' ? '1 restart' : `${calm.value} restarts`
  // it may be restarted and the exercise not be about that
  const begin = calm.value === '0' ? `Calm: ${restarts}.` : `Left alone for 30 minutes: ${restarts}.`
  if (!breaks) return `${begin} ${trials.filter(({ fits }) => fits).length} things were tried on it, and none breaks it.`
  const never = breaks.id === 'hang' && breaks.cell.value === 'never' ? 'nobody ever notices' : undefined
  return `${begin} But ${breaks.deed}, and ${never ?? `it is no longer well: ${breaks.cell.value}`}. ${breaks.cell.reason}`
}

interface Tried {
  deed: string
  cell: Cell
}

function* trialsOn(inputs: Inputs): Generator<string, Map<FixTrial['id'], Tried>> {
  const tried = new Map<FixTrial['id'], Tried>()
  const questions = QUESTIONS.map(([id]) => id)
  const steps = judge(inputs, questions)
  let step = steps.next()
  while (!step.done) {
    yield wordsOf(step.value.question)
    step = steps.next()
  }
  for (const [id, deed] of QUESTIONS) tried.set(id, { deed, cell: step.value[id]! })
  yield SLOW_WORDS
  tried.set('slow', { deed: `let it answer ${SLOW_SECONDS} s late at ${AT} for a minute`, cell: yield* slow(inputs) })
  for (let i = 1; i <= OTHER_SEEDS && tried.get('seed')?.cell.tone !== 'bad'; i++) {
    const seed = inputs.seed + i
    yield 'the same once more, with other chances'
    tried.set('seed', { deed: `run it once more, with other chances (seed ${seed})`, cell: calmWith(inputs, { seed }, `seed ${seed}`) })
  }
  const next = Number(inputs.kubernetes.slice(2)) + 1
  if (next <= NEWEST) {
    const kubernetes = `1.${next}`
    yield 'it runs on the next release of Kubernetes'
    tried.set('release', { deed: `run it on Kubernetes ${kubernetes}`, cell: calmWith(inputs, { kubernetes }, `on ${kubernetes}`) })
  }
  return tried
}

const wordsOf = (id: QuestionId): string => QUESTIONS.find(([question]) => question === id)![2]
const SLOW_WORDS = `its program answers ${SLOW_SECONDS} s late for a minute`

/** The calm run of another variant, with a proof that says so. */
function calmWith(inputs: Inputs, fields: { seed?: number; kubernetes?: string }, name: string): Cell {
  const steps = judge({ ...inputs, ...fields }, ['calm'])
  let step = steps.next()
  while (!step.done) step = steps.next()
  const cell = step.value.calm!
  const { proof } = cell
  return proof ? { ...cell, proof: { ...proof, trial: { name, fields: { ...proof.trial.fields, ...fields } } } } : cell
}

/** Whether a program that is slow for a minute is restarted for it. */
function* slow(inputs: Inputs): Generator<string, Cell> {
  const steps = trialsOf(inputs)
  let step = steps.next()
  while (!step.done) {
    yield SLOW_WORDS
    step = steps.next()
  }
  const { main, calm } = step.value
  if (!main || step.value.upFrom(FAULT_SECONDS) !== FAULT_SECONDS) return notAsked('Nothing is up at this time that could be slow.')
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
    value: restarts === 1 ? '1 restart' : `${restarts} restarts`,
    sort: restarts,
    tone: 'bad',
    reason: `Slow is taken for dead: ${restartReason(trace, first) ?? 'it is restarted'}.`,
    proof,
  }
}

function firstStart(trace: Trace, after: number): ProcessEntry | undefined {
  return trace.find(
    (entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0 && entry.t > after,
  )
}
