import { describe, expect, it } from 'vitest'
import { OFFERED } from '../sim/release.ts'
import { parseScenario, type Inputs } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { EntryOf } from '../sim/trace.ts'
import { ask } from '../views/terminal.ts'
import { problemsOf } from '../views/problems.ts'
import { READY_LANES, refusal } from './ready-lanes.ts'

const IP = '192.168.1.100'
const PATHS = ['/livez', '/healthz', '/version']

/** What each lane comes to, by hand: the sentences say no more and no less. */
const CLAIMS: Record<string, { from?: number; to?: number; restarts: boolean; noticesHang?: boolean; ready?: (minor: number) => boolean; open?: boolean }> = {
  'Anonymous on health paths only': { from: 31, restarts: false, noticesHang: true, open: true },
  'Bearer token in the probe': { restarts: false, noticesHang: true },
  'Side-car with a certificate': { restarts: false, noticesHang: true },
  'Exec probe with curl': { restarts: false, noticesHang: false, ready: (minor) => minor < 19 },
  'TCP, all probes': { restarts: false, noticesHang: false },
  'TCP, liveness probe alone': { from: 19, restarts: true, ready: () => false },
  'Insecure port, all probes': { to: 19, restarts: false, noticesHang: true },
  'Insecure port, liveness probe alone': { from: 19, to: 19, restarts: true, ready: () => false },
  'Anonymous off, nothing else': { restarts: true },
  'No probes at all': { restarts: false, noticesHang: false },
}

function inputsOf(name: string, release: string, more: Record<string, unknown> = {}): Inputs {
  const lane = READY_LANES.find((one) => one.name === name)!
  const requests = PATHS.map((path) => ({ at: '100s', from: 'outside', url: `https://${IP}:6443${path}` }))
  const { scenario, diagnostics } = parseScenario(JSON.stringify({ whyrestart: 1, kubernetes: release, requests, ...lane.make({ release, ip: IP }), ...more }))
  expect(diagnostics).toBeUndefined()
  return scenario!.lanes[0]!.inputs
}

function run(name: string, release: string, more: Record<string, unknown> = {}) {
  const trace = simulate(inputsOf(name, release, more))
  const last = trace.findLast((entry): entry is EntryOf<'status'> => entry.kind === 'status')!
  const { restartCount, ready } = last.containers.find((one) => one.name === 'kube-apiserver')!
  const statuses = trace.filter((entry): entry is EntryOf<'response'> => entry.kind === 'response').map((entry) => entry.status)
  const wasReady = trace.some((entry) => entry.kind === 'status' && entry.ready)
  return { restarts: restartCount, ready, wasReady, statuses, trace }
}

it('every lane has its claim', () => {
  expect(READY_LANES.map(({ name }) => name)).toEqual(Object.keys(CLAIMS))
})

describe.each(READY_LANES.map(({ name }) => name))('%s', (name) => {
  const lane = READY_LANES.find((one) => one.name === name)!
  const claim = CLAIMS[name]!
  const offered = OFFERED.filter((release) => refusal(lane, release) === undefined)

  it('is offered where it works, and elsewhere the reason is said', () => {
    const { from = 9, to = 37 } = claim
    expect(offered).toEqual(OFFERED.filter((release) => Number(release.slice(2)) >= from && Number(release.slice(2)) <= to))
    for (const release of OFFERED) if (!offered.includes(release)) expect(refusal(lane, release)).toMatch(new RegExp(`^Not on ${release.replace('.', '\\.')}: .{20,}\\.$`))
  })

  it.each(offered)('%s: does what its sentences say', (release) => {
    const minor = Number(release.slice(2))
    const errors = problemsOf(inputsOf(name, release)).problems.filter(({ severity, code }) => severity === 'error' || code === 'UNKNOWN_FIELD')
    expect(errors).toEqual([])
    const calm = run(name, release)
    if (claim.restarts) expect(calm.restarts).toBeGreaterThan(3)
    else expect(calm.restarts).toBe(0)
    if (!claim.restarts) expect(calm.ready).toBe(claim.ready?.(minor) ?? true)
    if (claim.ready?.(minor) === false) expect(calm.wasReady).toBe(false)
    if (claim.open) expect(calm.statuses).toEqual([200, 200, 401])
    else expect(calm.statuses).toEqual([401, 401, 401])
    if (claim.noticesHang === undefined) return
    const hung = run(name, release, { actions: [{ at: '300s', hang: 'kube-apiserver' }] })
    expect(hung.restarts).toBe(claim.noticesHang ? 1 : 0)
  })
})

it.each(['1.9', '1.19', '1.37'])('%s: the bearer token is there for everybody who may read the pod', (release) => {
  const inputs = inputsOf('Bearer token in the probe', release)
  const { stdout } = ask('kubectl get pod -n kube-system kube-apiserver-master-node -o yaml', { inputs, trace: simulate(inputs), at: 300, simulate })
  expect(stdout).toMatch(/value: Bearer [0-9a-f]{32}\n/)
})

it.each(['1.9', '1.19', '1.37'])('%s: a proxy that hangs costs a healthy kube-apiserver its life', (release) => {
  expect(run('Side-car with a certificate', release, { actions: [{ at: '300s', hang: 'health-proxy' }] }).restarts).toBeGreaterThan(0)
})

it.each(['1.9', '1.19', '1.37'])('%s: the exec probe is an error each time, for there is no curl', (release) => {
  const probes = run('Exec probe with curl', release).trace.filter((entry) => entry.kind === 'probe')
  expect(probes.length).toBeGreaterThan(100)
  for (const { result, output } of probes) expect([result, output]).toEqual(['unknown', expect.stringContaining('exec: "curl": executable file not found in $PATH')])
})

it.each(['1.9', '1.19'])('%s: the insecure port makes a pod on the node’s network cluster-admin', (release) => {
  const requests = [{ at: '100s', from: 'node', url: 'http://127.0.0.1:8888/api/v1/secrets' }]
  expect(run('Insecure port, all probes', release, { requests }).statuses).toEqual([200])
})

it('1.37: the startup probe kills, after 24 failures', () => {
  const { trace } = run('Anonymous off, nothing else', '1.37')
  const killing = trace.find((entry) => entry.kind === 'event' && entry.reason === 'Killing')!
  expect(killing).toMatchObject({ message: expect.stringContaining('failed startup probe') as string })
  expect(trace.filter((entry) => entry.kind === 'probe' && entry.t <= killing.t && entry.probe === 'startup' && entry.result === 'failure')).toHaveLength(24)
})
