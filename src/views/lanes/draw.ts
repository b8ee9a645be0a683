import { grouped } from '../../manifest/own.ts'
import { PROBES, type ProbeType } from '../../manifest/types.ts'
import { type Entry, type ProbeResult, type Trace, podOf } from '../../sim/trace/trace.ts'

export interface DrawOptions {
  /** Where the picture ends; the last entry's time otherwise. */
  until?: number
  /** At most so many cells. */
  width?: number
  /** Seconds a cell; the least that fits the width otherwise. */
  step?: number
}

const STEPS: readonly number[] = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600]
/** The worst of a cell is shown. */
const RESULTS: readonly [ProbeResult, string][] = [
  ['failure', '-'],
  ['unknown', '?'],
  ['warning', '!'],
  ['success', '+'],
]

/** A picture as wide as nobody looks at. */
const MOST_CELLS = 2000

/**
 * A lane as text: of each container its process (`s` start, `=` running, `x` end, `*` end and start in one cell, `.` none, `~`
 * none because of back-off), its probes (`+` passed, `-` failed, `?` error, `!` warning), and when its pod is Ready (`#`).
 */
export function draw(trace: Trace, { until = trace.at(-1)?.t ?? 0, width = 60, step }: DrawOptions = {}): string {
  const cell = Math.max(step ?? STEPS.find((s) => until / s < width) ?? until / width, 1e-3)
  const end = Math.min(until, MOST_CELLS * cell)
  const cells = Math.floor(end / cell) + 1
  const seen = trace.filter((entry) => entry.t <= end)
  const lines: [string, string][] = []
  const pods = [...new Set(seen.flatMap((entry) => (entry.kind === 'status' ? [podOf(entry)] : [])))]
  const byPod = grouped(seen, podOf)
  for (const pod of pods) {
    const own = byPod.get(pod)!
    for (const [container, mine] of grouped(own, (entry) => entry.container ?? '')) {
      if (!mine.some(({ kind }) => kind === 'process' || kind === 'probe' || kind === 'backoff')) continue
      lines.push([container, processLine(mine, cell, cells)])
      for (const type of PROBES) {
        const line = probeLine(mine, type, cell, cells)
        if (line.trim()) lines.push([type, line])
      }
    }
    lines.push([pods.length > 1 ? `Ready ${pod}` : 'Ready', readyLine(own, cell, cells)])
  }
  const title = Math.max(0, ...lines.map(([name]) => name.length))
  const text = lines.map(([name, line]) => `${name.padEnd(title)} |${line}`.trimEnd())
  return [`${' '.repeat(title)}  ${axis(cell, cells)}`.trimEnd(), ...text, ''].join('\n')
}

function axis(cell: number, cells: number): string {
  let line = ''
  for (let i = 0; i < cells; i += 10) line = line.padEnd(i) + label(i * cell)
  return line
}

function label(seconds: number): string {
  const s = Math.round(seconds * 100) / 100
  return s < 60 || s % 60 ? `${s}s` : `${s / 60}m`
}

function processLine(entries: readonly Entry[], cell: number, cells: number): string {
  const line = blank(cells)
  let state = ' '
  let drawn = 0
  const fill = (to: number) => {
    for (; drawn < Math.min(to, cells); drawn++) line[drawn] = state
  }
  for (const entry of entries) {
    const at = Math.floor(entry.t / cell)
    if (entry.kind === 'backoff' && entry.blocked) {
      fill(at)
      state = '~'
    }
    if (entry.kind !== 'process' || (entry.op !== 'started' && entry.op !== 'exited')) continue
    fill(at)
    const mark = entry.op === 'started' ? 's' : 'x'
    line[at] = line[at] === ' ' ? mark : '*'
    state = entry.op === 'started' ? '=' : '.'
    drawn = Math.max(drawn, at + 1)
  }
  fill(cells)
  return line.join('')
}

function probeLine(entries: readonly Entry[], type: ProbeType, cell: number, cells: number): string {
  const line = blank(cells)
  const rank = (mark: string) => RESULTS.findIndex(([, shown]) => shown === mark)
  for (const entry of entries) {
    if (entry.kind !== 'probe' || entry.probe !== type) continue
    const at = Math.floor(entry.t / cell)
    const mark = RESULTS.find(([result]) => result === entry.result)![1]
    if (line[at] === ' ' || rank(mark) < rank(line[at]!)) line[at] = mark
  }
  return line.join('')
}

function readyLine(entries: readonly Entry[], cell: number, cells: number): string {
  const line = blank(cells)
  let since: number | undefined
  const fill = (to: number) => {
    for (let i = Math.ceil(since! / cell - 1e-9); i < Math.min(to, cells); i++) line[i] = '#'
  }
  for (const entry of entries) {
    const ready = entry.kind === 'status' ? entry.ready : entry.kind === 'sync' && entry.op === 'REMOVE' ? false : undefined
    if (ready === true) since ??= entry.t
    else if (ready === false && since !== undefined) {
      fill(Math.ceil(entry.t / cell))
      since = undefined
    }
  }
  if (since !== undefined) fill(cells)
  return line.join('')
}

function blank(cells: number): string[] {
  return Array.from({ length: cells }, () => ' ')
}
