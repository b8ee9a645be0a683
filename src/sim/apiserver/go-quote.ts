/**
 * A text as Go's %q prints it.
 *
 * Units: none. Errors: none. Follows: strconv, Quote (Go 1.23).
 */
export function goQuote(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1')
}
