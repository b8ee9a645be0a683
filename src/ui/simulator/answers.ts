import { staticPodName } from '../../manifest/names.ts'
import { byCharacter, defined, getOrInsert } from '../../manifest/own.ts'
import { parseOptions, splitWords } from '../../sim/kubectl/command-line.ts'
import { kubeletEvents } from '../../sim/kubelet/events.ts'
import { NEWEST } from '../../sim/release/releases.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { countUntil, type Moment } from '../../sim/trace/moment.ts'
import { isStart, type StatusEntry, type Trace } from '../../sim/trace/trace.ts'
import { GET_OPTIONS, kubectlGet } from '../../terminal/kubectl/get.ts'
import { seen } from '../../terminal/kubectl/pod-table.ts'
import { HIMSELF } from '../../terminal/kubectl/kubectl-reach.ts'
import type { ShellCompletion } from '../../terminal/shell/complete.ts'
import { textOf } from '../../terminal/shell/output.ts'
import type { Happening } from '../../sim/scenario/happened.ts'
import { namespaceOption, optionFor } from '../../views/lanes/containers.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { statusRow } from '../../views/lanes/lane-pods.ts'
import { lastStatuses, restartsAt, summarize } from '../../views/lanes/summary.ts'
import { rowsOfKind } from '../../views/lanes/timeline-rows.ts'
import { untilOf } from '../../views/lanes/until.ts'
import { counted, countText } from '../../views/text/words.ts'
import type { LineAt } from '../../views/text/line-diff.ts'
import type { QuestionId } from '../../views/verdicts/questions.ts'
import type { Cells, VerdictProgress } from '../../views/verdicts/judge-lane.ts'
import type { WhatIfProgress } from '../../views/what-if/what-if-trials.ts'
import type { WhatIf } from '../../views/what-if/what-if.ts'
import type { EffectGroup } from '../../views/why/effect-groups.ts'
import { eventNote } from '../../views/why/why-source.ts'
import type { LineEffects } from '../../views/why/why-line.ts'
import type { WhyNot } from '../../views/why/not-restarted.ts'
import { endOf, inSlices } from '../worker/serve-tasks.ts'
import { explain } from './open-explanation.ts'
import type {
  RequestResult,
  FoundRows,
  LaneRequest,
  LaneRow,
  LaneLook,
  Printed,
  ReportWanted,
  RowsWanted,
  CommandOutput,
  Variables,
  WhyLink,
} from './simulator-messages.ts'
import { inputsOf, known, type OfLane, present, traceOf } from './runs.ts'
import { SizedCache } from '../../manifest/sized-cache.ts'

/** What a person would ask at this moment: the two commands of the story, and the kubelet's own Events. */
function lookAt(moment: Moment): LaneLook {
  if (moment.inputs.happened) return whatHappened(moment)
  const option = namespaceOption(moment.inputs)
  return {
    pods: answerView(`po${option}`, moment),
    events: answerView(`events${option}`, moment),
    kubeletEvents: eventRows(moment),
    eventNote: eventNote(moment) ?? '',
    ...summaryOf(moment),
  }
}

function summaryOf({ inputs, trace, at }: Moment): Pick<LaneLook, 'summary' | 'entry' | 'isAssumed'> {
  if (Object.keys(inputs.manifests).length === 0 && inputs.actions.length === 0) return { summary: 'No manifest yet.' }
  const { text, entry, isAssumed } = summarize(trace, at, inputs)
  return { summary: text, ...defined({ entry }), ...(isAssumed ? { isAssumed } : {}) }
}

function answerView(asked: string, moment: Moment): CommandOutput {
  const parsed = parseOptions(splitWords(asked).words, GET_OPTIONS)
  return { command: `kubectl get ${asked}`, text: textOf(kubectlGet(moment, parsed, parsed.rest, HIMSELF)) }
}

/** In the columns of `kubectl events`; the pod where there are several, and its namespace where that is asked for. */
function eventRows(moment: Moment, namespaceOf?: (pod: string) => string): string[][] {
  const events = kubeletEvents(moment)
  if (events.length === 0) return []
  const several = new Set(events.map(({ pod }) => pod)).size > 1
  return [
    [...(namespaceOf ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', ...(several ? ['OBJECT'] : []), 'MESSAGE'],
    ...events.map((event) => [
      ...(namespaceOf ? [namespaceOf(event.pod)] : []),
      seen(moment, event),
      event.type,
      event.reason,
      ...(several ? [`pod/${printedName(moment, event.pod)}`] : []),
      event.message.trim(),
    ]),
  ]
}

/** Static pods have their node's name behind their own; what happened says it of each. */
function printedName({ inputs: { happened, node } }: Moment, pod: string): string {
  return happened ? (addedIn(happened, pod)?.printed ?? pod) : staticPodName(pod, node.name)
}

const addedIn = (happened: readonly Happening[], pod: string): Happening | undefined =>
  happened.find((happening) => happening.is === 'added' && happening.pod === pod)

/** As the API server lists them: by namespace and name, which begin the row. */
const byKey = (a: readonly string[], b: readonly string[]): number => byCharacter(a.slice(0, 2).join('/'), b.slice(0, 2).join('/'))

/** Of a real cluster there is what its texts have told, whichever release is chosen, and nobody to ask. */
function whatHappened({ inputs, ...of }: Moment): LaneLook {
  const moment = { ...of, inputs: { ...inputs, kubernetes: `1.${NEWEST}` } }
  const happened = inputs.happened!
  const namespaces = new Set(happened.flatMap(({ is, namespace = 'default' }) => (is === 'added' ? namespace : [])))
  const option = optionFor(namespaces)
  const namespaceOf = (pod: string): string => addedIn(happened, pod)?.namespace ?? 'default'
  const rows = [...lastStatuses(moment.trace, moment.at)].flatMap(([pod, status]) => {
    if (!isTold(status) || ((status.reason ?? status.listed) === undefined && isStopped(moment, pod))) return []
    const { ready, total, status: word, restarts } = statusRow(status)
    const { restarts: printed = countText(restarts), age = '' } = status.listed ?? {}
    return [[namespaceOf(pod), printedName(moment, pod), `${countText(ready)}/${total}`, word, printed, age]]
  })
  const listed = [['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'], ...rows.toSorted(byKey)]
  const table = rows.some((row) => row.at(-1) !== '') ? listed : listed.map((row) => row.slice(0, -1))
  const shown = namespaces.size > 1 ? table : table.map((row) => row.slice(1))
  const pods = rows.length === 0 ? 'Nothing is told of this time.\n' : columns(shown)
  const events = eventRows(moment)
  return {
    pods: { command: `kubectl get po${option}`, text: pods },
    events: {
      command: `kubectl get events${option}`,
      text: columns(namespaces.size > 1 ? eventRows(moment, namespaceOf) : events) || 'No events yet.\n',
    },
    kubeletEvents: events,
    eventNote: '',
    summary: summarize(moment.trace, moment.at, moment.inputs).text,
    ...(moment.inputs.why ? { diagnosis: { ...moment.inputs.why, compared: comparedWith(moment) } } : {}),
  }
}

/** No row is better than a false one: how each of its containers stands is known, or what became of the pod. */
const isTold = ({ reason, listed, containers }: StatusEntry): boolean =>
  (reason ?? listed) !== undefined ||
  (containers.length > 0 &&
    containers.every(
      ({ state: { is, ...state } }) =>
        is === 'running' || state.reason !== undefined || ('exitCode' in state && state.exitCode !== undefined),
    ))

/** It was stopped with its pod, or its sandbox, and nothing is told of it afterwards. */
function isStopped({ trace, at }: Moment, pod: string): boolean {
  const last = trace.findLast(
    (entry) =>
      entry.pod === pod &&
      entry.t <= at &&
      ((entry.kind === 'process' && entry.op === 'started') ||
        (entry.kind === 'event' && entry.reason === 'Killing' && entry.message.startsWith('Stopping container'))),
  )
  return last?.kind === 'event'
}

/** A restart that falls due at the end may be there or not. */
const END_SECONDS = 3
/** A pod that began so much later than the lane has not had the time of it. */
const LATE_SECONDS = 30

/** Whether the lanes that simulate it come to as many restarts in the whole of the run, and which pods they have not: how a sentence about each goes on. */
function comparedWith({ trace, inputs }: Moment): NonNullable<LaneLook['diagnosis']>['compared'] {
  const real = restartsIn(trace, inputs.duration)
  return present.scenario!.lanes.flatMap(({ name, inputs: other }) => {
    if (other.happened) return []
    const simulated = traceOf(other)
    // the simulated pod begins with the lane: as much of its run counts as the real one was there
    const lateOf = (pod: string): number => {
      const begins = trace.find((entry) => entry.pod === pod)?.t ?? 0
      return begins > LATE_SECONDS ? begins : 0
    }
    const found = new Map<number, ReturnType<typeof restartsIn>>()
    const restartsBy = (until: number) => getOrInsert(found, until, () => restartsIn(simulated, until))
    const restartsOf = (pod: string, less: number): number => restartsBy(other.duration - lateOf(pod) - less).get(pod) ?? 0
    const simulates = new Set(simulated.map(({ pod }) => pod))
    const left = [...new Set(trace.flatMap(({ pod }) => (pod === undefined || simulates.has(pod) ? [] : [pod])))]
    const pods = [...new Set([...real.keys(), ...restartsBy(other.duration).keys()])].filter((pod) => !left.includes(pod))
    const shows = pods.flatMap((pod) => {
      const [told = 0, before, all] = [real.get(pod), restartsOf(pod, END_SECONDS), restartsOf(pod, 0)]
      if (told === 0 && all === 0) return []
      const count =
        before <= told && told <= all
          ? `as many: ${counted(told, 'restart')}`
          : `${counted(all, 'restart')} where this lane has ${Number.isNaN(told) ? 'a number that no text tells' : told}`
      const whose = pods.length + left.length > 1 ? [`of ${pod}`] : []
      return lateOf(pod) > 0 ? [...whose, 'for as long as it was there', count].join(', ') : [...whose, count].join(' ')
    })
    const isCut = restartsAt(trace, inputs.duration) > [...real.values()].reduce((sum, count) => sum + count, 0)
    const says = [
      ...(shows.length === 0 ? [] : [`shows ${shows.join('; ')}${isCut ? ', from where the texts begin on' : ''}`]),
      ...(left.length === 0 ? [] : [`does not simulate ${left.join(', ')}`]),
    ]
    return says.length === 0 ? [] : [{ name, shows: `${says.join(', and ')}.` }]
  })
}

/** Restarts of each pod that has any within a run, NaN where no text tells how many; of programs that cannot be started there is the status alone. */
function restartsIn(trace: Trace, at: number): Map<string, number> {
  const starts = trace.filter((entry) => isStart(entry))
  const restarts = new Map<string, number>()
  for (const [pod, { containers }] of lastStatuses(trace, at)) {
    const sum = containers.reduce((all, { restartCount }) => all + restartCount, 0)
    if (Number.isNaN(sum) || (starts.length === 0 && sum > 0)) restarts.set(pod, sum)
  }
  const hasStarted = new Set<string>()
  for (const { attempt, t, pod = '', container } of starts) {
    const key = `${pod}/${container}`
    // the first start that a lane has is the one that the simulated lane begins with
    if (attempt > 0 && t <= at && hasStarted.has(key)) restarts.set(pod, (restarts.get(pod) ?? 0) + 1)
    hasStarted.add(key)
  }
  return restarts
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)) + 3)
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Answers what is asked about runs that have been made; null where there is no such lane. */
export const answers = { look, command, complete, request, why, judge, effects, rows, whyNot, line, whatIf, report }

interface AtMoment extends OfLane {
  at: number
}

interface TypedCommandLine extends AtMoment {
  line: string
  variables: Variables
  history?: readonly string[]
}

/** Undefined where there is no such lane. */
function momentOf({ at, ...of }: AtMoment): Moment | undefined {
  const inputs = inputsOf(of)
  return inputs && { inputs, trace: traceOf(inputs), at }
}

function look(of: AtMoment): LaneLook | null {
  const moment = momentOf(of)
  return moment ? lookAt(moment) : null
}

// The terminal, the verdicts and what else is asked once the first picture stands have files of their own.

/** The terminal and the requests. */
const typed = (): Promise<typeof import('./print-line.ts')> => import('./print-line.ts')

async function command({ line: text, variables, history, ...of }: TypedCommandLine): Promise<Printed | null> {
  const { print } = await typed()
  const moment = momentOf(of)
  return moment ? print(text, { ...moment, simulate, variables, ...defined({ history }) }) : null
}

async function complete({ line: text, variables, ...of }: TypedCommandLine): Promise<ShellCompletion> {
  const { complete: choicesFor } = await typed()
  const moment = momentOf(of)
  return moment ? choicesFor(text, moment, variables['PWD']) : { line: text, choices: [] }
}

/** To every lane, in their order; null of one that shows what happened. */
async function request({ at, request: asked }: AtMoment & { request: LaneRequest }): Promise<readonly (RequestResult | null)[]> {
  const { askLane } = await typed()
  return (present.scenario?.lanes ?? []).map((lane) => (lane.inputs.happened ? null : askLane(lane, at, asked)))
}

function why({ id, ...of }: OfLane & { id: number }): readonly WhyLink[] | null {
  const inputs = inputsOf(of)
  const trace = inputs && traceOf(inputs)
  return inputs && trace?.[id] ? explain({ inputs, trace, programs: present.programs[of.lane] ?? '' }, id) : null
}

/** A lane's verdicts, each told as it is found. */
async function* judge({ inputs, questions }: { inputs: Inputs; questions: readonly QuestionId[] }): AsyncGenerator<VerdictProgress, Cells> {
  const judges = await import('../../views/verdicts/judge-lane.ts')
  const steps = inSlices(judges.judge(inputs, questions, known.ofInputs(inputs)?.trace))
  let sent = { question: '', atMs: 0 }
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
    const { question } = step.value
    const nowMs = performance.now()
    if (question === sent.question && nowMs - sent.atMs < ALIVE_MS) continue
    sent = { question, atMs: nowMs }
    yield step.value
  }
}

/** So often at least it is said that something comes. */
const ALIVE_MS = 1000

/** What a run has told by a time; seconds. */
const upTo = (trace: Trace, until: number): Trace => (until === Infinity ? trace : trace.slice(0, countUntil(trace, until)))

async function effects({ id, until, ...of }: OfLane & { id: number; until: number }): Promise<readonly EffectGroup[] | null> {
  const { effectGroups } = await import('../../views/why/effect-groups.ts')
  const inputs = inputsOf(of)
  const trace = inputs && upTo(traceOf(inputs), until)
  return trace?.[id]?.kind === 'action' ? effectGroups(trace, [id]) : []
}

/** Rows of the timeline’s table, of runs by their numbers. */
function rows(wanted: RowsWanted): FoundRows {
  const words = wanted.words.trim().toLowerCase()
  const all = wanted.lanes.flatMap(({ id, name, key }): LaneRow[] => {
    const run = known.ofKey(key)
    if (!run) return []
    const drawing = untilOf(drawingOf(run.trace, run.inputs.duration), wanted.until, (entry) => run.trace[entry]!.t)
    return rowsOfKind(drawing, run.trace, wanted.of).flatMap((row) =>
      words === '' || `${name} ${row.what} ${row.text}`.toLowerCase().includes(words) ? [{ ...row, lane: id, name }] : [],
    )
  })
  all.sort((a, b) => a.t - b.t)
  const { most } = wanted
  const until = typeof wanted.from === 'number' ? wanted.from : all.findLastIndex(({ t }) => t <= (wanted.from as { at: number }).at)
  const from = Math.max(0, Math.floor(Math.min(until, all.length - 1) / most)) * most
  return { from, rows: all.slice(from, from + most), total: all.length }
}

async function whyNot(of: AtMoment): Promise<readonly WhyNot[] | null> {
  const { whyNot: questionsAt } = await import('../../views/why/why-not.ts')
  const moment = momentOf(of)
  return moment ? questionsAt(moment) : null
}

/** Null too where the run does not end without the line. */
async function line({ until, ...of }: OfLane & LineAt & { until: number }): Promise<LineEffects | null> {
  const { effectsOfLine } = await import('../../views/why/why-line.ts')
  const inputs = inputsOf(of)
  return inputs ? effectsOfLine(inputs, upTo(traceOf(inputs), until), of, present.programs[of.lane]) : null
}

/** By inputs and restart: stepping from mark to mark of one life asks the same again. */
const tried = new SizedCache<WhatIf>({ characters: 4_000_000, entries: 30, least: 1 })

/** What would have prevented a restart; null where there is none. */
async function* whatIf({ id, ...of }: OfLane & { id: number }): AsyncGenerator<WhatIfProgress, WhatIf | null> {
  const changes = await import('../../views/what-if/what-if.ts')
  const inputs = inputsOf(of)
  const trouble = inputs && (changes.otherOf(traceOf(inputs), id) ?? changes.restartOf(traceOf(inputs), id))
  if (!trouble) return null
  const key = JSON.stringify([known.ofInputs(inputs)?.key ?? inputs, trouble])
  const before = tried.get(key)
  if (before) return before
  const answer = yield* inSlices(changes.whatIf(inputs, traceOf(inputs), id))
  if (answer) tried.set(key, answer)
  return answer ?? null
}

/** A lane as a text to take away. */
async function report({ lane, key, ...wanted }: OfLane & ReportWanted): Promise<string | null> {
  const { reportText, troubleOf } = await import('./report-text.ts')
  const inputs = inputsOf({ lane, key })
  if (!inputs) return null
  const trace = traceOf(inputs)
  const id = wanted.as === 'report' ? troubleOf(trace, wanted.at, inputs) : undefined
  let answer: WhatIf | undefined
  if (id !== undefined) {
    const { whatIf: changes } = await import('../../views/what-if/what-if.ts')
    answer = await endOf(inSlices(changes(inputs, trace, id)))
  }
  return reportText({ inputs, trace, asked: wanted, ...(answer ? { whatIf: answer } : {}) })
}
