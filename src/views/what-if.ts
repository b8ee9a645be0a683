import { readManifest } from '../manifest/parse.ts'
import type { Manifest } from '../manifest/types.ts'
import { MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { causesOf, manifestsAt } from '../sim/moment.ts'
import { releaseOf } from '../sim/release.ts'
import type { Inputs } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { Entry, ProcessEntry, Trace } from '../sim/trace.ts'
import { clockWords } from './duration.ts'
import { unifiedDiff } from './unified-diff.ts'
import { type Change, changesOf, type Movable, numbersOf } from './what-if-changes.ts'
import { effects } from './why-effects.ts'

/** A restart of a container: the one that ends its life `number - 1`. */
export interface Restart {
  pod: string
  container: string
  /** Counts from 1. */
  number: number
  /** When the life before it ends. */
  t: number
}

/** A change that helps, with the run that shows it. */
export interface Suggestion extends Pick<Change, 'title' | 'path' | 'line' | 'text'> {
  /** The lines that differ, each with `-` or `+` before it. */
  diff: readonly string[]
  /** Restarts of the container until the run ends, as it is and with the change. */
  before: number
  restarts: number
  /** What it costs, as sentences. */
  prices: readonly string[]
}

export interface WhatIf {
  restart: Restart
  file: string
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
const PUTS_OFF = 'Only puts it off'
/** By the run's end, and so much later, a restart that was put off would have come. */
const LONGER = 2
/** A hang that nobody has noticed for so long is not noticed. */
const NOTICED_SECONDS = 900

/**
 * The smallest single changes of a manifest that would have prevented a restart, found by trying: each is simulated, and kept
 * where the container is never restarted until the run ends and still runs then. Only where none does that, those count with
 * which the run has fewer restarts than the number of this one. What only puts the restart off comes last, what costs nothing
 * first; then a line less before another value before another block, then the nearer number. A step of the generator is one run.
 *
 * Units: seconds on the simulated clock. Errors: undefined where no restart follows from the entry.
 * Follows: nothing upstream.
 */
export function* whatIf(inputs: Inputs, trace: Trace, id: number): Generator<Progress, WhatIf | undefined> {
  const restart = restartOf(trace, id)
  if (!restart) return undefined
  const found = fileOf(inputs, restart)
  if (!found.text) return { restart, file: found.file, runs: 0, best: [], note: found.note }
  const trials = new Trials(inputs, restart, found.file, found.text)
  const changes = changesOf(found.text).filter((change) => trials.differs(change))
  const numbers = numbersOf(found.text)
  const progress = { done: 0, of: changes.length + numbers.length }
  const helping: Tried[] = []
  const keep = (tried: Tried | undefined): void => {
    if (tried?.helps) helping.push(tried)
  }
  for (const change of changes) {
    yield { ...progress, done: progress.done++ }
    keep(trials.try(change))
  }
  for (const number of numbers) {
    progress.done++
    keep(yield* nearest(number, trials, progress))
  }
  return { restart, file: found.file, best: yield* rank(helping, trials, progress), runs: trials.runs }
}

/**
 * The restart that an entry led to, or is.
 *
 * Units: seconds on the simulated clock. Errors: undefined where it led to none. Follows: nothing upstream.
 */
export function restartOf(trace: Trace, id: number): Restart | undefined {
  const entry = trace[id]
  if (!entry) return undefined
  const led = isAgain(entry) ? trace.slice(0, id).findLast((one) => isEnd(one) && isSame(one, entry)) : firstEnd(trace, entry)
  if (!led || !isEnd(led) || led.pod === undefined) return undefined
  // a pod that is taken down, or runs once, is not restarted
  const isWanted = trace.some((one) => one.id > led.id && isSame(one, led) && (isAgain(one) || one.kind === 'backoff'))
  return isWanted ? { pod: led.pod, container: led.container, number: led.attempt + 1, t: led.t } : undefined
}

/** The first end of a process that came of an entry. An Event only tells of what its causes are. */
function firstEnd(trace: Trace, entry: Entry): Entry | undefined {
  const from = entry.kind === 'event' ? causesOf(entry) : [entry.id]
  return [...from, ...effects(trace, from)].map((id) => trace[id]).find((one) => one && isEnd(one))
}

function isEnd(entry: Entry): entry is ProcessEntry {
  return entry.kind === 'process' && entry.op === 'exited'
}

function isAgain(entry: Entry): boolean {
  return entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0
}

function isSame(one: Entry, other: Entry): boolean {
  return one.container === other.container && one.pod === other.pod
}

/** The file that had the pod when it ended, where it is still the text that the lane begins with. */
function fileOf(inputs: Inputs, { pod, t }: Restart): { file: string; text?: string; note: string } {
  for (const [file, text] of manifestsAt({ inputs, at: t })) {
    if (read(inputs, file, text).pod?.metadata.name !== pod) continue
    return text === inputs.manifests[file] ? { file, text, note: '' } : { file, note: `${file} had been changed by an action by then: what to change is that action’s text.` }
  }
  return { file: '', note: `No file had the pod ${pod} any more by then.` }
}

function read(inputs: Inputs, file: string, text: string): Manifest {
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release: releaseOf(inputs.kubernetes) })
}

interface Tried {
  change: Change
  restarts: number
  /** None at all, or at least not this one. */
  helps: 'all' | 'this' | undefined
}

/** Runs with changed texts, held against the restart. */
class Trials {
  runs = 0
  readonly before: number
  readonly file: string
  private readonly inputs: Inputs
  private readonly restart: Restart
  private readonly own: string
  private readonly text: string

  constructor(inputs: Inputs, restart: Restart, file: string, text: string) {
    this.inputs = inputs
    this.restart = restart
    this.file = file
    this.text = text
    this.own = specOf(read(inputs, file, text))
    this.before = this.lives(simulate(inputs)).length - 1
  }

  /** Whether the kubelet would run another pod at all, of the same name. */
  differs({ text }: Change): boolean {
    const manifest = read(this.inputs, this.file, text)
    return manifest.pod?.metadata.name === this.restart.pod && specOf(manifest) !== this.own
  }

  /** Undefined where it does not even put off this restart. */
  try(change: Change): Tried | undefined {
    const { number, t } = this.restart
    const soon = this.lives(this.run(change, { duration: Math.min(t + 1, this.inputs.duration) }))
    if (soon.length === 0 || soon.filter(({ ended }) => ended).length >= number) return undefined
    const lives = this.lives(this.run(change, {}))
    const restarts = lives.length - 1
    const ends = lives.filter(({ ended }) => ended).length
    return { change, restarts, helps: ends === 0 ? 'all' : restarts > 0 && ends < number ? 'this' : undefined }
  }

  run({ text }: Pick<Change, 'text'>, more: Partial<Inputs>): Trace {
    this.runs++
    return simulate({ ...this.inputs, manifests: { ...this.inputs.manifests, [this.file]: text }, requests: [], ...more })
  }

  lives(trace: Trace): { ended: boolean }[] {
    const lives: { ended: boolean }[] = []
    for (const entry of trace) {
      if (entry.kind !== 'process' || entry.pod !== this.restart.pod || entry.container !== this.restart.container) continue
      if (entry.op === 'started') lives.push({ ended: false })
      else if (entry.op === 'exited' && lives.length > 0) lives.at(-1)!.ended = true
    }
    return lives
  }

  diff(text: string): string[] {
    const all = unifiedDiff(this.text, text, '', '').split('\n').slice(2)
    return all.filter((line) => /^[-+]/.test(line))
  }

  prices(change: Change): string[] {
    const { container } = this.restart
    const duration = this.inputs.duration * LONGER
    const later = this.run(change, { duration }).find((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0 && entry.container === container && entry.pod === this.restart.pod)
    const prices = later ? [`${PUTS_OFF}: a restart comes at ${clockWords(later.t)}.`] : []
    const at = this.inputs.duration
    const hung = this.run(change, { duration: at + NOTICED_SECONDS, actions: [...this.inputs.actions, { at, hang: container }] })
    const noticed = hung.some((entry) => entry.kind === 'event' && entry.reason === 'Killing' && entry.t > at && entry.container === container)
    if (!noticed) prices.push(/^without \w+Probe$/.test(change.title) ? 'No such probe any more: a hang would not be noticed.' : 'A hang would not be noticed.')
    return prices
  }
}

/** What the simulator reads of a manifest, to compare. */
function specOf({ pod }: Manifest): string {
  return pod ? JSON.stringify([pod.metadata.name, pod.metadata.namespace, pod.spec]) : ''
}

/** The number that helps and lies nearest: in growing steps up and down, then between the last that did not and the first that did. */
function* nearest({ value, to }: Movable, trials: Trials, progress: Progress): Generator<Progress, Tried | undefined> {
  let best: Tried | undefined
  for (const sign of [1, -1]) {
    let near = 0
    let found: Tried | undefined
    const most = sign > 0 ? Math.max(64 * value, 64) : value
    for (let step = 1; step <= most && !found; step *= 2) {
      yield progress
      const change = to(value + sign * step)
      const tried = trials.differs(change) ? trials.try(change) : undefined
      if (tried?.helps === 'all') found = tried
      else near = step
    }
    while (found && found.change.distance - near > 1) {
      yield progress
      const middle = near + Math.floor((found.change.distance - near) / 2)
      const change = to(value + sign * middle)
      const tried = trials.differs(change) ? trials.try(change) : undefined
      if (tried?.helps === 'all') found = tried
      else near = middle
    }
    if (found && (!best || found.change.distance < best.change.distance)) best = found
  }
  return best
}

/** The best few, one a field. */
function* rank(helping: readonly Tried[], trials: Trials, progress: Progress): Generator<Progress, Suggestion[]> {
  const wanted = helping.some(({ helps }) => helps === 'all') ? 'all' : 'this'
  const byPath = new Map<string, { change: Change; restarts: number; prices: string[] }>()
  for (const { change, restarts } of helping.filter(({ helps }) => helps === wanted).toSorted((a, b) => order(a.change, b.change))) {
    if (byPath.has(change.path)) continue
    yield progress
    byPath.set(change.path, { change, restarts, prices: trials.prices(change) })
  }
  const putOff = ({ prices }: { prices: readonly string[] }): number => (prices[0]?.startsWith(PUTS_OFF) ? 1 : 0)
  return [...byPath.values()]
    .toSorted((a, b) => putOff(a) - putOff(b) || a.prices.length - b.prices.length || order(a.change, b.change))
    .slice(0, SHOWN)
    .map(({ change: { title, path, line, text }, restarts, prices }) => ({ title, path, line, text, diff: trials.diff(text), before: trials.before, restarts, prices }))
}

function order(a: Change, b: Change): number {
  return a.size - b.size || a.distance - b.distance || a.line - b.line
}
