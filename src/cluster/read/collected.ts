import { isRecord, grouped } from '../../manifest/own.ts'
import { isList } from '../../manifest/go/go-json.ts'
import { child, childOrEmpty, children, text, type ObjectTree } from '../../manifest/tree.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { apiTime, clockOf } from '../time.ts'

/** A line of a text: what is read of it, where that is another than what stands there. */
export interface Piece {
  raw: string
  /** From 1. */
  number: number
  own?: string
}

/** What one entry was before a collector of logs put it in JSON. */
interface Collected {
  lines: readonly string[]
  /** Seconds since 1970. */
  at: number | undefined
  /** Empty where nothing says it. */
  whose: string
  /** What stands on the line of a longer object that tells it. */
  words: string
}

/** Where whose it is stands: Fluentd's and Filebeat's, Loki's, Azure's, Google's. */
const PLACES = ['kubernetes', 'labels', 'stream', 'properties', 'resource'] as const
const POD = ['pod_name', 'podName', 'PodName', 'pod', 'k8s_pod_name'] as const
const CONTAINER = ['container_name', 'containerName', 'ContainerName', 'container', 'k8s_container_name'] as const
const WORDS = ['textPayload', 'MESSAGE', 'message', 'log', 'line', 'msg', 'LogMessage', 'LogEntry'] as const
/** What says by itself whose it is: a line of klog's, or of a node's journal. */
const BY_ITSELF =
  /^\s*(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./-]+\.go:\d+\]|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (?:kubelet|kernel|systemd|containerd|dockerd)\b)/

const named = (of: ObjectTree, names: readonly string[]): string =>
  names.map((name) => text(of, name) || text(childOrEmpty(of, name), 'name')).find((name) => /^[a-z0-9][a-z0-9.-]*$/.test(name)) ?? ''

const wordsIn = (of: ObjectTree): string => WORDS.map((name) => text(of, name)).find((words) => words.trim() !== '') ?? ''

/** Whose it is, as kubectl logs --prefix writes it; empty where nothing says it. */
function prefixOf(entry: ObjectTree): string {
  const places = PLACES.map((name) => childOrEmpty(entry, name)).flatMap((place): ObjectTree[] => [place, childOrEmpty(place, 'labels')])
  // a program's own line may name another's pod
  const isStream = /^std(?:out|err)$/.test(text(entry, 'stream')) || text(entry, 'LogEntry') !== '' || text(entry, 'LogMessage') !== ''
  const whose = [...places, ...(isStream ? [entry] : [])].find((place) => named(place, POD) !== '' && named(place, CONTAINER) !== '')
  return whose === undefined ? '' : `[pod/${named(whose, POD)}/${named(whose, CONTAINER)}] `
}

/** What a journal has before the line; empty where that is not told. */
function journalOf(of: ObjectTree, at: number | undefined): string {
  const by = text(of, 'SYSLOG_IDENTIFIER')
  const micros = Number(text(of, '__REALTIME_TIMESTAMP'))
  const time = micros > 0 ? micros / 1e6 : at
  if (by === '' || time === undefined) return ''
  // the kernel has none
  const pid = text(of, '_PID')
  return `${clockOf(time)} ${text(of, '_HOSTNAME') || 'node'} ${by}${pid === '' ? '' : `[${pid}]`}: `
}

/** What one entry was before; undefined for what no collector has written. */
function entryOf(value: ObjectTree): Collected | undefined {
  const source = child(value, '_source')
  if (source) return entryOf(source)
  const payload = child(value, 'jsonPayload')
  const at = apiTime(value['timestamp'] ?? value['@timestamp'] ?? value['time'])
  if (payload && child(payload, 'involvedObject'))
    return { lines: [JSON.stringify({ kind: 'Event', ...payload })], at, whose: '', words: EVENT }
  const of = payload ?? child(value, 'properties') ?? value
  const words = wordsIn(of) || wordsIn(value)
  const isJournals = text(of, 'MESSAGE') !== ''
  const prefix = isJournals ? journalOf(of, at) : prefixOf(value)
  const isOne = payload !== undefined || text(value, 'textPayload') !== '' || prefix !== '' || BY_ITSELF.test(words)
  const said = words === '' && payload ? JSON.stringify(payload) : words
  if (said === '' || !isOne || (isDockers(value) && prefix === '')) return undefined
  if (SAYS_EVENT.test(said)) return { lines: [JSON.stringify(value)], at, whose: '', words: said }
  return { lines: said.split('\n').flatMap((line) => (line.trim() === '' ? [] : [prefix + line])), at, whose: prefix, words: said }
}
const EVENT = 'jsonPayload'
/** An Event's message, which is told with all that stands beside it. */
const SAYS_EVENT = /^(?:\w+ probe (?:failed|errored)|Container \S+ failed |Back-off restarting failed container)/

/** A line of Docker's file of a log is of one container, and has a form of its own. */
const isDockers = (value: ObjectTree): boolean =>
  text(value, 'log') !== '' && text(value, 'stream') !== '' && Object.keys(value).length <= MOST_OF_DOCKERS
const MOST_OF_DOCKERS = 4

/** All entries of an answer, of a list, or of one by itself. */
function* entriesIn(value: Json | undefined): Generator<ObjectTree> {
  if (isList(value)) {
    for (const item of value) yield* entriesIn(item)
    return
  }
  if (!isRecord(value)) return
  const of = value as ObjectTree
  const list = [children(of, 'events'), children(of, 'entries'), children(childOrEmpty(of, 'hits'), 'hits')].find((own) => own.length > 0)
  if (list) {
    yield* list
    return
  }
  const streams = children(child(of, 'data') ?? of, 'result')
  if (streams.length === 0) return void (yield of)
  for (const stream of streams)
    for (const pair of isList(stream['values']) ? stream['values'] : [])
      if (isList(pair)) yield { labels: childOrEmpty(stream, 'stream'), line: pair[1] ?? '', timestamp: timeOf(pair[0]) } as ObjectTree
}

/** Loki's nanoseconds since 1970 as the others write a time. */
const timeOf = (nanos: unknown): string => {
  const seconds = Number(nanos) / 1e9
  return seconds > 0 && seconds < MOST_SECONDS ? rfc3339('1970-01-01T00:00:00Z', seconds, true) : ''
}
/** Ten digits, as the nanoseconds of our time have before the last nine. */
const MOST_SECONDS = 1e10

/** What the entries in a text were before; none where it is nested deeper than any collector writes. */
function entriesOf(text: string): Collected[] {
  try {
    return [...entriesIn(jsonOf(text))].flatMap((entry) => entryOf(entry) ?? [])
  } catch {
    return []
  }
}

interface Group {
  pieces: readonly Piece[]
  at?: number | undefined
  whose?: string
}

/** An object on a line, behind its time and its stream. */
const ALONE = /^\s*(?:[\w:.+/,-]{6,80}\s+){0,3}(\{.*\}|\[\s*\{.*\}\s*\])(?:\s*,)?\s*$/
const OPENS = /^\s*[[{]\s*(?:\{\s*)?$/
const MARKS = /"(?:textPayload|jsonPayload|_source|MESSAGE|kubernetes|events|entries|values|message|log)"\s*:/

/** The lines of a text, those in a collector's JSON as they were before, the oldest first. */
export function uncollected(raws: readonly string[]): Piece[] {
  const groups: Group[] = []
  const isLong = raws.some((raw) => MARKS.test(raw))
  let isClosed = true
  for (let i = 0; i < raws.length; i++) {
    const raw = raws[i]!
    const alone = isLong ? ALONE.exec(raw)?.[1] : undefined
    const end = isLong && isClosed && alone === undefined && OPENS.test(raw) ? endOf(raws, i) : undefined
    if (end === null) isClosed = false
    const to = end ?? i
    const own = alone === undefined && to === i ? [] : entriesOf(alone ?? raws.slice(i, to + 1).join('\n'))
    const isAsItIs = alone !== undefined && own.some(({ words }) => SAYS_EVENT.test(words))
    if (own.length === 0 || isAsItIs) for (let n = i; n <= to; n++) groups.push({ pieces: [{ raw: raws[n]!, number: n + 1 }] })
    else groups.push(...placed(own, raws, i, to))
    i = to
  }
  return oldestFirst(groups).flatMap(({ pieces }) => pieces)
}

/** Entries at the lines that tell them; what stands around those is blank. */
function placed(entries: readonly Collected[], raws: readonly string[], from: number, to: number): Group[] {
  let next = from
  // of several on one line each stands for itself
  const isWhole = from < to || entries.length === 1
  return entries.map(({ lines, at, whose, words }, i): Group => {
    const wanted = JSON.stringify(words).slice(1, -1).slice(0, MOST_COMPARED)
    const found = from < to ? raws.slice(next, Math.min(to + 1, next + MOST_LINES_BETWEEN)).findIndex((raw) => raw.includes(wanted)) : 0
    const line = Math.min(to, next + Math.max(0, found))
    const own =
      words === EVENT && from < to
        ? payloadAt(raws, line, to)
        : lines.map((text) => ({ raw: isWhole && lines.length === 1 ? raws[line]! : text, number: line + 1, own: text }))
    const before = blanks(raws, next, line)
    next = from === to ? from : own.at(-1)!.number
    return { at, whose, pieces: [...before, ...own, ...(i === entries.length - 1 ? blanks(raws, next, from === to ? to : to + 1) : [])] }
  })
}

const blanks = (raws: readonly string[], from: number, to: number): Piece[] =>
  raws.slice(from, to).map((raw, n) => ({ raw, number: from + n + 1, own: '' }))

/** So much of a line tells it from others. */
const MOST_COMPARED = 80
/** As long an entry is at most. */
const MOST_LINES_BETWEEN = 200

/** An object's own lines, which its indentation ends. */
function payloadAt(raws: readonly string[], from: number, to: number): Piece[] {
  const indent = raws[from]!.search(/\S/)
  const isEnd = (raw: string): boolean => raw.search(/\S/) === indent && raw.trim().startsWith('}')
  let end = from + 1
  while (end <= to && !isEnd(raws[end]!)) end++
  return raws.slice(from, Math.min(end, to) + 1).map((raw, n) => ({
    raw,
    number: from + n + 1,
    ...(n === 0 ? { own: '{' } : from + n === end ? { own: '}' } : {}),
  }))
}

/** The line on which what opens on one is closed; null where it never is. */
function endOf(raws: readonly string[], from: number): number | null {
  let depth = 0
  for (const [mark, n] of marksIn(from === 0 ? raws : linesFrom(raws, from))) {
    if (mark === '{' || mark === '[') depth++
    else if (mark !== ',' && --depth === 0) return from + n
  }
  return null
}

function* linesFrom(raws: readonly string[], from: number): Generator<string> {
  for (let i = from; i < raws.length; i++) yield raws[i]!
}

/** A console has the newest above, or each stream has. */
function oldestFirst(groups: readonly Group[]): Group[] {
  const timed = groups.filter(({ at }) => at !== undefined)
  const isAll = isDescending(timed)
  const keyOf = ({ whose = '' }: Group): string => (isAll ? '' : whose)
  const piles = grouped(timed, keyOf)
  for (const pile of piles.values()) if (!isDescending(pile)) pile.reverse()
  return groups.map((group) => (group.at === undefined ? group : piles.get(keyOf(group))!.pop()!))
}

const isDescending = (timed: readonly Group[]): boolean =>
  timed.length > 1 && timed[0]!.at! > timed.at(-1)!.at! && timed.every(({ at }, i) => i === 0 || at! <= timed[i - 1]!.at!)

/** JSON, if it is whole. */
export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Commas that stand before a brace since what came between was cut out. */
const withoutCommas = (text: string): string => text.replaceAll(/,(\s*[}\]])/g, '$1')

/** The braces, brackets and commas of JSON that stand in none of its strings, each with its text's number and its place there. */
export function* marksIn(texts: Iterable<string>): Generator<[mark: string, n: number, at: number]> {
  let isString = false
  let n = 0
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) {
      const mark = text[at]!
      if (mark === '"') isString = !isString
      else if (isString && mark === '\\') at++
      else if (!isString && '{}[],'.includes(mark)) yield [mark, n, at]
    }
    n++
  }
}

/** JSON that was cut off, closed there, or where its last whole value ends: a number may have gone on. */
export function closedJson(text: string): Json | undefined {
  let end = -1
  for (const [mark, , at] of marksIn([text])) {
    if (mark === ',') end = at
    else if (mark === '}' || mark === ']') end = at + 1
  }
  if (end < 0) return undefined
  const all = /\d\s*$/.test(text) ? undefined : jsonOf(withoutCommas(closed(text)))
  return all ?? jsonOf(withoutCommas(closed(text.slice(0, end))))
}

/** With the braces and brackets that are open closed. */
function closed(text: string): string {
  const closers: string[] = []
  for (const [mark] of marksIn([text])) {
    if (mark === '{' || mark === '[') closers.push(mark === '{' ? '}' : ']')
    else if (mark !== ',') closers.pop()
  }
  return `${text}${closers.toReversed().join('')}`
}
