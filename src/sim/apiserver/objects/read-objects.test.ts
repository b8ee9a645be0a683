import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'

it('a whole number too long for a double can be applied and sent, and is told as a double', () => {
  const account = (name: string): string =>
    `{kind: ServiceAccount, apiVersion: v1, metadata: {name: ${name}}, imagePullSecrets: [{name: 9007199254740993}]}`
  const request = (at: string, more: object): object => ({
    at,
    url: 'https://192.168.1.100:6443/api/v1/namespaces/default/serviceaccounts',
    caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } },
    ...more,
  })
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      duration: '130s',
      manifests: kubeadmPlane('1.37'),
      files: { '/root/account.yaml': account('applied') },
      actions: [{ at: '100s', kubectl: 'apply -f /root/account.yaml' }],
      requests: [
        request('110s', { method: 'POST', headers: { 'Content-Type': 'application/yaml' }, body: account('sent') }),
        request('120s', {}),
      ],
    }),
  )
  if (!scenario) throw new Error(JSON.stringify(diagnostics))
  const said = simulate(scenario.lanes[0]!.inputs).findLast((entry) => entry.kind === 'response')
  const { items } = JSON.parse(said!.body) as { items: { metadata: { name: string }; imagePullSecrets?: object }[] }
  expect(items.flatMap(({ metadata, imagePullSecrets }) => (imagePullSecrets ? [[metadata.name, imagePullSecrets]] : []))).toEqual([
    ['applied', [{ name: 2 ** 53 }]],
    ['sent', [{ name: 2 ** 53 }]],
  ])
})
