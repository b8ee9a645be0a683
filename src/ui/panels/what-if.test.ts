import { expect, it } from 'vitest'
import { staticText } from '../fixture/static-text.ts'
import { Answer, fieldsWith, headOf } from './WhatIf.tsx'

type Found = Parameters<typeof Answer>[0]['found']

const NOTHING: Found = { file: 'web.yaml', without: [], runs: 0, best: [] }
const CHANGE = {
  ...{ title: 'without args', path: 'args', line: 7, text: 'new', kind: 'removal', flaw: 'none' },
  ...{ diff: ['-    args: [x]'], before: 3, restarts: 0, prices: [] },
} as unknown as Found['best'][number]
const HANG = {
  index: 0,
  at: 60,
  isEdit: false,
  before: 3,
  restarts: 1,
  told: { action: 'hang', target: 'web' },
} as Found['without'][number]
const EDIT = { ...HANG, index: 1, isEdit: true, told: { action: 'write', target: 'web.yaml' } } as Found['without'][number]

it.each<[what: string, found: Partial<Found>, text: string]>([
  ['nothing to try', {}, 'web.yaml has nothing that a single change could be tried of.'],
  ['nothing that helps', { runs: 12 }, 'No single change of web.yaml would have: 12 runs with one each were tried.'],
  ['why nothing was tried', { runs: 12, note: 'It is so.' }, 'It is so.'],
  ['a change', { best: [CHANGE] }, 'Without args (line 7): 0 restarts instead of 3 in 30 min. | − args: [x] | Add as a lane | Apply'],
  [
    'a fault',
    { without: [HANG] },
    'web.yaml has nothing that a single change could be tried of. | And without what the scenario sets itself: hangs at 1 min, 1 restart instead of 3 in 30 min. Remove the action',
  ],
  [
    'an edit, which is as good as a change',
    { without: [{ ...EDIT, restarts: 2, before: 0 }] },
    'web.yaml has nothing that a single change could be tried of. | Without the edit at 1 min (the scenario writes web.yaml): 2 restarts in 30 min. | Remove the action',
  ],
  [
    'both, and a change',
    { without: [HANG, EDIT], best: [CHANGE] },
    'Without the edit at 1 min (the scenario writes web.yaml): 1 restart instead of 3 in 30 min. | Remove the action | Without args (line 7): 0 restarts instead of 3 in 30 min. | − args: [x] | Add as a lane | Apply | And without what the scenario sets itself: hangs at 1 min, 1 restart instead of 3 in 30 min. Remove the action',
  ],
  [
    'what is no restart',
    { without: [{ ...HANG, outcome: 'no standstill' }] },
    'web.yaml has nothing that a single change could be tried of. | And without what the scenario sets itself: hangs at 1 min, no standstill. Remove the action',
  ],
  [
    'a command in the place of a text',
    { best: [{ ...CHANGE, diff: [], command: 'kubectl x', cluster: {} as never }] },
    'Without args: 0 restarts instead of 3 in 30 min. | kubectl x | Add as a lane',
  ],
  [
    'what a change costs',
    { best: [{ ...CHANGE, diff: ['-  a', '-  b', '+    c', '+  d'], prices: ['It costs.', 'Much.'] }] },
    'Without args (line 7): 0 restarts instead of 3 in 30 min. | It costs. | Much. | − a | − b | +   c | and 1 more line | Add as a lane | Apply',
  ],
  [
    'more lines',
    { best: [{ ...CHANGE, diff: ['-  a', '+  b', '-  c', '+  d', '+  e'] }] },
    'Without args (line 7): 0 restarts instead of 3 in 30 min. | − a | + b | − c | and 2 more lines | Add as a lane | Apply',
  ],
  [
    'other actions',
    { best: [{ ...CHANGE, actions: [] as never }] },
    'Without args (line 7): 0 restarts instead of 3 in 30 min. | − args: [x] | Add as a lane',
  ],
  [
    'another program; a field keeps its spelling',
    { best: [{ ...CHANGE, title: 'livenessProbe', processes: 'x' as never }] },
    'livenessProbe (line 7): 0 restarts instead of 3 in 30 min. | − args: [x] | Add as a lane',
  ],
])('%s', (_, found, text) => expect(staticText(Answer, { found: { ...NOTHING, ...found }, lane: 'lane-1' })).toBe(text))

const restart = (number: number) => ({ restart: { number, container: 'web' } as never })

it.each<[Parameters<typeof headOf>[0], isToCome: boolean, head: string]>([
  [null, false, 'What would have prevented it?'],
  [{ other: { is: 'standstill' } as never }, false, 'What would have prevented the standstill?'],
  [restart(0), true, 'What would let web become ready?'],
  [restart(2), false, 'What would have prevented restart 2 of web?'],
  [restart(2), true, 'What would have prevented the next restart, number 2, of web?'],
])('asked of %o, to come: %s, is: %s', (found, isToCome, head) => expect(headOf(found, isToCome)).toBe(head))

it('a lane with a change has what it had, and what differs', () => {
  const fields = { manifests: { a: '1', b: '2' }, files: { c: '3' }, duration: '5m' }
  expect(fieldsWith(fields, 'b', { text: 'new' })).toEqual({ ...fields, manifests: { a: '1', b: 'new' } })
  const more = { cluster: { etcd: 'up' }, actions: [], processes: 'x' }
  expect(fieldsWith(fields, 'b', { text: 'new', files: { d: '4' }, ...more } as never)).toEqual({
    ...fields,
    ...more,
    manifests: { a: '1', b: 'new' },
    files: { c: '3', d: '4' },
  })
})
