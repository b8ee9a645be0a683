import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { explain } from './open-explanation.ts'

const FAILS = { containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1, path: /healthz}}' }] }

it.each<[what: string, find: string, replace: string, expected: string, ...more: object[]]>([
  ['that an edit has written comes to the edit', 'httpGet: {port: 7001', 'httpGet: {port: 7002', 'At 1 min the scenario edits web.yaml'],
  ['that an edit has left alone does not', 'name: main', 'name: other', 'web.yaml, line '],
  [
    'that an edit has written comes to none that came to nothing, nor to one of another file',
    'httpGet: {port: 7001',
    'httpGet: {port: 7002',
    'At 1 min the scenario edits web.yaml',
    { at: 60.1, edit: 'web.yaml', find: 'nowhere to be found', replace: 'x' },
    { at: 60.2, write: '/etc/other', text: 'x' },
    { at: 60.3, hang: 'main' },
  ],
])('a chain that ends in a line %s', (_, find, replace, expected, ...more) => {
  const inputs = { ...podInputs(FAILS), actions: [{ at: 60, edit: 'web.yaml', find, replace }, ...more] } as Inputs
  const trace = simulate(inputs)
  const line = trace.find((entry) => entry.kind === 'manifest' && entry.t > 60 && entry.path.endsWith('livenessProbe'))!
  expect(explain({ inputs, trace, programs: '' }, line.id).at(-1)!.text).toContain(expected)
})

it('each line is named with its text, its place, and what holds by default', () => {
  const inputs = podInputs({
    containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}}', script: { exits: { after: 5, code: 1 } } }],
  })
  const trace = simulate(inputs)
  const programs = 'main:\n  exits: {after: 5s, code: 1}\n'
  const linesOf = (id: number) => explain({ inputs, trace, programs }, id).flatMap(({ lines }) => lines)
  const exit = trace.find((entry) => entry.kind === 'process' && entry.op === 'exited')!
  const place = { file: 'scenario/processes', line: 2 }
  expect(linesOf(exit.id)).toEqual([{ ...place, at: 0, place, text: 'exits: {after: 5s, code: 1}' }])
  const pod = trace.find((entry) => entry.kind === 'manifest' && entry.path === '')!
  expect(explain({ inputs, trace, programs }, pod.id).map(({ isRoot, isPod }) => [isRoot, isPod])).toEqual([[true, true]])
  const policy = trace.find((entry) => entry.kind === 'manifest' && entry.isDefault)!
  const spec = { file: 'web.yaml', line: 5 }
  expect(linesOf(policy.id)).toEqual([{ ...spec, at: policy.t, place: spec, text: 'spec:', said: 'restartPolicy: Always, the default' }])
  const [link] = explain({ inputs, trace, programs }, policy.id)
  expect([link!.isRoot, link!.isPod]).toEqual([true, undefined])
})

it('a link says what happened, by which rule, where that is written, and which lines name it', () => {
  const inputs = podInputs({
    containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}}', script: { answers: [{ from: 0, status: 500 }] } }],
  })
  const trace = simulate(inputs)
  const kill = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing')!
  expect(explain({ inputs, trace, programs: '' }, kill.id)).toMatchInlineSnapshot(`
    [
      {
        "id": 24,
        "isBeside": false,
        "isRoot": false,
        "lines": [],
        "proof": "Event Killing: Container main failed liveness probe, will be restarted",
        "rule": "A running container whose liveness or startup probe counts as failed is stopped and started again.",
        "ruleId": "kill-and-start",
        "source": {
          "address": "https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/kuberuntime/kuberuntime_manager.go",
          "path": "pkg/kubelet/kuberuntime/kuberuntime_manager.go",
        },
        "t": 30.012,
        "text": "The kubelet kills main: its liveness probe failed 3 times.",
      },
      {
        "id": 23,
        "isBeside": false,
        "isRoot": false,
        "lines": [
          {
            "at": 30.01,
            "file": "web.yaml",
            "line": 10,
            "place": {
              "file": "web.yaml",
              "line": 10,
            },
            "said": "failureThreshold: 3, the default",
            "text": "livenessProbe: {httpGet: {port: 7001, host: 127.0.0.1}}",
          },
        ],
        "rule": "This probe asks no more until there is a new container, and the kubelet acts upon the result.",
        "ruleId": "on-hold",
        "source": {
          "address": "https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/prober/results/results_manager.go",
          "path": "pkg/kubelet/prober/results/results_manager.go",
        },
        "t": 30.01,
        "text": "3 of 3 failures in a row: the liveness probe counts as failed.",
      },
      {
        "id": 20,
        "isBeside": false,
        "isRoot": false,
        "lines": [
          {
            "at": 10.01,
            "file": "web.yaml",
            "line": 10,
            "place": {
              "file": "web.yaml",
              "line": 10,
            },
            "text": "livenessProbe: {httpGet: {port: 7001, host: 127.0.0.1}}",
          },
        ],
        "rule": "One failure is not enough: a result counts once it has come as often in a row as its threshold says.",
        "ruleId": "thresholds",
        "source": {
          "address": "https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/prober/worker.go",
          "path": "pkg/kubelet/prober/worker.go",
        },
        "t": 30.01,
        "text": "The liveness probe failed (3 of 3 in a row), GET http://127.0.0.1:7001/: HTTP probe failed with statuscode: 500.",
      },
      {
        "id": 12,
        "isBeside": false,
        "isRoot": true,
        "lines": [
          {
            "at": 0,
            "file": "scenario/processes",
            "line": 1,
            "place": {
              "file": "scenario/processes",
              "line": 1,
            },
            "text": "",
          },
        ],
        "rule": "What the scenario says of how the program behaves.",
        "t": 10.01,
        "text": "As the scenario describes it, the program in main answers 500 from its start on.",
      },
    ]
  `)
})
