import { expect, it } from 'vitest'
import type { LaneDrawing, Life, TimeSpan, ContainerTrack, BackOffWait } from '../lanes/lanes.ts'
import { axisUnit, gutterOf, layoutOf, pointed, ticksOf, timeScale, inkFor } from './layout.ts'
import { paint } from './paint.ts'
import { labelsOf } from './legend.ts'
import { SvgPen } from './sheet.ts'

const DAY = 86_400
const HEIGHT = 900

/** Counts what is done with it. */
class CountingPen {
  calls = 0
  fillStyle = ''
  strokeStyle = ''
  lineWidth = 1
  globalAlpha = 1
  font = ''
  textAlign = ''
  textBaseline = ''
  save = this.count
  restore = this.count
  translate = this.count
  beginPath = this.count
  rect = this.count
  clip = this.count
  moveTo = this.count
  lineTo = this.count
  arc = this.count
  closePath = this.count
  fill = this.count
  stroke = this.count
  setLineDash = this.count
  fillRect = this.count
  strokeRect = this.count
  fillText = this.count

  private count(): void {
    this.calls += 1
  }

  measureText(text: string): { width: number } {
    this.calls += 1
    return { width: 6 * text.length }
  }
}

/** A container that falls and is held back for a whole day, with two probes every ten seconds. */
function falling(n: number): ContainerTrack {
  const lives: Life[] = []
  const waits: BackOffWait[] = []
  const ready: TimeSpan[] = []
  for (let t = 0; t < DAY; t += 540) {
    lives.push({ from: t, to: t + 240, id: 1, number: lives.length + 1, end: 'killed' })
    ready.push({ from: t + 20, to: t + 220, id: 2 })
    waits.push({ from: t + 240, to: t + 540, id: 3, seconds: 300 })
  }
  const times = Float64Array.from({ length: DAY / 10 }, (_, i) => i * 10)
  const row = { times, results: Uint8Array.from(times, (_, i) => Number(i % 54 > 20)), ids: new Int32Array(times.length) }
  return {
    pod: `pod-${n}`,
    container: `c${n}`,
    lives,
    waits,
    ready,
    kills: lives.map(({ to }) => ({ t: to, id: 4, label: '' })),
    leases: [],
    probes: [
      { probe: 'readiness', ...row },
      { probe: 'liveness', ...row },
    ],
    server: [],
  }
}

function callsFor(tracks: number): number {
  const drawing: LaneDrawing = {
    end: DAY,
    tracks: Array.from({ length: tracks }, (_, n) => falling(n)),
    actions: [],
    mirror: [],
    standstills: [],
    stops: { times: new Float64Array(), ids: new Int32Array() },
    statuses: new Map(),
    taken: [],
    removals: new Map(),
  }
  const pen = new CountingPen()
  const scale = timeScale(0, DAY, 900)
  const picture = { drawing, layout: layoutOf(drawing, 1), within: { from: 0, to: HEIGHT } }
  paint(pen, picture, { scale, ticks: ticksOf(scale, 76), gutter: 50, ink: inkFor('light') })
  return pen.calls
}

it('draws what is in sight alone, however many containers a lane has', () => {
  const screen = callsFor(Math.ceil(HEIGHT / 78) + 1)
  expect(callsFor(200)).toBe(screen)
  // a day of falls at the caps of the format: some 0.3 µs each
  expect(screen).toBeLessThan(36_000)
})

it.each([1, 2])('draws of a container below all that reaches into sight, at size %s', (size) => {
  const drawing = { ...ONE_OF_EACH, tracks: ONE_OF_EACH.tracks.toReversed() }
  const layout = layoutOf(drawing, size)
  const colour = inkFor('light').colours.warn
  const isDrawn = (to: number): boolean => {
    const pen = new SvgPen()
    paint(
      pen,
      { drawing, layout, within: { from: 0, to } },
      { scale: timeScale(45, 55, 600), ticks: [], gutter: 50, ink: { ...inkFor('light'), scale: size } },
    )
    return pen.elements.includes(`stroke="${colour}"`)
  }
  const name = layout.tracks[1]!.title
  expect([isDrawn(name), isDrawn(name - 1)]).toEqual([true, false])
})

it('draws a row of equal results as one stroke', () => {
  const track = { ...falling(0), lives: [], waits: [], ready: [], kills: [] }
  const passed = track.probes.map((row) => ({ ...row, results: new Uint8Array(row.times.length) }))
  const drawing = {
    end: DAY,
    tracks: [{ ...track, probes: passed }],
    actions: [],
    mirror: [],
    standstills: [],
    statuses: new Map(),
  } as unknown as LaneDrawing
  const pen = new CountingPen()
  const scale = timeScale(0, DAY, 900)
  paint(pen, { drawing, layout: layoutOf(drawing, 1) }, { scale, ticks: [], gutter: 50, ink: inkFor('light') })
  expect(pen.calls).toBeLessThan(20)
})

const row = (probe: 'liveness' | 'readiness', ...results: number[]) => ({
  probe,
  times: Float64Array.from(results, (_, n) => 10 + 10 * n),
  results: Uint8Array.from(results),
  ids: Int32Array.from(results, (_, n) => 100 + n),
})
const mark = (t: number, id: number, more = {}) => ({ t, id, label: '', ...more })

/** One of each thing that a lane shows. */
const ONE_OF_EACH = {
  end: 100,
  tracks: [
    {
      pod: 'kube-apiserver',
      container: 'kube-apiserver',
      lives: [
        { from: 0, to: 30, id: 1, endId: 2, number: 1, end: 'killed' },
        { from: 40, to: 42, id: 3, endId: 4, number: 2, end: 'exited', outOfMemory: 'itself' },
        { from: 60, to: 70, id: 5, endId: 6, number: 3, end: 'completed' },
        { from: 75, to: 80, id: 7, endId: 8, number: 4, end: 'exited', untold: 'killer' },
        { from: 80, to: 100, id: 9, number: 12, end: 'running' },
      ],
      waits: [
        { from: 30, to: 40, id: 10, seconds: 10 },
        { from: 42, to: 60, id: 11, seconds: 20 },
        { from: 70, to: 75, id: 12, seconds: 300, isOpen: true },
      ],
      ready: [{ from: 10, to: 25, id: 13 }],
      kills: [mark(28, 14), mark(69, 15, { all: true }), mark(90, 16)],
      leases: [mark(50, 17)],
      probes: [row('readiness', 0, 1, 2, 3), row('liveness', 1, 1, 0)],
      server: ['starting', 'accepting', 'forbidding', 'unready', 'serving', 'no-etcd', 'hung', 'shutting-down', 'exited'].map(
        (state, n) => ({
          from: 10 * n,
          to: 10 * n + 10,
          id: 20 + n,
          state,
        }),
      ),
    },
    { pod: 'web', container: 'main', lives: [], waits: [], ready: [], kills: [], leases: [], probes: [row('liveness', 3)], server: [] },
  ],
  actions: [mark(20, 30), mark(65, 31, { idle: 'Nothing came of it.' })],
  mirror: [
    { from: 5, to: 40, id: 32 },
    { from: 60, to: 120, id: 33 },
  ],
  standstills: [{ from: 85, to: 95, id: 34 }],
  estimated: new Set([16, 101]),
  statuses: new Map(),
} as unknown as LaneDrawing

/** So many results every so many seconds that they are strokes, and so close together that strokes become one. */
const many = (probe: 'liveness' | 'readiness', everySeconds: number) => {
  const results = Array.from({ length: Math.floor(25 / everySeconds) }, (_, n) => [0, 0, 0, 0, 1, 1, 0, 2, 3, 0][Math.floor(n / 4) % 10]!)
  const { ids } = row(probe, ...results)
  return { probe, times: Float64Array.from(results, (_, n) => 10 + n * everySeconds), results: Uint8Array.from(results), ids }
}
const MANY = {
  ...ONE_OF_EACH,
  tracks: [{ ...ONE_OF_EACH.tracks[1]!, probes: [many('readiness', 0.5), many('liveness', 0.1)] }],
} as unknown as LaneDrawing

/** Lives and back-offs from less than a pixel's length to where all is written on them. */
function lengths(): LaneDrawing {
  const lives: Life[] = []
  const waits: BackOffWait[] = []
  let t = 0
  for (const [n, life] of [0.4, 0.5, 0.6, 1, 1.6, 2, 3, 4, 6, 8, 16, 26].entries()) {
    const wait = [0.1, 1, 2, 3, 4, 6, 8, 16, 22][n] ?? 0
    lives.push({ from: t, to: t + life, id: 200 + n, endId: 300 + n, number: n + 1, end: 'exited', code: n })
    if (wait > 0) waits.push({ from: t + life, to: t + life + wait, id: 400 + n, seconds: 10 * n })
    t += life + wait
  }
  const ready = lives.map(({ from, to, id }) => ({ from: from + (to - from) / 3, to, id })).toSpliced(1, 1)
  const [, asked] = ONE_OF_EACH.tracks
  // what is written before them changes no letter of theirs
  const tracks = [asked!, { ...asked!, probes: [], lives, waits, ready }, { ...asked!, pod: 'api', probes: [], waits }]
  return { ...ONE_OF_EACH, tracks, actions: [], mirror: [], standstills: [], estimated: new Set([205, 307]) }
}

const CHOSEN: ReadonlySet<number> = new Set([1, 14, 16, 17, 20, 30, 101])

it.each<[string, number, number, number, object, LaneDrawing?, ReadonlySet<number>?]>([
  ['lives and back-offs of every length', 0, 142, 1, {}, lengths()],
  ['one of each', 0, 100, 1, {}],
  ['one of each, twice as large and dense', 0, 100, 2, { isDense: true }],
  ['what is in sight of it', 20, 65, 1, { hasMirror: false }],
  ['very many results', 0, 100, 1, {}, MANY],
  ['one of each, some of it chosen', 0, 100, 1, {}, ONE_OF_EACH, CHOSEN],
  ['very many results, some of them chosen', 0, 100, 1, {}, MANY, CHOSEN],
])('draws %s as it did', async (name, from, to, size, shape, drawing = ONE_OF_EACH, chosen) => {
  const pen = new SvgPen()
  const scale = timeScale(from, to, 600)
  const ink = { ...inkFor('light'), scale: size }
  const picture = { drawing, layout: layoutOf(drawing, size, shape), ...(chosen && { chosen }) }
  paint(pen, picture, { scale, ticks: ticksOf(scale, 76), gutter: 50 * size, ink })
  await expect(pen.elements.replaceAll('><', '>\n<')).toMatchFileSnapshot(`golden/${name.replaceAll(/\W+/g, '-')}.txt`)
})

it('the legend has what a lane shows, and nothing else', () => {
  const labels = (more: object): string => [...labelsOf({ ...ONE_OF_EACH, ...more } as LaneDrawing)].filter(Boolean).toSorted().join(', ')
  const [all] = ONE_OF_EACH.tracks
  const none = { tracks: [], actions: [], mirror: [], standstills: [], estimated: undefined }
  const only = (more: object) => labels({ ...none, tracks: [{ ...ONE_OF_EACH.tracks[1], probes: [], ...more }] })
  expect(labels(none)).toBe('')
  expect(labels({})).toBe(
    'action, all restarted, back-off, completed, could not be made, exited by itself, failed, hung, killed, lease lost, mirror pod, no effect, no pod is synced, not ready, not serving, without etcd, passed, ready, serving, shutting down, starting, time estimated, warning',
  )
  expect(only({ lives: [{ from: 10, to: 20, end: 'running' }], ready: [{ from: 10, to: 20 }] })).toBe('ready')
  expect(only({ lives: [{ from: 10, to: 20, end: 'running' }], ready: [{ from: 11, to: 20 }] })).toBe('not ready, ready')
  expect(only({ lives: [{ from: 10, to: 20, end: 'running' }], ready: [{ from: 10, to: 19 }] })).toBe('not ready, ready')
  const twice = [10, 30].map((from) => ({ from, to: from + 10 }))
  expect(only({ lives: twice.map((span) => ({ ...span, end: 'running' })), ready: twice })).toBe('ready')
  expect(only({ waits: all!.waits })).toBe('back-off')
  expect(only({ leases: all!.leases })).toBe('lease lost')
  expect(only({ kills: all!.kills.slice(1) })).toBe('all restarted, killed')
  expect(only({ kills: all!.kills.slice(0, 1) })).toBe('killed')
  expect(only({ probes: [all!.probes[1]] })).toBe('failed, passed')
  expect(labels({ ...none, actions: ONE_OF_EACH.actions.slice(0, 1) })).toBe('action')
  expect(labels({ ...none, actions: ONE_OF_EACH.actions })).toBe('action, no effect')
  expect(labels({ ...none, standstills: ONE_OF_EACH.standstills })).toBe('no pod is synced')
})

it.each<[from: number, to: number, width: number, ticks: string]>([
  [0, 60, 600, '0:00 0:10 0:20 0:30 0:40 0:50 1:00'],
  [5, 61, 600, '0:10 0:20 0:30 0:40 0:50 1:00'],
  [0, 8, 608, '0:00 0:01 0:02 0:03 0:04 0:05 0:06 0:07 0:08'],
  [0, 7200, 600, '0:00 30:00 1:00:00 1:30:00 2:00:00'],
  [0, 86400, 300, '0:00 6:00:00 12:00:00 18:00:00 24:00:00'],
])('an axis from %s to %s s of %s pixels has %s', (from, to, width, labels) =>
  expect(
    ticksOf(timeScale(from, to, width), 76)
      .map(({ label }) => label)
      .join(' '),
  ).toBe(labels),
)

it.each<[from: number, to: number, t: number, pointedAt: number]>([
  [0, 60, 12.34, 12],
  [0, 59.9, 12.34, 12.3],
  [600, 659.9, 612.34, 612.3],
  [600, 660, 612.34, 612],
])('in a picture of 600 pixels from %s to %s s a pointer at %s s means %s s', (from, to, t, pointedAt) =>
  expect(pointed(timeScale(from, to, 600), t)).toBe(pointedAt),
)

/** How many marks a picture of the one of each has from a time to a time. */
function marksIn(from: number, to: number, size = 1): number {
  const pen = new SvgPen()
  const ink = { ...inkFor('light'), scale: size }
  paint(pen, { drawing: ONE_OF_EACH, layout: layoutOf(ONE_OF_EACH, size) }, { scale: timeScale(from, to, 600), ticks: [], gutter: 50, ink })
  return pen.elements.match(/<(?!g|\/)/g)!.length
}
const SHORT = 0.001
it.each<[what: string, from: number, to: number, atFrom: number, atTo: number]>([
  ['kills', 28, 69, 2, 3],
  ['ends and spans', 30, 80, 5, 6],
  ['a lost lease', 50, 65, 3, 0],
  ['a lost lease', 35, 50, 0, 3],
])('%s at the very edges of a picture are drawn', (_, from, to, atFrom, atTo) => {
  const whole = marksIn(from, to)
  expect([whole - marksIn(from + SHORT, to), whole - marksIn(from, to - SHORT)]).toEqual([atFrom, atTo])
})

it('room, digits and unit of an axis go with its size', () => {
  expect([1, 2].map(gutterOf)).toEqual([50, 100])
  expect([3599, 3600].map((to) => axisUnit(timeScale(0, to, 600)))).toEqual(['min:s', 'h:min:s'])
  expect([layoutOf(undefined, 1).height, layoutOf(undefined, 2).height]).toEqual([76, 152])
  expect([{ isDense: true }, { hasMirror: false }].map((shape) => layoutOf(undefined, 2, shape).height)).toEqual([108, 120])
})
