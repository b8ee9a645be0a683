import type { Cell, QuestionId, Tone } from './cell.ts'
import { QUESTIONS } from './questions.ts'

/** A tone as a shape and as a word, so that nobody has to tell colours apart. */
export const TONES: Readonly<Record<Tone, { mark: string; word: string }>> = {
  good: { mark: '✓', word: 'good' },
  costs: { mark: '△', word: 'costs' },
  bad: { mark: '✕', word: 'bad' },
  'not asked': { mark: '–', word: 'not asked' },
}

/** The verdicts as text: a block a question, with its definition, and in it a line a lane. */
export function verdictsText(lanes: readonly { name: string; cells: Readonly<Record<QuestionId, Cell>> }[]): string {
  const name = Math.max(...lanes.map((lane) => lane.name.length))
  const asked = QUESTIONS.filter(({ id }) => lanes.some(({ cells }) => cells[id].tone !== 'not asked'))
  const value = Math.max(...lanes.flatMap(({ cells }) => asked.map(({ id }) => cellText(cells[id]).length)))
  const blocks = asked.map(({ id, head, definition }) => {
    const lines = lanes.map((lane) => {
      const cell = lane.cells[id]
      return `  ${TONES[cell.tone].mark} ${lane.name.padEnd(name)}  ${cellText(cell).padEnd(value)}  ${cell.reason}\n`
    })
    return `${head}\n  ${definition}\n${lines.join('')}`
  })
  const left = QUESTIONS.length - asked.length
  return `${blocks.join('\n')}${left ? `\n${left} more questions are asked where a lane has a kube-apiserver.\n` : ''}`
}

function cellText({ value, note }: Cell): string {
  return note === undefined ? value : `${value}, ${note}`
}
