import type { Io } from './io.ts'
import { readFileSync } from 'node:fs'
import { parseDuration } from '../sim/scenario/duration.ts'
import { ACTION_KINDS, MOST_SECONDS } from '../sim/scenario/fields.ts'
import type { Lane } from '../sim/scenario/scenario.ts'
import { limitsFor } from '../sim/limits.ts'
import { HalfRun, simulate } from '../sim/simulate.ts'
import { stopOf, type Trace } from '../sim/trace/trace.ts'
import { actionSentence } from '../views/text/action-words.ts'
import { draw } from '../views/lanes/draw.ts'
import { goDuration } from '../sim/scenario/duration.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { problemsOf } from '../views/lanes/problems.ts'
import { PROCESSES } from '../views/why/processes-file.ts'
import { stopWords, summarize } from '../views/lanes/summary.ts'
import { ask } from '../terminal/terminal.ts'
import { verdictsText } from '../views/verdicts/text.ts'
import { verdictsOf } from '../views/verdicts/judge.ts'
import { parseLesson } from '../lessons/parse.ts'
import { type LessonArguments, lessons, refuseAll } from './lessons.ts'
import { sourceOf } from './sources.ts'

const USAGE = `usage: simulate FILE.yaml [--json] [--at DURATION] [--lane NAME] [--partial] [--ask COMMAND | --verdicts]
       simulate --check FILE [--with OTHER | --proof | --with LINKS --csv] [--json]
       simulate --link FILE
  FILE.yaml          a scenario, or a share link to one; - reads it from the standard input
  --json             the whole trace of each lane, in one line of JSON
  --at 7m            the time to look at; the end of the run otherwise
  --ask COMMAND      what a terminal would show then, such as "kubectl get po -n kube-system"
  --verdicts         what each lane costs, found by trial runs of 30 minutes; the scenario's own actions are left out
  --partial          of a run that is too long to be made as a whole, what was made of it
  --lane NAME        only this lane; --ask looks at the first one otherwise
  --check FILE       an exercise's goals, or those of each of a course, held against its own manifests; exit 0 solved, 1 not
  --with OTHER       held against another's texts: a scenario, a manifest, or a share link
  --proof            whether the start fails, the solution passes, and each wrong answer fails what it is said to fail
  --csv              a line an attempt, of a file with a name and a link a line
  --link FILE        the fragment of a share link to a scenario, an exercise or a course
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
  lessons: LessonArguments
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
  if (args.lessons.check !== undefined || args.lessons.link !== undefined) return lessons(args.lessons, io)
  const source = sourceOf(args.file, io)
  if ('error' in source) return refuse(io, source.error)
  if ('contents' in source)
    return refuse(io, `${source.name} holds no scenario, but ${source.contents.is === 'course' ? 'a course' : 'an attempt at an exercise'}`)
  const parsed = parseLesson(source.text)
  if (parsed.diagnostics) return refuseAll(io, parsed.diagnostics, source.name)
  const { scenario } = parsed.value
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
  const args: Arguments = { file: '', json: false, partial: false, lessons: { proof: false, csv: false, json: false } }
  const values = [...argv]
  while (values.length) {
    const word = values.shift()!
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const name = equals < 0 ? word : word.slice(0, equals)
    if (word === '--json') {
      args.json = true
      args.lessons.json = true
    } else if (word === '--proof' || word === '--csv') {
      args.lessons[word === '--proof' ? 'proof' : 'csv'] = true
    } else if (name === '--check' || name === '--with' || name === '--link') {
      const value = equals < 0 ? values.shift() : word.slice(equals + 1)
      if (value === undefined || value === '') return `${name} needs a value`
      args.lessons[name.slice(2) as 'check' | 'with' | 'link'] = value
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
      return `unknown option ${word}; known are --json, --at, --ask, --lane, --partial, --verdicts, --check, --with, --proof, --csv, --link, --help`
    } else if (args.file) {
      return `one file at a time: ${args.file}, ${word}`
    } else {
      args.file = word
    }
  }
  const wrong = wrongTogether(args)
  if (wrong !== undefined) return wrong
  if (args.lessons.check !== undefined || args.lessons.link !== undefined) return args
  if (!args.file) return 'which scenario? Name a file, or - for the standard input'
  if (args.json && args.ask !== undefined) return '--json and --ask do not go together'
  if (args.verdicts && (args.ask !== undefined || args.at !== undefined))
    return `--verdicts and ${args.ask === undefined ? '--at' : '--ask'} do not go together`
  return args
}

/** What of an exercise's options does not go together. */
function wrongTogether({ file, at, lane, ask: command, verdicts: asked, lessons: own }: Arguments): string | undefined {
  const { check, link, proof, csv } = own
  if (check === undefined && (own.with !== undefined || proof || csv))
    return `--${own.with !== undefined ? 'with' : proof ? 'proof' : 'csv'} goes with --check FILE`
  if (check === undefined && link === undefined) return undefined
  if (check !== undefined && link !== undefined) return '--check and --link do not go together'
  const option = `--${check === undefined ? 'link' : 'check'}`
  if (file) return `one file at a time: ${check ?? link}, ${file}`
  const other = [
    ['--at', at],
    ['--lane', lane],
    ['--ask', command],
    ['--verdicts', asked],
  ].find(([, value]) => value !== undefined)
  if (other) return `${option} and ${String(other[0])} do not go together`
  if (csv && own.with === undefined) return '--csv goes with --with LINKS, a file with a name and a link a line'
  if (proof && own.with !== undefined) return '--proof and --with do not go together'
  if (csv && (proof || own.json)) return `--csv and ${proof ? '--proof' : '--json'} do not go together`
  return undefined
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
  const problems = problemsOf(lane.inputs).problems.map(
    ({ file, range, severity, message }) =>
      `  ${file === PROCESSES ? '' : `${file}:${range.start.line}: `}${severity === 'info' ? 'note' : severity}: ${message}\n`,
  )
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
