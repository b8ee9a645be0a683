import type { Workbox } from 'workbox-window'
import { type Offline, usePage } from '../state/page.ts'

/**
 * Whether the page is kept on this device. Only where a person asked for it: a service worker is set up then, and never in a
 * frame of another page.
 */
export const setOffline = (change: Partial<Offline>): void => usePage.setState(({ offline }) => ({ offline: { ...offline, ...change } }))

const SCRIPT = './sw.js'

export function isPossible(): boolean {
  return 'serviceWorker' in navigator && window.isSecureContext && window.top === window && location.protocol !== 'file:'
}

/** This page's own: of an address above it somebody else may have kept a page. */
export async function ownRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker.getRegistration(SCRIPT).catch(() => undefined)
  return found?.scope === new URL('./', location.href).href ? found : undefined
}

/** At the start: what stands, and whether a newer version is there; asks the network only where the page is kept already. */
export async function lookForKept(): Promise<void> {
  if (!isPossible()) return
  const registration = await ownRegistration()
  if (!registration?.active) return setOffline({ is: 'not kept' })
  setOffline({ is: registration.waiting ? 'newer' : 'kept' })
  // without a network nothing newer is heard of
  await listen().catch(() => undefined)
}

let workbox: Promise<Workbox> | undefined

/** Sets the service worker up where there is none, and hears of newer versions. Rejects where it cannot be set up. */
export function listen(): Promise<Workbox> {
  workbox ??= import('workbox-window').then(async (module) => {
    const box = new module.Workbox(SCRIPT)
    box.addEventListener('waiting', () => setOffline({ is: 'newer' }))
    await box.register()
    return box
  })
  workbox.catch(listenAnew)
  return workbox
}

/** The next time it is set up from the start. */
export function listenAnew(): void {
  workbox = undefined
}
