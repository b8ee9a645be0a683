import { type Container, handlerOf, type ProbeHandlerName } from '../../../manifest/types.ts'
import { escapeUrl } from '../../../manifest/go/net.ts'
import { own } from '../../../manifest/own.ts'
import { joinHostPort } from '../../apiserver/requests/request.ts'
import { expandedStatic } from '../../node/expansion.ts'
import { callOnce, giveUp, type Outcome } from '../../node/network.ts'
import type { NodeAddress, Node } from '../../node/node.ts'
import { isDomainName, NO_ROUTE_SECONDS, noRoute, noSuchHost, whereabouts } from '../../node/whereabouts.ts'
import { goDuration } from '../../scenario/duration.ts'
import { execIn } from './exec-probe.ts'
import { addressFor, getFailed, resolvePort, urlOf } from './http-get.ts'
import { type ProbeDone, httpProber, type ProbeAnswer, type ProbeSubject, reasons, type Send, SUCCESS } from './http-probe.ts'

/**
 * Asks the standard health service, by TLS where the probe says so and the gate is on; nobody's certificate is verified. Until a server speaks gRPC the client connects again and again, whatever else it
 * meets there.
 *
 * Every trouble is a failure. Follows: pkg/probe/grpc/grpc.go, Probe (v1.37.2).
 */
function probeGrpc(node: Node, subject: ProbeSubject, done: ProbeDone): void {
  const { probe, podIP } = subject
  const { port, service, mode } = probe.grpc!
  const limit = goDuration(probe.timeoutSeconds)
  const listener = node.find(podIP, port)
  const call = callOnce('grpc', (outcome) => {
    if (outcome.is === 'grpc') return done(answerOf(outcome))
    // who has not yet been spoken to tries again until its time is over
    if (!call.inHandshake) done({ result: 'failure', output: BROKEN, because: reasons(listener, port, subject) })
    else call.cancelled = false
  })
  call.inHandshake = true
  giveUp(node.engine, call, probe.timeoutSeconds, false, () => {
    const output = call.inHandshake
      ? `timeout: failed to connect service "${joinHostPort(podIP, port)}" within ${limit}: context deadline exceeded`
      : `timeout: health rpc did not complete within ${limit}`
    done({ result: 'failure', output, because: reasons(listener, port, subject), timedOut: true })
  })
  if (listener?.grpc && listener.accepts())
    listener.serve(
      {
        from: 'node',
        method: 'POST',
        scheme: mode === 'TLS' && subject.gates.grpcTls ? 'https' : 'http',
        host: podIP,
        port,
        path: CHECK,
        query: '',
        headers: {},
        grpc: { service },
      },
      call,
    )
}

const CHECK = '/grpc.health.v1.Health/Check'
const BROKEN = 'error: health rpc probe failed: rpc error: code = Unavailable desc = error reading from server: EOF'

/** Follows: grpc-go's health/server.go and server.go for what it says of what it does not know. */
function answerOf({ status, because }: Extract<Outcome, { is: 'grpc' }>): Parameters<ProbeDone>[0] {
  if (status === 'SERVING') return { result: 'success', output: '', because }
  return { result: 'failure', output: own(UNSERVED, status) ?? `service unhealthy (responded with "${status}")`, because }
}

const UNSERVED: Readonly<Record<string, string>> = {
  UNIMPLEMENTED:
    'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
  NOT_FOUND: 'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
}

/** What a URL's host may hold as it is; all else is escaped, of which the parser refuses all but %25. Follows: net/url, shouldEscape (Go 1.24). */
const ESCAPED = /[^\w.~!$&'()*+,;=:[\]<>"%-]/

const IPV6 = /^[\da-f]*(?::[\da-f.]*){2,}(?:%\w+)?$/i

/**
 * What a probe of a host comes to that is none, such as one with a scheme, a port or brackets; undefined for a name or an address.
 *
 * Follows: pkg/probe/http/request.go, newProbeRequest (v1.36.2), net/url and net as Go 1.24 ran them.
 */
function oddHost(node: Node, host: string, port: number, url: string | undefined): ProbeAnswer | undefined {
  // since one function makes the requests of hooks and probes, one that cannot be made is an error; before, it was a failure
  const { quotesURL, hooksAreProbeLike: isError } = node.release
  const escape = url === undefined ? undefined : ESCAPED.exec(host)?.[0]
  if (escape !== undefined && escape < '\u0080') {
    const escaped = url!.replace(host, escapeUrl(host, 'host'))
    const output = `parse ${quotesURL ? `"${escaped}"` : escaped}: invalid URL escape "${escapeUrl(escape, 'host')}"`
    return { result: isError ? 'unknown' : 'failure', output }
  }
  const at = joinHostPort(host, port)
  const why = host.startsWith('[')
    ? `dial tcp: address ${at}: missing port in address`
    : IPV6.test(host) || isDomainName(host)
      ? undefined
      : `dial tcp: lookup ${host}: no such host`
  if (why === undefined) return undefined
  return { result: 'failure', output: url === undefined ? why : getFailed(node, url, why) }
}

/** Only errors are tried again, at once. */
const MAX_PROBE_RETRIES = 3
/** Up to 1.19 dockershim lets a command run on, whatever the probe's time-out; the kubelet gives it so much more. */
const RUNTIME_SECONDS = 120

/** How the probes of one handler are sent. */
interface ProbeHandlerRules {
  /** What a probe asks, as a person would write it. */
  target(subject: ProbeSubject): string
  prober(node: Node, subject: ProbeSubject, done: ProbeDone): Send
}

const HANDLERS: Readonly<Record<ProbeHandlerName, ProbeHandlerRules>> = {
  exec: {
    target: ({ probe }) => `exec ${probe.exec!.command.join(' ')}`,
    prober(node, subject, done) {
      const command = expandedStatic(subject.probe.exec!.command, subject.container)
      return () => probeExec(node, subject, command, done, MAX_PROBE_RETRIES)
    },
  },
  httpGet: {
    target: ({ probe, podIP, container }) => `GET ${urlOf(probe.httpGet!, podIP, portWords(probe.httpGet!.port, container).number)}`,
    prober(node, subject, done) {
      const action = subject.probe.httpGet!
      return atPort(node, subject, action, (port) => httpProber(node, subject, action, port, done))
    },
  },
  tcpSocket: {
    target({ probe, podIP, container }) {
      const { number, name } = portWords(probe.tcpSocket!.port, container)
      return `tcp ${joinHostPort(probe.tcpSocket!.host || podIP, number)}${name}`
    },
    prober(node, subject, done) {
      const action = subject.probe.tcpSocket!
      return atPort(node, subject, action, (port) => () => probeTcp(node, subject, { host: action.host || subject.podIP, port }, done))
    },
  },
  grpc: {
    target({ probe, podIP }) {
      const { port, service } = probe.grpc!
      return `grpc ${joinHostPort(podIP, port)}${service ? ` ${service}` : ''}`
    },
    prober: (node, subject, done) =>
      node.release.grpcProbes
        ? () => probeGrpc(node, subject, done)
        : always({ result: 'unknown', output: `missing probe handler for ${subject.podId}:${subject.container.name}` }),
  },
}

/** What a probe asks, as a person would write it. */
export const probeTarget = (subject: ProbeSubject): string => HANDLERS[handlerOf(subject.probe)].target(subject)

/**
 * What sends one probe of a container, each time it is called: all that is the same every time has been worked out before. `done` gets
 * each answer that is not returned, now or later, exactly once. An error (`unknown`) is tried three times.
 *
 * What cannot be performed is the result `unknown`.
 * Follows: pkg/kubelet/prober/prober.go, probe and runProbeWithRetries (v1.37.2).
 */
export const proberOf = (node: Node, subject: ProbeSubject, done: ProbeDone): Send =>
  HANDLERS[handlerOf(subject.probe)].prober(node, subject, done)

/** A probe of a host and a port, where those can be reached at all: an error there does not go away by another try. */
function atPort(
  node: Node,
  { probe, container, podIP }: ProbeSubject,
  action: { host: string; port: number | string },
  prober: (port: number) => Send,
): Send {
  const port = resolvePort(action.port, container)
  if (port === undefined) return always({ result: 'unknown', output: node.release.unknownPortText(String(action.port)) })
  const url = probe.httpGet && urlOf(probe.httpGet, podIP, port)
  if (url !== undefined && !/^https?:\/\//.test(url))
    return always({ result: 'failure', output: getFailed(node, url, 'http: no Host in request URL') })
  const odd = /^[\d.]*$/.test(action.host) ? undefined : oddHost(node, action.host, port, url)
  return odd ? always(odd) : prober(port)
}

const always =
  (answer: ProbeAnswer): Send =>
  () =>
    answer

/** Follows: pkg/probe/tcp/tcp.go, DoTCPProbe (v1.37.2). */
function probeTcp(node: Node, subject: ProbeSubject, { host, port }: NodeAddress, done: ProbeDone): void {
  const { timeoutSeconds } = subject.probe
  const listener = node.find(host, port)
  const dial = `dial tcp ${joinHostPort(host && addressFor(host), port)}: `
  const elsewhere = listener ? undefined : whereabouts(node, host, port)
  if (elsewhere === 'no such host') return done({ result: 'failure', output: noSuchHost(host) })
  if (elsewhere === 'no route' && timeoutSeconds > NO_ROUTE_SECONDS)
    return void node.engine.after(NO_ROUTE_SECONDS, () => done({ result: 'failure', output: noRoute(node, addressFor(host), port) }))
  if (listener?.drops || elsewhere)
    return void node.engine.after(timeoutSeconds, () => done({ result: 'failure', output: `${dial}i/o timeout`, timedOut: true }))
  if (listener?.accepts()) {
    listener.leave?.()
    return done(SUCCESS)
  }
  done({ result: 'failure', output: `${dial}${node.release.refusedCall}: connection refused`, because: reasons(listener, port, subject) })
}

/** A port by its number, with its name behind; a name that the container does not have stands for itself. */
function portWords(port: number | string, container: Container): { number: number | string; name: string } {
  const number = resolvePort(port, container)
  return number === undefined ? { number: port, name: '' } : { number, name: number === port ? '' : ` (port ${port})` }
}

/** Follows: pkg/probe/exec/exec.go (v1.37.2); pkg/kubelet/remote/remote_runtime.go, ExecSync (v1.18). */
function probeExec(node: Node, subject: ProbeSubject, command: readonly string[], done: ProbeDone, tries: number): void {
  const { probe, lives } = subject
  const limit = goDuration(probe.timeoutSeconds)
  const docker = node.release.runtime === 'docker'
  execIn(
    node,
    lives.newest!,
    command,
    probe.timeoutSeconds + (docker && !node.release.execTimeoutText ? RUNTIME_SECONDS : 0),
    (outcome) => {
      const { because } = outcome
      if (outcome.is === 'ended')
        return done(outcome.code === 0 ? { ...SUCCESS, because } : { result: 'failure', output: outcome.output, because })
      if (outcome.is === 'error')
        return tries > 1 ? probeExec(node, subject, command, done, tries - 1) : done({ result: 'unknown', output: outcome.error, because })
      const text = node.release.execTimeoutText
      if (text) return done({ result: 'failure', output: text(command.join(' '), limit), timedOut: true, because })
      done({
        result: 'unknown',
        because,
        timedOut: true,
        output: `rpc error: code = DeadlineExceeded desc = ${docker ? '' : `failed to exec in container: timeout ${limit} exceeded: `}context deadline exceeded`,
      })
    },
  )
}
