import { quoteGo as goQuote } from '../../../manifest/go/go-quote.ts'

export { goQuote }

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/**
 * A bool as Go reads it.
 *
 * Errors: returned in Go's words. Follows: strconv, ParseBool (Go 1.23).
 */
export function readBool(text: string): { value?: boolean; error?: string } {
  if (TRUE.includes(text)) return { value: true }
  if (FALSE.includes(text)) return { value: false }
  return { error: `strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax` }
}
