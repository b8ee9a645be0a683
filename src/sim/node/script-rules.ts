import { getOrInsert } from '../../manifest/own.ts'
import { STATUS_TEXTS } from '../../manifest/go/net.ts'
import type { Request } from '../apiserver/requests/request.ts'
import type { ProcessScript, ScriptedAnswer } from '../scenario/scenario-programs.ts'
import { isForSome } from './scripted-answers.ts'
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
