/** A link in what somebody has pasted: a line of a chat, of a mail, of a list. */
export interface FoundLink {
  /** From 1. */
  line: number
  /** What stands before the link, or the line above it; empty where that is no name. */
  name: string
  /** The name stands in a line above. */
  isAbove?: true
  /** The link without its address. */
  fragment: string
}

/** All links in a text, and the lines that have none and are no part of one. */
export interface FoundIn {
  found: readonly FoundLink[]
  /** Line numbers, from 1; empty lines do not count. */
  without: readonly number[]
}

/** Format, length in base 36 and a dot begin each link; before them the end of an address, or nothing of a word. */
const LINK = /(?:[a-z][a-z0-9+.-]{0,20}:\/\/[^\s#<>"'`]{0,2000}#|(?<![\w./-])#?)(\d[0-9a-z]{1,5}\.[\w-]{6,})(?:[^\s<>"'`]*)/gi
/** A whole line of a link that a mail program has cut into lines. */
const REST = /^[\s>]*([\w-]+)=?\s*$/

/**
 * The links in a text with noise around them: names before them or above them, quotes, times, list marks, links cut into lines.
 * Whether a link can be read is not asked here.
 *
 * What is no link is passed over, and its line is told.
 */
export function linksIn(text: string): FoundIn {
  const lines = text.split(/\r\n|\r|\n/)
  const found: FoundLink[] = []
  const without: number[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    const first = i
    let end = 0
    let isFirst = true
    for (const match of line.matchAll(LINK)) {
      const before = line.slice(end, match.index)
      end = match.index + match[0].length
      let fragment = match[1]!
      const isCut = line.slice(match.index).trimEnd().endsWith(fragment) || line.slice(match.index).trimEnd().endsWith(`${fragment}=`)
      while (isCut && missing(fragment) > 0 && i + 1 < lines.length) {
        const rest = REST.exec(lines[i + 1]!)?.[1]
        // the last piece ends the link; one that is too long is a word of its own
        if (rest === undefined || rest.length > missing(fragment)) break
        fragment += rest
        i++
      }
      const name = nameIn(before)
      const over = name === '' && isFirst ? above(lines, first, without) : ''
      found.push({ line: first + 1, name: name || over, ...(over === '' ? {} : { isAbove: true }), fragment })
      isFirst = false
    }
    if (isFirst && line.trim() !== '') without.push(i + 1)
  }
  return { found, without }
}

/** How many characters a link says that it has beyond those that are there. */
function missing(fragment: string): number {
  const [, length = '', rest = ''] = /^\d([0-9a-z]{1,5})\.(.*)$/is.exec(fragment)!
  return Number.parseInt(length.toLowerCase(), 36) - rest.length
}

const MOST_LETTERS = 60
const MOST_WORDS = 4
/** A name stands at the beginning of what stands before a link. */
const MOST_BEFORE = 1000
const LIST_MARK = /^[\s>]*(?:(?:\d{1,3}[.)]|[-*•+])\s+)?/
const TIME = /\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?/
const WHEN = new RegExp(
  `[[(]?(?:\\d{4}-\\d{2}-\\d{2}[T ,]*|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4},?\\s*)?(?:${TIME.source})[\\])]?|\\d{4}-\\d{2}-\\d{2}`,
  'gi',
)
const EDGE = /^[\s,;:|<>"'`*_()[\]–—-]+|[\s,;:|<>"'`*_()[\]–—-]+$/g

/** Who a chat says has written: without the time, the list's mark, and what else was said. */
function nameIn(before: string): string {
  const bare = before.slice(0, MOST_BEFORE).replace(LIST_MARK, '').replace(WHEN, ' ').replace(EDGE, '')
  const [who = '', said] = bare.split(/:\s+(.*)/s)
  const name = (said === undefined ? bare : who).replace(/\s+(?:wrote|says|said)$/i, '').replace(EDGE, '')
  return name.replace(/\s+/g, ' ').slice(0, MOST_LETTERS)
}

/** Whether a text is more likely a name than something said. */
export const looksLikeName = (text: string): boolean => {
  const words = text.split(' ')
  const isCapital = /^[^\p{L}]*[\p{Lu}\p{Lo}]/u.test(words.findLast((word) => /\p{L}/u.test(word)) ?? '')
  return text !== '' && words.length <= MOST_WORDS && (words.length === 1 || isCapital) && !/[?!]$|:\/\//.test(text)
}

/** Chats that write the name over what was said: the nearest line above without a link, which then is no stray line. */
function above(lines: readonly string[], line: number, without: number[]): string {
  for (let i = line - 1; i >= 0 && i >= line - 3; i--) {
    if (!without.includes(i + 1)) {
      if (lines[i]!.trim() === '') continue
      return ''
    }
    const name = nameIn(lines[i]!)
    if (name === '') continue
    if (!looksLikeName(name)) return ''
    without.splice(without.indexOf(i + 1), 1)
    return name
  }
  return ''
}
