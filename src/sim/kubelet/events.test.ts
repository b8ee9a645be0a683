import { expect, it } from 'vitest'
import type { Inputs } from '../scenario/inputs.ts'
import type { Entry } from '../trace/trace.ts'
import { type ApiEvent, apiEvents, kubeletEvents } from './events.ts'
import recorded from './recorded/anonymous-off.events.json'

type Loose = Record<string, unknown> & { t: number; kind: string }

const inputs = (kubernetes: string, more: object = {}) =>
  ({
    kubernetes,
    seed: 1,
    firewall: [],
    cluster: { attached: true, etcd: 'up' },
    actions: [],
    clock: '2026-11-24T14:31:14.136Z',
    ...more,
  }) as unknown as Inputs

const trace = (entries: readonly Loose[]) =>
  entries.toSorted((a, b) => a.t - b.t).map((entry, id) => ({ id, pod: 'kube-apiserver', ...entry }) as unknown as Entry)

/** The server answers from 4.3 s after a start to the kill. */
function servers(events: readonly Loose[]): Loose[] {
  return events.flatMap((e) => {
    if (e['reason'] === 'Started')
      return [
        { t: e.t + 0.5, kind: 'server', state: 'accepting' },
        { t: e.t + 4.3, kind: 'server', state: 'serving' },
      ]
    return e['reason'] === 'Killing' ? [{ t: e.t, kind: 'server', state: 'shutting-down' }] : []
  })
}

const short = (event: ApiEvent) => `${event.reason} x${event.count} ${Math.round(event.first)}..${Math.round(event.last)}`

it('drops and counts as the real kubelet did over 35 minutes', () => {
  const events = recorded as Loose[]
  const run = trace([{ t: 0, kind: 'sync', op: 'ADD', uid: 'u' }, ...events, ...servers(events)])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 2133 }).map(short)).toEqual([
    'Pulled x11 0..1984',
    'Created x7 0..721',
    'Started x7 1..721',
    'Unhealthy x90 20..2130',
    'Killing x9 90..1530',
    'BackOff x3 840..927',
  ])
})

const probe = (t: number, message: string, type = 'Warning') => ({
  t,
  kind: 'event',
  type,
  reason: 'Unhealthy',
  message,
  container: 'main',
})
const every10 = Array.from({ length: 40 }, (_, i) => probe(i * 10, 'Liveness probe failed: 401'))

it('counts on behind the spam filter, so that the next Event that passes jumps', () => {
  expect(kubeletEvents({ inputs: inputs('1.37'), trace: trace(every10), at: 245 }).map(short)).toEqual(['Unhealthy x25 0..240'])
  expect(kubeletEvents({ inputs: inputs('1.37'), trace: trace(every10), at: 295 }).map(short)).toEqual(['Unhealthy x25 0..240'])
  expect(kubeletEvents({ inputs: inputs('1.37'), trace: trace(every10), at: 315 }).map(short)).toEqual(['Unhealthy x32 0..310'])
})

it.each([
  ['1.31', 'one bucket for both types', 1],
  ['1.32', 'a bucket for each type', 2],
])('%s has %s', (release, _, buckets) => {
  const both = [...every10.slice(0, 26), ...every10.slice(0, 25).map((e) => ({ ...e, type: 'Normal' }))]
  const count = kubeletEvents({ inputs: inputs(release), trace: trace(both), at: 250 }).reduce((sum, event) => sum + event.count, 0)
  expect(count).toBe(buckets === 2 ? 50 : 25)
})

it('folds the tenth different message of a reason', () => {
  const many = Array.from({ length: 12 }, (_, i) => probe(i, `message ${i}`))
  const events = kubeletEvents({ inputs: inputs('1.37'), trace: trace(many), at: 20 })
  expect(events).toHaveLength(10)
  expect(events.at(-1)).toMatchObject({ message: '(combined from similar events): message 11', count: 3, first: 9, last: 11 })
  // each one that is folded takes the place of another: what is known is told by itself again
  const again = kubeletEvents({ inputs: inputs('1.37'), trace: trace([...many, probe(12, 'message 11')]), at: 20 })
  expect(again.at(-1)).toMatchObject({ message: 'message 11', count: 1, first: 12 })
})

it('keeps the time of an Event that could only be told later', () => {
  const run = trace([{ t: 0, kind: 'server', state: 'exited' }, probe(5, 'down'), { t: 30, kind: 'server', state: 'serving' }])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 29 })).toEqual([])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 41 })).toMatchObject([{ first: 5, last: 5 }])
})

it("lets the node's own Events go first while the first server starts", () => {
  const run = trace([probe(5, 'early'), { t: 6, kind: 'server', state: 'serving' }, probe(30, 'later')])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 6 })).toEqual([])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 16 })).toHaveLength(1)
})

it('gives an Event up after twelve tries, then tells the next', () => {
  const run = trace([
    { t: 0, kind: 'server', state: 'serving' },
    { t: 4, kind: 'server', state: 'exited' },
    probe(5, 'lost'),
    probe(6, 'kept'),
    { t: 180, kind: 'server', state: 'serving' },
  ])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 300 }).map((e) => e.message)).toEqual(['kept'])
})

it.each<[at: number, there: string]>([
  [108, ''],
  [109, 'kept'],
])('gives it up with the twelfth try itself: at %d s there is %j of the next', (at, there) => {
  const run = trace([server(0, 'serving'), server(4, 'exited'), probe(5, 'lost'), probe(6, 'kept'), server(108, 'serving')])
  expect(
    apiEvents({ inputs: inputs('1.37'), trace: run, at })
      .map((e) => e.message)
      .join(),
  ).toBe(there)
})

it('forgets an Event an hour after it was told', () => {
  const run = trace([{ t: 0, kind: 'server', state: 'serving' }, probe(5, 'old')])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 3604.9 })).toHaveLength(1)
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 3605 })).toHaveLength(0)
})

const server = (t: number, state: string, more: object = {}) => ({ t, kind: 'server', state, ...more })
const etcd = (t: number, state: string, more: object = {}) => ({ t, kind: 'etcd', state, ...more })
const told = (run: readonly Loose[], at: number, more: object = {}) =>
  apiEvents({ inputs: inputs('1.37', more), trace: trace(run), at })
    .map((e) => e.message)
    .join()
const expired = (name: string) => ({
  clock: '2026-11-24T00:00:00Z',
  cluster: { attached: true, etcd: 'up', certificates: { [name]: { notAfter: '2026-11-24T00:00:10Z' } } },
})

it.each<[title: string, run: readonly Loose[], at: number, there: string, more?: object]>([
  ['none without a server', [probe(5, 'a')], 100, ''],
  ['at once from one on another machine', [{ t: 0, kind: 'mirror' }, probe(5, 'a')], 5, 'a'],
  ['none through a firewall', [server(0, 'serving'), probe(5, 'a')], 100, '', { firewall: [{ block: 6443, from: 'node' }] }],
  ['one behind a firewall against others', [server(0, 'serving'), probe(5, 'a')], 5, 'a', { firewall: [{ block: 6443, from: 'outside' }] }],
  ['none of a kubelet by itself', [server(0, 'serving'), probe(5, 'a')], 100, '', { cluster: { attached: false, etcd: 'up' } }],
  ['those until the kubelet’s certificate ends', [server(0, 'serving'), probe(9, 'a'), probe(11, 'b')], 100, 'a', expired('kubelet')],
  [
    'none more of a server whose certificate has ended as it started',
    [server(0, 'starting'), server(1, 'serving'), probe(5, 'a'), server(11, 'starting'), server(12, 'serving'), probe(13, 'b')],
    300,
    'a',
    expired('apiserver'),
  ],
  [
    'all of a server whose certificate ends while it runs',
    [server(0, 'starting'), server(1, 'serving'), probe(13, 'b')],
    13,
    'b',
    expired('apiserver'),
  ],
  [
    'those of a server that forbids or is not ready, too',
    [server(0, 'forbidding'), probe(1, 'a'), server(2, 'unready'), probe(3, 'b')],
    3,
    'a,b',
  ],
  ['nothing while it hangs, however long', [server(0, 'serving'), server(4, 'hung'), probe(5, 'a'), server(400, 'serving')], 399, ''],
  ['and at once when it goes on', [server(0, 'serving'), server(4, 'hung'), probe(5, 'a'), server(400, 'serving')], 400, 'a'],
  [
    'nothing while it takes connections and does not answer',
    [server(0, 'serving'), server(4, 'accepting'), probe(5, 'a'), server(400, 'serving')],
    399,
    '',
  ],
  ['and at once when it answers', [server(0, 'serving'), server(4, 'accepting'), probe(5, 'a'), server(400, 'serving')], 400, 'a'],
  [
    'nothing while the node cannot ask it',
    [server(0, 'serving'), server(4, 'serving', { unasked: true }), probe(5, 'a'), server(400, 'serving')],
    399,
    '',
  ],
  [
    'and at once when the node can',
    [server(0, 'serving'), server(4, 'serving', { unasked: true }), probe(5, 'a'), server(400, 'serving')],
    400,
    'a',
  ],
  [
    'none that a full etcd refused',
    [
      server(0, 'serving'),
      etcd(0, 'up'),
      probe(9, 'a'),
      etcd(10, 'full'),
      probe(11, 'b'),
      etcd(12, 'hung'),
      probe(13, 'c'),
      etcd(14, 'up'),
      probe(15, 'd'),
    ],
    15,
    'a,d',
  ],
  [
    'none that was told before etcd lost its data',
    [server(0, 'serving'), etcd(0, 'up'), probe(5, 'a'), etcd(10, 'up', { data: 1 }), probe(10, 'b'), probe(11, 'c')],
    11,
    'b,c',
  ],
])('the API has %s', (_, run, at, there, more) => {
  expect(told(run, at, more)).toBe(there)
})

it.each([
  ['within ten minutes of each other', 600, '(combined from similar events): message 10'],
  ['further apart', 600.1, 'message 10'],
])('folds those %s', (_, apart, last) => {
  const many = Array.from({ length: 11 }, (_, i) => probe(i * apart, `message ${i}`))
  expect(kubeletEvents({ inputs: inputs('1.37'), trace: trace(many), at: 10_000 }).at(-1)!.message).toBe(last)
})

it.each([
  [299, 25],
  [300, 25],
  [300.01, 27],
])('a spam filter that 25 have emptied has another token after five minutes, and not at them: %s s', (again, count) => {
  const run = [...Array.from({ length: 26 }, () => probe(0, 'a')), probe(again, 'a')]
  expect(kubeletEvents({ inputs: inputs('1.37'), trace: trace(run), at: 400 })[0]!.count).toBe(count)
})

it('counts anew for each pod, each of its manifests, each container and each kubelet', () => {
  const run = [
    { t: 0, kind: 'sync', op: 'ADD', uid: 'u1' },
    {
      t: 0,
      kind: 'status',
      containers: [
        { name: 'main', init: true },
        { name: 'other', init: false },
      ],
    },
    probe(1, 'a'),
    probe(1, 'a'),
    { ...probe(2, 'a'), container: 'other' },
    { ...probe(3, 'a'), pod: 'other' },
    { ...probe(3, 'a'), container: undefined },
    { t: 4, kind: 'sync', op: 'REMOVE', uid: 'u3' },
    probe(4, 'a'),
    { t: 5, kind: 'sync', op: 'ADD', uid: 'u2' },
    probe(6, 'a'),
    { t: 7, kind: 'node', part: 'kubelet', up: true },
    probe(8, 'a'),
    { t: 9, kind: 'node', part: 'kubelet', up: false },
    { t: 9, kind: 'node', part: 'runtime', up: true },
    probe(10, 'a'),
    { t: 11, kind: 'node', part: 'node', up: true },
    probe(12, 'a'),
  ]
  expect(
    kubeletEvents({ inputs: inputs('1.37'), trace: trace(run), at: 20 }).map(
      (e) => `${e.pod} ${e.uid} ${e.container} ${e.init ? 'init ' : ''}x${e.count} ${e.first}..${e.last}`,
    ),
  ).toEqual([
    'kube-apiserver u1 main init x3 1..4',
    'kube-apiserver u1 other x1 2..2',
    'other  main x1 3..3',
    'kube-apiserver u1 undefined x1 3..3',
    'kube-apiserver u2 main init x1 6..6',
    'kube-apiserver u2 main init x2 8..10',
    'kube-apiserver u2 main init x1 12..12',
  ])
})
