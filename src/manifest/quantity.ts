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
 * What is no quantity stays as it is, and so does what is written as it would be printed: `1E6`, `+1`, `1.500`. Beyond a thousand E nothing
 * stands for the rest: `1000E` is `1`.
 * Follows: the same file, ParseQuantity, CanonicalizeBytes; pkg/apis/core/v1/defaults.go, SetDefaults_ResourceList (v1.37.2).
 */
export function canonicalQuantity(text: string): string {
  const [, sign, whole = '', fraction = '', letters = '', exponentSign = '', digits = ''] = SHAPE.exec(text) ?? []
  if (sign === undefined || 'error' in parseQuantity(text)) return text
  const binary = letters.endsWith('i')
  const powers = digits === '' ? 0 : Number(exponentSign + digits)
  const exponent = binary ? 0 : digits === '' ? 3 * (DECIMAL.indexOf(letters) - 3) : powers
  if (isPrintable(whole.replace(/^0+(?=.)/, '') || '0', fraction, exponent, binary ? BINARY.indexOf(letters) : -1)) return text
  // thousandths, times ten to the number of decimals
  const scale = exponent + 3 - fraction.length
  const factor = binary ? 1024n ** BigInt(BINARY.indexOf(letters)) : 1n
  const exact = BigInt(`${whole}${fraction}`) * factor * (scale > 0 ? 10n ** BigInt(scale) : 1n)
  const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n
  const rounded = (exact + divisor - 1n) / divisor
  const amount = binary && rounded > MOST ? MOST : rounded
  if (amount === 0n) return '0'
  const minus = sign === '-' ? '-' : ''
  if (binary && amount % 1000n === 0n && amount >= 1024_000n) return `${minus}${reduced(amount / 1000n, 1024n, (i) => BINARY[i] ?? '')}`
  return `${minus}${reduced(amount, 1000n, (i) => (digits === '' ? (DECIMAL[i + 2] ?? '') : i === 1 ? '' : `e${3 * (i - 1)}`))}`
}

/** The sum of quantities as Kubernetes prints it: as the first of them is written that is not 0. Follows: the same file, Add (v1.37.2). */
export function sumOf(quantities: readonly string[]): string {
  let [thousandths, isBinary] = [0, false]
  for (const text of quantities) {
    const quantity = parseQuantity(text)
    if ('error' in quantity || quantity.value === 0) continue
    if (thousandths === 0) isBinary = text.endsWith('i')
    thousandths += Math.ceil(Number((quantity.value * 1000).toFixed(3)))
  }
  // in digits: JavaScript writes so large a number as 1e+21
  const digits = (of: number): bigint => BigInt(Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, of)))
  return canonicalQuantity(isBinary && thousandths % 1_024_000 === 0 ? `${digits(thousandths) / 1_024_000n}Ki` : `${digits(thousandths)}m`)
}

/**
 * A valid quantity as Go prints the struct, `…` for the address of one that is not held as 64 bits.
 *
 * Follows: the same file, Quantity; amount.go, int64Amount.AsScale (v1.33.13).
 */
export function quantityDump(text: string): string {
  const [, sign, whole = '', fraction = '', letters = '', exponentSign = '', digits = ''] = SHAPE.exec(text) ?? []
  const shown = `${whole.replace(/^0+(?=.)/, '') || '0'}${fraction}`
  const exponent = digits === '' ? 3 * (DECIMAL.indexOf(letters) - 3) : Number(exponentSign + digits)
  const scale = exponent - fraction.length
  const format = letters.endsWith('i') ? 'BinarySI' : digits === '' ? 'DecimalSI' : 'DecimalExponent'
  if (format === 'BinarySI' || shown.length > 18 || scale < -9)
    return `resource.Quantity{i:resource.int64Amount{value:0, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(…)}, s:"", Format:"${format}"}`
  const cut = 10n ** BigInt(Math.max(-3 - scale, 0))
  const value = `${sign === '-' ? '-' : ''}${(BigInt(shown) + cut - 1n) / cut}`
  const kept = isPrintable(shown, '', scale, -1) ? text : ''
  return `resource.Quantity{i:resource.int64Amount{value:${value}, scale:${Math.max(scale, -3)}}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"${kept}", Format:"${format}"}`
}

/** Of a binary suffix alone: a number of bytes is 63 bits. In thousandths. */
const MOST = 9223372036854775807n * 1000n

/** Would it be printed as it is written? `power`: of 1024, below 0 where it is one of ten, `exponent`. */
function isPrintable(whole: string, fraction: string, exponent: number, power: number): boolean {
  const shown = whole + fraction
  if (power >= 0) return fraction === '' && whole.length + 3 * power <= 14 && BigInt(shown) % 8n !== 0n
  const scale = exponent - fraction.length
  return shown.length <= 18 && scale >= -3 && scale % 3 === 0 && !shown.endsWith('000') && !shown.startsWith('0')
}

function reduced(amount: bigint, base: bigint, suffixOf: (index: number) => string): string {
  let at = 0
  while (amount % base === 0n) {
    amount /= base
    at++
  }
  return `${amount}${suffixOf(at)}`
}
