import { useSyncExternalStore } from 'react'
import { useStore } from '../state/store.ts'

const dark = matchMedia('(prefers-color-scheme: dark)')
const forced = matchMedia('(forced-colors: active)')
const listeners = new Set<() => void>()
let look = ''

/** Puts the theme on the document before anything is drawn, and again whenever it changes. */
export function keepTheme(): void {
  apply()
  useStore.subscribe(apply)
  dark.addEventListener('change', apply)
  forced.addEventListener('change', apply)
}

function apply(): void {
  const { theme, presenting } = useStore.getState()
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches)
  const next = `${isDark ? 'dark' : 'light'}${presenting ? ' presenting' : ''}${forced.matches ? ' forced' : ''}`
  if (next === look) return
  look = next
  const { dataset } = document.documentElement
  dataset.theme = isDark ? 'dark' : 'light'
  if (presenting) dataset.present = ''
  else delete dataset.present
  for (const listener of listeners) listener()
}

/** Changes with every change of ink. */
export function useTheme(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => look,
  )
}
