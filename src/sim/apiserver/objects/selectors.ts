import type { Json } from '../../../manifest/yaml/resolve.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import { labelValue, type NameRules, qualifiedName } from '../../../manifest/names.ts'
import { fieldAt, own } from '../../../manifest/own.ts'
import { aggregate } from '../flags/flag-words.ts'
import { type Fields, fields, text } from './json.ts'

type SelectorTest = (object: Fields) => boolean

/** Which fields of a kind may be selected by; all kinds have the two first. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  '': ['metadata.name', 'metadata.namespace'],
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
}

/** Kinds that know no namespace, and say so. */
const WITHOUT_NAMESPACE = ['nodes', 'namespaces']

/**
 * What a field selector such as `status.phase=Running` takes.
 *
 * Errors: returned, in the server's words: a field that a kind has not, a text that is none.
 * Follows: staging/src/k8s.io/apimachinery/pkg/fields/selector.go and pkg/apis/core/v1/conversion.go (v1.36.2).
 */
export function fieldTest(selector: string, resource: string): SelectorTest | { error: string } {
  const terms = fieldTerms(selector)
  if ('error' in terms) return terms
  const [common, more] = [SELECTABLE['']!, own(SELECTABLE, resource)]
  for (const { path } of terms) {
    const isKnown = more?.includes(path) || (common.includes(path) && !(path === common[1] && WITHOUT_NAMESPACE.includes(resource)))
    if (!isKnown)
      return {
        error: more
          ? `field label not supported: ${path}`
          : `${quoteGo(path)} is not a known field selector: only ${common.map(quoteGo).join(', ')}`,
      }
  }
  return (object) => terms.every(({ path, isEqual, value }) => (valueAt(object, path, resource) === value) === isEqual)
}

/**
 * The name of the object that a field selector takes alone; empty where it takes others too, or could be the name of none.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go, NewRequestInfo (v1.36.2).
 */
export function selectedName(selector: string): string {
  const terms = fieldTerms(selector)
  const name = 'error' in terms ? undefined : terms.find(({ path, isEqual }) => path === 'metadata.name' && isEqual)?.value
  return name === undefined || pathSegment(name).length > 0 ? '' : name
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/api/validation/path/name.go, IsValidPathSegmentName (v1.37.2). */
export function pathSegment(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`)
}

interface FieldTerm {
  path: string
  isEqual: boolean
  value: string
}

function fieldTerms(selector: string): FieldTerm[] | { error: string } {
  const terms: FieldTerm[] = []
  for (const part of (selector.match(/(\\[^]|[^,\\]|\\$)+/g) ?? []).toSorted()) {
    const [, path, sign, escaped] = /^([^]*?)(!=|==|=)([^]*)$/.exec(part) ?? []
    if (path === undefined) return { error: `invalid selector: '${selector}'; can't understand '${part}'` }
    const wrong = escapeError(escaped!)
    if (wrong !== undefined) return { error: `invalid field selector: ${wrong}` }
    if (path !== '' || escaped !== '') terms.push({ path, isEqual: sign !== '!=', value: escaped!.replace(/\\([^])/g, '$1') })
  }
  return terms
}

/** Follows: the same file, UnescapeValue. */
function escapeError(value: string): string | undefined {
  const [found] = /(?<!\\)(?:\\\\)*(?:\\[^\\,=]|\\$|[,=])/.exec(value) ?? []
  const what = found?.replace(/^(\\\\)+(?=.)/, '')
  if (what === undefined) return undefined
  return what.startsWith('\\') ? `invalid escape sequence: ${what}` : `unescaped character in value: ${what.charCodeAt(0)}`
}

function valueAt(object: Fields, path: string, resource: string): string {
  if (resource === 'events' && path === 'source') return text(fields(object['source'])['component'])
  const found = fieldAt(object, path) as Json | undefined
  return found === undefined || found === null
    ? path === 'spec.unschedulable' || path === 'spec.hostNetwork'
      ? 'false'
      : ''
    : String(found)
}

/**
 * What a label selector such as `component=kube-apiserver,tier in (a, b)` takes.
 *
 * Errors: returned, in the server's words.
 * Follows: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, Parse (v1.22.17, v1.36.2).
 */
export function labelTest(selector: string, rules: NameRules): SelectorTest | { error: string } {
  try {
    const tests = new LabelParser(selector, rules).all()
    return (object) => tests.every((test) => test(object))
  } catch (error) {
    if (error instanceof SelectorError) return { error: error.problem }
    throw error
  }
}

class SelectorError {
  readonly problem: string
  constructor(problem: string) {
    this.problem = problem
  }
}

const isWord = (token: string): boolean => !/^([=!(),<>]|$)/.test(token)
const isBegin = (token: string): boolean => token === '!' || isWord(token)
const OPERATORS = ['in', 'notin', '=', '==', '!=', '>', '<']

class LabelParser {
  readonly #tokens: readonly string[]
  readonly #rules: NameRules
  #at = 0

  constructor(selector: string, rules: NameRules) {
    this.#tokens = selector.match(/[=!]=|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? []
    this.#rules = rules
  }

  all(): SelectorTest[] {
    const tests: SelectorTest[] = []
    while (this.#next !== '') {
      if (!isBegin(this.#next)) throw new SelectorError(`found '${this.#next}', expected: !, identifier, or 'end of string'`)
      tests.push(this.#requirement())
      const after = this.#take()
      if (after !== '' && after !== ',') throw new SelectorError(`found '${after}', expected: ',' or 'end of string'`)
      if (after === ',' && !isBegin(this.#next)) throw new SelectorError(`found '${this.#next}', expected: identifier after ','`)
    }
    return tests
  }

  get #next(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #take(): string {
    const token = this.#next
    this.#at++
    return token
  }

  #fail(what: string): never {
    throw new SelectorError(`unable to parse requirement: ${what}`)
  }

  #requirement(): SelectorTest {
    const isNot = this.#next === '!'
    if (isNot) this.#at++
    const key = this.#take()
    if (!isWord(key)) this.#fail(`found '${key}', expected: identifier`)
    const wrong = qualifiedName(key, this.#rules)
    if (wrong.length > 0) this.#fail(`<nil>: Invalid value: ${quoteGo(key)}: ${wrong.join('; ')}`)
    if (isNot || this.#next === '' || this.#next === ',') return (object) => (labelOf(object, key) === undefined) === isNot
    const operator = this.#take()
    if (!OPERATORS.includes(operator)) this.#fail(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`)
    const values = [...new Set(operator.endsWith('in') ? this.#values() : [this.#value()])].toSorted()
    const isOrder = operator === '>' || operator === '<'
    const errors = [
      ...values.flatMap((value) =>
        isOrder && !/^[+-]?\d+$/.test(value)
          ? [`values[0]: Invalid value: ${quoteGo(value)}: for 'Gt', 'Lt' operators, the value must be an integer`]
          : [],
      ),
      ...values.flatMap((value, i) => {
        const bad = labelValue(value, this.#rules)
        return bad.length > 0 ? [`values[${i}][${key}]: Invalid value: ${quoteGo(value)}: ${bad.join('; ')}`] : []
      }),
    ]
    if (errors.length > 0) this.#fail(aggregate(errors))
    if (isOrder) return (object) => this.#isBeyond(labelOf(object, key), Number(values[0]), operator)
    const isIn = !['notin', '!='].includes(operator)
    return (object) => values.includes(labelOf(object, key) ?? '\0') === isIn
  }

  #isBeyond(label: string | undefined, than: number, operator: string): boolean {
    if (label === undefined || !/^[+-]?\d+$/.test(label)) return false
    return operator === '>' ? Number(label) > than : Number(label) < than
  }

  #value(): string {
    if (this.#next === '' || this.#next === ',') return ''
    const value = this.#take()
    return isWord(value) ? value : this.#fail(`found '${value}', expected: identifier`)
  }

  /** `(a, b)`, in which nothing between two commas is an empty text. */
  #values(): string[] {
    const opening = this.#take()
    if (opening !== '(') this.#fail(`found '${opening}' expected: '('`)
    if (!isWord(this.#next) && this.#next !== ',' && this.#next !== ')')
      this.#fail(`found '${this.#next}', expected: ',', ')' or identifier`)
    const values: string[] = []
    for (;;) {
      if (isWord(this.#next)) values.push(this.#take())
      else if (this.#next === ',' || this.#next === ')') values.push('')
      else this.#fail(`found '${this.#next}', expected: ',', or identifier`)
      const after = this.#take()
      if (after === ')') return values
      if (after !== ',') this.#fail(`found '${after}', expected: ',' or ')'`)
    }
  }
}

function labelOf(object: Fields, name: string): string | undefined {
  const label = own(fields(fields(object['metadata'])['labels']), name)
  return label === undefined ? undefined : text(label)
}
