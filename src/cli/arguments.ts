import { parseArgs } from 'node:util'
import { parseDuration } from '../sim/scenario/duration.ts'
import { ACTION_KINDS, MOST_SECONDS } from '../sim/scenario/scenario-fields.ts'
import { type PictureTheme, THEMES } from '../views/picture/layout.ts'
import { LEAST_WIDTH } from '../views/picture/sheet.ts'

/** What each option of a program takes: nothing, a value, or a value that may be empty. Their order is that in which they are told. */
export type OptionTable = Readonly<Record<string, 'nothing' | 'value' | 'any value'>>

/** A command line taken apart: the other words, and the options in their order, those that take nothing with an empty value. */
export interface CommandWords<Name extends string> {
  /** Whether help is asked for; nothing else is looked at then. */
  help: boolean
  words: readonly string[]
  options: readonly { name: Name; value: string }[]
}

/**
 * Takes a command line apart: `--name value` or `--name=value`; after `--` every word is one. Each program has `--help` and `-h`.
 *
 * Errors: the first, as a sentence that says what is known or what an option takes.
 * Follows: node:util, parseArgs, which reads the words and judges nothing.
 */
export function readOptions<Table extends OptionTable>(
  argv: readonly string[],
  table: Table,
): CommandWords<Extract<keyof Table, string>> | string {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([
      ...Object.entries(table).map(([name, takes]) => [name, { type: takes === 'nothing' ? 'boolean' : 'string' }] as const),
      ['help', { type: 'boolean', short: 'h' }] as const,
    ]),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const words: string[] = []
  const options: { name: Extract<keyof Table, string>; value: string }[] = []
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return { help: true, words, options }
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value = '' } = token
    const takes = Object.hasOwn(table, name) ? table[name] : undefined
    if (takes === undefined || !token.rawName.startsWith('--'))
      return `unknown option ${argv[token.index]!}; known are ${optionNames(table)}`
    if (takes === 'nothing' && token.value !== undefined) return `--${name} takes no value`
    if (takes !== 'nothing' && (takes === 'value' ? value === '' : token.value === undefined)) return `--${name} needs a value`
    options.push({ name: name as Extract<keyof Table, string>, value })
  }
  return { help: false, words, options }
}

const optionNames = (table: OptionTable): string => [...Object.keys(table), 'help'].map((name) => `--${name}`).join(', ')

export const USAGE = `usage: simulate FILE.yaml [--json | --csv | --report] [--at DURATION] [--lane NAME] [--partial] [--ask COMMAND | --verdicts]
       simulate FILE.yaml --svg OUT | --png OUT [--from DURATION] [--to DURATION] [--theme light|dark] [--width PIXELS] [--site URL]
       simulate --check FILE [--with OTHER | --proof | --with LINKS --csv [--ways]] [--json]
       simulate --link FILE
       simulate FILE --html OUT [--at DURATION]
       simulate --from-cluster FILE… [--release 1.34]
  FILE.yaml          a scenario, or a share link to one, or a manifest, which runs as a static pod; - reads it from the standard input
  --json             the whole trace of each lane, in one line of JSON
  --at 7m            the time to look at; the end of the run otherwise
  --ask COMMAND      what a terminal would show then, such as "kubectl get po -n kube-system"
  --verdicts         what each lane costs, found by trial runs of 30 minutes; the scenario's own actions are left out
  --partial          of a run that is too long to be made as a whole, what was made of it
  --lane NAME        only this lane; --ask looks at the first one otherwise
  --check FILE       an exercise's goals, or those of each of a course, held against its own manifests; exit 0 solved, 1 not
  --with OTHER       held against another's texts: a scenario, a manifest, or a share link
  --proof            whether the start fails, the solution passes, and each wrong answer fails what it is said to fail
  --csv              with --check: a line an attempt, of a file with a name and a link a line; else all that a lane shows, a line each
  --ways             with --check and --csv: also what each attempt's change does, and who handed in twice
  --report           the lane as Markdown: what happened, when, why, and what would have prevented it
  --svg OUT          the timeline as a picture; --png OUT too, where a browser is at hand; --at is where its numbers are from
  --site URL         where whyrestart is served: the picture or the report carries a link that opens what it shows
  --link FILE        the fragment of a share link to a scenario, an exercise or a course
  --html OUT         the page in one file, with the scenario, the exercise or the whole course in it: it opens without a server;
                     in a checkout alone, once npm run build has made the page
  --from-cluster     a scenario out of what kubectl and a kubelet's journal have printed; also: whyrestart from FILE…
What a scenario's actions may do: ${ACTION_KINDS.join(', ')}; the README says how.
`

/** The same of the package's program, which has more commands. */
export const PACKAGE_USAGE = USAGE.replaceAll(/^(usage: | {7})simulate /gm, '$1whyrestart ').replace(
  '  FILE.yaml ',
  '       whyrestart lint DIR|FILE…     what trial runs show of each pod; lint --help tells more\n       whyrestart from FILE…         as --from-cluster\n       whyrestart why [FILE…]        one sentence why, from whatever a cluster printed; why --help tells more\n       whyrestart serve [--port N]   the page itself, on this machine alone\n  FILE.yaml ',
)

/** What a command line says; times in seconds. */
export interface CliArguments extends Partial<Record<'json' | 'partial' | 'verdicts' | 'report' | 'proof' | 'csv' | 'ways', boolean>> {
  file: string
  at?: number
  lane?: string
  ask?: string
  svg?: string
  png?: string
  from?: number
  to?: number
  theme: PictureTheme
  width: number
  /** Where whyrestart is served: a picture and a report carry the link to what they show. */
  site?: string
  check?: string
  with?: string
  link?: string
  html?: string
}

const OPTIONS = {
  json: 'nothing',
  at: 'value',
  ask: 'any value',
  lane: 'any value',
  partial: 'nothing',
  verdicts: 'nothing',
  report: 'nothing',
  svg: 'value',
  png: 'value',
  from: 'value',
  to: 'value',
  theme: 'value',
  width: 'value',
  site: 'value',
  check: 'value',
  with: 'value',
  proof: 'nothing',
  csv: 'nothing',
  ways: 'nothing',
  link: 'value',
  html: 'value',
} as const

const [DEFAULT_WIDTH, MOST_WIDTH] = [1200, 8000]

/** The number, where it is one of those from `least` to `most`. */
const within = (value: number | undefined, least: number, most: number): number | undefined =>
  value !== undefined && value >= least && value <= most ? value : undefined

/** What an option's value comes to, undefined where it is not allowed; and what it is then said to be. */
const VALUES: { readonly [Name in keyof typeof OPTIONS]?: readonly [read: (value: string) => CliArguments[Name] | undefined, is: string] } =
  {
    at: [(value) => within(parseDuration(value), 0, MOST_SECONDS), 'no duration such as 90s, 7m or 1h10m, up to 24h'],
    from: [(value) => within(parseDuration(value), 0, Infinity), 'no duration such as 90s, 7m or 1h10m'],
    to: [(value) => within(parseDuration(value), 0, Infinity), 'no duration such as 90s, 7m or 1h10m'],
    theme: [(value) => THEMES.find((theme) => theme === value), `none; allowed: ${THEMES.join(', ')}`],
    width: [
      (value) => (Number.isInteger(Number(value)) ? within(Number(value), LEAST_WIDTH, MOST_WIDTH) : undefined),
      `no width; allowed: ${LEAST_WIDTH} to ${MOST_WIDTH} pixels`,
    ],
    site: [siteOf, 'no address such as https://example.org/whyrestart/'],
  }

/** Of a page or its folder, with a slash at its end. */
function siteOf(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined
  const { protocol, origin, pathname } = new URL(value)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${origin}${pathname.replace(/\/[^/]*\.html$/, '/').replace(/\/?$/, '/')}`
}

/** What means nothing without a picture. */
const OF_A_PICTURE: ReadonlySet<string> = new Set(['from', 'to', 'theme', 'width'] satisfies (keyof typeof OPTIONS)[])

/** What a command line asks for, be it help alone; a sentence where it cannot be understood. Times in seconds. */
export function parseArguments(argv: readonly string[]): CliArguments | string | { help: true } {
  const read = readOptions(argv, OPTIONS)
  if (typeof read === 'string') return read
  if (read.help) return { help: true }
  if (read.words.length > 1) return `one file at a time: ${read.words.slice(0, 2).join(', ')}`
  const args: CliArguments = { file: read.words[0] ?? '', theme: 'light', width: DEFAULT_WIDTH }
  for (const { name, value } of read.options) {
    const [read, is] = VALUES[name] ?? [(text: string) => (OPTIONS[name] === 'nothing' ? true : text), '']
    const taken = read(value)
    if (taken === undefined) return `--${name} ${JSON.stringify(value)} is ${is}`
    Object.assign(args, { [name]: taken })
  }
  const ofPicture = read.options.find(({ name }) => OF_A_PICTURE.has(name))
  if (ofPicture && args.svg === undefined && args.png === undefined) return `--${ofPicture.name} goes with --svg or --png`
  return wrongTogether(args) ?? wrongForRun(args) ?? args
}

/** What of a run's options does not go together. */
function wrongForRun(args: CliArguments): string | undefined {
  if (args.check !== undefined || args.link !== undefined) return undefined
  if (!args.file) return 'which scenario? Name a file, or - for the standard input'
  if (args.json && args.ask !== undefined) return '--json and --ask do not go together'
  if (args.verdicts && (args.ask !== undefined || args.at !== undefined))
    return `--verdicts and ${args.ask === undefined ? '--at' : '--ask'} do not go together`
  const shown = waysToShow(args)
  if (args.site !== undefined && !['--report', '--svg', '--png'].includes(shown[0] ?? ''))
    return '--site goes with --svg, --png or --report'
  return shown.length > 1 ? `${shown[0]!} and ${shown[1]!} do not go together` : undefined
}

/** What of an exercise's options does not go together. */
function wrongTogether(args: CliArguments): string | undefined {
  const { file, check, link, proof, csv, ways, with: other } = args
  if (ways && (check === undefined || !csv)) return '--ways goes with --check FILE --with LINKS --csv'
  if (check === undefined && (other !== undefined || proof)) return `--${other !== undefined ? 'with' : 'proof'} goes with --check FILE`
  if (check === undefined && link === undefined) return undefined
  if (check !== undefined && link !== undefined) return '--check and --link do not go together'
  const option = `--${check === undefined ? 'link' : 'check'}`
  if (file) return `one file at a time: ${check ?? link}, ${file}`
  const ofRun = (['at', 'lane', 'ask', 'verdicts', 'report', 'svg', 'png', 'html'] as const).find((name) => args[name] !== undefined)
  if (ofRun) return `${option} and --${ofRun} do not go together`
  if (csv && check !== undefined && other === undefined) return '--csv goes with --with LINKS, a file with a name and a link a line'
  if (proof && other !== undefined) return '--proof and --with do not go together'
  if (csv && args.json) return '--csv and --json do not go together'
  return undefined
}

/** Of several ways to show a run only one can be meant. */
function waysToShow(args: CliArguments): string[] {
  const all = (['json', 'csv', 'report', 'html', 'ask', 'verdicts', 'svg', 'png'] as const).filter((name) => args[name] !== undefined)
  // verdicts may be JSON, and one picture may be of both kinds
  return all.filter((name) => !(name === 'json' && args.verdicts) && !(name === 'png' && args.svg !== undefined)).map((name) => `--${name}`)
}
