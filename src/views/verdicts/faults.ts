import type { Action } from '../../sim/scenario.ts'
import type { Entry, ProbeEntry, ProcessEntry, Trace } from '../../sim/trace.ts'
import { clockDigits, lengthWords } from '../duration.ts'
import { restartReason, restartsAt, lastStatuses, summarize } from '../summary.ts'
import { type Cell, NEVER, notAsked, type Proof } from './cell.ts'
import { harmlessEdit } from './edit.ts'
import { CALM_SECONDS, FAULT_SECONDS, isOf, type Main, neverUp, PATIENCE_SECONDS, type Run, servesAfter, startsAfter, Trials } from './trials.ts'

/** A restart that comes later than this has let a hang stand for long. */
const SOON_SECONDS = 300
const ETCD_SECONDS = 600

/**
 * Restarts while nothing goes wrong, and whether the pods are ready in the end.
 *
 * Units: `sort` counts restarts. Errors: none. Follows: nothing upstream.
 */
export function calm(trials: Trials): Cell {
  const run = trials.calm
  const { trace } = run
  const restarts = restartsAt(trace, CALM_SECONDS)
  const statuses = [...lastStatuses(trace, CALM_SECONDS).values()]
  const waits = statuses.filter(({ ready, phase }) => !ready && phase !== 'Succeeded')
  const ready = statuses.length > 0 && waits.length === 0
  const done = ready && statuses.every(({ phase }) => phase === 'Succeeded')
  const note = statuses.length === 0 ? 'no pod' : done ? 'completed' : ready ? 'ready' : 'not ready'
  const last = trace.findLast((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0) ?? trace.findLast(({ kind }) => kind === 'probe') ?? trace.findLast(({ kind }) => kind === 'status' || kind === 'log')
  return {
    value: String(restarts),
    note,
    sort: restarts + (ready ? 0 : 0.5),
    tone: restarts === 0 && ready ? 'good' : 'bad',
    reason: `${summarize(trace, CALM_SECONDS).text}${ready && !done ? ' Ready at the end.' : ''}`,
    ...(last ? { proof: { kind: 'run', trial: run.trial, from: 0, at: CALM_SECONDS, entry: last.id } satisfies Proof } : {}),
  }
}

/**
 * How long a hung main process stays hung, and whether its restart helps.
 *
 * Units: `sort` in seconds. Errors: none. Follows: nothing upstream.
 */
export function hang(trials: Trials): Cell {
  return faulted(trials, 'hang', (main) => ({ hang: main.container }), PATIENCE_SECONDS, ({ main, run, at }) => {
    const restart = startsAfter(run.trace, main, at)[0]
    if (!restart) return { value: 'never', sort: NEVER, tone: 'bad', reason: unnoticed(run, main, at), proof: proofOf(run, at, probeAfter(run.trace, main, at)) }
    const helps = servesAfter(run.trace, main, restart.t) !== undefined
    const waited = restart.t - at
    const anyway = restartsAt(trials.calm.trace, CALM_SECONDS) > 0 ? ' It is restarted without a hang, too.' : ''
    return {
      value: inSeconds(waited),
      ...(helps ? {} : { note: 'does not help' }),
      sort: waited,
      tone: helps && waited <= SOON_SECONDS ? 'good' : 'costs',
      reason: `Restarted ${lengthWords(waited)} after the hang: ${restartReason(run.trace, restart) ?? 'its process ended'}. ${helps ? 'Then it serves again.' : 'It does not serve afterwards.'}${anyway}`,
      proof: proofOf(run, at, restart),
    }
  })
}

/**
 * Restarts that cannot help, because etcd is killed; and because it hangs, where that makes another number.
 *
 * Units: `sort` counts restarts. Errors: none. Follows: nothing upstream.
 */
export function etcdLost(trials: Trials): Cell {
  const lost = (how: 'kill' | 'hang', read: (found: Faulted) => Cell): Cell => faulted(trials, how === 'kill' ? 'etcd killed' : 'etcd hung', () => ({ etcd: how }), ETCD_SECONDS, read)
  return lost('kill', (killed) => {
    const restarts = restartsOf(killed)
    const cell = restarts.length ? restarted(killed, restarts) : unmoved(killed)
    let hung: ProcessEntry[] = []
    lost('hang', (found) => {
      hung = restartsOf(found)
      return cell
    })
    if (hung.length === restarts.length) return { ...cell, reason: `${cell.reason} A hung etcd does the same.` }
    const after = hung[0] ? `, the first after ${lengthWords(hung[0].t - killed.at)}` : ''
    return { ...cell, value: `${cell.value}, hung ${hung.length}`, sort: Math.max(cell.sort, hung.length), tone: 'costs', reason: `${cell.reason} With a hung etcd it is ${hung.length}${after}.` }
  })
}

const restartsOf = ({ main, run, at }: Faulted): ProcessEntry[] => startsAfter(run.trace, main, at)

function unmoved({ main, run, at }: Faulted): Cell {
  return { value: '0', note: readyNote(run, main, at), sort: 0, tone: 'good', reason: `Nothing is restarted. ${unnoticed(run, main, at)} ${readiness(run, main, at)}`, proof: proofOf(run, at, probeAfter(run.trace, main, at)) }
}

function restarted({ main, run, at }: Faulted, restarts: readonly ProcessEntry[]): Cell {
  const first = restarts[0]!
  const count = restarts.length === 1 ? 'One restart' : `${restarts.length} restarts`
  return {
    value: String(restarts.length),
    note: `after ${inSeconds(first.t - at)}`,
    sort: restarts.length,
    tone: 'costs',
    reason: `${count}, the first after ${lengthWords(first.t - at)}: ${restartReason(run.trace, first) ?? 'its process ended'}. None helps: etcd is still down. ${readiness(run, main, at)}`,
    proof: proofOf(run, at, first),
  }
}

/**
 * How long a crash interrupts.
 *
 * Units: `sort` in seconds. Errors: none. Follows: nothing upstream.
 */
export function crash(trials: Trials): Cell {
  return faulted(trials, 'crash', (main) => ({ crash: main.container, code: 1 }), PATIENCE_SECONDS, ({ main, run, at }) => {
    const start = startsAfter(run.trace, main, at)[0]
    const serves = start && servesAfter(run.trace, main, start.t)
    if (!start || !serves) {
      const why = start ? 'It starts again, but does not serve.' : 'It is not started again.'
      return { value: 'never', sort: NEVER, tone: 'bad', reason: why, proof: proofOf(run, at, start) }
    }
    const waited = serves.t - at
    return {
      value: inSeconds(waited),
      sort: waited,
      tone: waited <= SOON_SECONDS ? 'good' : 'costs',
      reason: `Started again after ${lengthWords(start.t - at)}, ${main.isServer ? 'and it serves' : 'and it is ready'} after ${lengthWords(waited)}.`,
      proof: proofOf(run, at, serves),
    }
  })
}

/**
 * How long an edit of the manifest takes, and how long it interrupts.
 *
 * Units: `sort` in seconds. Errors: none. Follows: nothing upstream.
 */
export function edit(trials: Trials): Cell {
  const { main } = trials
  const change = main && harmlessEdit(trials.inputs, main.pod)
  if (main && !change) return notAsked('No harmless change of this manifest was found: metadata is not written out in it.')
  return faulted(trials, 'edited', () => change!, PATIENCE_SECONDS, ({ main, run, at }) => {
    const start = startsAfter(run.trace, main, at)[0]
    const serves = start && servesAfter(run.trace, main, start.t)
    if (!start || !serves) return { value: 'never', sort: NEVER, tone: 'bad', reason: start ? 'The new pod starts, but does not serve.' : 'The kubelet makes no new pod of it.', proof: proofOf(run, at, start) }
    const down = serves.t - (downFrom(run.trace, main, at) ?? start.t)
    return {
      value: inSeconds(serves.t - at),
      ...(serves.t - at - down < 1 ? {} : { note: `${inSeconds(down)} down` }),
      sort: serves.t - at,
      tone: serves.t - at <= SOON_SECONDS ? 'good' : 'costs',
      reason: `The new pod ${main.isServer ? 'serves' : 'is ready'} ${lengthWords(serves.t - at)} after the edit; nobody ${main.isServer ? 'serves' : 'runs'} for ${lengthWords(down)} of them.`,
      proof: proofOf(run, at, serves),
    }
  })
}

/** One unit in a column, so that its numbers can be compared. */
function inSeconds(length: number): string {
  return length < 10 ? lengthWords(length) : `${Math.round(length)} s`
}

/** When the old one stops serving. */
function downFrom(trace: Trace, main: Main, at: number): number | undefined {
  return trace.find((entry) => entry.t >= at && isOf(entry, main) && (main.isServer ? entry.kind === 'server' && entry.state !== 'serving' : entry.kind === 'process' && entry.op === 'exited'))?.t
}

interface Faulted {
  main: Main
  run: Run
  at: number
}

type Deed = Action extends infer A ? (A extends Action ? Omit<A, 'at'> : never) : never

/** Runs the lane with one thing done to it at 10:00, or as soon after it as it is up. */
function faulted(trials: Trials, name: string, deed: (main: Main) => Deed, patience: number, read: (found: Faulted) => Cell): Cell {
  const { main } = trials
  const at = trials.upFrom(FAULT_SECONDS)
  if (!main || at === undefined) return neverUp(trials, FAULT_SECONDS)
  const trial = trials.trial(`${name} at ${clockDigits(at)}`, { actions: [{ at, ...deed(main) } as Action] })
  return read({ main, at, run: trials.run(trial, at + patience) })
}

/** The deed itself decides where nothing else is there to see. */
function proofOf({ trial, trace }: Run, from: number, decisive: Entry | undefined): Proof {
  const entry = decisive ?? trace.find(({ kind, t }) => kind === 'action' && t >= from)!
  return { kind: 'run', trial, from, at: counted(trace, entry)?.t ?? entry.t, entry: entry.id }
}

/** A restart is seen at the head of a lane when the kubelet's status counts it. */
function counted(trace: Trace, start: Entry): Entry | undefined {
  if (start.kind !== 'process' || start.op !== 'started') return undefined
  return trace.find((entry) => entry.id > start.id && entry.kind === 'status' && entry.pod === start.pod && entry.containers.some((c) => c.name === start.container && c.restartCount >= start.attempt && c.state.is === 'running'))
}

function probeAfter(trace: Trace, main: Main, at: number): ProbeEntry | undefined {
  const of = (type: string): ProbeEntry | undefined => trace.find((entry): entry is ProbeEntry => entry.kind === 'probe' && entry.startedAt > at && entry.probe === type && isOf(entry, main))
  return of('liveness') ?? of('startup') ?? of('readiness')
}

/** Why nobody restarts it. */
function unnoticed({ trace }: Run, main: Main, at: number): string {
  const probe = probeAfter(trace, main, at)
  if (!probe || probe.probe === 'readiness') return 'No liveness probe asks, so nobody notices.'
  if (probe.result === 'unknown') return `The ${probe.probe} probe cannot be made (${probe.target}), and that never counts.`
  if (probe.result === 'failure') return `The ${probe.probe} probe fails, but not ${probe.threshold} times in a row.`
  return `The ${probe.probe} probe still passes (${probe.target}).`
}

function ready(run: Run, main: Main, at: number): 'all the while' | 'not before' | { from: number } {
  const { trace } = run
  const before = lastStatuses(trace, at).get(main.pod)
  if (!before?.ready) return 'not before'
  const turned = trace.find((entry) => entry.t > at && entry.kind === 'status' && entry.pod === main.pod && !entry.ready)
  return turned ? { from: turned.t - at } : 'all the while'
}

function readiness(run: Run, main: Main, at: number): string {
  const found = ready(run, main, at)
  if (found === 'not before') return 'The pod was not ready before either.'
  return found === 'all the while' ? 'The pod counts as ready all the while.' : `The pod is not ready from ${lengthWords(found.from)} on.`
}

function readyNote(run: Run, main: Main, at: number): string {
  return ready(run, main, at) === 'all the while' ? 'stays ready' : 'not ready'
}

