import { type Document, LineCounter, type Node, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Diagnostic, Position, Range } from '../../manifest/diagnostic.ts'
import type { Step } from './check.ts'
import { type ScenarioText, diagnostic, fromJson, pathText } from './text.ts'

/**
 * Reads YAML 1.2, of which JSON is a part.
 *
 * Units: lines and columns count from 1. Errors: returned; PARSE, one for each that the parser found.
 * Follows: nothing upstream; the manifests inside are another matter, see manifest/yaml.
 */
export function readScenarioText(text: string): ScenarioText | { diagnostics: Diagnostic[] } {
  const json = fromJson(text)
  // of a text that is good JSON the tree is needed only to point at something
  let tree: Tree | undefined
  const lazily = (): Tree => (tree ??= treeOf(text))
  if (json === undefined) {
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
        ...(suggestion === undefined ? {} : { suggestion }),
      }
    },
  }
}

interface Tree {
  root: Node | null
  value: unknown
  lines: LineCounter
  errors: readonly { message: string; from: number }[]
}

function treeOf(text: string): Tree {
  const lines = new LineCounter()
  let document: Document.Parsed | undefined
  try {
    document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false, logLevel: 'error', stringKeys: true })
    const errors = document.errors.map((error) => ({ message: oneLine(error.message), from: error.pos[0] }))
    const value: unknown = errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 })
    return { root: document.contents, value, lines, errors }
  } catch (error) {
    // too deep, or an alias bomb
    const message = error instanceof RangeError ? 'nested too deeply' : oneLine(error instanceof Error ? error.message : 'cannot be read')
    return { root: document?.contents ?? null, value: undefined, lines, errors: [{ message, from: 0 }] }
  }
}

/** A text of nothing but quotes has an error for each. */
const MOST_ERRORS = 200

/** White space, and what a terminal would take for a command. */
const UNPRINTABLE = /[\s\p{Cc}\uFFFD]+/gu

function oneLine(text: string): string {
  if (text.includes('call stack')) return 'nested too deeply'
  if (text.startsWith('Source contains multiple documents')) return 'found a second document; allowed: one'
  if (text.startsWith('Excessive alias count')) return 'found aliases of aliases that make the text many times as long; allowed: 100 times'
  return text.replaceAll(UNPRINTABLE, ' ').slice(0, 300)
}

interface Found {
  node: Node | null
  key: Node | undefined
  complete: boolean
}

function find(root: Node | null, steps: readonly Step[]): Found {
  let found: Found = { node: root, key: undefined, complete: true }
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
