import type { Limits } from '../../sim/limits.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Scenario } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { type EntryOf, stopOf, type Trace } from '../../sim/trace/trace.ts'
import { containersOf } from '../../views/lanes/containers.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { problemsOf } from '../../views/lanes/problems.ts'
import { stopWords } from '../../views/lanes/summary.ts'
import { buffersOf, indexOf } from '../../views/lanes/trace-index.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import type { FromWorker, Problem } from './messages.ts'
import { rest } from './rest.ts'

/** Lanes whose inputs did not change are not run again. */
export const known = new Map<string, Known>()
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

/** What was asked for last. */
export const present: {
  scenario?: Scenario
  /** How the programs of each lane behave, as it stands in the editor. */
  programs: readonly string[]
} = { programs: [] }

/** What is under way, and ends when something newer is asked for: the search for changes, and the verdicts. */
export const underWay: { trying?: { ask: number } | undefined; judging?: { ask: number } | undefined } = {}

export let post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })

/** Says what is answered to somebody else. */
export function answerTo(send: (message: FromWorker) => void): void {
  post = send
  post({ kind: 'alive' })
}

/** The number of a lane's run; what the page has not seen is sent ahead, its drawing made here. */
export function ran(inputs: Inputs, limits: Limits): number {
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
  const [index, drawing, containers] = [indexOf(trace), drawingOf(trace, inputs.duration), containersOf(inputs)]
  // half of the rules make no run, whoever has caught what one of the others would have said
  if (rest.isMissed) throw new Error('not all of the simulator is here')
  known.delete(text)
  known.set(text, { key: (keys += 1), inputs, trace, limits })
  const made = { index, drawing, inputs, problems, readable, containers }
  post({ kind: 'made', key: keys, made }, buffersOf(index, drawing))
  return keys
}

export function forgetOld(present: ReadonlySet<number>): void {
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
