import { defined, own } from '../../../manifest/own.ts'
import { ANONYMOUS } from '../../apiserver/authentication/authenticator.ts'
import type { User } from '../../apiserver/requests/attributes.ts'
import { tokenOf } from '../../apiserver/authentication/bearer.ts'
import { UNKNOWN_AUTHORITY, verify } from '../../apiserver/authentication/x509.ts'
import { authorityOf } from '../../apiserver/pki.ts'
import { decode, type Request } from '../../apiserver/requests/request.ts'
import type { Release } from '../../release/release.ts'
import type { RequestStep } from '../../trace/trace.ts'
import type { KubeletSettings } from '../configuration.ts'
import type { FoundToken, SubjectAccessReview } from '../../apiserver/requests/reviews.ts'
import { type ApiClient, objectOf, type Review, wrongWith } from '../../control-plane/api-client.ts'
import type { Node } from '../../node/node.ts'

/** What the filter before the handlers says: let through, or answered here; and the entries of what the kube-apiserver had to say. */
export type Admission = ({ refused?: undefined } | { refused: { status: 401 | 403 | 500; body: string }; log?: string }) & {
  because: readonly number[]
}

/** What the filter needs. */
export interface Gate {
  settings: KubeletSettings
  reviewer: Reviewer
  release: Release
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

/**
 * Authentication and authorization of one request to the kubelet; `done` is called at once or when the apiserver has answered.
 * The steps are added to `steps` in the order in which they are taken.
 *
 * Errors: 401 where nobody knows who it is, 403 where they may not, 500 where nobody can say; the reason is in the log only.
 * Follows: pkg/kubelet/server/server.go, InstallAuthFilter (v1.37.2); v1.9 asks about one subresource.
 */
export function admit(gate: Gate, request: Request, steps: RequestStep[], done: (admission: Admission) => void): void {
  authenticate(gate, request, steps, (user, because, error) => {
    if (!user) return done({ refused: { status: 401, body: 'Unauthorized' }, ...(error === undefined ? {} : { log: error }), because })
    authorize(gate, request, user, steps, (admission) => done({ ...admission, because: [...because, ...admission.because] }))
  })
}

type OnUser = (user: User | undefined, because: readonly number[], error?: string) => void

/** Adds what is said of one step of the way. */
type Tell = (verdict: RequestStep['verdict'], reason: string) => void

const teller =
  (steps: RequestStep[], step: string, because?: RequestStep['because']): Tell =>
  (verdict, reason) =>
    void steps.push({ step, verdict, reason, ...defined({ because }) })

/**
 * Client certificate, then bearer token, then nobody in particular. An error keeps anonymous from being asked.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/authenticatorfactory/delegating.go (v1.37.2).
 */
function authenticate({ settings, reviewer }: Gate, request: Request, steps: RequestStep[], done: OnUser): void {
  const errors: string[] = []
  const accept = (user: User, why: readonly number[]): void =>
    done({ ...user, groups: user.groups.includes('system:authenticated') ? user.groups : [...user.groups, 'system:authenticated'] }, why)
  const byCertificate = certificateOf(settings, request, steps)
  if (typeof byCertificate === 'object') return accept(byCertificate, [])
  if (byCertificate !== undefined) errors.push(byCertificate)
  const tell = teller(steps, 'authentication: bearer token', settings.because('authentication.webhook.enabled'))
  const goOn = (error?: string, why?: readonly number[]): void =>
    anonymousOrNot(settings, error === undefined ? errors : [...errors, error], steps, done, why)
  const token = tokenOf(request)
  if (!settings.webhookTokens) {
    tell('skipped', 'This kubelet shows tokens to nobody: one that was sent is as none.')
    return goOn()
  }
  if (!token) {
    tell('no opinion', token === '' ? 'The bearer token is empty.' : 'No bearer token was sent.')
    return goOn()
  }
  reviewer.whose(token, (reviewed) => {
    if ('error' in reviewed) {
      tell('refused', `The kube-apiserver, which alone knows tokens, does not say whose this is: ${reviewed.error}.`)
      return goOn(reviewed.error, reviewed.because)
    }
    if (reviewed.value) {
      tell('passed', `${said(reviewed)}: it is ${reviewed.value.name}'s.`)
      return accept(reviewed.value, reviewed.because)
    }
    tell('refused', 'The kube-apiserver does not know the token.')
    goOn('invalid bearer token', reviewed.because)
  })
}

const said = ({ cached }: { cached: boolean }): string => (cached ? 'As the kube-apiserver said before' : 'The kube-apiserver says')

/** The user, or an error; undefined where there is no certificate that counts. */
function certificateOf(settings: KubeletSettings, { certificate }: Request, steps: RequestStep[]): User | string | undefined {
  const tell = teller(steps, 'authentication: client certificate', settings.because('authentication.x509.clientCAFile'))
  const ca = settings.clientCA
  const wrong = ca === undefined || !certificate ? undefined : verify(certificate, authorityOf(ca))
  if (ca === undefined) tell('skipped', 'This kubelet knows no CA: a certificate that was sent is as none.')
  else if (!certificate) tell('no opinion', 'No client certificate was sent.')
  else if (wrong !== undefined) {
    tell(
      'refused',
      wrong === UNKNOWN_AUTHORITY
        ? `The certificate of ${certificate.cn} is not signed by the CA in ${ca}.`
        : `The certificate of ${certificate.cn} is not good at this time: ${wrong}.`,
    )
    return wrong
  } else if (!certificate.cn) tell('no opinion', 'The certificate has no common name.')
  else {
    tell('passed', `The certificate says ${certificate.cn}.`)
    return { name: certificate.cn, groups: certificate.o }
  }
  return undefined
}

function anonymousOrNot(
  settings: KubeletSettings,
  errors: readonly string[],
  steps: RequestStep[],
  done: OnUser,
  why: readonly number[] = [],
): void {
  if (errors.length > 0) {
    const all = errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`
    teller(steps, 'authentication')('refused', `Credentials that are not accepted are never taken for anonymous: ${errors.join(', ')}.`)
    return done(undefined, why, all)
  }
  const tell = teller(steps, 'authentication: anonymous', settings.because('authentication.anonymous.enabled'))
  if (!settings.authentication.anonymous.enabled) {
    tell('refused', 'There are no credentials that count, and anonymous requests are off.')
    return done(undefined, why)
  }
  tell('passed', 'A request without credentials that count is from system:anonymous.')
  done(ANONYMOUS, why)
}

function authorize(
  { settings, reviewer, release }: Gate,
  request: Request,
  user: User,
  steps: RequestStep[],
  done: (admission: Admission) => void,
): void {
  const tell = teller(steps, `authorization: ${settings.authorization.mode}`, settings.because('authorization.mode'))
  if (settings.authorization.mode === 'AlwaysAllow') {
    tell('passed', 'Everything is allowed, to whoever it is.')
    return done({ because: [] })
  }
  const verb = own(VERBS, request.method) ?? ''
  const tried = subresourcesOf(decode(request.path), release)
  const next = (i: number, why: readonly number[]): void => {
    const subresource = tried[i]
    if (subresource === undefined) {
      const listed = release.subresourcesListed ? `subresource(s)=[${tried.join(' ')}])\n` : `subresource=${tried[0]})`
      return done({ refused: { status: 403, body: `Forbidden (user=${user.name}, verb=${verb}, resource=nodes, ${listed}` }, because: why })
    }
    reviewer.may({ user, verb, subresource }, (reviewed) => {
      const causes = [...new Set([...why, ...reviewed.because])]
      if ('error' in reviewed) {
        tell('refused', `The kube-apiserver does not say whether ${user.name} may: ${reviewed.error}.`)
        const body = `Authorization error (user=${user.name}, verb=${verb}, resource=nodes, subresource=${subresource})`
        return done({ refused: { status: 500, body }, log: reviewed.error, because: causes })
      }
      const last = i === tried.length - 1
      tell(
        reviewed.value ? 'passed' : last ? 'refused' : 'no opinion',
        `${said(reviewed)}: ${user.name} may ${reviewed.value ? '' : 'not '}${verb} nodes/${subresource}.`,
      )
      if (reviewed.value) return done({ because: causes })
      next(i + 1, causes)
    })
  }
  next(0, [])
}

/**
 * What a path of the kubelet's API counts as: subresources of its node, to be tried in this order.
 *
 * A path of no other kind is `proxy`.
 * Follows: pkg/kubelet/server/auth.go, GetRequestAttributes (v1.37.2); before v1.33 without pods, healthz and configz.
 */
function subresourcesOf(path: string, { fineGrainedKubelet, servesSpec }: Pick<Release, 'fineGrainedKubelet' | 'servesSpec'>): string[] {
  const below = (root: string): boolean => path === root || path.startsWith(`${root}/`)
  if (below('/stats')) return ['stats']
  if (below('/metrics')) return ['metrics']
  if (below('/logs')) return ['log']
  if (below('/spec') && servesSpec) return ['spec']
  if (!fineGrainedKubelet) return ['proxy']
  if (below('/pods') || below('/runningpods')) return ['pods', 'proxy']
  if (below('/healthz')) return ['healthz', 'proxy']
  return below('/configz') ? ['configz', 'proxy'] : ['proxy']
}

/** How long answers are kept: KubeletConfiguration's defaults. */
const TOKEN_SECONDS = 120
const ALLOWED_SECONDS = 300
const REFUSED_SECONDS = 30
/** A token review is given up after this. */
const TOKEN_REVIEW_SECONDS = 10

/** What an apiserver said, and what changed in etcd so that it did; or why it said nothing, and what was last heard of it. */
type Reviewed<T> = ({ value: T; cached: boolean } | { error: string }) & { because: readonly number[] }

/** What an answer means, and how long it is good; 0: it is asked for anew. */
interface Answered<T> {
  value: T
  seconds: number
}

/** What a node asks about: always the node itself. */
interface NodeAttributes {
  user: User
  verb: string
  subresource: string
}

/**
 * The kubelet's questions to the kube-apiserver: whose is this token, and may they. Answers are kept for a while, so a kubelet
 * goes on letting in whom it knows when the apiserver is gone.
 *
 * Errors: told to `done`, in client-go's words.
 * Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/webhook/webhook.go, plugin/pkg/authorizer/webhook/webhook.go
 * and cmd/kubelet/app/auth.go (v1.37.2).
 */
export class Reviewer {
  /** By kind and question: the answers that are still good. */
  private readonly cache = new Map<string, { value: unknown; until: number; because: readonly number[] }>()

  private readonly node: Node
  private readonly client: ApiClient

  constructor(node: Node, client: ApiClient) {
    this.node = node
    this.client = client
  }

  whose(token: string, done: (reviewed: Reviewed<User | undefined>) => void): void {
    const read = ({ authenticated, user: of }: Partial<FoundToken>): Answered<User | undefined> => {
      if (!authenticated || !of) return { value: undefined, seconds: 0 }
      return { value: { name: of.username, ...(of.uid ? { uid: of.uid } : {}), groups: of.groups ?? [] }, seconds: TOKEN_SECONDS }
    }
    this.review({ group: 'authentication.k8s.io', kind: 'TokenReview', spec: { token } }, TOKEN_REVIEW_SECONDS, read, done)
  }

  may({ user, verb, subresource }: NodeAttributes, done: (reviewed: Reviewed<boolean>) => void): void {
    const name = this.node.inputs.node.name.toLowerCase()
    const resourceAttributes = { verb, version: 'v1', resource: 'nodes', subresource, name }
    const spec = { user: user.name, groups: user.groups, resourceAttributes }
    const read = ({ allowed = false }: Partial<NonNullable<SubjectAccessReview['status']>>): Answered<boolean> => ({
      value: allowed,
      seconds: allowed ? ALLOWED_SECONDS : REFUSED_SECONDS,
    })
    this.review({ group: 'authorization.k8s.io', kind: 'SubjectAccessReview', spec }, Infinity, read, done)
  }

  /** Asks, unless it was answered lately. `limit`: after so long it is given up. */
  private review<S extends object, T>(
    asks: Review,
    limit: number,
    read: (status: Partial<S>) => Answered<T>,
    done: (reviewed: Reviewed<T>) => void,
  ): void {
    const { node, client } = this
    const { engine, trace } = node
    const key = JSON.stringify([asks.kind, asks.spec])
    const cached = this.cache.get(key)
    if (cached && cached.until > engine.now) return done({ value: cached.value as T, cached: true, because: cached.because })
    const fails = (error: string, because: readonly number[]): void => done({ error, because })
    if (!node.inputs.cluster.attached) return fails('no client provided, cannot use webhook authorization', client.waitsFor())
    client.review(asks, limit, (asked) => {
      if ('error' in asked) return fails(asked.error, asked.because)
      if (asked.answer.status >= 300) return fails(wrongWith(asked), client.waitsFor())
      // the rest of its causes are why the kubelet is let in there, and answered
      const because = (asked.answer.because ?? []).filter((id) => trace.entries[id]?.kind === 'object')
      const { value, seconds } = read((objectOf(asked) as { status?: S }).status ?? {})
      if (seconds > 0) this.cache.set(key, { value, until: engine.now + seconds, because })
      done({ value, cached: false, because })
    })
  }
}
