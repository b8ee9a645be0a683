import { readLink, type Draft } from '../../share/payload.ts'
import type { tasks } from '../exercise/exercise-tasks.ts'
import { WorkerClient } from '../worker/client.ts'
import type { KeptView } from '../state/kept.ts'

/** Seconds of the run that are seen at first. */
const SPAN = 720

/** The start of an exercise that this page comes with, its task in it; undefined where there is none of that id. */
export async function startOfId(id: string): Promise<{ draft: Draft; view: KeptView } | undefined> {
  const client = new WorkerClient<typeof tasks>('exercise')
  try {
    const opened = await client.call('open', { id }).result
    if ('error' in opened) return undefined
    const { whole = '' } = await client.call('handOut', { id, isWhole: false }).result
    const read = readLink(whole)
    const { begin } = opened.exercise
    return 'value' in read ? { draft: read.value.draft, view: { cursor: begin, from: 0, to: Math.max(SPAN, begin) } } : undefined
  } finally {
    client.end()
  }
}
