import { expect, it } from 'vitest'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from './lanes/drawing-of.ts'
import { timelineRows } from './lanes/timeline-rows.ts'
import { labelsOf } from './picture/legend.ts'
import { firstMarks } from './lanes/first-marks.ts'
import { why, whyText } from './why/why.ts'
import { whyNot } from './why/why-not.ts'

const { inputs } = parseScenario(
  JSON.stringify({
    ...{ whyrestart: 1, kubernetes: '1.37', duration: '300s', manifests: kubeadmPlane('1.37') },
    actions: [{ at: '60s', remove: 'etcd.yaml' }],
  }),
).scenario!.lanes[0]!
const trace = simulate(inputs)
const drawing = drawingOf(trace, 300)

it('a lane has a bar where no pod of the node is synced, which its legend and its table name', () => {
  const [first] = drawing.standstills
  expect((first!.to - first!.from) % 34).toBeCloseTo(0, 1)
  expect(labelsOf(drawing).has('no pod is synced')).toBe(true)
  expect(firstMarks(drawing).get('standstill')).toEqual({ t: first!.from, id: first!.id })
  const rows = timelineRows(drawing, trace).filter(({ kind }) => kind === 'standstill')
  expect(rows[0]!.what).toBe('the kubelet’s sync loop stands still')
  expect(rows[0]!.text).toMatch(/^no pod of the node is synced from \d.* to \d.*: the kubelet’s sync loop waits for the kube-apiserver$/)
  expect(rows[1]!.what).toBe('the kubelet’s sync loop goes on')
})

it('Why follows a late restart, and a late kill, back to the file that is gone', () => {
  const restart = trace.find((e) => e.kind === 'process' && e.op === 'started' && e.container === 'kube-controller-manager' && e.t > 60)!
  const kill = trace.find((e) => e.kind === 'event' && e.reason === 'Killing' && e.container === 'kube-apiserver')!
  for (const { id } of [restart, kill])
    expect(whyText(why(trace, id))).toMatch(
      /\+ The kubelet’s sync loop goes on: for (34|68|102|136) s no pod of the node was synced\.\n.*stands still: it wants to delete the mirror pod kube-system\/etcd-master-node, and the kube-apiserver does not answer\.\n[^]*no longer finds etcd.*\n.*the scenario removes etcd\.yaml/,
    )
  // what ended it is another matter: its lease could not be renewed, for that lies in etcd
  expect(whyText(why(trace, restart.id))).toMatch(/leaderelection lost[^]*← etcd is down\./)
})

it('a lane has a mark where a program has lost its lease, on the way from its end to etcd', () => {
  const lost = drawing.tracks.flatMap(({ container, leases }) => leases.map(({ t, id, label }) => ({ container, t, id, label })))
  expect(new Set(lost.map(({ container, label }) => `${container}: ${label}`))).toEqual(
    new Set([
      'kube-controller-manager: the lease kube-system/kube-controller-manager is lost',
      'kube-scheduler: the lease kube-system/kube-scheduler is lost',
    ]),
  )
  expect(labelsOf(drawing).has('lease lost')).toBe(true)
  expect(firstMarks(drawing).get('lease-lost')).toEqual(expect.objectContaining({ id: lost.toSorted((a, b) => a.t - b.t)[0]!.id }))
  expect(timelineRows(drawing, trace).find(({ kind }) => kind === 'lease')!.what).toMatch(/: loses its lease$/)
  for (const { container, id } of lost) {
    const end = trace.find((e) => e.kind === 'process' && e.op === 'exited' && e.container === container && e.id > id)!
    expect(whyText(why(trace, end.id))).toMatch(
      new RegExp(`has lost its lease kube-system/${container}: for 10 s it could not renew it\\.[^]*← etcd is down\\.`),
    )
  }
})

it('a container that has ended does not start again because the loop stands still', () => {
  const [first] = drawing.standstills
  const asked = whyNot({ inputs, trace, at: first!.to - 1 })
  expect(asked.find(({ question }) => question === 'Why does kube-controller-manager not start again now?')!.answer).toMatch(
    /^The kubelet’s sync loop stands still since 1 min 7(\.\d)? s: it waits for the kube-apiserver to delete the mirror pod kube-system\/etcd-master-node/,
  )
})
