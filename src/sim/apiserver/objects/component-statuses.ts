import { etcdAt, type Moment } from '../../trace/moment.ts'
import { releaseOf } from '../../release/release.ts'
import type { Fields } from './json.ts'

/**
 * How the scheduler, the controller manager and etcd fare. A lane has neither of the first two, so nobody listens at their
 * ports.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/registry/core/componentstatus/rest.go (v1.37.2; plain HTTP ports up to v1.21).
 */
export function componentStatuses(moment: Moment): Fields[] {
  const { componentsByTLS, quotesURL, refusedCall, etcdHealthText } = releaseOf(moment.inputs.kubernetes)
  const refused = (name: string, port: number, securePort: number): Fields => {
    const url = componentsByTLS ? `https://127.0.0.1:${securePort}/healthz` : `http://127.0.0.1:${port}/healthz`
    const message = `Get ${quotesURL ? `"${url}"` : url}: dial tcp ${/\/\/([^/]*)/.exec(url)![1]}: ${refusedCall}: connection refused`
    return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'False', message }] }
  }
  const well = etcdAt(moment) === 'up'
  const message = well ? etcdHealthText : 'context deadline exceeded'
  return [
    refused('controller-manager', 10252, 10257),
    { metadata: { name: 'etcd-0' }, conditions: [{ type: 'Healthy', status: well ? 'True' : 'False', message }] },
    refused('scheduler', 10251, 10259),
  ]
}
