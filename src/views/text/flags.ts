/**
 * The value of a long flag in a command; the last one holds.
 *
 * Errors: undefined where it is not there. Follows: github.com/spf13/pflag.
 */
export function flag(args: readonly string[], name: string): string | undefined {
  let value: string | undefined
  for (const [i, arg] of args.entries()) {
    if (arg === `--${name}`) value = args[i + 1]
    else if (arg.startsWith(`--${name}=`)) value = arg.slice(name.length + 3)
  }
  return value
}
