import { manifestAt } from '../../sim/scenario/specs.ts'
import {
  type BackOffEntry,
  type Entry,
  type ProbeEntry,
  type ProcessEntry,
  type ResultEntry,
  type ServerEntry,
  type StatusEntry,
  type SyncEntry,
  isStart,
  isEnd,
  podOf,
} from '../../sim/trace/trace.ts'
import { type Manifest, type Pod, type Container, type ProbeType, placedContainers } from '../../manifest/types.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import { entriesUntil, type Moment } from '../../sim/trace/moment.ts'

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
