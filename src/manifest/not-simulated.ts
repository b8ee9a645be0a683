import { isRecord } from './own.ts'
import fieldsNotSimulated from '../texts/fields-not-simulated.tsv?raw'
import { readTable } from '../texts/text-table.ts'
import { type ObjectTree, child, childOrEmpty, children, containersIn, text } from './tree.ts'
import type { Json } from './yaml/resolve.ts'

/** A field that the model leaves out, and what that means here. */
export interface Note {
  path: string
  message: string
}

/** Of which values of a field a sentence of the table is said; what is empty, a decoded pod leaves out. */
const CONDITIONS: Readonly<Record<string, (value: Json) => boolean>> = {
  '': () => true,
  true: (value) => value === true,
  false: (value) => value === false,
  any: (value) => Object.keys(value as ObjectTree).length > 0,
  windows: (value) => isRecord(value) && value['name'] === 'windows',
  required: (value) =>
    isRecord(value) &&
    child(childOrEmpty(value as ObjectTree, 'nodeAffinity'), 'requiredDuringSchedulingIgnoredDuringExecution') !== undefined,
  own: (value) => !String(value).startsWith('system-'),
  limits: (value) => isRecord(value) && child(value as ObjectTree, 'limits') !== undefined,
  localhost: (value) => isRecord(value) && value['type'] === 'Localhost',
  drop: (value) => (value as ObjectTree)['drop'] !== undefined,
  relative: (value) => !String(value).startsWith('/'),
}

/** What a row is of: a pod, a container, or what each may say of its security; `security`: both. */
type FieldOwner = 'spec' | 'pod security' | 'container security' | 'container'

interface FieldRow {
  field: string
  when: string
  says: string
}

let rows: ReadonlyMap<FieldOwner, readonly FieldRow[]> | undefined

function rowsOf(place: FieldOwner): readonly FieldRow[] {
  rows ??= new Map(
    (['spec', 'pod security', 'container security', 'container'] as const).map((name) => [
      name,
      readTable(fieldsNotSimulated, 'of', 'field', 'when', 'says').filter(
        ({ of }) => of === name || (of === 'security' && name.endsWith('security')),
      ),
    ]),
  )
  return rows.get(place)!
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
 * What a kubelet does with each is said as pkg/kubelet/kubelet.go and lifecycle/predicate.go
 * have it (v1.36.2).
 */
export function notSimulated(spec: ObjectTree, metadata: ObjectTree = {}): Note[] {
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
  if (Object.entries(childOrEmpty(metadata, 'annotations')).some(isProfile))
    note(
      'metadata.annotations',
      'whether the node has the profile that an annotation names is not simulated: no container starts without it.',
    )
  ofTable(spec, 'spec', 'spec', note)
  ofTable(child(spec, 'securityContext'), 'pod security', 'spec.securityContext', note)
  for (const [container, path] of containersIn(spec, ['containers', 'initContainers'])) {
    ofTable(container, 'container', path, note)
    ofTable(child(container, 'securityContext'), 'container security', `${path}.securityContext`, note)
    ofResources(container, path, note)
    ofContainer(container, path, note)
  }
  children(spec, 'volumes').forEach((volume, i) => ofVolume(volume, `spec.volumes[${i}]`, note))
  return notes
}

type Noting = (path: string, message: string) => void

function ofTable(of: ObjectTree | undefined, place: FieldOwner, path: string, note: Noting): void {
  if (!of) return
  for (const { field, when, says } of rowsOf(place)) {
    const value = of[field]
    if (value !== undefined && value !== null && CONDITIONS[when]!(value)) note(`${path}.${field}`, says)
  }
}

/** Up to 1.18 and 1.29 profiles are named by annotations. */
function isProfile([key, value]: [string, Json]): boolean {
  return (
    /^(container\.apparmor\.security\.beta|(container\.)?seccomp\.security\.alpha)\.kubernetes\.io\//.test(key) &&
    /^localhost\//.test(String(value))
  )
}

function ofResources(container: ObjectTree, path: string, note: Noting): void {
  const limits = childOrEmpty(childOrEmpty(container, 'resources'), 'limits')
  for (const { is, says } of LIMITS) if (Object.keys(limits).some(is)) note(`${path}.resources`, says)
}

function ofContainer(container: ObjectTree, path: string, note: Noting): void {
  if (text(childOrEmpty(container, 'lifecycle'), 'stopSignal') !== '')
    note(`${path}.lifecycle.stopSignal`, 'another signal than SIGTERM is not simulated: what processes says of onTerm is taken for it.')
  children(container, 'env').forEach((variable, n) => {
    const from = childOrEmpty(variable, 'valueFrom')
    for (const name of ['resourceFieldRef', 'fileKeyRef'])
      if (from[name] !== undefined)
        note(`${path}.env[${n}].valueFrom.${name}`, 'such a value is not simulated: the variable is empty here.')
  })
  children(container, 'volumeMounts').forEach((mount, n) => {
    if (text(mount, 'subPathExpr') !== '')
      note(`${path}.volumeMounts[${n}].subPathExpr`, 'a path made of variables is not simulated: the whole volume is mounted here.')
  })
}

function ofVolume(volume: ObjectTree, path: string, note: Noting): void {
  for (const name of Object.keys(volume))
    if (!MOUNTED.has(name))
      note(`${path}.${name}`, 'whether such a volume can be mounted is not simulated: it is taken for one that is there, and empty.')
  if (child(volume, 'emptyDir')?.['sizeLimit'] !== undefined)
    note(`${path}.emptyDir.sizeLimit`, 'being evicted for a volume that is too full is not simulated.')
  children(childOrEmpty(volume, 'projected'), 'sources').forEach((source, n) => {
    for (const name of Object.keys(source))
      if (!PROJECTED.has(name))
        note(`${path}.projected.sources[${n}].${name}`, 'what such a source holds is not simulated: it is taken for one that is there.')
  })
}
