import './worker.ts'
import type { WorkerProgram } from './ui/worker/client.ts'

/** The id of the element that holds all of the page's code. */
const CODE = 'whyrestart-code'

let address: string | undefined

/** The page's own script is the web worker's too: it stands in for `src/start-worker.ts` where all is one file. */
export const workerProgram: WorkerProgram = {
  start(name) {
    address ??= URL.createObjectURL(new Blob([document.querySelector(`#${CODE}`)!.textContent], { type: 'text/javascript' }))
    return new Worker(address, { name })
  },
  load: () => Promise.resolve(),
  isHere: true,
}
