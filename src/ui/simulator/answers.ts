import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { countUntil } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { rowsOfKind } from '../../views/lanes/timeline-rows.ts'
import { untilOf } from '../../views/lanes/until.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import { explain } from './explain.ts'
import { lookAt } from './look.ts'
import type { Answers, LaneRow, ToWorker } from './messages.ts'
import { known, post, present, underWay } from './runs.ts'
import { SizedCache } from './sized-cache.ts'

type MessageOf<K extends keyof Answers> = Extract<ToWorker, { kind: K }>

const answer = <K extends keyof Answers>({ ask }: { kind: K; ask: number }, value: Answers[K]): void => post({ kind: 'answer', ask, value })

/** Answers what is asked about runs that have been made. Errors: rejects where it cannot. */
export async function put(data: Exclude<ToWorker, { kind: 'run' | 'stopTrying' }>): Promise<void> {
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

const traceOf = (inputs: Inputs): Trace => known.ofInputs(inputs)?.trace ?? simulate(inputs)

/** The inputs that a question is about: those of the picture that is shown, which may be the last good one, else the lane's own. */
function inputsOf({ lane, key }: { lane: number; key?: number }): Inputs | undefined {
  const pictured = key === undefined ? undefined : known.ofKey(key)
  return pictured?.inputs ?? present.scenario?.lanes[lane]?.inputs
}

function look(asked: MessageOf<'look'>): void {
  const inputs = inputsOf(asked)
  answer(asked, inputs ? lookAt({ inputs, trace: traceOf(inputs), at: asked.at }) : null)
}

/** The terminal and the requests: their code comes when they are asked for first. */
const typed = (): Promise<typeof import('./typed.ts')> => import('./typed.ts')

async function command(asked: MessageOf<'command'>): Promise<void> {
  const { print } = await typed()
  const inputs = inputsOf(asked)
  answer(
    asked,
    inputs ? await print(asked.line, { inputs, trace: traceOf(inputs), at: asked.at, simulate, variables: asked.variables }) : null,
  )
}

async function finish(asked: MessageOf<'complete'>): Promise<void> {
  const { complete } = await typed()
  const { line, at, variables } = asked
  const inputs = inputsOf(asked)
  answer(asked, inputs ? complete(line, { inputs, trace: traceOf(inputs), at }, variables['PWD']) : { line, choices: [] })
}

async function request(asked: MessageOf<'request'>): Promise<void> {
  const { askLane } = await typed()
  answer(
    asked,
    (present.scenario?.lanes ?? []).filter(({ inputs }) => !inputs.happened).map((lane) => askLane(lane, asked.at, asked.request)),
  )
}

function why(asked: MessageOf<'why'>): void {
  const inputs = inputsOf(asked)
  const trace = inputs && traceOf(inputs)
  answer(asked, inputs && trace?.[asked.id] ? explain({ inputs, trace, programs: present.programs[asked.lane] ?? '' }, asked.id) : null)
}

/** A lane's verdicts, each told as it is known; the code comes when it is asked for first. */
async function judge(asked: MessageOf<'judge'>): Promise<void> {
  underWay.judging = asked
  const judges = await import('../../views/verdicts/judge.ts')
  try {
    const cells = await inSlices(judges.judge(asked.inputs, asked.questions), (progress) => {
      if (underWay.judging === asked) post({ kind: 'judging', ask: asked.ask, progress })
      return underWay.judging === asked
    })
    answer(asked, cells ?? null)
  } catch {
    answer(asked, null)
  }
}

// What is asked once the first picture stands comes in files of its own.

/** What a run has told by a time; seconds. */
const upTo = (trace: Trace, until: number): Trace => (until === Infinity ? trace : trace.slice(0, countUntil(trace, until)))

async function effects(asked: MessageOf<'effects'>): Promise<void> {
  const { effectGroups } = await import('../../views/why/effect-groups.ts')
  const inputs = inputsOf(asked)
  const trace = inputs && upTo(traceOf(inputs), asked.until)
  answer(asked, trace?.[asked.id]?.kind === 'action' ? effectGroups(trace, [asked.id]) : [])
}

function rows(asked: MessageOf<'rows'>): void {
  const words = asked.words.trim().toLowerCase()
  const found = asked.lanes.flatMap(({ id, name, key }): LaneRow[] => {
    const run = known.ofKey(key)
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

async function questions(asked: MessageOf<'whyNot'>): Promise<void> {
  const { whyNot } = await import('../../views/why/why-not.ts')
  const inputs = inputsOf(asked)
  answer(asked, inputs ? whyNot({ inputs, trace: traceOf(inputs), at: asked.at }) : null)
}

async function line(asked: MessageOf<'line'>): Promise<void> {
  const { effectsOfLine } = await import('../../views/why/why-line.ts')
  const inputs = inputsOf(asked)
  try {
    answer(asked, inputs ? effectsOfLine(inputs, upTo(traceOf(inputs), asked.until), asked, present.programs[asked.lane]) : null)
  } catch {
    // without the line the run does not end
    answer(asked, null)
  }
}

/** How long it keeps other questions waiting at a time. */
const SLICE_MS = 12
/** By inputs and restart: stepping from mark to mark of one life asks the same again. */
const tried = new SizedCache<WhatIf>({ characters: 4_000_000, entries: 30, least: 1 })

async function whatIfs(asked: MessageOf<'whatIf'>): Promise<void> {
  const { ask, id } = asked
  const mine = (underWay.trying = { ask })
  const { restartOf, whatIf } = await import('../../views/what-if/what-if.ts')
  const inputs = inputsOf(asked)
  const restart = inputs && restartOf(traceOf(inputs), id)
  const done = (found: WhatIf | null): void => answer(asked, found)
  if (!restart || underWay.trying !== mine) return done(null)
  const key = JSON.stringify([known.ofInputs(inputs)?.keys[0] ?? inputs, restart])
  const before = tried.get(key)
  if (before) return done(before)
  try {
    const found = await inSlices(whatIf(inputs, traceOf(inputs), id), (progress) => {
      post({ kind: 'trying', ask, progress })
      return underWay.trying === mine
    })
    if (found) tried.set(key, found)
    done(found ?? null)
  } catch {
    // a run with one of the changes does not end
    done(null)
  }
}

async function report(asked: MessageOf<'report'>): Promise<void> {
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
