import type { Answer } from '../node/network.ts'
import type { RequestStep } from '../trace/trace.ts'
import { KEPT_SECONDS, tokenOf } from './authentication/bearer.ts'
import type { User } from './requests/attributes.ts'
import type { ServerState } from './server-config.ts'
import { changeBehind } from './requests/elsewhere.ts'
import type { EtcdConnection } from './etcd-connection.ts'
import { handle, type Handling } from './requests/chain.ts'
import type { Request, Response } from './requests/request.ts'
import { type StatusFailure, failureResponse } from './requests/status-failure.ts'
import type { ServerView } from './server-record.ts'

/** What a request came to, at which state. */
interface GivenAnswer extends Handling {
  state: ServerState
  entry: number | undefined
  because: readonly number[]
  /** Made once: a prober gets it again and again. */
  answer: Answer
}

/** What answers need to know of their server. */
interface Answering extends ServerView {
  readonly phase: string
  /** What it does now. */
  now(): readonly number[]
  readonly etcd: EtcdConnection
}

/**
 * What a kube-apiserver answers, and why: what each request comes to is chain.ts's business.
 *
 * Units: seconds on the simulated clock.
 */
export class ServerAnswers {
  readonly tokens = new Map<string, { user: User; until: number }>()
  /** By whether etcd has failed its checks: while it has, each request comes by both. */
  private given = { well: new WeakMap<Request, GivenAnswer>(), failing: new WeakMap<Request, GivenAnswer>() }
  private lostAudit = false
  private readonly server: Answering

  constructor(server: Answering) {
    this.server = server
  }

  /** The causes that an answer names are others from now on. */
  forget(): void {
    this.given = { well: new WeakMap(), failing: new WeakMap() }
  }

  /** A prober sends the same request again and again: at the same state, told of by the same entry, it gets the same answer. */
  handled(request: Request, state: ServerState): GivenAnswer {
    const { config, record, node } = this.server
    const known = state.etcdFailed.length === 0 ? this.given.well : this.given.failing
    const before = known.get(request)
    if (before && before.entry === record.entry && before.state === state) return before
    const handling = handle(config!, state, request)
    const because = this.reasons(handling, changeBehind(config!, state, node.objects, request, handling))
    const given = { ...handling, state, entry: record.entry, because, answer: { ...handling.response, steps: handling.steps, because } }
    // a token goes out of date by itself, and objects change with the time
    if (!handling.change && handling.log === undefined && !handling.stored && !request.headers['authorization']) known.set(request, given)
    return given
  }

  /** What goes back to the caller; what the request has changed, and what is written of it, is done. */
  answer(request: Request, { change, log, because, bearer, answer }: GivenAnswer): Answer {
    const { config, record, node } = this.server
    if (bearer) this.keep(tokenOf(request) ?? '', bearer)
    if (!this.lostAudit && config!.auditLogError !== undefined) this.sayLostAudit(config!.auditLogError)
    const told = log === undefined ? undefined : record.log(log)
    if (change) node.objects.apply(change, request.cause ?? record.entry)
    return told === undefined ? answer : { ...answer, because: [...because, told] }
  }

  /** What a write is told that a webhook or etcd has refused. */
  refused(request: Request, { steps, because }: GivenAnswer, failure: StatusFailure, why: readonly number[]): Answer {
    const reason = failure.reason === '' && failure.code === 500 ? 'etcd has refused the write.' : 'An admission webhook stands in its way.'
    const last: RequestStep = { step: failure.code === 500 && failure.reason === '' ? 'handler' : 'admission', verdict: 'refused', reason }
    const response = failureResponse({ details: {}, ...failure }, request, this.server.node.release)
    return { ...response, steps: [...steps.filter(({ verdict }) => verdict !== 'answered'), last], because: [...why, ...because] }
  }

  /** That etcd has not answered for as long as a request may take. */
  timeout(request: Request, isRead: boolean): Answer {
    const { requestTimeoutText, writeTimeout } = this.server.node.release
    if (!isRead) {
      const steps: RequestStep[] = [
        { step: 'handler', verdict: 'answered', reason: `etcd did not answer within ${writeTimeout.seconds} s.` },
      ]
      const failure = { code: 504, reason: 'Timeout', message: writeTimeout.text, details: {} }
      const response = failureResponse(failure, request, this.server.node.release)
      return { ...response, steps, because: this.reasons({ steps, response: { status: 504 } }) }
    }
    const body = `${JSON.stringify({ metadata: {}, status: 'Failure', message: requestTimeoutText, reason: 'Timeout', details: {}, code: 504 })}\n`
    const steps: RequestStep[] = [{ step: 'handler', verdict: 'answered', reason: 'etcd did not answer within a minute.' }]
    return {
      status: 504,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body,
      steps,
      because: this.reasons({ steps, response: { status: 504 } }),
    }
  }

  /** Each audited request is an error then: the first is told, and that there are others is said. */
  private sayLostAudit(error: string): void {
    this.lostAudit = true
    const { record } = this.server
    const lines = record.flagRoot('audit-log-path')
    record.log(`E metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: ${error}`, ...lines)
    const message = `The audit log cannot be written (${error}). Up to 1.21 the kube-apiserver goes on without it and logs each event as an error: only the first is shown here. From 1.22 on it would end.`
    record.warn(message, lines[0])
  }

  /** From the first look on, not from the last use. */
  private keep(token: string, user: User): void {
    const { now } = this.server.node.engine
    if (now >= (this.tokens.get(token)?.until ?? 0)) this.tokens.set(token, { user, until: now + KEPT_SECONDS })
  }

  /**
   * Why an answer is as it is, the main reason first: what changed in etcd and made it so; then the line that refused, if any;
   * otherwise the etcd that is gone, what the server does at the time, the lines that let the request pass.
   */
  private reasons(
    { steps, response: { status } }: { steps: readonly RequestStep[]; response: Pick<Response, 'status'> },
    changed: readonly number[] = [],
  ): readonly number[] {
    const { server } = this
    const last = steps.at(-1)
    const refused = last?.verdict === 'refused'
    const lines = steps
      .filter((step) => step.verdict === (refused ? 'refused' : 'passed'))
      .flatMap(({ because }) => server.record.linesOf(because))
    const lost = !refused && status >= 500 ? server.etcd.lost() : []
    // while it starts it knows no role yet: no line is to blame
    const decided = refused && !(server.phase === 'forbidding' && last.step === 'authorization')
    return [...new Set(decided && lines.length > 0 ? [...changed, ...lines] : [...lost, ...changed, ...server.now(), ...lines])]
  }
}
