import { expiryError } from '../../control-plane/trust.ts'
import { getOrInsert } from '../../../manifest/own.ts'
import { type Release, releaseOf } from '../../release/release.ts'
import { entriesUntil, type Moment } from '../../trace/moment.ts'
import type { EntryOf } from '../../trace/trace.ts'
import { uuid } from './json.ts'

const SYSTEM = 'kube-system'
const RETRY_SECONDS = 2
/** A renewal that came to nothing: which lease, only the newer lines say. */
const REFUSED = /^E leaderelection\.go:\d+\] "?Failed to update l(ock|ease)\b/

/** Who holds a lease of leader election, since when, and when it last said so; the lease stays when it changes hands. */
export interface Leader {
  lease: string
  holder: string
  created: number
  acquired: number
  /** When the one that holds it began to lead: one of the same name has not acquired it anew. */
  since: number
  renewed: number
  transitions: number
}

/**
 * Who has led so far, of kube-controller-manager and kube-scheduler: by what they have logged.
 *
 * Follows: client-go/tools/leaderelection/leaderelection.go (v1.36).
 */
export function leadersAt({ inputs, trace, at }: Moment): Leader[] {
  const release = releaseOf(inputs.kubernetes)
  const { leaderIsUnique, schedulerReleasesLease } = release
  const { taken, failed } = getOrInsert(lines, release, () => linesOf(release))
  const leaders = new Map<string, Leader & { entry: EntryOf<'log'>; runs: boolean }>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'etcd' && entry.data !== undefined) {
      const created = entry.t + RETRY_SECONDS
      // whoever still runs makes its lease anew
      for (const [name, leader] of leaders)
        if (leader.runs) Object.assign(leader, { created, acquired: created, transitions: 0 })
        else leaders.delete(name)
    } else if (entry.kind === 'log') {
      if (entry.source === 'kubelet') continue
      const name = taken.exec(entry.text)?.[1]
      const before = name === undefined ? undefined : leaders.get(name)
      if (name !== undefined) {
        const unique = leaderIsUnique ? `_${uuid(`${entry.pod} ${entry.container} ${entry.attempt} ${entry.t}`)}` : ''
        const holder = `${inputs.node.name}${unique}`
        const { created, acquired, transitions }: Pick<Leader, 'created' | 'acquired' | 'transitions'> = !before
          ? { created: entry.t, acquired: entry.t, transitions: 0 }
          : before.holder === holder
            ? before
            : { created: before.created, acquired: entry.t, transitions: before.transitions + 1 }
        leaders.set(name, { lease: name, holder, created, acquired, since: entry.t, renewed: Infinity, transitions, entry, runs: true })
      }
      const isRefused = REFUSED.test(entry.text)
      const lost = leaders.get(isRefused ? entry.container! : (failed.exec(entry.text)?.[1] ?? ''))
      if (lost && lost.entry.container === entry.container) lost.renewed = Math.min(lost.renewed, entry.t)
    } else if (entry.kind === 'process' && entry.op === 'exited') {
      for (const leader of leaders.values()) {
        if (leader.entry.container !== entry.container || leader.entry.pod !== entry.pod) continue
        leader.renewed = Math.min(leader.renewed, entry.t)
        leader.runs = false
        if (schedulerReleasesLease && entry.container === 'kube-scheduler' && entry.code === 0)
          Object.assign(leader, { holder: '', acquired: entry.t, since: entry.t })
      }
    }
  }
  return [...leaders.values()].map(({ entry: _entry, runs: _runs, ...leader }) => ({
    ...leader,
    renewed: beatBefore(leader.since, Math.min(leader.renewed, at), RETRY_SECONDS),
  }))
}

/**
 * When the kubelet last told the API of its node: every ten seconds, while it is there and let in.
 *
 * Follows: pkg/kubelet/kubelet_node_status.go (v1.36).
 */
export function lastBeat({ inputs, trace, at }: Moment): number {
  const release = releaseOf(inputs.kubernetes)
  let down: number | undefined
  let full: number | undefined
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'etcd') full = entry.state === 'full' ? (full ?? entry.t) : entry.state === 'up' ? undefined : full
    if (entry.kind !== 'node' || (entry.part !== 'kubelet' && entry.part !== 'node')) continue
    down = entry.up ? undefined : (down ?? entry.t)
  }
  const last = Math.min(down ?? at, full ?? at)
  if (expiryError(inputs, release, 'kubelet', last) === undefined) return last
  // it is refused from the moment on at which its certificate is none any more: found by halves, to a second
  let [good, bad] = [0, last]
  while (bad - good > 1) {
    const middle = (good + bad) / 2
    if (expiryError(inputs, release, 'kubelet', middle) === undefined) good = middle
    else bad = middle
  }
  return good
}

/** The last of the beats that are so many seconds apart. In seconds on the simulated clock. */
export const beatBefore = (since: number, at: number, every: number): number =>
  since + Math.max(0, Math.floor((at - since) / every)) * every

/** What a program writes of its lease: of one that it has taken, and of one that it could not ask for. */
interface LeaseLines {
  taken: RegExp
  failed: RegExp
}

/** Every look at the leases reads them again. */
const lines = new WeakMap<Release, LeaseLines>()

function linesOf({ leaseLog }: Release): LeaseLines {
  return {
    taken: pattern(leaseLog('acquired', `${SYSTEM}/LEASE`, ''), 'LEASE'),
    failed: pattern(leaseLog('error', `${SYSTEM}/LEASE`, 'ERROR'), 'LEASE', 'ERROR'),
  }
}

function pattern(line: string, lease: string, ...any: readonly string[]): RegExp {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${any.reduce((text, word) => text.replace(word, '[^]*'), escaped.replace(lease, String.raw`([\w.-]+)`))}$`)
}
