import type { Finding } from '../views/lint/lint.ts'
import { RULES, RULE_IDS } from '../views/lint/rules.ts'
import { escaped } from '../views/text/markup.ts'

/** A finding at its place, with the scenario that shows it. */
export interface Placed extends Finding {
  file: string
  line: number
  /** `Deployment shop/web`. */
  target: string
  /** The fragment of a link to the run that shows it; none where it is too large for one. */
  proof?: string
}

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const
export type Format = (typeof FORMATS)[number]

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

const LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const

const addressOf = ({ site }: Linted, proof: string): string => `${site ?? ''}#${proof}`

/** Findings as a report in one of the formats. */
export function written(linted: Linted, format: Format): string {
  return { text: asText, json: asJson, sarif: asSarif, junit: asJunit }[format](linted)
}

function asText(linted: Linted): string {
  const { found, targets, files, release } = linted
  const lines = found.map(
    (one) =>
      `${one.file}:${one.line}: ${one.severity}: ${one.message} [${one.rule}]\n  ${one.target}${one.proof !== undefined && linted.site !== undefined ? `, shown at ${addressOf(linted, one.proof)}` : ''}\n`,
  )
  const counted = (['error', 'warning', 'note'] as const).map((severity) => {
    const count = found.filter((one) => one.severity === severity).length
    return `${count} ${severity}${count === 1 ? '' : 's'}`
  })
  const pods = targets.length === 1 ? '1 pod' : `${targets.length} pods`
  return `${lines.join('')}${lines.length > 0 ? '\n' : ''}${pods} in ${files.length === 1 ? '1 file' : `${files.length} files`}, tried on Kubernetes ${release}: ${counted.join(', ')}\n`
}

function asJson({ found, targets, release, site }: Linted): string {
  const findings = found.map(({ trial: _trial, ...one }) => one)
  return `${JSON.stringify({ whyrestart: 1, release, ...(site === undefined ? {} : { site }), targets, findings }, null, 1)}\n`
}

/** SARIF 2.1.0, which code hosts show beside the lines. */
function asSarif(linted: Linted): string {
  const { found } = linted
  const rules = RULE_IDS.map((id) => ({
    id,
    shortDescription: { text: RULES[id].title },
    fullDescription: { text: RULES[id].explanation },
    defaultConfiguration: { level: LEVELS[RULES[id].severity] },
  }))
  const results = found.map((one) => ({
    ruleId: one.rule,
    ruleIndex: RULE_IDS.indexOf(one.rule),
    level: LEVELS[one.severity],
    message: { text: `${one.target}: ${one.message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(one.file) }, region: { startLine: one.line } } }],
    ...(one.proof === undefined ? {} : { properties: { proof: addressOf(linted, one.proof) } }),
  }))
  const driver = { name: 'whyrestart', rules }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results }],
  }
  return `${JSON.stringify(log, null, 1)}\n`
}

const uriOf = (file: string): string => file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')

/** JUnit’s XML: a suite a file, a case a pod and rule that found something, and one for a pod without a finding. */
function asJunit({ found, targets, files }: Linted): string {
  const suites = files.map((file) => {
    const cases = targets
      .filter((target) => target.file === file)
      .flatMap(({ name }) => {
        const own = found.filter((one) => one.file === file && one.target === name)
        return own.length === 0
          ? [testCase(name, 'calm', '')]
          : own.map((one) => testCase(name, `${one.rule} ${one.path}`.trimEnd(), failure(one)))
      })
    const failures = cases.filter((one) => one.includes('<failure')).length
    return ` <testsuite name="${escaped(file)}" tests="${cases.length}" failures="${failures}">\n${cases.join('')} </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="whyrestart">\n${suites.join('')}</testsuites>\n`
}

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
