import { byCharacter, defined } from '../../manifest/own.ts'
import { eventName, eventObject, type NamedEvent, namedEvents } from '../../sim/apiserver/objects/event.ts'
import { fields, text } from '../../sim/apiserver/objects/json.ts'
import { apiVersionOf, type ResourceKind, pathOf } from '../../sim/apiserver/objects/kinds.ts'
import { nodeObject, nodeSince } from '../../sim/apiserver/objects/node-object.ts'
import { podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { fieldTest, labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { storageOf, storedAt } from '../../sim/apiserver/objects/object-storage.ts'
import { isOn, option, type Options, optionTable, type ParsedOptions } from '../../sim/kubectl/command-line.ts'
import { refusal } from '../../sim/kubectl/kubectl-answers.ts'
import { resourceArguments, type Selecting, unlisted } from '../../sim/kubectl/resource-arguments.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { Entry } from '../../sim/trace/trace.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { table } from '../text/columns.ts'
import {
  columnsOf,
  eventCells,
  eventHeader,
  getWriter,
  type Item,
  nodeCells,
  nodeHeader,
  podCells,
  podHeader,
  seen,
  type TableOptions,
} from './pod-table.ts'
import { type KubectlCall, type Acting, notFound, reach } from './kubectl-reach.ts'

const FORMATS =
  'This terminal knows: -o wide, -o yaml, -o json, -o name, -o jsonpath=TEMPLATE, -o go-template=TEMPLATE, -o custom-columns=NAME:PATH,…'
/** Its own options. */
export const GET_OPTIONS: Options = optionTable(
  '-n --namespace=, -A --all-namespaces, -o --output=, -w --watch, --watch-only, --template=, -l --selector=, --field-selector=, --show-labels, --no-headers, --sort-by=, -L --label-columns=, --show-kind',
)

/** Of these a cluster by kubeadm has some, and this one none. */
const LEFT_OUT: readonly string[] =
  'deployments replicasets daemonsets controllerrevisions endpointslices apiservices flowschemas prioritylevelconfigurations certificatesigningrequests csinodes'.split(
    ' ',
  )

interface Listing {
  kind: ResourceKind
  header: readonly string[]
  items: readonly Item[]
}

/** What an order and a format other than a table need. */
export interface Formats {
  /** `--sort-by=.lastTimestamp` */
  sorted(items: readonly Item[], path: string | undefined): { items: readonly Item[] } | { error: string }
  /** The objects in a format; `one` where a single one was asked for by its name. */
  written(
    now: Moment,
    items: readonly Item[],
    format: TextFormat,
    how: TableOptions & { one: boolean },
  ): { text: string } | { error: string }
}

/**
 * `kubectl get TYPE[,TYPE…] [NAME…]`. Without `formats` it prints tables and names: whoever shows those alone needs no more.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go (v1.37.2).
 */
export function kubectlGet(moment: Moment, parsed: ParsedOptions, words: readonly string[], acting: Acting, formats?: Formats): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  const format = formatOf(parsed)
  if ('error' in format) return fails(format.error)
  if (option(parsed, 'show-labels') !== undefined && format.is !== 'table' && format.is !== 'wide')
    return fails(`error: --show-labels option cannot be used with ${option(parsed, 'output')} printer`)
  const everywhere = isOn(parsed, 'all-namespaces')
  const selects = option(parsed, 'selector') !== undefined || option(parsed, 'field-selector') !== undefined
  const asked = typesOf(words, release, { selects, everywhere })
  if ('error' in asked) return fails(asked.error)
  const { kinds } = asked
  if (kinds.length > 1 && (isOn(parsed, 'watch') || isOn(parsed, 'watch-only')))
    return fails('error: you may only specify a single resource type')
  const namespace = option(parsed, 'namespace') ?? 'default'
  let now = moment
  for (const kind of kinds) {
    const names = asked.names(kind)
    const path = pathOf(kind, release, everywhere ? undefined : namespace, names.length === 1 ? names[0] : undefined)
    const reached = reach(now, { path, words: `get ${kind.name}${names.length === 1 ? ` ${names[0]}` : ''}` }, acting)
    if ('stdout' in reached) return reached
    now = reached
  }
  const scope = (kind: ResourceKind): string | undefined => (kind.namespaced && !everywhere ? namespace : undefined)
  const how: TableOptions = {
    wide: format.is === 'wide',
    kinds: kinds.length > 1 || option(parsed, 'show-kind') !== undefined,
    namespaces: everywhere,
    headers: option(parsed, 'no-headers') === undefined,
    labels: option(parsed, 'show-labels') !== undefined,
    labelColumns: (parsed.options.get('label-columns') ?? []).flatMap((keys) => keys.split(',')),
  }
  const chosen: Listing[] = []
  const missing: string[] = []
  for (const kind of kinds) {
    const names = asked.names(kind)
    const listing = listingOf(now, kind, how.wide)
    const here = listing.items.filter((item) => scope(kind) === undefined || item.namespace === scope(kind))
    const found = selected(here, kind, parsed, release)
    if ('error' in found) return fails(found.error)
    missing.push(...names.filter((name) => !here.some((item) => item.name === name)).map((name) => `${notFound(kind, name)}\n`))
    const named = names.length ? names.flatMap((name) => found.items.filter((item) => item.name === name)) : found.items
    const items = formats?.sorted(named, option(parsed, 'sort-by')) ?? { items: named }
    if ('error' in items) return fails(items.error)
    chosen.push({ ...listing, items: items.items })
  }
  const isLeft = option(parsed, 'ignore-not-found') !== undefined
  const names = kinds.flatMap(asked.names)
  // nothing is printed of what may be missing
  if (isLeft && chosen.every(({ items }) => items.length === 0)) return done('')
  return printed(now, chosen, { names, missing: isLeft ? '' : missing.join(''), format, how, namespace, parsed, formats })
}

type GetFormat = { is: 'table' } | { is: 'wide' } | { is: 'name' } | TextFormat
/** The formats that are no table, and how each is filled in. */
export type TextFormat = { is: 'yaml' | 'json' } | { is: 'jsonpath' | 'go-template' | 'custom-columns'; template: string }

function formatOf(parsed: ParsedOptions): GetFormat | { error: string } {
  const output = option(parsed, 'output') ?? ''
  const [is = '', ...rest] = output.split('=')
  const template = rest.join('=')
  if (output === '') return { is: 'table' }
  if (output === 'wide' || output === 'name' || output === 'yaml' || output === 'json') return { is: output }
  if (is === 'go-template' || is === 'template' || is === 'jsonpath') {
    const own = template || (is === 'jsonpath' ? '' : (option(parsed, 'template') ?? ''))
    return own
      ? { is: is === 'jsonpath' ? is : 'go-template', template: own }
      : { error: 'error: template format specified but no template given' }
  }
  if (is === 'custom-columns')
    return template ? { is, template } : { error: 'error: custom-columns format specified but no custom columns given' }
  return { error: `not simulated here: -o ${is}.\n${FORMATS}` }
}

/** The kinds and names that the words behind `get` mean. */
function typesOf(
  words: readonly string[],
  release: Release,
  selecting: Selecting,
): { kinds: readonly ResourceKind[]; names: (kind: ResourceKind) => readonly string[] } | { error: string } {
  const types = 'This terminal knows: pods, nodes, events, secrets, configmaps, clusterrolebindings and other types, all'
  if (!words[0]) return { error: `error: You must specify the type of resource to get.\n${types}` }
  const read = resourceArguments(words, release, selecting)
  if ('error' in read) return { error: read.error.includes('resource type "') ? `${read.error}\n${types}` : read.error }
  if ('kinds' in read) return { kinds: read.kinds, names: () => [] }
  const { named } = read
  return {
    kinds: [...new Set(named.map(({ kind }) => kind))],
    names: (kind) => named.flatMap(({ kind: of, name }) => (of === kind ? [name] : [])),
  }
}

/** All that there is of a kind. */
export function listingOf(now: Moment, kind: ResourceKind, isWide = false): Listing {
  if (kind.name === 'pods') return { kind, header: podHeader(now, isWide), items: mirrorPods(now).map((pod) => podItem(now, pod, isWide)) }
  if (kind.name === 'nodes')
    return {
      kind,
      header: nodeHeader(now, isWide),
      items:
        nodeSince(now) === undefined
          ? []
          : [{ name: now.inputs.node.name, namespace: '', object: () => nodeObject(now), cells: () => nodeCells(now, isWide) }],
    }
  if (kind.name === 'events' && kind.group === '')
    return { kind, header: eventHeader(now), items: namedEvents(now).map((event) => eventItem(now, event)) }
  const stored = storedAt(now)
  const { header, cells } = columnsOf(kind.name, now, isWide)
  const apiVersion = apiVersionOf(kind, releaseOf(now.inputs.kubernetes))
  const items = storageOf(
    () => now,
    () => stored,
  )
    .list(kind.group, kind.name)
    .map((object) => ({
      name: text(fields(object['metadata'])['name']),
      namespace: text(fields(object['metadata'])['namespace']),
      object: () => ({ apiVersion, kind: kind.kind, ...object }),
      cells: () => cells(object),
    }))
  return { kind, header, items }
}

const podItem = (now: Moment, pod: PodView, isWide: boolean): Item => ({
  name: pod.name,
  namespace: pod.namespace,
  object: () => podObject(now, pod),
  cells: () => podCells(now, pod, isWide),
})

const eventItem = (now: Moment, event: NamedEvent): Item => ({
  name: eventName(now, event),
  namespace: event.namespace,
  object: () => eventObject(now, event),
  cells: () => eventCells(now, event),
})

/** What the selectors take of a listing. Errors: returned, in the server's words. */
export function selected<T extends Item>(
  items: readonly T[],
  kind: ResourceKind,
  parsed: ParsedOptions,
  release: Release,
): { items: readonly T[] } | { error: string } {
  const [field, label] = [option(parsed, 'field-selector'), option(parsed, 'selector')]
  if (field === undefined && label === undefined) return { items }
  const [byField, byLabel] = [fieldTest(field ?? '', kind.name), labelTest(label ?? '', release)]
  const wrong = (message: string) => {
    const answer = { status: 400, reason: 'BadRequest', message, body: {} }
    return { error: refusal(unlisted(answer, kind, release, { labels: label, field }), {}) }
  }
  if (typeof byLabel === 'object') return wrong(byLabel.error)
  if (typeof byField === 'object') return wrong(byField.error)
  return { items: items.filter((item) => byField(item.object()) && byLabel(item.object())) }
}

interface GetRequest {
  names: readonly string[]
  missing: string
  format: GetFormat
  how: TableOptions
  namespace: string
  parsed: ParsedOptions
  formats: Formats | undefined
}

function printed(
  now: Moment,
  listings: readonly Listing[],
  { names, missing, format, how, namespace, parsed, formats }: GetRequest,
): Output {
  const items = listings.flatMap((listing) => listing.items)
  const isTable = format.is === 'table' || format.is === 'wide'
  const watched = listings[0]!.kind.name
  const only = isOn(parsed, 'watch-only')
  const watches = (only || isOn(parsed, 'watch')) && isTable && (watched === 'pods' || watched === 'events') && listings.length === 1
  const isEmpty = only || items.length === 0
  const later = watches && missing === '' ? watchOf(now, listings[0]!, { names, how, namespace, parsed, isEmpty }) : {}
  if (only) return watches ? { ...done(''), ...later } : notHere('--watch-only of other than pods and events')
  const deprecated =
    watched === 'componentstatuses' && releaseOf(now.inputs.kubernetes).warnsOfComponents
      ? 'Warning: v1 ComponentStatus is deprecated in v1.19+\n'
      : ''
  const whole = { stderr: deprecated + missing, exit: missing ? 1 : 0, ...later }
  if (formats && !isTable && format.is !== 'name') {
    if (missing && items.length === 0) return { stdout: '', ...whole }
    const made = formats.written(now, items, format, { ...how, one: names.length === 1 && items.length === 1 })
    return 'error' in made ? fails(made.error) : { stdout: made.text, ...whole }
  }
  if (watches && isEmpty && missing === '') return { ...done(''), ...later }
  if (isTable && names.length === 0 && items.length === 0)
    return { ...withLeftOut(nothing(now, how.namespaces || !listings[0]!.kind.namespaced, namespace), listings) }
  if (format.is === 'name')
    return { stdout: listings.flatMap(({ kind, items: of }) => of.map((item) => `${prefix(kind)}/${item.name}\n`)).join(''), ...whole }
  const parts = listings.filter((listing) => listing.items.length > 0).map((listing) => tableOf(now, listing, how))
  return { stdout: parts.join('\n'), ...whole, screen: deprecated + parts.join('\n') + missing }
}

/** That a real cluster has some where this one has none. */
function withLeftOut(none: Output, listings: readonly Listing[]): Output {
  const left = listings.flatMap(({ kind }) => (LEFT_OUT.includes(kind.name) ? [kind.name] : []))
  if (left.length === 0) return none
  return { ...none, stderr: `${none.stderr}(${left.join(', ')}: those of a real cluster are not simulated.)\n` }
}

function prefix({ kind, group }: ResourceKind): string {
  return `${kind.toLowerCase()}${group ? `.${group}` : ''}`
}

function tableOf(now: Moment, { kind, header, items }: Listing, how: TableOptions): string {
  const head = how.headers ? [headOf(kind, header, how)] : []
  return table([...head, ...items.map((item) => rowOf(now, kind, item, how))], getWriter(now))
}

function headOf(kind: ResourceKind, header: readonly string[], how: TableOptions): string[] {
  const heads = how.labelColumns.map((key) => key.split('/').at(-1)!.toUpperCase())
  return [...(how.namespaces && kind.namespaced ? ['NAMESPACE'] : []), ...header, ...heads, ...(how.labels ? ['LABELS'] : [])]
}

function rowOf(now: Moment, kind: ResourceKind, item: Item, how: TableOptions): string[] {
  const labels = Object.entries(how.labelColumns.length > 0 || how.labels ? fields(fields(item.object()['metadata'])['labels']) : {})
  const [name = '', ...rest] = item.cells()
  const nameAt =
    kind.name === 'events' && kind.group === ''
      ? name
      : `${how.kinds ? `${kind.name === 'services' ? releaseOf(now.inputs.kubernetes).servicePrefix : prefix(kind)}/` : ''}${name}`
  const own = how.labelColumns.map((key) => text(labels.find(([of]) => of === key)?.[1]))
  const all = labels
    .map(([key, value]) => `${key}=${text(value)}`)
    .toSorted(byCharacter)
    .join(',')
  return [...(how.namespaces && kind.namespaced ? [item.namespace] : []), nameAt, ...rest, ...own, ...(how.labels ? [all || '<none>'] : [])]
}

/**
 * What `kubectl get -w` prints after its first answer: one row a change of an object that is chosen, as wide as the widest so far.
 * It ends with the server's process. The first row brings the header where none is there yet.
 *
 * Units: seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go, watch; cli-runtime/pkg/printers/tableprinter.go, PrintObj (v1.36.0).
 */
function watchOf(
  moment: Moment,
  { kind, header }: Listing,
  { names, how, namespace, parsed, isEmpty }: Omit<GetRequest, 'missing' | 'format' | 'formats'> & { isEmpty: boolean },
): Pick<Output, 'later' | 'until'> {
  const release = releaseOf(moment.inputs.kubernetes)
  const isChosen = (item: Item): boolean => {
    if (!how.namespaces && item.namespace !== namespace) return false
    if (names.length > 0 && !names.includes(item.name)) return false
    const found = selected([item], kind, parsed, release)
    return 'items' in found && found.items.length > 0
  }
  let before = mirrorPods(moment)
  const itemsOf = (now: Moment, entry: Entry): Item[] => {
    if (entry.kind !== 'mirror') return namedEvents(now).flatMap((event) => (event.entry === entry.id ? [eventItem(now, event)] : []))
    const pods = mirrorPods(now)
    // a pod that has gone is told of as it was last
    const called = (entry.op === 'deleted' ? before : pods).filter((pod) => pod.base === entry.pod)
    before = pods
    return called.map((pod) => podItem(now, pod, how.wide))
  }
  const [watched, most] = kind.name === 'pods' ? ['mirror', MOST_LINES] : ['event', MOST_LINES / 4]
  const end = moment.trace.find((entry) => entry.kind === 'server' && entry.state === 'exited' && entry.t > moment.at)?.t
  const lines: string[][] = []
  const later: { at: number; text: string }[] = []
  for (const entry of moment.trace) {
    if (entry.t <= moment.at || entry.kind !== watched) continue
    if (entry.t >= (end ?? Infinity) || later.length >= most) break
    const now = { ...moment, at: entry.t }
    const item = itemsOf(now, entry).find(isChosen)
    if (!item) continue
    lines.push(rowOf(now, kind, item, how))
    const shown = table([...(how.headers ? [headOf(kind, header, how)] : []), ...lines.slice(-9)], getWriter(moment))
      .trimEnd()
      .split('\n')
    const fresh = shown.slice(lines.length === 1 && isEmpty && how.headers ? -2 : -1)
    later.push({ at: entry.t, text: `${fresh.join('\n')}\n` })
  }
  return { later, ...defined({ until: end }) }
}

/** A person watches so many lines at most. */
const MOST_LINES = 120

/**
 * That there is nothing to show.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go (v1.37.2).
 */
export function nothing(moment: Moment, everywhere: boolean, namespace: string): Output {
  const { emptyNamesNamespace } = releaseOf(moment.inputs.kubernetes)
  const stderr = !emptyNamesNamespace
    ? 'No resources found.\n'
    : everywhere
      ? 'No resources found\n'
      : `No resources found in ${namespace} namespace.\n`
  return { stdout: '', stderr, exit: 0 }
}

/**
 * `kubectl events [--for=pod/NAME] [--types=Warning]`: the last one last.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/events/events.go and event_printer.go (v1.37.2).
 */
export function kubectlEvents({ terminal: moment, parsed, acting, namespace }: KubectlCall): Output {
  if (!releaseOf(moment.inputs.kubernetes).hasEventsCommand)
    return fails('error: unknown command "events" for "kubectl"\nIt came with kubectl 1.26; of this release: kubectl get events')
  const everywhere = option(parsed, 'all-namespaces') !== undefined
  const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`
  const now = reach(moment, { path, words: 'get events' }, acting)
  if ('stdout' in now) return now
  const about = option(parsed, 'for')
  const [kind = '', name = ''] = about?.split('/') ?? []
  if (about !== undefined && name === '') return fails('error: --for must be in resource/name form')
  const types = parsed.options.get('types')?.flatMap((given) => given.split(','))
  const odd = types?.find((type) => !/^(normal|warning)$/i.test(type))
  if (odd !== undefined) return fails('error: valid --types are Normal or Warning')
  const shown = namedEvents(now)
    .filter((event) => everywhere || event.namespace === namespace)
    .filter((event) => about === undefined || (/^(po|pods?)$/i.test(kind) && event.name === name))
    .filter((event) => types === undefined || types.some((type) => type.toLowerCase() === event.type.toLowerCase()))
    .toSorted((a, b) => a.last - b.last)
  if (shown.length === 0)
    return { stdout: '', stderr: everywhere ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`, exit: 0 }
  const headers = option(parsed, 'no-headers') === undefined
  const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const rows = shown.map((event) => [...(everywhere ? [event.namespace] : []), ...cells(now, event)])
  return { stdout: table([...(headers ? [head] : []), ...rows], getWriter(now)), stderr: '', exit: 0 }
}

const cells = (moment: Moment, event: NamedEvent): string[] => [
  seen(moment, event),
  event.type,
  event.reason,
  `Pod/${event.name}`,
  event.message.trim(),
]
