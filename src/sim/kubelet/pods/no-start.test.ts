import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { podInputs } from '../../fixture.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { Image } from '../../scenario/scenario-programs.ts'
import type { Inputs } from '../../scenario/inputs.ts'
import type { EntryOf } from '../../trace/trace.ts'

interface Case {
  /** Of the container, beside name and image. */
  container?: string
  /** Of the pod's spec. */
  spec?: string
  image?: string
  images?: Record<string, Partial<Image>>
  kubernetes?: string
  inputs?: Partial<Inputs>
  duration?: number
}

function run({
  container = '',
  spec = '',
  image = 'example.org/web:1',
  images = {},
  kubernetes = '1.37',
  inputs = {},
  duration = 120,
}: Case) {
  const indent = (text: string, by: string) => text.replace(/^(?=.)/gm, by)
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${indent(spec, '  ')}\n  containers:\n  - name: main\n    image: ${image}\n${indent(container, '    ')}\n`
  const whole = Object.entries(images).map(([name, said]) => [name, { present: true, pull: { after: 2 }, ...said }])
  const base = podInputs({ duration, kubernetes })
  const trace = simulate({
    ...base,
    cluster: { ...base.cluster, attached: true },
    manifests: { 'web.yaml': text },
    images: Object.fromEntries(whole) as Inputs['images'],
    ...inputs,
  })
  const events = trace.filter((e): e is EntryOf<'event'> => e.kind === 'event' && e.pod === 'web')
  const statuses = trace.filter((e): e is EntryOf<'status'> => e.kind === 'status' && e.pod === 'web')
  const waits = statuses.flatMap(({ containers }) => (containers[0]?.state.is === 'waiting' ? [containers[0].state.reason] : []))
  return {
    trace,
    told: events.map(({ reason, message }) => `${reason}: ${message}`),
    at: (reason: string, message = '') => events.filter((e) => e.reason === reason && e.message.includes(message)).map((e) => e.t),
    waits: [...new Set(waits)],
    last: statuses.at(-1)!,
    main: statuses.at(-1)?.containers[0],
    /** The lines of the manifest behind an Event, by its reason. */
    lines: (reason: string, message = '') => {
      const event = events.find((e) => e.reason === reason && e.message.includes(message))
      return behind(event?.id)
    },
  }

  function behind(id: number | undefined): string[] {
    const seen = new Set<number>()
    const paths: string[] = []
    const walk = (at: number): void => {
      if (seen.has(at)) return
      seen.add(at)
      const entry = trace[at]!
      if (entry.kind === 'manifest') paths.push(entry.path)
      for (const cause of [entry.cause ?? []].flat()) walk(cause)
    }
    if (id !== undefined) walk(id)
    return paths
  }
}

it.each([
  [
    '1.9',
    /^Error: failed to start container "[0-9a-f]{64}": Error response from daemon: oci runtime error: container_linux\.go:247: starting container process caused "exec: \\"kube-apiserverr\\": executable file not found in \$PATH"$/,
    'ContainerCannotRun',
    127,
  ],
  [
    '1.18',
    /^Error: failed to start container "[0-9a-f]{64}": Error response from daemon: OCI runtime create failed: .*: unknown$/,
    'ContainerCannotRun',
    127,
  ],
  [
    '1.37',
    /^Error: failed to create containerd task: .* exec: "kube-apiserverr": executable file not found in \$PATH: unknown$/,
    'StartError',
    128,
  ],
] as const)('a program that the image has not, on %s', (kubernetes, text, reason, code) => {
  const found = run({ image: 'registry.k8s.io/kube-apiserver:v1.37.0', container: 'command: [kube-apiserverr, --v=2]', kubernetes })
  expect(found.told.filter((line) => line.startsWith('Failed: '))[0]?.slice('Failed: '.length)).toMatch(text)
  expect(found.waits.slice(0, 2)).toEqual(['ContainerCreating', 'RunContainerError'])
  expect(found.waits).toContain('CrashLoopBackOff')
  expect(found.main?.lastState ?? found.main?.state).toMatchObject({ is: 'terminated', reason, exitCode: code })
  expect(found.told).not.toContain('Started: Started container main')
  expect(found.lines('Failed')).toContain('spec.containers[0].command[0]')
})

it.each([
  ['[--kube-apiserver, --v=2]', 'exec: "--kube-apiserver": executable file not found in $PATH'],
  ['[/manager]', 'exec: "/manager": stat /manager: no such file or directory'],
])('and so for %s', (command, text) => {
  const images = { 'example.org/web:1': { programs: ['/app/server'] } }
  expect(run({ container: `command: ${command}`, images }).told.some((line) => line.includes(text))).toBe(true)
})

it.each([
  ['[/app/server]', ['/app/server']],
  ['[server]', ['server']],
  ['[sh, -c, "sleep 1"]', ['/bin/sh']],
  ['["$(BIN)"]\nenv: [{name: BIN, value: /app/server}]', ['/app/server']],
])('%s is there', (command, programs) => {
  expect(run({ container: `command: ${command}`, images: { 'example.org/web:1': { programs } } }).main?.state.is).toBe('running')
})

const AWAY = { present: false, pull: 'notFound' as const }

it.each(['1.9', '1.19', '1.30', '1.37'])(
  'an image that cannot be pulled has a back-off of its own, and no restart, on %s',
  (kubernetes) => {
    const found = run({ images: { 'example.org/web:1': AWAY }, kubernetes, duration: 1500 })
    const pulling = kubernetes === '1.9' ? 'pulling' : 'Pulling'
    expect(found.told.slice(0, 5)).toEqual([
      `Pulling: ${pulling} image "example.org/web:1"`,
      expect.stringMatching(/^Failed: Failed to pull image "example\.org\/web:1": rpc error: code = /),
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "example.org/web:1"',
      'Failed: Error: ImagePullBackOff',
    ])
    expect(found.waits).toEqual(['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff'])
    expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting' } })
    expect(found.last.phase).toBe('Pending')
    // 10 s, doubling to 300 s, and then until the next try
    const pulls = found.at('Pulling')
    const gaps = pulls.slice(1).map((t, i) => t - pulls[i]!)
    for (const [i, least] of [10, 20, 40, 80, 160, 300].entries()) {
      expect(gaps[i]).toBeGreaterThanOrEqual(least)
      expect(gaps[i]).toBeLessThan(least + 20)
    }
    expect(found.lines('Failed')).toContain('spec.containers[0].image')
  },
)

it.each([
  ['notFound', 1.2],
  ['unauthorized', 1.2],
  ['unreachable', 30],
] as const)('an image whose registry is %s has failed after %f s', (pull, seconds) => {
  const found = run({ images: { 'example.org/web:1': { present: false, pull } } })
  expect(found.at('Failed')[0]! - found.at('Pulling')[0]!).toBeCloseTo(seconds, 6)
})

it.each([
  ['1.26', 3],
  ['1.28', 2],
])('on %s an image beside one that runs is looked for %i times before the first resync', (kubernetes, times) => {
  const spec = `containers: [{name: main, image: a}, {name: other, image: b, imagePullPolicy: Never}]`
  const manifests = { 'web.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {${spec}}\n` }
  const found = run({ inputs: { manifests }, kubernetes, images: { b: { present: false } }, duration: 8 })
  expect(found.at('ErrImageNeverPull')).toHaveLength(times)
})

it('the last error of a pull is kept in the message from 1.32 on', () => {
  const images = { 'example.org/web:1': { present: false, pull: 'unauthorized' as const } }
  const message = (kubernetes: string) => run({ images, kubernetes, duration: 18 }).main?.state.message
  expect(message('1.31')).toBe('Back-off pulling image "example.org/web:1"')
  expect(message('1.32')).toMatch(
    /^Back-off pulling image "example\.org\/web:1": ErrImagePull: failed to pull and unpack .*pull access denied/,
  )
})

it.each([
  ['127.0.0.1:1/none:1', 'Head "http://127.0.0.1:1/v2/none/manifests/1": dial tcp 127.0.0.1:1: connect: connection refused'],
  ['10.0.0.7:5000/a/b', 'Head "https://10.0.0.7:5000/v2/a/b/manifests/latest": dial tcp 10.0.0.7:5000: connect: connection refused'],
  ['[fd00::5]:5000/app:1', 'Head "https://[fd00::5]:5000/v2/app/manifests/1": dial tcp [fd00::5]:5000: connect: connection refused'],
  ['[::1]:443/app:1', 'Head "https://[::1]:443/v2/app/manifests/1": dial tcp [::1]:443: connect: connection refused'],
  ['reg.example/app:1', 'Head "https://reg.example/v2/app/manifests/1": dial tcp 192.0.2.1:443: connect: connection refused'],
  ['localhost/app:1', 'Head "http://localhost/v2/app/manifests/1": dial tcp 127.0.0.1:80: connect: connection refused'],
])('a registry that refuses its connections is named with its address: %s', (image, error) => {
  const failed = (kubernetes: string): string | undefined =>
    run({ image: JSON.stringify(image), images: { [image]: { present: false, pull: 'refused' } }, kubernetes, duration: 5 }).told.find(
      (line) => line.startsWith('Failed: Failed to pull'),
    )
  const whole = image.endsWith(':1') ? image : `${image}:latest`
  const said = `failed to pull and unpack image "${whole}": failed to resolve reference "${whole}": failed to do request: ${error}`
  expect(failed('1.37')).toBe(`Failed: Failed to pull image "${image}": ${said}`)
  expect(failed('1.22')).toBe(`Failed: Failed to pull image "${image}": rpc error: code = Unknown desc = ${said}`)
})

it.each([
  ['/etc/passwd', 'permission denied'],
  ['/etc', 'is a directory'],
  ['passwd', 'executable file not found in $PATH'],
  ['/etc/shadow', 'stat /etc/shadow: no such file or directory'],
])('a command that is a file of the image and no program: %s', (command, why) => {
  const images = { 'example.org/web:1': { programs: ['/bin/sh'], files: ['/etc/passwd'] } }
  const found = run({ container: `command: [${command}]`, images, kubernetes: '1.37', duration: 2 })
  expect(found.main?.lastState).toMatchObject({ is: 'terminated', reason: 'StartError', exitCode: 128 })
  expect(found.main?.state.message).toContain(`unable to start container process: exec: "${command}": ${why}: unknown`)
})

it.each([
  ['1.9', 'Pulled: Successfully pulled image "example.org/web:1"'],
  ['1.24', 'Pulled: Successfully pulled image "example.org/web:1" in 4s'],
  ['1.28', 'Pulled: Successfully pulled image "example.org/web:1" in 4s (4s including waiting)'],
  ['1.37', expect.stringMatching(/ in 4s \(4s including waiting\)\. Image size: \d+ bytes\.$/) as string],
])('an image that is pulled, on %s', (kubernetes, text) => {
  const found = run({ images: { 'example.org/web:1': { present: false, pull: { after: 4 } } }, kubernetes })
  expect(found.told[1]).toEqual(text)
  expect(found.at('Started')[0]).toBeGreaterThan(4)
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'running' } })
})

it.each([
  ['example.org/web:1', '', false],
  ['example.org/web:latest', '', true],
  ['example.org/web', '', true],
  ['example.org/web@sha256:0', '', false],
  ['example.org/web:1', 'imagePullPolicy: Always', true],
])('whether %s (%s) is pulled though it is there: %s', (image, container, isPulled) => {
  expect(run({ image, container }).at('Pulling').length > 0).toBe(isPulled)
})

it('an image that may never be pulled', () => {
  const found = run({ container: 'imagePullPolicy: Never', images: { 'example.org/web:1': { present: false } } })
  const message = 'Container image "example.org/web:1" is not present with pull policy of Never'
  expect(found.told.slice(0, 2)).toEqual([`ErrImageNeverPull: ${message}`, 'Failed: Error: ErrImageNeverPull'])
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'ErrImageNeverPull', message } })
  expect(found.lines('ErrImageNeverPull')).toContain('spec.containers[0].imagePullPolicy')
})

it.each([
  ['1.19', 'runAsNonRoot: true', 'root', /^container has runAsNonRoot and image will run as root$/],
  [
    '1.37',
    'runAsNonRoot: true',
    'root',
    /^container has runAsNonRoot and image will run as root \(pod: "web-master-node_default\([0-9a-f]+\)", container: main\)$/,
  ],
  [
    '1.37',
    'runAsNonRoot: true',
    'nobody',
    /^container has runAsNonRoot and image has non-numeric user \(nobody\), cannot verify user is non-root \(pod: /,
  ],
  ['1.37', 'runAsNonRoot: true, runAsUser: 0', 1000, /^container's runAsUser breaks non-root policy \(pod: /],
])('on %s, %s with an image of %s', (kubernetes, context, user, message) => {
  const found = run({ container: `securityContext: {${context}}`, images: { 'example.org/web:1': { user } }, kubernetes })
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'CreateContainerConfigError' } })
  expect(found.main?.state.message).toMatch(message)
  expect(found.told).toContain(`Failed: Error: ${found.main?.state.message}`)
  expect(found.lines('Failed')).toContain('spec.containers[0].securityContext.runAsNonRoot')
})

it.each([
  ['runAsNonRoot: true', 1000],
  ['runAsNonRoot: true, runAsUser: 1000', 'root'],
  ['runAsNonRoot: false', 'root'],
])('%s with an image of %s runs', (context, user) => {
  const images = { 'example.org/web:1': { user } }
  expect(run({ container: `securityContext: {${context}}`, images }).main?.state.is).toBe('running')
})

it.each<[string, NonNullable<Case['images']>, string]>([
  ['quay.io/argoproj/argocd:v3', {}, 'running'],
  ['example.org/web:1', { 'example.org/web:1': { present: true } }, 'running'],
  // what is published under Docker's own name is looked up
  ['nginx:1.27', {}, 'waiting'],
  ['nginxinc/nginx-unprivileged:1.27', {}, 'running'],
])('runAsNonRoot with %s, whose user the scenario does not say: %j, it is %s', (image, images, is) => {
  const found = run({ container: 'securityContext: {runAsNonRoot: true}', image, images })
  expect(found.main?.state.is).toBe(is)
  const assumed = found.trace.filter((entry) => entry.kind === 'warning' && entry.assumed === 'does not run as root')
  expect(assumed).toHaveLength(is === 'running' ? 1 : 0)
})

const SECRET_ENV = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password}}}]'
const withObjects = (text: string): Partial<Inputs> => ({
  files: { '/root/o.yaml': text },
  cluster: { attached: true, etcd: 'up', objects: ['/root/o.yaml'] },
})

it.each([
  ['1.9', SECRET_ENV, 'secrets "db" not found'],
  ['1.33', SECRET_ENV, 'secret "db" not found'],
  ['1.33', 'envFrom: [{configMapRef: {name: settings}}]', 'configmap "settings" not found'],
])('on %s an environment from what is not there: %s', (kubernetes, container, message) => {
  const found = run({ container, kubernetes })
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'CreateContainerConfigError', message } })
  expect(found.told).toContain(`Failed: Error: ${message}`)
  expect(found.lines('Failed').some((path) => path.startsWith('spec.containers[0].env'))).toBe(true)
})

it('an environment from an object that lacks the key, or without an API at all', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: default}\ndata: {other: eA==}\n'
  const lacking = run({ container: SECRET_ENV, kubernetes: '1.33', inputs: withObjects(secret) })
  expect(lacking.main?.state.message).toBe("couldn't find key password in Secret default/db")
  const alone = run({ container: SECRET_ENV, kubernetes: '1.33', inputs: { cluster: { attached: false, etcd: 'up', objects: [] } } })
  expect(alone.main?.state.message).toBe("couldn't get secret default/db, no kubeClient defined")
  const good = run({ container: SECRET_ENV, kubernetes: '1.33', inputs: withObjects(secret.replace('other', 'password')) })
  expect(good.main?.state.is).toBe('running')
})

it('an optional reference does not mind', () => {
  const container = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password, optional: true}}}]'
  expect(run({ container, kubernetes: '1.33' }).main?.state.is).toBe('running')
})

const DB = `apiVersion: v1
kind: Secret
metadata: {name: db, namespace: team}
data: {host: ZGIuZXhhbXBsZQ==, port: NTQzMg==}
stringData: {port: "5433"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: team}
data: {host: other, mode: fast}
`
const field = (path: string) => `env: [{name: V, valueFrom: {fieldRef: {fieldPath: "${path}"}}}]`
const values = (...pairs: readonly string[]) =>
  `env: [${pairs.map((pair) => `{name: ${pair.slice(0, pair.indexOf('='))}, value: ${JSON.stringify(pair.slice(pair.indexOf('=') + 1))}}`).join(', ')}]`

/** Follows: pkg/kubelet/kubelet_pods_test.go, TestMakeEnvironmentVariables; third_party/forked/golang/expansion/expand_test.go. */
it.each<[string, string, Partial<Inputs>?]>([
  [field('metadata.name'), 'web-master-node'],
  [field('metadata.namespace'), 'team'],
  [field('metadata.uid'), 'd3b0'],
  [field("metadata.labels['app']"), 'shop'],
  [field("metadata.labels['none']"), ''],
  [field("metadata.annotations['note']"), 'a b'],
  [field('spec.nodeName'), 'master-node'],
  // only the API's admission gives a pod one, and a mirror pod none
  [field('spec.serviceAccountName'), ''],
  [field('status.hostIP'), '192.168.1.100'],
  [field('status.podIP'), '10.244.0.2'],
  [field('status.podIPs'), '10.244.0.2'],
  [values('V=a'), 'a'],
  [values('A=a', 'V=$(A)-$(A)'), 'a-a'],
  [values('V=$(A)', 'A=a'), '$(A)'],
  [values('A=a', 'V=$$(A)'), '$(A)'],
  [values('A=a', 'V=$$$(A)'), '$a'],
  [values('A=a', 'V=$A ${A} $(A'), '$A ${A} $(A'],
  [values('V='), ''],
  [values('V=$(KUBERNETES_SERVICE_HOST):$(KUBERNETES_SERVICE_PORT)'), '10.96.0.1:443'],
  [values('V=$(KUBERNETES_PORT)'), 'tcp://10.96.0.1:443'],
  [
    values('V=$(KUBERNETES_PORT_443_TCP) $(KUBERNETES_PORT_443_TCP_PROTO) $(KUBERNETES_PORT_443_TCP_ADDR) $(KUBERNETES_PORT_443_TCP_PORT)'),
    'tcp://10.96.0.1:443 tcp 10.96.0.1 443',
  ],
  [values('KUBERNETES_SERVICE_HOST=own', 'V=$(KUBERNETES_SERVICE_HOST)'), 'own'],
  [values('V=$(KUBERNETES_SERVICE_HOST)'), '$(KUBERNETES_SERVICE_HOST)', { cluster: { attached: false, etcd: 'up', objects: [] } }],
  ['env: [{name: V, valueFrom: {secretKeyRef: {name: db, key: host}}}]', 'db.example'],
  ['env: [{name: V, valueFrom: {secretKeyRef: {name: db, key: port}}}]', '5433'],
  ['env: [{name: V, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]', 'fast'],
  [`${values('V=$(mode) $(host)')}\nenvFrom: [{secretRef: {name: db}}, {configMapRef: {name: settings}}]`, 'fast other'],
  [`${values('V=$(host)')}\nenvFrom: [{configMapRef: {name: settings}}, {secretRef: {name: db}}]`, 'db.example'],
  [`${values('V=$(P_host)$(host)')}\nenvFrom: [{prefix: P_, secretRef: {name: db}}]`, 'db.example$(host)'],
  [`${values('host=own', 'V=$(host)')}\nenvFrom: [{secretRef: {name: db}}]`, 'own'],
])('a container whose variables are %s is told %j', (container, value, inputs = withObjects(DB)) => {
  const metadata = `{name: web, namespace: team, uid: d3b0, labels: {app: shop}, annotations: {note: a b}}`
  const text = `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec:\n  containers:\n  - name: main\n    image: example.org/web:1\n    command: ["/$(V)"]\n${container.replace(/^/gm, '    ')}\n`
  const { told } = run({
    kubernetes: '1.33',
    inputs: {
      manifests: { 'web.yaml': text },
      images: { 'example.org/web:1': { present: true, pull: { after: 2 }, programs: ['/app/server'] } },
      ...inputs,
    },
    duration: 20,
  })
  expect(told.find((line) => line.startsWith('Failed: '))).toContain(`exec: ${JSON.stringify(`/${value}`)}: `)
})

const volume = (source: string) => ({
  spec: `volumes: [{name: audit, ${source}}]`,
  container: 'volumeMounts: [{name: audit, mountPath: /data}]',
})

it.each([
  ['/etc/kubernetes/audit-policy.yaml', 'File', 'a file', undefined],
  ['/etc/kubernetes', 'File', 'a file', 'Directory'],
  ['/nowhere', 'Directory', 'a directory', undefined],
  ['/etc/hosts', 'DirectoryOrCreate', 'a directory', 'File'],
  ['/run/nothing.sock', 'Socket', 'a socket file', undefined],
  ['/etc/hosts', 'CharDevice', 'a character device', 'File'],
  ['/dev/null', 'BlockDevice', 'a block device', 'CharDevice'],
])('%s, a hostPath of type %s, is waited for, for ever', (path, type, wanted, found) => {
  const now = found
    ? `hostPath type check failed: ${path} is not ${wanted}, it's a ${found}`
    : `hostPath type check failed, ${path} is not ${wanted}, unable to determine its type: path "${path}" does not exist`
  for (const [kubernetes, words] of [
    ['1.9', `hostPath type check failed: ${path} is not ${wanted}`],
    ['1.37', now],
  ] as const) {
    const found = run({ ...volume(`hostPath: {path: ${path}, type: ${type}}`), kubernetes, duration: 300 })
    expect(found.told[0]).toBe(`FailedMount: MountVolume.SetUp failed for volume "audit" : ${words}`)
    expect(found.told.every((line) => line.startsWith('FailedMount: '))).toBe(true)
    expect(found.told.some((line) => /^FailedMount: Unable to (attach or )?mount volumes/.test(line))).toBe(kubernetes === '1.9')
    expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'ContainerCreating' } })
    expect(found.last.phase).toBe('Pending')
    expect(found.lines('FailedMount')).toContain('spec.volumes[0].hostPath.type')
    // half a second, doubling
    // a sync waits so long
    expect(found.at('FailedMount', 'Unable').map(Math.floor)[0]).toBe(kubernetes === '1.9' ? 123 : undefined)
    const tries = found.at('FailedMount', 'MountVolume')
    expect(tries.slice(1, 4).map((t, i) => Math.round((t - tries[i]!) * 100) / 100)).toEqual([0.55, 1.05, 2.05])
  }
})

it.each([
  'hostPath: {path: /etc/hosts, type: File}',
  'hostPath: {path: /etc/kubernetes/pki, type: Directory}',
  'hostPath: {path: /var/new, type: DirectoryOrCreate}',
  'hostPath: {path: /var/new.log, type: FileOrCreate}',
  'hostPath: {path: /run/containerd/containerd.sock, type: Socket}',
  'hostPath: {path: /dev/null, type: CharDevice}',
  'hostPath: {path: /dev/net/tun, type: CharDevice}',
  'hostPath: {path: /var/lib/kubelet/plugins_registry, type: Directory}',
  'hostPath: {path: /proc/sys/net, type: Directory}',
  'hostPath: {path: /nowhere}',
  'emptyDir: {}',
  'configMap: {name: settings, optional: true}',
])('%s is mounted', (source) => {
  const found = run({ ...volume(source), kubernetes: '1.33' })
  expect(found.at('FailedMount')).toEqual([])
  expect(found.main?.state.is).toBe('running')
})

it('a file that was made is there for who wants one', () => {
  const spec = `volumes:\n${['FileOrCreate', 'File'].map((type) => `- {name: ${type.toLowerCase()}, hostPath: {path: /var/new.log, type: ${type}}}`).join('\n')}`
  const found = run({ spec, container: 'volumeMounts: [{name: fileorcreate, mountPath: /a}, {name: file, mountPath: /b}]' })
  expect(found.main?.state.is).toBe('running')
})

it.each(['1.9', '1.37'])('on %s no directory is made for a file that is to be made', (kubernetes) => {
  const found = run({ ...volume('hostPath: {path: /var/new/deep/audit.log, type: FileOrCreate}'), kubernetes })
  expect(found.told[0]).toBe(
    'FailedMount: MountVolume.SetUp failed for volume "audit" : open /var/new/deep/audit.log: no such file or directory',
  )
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'ContainerCreating' } })
})

it('a file that comes later is mounted at the next try', () => {
  const source = volume('hostPath: {path: /etc/kubernetes/audit-policy.yaml, type: File}')
  const write = { at: 60, write: '/etc/kubernetes/audit-policy.yaml', content: 'x' }
  const found = run({ ...source, inputs: { actions: [write] }, duration: 200 })
  expect(found.at('Started')[0]).toBeGreaterThan(60)
  expect(found.at('Started')[0]).toBeLessThan(70)
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'running' } })
})

it.each([
  ['1.9', 'secret: {secretName: db}', 'secrets "db" not found'],
  ['1.33', 'secret: {secretName: db}', 'secret "db" not found'],
  ['1.33', 'configMap: {name: settings}', 'configmap "settings" not found'],
  ['1.33', 'projected: {sources: [{configMap: {name: settings}}]}', 'configmap "settings" not found'],
])('on %s a volume of what is not there: %s', (kubernetes, source, text) => {
  const found = run({ ...volume(source), kubernetes })
  expect(found.told[0]).toBe(`FailedMount: MountVolume.SetUp failed for volume "audit" : ${text}`)
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'ContainerCreating' } })
})

const holder =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: first}\nspec: {hostNetwork: true, containers: [{name: a, image: x:1, ports: [{containerPort: 8080}]}]}\n'

it.each([
  ['1.9', 'PodFitsHostPorts', 'Pod Predicate PodFitsHostPorts failed'],
  ['1.24', 'NodePorts', 'Pod Predicate NodePorts failed'],
  ['1.30', 'NodePorts', 'Pod was rejected: Predicate NodePorts failed'],
  ['1.37', 'NodePorts', "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
])('on %s a host port that another pod holds costs the later pod', (kubernetes, reason, message) => {
  const text = (port: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: x:1, ports: [${port}]}]}\n`
  const clash = (port: string) => run({ kubernetes, inputs: { manifests: { 'a.yaml': holder, 'web.yaml': text(port) } } })
  const found = clash('{containerPort: 80, hostPort: 8080}')
  expect(found.last).toMatchObject({ phase: 'Failed', reason, message, containers: [] })
  expect(found.told).toEqual([`${reason}: ${message.replace(/^Pod (was rejected: )?/, '')}`])
  // its own line, and the other pod's
  const event = found.trace.find((e) => e.kind === 'event' && e.reason === reason)
  expect([event?.cause].flat().map((id) => found.trace[id!])).toMatchObject([
    { kind: 'manifest', pod: 'web', path: 'spec.containers[0].ports[0].hostPort', value: 8080 },
    { kind: 'manifest', pod: 'first', path: 'spec.containers[0].ports[0].hostPort', value: 8080 },
    { kind: 'sync' },
  ])
  for (const port of ['{containerPort: 8080}', '{containerPort: 80, hostPort: 8081}', '{containerPort: 80, hostPort: 8080, protocol: UDP}'])
    expect(clash(port).main?.state.is).toBe('running')
})

it('a pod whose file is mended while it waits for a mount ends, and another one takes its place', () => {
  const path = '/etc/audit/policy'
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  volumes: [{name: audit, hostPath: {path: ${path}.yml, type: File}}]\n  containers: [{name: main, image: "example.org/web:1", volumeMounts: [{name: audit, mountPath: /data}]}]\n`
  const found = run({
    duration: 400,
    inputs: {
      manifests: { 'web.yaml': text },
      files: { [`${path}.yaml`]: '' },
      actions: [{ at: 100, edit: 'web.yaml', find: '.yml', replace: '.yaml' }],
    },
  })
  expect(found.main).toMatchObject({ restartCount: 0, state: { is: 'running' } })
})

it('each start asks anew for a ConfigMap that names its program', () => {
  const map = (word: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\ndata: {WORD: ${word}}\n`
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.33',
      duration: '120s',
      cluster: { objects: ['/root/one.yaml'] },
      files: { '/root/one.yaml': map('one'), '/root/two.yaml': map('kube-scheduler') },
      images: { b: { programs: ['one', 'kube-scheduler'] } },
      manifests: {
        ...kubeadmPlane('1.33'),
        'web.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: b, command: [$(WORD)], envFrom: [{configMapRef: {name: words}}]}]}\n',
      },
      actions: [
        { at: '30s', kubectl: 'apply -f /root/two.yaml' },
        { at: '40s', kill: 'main' },
        { at: '60s', kubectl: 'delete configmap words' },
        { at: '70s', kill: 'main' },
      ],
    }),
  )
  const of = simulate(scenario!.lanes[0]!.inputs).filter(({ container }) => container === 'main')
  expect(of.filter((entry) => entry.kind === 'log').every(({ t }) => t > 40)).toBe(true)
  expect(of.flatMap((entry) => (entry.kind === 'log' ? [entry.t] : [])).length).toBeGreaterThan(0)
  expect(of.flatMap((entry) => (entry.kind === 'event' && entry.reason === 'Failed' ? [entry.message] : []))[0]).toBe(
    'Error: configmap "words" not found',
  )
})
