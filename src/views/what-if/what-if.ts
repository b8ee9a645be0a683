import { manifestOf } from '../../sim/scenario/specs.ts'
import { byCharacter, own } from '../../manifest/own.ts'
import { toldOf } from '../../sim/node/action-told.ts'
import { changesFile } from '../../sim/node/file-changes.ts'
import { causesOf, manifestsAt, firstCause, firstOf, lastOf } from '../../sim/trace/moment.ts'
import { why } from '../why/why.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type Entry, type Trace, isEnd, type ProbeEntry, podOf } from '../../sim/trace/trace.ts'
import { actionWords } from '../lanes/scheduled.ts'
import { type ManifestChange, changesOf, type Movable, numbersOf, changedInputs, kindOf } from './what-if-changes.ts'
import { remediesOf, remedyNumbersOf } from './what-if-remedies.ts'
import {
  type WhatIfProgress,
  RestartTrials,
  type TrialOutcome,
  type TriedChange,
  type Restart,
  restartOf,
  isPreventable,
} from './what-if-trials.ts'
import { type Suggestion, type Without, rank, most, suggestedOf } from './what-if-rank.ts'
import { simulateWhole } from '../../sim/simulate.ts'
import { endedBy, isRestart } from '../lanes/ends.ts'
import { isOf } from '../experiment.ts'
import { changedLines } from '../text/line-diff.ts'
import { counted } from '../text/words.ts'

export { restartOf } from './what-if-trials.ts'
export type { Suggestion, Without } from './what-if-rank.ts'

/** What would have prevented a restart, or another trouble: each way was tried in a run of its own. */
export interface WhatIf {
  restart?: Restart
  /** What it is about, where that is no restart. */
  other?: Other
  file: string
  without: readonly Without[]
  /** How many runs it took. */
  runs: number
  best: readonly Suggestion[]
  /** Why nothing was tried, as a sentence. */
  note?: string
}

/**
 * The smallest single changes of a manifest that would have prevented a restart, found by trying: each is simulated, and kept
 * where the container is never restarted until the run ends and still runs then. Only where none does that, those count with
 * which the run has fewer restarts than the number of this one. What only puts the restart off comes last, what costs nothing
 * first; then a line less before another value before another block, then the nearer number. What lets the pod never be ready is
 * named only where nothing else helps. Of a probe's numbers, which all wait longer, one is named. The run is tried without each
 * action before the restart too. What the scenario itself ends is no restart that a manifest could prevent. A step of the generator is one run.
 *
 * Errors: undefined where the entry is no such trouble, and no restart follows from it.
 */
export function* whatIf(inputs: Inputs, trace: Trace, id: number): Generator<WhatIfProgress, WhatIf | undefined> {
  const other = inputs.happened ? undefined : otherOf(trace, id)
  if (other) {
    const found = other.is === 'standstill' ? { file: '', note: '' } : fileOf(inputs, other)
    return { other, file: found.file, ...(yield* whatIfOther(inputs, trace, other, found)) }
  }
  const restarted = restartOf(trace, id)
  const trouble = restarted && (behindIn(trace, restarted) ?? restarted)
  if (!trouble) return undefined
  const found = fileOf(inputs, trouble)
  // of a pod that is rejected as a whole the first container stands for all
  const restart =
    trouble.container === ''
      ? { ...trouble, container: manifestOf(inputs, found.file, found.text ?? '').pod?.spec.containers[0]?.name ?? '' }
      : trouble
  if (inputs.happened)
    return { restart, file: '', without: [], runs: 0, best: [], note: 'This is what happened: the lane that simulates it can be changed.' }
  const by = causesOf(trace[restart.end]!)
    .map((cause) => trace[cause])
    .find((cause) => cause?.kind === 'action')
  if (restart.number > 0 && by?.kind === 'action' && !isPreventable(trace, trace[restart.end]!))
    return {
      restart,
      file: '',
      without: [],
      runs: 0,
      best: [],
      note: `The scenario ${actionWords(by).does}: no line of a manifest prevents that.`,
    }
  const { file, text = '' } = found
  const trials = new RestartTrials(inputs, trace, restart, file, text)
  const setting = { inputs, pod: restart.pod, container: restart.container }
  // what has led to it comes first: once something helps, the runs of all others end at their first restart
  const lines = linesBehind(trace, restart.end, file)
  const changes = [...changesOf(text), ...remediesOf(text, setting)].toSorted(
    (a, b) => Number(lines.has(b.line)) - Number(lines.has(a.line)),
  )
  const numbers = restart.number === 0 ? [] : [...numbersOf(text), ...remedyNumbersOf(text, setting)]
  const actions = inputs.actions.filter(({ at }) => at <= restart.t)
  const progress = { done: 0, of: actions.length + changes.length + numbers.length }
  const without: (Without & TrialOutcome)[] = []
  for (const [index, action] of actions.entries()) {
    yield { ...progress, done: progress.done++ }
    const tried = trials.try({ actions: inputs.actions.toSpliced(index, 1) })
    if (tried?.helps)
      without.push({ ...tried, index, at: action.at, told: toldOf(action), isEdit: changesFile(action), before: trials.before })
  }
  const helping: TriedChange[] = []
  // once one keeps all away, the others count for nothing that do not
  let wanted: 'this' | 'all' = 'this'
  const keep = (tried: TriedChange | undefined): void => {
    if (tried?.helps) helping.push(tried)
    if (tried?.helps === 'all') wanted = 'all'
  }
  for (const change of changes) {
    yield { ...progress, done: progress.done++ }
    keep(trials.change(change, wanted))
  }
  for (const number of numbers) {
    progress.done++
    keep(yield* nearest(number, trials, progress))
  }
  const best = yield* rank(helping, trials, progress)
  return {
    restart,
    file,
    without: most(without).map(({ helps: _helps, ...item }) => item),
    best,
    runs: trials.runs,
    ...(found.text === undefined
      ? { note: found.note }
      : best.length === 0 && helping.length > 0
        ? { note: `No single change of ${file} ends it: those that were found only put it off.` }
        : {}),
  }
}

/** The restart of another pod that led to it: it is that one's manifest which can prevent both. */
function behindIn(trace: Trace, restart: Restart): Restart | undefined {
  if (restart.number === 0) return undefined
  for (const { entry: id, isBeside } of why(trace, restart.end)) {
    const entry = trace[id]!
    const isKilled = (entry.kind === 'event' && entry.reason === 'Killing') || isEnd(entry)
    if (isBeside || !isKilled || entry.pod === undefined || entry.pod === restart.pod) continue
    const end = trace.find((other) => other.id >= id && isEnd(other) && isSamePlace(other, entry))
    return end && restartOf(trace, end.id)
  }
  return undefined
}

const isSamePlace = (a: Entry, b: Entry): boolean => a.pod === b.pod && a.container === b.container

/** The lines of a file that led to an entry. */
function linesBehind(trace: Trace, id: number, file: string): ReadonlySet<number> {
  const behind = new Set([id])
  const lines = new Set<number>()
  for (let at = id; at >= 0; at--) {
    if (!behind.has(at)) continue
    const entry = trace[at]!
    for (const cause of causesOf(entry)) behind.add(cause)
    if (entry.kind === 'manifest' && entry.file === file) lines.add(entry.line)
  }
  return lines
}

/** The file that had the pod when it ended, or that was copied to it, where it is still the text that the lane begins with; of two the last in order. */
function fileOf(inputs: Inputs, { pod, t }: Pick<Restart, 'pod' | 't'>): { file: string; text?: string; note: string } {
  for (const [file, text] of [...manifestsAt({ inputs, at: t })].toSorted(([file], [other]) => byCharacter(other, file))) {
    if (manifestOf(inputs, file, text).pod?.metadata.name !== pod) continue
    const source =
      text === own(inputs.manifests, file) ? file : Object.keys(inputs.manifests).find((name) => inputs.manifests[name] === text)
    return source !== undefined
      ? { file: source, text, note: '' }
      : { file, note: `${file} had been changed by an action by then, so no line of it was tried.` }
  }
  return { file: '', note: `No file had the pod ${pod} any more by then.` }
}

/**
 * The number that helps and lies nearest: in growing steps up and down, then between the last that did not and the first that did. What
 * does not help at its farthest is not tried nearer.
 */
function* nearest(
  { value, isOnlyMore, to }: Movable,
  trials: RestartTrials,
  progress: WhatIfProgress,
): Generator<WhatIfProgress, TriedChange | undefined> {
  let best: TriedChange | undefined
  for (const sign of isOnlyMore ? [1] : [1, -1]) {
    const by = (step: number): ManifestChange => to(value + sign * step)
    const most = sign > 0 ? Math.max(64 * value, 64) : value
    const steps: number[] = []
    for (let step = 1; step <= most; step *= 2) steps.push(step)
    const isOther = (step: number): boolean => trials.differs(by(step))
    // a number that nothing reads makes no other pod, however far it is moved
    const farthest = steps.slice(-1).find(isOther) ?? (isOther(1) ? steps.findLast(isOther) : undefined)
    if (farthest === undefined) continue
    yield progress
    let found = trials.change(by(farthest), 'all')
    if (found?.helps !== 'all') continue
    let near = 0
    for (const step of steps) {
      if (step >= farthest) break
      yield progress
      const tried = trials.change(by(step), 'all')
      if (tried?.helps === 'all') {
        found = tried
        break
      }
      near = step
    }
    while (found.change.distance - near > 1) {
      yield progress
      const middle = near + Math.floor((found.change.distance - near) / 2)
      const tried = trials.change(by(middle), 'all')
      if (tried?.helps === 'all') found = tried
      else near = middle
    }
    if (!best || found.change.distance < best.change.distance) best = found
  }
  return best
}

/** What else than a restart a person may ask about: the kubelet's sync loop stands still, a pod is ended by its deadline, a liveness probe only errs. */
export type Other =
  | { is: 'standstill'; id: number; t: number }
  | { is: 'deadline'; id: number; t: number; pod: string }
  | { is: 'blind'; id: number; t: number; pod: string; container: string }

const DEADLINE = 'DeadlineExceeded'
const DEADLINE_PATH = 'spec.activeDeadlineSeconds'

/** Which of them an entry is, or tells of. */
export function otherOf(trace: Trace, id: number): Other | undefined {
  const entry = trace[id]
  if (entry?.kind === 'node' && entry.part === 'sync loop') {
    const stands = entry.up ? firstCause(trace, entry)! : entry
    return { is: 'standstill', id: stands.id, t: stands.t }
  }
  if (entry?.kind === 'probe' && isBlind(trace, entry))
    return { is: 'blind', id, t: entry.t, pod: podOf(entry), container: entry.container }
  if (!entry || entry.pod === undefined || !isByDeadline(trace, entry)) return undefined
  const first = trace.find((other) => other.kind === 'event' && other.reason === DEADLINE && other.pod === entry.pod)!
  return { is: 'deadline', id: first.id, t: first.t, pod: entry.pod }
}

/** A liveness probe that has come to nothing but errors: nobody is killed for them, and nobody notices a hang. */
function isBlind(trace: Trace, { pod, container, probe }: ProbeEntry): boolean {
  const isSame = (entry: ProbeEntry): boolean => entry.pod === pod && entry.container === container && entry.probe === probe
  return probe === 'liveness' && !firstOf(trace, 'probe', (entry) => isSame(entry) && entry.result !== 'unknown')
}

function isByDeadline(trace: Trace, entry: Entry): boolean {
  if (entry.kind === 'status') return entry.reason === DEADLINE
  if (entry.kind === 'process') return entry.op === 'exited' && endedBy(trace, entry) === 'deadline'
  if (entry.kind !== 'event') return false
  if (entry.reason === DEADLINE) return true
  const by = firstCause(trace, entry)
  return entry.reason === 'Killing' && by?.kind === 'event' && by.reason === DEADLINE
}

/** How many are left of how many. */
const outcomeOf = ({ is }: Other, left: number, before: number): string =>
  is === 'blind'
    ? 'the liveness probe passes'
    : is === 'deadline'
      ? 'its deadline does not end it'
      : `${counted(left, 'standstill')} instead of ${before}`

/**
 * What would have prevented it: each of the actions before it left out, and of a deadline its line. Where the pod would have ended by
 * itself the number that lets it is named; another only puts the end off.
 *
 * A step of the generator is one run.
 */
function* whatIfOther(
  inputs: Inputs,
  trace: Trace,
  other: Other,
  found: { file: string; text?: string; note: string },
): Generator<WhatIfProgress, { without: readonly Without[]; best: readonly Suggestion[]; runs: number; note?: string }> {
  const before = countOf(trace, other)
  let runs = 0
  const run = (changed: Partial<Inputs>): Trace => {
    runs++
    return simulateWhole({ ...inputs, ...changed, requests: [] })
  }
  const actions = inputs.actions.filter(({ at }) => at <= other.t)
  const progress = { done: 0, of: actions.length + (other.is === 'deadline' ? 2 : 0) }
  const without: Without[] = []
  for (const [index, action] of actions.entries()) {
    yield { ...progress, done: progress.done++ }
    const left = countOf(run({ actions: inputs.actions.toSpliced(index, 1) }), other)
    if (left >= before) continue
    const outcome = outcomeOf(other, left, before)
    without.push({ index, at: action.at, told: toldOf(action), isEdit: changesFile(action), before, restarts: left, outcome })
  }
  const best: Suggestion[] = []
  const { file, text } = found
  if (text !== undefined) {
    const suggest = (change: ManifestChange, prices: readonly string[]): void => {
      best.push({
        ...suggestedOf(change),
        kind: kindOf(change),
        flaw: 'none',
        diff: changedLines(text, change.text),
        before,
        restarts: 0,
        outcome: outcomeOf(other, 0, before),
        prices,
      })
    }
    if (other.is === 'blind') {
      for (const change of remediesOf(text, { inputs, ...other }).filter(({ path }) => /\.livenessProbe\b/.test(path))) {
        yield { ...progress, of: ++progress.of, done: progress.done++ }
        if (passes(run(changedInputs(inputs, file, change)), other)) suggest(change, change.notes ?? [])
      }
    }
    if (other.is !== 'deadline') return { without, best: best.slice(0, SHOWN), runs, ...noteOf(other, found) }
    yield { ...progress, done: progress.done++ }
    const gone = changesOf(text).find(({ path, size }) => path === DEADLINE_PATH && size === 1)
    const free = gone && run({ manifests: { ...inputs.manifests, [file]: gone.text } })
    const end = free?.find((entry) => entry.kind === 'status' && entry.pod === other.pod && /Succeeded|Failed/.test(entry.phase))
    yield { ...progress, done: progress.done++ }
    const number = numbersOf(text).find(({ value, to }) => to(value).path === DEADLINE_PATH)
    const began = trace.find((entry) => entry.kind === 'status' && entry.pod === other.pod)!.t
    if (end && number) {
      const longer = number.to(Math.ceil(end.t - began) + 1)
      if (countOf(run({ manifests: { ...inputs.manifests, [file]: longer.text } }), other) === 0) suggest(longer, [])
    }
    if (gone) suggest(gone, end ? [] : ['Nothing ends the pod any more.'])
  }
  return { without, best, runs, ...noteOf(other, found) }
}

const SHOWN = 3

/** Its liveness probe passes in the end, and nothing is restarted. */
function passes(trace: Trace, of: Extract<Other, { is: 'blind' }>): boolean {
  const last = lastOf(trace, Infinity, 'probe', (entry) => entry.probe === 'liveness' && isOf(entry, of))
  return last?.result === 'success' && !trace.some((entry) => isOf(entry, of) && isRestart(entry))
}

function noteOf(other: Other, { text, note }: { text?: string; note: string }): { note?: string } {
  if (other.is === 'standstill')
    return { note: 'No line of a manifest prevents it: the kubelet waits until the kube-apiserver has answered for the mirror pod.' }
  return text === undefined ? { note } : {}
}

function countOf(trace: Trace, other: Other): number {
  if (other.is === 'blind') return Number(!passes(trace, other))
  return other.is === 'standstill'
    ? trace.filter((entry) => entry.kind === 'node' && entry.part === 'sync loop' && !entry.up).length
    : Number(trace.some((entry) => entry.kind === 'event' && entry.reason === DEADLINE && entry.pod === other.pod))
}
