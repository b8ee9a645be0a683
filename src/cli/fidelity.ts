import { replayAll } from './replay.ts'

/**
 * `npm run fidelity`: replays every recording and prints a line each; exit 1 where one does not match.
 *
 * Errors: a recording that cannot be read is a difference.
 */
const lines = replayAll(process.argv[2] ?? '')
for (const { name, matched, total, differences } of lines) {
  console.log(`${differences.length === 0 ? 'ok  ' : 'DIFF'}  ${name.padEnd(48)} ${matched} of ${total}`)
  if (differences[0] !== undefined) console.log(`      ${differences[0]}`)
}
const wrong = lines.filter((line) => line.differences.length > 0).length
const matched = lines.reduce((sum, line) => sum + line.matched, 0)
const total = lines.reduce((sum, line) => sum + line.total, 0)
console.log(
  `${lines.length - wrong} of ${lines.length} recordings are replayed without a difference: ${matched} of ${total} recorded entries.`,
)
if (lines.length === 0) console.log('No recording has that name.')
process.exitCode = wrong > 0 || lines.length === 0 ? 1 : 0
