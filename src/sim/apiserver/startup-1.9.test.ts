import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf } from '../trace/trace.ts'

interface Asked {
  afterStarted: number
  took: number
  caller: 'anonymous' | 'admin'
  status: number | null
}

const recorded = JSON.parse(readFileSync(`${import.meta.dirname}/recorded/startup-1.9.json`, 'utf8')) as { 'filled etcd': Asked[] }
const CALLERS = { anonymous: {}, admin: { certificate: { cn: 'kubernetes-admin', o: ['system:masters'] } } }
/** How far apart two machines' starts are. */
const WITHIN = 0.1

/** kubeadm's kube-apiserver is started 0.62 s after its pod comes. */
const STARTED = 0.62

it('a starting kube-apiserver 1.9 answers /healthz as the real one did, ten times a second: held, 403, 500, 200', () => {
  const rows = recorded['filled etcd']
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.9',
      duration: '10s',
      manifests: { 'kube-apiserver.yaml': kubeadmManifest('1.9') },
      chance: { started: { 'kube-apiserver': [STARTED] } },
      requests: rows.map(({ afterStarted, caller }) => ({
        at: STARTED + afterStarted + WITHIN,
        url: 'https://192.168.1.100:6443/healthz',
        caller: CALLERS[caller],
      })),
    }),
  )
  const answers = simulate(scenario!.lanes[0]!.inputs)
    .filter((e): e is EntryOf<'response'> => e.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
  expect(answers.map(({ status }) => status)).toEqual(rows.map(({ status }) => status))
  answers.forEach(({ t }, i) => expect(Math.abs(t - STARTED - rows[i]!.afterStarted - rows[i]!.took)).toBeLessThan(2 * WITHIN + 0.01))
})
