import { askWith } from './commands.ts'
import { MORE } from './more.ts'
import type { Output, Terminal } from './shell/output.ts'

/**
 * What a terminal on the node shows for a command line, with all commands that there are.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in the tool's words where it has some, with its exit code; never thrown, for any input.
 * Each command names its own.
 */
export function ask(line: string, terminal: Terminal): Output {
  return askWith(MORE, line, terminal)
}
