import type { ClusterFacts } from '../facts.ts'
import { ageWords } from '../time.ts'
import { counted } from '../../views/text/telling.ts'
import { meaningIn } from './finding.ts'

/** Pods that restart together: one cause for all of them is likelier than one each. */
export interface Together {
  restarts: number
  /** Sentences. */
  text: string
  /** ` (their last ends are within 5 s, 2 min ago), all on node-1`. */
  when: string
  pods: readonly string[]
}

const PLANE = /^(etcd|kube-(?:apiserver|controller-manager|scheduler|proxy))(?:-|$)/
const LEAST_TOGETHER = 3
/** Ends that lie no further apart than this may have one cause. */
const SAME_SECONDS = 60

interface Restarting {
  name: string
  node: string
  restarts: number
  /** Of its last end: seconds since 1970, or less than 0 before a table was printed. */
  at?: number
  within: number
}

/** Pods whose last ends are near each other, or those of a control plane; undefined where fewer than three are. */
export function togetherIn(facts: ClusterFacts): Together | undefined {
  const all = restartingIn(facts)
  const near = nearest(all)
  const plane = all.filter(({ name }) => PLANE.test(name)).toSorted((a, b) => b.restarts - a.restarts)
  const isOne = new Set(plane.map(({ name }) => PLANE.exec(name)![1])).size < 2
  const group = near ?? (plane.length >= LEAST_TOGETHER && !isOne && plane[0]!.restarts > 1 ? plane : undefined)
  if (!group) return undefined
  const isPlane = group.every(({ name }) => PLANE.test(name))
  const names = group.map(({ name, restarts }) => `${name} ${counted(restarts, 'restart')}`)
  const shown = names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names
  const nodes = new Set(group.map(({ node }) => node))
  const where = nodes.size === 1 && !nodes.has('') ? `, all on ${group[0]!.node}` : ''
  const isOrdered = near !== undefined && near.at(-1)!.at! - near[0]!.at! >= 1
  const when = `${near ? spanWords(near) : ''}${where}`
  return {
    when,
    restarts: Math.max(...group.map(({ restarts }) => restarts)),
    pods: group.map(({ name }) => name),
    text: `${group.length} pods${isPlane ? ' of the control plane' : ''} restart${near ? ' together' : ''}${when}${isOrdered ? '; in order of their ends' : ''} (${shown.join(', ')}).${commonCause(group, facts, where !== '', isOrdered)}`,
  }
}

function restartingIn({ listed, pods }: ClusterFacts): Restarting[] {
  const byName = new Map<string, Restarting>()
  for (const { name, restarts, node, ended } of listed) {
    const before = byName.get(name)
    if (restarts > 0 && restarts >= (before?.restarts ?? 0))
      byName.set(name, { name, node, restarts, within: ended?.within ?? 0, ...(ended ? { at: -ended.seconds } : {}) })
  }
  for (const { name, node = '', containers } of pods)
    for (const { restarts = 0, lastState } of containers.values())
      if (restarts > (byName.get(name)?.restarts ?? 0) || (restarts > 0 && lastState?.finishedAt !== undefined))
        byName.set(name, { name, node, restarts, within: 1, ...(lastState?.finishedAt === undefined ? {} : { at: lastState.finishedAt }) })
  return [...byName.values()]
}

/** The most pods whose last ends are all within a minute, as exactly as that is told. */
function nearest(all: readonly Restarting[]): Restarting[] | undefined {
  const timed = all.filter(({ at, within }) => at !== undefined && within <= SAME_SECONDS).toSorted((a, b) => a.at! - b.at!)
  let best: Restarting[] = []
  for (const [i, first] of timed.entries()) {
    const group = timed.slice(i).filter(({ at }) => at! - first.at! <= SAME_SECONDS && Math.sign(at!) === Math.sign(first.at!))
    if (group.length > best.length) best = group
  }
  return best.length >= LEAST_TOGETHER ? best : undefined
}

function spanWords(group: readonly Restarting[]): string {
  const span = group.at(-1)!.at! - group[0]!.at!
  const within = Math.max(...group.map((pod) => pod.within))
  const last = group.at(-1)!.at!
  const ago = last <= 0 ? `, ${ageWords({ seconds: -last, within })} ago` : ''
  return ` (their last ends are ${span < 1 && within < 60 ? 'at the same second' : `within ${ageWords({ seconds: Math.max(span, within), within: 1 })}`}${ago})`
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go: the letters of hashes and suffixes. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]'
const OF_A_SET = new RegExp(`^(.+)-(?:\\d{1,4}|${SAFE}{5})$`)
const HASH = new RegExp(`-(?:\\d{8,10}|${SAFE}{8,10})$`)

/** The ReplicaSet, StatefulSet, DaemonSet or Job that a pod is named after: without its ordinal or suffix. */
export const setOf = (pod: string): string | undefined => OF_A_SET.exec(pod)?.[1]

/** The workload behind it: without the hash of its template too. */
const ownerOf = (pod: string): string => (setOf(pod) ?? pod).replace(HASH, '')

function commonCause(
  group: readonly Restarting[],
  { nodeWords, units, events, pods, logs }: ClusterFacts,
  isOneNode: boolean,
  isOrdered: boolean,
): string {
  const names = new Set(group.map(({ name }) => name))
  const unit = units.find(({ isFailing }) => isFailing)
  if (unit) return ` The ${unit.name} of their node ends by itself.`
  const word = nodeWords.find(({ reason }) => /^(?:Rebooted|NodeNotReady|SystemOOM)$/.test(reason))
  if (word) return ` Their node says ${word.reason}${word.message === '' ? '' : ` (“${word.message}”)`}.`
  if (logs.some(({ lines }) => lines.some(({ text }) => /"signal":"terminated"|received signal.*terminated|SIGTERM/.test(text))))
    return ' Their containers are ended from outside (signal terminated), as a runtime that restarts, or a cgroup driver that kubelet and runtime do not share, ends them.'
  if (logs.some(({ lines }) => lines.some(({ text }) => meaningIn(text)?.kind === 'alive')))
    return ' etcd’s own log says that it is slow: who needs its answer in time ends.'
  const sandboxes = new Set(events.filter(({ reason, pod }) => reason === 'SandboxChanged' && names.has(pod)).map(({ pod }) => pod))
  const lost = pods.filter(
    ({ name, containers }) => names.has(name) && [...containers.values()].some(({ lastState }) => lastState?.exitCode === 255),
  )
  if (sandboxes.size > 1 || lost.length > 1) return ' Their sandboxes were made anew, as after a restart of the node or its runtime.'
  if (isOrdered && group[0]!.name.startsWith('etcd') && group.some(({ name }) => name.startsWith('kube-apiserver')))
    return ' etcd ended first: who needs it ends after it.'
  if (new Set(group.map(({ name }) => ownerOf(name))).size === 1)
    return ' They are replicas of one workload: their program, what they all need, or a rollout is the cause.'
  return isOneNode
    ? ' They share their node: its kubelet, its runtime or the node itself was restarted, or what they all need was away.'
    : ''
}
