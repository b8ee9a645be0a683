import { isRecord } from '../../manifest/own.ts'
import { listed } from '../../views/text/words.ts'
import { type Container, handlerOf, type HTTPGetAction, type Pod, type Probe, PROBES, type ProbeType } from '../../manifest/types.ts'

/** What a change does, in words; the kinds of probes that it is done to are named together. */
export interface Phrase {
  /** `# made more patient`: the sign stands for the probes. */
  text: string
  /** Which probe. */
  probe?: string
  /** It only carries what another one does, such as the mount of a file: not said beside that. */
  isPlumbing?: true
}

/** Phrases as one sentence without a verb: each once, in their order; what is done to several probes is said of them together. */
export function worded(phrases: readonly Phrase[]): string {
  const own = phrases.filter(({ isPlumbing }) => !isPlumbing)
  const probes = new Map<string, string[]>()
  for (const { text, probe } of own.length > 0 ? own : phrases) {
    const of = probes.get(text) ?? []
    if (probe !== undefined && !of.includes(probe)) of.push(probe)
    probes.set(text, of)
  }
  return [...probes].map(([text, of]) => text.replace('#', `${listed(of)} probe${of.length > 1 ? 's' : ''}`)).join('; ')
}

/** In the order in which they matter to who reads. */
const ORDER: readonly ProbeType[] = PROBES.toReversed()

/** Two values that read alike. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * What was done to a pod: read off the two objects, as the kubelet has them with their defaults, so that two texts that say the same
 * are the same. `isServer`: flags are told elsewhere.
 */
export function podPhrases(before: Pod, after: Pod, isServer: (container: Container) => boolean): Phrase[] {
  if (same(before.raw, after.raw)) return []
  const phrases: Phrase[] = []
  const [old, young] = [before.spec, after.spec]
  if (before.metadata.name !== after.metadata.name || before.metadata.namespace !== after.metadata.namespace)
    phrases.push({ text: 'pod renamed' })
  const pairs = paired(old.containers, young.containers)
  for (const [container, other] of pairs) phrases.push(...containerPhrases(container, other, isServer(other)))
  const kept = new Set(pairs.flat())
  for (const { name } of old.containers.filter((container) => !kept.has(container))) phrases.push({ text: `container ${name} removed` })
  if (young.containers.some((container) => !kept.has(container))) phrases.push({ text: 'side-car added' })
  if (!same(old.initContainers, young.initContainers)) phrases.push({ text: 'init containers changed' })
  if (old.restartPolicy !== young.restartPolicy) phrases.push({ text: `restartPolicy ${young.restartPolicy}` })
  phrases.push(...moreOrLess(old.terminationGracePeriodSeconds, young.terminationGracePeriodSeconds, 'time to end'))
  if (old.hostNetwork !== young.hostNetwork) phrases.push({ text: `host network ${young.hostNetwork ? 'taken' : 'left'}` })
  if (!same(old.securityContext, young.securityContext)) phrases.push({ text: 'security context changed' })
  if (!same(old.volumes, young.volumes)) phrases.push({ text: 'volumes changed', isPlumbing: true })
  if (phrases.length > 0) return phrases
  return [{ text: `${differing(before.raw, after.raw)} changed`, isPlumbing: true }]
}

/** The same container by its name, else the only one. */
function paired(old: readonly Container[], young: readonly Container[]): [Container, Container][] {
  const [item, other] = [old[0], young[0]]
  if (old.length === 1 && young.length === 1 && item && other) return [[item, other]]
  return old.flatMap((container): [Container, Container][] => {
    const match = young.find(({ name }) => name === container.name)
    return match ? [[container, match]] : []
  })
}

function containerPhrases(old: Container, young: Container, isServer: boolean): Phrase[] {
  const phrases = probesPhrases(old, young)
  if (old.name !== young.name) phrases.push({ text: 'container renamed' })
  if (old.image !== young.image) phrases.push({ text: 'another image' })
  if (!isServer && !same([old.command, old.args], [young.command, young.args])) phrases.push({ text: 'another command' })
  phrases.push(...moreOrLess(old.memoryLimit ?? Infinity, young.memoryLimit ?? Infinity, 'memory'))
  if (!same([old.env, old.envFrom], [young.env, young.envFrom])) phrases.push({ text: 'environment changed' })
  if (!same(old.lifecycle?.preStop, young.lifecycle?.preStop)) phrases.push({ text: 'preStop hook changed' })
  if (!same(old.lifecycle?.postStart, young.lifecycle?.postStart)) phrases.push({ text: 'postStart hook changed' })
  if (!same(old.securityContext, young.securityContext)) phrases.push({ text: 'security context changed' })
  if (old.imagePullPolicy !== young.imagePullPolicy) phrases.push({ text: `imagePullPolicy ${young.imagePullPolicy}` })
  if (!same(old.ports, young.ports)) phrases.push({ text: 'ports changed', isPlumbing: true })
  if (!same(old.volumeMounts, young.volumeMounts)) phrases.push({ text: 'mounts changed', isPlumbing: true })
  return phrases
}

function probesPhrases(old: Container, young: Container): Phrase[] {
  const gone = ORDER.filter((probe) => old[`${probe}Probe`] && !young[`${probe}Probe`])
  const come = ORDER.filter((probe) => !old[`${probe}Probe`] && young[`${probe}Probe`])
  const moved = gone.flatMap((from) => {
    const to = come.find((probe) => same(whomOf(old[`${from}Probe`]!), whomOf(young[`${probe}Probe`]!)))
    return to ? [{ from, to }] : []
  })
  const changed = ORDER.flatMap((probe) => {
    const [item, other] = [old[`${probe}Probe`], young[`${probe}Probe`]]
    return item && other ? probePhrases(item, other, probe) : []
  })
  return [
    ...moved.map(({ from, to }): Phrase => ({ text: `# made a ${to} probe`, probe: from })),
    ...gone.filter((probe) => !moved.some(({ from }) => from === probe)).map((probe): Phrase => ({ text: '# removed', probe })),
    ...come
      .filter((probe) => !moved.some(({ to }) => to === probe))
      .map((probe): Phrase => ({ text: `# ${asks(young[`${probe}Probe`]!)} added`, probe })),
    ...changed,
  ]
}

/** Whom and what a probe asks, apart from when. */
const whomOf = (probe: Probe): unknown => probe[handlerOf(probe)]

const KINDS = { exec: 'a command', httpGet: 'HTTP', tcpSocket: 'TCP', grpc: 'gRPC' }
const kindOf = (probe: Probe): string => KINDS[handlerOf(probe)]

/** `for /database`, `by TCP`. */
function asks(probe: Probe): string {
  return probe.httpGet ? `for ${pageOf(probe.httpGet)}` : `by ${kindOf(probe)}`
}

const pathOf = ({ path }: HTTPGetAction): string => (path.startsWith('/') ? path : `/${path}`)
const pageOf = (action: HTTPGetAction): string => pathOf(action).replace(/\?.*$/s, '')

function probePhrases(old: Probe, young: Probe, probe: ProbeType): Phrase[] {
  const by = (text: string): Phrase => ({ text, probe })
  const phrases: Phrase[] = []
  const [word, other] = [kindOf(old), kindOf(young)]
  if (word !== other) phrases.push(by(`# by ${other} instead of ${word}`))
  else if (old.httpGet && young.httpGet) phrases.push(...pagePhrases(old.httpGet, young.httpGet).map(by))
  else if (!same(whomOf(old), whomOf(young))) phrases.push(by(word === 'a command' ? '# runs another command' : '# asks elsewhere'))
  phrases.push(
    ...sooner(old.initialDelaySeconds, young.initialDelaySeconds, '# begins later', '# begins sooner').map(by),
    ...sooner(
      old.periodSeconds * old.failureThreshold,
      young.periodSeconds * young.failureThreshold,
      '# made more patient',
      '# made less patient',
    ).map(by),
    ...sooner(old.timeoutSeconds, young.timeoutSeconds, '# waits longer for an answer', '# waits less long for an answer').map(by),
  )
  if (phrases.length > 0) return phrases
  return same(old, young) ? [] : [by('# changed in another way')]
}

/** What else it asks of an HTTP server. */
function pagePhrases(old: HTTPGetAction, young: HTTPGetAction): string[] {
  const phrases: string[] = []
  const isSecret = ({ name }: { name: string }): boolean => name.toLowerCase() === 'authorization'
  const [had, has] = [old.httpHeaders.filter(isSecret), young.httpHeaders.filter(isSecret)]
  if (!same(had, has))
    phrases.push(
      has.length === 0
        ? 'token taken from the #'
        : `${/^basic /i.test(has[0]!.value) ? 'password' : 'token'} ${had.length > 0 ? 'of the # changed' : 'given to the #'}`,
    )
  if (pageOf(old) !== pageOf(young)) phrases.push(`# asks for ${pageOf(young)}`)
  else if (pathOf(old) !== pathOf(young)) phrases.push('# asks with another query')
  if (old.scheme !== young.scheme || !same(old.port, young.port)) phrases.push(`# asks ${young.scheme} port ${young.port}`)
  else if (old.host !== young.host) phrases.push(`# asks ${young.host || 'the pod’s own address'}`)
  if (
    !same(
      old.httpHeaders.filter((httpHeader) => !isSecret(httpHeader)),
      young.httpHeaders.filter((httpHeader) => !isSecret(httpHeader)),
    )
  )
    phrases.push('other headers given to the #')
  return phrases
}

function sooner(old: number, young: number, more: string, less: string): string[] {
  return young > old ? [more] : young < old ? [less] : []
}

const moreOrLess = (old: number, young: number, what: string): Phrase[] =>
  sooner(old, young, `more ${what}`, `less ${what}`).map((text) => ({ text }))

/** The field that two objects differ in, three steps down at most: `metadata.labels`. */
function differing(a: unknown, b: unknown, depth = 0): string {
  if (!isRecord(a) || !isRecord(b) || depth === 3) return ''
  const field = [...new Set([...Object.keys(a), ...Object.keys(b)])].find((key) => !same(a[key], b[key]))
  // the same fields in another order
  if (field === undefined) return ''
  const inner = differing(a[field], b[field], depth + 1)
  return inner === '' ? field : `${field}.${inner}`
}
