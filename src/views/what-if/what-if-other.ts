import { toldOf } from '../../sim/node/action-told.ts'
import { changesFile } from '../../sim/node/file-changes.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulateWhole } from '../../sim/simulate.ts'
import { firstCause, firstOf, lastOf } from '../../sim/trace/moment.ts'
import { type Entry, type ProbeEntry, type Trace, podOf } from '../../sim/trace/trace.ts'
import { endedBy, isRestart } from '../lanes/ends.ts'
import { isOf } from '../experiment.ts'
import { changedLines } from '../text/line-diff.ts'
import { type ManifestChange, changedInputs, changesOf, numbersOf, kindOf } from './what-if-changes.ts'
import { remediesOf } from './what-if-remedies.ts'
import { type Suggestion, suggestedOf, type Without } from './what-if-rank.ts'
import type { WhatIfProgress } from './what-if-trials.ts'
import { counted } from '../text/words.ts'

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
export function* whatIfOther(
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
    if (gone && free && countOf(free, other) === 0) suggest(gone, end ? [] : ['Nothing ends the pod any more.'])
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
