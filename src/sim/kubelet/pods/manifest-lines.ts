import type { Container, Manifest, Pod, Probe, ProbeType } from '../../../manifest/types.ts'
import type { ManifestEntry, Recorder } from '../../trace/trace.ts'
import type { StaticPod } from './config.ts'
import type { PodRoots } from './pod-roots.ts'

/** The lines of the pods' manifests as roots of the trace, each told once for the same text. */
export class ManifestLines {
  private trace: Recorder
  /** A pod's present text, or its last one. */
  private staticPod: (uid: string) => StaticPod

  private roots = new Map<StaticPod, Roots>()

  constructor(trace: Recorder, staticPod: (uid: string) => StaticPod) {
    this.trace = trace
    this.staticPod = staticPod
  }

  of(uid: string): PodRoots {
    return {
      field: (path) => this.root(uid, path),
      pathOf: (container) => this.pathOf(uid, container),
      probe: (container, type) => {
        const { probes } = this.rootsNow(uid)
        let roots = probes[type].get(container.name)
        if (!roots)
          probes[type].set(
            container.name,
            (roots = this.written(uid, `${this.pathOf(uid, container)}.${type}Probe`, container, type).map((path) => this.root(uid, path))),
          )
        return roots
      },
    }
  }

  /** A probe, and what the file says of whom it asks and how often. */
  private written(uid: string, at: string, container: Container, type: ProbeType): string[] {
    const probe = container[`${type}Probe`]
    const handler = handlerOf(probe)
    const asked = Object.keys(probe?.[handler] ?? {}).map((name) => `${at}.${handler}.${name}`)
    const sent = (probe?.httpGet?.httpHeaders ?? []).map((_, n) => `${at}.httpGet.httpHeaders[${n}].value`)
    const named = container.ports.findIndex(({ name }) => name === (probe?.httpGet ?? probe?.tcpSocket)?.port)
    const port = named < 0 ? [] : ['name', 'containerPort'].map((field) => `${at.replace(/\.\w+$/, '')}.ports[${named}].${field}`)
    const { manifest } = this.staticPod(uid)
    return [at, ...[...asked, ...sent, ...port, `${at}.periodSeconds`].filter((path) => manifest.has(path))]
  }

  pathOf(uid: string, container: Container): string {
    const { paths } = this.rootsNow(uid)
    let path = paths.get(container.name)
    if (path === undefined) {
      const { spec } = this.staticPod(uid).pod
      const init = spec.initContainers.findIndex((c) => c.name === container.name)
      path =
        init >= 0
          ? `spec.initContainers[${init}]`
          : `spec.containers[${Math.max(
              spec.containers.findIndex((c) => c.name === container.name),
              0,
            )}]`
      paths.set(container.name, path)
    }
    return path
  }

  /** The roots of a pod's present text: another one has others. */
  private rootsNow(uid: string): Roots {
    const found = this.staticPod(uid)
    let roots = this.roots.get(found)
    if (!roots)
      this.roots.set(
        found,
        (roots = { fields: new Map(), probes: { startup: new Map(), readiness: new Map(), liveness: new Map() }, paths: new Map() }),
      )
    return roots
  }

  /** A line of the pod's manifest, as a root of the trace. */
  root(uid: string, path: string): number {
    const { fields } = this.rootsNow(uid)
    let id = fields.get(path)
    if (id !== undefined) return id
    const { pod, file, manifest } = this.staticPod(uid)
    let lines = known.get(manifest)
    if (!lines) known.set(manifest, (lines = new Map()))
    let line = lines.get(path)
    if (!line) lines.set(path, (line = lineOf(manifest, pod, path)))
    id = this.trace.add({ kind: 'manifest', pod: pod.metadata.name, file, ...line })
    fields.set(path, id)
    return id
  }
}

/** What a root tells of a field. It comes of the text alone: the next run need not look again. */
type Line = Pick<ManifestEntry, 'line' | 'path' | 'value' | 'isDefault'>
const known = new WeakMap<Manifest, Map<string, Line>>()

function lineOf(manifest: Manifest, pod: Pod, path: string): Line {
  const line = { line: manifest.rangeOf(path || 'metadata.name').start.line, path, value: valueAt(pod, path) }
  return path !== '' && !manifest.has(path) ? { ...line, isDefault: true } : line
}

/** What is known of a pod's text: entries by field, by probe and container, and where its containers stand in it. */
interface Roots {
  fields: Map<string, number>
  probes: Readonly<Record<ProbeType, Map<string, readonly number[]>>>
  paths: Map<string, string>
}

function handlerOf(probe: Probe | undefined): 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' {
  return (['exec', 'httpGet', 'tcpSocket'] as const).find((handler) => probe?.[handler]) ?? 'grpc'
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
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(' ')
  return typeof value === 'object' ? null : (value ?? null)
}
