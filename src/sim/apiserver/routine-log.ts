import type { Node } from '../node/node.ts'
import type { ServerRecord } from './server-record.ts'

/** From RBAC's being there until the system's priority classes are, as recorded. */
const PRIORITIES_SECONDS = 0.56
/** The informers give what they hold once more. */
const RESYNC_SECONDS = 600

/** The ports that Linux gives to clients. */
const FIRST_EPHEMERAL = 32768
const EPHEMERALS = 28232

/** What the log needs of its server. */
interface Logging {
  readonly node: Node
  readonly record: ServerRecord
  later(seconds: number, run: () => void): void
}

/** What a server writes while nothing is wrong. Units: seconds on the simulated clock. */
export class RoutineLog {
  /** How many connections were left without a handshake. */
  private left = 0
  private readonly server: Logging

  constructor(server: Logging) {
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
