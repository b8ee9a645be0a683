import { expect, it } from 'vitest'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { wholeSecond } from '../sim/clock.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { draw } from '../views/lanes/draw.ts'
import { clockWords, humanDuration } from '../views/text/duration-words.ts'
import { restartsAt, summarize } from '../views/lanes/summary.ts'
import { ask } from './terminal.ts'

// A pod and a scripted process in; its sentences and its drawing out.

function run(probes: string, script: string, duration = '5m', kubernetes = '1.37') {
  const text = `whyrestart: 1
kubernetes: "${kubernetes}"
clock: 2026-11-24T14:15:43.100Z
duration: ${duration}
cluster: {attached: false}
manifests:
  a.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      hostNetwork: true
      containers:
      - name: main
        image: example.org/a:1
        ${probes}
processes:
  main: {listens: [{port: 7001, tls: false}], ${script}}
`
  const { scenario, diagnostics } = parseScenario(text)
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const LIVENESS = 'livenessProbe: {httpGet: {host: 127.0.0.1, port: 7001}, periodSeconds: 10}'
const broken = () => run(LIVENESS, 'answers: [{from: 0s, status: 200}, {from: 25s, status: 500}]')

it('draws lives, probes and readiness', () => {
  expect(draw(broken(), { until: 150, step: 5 })).toMatchInlineSnapshot(`
    "          0s        50s       100s      150s
    main     |s=========*=========*==========
    liveness |  + + - - - + + - - - + + - -
    Ready    | ##############################
    "
  `)
})

it('sums a lane up in one sentence', () => {
  const trace = broken()
  expect(summarize(trace, 20).text).toBe('No restart in 20 s.')
  expect(summarize(trace, 100).text).toMatch(
    /^1 restart, at 50 s: 3 of 3 liveness probes failed in a row \(HTTP probe failed with statuscode: 500\)\.$/,
  )
  expect(restartsAt(trace, 200)).toBe(3)
})

it('says what a process said before it ended by itself', () => {
  const trace = run('', 'exits: {after: 2s, code: 1}', '2m')
  expect(summarize(trace, 20).text).toMatch(/^\d+ restarts?, .*: the process ended by itself with exit code 1\./)
})

it('a restart that had to wait is told with the end that it follows, from which kubectl counts', () => {
  const actions = [
    { at: '300s', etcd: 'kill' },
    { at: '900s', etcd: 'start' },
  ]
  const { inputs } = parseScenario(JSON.stringify({ ...theStrangeCase('1.37'), actions })).scenario!.lanes[0]!
  const trace = simulate(inputs)
  const at = 23 * 60 + 20
  const { text, restarts } = summarize(trace, at)
  const lives = trace.filter((entry) => entry.t <= at && entry.kind === 'process' && (entry.op === 'started' || entry.op === 'exited'))
  const [ended, started] = lives.slice(-2).map(({ t }) => clockWords(t))
  expect(text).toContain(`; the last at ${started}, after its back-off; at ${ended} the process ended by itself with exit code 1, saying: `)
  // the API keeps whole seconds of the wall clock
  const ago = at - wholeSecond(inputs.clock, lives.at(-2)!.t)
  expect(ask('kubectl get po -n kube-system', { inputs, trace, at, simulate }).stdout).toContain(
    ` ${restarts} (${humanDuration(ago)} ago) `,
  )
})
