import type { Page } from '@playwright/test'

/** A task of a page's main thread, in ms. */
export interface MainTask {
  /** What the thread itself has worked for it: a machine that is busy with something else makes it no longer. */
  cpuMs: number
  /** What took most of it, the longest first. */
  parts: string
}

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
  args?: { name?: string; data?: { url?: string; functionName?: string } }
}

/** Clocks of two kinds: what a thread has worked is no longer than it has taken, whatever the trace says. */
const cpuOf = ({ dur = 0, tdur = 0 }: TraceEvent): number => Math.min(dur, tdur) / 1000

/** What the browser has traced of these categories while something is done; it traces no longer, however that ends. */
export async function recorded<T>(page: Page, categories: readonly string[], act: () => Promise<unknown>): Promise<readonly T[]> {
  const browser = page.context().browser()!
  await browser.startTracing(page, { categories: [...categories] })
  let trace: Buffer
  try {
    await act()
  } finally {
    trace = await browser.stopTracing()
  }
  return (JSON.parse(trace.toString()) as { traceEvents: readonly T[] }).traceEvents
}

/** The longest tasks of all pages' main threads while something is done, the longest first. */
export async function longestTasks(page: Page, act: () => Promise<void>): Promise<readonly MainTask[]> {
  const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata']
  const traceEvents = await recorded<TraceEvent>(page, categories, act)
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`
  const main = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map((event) => threadOf(event)),
  )
  const own = traceEvents.filter((event) => event.ph === 'X' && main.has(threadOf(event)))
  const tasks = own.filter(({ name, tdur }) => name === 'RunTask' && tdur !== undefined)
  if (tasks.length === 0) throw new Error('the trace has no task of a main thread')
  const within = (task: TraceEvent): TraceEvent[] =>
    own.filter(
      (traceEvent) =>
        !traceEvent.name.endsWith('RunTask') &&
        threadOf(traceEvent) === threadOf(task) &&
        traceEvent.ts >= task.ts &&
        traceEvent.ts < task.ts + (task.dur ?? 0),
    )
  return tasks
    .toSorted((a, b) => cpuOf(b) - cpuOf(a))
    .slice(0, 3)
    .map((task) => ({
      cpuMs: cpuOf(task),
      parts: within(task)
        .toSorted((a, b) => cpuOf(b) - cpuOf(a))
        .slice(0, 4)
        .map((traceEvent) =>
          [
            `${traceEvent.name} ${cpuOf(traceEvent).toFixed(0)}`,
            traceEvent.args?.data?.functionName,
            traceEvent.args?.data?.url?.replace(/^.*\//, ''),
          ]
            .filter(Boolean)
            .join(' '),
        )
        .join(', '),
    }))
}
