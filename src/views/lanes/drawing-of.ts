import { getOrInsert } from '../../manifest/own.ts'
import { PROBES, type ProbeType } from '../../manifest/types.ts'
import { causesOf } from '../../sim/trace/moment.ts'
import {
  type BackOffEntry,
  type Entry,
  type EtcdEntry,
  type ProcessEntry,
  type ServerEntry,
  type StatusEntry,
  stopOf,
  type Trace,
  podOf,
} from '../../sim/trace/trace.ts'
import { actionWords } from './scheduled.ts'
import { endedBy, untoldEnd } from './ends.ts'
import { statusRow } from './lane-pods.ts'
import {
  type LaneDrawing,
  type ActionMark,
  type TimeSpan,
  type Life,
  type BackOffWait,
  type Mark,
  type ServerSpan,
  type StatusAt,
  type ContainerTrack,
  RESULTS,
} from './lanes.ts'

/**
 * Reads the drawing off a trace.
 *
 * Units: seconds.
 *
 * @example
 * ```js
 * import { drawingOf, parseScenario, simulate } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const { tracks } = drawingOf(simulate(inputs), inputs.duration)
 * console.log(tracks[0].lives.length) // 12
 * ```
 */
export function drawingOf(trace: Trace, until: number): LaneDrawing {
  const drawing = new Drawing(trace, Math.min(until, stopOf(trace)?.t ?? until))
  for (const entry of trace) {
    if (entry.t > drawing.end) break
    drawing.take(entry)
  }
  return drawing.done()
}

/** What has been read of a trace. */
class Drawing {
  readonly end: number
  readonly trace: Trace
  readonly mirror: Spans
  readonly mirrored = new Set<string>()
  readonly standstills: Spans
  readonly actions: ActionMark[] = []
  readonly statuses = new Map<string, StatusAt[]>()
  readonly taken: number[] = []
  hasEtcd = true
  private readonly tracks = new Map<string, Building>()
  private readonly removals = new Map<string, Spans>()
  private readonly stops: { times: number[]; ids: number[] } = { times: [], ids: [] }
  private readonly guesses = new Set<number>()
  private readonly estimated = new Set<number>()

  constructor(trace: Trace, end: number) {
    this.trace = trace
    this.end = end
    this.mirror = new Spans(end)
    this.standstills = new Spans(end)
  }

  take(entry: Entry): void {
    if (entry.kind === 'evidence' && entry.isEstimated) this.guesses.add(entry.id)
    else if (this.guesses.size > 0 && causesOf(entry).some((id) => this.guesses.has(id))) this.estimated.add(entry.id)
    const draw = DRAW[entry.kind] as ((drawing: Drawing, entry: Entry) => void) | undefined
    draw?.(this, entry)
  }

  trackOf({ pod = '' }: Entry, container: string): Building {
    const key = `${pod}/${container}`
    return getOrInsert(this.tracks, key, () => new Building(pod, container, this.end))
  }

  tracksOf(pod?: string): Building[] {
    return [...this.tracks.values()].filter((track) => pod === undefined || track.pod === pod)
  }

  removal(pod: string): Spans {
    return getOrInsert(this.removals, pod, () => new Spans(this.end))
  }

  /** A time that a person steps to. */
  stop({ t, id }: Entry): void {
    const { times, ids } = this.stops
    if (times.length === 0 || t > times.at(-1)!) {
      times.push(t)
      ids.push(id)
    } else ids[ids.length - 1] = preferred(this.trace, ids.at(-1)!, id)
  }

  done(): LaneDrawing {
    const { end, stops, estimated } = this
    return {
      end,
      tracks: this.tracksOf().map((track) => track.done()),
      actions: marked(this.trace, this.actions),
      mirror: this.mirror.done(),
      standstills: this.standstills.done(),
      stops: { times: Float64Array.from(stops.times), ids: Int32Array.from(stops.ids) },
      statuses: this.statuses,
      taken: this.taken,
      removals: new Map([...this.removals].map(([pod, spans]) => [pod, spans.done()])),
      ...(estimated.size > 0 ? { estimated } : {}),
    }
  }
}

/** What entries of each kind add. */
const DRAW: { [K in Entry['kind']]?: (drawing: Drawing, entry: Extract<Entry, { kind: K }>) => void } = {
  process: (drawing, entry) => {
    drawing.trackOf(entry, entry.container).process(entry, drawing.trace)
    if (entry.op === 'started' || entry.op === 'exited') drawing.stop(entry)
  },
  probe: (drawing, entry) => {
    drawing.trackOf(entry, entry.container).probe(entry.probe, entry.t, RESULTS.indexOf(entry.result), entry.id)
    drawing.stop(entry)
  },
  event: (drawing, entry) => {
    if (entry.reason !== 'Killing' || !entry.container) return
    drawing.trackOf(entry, entry.container).kills.push({ t: entry.t, id: entry.id, label: entry.message })
    drawing.stop(entry)
  },
  restartAll: (drawing, entry) => {
    drawing
      .trackOf(entry, entry.container)
      .kills.push({ t: entry.t, id: entry.id, label: 'all containers of the pod are restarted', all: true })
    drawing.stop(entry)
  },
  lease: (drawing, entry) => {
    drawing.trackOf(entry, entry.container).leases.push({ t: entry.t, id: entry.id, label: `the lease kube-system/${entry.lease} is lost` })
    drawing.stop(entry)
  },
  backoff: (drawing, entry) => {
    const track = drawing.trackOf(entry, entry.container)
    if (entry.blocked) track.wait(entry)
    else track.tried = entry.t
  },
  status: (drawing, entry) => {
    addStatus(drawing.statuses, entry)
    for (const { name, ready } of entry.containers) drawing.trackOf(entry, name).ready.set(entry.t, entry.id, ready)
  },
  sync: (drawing, { t, id, op, pod = '' }) => {
    // what an older pod of that name waited for nobody waits for any more
    if (op !== 'UPDATE') for (const track of drawing.tracksOf(pod)) track.endWait(t)
    if (op === 'ADD') drawing.taken.push(t)
    drawing.removal(pod).set(t, id, op === 'REMOVE')
  },
  server: (drawing, entry) => {
    drawing.trackOf(entry, entry.container).serverState(entry, drawing.hasEtcd)
    drawing.stop(entry)
  },
  etcd: (drawing, entry) => {
    drawing.hasEtcd = entry.state === 'up' || entry.state === 'full'
    for (const track of drawing.tracksOf()) track.etcd(entry, drawing.hasEtcd)
  },
  node: (drawing, entry) => {
    const isLoop = entry.part === 'sync loop'
    // a kubelet that ends takes its loop with it
    if (isLoop || (entry.part !== 'containerd' && !entry.up)) drawing.standstills.set(entry.t, entry.id, isLoop && !entry.up)
    if (isLoop) drawing.stop(entry)
  },
  mirror: (drawing, { t, id, op, pod = '' }) => {
    if (op === 'deleted') drawing.mirrored.delete(pod)
    else drawing.mirrored.add(pod)
    drawing.mirror.set(t, id, drawing.mirrored.size > 0)
  },
  action: (drawing, entry) => {
    // a question that nobody answered changes nothing
    if (entry.action === 'ask') return
    drawing.actions.push({ t: entry.t, id: entry.id, told: entry, label: actionWords(entry).does })
    drawing.stop(entry)
  },
}

/** Those that nothing has come of say so. */
function marked(trace: Trace, actions: readonly ActionMark[]): ActionMark[] {
  const idle = new Map(actions.map((mark) => [mark.id, mark]))
  for (let n = actions[0]?.id ?? trace.length; n < trace.length && idle.size > 0; n++) for (const id of causesOf(trace[n]!)) idle.delete(id)
  return actions.map((mark) => (idle.has(mark.id) ? { ...mark, idle: idleWords(mark) } : mark))
}

function idleWords({ told }: ActionMark): string {
  // a slow server keeps whoever asks it waiting, be it that no probe does
  return (
    told.note ??
    (told.action === 'slow' && told.by !== 0 ? 'No probe here waits for an answer; whoever sends a request does.' : 'Nothing came of it.')
  )
}

/** Of several entries at one time, the one that a person steps to. */
const WEIGHT: Readonly<Partial<Record<Entry['kind'], number>>> = { action: 5, event: 4, process: 3, probe: 2, server: 1 }

function preferred(trace: Trace, value: number, other: number): number {
  const weight = (id: number): number => WEIGHT[trace[id]!.kind] ?? 0
  return weight(other) > weight(value) ? other : value
}

/** A status that shows nothing new is left out. */
function addStatus(statuses: Map<string, StatusAt[]>, entry: StatusEntry): void {
  const { ready, total, status: word } = statusRow(entry)
  const restarts = entry.containers.reduce((sum, { restartCount }) => sum + restartCount, 0)
  const ofPod = getOrInsert(statuses, podOf(entry), () => [])
  const last = ofPod.at(-1)
  if (last && Object.is(last.ready, ready) && last.total === total && last.word === word && Object.is(last.restarts, restarts)) return
  ofPod.push({ t: entry.t, restarts, ready, total, word })
}

/** Turns on and off become spans. */
export class Spans {
  private readonly spans: TimeSpan[] = []
  private readonly end: number
  private open: TimeSpan | undefined

  constructor(end: number) {
    this.end = end
  }

  set(t: number, id: number, on: boolean): void {
    if (on && !this.open) this.spans.push((this.open = { from: t, to: this.end, id }))
    else if (!on && this.open) {
      this.open.to = t
      this.open = undefined
    }
  }

  done(): readonly TimeSpan[] {
    return this.spans.filter((span) => span.to > span.from)
  }
}

class Building {
  readonly ready: Spans
  readonly pod: string
  private readonly container: string
  private readonly end: number
  private readonly lives: Life[] = []
  /** Those that have begun and not ended, by their pod and number: for a while an edited pod's old life goes on beside the new one. */
  private readonly open = new Map<string, Life>()
  /** Those whose end has no cause, as in a recording. */
  private readonly unexplained = new Set<Life>()
  private readonly waits: BackOffWait[] = []
  readonly kills: Mark[] = []
  readonly leases: Mark[] = []
  private readonly server: ServerSpan[] = []
  private readonly rows = new Map<ProbeType, { times: number[]; results: number[]; ids: number[] }>()
  private waitIsOpen = false
  /** When its back-off last let it be started: what cannot be started has no life, and waits anew. */
  tried: number | undefined
  /** Only a sync that counts from the end of a life before has told of it. */
  private waitIsOld = false
  /** What the newest pod's server does, if etcd lets it. */
  private state: ServerEntry['state'] | undefined
  private serverOf: string | undefined

  constructor(pod: string, container: string, end: number) {
    this.pod = pod
    this.container = container
    this.end = end
    this.ready = new Spans(end)
  }

  process(entry: ProcessEntry, trace: Trace): void {
    const key = `${entry.uid ?? ''}/${entry.attempt}`
    if (entry.op === 'started') {
      this.endWait(entry.t)
      const life: Life = { from: entry.t, to: this.end, id: entry.id, number: entry.attempt + 1, end: 'running' }
      this.lives.push(life)
      this.open.set(key, life)
      return
    }
    const life = this.open.get(key)
    if (entry.op !== 'exited' || !life) return
    this.open.delete(key)
    life.to = entry.t
    life.end = endOf(trace, entry)
    if (entry.cause === undefined) this.unexplained.add(life)
    const untold = untoldEnd(trace, entry)
    if (untold) life.untold = untold
    // what it does by itself follows from its start
    if (life.end === 'killed' && causesOf(entry).includes(life.id)) life.own = true
    life.endId = entry.id
    if (entry.code !== undefined) life.code = entry.code
    if (entry.reason === 'OOMKilled') life.outOfMemory = entry.signal === undefined ? 'another' : 'itself'
  }

  endWait(t: number): void {
    const wait = this.waits.at(-1)
    if (wait && this.waitIsOpen) wait.to = t
    this.waitIsOpen = false
    this.tried = undefined
  }

  probe(probe: ProbeType, t: number, result: number, id: number): void {
    const row = getOrInsert(this.rows, probe, () => ({ times: [], results: [], ids: [] }))
    row.times.push(t)
    row.results.push(result)
    row.ids.push(id)
  }

  /** Known from the first sync on that counts from this end: one that killed in the same pass counts from an older one, and kubectl does not show that wait yet. */
  wait({ t, id, backOffSeconds, sinceExitSeconds = 0 }: BackOffEntry): void {
    if (this.tried !== undefined) this.endWait(this.tried)
    const before = this.waits.at(-1)
    const last = this.lives.at(-1)
    const open = this.waitIsOpen ? before : undefined
    // another wait has been since that life
    const isOfLife = last !== undefined && last.end !== 'running' && last.to >= (before?.to ?? 0)
    if (!open) this.waits.push({ from: isOfLife ? last.to : t, to: this.end, id, seconds: backOffSeconds })
    else if (this.waitIsOld) open.id = id
    this.waitIsOpen = true
    this.waitIsOld = last !== undefined && t - sinceExitSeconds < last.from
  }

  serverState(entry: ServerEntry, hasEtcd: boolean): void {
    if (entry.state === 'starting') this.serverOf = entry.uid
    else if (entry.uid !== this.serverOf) return
    this.state = entry.state
    this.serverSpan(entry, hasEtcd)
  }

  etcd(entry: EtcdEntry, hasEtcd: boolean): void {
    if (this.state === 'serving') this.serverSpan(entry, hasEtcd)
  }

  private serverSpan({ t, id }: Entry, hasEtcd: boolean): void {
    const last = this.server.at(-1)
    if (last) last.to = Math.min(last.to, t)
    if (this.state === undefined || this.state === 'exited') return
    this.server.push({ from: t, to: this.end, id, state: this.state === 'serving' && !hasEtcd ? 'no-etcd' : this.state })
  }

  done(): ContainerTrack {
    const probes = PROBES.flatMap((probe) => {
      const row = this.rows.get(probe)
      if (!row) return []
      return [{ probe, times: Float64Array.from(row.times), results: Uint8Array.from(row.results), ids: Int32Array.from(row.ids) }]
    })
    const { pod, container, lives, waits, kills, leases } = this
    if (this.waitIsOpen) waits.at(-1)!.isOpen = true
    // Older kubelets tell of the kill only when it is done.
    lives.forEach((life, n) => {
      const next = lives[n + 1]?.from ?? Infinity
      if (this.unexplained.has(life) && kills.some(({ t }) => t > life.from && t < next)) life.end = 'killed'
    })
    return {
      pod,
      container,
      lives,
      waits,
      kills,
      leases,
      ready: this.ready.done(),
      probes,
      server: this.server.filter((span) => span.to > span.from),
    }
  }
}

function endOf(trace: Trace, exit: ProcessEntry): Life['end'] {
  const by = endedBy(trace, exit)
  if (by !== 'itself') return by === 'action' ? 'action' : 'killed'
  return exit.code === 0 ? 'completed' : 'exited'
}
