import {
  type Container,
  handlerOf,
  type Manifest,
  placedContainers,
  type Pod,
  type Probe,
  type ProbeType,
  targetOf,
} from '../../../manifest/types.ts'
import { defined, getOrInsert } from '../../../manifest/own.ts'
import type { Recorder } from '../../trace/recorder.ts'
import type { ManifestEntry } from '../../trace/trace.ts'
import type { StaticPod } from './file-source.ts'

/** The lines of the manifest that entries come from, as roots of the trace. */
export interface PodRoots {
  /** A field by its path, whether the file has it or its default holds. */
  field(path: string): number
  /** A field of a container, by its path in there: `image`. */
  ofContainer(container: Container, field: string): number
  /** A field of a container's probe. */
  ofProbe(container: Container, type: ProbeType, field: string): number
  /** The probe itself, then all that the file says of what it asks and how often. */
  probe(container: Container, type: ProbeType): readonly number[]
}

/** The lines of the pods' manifests as roots of the trace, each told once for the same text. */
export class ManifestLines {
  private trace: Recorder
  /** A pod's present text, or its last one. */
  readonly staticPod: (uid: string) => StaticPod
  /** How often one of them may have become another. */
  changes = 0

  private roots = new Map<StaticPod, Roots>()

  constructor(trace: Recorder, staticPod: (uid: string) => StaticPod) {
    this.trace = trace
    this.staticPod = staticPod
  }

  of(uid: string): PodRoots {
    return new PodLines(this, uid)
  }

  /** A line of a container's. What has been looked up is found without its whole path. */
  ofContainer(uid: string, container: Container, field: string): number {
    return this.lineOf(this.rootsOf(this.staticPod(uid)), uid, container, field)
  }

  lineOf({ containers }: Roots, uid: string, container: Container, field: string): number {
    const fields = getOrInsert(containers, container.name, () => new Map())
    return getOrInsert(fields, field, () => this.root(uid, `${this.pathOf(uid, container)}.${field}`))
  }

  /** A probe, and what the file says of whom it asks and how often. */
  written(uid: string, container: Container, type: ProbeType): string[] {
    const at = `${this.pathOf(uid, container)}.${type}Probe`
    const probe = container[`${type}Probe`]!
    const handler = handlerOf(probe)
    const asked = Object.keys(probe[handler]!).map((name) => `${at}.${handler}.${name}`)
    const sent = (probe.httpGet?.httpHeaders ?? []).map((_, n) => `${at}.httpGet.httpHeaders[${n}].value`)
    const named = container.ports.findIndex(({ name }) => name === targetOf(probe)?.port)
    const port = named < 0 ? [] : ['name', 'containerPort'].map((field) => `${at.replace(/\.\w+$/, '')}.ports[${named}].${field}`)
    const { manifest } = this.staticPod(uid)
    return [at, ...[...asked, ...sent, ...port, `${at}.periodSeconds`].filter((path) => manifest.has(path))]
  }

  private pathOf(uid: string, { name }: Container): string {
    const placed = placedContainers(this.staticPod(uid).pod).find(({ container }) => container.name === name)
    return placed?.path ?? 'spec.containers[0]'
  }

  /** The roots of a text: another one has others. */
  rootsOf(text: StaticPod): Roots {
    let roots = this.roots.get(text)
    if (!roots)
      this.roots.set(
        text,
        (roots = { fields: new Map(), containers: new Map(), probes: { startup: new Map(), readiness: new Map(), liveness: new Map() } }),
      )
    return roots
  }

  /** A line of the pod's manifest, as a root of the trace. */
  root(uid: string, path: string): number {
    const { fields } = this.rootsOf(this.staticPod(uid))
    let id = fields.get(path)
    if (id !== undefined) return id
    const { pod, file, manifest } = this.staticPod(uid)
    const lines = getOrInsert(cachedLines, manifest, () => new Map())
    const line = getOrInsert(lines, path, () => lineOf(manifest, pod, path))
    const { name } = pod.metadata
    const { line: number, value, isDefault } = line
    id = this.trace.add({ kind: 'manifest', pod: name, file, line: number, path, value, ...defined({ isDefault }), id: 0, t: 0 })
    fields.set(path, id)
    return id
  }
}

/** The lines of one pod's manifest. */
class PodLines implements PodRoots {
  private readonly lines: ManifestLines
  private readonly uid: string
  /** The roots of the pod's text, and how often texts had changed then. */
  private textRoots: Roots | undefined
  private changes = -1

  constructor(lines: ManifestLines, uid: string) {
    this.lines = lines
    this.uid = uid
  }

  private get roots(): Roots {
    const { lines, textRoots } = this
    if (textRoots && this.changes === lines.changes) return textRoots
    this.changes = lines.changes
    return (this.textRoots = lines.rootsOf(lines.staticPod(this.uid)))
  }

  field(path: string): number {
    return this.roots.fields.get(path) ?? this.lines.root(this.uid, path)
  }

  ofContainer(container: Container, field: string): number {
    return this.lines.lineOf(this.roots, this.uid, container, field)
  }

  ofProbe(container: Container, type: ProbeType, field: string): number {
    const { roots } = this
    const { fields } = probeRoots(roots, container, type)
    return getOrInsert(fields, field, () => this.lines.lineOf(roots, this.uid, container, `${type}Probe.${field}`))
  }

  probe(container: Container, type: ProbeType): readonly number[] {
    const { lines, uid } = this
    const roots = probeRoots(this.roots, container, type)
    return (roots.written ??= lines.written(uid, container, type).map((path) => lines.root(uid, path)))
  }
}

function probeRoots({ probes }: Roots, { name }: Container, type: ProbeType): ProbeRoots {
  const ofType = probes[type]
  return getOrInsert(ofType, name, () => ({ fields: new Map() }))
}

/** What a root tells of a field. It comes of the text alone: the next run need not look again. */
type FieldLine = Pick<ManifestEntry, 'line' | 'path' | 'value' | 'isDefault'>
const cachedLines = new WeakMap<Manifest, Map<string, FieldLine>>()

function lineOf(manifest: Manifest, pod: Pod, path: string): FieldLine {
  const line = { line: manifest.rangeOf(path || 'metadata.name').start.line, path, value: valueAt(pod, path) }
  return path !== '' && !manifest.has(path) ? { ...line, isDefault: true } : line
}

/** What has been looked up of a pod's text: entries by whole path, by container and field, by probe and container. */
interface Roots {
  fields: Map<string, number>
  containers: Map<string, Map<string, number>>
  probes: Readonly<Record<ProbeType, Map<string, ProbeRoots>>>
}

interface ProbeRoots {
  written?: readonly number[]
  fields: Map<string, number>
}

/** A field by its path. */
function at(of: unknown, path: string): unknown {
  let value = of
  for (const step of path.split(/[.[\]]+/).filter(Boolean)) value = (value as Record<string, unknown> | undefined | null)?.[step]
  return value
}

/** What a root says: a field's value; of a probe its handler, of the whole file the pod's name. */
function valueAt(pod: Pod, path: string): unknown {
  if (path === '') return pod.metadata.name
  const value = at(pod, path) ?? at(pod.raw, path)
  if (/Probe$/.test(path)) return handlerOf(value as Probe)
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(' ')
  return typeof value === 'object' ? null : (value ?? null)
}
