import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { kubeadmDoors } from '../../sim/kubelet/kubeadm-doors.ts'
import { kubeletEvents } from '../../sim/kubelet/events.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { answerOf } from './why-answer.ts'

const AT = 900
const HOOK = '/root/hook.yaml'
const WEBHOOK = JSON.stringify({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'sidecar' },
  webhooks: [
    {
      name: 'sidecar.example.org',
      clientConfig: { service: { name: 'sidecar', namespace: 'mesh' } },
      rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }],
    },
  ],
})

/** What `kubectl get pods` and the pod's events are, as the kubelet has them. */
function printed(release: string, container: string, more: object): string {
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: `${AT}s`,
      node: { name: 'cp1', ip: '192.168.1.100' },
      kubelet: kubeadmDoors(release),
      manifests: kubeadmPlane(release, { node: 'cp1' }),
      ...more,
    }),
  )
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const rows = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => {
    const starts = trace.filter((entry) => entry.kind === 'process' && entry.op === 'started' && entry.container === name)
    const restarts = starts.length > 1 ? `${starts.length - 1} (${Math.round((AT - starts.at(-1)!.t) / 60)}m ago)` : '0'
    return `${`${name}-cp1`.padEnd(30)}0/1     Running   ${restarts.padEnd(13)} 15m`
  })
  const events = kubeletEvents({ trace, inputs, at: AT })
    .filter((event) => event.container === container)
    .map(({ type, reason, last, first, count, message }) => {
      const [since, over] = [Math.round(AT - last), Math.round(AT - first)]
      return `  ${type}  ${reason}  ${count > 1 ? `${since}s (x${count} over ${over}s)` : `${since}s`}  kubelet  ${message}`
    })
  return `${'NAME'.padEnd(30)}READY   STATUS    RESTARTS      AGE
${rows.join('\n')}

Events:
  Type     Reason     Age    From     Message
  ----     ------     ----   ----     -------
${events.join('\n')}
`
}

/** The kube-apiserver's manifest with something changed. */
function moved(release: string, from: RegExp, to: string): Record<string, string> {
  const written = kubeadmPlane(release, { node: 'cp1' })
  return { ...written, 'kube-apiserver.yaml': written['kube-apiserver.yaml']!.replaceAll(from, to) }
}

// other times and strengths than those of the runs that it is held against
it.each([
  [
    'kube-apiserver',
    '1.37',
    { actions: [{ at: '150s', fullDisk: 'node' }] },
    /most like it is that (the disk that etcd writes to is full).* \1 is 0\.\d\d away/,
  ],
  [
    'etcd',
    '1.17',
    { actions: [{ at: '150s', etcd: 'fill' }] },
    /etcd is out of space \(its alarm NOSPACE\), or that etcd’s disk is too slow: the two look alike/,
  ],
  [
    'etcd',
    '1.28',
    {
      actions: [
        { at: '150s', etcd: 'fill' },
        { at: '160s', kill: 'etcd' },
      ],
    },
    /most like it is that (etcd is out of space \(its alarm NOSPACE\)).* \1 is 0\.0\d away/,
  ],
  [
    'kube-apiserver',
    '1.28',
    { actions: [{ at: '150s', slowDisk: 'node', by: '4s' }] },
    /most like it is that (etcd’s disk is too slow).* \1 is 0\.\d\d away/,
  ],
  ['kube-apiserver', '1.28', { actions: [{ at: '250s', remove: 'etcd.yaml' }] }, /most like it is that (etcd is gone).* \1 is 0\.1\d away/],
  [
    'kube-apiserver',
    '1.28',
    { actions: [{ at: '250s', hang: 'etcd' }] },
    /most like it is that (etcd does not answer in time).* \1 is 0\.1\d away/,
  ],
  // RBAC without its roles forbids everything
  [
    'kube-apiserver',
    '1.9',
    { actions: [{ at: '250s', remove: 'etcd.yaml' }] },
    /answered with 403 .*most like it is that (etcd is gone).* \1 is 0\.0\d away/,
  ],
  [
    'kube-apiserver',
    '1.37',
    { manifests: moved('1.37', /((?:p|containerP)ort: )6443/g, '$16445') },
    /most like it is that (the probes ask at another port than it listens on).* \1 is 0\.00 away/,
  ],
  [
    'kube-apiserver',
    '1.37',
    { manifests: moved('1.37', /127\.0\.0\.1:2379/g, '127.0.0.1:23790') },
    /etcd is asked at an address where it does not listen.*certificate that it shows to etcd has expired.*look alike/,
  ],
  [
    'kube-apiserver',
    '1.37',
    { manifests: kubeadmPlane('1.37', { node: 'cp1', flags: ['--anonymous-auth=false'] }) },
    /answered with 401 .*anonymous requests are off/,
  ],
  [
    'kube-apiserver',
    '1.37',
    { actions: [{ at: '150s', slowDisk: 'node', by: '4s' }] },
    /most like it is that (etcd’s disk is too slow).* \1 is 0\.\d\d away/,
  ],
  [
    'kube-apiserver',
    '1.37',
    {
      files: { [HOOK]: WEBHOOK },
      cluster: { objects: [HOOK] },
      actions: [
        { at: '100s', kubectl: 'delete clusterrole system:volume-scheduler' },
        { at: '120s', webhook: 'sidecar', is: 'hangs' },
        { at: '130s', kill: 'kube-apiserver' },
      ],
    },
    /most like it is that (a webhook that is not reached keeps it from making its roles).* \1 is 0\.1\d away/,
  ],
  [
    'kube-apiserver',
    '1.28',
    { cluster: { certificates: { 'apiserver-etcd-client': { notAfter: '2026-11-24T14:10:00Z' } } } },
    /that the certificate that it shows to etcd has expired.*look alike.*has expired is 0\.0\d away/,
  ],
  [
    'kube-apiserver',
    '1.28',
    { actions: [{ at: '200s', hang: 'kube-apiserver' }] },
    /most like it is that (it is itself too slow or hangs).* \1 is 0\.0\d away/,
  ],
] as const)('%s of %s, %j', (container, release, more, says) => {
  const { sentence, cause } = answerOf([printed(release, container, more)])
  expect([sentence, ...cause!.assumed].join(' ')).toMatch(says)
})

it('of an etcd whose release no text tells, a 503 is one of three', () => {
  const events = '  Warning  Unhealthy  3m (x8 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503'
  const pods = 'NAME       READY   STATUS    RESTARTS      AGE\netcd-cp1   0/1     Running   4 (2m ago)   15m\n'
  expect(answerOf([`${pods}\nEvents:\n${events}\n`]).sentence).toMatch(
    /its alarm NOSPACE is raised .*, that it has no leader, or that its disk keeps it waiting/,
  )
})
