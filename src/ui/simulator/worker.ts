import { hasTypedProcesses, withProcesses } from '../../cases/with-processes.ts'
import { parseScenarioJson, type Lane, type ParsedProcesses, type ParsedScenario, type Scenario } from '../../sim/scenario/strict.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type Limits, limitsFor } from '../../sim/limits.ts'
import { simulate } from '../../sim/simulate.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import { type EntryOf, stopOf, type Trace } from '../../sim/trace/trace.ts'
import { containersOf } from '../../views/lanes/containers.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { untilOf } from '../../views/lanes/until.ts'
import { rowsOfKind } from '../../views/lanes/timeline-rows.ts'
import { buffersOf, indexOf } from '../../views/lanes/trace-index.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { stopWords } from '../../views/lanes/summary.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import { explain } from './explain.ts'
import { lookAt } from './look.ts'
import type { Answers, FromWorker, LaneRow, Problem, ToWorker } from './messages.ts'

/** Lanes whose inputs did not change are not run again. */
const known = new Map<string, Known>()
interface Known {
  key: number
  inputs: Inputs
  trace: Trace
  limits: Limits
}
/** So many lanes are known, and so many entries, whatever the present scenario has. */
const MOST_KNOWN = 64
const MOST_ENTRIES = 2_000_000
let keys = 0
let scenario: Scenario | undefined
/** How the programs of each lane behave, as it stands in the editor. */
let programs: readonly string[] = []

/** The page has a web worker for this, or does it itself where it may have none. */
const isWorker = typeof document === 'undefined'

let post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })

/** Says what is answered to somebody else. */
export function answerTo(send: (message: FromWorker) => void): void {
  post = send
  post({ kind: 'alive' })
}

type Question<K extends keyof Answers> = Extract<ToWorker, { kind: K }>

const answer = <K extends keyof Answers>({ ask }: { kind: K; ask: number }, value: Answers[K]): void => post({ kind: 'answer', ask, value })

export function receive(data: ToWorker): void {
  if (data.kind === 'run') run(data)
  else if (data.kind === 'stopTrying') trying = judging = undefined
  // whoever asks is answered, whatever goes wrong
  else void put(data).catch(() => post({ kind: 'answer', ask: data.ask, value: null }))
}

async function put(data: Exclude<ToWorker, { kind: 'run' | 'stopTrying' }>): Promise<void> {
  switch (data.kind) {
    case 'look':
      return look(data)
    case 'command':
      return command(data)
    case 'complete':
      return finish(data)
    case 'request':
      return request(data)
    case 'judge':
      return judge(data)
    case 'why':
      return why(data)
    case 'effects':
      return effects(data)
    case 'rows':
      return rows(data)
    case 'whyNot':
      return questions(data)
    case 'line':
      return line(data)
    case 'whatIf':
      return whatIfs(data)
    case 'report':
      return report(data)
  }
}

type Run = Extract<ToWorker, { kind: 'run' }>

/** Reads programs that somebody typed, for which a library has to come first; few scenarios have any. */
let parseTyped: ((text: string) => ParsedProcesses) | undefined
let coming: Promise<void> | undefined

/** Runs in the order in which they were asked for, also where one waits for the library. */
function run(data: Run): void {
  if (!parseTyped && (coming || [data.text, data.proof?.text ?? ''].some(hasTypedProcesses))) {
    coming ??= import('../../sim/scenario/scenario.ts').then(({ parseProcesses }) => void (parseTyped = parseProcesses))
    void coming.then(
      () => void runNow(data),
      (error: unknown) => {
        coming = undefined
        crashed(data.run, error)
      },
    )
  } else void runNow(data)
}

function crashed(number: number, error: unknown): void {
  post({ kind: 'crashed', run: number, message: error instanceof Error ? error.message : String(error) })
}

let latest = 0

/** A page that does this itself works a lane at a time, and goes on in between; a newer run ends an older one. */
async function runNow({ run: number, text, proof, shown }: Run): Promise<void> {
  const start = performance.now()
  latest = number
  trying = undefined
  try {
    const read = lanesOf(text)
    const more = proof && lanesOf(proof.text)
    const refused = read.diagnostics ?? more?.diagnostics
    if (!read.scenario || refused) {
      post({ kind: 'refused', run: number, diagnostics: refused ?? [] })
      return
    }
    const all = read.lanes.toSpliced(proof?.place ?? 0, 0, ...(more?.lanes ?? []))
    scenario = { ...read.scenario, lanes: all.map(({ lane }) => lane) }
    programs = all.map((one) => one.programs)
    const limits = limitsFor(all.length)
    const lanes: { key: number; unread: readonly Problem[] }[] = []
    for (const { lane, unread } of all) {
      if (!isWorker) await new Promise((resolve) => setTimeout(resolve))
      if (latest !== number) return
      lanes.push({ key: ran(lane.inputs, limits), unread })
      post({ kind: 'progress', run: number })
    }
    forgetOld(new Set([...lanes.map(({ key }) => key), ...shown]))
    post({ kind: 'done', run: number, lanes, kept: [...known.values()].map(({ key }) => key), spentMs: performance.now() - start })
  } catch (error) {
    crashed(number, error)
  }
}

/** A scenario's lanes, each with what could not be read of its processes. */
function lanesOf(text: string): ParsedScenario & { lanes: readonly { lane: Lane; unread: readonly Problem[]; programs: string }[] } {
  const written = withProcesses(text, (typed) => parseTyped?.(typed) ?? { processes: {} })
  const parsed = parseScenarioJson(written.scenario)
  return {
    ...parsed,
    lanes: (parsed.scenario?.lanes ?? []).map((lane, i) => ({
      lane,
      unread: written.diagnosticsOf(i).map((diagnostic) => ({ ...diagnostic, file: PROCESSES })),
      programs: written.textOf(i),
    })),
  }
}

/** The number of a lane's run; what the page has not seen is sent ahead, its drawing made here. */
function ran(inputs: Inputs, limits: Limits): number {
  const text = JSON.stringify(inputs)
  const before = known.get(text)
  if (before && holds(before, limits)) {
    // the last to be forgotten
    known.delete(text)
    known.set(text, before)
    return before.key
  }
  const trace = simulate(inputs, limits)
  const stop = stopOf(trace)
  const { problems, readable } = problemsOf(inputs)
  problems.push(...trace.flatMap((entry) => (entry.kind === 'warning' ? warned(trace, entry, inputs) : [])))
  if (stop) problems.push(stopped(stopWords(stop)))
  const [index, drawing] = [indexOf(trace), drawingOf(trace, inputs.duration)]
  known.delete(text)
  known.set(text, { key: (keys += 1), inputs, trace, limits })
  const made = { index, drawing, inputs, problems, readable, containers: containersOf(inputs) }
  post({ kind: 'made', key: keys, made }, buffersOf(index, drawing))
  return keys
}

function forgetOld(present: ReadonlySet<number>): void {
  let entries = 0
  for (const { trace } of known.values()) entries += trace.length
  for (const [text, { key, trace }] of known) {
    if (known.size <= MOST_KNOWN && entries <= MOST_ENTRIES) return
    if (present.has(key)) continue
    known.delete(text)
    entries -= trace.length
  }
}

/** Whether a run would come to the same within other limits: with more lanes each may have less. */
function holds({ trace, limits }: { trace: Trace; limits: Limits }, now: Limits): boolean {
  return limits.lanes === now.lanes || (!stopOf(trace) && trace.length <= now.entries)
}

/** It is no line's fault. */
function stopped(message: string): Problem {
  const start = { line: 1, column: 1 }
  return { code: 'STOPPED', severity: 'warning', message, path: '', range: { start, end: start }, file: PROCESSES }
}

/** A program that nothing is said of, or a file that cannot be used. */
function warned(trace: Trace, { container, message, cause }: EntryOf<'warning'>, { cluster }: Inputs): Problem[] {
  const found = typeof cause === 'number' ? trace[cause] : undefined
  const root = container === undefined && found?.kind === 'manifest' ? found : undefined
  // what is wrong with objects is told with its column already
  if (root && cluster.objects.includes(root.file)) return []
  const start = { line: root?.line ?? 1, column: 1 }
  return [
    {
      code: root ? 'UNUSABLE' : 'SILENT',
      severity: 'warning',
      message,
      path: container ?? '',
      range: { start, end: start },
      file: root?.file ?? PROCESSES,
    },
  ]
}

const traceOf = (inputs: Inputs): Trace => known.get(JSON.stringify(inputs))?.trace ?? simulate(inputs)

/** The inputs that a question is about: those of the picture that is shown, which may be the last good one, else the lane's own. */
function inputsOf({ lane, key }: { lane: number; key?: number }): Inputs | undefined {
  const pictured = key === undefined ? undefined : [...known.values()].find((one) => one.key === key)
  return pictured?.inputs ?? scenario?.lanes[lane]?.inputs
}

function look(asked: Question<'look'>): void {
  const inputs = inputsOf(asked)
  answer(asked, inputs ? lookAt({ inputs, trace: traceOf(inputs), at: asked.at }) : null)
}

/** The terminal and the requests: their code comes when they are asked for first. */
const typed = (): Promise<typeof import('./typed.ts')> => import('./typed.ts')

async function command(asked: Question<'command'>): Promise<void> {
  const { print } = await typed()
  const inputs = inputsOf(asked)
  answer(asked, inputs ? print(asked.line, { inputs, trace: traceOf(inputs), at: asked.at, simulate, variables: asked.variables }) : null)
}

async function finish(asked: Question<'complete'>): Promise<void> {
  const { complete } = await typed()
  const { line, at, variables } = asked
  const inputs = inputsOf(asked)
  answer(asked, inputs ? complete(line, { inputs, trace: traceOf(inputs), at }, variables['PWD']) : { line, choices: [] })
}

async function request(asked: Question<'request'>): Promise<void> {
  const { askLane } = await typed()
  answer(
    asked,
    (scenario?.lanes ?? []).map((lane) => askLane(lane, asked.at, asked.request)),
  )
}

function why(asked: Question<'why'>): void {
  const inputs = inputsOf(asked)
  const trace = inputs && traceOf(inputs)
  answer(asked, inputs && trace?.[asked.id] ? explain({ inputs, trace, programs: programs[asked.lane] ?? '' }, asked.id) : null)
}

/** The verdicts that are under way. */
let judging: Question<'judge'> | undefined

/** A lane's verdicts, each told as it is known; the code comes when it is asked for first. */
async function judge(asked: Question<'judge'>): Promise<void> {
  judging = asked
  const judges = await import('../../views/verdicts/judge.ts')
  try {
    const cells = await inSlices(judges.judge(asked.inputs, asked.questions), (progress) => {
      if (judging === asked) post({ kind: 'judging', ask: asked.ask, progress })
      return judging === asked
    })
    answer(asked, cells ?? null)
  } catch {
    answer(asked, null)
  }
}

// What is asked once the first picture stands comes in files of its own.

/** What a run has told by a time; seconds. */
const upTo = (trace: Trace, until: number): Trace => (until === Infinity ? trace : trace.slice(0, countUntil(trace, until)))

async function effects(asked: Question<'effects'>): Promise<void> {
  const { effectGroups } = await import('../../views/why/effect-groups.ts')
  const inputs = inputsOf(asked)
  const trace = inputs && upTo(traceOf(inputs), asked.until)
  answer(asked, trace?.[asked.id]?.kind === 'action' ? effectGroups(trace, [asked.id]) : [])
}

function rows(asked: Question<'rows'>): void {
  const words = asked.words.trim().toLowerCase()
  const runs = new Map([...known.values()].map((run) => [run.key, run]))
  const found = asked.lanes.flatMap(({ id, name, key }): LaneRow[] => {
    const run = runs.get(key)
    if (!run) return []
    const drawing = untilOf(drawingOf(run.trace, run.inputs.duration), asked.until, (entry) => run.trace[entry]!.t)
    return rowsOfKind(drawing, run.trace, asked.of).flatMap((row) =>
      words === '' || `${name} ${row.what} ${row.text}`.toLowerCase().includes(words) ? [{ ...row, lane: id, name }] : [],
    )
  })
  found.sort((a, b) => a.t - b.t)
  const { most } = asked
  const until = typeof asked.from === 'number' ? asked.from : found.findLastIndex(({ t }) => t <= (asked.from as { at: number }).at)
  const from = Math.max(0, Math.floor(Math.min(until, found.length - 1) / most)) * most
  answer(asked, { from, rows: found.slice(from, from + most), total: found.length })
}

async function questions(asked: Question<'whyNot'>): Promise<void> {
  const { whyNot } = await import('../../views/why/why-not.ts')
  const inputs = inputsOf(asked)
  answer(asked, inputs ? whyNot({ inputs, trace: traceOf(inputs), at: asked.at }) : null)
}

async function line(asked: Question<'line'>): Promise<void> {
  const { effectsOfLine } = await import('../../views/why/why-line.ts')
  const inputs = inputsOf(asked)
  try {
    answer(asked, inputs ? effectsOfLine(inputs, upTo(traceOf(inputs), asked.until), asked, programs[asked.lane]) : null)
  } catch {
    // without the line the run does not end
    answer(asked, null)
  }
}

/** The search for changes that is under way. */
let trying: { ask: number } | undefined
/** How long it keeps other questions waiting at a time. */
const SLICE_MS = 12
/** By inputs and restart: stepping from mark to mark of one life asks the same again. */
const tried = new Map<string, WhatIf>()
const KEEPS_TRIED = 30

async function whatIfs(asked: Question<'whatIf'>): Promise<void> {
  const { ask, id } = asked
  const mine = (trying = { ask })
  const { restartOf, whatIf } = await import('../../views/what-if/what-if.ts')
  const inputs = inputsOf(asked)
  const restart = inputs && restartOf(traceOf(inputs), id)
  const done = (found: WhatIf | null): void => answer(asked, found)
  if (!restart || trying !== mine) return done(null)
  const key = JSON.stringify([inputs, restart])
  const known = tried.get(key)
  if (known) return done(known)
  try {
    const found = await inSlices(whatIf(inputs, traceOf(inputs), id), (progress) => {
      post({ kind: 'trying', ask, progress })
      return trying === mine
    })
    if (tried.size >= KEEPS_TRIED) tried.delete(tried.keys().next().value!)
    if (found) tried.set(key, found)
    done(found ?? null)
  } catch {
    // a run with one of the changes does not end
    done(null)
  }
}

async function report(asked: Question<'report'>): Promise<void> {
  const { reportText, restartAsked } = await import('./report.ts')
  const { whatIf } = await import('../../views/what-if/what-if.ts')
  const inputs = inputsOf(asked)
  if (!inputs) return answer(asked, null)
  const trace = traceOf(inputs)
  const id = restartAsked(trace, asked)
  const found = id === undefined ? undefined : await inSlices(whatIf(inputs, trace, id), () => true)
  answer(asked, reportText({ inputs, trace, asked, ...(found ? { whatIf: found } : {}) }))
}

/** Works steps off without keeping other questions waiting; undefined where `goesOn` says no. */
async function inSlices<S, T>(steps: Generator<S, T>, goesOn: (step: S) => boolean): Promise<T | undefined> {
  for (;;) {
    const until = performance.now() + SLICE_MS
    let step = steps.next()
    while (!step.done && performance.now() < until) step = steps.next()
    if (step.done) return step.value
    await new Promise((resolve) => setTimeout(resolve))
    if (!goesOn(step.value)) return undefined
  }
}

if (isWorker) {
  self.onmessage = ({ data }: MessageEvent<ToWorker>) => receive(data)
  post({ kind: 'alive' })
}
