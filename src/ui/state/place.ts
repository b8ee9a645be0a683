/** Full-page views with an address of their own; what follows the slash is theirs. */
const PAGES = ['how-we-know', 'what-changed', 'room'] as const
export type Page = (typeof PAGES)[number]

export interface Place {
  page: Page
  detail: string
}

/** The view that a fragment names; undefined where it is something else, such as a shared scenario. */
export function placeOf(fragment: string): Place | undefined {
  // what a sentence or a social network has put behind it is cut off
  const [, name, detail = ''] = /^#?([a-z-]+)(?:\/([^?&),;]*?))?(?:\.*$|[?&),;])/.exec(fragment) ?? []
  const page = PAGES.find((page) => page === name)
  return page && { page, detail: decode(detail) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
