import { attributesOf } from '../sim/apiserver/attributes.ts'
import type { User } from '../sim/apiserver/authentication/authenticator.ts'
import { authorize } from '../sim/apiserver/authorization/union.ts'
import { SERVING, type ApiserverConfig } from '../sim/apiserver/config.ts'
import { kindOf } from '../sim/apiserver/objects/kinds.ts'
import { storageOf } from '../sim/apiserver/objects/storage.ts'
import { storedAt } from '../sim/apiserver/objects/stored.ts'
import { parseFlags } from '../sim/apiserver/flags.ts'
import { impersonate } from '../sim/apiserver/impersonation.ts'
import { requestOf } from '../sim/apiserver/request.ts'
import { releaseOf } from '../sim/release.ts'
import type { ScenarioRequest } from '../sim/scenario.ts'
import type { ResponseEntry } from '../sim/trace.ts'
import { version } from '../sim/apiserver/objects/node.ts'
import { filesAt, type Moment } from '../sim/moment.ts'
import { done, fails, type Output, type Terminal } from './output.ts'
import { kubeletPods } from '../sim/pods.ts'
import { reach } from './reach.ts'

/** How long a command waits for an answer before the reader's patience ends. */
export const PATIENCE_SECONDS = 60

/**
 * The same run again, with the question in it: what comes after does not change what was before. Undefined where no answer
 * comes in time.
 *
 * Units: `seconds` to wait on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function answerTo({ inputs, simulate }: Terminal, request: ScenarioRequest, seconds = PATIENCE_SECONDS): ResponseEntry | undefined {
  const asked = simulate({ ...inputs, requests: [request], duration: request.at + seconds })
  return asked.find((entry) => entry.kind === 'response')
}

/**
 * `kubectl get --raw PATH`: the path's own answer, asked for by the administrator.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/rawhttp/raw.go (v1.37.2).
 */
export function getRaw(terminal: Terminal, path: string, as: Acting): Output {
  const { inputs, at } = terminal
  if (!path.startsWith('/')) return fails(`error: --raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`)
  const reached = reach(terminal, { verb: 'get', resource: 'pods' })
  if (!reached.answers && !reached.stderr.startsWith('Error from server')) return reached
  const release = releaseOf(inputs.kubernetes)
  const response = answerTo(terminal, {
    at, from: 'node', method: 'GET', url: `https://${inputs.node.ip}:6443${path}`, userAgent: `kubectl/${version(terminal)} (linux/amd64)`,
    caller: { certificate: { cn: 'kubernetes-admin', o: [release.adminGroup], ca: 'cluster' } },
    headers: { accept: 'application/json, */*', ...impersonation(as) },
  })
  if (!response || response.status === null) return fails('Unable to connect to the server: net/http: TLS handshake timeout')
  const body = response.body
  if (response.status < 300) return done(body)
  const told = statusOf(body)
  if (response.status === 401) return fails('error: You must be logged in to the server (Unauthorized)')
  if (told) return fails(`Error from server${told.reason ? ` (${told.reason})` : ''}: ${told.message}`)
  if (response.status === 404) return fails('Error from server (NotFound): the server could not find the requested resource')
  return fails(`Error from server (InternalError): an error on the server (${JSON.stringify(body.trim())}) has prevented the request from succeeding`)
}

function statusOf(body: string): { message: string; reason: string } | undefined {
  try {
    const value = JSON.parse(body) as { kind?: unknown; message?: unknown; reason?: unknown }
    return value.kind === 'Status' ? { message: String(value.message ?? ''), reason: String(value.reason ?? '') } : undefined
  } catch {
    return undefined
  }
}

/** `--as` and `--as-group`. */
export interface Acting {
  as?: string
  groups: readonly string[]
}

function impersonation({ as, groups }: Acting): Record<string, string> {
  return as === undefined ? {} : { 'impersonate-user': as, ...(groups.length ? { 'impersonate-group': groups.join(',') } : {}) }
}

/**
 * What the lane's kube-apiserver made of its flags.
 *
 * Units: `at` in seconds on the simulated clock. Errors: undefined where the lane has none, or it refused them.
 * Follows: cmd/kube-apiserver/app/server.go, through `parseFlags`.
 */
export function serverConfig(moment: Moment): ApiserverConfig | undefined {
  const release = releaseOf(moment.inputs.kubernetes)
  for (const pod of kubeletPods(moment)) {
    for (const container of pod.spec.spec.containers) {
      if (!/(^|\/)kube-apiserver[^/]*$/.test(container.image)) continue
      const args = [...container.command, ...container.args].slice(container.command.length > 0 ? 1 : 0)
      return parseFlags(args, Object.fromEntries(filesAt(moment)), release).config
    }
  }
  return undefined
}

/**
 * `kubectl auth can-i VERB RESOURCE|PATH`, through the impersonation and the authorizers of the lane's own flags.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words; exit 1 for no.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/auth/cani.go (v1.37.2).
 */
export function canI(moment: Moment, words: readonly string[], namespace: string, acting: Acting): Output {
  const [verb, what, name] = words
  if (verb === undefined || what === undefined) return fails('error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee \'kubectl auth can-i -h\' for help and examples.\nThis terminal knows: kubectl auth can-i VERB TYPE[/NAME] | PATH [-n NAMESPACE] [--as=USER] [--as-group=GROUP]')
  if (words.length > 3) return fails('error: you must specify two arguments: verb resource or verb resource/resourceName')
  const reached = reach(moment, { verb: 'create', resource: 'selfsubjectaccessreviews' })
  if (!reached.answers) return reached
  const config = serverConfig(moment)
  if (!config) return fails('This lane has no kube-apiserver of its own to ask.')
  const { release } = config
  const stored = storedAt(moment.trace, moment.at)
  const state = { ...SERVING, node: moment.inputs.node, stored, storage: storageOf(() => moment, () => stored) }
  const url = `https://${moment.inputs.node.ip}:6443/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`
  const request = requestOf({ from: 'node', method: 'POST', url, caller: {}, userAgent: 'kubectl', headers: impersonation(acting) })
  if (!request) return fails('error: invalid configuration')
  const admin: User = { name: 'kubernetes-admin', groups: [release.adminGroup, 'system:authenticated'] }
  const { user, refused } = impersonate(config, state, request, admin, [])
  if (refused) return fails(`Error from server (Forbidden): ${refused.attributes.resource} ${JSON.stringify(refused.attributes.name)} is forbidden: User "kubernetes-admin" cannot impersonate resource ${JSON.stringify(refused.attributes.resource)} in API group "" at the cluster scope`)
  // the question itself needs to be allowed
  const asks = attributesOf(request)
  if (!authorize(config, state, user, asks).allowed) {
    return fails(`Error from server (Forbidden): selfsubjectaccessreviews.authorization.k8s.io is forbidden: User ${JSON.stringify(user.name)} cannot create resource "selfsubjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope`)
  }
  const plain = { ...asks, verb, apiPrefix: '', apiVersion: '', apiGroup: '', resource: '', subresource: '', name: '', namespace: '', path: '' }
  if (what.startsWith('/')) return verdict(authorize(config, state, user, { ...plain, path: what, isResource: false }), '')
  const [typed = '', named = name ?? ''] = what.split('/')
  const [short = '', ...group] = typed.split('.')
  const kind = kindOf(short, group.join('.'), release)
  const warning = kind ? (kind.namespaced ? '' : `Warning: resource '${kind.name}' is not namespace scoped${kind.group ? ` in group '${kind.group}'` : ''}\n\n`) : typed === '*' ? '' : `Warning: the server doesn't have a resource type '${typed}'\n\n`
  const attributes = { ...plain, isResource: true, resource: kind?.name ?? typed, apiGroup: kind?.group ?? group.join('.'), apiVersion: '*', namespace: kind && !kind.namespaced ? '' : namespace, name: named }
  return verdict(authorize(config, state, user, attributes), warning)
}

function verdict({ allowed, reason }: { allowed: boolean; reason: string }, warning: string): Output {
  const stdout = `${allowed ? 'yes' : reason ? `no - ${reason.replaceAll('\n', ', ')}` : 'no'}\n`
  return { stdout, stderr: warning, exit: allowed ? 0 : 1, screen: warning + stdout }
}
