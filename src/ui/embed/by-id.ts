import { readLink, type Draft } from '../../share/payload.ts'
import type { Asked, HandOut, Opened } from '../exercise/messages.ts'
import { makeClient } from '../simulator/client.ts'
import type { KeptView } from '../state/kept.ts'

/** Seconds of the run that are seen at first. */
const SPAN = 720

/** The start of an exercise that this page comes with, its task in it; undefined where there is none of that id. */
export async function startOfId(id: string): Promise<{ draft: Draft; view: KeptView } | undefined> {
  const client = makeClient<Asked, never>(
    () => new Worker(new URL('../exercise/exercise-worker.ts', import.meta.url), { type: 'module', name: 'exercise' }),
  )
  const opened = await client.ask<Opened>((ask) => ({ kind: 'open', ask, id }))
  if ('error' in opened) return undefined
  const { whole = '' } = await client.ask<HandOut>((ask) => ({ kind: 'handOut', ask, id, isWhole: false }))
  client.end()
  const read = readLink(whole)
  const { begin } = opened.exercise
  return 'value' in read ? { draft: read.value.draft, view: { cursor: begin, from: 0, to: Math.max(SPAN, begin) } } : undefined
}
