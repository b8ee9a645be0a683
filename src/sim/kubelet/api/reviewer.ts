import type { User } from '../../apiserver/requests/attributes.ts'
import { askElsewhere } from '../../apiserver/requests/elsewhere.ts'
import { joinHostPort, type Request } from '../../apiserver/requests/request.ts'
import type { FoundToken, SubjectAccessReview, TokenReview } from '../../apiserver/requests/reviews.ts'
import { type Answer, API_PORT, apiServerURL, callOnce, DIAL_SECONDS, hasWayToAPI } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'

/** How long answers are kept: KubeletConfiguration's defaults. */
const TOKEN_SECONDS = 120
const ALLOWED_SECONDS = 300
const REFUSED_SECONDS = 30
/** A token review is given up after this; other requests when HTTP/2's pings stay unanswered (30 s idle, 15 s for the ping). */
const TOKEN_REVIEW_SECONDS = 10
const PING_SECONDS = 45

/** What an apiserver said, and what changed in etcd so that it did; or why it said nothing, and what was last heard of it. */
export type Reviewed<T> = ({ value: T; cached: boolean } | { error: string }) & { because: readonly number[] }

/** What an answer means, and how long it is good; 0: it is asked for anew. */
interface Answered<T> {
  value: T
  seconds: number
}

/** What a node asks about: always the node itself. */
export interface NodeAttributes {
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

  private node: Node
  private isElsewhere: () => boolean

  /** `isElsewhere`: whether the cluster's kube-apiserver is none of this node's pods. */
  constructor(node: Node, isElsewhere: () => boolean) {
    this.node = node
    this.isElsewhere = isElsewhere
  }

  whose(token: string, done: (reviewed: Reviewed<User | undefined>) => void): void {
    const spec: TokenReview['spec'] = { token }
    const read = ({ authenticated, user: of }: Partial<FoundToken>): Answered<User | undefined> => {
      if (!authenticated || !of) return { value: undefined, seconds: 0 }
      return { value: { name: of.username, ...(of.uid ? { uid: of.uid } : {}), groups: of.groups ?? [] }, seconds: TOKEN_SECONDS }
    }
    this.review({ group: 'authentication.k8s.io', kind: 'TokenReview', spec }, TOKEN_REVIEW_SECONDS, read, done)
  }

  may({ user, verb, subresource }: NodeAttributes, done: (reviewed: Reviewed<boolean>) => void): void {
    const name = this.node.inputs.node.name.toLowerCase()
    const resourceAttributes = { verb, version: 'v1', resource: 'nodes', subresource, name }
    const spec: SubjectAccessReview['spec'] = { user: user.name, groups: user.groups, resourceAttributes }
    const read = ({ allowed = false }: Partial<NonNullable<SubjectAccessReview['status']>>): Answered<boolean> => ({
      value: allowed,
      seconds: allowed ? ALLOWED_SECONDS : REFUSED_SECONDS,
    })
    this.review({ group: 'authorization.k8s.io', kind: 'SubjectAccessReview', spec }, PING_SECONDS, read, done)
  }

  /** Asks, unless it was answered lately. `limit`: after so long it is given up. */
  private review<S extends object, T>(
    { group, kind, spec }: { group: string; kind: string; spec: object },
    limit: number,
    read: (status: Partial<S>) => Answered<T>,
    done: (reviewed: Reviewed<T>) => void,
  ): void {
    const { engine } = this.node
    const key = JSON.stringify([kind, spec])
    const cached = this.cache.get(key)
    if (cached && cached.until > engine.now) return done({ value: cached.value as T, cached: true, because: cached.because })
    const path = `/apis/${group}/v1/${kind.toLowerCase()}s`
    this.post(path, { kind, apiVersion: `${group}/v1`, spec }, limit, (reviewed) => {
      if ('error' in reviewed) return done(reviewed)
      const { because } = reviewed
      const { value, seconds } = read((reviewed.value as { status?: S }).status ?? {})
      if (seconds > 0) this.cache.set(key, { value, until: engine.now + seconds, because })
      done({ value, cached: false, because })
    })
  }

  private post(
    path: string,
    body: object,
    seconds: number,
    done: (reviewed: ({ value: object } | { error: string }) & { because: readonly number[] }) => void,
  ): void {
    const { node } = this
    const { name, ip } = node.inputs.node
    const url = `${apiServerURL(node.inputs)}${path}`
    const fails = (why: string): void => done({ error: why, because: this.lastHeard() })
    const request: Request = {
      from: 'node',
      method: 'POST',
      scheme: 'https',
      host: ip,
      port: API_PORT,
      path,
      query: '',
      headers: { 'user-agent': 'kubelet', accept: 'application/json', 'content-type': 'application/json' },
      certificate: { cn: `system:node:${name.toLowerCase()}`, o: ['system:nodes'], ca: 'cluster' },
      body: JSON.stringify(body),
    }
    const answered = ({ status, body: text, because = [] }: Answer): void => {
      const value = JSON.parse(text.startsWith('{') ? text : '{}') as { message?: string }
      // the rest of its causes are why the kubelet is let in there, and answered
      if (status < 300) done({ value, because: because.filter((id) => node.trace.entries[id]?.kind === 'object') })
      else fails(value.message ?? 'the server rejected our request for an unknown reason')
    }
    if (!node.inputs.cluster.attached) return fails('no client provided, cannot use webhook authorization')
    if (!hasWayToAPI(node.inputs))
      return void node.engine.after(Math.min(seconds, DIAL_SECONDS), () =>
        fails(
          `Post "${url}": ${seconds < DIAL_SECONDS ? 'context deadline exceeded' : `dial tcp ${joinHostPort(ip, API_PORT)}: i/o timeout`}`,
        ),
      )
    if (this.isElsewhere()) return answered(askElsewhere(node, request))
    const listener = node.find(ip, API_PORT)
    if (!listener?.accepts())
      return fails(`Post "${url}": dial tcp ${joinHostPort(ip, API_PORT)}: ${node.release.refusedCall}: connection refused`)
    const call = callOnce('https', (outcome) => {
      if (outcome.is === 'response') answered(outcome.response)
      else
        fails(
          `Post "${url}": ${outcome.is === 'eof' ? 'unexpected EOF' : outcome.is === 'plain-http' ? 'http: server gave HTTP response to HTTPS client' : `dial tcp ${joinHostPort(ip, API_PORT)}: connect: connection ${outcome.is === 'refused' ? 'refused' : 'reset by peer'}`}`,
        )
    })
    node.engine.after(seconds, () => {
      if (call.cancelled) return
      call.cancelled = true
      fails(`Post "${url}": ${seconds === TOKEN_REVIEW_SECONDS ? 'context deadline exceeded' : 'http2: client connection lost'}`)
    })
    listener.serve(request, call)
  }

  /** The entry that last told how the lane's kube-apiserver fares. */
  private lastHeard(): readonly number[] {
    const entry = this.node.trace.entries.findLast((entry) => entry.kind === 'server')
    return entry ? [entry.id] : []
  }
}
