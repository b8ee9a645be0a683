import { lastBefore } from '../lanes/ends.ts'
import { type Claims, readToken } from '../../sim/apiserver/authentication/jwt.ts'
import { RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { rfc3339 } from '../../sim/clock.ts'
import type { ProcessScript, ScriptedAnswer, ScriptedExec, ScriptedExit } from '../../sim/scenario/scenario-programs.ts'
import { firstCause } from '../../sim/trace/moment.ts'
import {
  type Entry,
  type EventEntry,
  isStart,
  type ManifestEntry,
  type NodeEntry,
  type ResponseEntry,
  type ScriptEntry,
  type ServerEntry,
  type StatusEntry,
  type Trace,
} from '../../sim/trace/trace.ts'
import { actionSentence } from '../lanes/scheduled.ts'
import { clockWords, lengthWords } from './duration-words.ts'
import { tellBackOff, tellKill, tellProbe, tellProcess, tellResult, hasRule, type Telling, telling } from './process-sentences.ts'
import { counted, shortened } from './words.ts'

/**
 * A rule of a program's script, as a sentence.
 *
 * Units: seconds, from the program's start.
 */
function scriptSentence({ container, path, value }: ScriptEntry): string {
  const [field = '', isMember] = path.split('.').at(-1)!.split('[')
  const rule = value as never
  const does: Record<string, () => string> = {
    answers: () => (isMember ? answers(rule) : noAnswer(value)),
    exits: () => exits(rule),
    onTerm: () => onTerm(rule),
    listens: () => (isMember ? listens(rule) : 'does not listen on that port'),
    execs: () => (isMember ? exec(rule) : 'has no such command in its container'),
    memory: () => memory(rule),
  }
  return `As the scenario describes it, the program in ${container} ${does[field]?.() ?? `says ${field}`}.`
}

function answers(answer: ScriptedAnswer): string {
  const { from, hang, reset, refuse, proxy, location, grpc, status = location === undefined ? 200 : 302, after = 0 } = answer
  const takes = after > 0 ? `takes ${lengthWords(after)} and ` : ''
  const does = hang
    ? 'hangs'
    : refuse
      ? 'refuses connections'
      : reset
        ? 'resets connections'
        : proxy === undefined
          ? `${takes}answers ${grpc ?? status}`
          : `passes requests on to ${proxy}`
  return from > 0 ? `${does}${scope(answer)} from ${lengthWords(from)} after its start on` : `${does}${scope(answer)} from its start on`
}

function noAnswer(value: unknown): string {
  return Array.isArray(value) && value.length > 0
    ? 'answers only what its list of answers names, from when that says'
    : 'has no answer yet: it takes requests and leaves them'
}

/** For which requests an answer is meant. */
function scope({ path, port, method, headers, service }: ScriptedAnswer): string {
  const parts = [
    ...(method === undefined ? [] : [`by ${method}`]),
    ...(path === undefined ? [] : [`for ${path}`]),
    ...(port === undefined ? [] : [`on port ${port}`]),
    ...(service === undefined ? [] : [`for the service ${service}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => `with ${name}: ${value}`),
  ]
  return parts.length === 0 ? '' : `, asked ${parts.join(', ')},`
}

function exits({ after, code, reason, signal }: ScriptedExit): string {
  const how = signal === undefined ? `with exit code ${code}` : `by signal ${signal}`
  return `ends by itself ${lengthWords(after)} after its start, ${how}${reason === 'OOMKilled' ? ', out of memory' : ''}`
}

function memory({ from, mib }: { from: number; mib: number }): string {
  return `holds ${mib} MiB of memory from ${from > 0 ? `${lengthWords(from)} after its start` : 'its start'} on`
}

function onTerm(how: ProcessScript['onTerm']): string {
  return how === 'ignore'
    ? 'ignores SIGTERM'
    : `ends ${how.after > 0 ? lengthWords(how.after) : 'right'} after SIGTERM, with exit code ${how.code}`
}

function listens({ port, after, address }: ProcessScript['listens'][number]): string {
  const where = address === '127.0.0.1' || address === '::1' ? ` of ${address} alone` : ''
  return `listens on port ${port}${where} from ${after > 0 ? `${lengthWords(after)} after its start` : 'its start'} on`
}

function exec({ command, code, after, missing, from = 0 }: ScriptedExec): string {
  const what = command.join(' ')
  return missing
    ? `has no command ${what} in its container`
    : `lets ${what} end with code ${code}${after > 0 ? ` after ${lengthWords(after)}` : ''}${from > 0 ? `, from ${lengthWords(from)} after its start on` : ''}`
}

/**
 * An entry in words.
 *
 * Each rule names its source.
 */
export function tell(trace: Trace, entry: Entry): Telling {
  return (TELLINGS[entry.kind] as (entry: Entry, trace: Trace) => Telling)(entry, trace)
}

const TELLINGS: { [K in Entry['kind']]: (entry: Extract<Entry, { kind: K }>, trace: Trace) => Telling } = {
  manifest: (entry) => ({ ...telling(manifest(entry), ''), rule: life(entry) }),
  action: (entry) => telling(actionSentence(entry.t, entry), 'action'),
  release: ({ rule, source }) => ({ ...telling(rule, 'release'), source }),
  script: (entry) => telling(scriptSentence(entry), 'script'),
  sync: ({ op, pod = 'the pod' }) => telling(SYNC[op](pod), 'sync'),
  probe: (entry) => tellProbe(entry),
  result: (entry, trace) => tellResult(trace, entry),
  backoff: (entry, trace) => tellBackOff(trace, entry),
  restartAll: ({ container, code }) =>
    telling(`All containers of the pod are restarted, since ${container} ended with code ${code}.`, 'restartAll'),
  lease: ({ container, lease, seconds }) =>
    telling(`${container} has lost its lease kube-system/${lease}: for ${seconds} s it could not renew it.`, 'lease'),
  process: (entry, trace) => tellProcess(trace, entry),
  event: (entry, trace) => {
    const text = `Event ${entry.reason}: ${entry.message.trim()}`
    const rule = ruleOfEvent(trace, entry)
    return entry.reason === 'Killing' ? { ...telling(tellKill(trace, entry), rule), proof: text } : telling(text, rule)
  },
  status: (entry) => telling(status(entry), 'status'),
  object: ({ object, op }) =>
    telling(`${kindOf(object)} ${object.name}${object.namespace ? ` in ${object.namespace}` : ''} is ${op}.`, 'object'),
  printed: ({ stdout, stderr, exit }) =>
    telling(`kubectl prints: ${[stdout, stderr].join('').trim()}`, exit === 0 ? 'printed' : 'printed error'),
  mirror: ({ op }) => telling(MIRROR[op], 'mirror'),
  server: (entry, trace) => server(trace, entry),
  etcd: ({ state }) => telling(ETCD[state], state === 'full' ? 'etcd full' : 'etcd'),
  port: ({ taken, port }) => telling(`Another program on the node ${taken ? 'listens on' : 'no longer has'} port ${port}.`, 'port'),
  node: (entry, trace) => telling(nodeSentence(trace, entry), `node ${entry.part}`),
  log: ({ source, text }) => telling(`${source === 'kubelet' ? 'The kubelet' : source} logs: ${text.trim()}`, ''),
  response: (entry) => response(entry),
  warning: ({ message }) => telling(message, ''),
  evidence: ({ says, isEstimated }) => telling(says, isEstimated ? 'evidence estimated' : ''),
  stopped: ({ reason }) => telling(`The run is stopped here: ${reason}.`, ''),
}

/** A line of a file; where only a default holds, whose it is. */
function manifest({ file, line, path, value, isDefault }: ManifestEntry): string {
  if (path === '') return `${file}: the pod ${String(value)}.`
  if (isArgument(path) || file.startsWith('/')) return `${file}, line ${line}: ${String(value)}`
  const [field = '', above = ''] = path.split('.').toReversed()
  const shown = value === null ? field : `${field}: ${shortened(String(value), 60)}`
  return isDefault
    ? `${file} says nothing of ${field} in ${above.replace(/\[\d+\]$/, '')}: ${String(value)} is the default.`
    : `${file}, line ${line}: ${shown}`
}

/** Of a line with a service account's token: from when to when that is good. */
function life(entry: ManifestEntry): string {
  const { iat, exp, sub } = bearerOf(entry) ?? {}
  if (typeof iat !== 'number' || typeof exp !== 'number') return ''
  const time = (seconds: number): string => rfc3339('1970-01-01T00:00:00Z', seconds).replace(/^.*T|Z$/g, '')
  return `A token of ${String(sub)}: it expires at ${time(exp)} UTC, ${clockWords(exp - iat)} after it was issued; the server lets it pass for one minute more.`
}

/**
 * What the token that a line of a probe's httpHeaders sends says of its bearer.
 *
 * Errors: undefined for any other line, or a token that is no JWT.
 */
export function bearerOf({ path, value }: ManifestEntry): Claims | undefined {
  const token = /\.httpHeaders\[\d+\]\.value$/.test(path) ? /^Bearer (\S+)$/i.exec(String(value))?.[1] : undefined
  return token === undefined ? undefined : readToken(token)?.claims
}

/** Whether a path leads to a word of a container's command line. */
export function isArgument(path: string): boolean {
  return /\.(command|args)\[\d+\]$/.test(path)
}

function server(trace: Trace, entry: ServerEntry): Telling {
  const start = lastBefore(trace, entry, isStart)
  const since = start && entry.t > start.t && COMING_UP.has(entry.state) ? `, ${lengthWords(entry.t - start.t)} after its start` : ''
  const note = entry.note ? ` (${entry.note})` : ''
  const rule = `server ${entry.state}`
  return telling(`The kube-apiserver ${SERVER[entry.state]}${since}${note}.`, hasRule(rule) ? rule : 'server')
}

function status({ phase, ready, containers, reason, message }: StatusEntry): string {
  if (reason !== undefined) return `The pod’s status is now ${phase}, for good: ${[`${reason}.`, message].filter(Boolean).join(' ')}`
  const of = containers.map(({ name, state, restartCount }) => {
    const why = state.reason ? ` (${state.reason}${state.exitCode === undefined ? '' : `, exit code ${state.exitCode}`})` : ''
    return `${name} ${state.is}${why}, ${counted(restartCount, 'restart')}`
  })
  return `The pod’s status is now ${phase}, ${ready ? 'ready' : 'not ready'}: ${of.join('; ') || 'no containers'}.`
}

/** Under which name the table of rules has the one behind an Event: by its reason, its message, or by what led to it. */
function ruleOfEvent(trace: Trace, entry: EventEntry): string {
  const { reason, message } = entry
  if (reason === 'BackOff' && message.startsWith('Back-off pulling')) return 'event pull back-off'
  if (reason === 'Failed') {
    if (/^Failed to pull image|^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/.test(message)) return 'event pull back-off'
    return /failed to (create containerd task|start container)/.test(message) ? 'event start failed' : 'event Failed'
  }
  const by = firstCause(trace, entry)
  const kind = by?.kind === 'event' && by.reason === 'DeadlineExceeded' ? by.reason : by?.kind
  const name = `event ${reason}${reason === 'Killing' && kind !== 'result' ? ` by ${kind}` : ''}`
  return hasRule(name) ? name : 'event'
}

function response({ status: code, error, steps }: ResponseEntry): Telling {
  return {
    sentence: code === null ? `No answer: ${error!}` : `The answer is ${code}.`,
    rule: steps.at(-1)?.reason ?? '',
    source: 'staging/src/k8s.io/apiserver/pkg/server/config.go',
    values: {},
  }
}

const SYNC = {
  ADD: (pod: string) => `The kubelet finds ${pod} in its directory and takes it up.`,
  REMOVE: (pod: string) => `The kubelet no longer finds ${pod} as it was and takes it down.`,
  UPDATE: (pod: string) => `The kubelet finds ${pod} changed.`,
} as const
const MIRROR = {
  created: 'The mirror pod is created: kubectl counts AGE from here.',
  deleted: 'The mirror pod is deleted.',
  updated: 'The API learns the pod’s new status.',
  terminating: 'The mirror pod is to go: the kubelet lets it go with its next sync.',
} as const
const ETCD = {
  up: 'etcd is up again.',
  full: 'etcd is up, and out of space: its alarm NOSPACE has it refuse every write.',
  down: 'etcd is down.',
  hung: 'etcd hangs.',
} as const
const PART = {
  kubelet: 'The kubelet',
  containerd: 'containerd',
  docker: 'Docker',
  node: 'The node',
  'sync loop': 'The kubelet’s sync loop',
} as const
const SERVER: Readonly<Record<ServerEntry['state'], string>> = {
  starting: 'starts',
  accepting: 'accepts connections, but does not answer yet',
  forbidding: 'answers, but knows no roles yet, so with 403',
  unready: 'answers, but is not ready',
  serving: 'serves',
  hung: 'hangs',
  'shutting-down': 'shuts down',
  exited: 'is gone',
}
const COMING_UP: ReadonlySet<ServerEntry['state']> = new Set(['accepting', 'forbidding', 'unready', 'serving'])

/** With one full stop. */
function nodeSentence(trace: Trace, entry: NodeEntry): string {
  const { part, up, pod, t } = entry
  if (part === 'sync loop' && !up)
    return `The kubelet’s sync loop stands still: it wants to delete the mirror pod ${pod!}, and the kube-apiserver does not answer.`
  if (part === 'sync loop') {
    const since = firstCause(trace, entry)!.t
    return `The kubelet’s sync loop goes on: for ${lengthWords(Math.round(t - since))} no pod of the node was synced.`
  }
  return `${PART[part]} ${up ? 'is back' : part === 'node' ? 'goes down' : 'is stopped'}.`
}

/** `ClusterRoleBinding`, for `clusterrolebindings`. */
function kindOf({ group, resource }: { group: string; resource: string }): string {
  return RESOURCES.find((row) => row.group === group && row.name === resource)?.kind ?? resource
}
