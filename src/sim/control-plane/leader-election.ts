import type { Node } from '../node/node.ts'
import type { Entry } from '../trace/trace.ts'
import type { ApiClient, Asked } from './api-client.ts'

/** How long the lease is good, how long it may take to renew it, and how often that is tried. In seconds. */
export interface ElectionTimes {
  lease: number
  renew: number
  retry: number
}

/** What a candidate tells of itself. */
export interface Candidate {
  /** `kube-controller-manager` */
  lease: string
  later(seconds: number, run: () => void): void
  log(text: string, ...roots: readonly number[]): number
  /** It has the lease. */
  leads(): void
  /** It could not renew the lease in time: the last line that said so. */
  lost(cause: number): void
}

/** What an answer may hang on. */
const DECIDING: ReadonlySet<Entry['kind']> = new Set(['server', 'etcd', 'object', 'action', 'node', 'port'])
/** The first tries are spread a little. */
const JITTER = 1.2

/**
 * One candidate's part in a leader election: it waits for the lease, takes it, renews it, and gives up where it cannot in time. What
 * the lease says is the node's to keep: it lies in etcd.
 *
 * Units: seconds on the simulated clock. Errors: none; whatever goes wrong is a line in the log.
 * Follows: staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go (v1.36.2).
 */
export class LeaderElection {
  private leading = false
  private renewedAt = 0
  /** What of the lease it has seen, and since when it is as it is. */
  private seen: { renewals: number; at: number } | undefined
  private readonly node: Node
  private readonly client: ApiClient
  private readonly times: ElectionTimes
  private readonly candidate: Candidate
  /** Who it is: another one with each start, from 1.10 on. */
  private readonly identity: string
  private readonly path: string

  constructor(node: Node, client: ApiClient, times: ElectionTimes, identity: string, candidate: Candidate) {
    this.node = node
    this.client = client
    this.times = times
    this.identity = identity
    this.candidate = candidate
    this.path = node.release.leasePath(candidate.lease)
  }

  start(): void {
    this.say('acquiring')
    this.acquire()
  }

  private acquire(): void {
    this.ask((asked) => {
      if ('error' in asked) this.sayError(asked)
      else if (this.mayTake()) {
        this.take()
        this.leading = true
        this.say('acquired')
        this.candidate.leads()
        this.candidate.later(this.times.retry, () => this.renew(this.node.engine.now))
        return
      }
      const jitter = this.node.luck.draw(`lease ${this.identity}`) * JITTER
      this.candidate.later(this.times.retry * (1 + jitter), () => this.acquire())
    })
  }

  /** Whether nobody holds the lease, or nobody has renewed it for as long as it lasts, as far as this candidate has seen. */
  private mayTake(): boolean {
    const { now } = this.node.engine
    const lease = this.node.leases.get(this.candidate.lease)
    if (!lease || lease.holder === this.identity) return true
    if (this.seen?.renewals !== lease.renewals) this.seen = { renewals: lease.renewals, at: now }
    return now - this.seen.at > this.times.lease
  }

  private take(): void {
    const { leases, engine } = this.node
    const renewals = (leases.get(this.candidate.lease)?.renewals ?? 0) + 1
    leases.set(this.candidate.lease, { holder: this.identity, renewals })
    this.renewedAt = engine.now
  }

  /** Gives the lease back, if it has it and can: the next need not wait. */
  release(): void {
    if (!this.leading) return
    this.leading = false
    this.ask((asked) => {
      if (!('error' in asked)) this.node.leases.delete(this.candidate.lease)
    })
  }

  /** `since`: when this round of renewing began. */
  private renew(since: number): void {
    const { engine } = this.node
    const deadline = since + this.times.renew
    this.ask((asked) => {
      // it has given the lease back
      if (!this.leading) return
      if (!('error' in asked)) {
        this.take()
        return this.candidate.later(this.times.retry, () => this.renew(engine.now))
      }
      const last = this.sayError(asked)
      const next = engine.now + this.times.retry
      if (next < deadline) return this.candidate.later(this.times.retry, () => this.renew(since))
      this.candidate.later(Math.max(deadline - engine.now, 0), () => this.candidate.lost(this.say('not renewed', last)))
    })
  }

  /** One look at the lease, which is a write where it is to be renewed: whoever may do the one may do the other. */
  private ask(done: (asked: Asked) => void): void {
    if (this.well && !this.client.hasExpired && this.isAsBefore()) return done(this.well)
    const seconds = Math.max(this.times.renew * this.node.release.leaseTimeout, 1)
    this.well = undefined
    this.client.get(this.path, seconds, (asked) => {
      if ('error' in asked) return done(asked)
      const { status, body } = asked.answer
      // not there yet: it is made
      if (status < 300 || status === 404) {
        this.well = asked
        this.looked = this.node.trace.entries.length
        return done(asked)
      }
      const message = /"message": ?"((?:[^"\\]|\\.)*)"/.exec(body)?.[1]?.replaceAll('\\"', '"')
      done({
        error: message ?? (status === 401 ? 'Unauthorized' : 'the server rejected our request for an unknown reason'),
        because: asked.because,
      })
    })
  }

  /** The last answer, where it was a good one, and how much had happened by then. */
  private well: Asked | undefined
  private looked = 0

  /** Whether nothing has happened since that could make the answer another: it is asked for every two seconds, all day long. */
  private isAsBefore(): boolean {
    const { entries } = this.node.trace
    for (; this.looked < entries.length; this.looked++) if (DECIDING.has(entries[this.looked]!.kind)) return false
    return true
  }

  private sayError(asked: Asked): number {
    const error = 'error' in asked ? asked.error : ''
    return this.candidate.log(this.node.release.leaseLog('error', `kube-system/${this.candidate.lease}`, error), ...asked.because)
  }

  private say(what: 'acquiring' | 'acquired' | 'not renewed', ...roots: readonly number[]): number {
    return this.candidate.log(this.node.release.leaseLog(what, `kube-system/${this.candidate.lease}`, ''), ...roots)
  }
}
