import type { askElsewhere } from '../apiserver/requests/elsewhere.ts'
import { type Fields, parseObject } from '../apiserver/objects/json.ts'
import { certificateRoot, connectionError, dated } from './trust.ts'
import type { SubjectAccessReview, TokenReview } from '../apiserver/requests/reviews.ts'
import { type ClientCertificate, parseUrl, type Request } from '../apiserver/requests/request.ts'
import { type Answer, callOnce, DIAL_SECONDS, giveUp, HANDSHAKE_SECONDS, hasWayToAPI, type Listener, MALFORMED } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import { LazyPart } from '../part.ts'

/** A kube-apiserver on another machine. */
export const ELSEWHERE = new LazyPart<typeof askElsewhere>('the kube-apiserver')

/** What Go's client says where there is no answer, and what kind of trouble it is. */
interface ClientError {
  error: string
  trouble: 'refused' | 'handshake' | 'broken' | 'late' | 'other'
}

/** What a request came to: an answer, or why there is none; and who is behind it. */
export type ClientResponse = ({ answer: Answer } | ClientError) & { because: readonly number[] }

/** What client-go says of an answer that is none of the wanted. */
export function wrongWith(asked: ClientResponse): string {
  if ('error' in asked) return asked.error
  const message = /"message": ?"((?:[^"\\]|\\.)*)"/.exec(asked.answer.body)?.[1]?.replaceAll('\\"', '"')
  return message ?? (asked.answer.status === 401 ? 'Unauthorized' : 'the server rejected our request for an unknown reason')
}

/** The object that came as an answer; an empty one where another thing came: not everybody who takes that port is a kube-apiserver. */
export const objectOf = ({ answer }: Extract<ClientResponse, { answer: unknown }>): Fields => parseObject(answer.body) ?? {}

/** Whose a token is, or whether somebody may do a thing. */
export type Review =
  | { group: 'authentication.k8s.io'; kind: 'TokenReview'; spec: TokenReview['spec'] }
  | { group: 'authorization.k8s.io'; kind: 'SubjectAccessReview'; spec: SubjectAccessReview['spec'] }

/** Whose requests they are, and where they go: what a kubeconfig says. */
export interface Kubeconfig {
  server: string
  /** The name in its certificate; absent where it shows none. */
  user?: string
  groups?: readonly string[]
}

/** A connection on which nothing comes is looked at after 30 s, and given up 15 s later. */
const LOST_SECONDS = 45
/** What client-go sends once more, where a connection has broken: so much later, and so often. */
const AGAIN_SECONDS = 1
const AGAIN_TIMES = 10

const lateText = ({ quotesURL }: { quotesURL: boolean }): string =>
  quotesURL ? 'context deadline exceeded' : 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** Go's name of each. */
const VERBS: Readonly<Record<Method, string>> = { GET: 'Get', POST: 'Post', PUT: 'Put', DELETE: 'Delete' }

/**
 * One of the control plane's own clients of the kube-apiserver.
 *
 * Errors: passed to `done`, in Go's words.
 * Follows: net/http; client-go's rest/request.go and rest/with_retry.go (v1.36).
 */
export class ApiClient {
  private readonly node: Node
  private readonly config: Kubeconfig
  /** Since when it may have had a connection. */
  private readonly since: number
  /** The same request again and again is the same object: a server knows it, and what it has answered. */
  private readonly known = new Map<string, Request>()
  /** The server to which a connection stands: a request on it needs no handshake. */
  private connected: Listener | undefined

  constructor(node: Node, config: Kubeconfig) {
    this.node = node
    this.config = config
    this.since = node.engine.now
  }

  /** Whether its certificate is none any more. */
  get hasExpired(): boolean {
    return this.certificate?.expired !== undefined
  }

  private get certificate(): ClientCertificate | undefined {
    const { node, config } = this
    // nobody shows a certificate without TLS
    if (config.user === undefined || config.server.startsWith('http:')) return undefined
    return dated(node.inputs, node.release, { cn: config.user, o: config.groups ?? [], ca: 'cluster' }, node.engine.now)
  }

  /** A connection stands from now on, if somebody is there to take it. */
  connect(): void {
    const { host, port } = this.requestFor('GET', '/', undefined)
    this.connected = this.node.find(host, port)
  }

  /** Once, for at most so long. */
  get(path: string, seconds: number, done: (asked: ClientResponse) => void): void {
    this.send('GET', path, undefined, seconds, done)
  }

  /** A question to the kube-apiserver itself, which is given back with its answer in it. */
  review({ group, kind, spec }: Review, seconds: number, done: (asked: ClientResponse) => void): void {
    const apiVersion = `${group}/v1`
    this.send('POST', `/apis/${apiVersion}/${kind.toLowerCase()}s`, { kind, apiVersion, spec }, seconds, done)
  }

  delete(path: string, done: (asked: ClientResponse) => void): void {
    this.send('DELETE', path, undefined, Infinity, done)
  }

  /** Reads without a time-out of its own. What breaks off is read again; so is, of a watch, what comes too late. */
  read(path: string, isWatch: boolean, done: (asked: ClientResponse) => void, times = AGAIN_TIMES): void {
    this.send('GET', path, undefined, Infinity, (asked) => {
      const isAgain = 'error' in asked && (asked.trouble === 'broken' || (isWatch && asked.trouble === 'handshake'))
      if (isAgain && times > 0) this.node.engine.after(AGAIN_SECONDS, () => this.read(path, isWatch, done, times - 1))
      else done(asked)
    })
  }

  private say(method: Method, path: string, why: string): string {
    const url = `${this.config.server}${path}`
    return this.node.release.quotesURL ? `${VERBS[method]} "${url}": ${why}` : `${VERBS[method]} ${url}: ${why}`
  }

  /** What is said of a request that had its time. */
  late(method: Method, path: string): string {
    return this.say(method, path, lateText(this.node.release))
  }

  private send(method: Method, path: string, body: object | undefined, seconds: number, done: (asked: ClientResponse) => void): void {
    const { node } = this
    const request = this.requestFor(method, path, body)
    const fails = (why: string, trouble: ClientError['trouble'], because: readonly number[] = this.waitsFor()): void =>
      done({ error: this.say(method, path, why), trouble, because })
    const { host, port, scheme } = request
    if (!hasWayToAPI(node.inputs))
      return void node.engine.after(Math.min(seconds, DIAL_SECONDS), () =>
        fails(seconds < DIAL_SECONDS ? 'context deadline exceeded' : `dial tcp ${host}:${port}: i/o timeout`, 'late'),
      )
    if (node.kubelet.apiIsElsewhere) return done({ answer: ELSEWHERE.get()(node, request), because: [] })
    const listener = node.find(host, port)
    if (!listener?.accepts()) return fails(`dial tcp ${host}:${port}: ${node.release.refusedCall}: connection refused`, 'refused')
    // it has connected once, and the connection stands as long as both do
    const since = Math.max(this.since, node.apiservers.at(-1)?.startedAt ?? 0)
    const untrusted = scheme === 'https' ? connectionError(node, since, node.engine.now) : undefined
    if (untrusted !== undefined) return fails(untrusted, 'other', [certificateRoot(node, 'apiserver')])
    const call = callOnce(scheme, (outcome) => {
      if (outcome.is === 'response') {
        this.connected = listener
        done({ answer: outcome.response, because: outcome.response.because ?? [] })
      } else if (outcome.is === 'plain-http') fails('http: server gave HTTP response to HTTPS client', 'other')
      else if (outcome.is === 'alert') fails(MALFORMED, 'other')
      else fails(outcome.is !== 'eof' ? 'read: connection reset by peer' : scheme === 'https' ? 'unexpected EOF' : 'EOF', 'broken')
    })
    listener.serve(request, call)
    if (call.cancelled) return
    const isNew = scheme === 'https' && this.connected !== listener
    if (isNew && seconds > HANDSHAKE_SECONDS)
      giveUp(node.engine, call, HANDSHAKE_SECONDS, true, () => fails('net/http: TLS handshake timeout', 'handshake'))
    if (seconds < Infinity) giveUp(node.engine, call, seconds, false, () => fails(lateText(node.release), 'late'))
    else if (!isNew) giveUp(node.engine, call, LOST_SECONDS, true, () => fails('http2: client connection lost', 'broken'))
  }

  private requestFor(method: string, path: string, body: object | undefined): Request {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const { certificate } = this
    const key = `${method} ${path} ${text ?? ''}${certificate?.expired ?? ''}`
    let request = this.known.get(key)
    if (!request) {
      const { scheme, host, port } = parseUrl(this.config.server)!
      const [pathname = '', query = ''] = path.split('?')
      request = {
        from: 'node',
        method,
        scheme,
        host,
        port,
        path: pathname,
        query,
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

  /** Why nothing comes: etcd is not there for the kube-apiserver that runs, or that one is not as it should be. */
  waitsFor(): readonly number[] {
    const { node } = this
    const [server] = this.lastServer()
    const entry = server === undefined ? undefined : node.trace.entries[server]
    const isOut = entry?.kind === 'server' && (entry.state === 'hung' || entry.state === 'exited' || entry.state === 'shutting-down')
    // a read waits for a slow disk as a write does
    const slow = node.etcd === 'up' && !isOut && (node.troubles?.diskSeconds ?? 0) > 0 ? node.troubles!.because : []
    if (slow.length > 0) return [...slow, ...this.lastServer()]
    return node.etcd === 'up' || node.etcdCause === undefined || isOut ? this.lastServer() : [node.etcdCause]
  }

  /** The entry of the last change of the lane's kube-apiserver. */
  lastServer(): readonly number[] {
    const { entries } = this.node.trace
    for (let i = entries.length - 1; i >= 0; i--) if (entries[i]!.kind === 'server') return [i]
    return []
  }
}
