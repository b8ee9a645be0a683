import { changed, type LaneTexts, textsOf } from './change.ts'
import { check, type ExerciseStanding, startOf } from './check-exercise.ts'
import type { WrongAnswer } from './exercise.ts'
import type { Fault } from './incident.ts'
import type { Lesson } from './parse-exercise.ts'
import { answerOf } from './predict.ts'

/** One thing that an exercise claims, and whether it is so. */
export interface Claim {
  claim: string
  holds: boolean
  /** One sentence, where it is not so. */
  why?: string
}

/**
 * Whether an exercise is one: its start is not solved, its solution is, each wrong answer fails what it is said to fail, and each
 * question has an answer. Each goal goes through every release and seed that it names.
 *
 * What is not so is a claim that does not hold.
 */
export function prove(lesson: Lesson): Claim[] {
  const { exercise } = lesson
  const start = textsOf(startOf(lesson))
  const claims: Claim[] = []
  if (exercise.incident) claims.push(...exercise.incident.faults.flatMap((fault) => faultClaims(lesson, fault)))
  else if (exercise.goals.length > 0 || exercise.keep.length > 0) {
    claims.push(claimOf('the start is not solved', check(lesson).solved ? 'All goals hold already.' : undefined))
    claims.push(
      claimOf(
        'the solution is',
        exercise.solution ? unsolved(check(lesson, { texts: changed(start, exercise.solution).texts })) : 'There is no solution.',
      ),
    )
  }
  for (const wrong of exercise.wrong)
    claims.push(claimOf(`${JSON.stringify(wrong.name)} fails ${failsWords(wrong.fails)}`, passes(lesson, start, wrong)))
  exercise.predict.forEach((question, i) => claims.push(claimOf(`question ${i + 1} has an answer: ${question.ask}`, unanswered(lesson, i))))
  return claims
}

/** Each fault breaks something, and ends with its solution. */
function faultClaims(lesson: Lesson, fault: Fault): Claim[] {
  const is = `the fault ${JSON.stringify(fault.name)}`
  const wrong = fault.wrong.map(({ name, actions, fails }) => {
    const standing = check(lesson, { actions }, fault)
    return claimOf(`${is}: ${JSON.stringify(name)} fails ${failsWords(fails)}`, heldOf(standing, fails))
  })
  return [
    claimOf(`${is} is not over by itself`, check(lesson, {}, fault).solved ? 'All goals hold already.' : undefined),
    claimOf(`${is} ends with its solution`, unsolved(check(lesson, { actions: fault.solution }, fault))),
    ...wrong,
  ]
}

const claimOf = (claim: string, why: string | undefined): Claim =>
  why === undefined ? { claim, holds: true } : { claim, holds: false, why }

const failsWords = (fails: WrongAnswer['fails']): string =>
  fails.map((fail) => (fail === 'keep' ? 'what is to be kept' : `goal ${fail}`)).join(' and ')

function unsolved({ goals, kept }: ExerciseStanding): string | undefined {
  const goal = goals.find(({ holds }) => !holds)
  if (goal) return `Goal ${goal.n} does not hold: ${goal.why}`
  return kept.find(({ holds }) => !holds)?.why
}

/** Those of the goals that it is to fail, and does not. */
function passes(lesson: Lesson, start: LaneTexts, { change, fails }: WrongAnswer): string | undefined {
  return heldOf(check(lesson, { texts: changed(start, change).texts }), fails)
}

function heldOf(standing: ExerciseStanding, fails: WrongAnswer['fails']): string | undefined {
  const held = fails.filter((fail) => isHeld(standing, fail))
  return held.length === 0 ? undefined : `It passes ${failsWords(held)}.`
}

const isHeld = ({ goals, kept }: ExerciseStanding, item: number | 'keep'): boolean =>
  item === 'keep' ? kept.every(({ holds }) => holds) : goals[item - 1]!.holds

function unanswered(lesson: Lesson, i: number): string | undefined {
  const question = lesson.exercise.predict[i]!
  const answer = answerOf(question, startOf(lesson))
  if (answer === undefined) return 'It does not happen in this run.'
  if ('choose' in question && !question.choose.includes(String(answer)))
    return `It is ${answer}, which is not among ${question.choose.join(', ')}.`
  return undefined
}
