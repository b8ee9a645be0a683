import type { Page } from '@playwright/test'
import { recorded } from './main-thread.ts'

/** Of one of Chromium's trace events what is read here; times are in microseconds. */
interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  id?: string
  ts: number
  dur?: number
  /** What the thread itself was busy for: others on the machine do not make it longer. */
  tdur?: number
  args?: { data?: { startTime?: number; cpuProfile?: Profile; timeDeltas?: readonly number[] } }
}

interface Profile {
  nodes?: readonly { id: number; parent?: number; callFrame: CallFrame }[]
  samples?: readonly number[]
}

/** Where a function stands in the built page. */
export interface CallFrame {
  functionName: string
  url?: string
  lineNumber?: number
  columnNumber?: number
}

/** From a moment to another, in microseconds. */
export interface Span {
  from: number
  to: number
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing']
const SAMPLES = 'disabled-by-default-v8.cpu_profiler'
const BEGUN = 'bench: begun'

/** What the main thread of a page did. */
export class MainThread {
  private readonly all: readonly TraceEvent[]
  private readonly events: readonly TraceEvent[]
  private readonly tasks: readonly TraceEvent[]

  constructor(all: readonly TraceEvent[]) {
    const begun = all.find(({ name }) => name === BEGUN)
    if (!begun) throw new Error('nothing was traced of the page')
    this.all = all.filter(({ pid }) => pid === begun.pid)
    this.events = this.all.filter(({ tid }) => tid === begun.tid).toSorted((a, b) => a.ts - b.ts)
    this.tasks = this.events.filter(({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X')
  }

  /** The moments of a `performance.mark`. */
  marks(name: string): readonly number[] {
    return this.events.filter((event) => event.name === name).map(({ ts }) => ts)
  }

  /** When each frame was handed over to be put on the screen. */
  commits(): readonly number[] {
    return this.events.filter(({ name, ph }) => name === 'Commit' && ph === 'X').map(({ ts, dur }) => ts + dur!)
  }

  /** The CPU time of all tasks that touch a span, in ms. */
  busyMs({ from, to }: Span): number {
    let sum = 0
    for (const { ts, dur, tdur } of this.tasks) if (ts + dur! > from && ts < to) sum += tdur ?? 0
    return sum / 1000
  }

  /** The CPU time of each frame, in ms: the task that hands it over, and all tasks since the one before. */
  framesMs(): readonly number[] {
    const ends = this.commits()
    const frames = ends.map(() => 0)
    let n = 0
    for (const { ts, tdur } of this.tasks) {
      while (n < ends.length && ends[n]! < ts) n += 1
      if (n < ends.length) frames[n]! += (tdur ?? 0) / 1000
    }
    // what was before the first one is no frame
    return frames.slice(1)
  }

  /** What was under way in some spans, sample by sample: the functions, the innermost first, and the ms that each sample stands for. */
  *samples(spans: readonly Span[]): Generator<{ stack: readonly CallFrame[]; ms: number }> {
    const main = this.events[0]!.tid
    for (const { id } of this.all.filter(({ name, tid }) => name === 'Profile' && tid === main)) {
      const nodes = new Map<number, { parent?: number; callFrame: CallFrame }>()
      let at = this.all.find((event) => event.name === 'Profile' && event.id === id)!.args!.data!.startTime!
      for (const { args } of this.all.filter((event) => event.name === 'ProfileChunk' && event.id === id)) {
        const { cpuProfile = {}, timeDeltas = [] } = args!.data!
        for (const node of cpuProfile.nodes ?? []) nodes.set(node.id, node)
        for (const [n, sample] of (cpuProfile.samples ?? []).entries()) {
          at += timeDeltas[n]!
          const moment = at
          if (!spans.some(({ from, to }) => from <= moment && moment <= to)) continue
          const stack: CallFrame[] = []
          for (let node = nodes.get(sample); node; node = node.parent === undefined ? undefined : nodes.get(node.parent))
            stack.push(node.callFrame)
          yield { stack, ms: timeDeltas[n]! / 1000 }
        }
      }
    }
  }
}

/** Traces a page while something is done there; `isSampled`: with what runs, which takes some time itself. */
export async function traced(page: Page, act: () => Promise<unknown>, isSampled = false): Promise<MainThread> {
  const traceEvents = await recorded<TraceEvent>(page, [...CATEGORIES, ...(isSampled ? [SAMPLES] : [])], async () => {
    await page.evaluate((name) => void performance.mark(name), BEGUN)
    await act()
  })
  return new MainThread(traceEvents)
}
