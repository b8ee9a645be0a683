import { withProcesses } from '../cases/with-processes.ts'
import { parseScenario, type Inputs, type Lane, type ParsedScenario, type Scenario } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { Trace } from '../sim/trace.ts'
import { complete } from '../views/complete.ts'
import { containersOf } from '../views/containers.ts'
import { problemsOf } from '../views/problems.ts'
import { PROCESSES } from '../views/processes-file.ts'
import type { Trials } from '../views/verdicts-trials.ts'
import { explain } from './explain.ts'
import { lookAt, print, put } from './look.ts'
import { WORKER_KEEPS, type FromWorker, type LaneAnswer, type Problem, type ToWorker } from './messages.ts'

/** Lanes whose inputs did not change are not run again. */
const known = new Map<string, { key: number; trace: Trace }>()
let keys = 0
let scenario: Scenario | undefined

const post = (message: FromWorker): void => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'run') run(data.run, data.text, data.proof)
  else if (data.kind === 'look') look(data)
  else if (data.kind === 'command') command(data)
  else if (data.kind === 'complete') finish(data)
  else if (data.kind === 'request') post({ kind: 'answered', ask: data.ask, lanes: (scenario?.lanes ?? []).map((lane) => put(lane, data.at, data.request)) })
  else if (data.kind === 'judge') void judge(data)
  else why(data)
}

function run(number: number, text: string, proof: Extract<ToWorker, { kind: 'run' }>['proof']): void {
  const start = performance.now()
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
    const lanes = all.map(({ lane: { inputs }, unread }) => {
      const lane = { ...answer(inputs), unread }
      post({ kind: 'progress', run: number })
      return lane
    })
    post({ kind: 'done', run: number, lanes, spentMs: performance.now() - start })
  } catch (error) {
    post({ kind: 'crashed', run: number, message: error instanceof Error ? error.message : String(error) })
  }
}

/** A scenario's lanes, each with what could not be read of its processes. */
function lanesOf(text: string): ParsedScenario & { lanes: readonly { lane: Lane; unread: readonly Problem[] }[] } {
  const written = withProcesses(text)
  const parsed = parseScenario(written.scenario)
  return { ...parsed, lanes: (parsed.scenario?.lanes ?? []).map((lane, i) => ({ lane, unread: written.diagnosticsOf(i).map((diagnostic) => ({ ...diagnostic, file: PROCESSES })) })) }
}

function answer(inputs: Inputs): Omit<LaneAnswer, 'unread'> {
  const text = JSON.stringify(inputs)
  const before = known.get(text)
  if (before) return { key: before.key }
  const trace = simulate(inputs)
  const { problems, readable } = problemsOf(inputs)
  problems.push(...trace.flatMap((entry) => (entry.kind === 'warning' ? [silent(entry.container ?? '', entry.message)] : [])))
  const made = { trace: JSON.stringify(trace), inputs, problems, readable, containers: containersOf(inputs) }
  if (known.size >= WORKER_KEEPS) known.delete(known.keys().next().value!)
  known.set(text, { key: (keys += 1), trace })
  return { key: keys, made }
}

/** A program that nothing is said of. */
function silent(path: string, message: string): Problem {
  const start = { line: 1, column: 1 }
  return { code: 'SILENT', severity: 'warning', message, path, range: { start, end: start }, file: PROCESSES }
}

const traceOf = (inputs: Inputs): Trace => known.get(JSON.stringify(inputs))?.trace ?? simulate(inputs)

function look({ ask, lane, at }: Extract<ToWorker, { kind: 'look' }>): void {
  const inputs = scenario?.lanes[lane]?.inputs
  const trace = inputs && traceOf(inputs)
  post({ kind: 'looked', ask, look: inputs && trace ? lookAt({ inputs, trace, at, simulate }) : null })
}

function command({ ask, lane, at, line }: Extract<ToWorker, { kind: 'command' }>): void {
  const inputs = scenario?.lanes[lane]?.inputs
  const trace = inputs && traceOf(inputs)
  post({ kind: 'printed', ask, printed: inputs && trace ? print(line, { inputs, trace, at, simulate }) : null })
}

function finish({ ask, lane, at, line }: Extract<ToWorker, { kind: 'complete' }>): void {
  const inputs = scenario?.lanes[lane]?.inputs
  post({ kind: 'completed', ask, completion: inputs ? complete(line, { inputs, trace: traceOf(inputs), at }) : { line, choices: [] } })
}

function why({ ask, lane, id }: Extract<ToWorker, { kind: 'why' }>): void {
  const inputs = scenario?.lanes[lane]?.inputs
  const trace = inputs && traceOf(inputs)
  post({ kind: 'explained', ask, links: inputs && trace?.[id] ? explain(inputs, trace, id) : null })
}

/** The trials of the lane that was asked about last; the code comes when it is asked for first. */
let trials: { key: string; of: Trials } | undefined

async function judge({ ask, key, inputs, question }: Extract<ToWorker, { kind: 'judge' }>): Promise<void> {
  const judges = await import('../views/verdicts.ts')
  try {
    if (trials?.key !== key) trials = { key, of: judges.trialsOf(inputs) }
    post({ kind: 'judged', ask, cell: judges.judge(trials.of, question) })
  } catch {
    post({ kind: 'judged', ask, cell: null })
  }
}

post({ kind: 'alive' })
