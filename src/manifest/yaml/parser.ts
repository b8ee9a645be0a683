import { type YamlMark, YamlError } from './cursor.ts'
import { Scanner, type Token, type TokenType } from './scanner.ts'

export interface YamlNode {
  kind: 'scalar' | 'sequence' | 'mapping' | 'alias'
  start: YamlMark
  end: YamlMark
  tag: string
  /** A scalar's text, an alias's name. */
  value: string
  /** A scalar that may be something else than a string. */
  implicit: boolean
  /** A mapping's keys and values take turns. */
  children: YamlNode[]
  target?: YamlNode
  /** A collection in brackets. */
  flow?: true
}

/** Deeper than any manifest, and shallow enough for the stack; go-yaml itself stops at 10,000. */
const MAX_NESTING = 1000

/**
 * The first document of a text as a tree of nodes; undefined where there is none. What follows it is not even looked at.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 parserc.go and decode.go, parser.parse (v2.4).
 */
export function parseDocument(text: string): YamlNode | undefined {
  return new YamlParser(text).document()
}

class YamlParser {
  readonly #scanner: Scanner
  readonly #anchors = new Map<string, YamlNode>()
  #handles = new Map(DEFAULT_HANDLES)
  #depth = 0
  /** Where the innermost bracket opens that is not closed yet. */
  #bracket: YamlMark | undefined

  constructor(text: string) {
    this.#scanner = new Scanner(text)
  }

  document(): YamlNode | undefined {
    const first = this.#scanner.peek()
    if (first.type === 'stream-end') return undefined
    if (first.type !== 'directive' && first.type !== 'document-start') {
      const root = this.#node(true, false)
      this.#scanner.peek()
      return root
    }
    this.#directives()
    const start = this.#scanner.peek()
    if (start.type !== 'document-start') throw new YamlError('parser', 'did not find expected <document start>', start.start)
    this.#scanner.skip()
    const token = this.#scanner.peek()
    const root = EMPTY_DOCUMENT.has(token.type) ? empty(token.start) : this.#node(true, false)
    this.#scanner.peek()
    return root
  }

  #directives(): void {
    const own = new Set<string>()
    let version = false
    for (let token = this.#scanner.peek(); token.directive; token = this.#scanner.peek()) {
      const { directive } = token
      if (directive.is === 'version') {
        if (version) throw new YamlError('parser', 'found duplicate %YAML directive', token.start)
        if (directive.major !== 1 || directive.minor !== 1) throw new YamlError('parser', 'found incompatible YAML document', token.start)
        version = true
      } else {
        if (own.has(directive.handle)) throw new YamlError('parser', 'found duplicate %TAG directive', token.start)
        own.add(directive.handle)
        this.#handles.set(directive.handle, directive.prefix)
      }
      this.#scanner.skip()
    }
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    let token = this.#scanner.peek()
    if (token.type === 'alias') return this.#alias(token)
    const { start } = token
    let end = start
    let anchor: Token | undefined
    let tag: Token | undefined
    while ((token.type === 'anchor' && !anchor) || (token.type === 'tag' && !tag)) {
      if (token.type === 'anchor') anchor = token
      else tag = token
      end = token.end
      this.#scanner.skip()
      token = this.#scanner.peek()
    }
    const name = tag ? this.#resolve(tag, start) : ''
    const made: YamlNode = { ...empty(start), end, tag: name, implicit: name === '' }
    if (anchor) this.#anchors.set(anchor.value, made)
    if (token.type === 'scalar') {
      made.value = token.value
      made.implicit = name === '!' || (name === '' && token.plain === true)
      made.end = token.end
      this.#scanner.skip()
      return made
    }
    const read = this.#collection(token.type, block, indentless)
    if (read) {
      if (++this.#depth > MAX_NESTING) this.#refuseDepth(token)
      const outer = this.#bracket
      if (token.type === '[' || token.type === '{') this.#bracket = token.start
      read(made)
      this.#bracket = outer
      this.#depth--
      return made
    }
    if (anchor || name !== '') return made
    throw new YamlError('parser', 'did not find expected node content', token.start, this.#bracket ?? start)
  }

  /** The scanner has a limit of its own, and comes first if the text reaches it. */
  #refuseDepth(token: Token): never {
    while (this.#scanner.peek().type !== 'stream-end') this.#scanner.skip()
    throw new YamlError('decoder', `nested deeper than ${MAX_NESTING} levels, which is not simulated`, token.start)
  }

  #collection(type: TokenType, block: boolean, indentless: boolean): ((into: YamlNode) => void) | undefined {
    if (type === '[') return (into) => this.#flowSequence(into)
    if (type === '{') return (into) => this.#flowMapping(into)
    if (type === '-' && indentless) return (into) => this.#indentlessSequence(into)
    if (type === 'block-sequence-start' && block) return (into) => this.#blockSequence(into)
    if (type === 'block-mapping-start' && block) return (into) => this.#blockMapping(into)
    return undefined
  }

  #alias(token: Token): YamlNode {
    this.#scanner.skip()
    const target = this.#anchors.get(token.value)
    if (!target) throw new YamlError('decoder', `unknown anchor '${token.value}' referenced`, token.start)
    return { ...empty(token.start), kind: 'alias', end: token.end, value: token.value, target }
  }

  #resolve(tag: Token, start: YamlMark): string {
    if (!tag.handle) return tag.value
    const prefix = this.#handles.get(tag.handle)
    if (prefix === undefined) throw new YamlError('parser', 'found undefined tag handle', tag.start, start)
    return prefix + tag.value
  }

  #blockSequence(into: YamlNode): void {
    into.kind = 'sequence'
    const context = this.#take().start
    for (;;) {
      const token = this.#scanner.peek()
      if (token.type === 'block-end') {
        into.end = token.start
        return this.#scanner.skip()
      }
      if (token.type !== '-') throw new YamlError('parser', "did not find expected '-' indicator", token.start, context)
      this.#scanner.skip()
      const next = this.#scanner.peek().type
      into.children.push(next === '-' || next === 'block-end' ? empty(token.end) : this.#node(true, false))
    }
  }

  #indentlessSequence(into: YamlNode): void {
    into.kind = 'sequence'
    for (;;) {
      const token = this.#scanner.peek()
      into.end = token.start
      if (token.type !== '-') return
      this.#scanner.skip()
      const next = this.#scanner.peek().type
      const bare = next === '-' || AFTER_BLOCK_VALUE.has(next)
      into.children.push(bare ? empty(token.end) : this.#node(true, false))
    }
  }

  #blockMapping(into: YamlNode): void {
    into.kind = 'mapping'
    const context = this.#take().start
    for (;;) {
      const token = this.#scanner.peek()
      if (token.type === 'block-end') {
        into.end = token.start
        return this.#scanner.skip()
      }
      if (token.type !== 'key') throw new YamlError('parser', 'did not find expected key', token.start, context)
      into.children.push(this.#blockPart(), this.#blockPart('value'))
    }
  }

  /** What stands behind a `?` or a `:`; nothing where the token is missing. */
  #blockPart(type?: 'value'): YamlNode {
    const token = this.#scanner.peek()
    if (type && token.type !== type) return empty(token.start)
    this.#scanner.skip()
    return AFTER_BLOCK_VALUE.has(this.#scanner.peek().type) ? empty(token.end) : this.#node(true, true)
  }

  #flowSequence(into: YamlNode): void {
    into.kind = 'sequence'
    into.flow = true
    const context = this.#take().start
    for (let first = true; ; first = false) {
      const token = this.#nextInFlow(first, ']', context)
      if (token.type === ']') {
        into.end = token.end
        return this.#scanner.skip()
      }
      into.children.push(token.type === 'key' ? this.#pairInSequence(token) : this.#node(false, false))
    }
  }

  #pairInSequence(key: Token): YamlNode {
    this.#scanner.skip()
    const pair: YamlNode = { ...empty(key.start), kind: 'mapping' }
    const next = this.#scanner.peek()
    if (next.type === 'value' || next.type === ',' || next.type === ']') {
      // libyaml eats the token here, whatever it is
      this.#scanner.skip()
      pair.children.push(empty(next.end))
    } else {
      pair.children.push(this.#node(false, false))
    }
    pair.children.push(this.#flowValue(']'))
    pair.end = this.#scanner.peek().start
    return pair
  }

  #flowMapping(into: YamlNode): void {
    into.kind = 'mapping'
    into.flow = true
    const context = this.#take().start
    for (let first = true; ; first = false) {
      const token = this.#nextInFlow(first, '}', context)
      if (token.type === '}') {
        into.end = token.end
        return this.#scanner.skip()
      }
      if (token.type !== 'key') {
        into.children.push(this.#node(false, false), empty(this.#scanner.peek().start))
        continue
      }
      this.#scanner.skip()
      const next = this.#scanner.peek()
      const bare = next.type === 'value' || next.type === ',' || next.type === '}'
      into.children.push(bare ? empty(next.start) : this.#node(false, false), this.#flowValue('}'))
    }
  }

  #nextInFlow(first: boolean, close: ']' | '}', context: YamlMark): Token {
    const token = this.#scanner.peek()
    if (first || token.type === close) return token
    if (token.type !== ',') throw new YamlError('parser', `did not find expected ',' or '${close}'`, token.start, context)
    this.#scanner.skip()
    return this.#scanner.peek()
  }

  #flowValue(close: ']' | '}'): YamlNode {
    const token = this.#scanner.peek()
    if (token.type !== 'value') return empty(token.start)
    this.#scanner.skip()
    const next = this.#scanner.peek()
    return next.type === ',' || next.type === close ? empty(next.start) : this.#node(false, false)
  }

  #take(): Token {
    const token = this.#scanner.peek()
    this.#scanner.skip()
    return token
  }
}

const AFTER_BLOCK_VALUE: ReadonlySet<TokenType> = new Set(['key', 'value', 'block-end'])
const EMPTY_DOCUMENT: ReadonlySet<TokenType> = new Set(['directive', 'document-start', 'document-end', 'stream-end'])
const DEFAULT_HANDLES: readonly [string, string][] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]

function empty(at: YamlMark): YamlNode {
  return { kind: 'scalar', start: at, end: at, tag: '', value: '', implicit: true, children: [] }
}
