import type { Entry, Trace } from '../sim/trace.ts'
import { causesOf } from '../sim/moment.ts'
import { tell, type Telling } from './sentences.ts'

/** One link of a chain of causes. */
export interface Link extends Telling {
  /** Its id in the trace. */
  entry: number
  t: number
  /** Where a manifest says it: of a root, its own place; of another entry, the first that it names. */
  file?: string
  line?: number
  path?: string
}

/** Longer than any chain of one life; a run's chain goes back through all lives. */
const MAX_LINKS = 60

/**
 * Why an entry happened: from itself back to a line of a manifest, an action or a rule. A life's chain ends with that life's
 * own reasons; it does not go through the lives before, unless `far` asks for it.
 *
 * Units: seconds on the simulated clock. Errors: none; an id that is not in the trace has an empty chain.
 * Follows: nothing upstream; each link names its source.
 */
export function why(trace: Trace, id: number, far = false): Link[] {
  const links: Link[] = []
  const seen = new Set<number>()
  let next: number | undefined = id
  while (next !== undefined && links.length < MAX_LINKS) {
    const entry: Entry | undefined = trace[next]
    if (!entry || seen.has(next)) break
    seen.add(next)
    links.push(link(trace, entry))
    for (const side of sides(trace, entry)) {
      if (seen.has(side.id)) continue
      seen.add(side.id)
      links.push(link(trace, side))
    }
    next = !far && links.length > 1 && endsHere(entry) ? undefined : causesOf(entry)[0]
  }
  return links
}

/**
 * All entries that came of one: what a line of the manifest has caused.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function effects(trace: Trace, id: number): number[] {
  const caused = new Set([id])
  for (const entry of trace) if (causesOf(entry).some((cause) => caused.has(cause))) caused.add(entry.id)
  caused.delete(id)
  return [...caused]
}

/** The links as lines of text, for goldens and for people who cannot see the panel. */
export function whyText(links: readonly Link[]): string {
  return links.map(({ sentence }, i) => `${i === 0 ? '' : '← '}${sentence}\n`).join('')
}

function link(trace: Trace, entry: Entry): Link {
  const place = placeOf(trace, entry)
  return { entry: entry.id, t: entry.t, ...tell(trace, entry), ...(place ? { file: place.file, line: place.line, path: place.path } : {}) }
}

function placeOf(trace: Trace, entry: Entry): Extract<Entry, { kind: 'manifest' }> | undefined {
  if (entry.kind === 'manifest') return entry
  for (const id of causesOf(entry)) {
    const cause = trace[id]
    if (cause?.kind === 'manifest') return cause
  }
  return undefined
}

/** Causes beside the main one that a person should see: the back-off's word, and where the threshold stands. */
function sides(trace: Trace, entry: Entry): Entry[] {
  return causesOf(entry)
    .slice(1)
    .flatMap((id) => {
      const cause = trace[id]
      const shown = cause && (cause.kind === 'backoff' || cause.kind === 'etcd' || (cause.kind === 'manifest' && (entry.kind === 'result' || (entry.kind === 'probe' && /Probe$/.test(cause.path)))))
      return shown ? [cause] : []
    })
}

/** A start is where the life before ends the story. */
function endsHere(entry: Entry): boolean {
  return entry.kind === 'process' && entry.op === 'started'
}
