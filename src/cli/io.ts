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
