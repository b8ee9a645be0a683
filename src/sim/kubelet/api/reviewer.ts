import type { User } from '../../apiserver/requests/attributes.ts'
import type { FoundToken, SubjectAccessReview } from '../../apiserver/requests/reviews.ts'
import { type ApiClient, objectOf, type Review, wrongWith } from '../../control-plane/api-client.ts'
import type { Node } from '../../node/node.ts'

/** How long answers are kept: KubeletConfiguration's defaults. */
const TOKEN_SECONDS = 120
const ALLOWED_SECONDS = 300
const REFUSED_SECONDS = 30
/** A token review is given up after this. */
const TOKEN_REVIEW_SECONDS = 10

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
