import causeRules from '../../texts/cause-rules.tsv?raw'
import causes from '../../texts/causes.tsv?raw'
import kubeletWords from '../../texts/kubelet-words.tsv?raw'
import lastWords from '../../texts/last-words.tsv?raw'
import startWords from '../../texts/start-words.tsv?raw'
import { readPatterns, readTable } from '../../texts/text-table.ts'

/** What would help, and what it costs. */
export interface Fix {
  text: string
  change: string
  price: string
}

/** What words usually mean, as the rest of a sentence, and what helps. */
export interface Meaning {
  means: string
  fix: Fix
  /**
   * `weak`: it says little, such as a time-out alone; `end`: a program ends with it; `etcd`: it may lack the address;
   * `lease`, `writes`: a lease was lost, and what keeps one from being renewed.
   */
  kind: string
}

const readMeanings = (tsv: string) => readPatterns(tsv, 'words', 'means', 'fix', 'change', 'price', 'kind')
const OF_PROGRAMS = readMeanings(lastWords)
const OF_UNITS = readMeanings(kubeletWords)
const OF_STARTS = readMeanings(startWords)

/** What such words mean wherever a program wrote them: in a log, in a state's message, in an event. The first row that fits. */
export const meaningIn = (text: string): Meaning | undefined => meaningFrom(OF_PROGRAMS, text)
/** The same of a kubelet, or another service of a node. */
export const unitMeaning = (text: string): Meaning | undefined => meaningFrom(OF_UNITS, text)
/** The same of a runtime that cannot start a program. */
export const startMeaning = (text: string): Meaning | undefined => meaningFrom(OF_STARTS, text, { words: short(text, 480) })

function meaningFrom(table: ReturnType<typeof readMeanings>, text: string, more: Values = {}): Meaning | undefined {
  for (const { words, means, kind, ...fix } of table) {
    const match = words.exec(text)
    if (match) return { means: filled(means, match, more), fix: filledFix(fix, match), kind }
  }
  return undefined
}

/** What a template's names stand for. */
type Values = Readonly<Record<string, string | number | undefined>>

/** A row's fix with what a match has. */
export const filledFix = (row: Record<'fix' | 'change' | 'price', string>, match: RegExpExecArray, more: Values = {}): Fix => ({
  text: filled(row.fix, match, more),
  change: filled(row.change, match, more),
  price: row.price,
})

/**
 * A template with what a match has: `{1}` its first group that is there, `{2}` its second, `{0}` all of it, `{port}`, `{file}`,
 * `{address}` what the line names.
 */
export function filled(template: string, match: RegExpExecArray, more: Values = {}): string {
  // a time of day is no port
  const text = match.input.replaceAll(/\d\d:\d\d:\d\d(?:[.,]\d+)?/g, '')
  const values: Readonly<Record<string, () => string | undefined>> = {
    0: () => match[0],
    1: () => match.slice(1).find(Boolean),
    2: () => match[2],
    3: () => match[3],
    port: () => /:(\d{2,5})\b|[Pp]ort (\d{2,5})/.exec(text)?.slice(1).find(Boolean),
    file: () => fileIn(text),
    address: () => ADDRESSES.map((pattern) => pattern.exec(text)?.[1]).find(Boolean),
    words: () => around(match, 300),
  }
  return fillIn(template, (name) => more[name]?.toString() ?? values[name]?.())
}

/** `{name}` is its value; `{ at name}` has its first words only with a value, `{name|a path}` is `a path`, or the value of that name, without one. */
const fillIn = (template: string, valueOf: (name: string) => string | undefined): string =>
  template.replaceAll(/\{(\W(?:[^{}]* )?)?(\w+)(?:\|([^}]*))?\}/g, (_, before: string | undefined, name: string, otherwise = '') => {
    const value = valueOf(name) ?? valueOf(otherwise as string) ?? (otherwise as string)
    return value === '' ? '' : `${before ?? ''}${value}`
  })

const ADDRESSES = [
  /dial tcp (\[[\da-f:.]+\]:\d+|[\w.-]+:\d+)/,
  /(?:ECONNREFUSED |connect to |host "?|https?:\/\/|Addr: ?"?)([\w.[\]-]+:\d{2,5})/,
  /\b(\d+(?:\.\d+){3}:\d+)/,
]

function fileIn(text: string): string | undefined {
  return (
    /(?:open|stat|lstat|access|read|load|file|find|exec|to|mkdir|from|in)\S{0,3} ['"`]?(\/[\w./*-]{2,200})/i
      .exec(text)?.[1]
      ?.replace(/[.:,]+$/, '') ??
    /['"`](\/[\w./-]{2,200})['"`]/.exec(text)?.[1] ??
    /(\/[\w.-]+\/[\w./-]{2,200})/.exec(text)?.[1]?.replace(/[.:,]+$/, '')
  )
}

/** A match’s text; of a long one its beginning, and where the match ends. */
function around({ 0: all, index, input }: RegExpExecArray, most: number): string {
  const line = input.replaceAll(/\s+/g, ' ').trim()
  const end = input
    .slice(0, index + all.length)
    .replaceAll(/\s+/g, ' ')
    .trimStart().length
  if (line.length <= most || end < most) return short(input, most)
  const head = line.slice(0, Math.floor(most * 0.4)).trimEnd()
  return `${head} … ${short(line.slice(end - Math.floor(most * 0.5)), Math.floor(most * 0.6))}`
}

/** Where the first of them stands that a text has. */
export const lineOf = (...items: readonly ({ line?: number | undefined } | undefined)[]): number =>
  items.find((item) => item?.line !== undefined)?.line ?? 0

/** The first of them; of many how many more there are. */
export const few = (names: readonly string[], most: number): string[] =>
  names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : [...names]

/** One line of at most so many characters. */
export function short(text: string, most = 220): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** One line of at most so many characters: what is left out is of its middle, for an error ends with its cause. */
export function ends(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const head = Math.floor(most / 3)
  return line.length > most ? `${line.slice(0, head).trimEnd()} … ${line.slice(head + 3 - most).trimStart()}` : line
}

/** What a failed probe's output says of the program that it asked; `network`: it is no matter of the program, but of a name or a route. */
export type BehaviourKind = 'status' | 'refuse' | 'hang' | 'reset' | 'missing' | 'grpc' | 'code' | 'network'

/** A rule by which one thing follows from another, and where it stands upstream. */
export interface FindingRule {
  text: string
  source: string
}

/** What was found out about one container. */
export interface ClusterFinding {
  /** It is started again and again; it cannot be started; it was ended from outside for good; it has ended and is to stay so; nothing is wrong. */
  is: 'restarts' | 'held' | 'ended' | 'over' | 'well'
  /** How the sentence goes on after its name, where that says more than its restarts: `is in trouble`. */
  verb?: string
  /** The rest of a sentence that begins with the container. */
  text: string
  /** That it is concluded, or that why is not known and the text says what is; absent where the texts say so themselves. */
  certainty?: 'concluded' | 'unknown'
  /** How the program met the probe, where it is killed for one. */
  behaviour?: BehaviourKind
  /** Lines that say it. */
  lines: readonly number[]
  rules: readonly FindingRule[]
  fix?: Fix
  /** What was assumed. */
  assumed?: readonly string[]
  /** What would tell more, as sentences. */
  help: readonly string[]
}

const RULES = new Map(readTable(causeRules, 'rule', 'text', 'source').map(({ rule, text, source }) => [rule, { text, source }]))

/** Rules by their names, with a space between. */
export const rulesOf = (names: string): FindingRule[] => names.split(' ').flatMap((name) => RULES.get(name) ?? [])

const CAUSES = new Map(
  readTable(causes, 'cause', 'is', 'verb', 'certainty', 'text', 'fix', 'change', 'price', 'help', 'rules').map((row) => [row.cause, row]),
)

/** A cause as `texts/causes.tsv` has it; `more` is what the texts decide otherwise. Errors: throws for a name that the table lacks. */
export function finding(name: string, values: Values, lines: readonly number[], more: Partial<ClusterFinding> = {}): ClusterFinding {
  const { is, verb, certainty, help, rules } = CAUSES.get(name)!
  const fix = fixOf(name, values)
  return {
    is: is as ClusterFinding['is'],
    text: meansOf(name, values),
    lines,
    ...(verb === '' ? {} : { verb: filledBy(verb, values) }),
    ...(certainty === '' ? {} : { certainty: certainty as 'concluded' | 'unknown' }),
    rules: rulesOf(rules),
    ...(fix.text === '' ? {} : { fix }),
    help: help === '' ? [] : filledBy(help, values).split('\n'),
    ...more,
  }
}

/** The text of a cause alone. */
export const meansOf = (name: string, values: Values = {}): string => filledBy(CAUSES.get(name)!.text, values)

/** What helps against a cause. */
export function fixOf(name: string, values: Values = {}): Fix {
  const { fix, change, price } = CAUSES.get(name)!
  return { text: filledBy(fix, values), change: filledBy(change, values), price }
}

const filledBy = (template: string, values: Values): string => fillIn(template, (name) => values[name]?.toString())
