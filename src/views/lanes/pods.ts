import type { PodView } from '../../sim/trace/pods.ts'
import type { ContainerStatus } from '../../sim/trace/trace.ts'

/** A row of `kubectl get pods`, before it becomes text. */
export interface PodRow {
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
 * Units: `lastRestartAt` in seconds on the simulated clock. Errors: none.
 * Follows: pkg/printers/internalversion/printers.go, printPod (v1.37.2).
 */
export function podRow(pod: Pick<PodView, 'spec' | 'status' | 'terminating'>): PodRow {
  const row = readRow(pod)
  return pod.terminating ? { ...row, status: 'Terminating' } : row
}

function readRow({ spec, status }: Pick<PodView, 'spec' | 'status'>): PodRow {
  const sideCars = new Set(spec.spec.initContainers.filter((c) => c.restartPolicy === 'Always').map((c) => c.name))
  const row: PodRow = {
    ready: 0,
    total: spec.spec.containers.length + sideCars.size,
    status: status?.reason ?? status?.phase ?? 'Pending',
    restarts: 0,
  }
  if (!status) return row
  const inits = status.containers.filter((c) => c.init)
  const mains = status.containers.filter((c) => !c.init)
  const started = readInits(row, inits, sideCars, spec.spec.initContainers.length)
  if (!started && !isInitialized(mains)) return row
  row.restarts = 0
  delete row.lastRestartAt
  for (const c of inits) if (sideCars.has(c.name)) countRestarts(row, c)
  readMains(row, mains, status.ready)
  return row
}

/** True where no init container holds the pod up. */
function readInits(row: PodRow, inits: readonly ContainerStatus[], sideCars: ReadonlySet<string>, total: number): boolean {
  for (const [i, c] of inits.entries()) {
    countRestarts(row, c)
    const { state } = c
    if (state.is === 'terminated' && (state.exitCode ?? 0) === 0) continue
    if (sideCars.has(c.name) && c.started) {
      if (c.ready) row.ready++
      continue
    }
    if (state.is === 'terminated') row.status = `Init:${ending(c)}`
    else if (state.is === 'waiting' && state.reason && state.reason !== 'PodInitializing') row.status = `Init:${state.reason}`
    else row.status = `Init:${i}/${total}`
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
      if ((state.exitCode ?? 0) !== 0) failed = row.status
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
  return state.reason || (state.signal ? `Signal:${state.signal}` : `ExitCode:${state.exitCode ?? 0}`)
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
