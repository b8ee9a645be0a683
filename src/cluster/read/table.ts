import { defined } from '../../manifest/own.ts'
import { addListed, containerIn, count, type EventFacts, type ClusterFacts, ownWords } from '../facts.ts'
import { hint, hintWords } from '../release-in.ts'
import { ageOf, apiTime, describeTime } from '../time.ts'
import { MARKED_ROW } from './clean.ts'
import { takeCondition, takeRelease, times } from './object.ts'
import { kernelLine } from './read-node.ts'
import { either, lineForm, type TextColumn, namedBy, type TextReading } from './reading.ts'

/** An age as kubectl prints it, and what it prints where there is none. */
export const AGE = String.raw`(?:\d{1,6}[ydhms][\dydhms]*|<unknown>|<invalid>|unknown)`
export const NAME = String.raw`[a-z0-9][a-z0-9.-]{0,252}`
const IS_NAME = new RegExp(`^${NAME}$`)

/** A row of `kubectl get pods`, with or without its header: name, ready, status, restarts, age, and what `-o wide` has behind it. */
export const POD_ROW = new RegExp(
  `^\\s*(?:(${NAME})\\s+)?(?:po(?:ds?)?/)?(${NAME})\\s+(\\d{1,4}/\\d{1,4})\\s+([A-Z][\\w:/.-]*|<none>)\\s+(\\d{1,9})(?:\\s\\((\\S+)\\sago\\))?(?:\\s+(${AGE})(?:\\s+(\\S+)(?:\\s+(\\S+))?.*)?)?\\s*$`,
)
/**
 * Of `kubectl get events` since 1.14, of `kubectl events`, and with Pod alone in 1.13; behind an object’s kind and name the message may be cut off, and
 * of a name its author may have left a part out (`web-<id>`).
 */
export const EVENT_ROW = new RegExp(
  `^\\s*(?:(?<ns>${NAME})\\s+)?(?<last>${AGE})(?: ago)?(?:\\s\\(x(?<all>\\d{1,7}) over (?<first>\\S+)\\))?\\s+(?<type>Normal|Warning)\\s+(?<reason>[A-Z]\\w+)\\s+(?<of>[A-Za-z]\\w*(?:[./](?=[a-z0-9<])[\\w.:-]*(?:<[^<>]{1,40}>[\\w.:-]*)?)?)(?:\\s+(?<message>\\S.*)|(?<=/\\S+))$`,
)
/** The same with `-o wide`. */
const WIDE_EVENT_ROW = new RegExp(
  `^\\s*(?:(?<ns>${NAME})\\s+)?(?<last>${AGE})\\s+(?<type>Normal|Warning)\\s+(?<reason>[A-Z]\\w+)\\s+(?<of>[A-Za-z]\\w*/\\S+)\\s+(?:(?<path>spec\\.\\S+)\\s+)?(?<from>[a-z][\\w.-]*(?:, \\S+)?)\\s+(?<message>\\S.*?)\\s+(?<first>${AGE})\\s+(?<all>\\d{1,7})\\s+${NAME}\\.[0-9a-f]{8,}\\s*$`,
)
/** Up to 1.12: both ages, the count, the Event's own name. */
const OLD_EVENT_ROW = new RegExp(
  `^\\s*(?:(?<ns>${NAME})\\s+)?(?<last>${AGE})\\s+(?<first>${AGE})\\s+(?<all>\\d{1,7})\\s+(?<name>${NAME})\\s+(?<kind>[A-Z]\\w+)\\s+(?:(?<path>spec\\.\\S+)\\s+)?(?:(?<type>Normal|Warning)\\s+)?(?<reason>[A-Z]\\w+)\\s+(?<from>\\{[^}]{1,80}\\}|kubelet,? \\S+|[a-z][\\w.-]*(?:, \\S+)?)\\s+(?<message>\\S.*)$`,
)
/** A row below `Events:` of a description. */
export const DESCRIBED_EVENT = new RegExp(
  `^\\s*(?<type>Normal|Warning)\\s+(?<reason>[A-Z]\\w+)\\s+(?<last>${AGE})(?: ago)?(?:\\s\\(x(?<all>\\d{1,7}) over (?<first>\\S+?)\\))?(?:\\s+(?<from>[a-z][\\w.-]*(?:,? ?[\\w.-]+)??(?:, \\S+)?)|(?=\\s+[A-Z]))(?:\\s+(?<message>\\S.*))?$`,
)
/** The same up to 1.6: its ages and its count come first. */
const OLD_DESCRIBED_EVENT = new RegExp(
  `^\\s*(?<first>${AGE})\\s+(?<last>${AGE})\\s+(?<all>\\d{1,7})\\s+\\{?(?<from>[a-z][\\w.-]*(?:,? [\\w.-]+)?) ?\\}?\\s+(?:(?<path>spec\\.\\S+)\\s+)?(?<type>Normal|Warning)\\s+(?<reason>[A-Z]\\w+)\\s+(?<message>\\S.*)$`,
)
const EVENT_HEADER = /^\s*(?:NAMESPACE\s+)?(?:LAST ?SEEN|FIRST ?SEEN)\s+\S/
const POD_HEADER = /^\s*(?:NAMESPACE\s+)?NAME\s+READY\s+STATUS\s+RESTARTS\b/
const OTHER_HEADER =
  /^\s*(?:NAMESPACE\s+)?(?:NAME\s+(?:STATUS\s+ROLES|DESIRED|READY\s+UP-TO-DATE|TYPE\s+CLUSTER-IP|DATA\s+AGE|STATUS\s+VOLUME|CPU\(cores\)|READY\s+AGE|COMPLETIONS|STATUS\s+COMPLETIONS)|POD\s+NAME\s+CPU\(cores\)|CONTAINER(?: ID)?\s+IMAGE\s+(?:CREATED|COMMAND)|POD ID\s+CREATED)/
const DESCRIBE_HEADER = /^\s*(?:Type\s+Reason\s+Age\s+From|FirstSeen\s+LastSeen\s+Count|Type\s+Status\b|-{4}\s+-{6}\s|-{9}\s+-{8})/
/** Columns of one's own choice: names in capitals. */
const OWN_HEADER = /^\s*[A-Z][A-Z_.-]*(?:[ \t]+[A-Z][A-Z_. -]*)+\s*$/
export const HEADER = either(EVENT_HEADER, POD_HEADER, OTHER_HEADER, DESCRIBE_HEADER)

/** Two spaces, or a tab, part what one space may join. */
function columnsOf(header: string): TextColumn[] {
  return [...header.matchAll(/\S+(?: \S+)*/g)].map((match) => ({
    name: match[0]
      .toUpperCase()
      .replace(/LASTSEEN/, 'LAST SEEN')
      .replace(/FIRSTSEEN/, 'FIRST SEEN'),
    from: match.index,
  }))
}

type CellOf = (name: string) => string

/** A row stands below its header; where a paste has pressed the spaces together, its cells are taken in order. */
function cellsOf(row: string, columns: readonly TextColumn[]): CellOf {
  const stands = columns.every(({ from }) => /\s/.test(row[from - 1] ?? ' '))
  const parts = stands
    ? columns.map(({ from }, i) => row.slice(i === 0 ? 0 : from, columns[i + 1]?.from).trim())
    : inOrder(row.trim().split(/\s{2,}|\t+/), columns.length)
  return (name) => parts[columns.findIndex((column) => column.name === name)] ?? ''
}

function inOrder(parts: readonly string[], most: number): string[] {
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join('  ')]
}

/** A header: what the rows below have in which column. */
export function header(text: string, reading: TextReading): boolean {
  const isOwn = OWN_HEADER.test(text) && /\b(?:REASON|MSG|MESSAGE|RESTARTS?|RESTART.COUNT|STATUS|EXIT\w*)\b/.test(text)
  if (!HEADER.test(text) && !isOwn) return false
  const { facts } = reading
  reading.columns = columnsOf(text)
  if (/FIRST ?SEEN\s+.*COUNT\s+NAME\s+KIND/.test(text) && !/LASTSEEN/.test(text))
    hint(facts, 'printed', { most: 12 }, 'its table of events has FIRST SEEN and COUNT')
  if (/LASTSEEN\s+FIRSTSEEN/.test(text)) hint(facts, 'printed', { most: 9 }, 'its table of events has LASTSEEN in one word')
  if (POD_HEADER.test(text)) {
    const gap = /READY(\s+)STATUS/.exec(text)![1]!.length
    if (gap === 5) hint(facts, 'server', { most: 12 }, 'its table of pods has the wide steps of 1.12 and before')
  }
  return true
}

/** A row of pods. */
export const podRow = lineForm('row', 'a row of a table of pods', POD_ROW, (match, i, reading) => {
  const [, first, name = '', ready = '', status = '', restarts = '', ended, age = '', ip, node = ''] = match
  const { facts } = reading
  const [done, all] = ready.split('/').map(Number) as [number, number]
  if (ended !== undefined) hint(facts, 'server', { least: 22 }, 'the table of pods says when one ended last')
  // a console's screen never says it
  else if (Number(restarts) > 0 && !/^\s*[│┃]/.test(reading.lines[i]!.raw) && !MARKED_ROW.test(reading.lines[i]!.raw))
    hint(facts, 'server', { most: 21 }, 'the table of pods does not say when one ended last')
  const isWide = ip !== undefined && /^(?:\d+(?:\.\d+){3}|[0-9a-f:]+:[0-9a-f:]*|<none>)$/.test(ip)
  return addListed(facts, {
    namespace: first ?? reading.command?.namespace ?? '',
    name,
    ready: done,
    containers: all,
    status,
    restarts: Number(restarts),
    ...defined({ ended: ageOf(ended ?? ''), age: ageOf(age) }),
    printed: { restarts: ended === undefined ? restarts : `${restarts} (${ended} ago)`, ...(age === '' ? {} : { age }) },
    node: isWide && node !== '<none>' ? node : '',
    line: i,
  })
})

export interface TableRow {
  namespace: string
  object: string
  /** `Pod`, `pod`, or empty where only its name is there. */
  kind: string
  type: string
  reason: string
  message: string
  path?: string
  last: string
  first?: string
  count?: number
  from?: string
  isUncounted?: true
}

/** The parts of a row of any table of events, by their names in its expression. */
function rowOf(groups: Readonly<Record<string, string | undefined>>, whose: Pick<TableRow, 'namespace' | 'object' | 'kind'>): TableRow {
  const { ns, of, name, kind: said, type = '', reason = '', message = '', last = '', first, all, from, path } = groups
  const [kind = whose.kind, object = whose.object] = of === undefined ? [said, name?.replace(/\.[0-9a-f]{8,}$/, '')] : `${of}/`.split('/')
  return {
    namespace: ns ?? whose.namespace,
    object,
    kind,
    type,
    reason,
    message: message.trim(),
    last,
    // kubectl events, which writes Pod/…, has the count in brackets; kubectl get events has none since 1.12
    ...(all === undefined && of !== undefined && kind === kind.toLowerCase() ? { isUncounted: true as const } : {}),
    ...defined({ first, from, path, count: all === undefined ? undefined : Number(all) }),
  }
}

/** A row of events of any of the tables. */
export const eventRow = lineForm('event', 'a row of events', either(EVENT_ROW, OLD_EVENT_ROW), ({ input: text }, i, reading) => {
  const { groups = {} } = (OLD_EVENT_ROW.exec(text) ?? WIDE_EVENT_ROW.exec(text) ?? EVENT_ROW.exec(text))!
  return takeEvent(rowOf(groups, { namespace: reading.command?.namespace ?? '', object: '', kind: '' }), i, reading, 'table')
})

/** A row below a description's `Events:`; whose it is the description says, or nobody. */
const IN_DESCRIPTION = either(DESCRIBED_EVENT, OLD_DESCRIBED_EVENT)
export const describedEvent = lineForm('event', 'an event of a description', IN_DESCRIPTION, ({ input: text }, i, reading) => {
  const own = DESCRIBED_EVENT.exec(text)
  const { groups = {} } = own ?? OLD_DESCRIBED_EVENT.exec(text)!
  if (!own) hint(reading.facts, 'printed', { most: 8 }, 'its describe has FirstSeen and LastSeen')
  const { described, command } = reading
  const whose = {
    namespace: described?.namespace ?? command?.namespace ?? '',
    object: described?.name ?? namedBy(reading),
    kind: described?.kind ?? '',
  }
  return takeEvent(rowOf(groups, whose), i, reading, 'describe')
})

const DATE = String.raw`(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}|\d{4}-\d\d-\d\dT[\d:]{8}(?:Z|[+-]\d\d:\d\d))`
const SOURCE = String.raw`(?:\{(?<from>[a-z][\w.-]*)[^}]{0,80}\}|kubelet, \S+)`
const OF_PATH = String.raw`(?:(?<path>spec\.\S+|implicitly required container POD)\s+)?(?:(?<type>Normal|Warning)\s+)?(?<reason>[A-Za-z]+)`
/** Both times whole: of 2015, of kubectl get events and of a description, reasons in small letters, no type; and of a watch up to 1.12. */
const OLDEST_ROWS = [`(?<name>${NAME})\\s+(?<kind>[A-Z]\\w+)\\s+${OF_PATH}\\s+${SOURCE}`, `${SOURCE}\\s+${OF_PATH}`].map(
  (form) => new RegExp(`^\\s*(?<first>${DATE})\\s+(?<last>${DATE})\\s+(?<all>\\d{1,7})\\s+${form}\\s+(?<message>\\S.*)$`),
)

export const oldestEvent = lineForm('event', 'an event with whole dates', either(...OLDEST_ROWS), ({ input: text }, i, reading) => {
  const { facts, described } = reading
  const groups = OLDEST_ROWS.map((shape) => shape.exec(text)?.groups).find(Boolean)!
  const { name = described?.name ?? namedBy(reading), kind = 'Pod', path = '', type, reason: said = '', message = '', all } = groups
  const [first, last] = [groups['first']!, groups['last']!].map((date) => describeTime(date) ?? apiTime(date))
  if (kind !== 'Pod' || path.startsWith('implicitly') || first === undefined || last === undefined) return true
  const reason = KILL_ALONE.test(message) ? 'KillingGrace' : said[0]!.toUpperCase() + said.slice(1)
  const from = groups['from'] ?? 'kubelet'
  const of = { source: 'events', namespace: '', pod: name.replace(/\.[0-9a-f]{8,}$/, ''), from, line: i } as const
  facts.events.push({
    ...of,
    ...ownWords(message),
    ...containerIn(path),
    type: type === 'Warning' || BAD.test(reason) ? 'Warning' : 'Normal',
    reason,
    first: Math.min(first, last),
    last: Math.max(first, last),
    count: times(Number(all)),
    within: 1,
    lastWithin: 1,
  })
  count(facts.seen, 'events')
  if (type === undefined) hint(facts, 'printed', { most: 9 }, 'its events have whole dates')
  hintWords(message, facts)
  return true
})

/** A kill that names no reason, as the kubelet's journal has it too. */
const KILL_ALONE = /^Killing (?:with docker id )?[0-9a-f]{12,64}$/

/** What a Warning's reason is, where its type is not told. */
const BAD = /^(?:Unhealthy|Failed\w*|BackOff|Evicted)$/

export function takeEvent(row: TableRow, i: number, reading: TextReading, source: 'table' | 'describe'): boolean {
  const { command, facts } = reading
  const { kind, reason, message, object } = row
  hintsOf(row, facts, source === 'describe')
  if (/^nodes?$/i.test(kind) || (object === '' && OF_A_NODE.test(reason))) {
    // a watcher of the node's hands on the kernel's words: of a limit they are none of the node's trouble
    if (reason !== 'OOMKilling' || !/cgroup/.test(message) || !kernelLine(message, i, facts))
      facts.nodeWords.push({ node: object || (command?.resource === 'node' && command.names[0]) || '', reason, message, line: i })
    return true
  }
  // what could not be created is no pod
  const own = OF_NO_POD.get(reason)
  if (own !== undefined) {
    facts.nodeWords.push({ node: object || (command?.names[0] ?? ''), reason: own, message, line: i })
    return true
  }
  if (kind !== '' && !/^pods?$/i.test(kind)) {
    // it is no rest of the message above
    reading.more = undefined
    return ofAnother(row, i, facts, source)
  }
  const [, namespace = '', placed = ''] = PLACED.exec(message) ?? []
  if (placed !== '' && source === 'describe' && reading.described?.name === '') reading.described.rename(placed, namespace)
  const last = ageOf(row.last)
  if (reason === 'Scheduled' && !last) return true
  const latest = last ?? UNKNOWN_AGE
  const earliest = ageOf(row.first ?? '') ?? latest
  const event: EventFacts = {
    source,
    namespace: row.namespace || namespace,
    pod: object || placed,
    ...ownWords(message),
    ...containerIn(row.path ?? ''),
    type: row.type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    // an age: so long before a moment that is not said
    first: -(earliest.seconds + earliest.within),
    last: -(latest.seconds + latest.within),
    count: times(row.count ?? 1),
    ...defined({ isUncounted: row.isUncounted, from: row.from?.split(',')[0] || undefined }),
    within: earliest.within,
    lastWithin: latest.within,
    isAge: true,
    line: i,
  }
  facts.events.push(event)
  count(facts.seen, source, source === 'table' ? 1 : 0)
  reading.more = (text) => void (event.message = `${event.message}\n${text}`.slice(0, 4000))
  return true
}

/** Of what a pod is of an Event tells that it has deleted one; nothing else is used. */
function ofAnother({ kind, reason, message }: TableRow, i: number, facts: ClusterFacts, source: 'table' | 'describe'): boolean {
  const deleted = reason === 'SuccessfulDelete' ? DELETED.exec(message)?.[1] : undefined
  if (deleted === undefined) {
    const made = reason === 'SuccessfulCreate' ? /^Created pod: (\S+)$/.exec(message)?.[1] : undefined
    if (made !== undefined) facts.made.push(made)
    count(facts.passedOver, `an Event of a ${kind.slice(0, 40)}`)
    return false
  }
  facts.deletions.set(deleted, i)
  count(facts.seen, source)
  return true
}

/** `<invalid>`, where the node's clock is ahead, and `<unknown>`. */
const UNKNOWN_AGE = { seconds: 0, within: 3600 }

/** Of what has no pod yet, and the cause that it is. */
const OF_NO_POD = new Map([
  ['FailedCreate', 'FailedCreate'],
  ['ProvisioningFailed', 'claim not provisioned'],
  ['FailedBinding', 'claim not provisioned'],
  ['WaitForFirstConsumer', 'claim waits'],
  ['FailedGetResourceMetric', 'no metrics'],
  ['FailedComputeMetricsReplicas', 'no metrics'],
  ['FailedNeedsStart', 'not scheduled by its CronJob'],
  ['TooManyMissedTimes', 'not scheduled by its CronJob'],
  ['JobAlreadyActive', 'prior Job runs on'],
  ['BackoffLimitExceeded', 'job failed'],
])

/** What no pod has: of a description of a node whose head is cut off. */
const OF_A_NODE =
  /^(?:Rebooted|NodeNotReady|NodeReady|NodeHas\w+|SystemOOM|Starting|NodeAllocatableEnforced|EvictionThresholdMet|InvalidDiskCapacity|RegisteredNode|FreeDiskSpaceFailed|ImageGCFailed|ContainerGCFailed|NodeNotSchedulable|KernelDeadlock|OOMKilling|TaskHung)$/

/** Of what a pod is of. Follows: pkg/controller/controller_utils.go, DeletePod; pkg/controller/statefulset/stateful_pod_control.go. */
const DELETED = /^(?:Deleted pod:|delete Pod) ([a-z0-9][a-z0-9.-]*)/

/** The scheduler's words name the pod. */
const PLACED = /^Successfully assigned (?:([a-z0-9-]+)\/)?([a-z0-9][a-z0-9.-]*) to \S+$/

/** What an Event's own words tell of the release. */
function hintsOf({ from = '', message, last, first, reason }: TableRow, facts: ClusterFacts, isDescribed: boolean): void {
  if (/^kubelet, \S/.test(from)) hint(facts, 'printed', { most: 18 }, 'its describe names the node behind the kubelet')
  else if (isDescribed && from === 'kubelet')
    hint(facts, 'printed', { least: 18 }, 'its describe does not name the node behind the kubelet')
  if (last === '<unknown>' && reason === 'Scheduled') hint(facts, 'printed', { least: 16, most: 18 }, 'the age of Scheduled is <unknown>')
  if ([last, first ?? ''].some((age) => /^(?:\d+m\d+|9\d|1[01]\d)s$/.test(age)))
    hint(facts, 'printed', { least: 12 }, 'its ages have minutes and seconds')
  hintWords(message, facts)
}

/** A row below a header of one's own, or below one that has what a pod's row has under other names. */
export function ownRow(text: string, i: number, reading: TextReading): boolean {
  const { columns, facts } = reading
  if (!columns || columns.length < 2) return false
  const names = columns.map(({ name }) => name)
  const cell = cellsOf(text, columns)
  const valueOf = (fitting: RegExp): string => {
    const name = names.find((name) => fitting.test(name))
    return name === undefined ? '' : cell(name).replace(/^<(?:none|nil)>$/, '')
  }
  const reason = valueOf(/^REASON$/)
  const said = /^(?:MESSAGE|MSG|NOTE)$/
  if (names.some((name) => said.test(name)))
    return ownEvent({ reason, message: valueOf(said), valueOf, cells: names.map(cell) }, i, reading)
  const restarts = valueOf(/^RESTART/)
  const pod = valueOf(/^(?:NAME|POD)$/).replace(/^pods?\//, '')
  // a table without that column says of its pods what holds them up, and nothing of those that run
  if (restarts === '' && !names.some((name) => name.startsWith('RESTART')) && names.includes('READY')) {
    const [ready, status] = [valueOf(/^READY$/), valueOf(/^STATUS$/)]
    if (!/^\d+\/\d+$/.test(ready) || !IS_NAME.test(pod) || status === '') return false
    if (status !== 'Running' && status !== 'Completed')
      addListed(facts, { namespace: valueOf(/^NAMESPACE$|^NS$/), name: pod, containers: Number(ready.split('/')[1]), status, line: i })
    return true
  }
  if (!/^[\d,]+$/.test(restarts) || !IS_NAME.test(pod)) return false
  addListed(facts, {
    namespace: valueOf(/^NAMESPACE$|^NS$/),
    name: pod,
    containers: restarts.split(',').length,
    status: /OOMKilled/.exec(valueOf(/REASON/))?.[0] ?? (valueOf(/^(?:STATUS|PHASE|STATE|WAITING)$/) || reason),
    restarts: restarts.split(',').reduce((sum, part) => sum + Number(part), 0),
    ...(/^\d+$/.test(valueOf(/EXIT/)) ? { code: Number(valueOf(/EXIT/)) } : {}),
    node: valueOf(/^NODE$/),
    line: i,
  })
  return true
}

/** Events in columns of one's own: what looks like a time is one, and whose they are a column says, or that the scheduler has placed it. */
function ownEvent(
  { reason, message, valueOf, cells }: { reason: string; message: string; valueOf: (fitting: RegExp) => string; cells: readonly string[] },
  i: number,
  reading: TextReading,
): boolean {
  const { facts } = reading
  const times = cells.flatMap((text) => apiTime(text) ?? [])
  const placed = PLACED.exec(message)
  const object = valueOf(/^(?:OBJECT|POD|NAME|INVOLVED\w*)$/).replace(/^pods?\//i, '')
  const pod = IS_NAME.test(object) ? object.replace(/\.[0-9a-f]{12,}$/, '') : (placed?.[2] ?? namedBy(reading))
  if (placed)
    reading.command = { verb: 'get', resource: 'event', names: [placed[2]!], namespace: placed[1] ?? '', container: '', isPrevious: false }
  if (reason === '' || times.length === 0) {
    const age = valueOf(/\bAGE\b|SEEN/)
    if (ageOf(age) || (reason !== '' && object !== ''))
      return takeEvent(
        {
          namespace: valueOf(/^NAMESPACE$/),
          object: pod,
          kind: '',
          type: valueOf(/^TYPE$/),
          reason,
          message,
          last: age,
          ...(/^\d+$/.test(valueOf(/^COUNT$/)) ? { count: Number(valueOf(/^COUNT$/)) } : { isUncounted: true }),
        },
        i,
        reading,
        'table',
      )
    return placed !== null
  }
  hintWords(message, facts)
  count(facts.seen, 'table')
  facts.events.push({
    source: 'events',
    namespace: valueOf(/^NAMESPACE$/) || placed?.[1] || '',
    pod,
    ...ownWords(message),
    type: valueOf(/^TYPE$/) === 'Warning' || BAD.test(reason) ? 'Warning' : 'Normal',
    reason,
    first: Math.min(...times),
    last: Math.max(...times),
    // of a lone last time the first one of a merged Event is not known
    count: times.length > 1 ? Math.max(1, Number(valueOf(/^COUNT$/)) || 1) : 1,
    within: 1,
    lastWithin: 1,
    line: i,
  })
  return true
}

const NODE_ROW = /^\s*([a-z0-9][\w.-]*)\s+((?:Not)?Ready(?:,\w+)*|Unknown)\s+(?:\S+\s+){1,2}(v1\.\d+\S*)/

/** Of a node the release of its kubelet is used, and whether it is ready. */
export function nodeRow(text: string, i: number, { facts }: TextReading): boolean {
  const [, name = '', status = '', release = ''] = NODE_ROW.exec(text) ?? []
  if (release === '') return false
  takeRelease(release, `the node ${name} runs its kubelet`, facts)
  if (status.startsWith('NotReady')) facts.nodeWords.push({ node: name, reason: 'NodeNotReady', message: status, line: i })
  return true
}

/** Of `kubectl describe node`, where nothing above it says so: no pod's condition has times. */
const CONDITION_ROW =
  /^\s*(?<type>(?:Memory|Disk|PID)Pressure|Ready|NetworkUnavailable)\s+(?<status>True|False|Unknown)\s+(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4}\s+){2}(?<message>[A-Z]\w+.*)$/

export const conditionRow = lineForm('node', 'a condition of a node', CONDITION_ROW, ({ groups = {} }, i, { facts, described }) => {
  if (described) return false
  const { type = '', status = '', message = '' } = groups
  takeCondition({ node: '', reason: type, message, line: i }, status, facts)
  return true
})

const TOP_ROW = /^\s*(?:[a-z0-9][\w.-]*\s+)?[a-z0-9][\w.-]*\s+\d+m?\s+\d+(?:Ki|Mi|Gi)\s*$/

/** What a pod uses, of `kubectl top pod`: a cluster's words, though nothing follows from it. */
export const isTopRow = (text: string, _: number, { columns }: TextReading): boolean =>
  columns?.some(({ name }) => name === 'MEMORY(BYTES)') === true && TOP_ROW.test(text)
