import type { Port } from '../simulator/client.ts'
import { inPage } from '../simulator/in-page.ts'
import { portInPage } from './scope.ts'

/** The id of the element that holds all of the page's code. */
const CODE = 'whyrestart-code'

let address: string | undefined
/** Some browsers allow no web worker to a file on a disk, and say so only when they are asked for one. */
let isRefused = false

/**
 * A web worker of the page's own script, by its name. Where the browser refuses it, what was said to it is said again to the page
 * itself, which then does its work.
 */
export function ownScript(name: string): Port {
  const port: Port = { onmessage: null, onerror: null, postMessage: send, terminate: () => inner.terminate() }
  let unheard: unknown[] | undefined = []
  let inner = isRefused ? instead() : begin()
  return port

  function send(message: unknown): void {
    unheard?.push(message)
    inner.postMessage(message)
  }
  function begin(): Port {
    try {
      address ??= URL.createObjectURL(new Blob([document.querySelector(`#${CODE}`)!.textContent], { type: 'text/javascript' }))
      const worker = new Worker(address, { name })
      worker.onmessage = (event: MessageEvent<{ kind: string }>) => {
        unheard = undefined
        if (event.data.kind !== 'here') port.onmessage?.(event)
      }
      worker.onerror = (event) => {
        if (!unheard) return port.onerror?.(event)
        isRefused = true
        inner = instead()
      }
      return worker as unknown as Port
    } catch {
      isRefused = true
      return instead()
    }
  }
  function instead(): Port {
    const page = name === 'simulator' ? inPage() : portInPage(name)
    page.onmessage = (event) => port.onmessage?.(event)
    page.onerror = (event) => port.onerror?.(event)
    const again = unheard ?? []
    unheard = undefined
    for (const message of again) page.postMessage(message)
    return page
  }
}
