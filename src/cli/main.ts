import { readFileSync } from 'node:fs'
import { parseDuration } from '../sim/scenario/check.ts'
import { ACTION_KINDS, MOST_SECONDS } from '../sim/scenario/fields.ts'
import { type Lane, parseScenario } from '../sim/scenario/scenario.ts'
import { limitsFor } from '../sim/limits.ts'
import { HalfRun, simulate } from '../sim/simulate.ts'
import { stopOf, type Trace } from '../sim/trace/trace.ts'
import { actionSentence } from '../views/text/action-words.ts'
import { draw } from '../views/lanes/draw.ts'
import { goDuration } from '../views/text/duration.ts'
import { drawingOf } from '../views/lanes/lanes.ts'
import { problemsOf } from '../views/lanes/problems.ts'
import { PROCESSES } from '../views/why/processes-file.ts'
import { stopWords, summarize } from '../views/lanes/summary.ts'
import { ask } from '../terminal/terminal.ts'
import { verdictsText } from '../views/verdicts/text.ts'
import { verdictsOf } from '../views/verdicts/judge.ts'

/** What the program reads and writes; tests bring their own. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** The text of a file, `-` for the standard input. Throws where it cannot be read. */
  read(file: string): string
}

const USAGE = `usage: simulate FILE.yaml [--json] [--at DURATION] [--lane NAME] [--partial] [--ask COMMAND | --verdicts]
  FILE.yaml          a scenario; - reads it from the standard input
  --json             the whole trace of each lane, in one line of JSON
  --at 7m            the time to look at; the end of the run otherwise
  --ask COMMAND      what a terminal would show then, such as "kubectl get po -n kube-system"
  --verdicts         what each lane costs, found by trial runs of 30 minutes; the scenario's own actions are left out
  --partial          of a run that is too long to be made as a whole, what was made of it
  --lane NAME        only this lane; --ask looks at the first one otherwise
What a scenario's actions may do: ${ACTION_KINDS.join(', ')}; the README says how.
`

/** A scenario that cannot be run, or a command line that cannot be understood. */
const REFUSED = 2

interface Arguments {
  file: string
  json: boolean
  partial: boolean
  at?: number
  lane?: string
  ask?: string
  verdicts?: boolean
}

/**
 * The program: a scenario in; a table, a trace or a terminal's answer out. Returns the exit code.
 *
 * Units: `--at` as a Go duration. Errors: written, one a line; exit 2. `--ask` exits as the command would.
 * Follows: nothing upstream; the contract is the project's own.
 */
export function main(argv: readonly string[], io: Io): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(USAGE)
    return 0
  }
  const args = parseArguments(argv)
  if (typeof args === 'string') return refuse(io, args)
  let text: string
  try {
    text = io.read(args.file)
  } catch (error) {
    return refuse(io, `cannot read ${args.file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const name = args.file === '-' ? 'stdin' : args.file
  const parsed = parseScenario(text)
  if (!parsed.scenario) {
    for (const { range, path, message } of parsed.diagnostics)
      io.err(`${name}:${range.start.line}:${range.start.column}: ${path || 'scenario'}: ${message.replaceAll('\n', ' ')}\n`)
    return REFUSED
  }
  const { scenario } = parsed
  const lanes = scenario.lanes.filter((lane) => args.lane === undefined || lane.name === args.lane).map((lane) => until(lane, args.at))
  if (!lanes.length)
    return refuse(
      io,
      `there is no lane ${JSON.stringify(args.lane)}; there are: ${scenario.lanes.map((lane) => JSON.stringify(lane.name)).join(', ')}`,
    )
  if (args.ask !== undefined) return answer(lanes[0]!, args.ask, args, io)
  if (args.verdicts) return verdicts(scenario.title, lanes, args.json, io)
  const runs = lanes.map((lane) => ({ lane, entries: simulate(lane.inputs, limitsFor(lanes.length)) }))
  const refused = runs.map(({ lane, entries }) => sayStopped(lane, entries, args, io)).some(Boolean)
  if (refused && !args.partial) return REFUSED
  if (args.json) io.out(`${JSON.stringify({ whyrestart: 1, lanes: runs.map(({ lane, entries }) => ({ name: lane.name, entries })) })}\n`)
  else io.out(`${scenario.title ? `${scenario.title}\n\n` : ''}${runs.map(({ lane, entries }) => report(lane, entries)).join('\n')}`)
  return refused ? REFUSED : 0
}

/** A run that was not made as a whole is said to be so before anything of it is shown. */
function sayStopped({ name }: Lane, entries: Trace, { partial }: Pick<Arguments, 'partial'>, io: Io): boolean {
  const stop = stopOf(entries)
  if (!stop) return false
  const hint = partial ? '' : ' --partial shows it; --at looks at an earlier time.'
  refuse(io, `lane ${JSON.stringify(name)}: ${stopWords(stop)}${hint}`)
  return true
}

/** A run that ends with the time that is looked at; behind the scenario's end it goes on by the same rules. */
function until(lane: Lane, at: number | undefined): Lane {
  return at === undefined ? lane : { ...lane, inputs: { ...lane.inputs, duration: at } }
}

function parseArguments(argv: readonly string[]): Arguments | string {
  const args: Arguments = { file: '', json: false, partial: false }
  const values = [...argv]
  while (values.length) {
    const word = values.shift()!
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const name = equals < 0 ? word : word.slice(0, equals)
    if (word === '--json') {
      args.json = true
    } else if (word === '--verdicts') {
      args.verdicts = true
    } else if (word === '--partial') {
      args.partial = true
    } else if (name === '--at' || name === '--ask' || name === '--lane') {
      const value = equals < 0 ? values.shift() : word.slice(equals + 1)
      if (value === undefined) return `${name} needs a value`
      if (name === '--ask') args.ask = value
      else if (name === '--lane') args.lane = value
      else {
        const at = parseDuration(value)
        if (at === undefined || at < 0 || at > MOST_SECONDS)
          return `--at ${JSON.stringify(value)} is no duration such as 90s, 7m or 1h10m, up to 24h`
        args.at = at
      }
    } else if (word.startsWith('-') && word !== '-') {
      return `unknown option ${word}; known are --json, --at, --ask, --lane, --partial, --verdicts, --help`
    } else if (args.file) {
      return `one file at a time: ${args.file}, ${word}`
    } else {
      args.file = word
    }
  }
  if (!args.file) return 'which scenario? Name a file, or - for the standard input'
  if (args.json && args.ask !== undefined) return '--json and --ask do not go together'
  if (args.verdicts && (args.ask !== undefined || args.at !== undefined))
    return `--verdicts and ${args.ask === undefined ? '--at' : '--ask'} do not go together`
  return args
}

function answer(lane: Lane, command: string, args: Arguments, io: Io): number {
  const { inputs } = lane
  const trace = simulate(inputs)
  if (sayStopped(lane, trace, args, io) && !args.partial) return REFUSED
  const { stdout, stderr, exit } = ask(command, { inputs, trace, at: stopOf(trace)?.t ?? inputs.duration, simulate })
  if (stdout) io.out(stdout)
  if (stderr) io.err(stderr)
  return exit
}

function verdicts(title: string, lanes: readonly Lane[], json: boolean, io: Io): number {
  const found: { name: string; cells: ReturnType<typeof verdictsOf> }[] = []
  try {
    for (const { name, inputs } of lanes) found.push({ name, cells: verdictsOf(inputs) })
  } catch (error) {
    if (error instanceof HalfRun) return refuse(io, `the verdicts cannot be found, for ${error.message}`)
    throw error
  }
  if (json) io.out(`${JSON.stringify({ whyrestart: 1, lanes: found.map(({ name, cells }) => ({ name, verdicts: cells })) })}\n`)
  else io.out(`${title ? `${title}\n\n` : ''}${verdictsText(found)}`)
  return 0
}

function report(lane: Lane, entries: Trace): string {
  const end = stopOf(entries)?.t ?? lane.inputs.duration
  const picture = draw(entries, { until: end })
    .split('\n')
    .map((line) => (line ? `  ${line}` : line))
    .join('\n')
  const problems = problemsOf(lane.inputs)
    .problems.filter(({ severity }) => severity !== 'info')
    .map(({ file, range, severity, message }) => `  ${file === PROCESSES ? '' : `${file}:${range.start.line}: `}${severity}: ${message}\n`)
  const warnings = entries.flatMap((entry) => (entry.kind === 'warning' ? [`  warning: ${entry.message}\n`] : []))
  const actions = drawingOf(entries, end).actions.map(
    ({ t, told, idle }) => `  ${actionSentence(t, { ...told, ...(idle === undefined ? {} : { note: idle }) })}\n`,
  )
  return `${lane.name} (Kubernetes ${lane.inputs.kubernetes}, at ${goDuration(end)})\n  ${summarize(entries, end).text}\n${problems.join('')}${warnings.join('')}${actions.join('')}\n${picture}`
}

function refuse(io: Io, line: string): number {
  io.err(`simulate: ${line.replaceAll('\n', ' ')}\n`)
  return REFUSED
}

/**
 * The process's own files.
 *
 * Units: none. Errors: `read` throws as node's does. Follows: nothing upstream.
 */
export function nodeIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8'),
  }
}
