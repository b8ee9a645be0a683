import { byCharacter } from '../../manifest/own.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import { sortedEntries } from './columns.ts'
import { HOLDS, tokensOf, tried, Wrong } from './reader.ts'

/** What this terminal knows of Go templates, for the answer to what it does not know. */
export const GO_TEMPLATE =
  '{{.items}}, {{range .items}}…{{else}}…{{end}}, {{if .a}}…{{end}}, {{with .a}}…{{end}}, {{index .a "b" 0}}, {{len .a}}, {{eq .a "b"}}, {{printf "%s" .a}}, {{"\\n"}}, {{$x := .a}}'

type TemplateNode =
  | { is: 'text'; text: string }
  | { is: 'print'; words: string }
  | { is: 'set'; name: string; words: string }
  | { is: 'range' | 'if' | 'with'; names: readonly string[]; words: string; body: TemplateNode[]; otherwise: TemplateNode[] }

interface TemplateScope {
  dot: Json
  variables: ReadonlyMap<string, Json>
}

/** More turns than anybody reads. */
const MOST_TURNS = 20_000

/**
 * Fills in a Go template.
 *
 * Errors: `error`, a sentence: what cannot be read, or is not known here. A name that is not there gives `<no value>`.
 * Follows: text/template, exec.go (Go 1.26), without blocks, definitions and most functions.
 */
export function goTemplate(template: string, value: Json): { text: string; error?: undefined } | { error: string; text?: undefined } {
  return tried(() => {
    const nodes = parse(partsOf(template), [])
    return { text: fill(nodes, { dot: value, variables: new Map([['$', value]]) }, { left: MOST_TURNS }) }
  })
}

interface TemplatePart {
  action: boolean
  text: string
}

function partsOf(template: string): TemplatePart[] {
  const out: TemplatePart[] = []
  let rest = template
  while (rest !== '') {
    const open = rest.indexOf('{{')
    if (open < 0) return [...out, { action: false, text: rest }]
    const inner = /^\{\{(-\s)?((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`}]|\}(?!\}))*)\}\}/.exec(rest.slice(open))
    if (!inner) throw new Wrong('unclosed action')
    const trimmed = inner[1] ? rest.slice(0, open).trimEnd() : rest.slice(0, open)
    if (trimmed !== '') out.push({ action: false, text: trimmed })
    const cut = / -$/.test(inner[2]!)
    out.push({ action: true, text: inner[2]!.replace(/ -$/, '').trim() })
    rest = rest.slice(open + inner[0].length)
    if (cut) rest = rest.trimStart()
  }
  return out
}

/** Up to one of the words that end a block, which is left to whoever asked. */
function parse(parts: TemplatePart[], ends: readonly string[]): TemplateNode[] {
  const out: TemplateNode[] = []
  while (parts.length > 0) {
    const { action, text } = parts[0]!
    const [word = ''] = text.split(/\s/, 1)
    if (action && ends.includes(word)) return out
    parts.shift()
    if (!action) out.push({ is: 'text', text })
    else if (word === 'range' || word === 'if' || word === 'with') out.push(block(word, text.slice(word.length).trim(), parts))
    else if (word === 'end' || word === 'else') throw new Wrong(`unexpected {{${text}}}`)
    else if (/^(template|define|block|break|continue)$/.test(word)) throw new Wrong(`{{${word}}} is not simulated here`)
    else if (!text.startsWith('/*')) {
      const set = /^(\$\w+)\s*:?=\s*([^]*)$/.exec(text)
      out.push(set ? { is: 'set', name: set[1]!, words: set[2]! } : { is: 'print', words: text })
    }
  }
  if (ends.length > 0) throw new Wrong('unexpected EOF')
  return out
}

function block(is: 'range' | 'if' | 'with', text: string, parts: TemplatePart[]): TemplateNode {
  const named = /^((?:\$\w+)(?:\s*,\s*\$\w+)?)\s*:?=\s*([^]*)$/.exec(text)
  const names = named ? named[1]!.split(/\s*,\s*/) : []
  const body = parse(parts, ['end', 'else'])
  let otherwise: TemplateNode[] = []
  const end = parts.shift()!
  if (end.text === 'else') {
    otherwise = parse(parts, ['end'])
    parts.shift()
  } else if (end.text.startsWith('else ')) otherwise = [block('if', end.text.replace(/^else (if|with)/, '').trim(), parts)]
  return { is, names, words: named ? named[2]! : text, body, otherwise }
}

function fill(nodes: readonly TemplateNode[], scope: TemplateScope, turns: { left: number }): string {
  const variables = new Map(scope.variables)
  let out = ''
  for (const node of nodes) {
    if (--turns.left < 0) throw new Wrong('it takes too many turns')
    const here = { dot: scope.dot, variables }
    if (node.is === 'text') out += node.text
    else if (node.is === 'print') out += show(pipeline(node.words, here))
    else if (node.is === 'set') variables.set(node.name, pipeline(node.words, here))
    else out += filledBlock(node, here, turns)
  }
  return out
}

function filledBlock(node: Extract<TemplateNode, { is: 'range' | 'if' | 'with' }>, scope: TemplateScope, turns: { left: number }): string {
  const value = pipeline(node.words, scope)
  if (node.is !== 'range') {
    if (!holds(value)) return fill(node.otherwise, scope, turns)
    const variables = new Map([...scope.variables, ...node.names.map((name) => [name, value] as const)])
    return fill(node.body, { dot: node.is === 'with' ? value : scope.dot, variables }, turns)
  }
  const entries: (readonly [Json, Json])[] = Array.isArray(value)
    ? value.map((item: Json, i) => [i, item] as const)
    : value !== null && typeof value === 'object'
      ? sortedEntries(value as Record<string, Json>)
      : []
  if (value !== null && typeof value !== 'object') throw new Wrong(`range can't iterate over ${show(value)}`)
  if (entries.length === 0) return fill(node.otherwise, scope, turns)
  return entries
    .map(([key, item]) => {
      const variables = new Map(scope.variables)
      if (node.names.length === 2) variables.set(node.names[0]!, key)
      if (node.names.length > 0) variables.set(node.names.at(-1)!, item)
      return fill(node.body, { dot: item, variables }, turns)
    })
    .join('')
}

const WORD = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|\(|\)|\||[^\s()|"`]+)/gy

function pipeline(text: string, scope: TemplateScope): Json {
  const { tokens: words } = tokensOf(text, WORD)
  if (words.length === 0) throw new Wrong('missing value for command')
  const value = piped(words, scope)
  if (words.length > 0) throw new Wrong(`unexpected ${JSON.stringify(words[0])} in {{${text}}}`)
  return value
}

function piped(words: string[], scope: TemplateScope): Json {
  let last: Json | undefined
  for (;;) {
    const operands: { word: string; value: () => Json }[] = []
    while (words.length > 0 && words[0] !== '|' && words[0] !== ')') operands.push(operand(words, scope))
    last = call(operands, last)
    if (words[0] !== '|') return last
    words.shift()
  }
}

function operand(words: string[], scope: TemplateScope): { word: string; value: () => Json } {
  const word = words.shift()!
  if (word !== '(') return { word, value: () => valueOf(word, scope) }
  const value = piped(words, scope)
  if (words.shift() !== ')') throw new Wrong('unclosed left paren')
  const after = words[0]?.startsWith('.') ? words.shift()! : ''
  return { word: '(', value: () => steps(value, after) }
}

function call(operands: readonly { word: string; value: () => Json }[], last: Json | undefined): Json {
  const [first, ...rest] = operands
  if (!first) throw new Wrong('missing value for command')
  if (/^[a-z]\w*$/i.test(first.word) && !['true', 'false', 'nil'].includes(first.word))
    return applied(first.word, [...rest.map((item) => item.value()), ...(last === undefined ? [] : [last])])
  if (rest.length > 0 || last !== undefined) throw new Wrong(`can't give argument to non-function ${first.word}`)
  return first.value()
}

function applied(name: string, values: readonly Json[]): Json {
  const [a = null, b = null] = values
  switch (name) {
    case 'index':
      return values.slice(1).reduce<Json>((value, key) => (typeof key === 'number' ? item(value, key) : step(value, String(key))), a)
    case 'len':
      if (values.length !== 1) throw new Wrong(`wrong number of args for len: want 1 got ${values.length}`)
      if (typeof a === 'string' || Array.isArray(a)) return a.length
      if (a === null || typeof a !== 'object') throw new Wrong(`error calling len: ${show(a)} has no length`)
      return Object.keys(a).length
    case 'not':
      return !holds(a)
    case 'and':
      return values.at(values.findIndex((value) => !holds(value))) ?? null
    case 'or':
      return values.at(values.findIndex(holds)) ?? null
    case 'eq':
      return values.slice(1).some((value) => value === a)
    case 'ne':
      return a !== b
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return HOLDS[SIGNS[name]]!(ordered(name, a, b))
    case 'print':
      return values.map(show).join('')
    case 'println':
      return `${values.map(show).join(' ')}\n`
    case 'printf':
      return formatted(values)
    case 'exists':
      return values.slice(1).reduce<Json>((value, key) => step(value, String(key)), a) !== null
    default:
      throw new Wrong(`function ${JSON.stringify(name)} not defined, or not simulated here`)
  }
}

const SIGNS = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const

/** Numbers and texts have an order, each among themselves. */
function ordered(name: string, a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return byCharacter(a, b)
  if (typeof a === 'string' && typeof b === 'string') return byCharacter(a, b)
  throw new Wrong(`error calling ${name}: incompatible types for comparison`)
}

function formatted([format = '', ...values]: readonly Json[]): string {
  let next = 0
  return String(format).replace(/%([-0]?)(\d*)([%svdqt])/g, (_, flag: string, width: string, kind: string) => {
    if (kind === '%') return '%'
    const text = next < values.length ? show(values[next++]!) : `%!${kind}(MISSING)`
    const most = Math.min(Number(width), 1000)
    const whole = kind === 'q' ? JSON.stringify(text) : text
    return flag === '-' ? whole.padEnd(most) : whole.padStart(most, flag || ' ')
  })
}

function valueOf(word: string, { dot, variables }: TemplateScope): Json {
  if (word.startsWith('"')) {
    try {
      return JSON.parse(word) as string
    } catch {
      throw new Wrong(`invalid syntax: ${word}`)
    }
  }
  if (word.startsWith('`')) return word.slice(1, -1)
  if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word)
  if (word === 'true' || word === 'false') return word === 'true'
  if (word === 'nil') return null
  if (word.startsWith('.')) return steps(dot, word)
  const [, name = '', rest = ''] = /^(\$\w*)(.*)$/.exec(word) ?? []
  if (!variables.has(name)) throw new Wrong(name ? `undefined variable ${JSON.stringify(name)}` : `unexpected ${JSON.stringify(word)}`)
  return steps(variables.get(name)!, rest)
}

function steps(value: Json, path: string): Json {
  if (path !== '' && !/^(\.\w*)+$/.test(path)) throw new Wrong(`bad character in ${JSON.stringify(path)}`)
  return path
    .split('.')
    .filter((name) => name !== '')
    .reduce(step, value)
}

function step(value: Json, name: string): Json {
  if (value === null) return null
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Wrong(`can't evaluate field ${name} in ${Array.isArray(value) ? 'a list' : show(value)}`)
  return Object.hasOwn(value, name) ? (value as Record<string, Json>)[name]! : null
}

function item(value: Json, at: number): Json {
  if (!Array.isArray(value)) throw new Wrong(`can't index item of ${show(value)}`)
  if (at < 0 || at >= value.length) throw new Wrong(`error calling index: reflect: slice index out of range`)
  return value[at] as Json
}

function holds(value: Json): boolean {
  return Array.isArray(value)
    ? value.length > 0
    : value !== null && typeof value === 'object'
      ? Object.keys(value).length > 0
      : Boolean(value)
}

/** As Go's fmt prints a value decoded from JSON. */
function show(value: Json): string {
  if (value === null) return '<no value>'
  if (Array.isArray(value)) return `[${value.map((item: Json) => show(item)).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  return `map[${sortedEntries(value as Record<string, Json>)
    .map(([key, item]) => `${key}:${show(item)}`)
    .join(' ')}]`
}
