import { describe, expect, it } from 'vitest'
import { drawn, SEED } from '../drawn-fixture.ts'
import { NEWEST, OFFERED, OLDEST } from '../sim/release/releases.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import type { EntryOf } from '../sim/trace/trace.ts'
import { ask } from '../terminal/terminal.ts'
import { problemsOf } from '../views/lanes/problems.ts'
import { READY_LANES, refusal } from './ready-lanes.ts'

const IP = '192.168.1.100'
const CLOCK = '2026-11-24T14:15:43.491Z'
const PATHS = ['/livez', '/healthz', '/version']

interface Claim {
  /** The releases that it works on. */
  from?: number
  to?: number
  restarts: 'many' | 0 | ((minor: number) => 'many' | 0)
  /** Restarts within the time after a hang; no matter where there are many already. */
  afterHang?: number
  /** Whether it is ever ready. */
  ready?: (minor: number) => boolean
  /** What an anonymous caller outside gets for PATHS. */
  outside?: number[]
}

/** What each lane comes to, by hand: the sentences say no more and no less. */
const CLAIMS: Record<string, Claim> = {
  'Anonymous on health paths only': { from: 31, restarts: 0, afterHang: 1, outside: [200, 200, 401] },
  'Bearer token in the probe': { restarts: 0, afterHang: 1 },
  'Token of a service account': { from: 24, restarts: 'many' },
  'Side-car with a certificate': { restarts: 0, afterHang: 1 },
  'Exec probe with curl': { restarts: (minor) => (minor < 19 ? 'many' : 0), ready: (minor) => minor < 19 },
  'TCP, all probes': { restarts: 0, afterHang: 0 },
  'TCP, liveness probe alone': { from: 19, restarts: 'many', ready: () => false },
  'Insecure port, all probes': { to: 19, restarts: 0, afterHang: 1 },
  'Insecure port, liveness probe alone': { from: 19, to: 19, restarts: 'many', ready: () => false },
  'Anonymous off, nothing else': { restarts: 'many', ready: (minor) => minor < 19 },
  'No probes at all': { restarts: 0, afterHang: 0 },
}

function inputsOf(name: string, release: string, more: Record<string, unknown> = {}): Inputs {
  const lane = READY_LANES.find((readyLane) => readyLane.name === name)!
  const requests = PATHS.map((path) => ({ at: '100s', from: 'outside', url: `https://${IP}:6443${path}` }))
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      clock: CLOCK,
      requests,
      ...lane.make({ release, ip: IP, clock: CLOCK }),
      ...more,
    }),
  )
  expect(diagnostics).toBeUndefined()
  return scenario!.lanes[0]!.inputs
}

function run(name: string, release: string, more: Record<string, unknown> = {}) {
  const trace = simulate(inputsOf(name, release, more))
  const last = trace.findLast((entry): entry is EntryOf<'status'> => entry.kind === 'status')!
  const restarts = last.containers.find((container) => container.name === 'kube-apiserver')!.restartCount
  const statuses = trace.filter((entry): entry is EntryOf<'response'> => entry.kind === 'response').map((entry) => entry.status)
  return { restarts, statuses, ready: trace.some((entry) => entry.kind === 'status' && entry.ready), trace }
}

it('every lane has its claim', () => {
  expect(READY_LANES.map(({ name }) => name)).toEqual(Object.keys(CLAIMS))
})

describe.each(READY_LANES.map(({ name }) => name))('%s', (name) => {
  const lane = READY_LANES.find((readyLane) => readyLane.name === name)!
  const claim = CLAIMS[name]!
  const offered = OFFERED.filter((release) => refusal(lane, release) === undefined)

  it('is offered where it works, and elsewhere the reason is said', () => {
    const { from = OLDEST, to = NEWEST } = claim
    expect(offered).toEqual(OFFERED.filter((release) => Number(release.slice(2)) >= from && Number(release.slice(2)) <= to))
    for (const release of OFFERED.filter((text) => !offered.includes(text)))
      expect(refusal(lane, release)).toMatch(/^Not on 1\.\d+: .{20,}\.$/)
  })

  it.each(drawn(offered, 4))(`%s: does what its sentences say (TEST_SEED=${SEED})`, (release) => {
    const minor = Number(release.slice(2))
    const { restarts, afterHang, ready = () => true, outside = [401, 401, 401] } = claim
    const problems = problemsOf(inputsOf(name, release)).problems.filter(
      ({ severity, code }) => severity === 'error' || code === 'UNKNOWN_FIELD',
    )
    const calm = run(name, release)
    const hung = run(name, release, { actions: [{ at: '300s', hang: 'kube-apiserver' }] })
    expect({
      problems,
      restarts: calm.restarts > 3 ? 'many' : calm.restarts,
      ready: calm.ready,
      outside: calm.statuses,
      afterHang: afterHang === undefined ? undefined : hung.restarts,
    }).toEqual({
      problems: [],
      restarts: typeof restarts === 'function' ? restarts(minor) : restarts,
      ready: ready(minor),
      outside,
      afterHang,
    })
  })
})

it.each(['1.9', '1.19', '1.37'])('%s: the bearer token is there for everybody who may read the pod', (release) => {
  const inputs = inputsOf('Bearer token in the probe', release)
  const { stdout } = ask('kubectl get pod -n kube-system kube-apiserver-master-node -o yaml', {
    inputs,
    trace: simulate(inputs),
    at: 300,
    simulate,
  })
  expect(stdout).toMatch(/value: Bearer [0-9a-f]{32}\n/)
})

it.each(['1.24', '1.30', '1.37'])('%s: the service account’s token is good for its time, and a minute longer', (release) => {
  const { trace } = run('Token of a service account', release)
  const answered = trace.filter((entry) => entry.kind === 'probe' && entry.probe === 'liveness' && entry.t > 60)
  const first = answered.findIndex((entry) => entry.kind === 'probe' && entry.result === 'failure')
  expect(answered[first - 1]!.t).toBeGreaterThan(645)
  expect(answered[first]).toMatchObject({ output: 'HTTP probe failed with statuscode: 401' })
  expect(answered[first]!.t).toBeLessThan(675)
})

it.each(['1.9', '1.19', '1.37'])('%s: a proxy that hangs costs a healthy kube-apiserver its life', (release) => {
  expect(run('Side-car with a certificate', release, { actions: [{ at: '300s', hang: 'health-proxy' }] }).restarts).toBeGreaterThan(0)
})

it.each(['1.19', '1.37'])('%s: the exec probe is an error each time, for there is no curl', (release) => {
  const probes = run('Exec probe with curl', release, { actions: [{ at: '300s', hang: 'kube-apiserver' }] }).trace.filter(
    (entry) => entry.kind === 'probe',
  )
  expect(probes.length).toBeGreaterThan(100)
  for (const { result, output } of probes)
    expect([result, output]).toEqual(['unknown', expect.stringContaining('exec: "curl": executable file not found in $PATH')])
})

it.each([
  [
    '1.9',
    'rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused "exec: \\"curl\\": executable file not found in $PATH"\r\n',
  ],
  [
    '1.12',
    'OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused "exec: \\"curl\\": executable file not found in $PATH": unknown\r\n',
  ],
  [
    '1.18',
    'OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused "exec: \\"curl\\": executable file not found in $PATH": unknown\r\n',
  ],
])('%s: with Docker the exec probe fails each time, for there is no curl', (release, output) => {
  const { trace } = run('Exec probe with curl', release)
  expect(trace.filter((entry) => entry.kind === 'probe' && (entry.result !== 'failure' || entry.output !== output))).toEqual([])
  expect(trace.find((entry) => entry.kind === 'event' && entry.reason === 'Unhealthy')).toMatchObject({
    message: `Liveness probe failed: ${output}`,
  })
})

it.each(['1.9', '1.19'])('%s: the insecure port makes a pod on the node’s network cluster-admin', (release) => {
  const requests = [{ at: '100s', from: 'node', url: 'http://127.0.0.1:8888/api/v1/secrets' }]
  expect(run('Insecure port, all probes', release, { requests }).statuses).toEqual([200])
})

it('1.37: the startup probe kills, after 24 failures', () => {
  const { trace } = run('Anonymous off, nothing else', '1.37')
  const killing = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing')!
  expect(killing).toMatchObject({ message: expect.stringContaining('failed startup probe') as string })
  expect(
    trace.filter((entry) => entry.kind === 'probe' && entry.t <= killing.t && entry.probe === 'startup' && entry.result === 'failure'),
  ).toHaveLength(24)
})
