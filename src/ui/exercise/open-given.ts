import { linkOf, readPayload } from '../../share/payload.ts'
import { notCome } from '../kit/hooks.ts'
import { dismiss, tell, visit } from '../state/actions.ts'
import type { KeptView } from '../state/kept.ts'
import { given } from '../state/given.ts'
import { fragmentOfGiven, lookAgain } from './course/course-at-hand.ts'

/** Puts what the page was given to open into its address, which is then to be followed; `hash`: what the address names already. Gives what says, beside what is shown instead, what cannot be opened. */
export async function openGiven(hash: string): Promise<(() => void) | undefined> {
  const found = await (given.payload === undefined ? fragmentOfGiven() : fragmentOfScenario(given.payload))
  if ('error' in found) return () => refuse(found.error, hash)
  if (found.fragment !== '' && hash === '') history.replaceState(history.state, '', `#${found.fragment}`)
  return undefined
}

/** What cannot be had now may be had a moment later. */
function refuse(error: string, hash: string): void {
  tell({ cause: 'link', text: `${error} Your own work is shown instead.`, again: () => void tryAgain(hash).catch(notCome) })
}

async function tryAgain(hash: string): Promise<void> {
  lookAgain()
  const found = await fragmentOfGiven()
  if ('error' in found) return refuse(found.error, hash)
  dismiss('link')
  location.hash = hash || found.fragment
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
