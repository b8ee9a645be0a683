import { isRecord } from '../../manifest/own.ts'
import * as v from 'valibot'
import { draftSchema, whyNot, type Draft, type ReadResult } from '../../share/payload.ts'
import { PANELS, type Panel } from '../../sim/scenario/panels.ts'
import type { Weights } from '../../views/verdicts/order.ts'
import { maybeSlot, slotOf, type Slot } from './slot.ts'
import { fieldsIn, jsonIn } from './storage.ts'

/** The version that is written. */
export const VERSION = 2
/** Longer texts are neither written nor read. */
export const MAX_KEPT = 4_500_000

/** A thing's work. */
export interface KeptSlot {
  draft: Draft
  /** What Start over brings back, where nothing else says it. */
  start?: Draft | undefined
  /** The link that leads to it. */
  fragment?: string | undefined
  /** Why its last run was ended: it is not run again unasked. */
  ended?: string | undefined
  /** When it was written, in milliseconds since 1970. */
  at: number
}

export type ThemeChoice = 'system' | 'light' | 'dark'

/** What is looked at of a thing; a damaged field is left out. */
export interface KeptView {
  cursor?: number
  from?: number
  to?: number
  lane?: string
  panel?: Panel
  file?: string
}

/** The page's own: what is open, and how it is looked at. */
export interface PageRecord {
  slot?: Slot
  home?: Slot
  theme?: ThemeChoice
  speed?: number
  weights?: Weights
  views: Readonly<Record<string, KeptView>>
}

const time = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86400))
const looks = {
  cursor: time,
  from: time,
  to: time,
  lane: v.string(),
  panel: v.picklist(PANELS),
  file: v.string(),
}
const settings = {
  speed: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
  theme: v.picklist(['system', 'light', 'dark']),
  weights: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
}

const kept = v.object({
  version: v.literal(VERSION),
  draft: draftSchema,
  start: v.optional(draftSchema),
  fragment: v.optional(v.string()),
  ended: v.optional(v.string()),
  at: v.fallback(v.number(), 0),
})

/** A slot's text. Errors: returned, as what follows "It cannot be read: ". */
export function parseKept(text: string): ReadResult<KeptSlot> {
  const read = parse(text)
  if ('error' in read) return read
  const checked = v.safeParse(kept, read.value)
  return checked.success ? { value: checked.output as unknown as KeptSlot } : { error: whyNot(checked.issues) }
}

/** The page's own text. Errors: as `parseKept`. */
export function parseRecord(text: string): ReadResult<PageRecord> {
  const read = parse(text)
  if ('error' in read) return read
  const raw = read.value
  const [slot, home] = [maybeSlot(raw['slot']), maybeSlot(raw['home'])]
  const views = Object.entries(isRecord(raw['views']) ? raw['views'] : {}).filter(([name]) => maybeSlot(name))
  return {
    value: {
      ...(slot ? { slot } : {}),
      ...(home ? { home } : {}),
      ...picked(settings, raw),
      views: Object.fromEntries(views.map(([name, view]) => [name, viewIn(view)])),
    } as PageRecord,
  }
}

function viewIn(value: unknown): KeptView {
  const view = picked(looks, isRecord(value) ? value : {}) as KeptView
  if (!(Number(view.from) < Number(view.to))) {
    delete view.from
    delete view.to
  }
  return view
}

/** The fields that can be read. */
function picked(schemas: Readonly<Record<string, v.GenericSchema>>, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) => {
      const checked = v.safeParse(schema, raw[name])
      return raw[name] !== undefined && checked.success ? [[name, checked.output]] : []
    }),
  )
}

function parse(text: string): ReadResult<Record<string, unknown>> {
  if (text.length > MAX_KEPT) return { error: `it has ${text.length.toLocaleString('en')} characters` }
  const value = jsonIn(text)
  if (!isRecord(value)) return { error: 'it was cut off or damaged' }
  const version = value['version']
  if (version === VERSION) return { value }
  return {
    error:
      typeof version === 'number' && version > VERSION
        ? `it was written by a newer whyrestart (version ${version}, and this one knows ${VERSION})`
        : 'it is of no version that there has been',
  }
}

/** What the first version kept in one text, as what this one keeps: each draft by itself, and what could not be read. */
export interface Upgraded {
  slots: readonly { slot: Slot; kept: KeptSlot }[]
  record: PageRecord
  /** Why some of it could not be read; empty where all could. */
  error: string
}

/** Undefined where the text is none of the first version's. */
export function upgradeFirst(text: string): Upgraded | undefined {
  const { version, state } = fieldsIn(text)
  if (version !== 1 || !isRecord(state)) return undefined
  const { draft, caseId, shelved, own } = state
  const open = caseSlot(caseId)
  const errors: string[] = []
  const slots: { slot: Slot; kept: KeptSlot }[] = []
  const take = (value: unknown, slot: Slot | undefined): void => {
    const checked = v.safeParse(draftSchema, value)
    if (checked.success) {
      const found = checked.output as unknown as Draft
      slots.push({ slot: slot ?? slotOf(found), kept: { draft: found, start: found, at: 0 } })
    } else errors.push(whyNot(checked.issues))
  }
  const isVisiting = own !== null && own !== undefined
  take(draft, isVisiting ? undefined : open)
  if (isVisiting) take(own, open)
  for (const [id, value] of Object.entries(isRecord(shelved) ? shelved : {})) if (value && caseSlot(id) !== open) take(value, caseSlot(id))
  const first = slots[0]
  const isOpen = first !== undefined && errors.length === 0
  return {
    slots: withoutTwins(slots),
    record: {
      ...(isOpen ? { slot: first.slot } : {}),
      home: open,
      ...picked(settings, state),
      views: isOpen ? { [first.slot]: viewIn(state) } : {},
    } as PageRecord,
    error: errors[0] ?? '',
  }
}

const caseSlot = (id: unknown): Slot => (id === 'own' ? 'own' : id === 'today' ? 'case:today' : 'case:story')

/** The first of a slot counts: it was open. */
function withoutTwins(slots: readonly { slot: Slot; kept: KeptSlot }[]): { slot: Slot; kept: KeptSlot }[] {
  return slots.filter(({ slot }, i) => !slots.slice(0, i).some((item) => item.slot === slot))
}
