/** What the engine runs at a time. A cancelled task stays in the heap and is passed over. */
export interface Task {
  at: number
  seq: number
  run: (() => void) | undefined
}

/** More tasks than any scenario within the caps needs; beyond it a run is stopped rather than left to hang. */
const MAX_TASKS = 5_000_000

export class TooManyTasks extends Error {}

/**
 * The simulated clock: runs tasks in the order of their time, ties in the order of their scheduling. It knows nothing of what
 * it simulates.
 *
 * Units: seconds on the simulated clock. Errors: `run` throws TooManyTasks past the cap.
 * Follows: nothing upstream.
 */
export class Engine {
  now = 0
  private heap: Task[] = []
  private seq = 0

  /** Runs `run` at `at`, or now where that has passed. */
  schedule(at: number, run: () => void): Task {
    const task = { at: at > this.now ? at : this.now, seq: this.seq++, run }
    const heap = this.heap
    let i = heap.length
    heap.push(task)
    while (i > 0) {
      const up = (i - 1) >> 1
      const parent = heap[up]!
      if (parent.at <= task.at) break
      heap[i] = parent
      i = up
    }
    heap[i] = task
    return task
  }

  after(seconds: number, run: () => void): Task {
    return this.schedule(this.now + seconds, run)
  }

  cancel(task: Task | undefined): void {
    if (task) task.run = undefined
  }

  /** Runs all that is due up to and including `end`; tasks after it are left. */
  run(end: number): void {
    for (let n = 0; this.heap.length && this.heap[0]!.at <= end; n++) {
      if (n > MAX_TASKS) throw new TooManyTasks(`stopped at ${this.now} s after ${MAX_TASKS} steps`)
      const task = this.pop()
      if (!task.run) continue
      this.now = task.at
      task.run()
    }
    this.now = end
  }

  private pop(): Task {
    const heap = this.heap
    const top = heap[0]!
    const last = heap.pop()!
    const size = heap.length
    if (size === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
    return top
  }
}

function before(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq)
}
