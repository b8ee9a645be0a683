import { onPaper } from './hooks.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'

const dark = matchMedia('(prefers-color-scheme: dark)')
const forced = matchMedia('(forced-colors: active)')

/** Puts the theme on the document before anything is drawn, and again whenever it changes. */
export function keepTheme(): void {
  apply()
  useStore.subscribe(apply)
  dark.addEventListener('change', apply)
  forced.addEventListener('change', apply)
  const print = (isNow: boolean) => (): void => {
    isOnPaper = isNow
    apply()
  }
  onPaper(print(true), print(false))
}

/** Paper is white, whatever the screen is. */
let isOnPaper = false

function apply(): void {
  const { theme, presenting } = useStore.getState()
  // forced colours come with a ground of their own, whatever is chosen here: the marks have to stand out from that one
  const isDark = !isOnPaper && (theme === 'system' || forced.matches ? dark.matches : theme === 'dark')
  const next = `${isDark ? 'dark' : 'light'}${presenting ? ' presenting' : ''}${forced.matches ? ' forced' : ''}`
  if (next === usePage.getState().theme) return
  const { dataset } = document.documentElement
  dataset.theme = isDark ? 'dark' : 'light'
  if (presenting) dataset.present = ''
  else delete dataset.present
  usePage.setState({ theme: next })
}

/** Changes with every change of ink. */
export const useTheme = (): string => usePage((page) => page.theme)

/** The page's own fonts come after the first picture and the simulator; what is written until then is as wide and as high. */
export function fetchFontsLater(): void {
  const stop = results.subscribe(({ phase, ahead }) => {
    if (phase === 'running' || ahead) return
    stop()
    // without them the page is as good as with them
    import('./fonts.css').catch(() => undefined)
  })
}
