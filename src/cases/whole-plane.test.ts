import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { EntryOf, Trace } from '../sim/trace/trace.ts'
import { endReason } from '../views/lanes/end-reason.ts'
import { documentText } from './own-pod.ts'
import { aWholeControlPlane } from './whole-plane.ts'

const PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

function restarts(trace: Trace): Record<string, number> {
  return Object.fromEntries(
    PODS.map((name) => [
      name,
      trace.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === name)?.containers[0]?.restartCount ?? 0,
    ]),
  )
}

it.each(['1.9', '1.14', '1.19', '1.28', '1.37'])('%s: the whole case runs, and its lanes differ as they should', (release) => {
  const { scenario, diagnostics } = parseScenario(documentText(aWholeControlPlane(release)))
  expect(diagnostics).toBeUndefined()
  const traces = scenario!.lanes.map(({ inputs }) => simulate(inputs))
  const [written, anonymousOff, wrongPort, taken] = traces.map(restarts) as [
    Record<string, number>,
    Record<string, number>,
    Record<string, number>,
    Record<string, number>,
  ]
  expect(written).toEqual({ etcd: 0, 'kube-apiserver': 0, 'kube-controller-manager': 0, 'kube-scheduler': 0 })
  expect(anonymousOff['kube-apiserver']).toBeGreaterThan(3)
  expect(anonymousOff['etcd']).toBe(0)
  // 1.9 does not wait for etcd: it serves and is not well, until its hooks have given up
  expect(wrongPort['kube-apiserver']).toBeGreaterThan(3)
  expect(wrongPort['etcd']).toBe(0)
  // nobody leads: there is nothing to lose
  expect(wrongPort['kube-controller-manager']).toBe(0)
  expect(taken['kube-apiserver']).toBeGreaterThan(0)
  expect(taken['kube-scheduler']).toBeGreaterThan(0)
  for (const trace of traces) {
    expect(trace.filter((e) => e.kind === 'probe' && /statuscode: 40[13]/.test(e.output) && e.container !== 'kube-apiserver')).toEqual([])
    expect(trace.filter((e) => e.kind === 'warning')).toEqual([])
  }
  // at the end all is well again
  const last = traces[3]!.findLast((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === 'kube-apiserver')!
  expect(last.ready).toBe(true)
})

it('names the flag that leads to no etcd', () => {
  const { scenario } = parseScenario(documentText(aWholeControlPlane('1.37')))
  const trace = simulate(scenario!.lanes[2]!.inputs)
  const end = trace.find((e): e is EntryOf<'process'> => e.kind === 'process' && e.op === 'exited')!
  expect(endReason(trace, end)).toMatch(
    /context deadline exceeded", because of --etcd-servers=https:\/\/127\.0\.0\.1:2479 \(kube-apiserver\.yaml, line \d+\)$/,
  )
})
