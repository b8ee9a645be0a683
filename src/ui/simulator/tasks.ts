import { hasTypedProcesses, withProcesses } from '../../cases/with-processes.ts'
import { type Limits, limitsFor } from '../../sim/limits.ts'
import { PartMissing } from '../../sim/part.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type Lane, type ParsedProcesses, type ParsedScenario, parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { type EntryOf, stopOf, type Trace } from '../../sim/trace/trace.ts'
import { containersOf } from '../../views/lanes/containers.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { indexOf } from '../../views/lanes/mark-words.ts'
import { stopWords, PROCESSES } from '../../views/text/words.ts'
import type { FileProblem } from '../../views/lanes/problems.ts'
import { LOADED, LOADING, Transferred } from '../worker/serve-tasks.ts'
import type { LaneRun } from '../state/results.ts'
import type { LaneAnswer, RunInput, RunProgress, RunResult } from './simulator-messages.ts'
import { known, present } from './runs.ts'

type ReadLanes = ParsedScenario & { lanes: readonly { lane: Lane; unread: readonly FileProblem[]; programs: string }[] }

/** A scenario's lanes, each with what could not be read of its processes. */
function lanesOf(text: string, parseTyped?: (text: string) => ParsedProcesses): ReadLanes {
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

/** A lane's run, and what the page shows of it. */
function runLane(inputs: Inputs, limits: Limits): { trace: Trace; made: LaneRun } {
  const trace = simulate(inputs, limits)
  const stop = stopOf(trace)
  const { problems, readable } = problemsOf(inputs)
  problems.push(...trace.flatMap((entry) => (entry.kind === 'warning' ? warned(trace, entry, inputs) : [])))
  if (stop) problems.push(stopped(stopWords(stop)))
  if (inputs.happened) problems.push({ ...stopped(HAPPENED), severity: 'info' })
  const [index, drawing, containers] = [indexOf(trace), drawingOf(trace, inputs.duration), containersOf(inputs)]
  return { trace, made: { index, drawing, inputs, problems, good: readable, containers } }
}

const HAPPENED = 'This lane shows what happened in a real cluster. Nothing in it is simulated, and nothing typed here changes it.'

/** It is no line's fault. */
function stopped(message: string): FileProblem {
  const start = { line: 1, column: 1 }
  return { code: 'STOPPED', severity: 'warning', message, path: '', range: { start, end: start }, file: PROCESSES }
}

/** A program that nothing is said of, or a file that cannot be used. */
function warned(trace: Trace, { container, message, cause }: EntryOf<'warning'>, { cluster }: Inputs): FileProblem[] {
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

/** The page has a web worker for this, or does it itself where it may have none. */
const isWorker = typeof document === 'undefined'

type AnswersModule = (typeof import('./answers.ts'))['answers']

/** What is asked about runs comes in a file of its own, and needs all of the simulator. */
const later = <K extends keyof AnswersModule>(kind: K): AnswersModule[K] =>
  (async (input: never) => {
    const [{ answers }] = await Promise.all([import('./answers.ts'), loadAll()])
    return (answers[kind] as (of: never) => unknown)(input)
  }) as unknown as AnswersModule[K]

export const tasks = {
  run,
  look: later('look'),
  command: later('command'),
  complete: later('complete'),
  request: later('request'),
  why: later('why'),
  effects: later('effects'),
  rows: later('rows'),
  judge: later('judge'),
  whyNot: later('whyNot'),
  line: later('line'),
  whatIf: later('whatIf'),
  report: later('report'),
}

let all: Promise<unknown> | undefined
let isWhole = false

/** The control plane and what is said of it. */
function loadAll(): Promise<unknown> {
  all ??= import('../../views/all.ts').then(
    () => void (isWhole = true),
    (error: unknown) => {
      all = undefined
      throw error
    },
  )
  return all
}

/** Names that a scenario has where it needs the control plane. */
const NAMES_IT = /apiserver|etcd|controller-manager|kube-scheduler|hyperkube|kubectl/

/** Reads programs that somebody typed, for which a library has to come first; few scenarios have any. */
let parseTyped: ((text: string) => ParsedProcesses) | undefined

let latest: RunInput | undefined

/** Runs a scenario's lanes, as far as they are not known: what they come to on the way, at the end which they are. */
async function* run(input: RunInput): AsyncGenerator<RunProgress | Transferred<RunProgress> | typeof LOADING | typeof LOADED, RunResult> {
  latest = input
  const texts = [input.text, ...(input.proof ? [input.proof.text] : [])]
  const isTyped = !parseTyped && texts.some(hasTypedProcesses)
  if (isTyped) {
    yield LOADING
    parseTyped = (await import('../../sim/scenario/scenario.ts')).parseProcesses
    yield LOADED
  }
  for (let isAgain = !isWhole && texts.some((text) => NAMES_IT.test(text)); ; isAgain = true) {
    if (isAgain) {
      yield LOADING
      await loadAll()
      yield LOADED
    }
    try {
      return yield* runLanes(input)
    } catch (error) {
      if (!(error instanceof PartMissing) || isWhole) throw error
    }
  }
}

/** A page that does this itself goes on in between; a newer run ends an older one. */
async function* runLanes(input: RunInput): AsyncGenerator<RunProgress | Transferred<RunProgress>, RunResult> {
  const read = lanesOf(input.text, parseTyped)
  const more = input.proof && lanesOf(input.proof.text, parseTyped)
  const refused = read.diagnostics ?? more?.diagnostics
  if (!read.scenario || refused) return { refused: refused ?? [] }
  const all = read.lanes.toSpliced(input.proof?.place ?? 0, 0, ...(more?.lanes ?? []))
  const limits = limitsFor(all.length)
  const scenario = { ...read.scenario, lanes: all.map(({ lane }) => lane) }
  if (latest !== input) return { refused: [] }
  present.scenario = scenario
  present.programs = all.map(({ programs }) => programs)
  const lanes: LaneAnswer[] = []
  for (const { lane, unread } of all) {
    if (!isWorker) await new Promise((resolve) => setTimeout(resolve))
    if (latest !== input) return { refused: [] }
    const before = known.find(lane.inputs, limits)
    if (before) lanes.push({ key: before.key, unread })
    else {
      const { trace, made } = runLane(lane.inputs, limits)
      const { key } = known.add({ inputs: lane.inputs, trace, limits })
      lanes.push({ key, unread })
      yield new Transferred<RunProgress>({ key, made }, buffersOf(made))
    }
  }
  known.forgetOld(new Set([...lanes.map(({ key }) => key), ...input.shown]))
  // what is asked next needs it; whoever asks says what to do where it does not come
  loadAll().catch(() => undefined)
  return { lanes, kept: known.keys() }
}

/** The memory behind a lane's columns, to be handed over. */
function buffersOf({ index, drawing: { stops, tracks } }: LaneRun): ArrayBuffer[] {
  const rows = tracks.flatMap(({ probes }) => probes.flatMap((row) => [row.times, row.results, row.ids]))
  const columns = [index.times, index.kinds, index.containers, index.outputs, stops.times, stops.ids, ...rows] as readonly {
    buffer: ArrayBufferLike
  }[]
  return columns.map(({ buffer }) => buffer as ArrayBuffer)
}
