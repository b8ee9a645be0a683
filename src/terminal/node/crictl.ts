import { defined, getOrInsert } from '../../manifest/own.ts'
import { containerIn } from '../../manifest/types.ts'
import { timedLog } from '../../sim/apiserver/objects/pod-log.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { option, type ParsedOptions } from '../../sim/kubectl/command-line.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { isStart, type ProcessEntry } from '../../sim/trace/trace.ts'
import { CRICTL, table } from '../text/columns.ts'
import { wordsAgo } from '../../views/text/duration-words.ts'
import { containerID } from '../../sim/kubelet/pods/runtime.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { entriesUntil, causesOf, countUntil, type Moment } from '../../sim/trace/moment.ts'
import { kubeletPods, podByUid, type PodView } from '../../sim/trace/pods.ts'

/** A container as the runtime has it. */
export interface RuntimeContainer {
  id: string
  pod: PodView
  name: string
  image: string
  attempt: number
  /** Which of the pod's sandboxes it is in, from 0. */
  sandbox: number
  /** Of its process; 0 where none runs. */
  pid: number
  createdAt: number
  running: boolean
  /** How it ended. */
  exit?: LifeEnd
  /** It was made, and its program has never run. */
  neverRan?: true
}

interface LifeEnd {
  t: number
  code: number
  /** As the runtime tells it, where that is neither Completed nor Error. */
  reason?: string
  message?: string
}

/** The kubelet looks so often for dead containers that nobody needs. */
const GC_SECONDS = 60

/** One life of a container, from its making on. */
interface CrictlLife {
  id: string
  attempt: number
  /** The entry that tells of its making, and when that was. */
  created: { entry: number; t: number }
  /** When its program began to run. */
  startedAt?: number
  /** Of that while it runs; 0 else. */
  pid: number
  exit?: LifeEnd
}

/**
 * The containers that the runtime still has: of each, the newest life and the one before it while that one runs; garbage
 * collection keeps one dead container. Of a pod whose file has gone, or is another now, what has not ended yet, or not for long.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_gc.go (v1.37.2).
 */
export function runtimeContainers(moment: Moment): RuntimeContainer[] {
  const current = kubeletPods(moment)
  const changes = sandboxChanges(moment)
  const out: RuntimeContainer[] = []
  for (const [uid, containers] of livesOf(moment)) {
    const own = current.find((podView) => podView.uid === uid)
    const pod = own ?? podByUid(moment, uid)!
    for (const [name, lives] of containers) {
      const image = containerIn(pod.spec, name)!.image
      for (const { id, attempt, created, startedAt, pid, exit } of own ? lives.slice(lives.at(-1)!.exit ? -1 : -2) : lives.slice(-1)) {
        if (!own && exit && moment.at - exit.t > GC_SECONDS) continue
        const state = { running: startedAt !== undefined && !exit, ...(exit ? { exit } : {}) }
        out.push({
          ...{ id, pod, name, image, attempt, createdAt: startedAt ?? created.t, pid: exit ? 0 : pid, ...state },
          sandbox: (changes.get(uid) ?? []).filter((t) => t <= created.t).length,
          ...(startedAt === undefined ? { neverRan: true } : {}),
        })
      }
    }
  }
  return out.toSorted((a, b) => b.createdAt - a.createdAt)
}

/** When each pod got another sandbox, by its UID. */
function sandboxChanges({ trace, at }: Moment): Map<string, number[]> {
  const out = new Map<string, number[]>()
  const uids = new Map<string, string>()
  for (const entry of entriesUntil(trace, at)) {
    if (entry.pod === undefined) continue
    if (entry.kind === 'sync' && entry.op !== 'REMOVE') uids.set(entry.pod, entry.uid)
    if (entry.kind !== 'event' || entry.reason !== 'SandboxChanged') continue
    const uid = uids.get(entry.pod)!
    out.set(uid, [...(out.get(uid) ?? []), entry.t])
  }
  return out
}

/** By the pod's UID, then by the container: a pod of the same name may run beside it. */
export function livesOf(moment: Moment): Map<string, Map<string, CrictlLife[]>> {
  const release = releaseFor(moment.inputs)
  const out = new Map<string, Map<string, CrictlLife[]>>()
  /** Of each pod's name the UID that makes containers now. */
  const uids = new Map<string, string>()
  // pods of two namespaces may have one name, which is all that an Event tells: the start that follows tells whose it was
  const owners = new Map(moment.trace.filter(isStart).map((entry) => [causesOf(entry)[0]!, entry.uid]))
  const made = new Map<number, CrictlLife>()
  let lastPid = 0
  for (const entry of entriesUntil(moment.trace, moment.at)) {
    if (entry.kind === 'sync' && entry.pod !== undefined) uids.set(entry.pod, entry.uid)
    else if (entry.kind === 'event' && entry.container !== undefined && entry.pod !== undefined) {
      const { pod, container } = entry
      if (entry.reason === 'Created') {
        const lives = livesIn(out, owners.get(entry.id) ?? uids.get(pod)!, container)
        const attempt = (lives.at(-1)?.attempt ?? -1) + 1
        const created = { entry: entry.id, t: entry.t }
        const life: CrictlLife = { id: containerID(pod, container, attempt, entry.t), attempt, created, pid: 0 }
        made.set(entry.id, life)
        lives.push(life)
      } else if (entry.reason === 'Failed') {
        const message = entry.message.replace(/^Error: /, '')
        // an image that is not to be had, or a hook, fails without a container that was made for it
        const life = made.get(causesOf(entry)[0]!)
        if (life) life.exit = { t: entry.t, ...release.startFailure(message), message }
      }
    } else if (entry.kind === 'process' && entry.uid !== undefined) {
      const lives = livesIn(out, entry.uid, entry.container)
      if (entry.op === 'started') {
        const life = made.get(causesOf(entry)[0]!)!
        lastPid = Math.max(lastPid + 1, 2000 + Math.floor(entry.t))
        Object.assign(life, { startedAt: entry.t, attempt: entry.attempt, pid: lastPid, id: idOf(entry, life.created.t) })
      }
      if (entry.op !== 'exited') continue
      const life = lives.find((life) => !life.exit && life.startedAt !== undefined && life.attempt === entry.attempt)!
      life.exit = { t: entry.t, code: entry.code!, ...defined({ reason: entry.reason }) }
    }
  }
  return out
}

export const idOf = ({ pod = '', container, attempt }: ProcessEntry, createdAt: number): string =>
  containerID(pod, container, attempt, createdAt)

const livesIn = (all: Map<string, Map<string, CrictlLife[]>>, uid: string, container: string): CrictlLife[] =>
  getOrInsert(
    getOrInsert(all, uid, () => new Map()),
    container,
    () => [],
  )

/**
 * What a life has written, by `--since`, `--tail` and `--timestamps`.
 *
 * Errors: undefined where `--since` is no length of time.
 */
export function logOf(moment: Moment, { pod, name, attempt }: RuntimeContainer, parsed: ParsedOptions): string | undefined {
  const since = option(parsed, 'since')
  const ago = since === undefined ? Infinity : parseDuration(since)
  if (ago === undefined) return undefined
  const lines = timedLog(moment, moment.at, pod.base, name, attempt, pod.uid).filter(({ t }) => t >= moment.at - ago)
  const tail = option(parsed, 'tail') ?? 'all'
  const shown = /^\d+$/.test(tail) ? lines.slice(Math.max(0, lines.length - Number(tail))) : lines
  const stamp = (t: number): string => (option(parsed, 'timestamps') === undefined ? '' : `${rfc3339(moment.inputs.clock, t, true)} `)
  return shown.map(({ t, text }) => `${stamp(t)}${text}\n`).join('')
}

/** What the CRI says of it; to Docker a container whose program could not be started has only been made. */
export function stateOf({ running, exit, neverRan }: RuntimeContainer, { runtime }: { runtime: string }): 'Created' | 'Running' | 'Exited' {
  return running ? 'Running' : exit && !(neverRan && runtime === 'docker') ? 'Exited' : 'Created'
}

/**
 * The table of `crictl ps`; `whole` leaves ids uncut.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: cri-tools cmd/crictl/container.go, ListContainers (v1.37).
 */
export function crictlPs(moment: Moment, shown: readonly RuntimeContainer[], whole: boolean): string {
  const release = releaseFor(moment.inputs)
  const columns = release.crictlColumns
  const header = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', ...columns]
  const id = (text: string): string => (whole ? text : text.slice(0, 13))
  const rows = shown.map((c) => [
    id(c.id),
    whole ? `sha256:${hexId(c.image)}` : hexId(c.image, 13),
    wordsAgo(moment.at - c.createdAt),
    stateOf(c, release),
    c.name,
    String(c.attempt),
    id(sandboxId(c.pod, c.sandbox)),
    ...[c.pod.name, c.pod.namespace].slice(0, columns.length),
  ])
  return table([header, ...rows], CRICTL)
}

/**
 * The table of `crictl pods`.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: cri-tools cmd/crictl/sandbox.go, ListPodSandboxes (v1.37).
 */
export function crictlPods(moment: Moment, shown: readonly ListedSandbox[], whole: boolean): string {
  const header = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME']
  const rows = shown.map(({ id, pod, ready, attempt, madeAt }) => [
    whole ? id : id.slice(0, 13),
    wordsAgo(moment.at - madeAt),
    ready ? 'Ready' : 'NotReady',
    pod.name,
    pod.namespace,
    String(attempt),
    '(default)',
  ])
  return table([header, ...rows], CRICTL)
}

/** A pod's sandbox; one that is not ready has been stopped, and is not yet removed. */
export interface ListedSandbox {
  id: string
  pod: PodView
  ready: boolean
  attempt: number
  /** In seconds on the simulated clock. */
  madeAt: number
}

/**
 * The pods that have a sandbox, newest first: the kubelet's, those that have yet to end, and those whose containers have ended and
 * are still there.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_gc.go (v1.37.2).
 */
export function sandboxes(moment: Moment): ListedSandbox[] {
  const changes = sandboxChanges(moment)
  const all = new Map<string, ListedSandbox>()
  const add = (pod: PodView, attempt: number, ready: boolean): void => {
    const id = sandboxId(pod, attempt)
    const known = all.get(id)
    if (known) known.ready ||= ready
    else all.set(id, { id, pod, ready, attempt, madeAt: changes.get(pod.uid)?.[attempt - 1] ?? pod.seenAt })
  }
  for (const pod of kubeletPods(moment)) add(pod, changes.get(pod.uid)?.length ?? 0, true)
  for (const { pod, sandbox, running } of runtimeContainers(moment)) add(pod, sandbox, running)
  return [...all.values()].toSorted((a, b) => b.madeAt - a.madeAt)
}

/**
 * The images that the node has: what the kubelet has pulled or found. Nothing says how large they are.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: cri-tools cmd/crictl/image.go, listImageCommand (v1.37).
 */
export function crictlImages(moment: Moment, quiet: boolean): string {
  const images = [
    ...new Set(
      moment.trace
        .slice(0, countUntil(moment.trace, moment.at))
        .flatMap((entry) => (entry.kind === 'event' && entry.reason === 'Pulled' ? /"([^"]+)"/.exec(entry.message)![1]! : [])),
    ),
  ].toSorted()
  if (quiet) return images.map((image) => `sha256:${hexId(image)}\n`).join('')
  const rows = images.map((image) => {
    const [, name, tag] = /^(.*?)(?::([\w.-]+))?(?:@.*)?$/.exec(image)!
    return [qualified(name!), tag ?? (image.includes('@') ? '<none>' : 'latest'), hexId(image, 13), 'unknown']
  })
  return table([['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], ...rows], CRICTL)
}

/** With its registry, as the runtime keeps it. */
function qualified(name: string): string {
  const [first, ...rest] = name.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first!) ? name : rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
}

/** The id of a pod's sandbox. */
export function sandboxId(pod: PodView, attempt: number): string {
  return hexId(`sandbox/${pod.uid}${attempt === 0 ? '' : `/${attempt}`}`)
}
