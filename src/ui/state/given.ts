/** What the one file that the page stands in was given to open. */
export interface Given {
  /** Where the page is that has made it: links lead there. */
  home?: string
  /** An exercise or a course, as a file has it. */
  text?: string
  /** A scenario and a moment of it, as a link holds them. */
  payload?: unknown
}

const place = globalThis.document?.querySelector('#whyrestart-given')

/** The page stands in one file, perhaps on a disk: it has no other files, and no address that others could come by. */
export const isSingle = Boolean(place)

export const given: Given = read(place?.textContent ?? 'null')

function read(text: string): Given {
  try {
    const { home, text: lesson, payload } = (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>
    return {
      ...(typeof home === 'string' && /^https?:\/\//.test(home) ? { home } : {}),
      ...(typeof lesson === 'string' ? { text: lesson } : {}),
      ...(typeof payload === 'object' && payload !== null ? { payload } : {}),
    }
  } catch {
    return {}
  }
}

/** Where others find this page; empty where nobody but this device can. */
export const pageAddress = (): string => (isSingle ? (given.home ?? '') : location.href.replace(/[?#].*$/, ''))
