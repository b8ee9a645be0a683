import type { ActionTold } from '../../sim/node/action-told.ts'
import words from '../../texts/action-words.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import { lengthWords, timeText } from './duration-words.ts'

/** An action for people: a word or two for the axis, and what the scenario does, to stand behind “the scenario”. */
export interface ActionWords {
  label: string
  does: string
}

const WORDS = new Map(readTable(words, 'action', 'label', 'does').map((row) => [row.action, row]))

/** An action in plain words: of a value that has a row of its own, else of the action. One that has none is named as it is. */
export function actionWords(told: ActionTold): ActionWords {
  const { action, target, by = 0, is = 'answers', code = 0, to = '', find = '', replace = '', takes = 0, times = 1 } = told
  const seconds = Number.parseFloat(target)
  const value = { slow: by, slowDisk: by, cpu: times, webhook: is, startDelay: seconds }[action] ?? target
  const row = WORDS.get(`${action} ${value}`) ?? WORDS.get(action)
  if (!row) return { label: action, does: `runs ${action} ${target}`.trim() }
  const values: Readonly<Record<string, string | number>> = {
    ...{ target, to, code, times, by: lengthWords(by), takes: lengthWords(takes), late: lengthWords(seconds) },
    ...{ find: shortQuote(find), replace: shortQuote(replace), verb: target.split(' ')[0]! },
  }
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
  return { label: fill(row.label), does: fill(row.does) }
}

/** An action and what became of it, as a sentence. */
export function actionSentence(t: number, told: ActionTold): string {
  return `At ${timeText(t)} the scenario ${actionWords(told).does}${told.note === undefined ? '.' : `. ${told.note}`}`
}

/** A text in one short line. */
function shortQuote(text: string): string {
  if (text === '') return 'nothing'
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return `“${line.length > 40 ? `${line.slice(0, 39)}…` : line}”`
}
