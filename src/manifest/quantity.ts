const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const WRONG_SUFFIX = "unable to parse quantity's suffix"

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*)([-+]?)([0-9]*)$/
const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 1024, Mi: 1048576, Gi: 1073741824, Ti: 1099511627776, Pi: 1125899906842624, Ei: 1152921504606846976,
}

/**
 * A quantity such as `250m` or `1Gi` as a number of units.
 *
 * Units: of the resource, such as cores or bytes.
 * Errors: returned, as Kubernetes' sentence.
 * Follows: apimachinery/pkg/api/resource/quantity.go, ParseQuantity (v1.37.2).
 */
export function parseQuantity(text: string): { value: number } | { error: string } {
  const found = SHAPE.exec(text)
  if (text === '' || !found) return { error: WRONG_FORMAT }
  const [, sign, whole = '', fraction = '', letters = '', exponentSign = '', digits = ''] = found
  const base = Number(`${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`) * (sign === '-' ? -1 : 1)
  const suffix = letters + exponentSign + digits
  const factor = SUFFIXES[suffix]
  if (factor !== undefined) return { value: base * factor }
  if (/^[eE][-+]?[0-9]+$/.test(suffix)) return { value: Number(`${base}e${suffix.slice(1)}`) }
  return { error: WRONG_SUFFIX }
}
