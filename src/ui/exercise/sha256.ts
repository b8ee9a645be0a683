/**
 * SHA-256 of a text as UTF-8, in hexadecimal. Browsers have one of their own only where the page came by https, and a classroom's
 * server seldom speaks that.
 * Follows: FIPS 180-4.
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const size = ((bytes.length + 8) >> 6) + 1
  const padded = new DataView(new ArrayBuffer(size * 64))
  bytes.forEach((byte, i) => padded.setUint8(i, byte))
  padded.setUint8(bytes.length, 0x80)
  padded.setUint32(size * 64 - 8, Math.floor(bytes.length / 0x20000000))
  padded.setUint32(size * 64 - 4, bytes.length << 3)
  const { roots, start } = constants()
  const state = [...start]
  const w = new Int32Array(64)
  for (let block = 0; block < size; block++) {
    for (let t = 0; t < 16; t++) w[t] = padded.getInt32(block * 64 + t * 4)
    for (let t = 16; t < 64; t++) {
      const [a, b] = [w[t - 15]!, w[t - 2]!]
      w[t] = w[t - 16]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[t - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      const value = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roots[t]! + w[t]!) | 0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + value) | 0, c, b, a, (value + two) | 0]
    }
    for (const [i, added] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i]! + added) | 0
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The fractions of the roots of the first primes. */
function constants(): { roots: readonly number[]; start: readonly number[] } {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  const fraction = (root: number): number => ((root - Math.floor(root)) * 0x100000000) | 0
  return { roots: primes.map((prime) => fraction(Math.cbrt(prime))), start: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))) }
}
