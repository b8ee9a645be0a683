import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Inputs, Origin } from '../sim/scenario.ts'
import type { Step } from '../sim/trace.ts'

/** What the page asks of the web worker. `run` numbers grow; an answer names the one it belongs to. */
export type ToWorker =
  | { kind: 'run'; run: number; text: string }
  | { kind: 'look'; ask: number; lane: number; at: number }
  | { kind: 'command'; ask: number; lane: number; at: number; line: string }
  | { kind: 'why'; ask: number; lane: number; id: number }

export type FromWorker =
  | { kind: 'alive' }
  /** The scenario as a whole was refused. */
  | { kind: 'refused'; run: number; diagnostics: readonly Diagnostic[] }
  /** One more lane is done: the time for the next one begins. */
  | { kind: 'progress'; run: number }
  | { kind: 'done'; run: number; lanes: readonly LaneAnswer[]; spentMs: number }
  | { kind: 'looked'; ask: number; look: Look | null }
  | { kind: 'printed'; ask: number; text: string | null }
  | { kind: 'explained'; ask: number; links: readonly WhyLink[] | null }
  | { kind: 'crashed'; run: number; message: string }

export interface LaneAnswer {
  /** The same number for the same inputs. */
  key: number
  /** Only the first time; the page keeps it by its key. */
  made?: Made
}

export interface Made {
  /** The trace as JSON: cheaper to hand over than 10,000 objects. */
  trace: string
  inputs: Inputs
  problems: readonly Problem[]
  /** Whether every manifest could be read; a lane that cannot keeps its last good picture. */
  readable: boolean
}

/** What a terminal would show of a lane at a time. */
export interface Look {
  pods: Shown
  events: Shown
  /** As the kubelet counts them, whether the API takes them or not. */
  kubeletEvents: string
  curls: readonly Asked[]
}

/** A question to a server, its answer, and the steps that it took. */
export interface Asked extends Shown {
  from: Origin
  /** Of HTTP; null where there was no answer. */
  status: number | null
  steps: readonly Step[]
}

export interface Shown {
  command: string
  text: string
}

/** One cause in a chain, the effect first. */
export interface WhyLink {
  id: number
  t: number
  text: string
  /** A line of a file, which was there before anything happened. */
  isRoot: boolean
  /** Kubernetes' rule behind it, in a sentence. */
  rule?: string
  /** Where it says so: an upstream path. */
  source?: string
  /** The manifest's line, where the chain ends in one. */
  line?: { file: string; line: number; text: string }
}

/** The worker knows so many lanes; the page has to know more. */
export const WORKER_KEEPS = 64

export interface Problem extends Diagnostic {
  file: string
}
