import { containerIn, count, type Facts, ownWords } from '../facts.ts'
import { times as timesSaid } from './event.ts'
import { takeRelease } from './object.ts'
import { EVENT_ROW, POD_ROW, type Segment } from './segments.ts'
import { ageOf, apiTime } from '../time.ts'

/**
 * The tables of `kubectl get events`, `kubectl events`, `kubectl get pods` and `kubectl get nodes`, as any release prints them: the header says
 * which column is where.
 *
 * Units: lines count from 1. Errors: a row that is none is counted as not used.
 * Follows: pkg/printers/internalversion/printers.go, printEvent; kubectl/pkg/cmd/events, getInterval.
 */
export function readTable({ text, line }: Segment, facts: Facts): void {
  const [header = '', ...rows] = text.split('\n')
  const columns = columnsOf(header)
  if (POD_ROW.test(header) || EVENT_ROW.test(header)) return readRows([header, ...rows], line, facts)
  if (isOwn(columns)) return readOwnColumns(columns, rows, line, facts)
  const isEvents = columns.some(({ name }) => name === 'REASON') && columns.some(({ name }) => name === 'MESSAGE')
  const isPods = columns.some(({ name }) => name === 'RESTARTS')
  rows.forEach((row, i) => {
    if (row.trim() === '') return
    const cell = cellsOf(row, columns)
    const isUsed = isEvents ? eventRow(cell, line + 1 + i, facts) : isPods ? podRow(cell, facts) : nodeRow(cell, facts)
    if (isUsed) facts.lines.used += 1
    else facts.lines.unused += 1
  })
}

/** Rows without their header, in the columns that kubectl prints by itself. */
function readRows(rows: readonly string[], line: number, facts: Facts): void {
  rows.forEach((row, i) => {
    const [, namespace = '', name = '', ready = '', status = '', restarts = '', age = ''] = POD_ROW.exec(row) ?? []
    const [, seen = '', type = '', reason = '', object = '', message = ''] = EVENT_ROW.exec(row) ?? []
    const cells: Readonly<Record<string, string>> =
      name === ''
        ? { 'LAST SEEN': seen, TYPE: type, REASON: reason, OBJECT: object, MESSAGE: message }
        : { NAMESPACE: namespace, NAME: name, READY: ready, STATUS: status, RESTARTS: restarts, AGE: age }
    const cell: Cell = (column) => cells[column] ?? ''
    const isUsed = name === '' ? eventRow(cell, line + i, facts) : podRow(cell, facts)
    if (isUsed) facts.lines.used += 1
    else if (row.trim() !== '') facts.lines.unused += 1
  })
}

/** `-o custom-columns` calls its columns as it likes. */
const isOwn = (columns: readonly Column[]): boolean =>
  columns.some(({ name }) => name === 'REASON') &&
  !columns.some(({ name }) => ['LAST SEEN', 'FIRST SEEN', 'FIRSTSEEN', 'AGE'].includes(name))

/** Events in columns of one's own: what looks like a time is one, and whose they are a column says, or that the scheduler has placed it. */
function readOwnColumns(columns: readonly Column[], rows: readonly string[], line: number, facts: Facts): void {
  const cells = rows.map((row) => cellsOf(row, columns))
  const names = columns.map(({ name }) => name)
  const valueOf = (cell: Cell, fitting: RegExp): string => cell(names.find((name) => fitting.test(name)) ?? '')
  const placed = cells.map((cell) => PLACED.exec(valueOf(cell, /^(?:MESSAGE|MSG)$/))).find((match) => match !== null)
  let isNameless = false
  cells.forEach((cell, i) => {
    if (rows[i]!.trim() === '') return
    const times = names.flatMap((name) => apiTime(cell(name)) ?? [])
    const object = valueOf(cell, /^(?:OBJECT|POD|NAME|INVOLVED\w*)$/).replace(/^pods?\//i, '')
    const [pod = '', namespace = ''] = POD_NAME.test(object) ? [object, cell('NAMESPACE')] : [placed?.[2], placed?.[1]]
    if (times.length === 0 || cell('REASON') === '' || pod === '') {
      isNameless ||= times.length > 0 && pod === ''
      facts.lines.unused += 1
      return
    }
    facts.lines.used += 1
    count(facts.seen, 'table')
    facts.events.push({
      source: 'events',
      namespace,
      pod,
      ...ownWords(valueOf(cell, /^(?:MESSAGE|MSG)$/)),
      type: cell('TYPE') === 'Warning' || /^(?:Unhealthy|Failed\w*|BackOff|Evicted)$/.test(cell('REASON')) ? 'Warning' : 'Normal',
      reason: cell('REASON'),
      first: Math.min(...times),
      last: Math.max(...times),
      // of a lone last time the first one of a merged Event is not known
      count: times.length > 1 ? timesSaid(Number(valueOf(cell, /^COUNT$/))) : 1,
      within: 1,
      lastWithin: 1,
      line: line + 1 + i,
    })
  })
  if (isNameless)
    facts.troubles.push(
      `The table from line ${line} on does not say whose its Events are: a column with the pod’s name is missing, such as POD:.involvedObject.name.`,
    )
}

/** The scheduler's words name the pod. */
const PLACED = /^Successfully assigned (?:([a-z0-9-]+)\/)?([a-z0-9][a-z0-9.-]*) to \S+$/

interface Column {
  name: string
  from: number
}

/** Two spaces, or a tab, part what one space may join. */
function columnsOf(header: string): Column[] {
  return [...header.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0].replace('LASTSEEN', 'LAST SEEN'), from: match.index }))
}

type Cell = (name: string) => string

/** A row stands below its header; where a paste has pressed the spaces together, its cells are taken in order. */
function cellsOf(row: string, columns: readonly Column[]): Cell {
  const stands = columns.every(({ from }, i) => i === 0 || from > row.length || /\s/.test(row[from - 1] ?? ' '))
  const parts = stands
    ? columns.map(({ from }, i) => row.slice(from, columns[i + 1]?.from).trim())
    : inOrder(row.trim().split(/\s{2,}|\t+/), columns.length)
  return (name) => parts[columns.findIndex((column) => column.name === name)] ?? ''
}

function inOrder(parts: readonly string[], most: number): string[] {
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join('  ')]
}

function eventRow(cell: Cell, line: number, facts: Facts): boolean {
  const [kind = '', pod = ''] =
    cell('OBJECT') === '' ? [cell('KIND').toLowerCase(), cell('NAME').replace(/\.[0-9a-f]{8,}$/, '')] : cell('OBJECT').split('/')
  const seen = agesOf(cell('LAST SEEN') || cell('AGE'))
  const first = ageOf(cell('FIRST SEEN'))
  if (!seen || !/^(?:pods?|)$/i.test(kind) || pod === '' || cell('REASON') === '') {
    if (seen && pod !== '') count(facts.passedOver, `an Event of a ${kind.slice(0, 40)}`)
    return false
  }
  const said = Number(cell('COUNT')) || seen.count
  const begun = first ?? seen.first
  facts.events.push({
    source: 'table',
    namespace: cell('NAMESPACE'),
    pod,
    ...ownWords(cell('MESSAGE')),
    ...containerIn(cell('SUBOBJECT')),
    type: cell('TYPE') === 'Warning' ? 'Warning' : 'Normal',
    reason: cell('REASON'),
    // an age: so long before a moment that is not said
    first: -(begun.seconds + begun.within),
    last: -(seen.last.seconds + seen.last.within),
    count: timesSaid(said),
    // kubectl get events has no column for it since 1.12, unless it is wide; kubectl events, which writes Pod/…, has it in brackets
    ...(cell('COUNT') === '' && !first && kind.startsWith('p') && seen.count === 1 ? { isUncounted: true as const } : {}),
    within: begun.within,
    lastWithin: seen.last.within,
    isAge: true,
    line,
  })
  count(facts.seen, 'table')
  return true
}

/** `5m12s`, or `5m12s (x8 over 12m)`, or `2s ago (x3 over 1m)`. */
export function agesOf(text: string) {
  const match = /^(\S+)(?: ago)?(?:\s+\(x(\d{1,7}) over (\S+)\))?$/.exec(text.trim())
  const last = match && ageOf(match[1]!)
  if (!last) return undefined
  return { last, first: (match[3] === undefined ? undefined : ageOf(match[3])) ?? last, count: Number(match[2] ?? 1) }
}

/** `6`, since 1.22 `6 (2m ago)`. */
const RESTARTS = /^(\d{1,9})(?: \((\S+) ago\))?$/
/** A name as the API has one; a container's row of another command is none. */
const POD_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

const SAYS_WHEN: Facts['hints'][number] = { is: 'least', minor: 22, why: 'the table of pods says when one ended last' }

function podRow(cell: Cell, facts: Facts): boolean {
  const [, restarts, ended] = RESTARTS.exec(cell('RESTARTS')) ?? []
  const [, ready, size] = /^(\d{1,4})\/(\d{1,4})$/.exec(cell('READY')) ?? []
  const name = cell('NAME').replace(/^pods?\//, '')
  if (restarts === undefined || size === undefined || !POD_NAME.test(name)) return false
  if (ended !== undefined && !facts.hints.includes(SAYS_WHEN)) facts.hints.push(SAYS_WHEN)
  const [age, end] = [ageOf(cell('AGE')), ended === undefined ? undefined : ageOf(ended)]
  facts.listed.push({
    namespace: cell('NAMESPACE'),
    name,
    ready: Number(ready),
    containers: Number(size),
    status: cell('STATUS'),
    restarts: Number(restarts),
    ...(end ? { ended: end } : {}),
    ...(age ? { age } : {}),
    node: cell('NODE') === '<none>' ? '' : cell('NODE'),
  })
  count(facts.seen, 'listed')
  return true
}

/** Of a node the release of its kubelet is used. */
function nodeRow(cell: Cell, facts: Facts): boolean {
  const release = cell('VERSION')
  if (release === '') return false
  takeRelease(release, `the node ${cell('NAME')} runs its kubelet`, facts)
  return true
}
