import * as v from 'valibot'
import { create } from 'zustand'
import type { FoundIn } from '../../lessons/room/found.ts'
import type { Histogram } from '../../lessons/room/histogram.ts'
import { lessonKind } from '../../lessons/parse-exercise.ts'
import { type HandedLink, type JudgedLink, MOST_ATTEMPTS, type RefusedLink, type RoomRow } from '../../lessons/room/room.ts'
import { MAX_TEXT } from '../../share/payload.ts'
import { putAway } from '../state/slot-actions.ts'
import { jsonIn, keep } from '../state/storage.ts'
import { failureOf, type Reason, WorkerClient } from '../worker/client.ts'
import { environment, useStore } from '../state/store.ts'
import type { RoomDraft, RoomExercise, Sources, tasks } from './room-tasks.ts'
import { isExerciseSlot } from '../state/slot.ts'
import { counted } from '../../views/text/words.ts'

/** The room: the links that were handed in are all that is kept; rows are what they come to. */
interface Room {
  handed: readonly HandedLink[]
  /** Exercises and courses that were dropped into it, as texts. */
  texts: readonly string[]
  rows: readonly RoomRow[]
  refused: readonly RefusedLink[]
  exercises: readonly RoomExercise[]
  /** How many of the links are judged. */
  done: number
  isJudging: boolean
  /** What came of what was done last, in a sentence. */
  says: string
  look: RoomLook
  /** What was pressed to put attempts on the projector: the way back leads to it. */
  projected: string | undefined
}

/** How the rows are looked at. */
interface RoomLook {
  /** Empty: the exercise that most attempts are of. */
  exercise: string
  /** Empty: all of them. */
  way: string
  isNameless: boolean
  marked: ReadonlySet<string>
}

const EMPTY: Room = {
  ...{ handed: [], texts: [], rows: [], refused: [], exercises: [], done: 0, isJudging: false, says: '' },
  look: { exercise: '', way: '', isNameless: false, marked: new Set() },
  projected: undefined,
}

/** It begins as all that the page keeps does, so that Forget takes it too. */
const RECORD = 'whyrestart-room'
const VERSION = 1
const DAMAGED = 'the room in it is of another version, or damaged'

const keptRoom = v.object({
  version: v.literal(VERSION),
  handed: v.array(v.object({ source: v.string(), name: v.string(), fragment: v.string(), line: v.number() })),
  texts: v.array(v.string()),
})

export const useRoom = create<Room>()(() => ({ ...EMPTY, ...readKept() }))

/** Beyond these, links are not kept: a room has fewer, and a chat log may have many more. */
const MOST_LINKS = MOST_ATTEMPTS * 3
/** An attempt that takes longer is given up, and the others go on. */
const SILENT_MS = 30_000

const client = new WorkerClient<typeof tasks>('room')

/** Undefined where something is kept that cannot be read whole, such as a newer page's. */
function readKept(): Pick<Room, 'handed' | 'texts'> | undefined {
  const text = keep.read(RECORD)
  if (text === null) return { handed: [], texts: [] }
  const { success, output } = v.safeParse(keptRoom, jsonIn(text))
  return success ? { handed: output.handed, texts: output.texts } : undefined
}

/**
 * Whether the browser took it. What could not be read is set aside before anything is written in its place, and what another tab has
 * written meanwhile comes in, but for what is taken out here.
 */
function write(isOut: (item: HandedLink) => boolean = () => false): boolean {
  const kept = readKept()
  if (!kept && !putAway(RECORD, DAMAGED)) return false
  const { handed: ours, texts: ourTexts } = useRoom.getState()
  const known = new Set(ours.map(nameAndLink))
  const handed = [...ours, ...(kept?.handed ?? []).filter((item) => !known.has(nameAndLink(item)) && !isOut(item))]
  const texts = [...new Set([...ourTexts, ...(kept?.texts ?? [])])]
  useRoom.setState({ handed, texts })
  if (handed.length === 0 && texts.length === 0) {
    keep.remove(RECORD)
    return true
  }
  return keep.write(RECORD, JSON.stringify({ version: VERSION, handed, texts }))
}

/** Takes what was pasted, dropped or scanned: links with whatever stands around them, or an exercise that they are of. */
export async function takeTexts(texts: readonly { name?: string; text: string }[], said: readonly string[] = []): Promise<void> {
  const says = [...said]
  // what could not be read has been said, and its line was one of the text before
  const lost = new Set(
    useRoom
      .getState()
      .refused.flatMap(({ name, unreadable }) => (unreadable === undefined ? [] : [nameAndLink({ name, fragment: unreadable })])),
  )
  const isLost = (item: HandedLink): boolean => lost.has(nameAndLink(item))
  useRoom.setState((room) => ({ handed: room.handed.filter((item) => !isLost(item)) }))
  for (const { name, text } of texts) {
    if (text.length > MAX_TEXT)
      says.push(`${name ?? 'What was pasted'} is too long: at most ${MAX_TEXT.toLocaleString('en')} characters are read.`)
    else if (lessonKind(text) !== undefined) {
      useRoom.setState((room) => ({ texts: [...room.texts.filter((word) => word !== text), text] }))
      says.push(`${name ?? 'What was pasted'} is taken as an exercise.`)
    } else says.push(await takeLinks(text, name ?? 'what was pasted'))
  }
  if (!write(isLost)) says.push('It is too much for this browser to keep: it is gone on reload.')
  useRoom.setState({ says: says.join(' ') })
  await judge()
}

const nameAndLink = ({ name, fragment }: Pick<HandedLink, 'name' | 'fragment'>): string => `${name}\n${fragment}`

async function takeLinks(text: string, source: string): Promise<string> {
  let found: FoundIn & { titles?: readonly string[] }
  try {
    found = await client.call('find', text, { budgetMs: SILENT_MS }).result
  } catch (error) {
    return failureOf(error).reason === 'missing' ? notJudged('missing') : `${source} could not be read.`
  }
  const before = useRoom.getState().handed
  const known = new Set(before.map(nameAndLink))
  const fresh = found.found.filter((item) => !known.has(nameAndLink(item)))
  const taken = fresh.slice(0, Math.max(0, MOST_LINKS - before.length)).map((item) => ({ ...item, source }))
  useRoom.setState({ handed: [...before, ...taken] })
  const again = found.found.length - fresh.length
  const left = fresh.length - taken.length
  return [
    `${count(found.found.length, 'link')} in ${source}`,
    again > 0 ? `, ${again} of them there already` : '',
    left > 0 ? `, ${left} left out: a room holds ${MOST_LINKS} links` : '',
    found.without.length > 0 ? `; ${linesOf(found.without)}` : '',
    '.',
    ...(found.titles ?? []).map((title) => ` The exercise “${title}” is here now.`),
  ].join('')
}

const count = (n: number, text: string): string => (n === 0 ? `no ${text}s` : counted(n, text))
const MOST_NAMED = 8

function linesOf(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0]} has no link and is left out`
  return `lines ${lines.slice(0, MOST_NAMED).join(', ')}${lines.length > MOST_NAMED ? `, and ${lines.length - MOST_NAMED} more` : ''} have no link and are left out`
}

/** Where exercises are that the page does not ship: given to it, dropped here, opened from a file, or come by a link. */
async function sources(): Promise<Sources> {
  const { slot, fragment } = useStore.getState()
  const isLink = (text: string): boolean => text !== '' && !text.startsWith('e=')
  const links = environment.cabinet
    .slots()
    .flatMap(({ slot, kept: { fragment: link = '' } }) => (isExerciseSlot(slot) && isLink(link) ? [link] : []))
  const texts = keep
    .names()
    .filter((name) => name.startsWith('whyrestart-lesson:') || name === 'whyrestart-course')
    .toSorted()
    .flatMap((name) => keep.read(name) ?? [])
  // what does not come is named beside the attempts at it
  const given = await import('../exercise/course/course-at-hand.ts').then((course) => course.textsOfGiven()).catch(() => [])
  return {
    links: isExerciseSlot(slot) && isLink(fragment) ? [...links, fragment] : links,
    texts: [...given, ...texts, ...useRoom.getState().texts],
  }
}

let last = 0

/** Judges all that is there; a web worker that stays silent is given up with the attempt that it is at. */
export async function judge(): Promise<void> {
  const mine = (last += 1)
  if (!readKept()) putAway(RECORD, DAMAGED)
  const { handed } = useRoom.getState()
  const passedOver = new Map<HandedLink, JudgedLink>()
  useRoom.setState({ done: 0, isJudging: handed.length > 0 })
  const from = await sources()
  if (mine !== last) return
  for (;;) {
    let done = 0
    const left = handed.filter((item) => !passedOver.has(item))
    useRoom.setState({ rows: [], refused: [...passedOver.values()].flatMap((judging) => ('refused' in judging ? [judging.refused] : [])) })
    client.cancelAll('judge')
    try {
      const call = client.call('judge', { handed: left, sources: from }, { budgetMs: SILENT_MS })
      for await (const progress of call) {
        done = progress.done
        take(progress.judged, passedOver.size + done)
      }
      const exercises = await call.result
      useRoom.setState({ exercises, isJudging: false })
      return
    } catch (error) {
      if (mine !== last) return
      const stuck = left[done]
      const { reason, message } = failureOf(error)
      // no attempt is to blame for what has never come
      const isNone = reason === 'missing' || reason === 'unloaded'
      if (isNone || !stuck) return useRoom.setState({ isJudging: false, says: notJudged(reason) })
      const { source, line, name } = stuck
      passedOver.set(stuck, { refused: { source, line, name, why: WHY_PASSED_OVER[reason] ?? (message || 'it could not be judged') } })
    }
  }
}

/** Of one attempt, without its full stop. */
const WHY_PASSED_OVER: Readonly<Partial<Record<Reason, string>>> = {
  silent: `it could not be judged within ${SILENT_MS / 1000} s`,
  fallen: 'what judges it broke down over it',
}

/** Of all of them. */
function notJudged(reason: Reason): string {
  if (reason === 'missing') return 'This browser allows no web worker, in which attempts are judged.'
  if (reason === 'unloaded') return 'The attempts could not be judged: what judges them could not be fetched. Load the page again.'
  return 'The attempts could not be judged. Load the page again.'
}

function take(judged: readonly JudgedLink[], done: number): void {
  useRoom.setState((room) => ({
    done,
    rows: [...room.rows, ...judged.flatMap((judging) => ('row' in judging ? [judging.row] : []))],
    refused: [...room.refused, ...judged.flatMap((judging) => ('refused' in judging ? [judging.refused] : []))],
  }))
}

/** The next group's room. */
export function emptyRoom(): void {
  last++
  client.end()
  keep.remove(RECORD)
  useRoom.setState({ ...EMPTY, says: 'The room is empty.' })
}

export const look = (change: Partial<RoomLook>): void => useRoom.setState((room) => ({ look: { ...room.look, ...change } }))

export const keyOf = ({ source, line, fragment }: RoomRow): string => `${source} ${line} ${fragment}`

export function mark(row: RoomRow, isMarked: boolean): void {
  const marked = new Set(useRoom.getState().look.marked)
  if (isMarked) marked.add(keyOf(row))
  else marked.delete(keyOf(row))
  look({ marked })
}

/** One attempt out of the room. */
export function removeRow({ fragment, line, source }: RoomRow): void {
  const isIt = (item: { fragment: string; line: number; source: string }): boolean =>
    item.fragment === fragment && item.line === line && item.source === source
  useRoom.setState(({ handed, rows }) => ({ handed: handed.filter((item) => !isIt(item)), rows: rows.filter((row) => !isIt(row)) }))
  write(isIt)
}

export function askHistograms(exercise: string, answers: readonly RoomRow['answers'][]): Promise<readonly Histogram[]> {
  return client.call('histograms', { exercise, answers }, { budgetMs: SILENT_MS }).result
}

export function askDraft(picks: readonly Pick<RoomRow, 'fragment' | 'name'>[]): Promise<RoomDraft> {
  return client.call('draft', picks, { budgetMs: SILENT_MS }).result
}
