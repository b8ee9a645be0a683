import type { Brought, Imported } from '../../cases/import.ts'
import type { Payload, ReadResult } from '../../share/payload.ts'
import { callFresh } from '../worker/client.ts'
import type { tasks } from './own-tasks.ts'

/** Enough for what may be brought; what takes longer is given up. */
const BUDGET_MS = 5000

/** Takes texts from elsewhere apart, in a web worker of its own: whatever they are, the page stays. */
export const importBrought = (texts: readonly Brought[], release: string): Promise<Imported> =>
  callFresh<typeof tasks, 'take'>('own', 'take', { texts, release }, BUDGET_MS)

/** The scenario as a file that a person can read. */
export const scenarioFile = (document: string): Promise<string> => callFresh<typeof tasks, 'write'>('own', 'write', document, BUDGET_MS)

/** What a link holds that takes its time to unpack. */
export const readLargeLink = (link: string): Promise<ReadResult<Payload>> => callFresh<typeof tasks, 'open'>('own', 'open', link, BUDGET_MS)
