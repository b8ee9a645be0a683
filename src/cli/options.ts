import { parseArgs } from 'node:util'

/** What each option of a program takes: nothing, a value, or a value that may be empty. Their order is that in which they are told. */
export type OptionTable = Readonly<Record<string, 'nothing' | 'value' | 'any value'>>

/** A command line taken apart: the other words, and the options in their order, those that take nothing with an empty value. */
export interface CommandWords<Name extends string> {
  /** Whether help is asked for; nothing else is looked at then. */
  help: boolean
  words: readonly string[]
  options: readonly { name: Name; value: string }[]
}

/**
 * Takes a command line apart: `--name value` or `--name=value`; after `--` every word is one. Each program has `--help` and `-h`.
 *
 * Errors: the first, as a sentence that says what is known or what an option takes.
 * Follows: node:util, parseArgs, which reads the words and judges nothing.
 */
export function readOptions<Table extends OptionTable>(
  argv: readonly string[],
  table: Table,
): CommandWords<Extract<keyof Table, string>> | string {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([
      ...Object.entries(table).map(([name, takes]) => [name, { type: takes === 'nothing' ? 'boolean' : 'string' }] as const),
      ['help', { type: 'boolean', short: 'h' }] as const,
    ]),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const words: string[] = []
  const options: { name: Extract<keyof Table, string>; value: string }[] = []
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return { help: true, words, options }
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value = '' } = token
    const takes = Object.hasOwn(table, name) ? table[name] : undefined
    if (takes === undefined || !token.rawName.startsWith('--'))
      return `unknown option ${argv[token.index]!}; known are ${optionNames(table)}`
    if (takes === 'nothing' && token.value !== undefined) return `--${name} takes no value`
    if (takes !== 'nothing' && (takes === 'value' ? value === '' : token.value === undefined)) return `--${name} needs a value`
    options.push({ name: name as Extract<keyof Table, string>, value })
  }
  return { help: false, words, options }
}

const optionNames = (table: OptionTable): string => [...Object.keys(table), 'help'].map((name) => `--${name}`).join(', ')
