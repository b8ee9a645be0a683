import { causesOf } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'

/**
 * All that came of some entries, in order. A container's next life does not count: it would have happened anyhow what happens in
 * it; only its start does.
 */
export function effects(trace: Trace, ids: readonly number[]): number[] {
  const caused = new Set(ids)
  const passedOn = new Set(ids)
  for (const entry of trace) {
    if (caused.has(entry.id) || !causesOf(entry).some((cause) => passedOn.has(cause))) continue
    caused.add(entry.id)
    if (entry.kind !== 'process' || entry.op !== 'started') passedOn.add(entry.id)
  }
  for (const id of ids) caused.delete(id)
  return [...caused]
}
