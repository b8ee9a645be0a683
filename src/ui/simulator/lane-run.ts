import { withProcesses } from '../../cases/with-processes.ts'
import type { Limits } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { parseScenarioJson, type Lane, type ParsedProcesses, type ParsedScenario } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { type EntryOf, stopOf, type Trace } from '../../sim/trace/trace.ts'
import { containersOf } from '../../views/lanes/containers.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { stopWords } from '../../views/text/telling.ts'
import { indexOf } from '../../views/lanes/trace-index.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import type { Made } from './messages.ts'
import type { Problem } from '../state/results.ts'

type ReadLanes = ParsedScenario & { lanes: readonly { lane: Lane; unread: readonly Problem[]; programs: string }[] }

/** A scenario's lanes, each with what could not be read of its processes. */
export function lanesOf(text: string, parseTyped?: (text: string) => ParsedProcesses): ReadLanes {
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
export function runLane(inputs: Inputs, limits: Limits): { trace: Trace; made: Made } {
  const trace = simulate(inputs, limits)
  const stop = stopOf(trace)
  const { problems, readable } = problemsOf(inputs)
  problems.push(...trace.flatMap((entry) => (entry.kind === 'warning' ? warned(trace, entry, inputs) : [])))
  if (stop) problems.push(stopped(stopWords(stop)))
  if (inputs.happened) problems.push({ ...stopped(HAPPENED), severity: 'info' })
  const [index, drawing, containers] = [indexOf(trace), drawingOf(trace, inputs.duration), containersOf(inputs)]
  return { trace, made: { index, drawing, inputs, problems, readable, containers } }
}

const HAPPENED = 'This lane shows what happened in a real cluster. Nothing in it is simulated, and nothing typed here changes it.'

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
