import { staticPodName } from '../../manifest/names.ts'
import type { Pod } from '../../manifest/types.ts'
import { wholeSecond } from '../clock.ts'
import { entriesUntil, type Moment } from './moment.ts'
import { specAt } from '../scenario/specs.ts'
import type { MirrorEntry, StatusEntry } from './trace.ts'

/** A pod as somebody sees it: the API, or the kubelet. */
export interface PodView {
  /** As in its file. */
  base: string
  /** With the node's name. */
  name: string
  namespace: string
  spec: Pod
  uid: string
  /** When the kubelet saw the file. */
  seenAt: number
  /** The mirror pod's creation; where there is none, when the kubelet saw the file. */
  createdAt: number
  /** Somebody has deleted the mirror, and the kubelet has yet to let it go. */
  terminating?: true
  status: StatusEntry | undefined
}

/**
 * The pods that the API has: mirror pods with the status that the kubelet has told it last.
 *
 * A pod whose manifest cannot be read is left out.
 * Follows: pkg/kubelet/pod/mirror_client.go (v1.37.2).
 */
export function mirrorPods(moment: Moment): PodView[] {
  const { trace, at, inputs } = moment
  const mirrors = new Map<string, { last: MirrorEntry; createdAt: number; status: number | undefined; terminating?: true }>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.kind !== 'mirror' || entry.pod === undefined) continue
    const before = mirrors.get(entry.pod)
    if (entry.op === 'deleted') mirrors.delete(entry.pod)
    else if (entry.op === 'created' || !before)
      mirrors.set(entry.pod, { last: entry, createdAt: wholeSecond(inputs.clock, entry.since ?? entry.t), status: entry.status })
    else
      mirrors.set(entry.pod, {
        ...before,
        last: entry,
        status: entry.status ?? before.status,
        ...(entry.op === 'terminating' ? { terminating: true } : {}),
      })
  }
  return byName(
    [...mirrors].flatMap(([base, { last, createdAt, status, terminating }]) =>
      view(moment, base, last.uid, createdAt, status).map((pod) => (terminating ? { ...pod, terminating } : pod)),
    ),
  )
}

/**
 * Whether `mirrorPods` gives the same at a later moment, when so many more entries have been told: nothing but the files' being seen and
 * their mirrors makes another pod, or another status of it, in a run.
 */
export function samePods(before: Moment, entriesBefore: number, now: Moment, entries: number): boolean {
  const { trace, inputs } = now
  if (trace !== before.trace || inputs !== before.inputs || inputs.happened || entries < entriesBefore) return false
  for (let i = entriesBefore; i < entries; i++) if (trace[i]!.kind === 'mirror' || trace[i]!.kind === 'sync') return false
  return true
}

/** The pods that the kubelet runs, with its own status of them. A pod whose manifest cannot be read is left out. */
export function kubeletPods(moment: Moment): PodView[] {
  const { trace, at } = moment
  const pods = new Map<string, { uid: string; t: number; status: number | undefined }>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.pod === undefined) continue
    if (entry.kind === 'sync' && entry.op === 'REMOVE') {
      // one of that name may have come before it
      if (pods.get(entry.pod)?.uid === entry.uid) pods.delete(entry.pod)
    } else if (entry.kind === 'sync') pods.set(entry.pod, { uid: entry.uid, t: entry.t, status: undefined })
    else if (entry.kind === 'status') {
      const pod = pods.get(entry.pod)
      if (pod && (entry.uid ?? pod.uid) === pod.uid) pod.status = entry.id
    }
  }
  return byName([...pods].flatMap(([base, pod]) => view(moment, base, pod.uid, pod.t, pod.status)))
}

/**
 * A pod by its UID as it was last seen, whether the kubelet still has its file or not.
 *
 * Errors: undefined: there was none, or its manifest cannot be read.
 */
export function podByUid(moment: Moment, uid: string): PodView | undefined {
  let last: { pod: string; t: number } | undefined
  for (const entry of entriesUntil(moment.trace, moment.at)) {
    if (entry.kind === 'sync' && entry.uid === uid && entry.op !== 'REMOVE' && entry.pod !== undefined)
      last = { pod: entry.pod, t: entry.t }
  }
  return last && view(moment, last.pod, uid, last.t, undefined)[0]
}

function view(moment: Moment, base: string, uid: string, createdAt: number, status: number | undefined): PodView[] {
  const { trace, at, inputs } = moment
  const seen = trace.find((entry) => entry.kind === 'sync' && entry.pod === base && entry.uid === uid && entry.op !== 'REMOVE')
  const spec = specAt({ inputs, at: Math.min(seen?.t ?? at, at) }, base)
  if (!spec) return []
  const told = status === undefined ? undefined : trace[status]
  const name = staticPodName(base, inputs.node.name)
  return [
    {
      base,
      name,
      namespace: spec.metadata.namespace,
      spec,
      uid,
      seenAt: seen?.t ?? 0,
      createdAt,
      status: told?.kind === 'status' ? told : undefined,
    },
  ]
}

/** By namespace and name, as the API lists them. */
export function byName(pods: readonly PodView[]): PodView[] {
  const key = (pod: PodView) => `${pod.namespace}/${pod.name}`
  return pods.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
