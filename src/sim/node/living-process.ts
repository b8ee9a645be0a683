import type { Engine, EngineTask } from '../engine.ts'
import type { NetworkCall, Listener, Network } from './network.ts'
import { type ExecResult, KILLED, type OnExit, type Process, STOPPED } from './process.ts'

const NONE: readonly never[] = []

/**
 * The life that every simulated program has: it starts, is stopped and goes on, is slow, and ends once. While it is stopped the
 * kernel takes its connections, and what falls due waits; at its end it closes what it listens on and breaks off its calls.
 */
export abstract class LivingProcess implements Process {
  stopped = false
  slowSeconds = 0
  protected ended = false
  /** Who made it slow, or as fast again. */
  protected pacedBy: readonly number[] = NONE
  /** Calls that it has taken and not yet answered. */
  protected get underWay(): Set<NetworkCall> {
    return (this.calls ??= new Set())
  }

  /** Most processes have none, and there are many of them: what few need is made when it is needed. */
  private calls: Set<NetworkCall> | undefined
  startedAt = 0
  /** Calls that nobody has taken yet, and how they are. */
  private held: readonly { call: NetworkCall; take: () => void }[] = NONE
  /** What fell due while it was stopped. */
  private due: readonly (() => void)[] = NONE
  private tasks: EngineTask[] | undefined
  protected listeners: readonly Listener[] = NONE
  private termWaits = false

  protected readonly engine: Engine
  protected readonly network: Network
  private readonly onExit: OnExit

  constructor(engine: Engine, network: Network, onExit: OnExit) {
    this.engine = engine
    this.network = network
    this.onExit = onExit
  }

  start(): void {
    this.startedAt = this.engine.now
    this.run()
  }

  terminate(): void {
    if (this.stopped) this.termWaits = true
    else if (!this.ended) this.onTerm()
  }

  kill(): void {
    this.end({ ...KILLED, ...this.killedFor() })
  }

  crash(code: number): void {
    this.end({ code })
  }

  stop(cause: number): void {
    this.stopped = true
    this.hasStopped(cause)
  }

  resume(cause: number): void {
    this.stopped = false
    this.goesOn(cause)
    if (this.termWaits) {
      this.termWaits = false
      this.terminate()
    }
    const { due } = this
    this.due = NONE
    for (const run of due) this.atWork(run)
    this.takeHeld()
  }

  slow(seconds: number, cause: number): void {
    this.slowSeconds = seconds
    this.pacedBy = [cause]
  }

  abstract exec(command: readonly string[]): ExecResult
  /** What it does from its start on. */
  protected abstract run(): void
  /** SIGTERM, and it is not stopped. */
  protected abstract onTerm(): void
  /** What its being killed follows from, where it has brought that on itself. */
  protected killedFor(): { cause?: readonly number[] } {
    return {}
  }
  protected abstract hasStopped(cause: number): void
  protected abstract goesOn(cause: number): void
  /** Told before its connections are broken off. */
  protected hasEnded(_how: Parameters<OnExit>[0]): void {}

  /** False where the port is taken. */
  protected listen(listener: Omit<Listener, 'hung'>): boolean {
    return this.listenAs({ ...listener, hung: () => this.hung() })
  }

  /** The same for a listener that asks this process itself whether it hangs. */
  protected listenAs(listener: Listener): boolean {
    if (!this.network.listen(listener)) return false
    this.listeners = this.listeners.length === 0 ? [listener] : [...this.listeners, listener]
    return true
  }

  /** Why nothing is answered, as a sentence; empty where answers come. */
  hung(): string {
    return this.stopped ? STOPPED : ''
  }

  protected closeAll(): void {
    for (const listener of this.listeners) this.network.close(listener)
  }

  /** Nobody takes a call now; it is taken once the held ones are. */
  protected hold(call: NetworkCall, take: () => void): void {
    this.held = [...this.held, { call, take }]
  }

  protected takeHeld(): void {
    const { held } = this
    this.held = NONE
    for (const { call, take } of held) if (!call.cancelled) take()
  }

  /** It is done so much later, unless the process has ended by then. */
  later(seconds: number, run: () => void): void {
    const task = this.engine.after(seconds, () => this.atWork(run))
    if (this.tasks) this.tasks.push(task)
    else this.tasks = [task]
  }

  /** A stopped process does nothing: whatever falls due waits until it goes on. */
  protected atWork(run: () => void): void {
    if (this.stopped) this.due = [...this.due, run]
    else if (!this.ended) run()
  }

  protected end(how: Parameters<OnExit>[0]): void {
    if (this.ended) return
    this.ended = true
    for (const task of this.tasks ?? NONE) this.engine.cancel(task)
    this.closeAll()
    this.hasEnded(how)
    if (this.calls || this.held.length > 0) this.breakOff()
    this.onExit(how)
  }

  private breakOff(): void {
    for (const call of [...this.underWay, ...this.held.map((held) => held.call)]) call.answer({ is: call.inHandshake ? 'reset' : 'eof' })
    this.underWay.clear()
    this.held = NONE
  }
}
