import { listeningAt } from '../../trace/listening.ts'
import { etcdAt, type Moment } from '../../trace/moment.ts'
import { releaseOf } from '../../release/release.ts'
import type { Fields } from './json.ts'

/**
 * How the scheduler, the controller manager and etcd fare; where a lane has none of the first two, nobody listens at their ports.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/registry/core/componentstatus/rest.go (v1.37.2; plain HTTP ports up to v1.21).
 */
export function componentStatuses(moment: Moment): Fields[] {
  const { componentsByTLS, quotesURL, refusedCall, etcdHealthText } = releaseOf(moment.inputs.kubernetes)
  const listening = listeningAt(moment)
  const asked = (name: string, port: number, securePort: number): Fields => {
    const byTLS = componentsByTLS.includes(name)
    if (listening.some((one) => one.port === (byTLS ? securePort : port)))
      return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] }
    const url = byTLS ? `https://127.0.0.1:${securePort}/healthz` : `http://127.0.0.1:${port}/healthz`
    const message = `Get ${quotesURL ? `"${url}"` : url}: dial tcp ${/\/\/([^/]*)/.exec(url)![1]}: ${refusedCall}: connection refused`
    return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'False', message }] }
  }
  const well = etcdAt(moment) === 'up'
  const message = well ? etcdHealthText : 'context deadline exceeded'
  return [
    asked('controller-manager', 10252, 10257),
    { metadata: { name: 'etcd-0' }, conditions: [{ type: 'Healthy', status: well ? 'True' : 'False', message }] },
    asked('scheduler', 10251, 10259),
  ]
}
