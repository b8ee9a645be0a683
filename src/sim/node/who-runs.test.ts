import { expect, it } from 'vitest'
import type { Container } from '../../manifest/types.ts'
import type { Inputs } from '../scenario/inputs.ts'
import { runningIn } from './who-runs.ts'

const container = (image: string, command: readonly string[] = [], args: readonly string[] = []): Container => ({
  name: 'main',
  image,
  imagePullPolicy: 'IfNotPresent',
  command,
  args,
  ports: [],
  env: [],
  envFrom: [],
  volumeMounts: [],
  securityContext: {},
})

const KOPS = 'registry.k8s.io/kube-apiserver:v1.31.4@sha256:0ad2e6a1'
const OPENSHIFT = `LOCK=/var/log/kube-apiserver/.lock
# We should be able to acquire the lock immediatelly. If not, it means the init container has not released it yet.
echo -n "Acquiring exclusive lock \${LOCK} ..."

exec {LOCK_FD}>\${LOCK} && flock --verbose -w 30 "\${LOCK_FD}" || {
  echo "$(date -Iseconds -u) kubelet did not terminate old kube-apiserver before new one" >> /var/log/kube-apiserver/lock.log
  exit 1
}
if [ -f /etc/kubernetes/static-pod-certs/configmaps/trusted-ca-bundle/ca-bundle.crt ]; then
  cp -f /etc/kubernetes/static-pod-certs/configmaps/trusted-ca-bundle/ca-bundle.crt /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
fi

exec watch-termination --termination-touch-file=/var/log/kube-apiserver/.terminating --graceful-termination-duration=135s -- hyperkube kube-apiserver --openshift-config=/etc/config.yaml --advertise-address=\${HOST_IP} -v=2
`

it.each<[string, Container, string | undefined, string, readonly string[]]>([
  [
    'kubeadm',
    container('registry.k8s.io/kube-apiserver:v1.37.0', ['kube-apiserver', '--a=b']),
    'kube-apiserver',
    'its command is kube-apiserver',
    ['--a=b'],
  ],
  [
    'a path',
    container('example.org/any', ['/usr/local/bin/kube-apiserver'], ['-v=2']),
    'kube-apiserver',
    'its command is /usr/local/bin/kube-apiserver',
    ['-v=2'],
  ],
  [
    'no command',
    container('k8s.gcr.io/kube-apiserver-amd64:v1.12.0', [], ['--a=b']),
    'kube-apiserver',
    'its image is k8s.gcr.io/kube-apiserver-amd64:v1.12.0, and it has no command',
    ['--a=b'],
  ],
  [
    'an init that is told where its own options end',
    container('example.org/any', ['dumb-init', '-c', '--', 'kube-apiserver', '-v=2']),
    'kube-apiserver',
    'its command starts kube-apiserver',
    ['-v=2'],
  ],
  [
    'an init with an option of its own',
    container('example.org/any', ['tini', '-g', 'kube-apiserver', '-v=2']),
    'kube-apiserver',
    'its command starts kube-apiserver',
    ['-v=2'],
  ],
  [
    'kops',
    container(KOPS, [
      '/go-runner',
      '--log-file=/var/log/kube-apiserver.log',
      '--also-stdout',
      '/usr/local/bin/kube-apiserver',
      '--allow-privileged=true',
    ]),
    'kube-apiserver',
    'its command starts /usr/local/bin/kube-apiserver',
    ['--allow-privileged=true'],
  ],
  [
    'kops’ side-car',
    container('registry.k8s.io/kops/kube-apiserver-healthcheck:1.31.0', ['/kube-apiserver-healthcheck'], ['--ca-cert=/secrets/ca.crt']),
    undefined,
    'its command is /kube-apiserver-healthcheck',
    ['--ca-cert=/secrets/ca.crt'],
  ],
  [
    'the side-car without a command',
    container('registry.k8s.io/kops/kube-apiserver-healthcheck:1.31.0'),
    undefined,
    'its image is registry.k8s.io/kops/kube-apiserver-healthcheck:1.31.0',
    [],
  ],
  [
    'a shell',
    container('k8s.gcr.io/kube-apiserver:v1.14.0', [
      '/bin/sh',
      '-c',
      'mkfifo /tmp/pipe; (tee -a /var/log/a.log < /tmp/pipe & ) ; exec kube-apiserver --etcd-servers="http://127.0.0.1:4001" --v=2 > /tmp/pipe 2>&1',
    ]),
    'kube-apiserver',
    'its command starts kube-apiserver',
    ['--etcd-servers=http://127.0.0.1:4001', '--v=2'],
  ],
  [
    'hyperkube',
    container('k8s.gcr.io/hyperkube:v1.9.6', ['/hyperkube', 'apiserver', '--a=b']),
    'kube-apiserver',
    'its command starts apiserver',
    ['--a=b'],
  ],
  [
    'hyperkube, another part',
    container('k8s.gcr.io/hyperkube:v1.18.0', ['./hyperkube', 'kube-scheduler']),
    'kube-scheduler',
    'its command starts kube-scheduler',
    [],
  ],
  [
    'RKE2',
    container('index.docker.io/rancher/hardened-kubernetes:v1.31.4-rke2r1-build20241212', ['kube-apiserver'], ['--a=b']),
    'kube-apiserver',
    'its command is kube-apiserver',
    ['--a=b'],
  ],
  [
    'OpenShift',
    container('quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:1', ['/bin/bash', '-ec'], [OPENSHIFT]),
    'kube-apiserver',
    'its command starts kube-apiserver',
    ['--openshift-config=/etc/config.yaml', '--advertise-address=10.0.0.5', '-v=2'],
  ],
  [
    'a shell in its image',
    container('registry.k8s.io/kube-apiserver:v1.18.0', ['sleep', '3600']),
    undefined,
    'its command is sleep',
    ['3600'],
  ],
  ['another', container('docker.io/library/nginx:1'), undefined, 'its image is docker.io/library/nginx:1', []],
])('%s', (_, given, program, because, args) => {
  const running = runningIn('pod', given, {}, new Map([['HOST_IP', '10.0.0.5']]))
  expect(running).toMatchObject({ program, because, args })
})

it('what `processes` describes is that, by its pod and container or its container alone', () => {
  const server = container('registry.k8s.io/kube-apiserver:v1.37.0', ['kube-apiserver', '--a=b'])
  const script = { listens: [], answers: [], execs: [], onTerm: 'ignore' as const }
  for (const [pod, key, program] of [
    ['web', 'main', undefined],
    ['web', 'web/main', undefined],
    ['web', 'other/main', 'kube-apiserver'],
  ] as const)
    expect(runningIn(pod, server, { processes: { [key]: script } }).program).toBe(program)
  expect(runningIn('web', server, { processes: { main: script } }).because).toBe('processes.main says what it does')
})

it('an image’s own entry point counts where there is no command', () => {
  const image = { present: true, pull: { after: 2 }, user: 'root' }
  const images = { 'a/b': { ...image, entrypoint: ['/go-runner', 'kube-apiserver'] } }
  expect(runningIn('web', container('a/b', [], ['--a=b']), { images })).toMatchObject({
    program: 'kube-apiserver',
    args: ['--a=b'],
    places: ['args[0]'],
  })
})

it('each argument has its place', () => {
  const { places, programPlace } = runningIn('p', container('a', ['/go-runner', '--x', 'kube-apiserver', '--a'], ['--b']))
  expect([programPlace, ...places]).toEqual(['command[2]', 'command[3]', 'args[0]'])
})

const IMAGE = 'registry.k8s.io/kube-apiserver:v1.37.0'
const ENTRYPOINT = { 'example.org/any': { entrypoint: ['/usr/bin/kube-apiserver', '-v=1'] } } as unknown as Inputs['images']

/** Hidden is what a reader does not see at the first word of its command; each argument has its place in the manifest. */
it.each<[string, Container, boolean, string | undefined, readonly string[], Parameters<typeof runningIn>[2]?]>([
  ['its command', container(IMAGE, ['kube-apiserver', '--a=b'], ['--c']), false, 'command[0]', ['command[1]', 'args[0]']],
  ['its command in another image', container('example.org/any', ['kube-apiserver', '--a=b']), true, 'command[0]', ['command[1]']],
  ['its first argument', container(IMAGE, [], ['kube-apiserver', '--a=b']), false, 'args[0]', ['args[1]']],
  ['no command', container(IMAGE, [], ['--a=b']), true, undefined, ['args[0]']],
  ['a wrapper', container(IMAGE, ['/go-runner', '--also-stdout', 'kube-apiserver', '--a=b']), true, 'command[2]', ['command[3]']],
  ['another program in its image', container(IMAGE, ['sleep', '1']), true, 'command[0]', ['command[1]']],
  ['hyperkube alone', container(IMAGE, ['/hyperkube']), true, 'command[0]', []],
  [
    'a part of hyperkube',
    container('k8s.gcr.io/hyperkube:v1.12.0', ['/hyperkube', 'apiserver', '--a']),
    true,
    'command[1]',
    ['command[2]'],
  ],
  ['another program elsewhere', container('example.org/any', ['sleep', '1']), false, 'command[0]', ['command[1]']],
  ['nothing', container('example.org/any'), false, undefined, []],
  [
    'an entrypoint that is said of the image by another name',
    container('example.org/any:latest', [], ['-v=2']),
    true,
    'image',
    ['image', 'args[0]'],
    { images: ENTRYPOINT },
  ],
  ['an entrypoint that is said', container('example.org/any', [], ['-v=2']), true, 'image', ['image', 'args[0]'], { images: ENTRYPOINT }],
  [
    'a script of the scenario',
    container(IMAGE, ['kube-apiserver', '--a=b']),
    false,
    'command[0]',
    ['command[1]'],
    { processes: { main: {} } } as unknown as Parameters<typeof runningIn>[2],
  ],
  [
    'a script of another pod’s container',
    container(IMAGE, ['kube-apiserver', '--a=b']),
    false,
    'command[0]',
    ['command[1]'],
    { processes: { 'other/main': {} } } as unknown as Parameters<typeof runningIn>[2],
  ],
])('with %s the manifest says where the program and its arguments stand', (_, of, isHidden, programPlace, places, said = {}) => {
  expect(runningIn('web', of, said, new Map())).toMatchObject({ isHidden, programPlace, places })
})
