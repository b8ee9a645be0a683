import type { Node } from '../../node/node.ts'
import { runHook } from './hooks.ts'
import { type Instance, LATENCY } from './runtime.ts'

/** The runtime never gives a process less. */
const MIN_GRACE_SECONDS = 2

/** The pod that a container is of. */
export interface Owner {
  /** In its file. */
  readonly name: string
  /** As the kubelet writes it: `NAME-NODE_NAMESPACE(UID)`. */
  readonly podId: string
  /** The address that the runtime gave it; empty on the host's network. */
  readonly sandboxIP: string
  /** Its kubelet has ended: containerd stops nothing without it, Docker goes on by itself. */
  readonly left: boolean
}

export interface Stop {
  message: string
  graceSeconds: number
  /** The line that says so. */
  graceRoot: () => number
  cause: number | readonly number[]
  /** The whole pod is to end. */
  ofPod?: boolean
  /** Calls `go` when those have ended that end before this one; where nothing is said, at once. */
  turn?: (go: () => void) => void
}

/**
 * Stops a container: preStop, SIGTERM, and SIGKILL when the grace is over. `done` is called when it has ended; one that has ended
 * already is told of and has its hook run all the same.
 *
 * Units: seconds.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer (v1.37.2); up to 1.13 `Killing` comes after the stop.
 */
export function stopContainer(node: Node, pod: Owner, instance: Instance, stop: Stop, done: () => void): void {
  const { engine, trace, release } = node
  const tell = () =>
    trace.add({
      id: 0,
      t: 0,
      kind: 'event',
      cause: stop.cause,
      pod: pod.name,
      container: instance.container.name,
      type: 'Normal',
      reason: 'Killing',
      message: stop.message,
    })
  instance.stopCause = release.killingFirst ? tell() : typeof stop.cause === 'number' ? stop.cause : stop.cause[0]!
  preStop(node, pod, instance, stop, (hookSeconds) => {
    const ended = () => {
      if (!release.killingFirst) tell()
      done()
    }
    if (instance.exitedAt !== undefined) return ended()
    instance.whenExited.add(ended)
    const isOff = () => pod.left && release.runtime !== 'docker'
    engine.after(LATENCY.signal, () => !isOff() && terminate(node, instance, stop, hookSeconds, isOff))
  })
}

/**
 * `then` is told how long the hook took: at most the grace. One that still runs then is left alone: it ends with its container, and
 * only then is told of.
 */
function preStop(node: Node, pod: Owner, instance: Instance, stop: Stop, then: (hookSeconds: number) => void): void {
  const { engine, trace, release } = node
  const hook = stop.graceSeconds > 0 ? instance.container.lifecycle?.preStop : undefined
  if (!hook) return then(0)
  const { name } = instance.container
  const from = engine.now
  let over = false
  const goOn = () => {
    if (over) return
    over = true
    then(engine.now - from)
  }
  runHook(node, hook, { instance, pod, cause: instance.stopCause! }, (failed) => {
    if (failed) {
      const message = release.hookFailedText('PreStop', name, pod.podId, failed)
      trace.add({
        id: 0,
        t: 0,
        kind: 'event',
        cause: instance.stopCause!,
        pod: pod.name,
        container: name,
        type: 'Warning',
        reason: 'FailedPreStopHook',
        message,
      })
    }
    goOn()
  })
  if (!over) engine.after(stop.graceSeconds, goOn)
}

/** SIGTERM, or its turn to get one. The kubelet takes whole seconds off the grace. */
function terminate({ engine, release }: Node, instance: Instance, stop: Stop, hookSeconds: number, isOff: () => boolean): void {
  const grace = stop.graceSeconds - (stop.ofPod && !release.hookTimeInGrace ? 0 : Math.floor(hookSeconds + 1e-9))
  const signal = (seconds: number) => {
    if (instance.exitedAt !== undefined || isOff()) return
    instance.process.terminate()
    if (instance.exitedAt !== undefined) return
    engine.after(Math.max(seconds, MIN_GRACE_SECONDS) + LATENCY.signal, () => {
      if (instance.exitedAt !== undefined || isOff()) return
      instance.graceCause = stop.graceRoot()
      instance.process.kill()
    })
  }
  if (!stop.turn || grace <= 0) return signal(grace)
  const from = engine.now
  let gone = false
  const go = () => {
    if (gone) return
    gone = true
    signal(grace - Math.floor(engine.now - from))
  }
  engine.after(grace, go)
  stop.turn(go)
}
