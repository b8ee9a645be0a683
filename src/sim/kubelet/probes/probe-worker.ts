import { restartsAfter } from '../../../manifest/restart-rules.ts'
import { type Container, type Probe, PROBES, type ProbeType } from '../../../manifest/types.ts'
import type { EngineTask } from '../../engine.ts'
import type { ContainerStatus } from '../../trace/trace.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { PodStatus } from '../pods/pod-status.ts'
import { proberOf, probeTarget } from './prober.ts'
import type { ProbeAnswer, ProbeSubject, Send } from './http-probe.ts'
import type { StoredResult } from './probe-results.ts'
import type { PodCache } from '../pods/pod-cache.ts'

const INITIAL: Record<ProbeType, StoredResult> = { liveness: 'Success', readiness: 'Failure', startup: 'Unknown' }
/** Follows: pkg/kubelet/prober/prober_manager.go, kubeletRestartGracePeriod (v1.36.2). */
const RESTART_GRACE_SECONDS = 10
/** Why a result is stored: the same objects each time, for each tick asks. */
const AS_BEFORE = { hold: false, ended: false, isUnprobed: false }
const ON_HOLD = { hold: true, ended: false, isUnprobed: false }
const HAS_ENDED = { hold: false, ended: true, isUnprobed: true }
/** The sync for that is under way when the answer comes: it finds what was stored first. */
const IS_NEW = { hold: false, ended: false, isUnprobed: true }
/** What a sync asks for comes so soon. */
const TRIGGER_SECONDS = 0.002
/** Two moments of which only chance says which is first. */
const SAME_SECONDS = 0.0005
const TITLE: Record<ProbeType, string> = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' }

/**
 * One probe of one container, for the pod's life: its ticker never restarts with the container.
 *
 * An action that cannot be performed is a result.
 * Follows: pkg/kubelet/prober/worker.go (v1.37.2); what differs by release is in release.ts.
 */
export class Worker {
  private containerID: string | undefined
  private lastResult: StoredResult | undefined
  private resultRun = 0
  private onHold = false
  isStopped = false
  private busy = false
  private tickWaits = false
  private triggerWaits = false
  /** Ticks are due at tickerStart + n periods. */
  private tickerStart = 0
  private ticks = 0
  private tick: EngineTask | undefined
  private started = false
  /** The last probes of the present run of equal results, as many as it takes, in a ring; and how many there were. */
  private readonly run: number[] = []
  private ran = 0
  private readonly target: string
  private readonly send: Send
  private subject: ProbeSubject

  private readonly pod: KubeletPod
  private readonly status: PodStatus
  private readonly type: ProbeType
  private readonly container: Container
  private readonly spec: Probe

  constructor(pod: KubeletPod, status: PodStatus, type: ProbeType, subject: ProbeSubject) {
    this.pod = pod
    this.status = status
    this.type = type
    this.container = subject.container
    this.spec = subject.probe
    this.subject = subject
    this.target = probeTarget(subject)
    this.send = proberOf(pod.node, subject, (answer) => this.afterProbe(this.answered(answer)))
  }

  /** Begins `sleepSeconds` from now: probes once, then at every tick. */
  start(sleepSeconds: number): void {
    const { engine } = this.pod.node
    const begin = () => {
      if (this.isStopped) return
      this.started = true
      this.resetTicker()
      this.probeNow()
    }
    if (sleepSeconds > 0) engine.after(sleepSeconds, begin)
    else begin()
  }

  stop(): void {
    this.isStopped = true
    this.pod.node.engine.cancel(this.tick)
  }

  /** It has nobody to probe any more, and takes its result along. */
  private end(): void {
    this.stop()
    if (this.containerID !== undefined) this.pod.results.remove(this.type, this.containerID)
  }

  /** A sync asks for a probe now (readiness only). */
  trigger(): void {
    if (this.isStopped || this.pod.node.release.manualProbe === 'none') return
    // one that still sleeps finds it in its channel
    if (this.busy || !this.started) {
      this.triggerWaits = true
      return
    }
    // beside the sync, after what it still does at this moment
    const { engine } = this.pod.node
    this.triggeredAt = engine.now + TRIGGER_SECONDS
    engine.after(TRIGGER_SECONDS, () => {
      if (this.isStopped) return
      if (this.busy) this.triggerWaits = true
      else this.probeTriggered()
    })
  }

  private probeTriggered(): void {
    this.triggerWaits = false
    if (this.pod.node.release.manualProbe === 'resets ticker') {
      this.tickWaits = false
      this.resetTicker()
    }
    this.probeNow()
  }

  private resetTicker(): void {
    const { engine } = this.pod.node
    engine.cancel(this.tick)
    this.tickerStart = engine.now
    this.ticks = 1
    this.tick = engine.schedule(this.tickerStart + this.spec.periodSeconds, tick, this)
  }

  /** When it was last to be asked by a sync. */
  private triggeredAt = -Infinity

  onTick(): void {
    const { engine, release } = this.pod.node
    this.ticks++
    engine.again(this.tick!, this.tickerStart + this.ticks * this.spec.periodSeconds)
    // the sync that comes at this very moment moves the tick away
    if (this.triggeredAt >= engine.now - SAME_SECONDS && release.manualProbe === 'resets ticker' && !this.busy) return
    // a Go ticker keeps one tick for a reader that is late
    if (this.busy) this.tickWaits = true
    else this.probeNow()
  }

  private probeNow(): void {
    this.busy = true
    const keepGoing = this.doProbe()
    if (keepGoing !== 'under way') this.afterProbe(keepGoing)
  }

  private afterProbe(keepGoing: boolean): void {
    this.busy = false
    if (!keepGoing) return this.end()
    if (this.triggerWaits) this.probeTriggered()
    else if (this.tickWaits) {
      this.tickWaits = false
      this.probeNow()
    }
  }

  /** One tick. False when the worker should stop; `under way` where a probe was sent. */
  private doProbe(): boolean | 'under way' {
    const { pod, spec, type } = this
    const { engine, release } = pod.node
    if (this.status.finished()) return false
    const status = this.status.of(this.container.name)
    const containerID = status?.state.containerID
    if (!status || containerID === undefined) return true
    if (this.containerID === undefined && status.state.is === 'terminated' && !this.isProbedAgain(status.state.exitCode!)) {
      this.containerID = containerID
      // a sync has made it in place of one that has ended with its container: its result is no news, and wakes the pod once more
      pod.results.set(type, this.container.name, containerID, 'Failure', this.endCause ?? pod.addCause, true)
      return false
    }
    if (containerID !== this.containerID) {
      if (this.containerID !== undefined) pod.results.remove(type, this.containerID)
      this.containerID = containerID
      this.onHold = false
      this.isFirst = true
      if (!release.inheritsStarted || !this.isOlderThanKubelet(status)) this.store(INITIAL[type], type === 'startup' ? IS_NEW : AS_BEFORE)
      else this.inherit(status)
    }
    if (this.onHold) return true
    if (status.state.is !== 'running') {
      this.store('Failure', HAS_ENDED)
      return status.state.is !== 'terminated' || this.isProbedAgain(status.state.exitCode!)
    }
    if (Math.floor(engine.now - status.state.startedAt! + 1e-6) < spec.initialDelaySeconds) return true
    if (release.hasStarted) {
      if (status.started === true ? type === 'startup' : type !== 'startup' && status.started === false) return true
      // the startup worker has just found the container new, and is first
      if (type !== 'startup' && status.started === true && pod.results.get('startup', containerID) === 'Unknown') return true
    }
    this.sentAt = engine.now
    const answer = this.send()
    return answer ? this.answered(answer) : 'under way'
  }

  private isProbedAgain(code: number): boolean {
    const { pod, container } = this
    const { containerRestartRules, sidecarsProbedAgain } = pod.node.release
    if (containerRestartRules) return restartsAfter(code, container.ownRestarts, pod.pod.spec.restartPolicy)
    return pod.pod.spec.restartPolicy !== 'Never' || (sidecarsProbedAgain && container.restartPolicy === 'Always')
  }

  /** A kubelet that was restarted takes what has run for longer than it, with some seconds' grace, as it is. */
  private isOlderThanKubelet({ state }: ContainerStatus): boolean {
    return state.is === 'running' && state.startedAt! < this.pod.kubelet.startedAt - RESTART_GRACE_SECONDS
  }

  /** Without a result a side-car would not count as started, and its liveness not at all (kubernetes/kubernetes#136910). */
  private inherit({ started }: ContainerStatus): void {
    if (this.type === 'startup' && started && this.container.restartPolicy === 'Always') this.store('Success')
  }

  private sentAt = 0

  /** Counts an answer; may put the worker on hold. False when the worker should stop. */
  private answered(answer: ProbeAnswer): boolean {
    const { pod, spec, type, container } = this
    if (pod.left) return false
    const { trace, release } = pod.node
    const ok = answer.result === 'success' || answer.result === 'warning'
    const counts = answer.result !== 'unknown'
    const value: StoredResult = ok ? 'Success' : 'Failure'
    if (counts) {
      if (value === this.lastResult) this.resultRun++
      else {
        this.lastResult = value
        this.resultRun = 1
        this.ran = 0
      }
    }
    const threshold = ok ? spec.successThreshold : spec.failureThreshold
    const start = this.startCause
    const cause = this.causes(answer, start)
    this.isFirst = false
    const probe = trace.probe({
      id: 0,
      t: 0,
      kind: 'probe',
      cause,
      pod: pod.name,
      container: container.name,
      probe: type,
      result: answer.result,
      output: answer.output,
      startedAt: this.sentAt,
      resultRun: counts ? this.resultRun : 0,
      threshold,
      target: this.target,
    })
    if (
      answer.result !== 'success' &&
      !(release.probeEventsNeedStart && (this.subject.lives.running?.startedAt ?? Infinity) < pod.kubelet.startedAt)
    ) {
      const words = answer.result === 'failure' ? 'probe failed: ' : answer.result === 'warning' ? 'probe warning: ' : release.erroredText
      trace.event(
        pod.name,
        container.name,
        'Warning',
        answer.result === 'warning' ? 'ProbeWarning' : 'Unhealthy',
        this.message(words, answer.output),
        probe,
      )
    }
    if (this.isStopped) return false
    if (!counts) return true
    this.run[this.ran++ % threshold] = probe
    if (this.resultRun < threshold) return true
    const hold = ok ? type === 'startup' && release.startupSuccessHolds : type !== 'readiness'
    if (hold) {
      this.onHold = true
      this.resultRun = ok ? 0 : release.resultRunAfterKill
    }
    this.store(value, hold ? ON_HOLD : AS_BEFORE, threshold)
    if (hold) this.ran = 0
    return true
  }

  /** The entry of the newest process's start. */
  private get startCause(): number {
    return this.subject.lives.newest!.startEntry
  }

  /** The entry of its end; undefined while it runs. */
  private get endCause(): number | undefined {
    return this.subject.lives.newest?.exitEntry
  }

  /** No answer yet in this life of the container. */
  private isFirst = true
  private lastCauses:
    | {
        because: readonly number[] | undefined
        start: number
        timedOut: boolean
        isFirst: boolean
        ended: number | undefined
        ids: readonly number[]
      }
    | undefined

  /** The same array for the same causes: most answers of one life have them. */
  private causes({ result, because, timedOut = false }: ProbeAnswer, start: number): readonly number[] {
    const { lastCauses: last, isFirst, pod, container, type, spec } = this
    // nobody answered, and no relist has seen yet that the program has ended
    const ended = because === undefined && result === 'failure' ? this.endCause : undefined
    if (
      last &&
      last.because === because &&
      last.start === start &&
      last.timedOut === timedOut &&
      last.isFirst === isFirst &&
      last.ended === ended
    )
      return last.ids
    const ids: number[] = because ? [...because] : ended === undefined ? [] : [ended]
    if (timedOut) ids.push(pod.roots.ofProbe(container, type, 'timeoutSeconds'))
    ids.push(...pod.roots.probe(container, type))
    // what held the first one back
    if (isFirst && spec.initialDelaySeconds > 0) ids.push(pod.roots.ofProbe(container, type, 'initialDelaySeconds'))
    ids.push(start)
    // it is kept with each of them: without the room that pushing leaves
    this.lastCauses = { because, start, timedOut, isFirst, ended, ids: ids.slice() }
    return this.lastCauses.ids
  }

  private lastMessage = { words: '', output: '', text: '' }

  private message(words: string, output: string): string {
    if (this.lastMessage.words !== words || this.lastMessage.output !== output)
      this.lastMessage = { words, output, text: `${TITLE[this.type]} ${words}${output}` }
    return this.lastMessage.text
  }

  /** `probes`: as many of the present run have led to it, none where it is not a probe's. */
  private store(value: StoredResult, { hold, ended, isUnprobed } = AS_BEFORE, probes = 0): void {
    const { pod, type, container } = this
    if (pod.results.get(type, this.containerID!) === value) return
    const cause = probes > 0 ? this.causesOfRun(value, probes) : ((ended ? this.endCause : undefined) ?? this.startCause)
    const of = { pod: pod.name, container: container.name, probe: type }
    const entry = pod.node.trace.add({ id: 0, t: 0, kind: 'result', cause, ...of, value, onHold: hold })
    pod.results.set(type, container.name, this.containerID!, value, entry, isUnprobed)
  }

  /** The newest first, and how many it takes. */
  private causesOfRun(value: StoredResult, threshold: number): readonly number[] {
    const { run, ran, pod, container, type } = this
    const ids: number[] = []
    for (let i = ran - 1; i >= 0 && i >= ran - threshold; i--) ids.push(run[i % threshold]!)
    ids.push(pod.roots.ofProbe(container, type, value === 'Success' ? 'successThreshold' : 'failureThreshold'))
    return ids
  }
}

const tick = (worker: Worker): void => worker.onTick()

/** The probe workers of one pod. Follows: pkg/kubelet/prober/prober_manager.go (v1.37.2). */
export class ProbeWorkers {
  private workers = new Map<string, Worker>()
  private readonly pod: KubeletPod
  private readonly cache: PodCache
  private readonly status: PodStatus

  constructor(pod: KubeletPod, cache: PodCache, status: PodStatus) {
    this.pod = pod
    this.cache = cache
    this.status = status
  }

  /** One for each probe, up to the first that has one already: what an edit adds behind it is never probed. */
  add(): void {
    const { containers, initContainers } = this.pod.pod.spec
    for (const container of [...containers, ...initContainers]) {
      for (const type of PROBES) {
        const probe = container[`${type}Probe`]
        if (!probe) continue
        if (this.workers.get(type + container.name)?.isStopped === false) return
        this.start(container, type, probe)
      }
    }
  }

  private start(container: Container, type: ProbeType, probe: Probe): void {
    const { podId, podIP, kubelet, name, node } = this.pod
    const lives = this.cache.livesOf(container.name)
    const worker = new Worker(this.pod, this.status, type, { container, probe, podId, podIP, lives, gates: kubelet.podGates })
    this.workers.set(type + container.name, worker)
    const { release, luck, engine } = node
    const ago = engine.now - kubelet.startedAt
    const { periodSeconds } = probe
    const sleeps = release.workersSleepFirst || periodSeconds > ago
    worker.start(sleeps ? luck.initialSleep(name, container.name, type, periodSeconds, kubelet.restarts, ago) : 0)
  }

  /** A running, started container that is not ready is probed at every sync. */
  trigger(containers: readonly Container[]): void {
    for (const { name, readinessProbe } of containers) {
      if (!readinessProbe) continue
      const status = this.status.of(name)
      if (status && !status.ready && status.state.is === 'running' && status.started !== false)
        this.workers.get(`readiness${name}`)?.trigger()
    }
  }

  /** Ends those of startup and liveness, but for side-cars: the pod is being stopped. */
  stopKilling(): void {
    const { containers } = this.pod.pod.spec
    for (const { name } of containers) for (const type of ['startup', 'liveness']) this.workers.get(type + name)?.stop()
  }

  /** Ends all of them, for good. */
  stop(): void {
    for (const worker of this.workers.values()) worker.stop()
    this.workers.clear()
  }
}
