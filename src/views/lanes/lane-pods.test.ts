import { expect, it } from 'vitest'
import type { Container, Pod } from '../../manifest/types.ts'
import type { ContainerState, ContainerStatus, StatusEntry } from '../../sim/trace/trace.ts'
import { httpGet, podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { ask } from '../../terminal/terminal.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { podRow } from './lane-pods.ts'

// TestPrintPod and TestPrintPodWithRestartableInitContainer of pkg/printers/internalversion/printers_test.go, retold

const spec = (mains: number, inits: readonly ('plain' | 'side-car')[] = []) =>
  ({
    spec: {
      containers: Array.from({ length: mains }, (_, i) => ({ name: `c${i}` }) as Container),
      initContainers: inits.map((kind, i) => ({ name: `i${i}`, ...(kind === 'side-car' ? { restartPolicy: 'Always' } : {}) }) as Container),
    },
  }) as unknown as Pod

const running: ContainerState = { is: 'running' }
const ended = (exitCode: number, reason?: string): ContainerState => ({ is: 'terminated', exitCode, ...(reason ? { reason } : {}) })
const waiting = (reason: string): ContainerState => ({ is: 'waiting', reason })
const of = (name: string, state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  state,
  restartCount: 0,
  ready: false,
  init: name.startsWith('i'),
  ...more,
})
const ready = { ready: true, started: true }

const row = (
  mains: number,
  inits: readonly ('plain' | 'side-car')[],
  phase: StatusEntry['phase'],
  containers: readonly ContainerStatus[],
  podReady = false,
) => {
  const {
    ready: count,
    total,
    status,
    restarts,
  } = podRow({
    spec: spec(mains, inits),
    status: {
      id: 0,
      t: 0,
      kind: 'status',
      phase,
      ready: podReady,
      containers: containers.map((container) =>
        inits[Number(container.name.slice(1))] === 'side-car' && container.init ? { ...container, sideCar: true } : container,
      ),
    },
  })
  return `${count}/${total} ${status} ${restarts}`
}

it.each<[string, Parameters<typeof row>, string]>([
  ['all run and are ready', [2, [], 'Running', [of('c0', running, ready), of('c1', running, ready)], true], '2/2 Running 0'],
  ['one of two is ready', [2, [], 'Running', [of('c0', running, ready), of('c1', running)]], '1/2 Running 0'],
  [
    'nothing has started',
    [2, [], 'Pending', [of('c0', waiting('ContainerCreating')), of('c1', waiting('ContainerCreating'))]],
    '0/2 ContainerCreating 0',
  ],
  [
    'the first container’s reason wins',
    [2, [], 'Running', [of('c0', waiting('CrashLoopBackOff'), { restartCount: 3 }), of('c1', waiting('ContainerCreating'))]],
    '0/2 CrashLoopBackOff 3',
  ],
  [
    'restarts are summed',
    [2, [], 'Running', [of('c0', running, { ...ready, restartCount: 3 }), of('c1', running, { ...ready, restartCount: 3 })], true],
    '2/2 Running 6',
  ],
  ['an exit without a reason', [1, [], 'Running', [of('c0', ended(2))]], '0/1 ExitCode:2 0'],
  ['an end of which nothing is said', [1, [], 'Running', [of('c0', { is: 'terminated' })]], '0/1 ExitCode:? 0'],
  ['a signal without a reason', [1, [], 'Running', [of('c0', { ...ended(137), signal: 9 })]], '0/1 Signal:9 0'],
  ['a container ended with an error', [1, [], 'Running', [of('c0', ended(1, 'Error'))]], '0/1 Error 0'],
  [
    'one is done, the other runs, the pod is ready',
    [2, [], 'Running', [of('c0', ended(0, 'Completed')), of('c1', running, ready)], true],
    '1/2 Running 0',
  ],
  [
    'one is done, the other runs, the pod is not ready',
    [2, [], 'Running', [of('c0', ended(0, 'Completed')), of('c1', running, ready)]],
    '1/2 NotReady 0',
  ],
  ['one is done, another has failed', [2, [], 'Failed', [of('c0', ended(0, 'Completed')), of('c1', ended(1, 'Error'))]], '0/2 Error 0'],
  ['all are done', [1, [], 'Succeeded', [of('c0', ended(0, 'Completed'))]], '0/1 Completed 0'],
  [
    'an init container runs',
    [1, ['plain', 'plain'], 'Pending', [of('i0', ended(0, 'Completed')), of('i1', running), of('c0', waiting('PodInitializing'))]],
    '0/1 Init:1/2 0',
  ],
  [
    'an init container crashes',
    [1, ['plain'], 'Pending', [of('i0', waiting('CrashLoopBackOff'), { restartCount: 2 }), of('c0', waiting('PodInitializing'))]],
    '0/1 Init:CrashLoopBackOff 2',
  ],
  [
    'an init container has failed',
    [1, ['plain'], 'Pending', [of('i0', ended(1, 'Error')), of('c0', waiting('PodInitializing'))]],
    '0/1 Init:Error 0',
  ],
  [
    'init containers’ restarts no longer count once the pod runs',
    [1, ['plain'], 'Running', [of('i0', ended(0, 'Completed'), { restartCount: 5 }), of('c0', running, ready)], true],
    '1/1 Running 0',
  ],
  [
    'a side-car counts as a container',
    [
      1,
      ['side-car'],
      'Running',
      [of('i0', running, { ...ready, restartCount: 1 }), of('c0', running, { ...ready, restartCount: 2 })],
      true,
    ],
    '2/2 Running 3',
  ],
  [
    'an init container waits for its image as the pod does',
    [1, ['plain'], 'Pending', [of('i0', waiting('PodInitializing')), of('c0', waiting('PodInitializing'))]],
    '0/1 Init:0/1 0',
  ],
  [
    'an init container runs anew after a main one has run',
    [
      2,
      ['plain'],
      'Running',
      [
        of('i0', running, { restartCount: 4 }),
        of('c0', waiting('CrashLoopBackOff'), { restartCount: 1, lastState: ended(1, 'Error') }),
        of('c1', waiting('PodInitializing')),
      ],
    ],
    '0/2 CrashLoopBackOff 1',
  ],
  [
    'a side-car has started and is not ready',
    [1, ['side-car'], 'Pending', [of('i0', running, { started: true }), of('c0', waiting('ErrImagePull'))]],
    '0/2 ErrImagePull 0',
  ],
  [
    'a side-car has not started',
    [1, ['side-car'], 'Pending', [of('i0', running, { started: false }), of('c0', waiting('PodInitializing'))]],
    '0/2 Init:0/1 0',
  ],
])('%s', (_, args, expected) => expect(row(...args)).toBe(expected))

it('takes the newest ended life for RESTARTS', () => {
  const last = (finishedAt: number) => ({ ...ready, restartCount: 1, lastState: { ...ended(1, 'Error'), finishedAt } })
  const status: StatusEntry = {
    id: 0,
    t: 0,
    kind: 'status',
    phase: 'Running',
    ready: true,
    containers: [of('i0', ended(0, 'Completed'), last(50)), of('c0', running, last(10)), of('c1', running, last(30))],
  }
  expect(podRow({ spec: spec(2, ['plain']), status })).toMatchObject({ restarts: 2, lastRestartAt: 30 })
})

it('says Pending of a pod that nothing is known of', () =>
  expect(podRow({ spec: spec(1), status: undefined })).toEqual({ status: 'Pending', ready: 0, total: 1, restarts: 0 }))

it.each<[string, Parameters<typeof podInputs>[0]]>([
  ['an init container that fails', { containers: [{ name: 'first', init: true, script: { exits: { after: 3, code: 1 } } }, {}] }],
  [
    'a program that fails and is not started again',
    { spec: '  restartPolicy: Never\n', containers: [{ script: { exits: { after: 9, code: 1 } } }] },
  ],
  [
    'one of two that has done its work',
    { spec: '  restartPolicy: Never\n', containers: [{ name: 'a', script: { exits: { after: 9, code: 0 } } }, { name: 'b' }] },
  ],
  [
    'a side-car that is not ready yet',
    { containers: [{ name: 'side', init: true, readiness: httpGet(), answers: { 0: 500 }, more: '    restartPolicy: Always\n' }, {}] },
  ],
  ['a crash loop', { containers: [{ script: { exits: { after: 2, code: 3 } } }] }],
])('the lane’s head has the words that kubectl prints at any time: %s', (_, pod) => {
  const inputs = { ...podInputs(pod), cluster: { attached: true, etcd: 'up' as const, objects: [] } }
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const times = Array.from({ length: 40 }, (_, n) => 5 + 7 * n)
  const printed = times.flatMap((at) => {
    const { stdout } = ask('kubectl get po --no-headers', { inputs, trace, at, simulate })
    const row = stdout.split('\n').find((line) => line.startsWith('web-'))
    return row === undefined ? [] : [[at, row.split(/\s+/).slice(1, 3).join(' ')]]
  })
  expect(printed.length).toBeGreaterThan(30)
  const heads = printed.map(([at]) => [at, `${stateAt(drawing, Number(at)).ready} ${stateAt(drawing, Number(at)).word}`])
  expect(heads).toEqual(printed)
})

it.each([
  ['1.19', 'ignore' as const, ['0/1 DeadlineExceeded', '0/1 DeadlineExceeded']],
  ['1.22', 'ignore' as const, ['1/1 DeadlineExceeded', '0/1 Error']],
  ['1.37', 'ignore' as const, ['1/1 DeadlineExceeded', '0/1 Error']],
  ['1.37', { after: 9, code: 0 }, ['1/1 DeadlineExceeded', '0/1 Completed']],
])(
  '%s: kubectl shows the reason of a pod past its deadline, and what its container ended with once it has: %j',
  (kubernetes, onTerm, expected) => {
    const inputs = podInputs({
      kubernetes,
      duration: 60,
      spec: '  activeDeadlineSeconds: 20\n  terminationGracePeriodSeconds: 10\n',
      containers: [{ script: { onTerm } }],
      inputs: { cluster: { attached: true, etcd: 'up', objects: [] } },
    })
    const trace = simulate(inputs)
    const shown = [25, 50].map((at) =>
      ask('kubectl get po', { inputs, trace, at, simulate }).stdout.split('\n')[1]!.split(/\s+/).slice(1, 3).join(' '),
    )
    expect(shown).toEqual(expected)
  },
)
