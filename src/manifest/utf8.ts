/**
 * A text as UTF-8, each byte a character: Go counts and cuts bytes.
 *
 * Errors: none; half a surrogate pair is U+FFFD.
 */
export function toBytes(text: string): string {
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
