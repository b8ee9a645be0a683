import { defined } from '../../manifest/own.ts'
import { type Request, requestOf } from '../apiserver/requests/request.ts'
import type { Need, ProcessScript, ScriptedAnswer, ScriptedPort } from '../scenario/scenario-programs.ts'
import { type ScriptRules, answerAt, answerFor, execAt, nextChange } from './script-rules.ts'
import { LivingProcess } from './living-process.ts'
import type { CpuShare, Node } from './node.ts'
import {
  type Answer,
  type NetworkCall,
  callOnce,
  DIAL_SECONDS,
  isLoopback,
  type Listener,
  notHttp2,
  type Outcome,
  PLAIN_TO_TLS,
} from './network.ts'
import { type ExecResult, KILLED, type OnExit, paced, type ProgramSite, tellLine, tellListening } from './process.ts'

/** An answer below this says that somebody is there, whatever he says. */
const SERVER_ERROR = 500

/** An end that a script has in store: when, how, and the rule that says so. */
interface PlannedEnd {
  after: number
  how: Pick<Parameters<OnExit>[0], 'code' | 'signal' | 'reason'>
  rule: string
  /** The container's limit has its part in it. */
  byLimit?: true
}

const BYTES_IN_MIB = 1048576
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [15, 'SIGTERM'],
])

/**
 * How a program ends by itself: as its script says, and by the kernel's hand once it holds more memory than its container may.
 *
 * Units: `memoryLimit` in bytes. Follows: Linux' cgroups, memory.max; signal(7) for the names.
 */
function plannedEnds({ exits, memory = [] }: ProcessScript, memoryLimit: number | undefined): PlannedEnd[] {
  const ends: PlannedEnd[] = []
  if (exits) {
    const { after, code, signal, reason } = exits
    const name = signal === undefined ? (reason === 'OOMKilled' && code === KILLED.code ? KILLED.signal : undefined) : nameOf(signal)
    const how = { code, ...defined({ signal: name }), ...(reason === 'OOMKilled' ? { reason } : {}) }
    ends.push({ after, how, rule: 'exits' })
  }
  const over = memoryLimit === undefined ? -1 : memory.findIndex(({ mib }) => mib * BYTES_IN_MIB > memoryLimit)
  for (const [i, { from, mib }] of memory.entries())
    if (over >= 0 && mib * BYTES_IN_MIB > memoryLimit!)
      ends.push({ after: from, how: { ...KILLED, reason: 'OOMKilled' }, rule: `memory[${i}]`, byLimit: true })
  return ends
}

function nameOf(signal: number): string {
  return NAMES.get(signal) ?? `signal ${signal}`
}

/** Two proxies that ask each other would go on for ever: the header that each of them adds to tells. */
const MOST_VIA = 100
const causeOf = (share: CpuShare | undefined): readonly number[] => (share ? [share.cause] : NONE)
const NONE: readonly number[] = []

/** What grpc-go says to a GET. Follows: internal/transport/http2_server.go, operateHeaders. */
const NOT_POST: Outcome = { is: 'response', response: { status: 405, headers: {}, body: '' } }

/** A port of a scripted process. */
class ScriptedSocket implements Listener {
  readonly bind: string
  readonly port: number
  readonly tls: boolean
  /** HTTP/1.1 is spoken. */
  readonly http1: boolean
  /** HTTP/2 in cleartext is. */
  readonly http2: boolean
  readonly minds = true
  readonly grpc?: true
  private readonly process: ScriptedProcess
  /** The last answer that was asked for, by which request, and until which age of the process it is the same. */
  answered: Answer | undefined
  request: Request | undefined
  until = 0

  constructor(process: ScriptedProcess, { port, tls, address = '0.0.0.0', http1, http2 }: ScriptedPort, speaksGrpc: boolean) {
    this.bind = address
    this.process = process
    this.port = port
    this.tls = tls
    this.http1 = http1 !== false
    this.http2 = http2 === true
    if (speaksGrpc) this.grpc = true
  }

  accepts(): boolean {
    return !this.process.answer(this.port)?.refuse
  }

  because(request?: Request, ago = 0): readonly number[] | undefined {
    return this.process.because(undefined, this.port, request, ago)
  }

  hung(): string {
    return this.process.hung()
  }

  ready(request: Request): Answer | undefined {
    return this.process.ready(request, this)
  }

  serve(request: Request, call: NetworkCall): void {
    this.process.serve(request, call, this)
  }
}

/** What comes of a request in a protocol that the port does not speak. */
function misses({ scheme, http2 }: Request, at: ScriptedSocket, speaksGrpc: boolean): Outcome | undefined {
  if (http2) return speaksGrpc && !at.tls ? NOT_POST : at.http2 && !at.tls ? undefined : notHttp2(at)
  // a server of HTTP/2 hangs up on what does not begin as that does
  if (!at.tls && !at.http1) return { is: 'reset' }
  if (!at.tls && scheme === 'https') return { is: 'plain-http' }
  return at.tls && scheme === 'http' ? { is: 'response', response: PLAIN_TO_TLS } : undefined
}

/** A process that behaves as the scenario's `processes` says. Units: seconds from its start. */
export class ScriptedProcess extends LivingProcess {
  private ignores = false
  /** How much CPU its start had. */
  private startShare: CpuShare | undefined
  /** Who stopped it. */
  private stopCause: readonly number[] = NONE

  private readonly script: ProcessScript
  private readonly rules: ScriptRules
  private readonly node: Node
  private readonly site: ProgramSite

  constructor(node: Node, site: ProgramSite, rules: ScriptRules) {
    super(node.engine, node.networkOf(site.pod), site.onExit)
    this.script = rules.script
    this.rules = rules
    this.node = node
    this.site = site
  }

  protected run(): void {
    const { listens } = this.script
    for (let i = 0; i < listens.length; i++) {
      if (listens[i]!.after > 0) this.openLater(i)
      else this.open(i)
    }
    if (this.script.exits || this.script.memory) for (const end of plannedEnds(this.script, this.site.container.memoryLimit)) this.plan(end)
    if (this.script.needs && !this.ended) this.watch(this.script.needs)
  }

  private plan({ after, how, rule, byLimit }: PlannedEnd): void {
    const end = () => {
      const limit = byLimit ? [this.site.field('resources.limits.memory')] : []
      this.end({ ...how, cause: this.withStart([...this.rules.of(rule), ...limit]) })
    }
    if (after > 0 || rule === 'exits') this.later(after, end)
    else end()
  }

  private openLater(i: number): void {
    // a shell that sleeps does not sleep longer
    this.startShare = this.rules.isAssumed ? undefined : this.cpu()
    this.later(this.script.listens[i]!.after * (this.startShare?.times ?? 1), () => this.open(i))
  }

  private open(i: number): void {
    const listen = this.script.listens[i]!
    const rule = this.rules.ofListen(i)
    if (!this.listenAs(new ScriptedSocket(this, listen, this.rules.speakGrpc))) return this.missPort(listen.port, rule)
    tellListening(this.node.trace, this.site, [rule[0]!, ...causeOf(this.startShare)])
  }

  private missPort(port: number, rule: readonly number[]): void {
    if (this.rules.isAssumed && this.goesWithout(port)) return
    const cause = this.withStart(rule)
    this.end({ code: 1, cause: [this.log(`listen tcp :${port}: bind: address already in use`, cause), ...cause] })
  }

  /** Whether it goes without a port that is taken, since only an assumption has it listen there: then that is said. */
  private goesWithout(port: number): boolean {
    const { ports, trace } = this.node
    const { pod, container } = this.site
    // what its manifest gives it, it needs, and what an action has taken is taken from it
    if (container.ports.some(({ containerPort }) => containerPort === port)) return false
    if (pod.hostNetwork && ports.causeOf(port) !== undefined) return false
    const message = `Port ${port} is in use by another program already: that of container ${container.name}, which nobody has described, is assumed not to need it.`
    const about = { cause: pod.cause, pod: pod.name, container: container.name }
    trace.warnOnce(message, about, `without ${port} ${pod.name}/${container.name}`)
    return true
  }

  private log(text: string, cause: readonly number[]): number {
    return tellLine(this.node.trace, this.site, text, cause)
  }

  /** It has less CPU than its script takes for granted. */
  private cpu(): CpuShare | undefined {
    const { cpuShares } = this.node
    if (cpuShares.size === 0) return undefined
    const { pod, container } = this.site
    const share = cpuShares.get(`${pod.name}/${container.name}`) ?? cpuShares.get(container.name)
    return share?.times === 1 ? undefined : share
  }

  /** Who takes its connection. */
  private find(host: string, port: number): Listener | undefined {
    const { hostNetwork } = this.site.pod
    if (!hostNetwork && isLoopback(host)) return this.network.find(host, port)
    return this.node.find(host, port, hostNetwork ? 'node' : 'pod')
  }

  /**
   * Asks another again and again, and ends once it has not answered for too long: from the last answer on, or from the start. A request
   * that comes to nothing is no answer.
   *
   * Follows: client-go/tools/leaderelection/leaderelection.go, renew (v1.37.2), for how a lease is lost.
   */
  private watch(need: Need): void {
    const { engine, rules } = this
    let answeredAt = engine.now
    let because: readonly number[] = []
    const request = requestOf({ from: 'node', method: 'GET', url: need.url, caller: {}, userAgent: 'Go-http-client/1.1', headers: {} })!
    const check = (): void => {
      const left = answeredAt + need.for - engine.now
      if (left > 1e-9) return this.later(left, check)
      const rule = rules.of('needs')
      if (need.says !== undefined) this.log(need.says, [...rule, ...because])
      this.end({ code: need.code, cause: this.withStart([...rule, ...because]) })
    }
    const ask = (): void => {
      this.later(need.every, ask)
      const listener = this.find(request.host, request.port)
      because = listener?.because?.() ?? []
      if (!listener?.accepts() || listener.drops) return
      const call = callOnce(request.scheme, (outcome) => {
        if (outcome.is !== 'response') return
        if (outcome.response.status < SERVER_ERROR) answeredAt = engine.now
        else because = outcome.response.because ?? because
      })
      listener.serve({ ...request }, call)
      // it asks anew before the old answer is there: that one is not waited for
      this.later(need.every, () => (call.cancelled = true))
    }
    ask()
    this.later(need.for, check)
  }

  private get isDeaf(): boolean {
    const { onTerm, deafUntil = 0 } = this.script
    return onTerm === 'ignore' || this.engine.now - this.startedAt < deafUntil
  }

  override terminate(): void {
    if (this.isDeaf) this.ignores = true
    super.terminate()
  }

  protected onTerm(): void {
    const { onTerm } = this.script
    if (this.isDeaf || onTerm === 'ignore') return
    if (onTerm.after > 0) this.termLater(onTerm)
    else this.end(onTerm.code === 0 ? { code: 0 } : { code: onTerm.code, cause: this.rules.of('onTerm') })
  }

  private termLater({ after, code }: Exclude<ProcessScript['onTerm'], 'ignore'>): void {
    this.later(after, () => this.end({ code, cause: this.rules.of('onTerm') }))
  }

  protected override killedFor(): { cause?: readonly number[] } {
    return this.ignores ? { cause: this.rules.of('onTerm') } : {}
  }

  protected hasStopped(cause: number): void {
    this.stopCause = [cause]
  }

  protected goesOn(): void {
    this.stopCause = NONE
  }

  /** `at`: the port on which somebody was answered, or refused. */
  because(port?: number, at?: number, request?: Request, ago = 0): readonly number[] | undefined {
    if (this.ended) return undefined
    if (this.stopped) return this.stopCause
    if (port === undefined) {
      const choice = request && at !== undefined ? answerFor(this.script.answers, this.age - ago, request, at) : undefined
      const answer = typeof choice === 'object' ? choice : this.answer(at)
      const share = answer?.after === undefined ? undefined : this.cpu()
      return [...(this.slowSeconds > 0 ? this.pacedBy : []), ...causeOf(share), ...this.rules.ofAnswer(answer)]
    }
    const late = this.script.listens.findIndex((listen) => listen.port === port)
    return [...this.rules.of(late < 0 ? 'listens' : `listens[${late}]`), ...causeOf(this.startShare)]
  }

  exec(command: readonly string[]): ExecResult {
    const place = execAt(this.script.execs, command, this.age)
    const known = this.script.execs[place]
    const share = known && known.after > 0 ? this.cpu() : undefined
    const because = [...this.rules.of(known ? `execs[${place}]` : 'execs'), ...causeOf(share)]
    return known && !known.missing
      ? { missing: false, code: known.code, output: known.output, after: known.after * (share?.times ?? 1), because }
      : { missing: true, because }
  }

  private get age(): number {
    return this.engine.now - this.startedAt
  }

  /** What holds for whoever connects. */
  answer(port?: number): ScriptedAnswer | undefined {
    return answerAt(this.script.answers, this.age, port)
  }

  private withStart(rule: readonly number[]): readonly number[] {
    return [...rule, this.site.life.start()]
  }

  /** An answer that nothing delays, as `serve` would give it. */
  ready(request: Request, at: ScriptedSocket): Answer | undefined {
    if (this.stopped || this.pacedBy.length > 0 || request.grpc || at.tls !== (request.scheme === 'https')) return undefined
    if (!at.tls && !(request.http2 ? at.http2 : at.http1)) return undefined
    const { age } = this
    if (at.request !== request || age >= at.until) {
      at.request = request
      at.answered = this.readyAnswer(request, at.port)
      at.until = nextChange(this.script.answers, age)
    }
    return at.answered
  }

  private readyAnswer(request: Request, port: number): Answer | undefined {
    const open = this.answer(port)
    if (open?.refuse) return undefined
    const choice = this.rules.answersAll ? open : answerFor(this.script.answers, this.age, request, port)
    if (!choice || typeof choice === 'string' || choice.hang || choice.reset || choice.after || choice.proxy !== undefined) return undefined
    const outcome = this.rules.outcomeOf(choice)
    return outcome.is === 'response' ? outcome.response : undefined
  }

  serve(request: Request, call: NetworkCall, at: ScriptedSocket): void {
    const { tls, port } = at
    if (this.stopped) {
      call.inHandshake = request.grpc !== undefined || (tls && request.scheme === 'https')
      return this.hold(call, () => this.serve(request, call, at))
    }
    const choice = answerFor(this.script.answers, this.age, request, port)
    // until the server speaks gRPC, a client of it is still connecting
    call.inHandshake =
      request.grpc !== undefined &&
      (tls !== (request.scheme === 'https') || (choice !== 'unknown' && (typeof choice === 'string' || choice.grpc === undefined)))
    const miss = request.grpc ? undefined : misses(request, at, choice === 'gRPC only')
    if (miss) return call.answer(miss)
    if (choice === 'gRPC only') return call.answer({ is: 'http2' })
    if (choice === 'unknown') return call.answer(paced(this.rules.unknown(request), this.pacedBy))
    if (choice === 'none yet' || choice.hang || call.inHandshake) {
      this.underWay.add(call)
      return
    }
    const answer = choice
    const share = answer.after ? this.cpu() : undefined
    const pacedBy = share ? [...this.pacedBy, share.cause] : this.pacedBy
    const after = (answer.after ?? 0) * (share?.times ?? 1) + this.slowSeconds
    if (after === 0) return this.respond(answer, request, call, pacedBy)
    this.underWay.add(call)
    this.later(after, () => {
      this.underWay.delete(call)
      if (!call.cancelled) this.respond(answer, request, call, pacedBy)
    })
  }

  private respond(answer: ScriptedAnswer, request: Request, call: NetworkCall, pacedBy: readonly number[]): void {
    if (answer.reset) call.answer({ is: 'reset' })
    else if (answer.proxy === undefined) call.answer(paced(this.rules.outcomeOf(answer), pacedBy))
    else this.passOn(answer, answer.proxy, request, call, pacedBy)
  }

  /** Asks another server, with the process's own credentials, and gives its answer back: what hangs there hangs here. */
  private passOn(answer: ScriptedAnswer, url: string, request: Request, call: NetworkCall, pacedBy: readonly number[]): void {
    const via = [request.headers['via'] ?? [], '1.1 proxy'].flat().join(', ')
    const asked = requestOf({
      from: 'node',
      method: request.method,
      url,
      caller: this.node.asks(answer.caller ?? {}),
      userAgent: 'Go-http-client/1.1',
      headers: { via },
    })
    const listener = asked && via.length < MOST_VIA ? this.find(asked.host, asked.port) : undefined
    if (!asked || !listener?.accepts()) return call.answer(paced(this.badGateway(answer), pacedBy))
    this.underWay.add(call)
    const give = (outcome: Outcome) =>
      this.atWork(() => {
        this.underWay.delete(call)
        call.answer(paced(outcome.is === 'response' ? outcome : this.badGateway(answer), pacedBy))
      })
    if (listener.drops) return void this.engine.after(DIAL_SECONDS, () => give(this.badGateway(answer)))
    listener.serve(asked, {
      inHandshake: asked.scheme === 'https',
      get cancelled() {
        return call.cancelled
      },
      answer: give,
    })
  }

  /** What a proxy says of a server that it gets no answer from. */
  private badGateway(answer: ScriptedAnswer): Outcome {
    return { is: 'response', response: { status: 502, headers: {}, body: 'Bad Gateway\n', because: this.rules.ofAnswer(answer) } }
  }
}
