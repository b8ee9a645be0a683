import { expect, it } from 'vitest'
import { problemsOf } from '../lanes/problems.ts'
import { type Report, tried } from './tried-fixture.ts'

// A container that cannot be started, row by row: what must be seen, and what must not.

const PROGRAMS = { 'example.org/web:1': { programs: ['/bin/sh', '/app/server'], entrypoint: ['/app/server'] } }
const CONTAINERD = (why: string): string =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`
const DOCKER = (why: string): string =>
  `failed to start container "ID": Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: ${why}: unknown`
const OLD_DOCKER = (why: string): string =>
  `failed to start container "ID": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused ${JSON.stringify(why)}: unknown`
const OLDEST_DOCKER = (why: string): string =>
  `failed to start container "ID": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused ${JSON.stringify(why)}`

const READY = 'Started: '

/** Nothing of it has ever run. */
function neverRan(seen: ReturnType<typeof tried>): void {
  expect(seen.told.filter((line) => line.startsWith(READY))).toEqual([])
  expect(seen.trace.filter((e) => e.kind === 'process' || (e.kind === 'warning' && e.container === 'main'))).toEqual([])
  expect(seen.last.ready).toBe(false)
}

it.each<[string, string, object, (why: string) => string, string]>([
  ['1.9', 'docker', {}, OLDEST_DOCKER, 'ContainerCannotRun 127'],
  ['1.12', 'docker', {}, OLD_DOCKER, 'ContainerCannotRun 127'],
  ['1.18', 'docker', {}, OLD_DOCKER, 'ContainerCannotRun 127'],
  ['1.19', 'docker', { runtime: 'docker' }, DOCKER, 'ContainerCannotRun 127'],
  ['1.23', 'docker', { runtime: 'docker' }, DOCKER, 'ContainerCannotRun 127'],
  ['1.18', 'containerd', { runtime: 'containerd' }, CONTAINERD, 'StartError 128'],
  ['1.19', 'containerd', {}, CONTAINERD, 'StartError 128'],
  ['1.24', 'containerd', {}, CONTAINERD, 'StartError 128'],
  ['1.30', 'containerd', {}, CONTAINERD, 'StartError 128'],
  ['1.37', 'containerd', {}, CONTAINERD, 'StartError 128'],
])('a program that the image has not, on %s with %s', (kubernetes, _, runtime, words, end) => {
  const seen = tried({ kubernetes, container: 'command: [kube-apiserverr]', scenario: { images: PROGRAMS, ...runtime } })
  const error = words('exec: "kube-apiserverr": executable file not found in $PATH')
  expect(seen.told).toContain(`Failed: Error: ${error}`)
  expect(seen.waits).toEqual(['ContainerCreating', 'RunContainerError', 'CrashLoopBackOff'])
  expect(seen.ends).toEqual([end])
  // a life that has ended is one, started or not
  expect(seen.main?.restartCount).toBeGreaterThan(2)
  expect(seen.text).toMatch(new RegExp(`Container main (cannot be started, ${end}|waits, RunContainerError): `))
  expect(seen.lines('Failed')).toContain('spec.containers[0].command[0]')
  neverRan(seen)
})

it.each<[string, string, string, string]>([
  [
    '--kube-apiserver as the command',
    'command: [--kube-apiserver, --v=2]',
    '1.37',
    'exec: "--kube-apiserver": executable file not found in $PATH',
  ],
  ['a path', 'command: [/manager]', '1.37', 'exec: "/manager": stat /manager: no such file or directory'],
  ['a directory', 'command: [/etc]', '1.37', 'exec: "/etc": is a directory'],
  ['a variable that nobody sets stays', 'command: ["$(BIN)"]', '1.37', 'exec: "$(BIN)": executable file not found in $PATH'],
  [
    'a variable',
    'command: ["$(BIN)"]\nenv: [{name: BIN, value: /nowhere}]',
    '1.37',
    'exec: "/nowhere": stat /nowhere: no such file or directory',
  ],
  [
    'a dollar that is escaped',
    'command: ["$$(BIN)"]\nenv: [{name: BIN, value: /app/server}]',
    '1.37',
    'exec: "$(BIN)": executable file not found in $PATH',
  ],
])('%s, in the runtime’s words', (_, container, kubernetes, why) => {
  const seen = tried({ kubernetes, container, scenario: { images: PROGRAMS } })
  expect(seen.told).toContain(`Failed: Error: ${CONTAINERD(why)}`)
  neverRan(seen)
})

it('a program that an init container has not ends each try there, and the others wait', () => {
  const spec = 'initContainers: [{name: before, image: "example.org/web:1", command: [/nowhere]}]'
  const seen = tried({ spec, scenario: { images: PROGRAMS } })
  expect(seen.waits).toEqual(['PodInitializing'])
  expect(seen.last.phase).toBe('Pending')
  expect(seen.text).toMatch(/Container before (cannot be started, StartError 128|waits, RunContainerError): .*stat \/nowhere: no such file/)
})

it.each([
  ['[sh, -c, "exec /nowhere --v=2"]', 127],
  ['[sh, -c, "echo hello; kube-apiserverr"]', 127],
  ['[sh, -c, "sleep 1; exit 3"]', 3],
])('a shell is there, and what it starts is not, or it ends: %s', (command, code) => {
  const seen = tried({ container: `command: ${command}`, scenario: { images: PROGRAMS } })
  expect(seen.ends).toEqual([`Error ${code}`])
  expect(seen.main?.restartCount).toBeGreaterThan(2)
  expect(seen.waits).toContain('CrashLoopBackOff')
})

it.each([
  ['Never', 'Failed', 0],
  ['OnFailure', 'Running', 4],
])('with restartPolicy %s the pod is %s', (policy, phase, restarts) => {
  const seen = tried({ container: 'command: [nowhere]', spec: `restartPolicy: ${policy}`, scenario: { images: PROGRAMS } })
  expect([seen.last.phase, seen.main?.restartCount]).toEqual([phase, restarts])
  expect(seen.ends).toEqual(['StartError 128'])
})

it('a life without a start began, to containerd, in 1970; to Docker as it was made, and one that may not be run ends with 126', () => {
  const ended = (report: Report) => {
    const { main } = tried({ container: 'command: [/etc]', spec: 'restartPolicy: Never', ...report })
    return main!.state as { startedAt: number; finishedAt: number; exitCode: number; message: string }
  }
  const containerd = ended({ scenario: { clock: '2026-11-24T14:15:00.000Z' } })
  expect(containerd.startedAt).toBe(-1_795_529_700)
  const docker = ended({ kubernetes: '1.18' })
  expect(docker.startedAt).toBe(docker.finishedAt)
  expect(docker).toMatchObject({
    exitCode: 126,
    message: expect.stringMatching(/^OCI runtime create failed: .*permission denied/) as string,
  })
})

it.each([
  ['1.9', 'Error: Error response from daemon: No command specified'],
  ['1.37', 'Error: failed to generate container "ID" spec: failed to generate spec: no command specified'],
])('on %s an image that names no program, and a manifest that names none', (kubernetes, error) => {
  const seen = tried({ kubernetes, scenario: { images: { 'example.org/web:1': { entrypoint: [] } } } })
  expect(seen.told).toContain(`Failed: ${error}`)
  expect(seen.waits).toEqual(['ContainerCreating', 'CreateContainerError'])
  expect(seen.main?.restartCount).toBe(0)
  neverRan(seen)
})

const AWAY = (pull: string) => ({ images: { 'example.org/web:1': { present: false, pull } } })

it.each([
  ['1.9', {}, 'notFound', 'rpc error: code = Unknown desc = Error response from daemon: manifest for example.org/web:1 not found'],
  [
    '1.23',
    { runtime: 'docker' },
    'notFound',
    'rpc error: code = Unknown desc = Error response from daemon: manifest for example.org/web:1 not found: manifest unknown: manifest unknown',
  ],
  [
    '1.23',
    { runtime: 'docker' },
    'unauthorized',
    "rpc error: code = Unknown desc = Error response from daemon: pull access denied for example.org/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    '1.23',
    {},
    'notFound',
    'rpc error: code = NotFound desc = failed to pull and unpack image "example.org/web:1": failed to resolve reference "example.org/web:1": example.org/web:1: not found',
  ],
  [
    '1.37',
    {},
    'unauthorized',
    'failed to pull and unpack image "example.org/web:1": failed to resolve reference "example.org/web:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
])('an image that cannot be pulled, on %s %j: %s', (kubernetes, runtime, pull, error) => {
  const seen = tried({ kubernetes, duration: '1500s', scenario: { ...AWAY(pull), ...runtime } })
  expect(seen.told.map((line) => line.replace(/^Pulling: pulling/, 'Pulling: Pulling'))).toEqual([
    'Pulling: Pulling image "example.org/web:1"',
    `Failed: Failed to pull image "example.org/web:1": ${error}`,
    'Failed: Error: ErrImagePull',
    'BackOff: Back-off pulling image "example.org/web:1"',
    'Failed: Error: ImagePullBackOff',
  ])
  expect(seen.waits).toEqual(['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff'])
  expect(seen.main?.restartCount).toBe(0)
  const pulls = seen.times('Pulling')
  const least = [10, 20, 40, 80, 160, 300]
  expect(pulls.slice(1, 7).map((t, i) => t - pulls[i]! >= least[i]! && t - pulls[i]! < least[i]! + 20)).toEqual(least.map(() => true))
  expect(seen.text).toMatch(/^No restart\. Container main waits, (ErrImagePull|ImagePullBackOff): /)
  expect(seen.lines('Failed')).toContain('spec.containers[0].image')
  neverRan(seen)
})

it.each<[string, Report, string[], string]>([
  ['`:latest` is pulled though it is there', { image: 'example.org/web:latest' }, ['Pulling'], 'running'],
  ['and no tag', { image: 'example.org/web' }, ['Pulling'], 'running'],
  ['a digest is not', { image: `example.org/web@sha256:${'0'.repeat(64)}` }, [], 'running'],
  ['but a tag `latest` beside it is', { image: `example.org/web:latest@sha256:${'0'.repeat(64)}` }, ['Pulling'], 'running'],
  [
    'Always, there, and gone from the registry',
    { container: 'imagePullPolicy: Always', scenario: { images: { 'example.org/web:1': { pull: 'notFound' } } } },
    ['Pulling'],
    'waiting',
  ],
  [
    'IfNotPresent, there, and gone from the registry',
    { container: 'imagePullPolicy: IfNotPresent', scenario: { images: { 'example.org/web:1': { pull: 'notFound' } } } },
    [],
    'running',
  ],
  ['Never, and there', { container: 'imagePullPolicy: Never' }, [], 'running'],
])('%s', (_, report, reasons, state) => {
  const seen = tried({ duration: '8s', ...report })
  expect([...new Set(seen.trace.flatMap((e) => (e.kind === 'event' && e.reason === 'Pulling' ? [e.reason] : [])))]).toEqual(reasons)
  expect(seen.main?.state.is).toBe(state)
})

it.each(['1.9', '1.24', '1.37'])('pull policy Never and not there, on %s', (kubernetes) => {
  const seen = tried({ kubernetes, container: 'imagePullPolicy: Never', scenario: { images: { 'example.org/web:1': { present: false } } } })
  expect(seen.told).toEqual([
    'ErrImageNeverPull: Container image "example.org/web:1" is not present with pull policy of Never',
    'Failed: Error: ErrImageNeverPull',
  ])
  expect(seen.waits).toEqual(['ContainerCreating', 'ErrImageNeverPull'])
  expect(seen.main?.restartCount).toBe(0)
  expect(seen.lines('ErrImageNeverPull')).toContain('spec.containers[0].imagePullPolicy')
})

it.each([
  ['1.9', '"taigaio/front: latest"', 'taigaio/front: latest', 'reference', 'invalid reference format'],
  ['1.27', 'https://harbor.example/web:1', 'https://harbor.example/web:1', 'reference', 'invalid reference format'],
  ['1.28', 'Example.org/Web:1', 'Example.org/Web:1', 'name', 'invalid reference format: repository name must be lowercase'],
  ['1.37', 'Example.org/Web:1', 'Example.org/Web:1', 'name', 'invalid reference format: repository name (Web) must be lowercase'],
])('a name that is none of an image, on %s: %s', (kubernetes, image, name, what, why) => {
  const seen = tried({ kubernetes, image })
  const message = `Failed to apply default image tag "${name}": couldn't parse image ${what} "${name}": ${why}`
  expect(seen.told).toEqual([`InspectFailed: ${message}`, 'Failed: Error: InvalidImageName'])
  expect(seen.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'InvalidImageName', message } })
  expect(seen.text).toContain('Container main waits, InvalidImageName: ')
  expect(seen.lines('InspectFailed')).toContain('spec.containers[0].image')
})

it('one of several containers that cannot be pulled does not hold up the others', () => {
  const spec = 'terminationGracePeriodSeconds: 5'
  const container = 'ports: [{containerPort: 80}]\n- name: side\n  image: example.org/side:1'.replace(/^- /m, '').replace(/^ {2}/gm, '')
  const manifests = {
    'web.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  ${spec}\n  containers:\n  - {name: main, image: "example.org/web:1"}\n  - {name: side, image: "example.org/side:1"}\n`,
  }
  const seen = tried({ container, manifests, scenario: AWAY('notFound') })
  expect(seen.last.containers.map(({ name, state }) => [name, state.is])).toEqual([
    ['main', 'waiting'],
    ['side', 'running'],
  ])
  expect(seen.last.phase).toBe('Pending')
})

const volume = (source: string, mount = ''): Report => ({
  spec: `volumes: [{name: audit, ${source}}]`,
  container: `volumeMounts: [{name: audit, mountPath: /data${mount}}]`,
})

it.each([
  ['File', '/etc/kubernetes/audit-policy.yaml', 'a file'],
  ['File', '/etc/kubernetes', 'a file'],
  ['Directory', '/nowhere', 'a directory'],
  ['DirectoryOrCreate', '/etc/hosts', 'a directory'],
  ['FileOrCreate', '/etc/kubernetes', 'a file'],
  ['Socket', '/run/nothing.sock', 'a socket file'],
  ['CharDevice', '/etc/hosts', 'a character device'],
  ['BlockDevice', '/dev/null', 'a block device'],
])('hostPath of type %s that is not so: %s', (type, path, words) => {
  for (const [kubernetes, late] of [
    [
      '1.9',
      /^FailedMount: Unable to mount volumes for pod "web-master-node_default\(UID\)": timeout expired waiting for volumes to attach\/mount for pod "default"\/"web-master-node"\. list of unattached\/unmounted volumes=\[audit\]$/,
    ],
    [
      '1.19',
      /^FailedMount: Unable to attach or mount volumes: unmounted volumes=\[audit\], unattached volumes=\[audit\]: timed out waiting for the condition$/,
    ],
    [
      '1.27',
      /^FailedMount: Unable to attach or mount volumes: unmounted volumes=\[audit\], unattached volumes=\[\], failed to process volumes=\[\]: timed out waiting for the condition$/,
    ],
    ['1.28', undefined],
    ['1.36', undefined],
  ] as const) {
    const seen = tried({ ...volume(`hostPath: {path: ${path}, type: ${type}}`), kubernetes, duration: '300s' })
    expect(seen.told[0]).toBe(
      `FailedMount: MountVolume.SetUp failed for volume "audit" : hostPath type check failed: ${path} is not ${words}`,
    )
    expect(seen.told.slice(1).map((told) => late?.test(told))).toEqual(late ? [true] : [])
    expect(seen.waits).toEqual(['ContainerCreating'])
    expect(seen.main?.restartCount).toBe(0)
    expect(seen.text).toMatch(/^No restart\. Container main waits for a volume, ContainerCreating: MountVolume/)
    expect(seen.lines('FailedMount')).toContain('spec.volumes[0].hostPath.type')
    neverRan(seen)
  }
})

it.each(['1.9', '1.37'])('runAsNonRoot with an image of root, or of a name, on %s', (kubernetes) => {
  const where = kubernetes === '1.37' ? ' (pod: "web-master-node_default(UID)", container: main)' : ''
  const of = (user: string | number, context = 'runAsNonRoot: true', spec = '') =>
    tried({ kubernetes, spec, container: `securityContext: {${context}}`, scenario: { images: { 'example.org/web:1': { user } } } })
  for (const [user, context, message] of [
    ['root', 'runAsNonRoot: true', 'container has runAsNonRoot and image will run as root'],
    [0, 'runAsNonRoot: true', 'container has runAsNonRoot and image will run as root'],
    ['nobody', 'runAsNonRoot: true', 'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root'],
    [1000, 'runAsNonRoot: true, runAsUser: 0', "container's runAsUser breaks non-root policy"],
  ] as const) {
    const seen = of(user, context)
    expect(seen.told).toContain(`Failed: Error: ${message}${where}`)
    expect(seen.waits).toEqual(['ContainerCreating', 'CreateContainerConfigError'])
    expect(seen.main?.restartCount).toBe(0)
    expect(seen.lines('Failed')).toContain('spec.containers[0].securityContext.runAsNonRoot')
    neverRan(seen)
  }
  for (const good of [
    of(1000),
    of('root', 'runAsNonRoot: true, runAsUser: 1000'),
    of('root', 'runAsNonRoot: false', 'securityContext: {runAsNonRoot: true}'),
  ])
    expect(good.main?.state.is).toBe('running')
})

const ENV = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password}}}]'

it.each<[string, string, string]>([
  ['1.9', ENV, 'secrets "db" not found'],
  ['1.33', ENV, 'secret "db" not found'],
  ['1.33', 'env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]', 'configmap "c" not found'],
  ['1.33', 'envFrom: [{secretRef: {name: db}}]', 'secret "db" not found'],
])('on %s a variable from what is not there: %s', (kubernetes, container, message) => {
  const seen = tried({ kubernetes, container })
  expect(seen.told).toContain(`Failed: Error: ${message}`)
  expect(seen.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'CreateContainerConfigError', message } })
  expect(seen.lines('Failed').some((path) => path.startsWith('spec.containers[0].env'))).toBe(true)
  neverRan(seen)
})

it.each([
  ['1.9', 'secret: {secretName: db}', 'secrets "db" not found'],
  ['1.33', 'configMap: {name: c}', 'configmap "c" not found'],
  ['1.33', 'projected: {sources: [{secret: {name: db}}]}', 'secret "db" not found'],
])('on %s a volume of what is not there: %s', (kubernetes, source, text) => {
  const seen = tried({ kubernetes, ...volume(source) })
  expect(seen.told[0]).toBe(`FailedMount: MountVolume.SetUp failed for volume "audit" : ${text}`)
  expect(seen.main).toMatchObject({ restartCount: 0, state: { is: 'waiting', reason: 'ContainerCreating' } })
  neverRan(seen)
})

it.each([
  ['an optional variable', 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: p, optional: true}}}]', ''],
  ['an optional source', 'envFrom: [{configMapRef: {name: c, optional: true}}]', ''],
  ['an optional volume', 'volumeMounts: [{name: v, mountPath: /v}]', 'volumes: [{name: v, secret: {secretName: db, optional: true}}]'],
])('%s is not missed', (_, container, spec) => {
  expect(tried({ kubernetes: '1.33', container, spec }).main?.state.is).toBe('running')
})

it.each([
  [
    '1.9',
    [],
    'Unable to retrieve pull secret default/reg for default/web-master-node due to secrets "reg" not found.  The image pull may not succeed.',
  ],
  ['1.24', [], 'pod="default/web-master-node" secret="" err="secret \\"reg\\" not found"'],
  [
    '1.33',
    [
      'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (reg, other); attempting to pull the image may not succeed.',
    ],
    'err="secret \\"other\\" not found"',
  ],
])('on %s pull secrets that are missing are only told of, and the image is pulled without them', (kubernetes, events, line) => {
  const seen = tried({ kubernetes, spec: 'imagePullSecrets: [{name: reg}, {name: ""}, {name: other}]' })
  expect(seen.told.filter((text) => text.startsWith('FailedToRetrieve'))).toEqual(events)
  expect(seen.trace.some((e) => e.kind === 'log' && e.source === 'kubelet' && e.text.includes(line))).toBe(true)
  expect(seen.main).toMatchObject({ restartCount: 0, state: { is: 'running' } })
})

it('pull secrets that are missing are told of with each sync, one that finds nothing else to do among them', () => {
  const seen = tried({ kubernetes: '1.33', spec: 'imagePullSecrets: [{name: reg}]', scenario: { duration: '10m' } })
  const times = seen.trace.filter((e) => e.kind === 'event' && e.reason === 'FailedToRetrieveImagePullSecret').map((e) => e.t)
  // the first ones as it starts, then one every 60 to 90 s
  expect(times.filter((t) => t > 60).length).toBeGreaterThanOrEqual(6)
})

it('a pull secret that is there is not spoken of', () => {
  const seen = tried({
    kubernetes: '1.33',
    spec: 'imagePullSecrets: [{name: reg}]',
    scenario: {
      files: { '/root/reg.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: reg, namespace: default}\ntype: Opaque\n' },
      cluster: { objects: ['/root/reg.yaml'] },
    },
  })
  expect(seen.told.filter((text) => text.startsWith('FailedToRetrieve'))).toEqual([])
})

it('from 1.34 on a static pod may not name them at all', () => {
  const seen = tried({ kubernetes: '1.34', container: ENV })
  expect(seen.trace.some((e) => e.kind === 'status')).toBe(false)
  expect(problemsOf(seen.inputs).problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('static pods may not reference secrets'),
  )
})

it('a subPath of a volume that is a file', () => {
  const seen = tried(volume('hostPath: {path: /etc/hosts, type: File}', ', subPath: hosts'))
  expect(seen.told).toContain('Failed: Error: failed to prepare subPath for volumeMount "audit" of container "main"')
  expect(seen.waits).toEqual(['ContainerCreating', 'CreateContainerConfigError'])
  expect(seen.lines('Failed')).toContain('spec.containers[0].volumeMounts[0].subPath')
})

it.each([
  ['$(A)', '1'],
  ['$$(A)', '$(A)'],
  ['$(B)', '$(B)'],
  ['$(HOST)', '192.168.1.100'],
  ['$(NODE)', 'master-node'],
  ['$(POD)', '192.168.1.100'],
  ['$(TWICE)', '1-$(B)'],
])('%s in a command is %s', (word, is) => {
  const field = (name: string, path: string) => `{name: ${name}, valueFrom: {fieldRef: {fieldPath: ${path}}}}`
  const env = `env: [{name: A, value: "1"}, {name: TWICE, value: "$(A)-$(B)"}, ${field('HOST', 'status.hostIP')}, ${field('NODE', 'spec.nodeName')}, ${field('POD', 'status.podIP')}]`
  const seen = tried({
    spec: 'hostNetwork: true',
    container: `command: ["${word}"]\n${env}`,
    scenario: { images: { 'example.org/web:1': { programs: ['/nothing'] } } },
  })
  expect(seen.told).toContain(`Failed: Error: ${CONTAINERD(`exec: "${is}": executable file not found in $PATH`)}`)
})

it.each([
  ['1.9', 'PodFitsHostPorts', 'Predicate PodFitsHostPorts failed'],
  ['1.17', 'PodFitsHostPorts', 'Predicate PodFitsHostPorts failed'],
  ['1.18', 'NodePorts', 'Predicate NodePorts failed'],
  ['1.30', 'NodePorts', 'Predicate NodePorts failed'],
  ['1.37', 'NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
])('on %s a host port that another pod holds', (kubernetes, reason, message) => {
  const first =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: first}\nspec: {hostNetwork: true, containers: [{name: a, image: x:1, ports: [{containerPort: 8080}]}]}\n'
  const web = (port: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: x:1, ports: [${port}]}]}\n`
  const clash = (port: string) => tried({ kubernetes, manifests: { 'a.yaml': first, 'web.yaml': web(port) } })
  const seen = clash('{containerPort: 80, hostPort: 8080}')
  const status = seen.trace.findLast((e) => e.kind === 'status' && e.pod === 'web')
  expect(status).toMatchObject({ phase: 'Failed', reason, containers: [] })
  expect(seen.told).toContain(`${reason}: ${message}`)
  expect(seen.trace.filter((e) => e.kind === 'process' && e.pod === 'web')).toEqual([])
  expect(seen.text).toContain(`The kubelet has rejected web for good, ${reason}: host port 8080 is held by the pod first`)
  const free = clash('{containerPort: 80, hostPort: 8081}').trace.findLast((e) => e.kind === 'status' && e.pod === 'web')
  expect(free).toMatchObject({ phase: 'Running' })
})

it.each([
  ['1.32', 'Running'],
  ['1.33', 'Failed'],
])('on %s a host port of a side-car is one that another pod may not have: %s', (kubernetes, phase) => {
  const first =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: first}\nspec:\n  initContainers: [{name: side, image: "s:1", restartPolicy: Always, ports: [{containerPort: 80, hostPort: 8080}]}]\n  containers: [{name: a, image: "x:1"}]\n'
  const web =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "x:1", ports: [{containerPort: 80, hostPort: 8080}]}]}\n'
  const seen = tried({ kubernetes, manifests: { 'a.yaml': first, 'web.yaml': web } })
  expect(seen.trace.findLast((e) => e.kind === 'status' && e.pod === 'web')).toMatchObject({ phase })
})

it('a host port of an init container that ends is nobody’s for long', () => {
  const pod = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  initContainers: [{name: first, image: "s:1", ports: [{containerPort: 80, hostPort: 8080}]}]\n  containers: [{name: main, image: "x:1"}]\n`
  const seen = tried({ manifests: { 'a.yaml': pod('a'), 'web.yaml': pod('web') } })
  expect(seen.trace.some((e) => e.kind === 'status' && e.phase === 'Failed')).toBe(false)
})
