import type { Action, Inputs, ScenarioRequest } from '../sim/scenario/inputs.ts'
import { begin, type Run, wholeOf } from '../sim/simulate.ts'
import { stopOf, type Trace } from '../sim/trace/trace.ts'
import type { Proof, QuestionId, Trial, TrialFields } from '../views/verdicts/cell.ts'
import { type Cells, judge } from '../views/verdicts/judge.ts'
import { clockWords } from '../views/text/duration.ts'
import type { Look, Subject } from './goals/goal-kind.ts'

/** What a trial changes of the lane's own run. */
export interface Variant {
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
export class Trials {
  private readonly inputs: Inputs
  private readonly requests: ReadonlyMap<string, readonly ScenarioRequest[]>
  private readonly questions: readonly QuestionId[]
  private readonly verdicts = new Map<string, Cells>()
  private readonly runs = new Map<string, { inputs: Inputs; run: Run; at: number }>()

  /** `requests`: what goals will ask, by `keyOf` the actions of theirs; `questions`: the verdicts that they will read. */
  constructor(inputs: Inputs, requests: ReadonlyMap<string, readonly ScenarioRequest[]>, questions: readonly QuestionId[]) {
    this.inputs = inputs
    this.requests = requests
    this.questions = questions
  }

  /** Errors: its runs throw HalfRun where one is stopped before the moment that is looked at. */
  look(variant: Variant, subject: Subject): Look {
    const { trial, inputs } = this.trialOf(variant)
    return {
      inputs,
      subject,
      end: this.inputs.duration,
      until: (at) => this.run(variant, [], at).trace,
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
      const steps = judge(this.trialOf(variant).inputs, this.questions)
      let step = steps.next()
      while (!step.done) step = steps.next()
      this.verdicts.set(key, (cells = step.value))
    }
    return cells
  }

  private run(variant: Variant, requests: readonly ScenarioRequest[], at: number): { inputs: Inputs; trace: Trace } {
    const key = `${variant.kubernetes} ${variant.seed} ${keyOf(variant.when)} ${JSON.stringify(requests)}`
    let made = this.runs.get(key)
    if (!made) {
      const { inputs: own } = this.trialOf(variant)
      const inputs = requests.length === 0 ? own : { ...own, requests: [...own.requests, ...requests] }
      this.runs.set(key, (made = { inputs, run: begin(inputs), at: -1 }))
    }
    if (at > made.at) {
      made.run.goTo(at)
      made.at = at
    }
    const { trace } = made.run
    const stop = stopOf(trace)
    return { inputs: made.inputs, trace: stop && stop.t < at ? wholeOf(trace) : trace }
  }

  private ask(variant: Variant, trial: Trial, request: ScenarioRequest): ReturnType<Look['ask']> {
    const shared = isHarmless(request) ? (this.requests.get(keyOf(variant.when)) ?? []) : []
    const requests = shared.some((one) => keyOf(one) === keyOf(request)) ? shared : [request]
    const n = this.inputs.requests.length + requests.findIndex((one) => keyOf(one) === keyOf(request))
    const { trace } = this.run(variant, requests, request.at + ANSWER_SECONDS)
    const response = trace.find((entry) => entry.kind === 'response' && entry.n === n && entry.t <= request.at + ANSWER_SECONDS)
    const { from, method, url, caller } = request
    const proof: Proof = { kind: 'request', trial, at: request.at, request: { from, method, url, caller } }
    return { proof, ...(response?.kind === 'response' ? { response } : {}) }
  }
}

/** What two things are told apart by. */
export function keyOf(value: unknown): string {
  return JSON.stringify(value)
}

/** It only reads: who else asks makes no difference to it. */
export function isHarmless({ method }: ScenarioRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** `hang main at 10 min 0 s`. */
function deedWords({ at, ...deed }: Action): string {
  const [kind, of] = Object.entries(deed)[0]!
  return `${kind} ${String(of)} at ${clockWords(at)}`
}
