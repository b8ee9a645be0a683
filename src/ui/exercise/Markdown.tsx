import { lexer, type Token, type Tokens } from 'marked'
import { createElement, Fragment, type ReactElement, type ReactNode, useMemo } from 'react'
import type { TermId } from '../../views/text/glossary.ts'
import { Term } from '../cards/Term.tsx'

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

/**
 * Markdown as elements: paragraphs, lists, emphasis, code, headings and links to https. What else stands there, HTML above all,
 * is shown as the text that it is: a shared text can do nothing.
 */
export function Markdown({ of: text, explains: isExplained = false, bySentence = false }: MarkdownProps): ReactElement {
  const shown = useMemo(() => {
    const tokens = tokensOf(text)
    return nodes(bySentence ? tokens.map(inSentences) : tokens, new Map(isExplained ? TERMS : []))
  }, [text, isExplained, bySentence])
  return <div className="markdown">{shown}</div>
}

/** A flag such as `--anonymous-auth=false` is not broken between two lines, if that leaves a phone's width. */
const Code = ({ of: text }: { of: string }): ReactElement => <code className={text.length <= 28 ? 'unbroken' : undefined}>{text}</code>

interface MarkdownProps {
  of: string
  explains?: boolean
  /** Each sentence of a paragraph is an element of its own. */
  bySentence?: boolean
}

function inSentences(token: Token): Token {
  if (token.type !== 'paragraph') return token
  const sentences: Token[][] = [[]]
  for (const inner of (token as Tokens.Paragraph).tokens) {
    const isPlain = inner.type === 'text' && !('tokens' in inner && inner.tokens)
    const parts = isPlain ? (inner as Tokens.Text).text.split(/(?<=[.?!]\)?\s)/) : []
    if (!isPlain) sentences.at(-1)!.push(inner)
    parts.forEach((part, n) => {
      if (n > 0) sentences.push([])
      sentences.at(-1)!.push({ ...inner, text: part } as Token)
      // what follows a text that ends a sentence begins the next
      if (n === parts.length - 1 && /[.?!]\)?\s$/.test(part)) sentences.push([])
    })
  }
  const tokens = sentences.filter(({ length }) => length > 0).map((own): Token => ({ type: 'sentence', raw: '', tokens: own }))
  return { ...token, tokens } as Token
}

/** Words of a story that explain themselves, each where it comes first. */
const TERMS: readonly (readonly [string, TermId])[] = [
  ['mirror pod', 'mirror'],
  ['static pod', 'static-pod'],
  ['grace period', 'grace'],
  ['exit code', 'exit-code'],
  ['back-off', 'back-off'],
  ['liveness probe', 'liveness'],
  ['readiness probe', 'readiness'],
  ['startup probe', 'startup'],
]
/** Those that have not come yet, while a text is made into elements. */
type Terms = Map<string, TermId>

function explained(text: string, terms: Terms): ReactNode {
  for (const [word, id] of terms) {
    const at = text.toLowerCase().indexOf(word)
    if (at < 0) continue
    terms.delete(word)
    // an ending goes along: no line ends before it
    const end = at + word.length + /^\w*/.exec(text.slice(at + word.length))![0].length
    return (
      <>
        {explained(text.slice(0, at), terms)}
        <Term id={id}>{text.slice(at, end)}</Term>
        {explained(text.slice(end), terms)}
      </>
    )
  }
  return text
}

/** Headings stand below that of the region. */
const HIGHEST = 3
const LOWEST = 6

const nodes = (tokens: readonly Token[] = [], terms: Terms): ReactNode[] =>
  tokens.map((token, n) => <Fragment key={n}>{node(token, terms)}</Fragment>)

function node(token: Token, terms: Terms): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'heading':
      return createElement(`h${Math.min(LOWEST, HIGHEST - 1 + (token as Tokens.Heading).depth)}`, null, ...nodes(token.tokens, terms))
    case 'sentence':
      return <span className="sentence">{nodes(token.tokens, terms)}</span>
    case 'paragraph':
      return <p>{nodes(token.tokens, terms)}</p>
    case 'blockquote':
      return <blockquote>{nodes(token.tokens, terms)}</blockquote>
    case 'list': {
      const { ordered, start, items } = token as Tokens.List
      const rows = items.map((item, n) => <li key={n}>{nodes(item.tokens, terms)}</li>)
      return ordered ? <ol start={Number(start) || 1}>{rows}</ol> : <ul>{rows}</ul>
    }
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>
    case 'strong':
      return <strong>{nodes(token.tokens, terms)}</strong>
    case 'em':
      return <em>{nodes(token.tokens, terms)}</em>
    case 'codespan':
      return <Code of={(token as Tokens.Codespan).text} />
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'link':
      return link(token as Tokens.Link, terms)
    case 'text':
      return (token as Tokens.Text).tokens ? nodes((token as Tokens.Text).tokens, terms) : explained((token as Tokens.Text).text, terms)
    case 'escape':
      return (token as Tokens.Escape).text
    default:
      return token.raw
  }
}

function link({ href, tokens, raw }: Tokens.Link, terms: Terms): ReactNode {
  return /^https:\/\//i.test(href) ? (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {nodes(tokens, terms)}
    </a>
  ) : (
    raw
  )
}
