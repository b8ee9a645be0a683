import { diagnosis, happened } from './happened.ts'
import { calendar, day, unixSeconds } from '../clock.ts'
import { CERTIFICATE_NAMES, type CertificateDates } from './certificates.ts'
import { PKI_NAMES } from '../apiserver/pki.ts'
import { MANIFEST_DIRECTORY, manifestName } from '../node/file-changes.ts'
import { isAddress } from '../node/whereabouts.ts'
import { KUBECTL_ALLOWED, parseKubectl } from '../kubectl/command-line.ts'
import { NEWEST, OFFERED, OLDEST } from '../release/releases.ts'
import {
  type Action,
  type Chance,
  type Inputs,
  type KubeletConfiguration,
  PANIC_CODE,
  REBOOT_SECONDS,
  type ScenarioRequest,
} from './inputs.ts'
import { caller, image, port, script } from './program-fields.ts'
import { describe, isOptional, type Schema, schemaOf } from './scenario-schema.ts'
import {
  type Check,
  bool,
  list,
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
import { isRecord } from '../../manifest/own.ts'
import { parseQuantity } from '../../manifest/quantity.ts'

const DEFAULT_CLOCK = '2026-11-24T14:15:00.000Z'
export const MOST_SECONDS = 24 * 3600
const MOST_REQUESTS = 10_000
export const MOST_PODS = 50
export const MOST_LANES = 16

const origin = oneOf(['node', 'pod', 'outside'])

/** A release by its name. */
export const kubernetes: Check<string> = describe(
  () => ({ enum: [...OFFERED] }),
  (value, at) => {
    const release = OFFERED.find((offered) => offered === value)
    if (release !== undefined) return release
    const allowed = `a release from "1.${OLDEST}" to "1.${NEWEST}"`
    // YAML takes 1.30 for the number 1.3, so no number is taken for a release
    if (typeof value === 'number') at.wrong('TYPE', value, `${allowed}, in quotes: without them 1.30 is the number 1.3`)
    else at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, allowed)
    return `1.${NEWEST}`
  },
)

/** A moment that a run may be taken to, or a length within it: what `seconds` reads, up to the longest run. */
export const moment: Check<number> = refined(seconds, (found, at, value) => {
  if (found > MOST_SECONDS) at.wrong('TOO_LONG', value, 'at most 24h')
  return Math.min(found, MOST_SECONDS)
})

const clock: Check<string> = plain<string>(
  { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([.]\\d+)?(Z|[-+]\\d\\d:\\d\\d)$' },
  'a moment such as 2026-11-24T14:15:00.000Z',
  DEFAULT_CLOCK,
  isMoment,
)

const bothDates: Check<CertificateDates> = object({ notBefore: optional(clock), notAfter: optional(clock) })
const dates: Check<CertificateDates> = refined(bothDates, (found, at) => {
  const { notBefore, notAfter } = found
  if (notBefore !== undefined && notAfter !== undefined && unixSeconds(notBefore, 0) > unixSeconds(notAfter, 0))
    at.into('notAfter').wrong('VALUE', notAfter, 'a moment that is not before notBefore')
  return found
})

/** A day that there is, and a time of it; of a zone its hours and minutes. */
function isMoment(text: string): boolean {
  const date = MOMENT.exec(text)?.[1]
  return date !== undefined && day(calendar(`${date}T00:00:00Z`, 0)) === date
}

const MOMENT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[-+]([01]\d|2[0-3]):[0-5]\d)$/

const texts = record(string('the file’s text'))

/** Where a cluster has its certificates that is not as kubeadm makes it. */
const pki: Check<Record<string, string>> = refined(record(oneOf(PKI_NAMES)), (found, at) => {
  for (const path of Object.keys(found)) if (!path.startsWith('/')) at.into(path).wrong('VALUE', path, 'an absolute path')
  return found
})

/** A file of the manifest directory: a name, not a path. */
const manifests: Check<Record<string, string>> = refined(texts, (files, at) => {
  for (const file of Object.keys(files)) {
    if (file === '' || file.includes('/')) at.into(file).wrong('VALUE', file, 'the name of a file in the manifest directory, without /')
  }
  return files
})

const files: Check<Record<string, string>> = refined(texts, (found, at) => {
  for (const file of Object.keys(found)) {
    if (!file.startsWith('/')) at.into(file).wrong('VALUE', file, 'an absolute path')
    if (manifestName(file) !== undefined)
      at.into(file).wrong('VALUE', file, `another path: a file of ${MANIFEST_DIRECTORY} stands in manifests`)
  }
  return found
})

const kubectl: Check<string> = refined(name(KUBECTL_ALLOWED), (found, at, value) => {
  const read = found === '' ? undefined : parseKubectl(found)
  if (read && 'error' in read) at.wrong('VALUE', value, `${KUBECTL_ALLOWED} (${read.error})`)
  return found
})

/** It is always one that changes something: the scenario has no terminal to show the others on. */
const CRICTL = 'stop CONTAINER, such as stop kube-apiserver'
const crictl: Check<string> = refined(name(CRICTL), (found, at, value) => {
  if (found !== '' && !/^stop\s+[^\s-]\S*$/.test(found.trim())) at.wrong('VALUE', value, CRICTL)
  return found
})

const container = name('a container')
const file = name('a file')

/** From here on the kubelet gives a start up. */
const START_TIMEOUT_SECONDS = 120
const startDelay: Check<number> = refined(seconds, (found, at, value) => {
  if (found < START_TIMEOUT_SECONDS) return found
  at.wrong('VALUE', value, 'below 2m, after which the kubelet would give the start up')
  return 0
})

/** Less, and nothing would have been down. */
const SHORTEST_REBOOT_SECONDS = 5
const takes: Check<number> = refined(seconds, (found, at, value) => {
  if (found >= SHORTEST_REBOOT_SECONDS) return found
  at.wrong('VALUE', value, 'a duration of at least 5s, such as 40s')
  return SHORTEST_REBOOT_SECONDS
})

const MOST_TIMES = 1000
const slowdown: Check<number> = describe(
  () => ({ type: 'number', minimum: 1, maximum: MOST_TIMES }),
  (value, at) => {
    if (typeof value === 'number' && value >= 1 && value <= MOST_TIMES) return value
    at.wrong('VALUE', value, `a number from 1 to ${MOST_TIMES}: 4 is four times as slow, 1 as fast as before`)
    return 1
  },
)

interface ActionFields {
  is: Check<unknown>
  beside?: Readonly<Record<string, Check<unknown>>>
}
type FieldOf<A> = A extends unknown ? keyof A : never
/** A kind that `Action` has and this table has not does not compile. */
type ActionKind = Exclude<FieldOf<Action>, 'at' | 'by' | 'code' | 'is' | 'times' | 'takes' | 'content' | 'find' | 'replace' | 'to'>
/** Each kind of action: what its own field holds, and the fields beside it. */
const OF_KIND: Readonly<Record<ActionKind, ActionFields>> = {
  hang: { is: container },
  resume: { is: container },
  slow: { is: container, beside: { by: seconds } },
  crash: { is: container, beside: { code: withDefault(whole(0, 255), PANIC_CODE) } },
  kill: { is: container },
  crictl: { is: crictl },
  kubectl: { is: kubectl },
  etcd: { is: oneOf(['kill', 'start', 'hang', 'resume', 'fill', 'defrag']) },
  slowDisk: { is: oneOf(['node']), beside: { by: seconds } },
  fullDisk: { is: oneOf(['node']) },
  freeDisk: { is: oneOf(['node']) },
  webhook: { is: name('a webhook’s name, or its configuration’s'), beside: { is: oneOf(['unreachable', 'hangs', 'denies', 'answers']) } },
  take: { is: port },
  free: { is: port },
  startDelay: { is: startDelay },
  cpu: { is: container, beside: { times: slowdown } },
  sandbox: { is: name('a pod') },
  restart: { is: oneOf(['kubelet', 'containerd', 'docker']) },
  reboot: { is: oneOf(['node']), beside: { takes: withDefault(takes, REBOOT_SECONDS) } },
  write: { is: file, beside: { content: string('the file’s text') } },
  edit: { is: file, beside: { find: name('the text to look for'), replace: string('the text in its place') } },
  spoil: { is: file },
  copy: { is: file, beside: { to: file } },
  remove: { is: file },
}
const ACTIONS: Readonly<Record<string, ActionFields>> = OF_KIND
/** What an action may be; in the order of the format's description. */
export const ACTION_KINDS: readonly string[] = Object.keys(ACTIONS)
/** Those that are done to a container, which their own field names. */
export const CONTAINER_ACTIONS = ACTION_KINDS.filter((kind) => ACTIONS[kind]!.is === container)
const BESIDE: readonly string[] = [...new Set(Object.values(ACTIONS).flatMap(({ beside = {} }) => Object.keys(beside)))]
const ACTION_FIELDS: readonly string[] = [...ACTION_KINDS, ...BESIDE]

/** One schema a kind: its own field has to be there, and only what stands beside it. */
function actionSchema(): Schema {
  return {
    anyOf: Object.entries(ACTIONS).map(([kind, { is, beside = {} }]): Schema => {
      const fields = Object.entries({ at: seconds, [kind]: is, ...beside })
      const others = ACTION_FIELDS.filter((field) => !fields.some(([name]) => name === field))
      return {
        type: 'object',
        properties: Object.fromEntries([
          ...fields.map(([field, check]) => [field, schemaOf(check)] as const),
          ...others.map((field) => [field, { type: 'null' as const }] as const),
        ]),
        required: fields.filter(([, check]) => !isOptional(check)).map(([field]) => field),
        additionalProperties: false,
      }
    }),
  }
}

const action: Check<Action> = describe(actionSchema, (value, at) => {
  const given = isRecord(value) ? ACTION_KINDS.filter((kind) => value[kind] !== undefined && value[kind] !== null) : []
  if (isRecord(value) && given.length !== 1)
    at.wrong('VALUE', given.length === 0 ? undefined : value, `at, and one of ${ACTION_KINDS.join(', ')}`)
  const own = ACTION_KINDS.map((kind): [string, Check<unknown>] => [kind, optional(ACTIONS[kind]!.is)])
  const elsewhere = new Map(BESIDE.map((field): [string, Check<unknown>] => [field, optional(onlyBeside(field))]))
  const beside = [...elsewhere, ...Object.entries(ACTIONS[given[0] ?? '']?.beside ?? {})]
  const found = object({ at: seconds, ...Object.fromEntries([...own, ...beside]) } as Record<string, Check<unknown>>)(
    value,
    at,
  ) as unknown as Action
  if ('copy' in found && found.to !== '' && found.to === found.copy)
    at.into('to').wrong('VALUE', found.to, 'another file than the one that is copied')
  return found
})

function onlyBeside(field: string): Check<never> {
  const kinds = ACTION_KINDS.filter((kind) => Object.hasOwn(ACTIONS[kind]!.beside ?? {}, field))
  return (value, at) => at.wrong('VALUE', value, `only beside ${kinds.join(' or ')}`) as never
}

/** A request's fields, one by one: an exercise's goal has most of them. */
export const REQUEST_FIELDS = {
  at: seconds,
  from: withDefault(origin, 'node'),
  method: withDefault(name('GET, HEAD, POST, …'), 'GET'),
  url: name('a URL'),
  caller: withDefault(caller, {}),
  userAgent: withDefault(string(), 'curl/7.88.1'),
  headers: withDefault(record(string()), {}),
  body: optional(string()),
}
const requests: Check<ScenarioRequest[]> = list(object(REQUEST_FIELDS), MOST_REQUESTS, ' requests', 'TOO_MANY_REQUESTS')

const times = withDefault(record(list(seconds)), {})

const sleeps = withDefault(record(object({ startup: optional(seconds), readiness: optional(seconds), liveness: optional(seconds) })), {})

const chance: Check<Chance> = object({
  actions: optional(list(seconds)),
  collects: optional(seconds),
  syncs: times,
  retries: optional(record(list(seconds))),
  started: times,
  ended: optional(record(list(seconds))),
  seen: withDefault(record(list(orNull(seconds))), {}),
  initialSleep: sleeps,
  restarts: optional(list(object({ up: seconds, sleeps }))),
  mounted: withDefault(record(list(name('a volume'))), {}),
})

const NO_CHANCE: Chance = { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} }

const noKubelet: KubeletConfiguration = {
  authentication: { anonymous: { enabled: true } },
  authorization: { mode: 'AlwaysAllow' },
  readOnlyPort: 10255,
}
const anonymous = object({ enabled: withDefault(bool, true) })
const authorization: Check<KubeletConfiguration['authorization']> = object({
  mode: withDefault(oneOf(['AlwaysAllow', 'Webhook']), 'AlwaysAllow'),
})
const kubelet: Check<KubeletConfiguration> = object({
  authentication: withDefault(
    object({ anonymous: withDefault(anonymous, { enabled: true }), webhook: optional(object({ enabled: withDefault(bool, true) })) }),
    noKubelet.authentication,
  ),
  authorization: withDefault(authorization, noKubelet.authorization),
  readOnlyPort: withDefault(whole(0, 65535), noKubelet.readOnlyPort),
  crashLoopBackOff: optional(object({ maxContainerRestartPeriod: optional(seconds) })),
  featureGates: optional(record(bool)),
})

/** As Kubernetes writes one; a number is one too. */
const quantity = (what: string): Check<string> =>
  describe(
    () => ({ anyOf: [{ type: 'string' }, { type: 'number' }] }),
    (value, at) => {
      const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
      const read = parseQuantity(text)
      if (!('value' in read) || read.value <= 0) at.wrong('VALUE', value, `a quantity ${what}`)
      return text
    },
  )

/** In the order of their time. */
const actions: Check<Action[]> = refined(list(action), (found) => found.toSorted((a, b) => a.at - b.at))

/** All that a lane may lay over, with its defaults; in the order of docs/scenario.md. */
export const INPUTS: { readonly [K in keyof Inputs]: Check<Inputs[K]> } = {
  kubernetes: withDefault(kubernetes, `1.${NEWEST}`),
  runtime: optional(oneOf(['docker', 'containerd'])),
  seed: withDefault(whole(0, Number.MAX_SAFE_INTEGER), 1),
  clock: withDefault(clock, DEFAULT_CLOCK),
  duration: withDefault(moment, 30 * 60),
  node: withDefault(
    object({
      name: withDefault(name('the node’s name'), 'master-node'),
      ip: withDefault(name('an IP address such as 192.168.1.100', isAddress), '192.168.1.100'),
      cpu: optional(quantity('of CPUs, such as 2 or 1500m')),
      memory: optional(quantity('of memory, such as 4Gi')),
      pods: optional(whole(1, 1000)),
    }),
    {
      name: 'master-node',
      ip: '192.168.1.100',
    },
  ),
  manifests: withDefault(manifests, {}),
  files: withDefault(files, {}),
  kubelet: withDefault(kubelet, noKubelet),
  cluster: withDefault(
    object({
      attached: withDefault(bool, true),
      etcd: withDefault(oneOf(['up', 'down', 'hung']), 'up'),
      objects: withDefault(list(name('a path that stands in files')), []),
      certificates: optional(object(Object.fromEntries(CERTIFICATE_NAMES.map((certificate) => [certificate, optional(dates)])))),
      pki: optional(pki),
    }),
    {
      attached: true,
      etcd: 'up' as const,
      objects: [],
    },
  ),
  firewall: withDefault(list(object({ block: port, from: withDefault(origin, 'outside') })), []),
  processes: withDefault(record(script), {}),
  actions: withDefault(actions, [] as Action[]),
  requests: withDefault(requests, []),
  chance: withDefault(chance, NO_CHANCE),
  images: withDefault(record(image), {}),
  happened: optional(happened),
  why: optional(diagnosis),
}
