import type { Fields } from '../../sim/apiserver/objects/json.ts'
import { sortedEntries } from '../text/columns.ts'

/** A value as Go prints it; nothing where there is none. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** What a description says of an object without Events. */
export const NO_EVENTS = 'Events:\t<none>\n'

/** Lines below each other behind a title. */
export const multiline = (lines: readonly string[]): string => (lines.length > 0 ? `${lines.join('\n\t')}\n` : '<none>\n')

/** A map, a line a key. */
export const pairs = (values: Fields, sign: string): string[] => sortedEntries(values).map(([key, value]) => `${key}${sign}${word(value)}`)
