/** What is wrong with a text in one of the terminal's small languages, in that language's words. */
export class Wrong extends Error {}

/** What reading a text comes to. Errors: `error`, what is wrong with it. */
export function tried<T extends object>(read: () => T): T | { error: string } {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message }
    throw error
  }
}
