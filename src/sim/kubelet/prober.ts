import type { Container, HTTPGetAction, Probe } from '../../manifest/types.ts'
import type { Task } from '../engine.ts'
import { type Call, isLoopback, type Listener, type Outcome } from '../network.ts'
import { parseUrl, type Request, type UrlParts } from '../apiserver/request.ts'
import type { Node } from '../node.ts'
import type { ProbeResult } from '../trace.ts'
import type { Instance } from './runtime.ts'

/** Only errors are tried again, at once. */
const MAX_PROBE_RETRIES = 3
/** Go's http.Transport gives a TLS handshake so much, whatever the probe's own time-out. */
const TLS_HANDSHAKE_SECONDS = 10
const MAX_REDIRECTS = 10
/** What running a command in a container takes by itself. */
const EXEC_SECONDS = 0.04
const MAX_BODY_CHARACTERS = 10 * 1024

export interface ProbeAnswer {
  result: ProbeResult
  output: string
  /** Entries that explain the answer, main one first. */
  because?: readonly number[] | undefined
}

type Done = (answer: ProbeAnswer) => void

/** Whom a probe is made for. */
export interface ProbeSubject {
  container: Container
  probe: Probe
  /** Empty where the kubelet knows none. */
  podIP: string
  instance: () => Instance | undefined
  /** The first request of an HTTP probe: the same every time. */
  first?: { url: string; request: Request }
}

/**
 * Makes one probe and answers, now or later, exactly once. An error (`unknown`) is tried three times.
 *
 * Units: seconds on the simulated clock. Errors: none; what cannot be performed is the result `unknown`.
 * Follows: pkg/kubelet/prober/prober.go, probe and runProbeWithRetries (v1.37.2).
 */
export function runProbe(node: Node, subject: ProbeSubject, done: Done): void {
  const { probe, container, podIP } = subject
  if (probe.exec) return probeExec(node, subject, probe.exec.command, done, MAX_PROBE_RETRIES)
  if (probe.grpc) return probeGrpc(node, subject, done)
  const action = probe.httpGet ?? probe.tcpSocket
  if (!action) return done({ result: 'unknown', output: 'missing probe handler' })
  // an error that another try cannot change
  const port = resolvePort(action.port, container)
  if (port === undefined) return done({ result: 'unknown', output: `strconv.Atoi: parsing ${JSON.stringify(String(action.port))}: invalid syntax` })
  if (probe.httpGet) return probeHttp(node, subject, probe.httpGet, port, done)
  const host = action.host || podIP
  if (node.find(host, port)?.accepts()) return done(SUCCESS)
  done({ result: 'failure', output: `dial tcp ${host}:${port}: connect: connection refused` })
}

const SUCCESS: ProbeAnswer = { result: 'success', output: '' }

/**
 * What is asked, as a person would write it.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function probeTarget(subject: ProbeSubject): string {
  const { probe, podIP, container } = subject
  if (probe.exec) return `exec ${probe.exec.command.join(' ')}`
  if (probe.httpGet) {
    const port = resolvePort(probe.httpGet.port, container)
    return `GET ${urlOf(probe.httpGet, podIP, port ?? 0)}`
  }
  if (probe.tcpSocket) return `tcp ${probe.tcpSocket.host || podIP}:${probe.tcpSocket.port}`
  return `grpc ${podIP}:${probe.grpc?.port ?? 0}`
}

/** A port's name is looked up among the container's own; a number may also be written as text. */
function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port
  const named = container.ports.find((p) => p.name === port)
  if (named) return named.containerPort
  return /^\d+$/.test(port) ? Number(port) : undefined
}

function urlOf(action: HTTPGetAction, podIP: string, port: number): string {
  const path = action.path.startsWith('/') ? action.path : `/${action.path}`
  return `${action.scheme.toLowerCase()}://${action.host || podIP}:${port}${path}`
}

/** Follows: pkg/probe/http/http.go, DoHTTPProbe (v1.37.2). */
function probeHttp(node: Node, subject: ProbeSubject, action: HTTPGetAction, port: number, done: Done): void {
  const { probe } = subject
  const first = (subject.first ??= firstRequest(node, subject, action, port))
  const deadline = node.engine.now + probe.timeoutSeconds
  let followed = 0
  const get = (url: string) => {
    const failed = (why: string) => done({ result: 'failure', output: node.release.quotesURL ? `Get "${url}": ${why}` : `Get ${url}: ${why}` })
    const at = url === first.url ? first.request : { ...first.request, ...addressOf(url) }
    const listener = node.find(at.host, at.port)
    if (!listener?.accepts()) return failed(`dial tcp ${at.host}:${at.port}: connect: connection refused`)
    send(node, listener, at, deadline, (ending, call) => {
      switch (ending.is) {
        case 'refused':
          return failed(`dial tcp ${at.host}:${at.port}: connect: connection refused`)
        case 'reset':
          return failed(`read tcp ${clientAddress(node, at.host)}->${at.host || '127.0.0.1'}:${at.port}: read: connection reset by peer`)
        case 'eof':
          return failed(at.scheme === 'https' ? 'unexpected EOF' : 'EOF')
        case 'plain-http':
          return failed('http: server gave HTTP response to HTTPS client')
        case 'handshake-timeout':
          return failed('net/http: TLS handshake timeout')
        case 'timeout':
          return failed(`${timeoutWords(node, call.inHandshake)} (Client.Timeout exceeded while awaiting headers)`)
        case 'response': {
          const { status, body, headers: got, because } = ending.response
          const location = got['location']
          if (status >= 300 && status < 400 && location !== undefined) {
            const next = resolve(url, location)
            const sameHost = addressOf(next).host === at.host
            if (sameHost || node.release.redirectWarning === null) {
              if (++followed >= MAX_REDIRECTS) {
                const text = 'stopped after 10 redirects'
                return done({ result: 'failure', output: node.release.quotesURL ? `Get "${next}": ${text}` : `Get ${next}: ${text}` })
              }
              return get(next)
            }
          }
          const shown = body.slice(0, MAX_BODY_CHARACTERS)
          if (status >= 300 && status < 400 && node.release.redirectWarning !== null) return done({ result: 'warning', output: node.release.redirectWarning + shown, because })
          if (status >= 200 && status < 400) return done(because ? { result: 'success', output: '', because } : SUCCESS)
          return done({ result: 'failure', output: `HTTP probe failed with statuscode: ${status}`, because })
        }
      }
    })
  }
  get(first.url)
}

function firstRequest(node: Node, { podIP }: ProbeSubject, action: HTTPGetAction, port: number): { url: string; request: Request } {
  const headers: Record<string, string> = { 'user-agent': `kube-probe/${node.release.name}`, accept: '*/*' }
  for (const { name, value } of action.httpHeaders) headers[name.toLowerCase()] = value
  const url = urlOf(action, podIP, port)
  return { url, request: { ...addressOf(url), method: 'GET', headers, from: 'node' } }
}

type Ending = Outcome | { is: 'timeout' } | { is: 'handshake-timeout' }

/** Sends a request, with the client's two limits: the probe's own deadline, and Go's for the TLS handshake. */
function send(node: Node, listener: Listener, request: Request, deadline: number, ended: (ending: Ending, call: Call) => void): void {
  const { engine } = node
  const limits: Task[] = []
  const end = (ending: Ending) => {
    if (call.cancelled) return
    call.cancelled = true
    for (const limit of limits) engine.cancel(limit)
    ended(ending, call)
  }
  const call: Call = { inHandshake: request.scheme === 'https', cancelled: false, answer: end }
  listener.serve(request, call)
  if (call.cancelled) return
  limits.push(engine.schedule(deadline, () => end({ is: 'timeout' })))
  const handshakeEnds = engine.now + TLS_HANDSHAKE_SECONDS
  if (request.scheme === 'https' && handshakeEnds < deadline) limits.push(engine.schedule(handshakeEnds, () => call.inHandshake && end({ is: 'handshake-timeout' })))
}

function timeoutWords(node: Node, inHandshake: boolean): string {
  if (node.release.quotesURL) return 'context deadline exceeded'
  return inHandshake ? 'net/http: request canceled while waiting for connection' : 'net/http: request canceled'
}

function clientAddress(node: Node, host: string): string {
  return `${isLoopback(host) ? '127.0.0.1' : node.inputs.node.ip}:${32768 + Math.floor(node.luck.draw('client port') * 28232)}`
}

/** A probe's URL may have no host: Go dials the machine itself. */
function addressOf(url: string): UrlParts {
  return parseUrl(url) ?? parseUrl(url.replace('://:', '://localhost:').replace(':///', '://localhost/')) ?? { scheme: 'http', host: '', port: 0, path: '/', query: '' }
}

/** Just enough of URL resolution for a Location header. */
function resolve(base: string, to: string): string {
  if (/^[a-z]+:\/\//i.test(to)) return to
  const [, origin = ''] = /^(\w+:\/\/[^/]*)/.exec(base) ?? []
  return to.startsWith('/') ? origin + to : base.slice(0, base.lastIndexOf('/') + 1) + to
}

/** Follows: pkg/probe/exec/exec.go and the CRI client's ExecSync (v1.37.2). */
function probeExec(node: Node, subject: ProbeSubject, command: readonly string[], done: Done, tries: number): void {
  const { probe, instance } = subject
  const result = instance()?.process.exec(command) ?? { missing: true }
  if (result.missing) {
    if (tries > 1) return probeExec(node, subject, command, done, tries - 1)
    const [name = ''] = command
    const why = name.startsWith('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH'
    const id = Array.from({ length: 64 }, () => Math.floor(node.luck.draw('exec id') * 16).toString(16)).join('')
    return done({
      result: 'unknown',
      output: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": ${why}: unknown`,
    })
  }
  if (result.after >= probe.timeoutSeconds) {
    const text = node.release.execTimeoutText
    node.engine.after(EXEC_SECONDS + probe.timeoutSeconds, () =>
      done(
        text
          ? { result: 'failure', output: text(command.join(' '), probe.timeoutSeconds) }
          : { result: 'unknown', output: `rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout ${probe.timeoutSeconds}s exceeded: context deadline exceeded` },
      ),
    )
    return
  }
  const answer = () => done({ result: result.code === 0 ? 'success' : 'failure', output: result.code === 0 ? '' : result.output })
  node.engine.after(EXEC_SECONDS + result.after, answer)
}

/** No simulated process speaks gRPC: the connection never becomes ready. Follows: pkg/probe/grpc/grpc.go (v1.37.2). */
function probeGrpc(node: Node, { probe, podIP }: ProbeSubject, done: Done): void {
  const output = `timeout: failed to connect service "${podIP}:${probe.grpc!.port}" within ${probe.timeoutSeconds}s: context deadline exceeded`
  node.engine.after(probe.timeoutSeconds, () => done({ result: 'failure', output }))
}
