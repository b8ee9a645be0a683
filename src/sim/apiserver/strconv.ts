/**
 * A text as Go's %q prints it.
 *
 * Units: none. Errors: none. Follows: strconv, Quote (Go 1.23).
 */
export function goQuote(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1')
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/**
 * A bool as Go reads it.
 *
 * Units: none. Errors: returned in Go's words. Follows: strconv, ParseBool (Go 1.23).
 */
export function readBool(text: string): { value?: boolean; error?: string } {
  if (TRUE.includes(text)) return { value: true }
  if (FALSE.includes(text)) return { value: false }
  return { error: `strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax` }
}
