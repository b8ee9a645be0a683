/** What stands in the page's one file, in the place that it has for it. */
const PLACE = /(<script type="application\/json" id="whyrestart-given">)[^]*?(<\/script>)/

/**
 * The page's one file with something to open in it: an exercise's or a course's text, or a scenario as a link holds it; and the
 * address of the page that links made there lead to.
 *
 * Errors: undefined where the file has no place for it.
 */
export function withGiven(page: string, given: { home?: string; text?: string; payload?: unknown }): string | undefined {
  if (!PLACE.test(page)) return undefined
  // no text in it ends the element that it stands in
  const json = JSON.stringify({ version: 1, ...given }).replaceAll('<', String.raw`\u003c`)
  return page.replace(PLACE, (_place, before: string, after: string) => `${before}${json}${after}`)
}
