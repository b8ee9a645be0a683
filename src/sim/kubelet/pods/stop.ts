import type { LifecycleHandler } from '../../../manifest/types.ts'
import type { Node } from '../../node/node.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import { runHook } from './lifecycle-hooks.ts'
import { type ExitListener, type Instance, LATENCY } from './runtime.ts'

/** The runtime never gives a process less. */
const MIN_GRACE_SECONDS = 2

export interface PodStop {
  message: string
  graceSeconds: number
  /** The line that says so. */
  graceRoot: () => number
  cause: number | readonly number[]
  /** The whole pod is removed. */
  ofPod?: boolean
  /** Of its containers no more than their names is known. */
  isBare?: boolean
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
export function stopContainer(pod: KubeletPod, instance: Instance, stop: PodStop, done: () => void): void {
  new Stopping(pod, instance, stop, done).begin()
}

/** One container on its way to its end. */
class Stopping implements ExitListener {
  private readonly node: Node
  private readonly pod: KubeletPod
  private readonly instance: Instance
  private readonly stop: PodStop
  private readonly done: () => void
  private hookSeconds = 0

  constructor(pod: KubeletPod, instance: Instance, stop: PodStop, done: () => void) {
    this.node = pod.node
    this.pod = pod
    this.instance = instance
    this.stop = stop
    this.done = done
  }

  begin(): void {
    const { node, instance, stop } = this
    if (node.release.killingFirst) instance.stopCause = this.tell()
    else instance.stopCause = typeof stop.cause === 'number' ? stop.cause : stop.cause[0]!
    const hook = stop.graceSeconds > 0 && !stop.isBare ? instance.container.lifecycle?.preStop : undefined
    if (hook) this.preStop(hook)
    else this.hooked(0)
  }

  /** A hook has at most the grace. One that still runs then is left alone: it ends with its container, and only then is told of. */
  private preStop(hook: LifecycleHandler): void {
    const { node, pod, instance, stop } = this
    const { engine, trace, release } = node
    const { name } = instance.container
    const cause = instance.stopCause!
    const from = engine.now
    let over = false
    const goOn = () => {
      if (over) return
      over = true
      this.hooked(engine.now - from)
    }
    runHook(node, hook, { instance, pod, cause }, (failed) => {
      if (failed) {
        const message = release.hookFailedText('PreStop', name, pod.podId, failed)
        trace.event(pod.name, name, 'Warning', 'FailedPreStopHook', message, instance.stopCause!)
      }
      goOn()
    })
    if (!over) engine.after(stop.graceSeconds, goOn)
  }

  private hooked(hookSeconds: number): void {
    const { node, instance } = this
    if (instance.exitedAt !== undefined) return this.ended()
    this.hookSeconds = hookSeconds
    instance.onExit(this)
    node.engine.after(LATENCY.signal, terminate, this)
  }

  /** SIGTERM, or its turn to get one. The kubelet takes whole seconds off the grace. */
  terminate(): void {
    if (this.pod.left) return
    const { stop } = this
    const grace = this.isWhole ? Math.max(stop.graceSeconds, 1) : stop.graceSeconds - Math.floor(this.hookSeconds + 1e-9)
    if (!stop.turn || grace <= 0) this.signal(grace)
    else this.waitTurn(stop.turn, grace)
  }

  private waitTurn(turn: (go: () => void) => void, grace: number): void {
    const { engine } = this.node
    const from = engine.now
    let gone = false
    const go = () => {
      if (gone) return
      gone = true
      this.signal(grace - Math.floor(engine.now - from))
    }
    engine.after(grace, go)
    turn(go)
  }

  private signal(graceSeconds: number): void {
    const { node, instance } = this
    if (instance.exitedAt !== undefined || this.pod.left) return
    instance.process.terminate()
    if (instance.exitedAt !== undefined) return
    node.engine.after((this.isWhole ? graceSeconds : Math.max(graceSeconds, MIN_GRACE_SECONDS)) + LATENCY.kill, kill, this)
  }

  /** Docker goes on by itself where the kubelet has ended. */
  kill(): void {
    const { instance, stop, pod, node } = this
    if (instance.exitedAt !== undefined || (pod.left && node.release.runtime !== 'docker')) return
    instance.graceCause = stop.graceRoot()
    instance.process.kill()
  }

  /** Its process has. */
  ended(): void {
    if (this.pod.left) return
    if (!this.node.release.killingFirst) this.tell()
    this.done()
  }

  private get isWhole(): boolean {
    return this.stop.ofPod === true && this.node.release.removalGrace === 'whole'
  }

  private tell(): number {
    const { node, pod, instance, stop } = this
    return node.trace.event(pod.name, instance.container.name, 'Normal', 'Killing', stop.message, stop.cause)
  }
}

const terminate = (stopping: Stopping): void => stopping.terminate()
const kill = (stopping: Stopping): void => stopping.kill()
