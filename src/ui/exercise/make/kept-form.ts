import { isRecord } from '../../../manifest/own.ts'
import { keep } from '../../state/storage.ts'
import { sha256 } from '../sha256.ts'
import type { Wanted } from './make.ts'

/** What a trainer has written about what is open, by its slot: closing the form, or the page, loses none of it. */
const RECORD = 'whyrestart-make:'

/** The word itself stays in the page: on a device that learners share only its hash is kept. */
const words = new Map<string, string>()

/** What was filled in before; `otherwise`, and all that it lacks, where nothing was. */
export function keptForm(slot: string, otherwise: Wanted): Wanted {
  try {
    const read: unknown = JSON.parse(keep.read(RECORD + slot) ?? 'null')
    return isRecord(read) && isForm({ ...otherwise, ...read }, otherwise)
      ? { ...otherwise, ...read, word: words.get(slot) ?? '' }
      : otherwise
  } catch {
    return otherwise
  }
}

export const isFormKept = (slot: string): boolean => keep.read(RECORD + slot) !== null

export function keepForm(slot: string, { word, ...wanted }: Wanted): void {
  words.set(slot, word)
  keep.write(RECORD + slot, JSON.stringify(word === '' ? wanted : { ...wanted, code: sha256(word) }))
}

export function forgetForm(slot: string): void {
  words.delete(slot)
  keep.remove(RECORD + slot)
}

/** Each field is of the kind that the form has. */
function isForm(read: Readonly<Record<string, unknown>>, like: Wanted): boolean {
  return Object.entries(like).every(([field, value]) => {
    const found = read[field]
    return Array.isArray(value) ? Array.isArray(found) && found.every((one) => typeof one === 'string') : typeof found === typeof value
  })
}
