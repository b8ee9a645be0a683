import { scenarioDocument } from '../cases/import.ts'
import { isCourse, type ReadBeside } from '../lessons/course.ts'
import { parseLesson } from '../lessons/parse-exercise.ts'
import { defined } from '../manifest/own.ts'
import { contentsName, courseLink } from '../share/contents.ts'
import { withGiven } from '../share/one-file.ts'
import { type Draft, draftOf, linkOf, PAYLOAD_VERSION } from '../share/payload.ts'
import { limitsFor } from '../sim/limits.ts'
import { toldOf } from '../sim/node/action-told.ts'
import type { Lane, Scenario } from '../sim/scenario/scenario.ts'
import { readScenarioText } from '../sim/scenario/yaml-text.ts'
import { HalfRun, simulate } from '../sim/simulate.ts'
import { stopOf, type Trace } from '../sim/trace/trace.ts'
import { ask } from '../terminal/terminal.ts'
import { finished } from '../views/experiment.ts'
import { draw } from '../views/lanes/draw.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { type LeftOut, leftOutOf } from '../views/verdicts/order.ts'
import { problemsOf } from '../views/lanes/problems.ts'
import { summarize } from '../views/lanes/summary.ts'
import { type Sheet, sizeOf, svgOf } from '../views/picture/sheet.ts'
import { reportOf, troubleOf } from '../views/report/report.ts'
import { rowsCsv } from '../views/lanes/timeline-rows.ts'
import { actionSentence, actionWords } from '../views/lanes/scheduled.ts'
import { timeText } from '../views/text/duration-words.ts'
import { stopWords, PROCESSES } from '../views/text/words.ts'
import { verdictsOf } from '../views/verdicts/judge-lane.ts'
import { verdictsText } from '../views/verdicts/questions.ts'
import { whatIf } from '../views/what-if/what-if.ts'
import { type CliArguments, parseArguments, USAGE } from './arguments.ts'
import { pngOf } from './browser.ts'
import { fromCluster } from './from-cluster.ts'
import { builtPage, type Io, printable, printableLine, refuse, REFUSED, writeFiles } from './io.ts'
import { beside, courseIn, lessons, refuseAll } from './lessons.ts'
import { scenarioText, sourceOf } from './sources.ts'
import '../views/all.ts'

/** What is to be handed out. */
type HandedOut = { course: Readonly<Record<string, unknown>> } | { draft: Draft; text: string; isExercise: boolean }

/**
 * The fragment of a link to a scenario, an exercise or a course.
 *
 * Errors: written, one a line; exit 2.
 */
function link(file: string, io: Io): number {
  const given = givenIn(file, io)
  if (typeof given === 'number') return given
  const fragment = 'course' in given ? courseLink(given.course) : linkOf(given.draft, {})
  if (fragment === undefined) return refuse(io, `${file} is too large for a link`)
  io.out(`${fragment}\n`)
  return 0
}

/**
 * The whole link to a scenario at a moment of it, where whyrestart is served; undefined where it is too large for one.
 *
 * Units: `cursor`, `from` and `to` in seconds; `lane` is a lane's name.
 */
function linkTo(
  text: string,
  site: string,
  { lane, ...view }: { cursor?: number; from?: number; to?: number; lane?: string },
): string | undefined {
  const { document } = scenarioDocument(text)
  const draft = document && draftOf(document)
  const id = draft?.lanes.find(({ name }) => name === lane)?.id
  const fragment = draft && linkOf(draft, { ...view, ...defined({ lane: id }) })
  return fragment === undefined ? undefined : `${site}#${fragment}`
}

/**
 * The page in one file, with a scenario, an exercise or a course in it.
 *
 * Units: `at` in seconds, the moment that a scenario opens at.
 * Errors: written, one a line; exit 2.
 */
function html(file: string, out: string, at: number | undefined, io: Io): number {
  const given = givenIn(file, io)
  if (typeof given === 'number') return given
  if (!io.page) return refuse(io, '--html needs a checkout of whyrestart, where npm run build makes the page; this is the program alone')
  const page = builtPage(io)
  if (page === undefined) return refuse(io, 'the page is not built yet: npm run build makes it, and puts it into dist')
  const view = at === undefined ? {} : { cursor: at }
  const made = withGiven(
    page,
    'course' in given
      ? { text: JSON.stringify(given.course) }
      : given.isExercise
        ? { text: given.text }
        : { payload: { version: PAYLOAD_VERSION, draft: given.draft, view } },
  )
  if (made === undefined) return refuse(io, 'what is in dist is not the page in one file: npm run build makes it anew')
  const unwritten = writeFiles([[out, made]], io)
  return unwritten === undefined ? 0 : refuse(io, unwritten)
}

function givenIn(file: string, io: Io): HandedOut | number {
  const source = sourceOf(file, io)
  if ('error' in source) return refuse(io, source.error)
  if ('contents' in source) return refuse(io, `${source.name} is a link already`)
  if (isCourse(source.text)) {
    const course = courseIn(source.text, file, source.name, io)
    return typeof course === 'number' ? course : { course: inlined(source.text, beside(file, io)) }
  }
  const parsed = parseLesson(source.text)
  if (parsed.diagnostics) return refuseAll(io, parsed.diagnostics, source.name)
  const { document } = scenarioDocument(source.text)
  if (!document) return refuse(io, `${source.name} holds no scenario that can be handed out`)
  return { draft: draftOf(document), text: source.text, isExercise: parsed.value.exercise !== undefined }
}

/** A course with the files that it names put into it. */
function inlined(text: string, read: ReadBeside): Record<string, unknown> {
  const valueOf = (source: string): unknown => (readScenarioText(source) as { value: unknown }).value
  const course = valueOf(text) as { exercises: readonly { file?: string; exercise?: unknown }[] }
  return {
    ...course,
    exercises: course.exercises.map((member) =>
      member.file === undefined ? member : { exercise: valueOf((read(member.file) as { text: string }).text) },
    ),
  }
}

/** What is not simulated of a lane, to stand beside its entries or verdicts; nothing where there is none. */
function leftOutField({ inputs }: Lane): { notSimulated?: LeftOut[] } {
  const notSimulated = leftOutOf(problemsOf(inputs).problems)
  return notSimulated.length === 0 ? {} : { notSimulated }
}

/** The same as text: a line each, with its lane; empty where there is none. */
function leftOutText(lanes: readonly Lane[]): string {
  const lines = lanes.flatMap((lane) =>
    (leftOutField(lane).notSimulated ?? []).map(
      ({ file, line, message }) => `  ${lanes.length > 1 ? `${lane.name}, ` : ''}${file}:${line}: ${message}\n`,
    ),
  )
  return lines.length === 0 ? '' : `\nNot simulated, and so in no verdict:\n${lines.join('')}`
}

/**
 * The program: a scenario in; a table, a trace or a terminal's answer out. Returns the exit code. `usage` is what help says.
 *
 * Units: `--at` as a Go duration. Errors: written, one a line; exit 2. `--ask` exits as the command would.
 * The contract is the project's own.
 */
export function main(argv: readonly string[], io: Io, usage = USAGE): number {
  if (argv[0] === '--from-cluster') return fromCluster(argv.slice(1), io)
  const args = parseArguments(argv)
  if (typeof args === 'string') return refuse(io, args)
  if ('help' in args) {
    io.out(usage)
    return 0
  }
  if (args.link !== undefined) return link(args.link, io)
  if (args.check !== undefined) return lessons(args, io)
  if (args.html !== undefined) return html(args.file, args.html, args.at, io)
  const source = sourceOf(args.file, io)
  if ('error' in source) return refuse(io, source.error)
  if ('contents' in source) return refuse(io, `${source.name} holds no scenario, but ${contentsName(source.contents)}`)
  const { text, says } = scenarioText(source.name, source.text)
  for (const line of says) io.err(`simulate: ${line}\n`)
  const parsed = parseLesson(text)
  if (parsed.diagnostics) return refuseAll(io, parsed.diagnostics, source.name)
  const { scenario } = parsed.value
  const lanes = scenario.lanes.filter((lane) => args.lane === undefined || lane.name === args.lane).map((lane) => until(lane, args.at))
  if (!lanes.length)
    return refuse(
      io,
      `there is no lane ${JSON.stringify(args.lane)}; there are: ${scenario.lanes.map((lane) => JSON.stringify(lane.name)).join(', ')}`,
    )
  if (args.ask !== undefined) return answer(lanes[0]!, args.ask, args, io)
  if (args.verdicts)
    return verdicts(
      scenario.title,
      lanes.filter(({ inputs }) => !inputs.happened),
      args.json === true,
      io,
    )
  if (args.svg !== undefined || args.png !== undefined) return picture(scenario, text, args, io)
  const linkOfLane = (name: string): string | undefined =>
    args.site === undefined ? undefined : linkTo(text, args.site, { lane: name, ...defined({ cursor: args.at }) })
  if (args.report && args.site !== undefined && linkOfLane(lanes[0]!.name) === undefined)
    return refuse(io, `${source.name} is too large for a link, which --site asks for`)
  if (args.at === undefined) sayLate(lanes, io)
  const { runs, exit } = ran(lanes, args, io)
  if (!runs) return exit
  if (args.csv) io.out(rowsCsv(runs.map(({ lane, entries }) => ({ name: lane.name, trace: entries, drawing: drawn(lane, entries) }))))
  else if (args.report)
    io.out(runs.map(({ lane, entries }) => markdown(scenario.title, lane, entries, linkOfLane(lane.name))).join('\n---\n\n'))
  else if (args.json)
    io.out(
      `${JSON.stringify({ whyrestart: 1, lanes: runs.map(({ lane, entries }) => ({ name: lane.name, entries, ...leftOutField(lane) })) })}\n`,
    )
  else io.out(printable(`${heading(scenario.title)}${runs.map(({ lane, entries }) => report(lane, entries)).join('\n')}`))
  return exit
}

/** The runs of lanes, and what the program exits with; none where one was not made as a whole and nobody asks for what there is of it. */
function ran(lanes: readonly Lane[], args: CliArguments, io: Io): { runs?: { lane: Lane; entries: Trace }[]; exit: number } {
  const runs = lanes.map((lane) => ({ lane, entries: simulate(lane.inputs, limitsFor(lanes.length)) }))
  if (!runs.map(({ lane, entries }) => sayStopped(lane, entries, args, io)).some(Boolean)) return { runs, exit: 0 }
  return args.partial ? { runs, exit: REFUSED } : { exit: REFUSED }
}

/** A run that was not made as a whole is said to be so before anything of it is shown. */
function sayStopped({ name }: Lane, entries: Trace, { partial }: Pick<CliArguments, 'partial'>, io: Io): boolean {
  const stop = stopOf(entries)
  if (!stop) return false
  const hint = partial ? '' : ' --partial shows it; --at looks at an earlier time.'
  refuse(io, `lane ${JSON.stringify(name)}: ${stopWords(stop)}${hint}`)
  return true
}

const MOST_LATE = 5

/** What a scenario would do or ask behind its end never happens, which nothing in a trace can say. */
function sayLate(lanes: readonly Lane[], io: Io): void {
  const late = lanes.flatMap(({ inputs: { duration, actions, requests } }) => {
    const behind = (at: number): string => `${timeText(at)}, behind the end of the run at ${timeText(duration)}`
    return [
      ...actions.flatMap((action) =>
        action.at > duration
          ? [`what the scenario does at ${behind(action.at)}, never happens: it ${actionWords(toldOf(action)).does}`]
          : [],
      ),
      ...requests.flatMap(({ at, method, url }) => (at > duration ? [`the request at ${behind(at)}, is never put: ${method} ${url}`] : [])),
    ]
  })
  const each = [...new Set(late)]
  for (const text of each.slice(0, MOST_LATE)) io.err(`simulate: ${printableLine(text)}\n`)
  if (each.length > MOST_LATE) io.err(`simulate: … and ${each.length - MOST_LATE} more behind the end of the run\n`)
}

/** A run that ends with the time that is looked at; behind the scenario's end it goes on by the same rules. */
function until(lane: Lane, at: number | undefined): Lane {
  return at === undefined ? lane : { ...lane, inputs: { ...lane.inputs, duration: at } }
}

/** When a run ended: where it was stopped, else with its scenario. */
const endOf = ({ inputs }: Lane, trace: Trace): number => stopOf(trace)?.t ?? inputs.duration

const drawn = (lane: Lane, trace: Trace) => drawingOf(trace, endOf(lane, trace))

/** The whole run is drawn; `--at` is where the cursor stands. */
function picture({ title, lanes }: Scenario, text: string, args: CliArguments, io: Io): number {
  const { at, lane: only, file } = args
  const shown = lanes.filter(({ name }) => only === undefined || name === only)
  const { runs: made, exit } = ran(shown, args, io)
  if (!made) return exit
  const runs = made.map(({ lane, entries }) => ({ lane, drawing: drawn(lane, entries) }))
  const end = Math.max(...runs.map(({ drawing }) => drawing.end))
  const cursor = at ?? args.to ?? end
  const span = { from: args.from ?? 0, to: args.to ?? end }
  const address = args.site === undefined ? undefined : linkTo(text, args.site, { cursor, ...span, ...defined({ lane: only }) })
  if (args.site !== undefined && address === undefined) return refuse(io, `${file} is too large for a link, which --site asks for`)
  const pictures = picturesOf(
    {
      title,
      lanes: runs.map(({ lane: { name, inputs }, drawing }) => ({
        ...{ name, kubernetes: inputs.kubernetes, isReal: inputs.happened !== undefined },
        drawing,
      })),
      ...span,
      cursor,
      ...defined({ link: address }),
    },
    args,
  )
  if ('error' in pictures) return refuse(io, pictures.error)
  const unwritten = writeFiles(pictures.files, io)
  return unwritten !== undefined ? refuse(io, unwritten) : exit
}

function markdown(title: string, lane: Lane, trace: Trace, address: string | undefined): string {
  const { name, inputs } = lane
  const at = endOf(lane, trace)
  const found = troubleOf(trace, at, inputs)
  const tried = found === undefined ? undefined : finished(whatIf(inputs, trace, found))
  return reportOf({
    title,
    name,
    inputs,
    trace,
    drawing: drawingOf(trace, at),
    at,
    ...defined({ link: address }),
    ...(tried ? { whatIf: tried } : {}),
  })
}

function answer(lane: Lane, command: string, args: CliArguments, io: Io): number {
  const { inputs } = lane
  const trace = simulate(inputs)
  if (sayStopped(lane, trace, args, io) && !args.partial) return REFUSED
  const { stdout, stderr, exit } = ask(command, { inputs, trace, at: endOf(lane, trace), simulate })
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
  if (json)
    io.out(
      `${JSON.stringify({ whyrestart: 1, lanes: found.map(({ name, cells }, i) => ({ name, verdicts: cells, ...leftOutField(lanes[i]!) })) })}\n`,
    )
  else io.out(printable(`${heading(title)}${verdictsText(found)}${leftOutText(lanes)}`))
  return 0
}

const heading = (title: string): string => (title ? `${printableLine(title)}\n\n` : '')

function report(lane: Lane, entries: Trace): string {
  const end = endOf(lane, entries)
  const picture = draw(entries, { until: end })
    .split('\n')
    .map((line) => (line ? `  ${line}` : line))
    .join('\n')
  const problems = problemsOf(lane.inputs).problems.map(
    ({ file, range, severity, message, suggestion }) =>
      `  ${file === PROCESSES ? '' : `${file}:${range.start.line}: `}${severity === 'info' ? 'note' : severity}: ${message}${suggestion && !message.includes(suggestion) ? `; meant ${suggestion}?` : ''}\n`,
  )
  const warnings = entries.flatMap((entry) => (entry.kind === 'warning' ? [`  warning: ${entry.message}\n`] : []))
  const actions = drawingOf(entries, end).actions.map(
    ({ t, told, idle }) => `  ${actionSentence(t, { ...told, ...defined({ note: idle }) })}\n`,
  )
  return `${printableLine(lane.name)} (Kubernetes ${lane.inputs.kubernetes}, at ${timeText(end)})\n  ${summarize(entries, end, lane.inputs).text}\n${problems.join('')}${warnings.join('')}${actions.join('')}\n${picture}`
}

/** The picture's files, in order; each a text or bytes. A sentence where one cannot be made. */
function picturesOf(sheet: Sheet, args: CliArguments): { files: readonly [string, string | Uint8Array][] } | { error: string } {
  if (sheet.to <= sheet.from) return { error: `--from ${sheet.from}s is not before --to ${sheet.to}s` }
  const svg = svgOf(sheet, args.theme, args.width)
  const files: [string, string | Uint8Array][] = args.svg === undefined ? [] : [[args.svg, svg]]
  if (args.png !== undefined) {
    const png = pngOf(svg, sizeOf(sheet, args.theme, args.width))
    if ('error' in png) return png
    files.push([args.png, png.bytes])
  }
  return { files }
}
