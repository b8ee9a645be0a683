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
import { outputIn, type TraceIndex } from './trace-index.ts'
import { timeText } from '../text/duration-words.ts'

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
