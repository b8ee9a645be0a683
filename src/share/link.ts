import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { DICTIONARY_1 } from './dictionary-1.ts'

/**
 * CRC-32 of bytes, as four bytes, the highest first: a link whose text was changed on its way is known as such.
 *
 * Follows: ISO 3309, as zip and PNG use it.
 */
export function checksum(bytes: Uint8Array): Uint8Array {
  let crc = 0xffffffff
  for (let n = 0; n < bytes.length; n++) crc = (crc >>> 8) ^ OF_BYTE[(crc ^ bytes[n]!) & 255]!
  const value = ~crc >>> 0
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}

/** What each byte does to the sum: bit by bit, a megabyte would take a tenth of a second. */
const OF_BYTE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/**
 * Inputs as the fragment of a link, and back. A link is its format (a digit), the length of the rest in base 36 and a dot, so
 * that a cut one is known as such, then base64url of raw deflate with a dictionary that never changes. Format 2 has a checksum
 * of the unpacked text before the packed one; format 1 had none, and opens for ever.
 */
export type OpenedLink = { value: unknown } | { error: string; isLarge?: boolean }

/** Longer ones are neither made nor opened. */
export const MAX_LINK = 60_000
const MAX_TEXT = 4_000_000
const CHECKSUM_BYTES = 4

/** The fragment; undefined where it would be too large to be opened again. */
export function encodeLink(value: unknown): string | undefined {
  const bytes = strToU8(JSON.stringify(value))
  if (bytes.length > MAX_TEXT) return undefined
  const packed = deflateSync(bytes, { level: 9, dictionary: strToU8(DICTIONARY_1) })
  const whole = new Uint8Array(CHECKSUM_BYTES + packed.length)
  whole.set(checksum(bytes))
  whole.set(packed, CHECKSUM_BYTES)
  const text = base64url(whole)
  const link = `2${text.length.toString(36)}.${text}`
  return link.length > MAX_LINK ? undefined : link
}

/**
 * What a fragment holds. What a sentence or a social network has put behind a whole link, such as `)` or `?fbclid=…`, is cut off.
 *
 * Units: `most` is the length of the unpacked text in bytes; a longer one is refused, and `isLarge` says that it is for that.
 * Errors: returned as a sentence that says what is wrong with the link.
 */
export function decodeLink(fragment: string, most = MAX_TEXT): OpenedLink {
  const match = /^([1-9])([0-9a-z]{1,5})\.([\w-]*)(.*)$/s.exec(fragment.slice(0, MAX_LINK + 1000))
  if (!match) return { error: 'The link is damaged: it holds characters that no link has.' }
  const [, format, length, text, behind] = match as unknown as [string, string, string, string, string]
  if (format !== '1' && format !== '2')
    return { error: `The link was made by a newer whyrestart (format ${format}); this one opens the formats 1 and 2.` }
  const wanted = Number.parseInt(length, 36)
  if (wanted > MAX_LINK || text.length > MAX_LINK) return { error: 'The link is too large to open.' }
  if (text.length < wanted && behind !== '') return { error: 'The link is damaged: it holds characters that no link has.' }
  if (text.length < wanted) return { error: `The link was cut off: ${wanted - text.length} of its ${wanted} characters are missing.` }
  if (text.length > wanted) return { error: `The link is damaged: it has ${text.length - wanted} characters too many.` }
  return unpack(text, format === '2', most)
}

function unpack(text: string, hasChecksum: boolean, most: number): OpenedLink {
  try {
    const bytes = fromBase64url(text)
    const inflated = inflate(hasChecksum ? bytes.subarray(CHECKSUM_BYTES) : bytes, most)
    if (!inflated) return { error: 'The link is too large to open.', isLarge: true }
    if (hasChecksum && checksum(inflated).some((byte, i) => byte !== bytes[i]))
      return { error: 'The link is damaged: some of its characters were changed on the way.' }
    return { value: JSON.parse(strFromU8(inflated), (key, inner: unknown) => (key === '__proto__' ? undefined : inner)) }
  } catch {
    return { error: 'The link is damaged: it cannot be unpacked.' }
  }
}

/** Unpacks in small pieces, so that a bomb is noticed before it has grown. */
function inflate(packed: Uint8Array, most: number): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  let size = 0
  const stream = new Inflate({ dictionary: strToU8(DICTIONARY_1) }, (part) => {
    size += part.length
    parts.push(part)
  })
  const STEP = 512
  for (let at = 0; at < packed.length || at === 0; at += STEP) {
    stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length)
    if (size > most) return undefined
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

function fromBase64url(text: string): Uint8Array {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(raw, (character) => character.charCodeAt(0))
}
