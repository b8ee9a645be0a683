import { isRecord } from '../manifest/own.ts'
import type { ObjectTree } from '../manifest/tree.ts'
import { readYaml } from '../manifest/yaml/read-yaml.ts'
import { knowsRelease } from '../share/payload.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { RULE_IDS, type RuleId, SEVERITIES, type Severity } from '../views/lint/lint-rules.ts'
import { type Io, readTexts } from './io.ts'
import { FORMATS, type LintFormat } from './lint-output.ts'
import type { CommandWords } from './arguments.ts'

const CONFIG = '.whyrestart.yaml'
const NEWEST_NAME = `1.${NEWEST}`

/** What the check is told, by its command line or its file. */
export interface Settings {
  paths: readonly string[]
  release: string
  from?: string
  format: LintFormat
  failOn: Severity | 'never'
  site?: string
  proofs?: string
  ignore: string[]
  rules: Map<RuleId, Severity | 'off'>
}

export const LINT_OPTIONS = {
  release: 'value',
  from: 'value',
  format: 'value',
  'fail-on': 'value',
  config: 'value',
  site: 'value',
  proofs: 'value',
  rules: 'nothing',
} as const

type LintOption = keyof typeof LINT_OPTIONS
/** Settings of the configuration file that an option says over. */
const OF_FILE: Readonly<Record<string, LintOption>> = { release: 'release', from: 'from', failOn: 'fail-on', site: 'site' }

/** A setting's value, as an option or in a file; a sentence where it is not allowed. */
type Set = (settings: Settings, value: string) => string | undefined

const allowed = (name: string, value: string, all: readonly string[]): string =>
  `${name} ${JSON.stringify(value)} is none; allowed: ${all.join(', ')}`

const release =
  (name: 'release' | 'from'): Set =>
  (settings, value) => {
    if (!knowsRelease(value)) return `${name} ${JSON.stringify(value)} is none; allowed: 1.9 to ${NEWEST_NAME}`
    settings[name] = value
    return undefined
  }

const SETTINGS: Readonly<Record<Exclude<LintOption, 'rules' | 'config'>, Set>> = {
  release: release('release'),
  from: release('from'),
  'fail-on': (settings, value) => {
    const all = [...SEVERITIES, 'never'] as const
    const found = all.find((text) => text === value)
    if (!found) return allowed('fail-on', value, all)
    settings.failOn = found
    return undefined
  },
  format: (settings, value) => {
    const found = FORMATS.find((format) => format === value)
    if (!found) return allowed('format', value, FORMATS)
    settings.format = found
    return undefined
  },
  site: (settings, value) => void (settings.site = value.replace(/#.*$/, '')),
  proofs: (settings, value) => void (settings.proofs = value.replace(/\/$/, '')),
}

/**
 * What is to be checked, and how: the options, and below them the configuration file.
 *
 * Errors: the first, as a sentence.
 */
export function settingsOf({ words, options }: CommandWords<LintOption>, io: Io): Settings | string {
  const settings: Settings = { paths: words, release: '', format: 'text', failOn: 'warning', ignore: [], rules: new Map() }
  if (words.length === 0) return 'which files? Name a directory, or files'
  const config = options.findLast(({ name }) => name === 'config')?.value
  const wrong =
    fromFile(settings, config, io) ??
    options
      .map(({ name, value }) => (name === 'rules' || name === 'config' ? undefined : SETTINGS[name](settings, value)))
      .find((text) => text !== undefined)
  if (wrong !== undefined) return wrong
  settings.release ||= NEWEST_NAME
  if (settings.from !== undefined && minorOf(settings.from) >= minorOf(settings.release))
    return `--from ${settings.from} is not before --release ${settings.release}`
  return settings
}

/** Units: a release's number behind the dot. */
export const minorOf = (name: string): number => Number(name.slice(2))

/** What a configuration file says; options say it over. */
function fromFile(settings: Settings, named: string | undefined, io: Io): string | undefined {
  const file = named ?? CONFIG
  const read = readTexts([file], io)
  if ('error' in read) return named === undefined ? undefined : read.error
  const { value, problem } = readYaml(read[0]!, { yamlScannerLine: 'exact' })
  if (problem) return `${file}:${problem.line}: ${problem.text}`
  if (value === null) return undefined
  if (!isRecord(value)) return `${file}: found no object; allowed: release, from, failOn, site, ignore, rules`
  for (const [name, item] of Object.entries(value as ObjectTree)) {
    if (name === 'rules') {
      const wrong = rulesFrom(settings, item)
      if (wrong !== undefined) return `${file}: ${wrong}`
    } else if (name === 'ignore') {
      if (!Array.isArray(item) || !item.every((path) => typeof path === 'string')) return `${file}: ignore is no list of paths`
      settings.ignore = item as string[]
    } else if (Object.hasOwn(OF_FILE, name)) {
      // 1.30 without quotes would be 1.3
      if (typeof item !== 'string') return `${file}: ${name} is no text; write it in quotes`
      const wrong = SETTINGS[OF_FILE[name] as keyof typeof SETTINGS](settings, item)
      if (wrong !== undefined) return `${file}: ${wrong}`
    } else return `${file}: found a field ${JSON.stringify(name)}; allowed: release, from, failOn, site, ignore, rules`
  }
  return undefined
}

function rulesFrom(settings: Settings, value: unknown): string | undefined {
  if (!isRecord((value ?? null) as never)) return 'rules is no object of rules and severities'
  for (const [name, weight] of Object.entries(value as Record<string, unknown>)) {
    const id = RULE_IDS.find((ruleId) => ruleId === name)
    if (!id) return allowed('rule', name, RULE_IDS)
    // off without quotes is false
    const severity = weight === false ? 'off' : ([...SEVERITIES, 'off'] as const).find((severity) => severity === weight)
    if (!severity) return allowed(`rules.${name}`, String(weight), [...SEVERITIES, 'off'])
    settings.rules.set(id, severity)
  }
  return undefined
}
