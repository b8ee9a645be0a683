import type { Container, HTTPGetAction, PodGates, Probe } from '../../../manifest/types.ts'
import type { Request } from '../../apiserver/requests/request.ts'
import type { EngineTask } from '../../engine.ts'
import { type Answer, HANDSHAKE_SECONDS, type NetworkCall, type Listener, notHttp2, type Outcome } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'
import { type Elsewhere, NO_ROUTE_SECONDS, noRoute, noSuchHost, whereabouts } from '../../node/whereabouts.ts'
import type { ProbeResult } from '../../trace/trace.ts'
import type { ContainerLives } from '../pods/pod-cache.ts'
import { addressFor, addressOf, failureText, getFailed, requestFor, type UrlRequest } from './http-get.ts'

export interface ProbeAnswer {
  result: ProbeResult
  output: string
  /** Entries that explain the answer, main one first. */
  because?: readonly number[] | undefined
  /** The probe's own deadline has passed. */
  timedOut?: boolean
}

/** Is told a probe's answer, once. */
export type ProbeDone = (answer: ProbeAnswer) => void

/** Sends a probe, and gives its answer where a server has it ready: most have. */
export type Send = () => ProbeAnswer | void

/** Whom a probe is made for. */
export interface ProbeSubject {
  container: Container
  probe: Probe
  /** `NAME_NAMESPACE(UID)` */
  podId: string
  /** Empty where the kubelet knows none. */
  podIP: string
  lives: ContainerLives
  gates: PodGates
  /** The last answer, and what it meant. */
  last?: { response: Answer; answer: ProbeAnswer }
}

/** Why nobody answers, or not what was asked so many seconds `ago`: what the listener says, or the program that should be one. */
export function reasons(
  listener: Listener | undefined,
  port: number,
  { lives }: ProbeSubject,
  request?: Request,
  ago?: number,
): readonly number[] | undefined {
  return listener ? listener.because?.(request, ago) : lives.running?.process.because?.(port)
}

/** The answer of a probe that passes. */
export const SUCCESS: ProbeAnswer = { result: 'success', output: '' }

/** As measured, with the delayed ACK of Linux in it. */
const LINGER_SECONDS = 0.045
const MAX_REDIRECTS = 10
/** Those that Go's client follows. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MAX_BODY_CHARACTERS = 10 * 1024

/** What sends an HTTP probe, each time it is called; `done` is told what it does not give back. */
export function httpProber(node: Node, subject: ProbeSubject, action: HTTPGetAction, port: number, done: ProbeDone): Send {
  const speaksHttp2 = action.protocol === 'HTTP2' && subject.gates.http2
  const first = requestFor(action, subject.podIP, port, `kube-probe/${node.release.name}`, speaksHttp2)
  return () => {
    const answer = answerAtOnce(node, subject, first.request)
    if (!answer) void new HttpProbe(node, subject, first, done)
    return answer
  }
}

/**
 * One HTTP probe under way, with the client's two limits: the probe's own deadline, and Go's for the TLS handshake.
 * Follows: pkg/probe/http/http.go, DoHTTPProbe (v1.37.2).
 */
class HttpProbe implements NetworkCall {
  inHandshake = false
  cancelled = false
  private followed = 0
  private readonly first: UrlRequest
  private url = ''
  private at: Request
  private limits: EngineTask[] | undefined
  private listener: Listener | undefined
  private askedAt = 0
  private readonly deadline: number
  private readonly node: Node
  private readonly subject: ProbeSubject
  private readonly done: ProbeDone

  constructor(node: Node, subject: ProbeSubject, first: UrlRequest, done: ProbeDone) {
    this.node = node
    this.subject = subject
    this.done = done
    this.first = first
    this.at = first.request
    this.deadline = node.engine.now + subject.probe.timeoutSeconds
    this.get(first.url)
  }

  /** `headers` where it is not the first request. */
  private get(url: string, headers?: Request['headers']): void {
    const { node, first } = this
    this.url = url
    this.at = headers ? { ...first.request, ...addressOf(url), headers } : first.request
    const { host, port } = this.at
    this.askedAt = node.engine.now
    this.cancelled = false
    const listener = (this.listener = node.find(host, port))
    if (!listener) return this.nobody(whereabouts(node, host, port))
    if (!listener.accepts()) return this.answer({ is: 'refused' })
    if (this.at.http2 && !listener.minds && !listener.drops && !listener.hung?.()) return this.answer(notHttp2(listener))
    listener.serve(this.at, this)
    if (!this.cancelled) this.setLimits()
  }

  private nobody(elsewhere: Elsewhere | undefined): void {
    const { engine } = this.node
    if (!elsewhere) return this.answer({ is: 'refused' })
    if (elsewhere === 'no such host') return this.failed(noSuchHost(this.at.host))
    this.setLimits(true)
    const { host, port } = this.at
    if (elsewhere === 'no route')
      this.limits!.push(engine.after(NO_ROUTE_SECONDS, () => this.timedOut(noRoute(this.node, addressFor(host), port), false)))
  }

  private setLimits(isConnecting = this.inHandshake || this.listener?.drops === true): void {
    const { engine } = this.node
    const handshakeEnds = engine.now + HANDSHAKE_SECONDS
    this.limits = [
      engine.schedule(this.deadline, () =>
        this.timedOut(
          `${timeoutWords(this.node, isConnecting ? true : this.inHandshake)} (Client.Timeout exceeded while awaiting headers)`,
          true,
        ),
      ),
    ]
    if (this.inHandshake && handshakeEnds < this.deadline)
      this.limits.push(engine.schedule(handshakeEnds, () => this.inHandshake && this.handshakeLate()))
  }

  /** No more is waited for; the connection's closing may take a moment, unless the other side is gone. */
  private handshakeLate(): void {
    const { engine, release } = this.node
    this.isLate = true
    if (!release.probeLingers) return this.endLate()
    for (const limit of this.limits!) engine.cancel(limit)
    this.limits = [engine.after(LINGER_SECONDS, () => this.endLate())]
  }

  private isLate = false

  private endLate(): void {
    this.isLate = false
    this.timedOut('net/http: TLS handshake timeout', false)
  }

  /** `own`: by the probe's own deadline. */
  private timedOut(why: string, own: boolean): void {
    this.end()
    const output = getFailed(this.node, this.url, why)
    this.done({ result: 'failure', output, because: this.reasons(), timedOut: own })
  }

  private end(): void {
    this.cancelled = true
    if (this.limits) for (const limit of this.limits) this.node.engine.cancel(limit)
    this.limits = undefined
  }

  answer(outcome: Outcome): void {
    // one that comes just when the time is over is too late: the client began to count before it asked
    if (this.cancelled || this.node.engine.now >= this.deadline) return
    if (this.isLate) return this.endLate()
    this.end()
    if (outcome.is === 'response') this.answered(outcome.response)
    else
      this.done({
        result: 'failure',
        output: failureText(this.node, this.url, this.at, outcome),
        because: outcome.is === 'refused' ? reasons(this.listener, this.at.port, this.subject) : this.reasons(),
      })
  }

  private reasons(): readonly number[] | undefined {
    return reasons(this.listener, this.at.port, this.subject, this.at, this.node.engine.now - this.askedAt)
  }

  private answered(response: Answer): void {
    const { release } = this.node
    const location = (REDIRECTS.has(response.status) && response.headers['location']) || undefined
    if (location === undefined && release.redirectsNeedLocation && [301, 302, 303].includes(response.status))
      return this.failed(`${response.status} response missing Location header`)
    if (location !== undefined) {
      const next = resolve(this.url, location)
      if (addressOf(next).host === this.at.host || release.redirectWarning === null) {
        if (++this.followed < MAX_REDIRECTS) return this.get(next, this.headersFor(location))
        // Go names the last Location as it was given
        this.url = location
        return this.failed('stopped after 10 redirects')
      }
    }
    this.done(answerOf(this.subject, response, release.redirectWarning))
  }

  /** Go keeps a Host header of one's own where the Location has no host of its own; until then it lost it. */
  private headersFor(location: string): Request['headers'] {
    const { host, ...others } = this.at.headers
    return host === undefined || (this.node.release.redirectKeepsHost && !/^[a-z][\w+.-]*:/i.test(location)) ? this.at.headers : others
  }

  private failed(why: string): void {
    this.end()
    this.done({ result: 'failure', output: getFailed(this.node, this.url, why) })
  }
}

/**
 * What a server answers that has its answer ready, as most do: without a call, which somebody may have to give up. Undefined where the
 * answer has yet to come, or leads elsewhere.
 */
function answerAtOnce(node: Node, subject: ProbeSubject, request: Request): ProbeAnswer | undefined {
  const listener = node.find(request.host, request.port)
  if (request.http2 && !listener?.minds) return undefined
  const response = listener?.ready?.(request)
  return response && !REDIRECTS.has(response.status) ? answerOf(subject, response, node.release.redirectWarning) : undefined
}

/** The same answer means the same result. */
function answerOf(subject: ProbeSubject, response: Answer, redirectWarning: string | null): ProbeAnswer {
  if (subject.last?.response !== response) subject.last = { response, answer: resultOf(response, redirectWarning) }
  return subject.last.answer
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

/** Where a Location leads. Follows: net/url, ResolveReference (Go 1.26). */
function resolve(base: string, to: string): string {
  if (/^[a-z][\w+.-]*:/i.test(to)) return to
  const [, scheme = '', host = '', path = '', query = ''] = /^(\w+:)(\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/.exec(base) ?? []
  if (to.startsWith('//')) return scheme + to
  const origin = scheme + host
  if (to.startsWith('?')) return origin + path + to
  if (to.startsWith('#')) return origin + path + query + to
  const [, toPath = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(to) ?? []
  return origin + withoutDots(toPath.startsWith('/') ? toPath : path.slice(0, path.lastIndexOf('/') + 1) + toPath) + rest
}

function withoutDots(path: string): string {
  const kept: string[] = []
  const parts = path.split('/').slice(1)
  for (const [i, part] of parts.entries()) {
    if (part === '..') kept.pop()
    if (part !== '.' && part !== '..') kept.push(part)
    else if (i === parts.length - 1) kept.push('')
  }
  return `/${kept.join('/')}`
}
