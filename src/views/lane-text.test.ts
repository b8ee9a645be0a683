import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { draw } from './draw.ts'
import { restartsAt, summarize } from './summary.ts'
import { rows } from './table.ts'
import { effects, why, whyText } from './why.ts'

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
  expect(summarize(trace, 20).text).toBe('No restart.')
  expect(summarize(trace, 100).text).toMatch(/^1 restart, at 50 s: 3 of 3 liveness probes failed in a row \(HTTP probe failed with statuscode: 500\)\.$/)
  expect(restartsAt(trace, 200)).toBe(3)
})

it('says what a process said before it ended by itself', () => {
  const trace = run('', 'exits: {after: 2s, code: 1}', '2m')
  expect(summarize(trace, 20).text).toMatch(/^\d+ restarts?, .*: the process ended by itself with exit code 1\./)
})

it('gives the chain of causes with the numbers that went in', () => {
  const trace = broken()
  const links = why(trace, summarize(trace, 100).entry!)
  expect(whyText(links)).toMatchInlineSnapshot(`
    "main starts again (restart 1).
    ← Event Created: Container created
    ← Event Pulled: Container image "example.org/a:1" already present on machine and can be accessed by the pod
    ← main ends 0 s after the kill began: exit code 0.
    ← Event Killing: Container main failed liveness probe, will be restarted
    ← 3 of 3 failures in a row: the liveness probe counts as failed.
    ← a.yaml, line 9: spec.containers[0].livenessProbe.failureThreshold: 3
    ← The liveness probe failed (3 of 3 in a row), GET http://127.0.0.1:7001/: HTTP probe failed with statuscode: 500.
    ← a.yaml, line 9: spec.containers[0].livenessProbe: httpGet
    "
  `)
  expect(links.at(-1)).toMatchObject({ file: 'a.yaml' })
})

it('compares the back-off with the last exit', () => {
  const trace = run(LIVENESS.replace('periodSeconds: 10', 'periodSeconds: 1'), 'answers: [{from: 0s, status: 500}]')
  const blocked = trace.find((entry) => entry.kind === 'backoff' && entry.blocked)!
  const sentence = why(trace, blocked.id)[0]!.sentence
  expect(sentence).toMatch(/^back-off 10 s, but the last exit was only [\d.]+ s ago: wait; the next sync counts from the newest exit, so [\d.]+ s more\.$/)
  // as long as the picture shows: the whole back-off from the exit that the kill caused
  expect(Number(/so ([\d.]+) s more/.exec(sentence)![1])).toBeCloseTo(10, 0)
})

it('finds all that a line of the manifest has caused', () => {
  const trace = broken()
  const line = trace.find((entry) => entry.kind === 'manifest' && entry.path.endsWith('failureThreshold'))!
  const kinds = effects(trace, line.id).map((id) => trace[id]!)
  expect(kinds.some((entry) => entry.kind === 'event' && entry.reason === 'Killing')).toBe(true)
})

it('ends for every entry of a trace, with a sentence each', () => {
  const trace = broken()
  for (const entry of trace) for (const link of why(trace, entry.id, true)) expect(link.sentence).not.toBe('')
  expect(why(trace, -1)).toEqual([])
})

it('tabulates and filters', () => {
  const lanes = [{ name: 'A', entries: broken() }, { name: 'B', entries: broken() }]
  const kills = rows(lanes, { text: 'killing', kinds: ['event'], to: 60 })
  expect(kills.map(({ lane, object, what }) => [lane, object, what])).toEqual(['A', 'B'].map((lane) => [lane, 'a/main', 'Event Killing: Container main failed liveness probe, will be restarted']))
  expect(kills[0]!.why).toBe('3 of 3 failures in a row: the liveness probe counts as failed.')
  expect(rows(lanes, { lane: 'B', object: 'a', from: 10 }).every((row) => row.lane === 'B' && row.t >= 10)).toBe(true)
})
