import { expect, it } from 'vitest'
import type { Reading } from '../../sim/release/row.ts'
import { readingOf } from './reading.ts'

it.each<[Reading, string]>([
  [{ by: 'source', before: 'v1.13.12', after: 'v1.14.10' }, 'Read at v1.13.12 and v1.14.10.'],
  [{ by: 'recording', before: 'v1.36.2', after: 'v1.37.2' }, 'Recorded on v1.36.2 and v1.37.2.'],
  [{ by: 'recording', before: 'v1.9.4', after: 'v1.19.16' }, 'Recorded on v1.9.4 and v1.19.16; when in between it changed is inferred.'],
  [{ by: 'inference', before: 'v1.13.0', after: 'v1.14.0' }, 'Inferred: not read at the tags on either side.'],
  [{ by: 'inference', before: 'v1.12.10', after: 'v1.15.3' }, 'Inferred: some time between v1.12.10 and v1.15.3.'],
])('%o: %s', (reading, sentence) => expect(readingOf(reading)).toBe(sentence))
