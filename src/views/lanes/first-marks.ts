import type { LaneDrawing, Life, Mark } from './lanes.ts'

/** What the glossary calls each of RESULTS, and each end. */
const RESULT_TERMS = ['passed', 'failed', 'warning', 'errored']
const ENDS: Readonly<Partial<Record<Life['end'], string>>> = { exited: 'exited', completed: 'completed', action: 'ended-by-action' }

/** What a lane shows, by the term for it: where it does first, with the entry that says why. */
export function firstMarks(drawing: LaneDrawing): ReadonlyMap<string, Pick<Mark, 't' | 'id'>> {
  const first = new Map<string, Pick<Mark, 't' | 'id'>>()
  const add = (term: string, t: number, id: number): void => {
    if (t < (first.get(term)?.t ?? Infinity)) first.set(term, { t, id })
  }
  for (const { lives, ready, waits, kills, leases, probes, server } of drawing.tracks) {
    for (const { times, ids, results } of probes)
      for (const [result, term] of RESULT_TERMS.entries()) {
        const n = results.indexOf(result)
        if (n >= 0) add(term, times[n]!, ids[n]!)
      }
    for (const { t, id, all } of kills) add(all ? 'restart-all' : 'killed', t, id)
    for (const { t, id } of leases) add('lease-lost', t, id)
    for (const { from, to, id, end, endId = id } of lives) {
      add('Running', from, id)
      if (ENDS[end]) add(ENDS[end], to, endId)
      if (!ready.some((span) => span.from <= from && to <= span.to)) add('not-ready', from, id)
    }
    for (const { from, id } of ready) add('ready', from, id)
    for (const { from, id } of waits) add('back-off', from, id)
    for (const { from, id, state } of server) add(state, from, id)
  }
  for (const { from, id } of drawing.mirror) add('mirror', from, id)
  for (const { from, id } of drawing.standstills) add('standstill', from, id)
  for (const { t, id, idle } of drawing.actions) {
    add('action', t, id)
    if (idle) add('idle', t, id)
  }
  for (const id of drawing.estimated ?? []) add('estimated', 0, id)
  return first
}
