import { describe, expect, it } from 'vitest'
import type { Happening } from '../scenario/happened.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { statusRow } from '../../views/lanes/lane-pods.ts'
import { lastEnd } from '../../views/lanes/lanes.ts'
import { sheetWords } from '../../views/picture/sheet.ts'
import { summarize } from '../../views/lanes/summary.ts'
import { why } from '../../views/why/why.ts'
import { happenedTrace } from './happened-trace.ts'
import type { ContainerStatus } from './trace.ts'

const TEXT = `whyrestart: 1
title: x
duration: 60s
lanes:
- name: real
  happened:
  - {at: 0s, is: added, pod: web}
  - {at: 1s, is: started, pod: web, container: main, life: 1}
  - {at: 11s, is: failed, pod: web, container: main, probe: liveness, output: "HTTP probe failed with statuscode: 500", threshold: 2}
  - {at: 21s, is: failed, pod: web, container: main, probe: liveness, output: "HTTP probe failed with statuscode: 500", threshold: 2, estimated: Nobody knows when.}
  - {at: 21s, is: event, pod: web, container: main, reason: Killing, message: "Container main failed liveness probe, will be restarted"}
  - {at: 22s, is: ended, pod: web, container: main, life: 1, code: 137, reason: Error}
  - {at: 22s, is: waiting, pod: web, container: main, seconds: 10}
  - {at: 33s, is: started, pod: web, container: main, life: 2}
  - {at: 33s, is: ready, pod: web, container: main}
`

const trace = simulate(parseScenario(TEXT).scenario!.lanes[0]!.inputs)

it('tells what happened as a run is told', () => {
  expect(summarize(trace, 60).text).toBe(
    '1 restart, at 33 s: the kubelet killed it for its failed liveness probe (HTTP probe failed with statuscode: 500).',
  )
  trace.forEach((entry, i) => expect(entry.id).toBe(i))
})

it('says of what is estimated that it is', () => {
  const second = trace.filter((entry) => entry.kind === 'probe')[1]!
  expect(why(trace, second.id).map(({ sentence }) => sentence)).toContain('The cluster tells it. Nobody knows when.')
})

it('does not count what a text does not: failures in a row, and what is left of a back-off', () => {
  const restart = trace.findLast((entry) => entry.kind === 'process')!
  expect(why(trace, restart.id).map(({ sentence }) => sentence)).toEqual([
    'main starts again: restart 1.',
    'main is not started again before its back-off is over.',
    'main ends 1 s after the kill began: exit code 137.',
    'The kubelet kills main: its liveness probe failed.',
    'The liveness probe counts as failed.',
    'The liveness probe failed: HTTP probe failed with statuscode: 500.',
    'The cluster tells it. Nobody knows when.',
  ])
})

it('gives no number of restarts where no text tells it, whichever lives are told', () => {
  const of = { pod: 'web', container: 'main' }
  const uncounted = happenedTrace(
    [
      { at: 0, is: 'added', pod: 'web', uncounted: ['main'] },
      { at: 1, is: 'started', ...of, life: 1 },
      { at: 5, is: 'ended', ...of, life: 1, code: 1 },
      { at: 5, is: 'waiting', ...of, seconds: 10 },
      { at: 15, is: 'ended', ...of, life: 2, reason: 'StartError' },
    ],
    20,
  )
  const drawing = drawingOf(uncounted, 20)
  expect([...drawing.statuses.values()].flat().map(({ restarts, word }) => [restarts, word])).toEqual([
    [Number.NaN, 'Pending'],
    [Number.NaN, 'Running'],
    [Number.NaN, 'ExitCode:1'],
    [Number.NaN, 'CrashLoopBackOff'],
    [Number.NaN, 'StartError'],
  ])
  expect(summarize(uncounted, 10).text).toBe('An unknown number of restarts; not ready.')
  const status = uncounted.findLast(({ kind }) => kind === 'status')!
  expect(why(uncounted, status.id)[0]!.sentence).toContain('main terminated (StartError), an unknown number of restarts')
  expect(sheetWords({ title: 'x', cursor: 20, from: 0, to: 20, lanes: [{ name: 'Real', kubernetes: '1.37', drawing }] })).toBe(
    'x, at 20 s. Real: an unknown number of restarts, StartError.',
  )
})

it('says of an end for memory who has ended it', () => {
  const of = { pod: 'web', container: 'main', life: 1 }
  const own = happenedTrace(
    [
      { at: 1, is: 'started', ...of },
      { at: 9, is: 'ended', ...of, code: 137, reason: 'OOMKilled' },
    ],
    10,
  )
  const exit = own.findLast((entry) => entry.kind === 'process')!
  expect(why(own, exit.id)[0]!.sentence).toBe('The kernel kills main for its memory (OOMKilled), 8 s after its start: exit code 137.')
})

it.each([
  ['{at: 1s, is: started, pod: web, container: main}', 'life, which started needs'],
  ['{at: 1s, is: gone, pod: web}', 'added, started, ended, waiting, ready, unready, failed, event'],
  ['{is: added, pod: web}', 'nothing'],
])('refuses %s', (happening, allowed) => {
  const text = `whyrestart: 1\nlanes:\n- name: real\n  happened:\n  - ${happening}\n`
  expect(
    parseScenario(text)
      .diagnostics!.map(({ message }) => message)
      .join('\n'),
  ).toContain(allowed)
})

const PULL = 'Failed to pull image "web:2": not found'
const sentence = (at: number, reason: string, message: string, of: Partial<Happening> = {}): Happening => ({
  ...{ at, is: 'event', pod: 'web', container: 'main', type: 'Warning', reason, message },
  ...of,
})
const of = (at: number, is: Happening['is'], more: Partial<Happening> = {}): Happening => ({
  at,
  is,
  pod: 'web',
  container: 'main',
  ...more,
})

/** A line for each entry: its id, time and kind, what it says, and the ids of its causes. */
function linesOf(happened: readonly Happening[], until = 1000): string[] {
  return happenedTrace(happened, until).map(({ id, t, kind, cause, ...entry }) => {
    const rest = { ...entry } as Record<string, unknown>
    const text = Object.entries(rest).flatMap(([field, value]) => {
      if (field === 'pod' && value === 'web') return []
      if (field === 'container' && value === 'main') return []
      if (field !== 'containers') return [typeof value === 'string' ? value : `${field}:${JSON.stringify(value)}`]
      return (value as ContainerStatus[]).map((status) => `${status.name}[${statusText(status)}]`)
    })
    return `${id} ${t}s ${kind} ${text.join(' ')}${cause === undefined ? '' : ` < ${[cause].flat().join(' ')}`}`
  })
}

function statusText({ restartCount, ready, state, lastState }: ContainerStatus): string {
  const words = (of: typeof state) => Object.values(of).join(' ')
  return [`#${restartCount}`, ...(ready ? ['ready'] : []), words(state), ...(lastState ? [`after ${words(lastState)}`] : [])].join(', ')
}

describe('what happened, entry by entry', () => {
  it('a liveness probe fails, no failures in a row are counted, and what follows is of the kill', () => {
    const failed = (at: number) => of(at, 'failed', { probe: 'liveness', output: 'no', threshold: 2 })
    expect(
      linesOf([
        of(1, 'started', { life: 1 }),
        of(2, 'ready'),
        failed(3),
        failed(4),
        failed(5),
        sentence(5, 'Killing', 'Container main failed liveness probe, will be restarted', { type: 'Normal' }),
        of(6, 'ended', { life: 1, code: 137, reason: 'Error' }),
        of(7, 'waiting', { seconds: 10 }),
        of(8, 'started', { life: 2 }),
        failed(9),
        of(10, 'ended', { life: 2, reason: 'OOMKilled', message: 'm' }),
        of(11, 'waiting', { seconds: 200 }),
        of(12, 'unready'),
      ]),
    ).toEqual([
      '0 1s evidence The cluster tells it.',
      '1 1s process started attempt:0 < 0',
      '2 1s status Running ready:false main[#0, running] < 1',
      '3 2s status Running ready:true main[#0, ready, running] < 0',
      '4 3s probe liveness failure no startedAt:3 resultRun:0 threshold:2  < 0',
      '5 3s event Warning Unhealthy Liveness probe failed: no < 4',
      '6 4s probe liveness failure no startedAt:4 resultRun:0 threshold:2  < 0',
      '7 4s event Warning Unhealthy Liveness probe failed: no < 6',
      '8 5s probe liveness failure no startedAt:5 resultRun:0 threshold:2  < 0',
      '9 5s event Warning Unhealthy Liveness probe failed: no < 8',
      '10 5s result liveness Failure onHold:true < 8',
      '11 5s event Normal Killing Container main failed liveness probe, will be restarted < 10 0',
      '12 6s process exited attempt:0 code:137 < 11 0',
      '13 6s status Running ready:false main[#0, terminated Error 137, after terminated Error 137] < 12',
      '14 7s backoff blocked:true backOffSeconds:10 nextSeconds:20 < 12 0',
      '15 7s status Running ready:false main[#0, waiting CrashLoopBackOff, after terminated Error 137] < 14',
      '16 8s process started attempt:1 < 14 0',
      '17 8s status Running ready:false main[#1, running, after terminated Error 137] < 16',
      '18 9s probe liveness failure no startedAt:9 resultRun:0 threshold:2  < 0',
      '19 9s event Warning Unhealthy Liveness probe failed: no < 18',
      '20 10s process exited attempt:1 OOMKilled SIGKILL < 0',
      '21 10s status Running ready:false main[#1, terminated OOMKilled m, after terminated OOMKilled m] < 20',
      '22 11s backoff blocked:true backOffSeconds:200 nextSeconds:300 < 20 0',
      '23 11s status Running ready:false main[#1, waiting CrashLoopBackOff, after terminated OOMKilled m] < 22',
      '24 12s status Running ready:false main[#1, waiting CrashLoopBackOff, after terminated OOMKilled m] < 0',
    ])
  })

  it('a hook is why its container is killed, until the next life', () => {
    const killing = (at: number) => sentence(at, 'Killing', 'Stopping container main', { type: 'Normal' })
    expect(
      linesOf([
        sentence(1, 'FailedPostStartHook', 'hook'),
        killing(2),
        of(3, 'started', { life: 2 }),
        killing(4),
        of(5, 'ended', { life: 2 }),
      ]),
    ).toEqual([
      '0 1s evidence The cluster tells it.',
      '1 1s event Warning FailedPostStartHook hook < 0',
      '2 2s event Normal Killing Stopping container main < 1 0',
      '3 3s process started attempt:1 < 0',
      '4 3s status Running ready:false main[#1, running] < 3',
      '5 4s event Normal Killing Stopping container main < 0',
      '6 5s process exited attempt:1 < 5 0',
      '7 5s status Running ready:false main[#1, terminated, after terminated] < 6',
    ])
  })

  it('a probe that was not told of may kill, and what kills without a container is the pod’s', () => {
    const failed = (at: number) => of(at, 'failed', { probe: 'startup' })
    expect(
      linesOf([
        failed(1),
        failed(2),
        failed(3),
        sentence(4, 'Killing', 'Container main failed liveness probe'),
        sentence(5, 'Killing', 'Container main failed startup probe'),
        { at: 6, is: 'event', pod: 'web', reason: 'Killing', message: 'failed startup probe' },
      ]),
    ).toEqual([
      '0 1s evidence The cluster tells it.',
      '1 1s probe startup failure  startedAt:1 resultRun:0 threshold:0  < 0',
      '2 1s event Warning Unhealthy Startup probe failed:  < 1',
      '3 2s probe startup failure  startedAt:2 resultRun:0 threshold:0  < 0',
      '4 2s event Warning Unhealthy Startup probe failed:  < 3',
      '5 3s probe startup failure  startedAt:3 resultRun:0 threshold:0  < 0',
      '6 3s event Warning Unhealthy Startup probe failed:  < 5',
      '7 4s result liveness Failure onHold:true < 0',
      '8 4s event Warning Killing Container main failed liveness probe < 7 0',
      '9 5s result startup Failure onHold:true < 5',
      '10 5s event Warning Killing Container main failed startup probe < 9 0',
      '11 6s event Normal Killing failed startup probe < 0',
    ])
  })

  it('a container that never ran has its end, and no process', () => {
    expect(
      linesOf([
        of(1, 'waiting', { reason: 'CreateContainerError', message: 'm' }),
        of(2, 'waiting', { reason: 'PodInitializing' }),
        of(3, 'waiting', { seconds: 10 }),
        of(4, 'ended', { life: 3, code: 128, reason: 'StartError', message: 'exec' }),
        of(5, 'ended', { life: 3, code: 0 }),
      ]),
    ).toEqual([
      '0 1s evidence The cluster tells it.',
      '1 1s status Pending ready:false main[#0, waiting CreateContainerError m] < 0',
      '2 2s status Pending ready:false main[#0, waiting PodInitializing] < 0',
      '3 3s backoff blocked:true backOffSeconds:10 nextSeconds:20 < 0',
      '4 3s status Pending ready:false main[#0, waiting CrashLoopBackOff] < 3',
      '5 4s status Running ready:false main[#2, terminated StartError exec 128, after terminated StartError exec 128] < 0',
      '6 5s process exited attempt:2 code:0 < 0',
      '7 5s status Running ready:false main[#2, terminated 0, after terminated 0] < 6',
    ])
  })

  it('nor has one that Docker could not run, and what ends without such a reason has run', () => {
    const ends = (reason?: string) => linesOf([of(1, 'ended', { life: 2, code: 127, ...(reason === undefined ? {} : { reason }) })])
    const status = (reason: string, cause: number, count = 0) =>
      `1s status Running ready:false main[#${count}, terminated ${reason}127, after terminated ${reason}127] < ${cause}`
    expect(ends('ContainerCannotRun').slice(1)).toEqual([`1 ${status('ContainerCannotRun ', 0, 1)}`])
    expect(ends('Error').slice(1)).toEqual(['1 1s process exited attempt:1 code:127 < 0', `2 ${status('Error ', 1)}`])
    expect(ends().slice(1)).toEqual(['1 1s process exited attempt:1 code:127 < 0', `2 ${status('', 1)}`])
  })

  it('each text is told of once, what is estimated by itself, up to a time; of each pod all containers', () => {
    expect(
      linesOf(
        [
          { at: 1, is: 'added', pod: 'web' },
          of(2, 'started', { life: 1, from: 'kubectl describe' }),
          of(2, 'started', { life: 1, container: 'side' }),
          of(3, 'ready', { estimated: 'Some time.', from: 'kubectl describe' }),
          of(4, 'ready', { estimated: 'Some time.' }),
          of(5, 'ready', { container: 'side' }),
          of(5, 'ready', { pod: 'other' }),
          sentence(6, 'Evicted', 'The node was low on resource: memory.', { container: undefined as never }),
          of(7, 'ready', { pod: 'other' }),
        ],
        6,
      ),
    ).toEqual([
      '0 1s evidence The cluster tells it.',
      '1 1s sync ADD < 0',
      '2 1s status Pending ready:false < 0',
      '3 2s evidence kubectl describe tells it.',
      '4 2s process started attempt:0 < 3',
      '5 2s status Running ready:false main[#0, running] < 4',
      '6 2s process side started attempt:0 < 0',
      '7 2s status Running ready:false main[#0, running] side[#0, running] < 6',
      '8 3s evidence kubectl describe tells it. Some time. isEstimated:true',
      '9 3s status Running ready:false main[#0, ready, running] side[#0, running] < 8',
      '10 4s evidence The cluster tells it. Some time. isEstimated:true',
      '11 4s status Running ready:false main[#0, ready, running] side[#0, running] < 10',
      '12 5s status Running ready:true main[#0, ready, running] side[#0, ready, running] < 0',
      '13 5s status other Pending ready:true main[#0, ready, waiting] < 0',
      '14 6s event Warning Evicted The node was low on resource: memory. < 0',
      '15 6s status Failed Evicted The node was low on resource: memory. ready:false main[#0, terminated Evicted] side[#0, terminated Evicted] < 14',
    ])
  })

  it('what is told to be killed has not ended by itself', () => {
    const told = happenedTrace(
      [
        of(1, 'started', { life: 1 }),
        sentence(5, 'Killing', 'Container spec hash changed', { type: 'Normal' }),
        of(5, 'ended', { life: 1 }),
        of(5, 'started', { life: 2 }),
      ],
      9,
    )
    expect(drawingOf(told, 9).tracks[0]!.lives.map(({ end, untold }) => [end, untold])).toEqual([
      ['killed', undefined],
      ['running', undefined],
    ])
    expect(summarize(told, 9).text).toBe('1 restart, at 5 s: the kubelet killed it (Container spec hash changed).')
  })

  it('what ends once its pod was evicted ends for that; one that is started afterwards is another’s', () => {
    const told = happenedTrace(
      [
        of(1, 'started', { life: 1 }),
        sentence(2, 'Evicted', 'The node was low on resource: memory.', { container: undefined as never }),
        of(2, 'ended', { life: 1, estimated: 'Some time.' }),
        of(9, 'started', { life: 1 }),
      ],
      9,
    )
    const exit = told.find((entry) => entry.kind === 'process' && entry.op === 'exited')!
    expect(why(told, exit.id).map(({ sentence: text }) => text)).toEqual([
      'main ends with its pod.',
      'Event Evicted: The node was low on resource: memory.',
      'The cluster tells it.',
    ])
    expect(lastEnd(drawingOf(told, 9), 9)?.id).toBe(exit.id)
    const states = told.flatMap((entry) => (entry.kind === 'status' ? [`${entry.t} ${statusRow(entry).status}`] : []))
    expect(states).toEqual(['1 Running', '2 Evicted', '2 Evicted', '9 Running'])
  })
})

/** Follows: pkg/kubelet/images/types.go and pkg/kubelet/kuberuntime/kuberuntime_container.go: what a waiting container's reason is. */
it.each<[state: string, ...told: [reason: string, message: string, of?: Partial<Happening>][]]>([
  [`ErrImagePull ${PULL}`, ['Failed', PULL]],
  [`ErrImagePull ${PULL}`, ['Failed', PULL], ['Failed', 'Error: ErrImagePull']],
  [`ImagePullBackOff ${PULL}`, ['Failed', PULL], ['BackOff', 'Back-off pulling image "web:2"', { type: 'Normal' }]],
  [`ImagePullBackOff ${PULL}`, ['Failed', PULL], ['Failed', 'Error: ImagePullBackOff']],
  ['ImagePullBackOff Back-off pulling image "web:2"', ['BackOff', 'Back-off pulling image "web:2"', { type: 'Normal' }]],
  ['ImagePullBackOff Error: ImagePullBackOff', ['Failed', 'Error: ImagePullBackOff']],
  ['ErrImageNeverPull Error: ErrImageNeverPull', ['Failed', 'Error: ErrImageNeverPull']],
  [
    'ErrImagePull Container image "web:2" is not present with pull policy of Never',
    ['ErrImageNeverPull', 'Container image "web:2" is not present with pull policy of Never'],
  ],
  ['ContainerCreating no volume', ['FailedMount', 'no volume']],
  ['ContainerCreating no sandbox', ['FailedCreatePodSandBox', 'no sandbox']],
  ['CreateContainerConfigError Error: secret "s" not found', ['Failed', 'Error: secret "s" not found']],
  ['CreateContainerConfigError Error: configmap "c" not found', ['Failed', 'Error: configmap "c" not found']],
  [
    "CreateContainerConfigError Error: couldn't find key k in Secret default/s",
    ['Failed', "Error: couldn't find key k in Secret default/s"],
  ],
  ['CreateContainerConfigError Error: container has runAsNonRoot', ['Failed', 'Error: container has runAsNonRoot']],
  ['CreateContainerConfigError Error: failed to sync secret cache', ['Failed', 'Error: failed to sync secret cache']],
  ['CreateContainerError Error: no such device', ['Failed', 'Error: no such device']],
  ['InvalidImageName Error: InvalidImageName', ['Failed', 'Error: InvalidImageName']],
  // of what a container does not wait for, its state says nothing
  ['', ['Unhealthy', 'Error: no']],
  ['', ['Failed', 'Error: no', { type: 'Normal' }]],
  ['', ['Failed', 'Error: no', { container: 'other' }]],
])('a container waits for %s', (state, ...told) => {
  const happened = [of(0, 'unready'), ...told.map(([reason, message, more], i) => sentence(i + 1, reason, message, more))]
  const last = happenedTrace(happened, 100).findLast((entry) => entry.kind === 'status')
  expect(Object.values(last!.containers.find(({ name }) => name === 'main')!.state).join(' ')).toBe(`waiting ${state}`.trim())
})

it.each([
  ['a state that says more stays', 'CreateContainerConfigError', 'CreateContainerConfigError m'],
  ['one that says less does not', 'ContainerCreating', 'CreateContainerError Error: no such device'],
])('%s', (_, reason, state) => {
  const last = happenedTrace([of(0, 'waiting', { reason, message: 'm' }), sentence(1, 'Failed', 'Error: no such device')], 100)
  expect(Object.values(last.findLast((entry) => entry.kind === 'status')!.containers[0]!.state).join(' ')).toBe(`waiting ${state}`.trim())
})

it('what runs waits for nothing', () => {
  const last = linesOf([of(0, 'started', { life: 1 }), sentence(1, 'Failed', 'Error: no')]).at(-1)
  expect(last).toBe('3 1s event Warning Failed Error: no < 0')
})
