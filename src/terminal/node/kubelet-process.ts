import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import type { Release } from '../../sim/release/release.ts'
import { lastOf, type Moment } from '../../sim/trace/moment.ts'
import type { Entry } from '../../sim/trace/trace.ts'

/** The process id of the kubelet that runs at t = 0; each that comes after has a higher one. */
export const KUBELET_PID = 1201
export const NEXT_PID = 211
/** As kubeadm has systemd start it. */
export const kubeletCommand = ({ kubeletConfigFile }: Release): string =>
  `/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf ${kubeletConfigFile ? '--config=/var/lib/kubelet/config.yaml' : `--pod-manifest-path=${MANIFEST_DIRECTORY}`}`
/** How old the kubelet is at t = 0, and the machine. */
export const BEFORE_SECONDS = 360
const BOOTED_SECONDS = 3600
/** systemd starts the next one at once; one that is still not up then has ended again. */
const COMES_SECONDS = 2

/** Whether an entry is the end of a kubelet: it was stopped, or the machine with it. */
export function endsKubelet(entry: Entry): boolean {
  return entry.kind === 'node' && !entry.up && (entry.part === 'kubelet' || entry.part === 'node')
}

/**
 * The kubelet's process, and since when systemd has it so; `activating` where one after the other ends by itself.
 *
 * Follows: systemd 252, unit_active_state_table; nothing upstream for the number.
 */
export function kubeletProcess(moment: Moment): { pid: number; since: number; state: 'active' | 'activating' } {
  const { trace, at } = moment
  let pid = KUBELET_PID
  for (const entry of trace) {
    if (entry.t > at) break
    if (endsKubelet(entry)) pid += NEXT_PID
  }
  const last = lastOf(trace, at, 'node', ({ part }) => part === 'kubelet' || part === 'node')
  if (!last) return { pid, since: -BEFORE_SECONDS, state: 'active' }
  if (!last.up) return { pid, since: last.t, state: at - last.t < COMES_SECONDS ? 'active' : 'activating' }
  const stopped = lastOf(trace, last.t, 'node', ({ part, up }) => part === last.part && !up)
  return { pid, since: last.part === 'kubelet' && stopped ? stopped.t : last.t, state: 'active' }
}

/** When the machine was started last. */
export function bootedAt({ trace, at }: Moment): number {
  return lastOf(trace, at, 'node', ({ part, up }) => part === 'node' && up)?.t ?? -BOOTED_SECONDS
}

/** Until when the machine is down; undefined where it is not, Infinity where that is to the run's end. */
export function downUntil({ trace, at }: Moment): number | undefined {
  const last = lastOf(trace, at, 'node', ({ part }) => part === 'node')
  if (!last || last.up) return undefined
  return trace.find((entry) => entry.t > at && entry.kind === 'node' && entry.part === 'node' && entry.up)?.t ?? Infinity
}
