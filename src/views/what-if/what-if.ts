import { own } from '../../manifest/own.ts'
import { readManifest } from '../../manifest/parse.ts'
import type { Container, Manifest, Probe } from '../../manifest/types.ts'
import { type ActionTold, toldOf } from '../../sim/node/action-told.ts'
import { changesFile, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { causesOf, manifestsAt } from '../../sim/trace/moment.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { MOST_SECONDS } from '../../sim/scenario/fields.ts'
import { simulateWhole } from '../../sim/simulate.ts'
import type { Entry, ProcessEntry, ServerEntry, Trace } from '../../sim/trace/trace.ts'
import { actionWords } from '../text/action-words.ts'
import { clockWords, lengthWords } from '../text/duration.ts'
import { endedBy } from '../lanes/ends.ts'
import { unifiedDiff } from '../text/unified-diff.ts'
import { type Change, changesOf, type Movable, numbersOf } from './what-if-changes.ts'
import { remediesOf, remedyNumbersOf } from './what-if-remedies.ts'
import { effects } from '../why/why-effects.ts'

/** A restart of a container: the one that ends its life `number - 1`. */
export interface Restart {
  pod: string
  container: string
  /** Counts from 1. */
  number: number
  /** When the life before it ends. */
  t: number
  /** The entry of that end. */
  end: number
}

/** A change that helps, with the run that shows it. */
export interface Suggestion extends Pick<Change, 'title' | 'path' | 'line' | 'text' | 'files'> {
  /** The lines that differ, each with `-` or `+` before it. */
  diff: readonly string[]
  /** Restarts of the container until the run ends, as it is and with the change. */
  before: number
  restarts: number
  /** What it costs, as sentences. */
  prices: readonly string[]
}

/** An action of the scenario without which the restart does not come. */
export interface Without {
  /** Its place among the lane's actions, in order of time. */
  index: number
  at: number
  told: ActionTold
  /** It changes a file, as whoever runs a cluster does; any other is a trouble that the scenario sets. */
  isEdit: boolean
  before: number
  restarts: number
}

/** What would have prevented a restart: each way was tried in a run of its own. */
export interface WhatIf {
  restart: Restart
  file: string
  without: readonly Without[]
  /** How many runs it took. */
  runs: number
  best: readonly Suggestion[]
  /** Why nothing was tried, as a sentence. */
  note?: string
}

export interface Progress {
  done: number
  of: number
}

const SHOWN = 3
/** A run so many times as long shows what comes of programs that change. */
const LONGER = 2
/** Beside a probe's own failures, before a restart: a sync that is late, a back-off. */
const LATE_SECONDS = 450

/**
 * The smallest single changes of a manifest that would have prevented a restart, found by trying: each is simulated, and kept
 * where the container is never restarted until the run ends and still runs then. Only where none does that, those count with
 * which the run has fewer restarts than the number of this one. What only puts the restart off comes last, what costs nothing
 * first; then a line less before another value before another block, then the nearer number. What lets the pod never be ready is
 * named only where nothing else helps. Of a probe's numbers, which all wait longer, one is named. The run is tried without each
 * action before the restart too. What the scenario itself ends is no restart that a manifest could prevent. A step of the generator is one run.
 *
 * Units: seconds on the simulated clock. Errors: undefined where no restart follows from the entry.
 */
export function* whatIf(inputs: Inputs, trace: Trace, id: number): Generator<Progress, WhatIf | undefined> {
  const restart = restartOf(trace, id)
  if (!restart) return undefined
  if (inputs.happened)
    return { restart, file: '', without: [], runs: 0, best: [], note: 'This is what happened: the lane that simulates it can be changed.' }
  const by = causesOf(trace[restart.end]!)
    .map((cause) => trace[cause])
    .find((cause) => cause?.kind === 'action')
  if (by?.kind === 'action' && !isPreventable(trace, trace[restart.end]!))
    return {
      restart,
      file: '',
      without: [],
      runs: 0,
      best: [],
      note: `The scenario ${actionWords(by).does}: no line of a manifest prevents that.`,
    }
  const found = fileOf(inputs, restart)
  const { file, text = '' } = found
  const trials = new Trials(inputs, trace, restart, file, text)
  const setting = { inputs, pod: restart.pod, container: restart.container }
  const changes = [...changesOf(text), ...remediesOf(text, setting)].filter((change) => trials.differs(change))
  const numbers = [...numbersOf(text), ...remedyNumbersOf(text, setting)]
  const actions = inputs.actions.filter(({ at }) => at <= restart.t)
  const progress = { done: 0, of: actions.length + changes.length + numbers.length }
  const without: (Without & Outcome)[] = []
  for (const [index, action] of actions.entries()) {
    yield { ...progress, done: progress.done++ }
    const tried = trials.try({ actions: inputs.actions.toSpliced(index, 1) })
    if (tried?.helps)
      without.push({ ...tried, index, at: action.at, told: toldOf(action), isEdit: changesFile(action), before: trials.before })
  }
  const helping: Tried[] = []
  const keep = (tried: Tried | undefined): void => {
    if (tried?.helps) helping.push(tried)
  }
  for (const change of changes) {
    yield { ...progress, done: progress.done++ }
    keep(trials.change(change))
  }
  for (const number of numbers) {
    progress.done++
    keep(yield* nearest(number, trials, progress))
  }
  const best = yield* rank(helping, trials, progress)
  return {
    restart,
    file,
    without: most(without).map(({ helps: _helps, ...one }) => one),
    best,
    runs: trials.runs,
    ...(found.text === undefined ? { note: found.note } : {}),
  }
}

/**
 * The restart that an entry led to, or is.
 *
 * Units: seconds on the simulated clock. Errors: undefined where it led to none.
 */
export function restartOf(trace: Trace, id: number): Restart | undefined {
  const entry = trace[id]
  if (!entry) return undefined
  const led = isAgain(entry) ? trace.slice(0, id).findLast((one) => isEnd(one) && isSame(one, entry)) : firstEnd(trace, entry)
  if (!led || !isEnd(led) || led.pod === undefined || endedBy(trace, led) === 'file') return undefined
  // one that runs once is not restarted
  const isWanted = trace.some((one) => one.id > led.id && isSame(one, led) && (isAgain(one) || one.kind === 'backoff'))
  return isWanted ? { pod: led.pod, container: led.container, number: led.attempt + 1, t: led.t, end: led.id } : undefined
}

/** The first end of a process that came of an entry. An Event only tells of what its causes are. */
function firstEnd(trace: Trace, entry: Entry): Entry | undefined {
  const from = entry.kind === 'event' ? causesOf(entry) : [entry.id]
  return [...from, ...effects(trace, from)].map((id) => trace[id]).find((one) => one && isEnd(one))
}

function isEnd(entry: Entry): entry is ProcessEntry {
  return entry.kind === 'process' && entry.op === 'exited'
}

/** An end that hangs on the manifest: neither the scenario's own doing, nor that of another text. */
function isPreventable(trace: Trace, entry: Entry): entry is ProcessEntry {
  return isEnd(entry) && !['action', 'file'].includes(endedBy(trace, entry))
}

function isAgain(entry: Entry): entry is ProcessEntry {
  return entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0
}

function isSame(one: Entry, other: Entry): boolean {
  const isOtherPod = one.kind === 'process' && other.kind === 'process' && one.uid !== other.uid
  return one.container === other.container && one.pod === other.pod && !isOtherPod
}

/** The file that had the pod when it ended, or that was copied to it, where it is still the text that the lane begins with; of two the last in order. */
function fileOf(inputs: Inputs, { pod, t }: Restart): { file: string; text?: string; note: string } {
  for (const [file, text] of [...manifestsAt({ inputs, at: t })].toSorted(([one], [other]) => (one < other ? 1 : -1))) {
    if (read(inputs, file, text).pod?.metadata.name !== pod) continue
    const source =
      text === own(inputs.manifests, file) ? file : Object.keys(inputs.manifests).find((name) => inputs.manifests[name] === text)
    return source !== undefined
      ? { file: source, text, note: '' }
      : { file, note: `${file} had been changed by an action by then, so no line of it was tried.` }
  }
  return { file: '', note: `No file had the pod ${pod} any more by then.` }
}

function read(inputs: Inputs, file: string, text: string): Manifest {
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release: releaseOf(inputs.kubernetes) })
}

interface Outcome {
  restarts: number
  /** None at all, or at least not this one. */
  helps: 'all' | 'this' | undefined
}

interface Tried extends Outcome {
  change: Change
}

/** How long at most probes wait until they have a container killed that never answers: from its start on, and later. */
interface Patience {
  starting: number
  running: number
}

interface Prices {
  flaw: Flaw
  said: string[]
}

/**
 * What is wrong with a change that helps, the lesser first: the probe sees less, a hang for one; the restart is only put off; no probe
 * is left that sees anything; the pod is of no use.
 */
const FLAWS = ['none', 'sees less', 'puts off', 'sees nothing', 'no use'] as const
type Flaw = (typeof FLAWS)[number]

/** Runs with changed inputs, held against the restart. */
class Trials {
  runs = 0
  readonly before: number
  readonly file: string
  private readonly inputs: Inputs
  private readonly restart: Restart
  private readonly original: Trace
  private readonly own: string
  private readonly text: string
  /** How many ends that a manifest could prevent there were, this one included. */
  private readonly ends: number
  /** When it has run for a second. */
  private readonly firstSecond: number

  constructor(inputs: Inputs, trace: Trace, restart: Restart, file: string, text: string) {
    this.inputs = inputs
    this.restart = restart
    this.original = trace
    this.file = file
    this.text = text
    this.own = specOf(read(inputs, file, text))
    this.firstSecond = (this.starts(trace)[0]?.t ?? 0) + 1
    this.before = this.starts(trace).filter(isAgain).length
    this.ends = this.preventable(trace).filter(({ id }) => id <= restart.end).length
  }

  /** Whether the kubelet would run another pod at all, of the same name. */
  differs({ text }: Change): boolean {
    const manifest = read(this.inputs, this.file, text)
    return manifest.pod?.metadata.name === this.restart.pod && specOf(manifest) !== this.own
  }

  /** Undefined where it does not even put off this restart. */
  try(changed: Partial<Inputs>): Outcome | undefined {
    const soon = this.run({ ...changed, duration: Math.min(this.restart.t + 1, this.inputs.duration) })
    if (this.starts(soon).length === 0 || this.preventable(soon).length >= this.ends) return undefined
    const trace = this.run(changed)
    const restarts = this.starts(trace).filter(isAgain).length
    const ends = this.preventable(trace).length
    return { restarts, helps: ends === 0 ? 'all' : restarts > 0 && ends < this.ends ? 'this' : undefined }
  }

  /** As `try`; undefined too where the kubelet would run the same pod, or another. */
  change(change: Change): Tried | undefined {
    const outcome = this.differs(change) ? this.try(this.changed(change)) : undefined
    return outcome && { change, ...outcome }
  }

  private changed({ text, files }: Change): Partial<Inputs> {
    const manifests = { ...this.inputs.manifests, [this.file]: text }
    return files ? { manifests, files: { ...this.inputs.files, ...files } } : { manifests }
  }

  private run(changed: Partial<Inputs>): Trace {
    this.runs++
    return simulateWhole({ ...this.inputs, requests: [], ...changed })
  }

  private starts(trace: Trace): ProcessEntry[] {
    return trace.filter((entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'started' && this.isOurs(entry))
  }

  private preventable(trace: Trace): ProcessEntry[] {
    return trace.filter((entry): entry is ProcessEntry => this.isOurs(entry) && isPreventable(trace, entry))
  }

  private isOurs({ pod, container }: Entry): boolean {
    return pod === this.restart.pod && container === this.restart.container
  }

  diff(text: string): string[] {
    const all = unifiedDiff(this.text, text, '', '').split('\n').slice(2)
    return all.filter((line) => /^[-+]/.test(line))
  }

  prices({ change, helps }: Tried): Prices {
    const { duration } = this.inputs
    const wanted = helps === 'all' ? 1 : this.ends
    const { starting: patience } = patienceOf(this.container(change.text))
    const longer = this.run({
      ...this.changed(change),
      duration: Math.min(MOST_SECONDS, Math.max(duration * LONGER, duration + wanted * patience)),
    })
    const putOff =
      this.putOff(longer, wanted) ??
      (duration + wanted * patience > MOST_SECONDS && this.isFailing(longer) ? 'Only puts it off, by more than 24 h.' : undefined)
    if (putOff) return { flaw: 'puts off', said: [putOff] }
    const useless = this.useless(longer)
    if (useless) return { flaw: 'no use', said: [useless] }
    if (this.asksInVain(longer))
      return { flaw: 'sees nothing', said: ['The probe asks nobody any more: it errs, and an error counts for nothing.'] }
    if (/\bresources(\.limits(\.memory)?)?$/.test(change.path) && change.size !== 2)
      return { flaw: 'sees less', said: ['Nothing but the node’s memory bounds it then.'] }
    const said = this.hang(change)
    const isBlind = said.some((price) => price.includes('not be noticed'))
    return { flaw: !isBlind ? 'none' : change.size === 3 ? 'sees less' : 'sees nothing', said: [...(change.notes ?? []), ...said] }
  }

  /** Whether its probes end in errors, which they did not before: a port without that name, a program that is not there. */
  private asksInVain(trace: Trace): boolean {
    const last = (entries: Trace) =>
      entries.findLast((entry) => entry.kind === 'probe' && entry.probe !== 'readiness' && this.isOurs(entry))
    const isError = (entry: Entry | undefined) => entry?.kind === 'probe' && entry.result === 'unknown'
    return isError(last(trace)) && !isError(last(this.original))
  }

  private container(text: string): Probed {
    const {
      initContainers = [],
      containers = [],
      terminationGracePeriodSeconds: grace = 0,
    } = read(this.inputs, this.file, text).pod?.spec ?? {}
    return { ...[...initContainers, ...containers].find(({ name }) => name === this.restart.container), grace }
  }

  private putOff(trace: Trace, wanted: number): string | undefined {
    const end = this.preventable(trace)[wanted - 1]
    const start = end && this.starts(trace).find(({ id }) => id > end.id)
    return start && `Only puts it off: ${wanted === 1 ? 'a restart' : `restart ${this.restart.number}`} comes at ${clockWords(start.t)}.`
  }

  /** Whether the last that its probes found, if anything, was a failure. */
  private isFailing(trace: Trace): boolean {
    const last = trace.findLast((entry) => entry.kind === 'probe' && entry.probe !== 'readiness' && this.isOurs(entry))
    return last?.kind !== 'probe' || last.result === 'failure'
  }

  /** A pod that is never ready, or a server that never serves, is not restarted, but no use either. */
  private useless(trace: Trace): string | undefined {
    if (!trace.some((entry) => entry.kind === 'status' && entry.pod === this.restart.pod && entry.ready)) return 'The pod is never ready.'
    const servers = trace.filter((entry): entry is ServerEntry => entry.kind === 'server' && this.isOurs(entry))
    if (servers.length > 0 && !servers.some(({ state }) => state === 'serving')) return 'The kube-apiserver never serves.'
    return this.inputs.cluster.attached && servers.some(({ unasked }) => unasked)
      ? 'No client reaches the kube-apiserver any more: each kubeconfig says port 6443.'
      : undefined
  }

  /** What becomes of a hang where the scenario does nothing else: late in the run, or right after the start where only that is noticed later than now. */
  private hang(change: Change): string[] {
    const [now, then] = [this.text, change.text].map((text) => patienceOf(this.container(text))) as [Patience, Patience]
    const running = this.noticed(change, this.inputs.duration, then.starting)
    // without a probe nobody noticed one before either
    if (now.running === Infinity && then.running === Infinity) return []
    if (running === 'never')
      return [
        /^without \w+Probe$/.test(change.title) ? 'No such probe any more: a hang would not be noticed.' : 'A hang would not be noticed.',
      ]
    const isLater = then.running > now.running
    const after = isLater ? running : then.starting > now.starting ? this.noticed(change, this.firstSecond, then.starting) : undefined
    if (after === undefined) return []
    const when = isLater ? 'A hang' : 'A hang right after the start'
    return [after === 'never' ? `${when} would not be noticed.` : `${when} would end only after ${lengthWords(Math.round(after))}.`]
  }

  /** How long a hang lasts; undefined where there is nothing then that could hang. */
  private noticed(change: Change, at: number, patience: number): number | 'never' | undefined {
    const trace = this.run({
      ...this.changed(change),
      duration: Math.min(MOST_SECONDS, at + patience),
      actions: [{ at, hang: this.restart.container }],
    })
    if (trace.some((entry) => entry.kind === 'action' && entry.note !== undefined)) return undefined
    const end = this.preventable(trace).find(({ t }) => t > at)
    return end ? end.t - at : 'never'
  }
}

type Probed = Pick<Container, 'startupProbe' | 'livenessProbe'> & { grace: number }

function patienceOf({ startupProbe, livenessProbe, grace }: Probed): Patience {
  const wait = (probe: Probe): number =>
    (probe.failureThreshold + 1) * Math.max(probe.periodSeconds, probe.timeoutSeconds) + (probe.terminationGracePeriodSeconds ?? grace)
  const probes = [startupProbe, livenessProbe].filter((probe) => probe !== undefined)
  return {
    starting: probes.reduce((sum, probe) => sum + probe.initialDelaySeconds + wait(probe), LATE_SECONDS),
    running: livenessProbe ? wait(livenessProbe) : Infinity,
  }
}

/** What the simulator reads of a manifest, to compare. */
function specOf({ pod }: Manifest): string {
  return pod ? JSON.stringify([pod.metadata.name, pod.metadata.namespace, pod.spec]) : ''
}

/** The number that helps and lies nearest: in growing steps up and down, then between the last that did not and the first that did. */
function* nearest({ value, isOnlyMore, to }: Movable, trials: Trials, progress: Progress): Generator<Progress, Tried | undefined> {
  let best: Tried | undefined
  for (const sign of isOnlyMore ? [1] : [1, -1]) {
    let near = 0
    let found: Tried | undefined
    const most = sign > 0 ? Math.max(64 * value, 64) : value
    for (let step = 1; step <= most && !found; step *= 2) {
      yield progress
      const change = to(value + sign * step)
      const tried = trials.change(change)
      if (tried?.helps === 'all') found = tried
      else near = step
    }
    while (found && found.change.distance - near > 1) {
      yield progress
      const middle = near + Math.floor((found.change.distance - near) / 2)
      const change = to(value + sign * middle)
      const tried = trials.change(change)
      if (tried?.helps === 'all') found = tried
      else near = middle
    }
    if (found && (!best || found.change.distance < best.change.distance)) best = found
  }
  return best
}

/** Those after which it is never restarted; only where none does that, those after which it is at least not this time. */
function most<T extends Outcome>(helping: readonly T[]): T[] {
  const all = helping.filter(({ helps }) => helps === 'all')
  return all.length > 0 ? all : [...helping]
}

/** The best few, one an idea: nothing that only puts it off, or leaves no probe that sees anything, where there is better. */
function* rank(helping: readonly Tried[], trials: Trials, progress: Progress): Generator<Progress, Suggestion[]> {
  const byPath = new Map<string, Tried & Prices>()
  for (const tried of most(helping).toSorted((a, b) => order(a.change, b.change))) {
    if (byPath.has(tried.change.path)) continue
    yield progress
    byPath.set(tried.change.path, { ...tried, ...trials.prices(tried) })
  }
  const all = [...byPath.values()].toSorted(
    (a, b) => FLAWS.indexOf(a.flaw) - FLAWS.indexOf(b.flaw) || worth(a) - worth(b) || order(a.change, b.change),
  )
  const best = all[0]?.flaw
  const hasTime = all.some(({ flaw, change }) => flaw === best && wayOf(change) >= 0 && wayOf(change) < PERIODS)
  return all
    .filter(({ flaw, change }) => flaw === best || (flaw !== 'no use' && (best !== 'none' || (flaw !== 'puts off' && isNamed(change)))))
    .filter(({ change }) => !hasTime || wayOf(change) < PERIODS)
    .filter(({ change }, i, all) => all.findIndex((one) => ideaOf(one.change) === ideaOf(change)) === i)
    .slice(0, SHOWN)
    .map(({ change: { title, path, line, text, files }, restarts, said }) => ({
      title,
      path,
      line,
      text,
      ...(files ? { files } : {}),
      diff: trials.diff(text),
      before: trials.before,
      restarts,
      prices: said,
    }))
}

/** What a person means to ask less with: the probe, or its request, is another, or is none. */
const isNamed = ({ title }: Change): boolean => /^(a tcpSocket probe instead|without \w+Probe$)/.test(title)

/** How a probe may be given more time, the best way first: periods are for how soon a hang is to be noticed. */
const PATIENCE = [
  /startupProbe\.failureThreshold$/,
  /livenessProbe\.failureThreshold$/,
  /Probe\.initialDelaySeconds$/,
  /Probe\.timeoutSeconds$/,
  /Probe\.periodSeconds$/,
]
const PERIODS = PATIENCE.length - 1

/** -1 where it is no matter of time. */
const wayOf = ({ path }: Change): number => PATIENCE.findIndex((way) => way.test(path))

/** What costs nothing first, then what mends a thing, then more time in the order of its ways. */
const worth = ({ said, change }: Tried & Prices): number =>
  (said.length === (change.notes?.length ?? 0) ? 0 : PATIENCE.length + 1) + wayOf(change)

/** Of those that come to the same one is named. */
function ideaOf(change: Change): string {
  const way = wayOf(change)
  return way < 0 ? change.path.replace(/resources(\.limits(\.memory)?)?$/, 'memory') : `way ${way}`
}

function order(a: Change, b: Change): number {
  return a.size - b.size || a.distance - b.distance || a.line - b.line
}
