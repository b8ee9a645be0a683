import type { PodView } from '../../sim/trace/pods.ts'
import type { ContainerStatus, StatusEntry } from '../../sim/trace/trace.ts'

/** A row of `kubectl get pods`, before it becomes text. */
export interface PodRow {
  /** NaN where no text of a real cluster tells it. */
  ready: number
  total: number
  status: string
  restarts: number
  /** When the newest ended life that RESTARTS names ended; absent where it names none. */
  lastRestartAt?: number
}

/**
 * READY, STATUS and RESTARTS of a pod.
 *
 * Units: `lastRestartAt` in seconds on the simulated clock.
 * Follows: pkg/printers/internalversion/printers.go, printPod (v1.37.2).
 */
export function podRow(pod: Pick<PodView, 'spec' | 'status' | 'terminating'>): PodRow {
  const row = readRow(pod)
  return pod.terminating ? { ...row, status: 'Terminating' } : row
}

function readRow({ spec, status }: Pick<PodView, 'spec' | 'status'>): PodRow {
  const sideCars = spec.spec.initContainers.filter((c) => c.restartPolicy === 'Always')
  // a pod that was refused has no container's status
  const total = spec.spec.containers.length + sideCars.length
  return status ? { ...statusRow(status), total } : { ready: 0, total, status: 'Pending', restarts: 0 }
}

/** The same of a status alone, for whoever has no more than that. Units, follows: as `podRow`. */
export function statusRow(status: Pick<StatusEntry, 'reason' | 'phase' | 'ready' | 'containers' | 'unnamed' | 'listed'>): PodRow {
  const row = containersRow(status)
  const { unnamed = 0, listed } = status
  if (listed) return { ...row, ready: listed.ready, total: listed.total, status: listed.status }
  return unnamed === 0 ? row : { ...row, ready: Number.NaN, total: row.total + unnamed }
}

function containersRow(status: Pick<StatusEntry, 'reason' | 'phase' | 'ready' | 'containers'>): PodRow {
  const inits = status.containers.filter((c) => c.init)
  const mains = status.containers.filter((c) => !c.init)
  const row: PodRow = {
    ready: 0,
    total: mains.length + inits.filter((c) => c.sideCar).length,
    status: status.reason ?? status.phase,
    restarts: 0,
  }
  const started = readInits(row, inits)
  if (!started && !isInitialized(mains)) return row
  row.restarts = 0
  delete row.lastRestartAt
  for (const c of inits) if (c.sideCar) countRestarts(row, c)
  readMains(row, mains, status.ready)
  return row
}

/** True where no init container holds the pod up. */
function readInits(row: PodRow, inits: readonly ContainerStatus[]): boolean {
  for (const [i, c] of inits.entries()) {
    countRestarts(row, c)
    const { state } = c
    if (state.is === 'terminated' && (state.exitCode === 0 || state.reason === 'Completed')) continue
    if (c.sideCar && c.started) {
      if (c.ready) row.ready++
      continue
    }
    if (state.is === 'terminated') row.status = `Init:${ending(c)}`
    else if (state.is === 'waiting' && state.reason && state.reason !== 'PodInitializing') row.status = `Init:${state.reason}`
    else row.status = `Init:${i}/${inits.length}`
    return false
  }
  return true
}

function readMains(row: PodRow, mains: readonly ContainerStatus[], podReady: boolean): void {
  let running = false
  let failed = ''
  for (const c of mains.toReversed()) {
    countRestarts(row, c)
    const { state } = c
    if (state.is === 'waiting' && state.reason) row.status = state.reason
    else if (state.is === 'terminated') {
      row.status = ending(c)
      if (state.exitCode) failed = row.status
    } else if (c.ready && state.is === 'running') {
      running = true
      row.ready++
    }
  }
  if (row.status !== 'Completed') return
  if (running) row.status = podReady ? 'Running' : 'NotReady'
  else if (failed) row.status = failed
}

function ending({ state }: ContainerStatus): string {
  return state.reason || (state.signal ? `Signal:${state.signal}` : `ExitCode:${state.exitCode ?? '?'}`)
}

function countRestarts(row: PodRow, c: ContainerStatus): void {
  row.restarts += c.restartCount
  const ended = c.lastState?.is === 'terminated' ? c.lastState.finishedAt : undefined
  if (ended !== undefined) row.lastRestartAt = Math.max(row.lastRestartAt ?? -Infinity, ended)
}

/** Once a main container has been started, the init containers are done for good. */
function isInitialized(mains: readonly ContainerStatus[]): boolean {
  return mains.some((c) => c.state.is !== 'waiting' || c.lastState !== undefined)
}
