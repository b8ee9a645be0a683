import * as v from 'valibot'
import { draftSchema } from '../../share/payload.ts'
import { safeStorage } from '../state/storage.ts'
import type { Draft } from '../../share/payload.ts'

const KEY = 'whyrestart-earlier'
const MOST = 10
const MOST_CHARACTERS = 1_000_000

/** Scenarios that others took the place of, the newest first; what was spoiled meanwhile is left out. */
export function earlier(): Draft[] {
  try {
    const kept: unknown = JSON.parse(safeStorage.read(KEY) ?? '[]', (key, value: unknown) => (key === '__proto__' ? undefined : value))
    return (Array.isArray(kept) ? kept : []).flatMap((one) => {
      const parsed = v.safeParse(draftSchema, one)
      return parsed.success ? [parsed.output as unknown as Draft] : []
    })
  } catch {
    return []
  }
}

/** Keeps a scenario that is about to be replaced; the oldest ones go where there are too many. */
export function setAside(draft: Draft): void {
  const text = JSON.stringify(draft)
  const texts = [
    text,
    ...earlier()
      .map((one) => JSON.stringify(one))
      .filter((one) => one !== text),
  ].slice(0, MOST)
  let left = MOST_CHARACTERS
  const kept = texts.filter((one) => (left -= one.length) >= 0)
  safeStorage.write(KEY, `[${kept.join(',')}]`)
}
