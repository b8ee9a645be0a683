import { PROBES, type ProbeType } from '../../manifest/types.ts'
import { entriesUntil, firstCause } from '../../sim/trace/moment.ts'
import { NEWEST, OLDEST } from '../../sim/release/releases.ts'
import type { Entry, ProbeEntry, ProcessEntry, Trace } from '../../sim/trace/trace.ts'
import { clockWords } from '../text/duration-words.ts'
import { lastStatuses } from '../lanes/summary.ts'
import { endReason } from '../lanes/end-reason.ts'
import type { VerdictCell, Proof, Trial } from './questions.ts'
import { endAfter, isOf, type Main, type TrialRun, type Steps } from '../experiment.ts'
import { serverOf, specOf, type LaneTrials } from './trials.ts'

/** Long enough for kubeadm's startup probe to give up after 250 s, and for the grace after it. */
const RELEASE_SECONDS = 360

/** What becomes of the lane's files on a release. */
interface Fate {
  minor: number
  trial: Trial
  /** When it serves for the first time, if it does before its process ends. */
  serves?: Entry
  /** Has not ended, has probes, and each of them passes in the end. */
  passes: boolean
  /** How many probes it has, where it has not ended. */
  probes?: number
  /** Which of them has not asked in this time, as a sentence. */
  unasked?: string
  /** Why not, as half a sentence. */
  why: string
  at: number
  entry: number
}

function fatesOf(trials: LaneTrials): Steps<readonly Fate[]> {
  return trials.once('releases', function* () {
    // the first run in which all is well shows whether more comes than the first answers: then each is watched to its end
    let isQuiet = quiet(trials.calm)
    const fates: Fate[] = []
    for (let minor = OLDEST; minor <= NEWEST; minor++) {
      const trial = trials.trial(`on 1.${minor}`, { kubernetes: `1.${minor}` })
      const inputs = { ...trials.inputs, ...trial.fields }
      const run = yield* trials.run(trial, RELEASE_SECONDS, (trace) => isDecided({ trial, trace, inputs }, isQuiet === true))
      isQuiet ??= quiet(run)
      fates.push(fateIn(run, minor))
    }
    return fates
  })
}

/** Whether there is nothing to wait for: no pod, an end, or all well where all well stays so. */
function isDecided(run: TrialRun, isQuiet: boolean): boolean {
  const { trace } = run
  const main = serverOf(trace)
  if (!main) return !trace.some(({ kind }) => kind === 'sync')
  return endAfter(trace, main, 0) !== undefined || (isQuiet && isWell(run, main))
}

/** It serves, its pod is ready, and each of its probes has passed last. */
function isWell(run: TrialRun, main: Main): boolean {
  const { trace } = run
  if (!trace.some((entry) => entry.kind === 'server' && entry.state === 'serving' && isOf(entry, main))) return false
  const last = lastProbes(trace, main)
  return (
    lastStatuses(trace, Infinity).get(main.pod)?.ready === true && probesOf(run, main).every((type) => last.get(type)?.result === 'success')
  )
}

/** Whether nothing but passing probes follows once all is well; undefined where it never is. */
function quiet(run: TrialRun): boolean | undefined {
  const main = serverOf(run.trace)
  const until = entriesUntil(run.trace, RELEASE_SECONDS)
  const probes = main ? probesOf(run, main) : []
  const passed = new Set<ProbeType>()
  const well = until.findIndex(
    (entry) =>
      entry.kind === 'probe' && main && isOf(entry, main) && entry.result === 'success' && passed.add(entry.probe).size === probes.length,
  )
  if (!main || well < 0) return undefined
  // a pod that is ready ceases to be so by nothing else
  return !until.slice(well + 1).some((entry) => (entry.kind === 'probe' && entry.result !== 'success') || entry.kind === 'process')
}

/** The probes that the main container has, as the release reads its file. */
function probesOf({ inputs }: TrialRun, main: Main): ProbeType[] {
  const container = specOf(inputs, main)
  return PROBES.filter((type) => container?.[`${type}Probe`])
}

function lastProbes(trace: Trace, main: Main): Map<ProbeType, ProbeEntry> {
  return new Map(trace.flatMap((entry) => (entry.kind === 'probe' && isOf(entry, main) ? [[entry.probe, entry]] : [])))
}

function fateIn(run: TrialRun, minor: number): Fate {
  const { trial, trace } = run
  const main = serverOf(trace)
  const fate = (entry: Entry, how: Partial<Fate>): Fate => ({
    minor,
    trial,
    passes: false,
    why: '',
    at: entry.t,
    entry: entry.id,
    ...how,
  })
  if (!main) return fate(trace.find(({ kind }) => kind === 'log') ?? trace.at(-1)!, { why: refusal(trace) })
  const serves = trace.find((entry) => entry.kind === 'server' && entry.state === 'serving')
  const end = endAfter(trace, main, 0)
  if (end)
    return serves && serves.t < end.t
      ? fate(end, { serves, why: `serves, but is ended after ${clockWords(end.t)}: ${endReason(trace, end)}` })
      : fate(end, { why: lastWords(trace, end) })
  if (!serves) return fate(trace.at(-1)!, { why: 'does not serve within 6 minutes' })
  const probes = probesOf(run, main)
  const last = lastProbes(trace, main)
  const failing = [...last.values()].find(({ result }) => result === 'failure' || result === 'unknown')
  const silent = probes.find((type) => !last.has(type))
  const why = failing
    ? failure(failing)
    : silent
      ? `the ${silent} probe has not asked within 6 minutes`
      : lastStatuses(trace, RELEASE_SECONDS).get(main.pod)?.ready
        ? ''
        : 'the pod is not ready'
  return fate(failing ?? serves, {
    serves,
    passes: why === '' && probes.length > 0,
    probes: probes.length,
    why,
    ...(silent && !failing ? { unasked: waitWords(run, main, silent) } : {}),
  })
}

function waitWords({ inputs }: TrialRun, main: Main, type: ProbeType): string {
  const probe = specOf(inputs, main)?.[`${type}Probe`]
  return `Its ${type} probe has not asked within 6 minutes: initialDelaySeconds is ${probe?.initialDelaySeconds}, periodSeconds ${probe?.periodSeconds}.`
}

const MOST_CHARACTERS = 200

/** A text's first line, cut where it is long. */
function beginning(text: string): string {
  const line = text.split('\n', 1)[0]!
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
}

/** Why the kubelet runs no pod. */
function refusal(trace: Trace): string {
  const log = trace.find((entry) => entry.kind === 'log' && entry.source === 'kubelet')
  return log?.kind === 'log' ? `the kubelet refuses the manifest: ${beginning(log.text)}` : 'the kubelet runs no kube-apiserver'
}

/** What the server said before it ended by itself. */
function lastWords(trace: Trace, ended: ProcessEntry): string {
  const log = firstCause(trace, ended)
  return log?.kind === 'log' ? beginning(log.text.replace(/^[IWEF] \S+\] /, '')) : `ends with exit code ${ended.code!}`
}

function failure({ probe, output, result }: ProbeEntry): string {
  const said = beginning(output.trim())
  return `the ${probe} probe ${result === 'unknown' ? 'cannot be made' : 'fails'}${said ? ` (${said})` : ''}`
}

/**
 * The releases on which the lane's kube-apiserver starts at all: it serves within six minutes, whatever becomes of it.
 *
 * Units: `sort` counts releases on which it does not.
 */
export function* startsOn(trials: LaneTrials): Steps<VerdictCell> {
  const fates = yield* fatesOf(trials)
  return cellOf(
    trials,
    fates.map((fate) => (fate.serves ? { ...fate, at: fate.serves.t, entry: fate.serves.id } : fate)),
    ({ serves }) => serves !== undefined,
    'serves',
  )
}

/**
 * The releases on which, six minutes after its start, all of its probes pass.
 *
 * Units: `sort` counts releases on which they do not.
 */
export function* passesOn(trials: LaneTrials): Steps<VerdictCell> {
  const fates = yield* fatesOf(trials)
  const own = fateOn(fates, minorOf(trials))!
  if (own.probes === 0) {
    return {
      value: 'no probes',
      sort: fates.length,
      tone: 'costs',
      reason: 'There is no probe that could pass or fail.',
      proof: proofOf(own),
    }
  }
  if (own.unasked !== undefined) return { value: 'not known', sort: fates.length, tone: 'costs', reason: own.unasked, proof: proofOf(own) }
  return cellOf(trials, fates, ({ passes }) => passes, 'passes all its probes')
}

const fateOn = (fates: readonly Fate[], minor: number): Fate | undefined => fates[minor - OLDEST]

const minorOf = ({ inputs }: LaneTrials): number => Number(inputs.kubernetes.slice(2))

function cellOf(trials: LaneTrials, fates: readonly Fate[], is: (fate: Fate) => boolean, does: string): VerdictCell {
  const good = fates.filter(is)
  const own = fateOn(fates, minorOf(trials))!
  const newest = fates.at(-1)!
  // what a person wants to know first: where it ends, else where it begins, else its own release
  const lastGood = good.at(-1)
  const behind = lastGood && fateOn(fates, lastGood.minor + 1)
  // no flags are good on all: 1.20 wants an issuer, which 1.9 does not know
  const decisive = behind ?? (good.length === 0 ? own : fates.findLast((fate) => !is(fate))!)
  return {
    value: rangesOf(good.map(({ minor }) => minor)) || 'none',
    sort: fates.length - good.length,
    tone: !is(own) ? 'bad' : is(newest) ? 'good' : 'costs',
    reason: `${good.length ? `On 1.${decisive.minor}` : `On no release; on 1.${decisive.minor}`}: ${decisive.why}.`.replace(/\.\.$/, '.'),
    list: groupsOf(fates, (fate) => (is(fate) ? does : fate.why)).map(([minors, why]) => `${minors}: ${why}`),
    proof: proofOf(decisive),
  }
}

function proofOf({ trial, at, entry }: Fate): Proof {
  return { kind: 'run', trial, from: 0, at, entry }
}

/** `1.9–1.19, 1.24`. */
function rangesOf(minors: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const minor of minors) {
    const last = ranges.at(-1)
    if (last && last[1] === minor - 1) last[1] = minor
    else ranges.push([minor, minor])
  }
  return ranges.map(([from, to]) => (from === to ? `1.${from}` : `1.${from}–1.${to}`)).join(', ')
}

/** Neighbours that share a fate. */
function groupsOf(fates: readonly Fate[], wordOf: (fate: Fate) => string): [minors: string, word: string][] {
  const groups: { minors: number[]; word: string }[] = []
  for (const fate of fates) {
    const word = wordOf(fate)
    const last = groups.at(-1)
    if (last?.word === word) last.minors.push(fate.minor)
    else groups.push({ minors: [fate.minor], word })
  }
  return groups.map(({ minors, word }) => [rangesOf(minors), word])
}
