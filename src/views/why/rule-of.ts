import { causesOf, causesIn, firstCause } from '../../sim/trace/moment.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Entry, ManifestEntry, ProbeEntry, Trace } from '../../sim/trace/trace.ts'
import { isArgument } from '../text/sentences.ts'
import { askedWrong, cannotStartFor } from './asked-wrong.ts'

/** What the answer to a probe means, in a sentence or two, and the rule that it follows. */
export interface AnswerMeaning {
  text: string
  rule: string
}

/** Of Events: which rule has them come about. */
const OF_EVENTS: ReadonlyMap<string, string> = new Map([
  ['Killing', 'kill-and-start'],
  ['BackOff', 'back-off-status'],
  ['FailedPostStartHook', 'post-start'],
  ['FailedPreStopHook', 'pre-stop'],
  ['SandboxChanged', 'edit'],
  ['DeadlineExceeded', 'active-deadline'],
])
const OF_SERVERS: ReadonlyMap<string, string> = new Map([
  ['hung', 'server-hung'],
  ['shutting-down', 'server-stop'],
  ['exited', 'server-stop'],
])

/**
 * The rule of the model behind an entry, as `RULES` names it; undefined where none is listed.
 *
 * Each rule names its source.
 */
export function ruleOf(trace: Trace, entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'probe':
      return entry.result === 'unknown' ? 'errors' : entry.result === 'warning' ? 'redirect-away' : 'thresholds'
    case 'result':
      return entry.onHold ? 'on-hold' : 'thresholds'
    case 'backoff':
      return 'back-off-rule'
    case 'process':
      return entry.op === 'started' ? 'kill-and-start' : isKilled(trace, entry) ? 'pod-grace' : 'policy-never'
    case 'event':
      if (isPastDeadline(trace, entry)) return 'active-deadline'
      return entry.reason === 'Killing' && !isKilled(trace, entry) ? 'edit' : (OF_EVENTS.get(entry.reason) ?? 'event-texts')
    case 'status':
      return entry.reason === 'DeadlineExceeded' ? 'active-deadline' : 'ready'
    case 'sync':
      return entry.op === 'ADD' ? 'files' : 'edit'
    case 'mirror':
      return entry.op === 'deleted' || entry.op === 'terminating' ? 'mirror-deleted' : 'mirror'
    case 'server':
      return OF_SERVERS.get(entry.state) ?? 'server-start'
    case 'etcd':
      return entry.state === 'full' ? 'etcd-full' : 'etcd-lost'
    default:
      return undefined
  }
}

/** A probe's result, or the Event that tells of it, stands behind the end. */
function isKilled(trace: Trace, entry: Entry): boolean {
  const cause = firstCause(trace, entry)
  return cause?.kind === 'result' || (cause?.kind === 'event' && cause.reason === 'Killing')
}

function isPastDeadline(trace: Trace, entry: Entry): boolean {
  const cause = firstCause(trace, entry)
  return cause?.kind === 'event' && cause.reason === 'DeadlineExceeded'
}

const ASKS = 'The kubelet asks without credentials: no certificate, no token.'

/**
 * What a kube-apiserver's 401 or 403 to a probe means: who was asking, and why nobody let him in. Of any other answer what was wrong
 * with whom or what was asked, where `inputs` tell.
 *
 * Errors: undefined where that is not known.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/request/union/union.go and anonymous/anonymous.go,
 * pkg/endpoints/filters/authorization.go (v1.37.2); pkg/probe/http/request.go, which sends no credentials of its own.
 */
export function meaningOf(trace: Trace, entry: Entry, inputs?: Inputs): AnswerMeaning | undefined {
  if (entry.kind === 'event' && inputs) {
    const why = cannotStartFor(entry, inputs)
    return why === undefined ? undefined : { text: asSentence(why), rule: 'start-failed' }
  }
  if (entry.kind !== 'probe') return undefined
  const wrong = inputs && askedWrong(trace, entry, inputs)
  if (wrong) return { text: asSentence(wrong.text), rule: wrong.rule }
  const code = entry.result === 'failure' ? /statuscode: (40[13])$/.exec(entry.output)?.[1] : undefined
  if (code === undefined) return undefined
  const lines = causesIn(trace, entry).filter((cause): cause is ManifestEntry => cause?.kind === 'manifest')
  const server = lines.filter(({ path, file }) => isArgument(path) || file.startsWith('/'))
  if (server.length === 0) return undefined
  const hasToken = lines.some(({ path }) => /\.httpHeaders(\[|$)/.test(path))
  const isExpired = causesOf(entry).some((id) => {
    const cause = trace[id]
    return cause?.kind === 'log' && /token has expired/i.test(cause.text)
  })
  return code === '401' ? unauthenticated(server, hasToken, isExpired) : unauthorized(entry, hasToken)
}

/** What begins with a name keeps its spelling. */
const asSentence = (text: string): string =>
  `${text.replace(/^(nobody|no|its|port) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))}.`

function unauthenticated(server: readonly ManifestEntry[], hasToken: boolean, isExpired: boolean): AnswerMeaning {
  if (hasToken)
    return {
      text: `The kubelet sends the credentials that httpHeaders says, and ${isExpired ? 'the token has expired' : 'no authenticator knows them'}. Wrong credentials are not taken for none: the answer is 401 Unauthorized.`,
      rule: isExpired ? 'tokens' : 'authenticators',
    }
  if (server.some(({ file }) => file.startsWith('/')))
    return {
      text: `${ASKS} Anonymous requests are let in on certain paths only, and this is none of them: so nobody is asking, and the answer is 401 Unauthorized.`,
      rule: 'conditions',
    }
  return {
    text: `${ASKS} Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.`,
    rule: 'anonymous',
  }
}

function unauthorized({ target }: ProbeEntry, hasToken: boolean): AnswerMeaning {
  const path = /https?:\/\/[^/]+(\/\S*)$/.exec(target)?.[1] ?? 'this path'
  return {
    text: hasToken
      ? `The kube-apiserver knows whose the credentials in httpHeaders are, but no rule lets that caller get ${path}: 403 Forbidden.`
      : `${ASKS} Anonymous requests are on, so it is let in as system:anonymous; but no rule lets that caller get ${path}: 403 Forbidden.`,
    rule: 'rbac',
  }
}
