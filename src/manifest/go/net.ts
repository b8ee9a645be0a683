import { toBytes } from '../utf8.ts'
import statuses from '../../texts/http-statuses.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** What may not stand in a part of a URL as it is. Follows: net/url, shouldEscape (Go 1.26). */
const ESCAPED = {
  path: /[^\w.~$&+,/:;=@-]/g,
  fragment: /[^\w.~!$&()*+,/:;=?@-]/g,
  host: /[^\w.~!$&'()*+,;=:[\]<>"-]/g,
} as const

/** A part of a URL, byte by byte. Follows: net/url, escape (Go 1.26). */
export const escapeUrl = (text: string, part: keyof typeof ESCAPED): string =>
  toBytes(text).replace(ESCAPED[part], (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** What an HTTP status means, in words. Follows: net/http, StatusText (Go 1.26), as far as one comes up here. */
export const STATUS_TEXTS: ReadonlyMap<number, string> = new Map(
  readTable(statuses, 'status', 'reason').map(({ status, reason }) => [Number(status), reason]),
)
