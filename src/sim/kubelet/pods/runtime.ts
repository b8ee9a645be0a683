import type { Container } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { LifeEntries, OnExit, Process } from '../../node/process.ts'

/** Medians of real starts, in seconds, used where a scenario pins none. */
export const LATENCY = {
  /** From the first sync of a pod to Pulled. */
  firstPull: 0.18,
  /** From a stop, or from another sync, to Pulled. */
  pull: 0.02,
  /** From a signal's sending to its effect. */
  signal: 0.05,
  pullAfterStop: 0.05,
  pullToCreate: 0.02,
  createToStart: 0.11,
} as const

/** One life of a container. */
export interface Instance {
  id: string
  container: Container
  attempt: number
  process: Process
  createdAt: number
  startedAt?: number
  exitedAt?: number
  code?: number
  signal?: string
  /** As the runtime tells it, where that is neither Completed nor Error. */
  reason?: string
  /** What the runtime says beside that. */
  message?: string
  /** When the kubelet's relist sees its start, where that is pinned; null for never. */
  seenAt?: number | null
  /** The entry of its start; of its creation until then. */
  startEntry: number
  /** The entry that its exit follows from, where something stops it. */
  stopCause?: number
  /** The line that ends its grace, once that is over. */
  graceCause?: number
  exitEntry?: number
  /** Told when the process has ended. */
  readonly whenExited: Set<() => void>
}

export interface StartedInstance {
  pod: string
  uid: string
  container: Container
  attempt: number
  cause: number | readonly number[]
  /** What `Pulled` says. */
  pulled: string
  /** Why the runtime cannot start its program: it never runs. */
  missing?: string | undefined
  /** What this start waits for before `Pulled`, where it isn't pinned. */
  pullSeconds: number
  /** Whoever starts it is gone. */
  isOff: () => boolean
  makeProcess: (onExit: OnExit, life: LifeEntries) => Process
}

/** What the runtime tells the kubelet. */
export interface RuntimeHooks {
  created(instance: Instance): void
  exited(instance: Instance): void
  /** It has been made, and its program cannot be started: why, in the runtime's words. */
  failed(instance: Instance, message: string): void
  /** The runtime, or whoever started it, has gone: it never runs. */
  lost(instance: Instance | undefined): void
}

/**
 * Pulls, creates and starts a container; `done` is called when it runs.
 *
 * Units: seconds on the simulated clock. Errors: none; images are always present.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer (v1.37.2).
 */
export function startContainer(node: Node, start: StartedInstance, hooks: RuntimeHooks, done: (instance: Instance) => void): void {
  const { engine, trace, release, luck, losses } = node
  const { pod, uid, container, attempt } = start
  const isOff = () => node.losses !== losses || start.isOff()
  const delay = node.startDelay
  const pin = luck.takeStart(container.name, engine.now + delay.seconds)
  const startedAt = pin?.at ?? engine.now + start.pullSeconds + LATENCY.pullToCreate + LATENCY.createToStart + delay.seconds
  const createdAt = Math.max(engine.now, startedAt - LATENCY.createToStart - delay.seconds)
  const pulledAt = Math.max(engine.now, createdAt - LATENCY.pullToCreate)
  const event = (reason: string, message: string, cause: number | readonly number[]) =>
    trace.add({ id: 0, t: 0, kind: 'event', cause, pod, container: container.name, type: 'Normal', reason, message })
  engine.schedule(pulledAt, () => {
    if (isOff()) return hooks.lost(undefined)
    const pulled = event('Pulled', start.pulled, start.cause)
    engine.schedule(createdAt, () => {
      if (isOff()) return hooks.lost(undefined)
      const createdEntry = event('Created', release.createdText(container.name), pulled)
      let startEntry: number | undefined
      const instance: Instance = {
        id: containerID(pod, container.name, attempt, engine.now),
        container,
        attempt,
        createdAt: engine.now,
        startEntry: createdEntry,
        whenExited: new Set(),
        process: (start.missing === undefined ? start.makeProcess : neverRuns)(
          ({ code, signal, reason, cause: known }) => {
            instance.exitedAt = engine.now
            instance.code = code
            if (signal !== undefined) instance.signal = signal
            if (reason !== undefined) instance.reason = reason
            const cause = exitCause(instance, known)
            instance.exitEntry = trace.add({
              id: 0,
              t: 0,
              kind: 'process',
              cause,
              pod,
              uid,
              container: container.name,
              op: 'exited',
              attempt,
              code,
              ...(signal === undefined ? {} : { signal }),
              ...(reason === undefined ? {} : { reason }),
            })
            hooks.exited(instance)
            for (const told of instance.whenExited) told()
          },
          { start: () => startEntry, stop: () => instance.stopCause },
        ),
      }
      hooks.created(instance)
      engine.schedule(startedAt, () => {
        if (isOff()) return hooks.lost(instance)
        if (start.missing !== undefined) return hooks.failed(instance, neverStarted(node, instance, start.missing))
        startEntry = instance.startEntry = trace.add({
          id: 0,
          t: 0,
          kind: 'process',
          cause: delay.cause === undefined ? createdEntry : [createdEntry, delay.cause],
          pod,
          uid,
          container: container.name,
          op: 'started',
          attempt,
        })
        instance.startedAt = engine.now
        if (pin?.seen !== undefined) instance.seenAt = pin.seen
        event('Started', release.startedText(container.name), startEntry)
        instance.process.start()
        done(instance)
      })
    })
  })
}

/** In place of a program that cannot be started. */
const NO_PROCESS: Process = {
  start: () => {},
  terminate: () => {},
  kill: () => {},
  stop: () => {},
  resume: () => {},
  stopped: false,
  slow: () => {},
  slowSeconds: 0,
  crash: () => {},
  exec: () => ({ missing: true }),
}
const neverRuns = (): Process => NO_PROCESS

/** A life that ends before its program runs. Follows: containerd, internal/cri/server/container_start.go; dockershim, docker_container.go. */
function neverStarted({ engine, release }: Node, instance: Instance, why: string): string {
  const { code, reason } = release.startFailure(why)
  instance.exitedAt = engine.now
  instance.code = code
  instance.reason = reason
  const text = release.startFailedText(instance.id, why)
  // Docker keeps what itself has said, without the words of who asked
  instance.message =
    release.runtime === 'docker' ? text.replace(/^failed to start container "\w+": Error response from daemon: /, '') : text
  return text
}

/** What stopped it, then what decided how that went; where nothing stopped it, what it knows itself. */
function exitCause(
  { stopCause, graceCause, startEntry }: Instance,
  known: number | readonly number[] | undefined,
): number | readonly number[] {
  const own = [known ?? []].flat()
  if (stopCause === undefined) return own.length > 0 ? own : startEntry
  const more = [...(graceCause === undefined ? [] : [graceCause]), ...own]
  return more.length > 0 ? [stopCause, ...more] : stopCause
}

/** The runtime's name of one life: 64 hexadecimal digits, the same in every run. */
export function containerID(pod: string, container: string, attempt: number, at: number): string {
  let hash = 0x811c9dc5 ^ attempt ^ Math.round(at * 1000)
  for (let i = 0; i < pod.length; i++) hash = Math.imul(hash ^ pod.charCodeAt(i), 0x01000193)
  for (let i = 0; i < container.length; i++) hash = Math.imul(hash ^ container.charCodeAt(i), 0x01000193)
  let digits = ''
  for (let part = 0; part < 8; part++) {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    digits += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0')
  }
  return digits
}
