import { expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startOf } from '../../lessons/check-exercise.ts'
import { parseExercise } from '../../lessons/parse-exercise.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { lifeWords, waitWords } from './mark-words.ts'
import { untilOf } from './until.ts'

const lesson = parseExercise(readFileSync(join(import.meta.dirname, '../../lessons/levels/exit-codes.yaml'), 'utf8')).value!
const inputs = startOf(lesson)
const trace = simulate(inputs)
const drawing = drawingOf(trace, inputs.duration)
const until = (at: number): ReturnType<typeof untilOf> => untilOf(drawing, at, (id) => trace[id]!.t)

it('tells nothing of a life that ends later, and all of one that has ended', () => {
  const now = until(89)
  for (const name of ['done', 'broken']) {
    const { lives } = now.tracks.find(({ container }) => container === name)!
    expect(lives).toMatchObject([{ number: 1, end: 'running', to: 89 }])
    expect(lives[0]).not.toHaveProperty('code')
    expect(lives[0]).not.toHaveProperty('endId')
    expect(lifeWords(lives[0]!)).not.toMatch(/exit|at 1 min 4/)
  }
  const ended = until(104).tracks.find(({ container }) => container === 'broken')!
  expect(ended.lives[0]).toMatchObject({ end: 'exited', code: 1 })
})

it('has a wait from when it is known, and not how long it lasts before it is over', () => {
  const { container, waits } = drawing.tracks.find((track) => track.waits.some(({ seconds }) => seconds >= 20))!
  const wait = waits.find(({ seconds }) => seconds >= 20)!
  const told = trace[wait.id]!.t
  const waitsAt = (at: number) => until(at).tracks.find((track) => track.container === container)!.waits
  const open = waitsAt(told).at(-1)!
  expect(open).toMatchObject({ seconds: wait.seconds, to: told, isOpen: true })
  expect(waitWords(open)).not.toContain(' to ')
  expect(waitsAt(told - 0.01).some(({ id }) => id === wait.id)).toBe(false)
  expect(waitsAt(wait.to)).toContainEqual(wait)
})

it('is what is drawn of a run that has come as far, at any moment', () => {
  const { stops } = drawing
  const marks = drawing.tracks.flatMap(({ lives: [life], waits: [wait], kills: [kill], probes: [row], ready: [span] }) => [
    ...[life, wait, span].flatMap((spanned) => (spanned ? [spanned.from, spanned.to] : [])),
    ...(kill ? [kill.t] : []),
    ...(row?.times.slice(0, 1) ?? []),
  ])
  const own = [...drawing.statuses.values(), drawing.actions].flatMap(([first]) => (first ? [first.t] : []))
  for (const at of [0, 5.25, 61, 89, 100, 131, 240.5, 599, ...new Set([...marks, ...own])]) {
    const shown = until(at)
    const run = drawingOf(trace, at)
    for (const track of run.tracks) {
      const same = shown.tracks.find((item) => item.pod === track.pod && item.container === track.container)!
      expect(same.lives).toEqual(track.lives)
      expect(same.kills).toEqual(track.kills)
      expect(same.probes.filter(({ times }) => times.length > 0)).toEqual(track.probes)
    }
    for (const key of ['stops', 'statuses', 'actions', 'taken'] as const) expect([key, at, shown[key]]).toEqual([key, at, run[key]])
    expect(shown.tracks.map(({ container }) => container)).toEqual(drawing.tracks.map(({ container }) => container))
  }
  expect(until(drawing.end)).toBe(drawing)
  expect(drawing.stops).toBe(stops)
})

it('copies nothing while nothing is added, and leaves alone what has ended', () => {
  const [first, second] = [until(200), until(200.1)]
  expect(second).not.toBe(first)
  expect(second.tracks.map(({ kills }) => kills)).toEqual(first.tracks.map(({ kills }) => kills))
  for (const [n, { kills }] of first.tracks.entries()) expect(second.tracks[n]!.kills).toBe(kills)
  const ended = (at: typeof first) => at.tracks.flatMap(({ lives }) => lives.filter(({ to }) => to < 200))
  expect(ended(first).length).toBeGreaterThan(1)
  for (const [n, life] of ended(first).entries()) expect(ended(second)[n]).toBe(life)
  expect(second.taken).toBe(drawing.taken)
})
