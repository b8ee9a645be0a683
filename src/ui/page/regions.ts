/** The page's parts, in the order in which F6 goes through them. */
const REGIONS = ['.header', '.exercise, .story', '.editor-pane', '.lanes', '.transport', '.tabs', '.twin:not(.hidden-text)']
const FOCUSABLE = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled)',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  '[tabindex="0"]',
]
  .map((one) => `${one}:not([tabindex="-1"])`)
  .join()

/** F6 goes on to the next part of the page, with Shift to the one before, wherever the focus is; until the end. */
export function listenForRegions(signal: AbortSignal): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    const shown = REGIONS.flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)]).filter((one) =>
      one.checkVisibility(),
    )
    const here = shown.findLastIndex((region) => region.contains(document.activeElement))
    for (let n = 1; n <= shown.length; n++) {
      const next = shown[(Math.max(here, event.shiftKey ? 0 : -1) + (event.shiftKey ? -n : n) + 2 * shown.length) % shown.length]!
      const target = [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((one) => one.checkVisibility({ visibilityProperty: true }))
      if (!target) continue
      event.preventDefault()
      event.stopPropagation()
      target.focus()
      return
    }
  }
  document.addEventListener('keydown', onKey, { capture: true, signal })
}
