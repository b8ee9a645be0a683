import { NEWEST, OLDEST } from '../../sim/release.ts'
import type { Entry, ProbeEntry, ProcessEntry, Trace } from '../../sim/trace.ts'
import { clockWords } from '../duration.ts'
import { causesOf } from '../../sim/moment.ts'
import { restartReason, lastStatuses } from '../summary.ts'
import type { Cell, Proof, Trial } from './cell.ts'
import { isOf, type Main, startsAfter, type Trials } from './trials.ts'

/** Long enough for kubeadm's startup probe to give up after 250 s, and for the grace after it. */
export const RELEASE_SECONDS = 360

/** A server whose flags are wrong has ended long before; one that has not gets the whole time. */
const START_SECONDS = 10

/** What becomes of the lane's files on a release. */
interface Fate {
  minor: number
  trial: Trial
  /** Serves, and its process has not ended. */
  runs: boolean
  /** Has probes, and each of them passes in the end. */
  passes: boolean
  probes: number
  /** Why not, as half a sentence. */
  why: string
  at: number
  entry: number
}

function fatesOf(trials: Trials): readonly Fate[] {
  return trials.once('releases', () => Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => fateOn(trials, OLDEST + i)))
}

function fateOn(trials: Trials, minor: number): Fate {
  const trial = trials.trial(`on 1.${minor}`, { kubernetes: `1.${minor}` })
  const short = trials.run(trial, START_SECONDS).trace
  const main = serverOf(short)
  const trace = main && !endOf(short, main) ? trials.run(trial, RELEASE_SECONDS).trace : short
  const fate = (entry: Entry | undefined, how: Partial<Fate>): Fate => ({ minor, trial, runs: false, passes: false, probes: 0, why: '', at: entry?.t ?? 0, entry: entry?.id ?? 0, ...how })
  if (!main) return fate(trace.find(({ kind }) => kind === 'log') ?? trace.at(-1), { why: refusal(trace) })
  const serves = trace.find((entry) => entry.kind === 'server' && entry.state === 'serving')
  const end = endOf(trace, main)
  if (end) {
    const again = startsAfter(trace, main, end.t)[0]
    return fate(end, { why: serves ? `serves, but is ended after ${clockWords(end.t)}: ${(again && restartReason(trace, again)) ?? 'its probes fail'}` : lastWords(trace, end) })
  }
  if (!serves) return fate(trace.at(-1), { why: 'does not serve within 6 minutes' })
  const probes = [...new Map(trace.flatMap((entry) => (entry.kind === 'probe' && isOf(entry, main) ? [[entry.probe, entry]] : []))).values()]
  const failing = probes.find(({ result }) => result === 'failure' || result === 'unknown')
  const ready = lastStatuses(trace, RELEASE_SECONDS).get(main.pod)?.ready === true
  return fate(failing ?? serves, { runs: true, passes: ready && !failing && probes.length > 0, probes: probes.length, why: failing ? failure(failing) : ready ? '' : 'the pod is not ready' })
}

function endOf(trace: Trace, main: Main): ProcessEntry | undefined {
  return trace.find((entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'exited' && isOf(entry, main))
}

function serverOf(trace: Trace): Main | undefined {
  const server = trace.find((entry) => entry.kind === 'server')
  return server && { pod: server.pod ?? '', container: server.container, isServer: true }
}

/** Why the kubelet runs no pod. */
function refusal(trace: Trace): string {
  const log = trace.find((entry) => entry.kind === 'log' && entry.source === 'kubelet')
  return log?.kind === 'log' ? `the kubelet refuses the manifest: ${log.text.slice(0, 200)}` : 'the kubelet runs no kube-apiserver'
}

/** What the server said before it ended by itself. */
function lastWords(trace: Trace, ended: ProcessEntry): string {
  const log = causesOf(ended).map((id) => trace[id]).find((entry) => entry?.kind === 'log')
  return log?.kind === 'log' ? log.text.split('\n')[0]!.replace(/^[IWEF] \S+\] /, '').slice(0, 160) : `ends with exit code ${ended.code ?? 0}`
}

function failure({ probe, output, result }: ProbeEntry): string {
  const said = output.trim().split('\n')[0]!.slice(0, 120)
  return `the ${probe} probe ${result === 'unknown' ? 'cannot be made' : 'fails'}${said ? ` (${said})` : ''}`
}

/**
 * The releases on which the lane's kube-apiserver serves, and is not ended, for six minutes.
 *
 * Units: `sort` counts releases on which it does not. Errors: none. Follows: nothing upstream.
 */
export function runsOn(trials: Trials): Cell {
  return cellOf(trials, ({ runs }) => runs, 'stays up')
}

/**
 * The releases on which, six minutes after its start, all of its probes pass.
 *
 * Units: `sort` counts releases on which they do not. Errors: none. Follows: nothing upstream.
 */
export function passesOn(trials: Trials): Cell {
  const fates = fatesOf(trials)
  const own = fates.find(({ minor }) => minor === minorOf(trials))!
  if (own.runs && own.probes === 0) {
    return { value: 'no probes', sort: fates.length, tone: 'costs', reason: 'There is no probe that could pass or fail.', proof: proofOf(own) }
  }
  return cellOf(trials, ({ passes }) => passes, 'passes all its probes')
}

const minorOf = ({ inputs }: Trials): number => Number(inputs.kubernetes.slice(2))

function cellOf(trials: Trials, is: (fate: Fate) => boolean, does: string): Cell {
  const fates = fatesOf(trials)
  const good = fates.filter(is)
  const own = fates.find(({ minor }) => minor === minorOf(trials))!
  const newest = fates.at(-1)!
  // what a person wants to know first: where it ends, else where it begins, else its own release
  const lastGood = good.at(-1)
  const behind = lastGood && fates.find(({ minor }) => minor === lastGood.minor + 1)
  const decisive = behind ?? (good.length === fates.length ? newest : good.length === 0 ? own : fates.findLast((fate) => !is(fate))!)
  return {
    value: good.length === fates.length ? 'all' : rangesOf(good.map(({ minor }) => minor)) || 'none',
    sort: fates.length - good.length,
    tone: !is(own) ? 'bad' : is(newest) ? 'good' : 'costs',
    reason: is(decisive) ? `It ${does} on each release from 1.${OLDEST} to 1.${NEWEST}.` : `${good.length ? `On 1.${decisive.minor}` : `On no release; on 1.${decisive.minor}`}: ${decisive.why}.`.replace(/\.\.$/, '.'),
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
