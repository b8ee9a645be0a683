import { nearestName } from '../../manifest/nearest.ts'
import { object, oneOf, type Check } from '../../sim/scenario/check.ts'
import { describe } from '../../sim/scenario/schema.ts'
import type { Cell, Proof, QuestionId } from '../../views/verdicts/cell.ts'
import { QUESTIONS } from '../../views/verdicts/questions.ts'
import { several } from '../several.ts'
import type { GoalKind, Look } from './goal-kind.ts'

/** A cell of the verdicts' table is one of these. */
interface VerdictGoal {
  question: QuestionId
  /** Tones, or values as the cell has them, with or without their note. */
  best: readonly string[]
}

/** No value of a cell is as near to one of them as a slip of the hand. */
const TONES: readonly string[] = ['good', 'costs', 'bad']
const WORDS = 'good, costs, bad, or a value that the cell may have'
const word: Check<string> = describe(
  () => ({ anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] }),
  (value, at) => {
    const near = typeof value === 'string' && !TONES.includes(value.toLowerCase()) ? nearestName(value, TONES) : undefined
    if (near !== undefined) at.wrong('VALUE', value, `${WORDS}, perhaps ${near}`, near)
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value)
    at.wrong('TYPE', value, WORDS)
    return ''
  },
)
const MOST_WORDS = 20

export const verdict: GoalKind<VerdictGoal> = {
  ownTrials: true,
  spec: object({ question: oneOf(QUESTIONS.map(({ id }) => id)), best: several(word, MOST_WORDS, WORDS) }),
  last: (_, end) => end,
  judge: ({ question, best }, look) => {
    const cell = look.verdict(question)
    const { head } = QUESTIONS.find(({ id }) => id === question)!
    const holds = best.some((one) => isCell(cell, one))
    const seen = `${head}: ${shown(cell)}${holds ? '' : `; wanted: ${best.join(' or ')}`}.`
    return {
      holds,
      at: cell.proof?.at ?? 0,
      why: `${seen} ${cell.reason}`,
      seen,
      ...(cell.proof ? { proof: within(cell.proof, look) } : {}),
    }
  },
}

/** The verdict's own trial on the release and for the seed of the goal's. */
function within(proof: Proof, look: Look): Proof {
  const { trial } = look.show(0, 0)
  const name = [proof.trial.name, trial.name].filter((part, i, all) => part !== '' && all.indexOf(part) === i).join(', ')
  return { ...proof, trial: { name, fields: { ...trial.fields, ...proof.trial.fields } } }
}

const shown = ({ value, note }: Cell): string => (note === undefined ? value : `${value}, ${note}`)

function isCell(cell: Cell, wanted: string): boolean {
  const word = wanted.toLowerCase()
  return [cell.tone, cell.value, shown(cell), cell.note ?? cell.value].some((one) => one.toLowerCase().replace(/\s/g, ' ') === word)
}
