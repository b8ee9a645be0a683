import type { Node } from '../../node/node.ts'

interface Pull {
  /** What it takes by itself, asked when its turn has come. */
  seconds: () => number
  /** Whether the others wait for it: what only asks for an image that is there takes a moment, and is assumed to be in nobody's way. */
  holds: boolean
  done: (seconds: number) => void
}

/**
 * The images that a kubelet pulls, of all its pods one after the other, as it does where its configuration says nothing else.
 *
 * Follows: pkg/kubelet/images/puller.go, serialImagePuller (v1.36.2).
 */
export class PullQueue {
  private readonly node: Node
  private waiting: Pull[] = []
  private isPulling = false

  constructor(node: Node) {
    this.node = node
  }

  add(pull: Pull): void {
    this.waiting.push(pull)
    this.next()
  }

  /** A pull ends with the kubelet that asked for it. */
  stop(): void {
    this.waiting = []
    this.isPulling = false
  }

  private next(): void {
    const pull = this.isPulling ? undefined : this.waiting.shift()
    if (!pull) return
    this.isPulling = pull.holds
    const { kubelet, engine } = this.node
    const { restarts } = kubelet
    const seconds = pull.seconds()
    engine.after(seconds, () => {
      if (restarts !== kubelet.restarts) return
      if (pull.holds) this.isPulling = false
      pull.done(seconds)
      if (pull.holds) this.next()
    })
    if (!pull.holds) this.next()
  }
}
