import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_USAGE } from './arguments.ts'
import { fromCluster } from './from-cluster.ts'
import { lint } from './lint-command.ts'
import { main, nodeIo } from './main.ts'
import { serve } from './serve.ts'
import { why } from './why-command.ts'

const [first, ...rest] = process.argv.slice(2)

/** All files at or below a path, in order; what is hidden, and what others have written, is passed over. */
function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path === '.' ? entry.name : join(path, entry.name)
      return entry.isDirectory() ? filesAt(file) : entry.isFile() ? [file] : []
    })
}

// Not process.exit: a pipe must get all of the output first.
process.exitCode =
  first === 'lint'
    ? lint(rest, { ...nodeIo(), filesAt })
    : first === 'from'
      ? fromCluster(rest, nodeIo())
      : first === 'why'
        ? why(rest, nodeIo())
        : first === 'serve'
          ? await serve(rest, nodeIo())
          : main(process.argv.slice(2), nodeIo(), PACKAGE_USAGE)
process.stdout.on('error', () => {})
