import { type FieldError, FieldErrors } from '../../../manifest/field-error.ts'
import { decimalError } from '../../../manifest/go/strconv.ts'
import { queryValues } from '../requests/request.ts'

/** What of a log is asked for; `sinceSeconds` back from now. */
export interface LogOptions {
  previous: boolean
  tailLines?: number
  limitBytes?: number
  sinceSeconds?: number
}

/** What counts as no is `false`, `0`, and nothing at all. Follows: apimachinery/pkg/runtime/conversion.go, Convert_Slice_string_To_bool (v1.36.2). */
const isOn = (text: string | undefined): boolean => text !== undefined && text !== '0' && text.toLowerCase() !== 'false'

/** As they are decoded. */
const NUMBERS = ['sinceSeconds', 'tailLines', 'limitBytes'] as const
/** As they are validated, and the bound of each. */
const BOUNDS = [
  ['tailLines', 0, 'greater than or equal to 0'],
  ['limitBytes', 1, 'greater than 0'],
  ['sinceSeconds', 1, 'greater than 0'],
] as const

/**
 * The parameters of a request for a log; of one that is given twice the first.
 *
 * Errors: `undecoded` in Go's words, or what is wrong with each number.
 * Follows: staging/src/k8s.io/api/core/v1/types.go, PodLogOptions, and pkg/apis/core/validation/validation.go, ValidatePodLogOptions
 * (v1.36.2).
 */
export function readLogOptions(
  query: string,
  more: Readonly<Record<string, string | undefined>> = {},
): { options: LogOptions } | { undecoded: string } | { wrong: readonly FieldError[] } {
  const said = (name: string): string | undefined => (Object.hasOwn(more, name) ? more[name] : queryValues(query, name)[0])
  const options: LogOptions = { previous: isOn(said('previous')) }
  for (const name of NUMBERS) {
    const text = said(name)
    if (text === undefined) continue
    const problem = decimalError(text, 'ParseInt', 64)
    if (problem !== undefined) return { undecoded: problem }
    options[name] = Number(text)
  }
  const wrong = new FieldErrors({ valuesAsJson: true })
  for (const [name, least, bound] of BOUNDS) {
    const value = options[name]
    if (value !== undefined && value < least) wrong.invalid(name, value, `must be ${bound}`)
  }
  return wrong.list.length > 0 ? { wrong: wrong.list } : { options }
}
