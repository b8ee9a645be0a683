import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { attributesOf, type User } from '../../sim/apiserver/requests/attributes.ts'
import { authenticate } from '../../sim/apiserver/authentication/authenticators.ts'
import { authorize, rulesFor } from '../../sim/apiserver/authorization/authorizers.ts'
import { handle } from '../../sim/apiserver/requests/chain.ts'
import { impersonate } from '../../sim/apiserver/requests/impersonation.ts'
import { kindOf } from '../../sim/apiserver/objects/kinds.ts'
import { version } from '../../sim/apiserver/objects/node-object.ts'
import { answerOf, impersonation, refusal } from '../../sim/kubectl/kubectl-answers.ts'
import { isElsewhere, type Moment } from '../../sim/trace/moment.ts'
import { apiServerURL, HANDSHAKE_SECONDS } from '../../sim/node/network.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type { ScenarioRequest, Waits } from '../../sim/scenario/inputs.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import { table } from '../text/columns.ts'
import { getWriter } from './pod-table.ts'
import { done, fails, notHere, type Output, saidFirst, type Terminal } from '../shell/output.ts'
import { type KubectlCall, type Acting, type Asks, kubectlRequest, type KubectlRequest, reach } from './kubectl-reach.ts'
import { byCharacter, getOrInsert } from '../../manifest/own.ts'
import type { PolicyRule } from '../../sim/apiserver/authorization/bootstrap-policy.ts'

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
  if ('stdout' in reached && !/^(Error from server|error: )/.test(reached.stderr)) return reached
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
  const { status, body } = response
  const tookSeconds = response.t - at
  if (status === null) return { ...fails('Unable to connect to the server: net/http: TLS handshake timeout'), tookSeconds }
  const left = notSimulatedAt(path, status)
  if (left !== undefined && status === 404) return { ...notHere(left), tookSeconds }
  return { ...rawAnswer({ status, body }), ...(left === undefined ? {} : { stderr: `(not simulated here: ${left})\n` }), tookSeconds }
}

const rawAnswer = (answer: { status: number; body: string }): Output =>
  answer.status === 200 ? done(answer.body) : fails(refusal(answerOf(answer), {}))

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
  if (!question) return notHere(`kubectl get --raw ${path}: nobody says what the kube-apiserver elsewhere is`)
  const { config, state, request } = question
  return rawAnswer(handle(config, state, request).response)
}

/** Who asks, as the server knows them. */
function whoAsks({ config, state, request }: KubectlRequest): User {
  const { user = { name: '', groups: [] } } = authenticate(config, state, request)
  return impersonate(config, state, request, user, attributesOf(request), []).user
}

/** What the lane's own server is asked about somebody; or what kubectl prints where it does not get so far. */
function reviewRequest(moment: Moment, path: string, words: string, acting: Acting): KubectlRequest | Output {
  const asks: Asks = { method: 'POST', path, words }
  const now = reach(moment, asks, acting)
  if ('stdout' in now) return now
  return kubectlRequest(now, asks, acting) ?? fails('This lane has no kube-apiserver of its own to ask.')
}

const REVIEW = '/apis/authorization.k8s.io/v1'

const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
)
const PATH_VERBS = new Set('get put post head options delete patch *'.split(' '))

/** Its own options. */
export const CAN_I_OPTIONS: Options = optionTable('-q --quiet, --subresource=')

/**
 * `kubectl auth can-i VERB RESOURCE|PATH`, through the impersonation and the authorizers of the lane's own flags; with `--list`
 * all that the authorizers tell.
 *
 * Errors: returned, in kubectl's words; exit 1 for no.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/auth/cani.go (v1.37.2).
 */
export function canI({ terminal: moment, parsed, rest: [, ...words], namespace, acting }: KubectlCall): Output {
  const [verb, what = ''] = words
  const has = (name: string): boolean => option(parsed, name) !== undefined
  const [lists, isEverywhere, headers] = [has('list'), has('all-namespaces'), !has('no-headers')]
  const subresource = option(parsed, 'subresource') ?? ''
  const wrong = wrongWords(words, {
    lists,
    headers,
    subresource,
    alone: !(has('quiet') || isEverywhere),
    release: releaseOf(moment.inputs.kubernetes),
  })
  if (wrong !== undefined) return fails(`error: ${wrong}`)
  const path = `${REVIEW}/${lists ? 'selfsubjectrulesreviews' : 'selfsubjectaccessreviews'}`
  const question = reviewRequest(moment, path, 'post selfsubjectaccessreviews.authorization.k8s.io', acting)
  if (!('config' in question)) return question
  const { config, state, request } = question
  const { release } = config
  const user = whoAsks(question)
  if (lists) return listRules(moment, question, user, namespace, headers)
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
  const how = { isQuiet: has('quiet'), canIWarnsApart: release.canIWarnsApart }
  if (what.startsWith('/'))
    return verdict(authorize(config, state, user, { ...plain, path: what, isResource: false }), unknownVerb(PATH_VERBS), how)
  const [typed = '', ...named] = what.split('/')
  const [short = '', ...group] = typed.split('.')
  const kind = kindOf(typed, release)
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
    apiGroup: kind?.group ?? '',
    subresource,
    apiVersion: '*',
    // of a kind that is in no namespace too: the warning says why a RoleBinding then seems to reach it
    namespace: isEverywhere ? '' : namespace,
    name: named.join('/'),
  }
  return verdict(authorize(config, state, user, attributes), warnings, how)
}

/** What kubectl says of its words before it asks anybody. */
function wrongWords(
  words: readonly string[],
  {
    lists,
    headers,
    subresource,
    alone,
    release,
  }: { lists: boolean; headers: boolean; subresource: string; alone: boolean; release: Release },
): string | undefined {
  if (lists) {
    if (words.length > 0) return 'list option must be specified with no arguments'
    return alone && subresource === ''
      ? undefined
      : "list option can't be specified with neither quiet, all-namespaces nor subresource options"
  }
  if (words.length !== 2)
    return `${release.canIUsage}\nThis terminal knows: kubectl auth can-i VERB TYPE[/NAME] | PATH [-n NAMESPACE] [--subresource=NAME] [--as=USER] [--as-group=GROUP], kubectl auth can-i --list`
  if (words[1]!.startsWith('/') && subresource !== '') return '--subresource can not be used with NonResourceURL'
  return headers ? undefined : '--no-headers cannot be set without --list specified'
}

function verdict(
  { allowed, reason }: { allowed: boolean; reason: string },
  warnings: readonly string[],
  { isQuiet, canIWarnsApart }: { isQuiet: boolean; canIWarnsApart: boolean },
): Output {
  const warning = warnings.map((text) => `Warning: ${text}\n${canIWarnsApart ? '\n' : ''}`).join('')
  const stdout = isQuiet ? '' : `${allowed ? 'yes' : reason ? `no - ${reason.replaceAll('\n', ', ')}` : 'no'}\n`
  return saidFirst(warning, { stdout, stderr: '', exit: allowed ? 0 : 1 })
}

function listRules(moment: Moment, { config, state }: KubectlRequest, user: User, namespace: string, headers: boolean): Output {
  const { rules, incomplete, error } = rulesFor(config, state, user, namespace)
  const rows = ruleRows(rules, config.release)
  const stdout = table([...(headers ? [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']] : []), ...rows], getWriter(moment))
  return saidFirst(incomplete ? `${config.release.warningWord}: the list may be incomplete: ${error}\n` : '', done(stdout))
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
  const { name, groups } = whoAsks(question)
  const rows = [
    ['Username', name],
    ['Groups', `[${groups.join(' ')}]`],
  ]
  return done(table([['ATTRIBUTE', 'VALUE'], ...rows], getWriter(moment)))
}

/** A rule of one resource of one group, with one name at most, or of one path. */
interface BrokenRule {
  verbs: string[]
  apiGroups: readonly string[]
  resources: readonly string[]
  resourceNames: readonly string[]
  urls: readonly string[]
}

const formatList = (values: readonly string[]): string => `[${values.join(' ')}]`

/**
 * The rows that kubectl makes of rules: one a resource, with the verbs of all rules that are of it; one a path and verb.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/util/rbac/rbac.go, BreakdownRule, CompactRules (v1.36.0).
 */
export function ruleRows(rules: readonly PolicyRule[], { rulesByVerb }: { readonly rulesByVerb: boolean }): string[][] {
  const ofPaths: BrokenRule[] = []
  const ofResources = new Map<string, BrokenRule>()
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]
    for (const [group, resource, name] of apiGroups.flatMap((group) =>
      resources.flatMap((resource) => names.map((name) => [group, resource, name] as const)),
    ))
      for (const verb of verbs) {
        const broken = { verbs: [], apiGroups: [group], resources: [resource], resourceNames: name, urls: [] }
        const compact = getOrInsert(ofResources, JSON.stringify(broken), () => broken)
        if (!compact.verbs.includes(verb)) compact.verbs.push(verb)
      }
    for (const url of nonResourceURLs)
      for (const verb of verbs) ofPaths.push({ verbs: [verb], apiGroups: [], resources: [], resourceNames: [], urls: [url] })
  }
  const order = rulesByVerb ? asGoPrints : (rule: BrokenRule): string => cellsOf(rule).join('\t')
  return [...ofPaths, ...ofResources.values()].toSorted((a, b) => byCharacter(order(a), order(b))).map(cellsOf)
}

/** As far as two rules may differ. */
const asGoPrints = ({ verbs, apiGroups, resources, resourceNames, urls }: BrokenRule): string =>
  [verbs, apiGroups, resources, resourceNames, urls].map(formatList).join(',')

/** The group stands before a subresource: `deployments.apps/scale`. */
function cellsOf({ verbs, apiGroups: [group = ''], resources: [resource = ''], resourceNames, urls }: BrokenRule): string[] {
  const combined = group === '' ? resource : resource.replace(/^[^/]*/, (own) => `${own}.${group}`)
  return [combined, formatList(urls), formatList(resourceNames), formatList(verbs)]
}
