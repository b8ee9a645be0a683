import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { byCharacter } from '../manifest/own.ts'
import type { LintIo } from './lint-command.ts'

/** All files at or below a path, in order; what is hidden, and what others have written, is passed over. */
function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .toSorted((a, b) => byCharacter(a.name, b.name))
    .flatMap((entry) => {
      const file = join(path, entry.name)
      return entry.isDirectory() ? filesAt(file) : entry.isFile() ? [file] : []
    })
}

/**
 * The process's own files, for a command.
 *
 * Errors: `read` throws as node's does.
 */
export function nodeIo(): LintIo {
  // V8 compiles later: a command ends before most of what it compiles is of use, which took up to half of the CPU
  setFlagsFromString('--interrupt-budget=1000000')
  const [, launcher = ''] = process.argv
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    // a byte-order mark is no part of what somebody has written
    read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, ''),
    write: (file, contents) => writeFileSync(file, contents),
    filesAt,
    // the package has the page beside the program
    page: () =>
      readFileSync(
        basename(launcher) === 'launch.mjs'
          ? join(dirname(launcher), '../../dist/whyrestart-single.html')
          : join(dirname(realpathSync(launcher)), 'page.html'),
        'utf8',
      ),
  }
}
