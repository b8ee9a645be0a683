import type { ApiserverConfig } from '../../sim/apiserver/server-config.ts'
import { authenticate } from '../../sim/apiserver/authentication/authenticators.ts'
import { decodeBase64 } from '../../manifest/utf8.ts'
import { joinHostPort, requestOf } from '../../sim/apiserver/requests/request.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import { serverState } from '../lane-server.ts'

/** A text of a pod's spec that is somebody's token or password, or is named like one. */
export interface Credential {
  kind: 'bearer' | 'basic'
  caller: Caller
  pod: string
  /** Where it stands; the same one may stand in several places. */
  paths: readonly string[]
  /** The kube-apiserver knows by it who asks. */
  isAccepted: boolean
}

/** A text, and whether it is called, or written like, a credential. */
interface SecretCandidate extends Omit<Credential, 'isAccepted'> {
  /** Where it is called so. */
  namedAt: readonly string[]
}

/** Names of what is secret. */
const SECRET = /token|passw|passphrase|secret|credential|api[-_]?key|private[-_]?key|bearer/i
/** The last word of a name that says where a secret is, what it is called, or how it is made: not the secret itself. */
const ABOUT =
  /(?:^|[-_.]|token|secret|password|credentials?)(?:file|path|dir|directory|mount|name|namespace|id|ref|url|uri|host|addr|address|endpoint|issuer|audiences?|ttl|timeout|interval|period|seconds|minutes|expiration|expiry|expires|length|size|count|type|kind|mode|version|provider|source|store|backend|class|algorithm|enabled?|auth|header)$/i
/** etcd's word by which members of one cluster know each other, which nobody is let in by. */
const CLUSTER_TOKEN = /initial[-_]cluster[-_]token$/i
/** A path, an address, a reference to a variable, a place to fill in, a switch or a length of time. */
const NO_SECRET =
  /^(?:\.{0,2}\/.*|[a-z][\w+.-]*:\/\/.*|\$[({\w].*|<.*>|\{\{.*\}\}|true|false|yes|no|on|off|[01]|[\d.]+(?:ns|us|µs|ms|s|m|h))$/i

/**
 * The credentials in the specs of the lane's pods: what the kube-apiserver takes for one in a request, whatever it is called, and
 * what is named like one.
 */
export function credentialsOf(moment: Moment, config: ApiserverConfig | undefined): Credential[] {
  const found = new Map<string, SecretCandidate>()
  for (const pod of kubeletPods(moment)) {
    walk(pod.spec.raw['spec'], 'spec', (path, caller, isNamed) => {
      const key = `${pod.base} ${JSON.stringify(caller)}`
      const before = found.get(key)
      const paths = before?.paths.includes(path) ? before.paths : [...(before?.paths ?? []), path]
      found.set(key, {
        kind: caller.bearer === undefined ? 'basic' : 'bearer',
        caller,
        pod: pod.base,
        paths,
        namedAt: [...(before?.namedAt ?? []), ...(isNamed && !before?.namedAt.includes(path) ? [path] : [])],
      })
    })
  }
  const accepts = acceptor(moment, config)
  return (
    [...found.values()]
      .map(({ namedAt, ...item }) => ({ namedAt, item: { ...item, isAccepted: accepts(item.caller) } }))
      // a text that is no credential of the server's may be a user's name elsewhere
      .flatMap(({ namedAt, item }) => (item.isAccepted ? [item] : namedAt.length > 0 ? [{ ...item, paths: namedAt }] : []))
  )
}

/** Whether a request's credential tells the server who asks: anonymous does not count, though it is let in. */
function acceptor(moment: Moment, config: ApiserverConfig | undefined): (caller: Caller) => boolean {
  if (!config) return () => false
  const state = serverState(moment)
  return (caller) => {
    const request = requestOf({
      from: 'node',
      method: 'GET',
      url: `https://${joinHostPort(moment.inputs.node.ip, config.secure.port)}/version`,
      caller,
      userAgent: 'curl',
    })
    const steps = request ? authenticate(config, state, request).steps : []
    return steps.some(({ step, verdict }) => verdict === 'passed' && step !== 'authentication: anonymous')
  }
}

type SecretFound = (path: string, caller: Caller, isNamed: boolean) => void

/** Lists of words, such as a command line, are read as a whole: a value may be the word behind its option. */
function walk(value: unknown, path: string, tell: SecretFound): void {
  if (Array.isArray(value)) {
    if (typeof value[0] === 'string') commandLine(value as string[], path, tell)
    else value.forEach((item, i) => walk(item, `${path}[${i}]`, tell))
    return
  }
  if (typeof value !== 'object' || value === null) return
  const { name, value: own } = value as { name?: unknown; value?: unknown }
  if (typeof name === 'string' && typeof own === 'string' && !authorization(own, `${path}.value`, tell))
    plain(name, own, `${path}.value`, tell)
  for (const [key, item] of Object.entries(value)) walk(item, `${path}.${key}`, tell)
}

/** A value with a name of its own: of a header, a variable of the environment or an option. */
function plain(name: string, value: string, path: string, tell: SecretFound): void {
  if (value === '') return
  const isNamed = SECRET.test(name) && !ABOUT.test(name) && !NO_SECRET.test(value) && !CLUSTER_TOKEN.test(name)
  tell(path, value.includes(':') ? { basic: value } : { bearer: value }, isNamed)
}

/** A word may hold a whole script. */
function commandLine(args: readonly string[], path: string, tell: SecretFound): void {
  const words = args.flatMap((arg, i) =>
    authorization(arg, `${path}[${i}]`, tell) ? [] : [...arg.matchAll(/[^\s'"]+/g)].map(([word]) => ({ word, here: `${path}[${i}]` })),
  )
  words.forEach(({ word, here }, i) => {
    const [, option, value] = /^(--?[\w.-]+)=(.*)$/s.exec(word) ?? []
    const before = words[i - 1]?.word ?? ''
    const user = /^(?:-u|--user)$/.test(before) ? word : /^(?:-u|--user=)(.+:.+)$/.exec(word)?.[1]
    if (user?.includes(':')) tell(here, { basic: user }, true)
    else if (option !== undefined) plain(option, value!, here, tell)
    else if (!word.startsWith('-')) plain(before.startsWith('--') && !before.includes('=') ? before : '', word, here, tell)
  })
}

/** `Bearer …` or `Basic …`, alone or in a longer text. */
function authorization(text: string, path: string, tell: SecretFound): boolean {
  const bearer = /\bBearer +([^\s'"]+)/i.exec(text)?.[1]
  if (bearer !== undefined && !NO_SECRET.test(bearer)) tell(path, { bearer }, true)
  const basic = /\bBasic +([A-Za-z0-9+/=]+)/i.exec(text)?.[1]
  const decoded = basic === undefined ? undefined : decodeBase64(basic)
  if (decoded?.includes(':')) tell(path, { basic: decoded }, true)
  return bearer !== undefined || decoded?.includes(':') === true
}
