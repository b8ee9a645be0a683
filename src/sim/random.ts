/**
 * A stream of numbers in [0, 1), the same for the same seed and purpose. One stream a purpose, so that a new draw here does not
 * shift another there.
 *
 * Follows: nothing upstream (mulberry32, seeded by FNV-1a).
 */
export function stream(seed: number, purpose: string): () => number {
  let state = 0x811c9dc5 ^ Math.trunc(seed)
  for (let i = 0; i < purpose.length; i++) state = Math.imul(state ^ purpose.charCodeAt(i), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
