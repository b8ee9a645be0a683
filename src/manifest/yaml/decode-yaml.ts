import { YamlError } from './cursor.ts'
import type { YamlNode } from './parser.ts'
import { type Json, type JsonObject, resolveScalar } from './resolve.ts'

/**
 * A tree of nodes as the object that sigs.k8s.io/yaml makes of it: aliases and merge keys spelled out, the last of two equal
 * keys kept, every key a string.
 *
 * Errors: throws YamlError of kind `decoder`; an alias bomb is one, by go-yaml's own measure.
 * Follows: go.yaml.in/yaml/v2 decode.go, and sigs.k8s.io/yaml convertToJSONableObject.
 */
export function toJson(root: YamlNode): Json {
  return new YamlDecoder().value(root)
}

class YamlDecoder {
  #count = 0
  #aliased = 0
  #aliasDepth = 0
  readonly #open = new Set<YamlNode>()

  value(node: YamlNode): Json {
    this.#step(node)
    switch (node.kind) {
      case 'alias':
        return this.#alias(node, (target) => this.value(target))
      case 'scalar':
        return resolveScalar(node)
      case 'sequence':
        return node.children.map((child) => this.value(child))
      case 'mapping': {
        const into = newObject()
        this.#fill(node, into)
        return into
      }
    }
  }

  #fill(node: YamlNode, into: Record<string, Json>): void {
    for (let i = 0; i < node.children.length; i += 2) {
      const key = node.children[i] as YamlNode
      const child = node.children[i + 1] as YamlNode
      if (isMerge(key)) {
        this.#merge(child, into)
        continue
      }
      const name = this.value(key)
      if (typeof name === 'object' && name !== null) fail(`invalid map key: ${goSyntax(name)}`, key)
      const held = this.value(child)
      into[keyText(name, held, key)] = held
    }
  }

  #merge(node: YamlNode, into: Record<string, Json>): void {
    const sources = node.kind === 'sequence' ? node.children.toReversed() : [node]
    for (const source of sources) {
      const target = source.kind === 'alias' ? (source.target as YamlNode) : source
      if (target.kind !== 'mapping') fail('map merge requires map or sequence of maps as the value', source)
      this.#step(source)
      if (source.kind === 'alias') this.#alias(source, (map) => this.#fill(map, into))
      else this.#fill(target, into)
    }
  }

  #alias<T>(node: YamlNode, read: (target: YamlNode) => T): T {
    const target = node.target as YamlNode
    if (this.#open.has(node)) fail(`anchor '${node.value}' value contains itself`, node)
    this.#open.add(node)
    this.#aliasDepth++
    const result = read(target)
    this.#aliasDepth--
    this.#open.delete(node)
    return result
  }

  /**
   * Counts as go-yaml does: once most of a document comes out of aliases, it is taken for an attack. So high a share takes more than the
   * 100 and 1,000 nodes that go-yaml asks for besides.
   */
  #step(node: YamlNode): void {
    this.#count++
    if (this.#aliasDepth > 0) this.#aliased++
    if (this.#aliased / this.#count > allowedRatio(this.#count)) fail('document contains excessive aliasing', node)
  }
}

function allowedRatio(count: number): number {
  const [low, high] = [400_000, 4_000_000]
  return Math.min(0.99, Math.max(0.1, 0.99 - 0.89 * ((count - low) / (high - low))))
}

function fail(problem: string, node: YamlNode): never {
  throw new YamlError('decoder', problem, node.start)
}

function keyText(key: Json, value: Json, node: YamlNode): string {
  if (key === null)
    throw new YamlError(
      'decoder',
      `\0unsupported map key of type: %!s(<nil>), key: <nil>, value: ${value === null ? '<nil>' : goSyntax(value)}`,
      node.start,
    )
  return typeof key === 'number' && !Number.isFinite(key) ? (Number.isNaN(key) ? '.nan' : key > 0 ? '.inf' : '-.inf') : String(key)
}

/** Go's `%#v`, in which go-yaml shows a key that is no scalar: what `{{ x }}` becomes. */
function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  const map = value as JsonObject
  const keys = Object.keys(map).toSorted()
  return `map[interface {}]interface {}{${keys.map((key) => `${JSON.stringify(key)}:${goSyntax(map[key] as Json)}`).join(', ')}}`
}

/** Is this key `<<`, written without quotes? Follows: go.yaml.in/yaml/v2 decode.go, isMerge. */
export function isMerge(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.value === '<<' && (key.implicit || key.tag === 'tag:yaml.org,2002:merge')
}

/** An object without a prototype: a key such as `__proto__` is a key like any other. */
export function newObject(): Record<string, Json> {
  return Object.create(null) as Record<string, Json>
}
