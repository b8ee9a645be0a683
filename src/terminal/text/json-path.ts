import type { Json } from '../../manifest/yaml/resolve.ts'
import { TextReader, tried, Wrong } from './reader.ts'

/** What this terminal knows of jsonpath, for the answer to what it does not know. */
const JSONPATH =
  "{.items[0].metadata.name}, {.items[*].status.phase}, {.a['b\\.c']}, {.a['b','c']}, {..name}, {.list[?(@.type==\"Ready\")].status}, {\"\\n\"}, {range .items[*]}…{end}"

type JsonPathPart =
  | { is: 'text'; text: string }
  | { is: 'path'; steps: readonly JsonPathStep[] }
  | { is: 'range'; steps: readonly JsonPathStep[]; body: readonly JsonPathPart[] }
type JsonPathStep =
  | { name: string }
  | { inside: true }
  | { index: number }
  | { all: true }
  | { union: readonly (readonly JsonPathStep[])[] }
  | { slice: readonly [number | undefined, number | undefined] }
  | { where: readonly JsonPathStep[]; equals: boolean; value: string }

/**
 * Fills in a jsonpath template.
 *
 * Errors: `error`, a sentence: what cannot be read, or a place outside a list. A name that is not there gives nothing.
 * Follows: staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go (v1.37.2), without comparisons by size.
 */
export function jsonPath(template: string, value: Json): { text: string; error?: undefined } | { error: string; text?: undefined } {
  const whole = /[{}]/.test(template) ? template : `{${template.startsWith('.') || template.startsWith('$') ? '' : '.'}${template}}`
  return tried(() => ({ text: fill(new JsonPathReader(whole).parts(false), value, value) }))
}

function fill(parts: readonly JsonPathPart[], root: Json, here: Json): string {
  return parts
    .map((part) => {
      if (part.is === 'text') return part.text
      const found = walk(part.steps, root, here)
      return part.is === 'range' ? found.map((item) => fill(part.body, root, item)).join('') : found.map(show).join(' ')
    })
    .join('')
}

function show(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
}

function walk(steps: readonly JsonPathStep[], root: Json, here: Json): Json[] {
  let found: Json[] = [here]
  for (const step of steps) {
    const values = found
    // of each key in turn, all values
    if ('union' in step) found = step.union.flatMap((key) => values.flatMap((value) => walk(key, root, value)))
    else found = values.flatMap((value) => take(step, root, value))
  }
  return found
}

function take(step: Exclude<JsonPathStep, { union: unknown }>, root: Json, value: Json): readonly Json[] {
  if ('name' in step) {
    const own = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, step.name)
    return own ? [(value as Record<string, Json>)[step.name]!] : []
  }
  if ('inside' in step) return containers(value)
  if ('all' in step) return value !== null && typeof value === 'object' ? Object.values(value as Record<string, Json>) : []
  if (value === null) return []
  if (!Array.isArray(value)) throw new Wrong(`${GO_TYPES[typeof value] ?? 'map[string]interface {}'} is not array or slice`)
  const items = value as readonly Json[]
  // what has no such field is neither
  if ('where' in step)
    return items.filter((item) => walk(step.where, root, item).some((found) => (show(found) === step.value) === step.equals))
  const fromStart = (place: number): number => (place < 0 ? items.length + place : place)
  const [first, end] = 'slice' in step ? step.slice : [step.index, fromStart(step.index) + 1]
  const [from, to] = [fromStart(first ?? 0), fromStart(end ?? items.length)]
  if (from === to) return []
  const outside = from < 0 || from >= items.length ? from : to < 0 || to > items.length ? to - 1 : undefined
  if (outside !== undefined) throw new Wrong(`array index out of bounds: index ${outside}, length ${items.length}`)
  if (from > to) throw new Wrong(`starting index ${from} is greater than ending index ${to}`)
  return items.slice(from, to)
}

const GO_TYPES: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', number: 'int64' }

/** The value and all that is in it, as long as something is in it; a text counts as something. */
function containers(value: Json): readonly Json[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (value === null || typeof value !== 'object') return []
  const within = Object.values(value as Record<string, Json>)
  return within.length === 0 ? [] : [value, ...within.flatMap(containers)]
}

/** Longer than anybody types; deeper nesting than this is refused. */
const MOST_DEPTH = 20

/** `'b'` is a path of its own, in which a dot goes deeper unless a backslash stands before it; else a place, a part or all of a list. */
function chosenBy(text: string): JsonPathStep[] {
  const key = /^'([^']*)'$/.exec(text)
  const steps = key ? new JsonPathReader(`.${key[1]}`).whole() : undefined
  if (steps) return steps
  const numbers = /^(-?\d+)?(:)?(-?\d+)?$/.exec(text === '*' ? ':' : text)
  if (!numbers?.[0]) throw new Wrong(`invalid array index ${text}; this terminal knows ${JSONPATH}`)
  const [from, to] = [numbers[1], numbers[3]].map((digits) => (digits === undefined ? undefined : Number(digits)))
  return [numbers[2] ? { slice: [from, to] } : { index: from! }]
}

class JsonPathReader extends TextReader {
  private depth = 0

  parts(inRange: boolean): JsonPathPart[] {
    if (++this.depth > MOST_DEPTH) throw new Wrong('too deeply nested')
    const out: JsonPathPart[] = []
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at)
      const before = this.takeUntil('{')
      if (before !== '') out.push({ is: 'text', text: before ?? rest })
      if (before === undefined) break
      this.take(/ */y)
      const quoted = this.quoted()
      if (quoted !== undefined) out.push({ is: 'text', text: quoted })
      else if (this.word('end')) {
        if (!inRange) throw new Wrong('not in range, nothing to end')
        this.close()
        this.depth--
        return out
      } else if (this.word('range')) {
        this.take(/ */y)
        const steps = this.steps()
        this.close()
        out.push({ is: 'range', steps, body: this.parts(true) })
        continue
      } else out.push({ is: 'path', steps: this.steps() })
      this.close()
    }
    if (inRange) throw new Wrong('unclosed action: range without end')
    return out
  }

  /** Errors: undefined where something else stands behind them. */
  whole(): JsonPathStep[] | undefined {
    const steps = this.steps()
    return this.at < this.text.length ? undefined : steps
  }

  private steps(): JsonPathStep[] {
    const out: JsonPathStep[] = []
    if (this.text[this.at] === '$' || this.text[this.at] === '@') this.at++
    for (;;) {
      const c = this.text[this.at]
      if (c === '.') {
        this.at++
        if (this.text[this.at] === '.') {
          this.at++
          out.push({ inside: true })
          const name = this.name()
          if (name !== undefined) out.push({ name })
          continue
        }
        if (this.text[this.at] === '*') {
          this.at++
          out.push({ all: true })
          continue
        }
        const name = this.name()
        if (name === undefined) {
          if (out.length === 0 && /[}\s]/.test(this.text[this.at] ?? '')) return out
          if (this.text[this.at] === '[') continue
          throw new Wrong(`unrecognized character in action: ${JSON.stringify(this.text[this.at] ?? 'end')}`)
        }
        out.push({ name })
      } else if (c === '[') {
        this.at++
        out.push(this.bracket())
      } else return out
    }
  }

  private name(): string | undefined {
    return this.take(/(?:\\.|[^\s.,[\]$@{}\\()=!<>"'*?])+/y)?.replace(/\\(.)/g, '$1')
  }

  /** Follows: staging/src/k8s.io/client-go/util/jsonpath/parser.go, parseArray: letter by letter, but in a list of several. */
  private bracket(): JsonPathStep {
    if (this.take(/\?\(/y)) return this.filter()
    const parts = this.takeUntil(']')?.split(',')
    if (!parts) throw new Wrong('unterminated array')
    return { union: parts.map((part) => chosenBy(parts.length > 1 ? part.trim() : part)) }
  }

  private filter(): JsonPathStep {
    this.take(/ */y)
    const where = this.steps()
    this.take(/ */y)
    const sign = this.take(/[!=]=/y)
    if (!sign) throw new Wrong(`this terminal knows == and != in a filter; it knows ${JSONPATH}`)
    this.take(/ */y)
    const value = this.quoted() ?? this.take(/[\w.+-]+/y)
    if (value === undefined) throw new Wrong('unterminated filter')
    this.take(/ */y)
    if (this.text[this.at++] !== ')') throw new Wrong('unterminated filter')
    if (this.text[this.at++] !== ']') throw new Wrong('unclosed array expect ]')
    return { where, equals: sign === '==', value }
  }

  private quoted(): string | undefined {
    const quote = this.take(/["']/y)
    if (quote === undefined) return undefined
    const [whole, inside] = this.match(quote === '"' ? /((?:[^"\\]|\\[^])*)"/y : /((?:[^'\\]|\\[^])*)'/y) ?? []
    if (whole === undefined) throw new Wrong('unterminated quoted string')
    return inside!.replace(/\\([^])/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c)
  }

  private word(word: string): boolean {
    return this.take(new RegExp(`${word}(?![\\w-])`, 'y')) !== undefined
  }

  private close(): void {
    this.take(/ */y)
    if (this.at >= this.text.length) throw new Wrong('unclosed action')
    if (this.text[this.at++] !== '}')
      throw new Wrong(`unrecognized character in action: ${JSON.stringify(this.text[this.at - 1])}; this terminal knows ${JSONPATH}`)
  }
}
