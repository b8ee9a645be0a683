import { documentOf } from '../share/payload.ts'
import { type Contents, fragmentIn, readContents } from '../share/contents.ts'
import { withProcesses } from '../cases/with-processes.ts'
import { parseProcesses } from '../sim/scenario/scenario.ts'
import type { Io } from './io.ts'

/** What a name on the command line leads to: a text under a name, or what a link holds that is no scenario's text. */
export type Source =
  | { name: string; text: string }
  | { name: string; contents: Exclude<Contents, { is: 'scenario' }> }
  | { name: string; error: string }

/** A file's text, or what stands in a share link: pasted as it is, or in a file. */
export function sourceOf(file: string, io: Io): Source {
  const name = file === '-' ? 'stdin' : file
  let text: string
  try {
    text = io.read(file)
  } catch (error) {
    const fragment = fragmentIn(file)
    if (fragment !== undefined) return ofLink('link', fragment)
    return { name, error: `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}` }
  }
  const fragment = /\s/.test(text.trim()) ? undefined : fragmentIn(text)
  return fragment === undefined ? { name, text } : ofLink(name, fragment)
}

/** What a link holds, a scenario as its file's text. */
export function ofLink(name: string, fragment: string): Source {
  const read = readContents(fragment)
  if ('error' in read) return { name, error: read.error }
  const { value } = read
  if (value.is !== 'scenario') return { name, contents: value }
  return { name, text: withProcesses(JSON.stringify(documentOf(value.payload.draft), null, 1), parseProcesses).scenario }
}
