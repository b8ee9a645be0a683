import { defined, own } from '../../manifest/own.ts'
import { placesOf } from '../../manifest/places.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import type { Node } from '../node/node.ts'
import { argumentRoot, type ProgramSite, tellLine, tellListening } from '../node/process.ts'
import type { ServerEntry, RequestStep } from '../trace/trace.ts'
import type { ApiserverConfig } from './server-config.ts'

/** What the parts of a kube-apiserver see of it. */
export interface ServerView {
  readonly node: Node
  readonly record: ServerRecord
  readonly startedAt: number
  /** None before its flags are read. */
  readonly config: ApiserverConfig | undefined
  later(seconds: number, run: () => void): void
}

/** What a kube-apiserver leaves in the trace: its log and its states, with the lines of the manifest and of files that they follow from. */
export class ServerRecord {
  /** The state that was told last. */
  entry: number | undefined
  /** Places of the arguments that have set its flags; none until they are read. */
  setBy: Readonly<Record<string, number>> = {}

  private readonly node: Node
  private readonly site: ProgramSite

  constructor(node: Node, site: ProgramSite) {
    this.node = node
    this.site = site
  }

  /** `because`: what brought it about, where that is more than the state before. */
  tell(
    state: ServerEntry['state'],
    isUnasked: boolean,
    { note, because }: { note?: string; because?: number | readonly number[] | undefined } = {},
  ): void {
    const before = this.entry ?? this.site.life.start()
    const cause = [...new Set([because ?? [], before].flat())]
    this.entry = this.node.trace.add({
      id: 0,
      t: 0,
      kind: 'server',
      cause,
      pod: this.site.pod.name,
      uid: this.site.pod.uid,
      container: this.site.container.name,
      state,
      ...(isUnasked ? { unasked: true } : {}),
      ...defined({ note }),
    })
  }

  /** A line of its log. */
  log(text: string, ...roots: readonly number[]): number {
    return tellLine(this.node.trace, this.site, text, [...roots, this.site.life.start()])
  }

  /** The last line's entry. */
  logAll(lines: readonly string[], ...causes: readonly (number | readonly number[])[]): number {
    return lines.map((line) => this.log(line, ...causes.flat())).at(-1)!
  }

  /** Said to whoever looks at the run. */
  warn(message: string, cause: number | undefined): void {
    this.node.trace.warnOnce(message, defined({ cause }))
  }

  /** It listens on a port, for these flags. */
  listening(flags: readonly string[]): void {
    tellListening(
      this.node.trace,
      this.site,
      flags.flatMap((flag) => this.flagRoot(flag)),
    )
  }

  /** The flag's line in the manifest, and the field's in the file that it names. */
  linesOf(because: RequestStep['because']): number[] {
    if (!because) return []
    const { flag, file, path, line } = because
    if (file !== undefined && line !== undefined) return [this.node.objects.root(file, line)]
    return [
      ...(file === undefined || path === undefined ? [] : [this.fileRoot(file, path)]),
      ...(flag === undefined ? [] : this.flagRoot(flag)),
    ]
  }

  flagRoot(flag: string): number[] {
    const index = own(this.setBy, flag)
    return index === undefined ? [] : [argumentRoot(this.site, index)]
  }

  private fileRoot(file: string, path: string): number {
    const text = this.node.files.get(file) ?? ''
    return this.node.trace.root(`${file} ${path} ${text}`, () => {
      const { line } = placesOf(readYaml(text, this.node.release).root).keyOf(path).start
      return { kind: 'manifest', file, line, path, value: text.split('\n')[line - 1]?.trim() ?? null }
    })
  }
}

/** From RBAC's being there until the system's priority classes are, as recorded. */
const PRIORITIES_SECONDS = 0.56
/** The informers give what they hold once more. */
const RESYNC_SECONDS = 600

/** The ports that Linux gives to clients. */
const FIRST_EPHEMERAL = 32768
const EPHEMERALS = 28232

/** What a server writes while nothing is wrong. */
export class RoutineLog {
  /** How many connections were left without a handshake. */
  private left = 0
  private readonly server: ServerView

  constructor(server: ServerView) {
    this.server = server
  }

  /** Its roles are there. */
  begin(serviceRanges: readonly string[]): void {
    const { server } = this
    const { routineLog } = server.node.release
    if (!routineLog) return
    this.counts('leases.coordination.k8s.io')
    server.later(PRIORITIES_SECONDS, () =>
      server.record.log(`I ${routineLog.priorities}] all system priority classes are created successfully or already exist.`),
    )
    if (routineLog.range === null) return
    const resync = () => {
      for (const range of serviceRanges) server.record.log(`I ${routineLog.range}] updated ClusterIP allocator for Service CIDR ${range}`)
      server.later(RESYNC_SECONDS, resync)
    }
    server.later(RESYNC_SECONDS, resync)
  }

  /** Each kind is told of when an object of it is written for the first time since the start. */
  counts(...kinds: readonly string[]): void {
    const { node, record } = this.server
    const { routineLog } = node.release
    if (routineLog) for (const kind of kinds) record.log(`I ${routineLog.quota}] quota admission added evaluator for: ${kind}`)
  }

  /** A handshake that its client has broken off, as a tcpSocket probe does: how that is said; nothing where it is not. */
  leftHandshake(): string | undefined {
    const { release, inputs } = this.server.node
    const port = FIRST_EPHEMERAL + (this.left++ % EPHEMERALS)
    return release.handshakeLog === null
      ? undefined
      : `I ${release.handshakeLog}] http: TLS handshake error from ${inputs.node.ip}:${port}: EOF`
  }
}
