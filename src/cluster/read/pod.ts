import { child, children, number, text as textOf, textMap, type Tree } from '../../manifest/tree.ts'
import { type ContainerFacts, count, type Facts, type PodFacts, type StateFacts } from '../facts.ts'
import { type Find, podFor } from './reading.ts'
import { apiTime } from '../time.ts'

/** A Pod as the API has it; one without a status is a manifest, and tells what was asked for. */
export function readPod(object: Tree, facts: Facts, find: Find): boolean {
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
    ...present({
      uid: textOf(meta, 'uid'),
      node: textOf(spec, 'nodeName'),
      phase: textOf(status, 'phase'),
      reason: textOf(status, 'reason'),
      message: textOf(status, 'message'),
    }),
    ...times({ created: meta['creationTimestamp'], startTime: status['startTime'] }),
    namespace: textOf(meta, 'namespace') || 'default',
    name,
    containers: new Map(),
    object,
    source: 'pod',
    line: find(),
  }
  // a static pod's mirror is made later than the pod: the kubelet says when it took it up
  const seen = apiTime(textMap(meta, 'annotations')['kubernetes.io/config.seen'])
  if (seen !== undefined) pod.startTime = seen
  for (const [list, isInit] of [
    ['initContainers', true],
    ['containers', false],
  ] as const)
    for (const container of children(spec, list)) {
      const own = textOf(container, 'name')
      if (own !== '') pod.containers.set(own, { name: own, isInit, ...present({ image: textOf(container, 'image') }) })
    }
  for (const list of ['initContainerStatuses', 'containerStatuses'])
    for (const value of children(status, list)) {
      const known = pod.containers.get(textOf(value, 'name'))
      if (known) Object.assign(known, statusOf(value, find))
    }
  facts.pods.push(pod)
  count(facts.seen, 'pod')
  if (textOf(status, 'hostIP') !== '') facts.node ??= present({ name: textOf(spec, 'nodeName'), ip: textOf(status, 'hostIP') })
  return true
}

/** The list of statuses alone, or a single one, as it is cut out of a Pod. */
export function readStatuses(object: Tree, find: Find, facts: Facts): boolean {
  const status = child(object, 'status') ?? object
  const own = children(object, 'items').filter((item) => item['restartCount'] !== undefined)
  const lists = ['initContainerStatuses', 'containerStatuses'].map((list) => children(status, list))
  if (['terminated', 'waiting', 'running'].some((is) => object[is] !== undefined))
    object = { [object['terminated'] === undefined ? 'state' : 'lastState']: object } as unknown as Tree
  const single = object['lastState'] !== undefined || object['state'] !== undefined || object['restartCount'] !== undefined ? [object] : []
  const all = [...lists.flat(), ...own, ...single]
  // why a pod is gone its status says, whose containers' states are gone with it
  const isGone = textOf(status, 'phase') === 'Failed' && textOf(status, 'reason') !== ''
  if (all.length === 0 && !isGone) return false
  const pod = podFor(facts, textOf(child(object, 'metadata') ?? {}, 'name'), textOf(child(object, 'metadata') ?? {}, 'namespace'), 'pod')
  pod.line = isGone ? find('reason') : find()
  if (isGone) Object.assign(pod, present({ phase: 'Failed', reason: textOf(status, 'reason'), message: textOf(status, 'message') }))
  for (const value of all) {
    const name = textOf(value, 'name')
    const known = pod.containers.get(name) ?? { name, isInit: lists[0]!.includes(value) }
    pod.containers.set(name, Object.assign(known, statusOf(value, find), present({ image: textOf(value, 'image') })))
  }
  count(facts.seen, 'pod')
  return true
}

function statusOf(status: Tree, find: Find): Partial<ContainerFacts> {
  const lastState = stateOf(child(status, 'lastState'), find)
  const line = find('restartCount')
  const state = stateOf(child(status, 'state'), find)
  return {
    line,
    ...(status['restartCount'] === undefined ? {} : { restarts: Math.max(0, Math.min(1_000_000, number(status, 'restartCount'))) }),
    ...(typeof status['ready'] === 'boolean' ? { ready: status['ready'] } : {}),
    ...(state ? { state } : {}),
    ...(lastState ? { lastState } : {}),
    ...present({ containerID: textOf(status, 'containerID') }),
  }
}

function stateOf(state: Tree | undefined, find: Find): StateFacts | undefined {
  for (const is of ['running', 'terminated', 'waiting'] as const) {
    const own = state && child(state, is)
    if (!own) continue
    return {
      is,
      line: find(is === 'terminated' ? 'exitCode' : is === 'waiting' ? 'reason' : 'startedAt'),
      ...present({ reason: textOf(own, 'reason'), message: textOf(own, 'message'), containerID: textOf(own, 'containerID') }),
      ...times({ startedAt: own['startedAt'], finishedAt: own['finishedAt'] }),
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

/** Those that are moments. */
function times<K extends string>(texts: Readonly<Record<K, unknown>>): Partial<Record<K, number>> {
  const read = Object.entries(texts).map(([key, text]) => [key, apiTime(text)] as const)
  return Object.fromEntries(read.filter(([, time]) => time !== undefined)) as Partial<Record<K, number>>
}
