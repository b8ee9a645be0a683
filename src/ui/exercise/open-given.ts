import { linkOf, readPayload } from '../../share/payload.ts'
import { tell, visit } from '../state/actions.ts'
import type { KeptView } from '../state/kept.ts'
import { given } from '../state/given.ts'
import { fragmentOfGiven } from './control.ts'

/** Puts what the page was given to open into its address, which is then to be followed. Gives what says, beside what is shown instead, what cannot be opened. */
export async function openGiven(): Promise<(() => void) | undefined> {
  const found = await (given.payload === undefined ? fragmentOfGiven() : fragmentOfScenario(given.payload))
  if ('error' in found) return () => tell({ cause: 'link', text: `${found.error} Your own work is shown instead.` })
  if (found.fragment !== '') history.replaceState(history.state, '', `#${found.fragment}`)
  return undefined
}

function fragmentOfScenario(payload: unknown): { fragment: string } | { error: string } {
  const read = readPayload(payload)
  if ('error' in read) return { error: `The scenario of this file can be read, but ${read.error}.` }
  const { draft, view } = read.value
  const fragment = linkOf(draft, view)
  // what no link can hold is opened without one
  if (fragment === undefined) visit(draft, { view: view as KeptView })
  return { fragment: fragment ?? '' }
}
