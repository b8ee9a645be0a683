import { expect, it } from 'vitest'
import { calendar, httpDate, journalTime, klogTime, rfc1123z, rfc3339, unixDate, wholeSecond } from './clock.ts'

const CLOCK = '2026-11-24T14:46:30.195Z'

it('prints a moment as each tool does', () => {
  expect(rfc1123z(CLOCK, 0)).toBe('Tue, 24 Nov 2026 14:46:30 +0000')
  expect(rfc1123z(CLOCK, 320.9)).toBe('Tue, 24 Nov 2026 14:51:51 +0000')
  expect(httpDate(CLOCK, 0)).toBe('Tue, 24 Nov 2026 14:46:30 GMT')
  expect(rfc3339(CLOCK, 5.9)).toBe('2026-11-24T14:46:36Z')
  expect(rfc3339(CLOCK, 0, true)).toBe('2026-11-24T14:46:30.195Z')
  expect(klogTime(CLOCK, 325.048844)).toBe('1124 14:51:55.243844')
  expect(journalTime(CLOCK, 0)).toBe('Nov 24 14:46:30')
  expect(unixDate('2026-02-03T04:05:06Z', 0)).toBe('Tue Feb  3 04:05:06 UTC 2026')
})

it('cuts to whole seconds of the wall clock, not of the scenario', () => {
  expect(wholeSecond(CLOCK, 0)).toBeCloseTo(-0.195, 9)
  expect(wholeSecond(CLOCK, 0.8)).toBeCloseTo(-0.195, 9)
  expect(wholeSecond(CLOCK, 0.805)).toBeCloseTo(0.805, 9)
})

it('reads offsets, and takes a text that is no date for 1970', () => {
  expect(rfc3339('2026-11-24T15:46:30+01:00', 0)).toBe('2026-11-24T14:46:30Z')
  expect(rfc3339('2026-11-24T20:16:30+05:30', 0)).toBe('2026-11-24T14:46:30Z')
  expect(rfc3339('2026-11-24T11:16:30-03:30', 0)).toBe('2026-11-24T14:46:30Z')
  expect(rfc3339('tomorrow', 0)).toBe('1970-01-01T00:00:00Z')
})

it.each([
  ['1900-02-28T00:00:00Z', 86400, [1900, 3, 1, 4]],
  ['2000-02-28T00:00:00Z', 86400, [2000, 2, 29, 2]],
  ['2026-12-31T23:59:59Z', 1, [2027, 1, 1, 5]],
  ['1969-12-31T00:00:00Z', 0, [1969, 12, 31, 3]],
  ['2026-11-24T00:00:00Z', 100 * 86400, [2027, 3, 4, 4]],
] as const)('%s and %s s is the day %j', (clock, t, [year, month, day, weekday]) => {
  expect(calendar(clock, t)).toMatchObject({ year, month, day, weekday })
})

it('counts a day a day through 400 years', () => {
  const wrong: string[] = []
  let before = calendar('1900-01-01T00:00:00Z', 0)
  for (let day = 1; day < 146097; day++) {
    const c = calendar('1900-01-01T00:00:00Z', day * 86400)
    if (c.weekday !== (before.weekday + 1) % 7 || (c.day !== before.day + 1 && c.day !== 1)) wrong.push(`${c.year}-${c.month}-${c.day}`)
    before = c
  }
  expect(wrong).toEqual([])
  expect(before).toMatchObject({ year: 2299, month: 12, day: 31 })
})
