import { parseUrl } from '../../sim/apiserver/requests/request.ts'
import { At, type Check, name } from '../../sim/scenario/check-value.ts'
import type { Inputs, ScenarioRequest } from '../../sim/scenario/inputs.ts'
import { closer, describe, schemaOf } from '../../sim/scenario/scenario-schema.ts'
import type { ResponseEntry, Trace } from '../../sim/trace/trace.ts'
import type { VerdictCell, Proof, QuestionId } from '../../views/verdicts/questions.ts'

/** What a check makes of a value, and whether it had nothing against it: what is wrong already is not complained about twice. */
export function checkSoundly<T>(check: Check<T>, value: unknown, at: At): { found: T; isSound: boolean } {
  let isSound = true
  const found = check(
    value,
    new At((problem) => {
      isSound = false
      at.report(problem)
    }, at.steps),
  )
  return { found, isSound }
}

/** A check with another behind it, of what was sound so far. */
export const soundly = <T>(check: Check<T>, more: (found: T, at: At, value: unknown) => void): Check<T> =>
  closer(check, (value, at) => {
    const { found, isSound } = checkSoundly(check, value, at)
    if (isSound) more(found, at, value)
    return found
  })

/** One, or a list of them. */
export function several<T>(of: Check<T>, most: number, what: string): Check<readonly T[]> {
  return describe(
    () => ({ anyOf: [schemaOf(of), { type: 'array', items: schemaOf(of), minItems: 1, maxItems: most }] }),
    (value, at) => {
      if (!Array.isArray(value)) return [of(value, at)]
      if (value.length === 0 || value.length > most) at.wrong('VALUE', value, `${what}, or a list of 1 to ${most}`)
      return value.slice(0, most).map((item, i) => of(item, at.into(i)))
    },
  )
}

const text = name('a URL')

/** What can be asked for: a question to nowhere would be answered the same by every fix. */
export const url: Check<string> = closer(text, (value, at) => {
  const found = text(value, at)
  if (found !== '' && !parseUrl(found)) at.wrong('VALUE', value, 'a URL such as https://192.168.1.100:6443/version')
  return found
})

/** Whom a goal is about; what is left out is any of the lane's. */
export interface GoalSubject {
  pod?: string
  container?: string
}

/** What a run has come to, whichever way. */
export interface GoalOutcome {
  holds: boolean
  /** The moment that decides, in seconds on the simulated clock. */
  at: number
  /** One sentence, with the moment: why it does not hold, or what is so where it does. */
  why: string
  /** The same without its cause, for who is to find that out: one sentence. Left out: `why` tells no more than anybody sees. */
  seen?: string
  /** The entry of the run that decides. */
  entry?: number
  /** Where it is not the goal's own run that shows it. */
  proof?: Proof
}

/** One run as a goal looks at it. */
export interface GoalLook {
  readonly inputs: Inputs
  readonly subject: GoalSubject
  /** When the scenario's run ends: the moment of a goal that names none. */
  readonly end: number
  /** The run, taken at least as far as a moment; what comes behind it is not to be looked at. */
  until(at: number): Trace
  /** The answer to a request put to this run, if one has come by its end. */
  ask(request: ScenarioRequest): { response?: ResponseEntry; proof: Proof }
  /** The verdict on this run's lane. */
  verdict(question: QuestionId): VerdictCell
  /** The run itself as what shows something, at a moment, by an entry. */
  show(at: number, entry: number): Proof
  /** The same run on another release. */
  on(release: string): GoalLook
}

/** One kind of goal: what may be said of it, and how it is judged. */
export interface GoalKind<T> {
  spec: Check<T>
  /** The last moment that it looks at; an action behind it would change nothing. */
  last(spec: T, end: number): number
  judge(spec: T, look: GoalLook): GoalOutcome
  /** It is found by trial runs of its own, without the scenario's actions. */
  ownTrials?: true
}
