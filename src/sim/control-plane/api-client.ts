import type { askElsewhere } from '../apiserver/requests/elsewhere.ts'
import { certificateRoot, connectionError, dated } from './expiry.ts'
import { type Certificate, parseUrl, type Request } from '../apiserver/requests/request.ts'
import { type Answer, callOnce, DIAL_SECONDS, hasWayToAPI } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import { Part } from '../part.ts'

/** A kube-apiserver on another machine. */
export const ELSEWHERE = new Part<typeof askElsewhere>('the kube-apiserver')

/** What a request came to: an answer, or what Go's client says; and who is behind it. */
export type Asked = ({ answer: Answer } | { error: string }) & { because: readonly number[] }

/** Whose requests they are, and where they go: what a kubeconfig says. */
export interface Kubeconfig {
  server: string
  /** The name in its certificate; absent where it shows none. */
  user?: string
  groups?: readonly string[]
}

/**
 * One of the control plane's own clients of the kube-apiserver.
 *
 * Units: seconds on the simulated clock. Errors: told to `done`, in Go's words. Follows: net/http and client-go's rest (v1.36).
 */
export class ApiClient {
  private readonly node: Node
  private readonly config: Kubeconfig
  private readonly isElsewhere: () => boolean
  /** The same request again and again is the same object: a server knows it, and what it has answered. */
  /** Since when it may have had a connection. */
  private readonly since: number
  private readonly known = new Map<string, Request>()

  /** `isElsewhere`: whether the cluster's kube-apiserver is none of this node's pods. */
  constructor(node: Node, config: Kubeconfig, isElsewhere: () => boolean) {
    this.node = node
    this.config = config
    this.isElsewhere = isElsewhere
    this.since = node.engine.now
  }

  /** Whether its certificate is none any more. */
  get hasExpired(): boolean {
    return this.certificate?.expired !== undefined
  }

  private get certificate(): Certificate | undefined {
    const { node, config } = this
    // nobody shows a certificate without TLS
    if (config.user === undefined || config.server.startsWith('http:')) return undefined
    return dated(node.inputs, node.release, { cn: config.user, o: config.groups ?? [], ca: 'cluster' }, node.engine.now)
  }

  get(path: string, seconds: number, done: (asked: Asked) => void): void {
    this.send('GET', path, undefined, seconds, done)
  }

  post(path: string, body: object, seconds: number, done: (asked: Asked) => void): void {
    this.send('POST', path, body, seconds, done)
  }

  private send(method: 'GET' | 'POST', path: string, body: object | undefined, seconds: number, done: (asked: Asked) => void): void {
    const { node } = this
    const request = this.requestFor(method, path, body)
    const url = `${this.config.server}${path}${request.query && `?${request.query}`}`
    const verb = method === 'GET' ? 'Get' : 'Post'
    const fails = (why: string, because: readonly number[] = this.lastHeard()): void =>
      done({ error: node.release.quotesURL ? `${verb} "${url}": ${why}` : `${verb} ${url}: ${why}`, because })
    const { host, port, scheme } = request
    if (!hasWayToAPI(node.inputs))
      return void node.engine.after(Math.min(seconds, DIAL_SECONDS), () =>
        fails(seconds < DIAL_SECONDS ? 'context deadline exceeded' : `dial tcp ${host}:${port}: i/o timeout`),
      )
    if (this.isElsewhere()) return done({ answer: ELSEWHERE.get()(node, request), because: [] })
    const listener = node.find(host, port)
    if (!listener?.accepts()) return fails(`dial tcp ${host}:${port}: ${node.release.refusedCall}: connection refused`)
    // it has connected once, and the connection stands as long as both do
    const since = Math.max(this.since, node.apiservers.at(-1)?.startedAt ?? 0)
    const untrusted = scheme === 'https' ? connectionError(node, since, node.engine.now) : undefined
    if (untrusted !== undefined) return fails(untrusted, [certificateRoot(node, 'apiserver')])
    const call = callOnce(scheme, (outcome) => {
      if (outcome.is === 'response') done({ answer: outcome.response, because: outcome.response.because ?? [] })
      else
        fails(
          outcome.is === 'eof'
            ? 'EOF'
            : outcome.is === 'plain-http'
              ? 'http: server gave HTTP response to HTTPS client'
              : 'read: connection reset by peer',
        )
    })
    listener.serve(request, call)
    if (call.cancelled) return
    node.engine.after(seconds, () => {
      if (call.cancelled) return
      call.cancelled = true
      fails(
        node.release.quotesURL
          ? 'context deadline exceeded'
          : 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
      )
    })
  }

  private requestFor(method: string, path: string, body: object | undefined): Request {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const { certificate } = this
    const key = `${method} ${path} ${text ?? ''}${certificate?.expired ?? ''}`
    let request = this.known.get(key)
    if (!request) {
      const { scheme, host, port } = parseUrl(this.config.server)!
      request = {
        from: 'node',
        method,
        scheme,
        host,
        port,
        path,
        query: '',
        headers: {
          'user-agent': this.config.user ?? 'Go-http-client/1.1',
          accept: 'application/json',
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(certificate ? { certificate } : {}),
        ...(text === undefined ? {} : { body: text }),
      }
      this.known.set(key, request)
    }
    return request
  }

  /** The entry that last told how the lane's kube-apiserver fares. */
  private lastHeard(): readonly number[] {
    const { entries } = this.node.trace
    for (let i = entries.length - 1; i >= 0; i--) if (entries[i]!.kind === 'server') return [i]
    return []
  }
}
