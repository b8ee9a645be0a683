/** How a text differs from another, line by line. */
export interface LineDiff {
  /** Lines of the new text, from 1, that the old one lacks and that stand in no old line's place. */
  added: readonly number[]
  /** Lines of the new text that stand in the place of other old ones. */
  changed: readonly number[]
  /** Lines of the old text that are gone; `after` is the line of the new text that they stood behind, 0 for the top. */
  removed: readonly { after: number; text: string }[]
}

/** Above this many pairs of lines to compare, a block counts as changed as a whole. */
const MOST_PAIRS = 4_000_000

/**
 * Compares two texts by their longest common subsequence of lines.
 *
 * Units: lines count from 1.
 */
export function lineDiff(before: string, after: string): LineDiff {
  const { old, now, top, bottom, pairs } = aligned(before, after)
  const added: number[] = []
  const changed: number[] = []
  const removed: { after: number; text: string }[] = []
  let i = top
  let j = top
  // Between two common lines: what is gone and what is new, side by side as far as both go.
  for (const [a, b] of [...pairs, [old.length - bottom, now.length - bottom] as const]) {
    const gone = a - i
    const fresh = b - j
    for (let n = 0; n < fresh; n++) (n < gone ? changed : added).push(j + n + 1)
    for (let n = 0; n < gone; n++) removed.push({ after: j + Math.min(n, fresh), text: old[i + n]! })
    i = a + 1
    j = b + 1
  }
  return { added, changed, removed }
}

/**
 * Where a line of the new text stood in the old one.
 *
 * Units: lines count from 1. Errors: undefined where it is new.
 */
export function lineBefore(before: string, after: string, line: number): number | undefined {
  const { old, now, top, bottom, pairs } = aligned(before, after)
  if (line <= top) return line
  if (line > now.length - bottom) return line + old.length - now.length
  const pair = pairs.find(([, b]) => b === line - 1)
  return pair && pair[0] + 1
}

/** What is the same at both ends, and the places of the lines between that are. */
function aligned(
  before: string,
  after: string,
): { old: readonly string[]; now: readonly string[]; top: number; bottom: number; pairs: readonly (readonly [number, number])[] } {
  const old = before.split('\n')
  const now = after.split('\n')
  let top = 0
  while (top < old.length && top < now.length && old[top] === now[top]) top++
  let bottom = 0
  while (bottom < old.length - top && bottom < now.length - top && old.at(-1 - bottom) === now.at(-1 - bottom)) bottom++
  const pairs = common(old.slice(top, old.length - bottom), now.slice(top, now.length - bottom))
  return { old, now, top, bottom, pairs: pairs.map(([a, b]) => [a + top, b + top]) }
}

function common(a: readonly string[], b: readonly string[]): [number, number][] {
  if (!a.length || !b.length || a.length * b.length > MOST_PAIRS) return []
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++
    else j++
  }
  return pairs
}
