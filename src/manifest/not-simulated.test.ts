import { describe, expect, it } from 'vitest'
import { releaseOf } from '../sim/release/release.ts'
import { readManifest } from './parse.ts'
import { structOf } from './schema.ts'

/**
 * Every field of these structs is in one of three lists: a rule of the model reads it; it cannot change when a container of a static
 * pod starts, restarts, is ready or is reached; or the editor and the shell say that it is not simulated. A field that upstream adds has to be put into one.
 */
const FIELDS: Readonly<Record<string, { read: string; idle: string; said: string }>> = {
  PodSpec: {
    read: 'volumes initContainers containers restartPolicy activeDeadlineSeconds terminationGracePeriodSeconds hostNetwork securityContext serviceAccountName imagePullSecrets',
    // a static pod has its node; what the scheduler, the API alone or the program's own view of its name reads does not restart it
    idle: 'dnsPolicy serviceAccount automountServiceAccountToken nodeName hostIPC hostname subdomain schedulerName tolerations priority enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN hostUsers schedulingGates hostnameOverride workloadRef schedulingGroup evictionResponders',
    said: 'ephemeralContainers shareProcessNamespace hostPID dnsConfig hostAliases readinessGates resourceClaims os nodeSelector affinity runtimeClassName priorityClassName resources',
  },
  Container: {
    read: 'restartPolicyRules name image command args ports envFrom env volumeMounts livenessProbe readinessProbe startupProbe lifecycle imagePullPolicy securityContext restartPolicy',
    idle: 'workingDir resizePolicy terminationMessagePath terminationMessagePolicy stdin stdinOnce tty',
    said: 'resources volumeDevices',
  },
  PodSecurityContext: {
    read: 'runAsNonRoot',
    idle: 'seLinuxOptions supplementalGroupsPolicy fsGroupChangePolicy seLinuxChangePolicy',
    said: 'windowsOptions runAsUser runAsGroup supplementalGroups fsGroup sysctls seccompProfile appArmorProfile',
  },
  SecurityContext: {
    read: 'runAsNonRoot',
    idle: 'privileged seLinuxOptions allowPrivilegeEscalation procMount',
    said: 'capabilities windowsOptions runAsUser runAsGroup readOnlyRootFilesystem seccompProfile appArmorProfile',
  },
  Lifecycle: { read: 'postStart preStop', idle: '', said: 'stopSignal' },
  LifecycleHandler: { read: 'exec httpGet tcpSocket sleep', idle: '', said: '' },
  Probe: {
    read: 'exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds',
    idle: '',
    said: '',
  },
  HTTPGetAction: { read: 'path port host scheme httpHeaders protocol', idle: '', said: '' },
  GRPCAction: { read: 'port service mode', idle: '', said: '' },
  ContainerPort: { read: 'name hostPort containerPort protocol hostIP', idle: '', said: '' },
  VolumeMount: {
    read: 'name readOnly mountPath subPath',
    idle: 'recursiveReadOnly mountPropagation bindMountOptions',
    said: 'subPathExpr',
  },
  EnvVarSource: { read: 'fieldRef configMapKeyRef secretKeyRef', idle: '', said: 'resourceFieldRef fileKeyRef' },
  EmptyDirVolumeSource: { read: '', idle: 'medium mode', said: 'sizeLimit' },
  VolumeSource: {
    read: 'hostPath secret configMap projected',
    idle: 'emptyDir downwardAPI',
    said: 'gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker fc azureFile vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO storageos csi ephemeral image',
  },
  VolumeProjection: { read: 'secret configMap', idle: 'downwardAPI', said: 'serviceAccountToken clusterTrustBundle podCertificate' },
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')

it.each(Object.entries(FIELDS))('%s: each field is read, of no consequence, or said', (name, { read, idle, said }) => {
  const listed = [read, idle, said].flatMap(words)
  expect(listed.toSorted()).toEqual([...structOf(name).fields.keys()].toSorted())
})

interface Told {
  notes: string[]
  errors: string[]
}

/** A pod with more in its spec and in its container. */
function told(spec: string, container = '', metadata = ''): Told {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: web${metadata}}
spec:
  containers:
  - {name: main, image: a${container && `, ${container}`}}
${spec}
`
  const { diagnostics } = readManifest(text, { file: 'web.yaml', nodeName: 'node', release: releaseOf('1.37') })
  const of = (code: (code: string) => boolean) =>
    diagnostics.filter((diagnostic) => code(diagnostic.code)).map(({ path, message }) => `${path}: ${message}`)
  return { notes: of((code) => code === 'NOT_SIMULATED'), errors: of((code) => code !== 'NOT_SIMULATED') }
}

/** What has to be said, where. Some of these are refused as well, which is no reason to be silent. */
const SAID: readonly [spec: string, container: string, path: string, words: RegExp][] = [
  ['  ephemeralContainers: [{name: d, image: b}]', '', 'spec.ephemeralContainers', /an ephemeral container/],
  ['  shareProcessNamespace: true', '', 'spec.shareProcessNamespace', /SIGTERM/],
  ['  hostPID: true', '', 'spec.hostPID', /SIGTERM/],
  ['  dnsPolicy: None\n  dnsConfig: {nameservers: [1.1.1.1]}', '', 'spec.dnsConfig', /DNS/],
  ['  hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]', '', 'spec.hostAliases', /names within the pod/],
  ['  readinessGates: [{conditionType: x.y/z}]', '', 'spec.readinessGates', /taken for ready/],
  ['  resourceClaims: [{name: gpu, resourceClaimName: g}]', '', 'spec.resourceClaims', /a resource claim/],
  ['  os: {name: windows}', '', 'spec.os', /another operating system/],
  ['  nodeSelector: {disk: ssd}', '', 'spec.nodeSelector', /NodeAffinity/],
  [
    '  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}',
    '',
    'spec.affinity',
    /NodeAffinity/,
  ],
  ['  runtimeClassName: gvisor', '', 'spec.runtimeClassName', /no sandbox/],
  ['  priorityClassName: high', '', 'spec.priorityClassName', /no mirror pod/],
  ['  resources: {limits: {memory: 100Mi}}', '', 'spec.resources', /the pod as a whole/],
  ['  securityContext: {windowsOptions: {runAsUserName: x}}', '', 'spec.securityContext.windowsOptions', /operating system/],
  ['  securityContext: {runAsUser: 1000}', '', 'spec.securityContext.runAsUser', /whom a file belongs to/],
  ['  securityContext: {runAsGroup: 1000}', '', 'spec.securityContext.runAsGroup', /whom a file belongs to/],
  ['  securityContext: {supplementalGroups: [5]}', '', 'spec.securityContext.supplementalGroups', /whom a file belongs to/],
  ['  securityContext: {fsGroup: 1000}', '', 'spec.securityContext.fsGroup', /whom a file belongs to/],
  ['  securityContext: {sysctls: [{name: net.core.somaxconn, value: "1"}]}', '', 'spec.securityContext.sysctls', /SysctlForbidden/],
  [
    '  securityContext: {seccompProfile: {type: Localhost, localhostProfile: a.json}}',
    '',
    'spec.securityContext.seccompProfile',
    /seccomp profile/,
  ],
  [
    '  securityContext: {appArmorProfile: {type: Localhost, localhostProfile: a}}',
    '',
    'spec.securityContext.appArmorProfile',
    /AppArmor profile/,
  ],
  ['', 'securityContext: {capabilities: {drop: [ALL]}}', 'spec.containers[0].securityContext.capabilities', /may not do/],
  ['', 'securityContext: {windowsOptions: {runAsUserName: x}}', 'spec.containers[0].securityContext.windowsOptions', /operating system/],
  ['', 'securityContext: {runAsUser: 7}', 'spec.containers[0].securityContext.runAsUser', /whom a file belongs to/],
  ['', 'securityContext: {runAsGroup: 7}', 'spec.containers[0].securityContext.runAsGroup', /whom a file belongs to/],
  ['', 'securityContext: {readOnlyRootFilesystem: true}', 'spec.containers[0].securityContext.readOnlyRootFilesystem', /cannot write/],
  [
    '',
    'securityContext: {seccompProfile: {type: Localhost, localhostProfile: a}}',
    'spec.containers[0].securityContext.seccompProfile',
    /seccomp/,
  ],
  [
    '',
    'securityContext: {appArmorProfile: {type: Localhost, localhostProfile: a}}',
    'spec.containers[0].securityContext.appArmorProfile',
    /AppArmor/,
  ],
  ['', 'resources: {limits: {cpu: 10m}}', 'spec.containers[0].resources', /too much CPU/],
  ['  hostUsers: false', '', 'spec.hostUsers', /users of its own/],
  ['', 'workingDir: relative', 'spec.containers[0].workingDir', /does not begin with \//],
  ['', 'resources: {limits: {ephemeral-storage: 1Gi}}', 'spec.containers[0].resources', /too much on the disk/],
  ['', 'resources: {limits: {nvidia.com/gpu: 1}}', 'spec.containers[0].resources', /such a device/],
  [
    '  volumes: [{name: v, emptyDir: {}}]',
    'volumeDevices: [{name: v, devicePath: /dev/x}]',
    'spec.containers[0].volumeDevices',
    /a block device/,
  ],
  ['  os: {name: linux}', 'lifecycle: {stopSignal: SIGQUIT}', 'spec.containers[0].lifecycle.stopSignal', /onTerm/],
  [
    '  volumes: [{name: v, emptyDir: {}}]',
    'env: [{name: P, value: a}], volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(P)}]',
    'spec.containers[0].volumeMounts[0].subPathExpr',
    /made of variables/,
  ],
  [
    '',
    'env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]',
    'spec.containers[0].env[0].valueFrom.resourceFieldRef',
    /empty here/,
  ],
  [
    '  volumes: [{name: v, emptyDir: {}}]',
    'env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: a, key: k}}}]',
    'spec.containers[0].env[0].valueFrom.fileKeyRef',
    /empty here/,
  ],
  ['  volumes: [{name: v, emptyDir: {sizeLimit: 1Mi}}]', '', 'spec.volumes[0].emptyDir.sizeLimit', /evicted/],
  ...words(FIELDS['VolumeSource']!.said).map(
    (source) =>
      [`  volumes: [{name: v, ${source}: {}}]`, '', `spec.volumes[0].${source}`, /can be mounted/] as [string, string, string, RegExp],
  ),
  ...words(FIELDS['VolumeProjection']!.said).map(
    (source) =>
      [
        `  volumes: [{name: v, projected: {sources: [{${source}: {}}]}}]`,
        '',
        `spec.volumes[0].projected.sources[0].${source}`,
        /such a source/,
      ] as [string, string, string, RegExp],
  ),
]

describe('what is not simulated is said at its field', () => {
  it.each(SAID)('%s %s', (spec, container, path, says) => {
    const { notes } = told(spec, container)
    expect(notes.filter((note) => note.startsWith(`${path}: `) && says.test(note))).toHaveLength(1)
    expect(notes.every((note) => note.includes('not simulated'))).toBe(true)
  })

  it('covers all that the lists above say is said', () => {
    const paths = SAID.map(([, , path]) => path)
    for (const [struct, { said }] of Object.entries(FIELDS))
      for (const field of words(said))
        expect(
          paths.some((path) => path.endsWith(`.${field}`)),
          `${struct}.${field}`,
        ).toBe(true)
  })

  it('by an annotation, too', () => {
    const annotated = (text: string) => told('', '', `, annotations: {${text}}`).notes
    expect(annotated('container.apparmor.security.beta.kubernetes.io/main: localhost/mine')).toHaveLength(1)
    expect(annotated('container.apparmor.security.beta.kubernetes.io/main: runtime/default')).toEqual([])
  })
})

it.each([
  ['  tolerations: [{operator: Exists}]', ''],
  [
    '  affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {a: b}}}]}}',
    '',
  ],
  [
    '  topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]',
    '',
  ],
  ['  os: {name: linux}', ''],
  ['  hostAliases: []\n  nodeSelector: {}\n  affinity: {}\n  priorityClassName: ""\n  securityContext: {supplementalGroups: []}', ''],
  ['  affinity: {nodeAffinity: {}}\n  resources: {limits: {}}', 'workingDir: "", volumeDevices: [], securityContext: {capabilities: {}}'],
  ['', 'securityContext: {capabilities: {drop: []}}'],
  ['  dnsPolicy: Default', ''],
  ['  shareProcessNamespace: false', ''],
  ['  priorityClassName: system-node-critical', ''],
  ['  securityContext: {seccompProfile: {type: RuntimeDefault}, runAsNonRoot: false}', ''],
  [
    '  hostname: a\n  subdomain: b\n  enableServiceLinks: false\n  hostIPC: true\n  schedulerName: mine\n  automountServiceAccountToken: false',
    '',
  ],
  ['  initContainers: [{name: side, image: b, restartPolicy: Always}]', ''],
  ['', 'resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]'],
  ['', 'resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}'],
  ['', 'lifecycle: {preStop: {sleep: {seconds: 5}}, postStart: {exec: {command: [a]}}}'],
  ['', 'livenessProbe: {grpc: {port: 9000, service: x}, terminationGracePeriodSeconds: 5}'],
  [
    '',
    'securityContext: {privileged: true, allowPrivilegeEscalation: true, capabilities: {add: [NET_ADMIN]}, readOnlyRootFilesystem: false}',
  ],
  ['', 'tty: true, stdin: true, stdinOnce: true, workingDir: /x, terminationMessagePolicy: FallbackToLogsOnError'],
  [
    '  volumes: [{name: v, emptyDir: {medium: Memory}}]',
    'volumeMounts: [{name: v, mountPath: /v, readOnly: true, recursiveReadOnly: Enabled}]',
  ],
  ['  volumes: [{name: v, downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.name}}]}}]', ''],
])('and nothing where it is simulated, or cannot matter: %s %s', (spec, container) => {
  expect(told(spec, container)).toEqual({ notes: [], errors: [] })
})
