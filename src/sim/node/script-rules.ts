import { getOrInsert, own } from '../../manifest/own.ts'
import { STATUS_TEXTS } from '../../manifest/go/net.ts'
import { type Request, decode } from '../apiserver/requests/request.ts'
import type { ProcessScript, ScriptedAnswer, AnswerScope, ScriptedExec } from '../scenario/scenario-programs.ts'
import type { Outcome } from './network.ts'

/**
 * The rules of a program's script as causes, and the answers that come of them. Made once for all the program's lives: a prober
 * gets the same answer again and again.
 */
export class ScriptRules {
  private entries = new Map<string, readonly number[]>()
  private outcomes = new Map<ScriptedAnswer, Outcome>()
  private readonly listens: (readonly number[])[] = []

  readonly script: ProcessScript
  /** Nobody has described the program. */
  readonly isAssumed: boolean
  /** One of the answers is gRPC's. */
  readonly speakGrpc: boolean
  /** None of the answers asks anything of a request: what holds for whoever connects holds for each of them. */
  readonly answersAll: boolean
  private root: (path: string, value: unknown) => number

  /** `root`: the entry of a rule, by its path in the script, such as `answers[1]`. */
  constructor(script: ProcessScript, root: (path: string, value: unknown) => number, isAssumed = false) {
    this.script = script
    this.isAssumed = isAssumed
    this.speakGrpc = script.answers.some(({ grpc }) => grpc !== undefined)
    this.answersAll = !script.answers.some(isForSome)
    this.root = root
  }

  /** The entry of a rule, by its path: always the same array. */
  of(path: string): readonly number[] {
    return getOrInsert(this.entries, path, () => [this.root(path, valueAt(this.script, path))])
  }

  ofAnswer(answer: ScriptedAnswer | undefined): readonly number[] {
    return this.of(answer ? `answers[${this.script.answers.indexOf(answer)}]` : 'answers')
  }

  /** As `of`, of a port that it listens on. */
  ofListen(i: number): readonly number[] {
    return (this.listens[i] ??= this.of(`listens[${i}]`))
  }

  outcomeOf(answer: ScriptedAnswer): Outcome {
    let outcome = this.outcomes.get(answer)
    if (!outcome) {
      const because = this.ofAnswer(answer)
      outcome =
        answer.grpc === undefined
          ? { is: 'response', response: { ...responseOf(answer), because } }
          : { is: 'grpc', status: answer.grpc, because }
      this.outcomes.set(answer, outcome)
    }
    return outcome
  }

  /** What a server says of a path, or of a service, that it does not know. Follows: net/http, NotFound; grpc-go, health/server.go. */
  unknown({ grpc }: Request): Outcome {
    const because = this.of('answers')
    return grpc
      ? { is: 'grpc', status: 'NOT_FOUND', because }
      : { is: 'response', response: { status: 404, headers: {}, body: '404 page not found\n', because } }
  }
}

/** A field of a script, or a member of one of its lists. */
function valueAt(script: ProcessScript, path: string): unknown {
  const [field = '', place] = path.split(/[[\]]/)
  const value = script[field as keyof ProcessScript]
  return place === undefined ? value : (value as readonly unknown[])[Number(place)]
}

function responseOf(answer: ScriptedAnswer): { status: number; headers: Record<string, string>; body: string } {
  if (answer.location === undefined) return { status: answer.status ?? 200, headers: {}, body: answer.body ?? '' }
  // net/http's Redirect writes this body
  const status = answer.status ?? 302
  return {
    status,
    headers: { location: answer.location },
    body: `<a href="${answer.location}">${STATUS_TEXTS.get(status) ?? 'Found'}</a>.\n\n`,
  }
}

/** What a program does with a request: by one of its answers; by none that has begun; it knows no such path or service; it speaks gRPC only. */
type AnswerChoice = ScriptedAnswer | 'none yet' | 'unknown' | 'gRPC only'

/**
 * Of a program's answers the one that holds for a request: of those that fit it and have begun the most specific one, of equal
 * ones the last. A request that all of them are too narrow for is one that the program does not know.
 *
 * Units: `age` in seconds since the program's start. The format is the project's own.
 */
export function answerFor(answers: readonly ScriptedAnswer[], age: number, request: Request, port: number): AnswerChoice {
  let best: ScriptedAnswer | undefined
  let isNarrow = false
  let other: AnswerChoice = 'none yet'
  for (const answer of answers) {
    if (answer.from > age + SLACK || (answer.port !== undefined && answer.port !== port)) continue
    if (!isOfKind(answer, request)) other = answer.grpc === undefined ? other : 'gRPC only'
    else if (!fits(answer, request)) isNarrow = true
    else if (best === undefined || isBetter(answer, best)) best = answer
  }
  return best ?? (isNarrow ? 'unknown' : other)
}

/** The answer that holds for whoever connects to a port, before anything is asked. Units: as `answerFor`. */
export function answerAt(answers: readonly ScriptedAnswer[], age: number, port: number | undefined): ScriptedAnswer | undefined {
  let best: ScriptedAnswer | undefined
  for (const answer of answers) {
    if (answer.from > age + SLACK || (answer.port !== undefined && answer.port !== port)) continue
    if (isForSome(answer)) continue
    if (best === undefined || isBetter(answer, best)) best = answer
  }
  return best
}

/** From which age on another of the answers may hold; Infinity where none begins later. Units: as `answerFor`. */
export function nextChange(answers: readonly ScriptedAnswer[], age: number): number {
  let next = Infinity
  for (const { from } of answers) if (from > age + SLACK && from < next) next = from
  return next - 2 * SLACK
}

/** Sums of decimals may fall just short. */
const SLACK = 1e-9

/** Whether an answer is one for some requests only. */
function isForSome({ path, method, headers, grpc }: AnswerScope): boolean {
  return path !== undefined || method !== undefined || headers !== undefined || grpc !== undefined
}

/** gRPC is answered by what says `grpc`, HTTP by all else; what answers nobody does not answer either of them. */
function isOfKind({ grpc, hang, reset, refuse }: ScriptedAnswer, request: Request): boolean {
  return (grpc !== undefined) === (request.grpc !== undefined) || (grpc === undefined && (hang || reset || refuse) === true)
}

function fits({ path, method, headers, service }: AnswerScope, request: Request): boolean {
  if (path !== undefined && !decode(pathOf(request, path)).startsWith(decode(path))) return false
  if (method !== undefined && method.toUpperCase() !== request.method.toUpperCase()) return false
  if (service !== undefined && service !== request.grpc?.service) return false
  return headers === undefined || Object.entries(headers).every(([name, value]) => hasHeader(request, name.toLowerCase(), value))
}

function pathOf({ path, query }: Request, asked: string): string {
  return asked.includes('?') && query !== '' ? `${path}?${query}` : path
}

/** A request without a Host header of its own says where it goes. */
function hasHeader({ headers, host, port }: Request, name: string, value: string): boolean {
  const sent = own(headers, name)
  if (name === 'host' && sent === undefined) return value === host || value === `${host}:${port}`
  return sent === value
}

function isBetter(answer: ScriptedAnswer, best: ScriptedAnswer): boolean {
  const [more, less] = [conditions(answer), conditions(best)]
  if (more !== less) return more > less
  const [long, short] = [answer.path?.length ?? 0, best.path?.length ?? 0]
  return long === short ? answer.from >= best.from : long > short
}

/** How many things an answer asks of a request. */
function conditions({ path, port, method, headers, service }: AnswerScope): number {
  const count = (value: unknown) => (value === undefined ? 0 : 1)
  return count(path) + count(port) + count(method) + count(service) + (headers ? Object.keys(headers).length : 0)
}

/**
 * Of what is said of a command the one that has begun, of several the last; -1 where nothing is said of it.
 *
 * Units: `age` in seconds since the program's start.
 */
export function execAt(execs: readonly ScriptedExec[], command: readonly string[], age: number): number {
  let best = -1
  for (const [i, { from = 0, command: words }] of execs.entries()) {
    if (from > age + SLACK || words.length !== command.length || !words.every((word, n) => word === command[n])) continue
    if (best < 0 || from >= (execs[best]!.from ?? 0)) best = i
  }
  return best
}
