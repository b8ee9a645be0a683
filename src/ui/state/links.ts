import { linkOf, withoutShown } from '../../share/payload.ts'
import { pageAddress } from './given.ts'
import { useStore } from './store.ts'

/** The address of what is looked at: the inputs and the view, in the fragment alone, so that no server sees them. Undefined where it is too large. */
export function linkToHere(page?: 'index.html' | 'embed.html', parameters = ''): string | undefined {
  const { draft, cursor, from, to, lane, panel, slot, fragment: opened, presenting } = useStore.getState()
  const address = page ? new URL(page, location.href).href : pageAddress()
  const stage = presenting && !page ? '?present' : ''
  // an exercise is passed on as it was given: the page around it would tell
  if (slot.startsWith('exercise:') && opened !== '') return `${address}${stage}#${opened}`
  const fragment = linkOf(withoutShown(draft), { cursor, from, to, lane, panel })
  return fragment && `${address}${parameters}${stage}#${fragment}`
}
