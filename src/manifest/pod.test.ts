import { expect, it } from 'vitest'
import { releaseOf } from '../sim/release/release.ts'
import { podUid } from './pod.ts'
import { readManifest } from './parse.ts'
import { placedContainers } from './types.ts'

const file = '/etc/kubernetes/manifests/x.yaml'
const read = (text: string, release = '1.37') => readManifest(text, { file, nodeName: 'master', release: releaseOf(release) })
/** A pod of one container, with more fields of the two. */
const podOf = (spec: string, main = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {${spec}${spec && ', '}containers: [{name: main, image: "example.org/web:1"${main && ', '}${main}}]}\n`

it('a pod is to the simulator what it says in its fields', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: a, namespace: ns, uid: u, labels: {l: m}, annotations: {x: z}}
spec:
  restartPolicy: Never
  activeDeadlineSeconds: 9
  terminationGracePeriodSeconds: 8
  hostNetwork: true
  serviceAccountName: sa
  imagePullSecrets: [{name: p}, {}]
  securityContext: {runAsNonRoot: true, runAsUser: 7}
  volumes:
  - {name: h, hostPath: {path: /h, type: Directory}}
  - {name: e, emptyDir: {}}
  - {name: s, secret: {secretName: sec, optional: true, defaultMode: 256, items: [{key: k, path: p, mode: 128}, {key: l, path: q}]}}
  - {name: c, configMap: {name: cm}}
  - {name: j, projected: {defaultMode: 64, sources: [{secret: {name: ps}}, {downwardAPI: {items: []}}, {configMap: {name: pc, optional: true}}]}}
  initContainers:
  - {name: i, image: i:1, restartPolicy: Always}
  containers:
  - name: m
    image: m
    imagePullPolicy: Never
    command: [c, d]
    args: [e]
    stdin: true
    ports: [{name: web, containerPort: 80, hostPort: 80, hostIP: 1.2.3.4, protocol: UDP}]
    env:
    - {name: A, value: b}
    - {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - {name: C, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}
    - {name: D, valueFrom: {configMapKeyRef: {name: c, key: k}}}
    envFrom: [{prefix: P, secretRef: {name: s, optional: true}}, {configMapRef: {name: c}}]
    volumeMounts: [{name: h, mountPath: /m, readOnly: true, subPath: s}]
    resources: {limits: {memory: 1Ki}}
    securityContext: {runAsNonRoot: false, runAsUser: 0, readOnlyRootFilesystem: true}
    restartPolicy: Always
    restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1, 2]}}, {action: Restart, exitCodes: {operator: NotIn, values: [3]}}]
    livenessProbe: {httpGet: {host: h, path: /p, port: web, scheme: HTTPS, httpHeaders: [{name: X, value: v}]}, initialDelaySeconds: 1, timeoutSeconds: 2, periodSeconds: 3, successThreshold: 1, failureThreshold: 4, terminationGracePeriodSeconds: 5}
    readinessProbe: {grpc: {port: 81, service: s, mode: TLS}, successThreshold: 6}
    startupProbe: {tcpSocket: {host: h, port: 82}}
    lifecycle: {preStop: {sleep: {seconds: 3}}, postStart: {exec: {command: [x, z]}}}
`
  const release = { ...releaseOf('1.37'), refusesApiReferences: false }
  const { pod, error } = readManifest(text, { file, nodeName: 'master', release, gates: { http2: true, grpcTls: true, restartAll: true } })
  expect(error).toBeUndefined()
  const { metadata, spec } = pod!
  expect(metadata).toEqual({ name: 'a', namespace: 'ns', uid: 'u', labels: { l: 'm' }, annotations: { x: 'z' } })
  const { containers, initContainers, volumes, ...rest } = spec
  expect(rest).toEqual({
    restartPolicy: 'Never',
    activeDeadlineSeconds: 9,
    terminationGracePeriodSeconds: 8,
    hostNetwork: true,
    securityContext: { runAsNonRoot: true, runAsUser: 7 },
    serviceAccountName: 'sa',
    imagePullSecrets: ['p'],
  })
  expect(initContainers).toEqual([
    {
      name: 'i',
      image: 'i:1',
      imagePullPolicy: 'IfNotPresent',
      command: [],
      args: [],
      ports: [],
      env: [],
      envFrom: [],
      volumeMounts: [],
      securityContext: {},
      restartPolicy: 'Always',
      ownRestarts: { policy: 'Always', rules: [] },
    },
  ])
  expect(containers).toEqual([
    {
      name: 'm',
      image: 'm',
      imagePullPolicy: 'Never',
      command: ['c', 'd'],
      args: ['e'],
      ports: [{ name: 'web', containerPort: 80, hostPort: 80, hostIP: '1.2.3.4', protocol: 'UDP' }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'B', value: '', fieldPath: 'metadata.name' },
        { name: 'C', value: '', key: { kind: 'Secret', name: 's', key: 'k', optional: true } },
        { name: 'D', value: '', key: { kind: 'ConfigMap', name: 'c', key: 'k', optional: false } },
      ],
      envFrom: [
        { kind: 'Secret', name: 's', prefix: 'P', optional: true },
        { kind: 'ConfigMap', name: 'c', prefix: '', optional: false },
      ],
      volumeMounts: [{ name: 'h', mountPath: '/m', readOnly: true, subPath: 's' }],
      memoryLimit: 1024,
      stdin: true,
      securityContext: { runAsNonRoot: false, runAsUser: 0, readOnlyRootFilesystem: true },
      ownRestarts: {
        policy: 'Always',
        rules: [
          { isIn: true, codes: [1, 2], action: 'Restart' },
          { isIn: false, codes: [3], action: 'Restart' },
        ],
      },
      livenessProbe: {
        httpGet: { host: 'h', path: '/p', port: 'web', scheme: 'HTTPS', httpHeaders: [{ name: 'X', value: 'v' }] },
        initialDelaySeconds: 1,
        timeoutSeconds: 2,
        periodSeconds: 3,
        successThreshold: 1,
        failureThreshold: 4,
        terminationGracePeriodSeconds: 5,
      },
      readinessProbe: {
        grpc: { port: 81, service: 's', mode: 'TLS' },
        initialDelaySeconds: 0,
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 6,
        failureThreshold: 3,
      },
      startupProbe: {
        tcpSocket: { host: 'h', port: 82 },
        initialDelaySeconds: 0,
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      lifecycle: { preStop: { sleep: { seconds: 3 } }, postStart: { exec: { command: ['x', 'z'] } } },
    },
  ])
  expect(placedContainers(pod).map(({ container, path, isInit }) => [container.name, path, isInit])).toEqual([
    ['i', 'spec.initContainers[0]', true],
    ['m', 'spec.containers[0]', false],
  ])
  expect(volumes).toEqual([
    { name: 'h', hostPath: { path: '/h', type: 'Directory' }, references: [] },
    { name: 'e', isEmptyDir: true, references: [] },
    {
      name: 's',
      references: [
        {
          kind: 'Secret',
          name: 'sec',
          optional: true,
          items: [
            { key: 'k', path: 'p', mode: 128 },
            { key: 'l', path: 'q' },
          ],
          at: 'secret',
          mode: 256,
        },
      ],
    },
    { name: 'c', references: [{ kind: 'ConfigMap', name: 'cm', optional: false, at: 'configMap', mode: 420 }] },
    {
      name: 'j',
      references: [
        { kind: 'Secret', name: 'ps', optional: false, at: 'projected.sources[0].secret', mode: 64 },
        { kind: 'ConfigMap', name: 'pc', optional: true, at: 'projected.sources[2].configMap', mode: 64 },
      ],
    },
  ])
})

it.each([
  [
    'livenessProbe',
    'httpGet: {port: 80, protocol: HTTP2}',
    { httpGet: { host: '', path: '/', port: 80, scheme: 'HTTP', httpHeaders: [], protocol: 'HTTP2' } },
  ],
  ['livenessProbe', 'grpc: {port: 80}', { grpc: { port: 80, service: '' } }],
  ['livenessProbe', 'exec: {command: [a, b]}', { exec: { command: ['a', 'b'] } }],
])('a %s of %s', (name, handler, expected) => {
  const release = releaseOf('1.37')
  const gates = { http2: true, grpcTls: false, restartAll: true }
  const { pod } = readManifest(podOf('', `${name}: {${handler}}`), { file, nodeName: 'master', release, gates })
  const { initialDelaySeconds, timeoutSeconds, periodSeconds, successThreshold, failureThreshold, ...own } =
    pod!.spec.containers[0]!.livenessProbe!
  expect([initialDelaySeconds, timeoutSeconds, periodSeconds, successThreshold, failureThreshold]).toEqual([0, 1, 10, 1, 3])
  expect(own).toEqual(expected)
})

it.each([
  ['limits: {memory: 1.5Gi}', 1_610_612_736],
  ['limits: {memory: 7}', 7],
  ['limits: {memory: 0}', undefined],
  ['limits: {cpu: 1}', undefined],
  ['requests: {memory: 7}', undefined],
])('with %s a container may have %s bytes', (resources, bytes) => {
  expect(read(podOf('', `resources: {${resources}}`)).pod!.spec.containers[0]!.memoryLimit).toBe(bytes)
})

// pkg/apis/core/v1/defaults.go: the UID is a hash of all fields, and the same where one is written as it is by default
it.each<[string, string, string?, string?]>([
  ['dnsPolicy: ClusterFirst', ''],
  ['restartPolicy: Always', ''],
  ['restartPolicy: ""', ''],
  ['terminationGracePeriodSeconds: 30', ''],
  ['schedulerName: default-scheduler', ''],
  ['securityContext: {}', ''],
  ['enableServiceLinks: true', ''],
  ['hostNetwork: false', ''],
  ['serviceAccount: a, serviceAccountName: a', 'serviceAccount: a'],
  ['volumes: [{name: v, emptyDir: {}}]', 'volumes: [{name: v}]'],
  ['volumes: [{name: v, hostPath: {path: /x, type: ""}}]', 'volumes: [{name: v, hostPath: {path: /x}}]'],
  ['volumes: [{name: v, secret: {secretName: s, defaultMode: 420}}]', 'volumes: [{name: v, secret: {secretName: s}}]'],
  ['volumes: [{name: v, configMap: {name: c, defaultMode: 420}}]', 'volumes: [{name: v, configMap: {name: c}}]'],
  [
    'volumes: [{name: v, downwardAPI: {defaultMode: 420, items: [{path: p, fieldRef: {apiVersion: v1, fieldPath: metadata.uid}}]}}]',
    'volumes: [{name: v, downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.uid}}]}}]',
  ],
  [
    'serviceAccountName: a, volumes: [{name: v, projected: {defaultMode: 420, sources: [{serviceAccountToken: {path: t, expirationSeconds: 3600}}]}}]',
    'serviceAccountName: a, volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]',
  ],
  [
    'volumes: [{name: v, projected: {sources: [{downwardAPI: {items: [{path: p, fieldRef: {apiVersion: v1, fieldPath: metadata.uid}}]}}]}}]',
    'volumes: [{name: v, projected: {sources: [{downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.uid}}]}}]}}]',
  ],
  ['initContainers: [{name: i, image: j, imagePullPolicy: Always}]', 'initContainers: [{name: i, image: j}]'],
  ['', '', 'terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File, imagePullPolicy: IfNotPresent', ''],
  ['', '', 'image: "a:latest", imagePullPolicy: Always', 'image: "a:latest"'],
  ['', '', 'image: a, imagePullPolicy: Always', 'image: a'],
  ['', '', 'image: "a:5000/b", imagePullPolicy: Always', 'image: "a:5000/b"'],
  ['', '', 'image: "a:1", imagePullPolicy: IfNotPresent', 'image: "a:1"'],
  ['', '', 'image: "a:latest@sha256:b", imagePullPolicy: Always', 'image: "a:latest@sha256:b"'],
  ['', '', 'image: "a:1@sha256:b", imagePullPolicy: IfNotPresent', 'image: "a:1@sha256:b"'],
  [
    'volumes: [{name: v, image: {reference: "a:1", pullPolicy: IfNotPresent}}, {name: w, image: {reference: a, pullPolicy: Always}}]',
    'volumes: [{name: v, image: {reference: "a:1"}}, {name: w, image: {reference: a}}]',
  ],
  ['', '', 'image: "a@sha256:b", imagePullPolicy: IfNotPresent', 'image: "a@sha256:b"'],
  ['', '', 'ports: [{containerPort: 80, protocol: TCP}]', 'ports: [{containerPort: 80}]'],
  ['hostNetwork: true', 'hostNetwork: true', 'ports: [{containerPort: 80, hostPort: 80}]', 'ports: [{containerPort: 80}]'],
  [
    '',
    '',
    'env: [{name: A, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}]',
    'env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]',
  ],
  ['', '', 'resources: {limits: {cpu: 1}, requests: {cpu: 1, memory: 2}}', 'resources: {limits: {cpu: 1}, requests: {memory: 2}}'],
  ['', '', 'resources: {limits: {cpu: 1}, requests: {cpu: 1}}', 'resources: {limits: {cpu: 1}}'],
  [
    '',
    '',
    'livenessProbe: {exec: {command: [a]}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3}',
    'livenessProbe: {exec: {command: [a]}}',
  ],
  ['', '', 'readinessProbe: {httpGet: {port: 1, path: /, scheme: HTTP}}', 'readinessProbe: {httpGet: {port: 1}}'],
  ['', '', 'startupProbe: {grpc: {port: 1, service: ""}, periodSeconds: 10}', 'startupProbe: {grpc: {port: 1}}'],
  ['', '', 'lifecycle: {preStop: {httpGet: {port: 1, path: /, scheme: HTTP}}}', 'lifecycle: {preStop: {httpGet: {port: 1}}}'],
  ['', '', 'lifecycle: {postStart: {httpGet: {port: 1, path: /, scheme: HTTP}}}', 'lifecycle: {postStart: {httpGet: {port: 1}}}'],
])('a pod with %s is the same as with %s (%s, %s)', (written, left, main = '', leftOfMain = '') => {
  const uid = (spec: string, more: string): string => {
    const text = podOf(spec, more.replace(/image: ("[^"]*"|a),?/, '')).replace(
      '"example.org/web:1"',
      () => /image: ("[^"]*"|a)/.exec(more)?.[1] ?? '"example.org/web:1"',
    )
    const { pod, error } = read(text, '1.28')
    return pod ? podUid(pod, { file, nodeName: 'master', release: releaseOf('1.28') }) : error!
  }
  expect(uid(written, main)).toMatch(/^[0-9a-f]{32}$/)
  expect(uid(written, main)).toBe(uid(left, leftOfMain))
})

it.each([
  ['dnsPolicy: Default', ''],
  ['terminationGracePeriodSeconds: 0', ''],
  ['enableServiceLinks: false', ''],
  ['hostNetwork: true', ''],
  ['', 'imagePullPolicy: Always'],
  ['', 'ports: [{containerPort: 80, hostPort: 80}]'],
  ['', 'readinessProbe: {exec: {command: [a]}, initialDelaySeconds: 1}'],
])('a pod with %s%s is another', (spec, main) => {
  const uid = (text: string) => podUid(read(text).pod!, { file, nodeName: 'master', release: releaseOf('1.37') })
  const other = main.replace(/, hostPort: 80|, initialDelaySeconds: 1/, '')
  expect(uid(podOf(spec, main))).not.toBe(uid(podOf('', other === main ? '' : other)))
})

// pkg/api/pod/util.go, HasAPIObjectReference: the first that is found, and where
it.each<[string, string, string, string?]>([
  ['serviceAccountName: s, imagePullSecrets: [{name: s}]', 'serviceaccounts', 'serviceAccountName'],
  ['serviceAccount: s', 'serviceaccounts', 'serviceAccountName'],
  ['imagePullSecrets: [{}, {name: s}]', 'secrets', 'imagePullSecrets'],
  ['resourceClaims: [{name: r, resourceClaimName: c}]', 'resourceclaims', 'resourceClaims'],
  ['', 'secrets', 'containers[0].envFrom[1]', 'envFrom: [{configMapRef: {name: c}}, {secretRef: {name: s}}]'],
  ['', 'configmaps', 'containers[0].envFrom[0]', 'envFrom: [{configMapRef: {name: c}}]'],
  ['', 'secrets', 'containers[0].env[1].valueFrom', 'env: [{name: A}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]'],
  ['', 'configmaps', 'containers[0].env[0].valueFrom', 'env: [{name: B, valueFrom: {configMapKeyRef: {name: s, key: k}}}]'],
  [
    'initContainers: [{name: i, image: i}, {name: j, image: i, envFrom: [{secretRef: {name: s}}]}]',
    'secrets',
    'initContainers[1].envFrom[0]',
  ],
  [
    'volumes: [{name: v, secret: {secretName: s}}]',
    'secrets',
    'volumes[0].secret',
    'env: [{name: B, valueFrom: {configMapKeyRef: {name: s, key: k}}}]',
  ],
  ...(
    [
      ['secret: {secretName: s}', 'secrets', 'secret'],
      ['configMap: {name: c}', 'configmaps', 'configMap'],
      ['projected: {sources: [{downwardAPI: {items: []}}, {secret: {name: s}}]}', 'secrets', 'projected.sources[1].secret'],
      ['projected: {sources: [{configMap: {name: c}}]}', 'configmaps', 'projected.sources[0].configMap'],
      ['projected: {sources: [{configMap: {name: c}}, {secret: {name: s}}]}', 'secrets', 'projected.sources[1].secret'],
      ['projected: {sources: [{clusterTrustBundle: {path: p}}]}', 'clustertrustbundles', 'projected.sources[0].clusterTrustBundle'],
      [
        'projected: {sources: [{downwardAPI: {}}, {podCertificate: {keyType: k}}]}',
        'podcertificates',
        'projected.sources[1].podCertificate',
      ],
      ['ephemeral: {volumeClaimTemplate: {}}', 'persistentvolumeclaims (via ephemeral volumes)', 'ephemeral'],
      ['persistentVolumeClaim: {claimName: c}', 'persistentvolumeclaims', 'persistentVolumeClaim'],
      ['glusterfs: {endpoints: e, path: p}', 'endpoints (via glusterFS volumes)', 'glusterfs'],
      ['csi: {driver: d}', 'csidrivers (via CSI volumes)', 'csi'],
      ['csi: {driver: d, nodePublishSecretRef: {name: s}}', 'secrets', 'csi.nodePublishSecretRef.name'],
      ['cephfs: {monitors: [m], secretRef: {name: s}}', 'secrets', 'cephfs.secretRef.name'],
      ['azureFile: {secretName: s, shareName: t}', 'secrets', 'azureFile.secretName'],
      ['scaleIO: {gateway: g, system: s, volumeName: v, secretRef: {name: s}}', 'secrets', 'scaleIO.secretRef.name'],
    ] as const
  ).map(([volume, resource, at]): [string, string, string] => [
    `volumes: [{name: u, emptyDir: {}}, {name: v, ${volume}}]`,
    resource,
    `volumes[1].${at}`,
  ]),
])('since 1.34 a static pod with %s may not reference %s, at %s', (spec, resource, at, main = '') => {
  const { error, diagnostics } = read(podOf(spec, main))
  expect(error).toBe(`can't process config file "${file}": static pods may not reference ${resource}`)
  expect(diagnostics.find(({ severity }) => severity === 'error')?.path).toBe(`spec.${at}`)
  expect(read(podOf(spec, main), '1.33').error ?? '').not.toContain('may not reference')
})

it.each([
  'imagePullSecrets: [{}]',
  'volumes: [{name: v, cephfs: {monitors: [m], secretRef: {}}}]',
  'volumes: [{name: v, downwardAPI: {items: []}}]',
])('%s refers to nothing', (spec) => expect(read(podOf(spec)).error).toBeUndefined())

it('more than a kubelet reads of a file is not even looked at', () => {
  expect(read('#'.repeat(10 * 1024 * 1024)).error).toMatch(/: the read limit is reached$/)
  expect(read('#'.repeat(10 * 1024 * 1024 - 1)).error).not.toContain('limit')
})

it('what has been read is kept within four million characters, that which was asked for last the longest', () => {
  const long = (name: string): string => `${podOf('')}# ${name.repeat(1_500_000)}`
  const first = read(podOf(''))
  expect(read(podOf(''))).toBe(first)
  read(long('a'))
  read(long('b'))
  expect(read(podOf(''))).toBe(first)
  const last = read(long('c'))
  expect(read(podOf(''))).toBe(first)
  expect(read(long('c'))).toBe(last)
  read(long('d'))
  read(long('e'))
  expect(read(podOf(''))).not.toBe(first)
  expect(read(podOf(''))).toBe(read(podOf('')))
})

it.each<[string, { isIn: boolean; codes: number[] }]>([
  ['{operator: NotIn, values: [0]}', { isIn: false, codes: [0] }],
  ['{operator: In, values: [0, 3]}', { isIn: true, codes: [0, 3] }],
])('a rule of the exit codes %s has each of them', (codes, rule) => {
  const { pod, error } = read(podOf('', `restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: ${codes}}]`))
  expect(error).toBeUndefined()
  expect(pod!.spec.containers[0]!.ownRestarts!.rules).toEqual([{ ...rule, action: 'Restart' }])
})
