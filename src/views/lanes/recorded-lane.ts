import { getOrInsert } from '../../manifest/own.ts'
import type { ProbeType } from '../../manifest/types.ts'
import type { ContainerStatus, Entry, ProbeResult, StatusEntry, Trace } from '../../sim/trace/trace.ts'
import { CRASH_LOOP, type CrashLoop } from '../../sim/kubelet/pods/backoff.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import type { LaneDrawing } from './lanes.ts'

/** An entry as it was recorded: what could be seen of a real run, without ids, causes and processes. */
export type Recorded = { t: number; pod?: string } & (
  | { kind: 'sync'; op: 'ADD' | 'REMOVE' | 'UPDATE' }
  | { kind: 'event'; type: 'Normal' | 'Warning'; reason: string; message: string; container?: string }
  | { kind: 'probe'; container: string; probe: ProbeType; result: ProbeResult; output?: string }
  | { kind: 'status'; phase: StatusEntry['phase']; ready: boolean; containers: readonly ContainerStatus[] }
  | { kind: 'action'; act: string; arg?: string }
)

interface LooseMark {
  t: number
  entry: { kind: Entry['kind']; [field: string]: unknown }
}

/** A pod that is taken away gets this long by default; when its process ended nobody recorded. */
const GRACE_SECONDS = 30

/**
 * A recorded run in the shape of a trace, so that it can be drawn like a simulated one. Starts are told by the events; an
 * end is where the kubelet first showed that it knew of it: the next Pulled or BackOff, or a status that says terminated.
 * `pod` is whose entries they are where none says it, `init` names the containers that a status should mark as such, `crashLoop` is
 * the kubelet's back-off.
 */
export function recordedTrace(
  recorded: readonly Recorded[],
  pod: string,
  { init = new Set(), crashLoop = CRASH_LOOP }: { init?: ReadonlySet<string>; crashLoop?: CrashLoop } = {},
): Trace {
  const all: LooseMark[] = []
  /** By pod, and by container. */
  const lives = new Map<string, Map<string, RecordedLives>>()
  /** Pods that a restarted kubelet has not taken up again yet: it adds them anew. */
  const takenUpAgain = new Set<string>()
  const steps = backOffSteps(crashLoop)
  for (const { t, pod: own = pod, ...rest } of recorded) {
    const containers = getOrInsert(lives, own, () => new Map())
    const livesOf = (container: string): RecordedLives => {
      let found = containers.get(container)
      if (!found)
        containers.set(
          container,
          (found = new RecordedLives(container, steps, (at, entry) => all.push({ t: at, entry: Object.assign(entry, { pod: own }) }))),
        )
      return found
    }
    if (rest.kind === 'action') {
      if (rest.act === 'restart' && rest.arg === 'kubelet') for (const name of lives.keys()) takenUpAgain.add(name)
      all.push({ t, entry: { kind: 'action', action: rest.act, target: rest.arg ?? '' } })
    } else if (rest.kind === 'probe')
      all.push({ t, entry: { output: '', startedAt: t, resultRun: 0, threshold: 0, target: '', ...rest, pod: own } })
    else if (rest.kind === 'status') {
      for (const status of rest.containers) livesOf(status.name).status(t, status)
      const marked = rest.containers.map((status) => (init.has(status.name) ? { ...status, init: true } : status))
      all.push({ t, entry: { ...rest, containers: marked, pod: own } })
    } else {
      if (rest.kind === 'sync' && rest.op === 'ADD' && !takenUpAgain.delete(own)) for (const life of containers.values()) life.newPod(t)
      if (rest.kind === 'event' && rest.container) livesOf(rest.container).event(t, rest.reason, rest.message)
      all.push({ t, entry: { ...rest, pod: own } })
    }
  }
  for (const containers of lives.values()) for (const life of containers.values()) life.done(recorded.at(-1)!.t)
  return all
    .map((loose, order) => ({ ...loose, order }))
    .toSorted((a, b) => a.t - b.t || a.order - b.order)
    .map(({ t, entry }, id) => ({ ...entry, id, t }) as unknown as Entry)
}

/** The steps that a back-off can have, in seconds. */
function backOffSteps({ initialSeconds, maxSeconds }: CrashLoop): readonly number[] {
  const steps: number[] = []
  for (let seconds = initialSeconds; seconds < maxSeconds; seconds *= 2) steps.push(seconds)
  return [...steps, maxSeconds]
}

type Add = (t: number, entry: { kind: Entry['kind']; [field: string]: unknown }) => void

/** The lives of one container, read off what the kubelet told of it. */
class RecordedLives {
  private attempt = -1
  private open = false
  /** When Killing was told of the open life, and whether its pod is taken away. */
  private killing: { t: number; removed: boolean } | undefined
  private wait: { t: number; seconds: number | undefined } | undefined
  private lastWaitSeconds = 0
  private startsAnew = false
  private lastEnd: { kind: Entry['kind']; [field: string]: unknown } | undefined

  private container: string
  private steps: readonly number[]
  private add: Add

  constructor(container: string, steps: readonly number[], add: Add) {
    this.container = container
    this.steps = steps
    this.add = add
  }

  event(t: number, reason: string, message: string): void {
    // up to 1.13 it is told once the container has ended
    if (reason === 'Killing' && message.startsWith('Killing container with id')) this.close(t)
    else if (reason === 'Killing') this.killing ??= { t, removed: message.startsWith('Stopping') }
    else if (reason === 'Pulled') {
      this.close(t)
      this.endWait(t)
    } else if (reason === 'BackOff' && !message.startsWith('Back-off pulling image')) {
      this.close(t)
      this.wait ??= { t, seconds: undefined }
    } else if (reason === 'Started') {
      this.attempt += 1
      this.open = true
      this.add(t, { kind: 'process', container: this.container, op: 'started', attempt: this.attempt })
    }
  }

  status(t: number, { state, lastState, restartCount }: ContainerStatus): void {
    if (state.is === 'terminated' && restartCount === this.attempt) {
      this.close(t)
      this.giveCode(state.exitCode)
    } else if (lastState && restartCount === this.attempt) this.giveCode(lastState.exitCode)
    const said = /^back-off (\S+) /i.exec(state.message ?? '')
    if (said && this.wait) this.wait.seconds = parseDuration(said[1]!)
  }

  /** The file has another pod: it counts from 0, and waits for nothing of the one before. */
  newPod(t: number): void {
    this.endWait(t)
    if (this.open) {
      this.killing ??= { t, removed: true }
      this.startsAnew = true
    } else this.begin()
  }

  done(end: number): void {
    if (this.open && this.killing) this.close(Math.min(end, this.killing.t + GRACE_SECONDS))
    this.endWait(end)
  }

  private close(t: number): void {
    if (!this.open) return
    this.open = false
    const at = this.killing?.removed ? Math.min(t, this.killing.t + GRACE_SECONDS) : t
    this.killing = undefined
    this.lastEnd = { kind: 'process', container: this.container, op: 'exited', attempt: this.attempt }
    this.add(at, this.lastEnd)
    if (this.startsAnew) this.begin()
  }

  private begin(): void {
    this.startsAnew = false
    this.attempt = -1
    this.lastEnd = undefined
    this.lastWaitSeconds = 0
  }

  /** The status tells the exit code of the last life that ended. */
  private giveCode(code: number | undefined): void {
    if (this.lastEnd && this.lastEnd['code'] === undefined && code !== undefined) this.lastEnd['code'] = code
  }

  private endWait(t: number): void {
    if (!this.wait) return
    const seconds = this.wait.seconds ?? this.unnamed(t - this.wait.t)
    this.lastWaitSeconds = seconds
    const entry = { kind: 'backoff', container: this.container, backOffSeconds: seconds, nextSeconds: seconds } as const
    this.add(this.wait.t, { ...entry, blocked: true })
    this.add(t, { ...entry, blocked: false })
    this.wait = undefined
  }

  /** A wait that no status names, as short ones and a side-car's: the one after the last, or what its length allows. */
  private unnamed(lengthSeconds: number): number {
    const next = this.steps.find((seconds) => seconds > this.lastWaitSeconds)
    if (this.lastWaitSeconds) return next ?? this.steps.at(-1)!
    return this.steps.findLast((seconds) => seconds <= lengthSeconds) ?? this.steps[0]!
  }
}

/** A drawing with only what a recording shows: no states of the apiserver, no mirror pod. */
export function asRecorded(drawing: LaneDrawing): LaneDrawing {
  return { ...drawing, mirror: [], standstills: [], tracks: drawing.tracks.map((track) => ({ ...track, server: [], leases: [] })) }
}
