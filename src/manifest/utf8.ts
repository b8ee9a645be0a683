/** A text as UTF-8, each byte a character: Go counts and cuts bytes. Half a surrogate pair is U+FFFD. */
export function toBytes(text: string): string {
  if (!/[\u0080-\uFFFF]/.test(text)) return text
  const whole = text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
  return encodeURIComponent(whole).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const SEQUENCE = /[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}/
const SEQUENCES = new RegExp(`${SEQUENCE.source}|[\\xE0-\\xEF][\\x80-\\xBF]?|[\\xF0-\\xF4][\\x80-\\xBF]{0,2}|[\\x80-\\xFF]`, 'g')

/** The text that those bytes are; what a cut has left of a character is U+FFFD. */
export function fromBytes(bytes: string): string {
  return bytes.replace(SEQUENCES, (text) => (SEQUENCE.test(text) ? decodeURIComponent(percent(text)) : '\uFFFD'))
}

function percent(bytes: string): string {
  return bytes.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
}

/** The text whose UTF-8 those bytes are; undefined where they are none. */
export function decodeUtf8(bytes: string): string | undefined {
  try {
    return decodeURIComponent(bytes.replace(/[%\x80-\xFF]+/g, percent))
  } catch {
    return undefined
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGITS = new Map(Array.from(ALPHABET, (char, i) => [char, i]))

/** A text in base64, by its UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = toBytes(text)
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = bytes.slice(i, i + 3)
    const bits = Array.from({ length: 3 }, (_, n) => three.charCodeAt(n) || 0).reduce((held, byte) => (held << 8) | byte)
    const four = [18, 12, 6, 0].map((at) => ALPHABET[(bits >> at) & 63]!).join('')
    out += four.slice(0, three.length + 1).padEnd(4, '=')
  }
  return out
}

/** The same with what a URL may hold, and without padding. Follows: encoding/base64, RawURLEncoding (Go 1.26). */
export function encodeBase64Url(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** As base64 what a URL holds of it. */
export function fromBase64Url(text: string): string {
  return `${text.replaceAll('-', '+').replaceAll('_', '/')}${'='.repeat(-text.length & 3)}`
}

/** The bytes that a base64 text stands for; undefined where it is none. */
export function base64Bytes(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  let [bytes, held, bits] = ['', 0, 0]
  for (const digit of text.replace(/=+$/, '')) {
    held = ((held << 6) | DIGITS.get(digit)!) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes += String.fromCharCode((held >> bits) & 0xff)
  }
  return bytes
}

/** The text that a base64 text stands for; undefined where it is no base64 or no UTF-8. */
export function decodeBase64(text: string): string | undefined {
  const bytes = base64Bytes(text)
  return bytes === undefined ? undefined : decodeUtf8(bytes)
}
