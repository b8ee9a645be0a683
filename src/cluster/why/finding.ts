import causes from '../../texts/causes.tsv?raw'
import causeRules from '../../texts/cause-rules.tsv?raw'
import { readTable } from '../../texts/table.ts'
import { fillIn, type Fix } from './meaning.ts'

/** What a failed probe's output says of the program that it asked; `network`: it is no matter of the program, but of a name or a route. */
export type BehaviourKind = 'status' | 'refuse' | 'hang' | 'reset' | 'missing' | 'grpc' | 'code' | 'network'

/** A rule by which one thing follows from another, and where it stands upstream. */
export interface Rule {
  text: string
  source: string
}

/** What was found out about one container. */
export interface Finding {
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
  rules: readonly Rule[]
  fix?: Fix
  /** What was assumed. */
  assumed?: readonly string[]
  /** What would tell more, as sentences. */
  help: readonly string[]
}

const RULES = new Map(readTable(causeRules, 'rule', 'text', 'source').map(({ rule, text, source }) => [rule, { text, source }]))

/** Rules by their names, with a space between. */
export const rulesOf = (names: string): Rule[] => names.split(' ').flatMap((name) => RULES.get(name) ?? [])

const CAUSES = new Map(
  readTable(causes, 'cause', 'is', 'verb', 'certainty', 'text', 'fix', 'change', 'price', 'help', 'rules').map((row) => [row.cause, row]),
)

/** What a template's names stand for. */
type Values = Readonly<Record<string, string | number | undefined>>

/** A cause as `texts/causes.tsv` has it; `more` is what the texts decide otherwise. Errors: throws for a name that the table lacks. */
export function finding(name: string, values: Values, lines: readonly number[], more: Partial<Finding> = {}): Finding {
  const { is, verb, certainty, help, rules } = CAUSES.get(name)!
  const fix = fixOf(name, values)
  return {
    is: is as Finding['is'],
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

/** `3 restarts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
