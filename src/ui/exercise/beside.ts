import { keep } from '../state/storage.ts'

/** A course from beside the page as it came last, for when the network is gone. */
const BESIDE = 'whyrestart-beside:'

/** The course's name in the address: `?course=NAME`, a file beside the page; empty where there is none. */
export const courseInAddress = (): string => new URLSearchParams(location.search).get('course') ?? ''

export const readBeside = (name: string): string | null => keep.read(BESIDE + name)

export const keepBeside = (name: string, text: string): boolean => keep.write(BESIDE + name, text)

/** The course that the address names, and whether it is on the device. */
export function keptBeside(): { name: string; isKept: boolean } | undefined {
  const name = courseInAddress()
  return name === '' ? undefined : { name, isKept: readBeside(name) !== null }
}
