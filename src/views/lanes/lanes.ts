import { firstPlace, getOrInsert } from '../../manifest/own.ts'
import type { ProbeType } from '../../manifest/types.ts'
import type { ActionTold } from '../../sim/node/action-told.ts'
import type { ProbeResult, ServerEntry } from '../../sim/trace/trace.ts'
import { countText } from '../text/words.ts'

/**
 * One lane as things to draw: where everything lies in time and how it is told apart, not how it looks.
 * All of it is read off the trace once; what the page shows at a time is a search in it.
 */
export interface LaneDrawing {
  /** Where the run ends, be it that it was stopped. */
  end: number
  tracks: readonly ContainerTrack[]
  /** What the scenario did to the lane. */
  actions: readonly ActionMark[]
  /** The pod's shadow in the API. */
  mirror: readonly TimeSpan[]
  /** When the kubelet's sync loop stood still: no pod of the node was synced. */
  standstills: readonly TimeSpan[]
  /** Times of everything that is drawn, ascending and without repetition; `ids` has the entry that a step to it selects. */
  stops: { times: Float64Array; ids: Int32Array }
  /** What each pod's status came to, oldest first, whenever that changed. */
  statuses: ReadonlyMap<string, readonly StatusAt[]>
  /** When the kubelet took up a pod, ascending. */
  taken: readonly number[]
  /** When a pod left the static-pod directory. */
  removals: ReadonlyMap<string, readonly TimeSpan[]>
  /** Of what really happened: the entries whose time no text tells; absent where there are none. */
  estimated?: ReadonlySet<number>
}

/** A pod's row, without the containers' own statuses: of five hundred containers those would be many megabytes. */
export interface StatusAt {
  t: number
  /** Of all of its containers. */
  restarts: number
  ready: number
  total: number
  /** kubectl's STATUS. */
  word: string
}

/** One container of one pod. */
export interface ContainerTrack {
  pod: string
  container: string
  lives: readonly Life[]
  waits: readonly BackOffWait[]
  kills: readonly Mark[]
  /** When the program has lost the lease with which it leads. */
  leases: readonly Mark[]
  ready: readonly TimeSpan[]
  /** In the order startup, readiness, liveness; only those that ran. */
  probes: readonly ProbeRow[]
  server: readonly ServerSpan[]
}

/** What each row is called: by its container, and where another pod has one of that name by its pod as well. */
export function rowNames(tracks: readonly ContainerTrack[]): (track: ContainerTrack) => string {
  const [first, shared] = [new Map<string, string>(), new Set<string>()]
  for (const { pod, container } of tracks) if (getOrInsert(first, container, () => pod) !== pod) shared.add(container)
  return ({ pod, container }) => (shared.has(container) ? `${pod}/${container}` : container)
}

/** From a time to a time, and the entry that says so. */
export interface TimeSpan {
  from: number
  to: number
  id: number
}

/** From the process's start to its end. */
export interface Life extends TimeSpan {
  /** Counts from 1, in each pod anew. */
  number: number
  /** By the kubelet, by itself with or without success, by the scenario; `running` where the trace ends first. */
  end: 'killed' | 'exited' | 'completed' | 'action' | 'running'
  /** 137, or SIGKILL. */
  code?: number
  /** Whom the kernel has killed for the memory: the container's own process, or another one in it. */
  outOfMemory?: 'itself' | 'another'
  /** What a real cluster's texts do not tell: who killed it, or how it ended at all. */
  untold?: 'killer' | 'end'
  /** It came to its own end while the kubelet waited for it. */
  own?: true
  endId?: number
}

/** Time without a process because the back-off is not over. */
export interface BackOffWait extends TimeSpan {
  /** The back-off that it had to wait for. */
  seconds: number
  /** It goes on, and nobody knows yet until when. */
  isOpen?: true
}

/** For how long a kube-apiserver was in a state. */
export interface ServerSpan extends TimeSpan {
  /** `no-etcd`: it would serve, but has lost etcd. */
  state: ServerEntry['state'] | 'no-etcd'
}

/** Something at one time. */
export interface Mark {
  t: number
  id: number
  label: string
  /** All containers of the pod are restarted, since this one has ended so. */
  all?: true
}

/** An action of the scenario, and what came of it. */
export interface ActionMark extends Mark {
  told: ActionTold
  /** Where nothing came of it: that, as a sentence. */
  idle?: string
}

export const RESULTS: readonly ProbeResult[] = ['success', 'failure', 'warning', 'unknown']
/** What a probe did, by its result. */
export const RESULT_WORDS = { success: 'passed', failure: 'failed', warning: 'warned', unknown: 'could not be made' } as const

/** Columns, so that a hundred thousand marks stay cheap. */
export interface ProbeRow {
  probe: ProbeType
  times: Float64Array
  /** Places in RESULTS. */
  results: Uint8Array
  ids: Int32Array
}

/** Behind what stands where it may have been. */
export const ESTIMATED = ', time estimated'

const END_WORDS: Readonly<Record<Exclude<Life['end'], 'running'>, string>> = {
  killed: 'killed by the kubelet',
  exited: 'exited by itself',
  completed: 'completed',
  action: 'ended by the scenario',
}

/** How a life ended, in words: the kernel's kill for memory is named as what it is. */
export function endWords({ end, outOfMemory, untold, own }: Life): string {
  if (end === 'running') return ''
  if (own) return 'ended by itself while the kubelet was killing it'
  if (untold) return untold === 'killer' ? 'killed; the text does not say by whom' : 'ended; the text does not say with which exit code'
  if (outOfMemory === 'itself') return 'killed by the kernel for its memory (OOMKilled)'
  return `${END_WORDS[end]}${outOfMemory ? ', after the kernel had killed one of its own for its memory (OOMKilled)' : ''}`
}

/** What the kube-apiserver does, in words. */
export const SERVER_WORDS: Readonly<Record<ServerSpan['state'], string>> = {
  starting: 'starting',
  accepting: 'accepting connections, without an answer yet',
  forbidding: 'without its roles yet: 403',
  unready: 'not ready yet',
  serving: 'serving',
  'no-etcd': 'not serving: etcd is gone',
  hung: 'hung',
  'shutting-down': 'shutting down',
  exited: 'gone',
}

/** What stands at the head of a lane. */
export interface LaneState {
  restarts: number
  /** kubectl's STATUS; empty where there is no pod. */
  word: string
  /** kubectl's READY, such as `1/1`; where the word is not that of all pods, of how many it is, too: `2/3, 1`. */
  ready: string
}

/**
 * The lane at a time: the sum of its pods' restarts, and the word of the pod that is worst off.
 *
 * Follows: pkg/printers/internalversion/printers.go, printPod, for word and ready.
 */
export function stateAt(drawing: LaneDrawing, t: number): LaneState {
  let restarts = 0
  let ready = 0
  let total = 0
  let pods = 0
  const words = new Map<string, number>()
  for (const [pod, entries] of drawing.statuses) {
    const status = entries[lastUpTo(entries, t)]
    if (!status || isGone(drawing, pod, t)) continue
    restarts += status.restarts
    total += status.total
    ready += status.ready
    pods += 1
    words.set(status.word, (words.get(status.word) ?? 0) + 1)
  }
  const word = [...words.keys()].toSorted((a, b) => wellness(a) - wellness(b))[0] ?? ''
  const of = words.get(word) === pods ? '' : `, ${words.get(word)}`
  return { restarts, word, ready: total ? `${countText(ready)}/${total}${of}` : '' }
}

/** The lower, the worse off; what has done its work tells more than what runs. */
const wellness = (word: string): number => ['Completed', 'Running'].indexOf(word)

/** Since when the youngest container that runs at a time does so; undefined where none runs. */
export function runningSince({ tracks }: LaneDrawing, t: number): number | undefined {
  const begun = tracks.flatMap(({ lives }) => lives.findLast(({ from, to }) => from <= t && t < to)?.from ?? [])
  return begun.length === 0 ? undefined : Math.max(...begun)
}

/** A pod whose file is gone and whose processes have ended is not listed any more. */
function isGone(drawing: LaneDrawing, pod: string, t: number): boolean {
  if (!drawing.removals.get(pod)?.some((span) => span.from <= t && t < span.to)) return false
  return !drawing.tracks.some((track) => track.pod === pod && track.lives.some((life) => life.from <= t && t < life.to))
}

/** From so many seconds on AGE is another than a person would think. */
const LATE_SECONDS = 20

/**
 * When the mirror pod that is there at a time was created, where that was long after the kubelet took its pod up.
 *
 * Errors: undefined where there is none, or it came at once.
 */
export function mirroredLate({ mirror, taken }: LaneDrawing, t: number): number | undefined {
  const now = mirror.findLast((span) => span.from <= t && t < span.to)
  const begun = now && taken.findLast((at) => at <= now.from)
  return now && begun !== undefined && now.from - begun > LATE_SECONDS ? now.from : undefined
}

/** Whether a static pod runs whose mirror pod comes later. */
export const isNotMirrored = ({ mirror, tracks }: LaneDrawing, t: number): boolean =>
  mirror.length > 0 && mirror.every(({ from }) => from > t) && tracks.some(({ lives }) => lives.some(({ from, to }) => from <= t && t < to))

/** The place of the last item whose time is not after `t`; −1 where none is. */
export const lastUpTo = (items: readonly { t: number }[], t: number): number => firstPlace(items.length, (n) => items[n]!.t > t) - 1

/** The place of the first number that is not below `t`. */
export const firstFrom = (times: ArrayLike<number>, t: number): number => firstPlace(times.length, (n) => times[n]! >= t)

/**
 * The stop before or after a time.
 *
 * Undefined where there is none.
 */
export function nextStop(drawing: LaneDrawing, t: number, direction: 1 | -1): { t: number; id: number } | undefined {
  const { times, ids } = drawing.stops
  const place = direction === 1 ? firstFrom(times, t + 1e-6) : firstFrom(times, t - 1e-6) - 1
  return times[place] === undefined ? undefined : { t: times[place], id: ids[place]! }
}

type EndMark = Pick<Mark, 't' | 'id'> & { pod: string }

const ends = new WeakMap<LaneDrawing, readonly EndMark[]>()

/** The last kill, or other end of a process, up to a time, of one pod where it is named; of several at once the first that is drawn. */
export function lastEnd(drawing: LaneDrawing, t: number, of?: string): EndMark | undefined {
  const all = getOrInsert(ends, drawing, () => {
    // a day of pods that fall has thousands, and each move of the cursor asks
    const drawn = drawing.tracks.flatMap(({ pod, kills, lives }): EndMark[] => [
      ...kills.map((kill) => ({ t: kill.t, id: kill.id, pod })),
      // what ends with its pod has no kill of its own
      ...lives.flatMap((life, n) => {
        const kill = kills[lastUpTo(kills, lives[n + 1]?.from ?? Infinity)]
        const isTold = life.end === 'killed' && kill !== undefined && kill.t >= life.from
        return isTold || life.endId === undefined ? [] : [{ t: life.to, id: life.endId, pod }]
      }),
    ])
    return drawn.toReversed().sort((a, b) => a.t - b.t)
  })
  let last = lastUpTo(all, t)
  while (of !== undefined && last >= 0 && all[last]!.pod !== of) last--
  return all[last]
}
