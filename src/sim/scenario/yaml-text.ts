import { type Document, LineCounter, type Node, isAlias, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Diagnostic, Position, Range } from '../../manifest/diagnostic.ts'
import { defined } from '../../manifest/own.ts'
import type { PathStep } from './check-value.ts'
import { type ScenarioText, diagnostic, fromJson, pathText } from './text.ts'

/**
 * Reads YAML 1.2, of which JSON is a part.
 *
 * Units: lines and columns count from 1. Errors: returned; PARSE, one for each that the parser found.
 * The manifests inside are another matter, see manifest/yaml.
 */
export function readScenarioText(text: string): ScenarioText | { diagnostics: Diagnostic[] } {
  const json = fromJson(text)
  // of a text that is good JSON the tree is needed only to point at something
  let tree: YamlTree | undefined
  const lazily = (): YamlTree => (tree ??= treeOf(text))
  if (json === undefined || keysIn(json.value) !== keysOf(text)) {
    const { errors, lines } = lazily()
    if (errors.length > 0) {
      return {
        diagnostics: errors
          .slice(0, MOST_ERRORS)
          .map(({ message, from }) => diagnostic('PARSE', message, '', rangeAt(lines, from, from + 1))),
      }
    }
  }
  return {
    value: json === undefined ? lazily().value : json.value,
    sourceOf: (steps) => {
      const { node } = find(lazily().root, steps)
      return node?.range ? text.slice(node.range[0], node.range[1]) : ''
    },
    has: (steps) => find(lazily().root, steps).complete,
    locate: ({ code, message, steps, atKey, suggestion }) => {
      const { root, lines } = lazily()
      const { node, key, complete } = find(root, steps)
      const at = (atKey && key) || !complete || !node || isMap(node) || isSeq(node) ? (key ?? node) : node
      const [from, to] = at?.range ?? [0, 1]
      return {
        ...diagnostic(code, message, pathText(steps), rangeAt(lines, from, to)),
        ...defined({ suggestion }),
      }
    },
  }
}

interface YamlTree {
  root: Node | null
  value: unknown
  lines: LineCounter
  errors: readonly { message: string; from: number }[]
}

function treeOf(text: string): YamlTree {
  const lines = new LineCounter()
  let document: Document.Parsed | undefined
  try {
    // the parser looks for each key among all before it, which takes minutes at the caps
    document = parseDocument(text, {
      lineCounter: lines,
      version: '1.2',
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
      uniqueKeys: false,
    })
    const wrong = document.errors.filter((error) => error.code !== 'MULTIPLE_DOCS' || !isEmptyFrom(text, error.pos[0]))
    const read = wrong.map((error) => ({ message: oneLine(error.message), from: error.pos[0] }))
    // what follows from the depth would hide it
    const deep = read.filter(({ message }) => message === TOO_DEEP).slice(0, 1)
    const errors = deep.length > 0 ? deep : [...read, ...secondKeys(document)].sort((a, b) => a.from - b.from)
    const value: unknown = errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 })
    return { root: document.contents, value, lines, errors }
  } catch (error) {
    // too deep, an alias bomb, or an alias of nothing
    const message = error instanceof RangeError ? TOO_DEEP : oneLine(error instanceof Error ? error.message : 'cannot be read')
    return { root: document?.contents ?? null, value: undefined, lines, errors: [{ message, from: document ? lostAlias(document) : 0 }] }
  }
}

/** Each key that its object has already. */
function secondKeys(document: Document): { message: string; from: number }[] {
  const found: { message: string; from: number }[] = []
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (keys.has(key.value)) found.push({ message: 'Map keys must be unique', from: key.range![0] })
        keys.add(key.value)
      }
    },
  })
  return found
}

/** How many keys a value's objects have, of which `JSON.parse` keeps the last of equal ones. */
function keysIn(value: unknown): number {
  let keys = 0
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const members: unknown[] = Object.values(next)
    if (!Array.isArray(next)) keys += members.length
    for (const member of members) open.push(member)
  }
  return keys
}

/** How many keys stand in a text that is JSON: the strings before a colon. */
function keysOf(text: string): number {
  let keys = 0
  for (let i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i)) {
    for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++
    for (i++; text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t';) i++
    if (text[i] === ':') keys++
  }
  return keys
}

/** Where the first alias stands that no anchor stands before; 0 where there is none. */
function lostAlias(document: Document): number {
  let from = 0
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined
      from = alias.range![0]
      return visit.BREAK
    },
  })
  return from
}

/** Whether nothing but comments and the marks between documents stands from there on, as where texts were joined by program. */
function isEmptyFrom(text: string, from: number): boolean {
  return text
    .slice(from)
    .split('\n')
    .every((line) => /^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(line))
}

const TOO_DEEP = 'nested too deeply'

/** A text of nothing but quotes has an error for each. */
const MOST_ERRORS = 200

/** White space, and what a terminal would take for a command. */
const UNPRINTABLE = /[\s\p{Cc}\uFFFD]+/gu

function oneLine(text: string): string {
  if (text.includes('call stack')) return TOO_DEEP
  if (text.startsWith('Source contains multiple documents')) return 'found a second document; allowed: one'
  if (text.startsWith('Excessive alias count')) return 'found aliases of aliases that make the text many times as long; allowed: 100 times'
  return text.replaceAll(UNPRINTABLE, ' ').slice(0, 300)
}

interface LocatedNode {
  node: Node | null
  key: Node | undefined
  complete: boolean
}

function find(root: Node | null, steps: readonly PathStep[]): LocatedNode {
  let found: LocatedNode = { node: root, key: undefined, complete: true }
  for (const step of steps) {
    const { node } = found
    if (isSeq(node)) {
      const member = node.items[Number(step)]
      if (!member) return { ...found, complete: false }
      found = { node: member as Node, key: undefined, complete: true }
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return { ...found, complete: false }
      found = { node: pair.value as Node | null, key: pair.key as Node, complete: true }
    } else {
      return { ...found, complete: isAlias(node) }
    }
  }
  return found
}

function rangeAt(lines: LineCounter, from: number, to: number): Range {
  const start = positionAt(lines, from)
  const end = positionAt(lines, Math.max(to, from + 1))
  return { start, end: end.line === start.line ? end : { line: start.line, column: start.column + 1 } }
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}
