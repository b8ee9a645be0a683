import { spawnSync } from 'node:child_process'
import '../views/all.ts'
import { nodeIo } from './node-io.ts'
import { plugin } from './plugin.ts'

/** As much as a large cluster's events come to. */
const MOST_BYTES = 256 * 1024 * 1024

// Not process.exit: a pipe must get all of the output first.
process.exitCode = plugin(process.argv.slice(2), nodeIo(), (words) => {
  const { stdout, stderr, status, error } = spawnSync('kubectl', words, { encoding: 'utf8', maxBuffer: MOST_BYTES })
  return { stdout: stdout ?? '', stderr: error ? `kubectl cannot be run: ${error.message}` : stderr, isGood: status === 0 }
})
process.stdout.on('error', () => {})
