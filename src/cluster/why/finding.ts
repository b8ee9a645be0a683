import causeRules from '../../texts/cause-rules.tsv?raw'
import causes from '../../texts/causes.tsv?raw'
import kubeletWords from '../../texts/kubelet-words.tsv?raw'
import lastWords from '../../texts/last-words.tsv?raw'
import startWords from '../../texts/start-words.tsv?raw'
import { readPatterns, readTable } from '../../texts/text-table.ts'
import type { BehaviourKind } from '../failures.ts'
import { filled, filledFix, fillIn, type Fix, short, type Values } from '../sentence-template.ts'

/** What words usually mean, as the rest of a sentence, and what helps. */
export interface Meaning {
  means: string
  fix: Fix
  /**
   * `weak`: it says little, such as a time-out alone; `end`: a program ends with it; `alive`, `slow`: it goes on, and etcd is slow;
   * `etcd`: it may lack the address; `lease`, `writes`: a lease was lost, and what keeps one from being renewed.
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

/** A longer line is looked at up to there: what looks for two words in a row would take the square of its length. */
const LONG_LINE = /^(.{4000}).+/gm

function meaningFrom(table: ReturnType<typeof readMeanings>, text: string, more: Values = {}): Meaning | undefined {
  const lines = text.replace(LONG_LINE, '$1')
  for (const { words, means, kind, ...fix } of table) {
    const match = words.exec(lines)
    if (match) return { means: filled(means, match, more), fix: filledFix(fix, match), kind }
  }
  return undefined
}

/** Where the first of them stands that a text has. */
export const lineOf = (...items: readonly ({ line?: number | undefined } | undefined)[]): number =>
  items.find((item) => item?.line !== undefined)?.line ?? 0

/** The first of them; of many how many more there are. */
export const few = (names: readonly string[], most: number): string[] =>
  names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : [...names]

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
  /** It is told of the pod as a whole, whichever of its containers it is. */
  isOfPod?: true
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
