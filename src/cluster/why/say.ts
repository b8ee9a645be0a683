import type { PastedLine } from '../facts.ts'
import { NO_WORD } from '../release-in.ts'
import { short, type Fix } from '../sentence-template.ts'
import type { WhyAnswer } from './why-answer.ts'

const MOST_UNUSED = 12

/** Lines in a row that were taken for the same. */
export interface LineRun {
  from: number
  to: number
  use: PastedLine['use']
  /** `an event of a description`; empty for a frame, and for what is none of the forms. */
  as: string
}

/** What each line was taken for, those in a row together. */
export function runsOf(lines: readonly PastedLine[]): LineRun[] {
  const runs: LineRun[] = []
  for (const { number, use, as = '' } of lines) {
    const last = runs.at(-1)
    if (last && last.use === use && last.as === as) last.to = number
    else runs.push({ from: number, to: number, use, as })
  }
  return runs
}

/** `deploy.txt:12`, or `line 12` where there is one text alone; of several lines `lines 4–9`. */
function placeOf({ file, number }: Pick<PastedLine, 'file' | 'number'>, names: readonly string[], to = number): string {
  const range = to === number ? `${number}` : `${number}–${to}`
  return names.length > 1 ? `${names[file]!}:${range}` : `${to === number ? 'line' : 'lines'} ${range}`
}

/** The parts of an answer below its sentence: the chain with its lines, the fix with its price, and what was not used. */
function partsOf(answer: WhyAnswer, names: readonly string[], code: (text: string) => string): [title: string, lines: readonly string[]][] {
  const { chain, fix, help, also, release, unused, troubles, cause } = answer
  const parts: [string, readonly string[]][] = [
    [
      'Because',
      chain.map(({ text, line, source = '' }) => (line ? `${placeOf(line, names)}: ${code(text)}` : `rule: ${text} (${code(source)})`)),
    ],
    ['Fix', fix ? [`${fix.text}: ${fix.change}.`, `Price: ${fix.price}.`] : []],
    ['Assumed', cause?.assumed ?? []],
    ['What would tell more', help],
    ['Also in these texts', also],
    ['Release', release.because === NO_WORD ? [] : [releaseWords(release)]],
    ['Cannot be read', troubles],
    ['Not used', unusedWords(unused, names)],
  ]
  return parts.filter(([, lines]) => lines.length > 0)
}

/** The answer as a person reads it in a terminal. */
export function answerText(answer: WhyAnswer, names: readonly string[]): string {
  const parts = partsOf(answer, names, (text) => text)
  return `${[answer.sentence, ...parts.flatMap(([title, lines]) => ['', title, ...lines.map((line) => `  ${line}`)])].join('\n')}\n`
}

/** The same as Markdown, for an issue or a chat. */
export function answerMarkdown(answer: WhyAnswer, names: readonly string[]): string {
  const parts = partsOf(answer, names, (text) => `\`${text.replaceAll('`', '’')}\``).filter(([title]) => title !== 'Not used')
  return `${[`# ${answer.sentence}`, ...parts.flatMap(([title, lines]) => ['', `## ${title}`, '', ...lines.map((line) => `- ${line}`)])].join('\n')}\n`
}

/** `Raise the limit: resources.limits.memory. Price: memory of the node.` */
export const fixWords = ({ text, change, price }: Fix): string => `${text}: ${change}. Price: ${price}.`

/** `1.14 to 1.18: its describe names the node behind the kubelet`. */
export const releaseWords = ({ from, to, because }: WhyAnswer['release']): string =>
  `${from === to ? from : `${from} to ${to}`}: ${because}.`

/** Lines in a row together: `lines 4–9`. */
function unusedWords(unused: readonly PastedLine[], names: readonly string[]): string[] {
  const runs: PastedLine[][] = []
  for (const line of unused) {
    const last = runs.at(-1)?.at(-1)
    if (last && last.file === line.file && line.number === last.number + 1) runs.at(-1)!.push(line)
    else runs.push([line])
  }
  const words = runs.slice(0, MOST_UNUSED).map((run) => {
    const [first, last] = [run[0]!, run.at(-1)!]
    return `${placeOf(first, names, last.number)}: ${short(first.text, 60)}${run.length > 1 ? ' …' : ''}`
  })
  return runs.length > MOST_UNUSED
    ? [...words, `and ${runs.slice(MOST_UNUSED).reduce((sum, run) => sum + run.length, 0)} lines more`]
    : words
}
