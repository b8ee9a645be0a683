import type { Probe } from '../../manifest/types.ts'
import type { Release } from '../../sim/release/release.ts'

/**
 * A probe in one line, as kubectl describe prints it.
 *
 * Units: seconds.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, DescribeProbe (v1.37.2; `#success` up to v1.36).
 */
export function probeLine(probe: Probe, release: Pick<Release, 'probeThresholdWords'>): string {
  const [success, failure] = release.probeThresholdWords ? ['successThreshold', 'failureThreshold'] : ['#success', '#failure']
  return `${handler(probe)} delay=${probe.initialDelaySeconds}s timeout=${probe.timeoutSeconds}s period=${probe.periodSeconds}s ${success}=${probe.successThreshold} ${failure}=${probe.failureThreshold}`
}

function handler({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${exec.command.join(' ')}]`
  if (httpGet) {
    const path = httpGet.path.startsWith('/') ? httpGet.path : `/${httpGet.path}`
    return `http-get ${httpGet.scheme.toLowerCase()}://${httpGet.host}:${httpGet.port}${path.replaceAll('?', '%3F')}`
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host}:${tcpSocket.port}`
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service}`
  return 'unknown'
}
