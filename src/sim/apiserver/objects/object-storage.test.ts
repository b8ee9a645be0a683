import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { begin } from '../../simulate.ts'
import type { StoredChanges } from './stored.ts'
import { storageOf, storedAt } from './object-storage.ts'

const NOTHING: StoredChanges = new Map()

/** kubeadm's control plane on 1.37 for 300 s, to which that is done. */
function planeWith(actions: readonly object[]) {
  const { scenario } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: '1.37', duration: '300s', manifests: kubeadmPlane('1.37'), actions }),
  )
  const { inputs } = scenario!.lanes[0]!
  return { inputs, run: begin(inputs) }
}

it('lists the pods that it has listed before until something of them changes, and then as who has never looked', () => {
  const { inputs, run } = planeWith([
    { at: '100s', kill: 'kube-scheduler' },
    { at: '200s', remove: 'kube-scheduler.yaml' },
  ])
  let at = 0
  const moment = () => ({ inputs, trace: run.trace, at })
  const storage = storageOf(moment, () => NOTHING)
  const lists = new Set<unknown>()
  const texts = new Set<string>()
  for (; at <= 300; at += 0.5) {
    run.goTo(at)
    const pods = storage.list('', 'pods')
    expect(pods).toEqual(storageOf(moment, () => NOTHING).list('', 'pods'))
    lists.add(pods)
    texts.add(JSON.stringify(pods))
  }
  expect(texts.size).toBeGreaterThan(5)
  expect(lists.size).toBeLessThan(40)
})

it('what was written is there until it is deleted, and with other data in etcd none of it', () => {
  const { inputs, run } = planeWith([
    { at: '50s', kubectl: 'create namespace a' },
    { at: '60s', kubectl: 'create configmap c --from-literal=k=v' },
    { at: '70s', kubectl: 'delete namespace a' },
    { at: '80s', edit: 'etcd.yaml', find: 'path: /var/lib/etcd', replace: 'path: /srv/new' },
    // whoever kubeadm made an administrator is none any more
    { at: '200s', kubectl: 'create namespace b' },
    { at: '210s', edit: 'etcd.yaml', find: 'path: /srv/new', replace: 'path: /var/lib/etcd' },
  ])
  run.goTo(300)
  const own = (at: number) =>
    [...storedAt({ inputs, trace: run.trace, at })].flatMap(([, object]) =>
      object && ['a', 'b', 'c'].includes(object.name) ? [`${object.resource}/${object.name}`] : [],
    )
  expect([49, 55, 65, 75, 190, 205, 299].map((at) => own(at).join(' '))).toEqual([
    '',
    'namespaces/a',
    'namespaces/a configmaps/c',
    'configmaps/c',
    '',
    '',
    'configmaps/c',
  ])
})
