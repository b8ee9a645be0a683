import rules from '../../texts/lint-rules.tsv?raw'
import { readTable } from '../../texts/table.ts'

/** How much a finding weighs; a configuration may say otherwise for each rule. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
/** What a rule weighs. */
export type Severity = (typeof SEVERITIES)[number]

/** A rule of the check. */
export interface Rule {
  id: RuleId
  severity: Severity
  /** What it looks for, in a sentence. */
  title: string
  /** Why that matters, and what is tried to find it. */
  explanation: string
}

/** What trial runs can show of a manifest. Names are for configurations and reports, and stay. */
export const RULE_IDS = [
  'refused',
  'dropped-field',
  'same-name',
  'flag-note',
  'asks-elsewhere',
  'probe-host',
  'not-simulated',
  'restarts-when-calm',
  'hang-unnoticed',
  'hang-noticed-late',
  'crash-not-recovered',
  'slow-start-killed',
  'exec-looks-healthy',
  'etcd-restarts',
  'admin-port-open',
  'readable-from-outside',
  'secret-in-spec',
  'breaks-on-release',
  'user-assumed',
  'file-assumed',
  'liveness-port',
  'same-probes',
  'image-tag',
  'asks-dependency',
  'heap-above-limit',
] as const
/** A rule’s name. */
export type RuleId = (typeof RULE_IDS)[number]

/** Every rule: what it weighs, what it looks for, and why. Errors: throws for a line that names no rule, and for a rule without one. */
export const RULES: Readonly<Record<RuleId, Omit<Rule, 'id'>>> = readRules()

function readRules(): Record<RuleId, Omit<Rule, 'id'>> {
  const rows = new Map(readTable(rules, 'rule', 'severity', 'title', 'explanation').map((row) => [row.rule, row]))
  const entries = RULE_IDS.map((id) => {
    const { severity, title, explanation } = rows.get(id) ?? { severity: '', title: '', explanation: '' }
    const known = SEVERITIES.find((name) => name === severity)
    if (!known) throw new Error(`src/texts/lint-rules.tsv: ${id} has no severity, one of ${SEVERITIES.join(', ')}`)
    return [id, { severity: known, title, explanation }] as const
  })
  if (rows.size > entries.length) throw new Error(`src/texts/lint-rules.tsv names a rule that there is not`)
  return Object.fromEntries(entries) as Record<RuleId, Omit<Rule, 'id'>>
}
