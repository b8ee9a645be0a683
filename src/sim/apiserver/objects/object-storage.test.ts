import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { begin } from '../../simulate.ts'
import type { StoredChanges } from './stored.ts'
import { storageOf } from './object-storage.ts'

const NOTHING: StoredChanges = new Map()

it('lists the pods that it has listed before until something of them changes, and then as who has never looked', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.37',
      duration: '300s',
      manifests: kubeadmPlane('1.37'),
      actions: [
        { at: '100s', kill: 'kube-scheduler' },
        { at: '200s', remove: 'kube-scheduler.yaml' },
      ],
    }),
  )
  const { inputs } = scenario!.lanes[0]!
  const run = begin(inputs)
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
