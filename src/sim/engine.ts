/** What the engine runs at a time, with what it is told then. A cancelled task stays in the heap and is passed over. */
export interface EngineTask {
  seq: number
  run: ((argument: never) => void) | undefined
  argument: unknown
}

/** Thrown before a step that is one too many. */
export class TooManySteps extends Error {}

/**
 * The simulated clock: runs tasks in the order of their time, ties in the order of their scheduling. It knows nothing of what
 * it simulates.
 *
 * Errors: `run` throws TooManySteps past the cap.
 */
export class Engine {
  now = 0
  /** A binary heap, its times apart from its tasks: what is compared most lies side by side. */
  private times: number[] = []
  private tasks: EngineTask[] = []
  private seq = 0
  /** How many tasks it has taken from the heap. */
  steps = 0
  private readonly mostSteps: number

  constructor(mostSteps = Infinity) {
    this.mostSteps = mostSteps
  }

  /** How many tasks wait, cancelled ones among them. */
  get waiting(): number {
    return this.tasks.length - (this.topRuns ? 1 : 0)
  }

  /** The task that runs is still the heap's top: nothing that is scheduled meanwhile comes before it. */
  private topRuns = false

  /** Runs `run` at `at`, or now where that has passed. A function that is there anyway, told `argument` then, spares a closure a task. */
  schedule(at: number, run: () => void): EngineTask
  schedule<A>(at: number, run: (argument: A) => void, argument: A): EngineTask
  schedule<A>(at: number, run: (argument: A) => void, argument?: A): EngineTask {
    return this.push({ seq: this.seq++, run, argument }, at)
  }

  /**
   * A task that no longer waits is to run once more, as if it were scheduled anew: what ticks keeps its task, and the one that runs now its
   * place in the heap.
   */
  again(task: EngineTask, at: number): void {
    task.seq = this.seq++
    if (!this.topRuns || this.tasks[0] !== task) return void this.push(task, at)
    this.topRuns = false
    this.sink(task, at > this.now ? at : this.now)
  }

  private push(task: EngineTask, at: number): EngineTask {
    const { times, tasks } = this
    const time = at > this.now ? at : this.now
    let i = tasks.length
    times.push(time)
    tasks.push(task)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (times[up]! <= time) break
      times[i] = times[up]!
      tasks[i] = tasks[up]!
      i = up
    }
    times[i] = time
    tasks[i] = task
    return task
  }

  after(seconds: number, run: () => void): EngineTask
  after<A>(seconds: number, run: (argument: A) => void, argument: A): EngineTask
  after<A>(seconds: number, run: (argument: A) => void, argument?: A): EngineTask {
    return this.schedule(this.now + seconds, run, argument as A)
  }

  cancel(task: EngineTask | undefined): void {
    if (task) task.run = undefined
  }

  /** Runs all that is due up to and including `end`; tasks after it are left. */
  run(end: number): void {
    for (; this.tasks.length && this.times[0]! <= end; this.steps++) {
      if (this.steps >= this.mostSteps) throw new TooManySteps()
      const task = this.tasks[0]!
      if (task.run) {
        this.now = this.times[0]!
        this.topRuns = true
        task.run(task.argument as never)
        if (!this.topRuns) continue
        this.topRuns = false
      }
      this.pop()
    }
    if (end > this.now) this.now = end
  }

  private pop(): void {
    const last = this.tasks.pop()!
    const time = this.times.pop()!
    if (this.tasks.length > 0) this.sink(last, time)
  }

  /** Puts a task in the top's place, and from there as far down as it belongs. */
  private sink(last: EngineTask, time: number): void {
    const { times, tasks } = this
    const size = tasks.length
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && before(times[child + 1]!, tasks[child + 1]!, times[child]!, tasks[child]!)) child++
      if (!before(times[child]!, tasks[child]!, time, last)) break
      times[i] = times[child]!
      tasks[i] = tasks[child]!
      i = child
    }
    times[i] = time
    tasks[i] = last
  }
}

function before(time: number, task: EngineTask, otherTime: number, other: EngineTask): boolean {
  return time < otherTime || (time === otherTime && task.seq < other.seq)
}
