import { expect, it } from 'vitest'
import { type EventFacts, ROUGH_SECONDS } from './facts.ts'
import { timesOf } from './happenings.ts'
import type { ContainerHistory, ContainerLife } from './lives.ts'

const life = (start: number, end?: number, isKilled = false): Partial<ContainerLife> => ({
  start: { at: start },
  ...(end === undefined ? {} : { end: { at: end } }),
  ...(isKilled ? { kill: { at: end! } } : {}),
})

it.each<[string, string, Partial<ContainerLife>[], [first: number, last: number, count: number], string]>([
  ['over its own span, in one life', 'Liveness', [life(-50, 0, true), life(0, 120, true)], [0, 120, 3], '0 60 120'],
  ['of which there is one', 'Liveness', [life(0, 120)], [5, 5, 1], '5'],
  ['at the end of a life, not at the begin of the next', 'Readiness', [life(0, 60), life(160, 220)], [0, 220, 3], '0 60 220'],
  ['before each kill', 'Liveness', [life(0, 60, true), life(160, 220, true)], [40, 220, 6], '40 50 60 200 210 220'],
  [
    'of more than the kills need the others where it ran',
    'Startup',
    [life(0, 60, true), life(160, 260, true)],
    [0, 260, 8],
    '0 40 50 60 180 240 250 260',
  ],
  [
    'without a kill so near to its first or its last',
    'Liveness',
    [life(0, 15, true), life(100, 135, true)],
    [10, 140, 6],
    '10 108 115 122 125 140',
  ],
  ['none as a life begins', 'Liveness', [life(0, 60, true), life(160, 180, true)], [20, 200, 8], '20 40 50 50 60 170 180 200'],
  ['the kills first, then who is next to one', 'Liveness', [life(0, 60, true), life(160, 220, true)], [20, 240, 5], '20 50 60 220 240'],
  ['before no kill, for readiness kills nothing', 'Readiness', [life(0, 60, true), life(60, 120, true)], [0, 120, 4], '0 40 80 120'],
  ['in no back-off', 'Readiness', [life(0, 60), life(160, 220), life(300)], [40, 400, 9], '40 163 185 208 310 333 355 378 400'],
  ['for which the lives that are told are too short', 'Readiness', [life(0, 20)], [0, 100, 6], '0 20 40 60 80 100'],
])('spreads the failures that one Event counts %s', (_, probe, lives, [first, last, count], expected) => {
  const event = { message: `${probe} probe failed: x`, first, last, count, within: 0, lastWithin: 0 } as EventFacts
  const own = { period: 10, failures: 3 }
  const history = { lives, spec: { probes: { liveness: own, readiness: own } } } as unknown as ContainerHistory
  expect(
    timesOf(event, history)
      .map(({ at }) => Math.round(at))
      .join(' '),
  ).toBe(expected)
})

it('takes the first or the last for exact whose age is not told to the minute', () => {
  const marked = (within: number, lastWithin: number): boolean[] =>
    timesOf(
      { message: '', first: 0, last: 120, count: 3, within, lastWithin } as EventFacts,
      { lives: [] } as unknown as ContainerHistory,
    ).map(({ estimated }) => estimated !== undefined)
  expect([
    marked(ROUGH_SECONDS, ROUGH_SECONDS),
    marked(ROUGH_SECONDS, ROUGH_SECONDS - 1),
    marked(ROUGH_SECONDS - 1, ROUGH_SECONDS),
  ]).toEqual([
    [true, true, true],
    [true, true, false],
    [false, true, true],
  ])
})
