import type { Entry, Trace } from '../../sim/trace/trace.ts'

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
