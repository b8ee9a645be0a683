import { defined, getOrInsert } from '../../manifest/own.ts'
import type { Happening } from '../scenario/happened.ts'
import { type ContainerState, type ContainerStatus, type Entry, NEVER_RAN, POD_ENDED, type StatusEntry, type Trace } from './trace.ts'

/**
 * What happened in a real cluster, in the shape of a trace, so that it is drawn, counted and explained as a simulated run is. What
 * led to what is only said where the texts say it: a kill that names its probe, an end that follows a kill. The last cause is the
 * text that told it.
 */
export function happenedTrace(happened: readonly Happening[], until: number): Trace {
  const made = new Teller()
  for (const happening of happened) if (happening.at <= until) made.take(happening)
  return made.entries
}

type LooseEntry = { kind: Entry['kind']; cause?: number | readonly number[]; [field: string]: unknown }

interface KnownContainer {
  status: ContainerStatus
  /** The last failure of each probe in this life. */
  failures: Map<string, number>
  /** The Killing that has not been followed by an end yet. */
  killing?: number | undefined
  /** The FailedPostStartHook that the kubelet kills for. */
  hook?: number | undefined
  /** Why its image could not be pulled: the Events that follow do not say it again. */
  pull?: string
  lastEnd?: number | undefined
  backOff?: number | undefined
}

const RUNNING: ContainerState = { is: 'running' }

class Teller {
  readonly entries: Entry[] = []
  private roots = new Map<string, number>()
  private pods = new Map<string, Map<string, KnownContainer>>()
  /** How many containers a table counts. */
  private totals = new Map<string, number>()
  /** Pods that their node has driven away, and why. */
  private gone = new Map<string, { why: { reason: string; message: string }; by: number }>()

  take(happening: Happening): void {
    const { at, pod, container } = happening
    const root = this.root(happening)
    const add = (entry: LooseEntry): number => this.add(at, { pod, ...(container === undefined ? {} : { container }), ...entry })
    const known = container === undefined ? undefined : this.recordOf(pod, container)
    switch (happening.is) {
      case 'added':
        add({ kind: 'sync', op: 'ADD', cause: root })
        for (const name of happening.init ?? []) this.recordOf(pod, name).status.init = true
        if (happening.total !== undefined) this.totals.set(pod, happening.total)
        for (const name of happening.uncounted ?? []) this.recordOf(pod, name).status.restartCount = Number.NaN
        this.status(at, pod, root)
        return
      case 'started': {
        const attempt = happening.life! - 1
        const before = known!.backOff ?? known!.lastEnd
        const id = add({ kind: 'process', op: 'started', attempt, cause: before === undefined ? root : [before, root] })
        known!.status = { ...known!.status, restartCount: countIn(known!, attempt), state: RUNNING, ready: false }
        known!.failures.clear()
        // another pod of that name
        this.gone.delete(pod)
        known!.killing = known!.backOff = known!.hook = undefined
        this.status(at, pod, id)
        return
      }
      case 'ended':
        return this.ended(happening, known!, root, add)
      case 'waiting': {
        if (happening.seconds === undefined) {
          known!.status = { ...known!.status, state: waitingFor(happening.reason!, happening.message) }
          this.status(at, pod, root)
          return
        }
        const { seconds } = happening
        const causes = known!.lastEnd === undefined ? root : [known!.lastEnd, root]
        known!.backOff = add({
          kind: 'backoff',
          blocked: true,
          backOffSeconds: seconds,
          nextSeconds: Math.min(300, seconds * 2),
          cause: causes,
        })
        known!.status = { ...known!.status, state: { is: 'waiting', reason: 'CrashLoopBackOff' } }
        this.status(at, pod, known!.backOff)
        return
      }
      case 'ready':
      case 'unready':
        known!.status = { ...known!.status, ready: happening.is === 'ready' }
        this.status(at, pod, root)
        return
      case 'failed':
        return this.failed(happening, known!, root, add)
      case 'event':
        return this.event(happening, known, root, add)
      case 'listed': {
        const { ready, total, reason, restarts, age } = happening
        return this.status(at, pod, root, {
          ready: ready!,
          total: total!,
          status: reason!,
          restarts: restarts!,
          ...(age === undefined ? {} : { age }),
        })
      }
    }
  }

  private failed(
    { at, probe, output = '', threshold = 0, count }: Happening,
    known: KnownContainer,
    root: number,
    add: (entry: LooseEntry) => number,
  ): void {
    const id = add({
      kind: 'probe',
      probe,
      result: 'failure',
      output,
      startedAt: at,
      // between two that are told of, others may have passed
      resultRun: 0,
      threshold,
      target: '',
      cause: root,
    })
    known.failures.set(probe!, id)
    const name = `${probe!.charAt(0).toUpperCase()}${probe!.slice(1)}`
    add({
      kind: 'event',
      type: 'Warning',
      reason: 'Unhealthy',
      message: `${name} probe failed: ${output}`,
      ...defined({ count }),
      cause: id,
    })
  }

  private event(
    { at, pod, type = 'Normal', reason, message = '', count }: Happening,
    known: KnownContainer | undefined,
    root: number,
    add: (entry: LooseEntry) => number,
  ): void {
    let cause = root
    if (reason === 'Killing' && known) {
      const probe = /failed (liveness|startup) probe/.exec(message)?.[1]
      const last = probe === undefined ? undefined : known.failures.get(probe)
      if (probe !== undefined) cause = add({ kind: 'result', probe, value: 'Failure', onHold: true, cause: last ?? root })
      else cause = known.hook ?? root
    }
    const id = add({ kind: 'event', type, reason, message, ...defined({ count }), cause: cause === root ? root : [cause, root] })
    if (POD_ENDED.has(reason!)) {
      this.gone.set(pod, { why: { reason: reason!, message }, by: id })
      this.status(at, pod, id)
    }
    if (!known) return
    if (reason === 'Killing') known.killing = id
    if (reason === 'FailedPostStartHook') known.hook = id
    if (/^Failed to pull image/.test(message)) known.pull = message
    const { state } = known.status
    const isPull = /pulling image|^Error: (?:ErrImagePull|ImagePullBackOff)$/.test(message)
    if (state.is === 'waiting' && (isPull || (type === 'Warning' && WAITS.has(reason!) && !IS_SAID.has(state.reason ?? '')))) {
      const told = isPull && known.pull !== undefined ? known.pull : message
      known.status = { ...known.status, state: waitingFor(waitsFor(reason!, message), told) }
      this.status(at, pod, id)
    }
  }

  private ended(
    { at, pod, life, code, reason, message }: Happening,
    known: KnownContainer,
    root: number,
    add: (entry: LooseEntry) => number,
  ): void {
    const state: ContainerState = {
      is: 'terminated',
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(code === undefined ? {} : { exitCode: code }),
    }
    if (NEVER_RAN.has(reason ?? '')) {
      known.status = { ...known.status, restartCount: countIn(known, life! - 1), ready: false, state, lastState: state }
      this.status(at, pod, root)
      return
    }
    const by = this.gone.get(pod)?.by ?? known.killing
    const causes = by === undefined ? root : [by, root]
    const id = add({
      kind: 'process',
      op: 'exited',
      attempt: life! - 1,
      ...(code === undefined ? {} : { code }),
      ...(reason === 'OOMKilled' ? { reason, signal: 'SIGKILL' } : {}),
      cause: causes,
    })
    known.killing = undefined
    known.lastEnd = id
    known.status = { ...known.status, ready: false, state, lastState: state }
    this.status(at, pod, id)
  }

  private status(at: number, pod: string, cause: number, listed?: StatusEntry['listed']): void {
    const gone = this.gone.get(pod)
    // how each of them has ended says less than what became of their pod
    const of = gone === undefined ? {} : { ready: false, state: { is: 'terminated', reason: gone.why.reason } as const }
    const all = [...(this.pods.get(pod)?.values() ?? [])].map(({ status }) => ({ ...status, ...of }))
    // an init container that runs beside those that come after all of them
    const isBegun = all.some(({ init, state, lastState }) => !init && (state.is !== 'waiting' || lastState !== undefined))
    const containers = all.map((container) =>
      container.init && isBegun && container.state.is === 'running' ? { ...container, sideCar: true as const, started: true } : container,
    )
    const counted = containers.filter(({ init, sideCar }) => !init || sideCar)
    const unnamed = Math.max(0, (this.totals.get(pod) ?? 0) - counted.length)
    const hasRun = containers.some(({ state, lastState }) => state.is !== 'waiting' || lastState !== undefined)
    const phase = gone ? 'Failed' : hasRun ? 'Running' : 'Pending'
    const ready = counted.length > 0 && counted.every((container) => container.ready)
    this.add(at, {
      kind: 'status',
      pod,
      phase,
      ...gone?.why,
      ready,
      containers,
      ...(unnamed > 0 ? { unnamed } : {}),
      ...(listed ? { listed } : {}),
      cause,
    })
  }

  private recordOf(pod: string, container: string): KnownContainer {
    const ofPod = getOrInsert(this.pods, pod, () => new Map())
    const state: ContainerState = { is: 'waiting' }
    return getOrInsert(ofPod, container, () => ({ status: { name: container, restartCount: 0, ready: false, state }, failures: new Map() }))
  }

  private root({ at, estimated, from }: Happening): number {
    const says = [`${from === undefined ? 'The cluster' : from} tells it.`, estimated ?? ''].join(' ').trim()
    return getOrInsert(this.roots, says, () =>
      this.add(at, { kind: 'evidence', says, ...(estimated === undefined ? {} : { isEstimated: true }) }),
    )
  }

  private now = 0

  private add(at: number, entry: LooseEntry): number {
    this.now = at
    const id = this.entries.length
    this.entries.push({ ...entry, id, t: at } as unknown as Entry)
    return id
  }
}

/** Event reasons that a container which has not started waits for. */
const WAITS: ReadonlySet<string> = new Set(['Failed', 'ErrImageNeverPull', 'FailedMount', 'FailedCreatePodSandBox', 'InspectFailed'])
/** States that say more than the Event which goes with them. */
const IS_SAID: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PostStartHookError',
])
/** Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, generateContainerConfig: what fails before the runtime is asked. */
const BY_CONFIG =
  /^Error: (?:(?:secret|configmap) "|couldn't find key|.*runAsNonRoot|.*non-existent (?:secret|config)|failed to sync (?:secret|configmap))/

/** As many as lives before, where the texts tell of all. */
const countIn = ({ status: { restartCount } }: KnownContainer, before: number): number =>
  Number.isNaN(restartCount) ? restartCount : before

function waitingFor(reason: string, message: string | undefined): ContainerState {
  return { is: 'waiting', reason, ...(message === undefined ? {} : { message }) }
}

function waitsFor(reason: string, message: string): string {
  if (reason === 'BackOff') return 'ImagePullBackOff'
  if (reason === 'FailedMount' || reason === 'FailedCreatePodSandBox') return 'ContainerCreating'
  if (BY_CONFIG.test(message)) return 'CreateContainerConfigError'
  return /^Error: (\w+)$/.exec(message)?.[1] ?? (/pull/.test(message) ? 'ErrImagePull' : 'CreateContainerError')
}
