import { countUntil } from '../../trace/moment.ts'
import type { Trace } from '../../trace/trace.ts'
import { keyOf, NOTHING_STORED, type Stored, type StoredObject } from './stored.ts'

/**
 * What had been put into etcd at a time.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function storedAt(trace: Trace, at: number): Stored {
  const end = countUntil(trace, at)
  let stored: Map<string, StoredObject | null> | undefined
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'object') (stored ??= new Map()).set(keyOf(entry.object), entry.op === 'deleted' ? null : entry.object)
  }
  return stored ?? NOTHING_STORED
}
