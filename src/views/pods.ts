import type { Pod } from '../manifest/types.ts'
import type { ContainerStatus, MirrorEntry, StatusEntry } from '../sim/trace.ts'
import { wholeSecond } from './clock.ts'
import { countUntil, type Moment } from './moment.ts'
import { specAt } from './specs.ts'

/** A pod as somebody sees it: the API, or the kubelet. */
export interface PodView {
  /** As in its file. */
  base: string
  /** With the node's name. */
  name: string
  namespace: string
  spec: Pod
  uid: string
  /** When the kubelet saw the file. */
  seenAt: number
  /** The mirror pod's creation; where there is none, when the kubelet saw the file. */
  createdAt: number
  /** Somebody has deleted the mirror, and the kubelet has yet to let it go. */
  terminating?: true
  status: StatusEntry | undefined
}

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
 * The pods that the API has: mirror pods with the status that the kubelet has told it last.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; a pod whose manifest cannot be read is left out.
 * Follows: pkg/kubelet/pod/mirror_client.go (v1.37.2).
 */
export function mirrorPods(moment: Moment): PodView[] {
  const { trace, at, inputs } = moment
  const mirrors = new Map<string, { last: MirrorEntry; createdAt: number; status: number | undefined; terminating?: true }>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.kind !== 'mirror' || entry.pod === undefined) continue
    const before = mirrors.get(entry.pod)
    if (entry.op === 'deleted') mirrors.delete(entry.pod)
    else if (entry.op === 'created' || !before) mirrors.set(entry.pod, { last: entry, createdAt: wholeSecond(inputs.clock, entry.t), status: entry.status })
    else mirrors.set(entry.pod, { ...before, last: entry, status: entry.status ?? before.status, ...(entry.op === 'terminating' ? { terminating: true } : {}) })
  }
  return byName([...mirrors].flatMap(([base, { last, createdAt, status, terminating }]) => view(moment, base, last.uid, createdAt, status).map((pod) => (terminating ? { ...pod, terminating } : pod))))
}

/**
 * The pods that the kubelet runs, with its own status of them.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none; a pod whose manifest cannot be read is left out.
 * Follows: nothing upstream.
 */
export function kubeletPods(moment: Moment): PodView[] {
  const { trace, at } = moment
  const pods = new Map<string, { uid: string; t: number; status: number | undefined }>()
  const end = countUntil(trace, at)
  for (let i = 0; i < end; i++) {
    const entry = trace[i]!
    if (entry.pod === undefined) continue
    if (entry.kind === 'sync' && entry.op === 'REMOVE') pods.delete(entry.pod)
    else if (entry.kind === 'sync') pods.set(entry.pod, { uid: entry.uid, t: entry.t, status: undefined })
    else if (entry.kind === 'status') {
      const pod = pods.get(entry.pod)
      if (pod) pod.status = entry.id
    }
  }
  return byName([...pods].flatMap(([base, pod]) => view(moment, base, pod.uid, pod.t, pod.status)))
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
  const row: PodRow = { ready: 0, total: spec.spec.containers.length + sideCars.size, status: status?.phase ?? 'Pending', restarts: 0 }
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

function view(moment: Moment, base: string, uid: string, createdAt: number, status: number | undefined): PodView[] {
  const { trace, at, inputs } = moment
  const seen = trace.find((entry) => entry.kind === 'sync' && entry.pod === base && entry.uid === uid && entry.op !== 'REMOVE')
  const spec = specAt({ inputs, at: Math.min(seen?.t ?? at, at) }, base)
  if (!spec) return []
  const told = status === undefined ? undefined : trace[status]
  const name = `${base}-${inputs.node.name.toLowerCase()}`
  return [{ base, name, namespace: spec.metadata.namespace, spec, uid, seenAt: seen?.t ?? 0, createdAt, status: told?.kind === 'status' ? told : undefined }]
}

function byName(pods: PodView[]): PodView[] {
  const key = (pod: PodView) => `${pod.namespace}/${pod.name}`
  return pods.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
