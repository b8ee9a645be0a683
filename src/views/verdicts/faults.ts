import { isRestart } from '../lanes/ends.ts'
import { isHidden } from '../../sim/node/file-changes.ts'
import { byCharacter } from '../../manifest/own.ts'
import { manifestOf } from '../../sim/scenario/specs.ts'
import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import { type Entry, type ProbeEntry, type ProcessEntry, type Trace, isEnd } from '../../sim/trace/trace.ts'
import { endReason } from '../lanes/end-reason.ts'
import { lastStatuses, restartReason, restartsAt, summarize, WAITS_NOW } from '../lanes/summary.ts'
import { effects } from '../why/effect-groups.ts'
import { clockWords, lengthWords } from '../text/duration-words.ts'
import { counted } from '../text/words.ts'
import { ANYWAY, type VerdictCell, never, notAsked, type Proof } from './questions.ts'
import { endAfter, isOf, type Main, type TrialRun, servesAfter, startsAfter, type Steps } from '../experiment.ts'
import { CALM_SECONDS, FAULT_SECONDS, killedForGood, neverUp, notAgain, PATIENCE_SECONDS, specOf, type LaneTrials } from './trials.ts'

/** What the edit adds: an annotation that nobody reads. */
const KEY = 'whyrestart/edited'
const VALUE = 'yes'

/**
 * An edit of a pod's manifest that changes nothing about how the pod runs: one annotation more, written where the text allows
 * it. That it is read as meant is held against the parser.
 *
 * Errors: undefined where no such edit was found.
 */
function harmlessEdit(inputs: Inputs, pod: string): { edit: string; find: string; replace: string } | undefined {
  const metadata = (file: string, text: string) => manifestOf(inputs, file, text).pod?.metadata
  // of two files with one pod, the kubelet takes the last
  for (const [file, text] of Object.entries(inputs.manifests).toSorted(([a], [b]) => byCharacter(b, a))) {
    if (isHidden(file) || metadata(file, text)?.name !== pod) continue
    const found = candidates(text).find(
      ({ find, replace }) =>
        metadata(
          file,
          text.replace(find, () => replace),
        )?.annotations[KEY] === VALUE,
    )
    if (found) return { edit: file, ...found }
  }
  return undefined
}

/** Below the annotations that there are, or as the first of its own, in block style and in flow style. */
function candidates(text: string): { find: string; replace: string }[] {
  const found: { find: string; replace: string }[] = []
  const blockMap = /^([ \t]*)(["']?)annotations\2:[ \t]*(?:#.*)?\r?\n([ \t]+)(?=\S)/m.exec(text)
  if (blockMap) found.push({ find: blockMap[0], replace: `${blockMap[0]}${KEY}: "${VALUE}"\n${blockMap[3]}` })
  const flowMap = /(["']?)annotations\1:\s*\{/.exec(text)
  if (flowMap) found.push({ find: flowMap[0], replace: `${flowMap[0]}"${KEY}": "${VALUE}", ` })
  const block = /^metadata:[ \t]*(?:#.*)?\r?\n([ \t]+)(?=\S)/m.exec(text)
  if (block) found.push({ find: block[0], replace: `${block[0]}annotations: {${KEY}: "${VALUE}"}\n${block[1]}` })
  const flow = /(["']?)metadata\1:\s*\{/.exec(text)
  if (flow) found.push({ find: flow[0], replace: `${flow[0]}"annotations": {"${KEY}": "${VALUE}"}, ` })
  return found
}

/** A restart that comes later than this has let a hang stand for long. */
const SOON_SECONDS = 300
const ETCD_SECONDS = 600

/**
 * Restarts while nothing goes wrong, and whether the pods are ready in the end, or have done their work.
 *
 * Units: `sort` counts restarts.
 */
export function calm({ calm: run }: LaneTrials): VerdictCell {
  const { trace } = run
  const restarts = restartsAt(trace, CALM_SECONDS)
  const statuses = [...lastStatuses(trace, CALM_SECONDS).values()]
  const killed = killedForGood(run)
  const well = statuses.length > 0 && !killed && statuses.every(({ ready, phase }) => ready || phase === 'Succeeded')
  const done = well && statuses.every(({ phase }) => phase === 'Succeeded')
  const note = statuses.length === 0 ? 'no pod' : killed ? 'killed for good' : done ? 'completed' : well ? 'ready' : 'not ready'
  const last =
    killed ??
    trace.findLast(isRestart) ??
    trace.findLast(({ kind }) => kind === 'probe') ??
    trace.findLast(({ kind }) => kind === 'status' || kind === 'log')
  const end = killed
    ? ` ${killed.container} is killed at ${clockWords(killed.t)}: ${endReason(trace, killed, run.inputs)}. ${notAgain(run, killed)}`
    : well && !done
      ? ' It is ready at the end.'
      : ''
  return {
    value: String(restarts),
    note,
    sort: restarts + (well ? 0 : 0.5),
    tone: restarts === 0 && well ? 'good' : 'bad',
    reason: `${summarize(trace, CALM_SECONDS, run.inputs).text.replace(WAITS_NOW, '')}${end}`,
    ...(last ? { proof: { kind: 'run', trial: run.trial, from: 0, at: CALM_SECONDS, entry: last.id } satisfies Proof } : {}),
  }
}

/** How long a hung main process stays hung, and whether its restart helps. */
export function* hang(trials: LaneTrials): Steps<VerdictCell> {
  const found = yield* faulted(trials, 'hang', (main) => ({ hang: main.container }), PATIENCE_SECONDS, isUpAgain)
  if ('value' in found) return found
  const { main, run, at } = found
  const { start: restart, serves } = upAgain(run.trace, main, at)
  if (!restart) return killed(found, 'hang') ?? never(unnoticed(found), proofOf(run, at, tellingProbe(found)))
  const helps = serves !== undefined
  const waited = restart.t - at
  const ready = run.trace.find(
    ({ kind, t, pod, ...entry }) => kind === 'status' && pod === main.pod && t > restart.t && 'ready' in entry && entry.ready,
  )
  const again = helps && ready ? ` It is ready again ${lengthWords(Math.round(ready.t - at))} after the hang.` : ''
  const anyway = comesAnyway(trials, found, waited)
  const note = [...(anyway === undefined ? [] : [ANYWAY]), ...(helps ? [] : ['does not help'])].join(', ')
  return {
    value: inSeconds(waited),
    ...(note ? { note } : {}),
    sort: waited,
    tone: helps && anyway === undefined && waited <= SOON_SECONDS ? 'good' : 'costs',
    reason: `Restarted ${lengthWords(waited)} after the hang: ${restartReason(run.trace, restart) ?? 'its process ended'}. ${helps ? 'Then it serves again.' : 'It does not serve afterwards.'}${again}${anyway ?? ''}`,
    proof: proofOf(run, at, restart),
  }
}

/** A fault gets no credit for a restart that the calm run has, too, and not later. */
function comesAnyway({ calm: { trace } }: LaneTrials, { main, at }: Faulted, waited: number): string | undefined {
  const next = startsAfter(trace, main, at)[0]
  return next && next.t - at <= waited + 1 ? ` Without it, the next restart comes after ${lengthWords(next.t - at)} anyway.` : undefined
}

/**
 * How soon, and how often, the kube-apiserver is restarted in vain once etcd is lost.
 *
 * Units: `sort` counts restarts, then the sooner the more.
 */
export function etcdLost(how: 'kill' | 'hang') {
  const deed = how === 'kill' ? 'etcd killed' : 'etcd hung'
  const isBack = how === 'kill' ? 'etcd is still down' : 'etcd still hangs'
  return function* (trials: LaneTrials): Steps<VerdictCell> {
    const found = yield* faulted(trials, deed, () => ({ etcd: how }), ETCD_SECONDS)
    if ('value' in found) return found
    const { main, run, at } = found
    const restarts = startsAfter(run.trace, main, at)
    const first = restarts[0]
    const dead = killed(found, 'loss of etcd')
    if (dead) return dead
    if (!first)
      return {
        value: 'never',
        note: readyNote(found),
        sort: 0,
        tone: 'good',
        reason: `Nothing is restarted. ${unnoticed(found)} ${readiness(found)}`,
        proof: proofOf(run, at, tellingProbe(found)),
      }
    const wanted = yield* calmUntil(trials, at + ETCD_SECONDS)
    const anyway = startsAfter(wanted.trace, main, at).filter(({ t }) => t <= at + ETCD_SECONDS).length
    const more = Math.max(0, restarts.length - anyway)
    const waited = first.t - at
    const vain =
      more === 0 ? `As many come without it: etcd adds none.` : `None helps: ${isBack}.${anyway ? ` ${anyway} come without it, too.` : ''}`
    return {
      value: inSeconds(waited),
      note: more === 0 ? ANYWAY : counted(restarts.length, 'restart'),
      sort: more * ETCD_SECONDS + (more === 0 ? 0 : ETCD_SECONDS - waited),
      tone: 'costs',
      reason: `${counted(restarts.length, 'restart')} in 10 minutes, the first after ${lengthWords(waited)}: ${restartReason(run.trace, first) ?? 'its process ended'}. ${vain} ${readiness(found)}`,
      proof: proofOf(run, at, first),
    }
  }
}

/** The calm run, and more of it where a fault comes late. */
function* calmUntil(trials: LaneTrials, until: number): Steps<TrialRun> {
  return until <= CALM_SECONDS ? trials.calm : yield* trials.once('longer calm', () => trials.run(trials.calm.trial, until))
}

/** How long a crash interrupts. */
export function* crash(trials: LaneTrials): Steps<VerdictCell> {
  const found = yield* faulted(trials, 'crash', (main) => ({ crash: main.container, code: 1 }), PATIENCE_SECONDS, isUpAgain)
  if ('value' in found) return found
  const { main, run, at } = found
  const { start, serves } = upAgain(run.trace, main, at)
  if (!start || !serves) {
    const why = start ? 'It starts again, but does not serve.' : notAgain(run, main)
    return never(why, proofOf(run, at, start ?? endAfter(run.trace, main, at)))
  }
  const waited = serves.t - at
  return {
    value: inSeconds(waited),
    sort: waited,
    tone: waited <= SOON_SECONDS ? 'good' : 'costs',
    reason: `Started again after ${lengthWords(start.t - at)}, ${main.isServer ? 'and it serves' : 'and it is ready'} after ${lengthWords(waited)}.`,
    proof: proofOf(run, at, serves),
  }
}

/** How long an edit of the manifest takes, and how long it interrupts. */
export function* edit(trials: LaneTrials): Steps<VerdictCell> {
  const { main } = trials
  const change = main && harmlessEdit(trials.inputs, main.pod)
  if (main && !change) return notAsked('No harmless change of this manifest was found: metadata is not written out in it.')
  const found = yield* faulted(trials, 'edited', () => change!, PATIENCE_SECONDS, isUpAgain)
  if ('value' in found) return found
  const { run, at } = found
  const { start, serves } = upAgain(run.trace, found.main, at)
  if (!start || !serves)
    return never(start ? 'The new pod starts, but does not serve.' : 'The kubelet makes no new pod of it.', proofOf(run, at, start))
  const waited = serves.t - at
  const end = endOfOld(run.trace, found.main, at)
  // up to 1.21 the new pod does not wait for the old one's end
  const down = end === undefined ? 0 : Math.max(0, serves.t - end)
  const does = found.main.isServer ? 'serves' : 'is ready'
  return {
    value: inSeconds(waited),
    ...(waited - down < 1 ? {} : { note: down === 0 ? 'none down' : `${inSeconds(down)} down` }),
    sort: waited,
    tone: waited <= SOON_SECONDS ? 'good' : 'costs',
    reason: `The new pod ${does} ${lengthWords(waited)} after the edit; ${down === 0 ? 'the old one is still there then, so that somebody is all the while' : `nobody ${found.main.isServer ? 'serves' : 'runs'} for ${lengthWords(down)} of them`}.`,
    proof: proofOf(run, at, serves),
  }
}

/** When the pod of before stops serving: what its removal leads to. The new one's container has the same name. */
function endOfOld(trace: Trace, main: Main, at: number): number | undefined {
  const removals = trace.filter((entry) => entry.t >= at && entry.kind === 'sync' && entry.op === 'REMOVE' && entry.pod === main.pod)
  const isOver = (entry: Entry): boolean => (main.isServer ? entry.kind === 'server' && entry.state !== 'serving' : isEnd(entry))
  return effects(
    trace,
    removals.map(({ id }) => id),
  )
    .map((id) => trace[id]!)
    .find((entry) => isOf(entry, main) && isOver(entry))?.t
}

/** One unit in a column, so that its numbers can be compared. */
function inSeconds(length: number): string {
  return length < 10 ? lengthWords(length) : `${Math.round(length)} s`
}

interface Faulted {
  main: Main
  run: TrialRun
  at: number
}

type Deed = Action extends infer A ? (A extends Action ? Omit<A, 'at'> : never) : never

/** Runs the lane with one thing done to it at 10 min, or as soon after it as it is up; a cell where it never is. */
function* faulted(
  trials: LaneTrials,
  name: string,
  deed: (main: Main) => Deed,
  patience: number,
  hasShown?: (found: Omit<Faulted, 'run'> & { trace: Trace }) => boolean,
): Steps<Faulted | VerdictCell> {
  const { main } = trials
  const at = trials.upFrom(FAULT_SECONDS)
  if (!main || at === undefined) return neverUp(trials, FAULT_SECONDS)
  const trial = trials.trial(`${name} at ${clockWords(at)}`, { actions: [{ at, ...deed(main) } as Action] })
  return { main, at, run: yield* trials.run(trial, at + patience, hasShown && ((trace) => hasShown({ main, at, trace })), at) }
}

/** Started again, counted as such, and serving: nothing more is asked of the run. */
function isUpAgain({ main, at, trace }: { main: Main; at: number; trace: Trace }): boolean {
  const { start, serves } = upAgain(trace, main, at)
  return start !== undefined && serves !== undefined && countedBy(trace, start) !== undefined
}

/** The first start after a moment, and from when on it serves. */
function upAgain(trace: Trace, main: Main, at: number): { start?: ProcessEntry; serves?: ReturnType<typeof servesAfter> } {
  const [start] = startsAfter(trace, main, at)
  return start ? { start, serves: servesAfter(trace, main, start.t) } : {}
}

/** Killed for what was done to it, and not started again. */
function killed({ main, run, at }: Faulted, deed: string): VerdictCell | undefined {
  const end = killedForGood(run, main)
  if (!end || end.t <= at) return undefined
  const reason = `Killed ${lengthWords(end.t - at)} after the ${deed}: ${endReason(run.trace, end)}. ${notAgain(run, main)}`
  return never(reason, proofOf(run, at, end), 'killed for good')
}

/** The deed itself decides where nothing else is there to see. */
function proofOf({ trial, trace }: TrialRun, from: number, decisive: Entry | undefined): Proof {
  const entry = decisive ?? trace.find(({ kind, t }) => kind === 'action' && t >= from)!
  return { kind: 'run', trial, from, at: countedBy(trace, entry)?.t ?? entry.t, entry: entry.id }
}

/** A restart is seen at the head of a lane when the kubelet's status counts it; one before it may tell of another container alone. */
function countedBy(trace: Trace, start: Entry): Entry | undefined {
  if (start.kind !== 'process' || start.op !== 'started') return undefined
  return trace.find(
    (entry) =>
      entry.id > start.id &&
      entry.kind === 'status' &&
      entry.pod === start.pod &&
      entry.containers.some(({ name, restartCount }) => name === start.container && restartCount >= start.attempt),
  )
}

function probesAfter({ main, run, at }: Faulted): ProbeEntry[] {
  return run.trace.filter((entry): entry is ProbeEntry => entry.kind === 'probe' && entry.startedAt > at && isOf(entry, main))
}

/** What shows best that nobody restarts it: the longest row of failures, else the first answer. */
function tellingProbe(found: Faulted): ProbeEntry | undefined {
  const probes = probesAfter(found)
  const killing = probes.filter(({ probe }) => probe !== 'readiness')
  const worst = killing
    .filter(({ result }) => result === 'failure')
    .reduce<ProbeEntry | undefined>((most, probeEntry) => (most && most.resultRun >= probeEntry.resultRun ? most : probeEntry), undefined)
  return worst ?? killing.find(({ result }) => result === 'unknown') ?? killing[0] ?? probes[0]
}

/** Why nobody restarts it. */
function unnoticed(found: Faulted): string {
  const probe = tellingProbe(found)
  if (!probe || probe.probe === 'readiness') return unasked(found)
  const asked = probesAfter(found).filter((probeEntry) => probeEntry.probe === probe.probe)
  const failed = asked.filter(({ result }) => result === 'failure').length
  if (failed > 0) {
    // the row may have begun before the fault
    const row = probe.resultRun > failed ? `${probe.resultRun} in a row with those before` : `at most ${probe.resultRun} in a row`
    return `${failed} of its ${asked.length} ${probe.probe} probes fail, ${row}; it takes ${probe.threshold}.`
  }
  if (probe.result === 'unknown') return `The ${probe.probe} probe cannot be made (${probe.target}), and that never counts.`
  return `The ${probe.probe} probe still passes (${probe.target}).`
}

function unasked(found: Faulted): string {
  const probe = specOf(found.run.inputs, found.main)?.livenessProbe
  if (probe)
    return `Its liveness probe does not ask in this time: initialDelaySeconds is ${probe.initialDelaySeconds}, periodSeconds ${probe.periodSeconds}.`
  return typeof ready(found) === 'object'
    ? 'No liveness probe asks: of a hang only the readiness probe takes notice, and nobody restarts it.'
    : 'No liveness probe asks, so nobody notices a hang.'
}

function ready({ run: { trace }, main, at }: Faulted): 'all the while' | 'not before' | { from: number } {
  const before = lastStatuses(trace, at).get(main.pod)
  if (!before?.ready) return 'not before'
  const turned = trace.find((entry) => entry.t > at && entry.kind === 'status' && entry.pod === main.pod && !entry.ready)
  return turned ? { from: turned.t - at } : 'all the while'
}

function readiness(found: Faulted): string {
  const is = ready(found)
  if (is === 'not before') return 'The pod was not ready before either.'
  return is === 'all the while' ? 'The pod counts as ready all the while.' : `The pod is not ready from ${lengthWords(is.from)} on.`
}

function readyNote(found: Faulted): string {
  return ready(found) === 'all the while' ? 'stays ready' : 'not ready'
}
