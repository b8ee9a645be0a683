import { expect, it } from 'vitest'
import { kubeadmManifest } from '../cases/kubeadm.ts'
import { parseScenario } from './scenario.ts'
import { simulate } from './simulate.ts'
import type { Trace } from './trace.ts'

function run(kubectl: string, more: { at?: string; release?: string; actions?: object[] } = {}): Trace {
  const { at = '100s', release = '1.37', actions = [] } = more
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: release, duration: '200s', manifests: { 'kube-apiserver.yaml': kubeadmManifest(release) }, actions: [...actions, { at, kubectl }] }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const mirrors = (trace: Trace, from: number) => trace.flatMap((e) => (e.kind === 'mirror' && e.t >= from ? [`${e.op} ${Math.floor(e.t)}`] : []))
const lives = (trace: Trace) => trace.filter((e) => e.kind === 'process' && e.op === 'started').length

it.each(['1.9', '1.19', '1.37'])('%s: a deleted mirror pod comes back at once, and the container goes on', (release) => {
  const trace = run('delete pod kube-apiserver-master-node -n kube-system', { release })
  expect(mirrors(trace, 100)).toEqual(['terminating 100', 'deleted 100', 'created 100', 'updated 100'])
  expect(lives(trace)).toBe(1)
  expect(mirrors(run('delete pod kube-apiserver-master-node -n kube-system --force --grace-period=0', { release }), 100)).toEqual(['deleted 100', 'created 100', 'updated 100'])
})

it('deletes nothing where no kube-apiserver answers', () => {
  expect(mirrors(run('delete pod kube-apiserver-master-node -n kube-system', { at: '0.5s' }), 0)).not.toContain('terminating 0')
})
