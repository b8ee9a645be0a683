import type { Json } from '../manifest/yaml/resolve.ts'
import { option, optionTable, parseOptions } from '../sim/kubectl/command-line.ts'
import { kubeadm } from './node/kubeadm-certs.ts'
import { docker } from './node/docker.ts'
import { base64, stat } from './node/file-tools.ts'
import { df } from './node/disks.ts'
import { dmesg, free } from './node/memory.ts'
import { openssl } from './node/openssl.ts'
import { inputOf, linesOf, wrong } from './shell/filter-tools.ts'
import { type CommandContext, done, fails, type MoreCommands, type Output } from './shell/output.ts'
import { written } from './text/jq-values.ts'
import { jq as filtered } from './text/jq.ts'
import { sed } from './text/sed.ts'

/**
 * `jq FILTER [FILE]`.
 *
 * Errors: returned, in jq's words. Follows: jq 1.6, main.c.
 */
function jq(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, optionTable('-r --raw-output, -c --compact-output, -M, -C'))
  const stop = wrong('jq', parsed, 'jq [-r] [-c] FILTER [FILE]')
  if (stop) return stop
  const [filter = '.', ...files] = parsed.rest
  const from = inputOf('jq', files, context)
  if ('error' in from) return from.error
  if (from.text.trim() === '') return done('')
  let document: Json
  try {
    document = JSON.parse(from.text) as Json
  } catch {
    return fails(`jq: parse error: Invalid numeric literal at line 1, column ${Math.max(1, /^\S*/.exec(from.text)![0].length)}`, 2)
  }
  const made = filtered(filter, document, context.budget)
  if (made.error !== undefined)
    return fails(
      made.compile ? `jq: error: ${made.error}\njq: 1 compile error` : `jq: error (at <stdin>:${linesOf(from.text).length}): ${made.error}`,
      made.compile ? 3 : 5,
    )
  const show = (json: Json): string =>
    typeof json === 'string' && option(parsed, 'raw-output') !== undefined
      ? json
      : written(json, context.budget, option(parsed, 'compact-output') === undefined ? 2 : undefined)
  return done(made.values.map((value) => `${show(value)}\n`).join(''))
}

/** Commands that few lines have: a page fetches them when one of them is typed first. */
export const MORE: MoreCommands = { docker, openssl, kubeadm, stat, base64, df, dmesg, free, jq, sed }
