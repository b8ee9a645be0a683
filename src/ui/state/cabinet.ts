import { listOf } from '../../manifest/own.ts'
import * as v from 'valibot'
import { draftSchema, type Draft } from '../../share/payload.ts'
import { MAX_KEPT, parseKept, parseRecord, upgradeFirst, VERSION, type KeptSlot, type PageRecord } from './kept.ts'
import { maybeSlot, PREFIX, SLOT, slotKey, type Slot } from './slot.ts'
import { jsonIn, type TextStorage } from './storage.ts'

const RECORD = PREFIX
const EARLIER = `${PREFIX}-earlier`
const UNREAD = `${PREFIX}-unread/`
const PROBE = `${PREFIX}-probe`

const MOST_EARLIER = 10
const MOST_EARLIER_CHARACTERS = 1_000_000
/** Shared scenarios whose work is still kept when a page begins; beyond them those go whose work was written longest ago. */
const MOST_VISITS = 60
const MOST_VIEWS = 60

/** What could not be read: never written over, and offered as a file. */
export interface Unread {
  name: string
  text: string
  why: string
}

type WriteResult = 'kept' | 'too large' | 'full'

export interface Cabinet {
  record(): PageRecord
  /** Changes what it is told, and leaves what another tab has written beside it. */
  writeRecord(change: Partial<PageRecord>): boolean
  get(slot: Slot): KeptSlot | undefined
  put(slot: Slot, kept: KeptSlot): WriteResult
  remove(slot: Slot): void
  /** What the storage has there, whichever page has written it. */
  textIn(slot: Slot): string | null
  stored(slot: Slot): KeptSlot | undefined
  /** The things whose work is kept, the newest first. */
  slots(): { slot: Slot; kept: KeptSlot }[]
  /** What was found that could not be read, since it was asked for last. */
  newlyUnread(): Unread[]
  unread(): Unread[]
  drop(name: string): void
  /** Scenarios that others took the place of, the newest first. */
  earlier(): Draft[]
  /** False where it is too large to be set aside. */
  setAside(draft: Draft): boolean
  /** Puts a text that nobody can do anything with out of the way; false where it stays, and must not be written over. */
  putAway(name: string, why: string): boolean
}

/**
 * The page's work, each thing in a slot of its own. What cannot be read is put under another name before anything is written in
 * its place. Where the browser keeps nothing, a slot lasts as long as the page.
 */
export function makeCabinet(keep: TextStorage, nowMs: () => number = Date.now): Cabinet {
  /** What a storage that is full or missing has not taken. */
  const held = new Map<Slot, KeptSlot>()
  let fresh: Unread[] = []

  const setUnreadAside = (name: string, text: string, why: string): boolean => {
    const taken = keep.names().filter((name) => name.startsWith(UNREAD))
    const number = Math.max(0, ...taken.map((text) => Number(text.slice(UNREAD.length).split('/')[0]) || 0)) + 1
    const place = `${UNREAD}${number}/${name}`
    fresh.push({ name: place, text, why })
    if (keep.write(place, text)) {
      keep.remove(name)
      return true
    }
    // one that takes nothing at all would not take it back either
    if (!keep.write(PROBE, '')) return false
    keep.remove(PROBE)
    // one that is full has room for it once it is gone from its old place
    keep.remove(name)
    if (keep.write(place, text)) return true
    keep.write(name, text)
    return false
  }
  /** Names whose text could be neither read nor put elsewhere: they stay as they are. */
  const frozen = new Set<string>()
  const read = <T>(name: string, parser: (text: string) => { value: T } | { error: string }): T | undefined => {
    if (frozen.has(name)) return undefined
    const text = keep.read(name)
    if (text === null) return undefined
    const found = parser(text)
    if ('value' in found) return found.value
    if (!setUnreadAside(name, text, found.error)) frozen.add(name)
    return undefined
  }
  const write = (name: string, text: string): boolean => !frozen.has(name) && keep.write(name, text)

  const stored = (slot: Slot): KeptSlot | undefined => read(slotKey(slot), parseKept)
  const get = (slot: Slot): KeptSlot | undefined => held.get(slot) ?? stored(slot)
  const put = (slot: Slot, kept: KeptSlot): WriteResult => {
    const text = JSON.stringify({ version: VERSION, ...kept, at: nowMs() })
    held.set(slot, kept)
    if (text.length > MAX_KEPT) return 'too large'
    if (!write(slotKey(slot), text)) return 'full'
    held.delete(slot)
    return 'kept'
  }
  const names = (): Slot[] =>
    keep
      .names()
      .filter((name) => name.startsWith(SLOT))
      .flatMap((name) => maybeSlot(name.slice(SLOT.length)) ?? [])
  const slots = (): { slot: Slot; kept: KeptSlot }[] =>
    [...new Set([...held.keys(), ...names()])]
      .flatMap((slot) => {
        const kept = get(slot)
        return kept ? [{ slot, kept }] : []
      })
      .toSorted((a, b) => b.kept.at - a.kept.at)

  const record = (): PageRecord => read(RECORD, parseRecord) ?? { views: {} }
  const writeRecord = (change: Partial<PageRecord>): boolean => {
    const before = record()
    const views = Object.entries({ ...without(before.views, Object.keys(change.views ?? {})), ...change.views }).slice(-MOST_VIEWS)
    return write(RECORD, JSON.stringify({ version: VERSION, ...before, ...change, views: Object.fromEntries(views) }))
  }

  const earlierIn = (text: string | null): { drafts: Draft[]; isWhole: boolean } => {
    if (text === null) return { drafts: [], isWhole: true }
    const value = jsonIn(text)
    const list = listOf(value)
    const drafts = list.flatMap((item) => (v.safeParse(draftSchema, item).success ? [item as Draft] : []))
    return { drafts, isWhole: Array.isArray(value) && drafts.length === list.length }
  }
  const earlier = (): Draft[] => earlierIn(keep.read(EARLIER)).drafts
  const setAside = (draft: Draft): boolean => {
    const text = JSON.stringify(draft)
    if (text.length > MOST_EARLIER_CHARACTERS) return false
    const before = keep.read(EARLIER)
    const { drafts, isWhole } = earlierIn(before)
    if (!isWhole) setUnreadAside(EARLIER, before!, 'some of it is of another version, or damaged')
    let left = MOST_EARLIER_CHARACTERS
    const texts = [text, ...drafts.map((draft) => JSON.stringify(draft)).filter((word) => word !== text)]
      .slice(0, MOST_EARLIER)
      .filter((text) => (left -= text.length) >= 0)
    return write(EARLIER, `[${texts.join(',')}]`)
  }

  const unread = (): Unread[] =>
    keep
      .names()
      .filter((name) => name.startsWith(UNREAD))
      .toSorted()
      .map((name) => ({ name, text: keep.read(name) ?? '', why: '' }))

  const upgrade = (): void => {
    const text = keep.read(RECORD)
    const older = text === null || text.length > MAX_KEPT ? undefined : upgradeFirst(text)
    if (!older) return
    for (const { slot, kept } of older.slots) put(slot, kept)
    if (older.error && !setUnreadAside(RECORD, text!, older.error)) frozen.add(RECORD)
    write(RECORD, JSON.stringify({ version: VERSION, ...older.record }))
  }
  /** What an older page could not read, this one perhaps can. */
  const readAgain = (): void => {
    for (const { name, text } of unread()) {
      const found = parseKept(text)
      const first = upgradeFirst(text)
      const drafts = 'value' in found ? [found.value.draft] : first && !first.error ? first.slots.map(({ kept }) => kept.draft) : []
      if (drafts.length > 0 && drafts.every((draft) => setAside(draft))) keep.remove(name)
    }
  }
  const dropOldest = (): void => {
    if (names().length <= MOST_VISITS) return
    for (const { slot } of slots()
      .filter(({ slot }) => slot.startsWith('shared:'))
      .slice(MOST_VISITS))
      keep.remove(slotKey(slot))
  }
  upgrade()
  readAgain()
  dropOldest()

  return {
    record,
    writeRecord,
    get,
    put,
    remove: (slot) => {
      held.delete(slot)
      if (!frozen.has(slotKey(slot))) keep.remove(slotKey(slot))
    },
    textIn: (slot) => keep.read(slotKey(slot)),
    stored,
    slots,
    newlyUnread: () => {
      const found = fresh
      fresh = []
      return found
    },
    unread,
    drop: keep.remove,
    earlier,
    setAside,
    putAway: (name, why) => {
      const text = keep.read(name)
      return text === null || setUnreadAside(name, text, why)
    },
  }
}

/** Named last, they count as the newest. */
function without<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
}
