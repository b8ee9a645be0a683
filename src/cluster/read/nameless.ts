import { defined, grouped } from '../../manifest/own.ts'
import {
  type ContainerFacts,
  count,
  type EventFacts,
  type ClusterFacts,
  type ListedPod,
  type LogFacts,
  mainsOf,
  type PodFacts,
  portIn,
  probeFailure,
  restartsIn,
  type RuntimeFacts,
  type StateFacts,
} from '../facts.ts'
import { child, children, text as textOf, type ObjectTree } from '../../manifest/tree.ts'
import { isProbeKill, isRestartBackOff, START_FAILURE } from '../failures.ts'
import { programOf, withoutEtcd } from './log.ts'
import { takeRelease } from './object.ts'
import { NAMELESS } from './reading.ts'
import { type ContainerSpec, specsOf, ownName, setOf } from '../pod-specs.ts'

/** What a pod is called that no text names. */
export const UNNAMED_POD = 'pod'
/** What a container is called that no text names. */
export const UNNAMED_CONTAINER = 'main'

/**
 * Puts the blocks that nobody names where they belong: where there is one pod and one container there is nothing to guess; else the one
 * that the words name, or the one that is in trouble, and that is said.
 */
export function placeNameless(facts: ClusterFacts): void {
  withoutDoubles(facts)
  listRuntime(facts)
  const name = nameFor(facts)
  const nameless = facts.pods.filter((pod) => pod.name === NAMELESS)
  const isNamed = name !== undefined
  for (const pod of nameless) {
    pod.name = name ?? UNNAMED_POD
    const metadata = pod.tree?.['metadata'] as { name?: string } | undefined
    if (metadata) metadata.name = pod.name
  }
  const events = facts.events.filter(({ pod }) => pod === NAMELESS)
  for (const event of events) event.pod = name ?? UNNAMED_POD
  if (!isNamed && (nameless.length > 0 || events.length > 0))
    facts.assumed.push(
      `What the pod is called, on which node it ran and since when: no text has its head (Name:, Node:, Start Time:), and ${UNNAMED_POD} is assumed.`,
    )
  for (const template of facts.templates) placeTemplate(template, facts)
  for (const pod of facts.pods) placeContainer(pod, facts)
  facts.logs = facts.logs.flatMap(withoutEtcd)
  for (const log of facts.logs) {
    placeLog(log, facts)
    ownRelease(log, facts)
  }
  placeNamespaces(facts)
  facts.pods = merged(facts.pods)
  tellApart(facts)
  for (const [name, events] of grouped(facts.events, ({ pod }) => pod))
    nameContainers(
      facts.pods.find((pod) => pod.name === name),
      events,
    )
}

/** The same pod in two texts: what knows of more restarts is newer, and an object says more than a description. */
function merged(pods: readonly PodFacts[]): PodFacts[] {
  const byName = new Map<string, PodFacts>()
  for (const pod of pods) {
    const key = `${pod.namespace}/${pod.name}`
    const before = byName.get(key)
    if (!before) {
      byName.set(key, pod)
      continue
    }
    const [newer, older] = restartsIn(pod.containers.values()) >= restartsIn(before.containers.values()) ? [pod, before] : [before, pod]
    const containers = new Map(older.containers)
    for (const [name, container] of newer.containers) containers.set(name, { ...containers.get(name), ...container })
    const whole = [pod, before].find(({ isWhole }) => isWhole)
    const tree = whole?.tree ?? before.tree ?? pod.tree
    byName.set(key, { ...older, ...newer, containers, ...defined({ tree, isWhole: whole?.isWhole }) })
  }
  return [...byName.values()]
}

/**
 * Whose an event is that names no container. A back-off, up to 1.25, is that of the one that waits, a probe's failure that of the only
 * one that is probed so. Of a failed start: the kubelet makes a container, starts it, and says at once that this failed, before it makes
 * the next, so it is the one made above it of those that were made more often than started.
 *
 * Follows: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer.
 */
function nameContainers(pod: PodFacts | undefined, events: readonly EventFacts[]): void {
  const containers = [...(pod?.containers.values() ?? [])]
  const specs = pod?.tree && containers.length > 1 ? specsOf(pod.tree) : []
  const waiting = containers.filter(({ state }) => state?.reason === 'CrashLoopBackOff')
  const open = new Map<string, number>()
  for (const { container, reason, count: times } of events)
    if (container !== undefined && /^(?:Created|Started)$/.test(reason)) count(open, container, reason === 'Created' ? times : -times)
  const made = events.filter(({ reason, container = '' }) => reason === 'Created' && (open.get(container) ?? 0) > 0)
  for (const event of events) {
    if (event.container !== undefined) continue
    const { reason, message, line } = event
    const [only] = isRestartBackOff({ reason, message }) && waiting.length === 1 ? waiting : []
    const above = reason === 'Failed' && START_FAILURE.test(message) ? made.filter((other) => other.line < line) : []
    const container = only?.name ?? above.toSorted((a, b) => b.line - a.line)[0]?.container ?? probedSo(message, specs)
    if (container !== undefined) event.container = container
  }
}

/** The only one that has such a probe, or has it at the port that its failure names. */
function probedSo(message: string, specs: readonly ContainerSpec[]): string | undefined {
  const failure = probeFailure(message)
  if (!failure) return undefined
  const port = portIn(failure.output)
  const probed = specs.filter(({ probes }) => probes[failure.probe])
  const there = probed.filter(({ probes }) => String(probes[failure.probe]!.port) === port)
  const [only, ...others] = there.length > 0 ? there : probed
  return others.length === 0 ? only?.name : undefined
}

/** What was pasted twice is told once. */
function withoutDoubles(facts: ClusterFacts): void {
  const seen = new Set<string>()
  facts.events = facts.events.filter(({ line: _line, ...event }) => {
    const key = JSON.stringify(event)
    return !seen.has(key) && Boolean(seen.add(key))
  })
  facts.nodeWords = facts.nodeWords.filter(({ line, reason }) => {
    const key = `${reason} ${facts.lines[line]?.text ?? line}`
    return !seen.has(key) && Boolean(seen.add(key))
  })
}

/** The name that the words have, or the one pod that is in trouble. */
function nameFor(facts: ClusterFacts): string | undefined {
  const own = facts.events.filter(({ pod }) => pod === NAMELESS)
  if (own.length === 0 && !facts.pods.some(({ name }) => name === NAMELESS)) return undefined
  const waiting = facts.pods
    .filter(({ name }) => name === NAMELESS)
    .flatMap((pod) => [...pod.containers.values()].flatMap(({ state }) => state?.message ?? []))
  for (const message of [...own.map((event) => event.message), ...waiting]) {
    const named =
      /(?:in [Pp]od "?|pod=|\(pod: "?|:pod ")([a-z0-9][a-z0-9.-]*)_[a-z0-9-]+\(/.exec(message)?.[1] ??
      /(?:for|of) pod "([a-z0-9][a-z0-9.-]*)"/.exec(message)?.[1] ??
      /^Successfully assigned (?:[a-z0-9-]+\/)?([a-z0-9][a-z0-9.-]*) to /.exec(message)?.[1]
    if (named !== undefined) return named
  }
  // a Job's events name the pod that they are of
  if (own.some(({ reason, from }) => reason === 'DeadlineExceeded' && from === 'job-controller')) {
    const deleted = [
      ...facts.deletions.keys(),
      ...own.flatMap(({ message }) => /^(?:Created|Deleted) pod: (\S+)$/.exec(message)?.[1] ?? []),
    ]
    if (new Set(deleted).size === 1) return deleted[0]
  }
  const containers = [
    ...own.flatMap(({ container }) => container ?? []),
    ...facts.pods.filter(({ name }) => name === NAMELESS).flatMap((pod) => [...pod.containers.keys()]),
  ].filter((container) => container !== '')
  const images = own.flatMap(({ message }) => /[Ii]mage "(?:[^"]*\/)?([\w.-]+)[^"/]*"/.exec(message)?.[1] ?? [])
  const others = [
    ...facts.pods
      .filter((pod) => pod.name !== NAMELESS)
      .map((pod) => ({ name: pod.name, trouble: troubleIn(pod), containers: [...pod.containers.keys()] })),
    ...facts.listed.map((listed) => ({ name: listed.name, trouble: troubleOfRow(listed), containers: [] as string[] })),
    ...facts.events
      .filter(({ pod }) => pod !== NAMELESS)
      .map(({ pod, type }) => ({ name: pod, trouble: type === 'Warning' ? 1 : 0, containers: [] as string[] })),
    ...facts.logs
      .filter(({ pod }) => pod !== NAMELESS && !/^[0-9a-f]{6,64}$/.test(pod))
      .map(({ pod, container }) => ({ name: pod, trouble: 0, containers: container === '' ? [] : [container] })),
  ]
  const fits = (other: (typeof others)[number]): number =>
    containers.some((container) => other.containers.includes(container))
      ? 1000
      : [...containers, ...images].some((word) => other.name.includes(word) || word.includes(other.name))
        ? 100
        : 0
  const kills = own.reduce((sum, event) => sum + (isProbeKill(event) ? event.count : 0), 0)
  const wants = wanted(own.map(({ message, reason }) => `${reason} ${message}`).join('\n'))
  const rows = others.map((other) => ({
    ...other,
    weight:
      fits(other) +
      // of several replicas that restart it is the one with as many
      (kills > 0 && facts.listed.some((listed) => listed.name === other.name && listed.restarts === kills) ? 60 : 0) +
      (wants && facts.listed.some((listed) => listed.name === other.name && wants.test(listed.status)) ? 500 : 0),
  }))
  const best = rows.toSorted((a, b) => b.weight - a.weight || b.trouble - a.trouble)[0]
  if (!best) return undefined
  const rivals = rows.filter(({ name, weight }) => name !== best.name && weight === best.weight)
  // of two that fit as well, and are in as much trouble, neither is taken, but of replicas any
  const isOpen = rivals.some(({ name, trouble }) => 2 * trouble > best.trouble && (setOf(name) ?? name) !== setOf(best.name))
  return isOpen || (rivals.length > 0 && best.weight + best.trouble === 0) ? undefined : best.name
}

/** The state that a table of pods would have, of the words of events. */
function wanted(words: string): RegExp | undefined {
  if (/couldn't find key|configmap ".*" not found|secret ".*" not found.*Error|Error: (?:secret|configmap)/.test(words))
    return /CreateContainerConfigError/
  if (/FailedMount|FailedAttachVolume|FailedCreatePodSandBox/.test(words)) return /ContainerCreating/
  if (/Failed to pull|ErrImage/.test(words)) return /Image/
  if (/restarting failed/.test(words)) return /CrashLoopBackOff/
  return undefined
}

function troubleIn({ containers }: PodFacts): number {
  return [...containers.values()].reduce(
    (sum, { restarts = 0, state, lastState }) => sum + restarts * 2 + (state?.is === 'waiting' ? 5 : 0) + (lastState ? 5 : 0),
    1,
  )
}

/** How much a row of a table of pods tells of trouble. */
export function troubleOfRow({ restarts, status, ready, containers }: ListedPod): number {
  if (/^(?:Completed|Succeeded)$/.test(status)) return 0
  return (
    Math.min(1000, restarts) * 2 +
    (/^(?:Running|Pending|ContainerCreating|PodInitializing)$/.test(status) ? 0 : 20) +
    (ready < containers ? 5 : 0)
  )
}

/** A container without a name is the only one there, or the one that the events name. */
function placeContainer(pod: PodFacts, facts: ClusterFacts): void {
  const own = pod.containers.get(NAMELESS)
  if (!own) return
  pod.containers.delete(NAMELESS)
  const named = mainsOf(pod)
  const others = facts.pods
    .filter((other) => other !== pod && other.name === pod.name)
    .flatMap((other) => mainsOf(other).filter(({ name }) => name !== NAMELESS))
  const said = facts.events.filter((event) => event.pod === pod.name).flatMap(({ container }) => container ?? [])
  const logged = facts.logs.filter((log) => log.pod === pod.name && log.container !== '').map(({ container }) => container)
  const name = own.isInit ? 'init' : (named[0]?.name ?? others[0]?.name ?? said[0] ?? logged[0] ?? UNNAMED_CONTAINER)
  const before = pod.containers.get(name)
  const isUnnamed = name === UNNAMED_CONTAINER && !before
  pod.containers.set(name, { ...own, ...before, ...filledIn(own), name, ...(isUnnamed ? { isUnnamed } : {}) })
  if (pod.tree) renameDescribed(pod, name)
  if (name === UNNAMED_CONTAINER || own.isInit)
    facts.assumed.push(`What the container is called: no text has its name, and ${name} is assumed.`)
}

const filledIn = (facts: ContainerFacts): Partial<ContainerFacts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== ''))

function renameDescribed(pod: PodFacts, name: string): void {
  const spec = pod.tree!['spec'] as { containers?: { name: string }[]; initContainers?: { name: string }[] } | undefined
  for (const list of [spec?.containers ?? [], spec?.initContainers ?? []]) {
    const [own, same] = [NAMELESS, name].map((called) => list.find((container) => container.name === called))
    if (own && same) {
      Object.assign(same, { ...own, ...same })
      list.splice(list.indexOf(own), 1)
    } else if (own) own.name = name
  }
}

/** A workload's pods have its name and more; a part of a manifest that names nothing is of the one in trouble. */
function placeTemplate({ name, namespace, pod: template, line }: ClusterFacts['templates'][number], facts: ClusterFacts): void {
  const names = new Set([...facts.pods, ...facts.listed].map((pod) => pod.name))
  for (const { pod } of facts.events) names.add(pod)
  const own =
    name === ''
      ? troubledPods(facts).slice(0, 1)
      : [...names].filter((pod) => pod === name || new RegExp(`^${name}(?:-[a-z0-9]+){1,2}$`).test(pod))
  for (const podName of own) {
    let pod = facts.pods.find((pod) => pod.name === podName)
    if (!pod) facts.pods.push((pod = { namespace, name: podName, containers: new Map(), source: 'template', line }))
    if (pod.isWhole) continue
    const named = facts.events.find((event) => event.pod === podName && event.container)?.container
    const asked = withNames(template, pod, named, namespace)
    pod.tree = pod.tree ? overlaid(pod.tree, asked) : asked
    for (const container of children(child(asked, 'spec') ?? {}, 'containers')) {
      const key = textOf(container, 'name')
      if (!pod.containers.has(key))
        pod.containers.set(key, {
          name: key,
          isInit: false,
          ...(key === UNNAMED_CONTAINER &&
          named === undefined &&
          textOf(children(child(template, 'spec')!, 'containers')[0] ?? {}, 'name') === ''
            ? { isUnnamed: true as const }
            : {}),
          image: textOf(container, 'image'),
        })
    }
  }
}

/** The template as a pod of that name; a container that it does not name is the only one there. */
function withNames(template: ObjectTree, pod: PodFacts, named: string | undefined, namespace: string): ObjectTree {
  const spec = child(template, 'spec')!
  const known = mainsOf(pod).find(({ name }) => name !== NAMELESS)?.name ?? named ?? UNNAMED_CONTAINER
  const containers = children(spec, 'containers').map((container) => ({
    ...container,
    name: textOf(container, 'name') || known,
    image: textOf(container, 'image') || 'unknown',
  }))
  return {
    ...template,
    metadata: { name: pod.name, namespace: pod.namespace || namespace || 'default' },
    spec: { ...spec, containers },
  } as unknown as ObjectTree
}

/** What a description has of a container stays; what it leaves out the manifest says. */
function overlaid(described: ObjectTree, asked: ObjectTree): ObjectTree {
  const [own, more] = [child(described, 'spec')!, child(asked, 'spec')!]
  const wanted = children(more, 'containers')
  const containers = children(own, 'containers').map((container) => {
    const name = textOf(container, 'name')
    const asked =
      wanted.find((value) => textOf(value, 'name') === name) ?? (name === NAMELESS && wanted.length === 1 ? wanted[0] : undefined)
    return { ...asked, ...container, name: name || textOf(asked ?? {}, 'name') }
  })
  return { ...described, spec: { ...more, ...own, containers } } as unknown as ObjectTree
}

/** A program of the control plane begins its log with its version. */
function ownRelease(log: LogFacts, facts: ClusterFacts): void {
  const whose = `${log.container} ${log.pod} ${programOf(log) ?? ''}`
  if (!/\bkube-(?:apiserver|controller-manager|scheduler|proxy)/.test(whose)) return
  for (const { text } of log.lines) {
    const version = /\b(?:server|controllermanager)\.go:\d+\] (?:Version: |"Starting[^"]*" version=)"?(v1\.\d+\.\d+)/.exec(text)?.[1]
    if (version !== undefined) takeRelease(version, 'the log of a program of the control plane says that it is', facts)
  }
}

/** What is no program's name. */
const GENERIC =
  /^(?:pods?|container|kubectl|these|those|this|following|error|crash|previous|application|full|relevant|some|docker|here|program|server|from|with|their|more|have|last|print|show\w*)$/

/** The container of a pod with that id. */
export function containerWith(id: string, { runtime, pods }: ClusterFacts): { pod: string; container: string } | undefined {
  const isSame = (other: string | undefined): boolean =>
    other !== undefined && other.length >= 10 && (other.startsWith(id) || id.startsWith(other))
  const row = runtime.find((own) => own.pod !== '' && isSame(own.id))
  if (row) return row
  for (const { name, containers } of pods)
    for (const own of containers.values())
      if ([own.containerID, own.state?.containerID, own.lastState?.containerID].some((other) => isSame(other?.replace(/^.*:\/\//, ''))))
        return { pod: name, container: own.name }
  return undefined
}

/** Whose a log is: of the command above it, of the id that this names, of its own words, or of the one in trouble. */
function placeLog(log: LogFacts, facts: ClusterFacts): void {
  const short = /^[0-9a-f]{3,5}$/.test(log.pod) ? facts.runtime.filter(({ id }) => id.startsWith(log.pod)) : []
  const byID =
    new Set(short.map(({ id }) => id)).size === 1
      ? short[0]
      : (facts.runtime.find(
          ({ id, image }) =>
            log.pod.length >= 6 && id !== '' && (id.startsWith(log.pod) || log.pod.startsWith(id) || image.startsWith(log.pod)),
        ) ?? (/^[0-9a-f]{10,64}$/.test(log.pod) ? containerWith(log.pod, facts) : undefined))
  if (byID) {
    log.pod = byID.pod
    log.container = byID.container
    return
  }
  if (log.pod !== '' && !/^[0-9a-f]{10,64}$/.test(log.pod)) return
  const hadID = log.pod !== ''
  log.pod = ''
  const program = programOf(log)
  if (program !== undefined) {
    log.container ||= program
    log.pod = podsWith(program, facts)[0] ?? ''
    return
  }
  const troubled = troubledPods(facts)
  const other = /\b([a-z][\w-]{3,})(?:[’']s)? logs?\b/i.exec(log.heading ?? '')?.[1]?.toLowerCase()
  // `operator logs:` is of another program
  if (other !== undefined && !GENERIC.test(other) && !troubled.some((pod) => pod.includes(other))) return void (log.container ||= other)
  const named = namedIn(log, troubled)
  if (named !== undefined) return void (log.pod = named)
  if (troubled.length === 1 || (troubled.length > 0 && !hadID)) log.pod = troubled[0]!
  // of one service that ends and a log that nobody names there is nothing to guess
  const failing = facts.units.filter(({ isFailing }) => isFailing)
  if (log.pod === '' && log.container === '' && failing.length === 1) log.container = failing[0]!.name
}

/** The pod whose name's words stand above a log, or most often in it. */
function namedIn({ heading = '', lines }: LogFacts, pods: readonly string[]): string | undefined {
  const text = lines
    .map((line) => line.text)
    .join('\n')
    .slice(0, 20_000)
    .toLowerCase()
  const weights = pods.map((name) => {
    const words = name.split('-').filter((word) => word.length >= 4 && !/\d/.test(word))
    const count = words.reduce((sum, word) => sum + (heading.toLowerCase().includes(word) ? 100 : 0) + text.split(word).length - 1, 0)
    return { name, count }
  })
  const best = weights.toSorted((a, b) => b.count - a.count)
  return best[0] && best[0].count > 0 && best[0].count !== best[1]?.count ? best[0].name : undefined
}

function podsWith(container: string, { pods, listed, runtime, events }: ClusterFacts): string[] {
  return [
    ...pods.filter(({ containers, name }) => containers.has(container) || name.startsWith(container)).map(({ name }) => name),
    ...runtime.filter((row) => row.container === container).map(({ pod }) => pod),
    ...events.filter((event) => event.container === container).map(({ pod }) => pod),
    ...listed.filter(({ name }) => name.startsWith(container)).map(({ name }) => name),
    ...listed.filter((row) => row.name.includes(container) && troubleOfRow(row) > 1).map(({ name }) => name),
  ].filter((name) => name !== '')
}

/** Names of pods in trouble, the worst first. */
function troubledPods({ pods, listed, events }: ClusterFacts): string[] {
  const weights = new Map<string, number>()
  for (const row of listed) count(weights, row.name, troubleOfRow(row))
  for (const pod of pods) count(weights, pod.name, troubleIn(pod))
  for (const { pod, type } of events) count(weights, pod, type === 'Warning' ? 3 : 0)
  const all = [...weights].filter(([, weight]) => weight > 0).toSorted((a, b) => b[1] - a[1])
  // one that merely runs is none in trouble, where another is
  return all.filter(([, weight]) => weight * 10 >= all[0]![1]).map(([name]) => name)
}

/** Rows of the runtime's table as rows of pods: the newest of each container, and when the one before it ended. */
function listRuntime(facts: ClusterFacts): void {
  for (const row of facts.runtime) {
    // the last column may be cut off
    const others = facts.runtime.filter(({ container, pod }) => row.pod === '' && container === row.container && pod !== '')
    if (new Set(others.map(({ pod }) => pod)).size === 1) row.pod = others[0]!.pod
    if (row.namespace !== '') continue
    const spaces = new Set(facts.runtime.flatMap(({ pod, namespace }) => (pod === row.pod && namespace !== '' ? [namespace] : [])))
    if (spaces.size === 1) row.namespace = [...spaces][0]!
  }
  for (const rows of grouped(facts.runtime, ({ namespace, pod, container }) => `${namespace}/${pod}/${container}`).values()) {
    const all = rows.toSorted((a, b) => b.attempt - a.attempt)
    const { pod, container, namespace, attempt } = all[0]!
    const name = pod === '' ? container : pod
    const inspected = all.find(isInspected)
    if (inspected) {
      const { image, id, line } = inspected
      const restarts = attempt < 0 ? {} : { restarts: attempt }
      // of an earlier life than the newest one it is the last state
      const of = inspected.attempt < attempt ? 'lastState' : 'state'
      const own = { name: container, isInit: false, image, ...restarts, [of]: inspectedState(inspected), containerID: id, line }
      facts.pods.push({ namespace, name, containers: new Map([[container, own]]), source: 'runtime', line })
    }
    const tabled = inspected ? all.filter(({ created }) => created) : all
    if (tabled.length === 0) continue
    const { isRunning, waits, code, line } = tabled[0]!
    const ended = tabled.find((row) => !row.isRunning)
    const told = tabled.flatMap(({ attempt: of, isCounted, created: age }) => (isCounted && age ? [{ attempt: of, age }] : []))
    // of a pod that was made anew the attempts count anew
    const made = told.every(({ age }, i) => i === 0 || age.seconds >= told[i - 1]!.age.seconds) ? told : []
    facts.listed.push({
      namespace,
      name,
      container,
      ready: isRunning ? 1 : 0,
      containers: 1,
      status: isRunning ? 'Running' : (waits ?? (code === 0 ? 'Completed' : 'Error')),
      restarts: attempt,
      ...(made.length > 0 ? { made } : {}),
      ...defined({ ended: ended?.ended, ran: ended?.created, code: code ?? ended?.code }),
      node: '',
      line,
    })
  }
}

const isInspected = ({ startedAt, reason, message }: RuntimeFacts): boolean =>
  startedAt !== undefined || reason !== undefined || message !== undefined

const inspectedState = ({ isRunning, code, reason, message, startedAt, finishedAt, line, isNotOOM }: RuntimeFacts): StateFacts => ({
  is: isRunning ? 'running' : 'terminated',
  line,
  ...defined({ exitCode: code, isNotOOM, reason, message, startedAt, finishedAt: isRunning ? undefined : finishedAt }),
})

/** A text without a namespace is of the one that another has for the same pod. */
function placeNamespaces({ pods, events, listed }: ClusterFacts): void {
  const known = new Map<string, string>()
  for (const { name, namespace } of [...pods, ...listed, ...events.map(({ pod, namespace: own }) => ({ name: pod, namespace: own }))])
    if (namespace !== '') known.set(name, known.get(name) ?? namespace)
  for (const pod of pods) pod.namespace ||= known.get(pod.name) ?? 'default'
}

/** Pods of several namespaces that have one name are NAMESPACE/NAME from here on, and the others of their sets; what tells no namespace is of the one in most trouble. */
function tellApart(facts: ClusterFacts): void {
  const { pods, listed, events, logs, runtime } = facts
  const named = [...pods, ...listed, ...events.map(({ pod: name, namespace }) => ({ name, namespace }))]
  const spaces = new Map<string, Set<string>>()
  for (const { name, namespace } of named) if (namespace !== '') spaces.set(name, (spaces.get(name) ?? new Set()).add(namespace))
  const shared = new Set([...spaces].flatMap(([name, all]) => (name !== NAMELESS && all.size > 1 ? [name] : [])))
  if (shared.size === 0) return
  const sets = new Set([...shared].flatMap((name) => setOf(name) ?? []))
  const isShared = (name: string): boolean => shared.has(name) || (spaces.has(name) && sets.has(setOf(name) ?? ''))
  const within = (name: string, namespace = ''): string => (isShared(name) && namespace !== '' ? `${namespace}/${name}` : name)
  for (const of of [...pods, ...listed]) of.name = within(of.name, of.namespace)
  for (const of of [...events, ...logs, ...runtime]) of.pod = within(of.pod, of.namespace)
  const troubled = troubledPods(facts).filter((pod) => ownName(pod) !== pod)
  const worst = new Map(troubled.toReversed().map((pod) => [ownName(pod), pod]))
  const likely = (name: string): string => (isShared(name) ? (worst.get(name) ?? name) : name)
  const guessed = new Set([...listed.map(({ name }) => name), ...[...events, ...logs, ...runtime].map(({ pod }) => pod)])
  for (const name of guessed)
    if (likely(name) !== name)
      facts.assumed.push(`Which ${name} is meant where no namespace is told: ${likely(name)}, the one in most trouble, is assumed.`)
  for (const row of listed) row.name = likely(row.name)
  for (const of of [...events, ...logs, ...runtime]) of.pod = likely(of.pod)
}
