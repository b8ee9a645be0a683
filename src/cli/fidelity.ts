import { reasonOf, type Replay, type Tally, tallyOf, wrongOf } from '../sim/recorded/known-differences.ts'
import '../views/all.ts'
import { DESCRIBE, table } from '../terminal/text/columns.ts'
import { recordings, replay } from './replay.ts'

/**
 * Replays all recordings whose name contains a text.
 *
 * Errors: as `replay`.
 */
function replayAll(part: string): Replay[] {
  return recordings()
    .filter((name) => name.includes(part))
    .flatMap(replay)
}

/**
 * `npm run fidelity`: replays every recording, or those that are named; prints the ones that differ, and how many of each kind and release
 * do not. Exit 1 where one differs that is not known to, or no longer does.
 *
 * Errors: a recording that cannot be read is a difference.
 */
const part = process.argv[2] ?? ''
const replays = replayAll(part)
const wrong = replays.filter((replay) => wrongOf(replay) !== undefined)
const known = replays.filter((replay) => wrongOf(replay) === undefined && replay.differences.length > 0)
const same = replays.filter((replay) => wrongOf(replay) === undefined && replay.differences.length === 0)

const line = (word: string, { name, matched, total }: Replay): string => `${word}  ${name.padEnd(48)} ${matched} of ${total}`
if (part !== '') for (const replay of same) console.log(line('ok  ', replay))
for (const replay of wrong) console.log(`${line('DIFF', replay)}\n      ${wrongOf(replay)}`)
for (const why of new Set(known.map(({ name }) => reasonOf(name)!.why))) {
  console.log(`\n${why}`)
  for (const replay of known) if (reasonOf(replay.name)!.why === why) console.log(`  ${line('known', replay)}`)
}
if (replays.length > 1) console.log(`\n${tallyTable(tallyOf(replays))}`)
const sum = (of: (replay: Replay) => number): number => replays.reduce((total, replay) => total + of(replay), 0)
console.log(
  `${replays.length - wrong.length - known.length} of ${replays.length} recordings are replayed without a difference, ${known.length} with known ones: ${sum(({ matched }) => matched)} of ${sum(({ total }) => total)} recorded entries.`,
)
if (replays.length === 0) console.log('No recording has that name.')
process.exitCode = wrong.length > 0 || replays.length === 0 ? 1 : 0

/** A row a kind, a column a release: how many of them have no difference, and how many more a known one. */
function tallyTable(tallies: readonly Tally[]): string {
  const releases = [...new Set(tallies.map(({ kubernetes }) => kubernetes))].toSorted((a, b) => Number(a.slice(2)) - Number(b.slice(2)))
  const cell = ({ same, known, count }: Tally): string => `${same}${known > 0 ? `+${known}` : ''} of ${count}`
  const rows = [...new Set(tallies.map(({ kind }) => kind))].map((kind) => [
    kind,
    ...releases.map((release) => {
      const tally = tallies.find((other) => other.kind === kind && other.kubernetes === release)
      return tally ? cell(tally) : ''
    }),
  ])
  return table([['kind', ...releases], ...rows], DESCRIBE).replaceAll(/ +$/gm, '')
}
