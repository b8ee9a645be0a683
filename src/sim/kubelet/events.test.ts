import { expect, it } from 'vitest'
import type { Inputs } from '../scenario/inputs.ts'
import type { Entry } from '../trace/trace.ts'
import { type ApiEvent, apiEvents, kubeletEvents } from './events.ts'
import recorded from './recorded/anonymous-off.events.json'

type Loose = Record<string, unknown> & { t: number; kind: string }

const inputs = (kubernetes: string) =>
  ({
    kubernetes,
    seed: 1,
    firewall: [],
    cluster: { attached: true, etcd: 'up' },
    actions: [],
    clock: '2026-11-24T14:31:14.136Z',
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

it('forgets an Event an hour after it was told', () => {
  const run = trace([{ t: 0, kind: 'server', state: 'serving' }, probe(5, 'old')])
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 3604 })).toHaveLength(1)
  expect(apiEvents({ inputs: inputs('1.37'), trace: run, at: 3606 })).toHaveLength(0)
})
