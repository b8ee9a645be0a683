import { useSyncExternalStore } from 'react'
import { fragmentOf, type PageName, type AddressPlace, placeOf } from './address.ts'
import { useStore } from './store.ts'

const listeners = new Set<() => void>()
const tell = (): void => listeners.forEach((listener) => listener())

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  addEventListener('hashchange', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
    removeEventListener('hashchange', listener)
  }
}

export function usePlace(): AddressPlace | undefined {
  const fragment = useSyncExternalStore(subscribe, () => location.hash)
  return placeOf(fragment)
}

/** Opens a view, at what is named; Back leaves it. */
export function goTo(page: PageName, detail = ''): void {
  history.pushState({ ...(history.state as object | null), evidence: true }, '', `#${page}${detail ? `/${detail}` : ''}`)
  tell()
}

/** Says in the address what is looked at, without another step for Back. */
export function note(page: PageName, detail: string): void {
  history.replaceState(history.state, '', `#${page}${detail ? `/${detail}` : ''}`)
  tell()
}

/** Goes on to what a fragment leads to, which is opened by whoever asks; Back leads to the view again. */
export function goOn(fragment: string): void {
  history.pushState(null, '', `#${fragment}`)
  tell()
}

export function leave(): void {
  if (!placeOf(location.hash)) return
  if ((history.state as { evidence?: boolean } | null)?.evidence) history.back()
  else {
    const state = useStore.getState()
    const fragment = fragmentOf(state)
    history.replaceState({ slot: state.slot }, '', fragment === 'case=story' ? location.href.replace(/#.*$/, '') : `#${fragment}`)
    tell()
  }
}
