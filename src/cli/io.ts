import { messageOf } from '../manifest/own.ts'

/** What the program reads and writes; tests bring their own. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** The text of a file, `-` for the standard input. Throws where it cannot be read. */
  read(file: string): string
  /** Writes a file anew. Throws where it cannot be written. */
  write(file: string, contents: string | Uint8Array): void
  /** The page in one file, as it was built; left out where there is no page to build. Throws where it was not built. */
  page?(): string
}

/** The exit code of whatever cannot be used: a file, a scenario, a command line. */
export const REFUSED = 2

/** What a program of this name says of it: one line, whatever it quotes. Returns the exit code. */
export const refusalOf =
  (program: string) =>
  (io: Io, line: string): number => {
    io.err(`${program}: ${line.replaceAll('\n', ' ')}\n`)
    return REFUSED
  }

/** As the program whose options are in arguments.ts says it. */
export const refuse = refusalOf('simulate')

/** A text for a person's terminal: what a scenario has in its names and outputs must not steer it. Lines stay. */
export const printable = (text: string): string => text.replaceAll(/(?![\n\t])\p{Cc}/gu, '\uFFFD')

/** The same in one line. */
export const printableLine = (text: string): string => printable(text.replaceAll('\n', ' '))

/** Texts of files; a sentence for the first that cannot be read. */
export function readTexts(files: readonly string[], io: Io): string[] | { error: string } {
  const texts: string[] = []
  for (const file of files) {
    try {
      texts.push(io.read(file))
    } catch (error) {
      return { error: `cannot read ${file}: ${messageOf(error)}` }
    }
  }
  return texts
}

/** Writes files; a sentence for the first that cannot be written. */
export function writeFiles(files: Iterable<readonly [name: string, contents: string | Uint8Array]>, io: Io): string | undefined {
  for (const [name, contents] of files) {
    try {
      io.write(name, contents)
    } catch (error) {
      return `cannot write ${name}: ${messageOf(error)}`
    }
  }
  return undefined
}

/** The page in one file; undefined where it is not built. */
export function builtPage(io: Io): string | undefined {
  try {
    return io.page?.()
  } catch {
    return undefined
  }
}
