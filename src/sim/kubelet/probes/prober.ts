import type { Container, Probe } from '../../../manifest/types.ts'
import type { Task } from '../../engine.ts'
import type { Answer, Call, Listener, Outcome } from '../../node/network.ts'
import type { Request } from '../../apiserver/requests/request.ts'
import type { Node } from '../../node/node.ts'
import type { ProbeResult } from '../../trace/trace.ts'
import { goDuration } from '../pods/backoff.ts'
import { execIn } from './exec.ts'
import { addressFor, addressOf, failureText, getFailed, requestFor, resolvePort, urlOf } from './http-get.ts'
import type { Instance } from '../pods/runtime.ts'

/** Only errors are tried again, at once. */
const MAX_PROBE_RETRIES = 3
/** Go's http.Transport gives a TLS handshake so much, whatever the probe's own time-out. */
const TLS_HANDSHAKE_SECONDS = 10
const MAX_REDIRECTS = 10
/** Up to 1.19 dockershim lets a command run on, whatever the probe's time-out; the kubelet gives it so much more. */
const RUNTIME_SECONDS = 120
/** Those that Go's client follows. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MAX_BODY_CHARACTERS = 10 * 1024

export interface ProbeAnswer {
  result: ProbeResult
  output: string
  /** Entries that explain the answer, main one first. */
  because?: readonly number[] | undefined
  /** The probe's own deadline has passed. */
  timedOut?: boolean
}

type Done = (answer: ProbeAnswer) => void

/** Whom a probe is made for. */
export interface ProbeSubject {
  container: Container
  probe: Probe
  /** Empty where the kubelet knows none. */
  podIP: string
  instance: () => Instance | undefined
  /** The first request of an HTTP probe: the same every time. */
  first?: { url: string; request: Request }
  /** The last answer, and what it meant. */
  last?: { response: Answer; answer: ProbeAnswer }
}

/**
 * Makes one probe and answers, now or later, exactly once. An error (`unknown`) is tried three times.
 *
 * Units: seconds on the simulated clock. Errors: none; what cannot be performed is the result `unknown`.
 * Follows: pkg/kubelet/prober/prober.go, probe and runProbeWithRetries (v1.37.2).
 */
export function runProbe(node: Node, subject: ProbeSubject, done: Done): void {
  const { probe, container, podIP } = subject
  if (probe.exec) return probeExec(node, subject, probe.exec.command, done, MAX_PROBE_RETRIES)
  if (probe.grpc) return probeGrpc(node, subject, done)
  const action = probe.httpGet ?? probe.tcpSocket
  if (!action) return done({ result: 'unknown', output: 'missing probe handler' })
  // an error that another try cannot change
  const port = resolvePort(action.port, container)
  if (port === undefined)
    return done({ result: 'unknown', output: `strconv.Atoi: parsing ${JSON.stringify(String(action.port))}: invalid syntax` })
  if (probe.httpGet) {
    subject.first ??= requestFor(node, probe.httpGet, podIP, port, `kube-probe/${node.release.name}`)
    new HttpProbe(node, subject, subject.first, done)
    return
  }
  const host = action.host || podIP
  const listener = node.find(host, port)
  const dial = `dial tcp ${host && addressFor(host)}:${port}: `
  if (listener?.drops)
    return void node.engine.after(probe.timeoutSeconds, () => done({ result: 'failure', output: `${dial}i/o timeout`, timedOut: true }))
  if (listener?.accepts()) {
    listener.leave?.()
    return done(SUCCESS)
  }
  done({ result: 'failure', output: `${dial}${node.release.refusedCall}: connection refused`, because: reasons(listener, port, subject) })
}

/** Why nobody answers: what the listener says, or the program that should be one. */
function reasons(listener: Listener | undefined, port: number, { instance }: ProbeSubject): readonly number[] | undefined {
  return listener ? listener.because?.() : instance()?.process.because?.(port)
}

const SUCCESS: ProbeAnswer = { result: 'success', output: '' }

/**
 * What is asked, as a person would write it.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function probeTarget(subject: ProbeSubject): string {
  const { probe, podIP, container } = subject
  if (probe.exec) return `exec ${probe.exec.command.join(' ')}`
  if (probe.httpGet) {
    const port = resolvePort(probe.httpGet.port, container)
    return `GET ${urlOf(probe.httpGet, podIP, port ?? 0)}`
  }
  if (probe.tcpSocket) return `tcp ${probe.tcpSocket.host || podIP}:${probe.tcpSocket.port}`
  return `grpc ${podIP}:${probe.grpc?.port ?? 0}`
}

/**
 * One HTTP probe under way, with the client's two limits: the probe's own deadline, and Go's for the TLS handshake.
 * Follows: pkg/probe/http/http.go, DoHTTPProbe (v1.37.2).
 */
class HttpProbe implements Call {
  inHandshake = false
  cancelled = false
  private followed = 0
  private url = ''
  private at: Request
  private limits: Task[] | undefined
  private listener: Listener | undefined
  private readonly deadline: number
  private readonly node: Node
  private readonly subject: ProbeSubject
  private readonly done: Done

  constructor(node: Node, subject: ProbeSubject, first: { url: string; request: Request }, done: Done) {
    this.node = node
    this.subject = subject
    this.done = done
    this.at = first.request
    this.deadline = node.engine.now + subject.probe.timeoutSeconds
    this.get(first.url)
  }

  private get(url: string): void {
    const { node, subject } = this
    this.url = url
    this.at = url === subject.first!.url ? subject.first!.request : { ...subject.first!.request, ...addressOf(url) }
    const { host, port, scheme } = this.at
    const listener = (this.listener = node.find(host, port))
    if (!listener?.accepts()) return this.answer({ is: 'refused' })
    this.inHandshake = scheme === 'https' && !listener.drops
    this.cancelled = false
    listener.serve(this.at, this)
    if (!this.cancelled) this.setLimits()
  }

  private setLimits(): void {
    const { engine } = this.node
    const handshakeEnds = engine.now + TLS_HANDSHAKE_SECONDS
    this.limits = [
      engine.schedule(this.deadline, () =>
        this.timedOut(
          `${timeoutWords(this.node, this.inHandshake || this.listener?.drops === true)} (Client.Timeout exceeded while awaiting headers)`,
          true,
        ),
      ),
    ]
    if (this.inHandshake && handshakeEnds < this.deadline)
      this.limits.push(engine.schedule(handshakeEnds, () => this.inHandshake && this.timedOut('net/http: TLS handshake timeout', false)))
  }

  /** `own`: by the probe's own deadline. */
  private timedOut(why: string, own: boolean): void {
    if (this.cancelled) return
    this.end()
    this.noAnswer(why, own)
  }

  private end(): void {
    this.cancelled = true
    if (this.limits) for (const limit of this.limits) this.node.engine.cancel(limit)
    this.limits = undefined
  }

  answer(outcome: Outcome): void {
    // one that comes just when the time is over is too late: the client began to count before it asked
    if (this.cancelled || this.node.engine.now >= this.deadline) return
    this.end()
    if (outcome.is === 'response') this.answered(outcome.response)
    else
      this.done({
        result: 'failure',
        output: failureText(this.node, this.url, this.at, outcome),
        because: reasons(this.listener, this.at.port, this.subject),
      })
  }

  private answered(response: Answer): void {
    const { release } = this.node
    const location = REDIRECTS.has(response.status) ? response.headers['location'] : undefined
    if (location === undefined && release.redirectsNeedLocation && [301, 302, 303].includes(response.status))
      return this.failed(`${response.status} response missing Location header`)
    if (location !== undefined) {
      const next = resolve(this.url, location)
      if (addressOf(next).host === this.at.host || release.redirectWarning === null) {
        if (++this.followed < MAX_REDIRECTS) return this.get(next)
        this.url = next
        return this.failed('stopped after 10 redirects')
      }
    }
    const { subject } = this
    // the same answer means the same result
    if (subject.last?.response !== response) subject.last = { response, answer: resultOf(response, release.redirectWarning) }
    this.done(subject.last.answer)
  }

  private failed(why: string): void {
    this.done({ result: 'failure', output: getFailed(this.node, this.url, why) })
  }

  private noAnswer(why: string, timedOut: boolean): void {
    this.done({
      result: 'failure',
      output: getFailed(this.node, this.url, why),
      because: reasons(this.listener, this.at.port, this.subject),
      timedOut,
    })
  }
}

function resultOf({ status, body, because }: Answer, redirectWarning: string | null): ProbeAnswer {
  const why = because ? { because } : {}
  if (status < 200 || status >= 400) return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}`, ...why }
  if (status >= 300 && redirectWarning !== null)
    return { result: 'warning', output: redirectWarning + body.slice(0, MAX_BODY_CHARACTERS), ...why }
  return { result: 'success', output: '', ...why }
}

function timeoutWords(node: Node, connecting: boolean): string {
  if (node.release.quotesURL) return 'context deadline exceeded'
  return connecting ? 'net/http: request canceled while waiting for connection' : 'net/http: request canceled'
}

function resolve(base: string, to: string): string {
  if (/^[a-z]+:\/\//i.test(to)) return to
  const [, origin = ''] = /^(\w+:\/\/[^/]*)/.exec(base) ?? []
  return to.startsWith('/') ? origin + to : base.slice(0, base.lastIndexOf('/') + 1) + to
}

/** Follows: pkg/probe/exec/exec.go (v1.37.2); pkg/kubelet/remote/remote_runtime.go, ExecSync (v1.18). */
function probeExec(node: Node, subject: ProbeSubject, command: readonly string[], done: Done, tries: number): void {
  const { probe, instance } = subject
  const limit = goDuration(probe.timeoutSeconds)
  const docker = node.release.runtime === 'docker'
  execIn(node, instance(), command, probe.timeoutSeconds + (docker ? RUNTIME_SECONDS : 0), (outcome) => {
    const { because } = outcome
    if (outcome.is === 'ended')
      return done(outcome.code === 0 ? { ...SUCCESS, because } : { result: 'failure', output: outcome.output, because })
    if (outcome.is === 'error')
      return tries > 1 ? probeExec(node, subject, command, done, tries - 1) : done({ result: 'unknown', output: outcome.error, because })
    const text = node.release.execTimeoutText
    if (text) return done({ result: 'failure', output: text(command.join(' '), limit), timedOut: true, because })
    done({
      result: 'unknown',
      because,
      timedOut: true,
      output: `rpc error: code = DeadlineExceeded desc = ${docker ? '' : `failed to exec in container: timeout ${limit} exceeded: `}context deadline exceeded`,
    })
  })
}

/** No simulated process speaks gRPC: the connection never becomes ready. Follows: pkg/probe/grpc/grpc.go (v1.37.2). */
function probeGrpc(node: Node, { probe, podIP }: ProbeSubject, done: Done): void {
  const output = `timeout: failed to connect service "${podIP}:${probe.grpc!.port}" within ${goDuration(probe.timeoutSeconds)}: context deadline exceeded`
  node.engine.after(probe.timeoutSeconds, () => done({ result: 'failure', output, timedOut: true }))
}
