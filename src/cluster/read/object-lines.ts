import type { ObjectTree } from '../../manifest/tree.ts'
import { PROBE_HANDLERS } from '../../manifest/types.ts'
import { ClusterFacts } from '../facts.ts'
import { indentOf } from './clean.ts'
import { DESCRIBE_START } from './describe.ts'
import { unquoted } from './journal.ts'
import { LOG_LINE } from './log.ts'
import { marksIn } from './collected.ts'
import { readEvent, readObjects, readStatuses } from './object.ts'
import { closeDescription, either, type Find, type Form, namedBy, NAMELESS, type TextReading } from './reading.ts'
import { DESCRIBED_EVENT, EVENT_ROW, HEADER, POD_ROW } from './table.ts'

type ObjectFields = Record<string, unknown>

const IN_JSON = /"([A-Za-z][\w.-]*)"\s*:\s*("(?:[^"\\]|\\.)*"?|-?[\d.]+|true|false|null|[{[])?/g
/** `map[terminated:map[exitCode:137 reason:Error]]`, as Go prints what a template or an old jsonpath chose. */
const IN_GO = /(\w+):(?:(?=map\[)|([^[\]]*?)(?=\s\w+:|\]|$))/g
const HANDLER = new RegExp(`"(?:${PROBE_HANDLERS.join('|')})": *\\{`)
const IN_YAML = /^\s*(?:- )*["']?([A-Za-z][\w.-]*)["']?:(?:\s+(.*))?$/

/** Keys and what stands behind them, in their order, of an object in JSON or YAML whose braces or indentation are not whole. */
function* pairsOf(text: string): Generator<[key: string, value: string]> {
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (line.includes('map[')) {
      for (const [, key = '', value = ''] of line.matchAll(IN_GO)) yield [key, plain(value)]
      continue
    }
    if (/"[A-Za-z][\w.-]*"\s*:/.test(line)) {
      for (const [, key = '', value = ''] of line.matchAll(IN_JSON)) yield [key, plain(value)]
      continue
    }
    const [, key, value = ''] = IN_YAML.exec(line) ?? []
    if (key === undefined) continue
    if (!/^[|>][+-]?\d?\s*$/.test(value)) {
      yield [key, plain(value)]
      continue
    }
    const block: string[] = []
    const indent = indentOf(line)
    const isIndented = indentOf(lines[i + 1] ?? '') > indent
    // where the indentation is lost as well, a field that is known ends it
    const goesOn = (next: string): boolean =>
      isIndented ? indentOf(next) > indent || next.trim() === '' : !KNOWN.has(IN_YAML.exec(next)?.[1] ?? '')
    while (i + 1 < lines.length && goesOn(lines[i + 1]!)) block.push(lines[++i]!.trim())
    yield [key, block.join('\n')]
  }
}

/** A scalar without its quotes; empty where an object or a list begins. */
function plain(value: string): string {
  const text = value.trim().replace(/,$/, '')
  if (/^[{[]/.test(text)) return ''
  if (text.startsWith('"')) return unquoted(text.replace(/^"|"$/g, ''))
  return text.replace(/^'([^]*)'$/, '$1')
}

const STATE_FIELDS = new Set(['exitCode', 'signal', 'reason', 'message', 'startedAt', 'finishedAt', 'containerID'])
const STATUS_FIELDS = new Set(['name', 'image', 'imageID', 'containerID', 'ready', 'restartCount', 'started'])
const EVENT_FIELDS = new Set(['reason', 'message', 'note', 'type', 'count', 'firstTimestamp', 'lastTimestamp', 'eventTime'])
const KNOWN = new Set([...STATE_FIELDS, ...STATUS_FIELDS, ...EVENT_FIELDS, 'state', 'lastState', 'terminated', 'waiting', 'running'])
/** What holds names and reasons that are of no container’s status. */
const ELSEWHERE = /^(?:spec|conditions|ownerReferences|labels|annotations|managedFields|volumes|tolerations|template|selector)$/

/** What pieces of Pods and Events have of statuses and events, in the order in which kubectl prints their fields. */
class Pieces {
  readonly pods: ObjectTree[] = []
  readonly events: ObjectTree[] = []
  private meta: ObjectFields = {}
  private lists: { containerStatuses: ObjectFields[]; initContainerStatuses: ObjectFields[] } = {
    containerStatuses: [],
    initContainerStatuses: [],
  }
  private list: 'containerStatuses' | 'initContainerStatuses' = 'containerStatuses'
  private status: ObjectFields = {}
  private state: ObjectFields | undefined
  private which: 'state' | 'lastState' | undefined
  private event: ObjectFields = {}
  private section: 'metadata' | 'statuses' | 'involved' | 'elsewhere' | '' = ''

  take(key: string, value: string): void {
    if (key === 'metadata') return this.begin('metadata')
    if (key === 'involvedObject' || key === 'regarding') {
      if (this.event['involvedObject'] !== undefined) this.closeEvent()
      this.event['involvedObject'] = {}
      return this.begin('involved')
    }
    if (/^(?:init)?[cC]ontainerStatuses$/.test(key)) {
      this.closeStatus()
      this.list = key as Pieces['list']
      return this.begin('statuses')
    }
    if (key === 'state' || key === 'lastState') {
      if (this.status[key] !== undefined) this.closeStatus()
      this.begin('statuses')
      return void (this.which = key)
    }
    if (/^(?:terminated|waiting|running)$/.test(key) && value === '') {
      this.section = 'statuses'
      this.which ??= key === 'terminated' ? 'lastState' : 'state'
      this.state = {}
      return void (this.status[this.which] = { [key]: this.state })
    }
    if (ELSEWHERE.test(key)) return this.begin('elsewhere')
    this.takeField(key, value)
  }

  private takeField(key: string, value: string): void {
    if (this.state && STATE_FIELDS.has(key)) return void (this.state[key] = typed(key, value))
    if (key === 'exitCode' || key === 'finishedAt') {
      // its head is cut off
      this.take('terminated', '')
      return this.takeField(key, value)
    }
    if (key === 'restartCount') this.section = 'statuses'
    if (this.section === 'statuses' && STATUS_FIELDS.has(key)) {
      if (this.status[key] !== undefined) this.closeStatus()
      this.state = this.which = undefined
      this.status[key] = typed(key, value)
    } else if (this.section === 'metadata' && /^(?:name|namespace)$/.test(key)) this.meta[key] ??= value
    else if (this.section === 'involved' && /^(?:kind|name|namespace|fieldPath)$/.test(key)) {
      const involved = this.event['involvedObject'] as ObjectFields
      if (involved[key] === undefined) involved[key] = value
      else this.section = ''
    } else if (EVENT_FIELDS.has(key) && this.section !== 'elsewhere') {
      if (this.event[key] !== undefined) this.closeEvent()
      this.section = ''
      this.event[key] = typed(key, value)
      // the last one of an Event, as kubectl prints it
      if (key === 'type') this.closeEvent()
    }
  }

  close(): void {
    this.closeStatus()
    this.closePod()
    this.closeEvent()
  }

  private begin(section: Pieces['section']): void {
    if (section === 'metadata') {
      this.closeStatus()
      this.closePod()
      this.meta = {}
    }
    this.section = section
    this.state = this.which = undefined
  }

  private closeStatus(): void {
    const { restartCount, state, lastState } = this.status
    if (restartCount !== undefined || state !== undefined || lastState !== undefined) this.lists[this.list].push(this.status)
    this.status = {}
    this.state = this.which = undefined
  }

  private closePod(): void {
    const all = [...this.lists.containerStatuses, ...this.lists.initContainerStatuses]
    if (all.length > 0) {
      const [, name = '', namespace = ''] = /pod=([a-z0-9][a-z0-9.-]*)_([a-z0-9-]+)\(/.exec(JSON.stringify(all)) ?? []
      this.pods.push({ metadata: { name, namespace, ...this.meta }, status: this.lists } as unknown as ObjectTree)
    }
    this.lists = { containerStatuses: [], initContainerStatuses: [] }
    this.list = 'containerStatuses'
  }

  private closeEvent(): void {
    if (this.event['involvedObject'] !== undefined && this.event['reason'] !== undefined)
      this.events.push(this.event as unknown as ObjectTree)
    this.event = {}
  }
}

function typed(key: string, value: string): unknown {
  if (/^(?:exitCode|signal|restartCount|count)$/.test(key)) return /^\d+$/.test(value) ? Number(value) : undefined
  return /^(?:ready|started)$/.test(key) ? value === 'true' : value
}

/** What an object in JSON or YAML still tells of which only pieces are left: its author cut its head, its end or its middle. */
function readPieces(text: string, find: Find, facts: ClusterFacts): boolean {
  const pieces = new Pieces()
  for (const [key, value] of pairsOf(text)) pieces.take(key, value)
  pieces.close()
  const used = [...pieces.pods.map((pod) => readStatuses(pod, find, facts)), ...pieces.events.map((event) => readEvent(event, find, facts))]
  return used.some(Boolean)
}

/** Fields that none but a Pod's status has. */
const OF_A_STATUS =
  'lastState|state|containerStatuses|initContainerStatuses|terminated|waiting|restartCount|exitCode|startedAt|finishedAt|imageID|containerID'
const YAML_START = new RegExp(
  String.raw`^\s*(?:- )?(?:apiVersion|kind): *\S|^(?:items|metadata|status|spec): *$|^\s*(?:- )?(?:${OF_A_STATUS}|allocatedResources|involvedObject): *\S*|^\s*(?:livenessProbe|readinessProbe|startupProbe): *$`,
)
/** What goes on with an object in YAML: a field, a member, a comment, a line of a text that stands further in. */
const YAML_MORE = /^\s*(?:- |#|["']?[\w./-]+["']?:(?:\s|$)|[}\]])/
/** What none but a description has, which goes on below. */
const DESCRIBED_FIELD = /^\s*(?:Exit Code|Last State|Restart Count|Started|Finished|Events): {2,}\S|^\s*Events:\s*$/
/** A field of a Pod's as the API spells it; a description has capitals. */
const YAML_FIELD = /^\s*(?:- )*["']?[a-z][\w./-]*["']?:(?:\s|$)/
const JSON_START = new RegExp(
  String.raw`^\s*(?:\{\s*$|\[\s*$|\{\s*"(?!(?:[^"\\]|\\.)*",)|\[\s*\{|"(?:State|status|involvedObject)": *\{|"(?:${OF_A_STATUS})": *[\d"{[])|"(?:containerStatuses|lastState|restartCount|exitCode|involvedObject)": ?[\d[{]`,
)
/** What goes on with one in JSON, or with a string of it that was broken. */
const JSON_MORE = /^\s*(?:["{}[\],]|-?\d[\d.]*,?$|(?:true|false|null),?$)|^\s*$|"[,:}\]]/
/** A program's own line, whatever is in it. */
const JSON_LOG = /^\s*\{ *"(?:type": ?"\w+", *"timestamp|level|ts|time|timestamp|msg|message|severity|@timestamp|log)":/

/** An object in JSON, from the brace that opens it to the one that closes it; of fields that are cut out of one, all that follow. */
export const json: Form = { kind: 'object', label: 'JSON', sign: JSON_START, take: takeJson }

function takeJson(text: string, i: number, reading: TextReading): ReturnType<Form['take']> {
  if (!JSON_START.test(text) || JSON_LOG.test(text)) return 0
  const { lines } = reading
  const isEnd = (n: number): boolean => lines[n]!.is === 'command' || lines[n]!.is === 'fence' || lines[n]!.file !== lines[i]!.file
  const closed = /^\s*[{[]/.test(text) ? jsonEnd(lines, i) : undefined
  let to = closed ?? i
  if (closed === undefined) while (to + 1 < lines.length && !isEnd(to + 1) && JSON_MORE.test(lines[to + 1]!.text)) to++
  for (let n = i + 1; n <= to; n++) if (isEnd(n)) to = n - 1
  while (to > i && lines[to]!.is !== 'text') to--
  const whole = textOf(lines, i, to)
  // one line of a program's log is an object too
  if (to === i && LOG_LINE.test(text) && !/"(?:kind|apiVersion|data|items|containerStatuses)":/.test(text)) return 0
  // a probe alone: which one it is the command above it says, as kubectl -o jsonpath is given it
  const probe = HANDLER.test(whole) ? /\.(\w+Probe)\b/.exec(lines[i - 1]?.raw ?? '')?.[1] : undefined
  const object = probe === undefined ? whole : `{"${probe}": ${whole}}`
  return objects('json', /^\s*[{[]/.test(text) ? object : `{${whole.trim().replace(/,$/, '')}}`, i, to, reading)
}

/** A container's state as Go prints a map. */
const GO_MAP = /\bmap\[(?:terminated|waiting|running):map\[/

export const goMap: Form = { kind: 'description', label: 'a map of Go', sign: GO_MAP, take: takeMap }

function takeMap(text: string, i: number, reading: TextReading): ReturnType<Form['take']> {
  if (!GO_MAP.test(text)) return 0
  const before = reading.facts.pods.length
  readPieces(text.slice(GO_MAP.exec(text)!.index), () => i, reading.facts)
  for (const pod of reading.facts.pods.slice(before)) if (pod.name === NAMELESS) pod.name = namedBy(reading)
  return 1
}

/** An object in YAML, or a part of one, as far as its lines go on with it. */
export const yaml: Form = { kind: 'object', label: 'YAML', sign: YAML_START, take: takeYaml }

function takeYaml(text: string, i: number, reading: TextReading): ReturnType<Form['take']> {
  if (!YAML_START.test(text) || reading.described?.wants(text)) return 0
  const { lines } = reading
  const base = indentOf(text)
  const isPiece = !/^\s*(?:- )?(?:apiVersion|kind|items|metadata|spec|\w+Probe):/.test(text)
  let to = i
  let isLiteral = -1
  let hasVersion = false
  for (let n = i; n < lines.length; n++) {
    const line = lines[n]!
    if (line.file !== lines[i]!.file || line.is === 'command' || (line.is === 'fence' && n > i) || /^---\s*(?:#.*)?$/.test(line.raw)) break
    if (line.is !== 'text') continue
    const own = line.text
    const indent = indentOf(own)
    if (isLiteral >= 0 && indent > isLiteral) {
      to = n
      continue
    }
    isLiteral = -1
    if (/^apiVersion:/.test(own)) {
      if (hasVersion) break
      hasVersion = true
    }
    const isMore = YAML_MORE.test(own) || indent > base
    const isOut = indent < base && !(isPiece && YAML_FIELD.test(own))
    if (n > i && (!isMore || isOut || ROW.test(own) || (indent === 0 && isOther(own)) || DESCRIBED_FIELD.test(own))) break
    if (/[:-] *[|>][+-]?\d?\s*$/.test(own)) isLiteral = indent
    to = n
  }
  const cut = lines.slice(i, to + 1).filter(({ is }) => is === 'text' || is === 'blank')
  const whole = cut.map((line) => (line.is === 'blank' ? '' : line.text.slice(Math.min(base, indentOf(line.text))))).join('\n')
  return objects('yaml', whole, i, to, reading)
}

/** What no object has, wherever it stands. */
const ROW = either(POD_ROW, DESCRIBED_EVENT)
const isOther = (text: string): boolean => HEADER.test(text) || EVENT_ROW.test(text) || DESCRIBE_START.test(text)

function objects(is: 'json' | 'yaml', text: string, from: number, to: number, reading: TextReading): ReturnType<Form['take']> {
  closeDescription(reading)
  const { facts } = reading
  const [pods, events] = [facts.pods.length, facts.events.length]
  const find = finder(reading.lines, from, to)
  const { isUsed, problem } = readWhat(is, text, find, facts)
  const name = namedBy(reading)
  for (const pod of facts.pods.slice(pods)) if (pod.name === NAMELESS) pod.name = name
  if (problem !== undefined && facts.pods.length === pods && facts.events.length === events) {
    if (LOG_LINE.test(reading.lines[from]!.text)) return 0
    facts.troubles.push(
      `The ${is === 'json' ? 'JSON' : 'YAML'} from line ${reading.lines[from]!.number} on cannot be read: ${problem}; allowed: what kubectl get prints with -o yaml or -o json, whole.`,
    )
  }
  return { lines: to - from + 1, use: isUsed ? 'used' : 'unused' }
}

/** Read as an object; where its pieces tell more, for a line that held it together is gone, by them. */
function readWhat(is: 'json' | 'yaml', text: string, find: Find, facts: ClusterFacts): ReturnType<typeof readObjects> {
  const [asObject, asPieces] = [new ClusterFacts(), new ClusterFacts()]
  const { isCut = true, isUsed } = readObjects(is, text, () => 0, asObject)
  const tellMore = readPieces(text, () => 0, asPieces) && weightOf(asPieces) > weightOf(asObject)
  const whole = tellMore && (isCut || !isUsed) ? { isUsed: false } : readObjects(is, text, find, facts)
  return tellMore ? { isUsed: readPieces(text, find, facts) } : whole
}

/** How much was told of containers, and how many events. */
const weightOf = ({ pods, events, runtime, nodeWords, ooms }: ClusterFacts): number =>
  events.length +
  runtime.length +
  nodeWords.length +
  ooms.length +
  pods
    .flatMap(({ containers }) => [...containers.values()])
    .reduce((sum, { restarts, state, lastState }) => sum + [restarts, state, lastState].filter((fact) => fact !== undefined).length, 0)

function finder(lines: TextReading['lines'], from: number, to: number): Find {
  let cursor = from
  const found = new Map<string, number>()
  return (...words) => {
    const wanted = words.filter((word) => word !== '').flatMap((word) => [word, JSON.stringify(word).slice(1, -1)])
    const key = wanted.join('\n')
    // the same words again are the next one's
    const next = Math.max(cursor, (found.get(key) ?? -1) + 1)
    for (let n = 0; n <= to - from && wanted.length > 0; n++) {
      const i = from + ((next - from + n) % (to - from + 1))
      if (!wanted.some((word) => lines[i]!.text.includes(word))) continue
      cursor = i
      found.set(key, i)
      return i
    }
    return from
  }
}

const textOf = (lines: TextReading['lines'], from: number, to: number): string =>
  lines
    .slice(from, to + 1)
    .filter(({ is }) => is === 'text' || is === 'blank')
    .map(({ text }) => text)
    .join('\n')

/** The line on which the braces that open on one are closed; undefined where they never are. */
function jsonEnd(lines: TextReading['lines'], from: number): number | undefined {
  let depth = 0
  for (const [mark, n] of marksIn(ofFile(lines, from))) {
    if (mark === '{' || mark === '[') depth++
    else if (mark !== ',' && --depth === 0) return from + n
  }
  return undefined
}

/** The texts of a file's lines from one on; empty for what is no text. */
function* ofFile(lines: TextReading['lines'], from: number): Generator<string> {
  for (let i = from; lines[i]?.file === lines[from]!.file; i++) yield lines[i]!.is === 'text' ? lines[i]!.text : ''
}
