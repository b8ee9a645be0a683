import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

function run(actions: readonly object[], seconds = 300, more: object = {}): Trace {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: '1.37', duration: `${seconds}s`, manifests: kubeadmPlane('1.37'), actions, ...more }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const loop = (trace: Trace): [at: number, up: boolean][] =>
  trace.filter((e): e is EntryOf<'node'> => e.kind === 'node' && e.part === 'sync loop').map(({ t, up }) => [t, up])
const held = (trace: Trace): string[] =>
  trace.flatMap((e) => (e.kind === 'log' && e.text.startsWith('"Housekeeping took longer') ? [/actual="(\d+)/.exec(e.text)![1]!] : []))
const ended = (trace: Trace, container: string): number[] =>
  trace.flatMap((e) => (e.kind === 'process' && e.op === 'exited' && e.container === container ? [e.t] : []))

/** Every entry that led to one, and to those. */
function led(trace: Trace, entry: number, found = new Set<number>()): Set<number> {
  if (found.has(entry)) return found
  found.add(entry)
  for (const cause of [trace[entry]!.cause ?? []].flat()) led(trace, cause, found)
  return found
}

describe('etcd.yaml removed under a whole control plane', () => {
  const trace = run([{ at: '60s', remove: 'etcd.yaml' }])
  const [stands, goes] = loop(trace)

  it('holds the kubelet’s loop: a try to delete the mirror pod takes 34 s, for the kube-apiserver waits for etcd', () => {
    expect(stands![1]).toBe(false)
    expect(stands![0]).toBeGreaterThan(67)
    expect(stands![0]).toBeLessThan(70)
    expect((goes![0] - stands![0]) % 34).toBeCloseTo(0, 1)
    expect(held(trace)[0]).toBe('34')
  })

  it('keeps every pod from being synced meanwhile, while the probes go on', () => {
    const meanwhile = trace.filter(({ t }) => t > stands![0] && t < goes![0])
    expect(meanwhile.filter((e) => e.kind === 'status' || (e.kind === 'event' && e.reason !== 'Unhealthy'))).toEqual([])
    expect(meanwhile.filter((e) => e.kind === 'probe' && e.container === 'kube-apiserver').length).toBeGreaterThan(8)
    // it has lost its lease, and nobody starts it again
    const [lost] = ended(trace, 'kube-controller-manager')
    expect(lost).toBeLessThan(73)
    const again = trace.find((e) => e.kind === 'process' && e.op === 'started' && e.container === 'kube-controller-manager' && e.t > lost!)
    expect(again!.t).toBeGreaterThan(goes![0])
  })

  it('is why the kube-controller-manager comes back late, line by line', () => {
    const again = trace.find((e) => e.kind === 'process' && e.op === 'started' && e.container === 'kube-controller-manager' && e.t > 60)!
    const causes = [...led(trace, again.id)].map((id) => trace[id]!)
    expect(causes).toContainEqual(expect.objectContaining({ kind: 'node', part: 'sync loop', up: true }))
    expect(causes).toContainEqual(
      expect.objectContaining({ kind: 'node', part: 'sync loop', up: false, pod: 'kube-system/etcd-master-node' }),
    )
    expect(causes).toContainEqual(expect.objectContaining({ kind: 'sync', op: 'REMOVE', pod: 'etcd' }))
    expect(causes).toContainEqual(expect.objectContaining({ kind: 'action', action: 'remove', target: 'etcd.yaml' }))
  })
})

it.each([
  ['a kube-apiserver that answers', [], []],
  ['one that is away: it refuses at once', [{ at: '58s', remove: 'kube-apiserver.yaml' }], []],
  ['one that hangs, on the connection that stands, until that is given up', [{ at: '58s', hang: 'kube-apiserver' }], ['45']],
])('a mirror pod is deleted through %s', (_, before, seconds) => {
  const trace = run([...before, { at: '60s', remove: 'kube-scheduler.yaml' }], 110)
  expect(held(trace).slice(0, 1)).toEqual(seconds)
})

it('a file comes and goes unseen while the loop stands still', () => {
  const trace = run([
    { at: '60s', remove: 'etcd.yaml' },
    { at: '80s', remove: 'kube-scheduler.yaml' },
  ])
  const [, [goes] = [0]] = loop(trace)
  const removed = trace.find((e) => e.kind === 'sync' && e.op === 'REMOVE' && e.pod === 'kube-scheduler')!
  expect(removed.t).toBe(goes)
})

it('a pod whose mirror pod is out of date waits in its own sync, and no other does', () => {
  const trace = run([{ at: '60s', edit: 'etcd.yaml', find: 'path: /var/lib/etcd\n', replace: 'path: /var/lib/other\n' }])
  expect(loop(trace)).toEqual([])
  const text = '"Failed deleting a mirror pod" err="Timeout: request did not complete within requested timeout - context deadline exceeded"'
  const waited = trace.find((e) => e.kind === 'log' && e.text.startsWith(text))!
  const started = trace.find((e) => e.kind === 'process' && e.op === 'started' && e.container === 'etcd' && e.t > 60)!
  expect(started.t - waited.t).toBeLessThan(1)
  expect(ended(trace, 'kube-controller-manager').length).toBeGreaterThan(0)
})

it('a kubelet that is restarted begins with a loop that goes', () => {
  const trace = run([
    { at: '60s', remove: 'etcd.yaml' },
    { at: '75s', restart: 'kubelet' },
  ])
  expect(trace.some((e) => e.kind === 'status' && e.pod === 'kube-controller-manager' && e.t > 76 && e.t < 90)).toBe(true)
  // and hears nothing of what the one before it has asked
  expect(loop(trace)).toEqual([[67.5, false]])
})

it('a kubelet that is restarted while its loop stood still keeps house: a mirror pod goes with its pod', () => {
  const trace = run([
    { at: '58s', hang: 'kube-apiserver' },
    { at: '60s', remove: 'kube-scheduler.yaml' },
    { at: '70s', restart: 'kubelet' },
    { at: '72s', resume: 'kube-apiserver' },
    { at: '100s', remove: 'kube-controller-manager.yaml' },
  ])
  const [stands] = loop(trace)
  expect(stands![0]).toBeLessThan(70)
  expect(trace.filter((e) => e.kind === 'mirror' && e.op === 'deleted').map(({ t, pod }) => [pod, t])).toEqual([
    ['kube-scheduler', 72],
    ['kube-controller-manager', 101.5],
  ])
})

it.each([70.16, 70.2, 70.41, 70.7, 70.93])('ticks on every 2 s after its server has gone, with a phase pinned at %s s too', (sync) => {
  const trace = run([{ at: '90s', remove: 'kube-apiserver.yaml' }], 900, { chance: { syncs: { 'kube-apiserver': [sync] } } })
  expect(trace.at(-1)!.t).toBeGreaterThan(100)
  expect(trace.filter((e) => e.t > 150 && e.kind === 'probe').length).toBeGreaterThan(100)
})
