import { fieldsIn } from './storage.ts'
import { linkOf, withoutShown } from '../../share/payload.ts'
import { useStore } from './store.ts'
import { isExerciseSlot } from './slot.ts'

/** What the one file that the page stands in was given to open. */
export interface GivenFile {
  /** Where the page is that has made it: links lead there. */
  home?: string
  /** An exercise or a course, as a file has it. */
  text?: string
  /** A scenario and a moment of it, as a link holds them. */
  payload?: unknown
}

const place = globalThis.document?.querySelector('#whyrestart-given')

/** The page stands in one file, perhaps on a disk: it has no other files, and no address that others could come by. */
export const isSingle = Boolean(place)

export const given: GivenFile = read(place?.textContent ?? '')

function read(text: string): GivenFile {
  const { home, text: lesson, payload } = fieldsIn(text)
  return {
    ...(typeof home === 'string' && /^https?:\/\//.test(home) ? { home } : {}),
    ...(typeof lesson === 'string' ? { text: lesson } : {}),
    ...(typeof payload === 'object' && payload !== null ? { payload } : {}),
  }
}

/** Where others find this page; empty where nobody but this device can. */
export const pageAddress = (): string => (isSingle ? (given.home ?? '') : location.href.replace(/[?#].*$/, ''))

/** How it is looked at now, as a link holds it. */
export function viewNow() {
  const { cursor, from, to, lane, panel } = useStore.getState()
  return { cursor, from, to, lane, panel }
}

/** The address of what is looked at: the inputs and the view, in the fragment alone, so that no server sees them. Undefined where it is too large. */
export function linkToHere(page?: 'index.html' | 'embed.html', parameters = ''): string | undefined {
  const { draft, slot, fragment: opened, presenting } = useStore.getState()
  const address = page ? new URL(page, location.href).href : pageAddress()
  const stage = presenting && !page ? '?present' : ''
  // an exercise is passed on as it was given: the page around it would tell
  if (isExerciseSlot(slot) && opened !== '') return `${address}${stage}#${opened}`
  const fragment = linkOf(withoutShown(draft), viewNow())
  return fragment && `${address}${parameters}${stage}#${fragment}`
}
