import type { Node } from '../node/node.ts'
import type { Release } from '../release/release.ts'

const HOUSEKEEPING_SECONDS = 2
/** How far into its 2 s the housekeeping is at t = 0, where nothing says at which fraction of a second the loop ticks. */
const HOUSEKEEPING_PHASE_SECONDS = 1.5
/** What waits as a rule where it stands: a tick of its own, an end, a probe's result; the housekeeping is one more. */
const WAITING_KINDS = 4

/** Something that the loop takes up; of what has waited, with the entry of its going on. */
type LoopTurn = (wentOn: number | undefined) => void

/**
 * The kubelet's one loop over all its pods. It takes up what has happened, one thing at a time, and does the housekeeping every two
 * seconds. A request that the housekeeping makes itself holds it: until that is answered no pod is synced.
 *
 * Follows: pkg/kubelet/kubelet.go, syncLoopIteration; pkg/kubelet/kubelet_pods.go, HandlePodCleanups (v1.37.2).
 */
export class SyncLoop {
  private readonly node: Node
  /** The entry of its standing still, while it does. */
  stands: number | undefined
  private waiting: LoopTurn[] = []
  /** What of the housekeeping fell due while it stood still. */
  private due: (() => void)[] = []
  private isHeld = false

  private readonly phase: number

  constructor(node: Node) {
    this.node = node
    this.phase = 1 + (node.luck.loopPhase() ?? HOUSEKEEPING_PHASE_SECONDS - 1)
  }

  /** The kubelet's process ends. */
  stop(): void {
    this.stands = undefined
    this.isHeld = false
    this.waiting = []
    this.due = []
  }

  /** Takes it up, now or when the loop goes on. */
  take(run: LoopTurn): void {
    if (this.stands === undefined) run(undefined)
    else this.waiting.push(run)
  }

  /** Every 2 s, until it is done. */
  atHousekeeping(run: () => boolean): void {
    const { engine } = this.node
    const { restarts } = this.node.kubelet
    const go = (): void => {
      if (restarts !== this.node.kubelet.restarts) return
      if (this.isHeld) this.due.push(go)
      else if (!run()) this.atHousekeeping(run)
    }
    engine.schedule(nextTick(engine.now, HOUSEKEEPING_SECONDS, this.phase), go)
  }

  /** The housekeeping waits for an answer, for a pod's mirror: the loop stands still until `goOn`, which says what came of it. */
  hold(pod: string, causes: readonly number[]): (error: string) => void {
    const { engine, trace, release } = this.node
    const { restarts } = this.node.kubelet
    const from = engine.now
    this.isHeld = true
    this.stands ??= trace.add({ kind: 'node', cause: causes, part: 'sync loop', up: false, pod })
    return (error) => {
      if (restarts !== this.node.kubelet.restarts) return
      const cause = this.stands!
      const log = (text: string): number => trace.kubeletLog(text, cause)
      log(notDeleted(release, pod, error))
      if (release.structuredLogs) {
        const seconds = Math.round((engine.now - from) * 1000) / 1000
        log(`"Housekeeping took longer than expected" err="housekeeping took too long" expected="1s" actual="${seconds}s"`)
      }
      this.isHeld = false
      this.goOn()
    }
  }

  /** The housekeeping is due again by then, and Go's `select` takes one of all that waits, as chance has it. */
  private goOn(): void {
    const { engine, trace, luck } = this.node
    const isFirst = !(luck.loopComes(engine.now) ?? luck.draw('housekeeping') >= 1 / WAITING_KINDS)
    if (isFirst) this.keepHouse()
    if (this.isHeld) return
    const entry = trace.add({ kind: 'node', cause: this.stands!, part: 'sync loop', up: true })
    this.stands = undefined
    const { waiting } = this
    this.waiting = []
    for (const run of waiting) run(entry)
    this.keepHouse()
  }

  private keepHouse(): void {
    const { due } = this
    this.due = []
    for (const run of due) run()
  }
}

/** What the kubelet says of a mirror pod that is not deleted. Follows: pkg/kubelet/kubelet.go, tryReconcileMirrorPods (v1.37.2). */
export function notDeleted({ structuredLogs }: Release, pod: string, error: string): string {
  return structuredLogs
    ? `"Failed deleting a mirror pod" err=${JSON.stringify(error)} pod="${pod}"`
    : `Failed deleting a mirror pod "${pod}": ${error}`
}

/** The first moment after `now` that lies a whole number of periods behind `phase`. */
export function nextTick(now: number, period: number, phase: number): number {
  const next = phase + (Math.floor((now - phase) / period) + 1) * period
  // a quotient just below a whole number, by rounding, would lead back to now
  return next > now ? next : next + period
}
