/** A sheet of A4 across, less its margins, in CSS pixels. */
const SHEET = 1040
/** Lanes of a narrow window become no larger than this on it. */
const MOST_ZOOM = 1.5

/** Before the page is printed: the lanes as wide as the sheet, and the address under them. Returns how to stop. */
export function keepPaper(): () => void {
  const lay = (): void => {
    const { style, dataset } = document.documentElement
    const wide = document.querySelector('.lanes')?.clientWidth ?? SHEET
    style.setProperty('--paper', String(Math.min(MOST_ZOOM, SHEET / Math.max(1, wide))))
    style.setProperty('--lanes', `${wide}px`)
    dataset['address'] = location.href
  }
  addEventListener('beforeprint', lay)
  return () => removeEventListener('beforeprint', lay)
}
