import type { Node } from '../node/node.ts'
import { goDuration } from '../scenario/duration.ts'
import type { Entry } from '../trace/trace.ts'
import { type ApiClient, type ClientResponse, wrongWith } from './api-client.ts'

/** How long the lease is good, how long it may take to renew it, and how often that is tried. In seconds. */
export interface ElectionTimes {
  lease: number
  renew: number
  retry: number
}

/** What a candidate tells of itself. */
export interface LeaderCandidate {
  /** `kube-controller-manager` */
  lease: string
  later(seconds: number, run: () => void): void
  log(text: string, ...roots: readonly number[]): number
  /** It gives the lease back before it ends, be that lost or not. */
  releases: boolean
  /** It has the lease. */
  leads(): void
  /** It could not renew the lease in time: the last line that said so. */
  lost(cause: number): void
  /** How much sooner or later than at `at` its end is seen to come, where a pin says so. */
  shift(at: number): number
}

/** Why a write came to nothing. */
type RefusedWrite = Extract<ClientResponse, { error: string }>

/** What an answer may hang on. */
const DECIDING: ReadonlySet<Entry['kind']> = new Set(['server', 'etcd', 'object', 'action', 'node', 'port'])
/** The first tries are spread a little. */
const JITTER = 1.2

/**
 * One candidate's part in a leader election: it waits for the lease, takes it, renews it, and gives up where it cannot in time. What
 * the lease says is the node's to keep: it lies in etcd.
 *
 * Whatever goes wrong is a line in the log.
 * Follows: staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go (v1.36.2).
 */
export class LeaderElection {
  private leading = false
  /** What of the lease it has seen, and since when it is as it is. */
  private seen: { renewals: number; at: number } | undefined
  private readonly node: Node
  private readonly client: ApiClient
  private readonly times: ElectionTimes
  private readonly candidate: LeaderCandidate
  /** Who it is: another one with each start, from 1.10 on. */
  private readonly identity: string
  private readonly path: string

  constructor(node: Node, client: ApiClient, times: ElectionTimes, identity: string, candidate: LeaderCandidate) {
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
      else if (this.mayTake())
        return this.put((refused) => {
          if (!refused) return this.lead()
          this.sayRefused(refused)
          this.acquireLater()
        })
      this.acquireLater()
    })
  }

  private acquireLater(): void {
    const jitter = this.node.luck.draw(`lease ${this.identity}`) * JITTER
    this.candidate.later(this.times.retry * (1 + jitter), () => this.acquire())
  }

  private lead(): void {
    this.take()
    this.leading = true
    this.say('acquired')
    this.candidate.leads()
    this.candidate.later(this.times.retry, () => this.renew())
  }

  /** Writes into the lease. `done` is called at once where nothing keeps writes from etcd; with an error where it is refused, or comes too late. */
  private put(done: (refused?: RefusedWrite) => void): void {
    const { node } = this
    const [group, resource] = this.path.startsWith('/apis/') ? ['coordination.k8s.io', 'leases'] : ['', 'endpoints']
    const name = this.candidate.lease
    const fate = node.troubles?.fateOf({
      ...{ verb: node.leases.has(name) ? 'update' : 'create', group, resource, namespace: 'kube-system', name },
    })
    if (!fate) return done()
    const { because } = fate
    this.held = because
    const after = (seconds: number, refused?: RefusedWrite): void =>
      seconds > 0 ? this.candidate.later(seconds, () => done(refused)) : done(refused)
    if (fate.seconds >= this.requestSeconds)
      return after(this.requestSeconds, {
        error: this.client.late('PUT', this.requestPath),
        trouble: 'late',
        because,
      })
    after(fate.seconds, fate.failure && { error: fate.failure.message, trouble: 'other', because })
  }

  /** What keeps the last write. */
  private held: readonly number[] = []

  private sayRefused(refused: RefusedWrite): number {
    if (this.leading) this.sayRefusedFirst(refused)
    const lock = `kube-system/${this.candidate.lease}`
    return this.candidate.log(this.node.release.leaseLog('refused', lock, refused.error), ...refused.because)
  }

  /** That a leader's write came to nothing, which then reads; where that is said. */
  private sayRefusedFirst({ error, because }: RefusedWrite): void {
    const first = this.node.release.leaseLog('refused first', `kube-system/${this.candidate.lease}`, error)
    if (first !== '') this.candidate.log(first, ...because)
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
    const { leases } = this.node
    const renewals = (leases.get(this.candidate.lease)?.renewals ?? 0) + 1
    leases.set(this.candidate.lease, { holder: this.identity, renewals })
  }

  /** Gives the lease back, if it has it and can: the next need not wait. `done` once it has tried. */
  release(done?: () => void): void {
    if (!this.leading) return done?.()
    this.leading = false
    this.ask((asked) => {
      if ('error' in asked) return done?.()
      this.put((refused) => {
        if (!refused) this.node.leases.delete(this.candidate.lease)
        done?.()
      })
    })
  }

  /** The rounds of renewing, and why the last one has not come to anything yet. */
  private round = 0
  private trouble: number | undefined

  /** A round: tries again and again until its deadline, and gives up then, be a request under way or not. */
  private renew(): void {
    const round = ++this.round
    this.trouble = undefined
    this.held = []
    this.tryToRenew(round)
    // it has answered at once, as a rule
    if (this.round !== round || !this.leading || this.renewed === round) return
    const deadline = this.node.engine.now + this.times.renew
    const late = this.candidate.releases && this.trouble === undefined ? this.requestSeconds : 0
    const seconds = Math.max(this.times.renew + this.candidate.shift(deadline + late), 0)
    this.candidate.later(seconds, () => {
      if (this.round !== round || this.renewed === round || !this.leading) return
      this.round++
      // the deadline ends the request too, before its own time is over
      if (this.isReading && this.node.release.leaseTimeout < 1)
        this.trouble = this.sayError({ error: this.client.late('GET', this.requestPath), trouble: 'late', because: this.client.waitsFor() })
      const cause = this.say('not renewed', ...(this.trouble === undefined ? [...this.held, ...this.client.waitsFor()] : [this.trouble]))
      if (!this.candidate.releases) return this.candidate.lost(cause)
      this.release(() => this.candidate.lost(cause))
    })
  }

  private renewed = 0

  private tryToRenew(round: number, reads = !this.node.release.leaseWrittenFirst): void {
    this.isReading = reads
    this.ask((asked) => {
      // given up, or given back
      if (this.round !== round || !this.leading) return
      this.isReading = false
      if (!('error' in asked)) return this.put((refused) => this.hasRenewed(round, refused))
      if (!reads) {
        const error = asked.error.replace(/^Get /, 'Put ').replace(' cannot get resource ', ' cannot update resource ')
        this.sayRefusedFirst({ ...asked, error })
        // what cannot be written is read, and that waits as long
        if (asked.trouble === 'late') return this.tryToRenew(round, true)
      }
      this.trouble = this.sayError(asked)
      this.tryLater(round)
    })
  }

  /** Whether a leader waits for what the lease says. */
  private isReading = false

  private tryLater(round: number): void {
    this.candidate.later(this.times.retry, () => this.round === round && this.leading && this.tryToRenew(round))
  }

  private hasRenewed(round: number, refused?: RefusedWrite): void {
    if (this.round !== round || !this.leading) return
    if (refused) {
      this.trouble = this.sayRefused(refused)
      return this.tryLater(round)
    }
    this.renewed = round
    this.take()
    this.candidate.later(this.times.retry, () => this.renew())
  }

  /** What one request may take. */
  private get requestSeconds(): number {
    return Math.max(this.times.renew * this.node.release.leaseTimeout, 1)
  }

  /** The lease, and for how long it is asked for. Follows: staging/src/k8s.io/client-go/rest/request.go, URL (v1.36.2). */
  private get requestPath(): string {
    return this.node.release.leaseTimeoutSaid ? `${this.path}?timeout=${goDuration(this.requestSeconds)}` : this.path
  }

  /** One look at the lease, which is a write where it is to be renewed: whoever may do the one may do the other. */
  private ask(done: (asked: ClientResponse) => void): void {
    const { well } = this
    const disk = (): number => this.node.troubles?.diskSeconds ?? 0
    if (well && !this.client.hasExpired && this.isAsBefore())
      return disk() === 0 ? done(well) : this.candidate.later(Math.min(disk(), this.requestSeconds), () => done(well))
    this.client.get(this.requestPath, this.requestSeconds, (asked) => {
      if ('error' in asked) {
        // it is as late the next time
        if (disk() >= this.requestSeconds && asked.trouble === 'late') this.remember(asked)
        return done(asked)
      }
      const { status } = asked.answer
      // not there yet: it is made
      if (status < 300 || status === 404) {
        this.remember(asked)
        return done(asked)
      }
      done({ error: wrongWith(asked), trouble: 'other', because: asked.because })
    })
  }

  private remember(asked: ClientResponse): void {
    this.well = asked
    this.looked = this.node.trace.entries.length
  }

  /** The last answer, where it was a good one, or too late for a slow disk, and how much had happened by then. */
  private well: ClientResponse | undefined
  private looked = 0

  /** Whether nothing has happened since that could make the answer another: it is asked for every two seconds, all day long. */
  private isAsBefore(): boolean {
    const { entries } = this.node.trace
    for (; this.looked < entries.length; this.looked++) if (DECIDING.has(entries[this.looked]!.kind)) return false
    return true
  }

  private sayError(asked: ClientResponse): number {
    const error = 'error' in asked ? asked.error : ''
    return this.candidate.log(this.node.release.leaseLog('error', `kube-system/${this.candidate.lease}`, error), ...asked.because)
  }

  private say(what: 'acquiring' | 'acquired' | 'not renewed', ...roots: readonly number[]): number {
    return this.candidate.log(this.node.release.leaseLog(what, `kube-system/${this.candidate.lease}`, ''), ...roots)
  }
}
