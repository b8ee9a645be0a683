import { lexer, type Token, type Tokens } from 'marked'
import { createElement, Fragment, type ReactElement, type ReactNode, useMemo } from 'react'
import { Term } from '../cards/Term.tsx'
import { isCommand, typeCommand } from '../simulator/typed.ts'

/** Some hundred screens; what is longer is cut, and says so. */
const MOST = 20_000
/** Stars and underscores: looking for the pairs among them takes time by their number's third power. */
const MOST_MARKS = 1000
/** Quotes and lists that begin within each other, a call deeper each: a line of more than a person would write. */
const DEEP = /^(?:[ \t]*(?:>|(?:[+*-]|\d{1,9}[.)])[ \t])){20}/m

/**
 * Markdown taken apart. What is no text that a person writes, and would hold the page up or bring it down, stays as it stands:
 * paragraphs of plain text.
 */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > MOST)
    return [...tokensOf(text.slice(0, MOST)), ...plain(`Cut here: ${MOST} of its ${text.length} characters are shown.`)]
  const marks = text.match(/[*_]/g)?.length ?? 0
  if (marks > MOST_MARKS || DEEP.test(text)) return plain(text)
  try {
    // GitHub's extensions look for an e-mail address at each letter, which takes time by the text's length squared
    return lexer(text, { gfm: false })
  } catch {
    return plain(text)
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
export function Markdown({
  of: text,
  explains: isExplained = false,
  bySentence = false,
  hasTerminal = false,
}: MarkdownProps): ReactElement {
  const shown = useMemo(() => {
    const tokens = tokensOf(text)
    return nodes(bySentence ? tokens.map(inSentences) : tokens, { terms: new Map(isExplained ? EXPLAINED : []), hasTerminal })
  }, [text, isExplained, bySentence, hasTerminal])
  return <div className="markdown">{shown}</div>
}

/** A flag such as `--anonymous-auth=false` is not broken between two lines, if that leaves a phone's width. */
function Code({ of: text, hasTerminal }: { of: string; hasTerminal: boolean }): ReactElement {
  const code = <code className={text.length <= 28 ? 'unbroken' : undefined}>{text}</code>
  if (!hasTerminal || !isCommand(text)) return code
  return (
    <button type="button" className="command long" title="In the terminal" onClick={() => typeCommand(text)}>
      {code}
    </button>
  )
}

interface MarkdownProps {
  of: string
  explains?: boolean
  /** Each sentence of a paragraph is an element of its own. */
  bySentence?: boolean
  /** Commands in it are pressed, and are in the terminal. */
  hasTerminal?: boolean
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
export const EXPLAINED: readonly (readonly [string, string])[] = [
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
type Terms = Map<string, string>

/** How elements are made of a text. */
interface Making {
  terms: Terms
  hasTerminal: boolean
}

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

const nodes = (tokens: readonly Token[] = [], making: Making): ReactNode[] =>
  tokens.map((token, n) => <Fragment key={n}>{node(token, making)}</Fragment>)

function node(token: Token, making: Making): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'heading':
      return createElement(`h${Math.min(LOWEST, HIGHEST - 1 + (token as Tokens.Heading).depth)}`, null, ...nodes(token.tokens, making))
    case 'sentence':
      return <span className="sentence">{nodes(token.tokens, making)}</span>
    case 'paragraph':
      return <p>{nodes(token.tokens, making)}</p>
    case 'blockquote':
      return <blockquote>{nodes(token.tokens, making)}</blockquote>
    case 'list': {
      const { ordered, start, items } = token as Tokens.List
      const rows = items.map((item, n) => <li key={n}>{nodes(item.tokens, making)}</li>)
      return ordered ? <ol start={Number(start)}>{rows}</ol> : <ul>{rows}</ul>
    }
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>
    case 'strong':
      return <strong>{nodes(token.tokens, making)}</strong>
    case 'em':
      return <em>{nodes(token.tokens, making)}</em>
    case 'codespan':
      return <Code of={(token as Tokens.Codespan).text} hasTerminal={making.hasTerminal} />
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'link':
      return link(token as Tokens.Link, making)
    case 'text':
      return (token as Tokens.Text).tokens
        ? nodes((token as Tokens.Text).tokens, making)
        : explained((token as Tokens.Text).text, making.terms)
    case 'escape':
      return (token as Tokens.Escape).text
    default:
      return token.raw
  }
}

function link({ href, tokens, raw }: Tokens.Link, making: Making): ReactNode {
  return /^https:\/\//i.test(href) ? (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {nodes(tokens, making)}
    </a>
  ) : (
    raw
  )
}
