import { rfc3339 } from '../../clock.ts'
import { releaseOf } from '../../release/release.ts'
import { hexId } from '../../trace/ids.ts'
import { etcdDataAt, isElsewhere, type Moment } from '../../trace/moment.ts'
import { type Fields, uuid } from './json.ts'
import { metadata } from './kubeadm.ts'
import { beatBefore, lastBeat, leadersAt } from './leaders.ts'
import { nodeSince, registeredAt } from './node.ts'

const SYSTEM = 'kube-system'
const NODE_SECONDS = 40
const APISERVER_SECONDS = 3600
const BEAT_SECONDS = 10
const LEADER_SECONDS = 15
const RETRY_SECONDS = 2

/** The leases of a cluster: of its leaders, of its kube-apiserver, and of its node. */
export function leases(moment: Moment): Fields[] {
  const { inputs, trace, at } = moment
  const { leasePath, leaseNamespace, apiserverLease } = releaseOf(inputs.kubernetes)
  const name = inputs.node.name
  const serves = trace.find((entry) => entry.kind === 'server' && entry.state === 'unready' && entry.t <= at)
  const found: Fields[] = []
  // whoever renews one that is lost makes it anew
  const data = etcdDataAt(trace, at)
  const from = (since: number, every: number): number => (data.n === 0 ? since : Math.max(since, data.since + every))
  if (leaseNamespace && (serves || isElsewhere(trace))) {
    const isLost = nodeSince(moment) === undefined
    const since = from(isLost ? 0 : registeredAt(moment), BEAT_SECONDS)
    const owner = { apiVersion: 'v1', kind: 'Node', name, uid: uuid(`node/${name}`) }
    found.push({
      metadata: metadata(moment, 'Lease', name, 'kube-node-lease', isLost ? {} : { ownerReferences: [owner] }, since),
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: NODE_SECONDS,
        renewTime: micro(moment, beatBefore(since, lastBeat(moment), BEAT_SECONDS)),
      },
    })
  }
  if (apiserverLease && serves) {
    const own = `apiserver-${identity(name)}`
    const labels = { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': name }
    found.push({
      metadata: metadata(moment, 'Lease', own, SYSTEM, { labels }, from(serves.t, BEAT_SECONDS)),
      spec: {
        holderIdentity: `${own}_${uuid(`${own} ${serves.id}`)}`,
        leaseDurationSeconds: APISERVER_SECONDS,
        renewTime: micro(moment, beatBefore(serves.t, at, BEAT_SECONDS)),
      },
    })
  }
  if (!leasePath('').includes('/leases/')) return found
  for (const { lease, ...leader } of leadersAt(moment)) {
    found.push({
      metadata: metadata(moment, 'Lease', lease, SYSTEM, {}, from(leader.acquired, RETRY_SECONDS)),
      spec: {
        acquireTime: micro(moment, leader.acquired),
        holderIdentity: leader.holder,
        leaseDurationSeconds: leader.holder === '' ? 1 : LEADER_SECONDS,
        leaseTransitions: leader.transitions,
        renewTime: micro(moment, leader.renewed),
      },
    })
  }
  return found
}

/** The Endpoints on which leaders write, up to 1.19. */
export function leaderEndpoints(moment: Moment): Fields[] {
  if (releaseOf(moment.inputs.kubernetes).leasePath('').includes('/leases/')) return []
  return leadersAt(moment).map(({ lease, holder, acquired, renewed, transitions }) => {
    const second = (t: number) => rfc3339(moment.inputs.clock, t + 1e-6)
    const record = {
      holderIdentity: holder,
      leaseDurationSeconds: LEADER_SECONDS,
      acquireTime: second(acquired),
      renewTime: second(renewed),
      leaderTransitions: transitions,
    }
    const annotations = { 'control-plane.alpha.kubernetes.io/leader': JSON.stringify(record) }
    return { metadata: metadata(moment, 'Endpoints', lease, SYSTEM, { annotations }, acquired) }
  })
}

function micro({ inputs }: Pick<Moment, 'inputs'>, t: number): string {
  const [second = '', fraction = ''] = rfc3339(inputs.clock, t, true).slice(0, -1).split('.')
  return `${second}.${fraction.padEnd(6, '0').slice(0, 6)}Z`
}

/** As a hash of the host's name looks in base 32. */
function identity(host: string): string {
  const hex = hexId(`apiserver of ${host}`, 52)
  return Array.from({ length: 26 }, (_, i) => BASE_32[Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) % 32]).join('')
}

const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567'
