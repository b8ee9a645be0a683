import type { Tree } from '../../manifest/tree.ts'
import type { Facts } from '../facts.ts'
import { readEvent, readStatuses } from './object.ts'
import type { Find } from './reading.ts'

type Fields = Record<string, unknown>

const IN_JSON = /"([A-Za-z][\w.-]*)"\s*:\s*("(?:[^"\\]|\\.)*"?|-?[\d.]+|true|false|null|[{[])?/g
/** `map[terminated:map[exitCode:137 reason:Error]]`, as Go prints what a template or an old jsonpath chose. */
const IN_GO = /(\w+):(?:(?=map\[)|([^[\]]*?)(?=\s\w+:|\]|$))/g
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

const indentOf = (line: string): number => line.length - line.trimStart().length

/** A scalar without its quotes; empty where an object or a list begins. */
function plain(value: string): string {
  const text = value.trim().replace(/,$/, '')
  if (/^[{[]/.test(text)) return ''
  if (text.startsWith('"'))
    return text.replace(/^"|"$/g, '').replace(/\\(n|t|"|\\)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))
  return text.replace(/^'([^]*)'$/, '$1')
}

const OF_A_STATE = new Set(['exitCode', 'signal', 'reason', 'message', 'startedAt', 'finishedAt', 'containerID'])
const OF_A_STATUS = new Set(['name', 'image', 'imageID', 'containerID', 'ready', 'restartCount', 'started'])
const OF_AN_EVENT = new Set(['reason', 'message', 'note', 'type', 'count', 'firstTimestamp', 'lastTimestamp', 'eventTime'])
const KNOWN = new Set([...OF_A_STATE, ...OF_A_STATUS, ...OF_AN_EVENT, 'state', 'lastState', 'terminated', 'waiting', 'running'])
/** What holds names and reasons that are of no container’s status. */
const ELSEWHERE = /^(?:spec|conditions|ownerReferences|labels|annotations|managedFields|volumes|tolerations|template|selector)$/

/** What pieces of Pods and Events have of statuses and events, in the order in which kubectl prints their fields. */
class Pieces {
  readonly pods: Tree[] = []
  readonly events: Tree[] = []
  private meta: Fields = {}
  private lists: { containerStatuses: Fields[]; initContainerStatuses: Fields[] } = { containerStatuses: [], initContainerStatuses: [] }
  private list: 'containerStatuses' | 'initContainerStatuses' = 'containerStatuses'
  private status: Fields = {}
  private state: Fields | undefined
  private which: 'state' | 'lastState' | undefined
  private event: Fields = {}
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
    if (this.state && OF_A_STATE.has(key)) return void (this.state[key] = typed(key, value))
    if (key === 'exitCode' || key === 'finishedAt') {
      // its head is cut off
      this.take('terminated', '')
      return this.takeField(key, value)
    }
    if (key === 'restartCount') this.section = 'statuses'
    if (this.section === 'statuses' && OF_A_STATUS.has(key)) {
      if (this.status[key] !== undefined) this.closeStatus()
      this.state = this.which = undefined
      this.status[key] = typed(key, value)
    } else if (this.section === 'metadata' && /^(?:name|namespace)$/.test(key)) this.meta[key] ??= value
    else if (this.section === 'involved' && /^(?:kind|name|namespace|fieldPath)$/.test(key)) {
      const involved = this.event['involvedObject'] as Fields
      if (involved[key] === undefined) involved[key] = value
      else this.section = ''
    } else if (OF_AN_EVENT.has(key) && this.section !== 'elsewhere') {
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
      if (this.lists.containerStatuses.length + this.lists.initContainerStatuses.length > 0) this.closePod()
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
      this.pods.push({ metadata: { name, namespace, ...this.meta }, status: this.lists } as unknown as Tree)
    }
    this.lists = { containerStatuses: [], initContainerStatuses: [] }
    this.list = 'containerStatuses'
  }

  private closeEvent(): void {
    if (this.event['involvedObject'] !== undefined && this.event['reason'] !== undefined) this.events.push(this.event as unknown as Tree)
    this.event = {}
  }
}

const typed = (key: string, value: string): unknown =>
  /^(?:exitCode|signal|restartCount|count)$/.test(key)
    ? /^\d+$/.test(value)
      ? Number(value)
      : undefined
    : /^(?:ready|started)$/.test(key)
      ? value === 'true'
      : value

/** What an object in JSON or YAML still tells of which only pieces are left: its author cut its head, its end or its middle. */
export function readPieces(text: string, find: Find, facts: Facts): boolean {
  const pieces = new Pieces()
  for (const [key, value] of pairsOf(text)) pieces.take(key, value)
  pieces.close()
  const used = [...pieces.pods.map((pod) => readStatuses(pod, find, facts)), ...pieces.events.map((event) => readEvent(event, find, facts))]
  return used.some(Boolean)
}
