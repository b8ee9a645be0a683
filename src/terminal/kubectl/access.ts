import { option } from '../../sim/kubectl/command-line.ts'
import { attributesOf, type User } from '../../sim/apiserver/requests/attributes.ts'
import { authenticate } from '../../sim/apiserver/authentication/authenticators.ts'
import { authorize } from '../../sim/apiserver/authorization/authorizers.ts'
import { rulesFor } from '../../sim/apiserver/authorization/rules-for.ts'
import { handle } from '../../sim/apiserver/requests/chain.ts'
import { impersonate } from '../../sim/apiserver/requests/impersonation.ts'
import { kindOf } from '../../sim/apiserver/objects/kinds.ts'
import { version } from '../../sim/apiserver/objects/node-object.ts'
import { answerOf, refusal } from '../../sim/kubectl/kubectl-answers.ts'
import { isElsewhere, type Moment } from '../../sim/trace/moment.ts'
import { apiServerURL } from '../../sim/node/network.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { ScenarioRequest, Waits } from '../../sim/scenario/inputs.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import { table } from '../text/columns.ts'
import { getWriter } from './pod-table.ts'
import { done, fails, notHere, type Output, type Terminal } from '../shell/output.ts'
import {
  type KubectlCall,
  type Acting,
  type Asks,
  HANDSHAKE_SECONDS,
  impersonation,
  kubectlRequest,
  type KubectlRequest,
  reach,
} from './kubectl-reach.ts'

/** Nobody looks on for longer; what comes sooner is found sooner. */
const LOOKS_SECONDS: readonly number[] = [2, 90, 3600]

/** An answer, or why there is none, and when that was known. */
export type ApiResponse = Pick<ResponseEntry, 't' | 'status' | 'headers' | 'body' | 'error' | 'steps'>

/**
 * The same run again, with the question in it: what comes after does not change what was before. It waits as curl does, for as
 * long as the connection stands.
 *
 * A time-out is an answer.
 */
export function answerTo(
  { inputs, simulate }: Pick<Terminal, 'inputs' | 'simulate'>,
  request: ScenarioRequest,
  waits: Waits = {},
): ApiResponse {
  for (const seconds of LOOKS_SECONDS) {
    const run = simulate({ ...inputs, requests: [{ ...request, waits }], duration: request.at + seconds })
    const found = run.find((entry) => entry.kind === 'response')
    if (found) return found
  }
  return {
    t: request.at + LOOKS_SECONDS.at(-1)!,
    status: null,
    headers: {},
    body: '',
    error: '(28) Nothing has come within an hour: nobody looks on for longer here',
    steps: [],
  }
}

/**
 * `kubectl get --raw PATH`: the path's own answer, asked for by the administrator.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/rawhttp/raw.go (v1.37.2).
 */
export function getRaw(terminal: Terminal, path: string, as: Acting): Output {
  const { inputs, at } = terminal
  if (!path.startsWith('/')) return fails(`error: --raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`)
  const reached = reach(terminal)
  if (!reached.answers && !/^(Error from server|error: )/.test(reached.stderr)) return reached
  if (isElsewhere(terminal.trace)) return rawElsewhere(terminal, path, as)
  const response = answerTo(
    terminal,
    {
      at,
      from: 'node',
      method: 'GET',
      url: `${apiServerURL(inputs)}${path}`,
      userAgent: `kubectl/${version(terminal)} (linux/amd64)`,
      caller: { certificate: as.user! },
      headers: { accept: 'application/json, */*', ...impersonation(as) },
    },
    { connect: HANDSHAKE_SECONDS },
  )
  const took = response.t > at ? { tookSeconds: response.t - at } : {}
  if (response.status === null) return { ...fails('Unable to connect to the server: net/http: TLS handshake timeout'), ...took }
  const left = notSimulatedAt(path, response.status)
  if (left !== undefined && response.status === 404) return { ...notHere(left), ...took }
  return {
    ...(response.status === 200 ? done(response.body) : fails(refusal(answerOf({ status: response.status, body: response.body }), {}))),
    ...(left === undefined ? {} : { stderr: `(not simulated here: ${left})\n` }),
    ...took,
  }
}

/** What of a path the simulated kube-apiserver has not, where a real one answers more; undefined for any other. */
export function notSimulatedAt(path: string, status: number | null): string | undefined {
  if (status === 404 && /^\/api\/v1\/(nodes|(namespaces\/[^/]+\/(pods|services)))\/[^/]+\/proxy(\/|$)/.test(path))
    return 'what the kube-apiserver passes on to a kubelet, a pod or a service; the kubelet itself is asked at port 10250'
  if (status === 200 && path === '/metrics') return 'most metrics'
  return status === 200 && path.startsWith('/openapi/') ? 'the schema of the API' : undefined
}

/** The server is on another machine, and always well. */
function rawElsewhere(terminal: Terminal, path: string, as: Acting): Output {
  const question = kubectlRequest(terminal, { path, words: 'get' }, as)
  if (!question) return fails(`not simulated here: kubectl get --raw ${path}: nobody says what the kube-apiserver elsewhere is.`)
  const { config, state, request } = question
  const { status, body } = handle(config, state, request).response
  return status === 200 ? done(body) : fails(refusal(answerOf({ status, body }), {}))
}

/** Who asks, as the server knows them. */
function whoAsks({ config, state, request }: KubectlRequest): User {
  const { user = { name: '', groups: [] } } = authenticate(config, state, request)
  return impersonate(config, state, request, user, attributesOf(request), []).user
}

/** What the lane's own server is asked about somebody; or what kubectl prints where it does not get so far. */
function reviewRequest(moment: Moment, path: string, words: string, acting: Acting): KubectlRequest | Output {
  const asks: Asks = { method: 'POST', path, words }
  const reached = reach(moment, asks, acting)
  if (!reached.answers) return reached
  return kubectlRequest({ ...moment, at: reached.at }, asks, acting) ?? fails('This lane has no kube-apiserver of its own to ask.')
}

const REVIEW = '/apis/authorization.k8s.io/v1'

const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
)
const PATH_VERBS = new Set('get put post head options delete patch *'.split(' '))

/**
 * `kubectl auth can-i VERB RESOURCE|PATH`, through the impersonation and the authorizers of the lane's own flags; with `--list`
 * all that the authorizers tell.
 *
 * Errors: returned, in kubectl's words; exit 1 for no.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/auth/cani.go (v1.37.2).
 */
export function canI({ terminal: moment, parsed, rest: [, ...words], namespace, acting }: KubectlCall): Output {
  const [verb, what, name] = words
  const lists = option(parsed, 'list') !== undefined
  if (lists && words.length > 0) return fails('error: list option must be specified with no arguments')
  if (!lists && (verb === undefined || what === undefined))
    return fails(
      "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.\nThis terminal knows: kubectl auth can-i VERB TYPE[/NAME] | PATH [-n NAMESPACE] [--as=USER] [--as-group=GROUP], kubectl auth can-i --list",
    )
  if (words.length > 3) return fails('error: you must specify two arguments: verb resource or verb resource/resourceName')
  const path = `${REVIEW}/${lists ? 'selfsubjectrulesreviews' : 'selfsubjectaccessreviews'}`
  const question = reviewRequest(moment, path, 'post selfsubjectaccessreviews.authorization.k8s.io', acting)
  if (!('config' in question)) return question
  const { config, state, request } = question
  const { release } = config
  const user = whoAsks(question)
  if (lists) return listRules(moment, question, user, namespace)
  const plain = {
    ...attributesOf(request),
    verb: verb!,
    apiPrefix: '',
    apiVersion: '',
    apiGroup: '',
    resource: '',
    subresource: '',
    name: '',
    namespace: '',
    path: '',
  }
  const unknownVerb = (known: ReadonlySet<string>): string[] => (known.has(verb!) ? [] : [`verb '${verb}' is not a known verb`])
  if (what!.startsWith('/'))
    return verdict(authorize(config, state, user, { ...plain, path: what!, isResource: false }), unknownVerb(PATH_VERBS))
  const [typed = '', named = name ?? ''] = what!.split('/')
  const [short = '', ...group] = typed.split('.')
  const kind = kindOf(short, group.join('.'), release)
  const isEverywhere = option(parsed, 'all-namespaces') !== undefined
  const inGroup = (of: string): string => (of === '' ? '' : ` in group '${of}'`)
  const warnings = [
    ...(kind || ['*', 'users', 'groups'].includes(typed)
      ? []
      : [`the server doesn't have a resource type '${short}'${inGroup(group.join('.'))}`]),
    ...(kind && !kind.namespaced && !isEverywhere ? [`resource '${kind.name}' is not namespace scoped${inGroup(kind.group)}`] : []),
    ...(isEverywhere ? [] : unknownVerb(RESOURCE_VERBS)),
  ]
  const attributes = {
    ...plain,
    isResource: true,
    resource: kind?.name ?? typed,
    apiGroup: kind?.group ?? group.join('.'),
    apiVersion: '*',
    // of a kind that is in no namespace too: the warning says why a RoleBinding then seems to reach it
    namespace: isEverywhere ? '' : namespace,
    name: named,
  }
  return verdict(authorize(config, state, user, attributes), warnings)
}

function verdict({ allowed, reason }: { allowed: boolean; reason: string }, warnings: readonly string[]): Output {
  const warning = warnings.map((text) => `Warning: ${text}\n\n`).join('')
  const stdout = `${allowed ? 'yes' : reason ? `no - ${reason.replaceAll('\n', ', ')}` : 'no'}\n`
  return { stdout, stderr: warning, exit: allowed ? 0 : 1, screen: warning + stdout }
}

function listRules(moment: Moment, { config, state }: KubectlRequest, user: User, namespace: string): Output {
  const { rules, incomplete, error } = rulesFor(config, state, user, namespace)
  const list = (values: readonly string[] = []): string => `[${values.join(' ')}]`
  const rows = rules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames, urls }) =>
    urls
      ? [['', list(urls), '[]', list(verbs)]]
      : apiGroups.flatMap((group) =>
          resources.map((resource) => [`${resource}${group ? `.${group}` : ''}`, '[]', list(resourceNames), list(verbs)]),
        ),
  )
  const once = new Map(rows.map((row) => [row.join('\t'), row])).values()
  const stdout = table([['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], ...once], getWriter(moment))
  const stderr = incomplete ? `Warning: the list may be incomplete: ${error}\n` : ''
  return { stdout, stderr, exit: 0, screen: stderr + stdout }
}

/**
 * `kubectl auth whoami`.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go (v1.37.2), without what says by which certificate.
 */
export function whoAmI({ terminal: moment, acting }: KubectlCall): Output {
  const { whoami } = releaseOf(moment.inputs.kubernetes)
  if (whoami === 'unknown') return fails('error: unknown command "whoami" for "kubectl auth": it came with kubectl 1.27')
  if (whoami === 'off')
    return fails(
      'error: the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API',
    )
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const question = reviewRequest(moment, path, 'post selfsubjectreviews.authentication.k8s.io', acting)
  if (!('config' in question)) return question
  const { name, uid, groups } = whoAsks(question)
  const rows = [['Username', name], ...(uid ? [['UID', uid]] : []), ['Groups', `[${groups.join(' ')}]`]]
  return done(table([['ATTRIBUTE', 'VALUE'], ...rows], getWriter(moment)))
}
