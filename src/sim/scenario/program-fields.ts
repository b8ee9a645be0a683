import { isIp } from '../../manifest/names.ts'
import { isRecord } from '../../manifest/own.ts'
import { parseUrl } from '../apiserver/requests/request.ts'
import {
  type At,
  bool,
  type Check,
  list,
  matching,
  name,
  object,
  oneOf,
  optional,
  orNull,
  plain,
  record,
  refined,
  seconds,
  string,
  whole,
  withDefault,
} from './check-value.ts'
import type { Caller, Image, Need, ProcessScript, ScriptedAnswer, ScriptedExec, ScriptedExit, ScriptedLife } from './scenario-programs.ts'
import { describe, schemaOf } from './scenario-schema.ts'

/** A port's number. */
export const port = whole(1, 65535)

const serviceAccount = matching('^[a-z0-9-]+/[a-z0-9.-]+$', 'a service account as namespace/name')

const callerFields = object({
  bearer: optional(string()),
  basic: optional(string('user:password')),
  certificate: optional(
    object({
      cn: string(),
      o: withDefault(list(string()), []),
      ca: withDefault(oneOf(['cluster', 'stranger', 'front-proxy', 'etcd']), 'cluster'),
    }),
  ),
  serviceAccount: optional(serviceAccount),
})

/** Who asks. */
export const caller: Check<Caller> = refined(callerFields, (found: Caller, at, value) => {
  const headers = (['bearer', 'basic', 'serviceAccount'] as const).filter((text) => found[text] !== undefined)
  if (headers.length > 1) at.wrong('VALUE', value, `one of ${headers.join(', ')}: a request has one Authorization header`)
  return found
})

/** Whom a program asks. */
const A_URL = 'a URL such as https://127.0.0.1:6443/livez'
const url: Check<string> = plain<string>({ type: 'string', description: A_URL }, A_URL, 'http://127.0.0.1/', parseUrl)

const code = withDefault(whole(0, 255), 0)
const after = withDefault(seconds, 0)
/** SIGKILL as an exit code: 128 + 9. */
const KILLED = 137

const path = matching('^/', 'the beginning of a path, such as /ready', '/')

const answerFields: Check<ScriptedAnswer> = object({
  from: after,
  status: optional(whole(100, 599)),
  location: optional(string()),
  body: optional(string()),
  after: optional(seconds),
  hang: optional(bool),
  reset: optional(bool),
  refuse: optional(bool),
  proxy: optional(url),
  caller: optional(caller),
  path: optional(path),
  port: optional(port),
  method: optional(name('GET, HEAD, POST, …')),
  headers: optional(record(string('the header’s value'))),
  grpc: optional(oneOf(['SERVING', 'NOT_SERVING', 'UNKNOWN', 'UNIMPLEMENTED'])),
  service: optional(string('a service’s name')),
})

/** What only HTTP has, and what is known of a request only once its connection is there. */
const OF_HTTP = ['status', 'location', 'body', 'proxy', 'caller', 'path', 'method', 'headers'] as const
const OF_REQUEST = ['path', 'method', 'headers', 'grpc', 'service'] as const

const answer: Check<ScriptedAnswer> = refined(answerFields, (found, at) => {
  if (found.grpc !== undefined)
    for (const field of OF_HTTP)
      if (found[field] !== undefined) at.into(field).wrong('VALUE', found[field], 'nothing beside grpc: a gRPC server has no such thing')
  if (found.service !== undefined && found.grpc === undefined) at.into('service').wrong('VALUE', found.service, 'only beside grpc')
  if (found.refuse)
    for (const field of OF_REQUEST)
      if (found[field] !== undefined)
        at.into(field).wrong('VALUE', found[field], 'nothing beside refuse: who is refused has not asked for anything yet')
  return found
})

const onTerm: Check<ProcessScript['onTerm']> = describe(
  () => ({ anyOf: [{ const: 'ignore' }, schemaOf(object({ after, code }))] }),
  (value, at) => {
    if (value === 'ignore') return 'ignore'
    if (isRecord(value)) return object({ after, code })(value, at)
    at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, 'ignore, or an object with after, code')
    return 'ignore'
  },
)

const exitFields = object({
  after,
  code: optional(whole(0, 255)),
  reason: optional(oneOf(['Error', 'OOMKilled'])),
  signal: optional(whole(1, 64)),
})

const exits: Check<ScriptedExit> = refined(exitFields, (found, at) => {
  const { signal, reason } = found
  const byKernel = reason === 'OOMKilled' ? KILLED : 0
  if (signal !== undefined && found.code !== undefined)
    at.into('code').wrong('VALUE', found.code, 'nothing beside signal: the code is 128 more than the signal then')
  return { ...found, code: signal === undefined ? (found.code ?? byKernel) : 128 + signal }
})

const exec: Check<ScriptedExec> = object({
  from: optional(seconds),
  command: list(string()),
  code,
  output: withDefault(string(), ''),
  after,
  missing: withDefault(bool, false),
})

/** More often than that would be a run of nothing else. */
const LEAST_EVERY_SECONDS = 0.1
const every: Check<number> = refined(seconds, (found, at, value) => {
  if (found >= LEAST_EVERY_SECONDS) return found
  at.wrong('VALUE', value, `at least ${LEAST_EVERY_SECONDS}s`)
  return LEAST_EVERY_SECONDS
})

const needs: Check<Need> = object({
  url,
  every: withDefault(every, 2),
  for: withDefault(seconds, 10),
  code: withDefault(whole(0, 255), 1),
  says: optional(string('a line of its log')),
})

const memory: Check<{ from: number; mib: number }> = object({ from: after, mib: whole(0, 1 << 30) })

const listens = list(
  object({
    port,
    tls: withDefault(bool, false),
    after,
    address: optional(name('an address such as 127.0.0.1', isIp)),
    http1: optional(bool),
    http2: optional(bool),
  }),
)

/** `exits: null` says that it does not end by itself in this life, where any other field's null says nothing. */
const exitsOrNever: Check<ScriptedExit | null> = orNull(exits)
const notSaid = describe(
  () => schemaOf(exitsOrNever),
  (value: unknown, at: At): ScriptedExit | null | undefined => (value === undefined ? undefined : exitsOrNever(value, at)),
  true,
)

const life: Check<ScriptedLife> = object({
  listens: optional(listens),
  answers: optional(list(answer)),
  exits: notSaid,
  onTerm: optional(onTerm),
  execs: optional(list(exec)),
  memory: optional(list(memory)),
})

/** More than a day of restarts has. */
const MOST_LIVES = 2000
const lives: Check<ScriptedLife[]> = list(life, MOST_LIVES, ' lives')

/** How a program behaves: a member of `processes`. */
export const script: Check<ProcessScript> = object({
  listens: withDefault(listens, []),
  answers: withDefault(list(answer), []),
  exits: optional(exits),
  onTerm: withDefault(onTerm, { after: 0, code: 0 }),
  execs: withDefault(list(exec), []),
  memory: optional(list(memory)),
  needs: optional(needs),
  lives: optional(lives),
})

const PULL_TROUBLES = ['notFound', 'unauthorized', 'unreachable', 'refused'] as const
const PULL_SECONDS = 2

const pull: Check<Image['pull']> = describe(
  () => ({ anyOf: [{ enum: PULL_TROUBLES }, schemaOf(object({ after: withDefault(seconds, PULL_SECONDS) }))] }),
  (value, at) => {
    if (isRecord(value)) return object({ after: withDefault(seconds, PULL_SECONDS) })(value, at)
    return oneOf(PULL_TROUBLES)(value, at)
  },
)

const program: Check<string> = name('a program, absolute or as it is found on PATH')

const imageFile = matching('^/', 'an absolute path in the image, such as /etc/passwd', '/')

const user: Check<string | number> = describe(
  () => ({
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', minLength: 1 },
    ],
  }),
  (value, at) => {
    if (typeof value === 'number') return whole(0, 2 ** 31 - 1)(value, at)
    return name('root, another name, or a number')(value, at)
  },
)

/** What an image is: a member of `images`. */
export const image: Check<Image> = object({
  present: withDefault(bool, true),
  pull: withDefault(pull, { after: PULL_SECONDS }),
  programs: optional(list(program)),
  files: optional(list(imageFile)),
  entrypoint: optional(list(string())),
  user: optional(user),
})
