import { expect, it } from 'vitest'
import { bandsOf, marksIn, scheduled } from './scheduled.ts'

const bands = (...actions: object[]): string[] =>
  bandsOf(scheduled([{ lane: '', actions }]), 100).map(({ from, to, told: { action, target } }) => `${action} ${target} ${from}..${to}`)

it.each<[string, object[], string[]]>([
  [
    'a hang lasts until it goes on',
    [
      { at: 10, hang: 'a' },
      { at: 20, resume: 'a' },
    ],
    ['hang a 10..20'],
  ],
  ['a hang that nobody ends has no band', [{ at: 10, hang: 'a' }], []],
  [
    'one program’s end is not another’s',
    [
      { at: 10, hang: 'a' },
      { at: 20, resume: 'b' },
    ],
    [],
  ],
  [
    'a slow program is slow until it is not',
    [
      { at: 10, slow: 'a', by: '5s' },
      { at: 30, slow: 'a', by: '0s' },
    ],
    ['slow a 10..30'],
  ],
  [
    'another slowness ends the one before',
    [
      { at: 10, slow: 'a', by: 5 },
      { at: 30, slow: 'a', by: 9 },
      { at: 40, slow: 'a', by: 0 },
    ],
    ['slow a 10..30', 'slow a 30..40'],
  ],
  [
    'etcd is away until it starts, else to the end',
    [
      { at: 10, etcd: 'kill' },
      { at: 20, etcd: 'start' },
      { at: 30, etcd: 'hang' },
    ],
    ['etcd kill 10..20', 'etcd hang 30..100'],
  ],
  [
    'etcd is full until there is room, beside its being away',
    [
      { at: 10, etcd: 'fill' },
      { at: 20, etcd: 'kill' },
      { at: 40, etcd: 'defrag' },
    ],
    ['etcd fill 10..40', 'etcd kill 20..100'],
  ],
  [
    'a slow disk, and a full one',
    [
      { at: 10, slowDisk: 'node', by: 3 },
      { at: 15, fullDisk: 'node' },
      { at: 20, slowDisk: 'node', by: 0 },
      { at: 25, freeDisk: 'node' },
    ],
    ['slowDisk node 10..20', 'fullDisk node 15..25'],
  ],
  [
    'a port is taken until it is free',
    [
      { at: 10, take: 80 },
      { at: 20, free: 80 },
      { at: 30, take: 81 },
    ],
    ['take 80 10..20', 'take 81 30..100'],
  ],
  [
    'starts are late until they are in time',
    [
      { at: 10, startDelay: '8s' },
      { at: 20, startDelay: '0s' },
    ],
    ['startDelay 8s 10..20'],
  ],
  [
    'a webhook answers again',
    [
      { at: 10, webhook: 'w', is: 'hangs' },
      { at: 20, webhook: 'w', is: 'answers' },
    ],
    ['webhook w 10..20'],
  ],
  [
    'a program has its CPU back',
    [
      { at: 10, cpu: 'a', times: 4 },
      { at: 20, cpu: 'a', times: 1 },
    ],
    ['cpu a 10..20'],
  ],
  [
    'what is over at once has no band',
    [
      { at: 10, kill: 'a' },
      { at: 10, restart: 'kubelet' },
      { at: 20, take: 80 },
      { at: 20, free: 80 },
    ],
    [],
  ],
])('%s', (_, actions, expected) => expect(bands(...actions)).toEqual(expected))

it('says once what several lanes do at the same time, and thrice what one list does thrice', () => {
  const hang = { at: 10, hang: 'a' }
  const items = scheduled([
    { lane: 'x', actions: [{ at: 20, kill: 'a' }, hang, hang, hang] },
    { lane: 'y', actions: [{ hang: 'a', at: 10 }] },
    { lane: 'z', actions: 'nothing' },
  ])
  expect(items.map(({ key, at, places }) => [key, at, places.map(({ lane, index }) => `${lane}${index}`).join()])).toEqual([
    ['x/1', 10, 'x1,y0'],
    ['x/2', 10, 'x2'],
    ['x/3', 10, 'x3'],
    ['x/0', 20, 'x0'],
  ])
})

it('leaves out what is no action yet', () => {
  const actions = [
    null,
    3,
    'x',
    {},
    { at: 5 },
    { hang: 'a' },
    { at: 'soon', hang: 'a' },
    { at: 5, slow: 'a', by: 'much' },
    { at: '1m', crash: 'a' },
    { at: '2m', reboot: 'node' },
  ]
  expect(scheduled([{ lane: '', actions }]).map(({ at, told }) => [at, told.action, told.code ?? told.takes])).toEqual([
    [60, 'crash', 2],
    [120, 'reboot', 40],
  ])
})

it('shows of many marks some in sight, evenly, and those that must be there', () => {
  const all = scheduled([{ lane: '', actions: Array.from({ length: 20 }, (_, i) => ({ at: i, kill: `c${i}` })) }])
  const at = (...args: Parameters<typeof marksIn> extends [unknown, ...infer R] ? R : never) => marksIn(all, ...args).map((item) => item.at)
  expect(at({ from: 0, to: 19 }, 20)).toHaveLength(20)
  expect(at({ from: 0, to: 19 }, 4)).toEqual([0, 5, 10, 15])
  expect(at({ from: 10, to: 13 }, 4)).toEqual([10, 11, 12, 13])
  expect(at({ from: 10, to: 11 }, 4)).toEqual([10, 11])
  expect(at({ from: 10, to: 11 }, 1, (item) => item.at === 3)).toEqual([3, 10])
})
