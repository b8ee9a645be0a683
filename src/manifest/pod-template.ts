import { isRecord } from './own.ts'
import { stringify } from 'yaml'
import { volumeReferences } from './api-references.ts'
import { JOB_LABEL, TEMPLATES } from './restart-rules.ts'
import { type ObjectTree, child, childOrEmpty, children, text as textOf } from './tree.ts'
import { newObject } from './yaml/decode-yaml.ts'
import { readYaml } from './yaml/read-yaml.ts'
import type { Json } from './yaml/resolve.ts'

const FIELDS: Readonly<Record<string, string>> = {
  serviceAccountName: 'service account',
  serviceAccount: 'service account',
  imagePullSecrets: 'pull secrets',
  resourceClaims: 'resource claims',
}

/**
 * A pod's spec without what a static pod may not refer to: variables are empty then, and volumes go with their mounts, for an empty
 * one in their place would lack the very files that they bring. What was left out is named, in a person's words, each once.
 */
function withoutReferences(spec: ObjectTree): { spec: ObjectTree; left: string[] } {
  const left = new Set<string>()
  const kept: ObjectTree = { ...spec }
  for (const [field, words] of Object.entries(FIELDS)) {
    if (kept[field] === undefined) continue
    delete kept[field]
    left.add(words)
  }
  const gone = new Set(children(spec, 'volumes').flatMap((volume) => (refersToObjects(volume) ? [textOf(volume, 'name')] : [])))
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    if (kept[list] !== undefined)
      kept[list] = children(spec, list).map((container) => withoutMounts(withoutVariables(container, left), gone))
  }
  if (gone.size > 0) {
    left.add('volumes')
    const volumes = children(spec, 'volumes').filter((volume) => !refersToObjects(volume))
    if (volumes.length > 0) kept['volumes'] = volumes
    else delete kept['volumes']
  }
  return { spec: kept, left: [...left] }
}

function withoutVariables(container: ObjectTree, left: Set<string>): ObjectTree {
  const kept: ObjectTree = { ...container }
  const from = children(container, 'envFrom')
  if (from.length > 0) {
    delete kept['envFrom']
    left.add('variables')
  }
  const refers = (tree: ObjectTree): boolean =>
    ['secretKeyRef', 'configMapKeyRef'].some((ref) => child(childOrEmpty(tree, 'valueFrom'), ref))
  if (children(container, 'env').some(refers)) {
    kept['env'] = children(container, 'env').map((value) => (refers(value) ? { name: value['name']!, value: '' } : value))
    left.add('variables')
  }
  return kept
}

function withoutMounts(container: ObjectTree, gone: ReadonlySet<string>): ObjectTree {
  const kept: ObjectTree = { ...container }
  for (const list of ['volumeMounts', 'volumeDevices']) {
    const mounts = children(container, list)
    const left = mounts.filter((mount) => !gone.has(textOf(mount, 'name')))
    if (left.length === mounts.length) continue
    if (left.length > 0) kept[list] = left
    else delete kept[list]
  }
  return kept
}

const refersToObjects = (volume: ObjectTree): boolean => volumeReferences(volume).length > 0

export interface PodTemplate {
  /** The manifest of a static pod. */
  text: string
  name: string
  /** A sentence: where it comes from, and what is not in it. */
  note: string
  /** What of the pod refers to other objects of the API, and so is not in it: `variables`. */
  leftOut: readonly string[]
}

/** What the API writes into a pod's metadata; a kubelet takes the UID from the file. */
const OF_THE_API = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'selfLink',
]
const MIRROR = ['kubernetes.io/config.hash', 'kubernetes.io/config.mirror', 'kubernetes.io/config.seen', 'kubernetes.io/config.source']

/**
 * A static pod out of what a kubelet would refuse or take otherwise: the pod template of a Deployment or another workload, a
 * pod as `kubectl get -o yaml` shows it, and one that refers to other objects of the API.
 *
 * Undefined for a text that holds none of them, so also for a good static pod.
 */
export function podTemplateOf(text: string): PodTemplate | undefined {
  const { value } = { value: null as Json, ...readYaml(text, { yamlScannerLine: 'exact' }) }
  if (!isRecord(value)) return undefined
  const object = value as ObjectTree
  const kind = textOf(object, 'kind')
  if (kind === 'Pod') return livePod(object)
  const path = Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined
  const template = path?.reduce<ObjectTree | undefined>((from, step) => from && child(from, step), object)
  const spec = template && child(template, 'spec')
  if (!spec) return undefined
  const meta = childOrEmpty(object, 'metadata')
  const own = childOrEmpty(template, 'metadata')
  const name = textOf(own, 'name') || textOf(meta, 'name') || kind.toLowerCase()
  return podOf(
    kind === 'Job' || kind === 'CronJob' ? { ...own, labels: { ...child(own, 'labels'), [JOB_LABEL]: name } } : own,
    withClaims(spec, object),
    name,
    textOf(meta, 'namespace'),
    `a ${kind}: its pod template runs as a static pod named ${name}${dropped(kind, kind === 'CronJob' ? path!.slice(0, 3) : ['spec'], object)}`,
  )
}

/** What of a workload's own fields no static pod has, and what comes of that. */
function dropped(kind: string, path: readonly string[], object: ObjectTree): string {
  const spec = path.reduce<ObjectTree | undefined>((from, step) => from && child(from, step), object) ?? newObject()
  const parts: string[] = []
  const replicas = spec['replicas'] ?? spec['parallelism']
  if (typeof replicas === 'number' && replicas > 1) parts.push(`one of its ${replicas}`)
  if (kind === 'Job' || kind === 'CronJob') {
    const limit = typeof spec['backoffLimit'] === 'number' ? spec['backoffLimit'] : BACKOFF_LIMIT
    const deadline = spec['activeDeadlineSeconds']
    const schedule = child(object, 'spec')?.['schedule']
    parts.push(
      `its backoffLimit of ${limit} is left out, so that it is started again where the Job would give up after ${limit + 1} failures`,
    )
    if (typeof deadline === 'number') parts.push(`its activeDeadlineSeconds of ${deadline} is left out, so that nothing ends it then`)
    if (typeof schedule === 'string') parts.push(`one run of the job is shown, and its schedule, ${schedule}, starts no other`)
  }
  return parts.map((part) => `; ${part}`).join('')
}

/** Where a Job does not say it: SetDefaults_Job. */
const BACKOFF_LIMIT = 6

/**
 * A StatefulSet's claims are volumes of its pods too, each in the place of one that the template has under its name.
 *
 * Follows: pkg/controller/statefulset/stateful_set_utils.go, updateStorage.
 */
function withClaims(spec: ObjectTree, workload: ObjectTree): ObjectTree {
  const names = children(childOrEmpty(workload, 'spec'), 'volumeClaimTemplates').map((claim) =>
    textOf(childOrEmpty(claim, 'metadata'), 'name'),
  )
  if (names.length === 0) return spec
  return {
    ...spec,
    volumes: [
      ...children(spec, 'volumes').filter(({ name }) => !names.includes(String(name))),
      ...names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ],
  }
}

function livePod(pod: ObjectTree): PodTemplate | undefined {
  const spec = child(pod, 'spec')
  const meta = childOrEmpty(pod, 'metadata')
  if (!spec) return undefined
  const isLive = child(pod, 'status') !== undefined && textOf(meta, 'uid') !== ''
  if (!isLive && withoutReferences(spec).left.length === 0) return undefined
  // a mirror pod has its node's name behind its own
  const node = textOf(spec, 'nodeName')
  const isMirror = textOf(childOrEmpty(meta, 'annotations'), 'kubernetes.io/config.mirror') !== ''
  const own = textOf(meta, 'name')
  const name = isMirror && node !== '' && own.endsWith(`-${node}`) ? own.slice(0, -node.length - 1) : own
  const { nodeName: _where, ...left } = spec
  return podOf(
    meta,
    isLive ? left : spec,
    name,
    textOf(meta, 'namespace'),
    `${isLive ? 'a Pod as the API holds it' : 'a Pod'}: it runs as a static pod named ${name}`,
  )
}

function podOf(own: ObjectTree, spec: ObjectTree, name: string, namespace: string, what: string): PodTemplate {
  const annotations = Object.entries(childOrEmpty(own, 'annotations')).filter(([key]) => !MIRROR.includes(key))
  const others = Object.entries(own).filter(([key]) => !OF_THE_API.includes(key) && key !== 'annotations')
  const metadata = {
    ...Object.fromEntries(others),
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
  }
  const kept = withoutReferences(spec)
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: kept.spec }
  return {
    text: stringify(pod, { version: '1.1', lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false }),
    name,
    leftOut: kept.left,
    note: `${what}${kept.left.length === 0 ? '' : `, without its ${listed(kept.left)}, for a static pod may not refer to objects of the API`}`,
  }
}

const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1')
