import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { podInputs } from '../../fixture.ts'
import type { Action } from '../../scenario/inputs.ts'
import { simulate } from '../../simulate.ts'
import { mirrorPods } from '../../trace/pods.ts'
import { podObject } from '../../apiserver/objects/pod-object.ts'

const WEB = podInputs({}).manifests['web.yaml']!
const ATTACHED = { attached: true, etcd: 'up' as const, objects: [] }

/** What becomes of the mirror of pod web, beside kubeadm's kube-apiserver, from 100 s on. */
function mirrors(kubernetes: string, actions: readonly Action[]): string[] {
  const inputs = podInputs({
    kubernetes,
    duration: 200,
    inputs: { cluster: ATTACHED, actions, manifests: { 'web.yaml': WEB, 'kube-apiserver.yaml': kubeadmManifest(kubernetes) } },
  })
  return simulate(inputs).flatMap((e) =>
    e.kind === 'mirror' && e.pod === 'web' && e.op !== 'updated' && e.t >= 100 ? [`${e.op} ${Math.floor(e.t)}`] : [],
  )
}

describe.each(['1.19', '1.32', '1.37'])('on %s a mirror', (kubernetes) => {
  const gone: Action[] = [
    { at: 100, hang: 'kube-apiserver' },
    { at: 101, remove: 'web.yaml' },
  ]
  const apiAgain: Action = { at: 130, resume: 'kube-apiserver' }

  it('of a pod that is gone goes as soon as the API answers again', () => {
    expect(mirrors(kubernetes, [...gone, apiAgain])).toEqual([expect.stringMatching(/^deleted 13[0-3]$/)])
  })

  const back: Action = { at: 110, write: 'web.yaml', content: WEB }

  it('goes where the file is back by then, for that was asked already, and is made anew', () => {
    expect(mirrors(kubernetes, [...gone, back, apiAgain])).toEqual([
      expect.stringMatching(/^deleted 13[0-3]$/),
      expect.stringMatching(/^created 13[0-3]$/),
    ])
  })

  it('stays where the file is back before anybody was there to be asked', () => {
    const file = 'kube-apiserver.yaml'
    const away: Action[] = [
      { at: 98, remove: file },
      { at: 101, remove: 'web.yaml' },
      back,
      { at: 130, write: file, content: kubeadmManifest(kubernetes) },
    ]
    expect(mirrors(kubernetes, away)).toEqual([])
  })
})

it.each(['1.9', '1.37'])('on %s a node whose address is of IPv6 has its mirrors as any other', (kubernetes) => {
  const flags = ['--service-cluster-ip-range=fd01::/112']
  const manifests = { 'web.yaml': WEB, 'kube-apiserver.yaml': kubeadmManifest(kubernetes, { ip: 'fd00::100', flags }) }
  const node = { name: 'master-node', ip: 'fd00::100' }
  const trace = simulate(podInputs({ kubernetes, inputs: { cluster: ATTACHED, node, manifests } }))
  expect(trace.flatMap((e) => (e.kind === 'mirror' && e.op === 'created' ? e.pod : [])).toSorted()).toEqual(['kube-apiserver', 'web'])
})

it.each([
  ['1.17', 'deleted 101'],
  ['1.18', 'deleted 121'],
  ['1.37', 'deleted 121'],
])('on %s the mirror of a pod that takes 20 s to end is %s', (kubernetes, expected) => {
  const slow = WEB.replace('hostNetwork: true', 'hostNetwork: true\n  terminationGracePeriodSeconds: 20')
  const inputs = podInputs({
    kubernetes,
    containers: [{ script: { onTerm: 'ignore' } }],
    duration: 200,
    inputs: { cluster: ATTACHED, actions: [{ at: 100, remove: 'web.yaml' }], manifests: { 'web.yaml': slow } },
  })
  expect(simulate(inputs).flatMap((e) => (e.kind === 'mirror' && e.op === 'deleted' ? [`deleted ${Math.floor(e.t)}`] : []))).toEqual([
    expected,
  ])
})

it.each([
  ['1.36', [], undefined, undefined],
  ['1.37', [], undefined, undefined],
  ['1.37', ['--feature-gates=H2CContainerProbe=true'], 'HTTP2', undefined],
  ['1.37', ['--feature-gates=GRPCContainerProbeTLS=true'], undefined, 'TLS'],
])(
  'on %s a kube-apiserver with %j keeps of a probe’s protocol, a hook’s too, and of its mode %s and %s',
  (kubernetes, flags, protocol, mode) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n  containers:\n  - name: main\n    image: web\n    livenessProbe: {httpGet: {port: 80, protocol: HTTP2}}\n    readinessProbe: {grpc: {port: 81, mode: TLS}}\n    lifecycle: {preStop: {httpGet: {port: 82, protocol: HTTP2}}}\n`
    const manifests = { 'web.yaml': text, 'kube-apiserver.yaml': kubeadmManifest(kubernetes, { flags }) }
    const inputs = podInputs({ kubernetes, duration: 100, inputs: { cluster: ATTACHED, manifests, processes: {} } })
    const moment = { inputs, trace: simulate(inputs), at: 100 }
    const spec = podObject(
      moment,
      mirrorPods(moment).find(({ base }) => base === 'web')!,
    )['spec']
    expect(spec).toMatchObject({ containers: [{ livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { grpc: { port: 81 } } }] })
    expect(spec).toMatchObject({ containers: [{ lifecycle: { preStop: { httpGet: { port: 82 } } } }] })
    const kept = JSON.stringify(spec)
    expect(kept.match(/"protocol":"HTTP2"/g)?.length ?? 0).toBe(protocol === undefined ? 0 : 2)
    expect([/"protocol":"(HTTP\d)"/.exec(kept)?.[1], /"mode":"(\w+)"/.exec(kept)?.[1]]).toEqual([protocol, mode])
  },
)
