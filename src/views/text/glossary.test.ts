import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import type { LaneDrawing } from '../lanes/lanes.ts'
import { firstMarks } from '../lanes/first-marks.ts'
import { LEGEND } from '../picture/legend.ts'
import { TERMS } from './glossary.ts'

it.each([...TERMS])('%s is said in one to three sentences, short enough for a card', (_, { title, says }) => {
  expect(title).not.toBe('')
  expect(says.length).toBeLessThan(260)
  expect(says.match(/[.!?](\s|$)/g)?.length).toBeGreaterThanOrEqual(1)
  expect(says.match(/[.!?](\s|$)/g)?.length).toBeLessThanOrEqual(3)
})

it('every word that the page explains is told of', () => {
  const ui = join(import.meta.dirname, '../../ui')
  const sources = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'))
  const text = sources.map((name) => readFileSync(join(ui, name), 'utf8')).join('')
  const inLists = [...text.matchAll(/const (?:STATUS_TERMS|EXPLAINED)\b.*?= (\[.*?\])(?: as const)?\n/gs)]
  const used = [
    ...[...text.matchAll(/<Term id="([^"]+)"|\bexplains\('([^']+)'\)|\bterm: '([^']+)'/g)].map(([, ...ids]) => ids.find((id) => id)!),
    ...inLists.flatMap(([, list]) => [...list!.matchAll(/'([\w-]+)'[,\]]/g)].map(([, id]) => id!)),
    ...LEGEND.map(({ term }) => term),
    ...[...TERMS.values()].flatMap(({ show }) => show || []),
  ]
  expect(inLists).toHaveLength(2)
  expect(new Set(used).size).toBeGreaterThan(40)
  expect(used.filter((id) => !TERMS.has(id))).toEqual([])
})

it('finds the first of each thing that the story’s lane shows, and the entry that says why', () => {
  const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const kinds = Object.fromEntries(
    ['failed', 'killed', 'Running', 'ready', 'back-off', 'serving', 'mirror', 'passed', 'exited', 'hung'].map((shown) => {
      const found = firstMarks(drawing).get(shown)
      return [shown, found && trace[found.id]!.kind]
    }),
  )
  expect(kinds).toEqual({
    failed: 'probe',
    killed: 'event',
    Running: 'process',
    ready: 'status',
    'back-off': 'backoff',
    serving: 'server',
    mirror: 'mirror',
    passed: undefined,
    exited: undefined,
    hung: undefined,
  })
  expect(firstMarks(drawing).get('failed')!.t).toBeLessThan(firstMarks(drawing).get('killed')!.t)
})

const track = (more: object): object => ({ probes: [], kills: [], leases: [], lives: [], ready: [], waits: [], server: [], ...more })
const drawing = {
  tracks: [
    track({
      probes: [{ results: [0, 2, 3, 1, 0], times: [1, 2, 3, 4, 5], ids: [101, 102, 103, 104, 105] }],
      kills: [
        { t: 30, id: 130 },
        { t: 31, id: 131, all: true },
      ],
      leases: [{ t: 40, id: 140 }],
      lives: [
        { from: 10, id: 110, to: 20, end: 'exited', endId: 120 },
        { from: 21, id: 121, to: 22, end: 'completed', endId: 122 },
        { from: 23, id: 123, to: 99 },
      ],
    }),
    track({
      probes: [{ results: [1, 1], times: [3.5, 6], ids: [203, 206] }],
      leases: [{ t: 39, id: 239 }],
      lives: [{ from: 9, id: 209, to: 19, end: 'completed', endId: 219 }],
      ready: [{ from: 11, id: 211 }],
      waits: [{ from: 12, id: 212 }],
      server: [
        { from: 13, id: 213, state: 'starting' },
        { from: 14, id: 214, state: 'serving' },
      ],
    }),
  ],
  mirror: [{ from: 50, id: 150 }],
  standstills: [{ from: 60, id: 160 }],
  actions: [
    { t: 71, id: 171 },
    { t: 70, id: 170 },
  ],
} as unknown as LaneDrawing

it.each<[string, number, number]>([
  ['passed', 1, 101],
  ['failed', 3.5, 203],
  ['warning', 2, 102],
  ['errored', 3, 103],
  ['killed', 30, 130],
  ['restart-all', 31, 131],
  ['lease-lost', 39, 239],
  ['exited', 20, 120],
  ['completed', 19, 219],
  ['Running', 9, 209],
  ['ready', 11, 211],
  ['back-off', 12, 212],
  ['serving', 14, 214],
  ['mirror', 50, 150],
  ['standstill', 60, 160],
  ['action', 70, 170],
])('the first %s of all tracks is at %d s', (shown, t, id) => {
  expect(firstMarks(drawing).get(shown)).toMatchObject({ t, id })
})
