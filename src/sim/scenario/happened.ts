import { type ProbeType, PROBES } from '../../manifest/types.ts'
import { type Check, list, name, object, oneOf, optional, refined, seconds, string, whole } from './check-value.ts'

/** What a happening is about. */
const KINDS = ['added', 'started', 'ended', 'waiting', 'ready', 'unready', 'failed', 'event', 'listed'] as const

/**
 * One thing that happened in a real cluster, as its own texts tell it. A lane that has such a list shows it, and simulates nothing.
 *
 * Units: seconds on the scenario's clock.
 */
export interface Happening {
  at: number
  is: (typeof KINDS)[number]
  pod: string
  container?: string
  /** Added: the pod's namespace, where it is not default, and its name as kubectl prints it, where that is another. */
  namespace?: string
  printed?: string
  /** Added: its containers of which no text tells how often they were restarted. */
  uncounted?: string[]
  /** Added: its init containers, in their order. */
  init?: string[]
  /** Listed: a row of `kubectl get pods` as it was printed: READY, STATUS (`reason`), RESTARTS and AGE. `total` also of added. */
  ready?: number
  total?: number
  restarts?: string
  age?: string
  /** Started, ended: which life of the container it is; the first is 1. */
  life?: number
  /** Ended. */
  code?: number
  reason?: string
  /** Waiting: how long the back-off is; or, where it cannot be started at all, its `reason`. */
  seconds?: number
  /** Failed: which probe, what it said, and how many failures in a row count. */
  probe?: ProbeType
  output?: string
  threshold?: number
  /** An event: `Warning`, its reason (above) and its message. */
  type?: 'Normal' | 'Warning'
  /** Of an event; ended and waiting: what the runtime said. */
  message?: string
  /** Failed, an event: how often the cluster had counted that by then; left out: once more than before. */
  count?: number
  /** Why its time is not known, as a sentence: it stands where it may have been. */
  estimated?: string
  /** Which text has told it. */
  from?: string
}

/** Why, as the texts of a real cluster say it: of a lane that shows what happened. */
export interface Diagnosis {
  /** One sentence. */
  text: string
  /** Which pod it is about, where there are several. */
  pod?: string
  /** The lines that say so. */
  because?: string[]
  /** What helps, with its price. */
  fix?: string
}

export const diagnosis: Check<Diagnosis> = object({
  text: string(),
  pod: optional(name('the pod’s name')),
  because: optional(list(string())),
  fix: optional(string()),
})

const happening: Check<Happening> = object({
  at: seconds,
  is: oneOf(KINDS),
  pod: name('the pod’s name'),
  container: optional(name('a container’s name')),
  namespace: optional(name('the pod’s namespace')),
  printed: optional(name('the pod’s name as kubectl prints it')),
  uncounted: optional(list(name('a container’s name'))),
  init: optional(list(name('a container’s name'))),
  ready: optional(whole(0, 1_000_000)),
  total: optional(whole(0, 1_000_000)),
  restarts: optional(string()),
  age: optional(string()),
  life: optional(whole(1, 1_000_000)),
  code: optional(whole(-1, 255)),
  reason: optional(string()),
  seconds: optional(seconds),
  probe: optional(oneOf(PROBES)),
  output: optional(string()),
  threshold: optional(whole(0, 1_000_000)),
  type: optional(oneOf(['Normal', 'Warning'])),
  message: optional(string()),
  count: optional(whole(1, 1_000_000)),
  estimated: optional(string()),
  from: optional(string()),
})

/** What each kind cannot do without. */
const NEEDS: Readonly<Record<Happening['is'], readonly (keyof Happening)[]>> = {
  added: [],
  started: ['container', 'life'],
  ended: ['container', 'life'],
  waiting: ['container', 'seconds'],
  ready: ['container'],
  unready: ['container'],
  failed: ['container', 'probe'],
  event: ['reason', 'message'],
  listed: ['ready', 'total', 'reason', 'restarts'],
}

const complete: Check<Happening> = refined(happening, (made, at) => {
  for (const field of NEEDS[made.is])
    if (made[field] === undefined && !(field === 'seconds' && made.reason !== undefined))
      at.into(field).wrong('REQUIRED', undefined, `${field}, which ${made.is} needs`)
  return made
})

/** As many as the caps of a run allow to be looked at with ease. */
const MOST = 20_000

/** The list of a lane, in order of time. */
export const happened: Check<Happening[]> = refined(list(complete, MOST), (happenings) => happenings.toSorted((a, b) => a.at - b.at))
