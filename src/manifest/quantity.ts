const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const WRONG_SUFFIX = "unable to parse quantity's suffix"

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*)([-+]?)([0-9]*)$/
const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1048576,
  Gi: 1073741824,
  Ti: 1099511627776,
  Pi: 1125899906842624,
  Ei: 1152921504606846976,
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
  const base = Number(`${sign}0${whole}.${fraction}0`)
  const suffix = letters + exponentSign + digits
  const factor = SUFFIXES[suffix]
  if (factor !== undefined) return { value: base * factor }
  if (/^[eE][-+]?[0-9]+$/.test(suffix)) return { value: Number(`${base}e${suffix.slice(1)}`) }
  return { error: WRONG_SUFFIX }
}

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/**
 * A valid quantity as Kubernetes prints it again, rounded up to thousandths: `0.5` is `500m`, `1024Mi` is `1Gi`.
 *
 * What is no quantity stays as it is.
 * Follows: the same file, CanonicalizeBytes; pkg/apis/core/v1/defaults.go, SetDefaults_ResourceList (v1.37.2).
 */
export function canonicalQuantity(text: string): string {
  const [, sign, whole = '', fraction = '', letters = '', exponentSign = '', digits = ''] = SHAPE.exec(text) ?? []
  if (sign === undefined || 'error' in parseQuantity(text)) return text
  const binary = letters.endsWith('i')
  const powers = digits === '' ? 0 : Number(exponentSign + digits)
  // thousandths, times ten to the number of decimals
  const scale = powers + (binary || digits !== '' ? 0 : 3 * (DECIMAL.indexOf(letters) - 3)) + 3 - fraction.length
  const factor = binary ? 1024n ** BigInt(BINARY.indexOf(letters)) : 1n
  const exact = BigInt(`${whole}${fraction}` || '0') * factor * (scale > 0 ? 10n ** BigInt(scale) : 1n)
  const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n
  const amount = (exact + divisor - 1n) / divisor
  if (amount === 0n) return '0'
  const minus = sign === '-' ? '-' : ''
  if (binary && amount % 1000n === 0n && amount >= 1024_000n) return `${minus}${reduced(amount / 1000n, 1024n, BINARY, 0)}`
  const exponents = DECIMAL.map((_, i) => (i === 3 ? '' : `e${3 * (i - 3)}`))
  return `${minus}${reduced(amount, 1000n, digits === '' ? DECIMAL : exponents, 2)}`
}

function reduced(amount: bigint, base: bigint, suffixes: readonly string[], from: number): string {
  let at = from
  while (amount % base === 0n && at < suffixes.length - 1) {
    amount /= base
    at++
  }
  return `${amount}${suffixes[at]}`
}
