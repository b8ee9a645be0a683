import { releaseOf } from '../../release/release.ts'
import { countUntil, type Moment } from '../../trace/moment.ts'
import { emptiedStore } from './rbac.ts'
import { keyOf, NOTHING_STORED, type Stored, type StoredObject } from './stored.ts'

/**
 * What had been put into etcd at a time.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function storedAt({ trace, at, inputs }: Moment): Stored {
  const end = countUntil(trace, at)
  const all = new Map<number, Map<string, StoredObject | null>>()
  let data = 0
  const begun = (): Stored => (data === 0 ? NOTHING_STORED : emptiedStore(releaseOf(inputs.kubernetes).minor))
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind === 'etcd' && entry.data !== undefined) data = entry.data
    if (entry.kind !== 'object') continue
    const stored = all.get(data) ?? new Map(begun())
    all.set(data, stored)
    stored.set(keyOf(entry.object), entry.op === 'deleted' ? null : entry.object)
  }
  return all.get(data) ?? begun()
}
