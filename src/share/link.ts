import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { DICTIONARY_1 } from './dictionary-1.ts'

/**
 * Inputs as the fragment of a link, and back. A link is `1` (the format), the length of the rest in base 36 and a dot, so
 * that a cut one is known as such, then base64url of raw deflate with a dictionary that never changes.
 */
export type Opened = { value: unknown } | { error: string }

const MAX_LINK = 60_000
const MAX_TEXT = 4_000_000

export function encodeLink(value: unknown): string {
  const packed = deflateSync(strToU8(JSON.stringify(value)), { level: 9, dictionary: strToU8(DICTIONARY_1) })
  const text = base64url(packed)
  return `1${text.length.toString(36)}.${text}`
}

/** Errors: returned as a sentence that says what is wrong with the link. */
export function decodeLink(fragment: string): Opened {
  if (fragment.length > MAX_LINK) return { error: 'The link is too large to open.' }
  const match = /^(\d)([0-9a-z]+)\.([\w-]*)$/.exec(fragment)
  if (!match) return { error: 'The link is damaged: it holds characters that no link has.' }
  const [, format, length, text] = match as unknown as [string, string, string, string]
  if (format !== '1') return { error: `The link was made by a newer whyrestart (format ${format}); this one opens format 1.` }
  const wanted = Number.parseInt(length, 36)
  if (text.length < wanted) return { error: `The link was cut off: ${wanted - text.length} of its ${wanted} characters are missing.` }
  if (text.length > wanted) return { error: `The link is damaged: it has ${text.length - wanted} characters too many.` }
  try {
    const inflated = inflate(fromBase64url(text))
    if (!inflated) return { error: 'The link is too large to open.' }
    return { value: JSON.parse(strFromU8(inflated), (key, inner: unknown) => (key === '__proto__' ? undefined : inner)) }
  } catch {
    return { error: 'The link is damaged: it cannot be unpacked.' }
  }
}

/** Unpacks in small pieces, so that a bomb is noticed before it has grown. */
function inflate(packed: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  let size = 0
  const stream = new Inflate({ dictionary: strToU8(DICTIONARY_1) }, (part) => {
    size += part.length
    if (size <= MAX_TEXT) parts.push(part)
  })
  const STEP = 512
  for (let at = 0; at < packed.length || at === 0; at += STEP) {
    stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length)
    if (size > MAX_TEXT) return undefined
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
