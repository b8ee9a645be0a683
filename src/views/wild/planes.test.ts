import { expect, it } from 'vitest'
import { drawn, SEED } from '../../drawn-fixture.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import '../all.ts'
import { edited, mended, type Report, type Row } from './mended-fixture.ts'

const plane = (release: string, change: (files: Record<string, string>) => void): Record<string, string> =>
  edited(kubeadmPlane(release), change)

const SERVER = 'kube-apiserver.yaml'
type Manifests = NonNullable<Report['manifests']>

const withFlags = (...flags: string[]): Manifests =>
  planeWith(SERVER, '    - kube-apiserver\n', `    - kube-apiserver\n${flags.map((flag) => `    - ${flag}\n`).join('')}`)
function planeWith(file: string, find: string, to: string): Record<string, string> {
  return plane('1.37', (files) => {
    files[file] = files[file]!.replaceAll(find, to)
  })
}
const AUDIT = '/etc/kubernetes/audit-policy.yaml'
const auditMounted = (type: string): Manifests =>
  plane('1.37', (files) => {
    files[SERVER] = files[SERVER]!.replace('- kube-apiserver\n', `- kube-apiserver\n    - --audit-policy-file=${AUDIT}\n`)
      .replace('    volumeMounts:\n', `    volumeMounts:\n    - {mountPath: ${AUDIT}, name: audit, readOnly: true}\n`)
      .replace('  volumes:\n', `  volumes:\n  - {name: audit, hostPath: {path: ${AUDIT}${type}}}\n`)
  })
const WEBHOOK = {
  cluster: { objects: ['/root/hook.yaml'] },
  files: {
    '/root/hook.yaml':
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: guard}\nwebhooks:\n- name: guard.example.org\n  clientConfig: {service: {name: guard, namespace: guard}}\n  rules:\n  - {apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: ["*"]}\n  sideEffects: None\n  admissionReviewVersions: [v1]\n',
  },
}

/** A whole control plane, of which one line is wrong or something happens to it: some hundred runs each. */
const PLANES: Row[] = [
  [
    'a flag that stands where the program should',
    { manifests: planeWith(SERVER, '- kube-apiserver\n', '- --kube-apiserver\n') },
    /is a flag: command takes the place.*\n← kube-apiserver\.yaml, line \d+: --kube-apiserver\n$/s,
    /^kube-apiserver instead of --kube-apiserver$/,
  ],
  [
    'a flag that is misspelt',
    { manifests: planeWith(SERVER, '--secure-port=', '--secure-prot=') },
    /← kube-apiserver\.yaml, line \d+: --secure-prot=6443\n/,
    /^--secure-port=6443 instead of --secure-prot=6443$/,
  ],
  [
    'an audit policy that is not on the node, with the type File',
    { manifests: auditMounted(', type: File') },
    /waits for a volume.*← kube-apiserver\.yaml, line \d+: type: File\n/s,
    /^the file \/etc\/kubernetes\/audit-policy\.yaml on the node$/,
  ],
  [
    'the same without a type: a directory is made',
    { manifests: auditMounted('') },
    /is a directory.*← kube-apiserver\.yaml, line \d+: --audit-policy-file=/s,
    /^the file \/etc\/kubernetes\/audit-policy\.yaml on the node$/,
  ],
  [
    'a file of tokens that no volume mounts',
    {
      manifests: withFlags('--token-auth-file=/etc/kubernetes/tokens.csv'),
      scenario: { files: { '/etc/kubernetes/tokens.csv': 'sesame,probe,1\n' } },
    },
    /no such file or directory.*← kube-apiserver\.yaml, line \d+: --token-auth-file=/s,
    /^a mount of \/etc\/kubernetes\/tokens\.csv$/,
  ],
  [
    'a configuration of admission that there is not',
    { manifests: withFlags('--admission-control-config-file=/etc/kubernetes/admission.yaml') },
    /← kube-apiserver\.yaml, line \d+: --admission-control-config-file=/,
    /^a mount of \/etc\/kubernetes\/admission\.yaml$/,
  ],
  [
    'an issuer of tokens without TLS',
    { manifests: withFlags('--oidc-issuer-url=http://dex.example', '--oidc-client-id=k') },
    /URL scheme must be https.*← kube-apiserver\.yaml, line \d+: --oidc-issuer-url=/s,
    /^--oidc-issuer-url=https:\/\/dex\.example instead of /,
  ],
  [
    'a CA of an issuer that is not on the node',
    { manifests: withFlags('--oidc-issuer-url=https://dex.example', '--oidc-client-id=k', '--oidc-ca-file=/etc/ssl/certs/dex.pem') },
    /Assumed: kube-apiserver finds no \/etc\/ssl\/certs\/dex\.pem on its node.*← kube-apiserver\.yaml, line \d+: --oidc-ca-file=/s,
    /^the file \/etc\/ssl\/certs\/dex\.pem on the node$/,
  ],
  [
    'an etcd at another port',
    { manifests: planeWith(SERVER, '--etcd-servers=https://127.0.0.1:2379', '--etcd-servers=https://127.0.0.1:2378') },
    /because of --etcd-servers=\S+ \(kube-apiserver\.yaml, line \d+\)/,
    /^--etcd-servers=https:\/\/127\.0\.0\.1:2379 instead of /,
  ],
  [
    'an etcd that another CA has signed',
    { manifests: planeWith(SERVER, '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt', '--etcd-cafile=/etc/kubernetes/pki/ca.crt') },
    /because of --etcd-cafile=\S+ \(kube-apiserver\.yaml, line \d+\)/,
    /^--etcd-cafile=\/etc\/kubernetes\/pki\/etcd\/ca\.crt instead of /,
  ],
  [
    'a kubeconfig that is misspelt',
    {
      manifests: planeWith(
        'kube-controller-manager.yaml',
        '--kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--kubeconfig=/etc/kubernetes/controller-managr.conf',
      ),
    },
    /← kube-controller-manager\.yaml, line \d+: --kubeconfig=/,
    /^--kubeconfig=\/etc\/kubernetes\/controller-manager\.conf instead of /,
  ],
  [
    'a path that etcd does not answer',
    { manifests: planeWith('etcd.yaml', 'path: /livez', 'path: /healthy') },
    /statuscode: 404.*← etcd\.yaml, line \d+: path: \/healthy/s,
    /^path in livenessProbe: \/livez instead of \/healthy$/,
  ],
  [
    'a lease that is lost with a kube-apiserver which its probe kills: what prevents both',
    { manifests: withFlags('--anonymous-auth=false') },
    /lost its lease.*← kube-apiserver\.yaml, line \d+: --anonymous-auth=false/s,
    /^without --anonymous-auth=false$/,
    /leader-elect/,
  ],
  [
    'a disk that is slow',
    { manifests: plane('1.37', () => {}), scenario: { actions: [{ at: '120s', slowDisk: 'node', by: '12s' }] } },
    /← At 2 min the scenario slows the node’s disk down/,
    /^etcd’s data on a disk of their own$/,
  ],
  [
    'an etcd out of its space',
    { manifests: plane('1.37', () => {}), scenario: { actions: [{ at: '120s', etcd: 'fill' }] } },
    /← etcd is up, and out of space/,
    /^etcd compacted, defragmented and its alarm disarmed$/,
  ],
  [
    'a webhook that nobody answers for',
    { manifests: plane('1.37', () => {}), scenario: { ...WEBHOOK, actions: [{ at: '120s', webhook: 'guard', is: 'unreachable' }] } },
    /failed calling webhook.*\[line 5: - name: guard\.example\.org\]/s,
    /^failurePolicy: Ignore for the webhook/,
  ],
]

it.each<Row>(drawn(PLANES, 3))('%s', (_, report, says, fix, never) => {
  const { told, titles } = mended(report)
  expect(told, `TEST_SEED=${SEED}`).toMatch(says)
  expect(titles[0]?.split('. ')[0] ?? 'none').toMatch(fix ?? /^none$/)
  expect(titles.join('\n')).not.toMatch(never ?? /^never$/)
})
