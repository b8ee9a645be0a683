import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Made, Problem } from './messages.ts'

/**
 * Runs what is small in the page itself, so that an edit is seen in the very next frame: a web worker's answer waits for the one after.
 * Nobody can end a run of the page's own. So only those lanes are run that took the page next to no time when it last ran them,
 * within limits that end them soon; on the slightest doubt the web worker does it.
 */

/** All lanes that an edit changes, together, as their last runs were. */
const BUDGET_MS = 5
/** A longer document takes its time to be read alone. */
const MOST_CHARACTERS = 100_000
/** Runs that came to more are not tried. */
const MOST_ENTRIES = 3_000
/** Code is slow at first: a lane is run so often beforehand, at most. */
const MOST_REHEARSALS = 12

type Code = typeof import('./ahead-run.ts')

/** What a lane's picture is of. */
export interface Shown {
  inputs: Inputs
  index: { times: ArrayLike<number> }
}

/** A lane as it is now: what is known of it already, or what has just been made. */
export interface AheadLane {
  unread: readonly Problem[]
  inputs: Inputs
  /** Undefined where these inputs' run is known. */
  made: Made | undefined
}

let code: Code | undefined
let coming: Promise<void> | undefined
/** What each lane's last run in the page took, by the lane's id. */
const spentMs = new Map<string, number>()
const texts = new WeakMap<Inputs, string>()

/** The inputs as a text, to tell whether they are the same. */
export function inputsText(inputs: Inputs): string {
  let text = texts.get(inputs)
  if (text === undefined) texts.set(inputs, (text = JSON.stringify(inputs)))
  return text
}

/** Fetches the code, once somebody is about to edit. */
export function fetchAhead(): Promise<void> {
  coming ??= import('./ahead-run.ts').then(
    (module) => void (code = module),
    // without it the web worker does it all
    () => void (coming = undefined),
  )
  return coming
}

/** Other lanes may have the ids of those before. */
export function forgetSpent(): void {
  spentMs.clear()
}

/**
 * The lanes of a scenario, run at once; undefined where that could take too long. `ids`: the lanes' own, in the same order; `isKnown`:
 * whether a run of these inputs is there already.
 */
export function runAhead(text: string, ids: readonly string[], isKnown: (text: string) => boolean): readonly AheadLane[] | undefined {
  if (!code || text.length > MOST_CHARACTERS) return undefined
  try {
    const lanes = code.readLanes(text)
    if (!lanes || lanes.length !== ids.length) return undefined
    const news = ids.filter((_, place) => !isKnown(inputsText(lanes[place]!.inputs)))
    if (news.reduce((sum, id) => sum + (spentMs.get(id) ?? Infinity), 0) > BUDGET_MS) return undefined
    const all: AheadLane[] = []
    for (const [place, { inputs, unread }] of lanes.entries()) {
      const id = ids[place]!
      const made = news.includes(id) ? timed(id, inputs, ids.length) : undefined
      if (news.includes(id) && !made) return undefined
      all.push({ inputs, unread, made })
    }
    return all
  } catch {
    // the web worker says what is wrong
    return undefined
  }
}

function timed(id: string, inputs: Inputs, lanes: number): Made | undefined {
  const start = performance.now()
  const made = code!.runSmall(inputs, lanes)
  spentMs.set(id, made ? performance.now() - start : Infinity)
  return made
}

let rehearsing: object | undefined

/** Runs the lanes that are shown when the page has nothing else to do, one at a time, until each is quick enough. */
export async function rehearse(shown: () => Readonly<Record<string, Shown>>): Promise<void> {
  await fetchAhead()
  if (!code) return
  const mine = (rehearsing = {})
  const tries = new Map<string, number>()
  for (;;) {
    await idle()
    if (rehearsing !== mine) return
    const lanes = shown()
    const ids = Object.keys(lanes)
    const share = BUDGET_MS / Math.max(1, ids.length)
    const next = ids.find(
      (id) =>
        lanes[id]!.index.times.length <= MOST_ENTRIES &&
        (spentMs.get(id) ?? Infinity) > share &&
        (tries.get(id) ?? 0) < MOST_REHEARSALS &&
        inputsText(lanes[id]!.inputs).length <= MOST_CHARACTERS,
    )
    if (next === undefined) return
    tries.set(next, (tries.get(next) ?? 0) + 1)
    try {
      timed(next, lanes[next]!.inputs, ids.length)
    } catch {
      tries.set(next, MOST_REHEARSALS)
    }
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // not every browser has it
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 2000 })
    else setTimeout(resolve, 50)
  })
}
