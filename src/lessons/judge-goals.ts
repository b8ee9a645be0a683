import { defined } from '../manifest/own.ts'
import type { Action, Inputs, ScenarioRequest } from '../sim/scenario/inputs.ts'
import { HalfRun } from '../sim/simulate.ts'
import { Experiment, finished } from '../views/experiment.ts'
import { clockWords } from '../views/text/duration-words.ts'
import type { Proof, QuestionId, Trial, TrialFields } from '../views/verdicts/questions.ts'
import { type Cells, judge } from '../views/verdicts/judge-lane.ts'
import type { Exercise } from './exercise.ts'
import type { GoalLook, GoalOutcome, GoalSubject } from './goals/goal-kind.ts'
import { type Goal, goalsWithin, partsOf } from './goals/goal.ts'
import { GOAL_KINDS } from './goals/goal-kinds.ts'

/** What a trial changes of the lane's own run. */
interface Variant {
  kubernetes: string
  seed: number
  when: readonly Action[]
}

/** How long a run goes on for an answer behind its end. */
const ANSWER_SECONDS = 60

/**
 * The runs of a lane that its goals look at: each is made once, and taken only as far as somebody looks. Requests that change
 * nothing share one run.
 */
class GoalTrials {
  private readonly inputs: Inputs
  private readonly requests: ReadonlyMap<string, readonly ScenarioRequest[]>
  private readonly questions: readonly QuestionId[]
  private readonly verdicts = new Map<string, Cells>()
  private readonly runs = new Map<string, Experiment>()

  /** `requests`: what goals will ask, by `keyOf` the actions of theirs; `questions`: the verdicts that they will read. */
  constructor(inputs: Inputs, requests: ReadonlyMap<string, readonly ScenarioRequest[]>, questions: readonly QuestionId[]) {
    this.inputs = inputs
    this.requests = requests
    this.questions = questions
  }

  /** Errors: its runs throw HalfRun where one is stopped before the moment that is looked at. */
  look(variant: Variant, subject: GoalSubject): GoalLook {
    const { trial, inputs } = this.trialOf(variant)
    return {
      inputs,
      subject,
      end: this.inputs.duration,
      until: (at) => this.run(variant, []).until(at),
      ask: (request) => this.ask(variant, trial, request),
      verdict: (question) => this.cells(variant)[question]!,
      show: (at, entry) => ({
        kind: 'run',
        trial: at > this.inputs.duration ? { ...trial, fields: { ...trial.fields, duration: Math.ceil(at) } } : trial,
        from: Math.min(variant.when[0]?.at ?? 0, at),
        at,
        entry,
      }),
      on: (kubernetes) => this.look({ ...variant, kubernetes }, subject),
    }
  }

  /** The lane's own inputs with what a trial changes of them, under a name that is empty where that is nothing. */
  trialOf({ kubernetes, seed, when }: Variant): { trial: Trial; inputs: Inputs } {
    const fields: TrialFields = {
      ...(kubernetes === this.inputs.kubernetes ? {} : { kubernetes }),
      ...(seed === this.inputs.seed ? {} : { seed }),
      ...(when.length === 0 ? {} : { actions: [...this.inputs.actions, ...when].toSorted((a, b) => a.at - b.at) }),
    }
    const name = [...when.map(deedWords), fields.kubernetes && `on ${kubernetes}`, fields.seed === undefined ? '' : `seed ${seed}`]
    return { trial: { name: name.filter(Boolean).join(', '), fields }, inputs: { ...this.inputs, ...fields } }
  }

  /** All that the goals read, at once: what one verdict has found out serves the next. */
  private cells(variant: Variant): Cells {
    const key = keyOf(variant)
    let cells = this.verdicts.get(key)
    if (!cells) {
      cells = finished(judge(this.trialOf(variant).inputs, this.questions))
      this.verdicts.set(key, cells)
    }
    return cells
  }

  private run(variant: Variant, requests: readonly ScenarioRequest[]): Experiment {
    const key = `${variant.kubernetes} ${variant.seed} ${keyOf(variant.when)} ${JSON.stringify(requests)}`
    let run = this.runs.get(key)
    if (!run) {
      const { inputs } = this.trialOf(variant)
      run = new Experiment(requests.length === 0 ? inputs : { ...inputs, requests: [...inputs.requests, ...requests] })
      this.runs.set(key, run)
    }
    return run
  }

  private ask(variant: Variant, trial: Trial, request: ScenarioRequest): ReturnType<GoalLook['ask']> {
    const shared = isHarmless(request) ? this.requests.get(keyOf(variant.when))! : []
    const requests = shared.some((scenarioRequest) => keyOf(scenarioRequest) === keyOf(request)) ? shared : [request]
    const n = this.inputs.requests.length + requests.findIndex((scenarioRequest) => keyOf(scenarioRequest) === keyOf(request))
    const trace = this.run(variant, requests).until(request.at + ANSWER_SECONDS)
    const response = trace.find((entry) => entry.kind === 'response' && entry.n === n && entry.t <= request.at + ANSWER_SECONDS)
    const { from, method, url, caller } = request
    const proof: Proof = { kind: 'request', trial, at: request.at, request: { from, method, url, caller } }
    return { proof, ...(response?.kind === 'response' ? { response } : {}) }
  }
}

/** What two things are told apart by. */
function keyOf(value: unknown): string {
  return JSON.stringify(value)
}

/** It only reads: who else asks makes no difference to it. */
function isHarmless({ method }: ScenarioRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** `hang main at 10 min`, `slow the CPU of main by 20 at 5 min`. */
function deedWords({ at, ...deed }: Action): string {
  const [kind, of] = Object.entries(deed)[0]!
  const does = 'cpu' in deed ? `slow the CPU of ${deed.cpu} by ${deed.times}` : `${kind} ${String(of)}`
  return `${does} at ${clockWords(at)}`
}

/** How a goal stands. */
export interface GoalVerdict {
  /** From 1, in the exercise's order. */
  n: number
  text: string
  holds: boolean
  /** It would hold, but only since an earlier goal does not: that one's number. */
  after?: number
  /** Where it does not hold: the moment that shows it, in seconds on the simulated clock, why in one sentence, and the run. */
  at?: number
  why?: string
  /** The same without its cause: what to say while that is to be found out. */
  seen?: string
  proof?: Proof
}

/** How many seeds a goal is held against that names none. */
export const SEEDS = 3

/**
 * The goals of an exercise, judged for the learner's lane in their order.
 *
 * A run that does not end in time is a goal that does not hold.
 */
export function judgeGoals(exercise: Pick<Exercise, 'goals'>, inputs: Inputs): GoalVerdict[] {
  const trials = new GoalTrials(inputs, requestsOf(exercise.goals), questionsOf(exercise.goals))
  return exercise.goals.map((goal, i) => verdictOf(goal, i + 1, trials, inputs))
}

/** Whether every goal holds. The lane's own seed decides most, so it is first; nothing is run behind the first goal that does not hold. */
export function allHold({ goals }: Pick<Exercise, 'goals'>, inputs: Inputs): boolean {
  const trials = new GoalTrials(inputs, requestsOf(goals), questionsOf(goals))
  const ownSeed = goals.map((goal): Goal => ({ ...goal, seed: goal.seed ?? [inputs.seed] }))
  return [...ownSeed, ...goals].every((goal, i) => verdictOf(goal, i + 1, trials, inputs).holds)
}

/** The same, in their order: a goal that holds only since an earlier one does not waits for that one. */
export function judgeInOrder(exercise: Pick<Exercise, 'goals'>, inputs: Inputs): GoalVerdict[] {
  const verdicts = judgeGoals(exercise, inputs)
  const first = verdicts.findIndex(({ holds }) => !holds)
  if (first < 0) return verdicts
  const trials = new GoalTrials(inputs, new Map(), [])
  return verdicts.map((verdict, i): GoalVerdict => {
    const goal = exercise.goals[i]!
    if (i < first || !verdict.holds || !holdsAnyway(goal, trials, inputs)) return verdict
    const why = `What it asks for happens anyway, as goal ${first + 1} does not hold.`
    return { ...verdict, holds: false, after: first + 1, at: 0, why, seen: why }
  })
}

/** What each goal comes to on the lane's own release and seed, in a sentence, be it that it holds. */
export function goalReasons({ goals }: Pick<Exercise, 'goals'>, inputs: Inputs): string[] {
  const trials = new GoalTrials(inputs, requestsOf(goals), questionsOf(goals))
  const { kubernetes, seed } = inputs
  return goals.map((goal) => inTrial(goal, { kubernetes, seed, when: goal.when }, goal, trials).why)
}

/** A restart is asked for after something is done, and comes without it too. */
function holdsAnyway(goal: Goal, trials: GoalTrials, { kubernetes, seed }: Inputs): boolean {
  const isRestart = goal.kind === 'restarted' || (goal.kind === 'restarts' && ((goal.spec as { min?: number }).min ?? 0) > 0)
  if (!isRestart || goal.when.length === 0) return false
  return unlessHalf(() => inTrial(goal, { kubernetes, seed, when: [] }, goal, trials)).holds
}

function verdictOf(goal: Goal, n: number, trials: GoalTrials, { kubernetes, seed }: Inputs): GoalVerdict {
  const { text } = goal
  const seeds = goal.seed ?? Array.from({ length: SEEDS }, (_, i) => seed + i)
  const outcome = unlessHalf(() => evaluate({ ...goal, seed: seeds }, { kubernetes, seed, when: [] }, goal, trials))
  return outcome.holds ? { n, text, holds: true } : { n, text, holds: false, ...told(outcome) }
}

function unlessHalf(judged: () => GoalOutcome): GoalOutcome {
  try {
    return judged()
  } catch (error) {
    if (!(error instanceof HalfRun)) throw error
    return { holds: false, at: 0, why: `It cannot be told: ${error.message}.` }
  }
}

const told = ({ at, why, seen = why, proof }: GoalOutcome): Pick<GoalVerdict, 'at' | 'why' | 'seen' | 'proof'> => ({
  at,
  why,
  seen,
  ...(proof ? { proof } : {}),
})

/** On each release and for each seed, the lane's own first: the first trial that it does not hold in, else the last one. */
function evaluate(goal: Goal, base: Variant, subject: GoalSubject, trials: GoalTrials): GoalOutcome {
  const when = goal.when.length === 0 ? base.when : [...base.when, ...goal.when]
  let outcome: GoalOutcome | undefined
  for (const kubernetes of ownFirst(goal.kubernetes ?? [base.kubernetes], base.kubernetes)) {
    for (const seed of ownFirst(goal.seed ?? [base.seed], base.seed)) {
      outcome = inTrial(goal, { kubernetes, seed, when }, subject, trials)
      if (!outcome.holds) return outcome
    }
  }
  return outcome!
}

/** What the page shows is what a goal speaks of, where it fails there. */
const ownFirst = <T>(all: readonly T[], own: T): readonly T[] => (all.includes(own) ? [own, ...all.filter((item) => item !== own)] : all)

function inTrial(goal: Goal, variant: Variant, subject: GoalSubject, trials: GoalTrials): GoalOutcome {
  const { pod = subject.pod, container = subject.container } = goal
  const about: GoalSubject = defined({ pod, container })
  if (goal.kind === 'not') {
    const inner = evaluate(goal.goal, variant, about, trials)
    return { ...inner, holds: !inner.holds }
  }
  if ('goals' in goal) return ofGroup(goal.goals, goal.kind === 'any', (goal) => evaluate(goal, variant, about, trials))
  const look = trials.look(variant, about)
  const outcome = GOAL_KINDS[goal.kind].judge(goal.spec, look)
  const [before, { why, seen = why }] = [where(goal, variant, trials), outcome]
  return { ...outcome, why: `${before}${why}`, seen: `${before}${seen}`, proof: outcome.proof ?? look.show(outcome.at, outcome.entry ?? 0) }
}

/** Of several the first that decides: one that holds where any will do, one that does not where all must; else all of them do. */
function ofGroup(goals: readonly Goal[], isAny: boolean, judged: (goal: Goal) => GoalOutcome): GoalOutcome {
  const outcomes: GoalOutcome[] = []
  for (const goal of goals) {
    const outcome = judged(goal)
    if (outcome.holds === isAny) return outcome
    outcomes.push(outcome)
  }
  const [first] = outcomes as [GoalOutcome]
  if (outcomes.length === 1) return first
  const begin = isAny ? `None of ${outcomes.length} holds, such as` : `All ${outcomes.length} hold, such as`
  return { ...first, why: `${begin}: ${first.why}`, seen: `${begin}: ${first.seen ?? first.why}` }
}

/** `Also tried on Kubernetes 1.20, with other chances (seed 3): `, where it is not the lane's own run. */
function where({ kind }: Goal, variant: Variant, trials: GoalTrials): string {
  const { kubernetes, seed } = trials.trialOf(variant).trial.fields
  // it says its releases itself
  const release = kubernetes === undefined || kind === 'starts' ? undefined : `on Kubernetes ${kubernetes}`
  const chance = seed === undefined ? undefined : `with other chances (seed ${seed})`
  const words = [release, chance].filter((word) => word !== undefined).join(', ')
  return words === '' ? '' : `Also tried ${words}: `
}

/** The verdicts that goals will read. */
function questionsOf(goals: readonly Goal[]): QuestionId[] {
  const questions = goals
    .flatMap((outer) => goalsWithin(outer))
    .flatMap(({ goal }) => (goal.kind === 'verdict' ? [(goal.spec as { question: QuestionId }).question] : []))
  return [...new Set(questions)]
}

/** What goals will ask, by their own actions, so that one run answers all of it. */
function requestsOf(goals: readonly Goal[]): Map<string, ScenarioRequest[]> {
  const asked = new Map<string, ScenarioRequest[]>()
  const take = (goal: Goal, before: readonly Action[]): void => {
    const when = [...before, ...goal.when]
    for (const part of partsOf(goal)) take(part.goal, when)
    if (goal.kind !== 'request') return
    const { request } = goal.spec as { request: ScenarioRequest }
    const same = asked.get(keyOf(when)) ?? []
    if (isHarmless(request) && !same.some((scenarioRequest) => keyOf(scenarioRequest) === keyOf(request)))
      asked.set(keyOf(when), [...same, request])
  }
  for (const goal of goals) take(goal, [])
  return asked
}
