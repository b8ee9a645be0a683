import { type Token, type Tokens, lexer } from 'marked'
import { createElement, Fragment, useMemo, type ReactElement, type ReactNode } from 'react'

/**
 * Markdown as elements: paragraphs, lists, emphasis, code, headings and links to https. What else stands there, HTML above all,
 * is shown as the text that it is: a shared text can do nothing.
 */
export function Markdown({ of: text }: { of: string }): ReactElement {
  const tokens = useMemo(() => lexer(text.slice(0, MOST)), [text])
  return <div className="markdown">{nodes(tokens)}</div>
}

const MOST = 50_000
/** Headings stand below that of the region. */
const HIGHEST = 3
const LOWEST = 6

const nodes = (tokens: readonly Token[] = []): ReactNode[] => tokens.map((token, n) => <Fragment key={n}>{node(token)}</Fragment>)

function node(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'heading':
      return createElement(`h${Math.min(LOWEST, HIGHEST - 1 + (token as Tokens.Heading).depth)}`, null, ...nodes(token.tokens))
    case 'paragraph':
      return <p>{nodes(token.tokens)}</p>
    case 'blockquote':
      return <blockquote>{nodes(token.tokens)}</blockquote>
    case 'list': {
      const { ordered, start, items } = token as Tokens.List
      const rows = items.map((item, n) => <li key={n}>{nodes(item.tokens)}</li>)
      return ordered ? <ol start={Number(start) || 1}>{rows}</ol> : <ul>{rows}</ul>
    }
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>
    case 'strong':
      return <strong>{nodes(token.tokens)}</strong>
    case 'em':
      return <em>{nodes(token.tokens)}</em>
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'link':
      return link(token as Tokens.Link)
    case 'text':
      return (token as Tokens.Text).tokens ? nodes((token as Tokens.Text).tokens) : (token as Tokens.Text).text
    case 'escape':
      return (token as Tokens.Escape).text
    default:
      return token.raw
  }
}

function link({ href, tokens, raw }: Tokens.Link): ReactNode {
  return /^https:\/\//i.test(href) ? (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {nodes(tokens)}
    </a>
  ) : (
    raw
  )
}
