import { restartsAfter } from '../../manifest/restart-rules.ts'
import { type Probe, type Manifest, type Pod, type Container, type ProbeType, placedContainers } from '../../manifest/types.ts'
import { lastOf, type Moment, firstCause, entriesUntil } from '../../sim/trace/moment.ts'
import {
  type Entry,
  type EntryOf,
  type ProcessEntry,
  type ResultEntry,
  podOf,
  type BackOffEntry,
  type ProbeEntry,
  type ServerEntry,
  type StatusEntry,
  type SyncEntry,
  isStart,
  isEnd,
} from '../../sim/trace/trace.ts'
import { clockWords, lengthWords, timeText } from '../text/duration-words.ts'
import type { StartLine } from '../text/line-diff.ts'
import { shortened } from '../text/words.ts'
import { manifestAt } from '../../sim/scenario/specs.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'

/** Why something has not happened, with what says so. */
export interface WhyNot {
  question: string
  answer: string
  /** Entries of the trace. */
  entries: readonly { id: number; t: number; text: string }[]
  /** Lines of the manifest; `place` is where a person can edit it, if anywhere. */
  lines: readonly { file: string; line: number; text: string; place?: StartLine }[]
}

/** A line of a file, as it was read at a time; where none is said, as it is now. */
export interface DatedLine {
  file: string
  line: number
  text: string
  at?: number
}

/** A question with its answer, before it is known where its lines can be edited. */
export interface Unplaced extends Omit<WhyNot, 'lines'> {
  lines: readonly DatedLine[]
}

export type NotRestarted = Omit<Unplaced, 'question'>

/** An entry under a name. */
export function named(entry: EntryOf<Entry['kind']>, what: string): WhyNot['entries'][number] {
  return { id: entry.id, t: entry.t, text: what }
}

/** The line that says so; none where only a default does. */
export function lineOf({ file, readAt, manifest }: Pick<PodAt, 'file' | 'readAt' | 'manifest'>, path: string): DatedLine[] {
  if (!manifest.has(path)) return []
  return [{ ...lineAt(manifest.text, file, manifest.rangeOf(path).start.line), at: readAt }]
}

/** A line with its text; where only brackets open on it, as in JSON, the first after it that says something. */
export function lineAt(text: string, file: string, from: number): DatedLine {
  const rows = text.split('\n')
  let line = from
  while (line < rows.length && /^[\s[{]*$/.test(rows[line - 1]!)) line++
  return { file, line, text: rows[line - 1]!.trim().replace(/^- (?=\S)/, '') }
}

/** It is being killed, and takes its time for that. */
export function beingKilled({ trace }: Moment, pod: PodAt, { container, path }: ContainerSoFar, kill: Entry): NotRestarted {
  const by = kill.kind === 'event' ? firstCause(trace, kill) : kill
  const own = by?.kind === 'result' && container[`${by.probe}Probe`]?.terminationGracePeriodSeconds
  const grace = own || own === 0 ? own : pod.pod.spec.terminationGracePeriodSeconds
  const field =
    by?.kind === 'result' && grace === own ? `${path}.${by.probe}Probe.terminationGracePeriodSeconds` : 'spec.terminationGracePeriodSeconds'
  return {
    answer: `It is being killed since ${timeText(kill.t)}: it has ${grace} s to end, and gets SIGKILL then.`,
    entries: [named(kill, 'the kill')],
    lines: lineOf(pod, field),
  }
}

/** Up to 1.20 a startup probe's verdict wakes no sync. */
export function waitsForSync({ release }: PodAt, condemned: ResultEntry): NotRestarted {
  const when = condemned.probe === 'startup' && !release.allResultsSync ? 'up to 1.20 that may take 90 s' : 'at once'
  return {
    answer: `Its ${condemned.probe} probe counts as failed since ${timeText(condemned.t)}, and the kubelet kills it when it next looks at its pod: ${when}.`,
    entries: [named(condemned, 'the verdict')],
    lines: [],
  }
}

/** While its postStart hook runs the kubelet does nothing else for the pod; no status says that the container runs. */
export function inHook(pod: PodAt, { name, container, path }: ContainerSoFar, start: ProcessEntry): NotRestarted | undefined {
  const { status } = pod
  const isSeen =
    status && status.t > start.t && status.containers.some((container) => container.name === name && container.state.is === 'running')
  if (!container.lifecycle?.postStart || isSeen) return undefined
  return {
    answer: `Its postStart hook has been running since ${timeText(start.t)}, without a time-out: until it is done, the container is not probed, and nothing else of the pod is started.`,
    entries: [named(start, 'its start')],
    lines: lineOf(pod, `${path}.lifecycle.postStart`),
  }
}

/** While the kubelet's loop stands still nothing is started or killed. */
export function standsStill({ trace, at }: Moment, event: Entry, what: string): NotRestarted | undefined {
  const last = lastOf(trace, at, 'node', ({ part, up }) => part === 'sync loop' || (part !== 'containerd' && !up))
  if (last?.part !== 'sync loop' || last.up) return undefined
  return {
    answer: `The kubelet’s sync loop stands still since ${timeText(last.t)}: it waits for the kube-apiserver to delete the mirror pod ${podOf(last)}, and syncs no pod of the node before.`,
    entries: [named(last, 'the standstill'), named(event, what)],
    lines: [],
  }
}

/** Why a container that runs is not restarted. */
export function notRestarted(moment: Moment, pod: PodAt, track: ContainerSoFar, start: ProcessEntry): NotRestarted {
  const { container, path, probes, results } = track
  const { livenessProbe: liveness, startupProbe: startup } = container
  const { said, entries } = ailing(moment, track)
  const reported = pod.status?.containers.find(({ name }) => name === track.name)?.state
  if (start.attempt > 0 && reported && reported.is !== 'running')
    return {
      answer: `It has just been started again; the pod’s status, which kubectl shows, still says ${reported.reason!}.`,
      entries: [named(start, 'its start')],
      lines: [],
    }
  const waits = startup && pod.release.hasStarted && results.startup?.value !== 'Success'
  if (waits) return counting(moment, pod, track, 'startup', startup, ' Until it has passed, the liveness probe is not asked.')
  if (!liveness) {
    const passed =
      startup && pod.release.hasStarted ? 'Its startup probe has passed, and it has no liveness probe' : 'It has no liveness probe'
    return {
      answer: `${passed}: nobody asks whether it still answers. Only its own end would have it started again.${said}`,
      entries: [named(start, 'its start'), ...entries],
      lines: lineOf(pod, path),
    }
  }
  const last = probes.liveness
  if (last && (last.result === 'success' || last.result === 'warning')) {
    const why = liveness.tcpSocket ? ' It asks no more than whether the port takes a connection.' : ''
    return {
      answer: `Its liveness probe passes, the last time at ${timeText(last.t)}.${why}${said}`,
      entries: [named(last, 'that probe'), ...entries],
      lines: lineOf(pod, `${path}.livenessProbe`),
    }
  }
  return counting(moment, pod, track, 'liveness', liveness, '')
}

/** The probe that would have it killed, and how far it has counted. */
function counting(
  { at }: Moment,
  pod: PodAt,
  { probes, path, start }: ContainerSoFar,
  type: 'startup' | 'liveness',
  probe: Probe,
  more: string,
): NotRestarted {
  const last = probes[type]
  const field = (name: string) => lineOf(pod, `${path}.${type}Probe.${name}`)
  if (!last) {
    const from = start!.t + probe.initialDelaySeconds
    const delay =
      from > at
        ? `comes at the first tick after ${timeText(from)}, when it has run for ${probe.initialDelaySeconds} s; a tick is every ${probe.periodSeconds} s`
        : `is still to come: one is sent every ${probe.periodSeconds} s`
    return {
      answer: `Its first ${type} probe ${delay}.${more}`,
      entries: [named(start!, 'its start')],
      lines: field('initialDelaySeconds'),
    }
  }
  if (last.result === 'unknown')
    return {
      answer: `Its ${type} probe could not be made, and an error does not count: ${shortened(last.output.trim(), 160).replace(/\.?$/, '.')}${more}`,
      entries: [named(last, 'that probe')],
      lines: lineOf(pod, `${path}.${type}Probe`),
    }
  const left = last.threshold - last.resultRun
  const soonest = last.startedAt + left * probe.periodSeconds
  const then = left > 0 ? ` ${left} more ${left === 1 ? 'is' : 'are'} needed, so at ${clockWords(soonest)} at the earliest.` : ''
  return {
    answer: `Its ${type} probe has failed ${last.resultRun} of ${last.threshold} times in a row.${then}${more}`,
    entries: [named(last, 'the last failure')],
    lines: [...field('failureThreshold'), ...field('periodSeconds')],
  }
}

/** What ails a container that its probes find well. */
function ailing({ trace, at }: Moment, { server }: ContainerSoFar): { said: string; entries: WhyNot['entries'] } {
  if (server?.state === 'hung')
    return { said: ` The server has been hung since ${timeText(server.t)} all the same.`, entries: [named(server, 'the hang')] }
  const etcd = server && lastOf(trace, at, 'etcd')
  if (!etcd || etcd.state === 'up' || etcd.state === 'full') return { said: '', entries: [] }
  const is = etcd.state === 'hung' ? 'has been hung' : 'has been gone'
  return {
    said: ` etcd ${is} since ${timeText(etcd.t)} all the same: the probe does not ask for it.`,
    entries: [named(etcd, etcd.state === 'hung' ? 'the hang of etcd' : 'the end of etcd')],
  }
}

/** Why one that has ended does not start again; `called`: as the question names it. */
export function notStarted(
  moment: Moment,
  pod: PodAt,
  { container, init, backOff, path }: ContainerSoFar,
  exit: ProcessEntry,
  called: string,
): Unplaced[] {
  const { at } = moment
  const code = exit.code!
  const plainInit = init && container.restartPolicy !== 'Always'
  if (plainInit && code === 0) return []
  const question = `Why does ${called} not start again now?`
  const ended = named(exit, 'its end')
  const { ownRestarts } = container
  const policy = ownRestarts?.policy ?? pod.pod.spec.restartPolicy
  const lines = lineOf(pod, ownRestarts ? `${path}.restartPolicy` : 'spec.restartPolicy')
  if (!restartsAfter(code, ownRestarts, pod.pod.spec.restartPolicy))
    return [{ question, answer: `restartPolicy is ${policy}, and it has ended with exit code ${code}.`, entries: [ended], lines }]
  if (backOff?.blocked && backOff.id > exit.id && backOff.until !== undefined) {
    // a sync that knew of an older end only is followed by one that counts from this one
    const until = Math.max(backOff.until, exit.t + backOff.backOffSeconds)
    const rest = until - at
    const over = pod.release.retriesAtExpiry ? 'the next sync starts it.' : 'it is tried again every 10 to 15 s.'
    const answer =
      rest > 0
        ? `Its back-off of ${backOff.backOffSeconds} s, counted from its end at ${timeText(exit.t)}, holds it until ${clockWords(until)}: ${lengthWords(rest)} more.`
        : `Its back-off is over since ${clockWords(until)}: ${over}`
    return [{ question, answer, entries: [named(backOff, 'the back-off'), ended], lines }]
  }
  const standstill = standsStill(moment, exit, 'its end')
  if (standstill) return [{ question, ...standstill }]
  return [{ question, answer: `It ended at ${timeText(exit.t)}, and the kubelet’s next sync is still to come.`, entries: [ended], lines }]
}

/** A pod as it is at a time, with what its kubelet has read. */
export interface PodAt {
  uid: string
  /** Its file is gone, or another. */
  removed?: SyncEntry
  file: string
  /** When that text was there. */
  readAt: number
  manifest: Manifest
  pod: Pod
  release: Release
  status: StatusEntry | undefined
  tracks: readonly ContainerSoFar[]
}

/** What has happened to one container so far. */
export interface ContainerSoFar {
  name: string
  path: string
  container: Container
  init: boolean
  start?: ProcessEntry
  exit?: ProcessEntry
  /** With which it began to be stopped. */
  kill?: Entry
  /** A probe that has failed often enough. */
  condemned?: ResultEntry
  backOff?: BackOffEntry
  server?: ServerEntry
  /** The newest of this life. */
  probes: Partial<Record<ProbeType, ProbeEntry>>
  results: Partial<Record<ProbeType, ResultEntry>>
}

/** The pods that the kubelet has, as their files were when it read them; also those that it is still taking down. */
export function podsAt(moment: Moment): PodAt[] {
  const { trace, at } = moment
  const pods = new Map<string, PodAt>()
  const newest = new Map<string, PodAt>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind === 'sync') {
      const known = pods.get(entry.uid)
      if (entry.op === 'REMOVE') {
        // whose file was another already when it was read is none of these
        if (known) known.removed = entry
        continue
      }
      const read = manifestAt({ inputs: moment.inputs, at: entry.t }, podOf(entry))
      if (!read) continue
      const tracks = tracksOf(read.pod).map((track) =>
        Object.assign(
          track,
          known?.tracks.find(({ name }) => name === track.name),
          { container: track.container, path: track.path },
        ),
      )
      const pod = {
        ...read,
        release: releaseOf(moment.inputs.kubernetes),
        uid: entry.uid,
        status: known?.status,
        tracks,
      }
      pods.set(entry.uid, pod)
      newest.set(podOf(entry), pod)
      continue
    }
    const own =
      (entry.kind === 'status' || entry.kind === 'process' || entry.kind === 'server') && entry.uid !== undefined
        ? pods.get(entry.uid)
        : newest.get(podOf(entry))
    if (!own) continue
    if (entry.kind === 'status') own.status = entry
    const track = entry.container === undefined ? undefined : own.tracks.find(({ name }) => name === entry.container)
    if (track) follow(track, entry, own.release)
  }
  return [...pods.values()].filter((pod) => !pod.removed || pod.tracks.some(isRunning))
}

/** Whether a container has begun and not ended. */
export const isRunning = ({ start, exit }: ContainerSoFar): boolean => start !== undefined && exit === undefined

const tracksOf = (pod: Pod): ContainerSoFar[] =>
  placedContainers(pod).map(({ container, path, isInit }) => ({
    name: container.name,
    path,
    container,
    init: isInit,
    probes: {},
    results: {},
  }))

function follow(track: ContainerSoFar, entry: Entry, { killingFirst }: Release): void {
  if (isStart(entry)) {
    Object.assign(track, { start: entry, probes: {}, results: {} })
    delete track.exit
    delete track.kill
    delete track.condemned
  } else if (isEnd(entry)) track.exit = entry
  else if (entry.kind === 'probe') track.probes[entry.probe] = entry
  else if (entry.kind === 'backoff') track.backOff = entry
  else if (entry.kind === 'server') track.server = entry
  else if (entry.kind === 'result') {
    track.results[entry.probe] = entry
    if (entry.value !== 'Failure' || !entry.onHold) return
    track.condemned = entry
    // up to 1.14 their Event comes when it is done
    if (!killingFirst) track.kill = entry
  } else if (entry.kind === 'event' && entry.reason === 'Killing' && killingFirst && !track.exit) track.kill = entry
}
