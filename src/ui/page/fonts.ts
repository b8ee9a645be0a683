import { results } from '../state/results.ts'

/** The page's own fonts come after the first picture and the simulator; what is written until then is as wide and as high. */
export function fetchFontsLater(): void {
  const stop = results.subscribe(({ phase, ahead }) => {
    if (phase === 'running' || ahead) return
    stop()
    // without them the page is as good as with them
    import('./fonts.css').catch(() => undefined)
  })
}
