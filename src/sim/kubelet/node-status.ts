import { ApiClient } from '../control-plane/api-client.ts'
import { certificateRoot } from '../control-plane/trust.ts'
import { apiServerURL } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import { REGISTERED } from '../trace/trace.ts'
import type { KubeletHost } from './kubelet-host.ts'
import type { MirrorClient } from './pods/mirror.ts'

/** nodeStatusUpdateFrequency, and the time-out of such a request. */
const NODE_STATUS_SECONDS = 10
/** A kubelet's first try to register its node comes so soon. */
const REGISTER_SECONDS = 0.3
/** The next where the API takes nothing, in the end. */
const TRY_SECONDS = 7

/**
 * A kubelet's node in the API: it registers the node, and tells its status every ten seconds.
 *
 * Follows: pkg/kubelet/kubelet_node_status.go (v1.37.2).
 */
export class NodeStatus {
  private readonly node: Node
  private readonly kubelet: KubeletHost
  private readonly mirrors: MirrorClient
  private readonly name: string
  /** By which data stand in etcd: whether the node is among them. */
  private readonly registeredIn = new Map<number, boolean>()

  constructor(kubelet: KubeletHost, mirrors: MirrorClient) {
    const { node } = kubelet
    this.node = node
    this.kubelet = kubelet
    this.mirrors = mirrors
    this.name = node.inputs.node.name.toLowerCase()
  }

  /** `cause`: of its kubelet's start, where that is part of the run. */
  start(cause: number | undefined): void {
    this.update()
    if (cause !== undefined) this.register(cause)
  }

  /** etcd has other data: a kubelet that has registered its node does not do so again, and only complains. */
  dataChanged(before: number, now: number, cause: number): void {
    const { node } = this
    this.registeredIn.set(before, node.isRegistered)
    node.isRegistered = this.registeredIn.get(now) === true
    this.mirrors.dataChanged(before, now, cause)
    if (!node.isRegistered) this.missNode(cause)
  }

  private missNode(cause: number): void {
    this.everyTenSeconds(() => {
      if (this.node.isRegistered) return false
      if (this.kubelet.hasAPI) this.logRefused(`nodes "${this.name}" not found`, cause)
      return true
    })
  }

  /**
   * A new kubelet registers its node, once: as soon as the API takes it, and where that has it not.
   *
   * Follows: pkg/kubelet/kubelet_node_status.go, registerWithAPIServer (v1.37.2).
   */
  private register(cause: number): void {
    const { node, kubelet, name } = this
    const { restarts } = kubelet
    if (!node.inputs.cluster.attached) return
    let isDone = false
    const go = (): void => {
      if (isDone || restarts !== kubelet.restarts) return
      if (!kubelet.hasAPI) return void node.engine.after(TRY_SECONDS, go)
      isDone = true
      if (node.isRegistered) return
      node.isRegistered = true
      const text = node.release.structuredLogs
        ? `I kubelet_node_status.go:78] "${REGISTERED}" node="${name}"`
        : `I kubelet_node_status.go:75] ${REGISTERED} ${name}`
      this.mirrors.registered(node.trace.kubeletLog(text, cause))
    }
    const soon = (): void => void node.engine.after(REGISTER_SECONDS, go)
    soon()
    node.onApiServes(soon)
  }

  /** Where certificates have dates: that nobody takes the status is logged. */
  private update(): void {
    const { node, name } = this
    const { inputs } = node
    if (!inputs.cluster.certificates || !inputs.cluster.attached) return
    const config = { server: apiServerURL(inputs), user: `system:node:${name}`, groups: ['system:nodes'] }
    const client = new ApiClient(node, config)
    this.everyTenSeconds(() => {
      client.get(`/api/v1/nodes/${name}`, NODE_STATUS_SECONDS, (asked) => {
        const refused = !('error' in asked) && asked.answer.status === 401
        const error = 'error' in asked ? asked.error : refused ? 'Unauthorized' : undefined
        if (error === undefined || !/x509|Unauthorized/.test(error)) return
        this.logRefused(error, [certificateRoot(node, refused ? 'kubelet' : 'apiserver'), ...asked.because])
      })
      return true
    })
  }

  /** Until `update` says false, or the kubelet's process ends. */
  private everyTenSeconds(update: () => boolean): void {
    const { engine } = this.node
    const { restarts } = this.kubelet
    const turn = (): void => {
      if (restarts === this.kubelet.restarts && update()) engine.after(NODE_STATUS_SECONDS, turn)
    }
    engine.after(NODE_STATUS_SECONDS, turn)
  }

  private logRefused(error: string, cause: number | readonly number[]): void {
    const { trace, release } = this.node
    const what = `error getting node "${this.name}": ${error}`
    const text = release.structuredLogs
      ? `E kubelet_node_status.go:540] "Error updating node status, will retry" err=${JSON.stringify(what)}`
      : `E kubelet_node_status.go:391] Error updating node status, will retry: ${what}`
    trace.kubeletLog(text, cause)
  }
}
