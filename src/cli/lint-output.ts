import { byCharacter, defined } from '../manifest/own.ts'
import type { LintFinding } from '../views/lint/lint.ts'
import { RULE_IDS, RULES, SEVERITIES } from '../views/lint/lint-rules.ts'
import { counted, escaped } from '../views/text/words.ts'

/** A finding at its place, with the scenario that shows it. */
export interface Placed extends LintFinding {
  file: string
  line: number
  /** `Deployment shop/web`. */
  target: string
  /** The fragment of a link to the run that shows it; none where it is too large for one. */
  proof?: string
}

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const
export type LintFormat = (typeof FORMATS)[number]

/** What was looked at, and what was found. */
export interface Linted {
  found: readonly Placed[]
  /** Files with pods, and pods. */
  files: readonly string[]
  targets: readonly { file: string; name: string }[]
  release: string
  /** Where the page is, for links; none: fragments alone. */
  site?: string
}

const addressOf = ({ site }: Linted, proof: string): string => `${site ?? ''}#${proof}`

/** Findings as a report in one of the formats. */
export function written(linted: Linted, format: LintFormat): string {
  return { text: asText, json: asJson, sarif: asSarif, junit: asJunit }[format](linted)
}

/** Fields that are named in the line about what is not simulated. */
const NAMED_FIELDS = 5

/** What was found, without the notes on what is not simulated: of those there is one line, for all pods together. */
function apart({ found }: Linted): { found: readonly Placed[]; left?: string } {
  const isLeft = ({ rule, severity }: Placed): boolean => rule === 'not-simulated' && severity === 'note'
  const left = found.filter(isLeft)
  if (left.length === 0) return { found }
  const counts = new Map<string, number>()
  for (const { path } of left) {
    const field =
      (path === 'spec' ? 'what refers to objects of the API' : path)
        .replaceAll(/\[[^\]]*\]/g, '')
        .split('.')
        .slice(-2)
        .join('.') || 'the pod'
    counts.set(field, (counts.get(field) ?? 0) + 1)
  }
  const named = [...counts].toSorted(([a, n], [b, m]) => m - n || byCharacter(a, b))
  const words = named.slice(0, NAMED_FIELDS).map(([field, count]) => (count === 1 ? field : `${field} (${count})`))
  const more = named.length - words.length
  const pods = new Set(left.map(({ file, target }) => `${file} ${target}`)).size
  return {
    found: found.filter((item) => !isLeft(item)),
    left: `Not simulated, and so in no trial: ${counted(left.length, 'field')} of ${counted(pods, 'pod')}: ${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}. --format json names each with its line.`,
  }
}

function asText(linted: Linted): string {
  const { targets, files, release } = linted
  const { found, left } = apart(linted)
  const lines = found.map(
    (item) =>
      `${item.file}:${item.line}: ${item.severity}: ${item.message} [${item.rule}]\n  ${item.target}${item.proof !== undefined && linted.site !== undefined ? `, shown at ${addressOf(linted, item.proof)}` : ''}\n`,
  )
  const severities = SEVERITIES.map((severity) => counted(found.filter((item) => item.severity === severity).length, severity))
  return `${lines.join('')}${lines.length > 0 ? '\n' : ''}${counted(targets.length, 'pod')} in ${counted(files.length, 'file')}, tried on Kubernetes ${release}: ${severities.join(', ')}\n${left === undefined ? '' : `${left}\n`}`
}

function asJson({ found, targets, release, site }: Linted): string {
  const findings = found.map(({ trial: _trial, ...item }) => item)
  return `${JSON.stringify({ whyrestart: 1, release, ...defined({ site }), targets, findings }, null, 1)}\n`
}

/** SARIF 2.1.0, which code hosts show beside the lines. */
function asSarif(linted: Linted): string {
  const { found, left } = apart(linted)
  const rules = RULE_IDS.map((id) => ({
    id,
    shortDescription: { text: RULES[id].title },
    fullDescription: { text: RULES[id].explanation },
    defaultConfiguration: { level: RULES[id].severity },
  }))
  const results = found.map((item) => ({
    ruleId: item.rule,
    ruleIndex: RULE_IDS.indexOf(item.rule),
    level: item.severity,
    message: { text: `${item.target}: ${item.message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(item.file) }, region: { startLine: item.line } } }],
    ...(item.proof === undefined ? {} : { properties: { proof: addressOf(linted, item.proof) } }),
  }))
  const driver = { name: 'whyrestart', rules }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results, ...(left === undefined ? {} : { invocations: [notified(left)] }) }],
  }
  return `${JSON.stringify(log, null, 1)}\n`
}

/** What the run has to say of itself, beside what it found. */
const notified = (text: string): object => ({
  executionSuccessful: true,
  toolExecutionNotifications: [{ level: 'note', message: { text } }],
})

const uriOf = (file: string): string => file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')

/** JUnit’s XML: a suite a file, a case a pod and rule that found something, and one for a pod without a finding. */
function asJunit(linted: Linted): string {
  const { targets, files } = linted
  const { found, left } = apart(linted)
  const suites = files.map((file) => {
    const cases = targets
      .filter((target) => target.file === file)
      .flatMap(({ name }) => {
        const own = found.filter((item) => item.file === file && item.target === name)
        return own.length === 0
          ? [testCase(name, 'calm', '')]
          : own.map((item) => testCase(name, `${item.rule} ${item.path}`.trimEnd(), failure(item)))
      })
    const failures = cases.filter((text) => text.includes('<failure')).length
    return ` <testsuite name="${escaped(file)}" tests="${cases.length}" failures="${failures}">\n${cases.join('')} </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="whyrestart">\n${suites.join('')}${left === undefined ? '' : notSimulated(left)}</testsuites>\n`
}

const notSimulated = (left: string): string =>
  ` <testsuite name="not simulated" tests="1" failures="0">\n${testCase('whyrestart', 'not-simulated', `   <system-out>${escaped(left)}</system-out>\n`)} </testsuite>\n`

/** A case is known by its rule and field: lines move. */
const testCase = (name: string, rule: string, inside: string): string =>
  inside === ''
    ? `  <testcase classname="${escaped(name)}" name="${escaped(rule)}"/>\n`
    : `  <testcase classname="${escaped(name)}" name="${escaped(rule)}">\n${inside}  </testcase>\n`

/** A note is told, and fails nothing. */
function failure({ severity, message, file, line }: Placed): string {
  const text = escaped(`${file}:${line}: ${message}`)
  return severity === 'note'
    ? `   <system-out>${text}</system-out>\n`
    : `   <failure type="${severity}" message="${escaped(message)}">${text}</failure>\n`
}
