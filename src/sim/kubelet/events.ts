import { hasWayToAPI } from '../node/network.ts'
import { entriesUntil, etcdDataAt, isElsewhere, isEtcdFull, lastOf, type Moment, nextServer, serverAt } from '../trace/moment.ts'
import { expiryError } from '../control-plane/trust.ts'
import { stream } from '../random.ts'
import { type Release, releaseOf } from '../release/release.ts'
import type { EventEntry } from '../trace/trace.ts'

/** An Event as the API has it, or would. */
export interface ApiEvent {
  pod: string
  /** The static pod's UID: edits make a new one. */
  uid: string
  container?: string
  /** Of an init container. */
  init: boolean
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  count: number
  /** Seconds on the simulated clock. */
  first: number
  /** Which of the Events of that moment it is, from 0: no two have one name. */
  nth: number
  last: number
  /** The entry that it was last told by. */
  entry: number
}

const BURST = 25
const REFILL_SECONDS = 300
const SIMILAR = 10
const SIMILAR_SECONDS = 600
const TRIES = 12
const RETRY_SECONDS = 10
const TTL_SECONDS = 3600

/**
 * The Events that the API has at `at`, oldest first by their first time: told by the kubelet in order, one at a time, each
 * tried up to twelve times while the kube-apiserver does not answer.
 *
 * Follows: staging/src/k8s.io/client-go/tools/record/event.go, recordToSink (v1.37.2).
 */
export function apiEvents(moment: Moment): ApiEvent[] {
  const { trace, at, inputs } = moment
  const random = stream(inputs.seed, 'event retries')
  const correlate = correlators(releaseOf(inputs.kubernetes))
  // one that etcd has lost is made again when it is told again, with its count
  const data = etcdDataAt(trace, at)
  const since = data.n === 0 ? -Infinity : data.since
  const stored = new Map<string, { event: ApiEvent; told: number }>()
  let free = queueIsFree(moment, random)
  const isEverFull = trace.some((entry) => entry.kind === 'etcd' && entry.state === 'full')
  for (const { kubelet, ...raw } of rawEvents(moment)) {
    const { event } = raw
    let now = Math.max(event.t, free)
    if (now > at) break
    const result = correlate(kubelet)(raw, now)
    if (!result) continue
    let posted = false
    for (let tries = 0; tries < TRIES && !posted && now <= at;) {
      const server = answersKubelet({ inputs, trace, at: now })
      posted = server.answers
      if (posted) break
      if (server.again > now) {
        now = server.again
        continue
      }
      tries++
      // nobody waits after the last
      if (tries < TRIES) now += tries === 1 ? RETRY_SECONDS * random() : RETRY_SECONDS
    }
    free = now
    // what a full etcd refuses is not tried again
    if (posted && now <= at && !(isEverFull && isEtcdFull({ trace, at: now })))
      stored.set(`${kubelet}\n${result.key}`, { event: result.event, told: now })
  }
  return [...stored.values()]
    .filter(({ told }) => at - told < TTL_SECONDS && told >= since)
    .map(({ event }) => event)
    .toSorted((a, b) => a.first - b.first)
}

/**
 * The Events as the kubelet counts them, whether an API takes them or not: for a standalone kubelet, and for the page.
 *
 * Follows: staging/src/k8s.io/client-go/tools/record/events_cache.go, EventCorrelate (v1.37.2).
 */
export function kubeletEvents(moment: Moment): ApiEvent[] {
  const correlate = correlators(releaseOf(moment.inputs.kubernetes))
  const told = new Map<string, ApiEvent>()
  for (const { kubelet, ...raw } of rawEvents(moment)) {
    const result = correlate(kubelet)(raw, raw.event.t)
    if (result) told.set(`${kubelet}\n${result.key}`, result.event)
  }
  return [...told.values()].toSorted((a, b) => a.first - b.first)
}

/**
 * Events of all objects wait in one queue. A kubelet that starts before its API has some of its own node in front of any pod's,
 * and the first of them is being tried again.
 */
function queueIsFree({ inputs, trace }: Moment, random: () => number): number {
  if (answersKubelet({ inputs, trace, at: 0 }).answers || !trace.some((entry) => entry.kind === 'server')) return 0
  const up = trace.find((entry) => entry.kind === 'server' && answersKubelet({ inputs, trace, at: entry.t }).answers)
  return up ? up.t + RETRY_SECONDS * random() : 0
}

interface RawEvent {
  event: EventEntry
  /** Which of its moment, from 0. */
  nth: number
  uid: string
  init: boolean
  /** Which of the kubelet's processes tells it, from 0: the next one counts anew. */
  kubelet: number
}

/** The raw events up to the moment, with the UID that their pod had. */
function rawEvents({ trace, at }: Moment): RawEvent[] {
  const uids = new Map<string, string>()
  const inits = new Set<string>()
  const out: RawEvent[] = []
  let kubelet = 0
  for (const entry of entriesUntil(trace, at)) {
    const pod = entry.pod ?? ''
    if (entry.kind === 'sync' && entry.op !== 'REMOVE') uids.set(pod, entry.uid)
    if (entry.kind === 'status') for (const c of entry.containers) if (c.init) inits.add(`${pod}/${c.name}`)
    if (entry.kind === 'node' && entry.up && (entry.part === 'kubelet' || entry.part === 'node')) kubelet++
    const before = out.at(-1)
    const nth = before?.event.t === entry.t ? before.nth + 1 : 0
    if (entry.kind === 'event')
      out.push({ event: entry, nth, uid: uids.get(pod) ?? '', init: inits.has(`${pod}/${entry.container ?? ''}`), kubelet })
  }
  return out
}

/** By the kubelet's process. */
function correlators(release: Release): (kubelet: number) => Correlate {
  const made: Correlate[] = []
  return (kubelet) => (made[kubelet] ??= correlator(release))
}

type Correlate = (event: Omit<RawEvent, 'kubelet'>, now: number) => { key: string; event: ApiEvent } | undefined

/**
 * Counts equal Events, folds similar ones and drops what comes too often, in this order: a dropped one has been counted.
 * `now` is when the kubelet gets to it, not when it happened.
 */
function correlator(release: Release): Correlate {
  const similar = new Map<string, { keys: Set<string>; last: number }>()
  const observed = new Map<string, { count: number; first: number; nth: number }>()
  const buckets = new Map<string, { tokens: number; last: number }>()
  return ({ event: raw, uid, init, ...told }, now) => {
    const object = `${raw.pod ?? ''}\n${uid}`
    const group = `${object}\n${raw.type}\n${raw.reason}`
    const record = aged(similar, group, now)
    record.keys.add(raw.message)
    record.last = now
    const folds = record.keys.size >= SIMILAR
    if (folds) record.keys.delete(record.keys.values().next().value!)
    const key = folds ? group : `${object}\n${raw.container ?? ''}\n${raw.type}\n${raw.reason}\n${raw.message}`
    const seen = observed.get(key)
    const time = folds ? now : raw.t
    const count = raw.count ?? (seen?.count ?? 0) + 1
    const { first, nth } = seen ?? { first: time, nth: told.nth }
    observed.set(key, { count, first, nth })
    // what a cluster has counted was told
    if (raw.count === undefined && !takeToken(buckets, release.eventSpamByType ? `${object}\n${raw.type}` : object, now)) return undefined
    const message = folds ? `(combined from similar events): ${raw.message}` : raw.message
    const about = raw.container === undefined ? {} : { container: raw.container }
    return {
      key,
      event: {
        pod: raw.pod ?? '',
        uid,
        ...about,
        init,
        type: raw.type,
        reason: raw.reason,
        message,
        count,
        first,
        nth,
        last: time,
        entry: raw.id,
      },
    }
  }
}

function aged(similar: Map<string, { keys: Set<string>; last: number }>, group: string, now: number): { keys: Set<string>; last: number } {
  const known = similar.get(group)
  if (known && now - known.last <= SIMILAR_SECONDS) return known
  const fresh = { keys: new Set<string>(), last: now }
  similar.set(group, fresh)
  return fresh
}

/**
 * A token bucket: 25 at once, one more every five minutes. Where a probe's tick and a token fall on the same moment, the first
 * answer of a probe has been the slowest, so the token comes too late (seen in a recording).
 */
function takeToken(buckets: Map<string, { tokens: number; last: number }>, key: string, now: number): boolean {
  const bucket = buckets.get(key) ?? { tokens: BURST, last: now }
  const tokens = Math.min(BURST, bucket.tokens + (now - bucket.last) / REFILL_SECONDS)
  const passes = bucket.tokens >= 1 || tokens >= 1 + 1e-6
  buckets.set(key, { tokens: passes ? tokens - 1 : tokens, last: now })
  return passes
}

/** Whether the kubelet's own requests are answered at `at`; where they are not, when it is worth asking again. */
function answersKubelet(moment: Moment): { answers: boolean; again: number } {
  const server = serverAt(moment.trace, moment.at)
  if (!hasWayToAPI(moment.inputs) || isUntrusted(moment)) return { answers: false, again: Infinity }
  if (!server) return { answers: isElsewhere(moment.trace), again: moment.at }
  if (server.unasked || server.state === 'accepting' || server.state === 'hung')
    return { answers: false, again: nextServer(moment)?.t ?? Infinity }
  return { answers: ['forbidding', 'unready', 'serving'].includes(server.state), again: moment.at }
}

/** Whether one of the two does not take the other's certificate: the kubelet's own now, the server's as they connected. */
function isUntrusted({ inputs, trace, at }: Moment): boolean {
  if (!inputs.cluster.certificates) return false
  const release = releaseOf(inputs.kubernetes)
  const started = lastOf(trace, at, 'server', ({ state }) => state === 'starting')?.t ?? 0
  return expiryError(inputs, release, 'kubelet', at) !== undefined || expiryError(inputs, release, 'apiserver', started) !== undefined
}
