import { getOrInsert } from './own.ts'
import type { Range } from './diagnostic.ts'
import { isMerge } from './yaml/decode-yaml.ts'
import type { YamlMark } from './yaml/cursor.ts'
import type { YamlNode } from './yaml/parser.ts'

export interface Places {
  /** Where the value at a path stands, or its nearest ancestor; a scalar's own characters, a collection's first line. */
  valueOf(path: string): Range
  /** Where the key stands. */
  keyOf(path: string): Range
  /** Does the path lead to something that is written there? */
  has(path: string): boolean
}

const FIRST_CHARACTER: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }

/**
 * Where the fields of a document stand, looked up by path: `spec.containers[0].command[3]`.
 *
 * Units: lines and columns count from 1. What is not there is where its nearest ancestor is.
 */
export function placesOf(root: YamlNode | undefined): Places {
  // a text that is read once is asked about in every run
  const found = new Map<string, FoundNode>()
  const find = (path: string): FoundNode => {
    return getOrInsert(found, path, () => lookUp(root, path))
  }
  return {
    valueOf: (path) => {
      const { node, key, complete } = find(path)
      if (!node) return FIRST_CHARACTER
      return complete && node.kind !== 'mapping' && node.kind !== 'sequence' && node.end.index > node.start.index
        ? rangeOf(node)
        : rangeOf(key ?? node)
    },
    keyOf: (path) => {
      const { node, key } = find(path)
      return node ? rangeOf(key ?? node) : FIRST_CHARACTER
    },
    has: (path) => find(path).complete,
  }
}

/** The steps of a path. */
function stepsOf(path: string): string[] {
  return path.match(/[^.[\]]+|\[[^\]]*\]/g)?.map((step) => (step.startsWith('[') ? step.slice(1, -1) : step)) ?? []
}

interface FoundNode {
  node: YamlNode | undefined
  /** The key that led to it; none for a member of a list. */
  key: YamlNode | undefined
  complete: boolean
}

function lookUp(root: YamlNode | undefined, path: string): FoundNode {
  let found: FoundNode = { node: root, key: undefined, complete: root !== undefined }
  for (const step of stepsOf(path)) {
    const next = found.node && into(found.node, step)
    if (!next) return { ...found, complete: false }
    found = { ...next, complete: true }
  }
  return found
}

function into(from: YamlNode, step: string): { node: YamlNode; key: YamlNode | undefined } | undefined {
  const node = from.kind === 'alias' ? from.target : from
  if (node?.kind === 'sequence') {
    const member = node.children[Number(step)]
    return member && { node: member, key: undefined }
  }
  if (node?.kind !== 'mapping') return undefined
  // the last of two equal keys is the one that counts
  for (let i = node.children.length - 2; i >= 0; i -= 2) {
    const key = node.children[i] as YamlNode
    const value = node.children[i + 1] as YamlNode
    if (key.kind === 'scalar' && key.value === step) return { node: value, key }
    const merged = isMerge(key) ? (value.kind === 'sequence' ? value.children : [value]) : []
    for (const source of merged) {
      const inside = into(source, step)
      if (inside && (source.kind === 'alias' ? source.target : source)?.kind === 'mapping') return inside
    }
  }
  return undefined
}

function rangeOf(node: YamlNode): Range {
  const start = place(node.start)
  const oneLine = node.start.line === node.end.line && node.end.column > node.start.column
  return { start, end: oneLine ? place(node.end) : { line: start.line, column: start.column + 1 } }
}

function place(mark: YamlMark): { line: number; column: number } {
  return { line: mark.line + 1, column: mark.column + 1 }
}
