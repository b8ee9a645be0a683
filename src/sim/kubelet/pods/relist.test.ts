import { describe, expect, it } from 'vitest'
import { podInputs } from '../../fixture.ts'
import { releaseOf } from '../../release/release.ts'
import type { Chance } from '../../scenario/inputs.ts'
import { RelistClock } from './relist.ts'

const clock = (pinned: Partial<Chance>, release = '1.35') => new RelistClock({ ...podInputs({}).chance, ...pinned }, releaseOf(release))
const seen = (...at: (number | null)[]): Partial<Chance> => ({ seen: { main: at } })

describe('a relist', () => {
  it.each<[what: string, Partial<Chance>, at: number, last: number, next: number, release?: string]>([
    ['comes 0.2 s after each second where nothing is pinned', {}, 5.1, 4.2, 5.2],
    ['is the last one at its own moment', {}, 5.2, 5.2, 6.2],
    ['lies evenly between two that are pinned', seen(10, 20.25), 15, 14.1, 15.125],
    ['is pinned', seen(10, 20.25), 10, 10, 11.025],
    ['is one that is pinned, a hair before it', seen(10, 20.25), 20.25 - 5e-10, 20.25, 21.275],
    ['comes just before one that is pinned', seen(10, 20.25), 20.24, 19.225, 20.25],
    ['goes on as a stretch above 5 s did', seen(10, 20.25), 20.25, 20.25, 21.275],
    ['came before the first one as after it', seen(10, 20.25), 9, 8.975, 10],
    ['goes on as ever after a stretch of 5 s', seen(10, 15), 15, 15, 16.0125],
    ['goes on as a little longer one did', seen(10, 16), 16, 16, 17],
    ['has a step of its own in a short stretch', seen(10, 20.25, 22.5), 20.25, 20.25, 21.375],
    ['that leaves the step as it was', seen(10, 20.25, 22.5), 22.5, 22.5, 23.525],
    ['is one in the shortest stretch', seen(10, 10.505), 10, 10, 10.505],
    ['is one of two that are told half a second apart', seen(10, 10.5), 10, 10, 11.0125],
    ['is pinned in any order, also by an end', { seen: { b: [20.25, null], a: [10] }, ended: { a: [15] } }, 14.5, 14, 15],
    ['of 1.36 takes less', seen(10), 10, 10, 11.005, '1.36'],
    ['of one pod, as a sync since 1.36 makes it, pins nothing', { ...seen(10, 12.55), started: { a: [12.5] } }, 10, 10, 11.005, '1.36'],
    ['at the very start neither', { ...seen(10, 12.5), started: { a: [12.5] } }, 10, 10, 11.005, '1.36'],
    ['later does', { ...seen(10, 12.57), started: { a: [12.5] } }, 10, 10, 10 + 2.57 / 3, '1.36'],
    ['before the start does', { ...seen(10, 12.45), started: { a: [12.5] } }, 10, 10, 11.225, '1.36'],
    ['of 1.35 does', { ...seen(10, 12.55), started: { a: [12.5] } }, 10, 10, 10 + 2.55 / 3],
  ])('%s', (_, pinned, at, last, next, release) => {
    const relists = clock(pinned, release)
    // whatever was asked before
    for (const other of [0, 1000, at]) {
      relists.next(other)
      expect([relists.last(at), relists.next(at)]).toEqual([expect.closeTo(last, 6), expect.closeTo(next, 6)])
    }
  })

  it.each<[what: string, pinned: number[], restart: number, at: number, last: number, next: number]>([
    ['is over by 0.55 s', [10, 20.25], 30, 31, 30.55, 31.5625],
    ['is as one that is pinned within a minute says', [10, 20.25], 15, 16, 15.1875, 16.2],
    ['is not the old kubelet’s, 0.19 s after', [10, 20.25], 20.06, 21, 20.61, 21.6225],
    ['says nothing after a minute', [100], 40, 99.5, 100 - 59.45 / 59, 100],
    ['says it just before', [100], 40.1, 41, 40.2625, 41.275],
  ])('of another kubelet %s', (_, pinned, restart, at, last, next) => {
    const relists = clock(seen(...pinned))
    relists.next(1000)
    relists.restart(restart)
    expect([relists.last(at), relists.next(at)]).toEqual([expect.closeTo(last, 6), expect.closeTo(next, 6)])
  })
})
