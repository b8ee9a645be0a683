import { isList, isObject } from './go/go-json.ts'
import { parseQuantity } from './quantity.ts'
import { type Tree, child, children, text } from './tree.ts'
import type { Json } from './yaml/resolve.ts'

/** A field that the model leaves out, and what that means here. */
export interface Note {
  path: string
  message: string
}

/** What the one node of a cluster has, as `kubectl describe node` tells it. */
export const NODE_CPU_MILLI = 2000
export const NODE_MEMORY_KI = 4_028_352

/** What follows the field's name; undefined where that value is of no consequence. */
type Says = (value: Json, of: Tree) => string | undefined

/** A sentence for each of these fields, and for no other. */
type SaysOf<T extends readonly string[]> = Readonly<Record<T[number], Says>>

const always =
  (sentence: string): Says =>
  () =>
    sentence
const whenTrue =
  (sentence: string): Says =>
  (value) =>
    value === true ? sentence : undefined
const whenAny =
  (sentence: string): Says =>
  (value) =>
    (isList(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0) ? sentence : undefined

const NOT_FIRST =
  'in which a program is not the first process, is not simulated: one that does not hear SIGTERM here, as a first process, would end by it.'
const OWNERS = 'whom a file belongs to is not simulated: each can be read and written by everybody.'
const WINDOWS = 'another operating system is not simulated.'
const localhostOnly =
  (what: string): Says =>
  (value) =>
    isObject(value) && text(value as Tree, 'type') === 'Localhost'
      ? `whether the node has that ${what} profile is not simulated: no container starts without it.`
      : undefined

const SPEC = [
  'ephemeralContainers',
  'shareProcessNamespace',
  'hostPID',
  'hostUsers',
  'dnsConfig',
  'hostAliases',
  'readinessGates',
  'resourceClaims',
  'os',
  'nodeSelector',
  'affinity',
  'runtimeClassName',
  'priorityClassName',
  'resources',
] as const

function ofSpec(): SaysOf<typeof SPEC> {
  return {
    ephemeralContainers: always('an ephemeral container is not simulated.'),
    shareProcessNamespace: whenTrue(`a process namespace shared by the containers, ${NOT_FIRST}`),
    hostUsers: (value) =>
      value === false
        ? 'whether the runtime can give the pod users of its own is not simulated: a kubelet makes no sandbox for it where it cannot.'
        : undefined,
    hostPID: whenTrue(`the node’s process namespace, ${NOT_FIRST}`),
    dnsConfig: always('DNS within the pod is not simulated.'),
    hostAliases: whenAny('names within the pod are not simulated.'),
    readinessGates: whenAny('a readiness gate is not simulated: the pod is taken for ready without it.'),
    resourceClaims: whenAny('a resource claim is not simulated.'),
    os: (value) => (isObject(value) && text(value as Tree, 'name') === 'windows' ? WINDOWS : undefined),
    nodeSelector: whenAny('whether the node’s labels fit is not simulated: a kubelet rejects a pod that they do not fit (NodeAffinity).'),
    affinity: (value) => {
      const required =
        isObject(value) && child(child(value as Tree, 'nodeAffinity') ?? {}, 'requiredDuringSchedulingIgnoredDuringExecution')
      return required
        ? 'whether the node’s labels fit is not simulated: a kubelet rejects a pod that they do not fit (NodeAffinity).'
        : undefined
    },
    runtimeClassName: always('whether the node has that runtime is not simulated: a kubelet makes no sandbox for the pod without it.'),
    priorityClassName: (value) =>
      typeof value === 'string' && value !== '' && !value.startsWith('system-')
        ? 'whether the cluster has that class is not simulated: the API takes no mirror pod without it.'
        : undefined,
    resources: (value) =>
      isObject(value) && child(value as Tree, 'limits')
        ? 'a limit of the pod as a whole is not simulated; those of its containers are.'
        : undefined,
  }
}

/** What a pod may say for all of its containers, and each for itself. */
const SECURITY = ['seccompProfile', 'appArmorProfile', 'windowsOptions', 'runAsUser', 'runAsGroup'] as const

function ofSecurity(): SaysOf<typeof SECURITY> {
  return {
    seccompProfile: localhostOnly('seccomp'),
    appArmorProfile: localhostOnly('AppArmor'),
    windowsOptions: always(WINDOWS),
    runAsUser: always(OWNERS),
    runAsGroup: always(OWNERS),
  }
}

const POD_SECURITY = [...SECURITY, 'sysctls', 'fsGroup', 'supplementalGroups'] as const

function ofPodSecurity(): SaysOf<typeof POD_SECURITY> {
  return {
    sysctls: whenAny('which of them the node allows is not simulated: a kubelet rejects a pod for one that it does not (SysctlForbidden).'),
    ...ofSecurity(),
    fsGroup: always(OWNERS),
    supplementalGroups: whenAny(OWNERS),
  }
}

const CONTAINER_SECURITY = [...SECURITY, 'readOnlyRootFilesystem', 'capabilities'] as const

function ofContainerSecurity(): SaysOf<typeof CONTAINER_SECURITY> {
  return {
    ...ofSecurity(),
    readOnlyRootFilesystem: whenTrue('what a program does that cannot write is not simulated: processes says how it behaves.'),
    capabilities: (value) =>
      isObject(value) && isList((value as Tree)['drop'] ?? null) && ((value as Tree)['drop'] as readonly Json[]).length > 0
        ? 'what a program does that may not do something is not simulated: processes says how it behaves.'
        : undefined,
  }
}

const CONTAINER = ['volumeDevices', 'workingDir'] as const

function ofContainerItself(): SaysOf<typeof CONTAINER> {
  return {
    volumeDevices: whenAny('a block device is not simulated.'),
    workingDir: (value) =>
      typeof value === 'string' && value !== '' && !value.startsWith('/')
        ? 'a path that does not begin with / is not simulated: the runtime starts no container there.'
        : undefined,
  }
}

const LIMITS: readonly { is: (name: string) => boolean; says: string }[] = [
  // a request decides where the pod runs, not whether it goes on running
  { is: (name) => name === 'cpu', says: 'being slowed down for too much CPU is not simulated.' },
  { is: (name) => name === 'ephemeral-storage', says: 'being evicted for too much on the disk is not simulated.' },
  {
    is: (name) => name.startsWith('hugepages-') || name.includes('/'),
    says: 'whether the node has such a device or page is not simulated.',
  },
]

/** Volumes whose mounting is simulated, or cannot fail. */
const MOUNTED: ReadonlySet<string> = new Set(['name', 'hostPath', 'emptyDir', 'secret', 'configMap', 'projected', 'downwardAPI'])
const PROJECTED: ReadonlySet<string> = new Set(['secret', 'configMap', 'downwardAPI'])

/**
 * The fields of a pod that could change when a container starts, restarts or is reached, and that no rule of the model reads, with a
 * sentence for each.
 *
 * Errors: none. Follows: nothing upstream; what a kubelet does with each is said as pkg/kubelet/kubelet.go and lifecycle/predicate.go
 * have it (v1.36.2).
 */
export function notSimulated(spec: Tree, metadata: Tree = {}): Note[] {
  const notes: Note[] = []
  const note = (path: string, message: string): void => {
    notes.push({
      path,
      message: `${path
        .split('.')
        .at(-1)!
        .replace(/\[\d+\]$/, '')}: ${message}`,
    })
  }
  // the sentences are made only where one of the fields is there, for most manifests have none
  const all = <T extends readonly string[]>(of: Tree | undefined, path: string, names: T, says: () => SaysOf<T>): void => {
    if (of && Object.entries(of).some(([name, value]) => names.includes(name) && !isUsual(name, value))) sayAll(of, path, says(), note)
  }
  if (Object.entries(child(metadata, 'annotations') ?? {}).some(isProfile))
    note(
      'metadata.annotations',
      'whether the node has the profile that an annotation names is not simulated: no container starts without it.',
    )
  all(spec, 'spec', SPEC, ofSpec)
  all(child(spec, 'securityContext'), 'spec.securityContext', POD_SECURITY, ofPodSecurity)
  for (const list of ['containers', 'initContainers']) {
    children(spec, list).forEach((container, i) => {
      const path = `spec.${list}[${i}]`
      all(container, path, CONTAINER, ofContainerItself)
      all(child(container, 'securityContext'), `${path}.securityContext`, CONTAINER_SECURITY, ofContainerSecurity)
      ofResources(container, path, note)
      ofContainer(container, path, note)
    })
  }
  ofRoom(spec, note)
  children(spec, 'volumes').forEach((volume, i) => ofVolume(volume, `spec.volumes[${i}]`, note))
  return notes
}

type Noting = (path: string, message: string) => void

/** What the manifests of nearly every control plane have, and of which nothing is to be said. */
const isUsual = (name: string, value: Json): boolean =>
  (name === 'priorityClassName' && String(value).startsWith('system-')) ||
  (name === 'seccompProfile' && isObject(value) && value['type'] === 'RuntimeDefault')

function sayAll(of: Tree, path: string, all: Readonly<Record<string, Says>>, note: Noting): void {
  for (const [name, say] of Object.entries(all)) {
    const message = of[name] === undefined || of[name] === null ? undefined : say(of[name], of)
    if (message !== undefined) note(`${path}.${name}`, message)
  }
}

/** Up to 1.18 and 1.29 profiles are named by annotations. */
function isProfile([key, value]: [string, Json]): boolean {
  return (
    /^(container\.apparmor\.security\.beta|(container\.)?seccomp\.security\.alpha)\.kubernetes\.io\//.test(key) &&
    /^localhost\//.test(String(value))
  )
}

function ofResources(container: Tree, path: string, note: Noting): void {
  const limits = child(child(container, 'resources') ?? {}, 'limits') ?? {}
  for (const { is, says } of LIMITS) if (Object.keys(limits).some(is)) note(`${path}.resources`, says)
}

function ofContainer(container: Tree, path: string, note: Noting): void {
  if (text(child(container, 'lifecycle') ?? {}, 'stopSignal') !== '')
    note(`${path}.lifecycle.stopSignal`, 'another signal than SIGTERM is not simulated: what processes says of onTerm is taken for it.')
  children(container, 'env').forEach((variable, n) => {
    const from = child(variable, 'valueFrom') ?? {}
    for (const name of ['resourceFieldRef', 'fileKeyRef'])
      if (from[name] !== undefined)
        note(`${path}.env[${n}].valueFrom.${name}`, 'such a value is not simulated: the variable is empty here.')
  })
  children(container, 'volumeMounts').forEach((mount, n) => {
    if (text(mount, 'subPathExpr') !== '')
      note(`${path}.volumeMounts[${n}].subPathExpr`, 'a path made of variables is not simulated: the whole volume is mounted here.')
  })
}

/** What all containers together ask for, where the node has less. */
function ofRoom(spec: Tree, note: Noting): void {
  for (const [resource, room, unit] of [
    ['cpu', NODE_CPU_MILLI / 1000, `${NODE_CPU_MILLI / 1000} CPUs`],
    ['memory', NODE_MEMORY_KI * 1024, `${NODE_MEMORY_KI} KiB of memory`],
  ] as const) {
    const needs = children(spec, 'containers').map((container) => {
      const resources = child(container, 'resources') ?? {}
      const value = child(resources, 'requests')?.[resource] ?? child(resources, 'limits')?.[resource]
      const quantity = typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined
      return quantity && 'value' in quantity ? quantity.value : 0
    })
    if (needs.reduce((sum, need) => sum + need, 0) <= room) continue
    const most = needs.indexOf(Math.max(...needs))
    note(
      `spec.containers[${most}].resources`,
      `whether the pod fits the node, which has ${unit}, is not simulated: a kubelet rejects one that does not (OutOf${resource}).`,
    )
  }
}

function ofVolume(volume: Tree, path: string, note: Noting): void {
  for (const name of Object.keys(volume))
    if (!MOUNTED.has(name))
      note(`${path}.${name}`, 'whether such a volume can be mounted is not simulated: it is taken for one that is there, and empty.')
  if (child(volume, 'emptyDir')?.['sizeLimit'] !== undefined)
    note(`${path}.emptyDir.sizeLimit`, 'being evicted for a volume that is too full is not simulated.')
  children(child(volume, 'projected') ?? {}, 'sources').forEach((source, n) => {
    for (const name of Object.keys(source))
      if (!PROJECTED.has(name))
        note(`${path}.projected.sources[${n}].${name}`, 'what such a source holds is not simulated: it is taken for one that is there.')
  })
}
