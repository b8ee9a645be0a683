import type { Node } from '../node/node.ts'
import { type ApiClient, type Asked, wrongWith } from './api-client.ts'

/** A kube-scheduler watches so many kinds, as kubeadm runs it: pods, nodes, namespaces, and what its plugins look at. */
const KINDS = 18
/** One stands for all: whoever may read this may read those. */
const PATH = '/api/v1/nodes'
/** How long a reflector waits before it tries again: twice as long each time, up to a bound, and up to as much again by chance. */
const FIRST_SECONDS = 0.8
const MOST_SECONDS = 30
/** One that has not waited for so long begins anew. */
const RESET_SECONDS = 120

/**
 * The informers of a program that begins: each reads its kind by itself, and all have to be there before it goes on.
 *
 * Units: seconds on the simulated clock. Errors: none; what fails is tried again.
 * Follows: client-go/tools/cache/reflector.go, ListAndWatch, watchList and list; apimachinery/pkg/util/wait/backoff.go (v1.36).
 */
export class Informers {
  private readonly node: Node
  private readonly client: ApiClient
  private readonly chance: () => number
  private readonly log: (text: string, because: readonly number[]) => void

  /** `of`: whose they are. */
  constructor(node: Node, client: ApiClient, of: string, log: Informers['log']) {
    this.node = node
    this.client = client
    this.log = log
    this.chance = node.luck.stream(`informers ${of}`)
  }

  sync(done: () => void): void {
    let missing = KINDS
    for (let i = 0; i < KINDS; i++) this.read({ isFirst: i === 0, wait: FIRST_SECONDS, at: -Infinity }, () => --missing === 0 && done())
  }

  /** One kind: by a watch that begins with what there is, where the release has that; else, and where that fails, by a list. */
  private read(reflector: Reflector, done: () => void): void {
    const again = (asked: Asked): void => {
      // each says so of its kind: one does for all
      if (reflector.isFirst) this.log(this.node.release.listFailedText(wrongWith(asked)), asked.because)
      this.waitThen(reflector, () => this.read(reflector, done))
    }
    const list = (): void => this.client.read(PATH, false, (asked) => (isRead(asked) ? done() : again(asked)))
    if (!this.node.release.watchLists) return list()
    this.client.read(PATH, true, (asked) => {
      if (isRead(asked)) done()
      else if ('error' in asked && asked.trouble === 'refused') again(asked)
      else list()
    })
  }

  private waitThen(reflector: Reflector, run: () => void): void {
    const { engine } = this.node
    if (engine.now - reflector.at > RESET_SECONDS) reflector.wait = FIRST_SECONDS
    reflector.at = engine.now
    const seconds = reflector.wait * (1 + this.chance())
    reflector.wait = Math.min(reflector.wait * 2, MOST_SECONDS)
    engine.after(seconds, run)
  }
}

/** What it waits next, and when it last began to wait. */
interface Reflector {
  isFirst: boolean
  wait: number
  at: number
}

function isRead(asked: Asked): boolean {
  return !('error' in asked) && asked.answer.status === 200
}
