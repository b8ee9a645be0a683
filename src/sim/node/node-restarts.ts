import { certificateRoot } from '../control-plane/trust.ts'
import type { Kubelet } from '../kubelet/kubelet.ts'
import type { Instance } from '../kubelet/pods/runtime.ts'
import type { Restartable } from '../scenario/inputs.ts'
import type { Node } from './node.ts'

/**
 * From a kubelet's end to its next one's first look at the directory: systemd starts that at once, and it has to find the runtime
 * first. An assumption: no recording has it.
 */
const KUBELET_SECONDS = 1.5
/** What containerd takes to come back; its shims, and what they run, know nothing of it. An assumption too. */
const RUNTIME_SECONDS = 1
/** dockerd ends with all its containers, and gives them so long before it kills them (moby: daemon/config, DefaultShutdownTimeout). */
const DOCKER_STOP_SECONDS = 10
/** The kubelet comes some time after the runtime when a machine starts. */
const AFTER_BOOT_SECONDS = 2
/** What containerd knows of a container whose end it has not seen: internal/cri/server/restart.go (v2.0). */
const UNSEEN_END = { code: 255, reason: 'Unknown' }

type RestartNote = (note?: string) => number

/**
 * Stops and starts what runs on the node beside its containers.
 *
 * A runtime that is not the release's, or one that is just being restarted, is a note.
 * Follows: pkg/kubelet/kubelet.go, Run (v1.37.2); containerd's and dockerd's own ways to end.
 */
export function restart(node: Node, kubelet: Kubelet, what: Restartable, tell: RestartNote): void {
  const { runtime } = node.release
  if (node.down) return void tell('The node is being rebooted.')
  if (what === 'kubelet') {
    if (!kubelet.isUp) return void tell('The kubelet is being restarted already.')
    return restartKubelet(node, kubelet, tell())
  }
  if (what !== runtime) return void tell(`There is no ${what} here to restart: this node’s containers are run by ${runtime}.`)
  if (node.runtimeDown) return void tell(`${what} is being restarted already.`)
  if (what === 'docker') restartDocker(node, kubelet, tell())
  else restartContainerd(node, kubelet, tell())
}

function restartKubelet(node: Node, kubelet: Kubelet, cause: number): void {
  const down = change(node, 'kubelet', false, cause)
  kubelet.stop()
  const { engine, luck } = node
  engine.schedule(Math.max(engine.now, luck.kubeletUp(kubelet.restarts) ?? engine.now + KUBELET_SECONDS), () => {
    // a reboot in between starts its own
    if (!node.down) comeBack(node, kubelet, down)
  })
}

/** systemd starts a kubelet that has ended again and again. */
const RETRY_SECONDS = 10

function comeBack(node: Node, kubelet: Kubelet, cause: number): void {
  const { refusal } = kubelet
  if (refusal === undefined) return kubelet.startAgain(change(node, 'kubelet', true, cause))
  node.trace.kubeletLog(refusal, [certificateRoot(node, 'kubelet'), cause])
  node.engine.after(RETRY_SECONDS, () => !node.down && comeBack(node, kubelet, cause))
}

function restartContainerd(node: Node, kubelet: Kubelet, cause: number): void {
  const down = change(node, 'containerd', false, cause)
  node.runtimeDown = true
  node.engine.after(RUNTIME_SECONDS, () => runtimeIsBack(node, kubelet, 'containerd', down))
}

/** Where its `live-restore` is off, as it is where nobody has turned it on, dockerd takes its containers with it. */
function restartDocker(node: Node, kubelet: Kubelet, cause: number): void {
  const down = change(node, 'docker', false, cause)
  node.runtimeDown = true
  node.losses++
  endAll(node, kubelet.alive(), down, DOCKER_STOP_SECONDS, () =>
    node.engine.after(RUNTIME_SECONDS, () => runtimeIsBack(node, kubelet, 'docker', down)),
  )
}

function runtimeIsBack(node: Node, kubelet: Kubelet, runtime: 'docker' | 'containerd', cause: number): void {
  if (node.down) return
  const back = change(node, runtime, true, cause)
  node.runtimeDown = false
  if (runtime === 'docker') kubelet.loseSandboxes(back)
  kubelet.runtimeIsBack(back)
}

/**
 * Takes the machine down, and starts it again: the kubelet is there after so many seconds.
 *
 * A node that is down already is a note.
 * Follows: containerd's internal/cri/server/restart.go (v2.0) for what is known of the containers: their end was seen by nobody.
 * dockerd stops its own in an orderly way, and remembers.
 */
export function reboot(node: Node, kubelet: Kubelet, takes: number, tell: RestartNote): void {
  if (node.down) return void tell('The node is being rebooted already.')
  const cause = tell()
  const { engine, release } = node
  const up = engine.now + takes
  const down = change(node, 'node', false, cause)
  const instances = kubelet.alive()
  if (kubelet.isUp) kubelet.stop()
  node.losses++
  node.runtimeDown = true
  node.down = true
  node.ports.freeAll(down)
  if (release.runtime === 'docker') endAll(node, instances, down, Math.min(DOCKER_STOP_SECONDS, takes / 2), () => {})
  else {
    for (const instance of instances) {
      instance.stopCause = down
      instance.process.kill()
    }
    const seen = up - AFTER_BOOT_SECONDS
    for (const instance of instances) Object.assign(instance, UNSEEN_END, { exitedAt: seen })
  }
  engine.schedule(up, () => {
    const back = change(node, 'node', true, down)
    node.down = false
    node.runtimeDown = false
    kubelet.loseSandboxes(back)
    if (kubelet.refusal === undefined) kubelet.startAgain(back)
    else comeBack(node, kubelet, change(node, 'kubelet', false, back))
  })
}

/** SIGTERM to all, SIGKILL to those that are left; `done` when none is. */
function endAll(node: Node, instances: readonly Instance[], cause: number, graceSeconds: number, done: () => void): void {
  let left = instances.length
  if (left === 0) return done()
  for (const instance of instances) {
    instance.onExit({ ended: () => --left === 0 && done() })
    instance.stopCause = cause
    instance.process.terminate()
    node.engine.after(graceSeconds, () => instance.process.kill())
  }
}

function change({ trace }: Node, part: Restartable | 'node', up: boolean, cause: number): number {
  return trace.add({ id: 0, t: 0, kind: 'node', cause, part, up })
}
