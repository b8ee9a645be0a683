import { expect, it } from 'vitest'
import { CHANGES } from '../../sim/release/release.ts'
import { neighbours, readingOf, ROW_TEXTS, textOf, type SinceReading } from './trial.ts'

it.each<[SinceReading, string]>([
  [{ by: 'source', before: 'v1.13.12', after: 'v1.14.10' }, 'Read at v1.13.12 and v1.14.10.'],
  [{ by: 'recording', before: 'v1.36.2', after: 'v1.37.2' }, 'Recorded on v1.36.2 and v1.37.2.'],
  [{ by: 'recording', before: 'v1.9.4', after: 'v1.19.16' }, 'Recorded on v1.9.4 and v1.19.16; when in between it changed is inferred.'],
  [{ by: 'inference', before: 'v1.13.0', after: 'v1.14.0' }, 'Inferred: not read at the tags on either side.'],
  [{ by: 'inference', before: 'v1.12.10', after: 'v1.15.3' }, 'Inferred: some time between v1.12.10 and v1.15.3.'],
])('%o: %s', (reading, sentence) => expect(readingOf(reading)).toBe(sentence))

it('src/texts/release-rows.tsv has a line for each row of src/sim/release, by its release and first rule, and no other', () => {
  expect([...ROW_TEXTS.keys()].toSorted()).toEqual(CHANGES.map(({ name }) => name).toSorted())
})

it.each(CHANGES.map((row) => [row.name, row] as const))('%s: a sentence, and the tags on either side', (_, row) => {
  const { says, source, read } = textOf(row)
  expect(says).toMatch(/^\S.*[.)]$/s)
  expect(source).toMatch(/^\S+$|^\S.*\S$/)
  const [before, after] = [read.before, read.after].map((tag) => Number(tag.split('.')[1]))
  expect(before).toBeLessThan(row.since)
  expect(after).toBeGreaterThanOrEqual(row.since)
  expect(read.by !== 'source' || neighbours(read.before, read.after), 'read at tags that are not neighbours').toBe(true)
})
