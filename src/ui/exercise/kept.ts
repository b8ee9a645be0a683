import { mode } from '../state/mode.ts'
import { browserKeep, memoryKeep } from '../state/storage.ts'

/** Where progress is kept: on the device, unless the page is a frame or was started safely. */
export const keep = mode.embedded || mode.safe ? memoryKeep() : browserKeep(() => window.localStorage)
