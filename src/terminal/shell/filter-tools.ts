import { optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Command, type CommandContext, done, fails, notHere, type Output } from './output.ts'
import { textAt, noText } from './paths.ts'
import { own } from '../../manifest/own.ts'

/** Lines without the end of the last one. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

/** Lines with their ends, which the last one may not have. */
export const linesIn = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

/** Lines as a text. */
export const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/**
 * What the files say, or the input where there are none; or which file there is not.
 *
 * Errors: returned, in the program's words. Follows: GNU coreutils, grep.
 */
export function inputOf(
  name: string,
  files: readonly string[],
  context: CommandContext,
): { text: string; texts: readonly string[] } | { error: Output } {
  const texts: string[] = []
  for (const file of files.length > 0 ? files : ['-']) {
    const text = file === '-' ? context.input : textAt(context, file)
    if (text === undefined && file === '-')
      return { error: fails(`${name}: nobody types behind a command here: name a file, or put it behind a pipe`, name === 'grep' ? 2 : 1) }
    if (text === undefined)
      return {
        error: fails(
          noText(
            context,
            file,
            `${name}: ${name === 'head' || name === 'tail' ? `cannot open '${file}' for reading` : name === 'sed' ? `can't read ${file}` : file}: No such file or directory`,
          ),
          name === 'grep' || name === 'sed' ? 2 : 1,
        ),
      }
    texts.push(text)
  }
  const text = texts.join('')
  context.budget.spend(text.length / 4)
  return { text, texts }
}

/** What is wrong with the options. */
export function wrong(name: string, parsed: { unknown?: string; lacks?: string }, knows: string): Output | undefined {
  if (parsed.unknown) return notHere(`${name} ${parsed.unknown}`, `This terminal knows: ${knows}`, 2)
  return parsed.lacks ? fails(`${name}: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`, 2) : undefined
}

/**
 * A program by its options and its use, which makes a text of its input: of its files, or of what stands before it in the pipe. What `make`
 * finds wrong it gives instead of that function.
 *
 * Errors: returned, in the program's words.
 */
export function filter(
  name: string,
  usage: string,
  options: string,
  make: (parsed: ParsedOptions, context: CommandContext) => Output | ((text: string, texts: readonly string[]) => string),
  filesOf: (parsed: ParsedOptions) => readonly string[] = ({ rest }) => rest,
): Command {
  const table = optionTable(options)
  return (context, args) => {
    // a `=` behind an option is its value here, as in awk -F=
    const words = args.flatMap((arg) => (arg[2] === '=' && own(table, arg.slice(0, 2))?.value ? [arg.slice(0, 2), arg.slice(2)] : [arg]))
    const parsed = parseOptions(words, table)
    const stop = wrong(name, parsed, usage)
    if (stop) return stop
    const made = make(parsed, context)
    if (typeof made !== 'function') return made
    const from = inputOf(name, filesOf(parsed), context)
    return 'error' in from ? from.error : done(made(from.text, from.texts))
  }
}
