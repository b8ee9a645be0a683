import { isRestart, endedBy, lastBefore } from '../lanes/ends.ts'
import { manifestOf } from '../../sim/scenario/specs.ts'
import { besideOf, type ManifestChange, changedInputs, takesAway } from './what-if-changes.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type Entry, type ProcessEntry, type ServerEntry, type Trace, isEnd } from '../../sim/trace/trace.ts'
import { simulateWhole } from '../../sim/simulate.ts'
import { Experiment, isOf, startsAfter, STEP_SECONDS } from '../experiment.ts'
import { changedLines } from '../text/line-diff.ts'
import { MOST_SECONDS } from '../../sim/scenario/scenario-fields.ts'
import { clockWords, lengthWords } from '../text/duration-words.ts'
import { type Container, type Probe, type Manifest, containerIn } from '../../manifest/types.ts'
import { podNeeds } from '../../sim/node/node-size.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import { isWaitedFor } from '../why/why.ts'
import { effects } from '../why/effect-groups.ts'

export interface WhatIfProgress {
  done: number
  of: number
}

export interface TrialOutcome {
  restarts: number
  /** None at all, or at least not this one. */
  helps: 'all' | 'this' | undefined
}

export interface TriedChange extends TrialOutcome {
  change: ManifestChange
}

/** How long at most probes wait until they have a container killed that never answers: from its start on, and later. */
interface Patience {
  starting: number
  running: number
}

export interface Prices {
  flaw: Flaw
  said: string[]
}

/**
 * What is wrong with a change that helps, the lesser first: the probe sees less, a hang for one; the restart is only put off; no probe
 * is left that sees anything; the pod is of no use.
 */
export const FLAWS = ['none', 'sees less', 'puts off', 'sees nothing', 'no use'] as const

export type Flaw = (typeof FLAWS)[number]

/** Runs with changed inputs, held against the restart. */
export class RestartTrials {
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
    this.own = specOf(manifestOf(inputs, file, text))
    this.firstSecond = (this.starts(trace)[0]?.t ?? 0) + 1
    this.before = this.starts(trace).filter(isRestart).length
    this.ends = this.preventable(trace).filter(({ id }) => id <= restart.end).length
  }

  /** Whether the kubelet would run another pod at all, of the same name. */
  differs(change: ManifestChange): boolean {
    const { text } = change
    if (text === this.text) return Object.keys(besideOf(change)).length > 0
    const manifest = manifestOf(this.inputs, this.file, text)
    return manifest.pod?.metadata.name === this.restart.pod && specOf(manifest) !== this.own
  }

  /**
   * Undefined where it does not even put off this restart. Where only a change counts with which none comes, the run is given up at
   * its first end.
   */
  try(changed: Partial<Inputs>, wanted: 'this' | 'all' = 'this'): TrialOutcome | undefined {
    if (this.restart.number === 0) return this.tryReady(changed)
    this.runs++
    const experiment = new Experiment(this.tried(changed))
    const { trace } = experiment
    const { duration } = this.inputs
    const soon = Math.min(this.restart.t + 1, duration)
    for (let at = 0, looked = 0; at < soon;) {
      // up to 1.14 what killed it is only said after the end
      for (; wanted === 'all' && looked < trace.length && trace[looked]!.t < at - STEP_SECONDS; looked++)
        if (isOf(trace[looked]!, this.restart) && isPreventable(trace, trace[looked]!)) return undefined
      experiment.until((at = Math.min(at + STEP_SECONDS, soon)))
    }
    if (this.starts(trace).length === 0 || this.preventable(trace).length >= this.ends) return undefined
    experiment.until(duration)
    const restarts = this.starts(trace).filter(isRestart).length
    const ends = this.preventable(trace).length
    return { restarts, helps: ends === 0 ? 'all' : restarts > 0 && ends < this.ends ? 'this' : undefined }
  }

  private tryReady(changed: Partial<Inputs>): TrialOutcome {
    const trace = this.run(changed)
    const isReady = this.useless(trace) === undefined && this.preventable(trace).length === 0
    return { restarts: this.starts(trace).filter(isRestart).length, helps: isReady ? 'all' : undefined }
  }

  /** As `try`; undefined too where the kubelet would run the same pod, or another. */
  change(change: ManifestChange, wanted?: 'this' | 'all'): TriedChange | undefined {
    const outcome = this.differs(change) ? this.try(this.changed(change), wanted) : undefined
    return outcome && { change, ...outcome }
  }

  private changed(change: ManifestChange): Partial<Inputs> {
    return changedInputs(this.inputs, this.file, change)
  }

  private run(changed: Partial<Inputs>): Trace {
    this.runs++
    return simulateWhole(this.tried(changed))
  }

  private tried(changed: Partial<Inputs>): Inputs {
    return { ...this.inputs, ...changed, requests: [] }
  }

  private starts(trace: Trace): ProcessEntry[] {
    return startsAfter(trace, this.restart)
  }

  private preventable(trace: Trace): ProcessEntry[] {
    return trace.filter((entry): entry is ProcessEntry => isOf(entry, this.restart) && isPreventable(trace, entry))
  }

  /** Of the pod's file, or of one beside it that is changed instead. */
  diff({ text, files }: ManifestChange): string[] {
    const [path, other] = Object.entries(files ?? {})[0] ?? []
    const [before, after] = path !== undefined && text === this.text ? [this.inputs.files[path] ?? '', other!] : [this.text, text]
    return changedLines(before, after)
  }

  prices({ change, helps }: TriedChange): Prices {
    const { duration } = this.inputs
    const wanted = helps === 'all' ? 1 : this.ends
    const container = this.container(change.text)
    const { starting: patience } = patienceOf(container)
    const longer = this.run({
      ...this.changed(change),
      duration: Math.min(MOST_SECONDS, Math.max(duration * LONGER, duration + wanted * patience)),
    })
    const putOff =
      this.putOff(longer, wanted) ??
      (duration + wanted * patience > MOST_SECONDS && this.isFailing(longer, container)
        ? 'Only puts it off, by more than 24 h.'
        : undefined)
    if (putOff) return { flaw: 'puts off', said: [putOff] }
    const useless = this.useless(longer)
    if (useless) return { flaw: 'no use', said: [useless] }
    if (this.asksInVain(longer))
      return { flaw: 'sees nothing', said: ['The probe asks nobody any more: it errs, and an error counts for nothing.'] }
    const losses = this.restart.number === 0 ? [...LOSSES, ...UNSTARTED] : LOSSES
    if (change.title.startsWith('--leader-elect=false'))
      return { flaw: 'sees less', said: ['Where a second control plane runs, both act at the same time then.'] }
    const loss = losses.find(([path, , is]) => (is === 'any' ? path.test(change.path) : takesAway(change, path)))?.[1]
    if (loss !== undefined) return { flaw: 'sees less', said: [loss] }
    const { said, isBlind } = this.hang(change)
    return { flaw: !isBlind ? 'none' : change.size === 3 ? 'sees less' : 'sees nothing', said: [...(change.notes ?? []), ...said] }
  }

  /** Whether its probes end in errors, which they did not before: a port without that name, a program that is not there. */
  private asksInVain(trace: Trace): boolean {
    const last = (entries: Trace) =>
      entries.findLast((entry) => entry.kind === 'probe' && entry.probe !== 'readiness' && isOf(entry, this.restart))
    const isError = (entry: Entry | undefined) => entry?.kind === 'probe' && entry.result === 'unknown'
    return isError(last(trace)) && !isError(last(this.original))
  }

  private get isInit(): boolean {
    const { initContainers } = manifestOf(this.inputs, this.file, this.text).pod!.spec
    return initContainers.some(({ name }) => name === this.restart.container)
  }

  private container(text: string): ProbedContainer {
    const pod = manifestOf(this.inputs, this.file, text).pod!
    return { ...containerIn(pod, this.restart.container), grace: pod.spec.terminationGracePeriodSeconds }
  }

  private putOff(trace: Trace, wanted: number): string | undefined {
    const end = this.preventable(trace)[wanted - 1]
    const start = end && this.starts(trace).find(({ id }) => id > end.id)
    return start && `Only puts it off: ${wanted === 1 ? 'a restart' : `restart ${this.restart.number}`} comes at ${clockWords(start.t)}.`
  }

  /** Whether the last that its probes found, if anything, was a failure; nobody restarts what has none. */
  private isFailing(trace: Trace, { livenessProbe, startupProbe }: ProbedContainer): boolean {
    if (!livenessProbe && !startupProbe) return false
    const last = trace.findLast((entry) => entry.kind === 'probe' && entry.probe !== 'readiness' && isOf(entry, this.restart))
    return last?.kind !== 'probe' || last.result === 'failure'
  }

  /** A pod that is never ready, or a server that never serves, is not restarted, but no use either. */
  private useless(trace: Trace): string | undefined {
    if (!trace.some((entry) => entry.kind === 'status' && entry.pod === this.restart.pod && entry.ready)) return 'The pod is never ready.'
    if (!this.isInit && this.starts(trace).length === 0) return 'Its program does not run at all.'
    const servers = trace.filter((entry): entry is ServerEntry => entry.kind === 'server' && isOf(entry, this.restart))
    return servers.length > 0 && !servers.some(({ state }) => state === 'serving') ? 'The kube-apiserver never serves.' : undefined
  }

  /** What becomes of a hang where the scenario does nothing else: late in the run, or right after the start where only that is noticed later than now. */
  private hang(change: ManifestChange): { said: string[]; isBlind: boolean } {
    const [now, then] = [this.text, change.text].map((text) => patienceOf(this.container(text))) as [Patience, Patience]
    const running = this.noticed(change, this.inputs.duration, then.starting)
    // without a probe nobody noticed one before either
    if (now.running === Infinity && then.running === Infinity) return { said: [], isBlind: false }
    if (running === 'never')
      return {
        said: [takesAway(change, /\.\w+Probe$/) ? 'No such probe any more: a hang would not be noticed.' : 'A hang would not be noticed.'],
        isBlind: true,
      }
    const isLater = then.running > now.running
    const after = isLater ? running : then.starting > now.starting ? this.noticed(change, this.firstSecond, then.starting) : undefined
    const when = isLater ? 'A hang' : 'A hang right after the start'
    const said = typeof after === 'number' ? [`${when} would end only after ${lengthWords(Math.round(after))}.`] : []
    return { said, isBlind: false }
  }

  /** How long a hang lasts; undefined where there is nothing then that could hang. */
  private noticed(change: ManifestChange, at: number, patience: number): number | 'never' | undefined {
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

/** What is lost with the field that goes, or that is changed in any way. */
const LOSSES: readonly (readonly [path: RegExp, price: string, is?: 'any'])[] = [
  [/\.resources(\.limits(\.memory)?)?$/, 'Nothing but the node’s memory bounds it then.'],
  [/\.readinessProbe$/, 'It gets traffic from its start on, ready or not.'],
  [/\.command$/, 'The image’s own program runs then, and what that does is not known.'],
  [/\.lifecycle(\.postStart)?$/, 'What its hook does is not done.'],
  [/^spec\.initContainers(\[\d+\])?$/, 'What it does before the others start is not done.'],
  [/\.(volumeMounts|volumes)$/, 'Its program does not see what was mounted.'],
  [/\.runAsNonRoot$/, 'It may run as root then.', 'any'],
  [/\.securityContext$/, 'It may run as root then.'],
  [/\.volumes\[\d+\]\.hostPath\.type$/, 'A directory is made where no file is, and its program finds that.'],
  [/\.volumes\[\d+\]\.hostPath$/, 'An empty directory is mounted instead.'],
]
/** The same of a pod that is never ready. */
const UNSTARTED: typeof LOSSES = [[/\.startupProbe$/, 'Nobody waits for its start any more.']]

type ProbedContainer = Pick<Container, 'startupProbe' | 'livenessProbe'> & { grace: number }

function patienceOf({ startupProbe, livenessProbe, grace }: ProbedContainer): Patience {
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
  return pod
    ? JSON.stringify([pod.metadata.name, pod.metadata.namespace, pod.spec, podNeeds(pod.raw, 'cpu'), podNeeds(pod.raw, 'memory')])
    : ''
}

/** A run so many times as long shows what comes of programs that change. */
const LONGER = 2

/** Beside a probe's own failures, before a restart: a sync that is late, a back-off. */
const LATE_SECONDS = 450

/** A restart of a container: the one that ends its life `number - 1`. Or that it is never ready at all, which has the number 0. */
export interface Restart {
  pod: string
  container: string
  /** Counts from 1. */
  number: number
  /** When the life before it ends. */
  t: number
  /** The entry of that end, or of what keeps it from being ready. */
  end: number
}

/**
 * The restart that an entry led to, or is; or else that its pod is never ready.
 *
 * Errors: undefined where it led to neither.
 */
export function restartOf(trace: Trace, id: number): Restart | undefined {
  const entry = trace[id]
  return entry && (ledTo(trace, entry) ?? neverReady(trace, entry))
}

function ledTo(trace: Trace, entry: Entry): Restart | undefined {
  const led = isRestart(entry) ? lastBefore(trace, entry, isEnd) : firstEnd(trace, entry)
  if (!led || !isEnd(led) || led.pod === undefined || endedBy(trace, led) === 'file') return undefined
  // one that runs once is not restarted
  const isWanted = trace.some((entry) => entry.id > led.id && isSame(entry, led) && (isRestart(entry) || entry.kind === 'backoff'))
  return isWanted ? { pod: led.pod, container: led.container, number: led.attempt + 1, t: led.t, end: led.id } : undefined
}

/** Of what goes wrong in a pod that has no restart and is never ready in the whole run; of one that is rejected as a whole no container is named. */
function neverReady(trace: Trace, entry: Entry): Restart | undefined {
  const isTrouble =
    (entry.kind === 'event' && entry.type === 'Warning') ||
    (entry.kind === 'probe' && entry.result !== 'success' && entry.probe !== 'liveness') ||
    isWaitedFor(trace, entry)
  const { pod } = entry
  if (!isTrouble || pod === undefined) return undefined
  const statuses = trace.filter((item) => item.kind === 'status' && item.pod === pod)
  const last = statuses.at(-1)
  if (last?.kind === 'status' && last.containers.length === 0 && entry.kind === 'event' && last.reason === entry.reason)
    return { pod, container: '', number: 0, t: entry.t, end: entry.id }
  const isOver = last?.kind !== 'status' || last.reason !== undefined || /Failed|Succeeded/.test(last.phase)
  const isRestarted = trace.some((item) => isRestart(item) && item.pod === pod)
  if (isOver || isRestarted || statuses.some((item) => item.kind === 'status' && item.ready)) return undefined
  const container = entry.container ?? last.containers.find(({ ready }) => !ready)?.name
  return container === undefined ? undefined : { pod, container, number: 0, t: entry.t, end: entry.id }
}

/** The first end of a process that came of an entry. An Event only tells of what its causes are. */
function firstEnd(trace: Trace, entry: Entry): Entry | undefined {
  const from = entry.kind === 'event' ? causesOf(entry) : [entry.id]
  return [...from, ...effects(trace, from)].map((id) => trace[id]).find((entry) => entry && isEnd(entry))
}

/** An end that hangs on the manifest: neither the scenario's own doing, nor that of another text. */
export function isPreventable(trace: Trace, entry: Entry): entry is ProcessEntry {
  return isEnd(entry) && !['action', 'eviction', 'file'].includes(endedBy(trace, entry))
}

function isSame(entry: Entry, other: Entry): boolean {
  const isOtherPod = entry.kind === 'process' && other.kind === 'process' && entry.uid !== other.uid
  return entry.container === other.container && entry.pod === other.pod && !isOtherPod
}
