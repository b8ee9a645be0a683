import {
  endWords,
  ESTIMATED,
  RESULTS,
  SERVER_WORDS,
  type ActionMark,
  type LaneDrawing,
  type Life,
  type Mark,
  type ProbeRow,
  type ServerSpan,
  type TimeSpan,
  type BackOffWait,
} from './lanes.ts'
import { timeText } from '../text/duration-words.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'

/** A probe's answer, in words: beside the pointer, and for a screen reader. `n` is its place in the row; units: seconds, as of all below. */
export const probeWords = ({ times, ids, results, probe }: ProbeRow, n: number, index: TraceIndex): string => {
  const output = outputIn(index, ids[n]!)
  return `${timeText(times[n]!)}, ${probe} ${RESULTS[results[n]!]}${output && `: ${output}`}`
}

/** When the kubelet ended a container, and what the mark says of it. */
export const killWords = ({ t, label, all }: Mark): string => `${timeText(t)}, ${all ? '' : 'killed: '}${label}`

/** When a program could not renew the lease with which it leads. */
export const leaseWords = ({ t, label }: Mark): string => `${timeText(t)}, ${label}`

/** A back-off: how long it is, and from when until when it lasts; since when alone where the run ends before it. */
export const waitWords = ({ seconds, from, to, isOpen }: BackOffWait): string =>
  `back-off ${seconds} s: waits ${isOpen ? `since ${timeText(from)}` : `from ${timeText(from)} to ${timeText(to)}`}`

/** How a kube-apiserver stands from a time on. */
export const serverWords = ({ state, from }: ServerSpan): string => `kube-apiserver ${SERVER_WORDS[state]}, since ${timeText(from)}`

/** The kubelet's loop: from when until when no pod is synced. */
export const standstillWords = ({ from, to }: TimeSpan): string =>
  `no pod of the node is synced from ${timeText(from)} to ${timeText(to)}: the kubelet’s sync loop waits for the kube-apiserver`

/** One life of a container: its number, its start, and its end with the exit code where it has come to one. */
export function lifeWords(life: Life): string {
  const { number, from, to, end, code } = life
  const ended = end === 'running' ? '' : `, ${endWords(life)} at ${timeText(to)}${code === undefined ? '' : ` with exit code ${code}`}`
  return `life ${number}, started at ${timeText(from)}${ended}`
}

/** What the scenario does at a time, and what it found nothing to do for. */
export const actionMarkWords = ({ t, label, idle }: ActionMark): string => `${timeText(t)}: the scenario ${label}${idle ? `. ${idle}` : ''}`

/** The mark of an entry, in words; empty where nothing is drawn of it. */
export const markWords = (drawing: LaneDrawing, index: TraceIndex, id: number): string =>
  `${wordsOf(drawing, index, id)}${drawing.estimated?.has(id) ? ESTIMATED : ''}`

function wordsOf({ tracks, mirror, standstills, actions }: LaneDrawing, index: TraceIndex, id: number): string {
  const of = <T extends { id: number }>(marks: readonly T[], words: (mark: T) => string): string[] =>
    marks.flatMap((mark) => (mark.id === id ? [words(mark)] : []))
  const [text = ''] = [
    ...tracks.flatMap(({ lives, waits, kills, leases, ready, probes, server }) => [
      ...probes.flatMap((row) => {
        const n = row.ids.indexOf(id)
        return n < 0 ? [] : [probeWords(row, n, index)]
      }),
      ...of(kills, killWords),
      ...of(leases, leaseWords),
      ...of(waits, waitWords),
      ...lives.flatMap((life) => (life.id === id || life.endId === id ? [lifeWords(life)] : [])),
      ...of(server, serverWords),
      ...of(ready, ({ from }) => `ready since ${timeText(from)}`),
    ]),
    ...of(mirror, ({ from }) => `mirror pod created at ${timeText(from)}`),
    ...of(standstills, standstillWords),
    ...of(actions, actionMarkWords),
  ]
  return text
}

/**
 * What the page itself asks of a trace, in columns by the entries' ids: half a million of them cross from a web worker without a
 * copy, which as many objects do not.
 */
export interface TraceIndex {
  times: Float64Array
  /** Places in `words`: the entry's kind, its container, and what a probe was answered. */
  kinds: Int32Array
  containers: Int32Array
  outputs: Int32Array
  words: readonly string[]
  /** Lines of files that entries name, defaults left out, and since when. */
  lines: readonly { file: string; line: number; t: number }[]
  /** What was asked by probes, as a person would write it. */
  targets: readonly string[]
}

/** Puts a trace into columns. */
export function indexOf(trace: Trace): TraceIndex {
  const places = new Map<string, number>([['', 0]])
  const placeOf = (word: string): number => {
    let place = places.get(word)
    if (place === undefined) places.set(word, (place = places.size))
    return place
  }
  const column = (of: (entry: Entry) => string): Int32Array => Int32Array.from(trace, (entry) => placeOf(of(entry)))
  const [kinds, containers, outputs] = [
    column(({ kind }) => kind),
    column(({ container = '' }) => container),
    column((entry) => (entry.kind === 'probe' ? entry.output : '')),
  ]
  return {
    times: Float64Array.from(trace, ({ t }) => t),
    kinds,
    containers,
    outputs,
    words: [...places.keys()],
    lines: trace.flatMap((entry) =>
      entry.kind === 'manifest' && !entry.isDefault ? [{ file: entry.file, line: entry.line, t: entry.t }] : [],
    ),
    targets: [...new Set(trace.flatMap((entry) => (entry.kind === 'probe' ? [entry.target] : [])))],
  }
}

/** What a probe's entry was answered; empty for any other. */
export function outputIn({ words, outputs }: TraceIndex, id: number): string {
  return words[outputs[id] ?? 0]!
}

/** The entry of another run of the lane that is the same thing at the same time. Errors: undefined where there is none. */
export function sameIn(now: TraceIndex, before: TraceIndex, id: number): number | undefined {
  const word = (of: TraceIndex, column: 'kinds' | 'containers', place: number): string => of.words[of[column][place]!]!
  const t = before.times[id]
  if (t === undefined) return undefined
  const found = now.times.findIndex(
    (at, n) =>
      Math.abs(at - t) < 1e-6 && (['kinds', 'containers'] as const).every((column) => word(now, column, n) === word(before, column, id)),
  )
  return found < 0 ? undefined : found
}
