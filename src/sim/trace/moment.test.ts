import { describe, expect, it } from 'vitest'
import { podInputs } from '../fixture.ts'
import { containerId, hexId, imageId, runtimeId } from './ids.ts'
import {
  causesIn,
  countUntil,
  entriesUntil,
  etcdAt,
  etcdDataAt,
  filesAt,
  firstCause,
  isElsewhere,
  isEtcdFull,
  lastOf,
  manifestsAt,
  nextServer,
  serverAt,
  takenPorts,
} from './moment.ts'
import { kubeletPods, mirrorPods, podByUid, samePods } from './pods.ts'
import { Recorder } from './recorder.ts'
import type { EntryOf, Trace } from './trace.ts'

const traceOf = (...entries: { t: number; [field: string]: unknown }[]): Trace =>
  entries.map((entry, id) => ({ id, ...entry })) as unknown as Trace
const etcd = (t: number, state: string, data?: number) => ({ t, kind: 'etcd' as const, state, ...(data === undefined ? {} : { data }) })
const port = (t: number, number: number, taken: boolean) => ({ t, kind: 'port' as const, port: number, taken })
const server = (t: number, state: string) => ({ t, kind: 'server' as const, state })

describe('what has happened at a time', () => {
  const trace = traceOf(port(0, 80, true), server(1, 'starting'), port(1, 81, true), port(2, 80, false), server(5, 'serving'))
  const inputs = podInputs({})

  it.each([
    [-1, 0, [], undefined, 'starting'],
    [0, 1, [80], undefined, 'starting'],
    [1, 3, [80, 81], 'starting', 'serving'],
    [2, 4, [81], 'starting', 'serving'],
    [4.9, 4, [81], 'starting', 'serving'],
    [5, 5, [81], 'serving', undefined],
    [9, 5, [81], 'serving', undefined],
  ])('at %s s: %s entries, ports %s, the server is %s and then %s', (at, count, ports, now, next) => {
    expect(countUntil(trace, at)).toBe(count)
    expect(entriesUntil(trace, at)).toEqual(trace.slice(0, count))
    expect([...takenPorts(trace, at)]).toEqual(ports)
    expect(serverAt(trace, at)?.state).toBe(now)
    expect(nextServer({ inputs, trace, at })?.state).toBe(next)
  })

  it('the last of a kind may be one that fits', () => {
    expect(lastOf(trace, 9, 'port', ({ taken }) => taken)?.port).toBe(81)
    expect(lastOf(trace, 0, 'port', ({ taken }) => !taken)).toBeUndefined()
  })

  it('an API without a server of the lane’s is elsewhere', () => {
    const mirror = { t: 0, kind: 'mirror' as const }
    expect([traceOf(mirror), traceOf(server(0, 'serving')), traceOf(mirror, server(9, 'serving')), traceOf()].map(isElsewhere)).toEqual([
      ...[true, false, false, false],
    ])
  })

  it('an entry has no cause, or some of which the first is the main one', () => {
    const chain = traceOf(port(0, 1, true), { ...port(0, 2, true), cause: 0 }, { ...port(0, 3, true), cause: [1, 0] })
    expect(chain.map((entry) => causesIn(chain, entry).map(({ id }) => id))).toEqual([[], [0], [1, 0]])
    expect(chain.map((entry) => firstCause(chain, entry)?.id)).toEqual([undefined, 0, 1])
  })
})

describe('etcd', () => {
  const trace = traceOf(etcd(10, 'full'), etcd(20, 'down'), etcd(30, 'up', 1), etcd(35, 'hung'), etcd(40, 'up', 0), etcd(50, 'up', 1))
  it.each([
    [9, 'down', false, { n: 0, since: 0 }],
    [10, 'up', true, { n: 0, since: 0 }],
    // its alarm stands in its data
    [20, 'down', true, { n: 0, since: 0 }],
    [30, 'up', false, { n: 1, since: 30 }],
    [35, 'hung', false, { n: 1, since: 30 }],
    [40, 'up', false, { n: 0, since: 0 }],
    [50, 'up', false, { n: 1, since: 30 }],
  ])('at %s s is %s, its alarm raised: %s, its data %s', (at, state, isFull, data) => {
    const inputs = podInputs({ inputs: { cluster: { attached: true, etcd: 'down', objects: [] } } })
    expect(etcdAt({ inputs, trace, at })).toBe(state)
    expect(isEtcdFull({ trace, at })).toBe(isFull)
    expect(etcdDataAt(trace, at)).toEqual(data)
  })
})

it('files are as the actions up to the time left them, those of the manifests’ directory by name', () => {
  const inputs = podInputs({
    inputs: {
      manifests: { 'a.yaml': 'a' },
      files: { '/root/x': 'x' },
      actions: [
        { at: 20, remove: 'a.yaml' },
        { at: 10, write: 'b.yaml', content: 'b' },
        { at: 15, hang: 'main' },
        { at: 16, remove: 'none.yaml' },
      ],
    },
  })
  const at = (seconds: number) => [...manifestsAt({ inputs, at: seconds })].map((pair) => pair.join(' '))
  expect([9.9, 10, 19.9, 20].map(at)).toEqual([['a.yaml a'], ['a.yaml a', 'b.yaml b'], ['a.yaml a', 'b.yaml b'], ['b.yaml b']])
  expect([...filesAt({ inputs, at: 20 })]).toEqual([
    ['/root/x', 'x'],
    ['/etc/kubernetes/manifests/b.yaml', 'b'],
  ])
})

describe('the pods', () => {
  const pod = (name: string, namespace = 'default') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {containers: [{name: main, image: "a:1"}]}\n`
  const inputs = podInputs({
    inputs: {
      node: { name: 'Node-1', ip: '192.168.1.100' },
      manifests: { 'b.yaml': pod('b'), 'a.yaml': pod('a'), 'c.yaml': pod('c', 'area') },
    },
  })
  const sync = (t: number, op: string, name: string, uid: string) => ({ t, kind: 'sync' as const, op, pod: name, uid })
  const mirror = (t: number, op: string, name: string, more: object = {}) => ({
    t,
    kind: 'mirror' as const,
    op,
    pod: name,
    uid: `${name}-1`,
    ...more,
  })
  const status = (t: number, name: string, more: object = {}) => ({ t, kind: 'status' as const, pod: name, phase: `at ${t}`, ...more })
  const trace = traceOf(
    ...[sync(1, 'ADD', 'b', 'b-1'), sync(1, 'ADD', 'a', 'a-1'), sync(2, 'ADD', 'c', 'c-1')],
    ...[status(3, 'a'), mirror(4.5, 'created', 'a', { status: 3 }), mirror(5, 'created', 'b', { since: 2 }), mirror(5, 'updated', 'c')],
    ...[status(6, 'a', { uid: 'a-1' }), status(6, 'b', { uid: 'other' }), status(6, 'unknown')],
    ...[mirror(7, 'updated', 'a', { status: 7 }), mirror(8, 'terminating', 'a'), mirror(9, 'deleted', 'a'), mirror(9.5, 'created', 'a')],
    ...[
      sync(10, 'REMOVE', 'a', 'other'),
      sync(11, 'REMOVE', 'a', 'a-1'),
      sync(12, 'ADD', 'gone', 'gone-1'),
      sync(13, 'UPDATE', 'a', 'a-2'),
    ],
  )
  const lines = (pods: ReturnType<typeof mirrorPods>) =>
    pods.map(({ namespace, name, uid, seenAt, createdAt, status, terminating }) =>
      [`${namespace}/${name}`, uid, seenAt, createdAt, status?.phase ?? '-', ...(terminating ? ['terminating'] : [])].join(' '),
    )
  const moment = (at: number) => ({ inputs, trace, at })

  it.each([
    ['kubelet', 0, []],
    ['kubelet', 1, ['default/a-node-1 a-1 1 1 -', 'default/b-node-1 b-1 1 1 -']],
    ['kubelet', 3, ['area/c-node-1 c-1 2 2 -', 'default/a-node-1 a-1 1 1 at 3', 'default/b-node-1 b-1 1 1 -']],
    ['kubelet', 6, ['area/c-node-1 c-1 2 2 -', 'default/a-node-1 a-1 1 1 at 6', 'default/b-node-1 b-1 1 1 -']],
    ['kubelet', 10, ['area/c-node-1 c-1 2 2 -', 'default/a-node-1 a-1 1 1 at 6', 'default/b-node-1 b-1 1 1 -']],
    ['kubelet', 11, ['area/c-node-1 c-1 2 2 -', 'default/b-node-1 b-1 1 1 -']],
    ['kubelet', 13, ['area/c-node-1 c-1 2 2 -', 'default/a-node-1 a-2 13 13 -', 'default/b-node-1 b-1 1 1 -']],
    ['API', 4, []],
    ['API', 5, ['area/c-node-1 c-1 2 5 -', 'default/a-node-1 a-1 1 4 at 3', 'default/b-node-1 b-1 1 2 -']],
    ['API', 7, ['area/c-node-1 c-1 2 5 -', 'default/a-node-1 a-1 1 4 at 6', 'default/b-node-1 b-1 1 2 -']],
    ['API', 8, ['area/c-node-1 c-1 2 5 -', 'default/a-node-1 a-1 1 4 at 6 terminating', 'default/b-node-1 b-1 1 2 -']],
    ['API', 9, ['area/c-node-1 c-1 2 5 -', 'default/b-node-1 b-1 1 2 -']],
    ['API', 13, ['area/c-node-1 c-1 2 5 -', 'default/a-node-1 a-1 1 9 -', 'default/b-node-1 b-1 1 2 -']],
  ])('of the %s at %s s', (whose, at, pods) => {
    expect(lines((whose === 'API' ? mirrorPods : kubeletPods)(moment(at)))).toEqual(pods)
  })

  it('one by its UID stays known when it is gone', () => {
    expect(['a-1', 'a-2', 'gone-1', 'none'].map((uid) => lines([podByUid(moment(13), uid) ?? []].flat()))).toEqual([
      ['default/a-node-1 a-1 1 1 -'],
      ['default/a-node-1 a-2 13 13 -'],
      [],
      [],
    ])
    expect(podByUid(moment(0), 'a-1')).toBeUndefined()
  })

  it('are the same until a mirror or a file changes', () => {
    const same = (before: number, now: number, of = moment(20)) => samePods(moment(0), before, of, now)
    expect([same(7, 10), same(7, 7), same(7, 11), same(6, 7), same(13, 14), same(14, 13)]).toEqual([true, true, false, false, false, false])
    expect(same(7, 10, { ...moment(20), trace: [...trace] })).toBe(false)
    expect(same(7, 10, { ...moment(20), inputs: { ...inputs } })).toBe(false)
    const told = { ...moment(0), inputs: { ...inputs, happened: [] } }
    expect(samePods(told, 7, told, 10)).toBe(false)
  })
})

describe('a recorder', () => {
  const limits = { steps: 1, entries: 3, characters: 100, lanes: 1 }
  const recorder = () => new Recorder({ now: 0.1 + 0.2 }, limits)
  const warning = (message: string) => ({ kind: 'warning', message }) as Parameters<Recorder['add']>[0]
  it('gives ids in order, the time without noise, and a root once', () => {
    const made = recorder()
    expect([made.root('a', () => warning('x')), made.root('a', () => warning('y')), made.root('b', () => warning('z'))]).toEqual([0, 0, 1])
    expect(made.event('web', undefined, 'Normal', 'R', 'm', 0)).toBe(2)
    expect(made.entries).toEqual([
      { id: 0, t: 0.3, kind: 'warning', message: 'x' },
      { id: 1, t: 0.3, kind: 'warning', message: 'z' },
      { id: 2, t: 0.3, kind: 'event', cause: 0, pod: 'web', type: 'Normal', reason: 'R', message: 'm' },
    ])
    expect(() => made.event('web', 'main', 'Normal', 'R', 'm', 0)).toThrow('it has come to 3 entries in its trace, the most for a lane')
    made.stop('so')
    expect(made.entries.at(-1)).toEqual({ id: 3, t: 0.3, kind: 'stopped', reason: 'so' })
  })

  it.each<[kind: string, most: object, more: object]>([
    ['warning', { message: 'm'.repeat(100) }, { message: 'm'.repeat(101) }],
    ['event', { message: 'm'.repeat(100) }, { message: 'm'.repeat(101) }],
    ['log', { text: 'm'.repeat(100) }, { text: 'm'.repeat(101) }],
    ['response', { body: 'm'.repeat(100) }, { body: 'm'.repeat(101) }],
    ['probe', { output: 'm'.repeat(100) }, { output: 'm'.repeat(101) }],
    ['printed', { stdout: 'm'.repeat(40), stderr: 'm'.repeat(60) }, { stdout: 'm'.repeat(40), stderr: 'm'.repeat(61) }],
    ['status', { containers: [] }, { containers: [{}] }],
    ['port', {}, { cause: 0, kind: 'log', text: 'm'.repeat(101) }],
  ])('counts the characters of a %s', (kind, most, more) => {
    const add = (fields: object) => recorder().add({ kind, ...fields } as unknown as Parameters<Recorder['add']>[0])
    expect(add(most)).toBe(0)
    expect(() => add(more)).toThrow('it has come to 100 characters read and written, the most for a lane')
  })

  it('a probe’s answer counts, and has its id and time, as any other', () => {
    const [made, probe] = [recorder(), (output: string) => ({ kind: 'probe', output }) as EntryOf<'probe'>]
    made.add(warning('x'))
    expect(made.probe(probe('m'.repeat(99)))).toBe(1)
    expect(made.entries[1]).toMatchObject({ id: 1, t: 0.3 })
    expect(() => made.probe(probe('m'))).toThrow('100 characters')
  })

  it('counts what is copied as well', () => {
    const made = recorder()
    made.spend(99)
    made.event('web', 'main', 'Normal', 'R', 'm', 0)
    expect(() => made.spend(1)).toThrow('100 characters')
  })
})

describe('ids', () => {
  it('are hex digits, as many as are wanted, of the text alone', () => {
    expect([hexId('a'), hexId('b')].map((id) => id.length)).toEqual([64, 64])
    expect(hexId('a', 12)).toBe(hexId('a').slice(0, 12))
    expect(new Set(Array.from({ length: 8 }, (_, i) => hexId('a').slice(8 * i, 8 * i + 8))).size).toBe(8)
    expect(new Set([containerId('u', 'c', 0), containerId('u', 'c', 1), containerId('u', 'd', 0), containerId('v', 'c', 0)]).size).toBe(4)
    expect(hexId('a', 16)).toBe('a76d7d7562fa5a35')
  })

  it.each([
    ['docker', 'reg:5000/web:1', `docker-pullable://reg:5000/web@sha256:${hexId('reg:5000/web:1')}`],
    ['docker', 'web@sha256:12', 'docker-pullable://web@sha256:12'],
    ['containerd', 'web:1', `sha256:${hexId('web:1')}`],
    ['containerd', 'web@sha256:12', `sha256:${hexId('web@sha256:12')}`],
  ])('of %s of the image %s', (runtime, image, id) => {
    expect(imageId({ runtime }, image)).toBe(id)
    expect(runtimeId({ runtime }, 'x')).toBe(`${runtime}://x`)
  })
})
