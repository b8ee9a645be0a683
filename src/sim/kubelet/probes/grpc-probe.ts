import { callOnce, type Outcome } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'
import { goDuration } from '../../scenario/duration.ts'
import { joinHostPort } from './http-get.ts'
import { type Done, type ProbeSubject, reasons } from './probe-subject.ts'

/**
 * Asks the standard health service, by TLS where the probe says so and the gate is on; nobody's certificate is verified. Until a server speaks gRPC the client connects again and again, whatever else it
 * meets there.
 *
 * Units: seconds. Errors: none; every trouble is a failure. Follows: pkg/probe/grpc/grpc.go, Probe (v1.37.2).
 */
export function probeGrpc(node: Node, subject: ProbeSubject, done: Done): void {
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
  node.engine.after(probe.timeoutSeconds, () => {
    if (call.cancelled) return
    call.cancelled = true
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
function answerOf({ status, because }: Extract<Outcome, { is: 'grpc' }>): Parameters<Done>[0] {
  switch (status) {
    case 'SERVING':
      return { result: 'success', output: '', because }
    case 'UNIMPLEMENTED':
      return {
        result: 'failure',
        output:
          'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
        because,
      }
    case 'NOT_FOUND':
      return {
        result: 'failure',
        output: 'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
        because,
      }
    default:
      return { result: 'failure', output: `service unhealthy (responded with "${status}")`, because }
  }
}
