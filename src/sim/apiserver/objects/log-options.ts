import { queryValues } from '../requests/request.ts'
import { type FieldProblem, invalidValue } from './go-structs.ts'

/** What of a log is asked for; `sinceSeconds` back from now. */
export interface LogOptions {
  previous: boolean
  tailLines?: number
  limitBytes?: number
  sinceSeconds?: number
}

/** What counts as no is `false`, `0`, and nothing at all. Follows: apimachinery/pkg/runtime/conversion.go, Convert_Slice_string_To_bool (v1.36.2). */
const isOn = (text: string | undefined): boolean => text !== undefined && text !== '0' && text.toLowerCase() !== 'false'

const NUMBERS = ['sinceSeconds', 'tailLines', 'limitBytes'] as const
const LEAST = { tailLines: 0, limitBytes: 1, sinceSeconds: 1 } as const

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
): { options: LogOptions } | { undecoded: string } | { wrong: readonly FieldProblem[] } {
  const said = (name: string): string | undefined => (Object.hasOwn(more, name) ? more[name] : queryValues(query, name)[0])
  const options: LogOptions = { previous: isOn(said('previous')) }
  for (const name of NUMBERS) {
    const text = said(name)
    if (text === undefined) continue
    if (!/^[-+]?\d+$/.test(text)) return { undecoded: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` }
    options[name] = Number(text)
  }
  const wrong = (['tailLines', 'limitBytes', 'sinceSeconds'] as const).flatMap((name): FieldProblem[] => {
    const value = options[name]
    if (value === undefined || value >= LEAST[name]) return []
    const bound = name === 'tailLines' ? 'greater than or equal to 0' : 'greater than 0'
    return [invalidValue(name, value, `must be ${bound}`)]
  })
  return wrong.length > 0 ? { wrong } : { options }
}
