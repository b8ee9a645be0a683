import { expect, it } from 'vitest'
import type { LaneDrawing, Life, TimeSpan, ContainerTrack, BackOffWait } from '../lanes/lanes.ts'
import { layoutOf, ticksOf, timeScale } from './layout.ts'
import { paint } from './paint.ts'
import { inkFor } from './pen.ts'

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
