import { closedJson, jsonOf } from './collected.ts'
import { isList } from '../../manifest/go/go-json.ts'
import { defined, isRecord, own } from '../../manifest/own.ts'
import { PROBE_FIELDS } from '../../manifest/types.ts'
import { TEMPLATES } from '../../manifest/restart-rules.ts'
import { child, children, number, textMap, text as textOf, type ObjectTree } from '../../manifest/tree.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import {
  type ContainerFacts,
  containerIn,
  count,
  type EventFacts,
  MOST_COUNTED,
  type ClusterFacts,
  ownWords,
  type PodFacts,
  type StateFacts,
} from '../facts.ts'
import { hintWords } from '../release-in.ts'
import { apiTime } from '../time.ts'
import { type Find, lineForm, podFor } from './reading.ts'
import { inspected } from './runtime-tables.ts'

/** A Pod as the API has it; one without a status is a manifest, and tells what was asked for. */
function readPod(object: ObjectTree, facts: ClusterFacts, find: Find): boolean {
  const meta = child(object, 'metadata') ?? {}
  const spec = child(object, 'spec')
  const name = textOf(meta, 'name')
  if ((!spec || name === '') && readStatuses(object, find, facts)) return true
  if (!spec || name === '') {
    count(facts.passedOver, 'a Pod without a name or a spec')
    return false
  }
  const status = child(object, 'status') ?? {}
  const pod: PodFacts = {
    ...disruptionIn(status),
    ...present({
      uid: textOf(meta, 'uid'),
      node: textOf(spec, 'nodeName'),
      phase: textOf(status, 'phase'),
      reason: textOf(status, 'reason'),
      message: textOf(status, 'message'),
    }),
    ...defined({ created: apiTime(meta['creationTimestamp']), startTime: apiTime(status['startTime']) }),
    namespace: textOf(meta, 'namespace'),
    name,
    containers: new Map(),
    tree: object,
    isWhole: true,
    source: 'pod',
    line: find(),
  }
  // a static pod's mirror is made later than the pod: the kubelet says when it took it up
  const seen = apiTime(textMap(meta, 'annotations')['kubernetes.io/config.seen'])
  if (seen !== undefined) pod.startTime = seen
  const restartPolicy = textOf(spec, 'restartPolicy')
  for (const [list, isInit] of [
    ['initContainers', true],
    ['containers', false],
  ] as const)
    for (const container of children(spec, list)) {
      const own = textOf(container, 'name')
      pod.containers.set(own, { name: own, isInit, ...present({ image: textOf(container, 'image'), restartPolicy }) })
    }
  for (const { value } of statusesIn(status)) {
    const known = pod.containers.get(textOf(value, 'name'))
    if (known) Object.assign(known, statusOf(value, find))
  }
  facts.pods.push(pod)
  count(facts.seen, 'pod')
  const unscheduled = pod.phase === 'Pending' ? unscheduledIn(status, pod, find) : undefined
  if (unscheduled) facts.events.push(unscheduled)
  if (textOf(status, 'hostIP') !== '') facts.node ??= present({ name: textOf(spec, 'nodeName'), ip: textOf(status, 'hostIP') })
  return true
}

/** Why it is to end, as a condition of its own says since 1.26. Follows: pkg/apis/core/types.go, DisruptionTarget. */
function disruptionIn(status: ObjectTree): Partial<Record<'reason' | 'message', string>> {
  const target = children(status, 'conditions').find(
    (condition) => textOf(condition, 'type') === 'DisruptionTarget' && textOf(condition, 'status') === 'True',
  )
  return target ? present({ reason: textOf(target, 'reason'), message: textOf(target, 'message') }) : {}
}

/** That no node takes it its condition says in the words of the scheduler's event. Follows: pkg/scheduler/schedule_one.go, handleSchedulingFailure. */
function unscheduledIn(status: ObjectTree, { namespace, name, created }: PodFacts, find: Find): EventFacts | undefined {
  const condition = children(status, 'conditions').find((own) => textOf(own, 'reason') === 'Unschedulable')
  const at = apiTime(condition?.['lastTransitionTime']) ?? created
  if (!condition || at === undefined) return undefined
  const message = textOf(condition, 'message')
  const of = { source: 'pod', namespace, pod: name, type: 'Warning', reason: 'FailedScheduling' } as const
  return { ...of, message, first: at, last: at, count: 1, within: 1, lastWithin: 1, line: find(message.slice(0, 20)) }
}

/** The list of statuses alone, or a single one, as it is cut out of a Pod. */
export function readStatuses(object: ObjectTree, find: Find, facts: ClusterFacts): boolean {
  const status = child(object, 'status') ?? object
  if (['terminated', 'waiting', 'running'].some((is) => object[is] !== undefined))
    object = { [object['terminated'] === undefined ? 'state' : 'lastState']: object } as unknown as ObjectTree
  const single = object['lastState'] !== undefined || object['state'] !== undefined || object['restartCount'] !== undefined ? [object] : []
  const all = [...statusesIn(status), ...single.map((value) => ({ value, isInit: false }))]
  // why a pod is gone its status says, whose containers' states are gone with it
  const isGone = textOf(status, 'phase') === 'Failed' && textOf(status, 'reason') !== ''
  const disruption = disruptionIn(status)
  if (all.length === 0 && !isGone && disruption.reason === undefined) return false
  const pod = podFor(facts, textOf(child(object, 'metadata') ?? {}, 'name'), textOf(child(object, 'metadata') ?? {}, 'namespace'), 'pod')
  pod.line = isGone || disruption.reason !== undefined ? find('reason') : find()
  Object.assign(pod, present({ phase: textOf(status, 'phase') }), disruption)
  if (isGone) Object.assign(pod, present({ reason: textOf(status, 'reason'), message: textOf(status, 'message') }))
  for (const { value, isInit } of all) {
    const name = textOf(value, 'name')
    const known = pod.containers.get(name) ?? { name, isInit }
    pod.containers.set(name, Object.assign(known, statusOf(value, find), present({ image: textOf(value, 'image') })))
  }
  count(facts.seen, 'pod')
  return true
}

/** The statuses of a Pod's containers in the order of its text, in which each finds its own lines. */
const statusesIn = (status: ObjectTree): { value: ObjectTree; isInit: boolean }[] =>
  Object.keys(status)
    .filter((list) => /^(?:initC|c)ontainerStatuses$/.test(list))
    .flatMap((list) => children(status, list).map((value) => ({ value, isInit: list !== 'containerStatuses' })))

function statusOf(status: ObjectTree, find: Find): Partial<ContainerFacts> {
  const states: Partial<Record<'state' | 'lastState', StateFacts | undefined>> = {}
  let line: number | undefined
  // each finds its own lines in the order of its text
  for (const key of Object.keys(status)) {
    if (key === 'restartCount') line = find(key)
    if (key === 'state' || key === 'lastState') states[key] = stateOf(child(status, key), find)
  }
  return {
    line: line ?? find('restartCount'),
    ...(status['restartCount'] === undefined ? {} : { restarts: Math.max(0, Math.min(MOST_COUNTED, number(status, 'restartCount'))) }),
    ...(typeof status['ready'] === 'boolean' ? { ready: status['ready'] } : {}),
    ...defined(states),
    ...present({ containerID: textOf(status, 'containerID') }),
  }
}

function stateOf(state: ObjectTree | undefined, find: Find): StateFacts | undefined {
  for (const is of ['running', 'terminated', 'waiting'] as const) {
    const own = state && child(state, is)
    if (!own) continue
    return {
      is,
      line: find(is === 'terminated' ? 'exitCode' : is === 'waiting' ? 'reason' : 'startedAt'),
      ...present({ reason: textOf(own, 'reason'), message: textOf(own, 'message'), containerID: textOf(own, 'containerID') }),
      ...defined({ startedAt: apiTime(own['startedAt']), finishedAt: apiTime(own['finishedAt']) }),
      ...(typeof own['exitCode'] === 'number' ? { exitCode: own['exitCode'] } : {}),
      ...(typeof own['signal'] === 'number' && own['signal'] > 0 ? { signal: own['signal'] } : {}),
    }
  }
  return undefined
}

/** Those texts that are not empty. */
function present<K extends string>(texts: Readonly<Record<K, string>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<Record<K, string>>
}

/** So many lines at the end of a text may be half an object, cut off where its author stopped. */
const MOST_CUT = 60

/** An object that was read, or why it cannot be. */
export interface ReadObject {
  /** Whether anything of it is used. */
  isUsed: boolean
  /** Only a part of it could be read. */
  isCut?: boolean
  problem?: string
}

/**
 * An object as `kubectl get -o yaml` or `-o json` prints it, a list of them, or a part of one; a container as `crictl inspect` has it; a
 * Prometheus' answer. Pods, Events and Nodes are read.
 *
 * Units: lines count from 0 among all. Errors: what is wrong with it, as half a sentence.
 */
export function readObjects(is: 'json' | 'yaml', text: string, find: Find, facts: ClusterFacts): ReadObject {
  const read = parse(is, text)
  if ('problem' in read) return { isUsed: false, problem: read.problem }
  if (read.value === undefined) return { isUsed: false }
  const cut = { isCut: read.cut !== undefined }
  if (isPrometheus(read.value)) return { isUsed: readPrometheus(read.value, find(), facts), ...cut }
  const objects = itemsOf(read.value)
  const used = objects.map((object) => take(object, find, facts))
  if (read.cut !== undefined && !used.some(Boolean)) return { isUsed: false, problem: read.cut }
  if (objects.length === 0) count(facts.passedOver, 'a list without items')
  return { isUsed: used.some(Boolean), ...cut }
}

/** `cut`: what is wrong with the whole, where only a part of it could be read. */
function parse(is: 'json' | 'yaml', text: string): { value: ObjectTree | undefined; cut?: string } | { problem: string } {
  if (is === 'json') {
    const whole = jsonOf(text)
    const value = whole ?? closedJson(text)
    if (value !== undefined) return { value: treeOf(value), ...(whole === undefined ? { cut: 'it ends before its last brace' } : {}) }
  }
  const whole = yamlOf(text)
  if (!('problem' in whole)) return whole
  const lines = text.split('\n')
  for (let cut = 1; cut <= Math.min(MOST_CUT, lines.length - 1); cut++) {
    const part = yamlOf(lines.slice(0, -cut).join('\n'))
    if (!('problem' in part) && part.value !== undefined) return { ...part, cut: whole.problem }
  }
  return whole
}

function yamlOf(text: string): { value: ObjectTree | undefined } | { problem: string } {
  const { value, problem } = { value: undefined, problem: undefined, ...readYaml(text, { yamlScannerLine: 'exact' }) }
  if (problem) return { problem: problem.text.replace(/^yaml: /, '').replace(/^line (\d+): /, 'its line $1: ') }
  return { value: treeOf(value ?? null) }
}

/** A bare list of objects is what jq leaves. */
const treeOf = (value: Json): ObjectTree | undefined =>
  isList(value) ? ({ items: value } as unknown as ObjectTree) : isRecord(value) ? (value as ObjectTree) : undefined

/** A list's; of a watch the object alone. */
function itemsOf(value: ObjectTree): ObjectTree[] {
  const watched = child(value, 'object') ?? child(value, 'event')
  if (watched && value['kind'] === undefined) return itemsOf(watched)
  if (value['items'] === undefined) return [value]
  const kind = textOf(value, 'kind').replace(/List$/, '')
  return children(value, 'items').map((item) => ({ kind, ...item }) as ObjectTree)
}

/** Whether it tells anything that is used. */
function take(object: ObjectTree, find: Find, facts: ClusterFacts): boolean {
  const kind = textOf(object, 'kind') || (child(object, 'involvedObject') || child(object, 'regarding') ? 'Event' : '')
  if (kind === 'Pod') return readPod(object, facts, find)
  if (kind === 'Event') return readEvent(object, find, facts)
  if (kind === 'Node') return readNode(object, find(), facts)
  const server = child(object, 'serverVersion')
  if (server) takeRelease(textOf(server, 'gitVersion'), 'kubectl version says its server is', facts)
  if (server) return true
  if (kind === '' && (inspected(object, find, facts) || readStatuses(object, find, facts))) return true
  const failed = children(child(object, 'status') ?? object, 'conditions').flatMap((condition) => {
    const [type, why, message] = ['type', 'reason', 'message'].map((field) => textOf(condition, field)) as [string, string, string]
    // crictl info has these of a node's runtime
    const isNodes = /^(?:Runtime|Network)Ready$/.test(type) && condition['status'] === false
    const reason = isNodes ? 'NodeNotReady' : why === 'BackoffLimitExceeded' ? 'job failed' : undefined
    return reason === undefined ? [] : [{ node: textOf(child(object, 'metadata') ?? {}, 'name'), reason, message, line: find(why) }]
  })
  facts.nodeWords.push(...failed)
  if (readTemplate(object, kind, find(), facts) || failed.length > 0) return true
  count(facts.passedOver, kind === '' ? 'an object without a kind' : kind.slice(0, 60))
  return false
}

const OF_A_CONTAINER = [...PROBE_FIELDS, 'resources', 'lifecycle'] as const

/** A workload's pod template, a spec, a list of containers, a container, or a part of one such as its probes. */
function readTemplate(object: ObjectTree, kind: string, line: number, facts: ClusterFacts): boolean {
  const template = (own(TEMPLATES, kind) ?? ['template']).reduce<ObjectTree | undefined>((from, step) => from && child(from, step), object)
  const written = (template && child(template, 'spec')) ?? child(object, 'spec') ?? object
  const isPart = OF_A_CONTAINER.some((field) => child(object, field) !== undefined)
  const isContainer = textOf(object, 'image') !== '' && textOf(object, 'name') !== ''
  const containers =
    children(written, 'containers').length > 0
      ? children(written, 'containers')
      : isPart || isContainer
        ? [{ ...object, name: textOf(object, 'name') }]
        : []
  if (containers.length === 0) return false
  const meta = child(object, 'metadata') ?? {}
  const name = textOf(meta, 'name')
  const spec = { ...(written === object ? {} : written), containers }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec } as unknown as ObjectTree
  facts.templates.push({ name, namespace: textOf(meta, 'namespace'), pod, line })
  count(facts.seen, 'template')
  return true
}

/** Its kubelet's release, its address, and what it lacks. */
function readNode(node: ObjectTree, line: number, facts: ClusterFacts): boolean {
  const status = child(node, 'status')
  const info = status && child(status, 'nodeInfo')
  const name = textOf(child(node, 'metadata') ?? {}, 'name')
  const ip = status && children(status, 'addresses').find((address) => textOf(address, 'type') === 'InternalIP')
  takeRelease(info ? textOf(info, 'kubeletVersion') : '', `the node ${name} runs its kubelet`, facts)
  facts.node ??= { ...(name ? { name } : {}), ...(ip ? { ip: textOf(ip, 'address') } : {}) }
  for (const condition of status ? children(status, 'conditions') : []) {
    takeCondition(
      { node: name, reason: textOf(condition, 'type'), message: textOf(condition, 'message'), line },
      textOf(condition, 'status'),
      facts,
    )
  }
  return info !== undefined
}

/** A node's condition by its type, where it is not as it should be. */
export function takeCondition(condition: ClusterFacts['nodeWords'][number], status: string, facts: ClusterFacts): void {
  const isReady = condition.reason === 'Ready'
  if ((status === 'True') !== isReady) facts.nodeWords.push(isReady ? { ...condition, reason: 'NodeNotReady' } : condition)
}

/** `v1.29.3`, `v1.24.7-gke.900`, `1.27`. */
export function takeRelease(text: string, from: string, facts: ClusterFacts): void {
  const minor = /^v?1\.(\d{1,2})\b/.exec(text)?.[1]
  if (minor !== undefined) facts.release ??= { name: `1.${minor}`, from: `${from} at ${text.slice(0, 40)}` }
}

/**
 * An Event of core/v1 or of events.k8s.io/v1, with its series if it has one.
 *
 * Follows: k8s.io/api/core/v1 and events/v1, Event: what is `involvedObject`, `message`, `firstTimestamp`, `lastTimestamp`, `count` in the
 * one is `regarding`, `note`, `deprecatedFirstTimestamp`, `deprecatedLastTimestamp`, `deprecatedCount` in the other.
 */
export function readEvent(object: ObjectTree, find: Find, facts: ClusterFacts): boolean {
  const of = child(object, 'involvedObject') ?? child(object, 'regarding') ?? {}
  const kind = textOf(of, 'kind')
  const message = textOf(object, 'message') || textOf(object, 'note')
  // of a cgroup's limit the kernel's words are none of the node's trouble
  const killed = /Memory cgroup out of memory: Kill(?:ed)? process \d+ \(([^)]+)\)/.exec(message)
  if (kind === 'Node' && killed) {
    facts.ooms.push({ process: killed[1]!, isOfNode: false, isOfLimit: true, line: find() })
    count(facts.seen, 'kernel')
    return true
  }
  if (kind === 'Node' || textOf(object, 'reason') === 'FailedCreate') {
    facts.nodeWords.push({
      node: textOf(of, 'name'),
      reason: textOf(object, 'reason'),
      message,
      line: find(),
    })
    return true
  }
  if (kind !== '' && kind !== 'Pod') {
    count(facts.passedOver, `an Event of a ${kind.slice(0, 40)}`)
    return false
  }
  const series = child(object, 'series')
  const at = (...fields: readonly unknown[]): number | undefined => fields.map(apiTime).find((time) => time !== undefined)
  const meta = child(object, 'metadata') ?? {}
  const seen = at(series?.['lastObservedTime'], object['lastTimestamp'], object['deprecatedLastTimestamp'], object['eventTime'])
  const begun = at(object['firstTimestamp'], object['deprecatedFirstTimestamp'], object['eventTime'], meta['creationTimestamp']) ?? seen
  const last = seen ?? begun
  const pod = textOf(of, 'name')
  if (begun === undefined || last === undefined || pod === '') {
    count(facts.passedOver, 'an Event without a time or a pod')
    return false
  }
  hintWords(message, facts)
  const source = child(object, 'source') ?? child(object, 'deprecatedSource') ?? {}
  facts.events.push({
    source: 'events',
    namespace: textOf(of, 'namespace') || textOf(meta, 'namespace'),
    pod,
    ...ownWords(message),
    ...containerIn(textOf(of, 'fieldPath')),
    type: textOf(object, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: textOf(object, 'reason').slice(0, 200),
    first: Math.min(begun, last),
    last: Math.max(begun, last),
    count: times((series && number(series, 'count')) || number(object, 'count') || number(object, 'deprecatedCount')),
    // what the API stores is cut to whole seconds; a micro-time is not
    within: Number.isInteger(begun) ? 1 : 0,
    lastWithin: Number.isInteger(last) ? 1 : 0,
    from: textOf(source, 'component') || textOf(object, 'reportingComponent') || textOf(object, 'reportingController'),
    line: find(message.split('\n')[0]!.slice(0, 40)),
  } satisfies EventFacts)
  count(facts.seen, 'events')
  return true
}

/** At least once. */
export const times = (said: number): number => Math.max(1, Math.min(MOST_COUNTED, Math.floor(said) || 1))

/** What `/api/v1/query` and `/api/v1/query_range` of a Prometheus answer. */
const isPrometheus = (value: ObjectTree): boolean => /^(?:vector|matrix)$/.test(textOf(child(value, 'data') ?? {}, 'resultType'))

/** A sample as a Prometheus writes it: `kube_pod_container_status_restarts_total{pod="web-0",container="web"} 12`. */
const SAMPLE = /^\s*(?:(\w+))?\{([^}]*\bpod="[^}]*)\}\s+(?:=>\s*)?(-?[\d.e+]+)(?:\s+@?\[?[\d.]+\]?)?\s*$/

function readPrometheus(value: ObjectTree, line: number, facts: ClusterFacts): boolean {
  const results = children(child(value, 'data')!, 'result')
  const used = results.map((result) => {
    const labels = textMap(result, 'metric')
    const values = Array.isArray(result['values']) ? result['values'] : [result['value']]
    const numbers = values.flatMap((pair) => (Array.isArray(pair) ? [Number(pair[1])] : []))
    return sample(labels, numbers, line, facts)
  })
  return used.some(Boolean)
}

export const sampleRow = lineForm('node', 'a sample of a metric', SAMPLE, ([, name = '', inner = '', value], line, { facts }) => {
  const labels = Object.fromEntries([...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, said]) => [key!, said!]))
  return sample({ ...labels, ...(name === '' ? {} : { __name__: name }) }, [Number(value)], line, facts)
})

function sample(labels: Readonly<Record<string, string>>, values: readonly number[], line: number, facts: ClusterFacts): boolean {
  const { pod = '', container = '', namespace = '', reason = '' } = labels
  const name = labels['__name__'] ?? 'kube_pod_container_status_restarts_total'
  const last = values.at(-1)
  if (pod === '' || last === undefined || !Number.isFinite(last)) return false
  count(facts.seen, 'metrics')
  // what it uses is known for a cluster's words, and nothing follows from it
  if (/memory_(?:working_set|usage|rss)/.test(name)) return true
  const own = podFor(facts, pod, namespace, 'metrics')
  own.line = line
  const known = own.containers.get(container || 'main') ?? { name: container || 'main', isInit: /init_container/.test(name) }
  own.containers.set(known.name, known)
  if (/restarts_total$/.test(name)) {
    known.restarts = Math.max(known.restarts ?? 0, Math.min(MOST_COUNTED, Math.round(last)))
    known.line = line
  } else if (/last_terminated_reason$/.test(name) && last > 0) known.lastState = { is: 'terminated', reason, line }
  else if (/last_terminated_exitcode$/.test(name)) known.lastState = { ...known.lastState, is: 'terminated', exitCode: last, line }
  else if (/status_waiting_reason$/.test(name) && last > 0) known.state = { is: 'waiting', reason, line }
  else return false
  return true
}
