import { own } from '../../manifest/own.ts'
import { decode, type Request } from '../apiserver/requests/request.ts'
import type { AnswerScope, ScriptedAnswer, ScriptedExec } from '../scenario/scenario-programs.ts'

/** What a program does with a request: by one of its answers; by none that has begun; it knows no such path or service; it speaks gRPC only. */
export type AnswerChoice = ScriptedAnswer | 'none yet' | 'unknown' | 'gRPC only'

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
export function isForSome({ path, method, headers, grpc }: AnswerScope): boolean {
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
