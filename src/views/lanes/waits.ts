import { defined } from '../../manifest/own.ts'
import { causesOf, causesIn, firstCause, lastOf } from '../../sim/trace/moment.ts'
import {
  type Entry,
  type EventEntry,
  isEnd,
  isStart,
  NEVER_RAN,
  type ProcessEntry,
  type StatusEntry,
  type Trace,
  podOf,
} from '../../sim/trace/trace.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { containerAt } from '../../sim/scenario/specs.ts'
import { clockWords } from '../text/duration-words.ts'
import { cannotStartFor } from '../why/asked-wrong.ts'
import { fieldPlace, linePlace, listed, shortened } from '../text/words.ts'

/** What a pod waits for, that has never begun or cannot begin again; and the entry that says so. */
export interface PodWait {
  text: string
  entry: number
}

/** Waiting reasons of a container that is not being restarted: it cannot be started at all. */
const CANNOT_START: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])
const LONGEST = 200
/** What a container waits for, by the Event that says so. */
const HELD_UP: Readonly<Record<string, string>> = {
  FailedMount: 'a volume',
  FailedAttachVolume: 'a volume',
  FailedCreatePodSandBox: 'its sandbox',
  FailedScheduling: 'a node',
}

/**
 * Why a pod's containers do not run, where that is no restart: it was rejected, a volume cannot be mounted, an image not be pulled, a
 * container not be made. As half a sentence.
 *
 * Errors: undefined where it waits for nothing of that kind.
 */
export function waitOf(trace: Trace, at: number, status: StatusEntry, inputs?: Inputs): PodWait | undefined {
  if (status.reason === 'DeadlineExceeded') return pastDeadline(trace, status)
  if (status.reason !== undefined) return rejected(trace, status)
  for (const { name, state, lastState } of status.containers) {
    const ended = state.is === 'terminated' ? state : state.reason === 'CrashLoopBackOff' ? lastState : undefined
    if (ended?.is === 'terminated' && NEVER_RAN.has(ended.reason ?? '')) {
      const told = last(trace, at, status, (e) => e.container === name && e.reason === 'Failed')
      const then = state.is === 'waiting' ? '; it waits for its back-off' : ''
      const said = withCause(trace, told, { said: ended.message ?? '', name, status }, inputs)
      return {
        text: `container ${name} cannot be started, ${ended.reason} ${ended.exitCode}: ${said}${then}`,
        entry: told?.id ?? status.id,
      }
    }
    if (state.is !== 'waiting') continue
    const reason = state.reason ?? ''
    const event = last(trace, at, status, CANNOT_START.has(reason) ? (e) => e.container === name && e.reason !== 'Pulled' : isMount)
    if (CANNOT_START.has(reason)) return cannotStart(trace, at, status, { name, reason, message: state.message ?? '', event }, inputs)
    const held = event ?? last(trace, at, status, (e) => HELD_UP[e.reason] !== undefined)
    if (held && ['ContainerCreating', 'PodInitializing'].includes(reason) && isLastOfMounts(trace, at, held))
      return {
        text: `container ${name} waits for ${HELD_UP[held.reason]}, ${reason}: ${withCause(trace, held, { said: held.message, name, status }, inputs)}`,
        entry: held.id,
      }
  }
  return heldUp(trace, at, status, inputs)
}

/** An init container that has not come to its end, or a postStart hook: the kubelet goes no further before. */
function heldUp(trace: Trace, at: number, status: StatusEntry, inputs: Inputs | undefined): PodWait | undefined {
  const { containers, pod = '' } = status
  const isWaiting = ({ state }: (typeof containers)[number], reason: string): boolean => state.is === 'waiting' && state.reason === reason
  const [init] = containers.some((container) => !container.init && isWaiting(container, 'PodInitializing'))
    ? containers.filter(({ init, sideCar, started, state }) => init && state.is === 'running' && !(sideCar && started)).slice(-1)
    : []
  const begun = init && runningSince(trace, at, status, init.name)
  if (begun) {
    const how = init.sideCar ? 'has not passed its startup probe' : 'has not ended'
    const what = init.sideCar ? 'sidecar' : 'init container'
    const where = lineOf({ pod, name: init.name, at, inputs }, init.sideCar ? '.startupProbe' : '')
    return {
      text: `the pod ${pod} waits for its ${what} ${init.name}${where}, which has run since ${clockWords(begun.t)} and ${how}`,
      entry: begun.id,
    }
  }
  for (const container of inputs ? containers : []) {
    if (!isWaiting(container, 'ContainerCreating') && !isWaiting(container, 'PodInitializing')) continue
    const { name } = container
    const started = runningSince(trace, at, status, name)
    if (!started || !containerAt({ inputs: inputs!, at }, pod, name)?.container.lifecycle?.postStart) continue
    const where = lineOf({ pod, name, at, inputs }, '.lifecycle.postStart')
    return {
      text: `container ${name} waits for its postStart hook${where}, which has run since ${clockWords(started.t)} and has not ended: no probe asks before`,
      entry: started.id,
    }
  }
  return undefined
}

/** Its newest start, where that life has not ended by then. */
function runningSince(trace: Trace, at: number, { pod, uid }: StatusEntry, name: string): ProcessEntry | undefined {
  const isOfIt = (entry: ProcessEntry): boolean => entry.pod === pod && entry.uid === uid && entry.container === name
  const last = lastOf(trace, at, 'process', (entry) => isOfIt(entry) && (isStart(entry) || isEnd(entry)))
  return last && isStart(last) ? last : undefined
}

/** Where one of its fields stands. */
function lineOf({ pod, name, at, inputs }: { pod: string; name: string; at: number; inputs: Inputs | undefined }, field: string): string {
  const found = inputs && containerAt({ inputs, at }, pod, name)
  return found ? fieldPlace(found, found.path + field) : ''
}

interface Stuck {
  name: string
  reason: string
  message: string
  event: EventEntry | undefined
}

/** Up to 1.33 a wait for an image does not say itself why the pull failed. */
function cannotStart(
  trace: Trace,
  at: number,
  status: StatusEntry,
  { name, reason, message, event }: Stuck,
  inputs: Inputs | undefined,
): PodWait {
  const failed = / image "[^"]*"$/.test(message)
    ? last(trace, at, status, (e) => e.container === name && e.message.startsWith('Failed to pull'))
    : undefined
  const said = failed ? `${message}: ${failed.message}` : message
  return {
    text: `container ${name} waits, ${reason}: ${withCause(trace, event, { said, name, status }, inputs)}`,
    entry: event?.id ?? status.id,
  }
}

/** What the runtime or the kubelet says, with the line that it is about; behind what is wrong with a command where that is known. */
function withCause(
  trace: Trace,
  event: EventEntry | undefined,
  { said, name, status: { t, pod } }: { said: string; name: string; status: StatusEntry },
  inputs: Inputs | undefined,
): string {
  const why = inputs && cannotStartFor({ message: said, container: name, t: event?.t ?? t, ...defined({ pod }) }, inputs)
  if (why !== undefined) return `${why} (${shortened(said, LONGEST)})`
  const cause = behind(trace, event)
  return `${shortened(said, LONGEST)}${cause?.kind === 'manifest' && cause.isDefault ? '' : linePlace(cause)}`
}

/** What is told of by an Event, and by those that follow it. */
function behind(trace: Trace, entry: Entry | undefined): Entry | undefined {
  while (entry?.kind === 'event') entry = firstCause(trace, entry)
  return entry
}

/** The line is the first cause of the first Event. */
function pastDeadline(trace: Trace, status: StatusEntry): PodWait {
  const first = firstCause(trace, status)
  const entry = first?.id ?? status.id
  const cause = behind(trace, first)
  const limit = cause?.kind === 'manifest' ? ` of ${String(cause.value)}${linePlace(cause)}` : ''
  return {
    text: `the pod ${podOf(status)} has ended for good, ${status.reason}: it was active for longer than its activeDeadlineSeconds${limit}`,
    entry,
  }
}

/** A host port's holder is named by its line, which is among the causes. */
function rejected(trace: Trace, status: StatusEntry): PodWait {
  const event = firstCause(trace, status)
  const holder = event && holderOf(trace, event)
  const because = holder
    ? `: host port ${holder.port} is held by the pod ${holder.pod}`
    : event?.kind === 'event'
      ? roomWords(trace, event)
      : ''
  const pod = podOf(status)
  const how = /^(Evicted|Preempt|Taint)/.test(status.reason!)
    ? `the pod ${pod} was driven from its node`
    : `the kubelet has rejected ${pod || 'the pod'}`
  return {
    text: `${how} for good, ${status.reason}${because || `: ${(status.message ?? '').replace(/\.$/, '')}`}`,
    entry: event?.id ?? status.id,
  }
}

/** What a pod asks for that the node has not left, with the lines; empty for any other Event. */
function roomWords(trace: Trace, event: EventEntry): string {
  const lacks = lacksIn(event.message)
  if (lacks.length === 0) return ''
  const lines = causesOf(event).flatMap((id) => {
    const line = trace[id]
    return line?.kind === 'manifest' && lacks.some(({ resource }) => line.path.endsWith(`.requests.${resource}`)) ? [line] : []
  })
  const [first] = lines
  const numbers = [...new Set(lines.map(({ line }) => String(line)))]
  const where = first ? ` (${first.file}, line${numbers.length > 1 ? 's' : ''} ${listed(numbers)})` : ''
  const amounts = lacks.flatMap(({ resource, by }) => (resource === 'pods' ? [] : [amountWords(resource, by)]))
  const full = lacks.some(({ resource }) => resource === 'pods') ? ['the node has as many pods as it may'] : []
  const asks = amounts.length > 0 ? [`it asks for ${listed(amounts)} more than the node has left`] : []
  return `: ${[...full, ...asks].join(', ')}${where}`
}

/** What an admission lacks, as the kubelet says it. */
function lacksIn(message: string): { resource: string; by: number }[] {
  const [, resource, requested, used, capacity] =
    /^Node didn't have enough resource: (\S+), requested: (\d+), used: (\d+), capacity: (\d+)$/.exec(message) ?? []
  if (resource !== undefined) return [{ resource, by: Number(requested) - (Number(capacity) - Number(used)) }]
  return [...message.matchAll(/\(res: (\w+), q: (\d+)\)/g)].map(([, name, by]) => ({ resource: name!, by: Number(by) }))
}

function amountWords(resource: string, by: number): string {
  if (resource === 'cpu') return by % 1000 === 0 ? `${by / 1000} CPU${by === 1000 ? '' : 's'}` : `${by}m of CPU`
  const mib = by / 1024 ** 2
  return `${mib >= 1 ? `${Math.ceil(mib)} MiB` : `${by} bytes`} of memory`
}

/** Of an Event about a host port: who holds it. Errors: undefined for any other. */
function holderOf(trace: Trace, event: Entry): { pod: string; port: number } | undefined {
  const lines = causesIn(trace, event)
  const other = lines.find((line) => line?.kind === 'manifest' && /\.ports\[\d+\]\.hostPort$/.test(line.path) && line.pod !== event.pod)
  return other?.kind === 'manifest' && other.pod !== undefined ? { pod: other.pod, port: Number(other.value) } : undefined
}

const isMount = ({ reason, message }: EventEntry): boolean => reason === 'FailedMount' && message.startsWith('MountVolume')

function last(trace: Trace, at: number, { pod, uid }: StatusEntry, is: (event: EventEntry) => boolean): EventEntry | undefined {
  const added = lastOf(trace, at, 'sync', (entry) => entry.pod === pod && entry.op === 'ADD' && entry.uid === uid)?.id ?? -1
  return lastOf(trace, at, 'event', (event) => event.id > added && event.pod === pod && is(event))
}

/** Nothing of the pod has gone on since. */
function isLastOfMounts(trace: Trace, at: number, event: EventEntry): boolean {
  const goesOn = ({ pod, reason }: EventEntry): boolean => pod === event.pod && ['Pulling', 'Pulled', 'Created'].includes(reason)
  return lastOf(trace, at, 'event', (other) => other === event || goesOn(other)) === event
}
