import { defined } from '../../manifest/own.ts'

/** A flag as it stands in a command line. */
export interface Argument {
  value: string
  /** Its place in command and args without the binary. */
  at: number
}

/** What a command line says: the last word on each flag; and what is no flag. */
export interface CommandArguments {
  flags: ReadonlyMap<string, Argument>
  stray: readonly Argument[]
  /** The flag at the end whose value is missing. */
  bare?: Argument
}

/**
 * Takes a command line apart: `--name=value`, `-name=value`, `--name value`; a flag that `known` has as a bool takes no word of its own.
 *
 * Whether a flag is known is the program's business. Follows: flag (Go), FlagSet.parseOne; spf13/pflag.
 */
export function readArguments(args: readonly string[], known: ReadonlyMap<string, { isBool: boolean }> = new Map()): CommandArguments {
  const flags = new Map<string, Argument>()
  const stray: Argument[] = []
  let bare: Argument | undefined
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!
    const [, name, , own] = /^--?([^=\s-][^=\s]*)(=([^]*))?$/.exec(arg) ?? []
    if (name === undefined) stray.push({ value: arg, at })
    else if (own !== undefined) flags.set(name, { value: own, at })
    else if (known.get(name)?.isBool) flags.set(name, { value: 'true', at })
    else if (at + 1 < args.length) flags.set(name, { value: args[++at]!, at: at - 1 })
    else bare = { value: name, at }
  }
  return { flags, stray, ...defined({ bare }) }
}
