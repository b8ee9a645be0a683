import rules from '../../texts/entry-rules.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** What happened in a sentence of our own, the rule behind it, and where upstream has it. */
export interface Telling {
  sentence: string
  /** Kubernetes' own words for the same: the proof of the sentence. */
  proof?: string
  rule: string
  source: string
  /** The numbers that went in. */
  values: Readonly<Record<string, string | number>>
}

const RULES = new Map(readTable(rules, 'entry', 'rule', 'source').map((row) => [row.entry, row]))

/** A sentence, with the rule that the table of rules has for such an entry; without one where it has none. */
export function telling(sentence: string, entry: string, values: Telling['values'] = {}): Telling {
  const { rule = '', source = '' } = RULES.get(entry) ?? {}
  return { sentence, rule, source, values }
}

/** Whether the table of rules has a row for such an entry. */
export const hasRule = (entry: string): boolean => RULES.has(entry)
