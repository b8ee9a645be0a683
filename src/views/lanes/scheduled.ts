import { isRecord } from '../../manifest/own.ts'
import { type ActionTold, toldOf } from '../../sim/node/action-told.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import { type Action, PANIC_CODE, REBOOT_SECONDS } from '../../sim/scenario/inputs.ts'
import words from '../../texts/action-words.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import { lengthWords, timeText } from '../text/duration-words.ts'

/** A list of actions as a scenario writes it: the scenario's own, or that of a lane that has its own. */
export interface ActionList {
  /** A lane's id; empty for the list that is everybody's. */
  lane: string
  actions: unknown
}

/** An action on the axis. */
export interface Scheduled {
  /** Its first place. */
  key: string
  at: number
  told: ActionTold
  /** Where it is written: once, or again in the list of each lane that has its own. */
  places: readonly { lane: string; index: number }[]
}

/** From an action to the one that undoes it. */
export interface Band {
  from: number
  to: number
  key: string
  told: ActionTold
}

/** Fields of an action that hold a length, as `seconds` in `scenario-fields.ts`. */
const LENGTHS: readonly string[] = ['at', 'by', 'startDelay', 'takes']

/**
 * What happens when: the actions of all lists in order of time. Those that say the same at the same time in several lists are one.
 *
 * An action that cannot be read is left out.
 */
export function scheduled(lists: readonly ActionList[]): Scheduled[] {
  const found = new Map<string, Scheduled & { places: { lane: string; index: number }[] }>()
  for (const { lane, actions } of lists) {
    const times = new Map<string, number>()
    for (const [index, raw] of (Array.isArray(actions) ? (actions as unknown[]) : []).entries()) {
      const action = maybeAction(raw)
      if (!action) continue
      // what stands twice in one list happens twice
      const text = JSON.stringify(action, Object.keys(action).toSorted())
      const nth = times.get(text) ?? 0
      times.set(text, nth + 1)
      const item = found.get(`${text}${nth}`)
      if (item) item.places.push({ lane, index })
      else found.set(`${text}${nth}`, { key: `${lane}/${index}`, at: action.at, told: toldOf(action), places: [{ lane, index }] })
    }
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at)
}

/**
 * The actions whose marks an axis has room for: all where there are few; else of those in sight, evenly, and those that must be there.
 *
 * Units: seconds; `most` in marks.
 */
export function marksIn(
  actions: readonly Scheduled[],
  { from, to }: { from: number; to: number },
  most: number,
  isNeeded: (item: Scheduled) => boolean = () => false,
): readonly Scheduled[] {
  if (actions.length <= most) return actions
  const seen = actions.filter(({ at }) => at >= from && at <= to)
  const step = Math.max(1, seen.length / most)
  const picked = new Set(Array.from({ length: Math.min(most, seen.length) }, (_, i) => seen[Math.floor(i * step)]!))
  return actions.filter((action) => picked.has(action) || isNeeded(action))
}

/** As the scenario's own reader takes it, with its defaults and without its complaints. */
function maybeAction(raw: unknown): Action | undefined {
  if (!isRecord(raw) || Object.keys(raw).length < 2) return undefined
  const action = { at: undefined, ...('crash' in raw && { code: PANIC_CODE }), ...('reboot' in raw && { takes: REBOOT_SECONDS }), ...raw }
  const read = Object.entries(action).map(([field, value]): [string, unknown] => [
    field,
    LENGTHS.includes(field) && typeof value === 'string' ? parseDuration(value) : value,
  ])
  return read.every(([field, value]) => !LENGTHS.includes(field) || typeof value === 'number')
    ? (Object.fromEntries(read) as Action)
    : undefined
}

/**
 * What lasts: from hang to resume, from slow to not slow, from etcd's end to its start, from a port's being taken to its being
 * free, from late starts to starts in time. A hung or slow process may be replaced before that, so without the other end it has
 * no band; the others last to the end.
 */
export function bandsOf(actions: readonly Scheduled[], end: number): Band[] {
  const open = new Map<string, Scheduled>()
  const bands: Band[] = []
  const close = (subject: string, to: number): void => {
    const from = open.get(subject)
    if (from) bands.push({ from: from.at, to, key: from.key, told: from.told })
    open.delete(subject)
  }
  for (const action of actions) {
    const state = stateOf(action.told)
    if (!state) continue
    close(state.subject, action.at)
    if (state.on) open.set(state.subject, action)
  }
  for (const subject of open.keys()) if (!/^(hang|slow) /.test(subject)) close(subject, end)
  return bands.filter((band) => band.to > band.from).toSorted((a, b) => a.from - b.from)
}

function stateOf({ action, target, by, is, times }: ActionTold): { subject: string; on: boolean } | undefined {
  switch (action) {
    case 'hang':
    case 'resume':
      return { subject: `hang ${target}`, on: action === 'hang' }
    case 'slow':
      return { subject: `slow ${target}`, on: by !== 0 }
    case 'etcd':
      if (target === 'fill' || target === 'defrag') return { subject: 'etcd full', on: target === 'fill' }
      return { subject: 'etcd', on: target === 'kill' || target === 'hang' }
    case 'slowDisk':
      return { subject: 'disk', on: by !== 0 }
    case 'fullDisk':
    case 'freeDisk':
      return { subject: 'disk full', on: action === 'fullDisk' }
    case 'webhook':
      return { subject: `webhook ${target}`, on: is !== 'answers' }
    case 'take':
    case 'free':
      return { subject: `port ${target}`, on: action === 'take' }
    case 'cpu':
      return { subject: `cpu ${target}`, on: times !== 1 }
    case 'startDelay':
      return { subject: 'starts', on: Number.parseFloat(target) > 0 }
    default:
      return undefined
  }
}

/** An action for people: a word or two for the axis, and what the scenario does, to stand behind “the scenario”. */
interface ActionWords {
  label: string
  does: string
}

const WORDS = new Map(readTable(words, 'action', 'label', 'does').map((row) => [row.action, row]))

/** An action in plain words: of a value that has a row of its own, else of the action. One that has none is named as it is. */
export function actionWords(told: ActionTold): ActionWords {
  const { action, target, by = 0, is = 'answers', code = 0, to = '', find = '', replace = '', takes = 0, times = 1 } = told
  const seconds = Number.parseFloat(target)
  const value = { slow: by, slowDisk: by, cpu: times, webhook: is, startDelay: seconds }[action] ?? target
  const row = WORDS.get(`${action} ${value}`) ?? WORDS.get(action)
  if (!row) return { label: action, does: `runs ${action} ${target}`.trim() }
  const values: Readonly<Record<string, string | number>> = {
    ...{ target, to, code, times, by: lengthWords(by), takes: lengthWords(takes), late: lengthWords(seconds) },
    ...{ find: shortQuote(find), replace: shortQuote(replace), verb: target.split(' ')[0]! },
  }
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
  return { label: fill(row.label), does: fill(row.does) }
}

/** An action and what became of it, as a sentence. */
export function actionSentence(t: number, told: ActionTold): string {
  return `At ${timeText(t)} the scenario ${actionWords(told).does}${told.note === undefined ? '.' : `. ${told.note}`}`
}

/** A text in one short line. */
function shortQuote(text: string): string {
  if (text === '') return 'nothing'
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return `“${line.length > 40 ? `${line.slice(0, 39)}…` : line}”`
}
