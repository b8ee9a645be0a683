import type { Engine, Task } from './engine.ts'
import { requestOf, type Request } from './apiserver/request.ts'
import type { Call, Listener, Network, Outcome } from './network.ts'
import type { Caller, ProcessScript, ScriptedAnswer } from './scenario.ts'

/** A program in a container, from its start to its end. */
export interface Process {
  start(): void
  /** SIGTERM: it may end, at once or later, or not at all. */
  terminate(): void
  /** SIGKILL. */
  kill(): void
  /** SIGSTOP and SIGCONT. */
  stop(): void
  resume(): void
  /** What a command run in its container does. */
  exec(command: readonly string[]): ExecResult
}

export type ExecResult = { missing: true } | { missing: false; code: number; output: string; after: number }

/** Told once, when the process has ended; `cause` where it knows better than that it was started. */
export type OnExit = (end: { code: number; signal?: string; cause?: number | readonly number[] }) => void

/** SIGKILL as an exit code: 128 + 9. */
const KILLED = { code: 137, signal: 'SIGKILL' }
/** Two proxies that ask each other would go on for ever: the header that each of them adds to tells. */
const MOST_VIA = 100
/** What a proxy says of a server that it gets no answer from. */
const BAD_GATEWAY: Outcome = { is: 'response', response: { status: 502, headers: {}, body: 'Bad Gateway\n' } }

/**
 * A process that behaves as the scenario's `processes` says.
 *
 * Units: seconds from its start. Errors: none. Follows: nothing upstream.
 */
export class ScriptedProcess implements Process {
  private startedAt = 0
  private open: Listener[] = []
  private calls: { request: Request; call: Call }[] = []
  private tasks: Task[] = []
  private ended = false
  private stopped = false

  private engine: Engine
  private network: Network
  private script: ProcessScript
  private onListen: (port: number) => void
  private onExit: OnExit
  private find: Network['find']

  /** `find` says who takes a connection that the process makes itself. */
  constructor(engine: Engine, network: Network, script: ProcessScript, onListen: (port: number) => void, onExit: OnExit, find: Network['find']) {
    this.engine = engine
    this.network = network
    this.find = find
    this.script = script
    this.onListen = onListen
    this.onExit = onExit
  }

  start(): void {
    this.startedAt = this.engine.now
    for (const { port, tls, after } of this.script.listens) {
      const listener: Listener = {
        bind: '0.0.0.0',
        port,
        tls,
        accepts: () => !this.answer()?.refuse,
        hung: () => this.stopped,
        serve: (request, call) => this.serve(request, call, tls),
      }
      const open = () => {
        if (this.network.listen(listener)) {
          this.open.push(listener)
          this.onListen(port)
        }
      }
      if (after > 0) this.later(after, open)
      else open()
    }
    const { exits } = this.script
    if (exits) this.later(exits.after, () => this.end({ code: exits.code }))
  }

  terminate(): void {
    const { onTerm } = this.script
    if (onTerm === 'ignore' || this.stopped) return
    if (onTerm.after > 0) this.later(onTerm.after, () => this.end({ code: onTerm.code }))
    else this.end({ code: onTerm.code })
  }

  kill(): void {
    this.end(KILLED)
  }

  stop(): void {
    this.stopped = true
  }

  resume(): void {
    this.stopped = false
    const held = this.calls
    this.calls = []
    for (const { request, call } of held) if (!call.cancelled) this.serve(request, call, call.inHandshake)
  }

  exec(command: readonly string[]): ExecResult {
    const known = this.script.execs.find((e) => e.command.length === command.length && e.command.every((word, i) => word === command[i]))
    return known && !known.missing ? { missing: false, code: known.code, output: known.output, after: known.after } : { missing: true }
  }

  private outcomes = new Map<ScriptedAnswer, Outcome>()

  private outcomeOf(answer: ScriptedAnswer): Outcome {
    let outcome = this.outcomes.get(answer)
    if (!outcome) this.outcomes.set(answer, (outcome = { is: 'response', response: responseOf(answer) }))
    return outcome
  }

  private answer(): ScriptedAnswer | undefined {
    const age = this.engine.now - this.startedAt
    const { answers } = this.script
    for (let i = answers.length - 1; i >= 0; i--) if (answers[i]!.from <= age + 1e-9) return answers[i]
    return undefined
  }

  private serve(request: Request, call: Call, tls: boolean): void {
    if (this.stopped) {
      call.inHandshake = tls && request.scheme === 'https'
      this.calls.push({ request, call })
      return
    }
    call.inHandshake = false
    if (!tls && request.scheme === 'https') return call.answer({ is: 'plain-http' })
    if (tls && request.scheme === 'http') return call.answer({ is: 'response', response: { status: 400, headers: {}, body: 'Client sent an HTTP request to an HTTPS server.\n' } })
    const answer = this.answer()
    if (answer?.reset) return call.answer({ is: 'reset' })
    if (answer?.hang || !answer) {
      this.calls.push({ request, call })
      return
    }
    const respond = () => (answer.proxy === undefined ? call.answer(this.outcomeOf(answer)) : this.passOn(answer.proxy, answer.caller ?? {}, request, call))
    if (!answer.after) return respond()
    this.calls.push({ request, call })
    this.later(answer.after, () => {
      this.calls = this.calls.filter((held) => held.call !== call)
      if (!call.cancelled) respond()
    })
  }

  /** Asks another server, with the process's own credentials, and gives its answer back: what hangs there hangs here. */
  private passOn(url: string, caller: Caller, request: Request, call: Call): void {
    const via = [request.headers['via'] ?? [], '1.1 proxy'].flat().join(', ')
    const asked = requestOf({ from: 'node', method: request.method, url, caller, userAgent: 'Go-http-client/1.1', headers: { via } })
    const listener = asked && via.length < MOST_VIA ? this.find(asked.host, asked.port) : undefined
    if (!asked || !listener?.accepts()) return call.answer(BAD_GATEWAY)
    this.calls.push({ request, call })
    listener.serve(asked, {
      inHandshake: asked.scheme === 'https',
      get cancelled() {
        return call.cancelled
      },
      answer: (outcome) => {
        if (this.ended || this.stopped || call.cancelled) return
        this.calls = this.calls.filter((held) => held.call !== call)
        call.answer(outcome.is === 'response' ? outcome : BAD_GATEWAY)
      },
    })
  }

  private later(seconds: number, run: () => void): void {
    this.tasks.push(this.engine.after(seconds, () => this.ended || run()))
  }

  private end(how: { code: number; signal?: string }): void {
    if (this.ended) return
    this.ended = true
    for (const task of this.tasks) this.engine.cancel(task)
    for (const listener of this.open) this.network.close(listener)
    for (const { call } of this.calls) if (!call.cancelled) call.answer({ is: call.inHandshake ? 'reset' : 'eof' })
    this.calls = []
    this.onExit(how)
  }
}

function responseOf(answer: ScriptedAnswer): { status: number; headers: Record<string, string>; body: string } {
  if (answer.location === undefined) return { status: answer.status ?? 200, headers: {}, body: answer.body ?? '' }
  // net/http's Redirect writes this body
  const status = answer.status ?? 302
  return { status, headers: { location: answer.location }, body: `<a href="${answer.location}">${REDIRECTS[status] ?? 'Found'}</a>.\n\n` }
}

const REDIRECTS: Record<number, string> = {
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
}
