import { given } from '../../state/given.ts'
import { keep } from '../../state/storage.ts'
import { client } from '../exercise-client.ts'

/** A course from beside the page as it came last, for when the network is gone. */
const BESIDE = 'whyrestart-beside:'

/** The course's name in the address: `?course=NAME`, a file beside the page; empty where there is none. */
export const courseInAddress = (): string => new URLSearchParams(location.search).get('course') ?? ''

const readBeside = (name: string): string | null => keep.read(BESIDE + name)

const keepBeside = (name: string, text: string): boolean => keep.write(BESIDE + name, text)

/** The course that the address names, and whether it is on the device. */
export function keptBeside(): { name: string; isKept: boolean } | undefined {
  const name = courseInAddress()
  return name === '' ? undefined : { name, isKept: readBeside(name) !== null }
}

const MOST = 4_000_000

/** An exercise or a course that the page was given to open, and the files that a course names. */
export interface GivenText {
  /** As it is called in `?course=`; empty for what stands in the page's own file. */
  name: string
  text: string
  files: Readonly<Record<string, string>>
}

let found: Promise<GivenText | { error: string } | undefined> | undefined

/**
 * What the page was given, by the file that it stands in or as `?course=NAME`, a file of the page's own host.
 *
 * Errors: a sentence.
 */
export function givenText(): Promise<GivenText | { error: string } | undefined> {
  const name = courseInAddress()
  found ??= name === '' ? Promise.resolve(given.text === undefined ? undefined : { name: '', text: given.text, files: {} }) : fetched(name)
  found.catch(() => (found = undefined))
  return found
}

/** What could not be fetched is asked for anew. */
export function forgetGiven(): void {
  found = undefined
}

async function fetched(name: string): Promise<GivenText | { error: string }> {
  const before = readBeside(name)
  if (before !== null && !navigator.onLine) return JSON.parse(before) as GivenText
  try {
    const address = besideOf(name, location.href)
    const text = await textAt(address, name)
    const named = await client.call('files', text).result
    const files = await Promise.all(named.map(async (file) => [file, await textAt(besideOf(file, address), file)] as const))
    const course = { name, text, files: Object.fromEntries(files) }
    keepBeside(name, JSON.stringify(course))
    return course
  } catch (error) {
    if (before !== null && !(error instanceof RefusedText)) return JSON.parse(before) as GivenText
    return { error: `The course ${name} cannot be opened: ${error instanceof RefusedText ? error.message : 'it cannot be fetched'}.` }
  }
}

class RefusedText extends Error {}

/** A file's address; of another host nothing is opened. */
function besideOf(name: string, from: string): string {
  const address = URL.canParse(name, from) ? new URL(name, from) : undefined
  if (address?.origin !== location.origin) throw new RefusedText(`${name} is not beside this page`)
  return address.href
}

async function textAt(address: string, name: string): Promise<string> {
  const response = await fetch(address)
  if (!response.ok) throw new RefusedText(`there is no ${name} beside this page`)
  const text = await response.text()
  // many hosts answer with their own page where there is no such file
  if (text.trimStart().startsWith('<')) throw new RefusedText(`there is no ${name} beside this page, but a page of the site in its place`)
  if (text.length > MOST)
    throw new RefusedText(`${name} has ${text.length.toLocaleString('en')} characters, and at most ${MOST.toLocaleString('en')} are read`)
  return text
}
