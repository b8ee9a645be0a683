import { stringify } from 'yaml'
import { isList, isObject } from './go-json.ts'
import { type Tree, child, text as textOf } from './tree.ts'
import { newObject } from './yaml/decode.ts'
import { readYaml } from './yaml/read.ts'
import type { Json } from './yaml/resolve.ts'

export interface PodTemplate {
  /** The template as the manifest of a static pod. */
  text: string
  /** A sentence: where it comes from. */
  note: string
}

/** Where a kind keeps its template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
}

/**
 * The pod template of a Deployment or another workload, as a manifest that a kubelet takes: it would refuse the workload.
 *
 * Units: none. Errors: none; undefined for a text that holds no template. Follows: nothing upstream.
 */
export function podTemplateOf(text: string): PodTemplate | undefined {
  const { value } = { value: null as Json, ...readYaml(text, { yamlScannerLine: 'exact' }) }
  if (!isObject(value)) return undefined
  const workload = value as Tree
  const kind = textOf(workload, 'kind')
  const path = Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined
  const template = path?.reduce<Tree | undefined>((from, step) => from && child(from, step), workload)
  if (!path || !template || !child(template, 'spec')) return undefined
  const meta = child(workload, 'metadata') ?? newObject()
  const own = child(template, 'metadata') ?? newObject()
  const name = textOf(own, 'name') || textOf(meta, 'name') || kind.toLowerCase()
  const namespace = textOf(meta, 'namespace')
  const metadata = { ...plainObject(own), name, ...(namespace === '' ? {} : { namespace }) }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: plain(template['spec'] as Json) }
  return {
    text: stringify(pod, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }),
    note: `From ${path.join('.')} of the ${kind} ${name}: a kubelet reads pods only, so one pod of it stands here.`,
  }
}

/** `yaml` writes objects that have a prototype. */
function plain(value: Json): unknown {
  if (isList(value)) return value.map(plain)
  return isObject(value) ? plainObject(value) : value
}

function plainObject(value: Readonly<Record<string, Json>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}
