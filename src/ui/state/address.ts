import { defined } from '../../manifest/own.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import type { PageState } from './store.ts'
import { maybeSlot, type Slot } from './slot.ts'

/** Full-page views with an address of their own; what follows the slash is theirs. */
const PAGES = ['how-we-know', 'what-changed', 'room'] as const
export type PageName = (typeof PAGES)[number]

export interface AddressPlace {
  page: PageName
  detail: string
}

/** The view that a fragment names; undefined where it is something else, such as a shared scenario. */
export function placeOf(fragment: string): AddressPlace | undefined {
  // what a sentence or a social network has put behind it is cut off
  const [, name, detail = ''] = /^#?([a-z-]+)(?:\/([^?&),;]*?))?(?:\.*$|[?&),;])/.exec(fragment) ?? []
  const page = PAGES.find((page) => page === name)
  return page && { page, detail: decoded(detail) ?? '' }
}

/** Undefined where a % in it begins no character. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** What the fragment of an address names. */
export type Named = { slot: Slot; t?: number } | { exercise: string } | { link: string } | { nothing: true }

/** What is nothing else is a link, which says itself what is wrong with it. */
export function nameIn(fragment: string): Named {
  const text = fragment.replace(/^#/, '')
  if (text === '') return { nothing: true }
  // what a sentence or a social network has put behind it is cut off
  if (/^own(?![\w=-])/.test(text)) return { slot: 'own' }
  const [, kind, rest = ''] = /^(case|kept|e)=([\w:~-]*)/.exec(text) ?? []
  const slot = kind === 'case' ? maybeSlot(`case:${rest}`) : kind === 'kept' ? maybeSlot(rest) : undefined
  // `case=story&t=7m`: a case, at a moment
  const at = kind === 'case' ? /&t=([\w.]+)/.exec(text)?.[1] : undefined
  const t = at === undefined ? undefined : /^\d+(\.\d+)?$/.test(at) ? Number(at) : parseDuration(at)
  if (slot) return { slot, ...defined({ t }) }
  if (kind === 'e' && /^[\w-]{1,80}$/.test(rest)) return { exercise: rest }
  return { link: text }
}

/** What leads to the open thing: the whole link where it came by one. */
export function fragmentOf({ slot, fragment }: Pick<PageState, 'slot' | 'fragment'>): string {
  if (fragment !== '') return fragment
  if (slot === 'own') return 'own'
  return slot.startsWith('case:') ? slot.replace(':', '=') : `kept=${slot}`
}
