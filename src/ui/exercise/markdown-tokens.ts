import { type Token, lexer } from 'marked'

/** What is longer is cut. */
const MOST = 50_000
/** Stars and underscores: looking for the pairs among them takes time by their number's third power. */
const MOST_MARKS = 1000
/** Quotes and lists that begin within each other, a call deeper each: a line of more than a person would write. */
const DEEP = /^(?:[ \t]*(?:>|(?:[+*-]|\d{1,9}[.)])[ \t])){20}/m

/**
 * Markdown taken apart. What is no text that a person writes, and would hold the page up or bring it down, stays as it stands:
 * paragraphs of plain text.
 */
export function tokensOf(text: string): readonly Token[] {
  const read = text.slice(0, MOST)
  const marks = read.match(/[*_]/g)?.length ?? 0
  if (marks > MOST_MARKS || DEEP.test(read)) return plain(read)
  try {
    // GitHub's extensions look for an e-mail address at each letter, which takes time by the text's length squared
    return lexer(read, { gfm: false })
  } catch {
    return plain(read)
  }
}

const plain = (text: string): Token[] =>
  text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ type: 'paragraph', raw: part, text: part, tokens: [{ type: 'text', raw: part, text: part }] }))
