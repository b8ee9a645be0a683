/** By what the day's part of each sweep is drawn: `TEST_SEED=20261129 npm test` draws once more what that day drew. */
export const SEED = process.env['TEST_SEED'] ?? new Date().toISOString().slice(0, 10).replaceAll('-', '')

/** Of a sweep as many rows as said, in their order; all of them with `WHOLE=1`, as `npm run test:all` has it. */
export function drawn<T>(rows: readonly T[], count: number): readonly T[] {
  if (process.env['WHOLE'] === '1' || rows.length <= count) return rows
  const places = rows.map((_, n) => n).sort((a, b) => rank(a) - rank(b))
  return places
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((n) => rows[n]!)
}

/** FNV-1a of the seed and a row's place. */
function rank(n: number): number {
  let hash = 2166136261
  for (const character of `${SEED} ${n}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0
  return hash
}
