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

/** The lines of one pod's manifest that entries come from, as roots of the trace: each is told once for the same text. */
export class PodLines {
  private readonly trace: Recorder
  /** The pod's present text, or its last one. */
  private readonly staticPod: () => StaticPod

  constructor(trace: Recorder, staticPod: () => StaticPod) {
    this.trace = trace
    this.staticPod = staticPod
  }

  private get roots(): Roots {
    return getOrInsert(rootsOf, this.staticPod(), newRoots)
  }

  /** A field by its path, whether the file has it or its default holds. */
  field(path: string): number {
    return getOrInsert(this.roots.fields, path, () => this.root(path))
  }

  /** A field of a container, by its path in there: `image`. */
  ofContainer(container: Container, field: string): number {
    const fields = getOrInsert(this.roots.containers, container.name, () => new Map())
    return getOrInsert(fields, field, () => this.field(`${this.pathOf(container)}.${field}`))
  }

  ofProbe(container: Container, type: ProbeType, field: string): number {
    const { fields } = this.probeRoots(container, type)
    return getOrInsert(fields, field, () => this.ofContainer(container, `${type}Probe.${field}`))
  }

  /** The probe itself, then all that the file says of what it asks and how often. */
  probe(container: Container, type: ProbeType): readonly number[] {
    const roots = this.probeRoots(container, type)
    return (roots.written ??= this.written(container, type).map((path) => this.field(path)))
  }

  private probeRoots({ name }: Container, type: ProbeType): ProbeRoots {
    return getOrInsert(this.roots.probes[type], name, () => ({ fields: new Map() }))
  }

  private written(container: Container, type: ProbeType): string[] {
    const at = `${this.pathOf(container)}.${type}Probe`
    const probe = container[`${type}Probe`]!
    const handler = handlerOf(probe)
    const asked = Object.keys(probe[handler]!).map((name) => `${at}.${handler}.${name}`)
    const sent = (probe.httpGet?.httpHeaders ?? []).map((_, n) => `${at}.httpGet.httpHeaders[${n}].value`)
    const named = container.ports.findIndex(({ name }) => name === targetOf(probe)?.port)
    const port = named < 0 ? [] : ['name', 'containerPort'].map((field) => `${at.replace(/\.\w+$/, '')}.ports[${named}].${field}`)
    const { manifest } = this.staticPod()
    return [at, ...[...asked, ...sent, ...port, `${at}.periodSeconds`].filter((path) => manifest.has(path))]
  }

  private pathOf({ name }: Container): string {
    const placed = placedContainers(this.staticPod().pod).find(({ container }) => container.name === name)
    return placed?.path ?? 'spec.containers[0]'
  }

  private root(path: string): number {
    const { pod, file, manifest } = this.staticPod()
    const lines = getOrInsert(cachedLines, manifest, () => new Map())
    const { line, value, isDefault } = getOrInsert(lines, path, () => lineOf(manifest, pod, path))
    const { name } = pod.metadata
    return this.trace.add({ kind: 'manifest', pod: name, file, line, path, value, ...defined({ isDefault }), id: 0, t: 0 })
  }
}

/** What a root tells of a field. It comes of the text alone: the next run need not look again. */
type FieldLine = Pick<ManifestEntry, 'line' | 'path' | 'value' | 'isDefault'>
const cachedLines = new WeakMap<Manifest, Map<string, FieldLine>>()

function lineOf(manifest: Manifest, pod: Pod, path: string): FieldLine {
  const line = { line: manifest.rangeOf(path || 'metadata.name').start.line, path, value: valueAt(pod, path) }
  return path !== '' && !manifest.has(path) ? { ...line, isDefault: true } : line
}

const rootsOf = new WeakMap<StaticPod, Roots>()
const newRoots = (): Roots => ({
  fields: new Map(),
  containers: new Map(),
  probes: { startup: new Map(), readiness: new Map(), liveness: new Map() },
})

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
