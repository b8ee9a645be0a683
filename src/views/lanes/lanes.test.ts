import { expect, it } from 'vitest'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from './drawing-of.ts'
import {
  endWords,
  firstFrom,
  isNotMirrored,
  lastUpTo,
  type Life,
  mirroredLate,
  nextStop,
  runningSince,
  stateAt,
  type LaneDrawing,
  lastEnd,
} from './lanes.ts'
import { timelineRows } from './timeline-rows.ts'
import { timeText } from '../text/duration-words.ts'

type Loose = { t: number; kind: string; [field: string]: unknown }

/** Entries of one container of one pod, without ids. */
function traceOf(...entries: Loose[]): Trace {
  return entries.map((entry, id) => ({ id, pod: 'web', container: 'main', ...entry })) as unknown as Entry[]
}

const started = (t: number, attempt: number): Loose => ({ t, kind: 'process', op: 'started', attempt })
const exited = (t: number, attempt: number, code = 137): Loose => ({ t, kind: 'process', op: 'exited', attempt, code })
const killing = (t: number): Loose => ({ t, kind: 'event', type: 'Normal', reason: 'Killing', message: 'Stopping' })
const probe = (t: number, result: string): Loose => ({ t, kind: 'probe', probe: 'liveness', result, output: result })
const status = (t: number, restartCount: number, state: object, ready = true): Loose => ({
  t,
  kind: 'status',
  phase: 'Running',
  ready,
  containers: [{ name: 'main', restartCount, ready, state }],
})

const killed = traceOf(
  { t: 0, kind: 'sync', op: 'ADD', uid: 'u' },
  started(1, 0),
  status(2, 0, { is: 'running' }),
  probe(10, 'success'),
  probe(20, 'failure'),
  killing(20),
  exited(21, 0),
  status(22, 0, { is: 'waiting', reason: 'CrashLoopBackOff' }, false),
  { t: 22, kind: 'backoff', blocked: true, backOffSeconds: 10, sinceExitSeconds: 1, until: 31, nextSeconds: 10 },
  { t: 25, kind: 'backoff', blocked: true, backOffSeconds: 10, sinceExitSeconds: 4, until: 31, nextSeconds: 10 },
  started(32, 1),
  status(33, 1, { is: 'running' }),
)
const drawing = drawingOf(killed, 60)
const only = (of: LaneDrawing): LaneDrawing['tracks'][number] => of.tracks[0]!

it('a life runs from the process’s start to its end, and the last one to the end of the run', () => {
  expect(only(drawing).lives.map(({ from, to, number, end }) => ({ from, to, number, end }))).toEqual([
    { from: 1, to: 21, number: 1, end: 'killed' },
    { from: 32, to: 60, number: 2, end: 'running' },
  ])
})

it('a wait lasts from the exit to the next start, however often it was asked for', () => {
  expect(only(drawing).waits).toEqual([{ from: 21, to: 32, id: 8, seconds: 10 }])
})

it('a person steps to starts and ends, probes, kills, what the server and the sync loop do, a lost lease and actions, and to nothing else', () => {
  const server = (t: number, state: string): Loose => ({ t, kind: 'server', state, uid: 'u' })
  const node = (t: number, part: string): Loose => ({ t, kind: 'node', part, up: false })
  const { stops } = drawingOf(
    traceOf(
      ...[started(1, 0), server(2, 'starting'), server(3, 'serving'), probe(4, 'success'), killing(5), exited(6, 0)],
      ...[{ t: 7, kind: 'restartAll' }, { t: 8, kind: 'lease', lease: 'kube-scheduler' }, node(9, 'sync loop')],
      ...[
        { t: 10, kind: 'action', action: 'hang', target: 'main' },
        { ...killing(11), container: undefined },
        { ...killing(12), reason: 'Pulled' },
      ],
      ...[{ t: 13, kind: 'process', op: 'signal', attempt: 0 }, node(14, 'kubelet'), { t: 15, kind: 'action', action: 'ask' }],
      ...[status(16, 0, { is: 'running' }), { t: 17, kind: 'sync', op: 'ADD', uid: 'v' }, { t: 18, kind: 'mirror', op: 'created' }],
    ),
    60,
  )
  expect([...stops.times].join()).toBe('1,2,3,4,5,6,7,8,9,10')
})

it('a wait is known from the sync on that counts from this end, not from an older one', () => {
  const asked = (t: number, sinceExitSeconds: number): Loose => ({
    t,
    kind: 'backoff',
    blocked: true,
    backOffSeconds: 80,
    sinceExitSeconds,
    nextSeconds: 80,
  })
  const again = traceOf(
    started(1, 0),
    exited(21, 0),
    started(22, 1),
    exited(81, 1),
    asked(81, 60),
    asked(82, 1),
    asked(92, 11),
    started(161, 2),
  )
  expect(only(drawingOf(again, 200)).waits).toEqual([{ from: 81, to: 161, id: 5, seconds: 80 }])
})

it('what cannot be started again waits anew from each try, and from its last life’s end only once', () => {
  const backoff = (t: number, backOffSeconds: number, blocked = true): Loose => ({
    t,
    kind: 'backoff',
    blocked,
    backOffSeconds,
    sinceExitSeconds: 1,
    nextSeconds: 2 * backOffSeconds,
  })
  const never = traceOf(
    started(1, 0),
    exited(20, 0),
    ...[backoff(22, 10), backoff(31, 10, false), backoff(33, 20), backoff(40, 20), backoff(53, 20, false), backoff(56, 40)],
  )
  expect(only(drawingOf(never, 99)).waits).toEqual([
    { from: 20, to: 31, id: 2, seconds: 10 },
    { from: 33, to: 53, id: 4, seconds: 20 },
    { from: 56, to: 99, id: 7, seconds: 40, isOpen: true },
  ])
})

it('of ends at one moment the first that is drawn is gone to, of a pod where it is named', () => {
  const of = (pod: string, container: string, ...entries: Loose[]) => entries.map((entry) => ({ pod, container, ...entry }))
  const [web, side, db] = [
    of('web', 'main', started(1, 0), killing(20), exited(22, 0), started(30, 1), exited(40, 1, 0)),
    of('web', 'side', started(1, 0), killing(20), exited(21, 0)),
    of('db', 'main', started(1, 0), killing(20), exited(23, 0), started(30, 1), exited(40, 1)),
  ].map((entries) => entries as Loose[])
  const trace = traceOf(...[...web!, ...side!, ...db!].toSorted((a, b) => a.t - b.t))
  const tracks = drawingOf(trace, 99)
  const told = (t: number, pod?: string): string | undefined => {
    const end = lastEnd(tracks, t, pod)
    const entry = end && (trace[end.id] as unknown as { pod: string; container: string; kind: string })
    return entry && `${end.t} ${entry.pod}/${entry.container} ${entry.kind}`
  }
  expect([19.9, 20, 39, 40, 99].map((t) => told(t))).toEqual([
    undefined,
    '20 web/main event',
    '20 web/main event',
    '40 web/main process',
    '40 web/main process',
  ])
  expect([20, 40].map((t) => told(t, 'db'))).toEqual(['20 db/main event', '40 db/main process'])
  expect(told(40, 'gone')).toBeUndefined()
})

it('a kill that is told of after the exit ends that life all the same, as kubelets of 1.9 do', () => {
  const late = drawingOf(traceOf(started(1, 0), exited(20, 0), killing(20.1), started(20.5, 1)), 30)
  expect(only(late).lives[0]!.end).toBe('killed')
})

it('a process that ends by itself is not killed', () => {
  expect(only(drawingOf(traceOf(started(1, 0), exited(2, 0, 1), started(3, 1)), 9)).lives[0]).toMatchObject({ end: 'exited', code: 1 })
})

it('probes are columns: times, results, ids', () => {
  const [row] = only(drawing).probes
  expect(row).toEqual({ probe: 'liveness', times: Float64Array.of(10, 20), results: Uint8Array.of(0, 1), ids: Int32Array.of(3, 4) })
})

it.each([
  [0, { restarts: 0, word: '', ready: '' }],
  [2, { restarts: 0, word: 'Running', ready: '1/1' }],
  [22, { restarts: 0, word: 'CrashLoopBackOff', ready: '0/1' }],
  [33, { restarts: 1, word: 'Running', ready: '1/1' }],
  [60, { restarts: 1, word: 'Running', ready: '1/1' }],
])('at %d s the head says %o', (t, state) => {
  expect(stateAt(drawing, t)).toEqual(state)
})

it('a pod whose file is gone is listed until its process has ended', () => {
  const removed = drawingOf(
    traceOf(
      { t: 0, kind: 'sync', op: 'ADD', uid: 'u' },
      started(1, 0),
      status(2, 3, { is: 'running' }),
      { t: 10, kind: 'sync', op: 'REMOVE', uid: 'u' },
      exited(12, 0, 0),
    ),
    60,
  )
  expect(stateAt(removed, 11).restarts).toBe(3)
  expect(stateAt(removed, 12)).toEqual({ restarts: 0, word: '', ready: '' })
})

it('steps go from one thing that is drawn to the next; of several at one time the weightiest is selected', () => {
  expect(nextStop(drawing, 1, 1)).toEqual({ t: 10, id: 3 })
  expect(nextStop(drawing, 10, 1)).toEqual({ t: 20, id: 5 })
  expect(nextStop(drawing, 20, -1)).toEqual({ t: 10, id: 3 })
  expect(nextStop(drawing, 60, 1)).toBeUndefined()
})

it('the table says all that is drawn, in order', () => {
  expect(timelineRows(drawing, killed).map(({ t, what }) => `${timeText(t)} ${what}`)).toEqual([
    '1 s life 1 starts',
    '2 s ready',
    '10 s liveness probe passed',
    '20 s liveness probe failed',
    '20 s killed',
    '21 s life 1 ends',
    '22 s not ready',
    '22 s back-off 10 s',
    '32 s life 2 starts',
    '33 s ready',
  ])
})

it.each([
  [0, '0 s'],
  [59.97, '59.9 s'],
  [420, '7 min'],
  [3723.5, '1 h 2 min 3.5 s'],
])('%d seconds read as %s', (t, text) => {
  expect(timeText(t)).toBe(text)
})

it('searches agree with looking one by one', () => {
  const times = [0, 1, 1, 2, 5]
  for (const t of [-1, 0, 0.5, 1, 1.5, 5, 6]) {
    expect(firstFrom(times, t)).toBe(times.filter((time) => time < t).length)
    expect(
      lastUpTo(
        times.map((time) => ({ t: time })),
        t,
      ),
    ).toBe(times.filter((time) => time <= t).length - 1)
  }
})

it.each<[Partial<Life>, string]>([
  [{ end: 'running' }, ''],
  [{ end: 'killed' }, 'killed by the kubelet'],
  [{ end: 'killed', own: true }, 'ended by itself while the kubelet was killing it'],
  [{ end: 'exited' }, 'exited by itself'],
  [{ end: 'exited', untold: 'killer' }, 'killed; the text does not say by whom'],
  [{ end: 'exited', untold: 'end' }, 'ended; the text does not say with which exit code'],
  [{ end: 'completed' }, 'completed'],
  [{ end: 'action' }, 'ended by the scenario'],
  [{ end: 'exited', outOfMemory: 'itself' }, 'killed by the kernel for its memory (OOMKilled)'],
  [{ end: 'exited', outOfMemory: 'another' }, 'exited by itself, after the kernel had killed one of its own for its memory (OOMKilled)'],
])('a life that ends %j: %s', (life, words) => expect(endWords(life as Life)).toBe(words))

it.each<[number, number | undefined]>([
  [1.9, undefined],
  [2, 2],
  [3, 3],
  [4, 3],
  [5, 2],
  [9.9, 2],
  [10, undefined],
])('at %s s the youngest container that runs does so since %s', (t, since) => {
  const lives = [
    [{ from: 2, to: 10 }],
    [
      { from: 3, to: 5 },
      { from: 12, to: 13 },
    ],
    [],
  ].map((of) => ({ lives: of }))
  expect(runningSince({ tracks: lives } as unknown as LaneDrawing, t)).toBe(since)
})

it.each<[string, number[], number, number | undefined]>([
  ['is there before', [5], 29.9, undefined],
  ['came long after its pod', [5], 30, 30],
  ['came 20 s after its pod', [10], 30, undefined],
  ['came 21 s after its pod', [9], 30, 30],
  ['came soon after its pod was taken up again', [5, 30], 30, undefined],
  ['came long before its pod was taken up again', [5, 31], 30, 30],
  ['is gone', [5], 40, undefined],
  ['nobody has taken up', [], 30, undefined],
])('a mirror pod that %s, as to its age', (_, taken, t, since) =>
  expect(mirroredLate({ mirror: [{ from: 30, to: 40 }], taken } as unknown as LaneDrawing, t)).toBe(since),
)

it.each<[string, number[], string]>([
  ['comes at 30 s', [30], '5 19.9 25'],
  ['comes anew at 30 s', [22, 30], '5 19.9'],
  ['there is none of', [], ''],
])('a static pod runs unseen while its mirror pod, which %s, is not there', (_, mirrored, unseen) => {
  const lives = [
    [{ from: 5, to: 20 }],
    [
      { from: 1, to: 2 },
      { from: 25, to: 40 },
    ],
  ].map((spans) => ({ lives: spans }))
  const drawing = { mirror: mirrored.map((from) => ({ from, to: from + 5 })), tracks: lives } as unknown as LaneDrawing
  expect([4, 5, 19.9, 20, 25, 30, 35].filter((t) => isNotMirrored(drawing, t)).join(' ')).toBe(unseen)
})

it('of several pods the word of the first that is worst off is shown, and how many have it where others have another', () => {
  const of = (...words: string[]): string => {
    const statuses = new Map(words.map((word, n) => [`pod-${n}`, [{ t: 0, restarts: 1, word, ready: 1, total: 2 }]]))
    const { word, restarts, ready } = stateAt({ statuses, removals: new Map(), tracks: [] } as unknown as LaneDrawing, 5)
    return `${word} ${restarts} ${ready}`
  }
  expect([of(), of('Running'), of('Running', 'Completed', 'Error', 'Running')]).toEqual([' 0 ', 'Running 1 1/2', 'Error 4 4/8, 1'])
  expect([of('Error', 'Error'), of('Running', 'Running', 'Completed')]).toEqual(['Error 2 2/4', 'Completed 3 3/6, 1'])
})

it('a pod that is taken down is listed until its last process has ended', () => {
  const drawing = {
    statuses: new Map([['web', [{ t: 0, restarts: 1, word: 'Running', ready: 1, total: 2 }]]]),
    removals: new Map([['web', [{ from: 10, to: 30 }]]]),
    tracks: [
      { pod: 'web', lives: [{ from: 0, to: 5 }] },
      {
        pod: 'web',
        lives: [
          { from: 0, to: 5 },
          { from: 6, to: 20 },
        ],
      },
      { pod: 'db', lives: [{ from: 0, to: 99 }] },
    ],
  } as unknown as LaneDrawing
  expect([9, 10, 19, 20, 29, 30].map((t) => stateAt(drawing, t).ready)).toEqual(['1/2', '1/2', '1/2', '', '', '1/2'])
  expect(stateAt({ ...drawing, tracks: [{ pod: 'web', lives: [{ from: 10, to: 20 }] }] } as unknown as LaneDrawing, 10).restarts).toBe(1)
})
