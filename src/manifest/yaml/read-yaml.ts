import { type YamlMark, YamlError } from './cursor.ts'
import { toJson } from './decode-yaml.ts'
import { parseDocument, type YamlNode } from './parser.ts'
import type { Json } from './resolve.ts'

/** What a person has to look at, and do about it. Lines and columns count from 1. */
interface PlainProblem {
  /** A sentence; empty where the reader's own words are as plain. */
  says: string
  line: number
  column: number
}

/**
 * Where somebody has to look who wrote a text that YAML refuses, and why, in plain words: a reader stops where it can go on no
 * longer, which is often behind the mistake.
 *
 * Units: lines and columns count from 1.
 * Go-yaml's own words stand beside it.
 */
function plainly(error: YamlError, text: string): PlainProblem {
  // as the scanner counts them
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n\u0085\u2028\u2029]/)
  const { mark, context = mark } = error
  const plain = (says: string, line: number, column = indentOf(lines[line]!)): PlainProblem => ({
    says,
    line: line + 1,
    column: column + 1,
  })
  const here = plain('', mark.line, mark.column)
  switch (error.problem) {
    case "could not find expected ':'":
      return plain(withoutColon(lines, context.line), context.line)
    case 'mapping values are not allowed in this context':
      return secondColon(lines, mark, plain) ?? here
    case 'did not find expected key':
      return misplaced(lines, mark, plain)
    case "did not find expected '-' indicator":
      return mark.column === context.column
        ? { ...here, says: `Line ${here.line} stands where the dashes of the list stand, and has none.` }
        : misplaced(lines, mark, plain)
    case 'found character that cannot start any token':
      return { ...here, says: wrongStart(lines[mark.line]!, mark) }
    case 'found a tab character that violates indentation':
    case 'found a tab character where an indentation space is expected':
      return { ...here, says: withTab(here.line) }
    case 'found unexpected end of stream':
    case 'found unexpected document indicator':
      return plain(`The quotation mark that opens in line ${context.line + 1} is never closed.`, context.line, context.column)
    case 'did not find expected node content':
      return withoutValue(lines, mark, context, plain)
    case 'found unknown escape character':
      return {
        ...here,
        says: `In double quotes a backslash begins an escape, and the one in line ${here.line} is none: use single quotes, or double the backslash.`,
      }
  }
  const close = /^did not find expected ',' or '(.)'$/.exec(error.problem)?.[1]
  if (close !== undefined) {
    const line = lines[mark.line] ?? ''
    const question = line.lastIndexOf('?', mark.column)
    if (question >= 0 && !/[,{[\]}'"]/.test(line.slice(question + 1, mark.column)))
      return plain(
        `Within brackets a ? ends a text that has no quotes: put the one around column ${question + 1} in line ${here.line} into quotes.`,
        mark.line,
        question,
      )
    const open = close === ']' ? '[' : '{'
    const says =
      context.line === mark.line
        ? `In line ${here.line} a comma or the closing ${close} is missing.`
        : `The ${open} that opens in line ${context.line + 1} is not closed: a ${close} or a comma is missing.`
    return plain(says, context.line, context.column)
  }
  if (/^unknown anchor /.test(error.problem))
    return { ...here, says: `A value that begins with * points to an anchor of YAML: put the one in line ${here.line} into quotes.` }
  return here
}

type MakeProblem = (says: string, line: number, column?: number) => PlainProblem

const indentOf = (line: string): number => line.search(/\S|$/)
/** Where a line's own words begin, behind its dashes. */
const wordsAt = (line: string): number => /^[ ]*(?:- +)*/.exec(line)![0].length
const isContent = (line: string): boolean => /^\s*[^\s#]/.test(line)
const withTab = (line: number): string => `Line ${line} is indented with a tab; YAML allows spaces alone.`

function lastContent(lines: readonly string[], before: number): number {
  for (let n = before - 1; n >= 0; n--) if (isContent(lines[n]!)) return n
  return -1
}

function withoutColon(lines: readonly string[], n: number): string {
  const words = lines[n]!.trim()
  if (/^-[^\s-]/.test(words)) return `In line ${n + 1} a space is missing behind the dash.`
  const pair = /^(?:- +)*([A-Za-z][\w./-]*) +(\S.*)$/.exec(words)
  return pair ? `In line ${n + 1} a colon is missing: ${pair[1]}: ${pair[2]}` : `In line ${n + 1} a colon is missing behind the name.`
}

/** What stands where a value has to, be it the text's end; `context` is the bracket that is open, if one is. */
function withoutValue(lines: readonly string[], mark: YamlMark, context: YamlMark, plain: MakeProblem): PlainProblem {
  const [found, open] = [mark, context].map(({ line, column }) => lines[line]?.[column])
  if (found === undefined) return plain(`The ${open} that opens in line ${context.line + 1} is never closed.`, context.line, context.column)
  const close = open === '[' ? ']' : open === '{' ? '}' : ''
  const isOther = close !== '' && /[\]}]/.test(found)
  const missing = isOther ? `A value or the closing ${close}` : 'A value'
  return plain(`${missing} is missing before the ${found} in line ${mark.line + 1}.`, mark.line, mark.column)
}

/** A colon where no name may end: a second one in a line, or one that the line above should have had, or a line too far in. */
function secondColon(lines: readonly string[], { line: n, column }: YamlMark, plain: MakeProblem): PlainProblem | undefined {
  const line = lines[n]!
  if (/: /.test(line.slice(0, column))) {
    return plain(`Line ${n + 1} has a second colon with a space behind it: put the value into quotes.`, n, column)
  }
  const above = lastContent(lines, n)
  if (above < 0) return undefined
  const words = lines[above]!.slice(wordsAt(lines[above]!))
  if (/^[\w./-]+:[^\s/]/.test(words) && !/: /.test(words)) {
    return plain(`In line ${above + 1} a space is missing behind the colon.`, above, wordsAt(lines[above]!))
  }
  if (!/:(\s|$)/.test(words) && indentOf(line) <= wordsAt(lines[above]!)) return plain(withoutColon(lines, above), above)
  if (indentOf(line) <= indentOf(lines[above]!)) return undefined
  return plain(`Line ${n + 1} is indented by ${spaces(indentOf(line))}, further than line ${above + 1}, which has its value already.`, n)
}

/** What cannot go on where it stands: text behind a closed value, a name that is none, a line between two depths. */
function misplaced(lines: readonly string[], { line: n, column }: YamlMark, plain: MakeProblem): PlainProblem {
  const line = lines[n]!
  if (line.slice(0, column).trim() !== '') {
    return plain(`In line ${n + 1} something stands behind the end of the value: put the whole value into quotes.`, n, column)
  }
  if (line[column] === ':') return plain(`In line ${n + 1} there is no name before the colon.`, n, column)
  // what it does not go on from stands above it
  const above = Math.max(0, lastContent(lines, n))
  const isItem = /^- |^-$/.test(line.slice(column))
  if (isItem && indentOf(lines[above]!) === column) {
    return plain(
      `Line ${above + 1} stands as far left as the dashes of the list, and ends it: indent it by 2 spaces more, as the item’s other lines are.`,
      above,
    )
  }
  const depths = depthsAbove(lines, n, isItem).map(spaces)
  return plain(`Line ${n + 1} is indented by ${spaces(column)}; what it could belong to is indented by ${depths.join(' or ')}.`, n)
}

/** How far in the lines are that are still open above a line, or their dashes where it has one: the nearest first. */
function depthsAbove(lines: readonly string[], n: number, isItem: boolean): number[] {
  const found: number[] = []
  let most = Infinity
  for (let i = n - 1; i >= 0 && found.length < 2; i--) {
    const line = lines[i]!
    if (!isContent(line)) continue
    for (const depth of isItem ? [indentOf(line)] : [wordsAt(line), indentOf(line)]) {
      if (depth >= most) continue
      found.push(depth)
      most = depth
    }
  }
  return found.slice(0, 2)
}

function wrongStart(line: string, { line: n, column }: YamlMark): string {
  const character = line[column]!
  return character === '\t' ? withTab(n + 1) : `In line ${n + 1} a value begins with ${character}: put it into quotes.`
}

const spaces = (count: number): string => (count === 0 ? 'no space' : count === 1 ? '1 space' : `${count} spaces`)

interface YamlProblem {
  /** go-yaml's whole sentence. */
  text: string
  /** The same in plain words; empty where those are plain. */
  plain: string
  /** Where somebody has to look; counts from 1. */
  line: number
  column: number
}

/** The first document of a text, as an object and as nodes; or why there is none. */
export type YamlResult =
  | { value: Json; root: YamlNode | undefined; problem?: undefined }
  | { problem: YamlProblem; root?: undefined; value?: undefined }

/**
 * Reads a text as Kubernetes reads YAML.
 *
 * Units: lines and columns count from 1.
 * Errors: returned, in go-yaml's words and with its line, which for a parser's error is the one before the place.
 * Follows: go.yaml.in/yaml/v2 decode.go, parser.fail (v2.4). v1.9 has an older one, see `yamlScannerLine` in release.ts.
 */
export function readYaml(text: string, rules: { yamlScannerLine: 'one less' | 'exact' }): YamlResult {
  try {
    const root = parseDocument(text)
    return { root, value: root ? toJson(root) : null }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const { says: plain, line, column } = plainly(error, text)
    return { problem: { text: sentence(error, rules.yamlScannerLine === 'exact'), plain, line, column } }
  }
}

function sentence(error: YamlError, exact: boolean): string {
  // what sigs.k8s.io/yaml says itself does not have go-yaml's name in front
  if (error.problem.startsWith('\0')) return error.problem.slice(1)
  if (error.kind === 'decoder' || error.kind === 'reader') return `yaml: ${error.problem}`
  const { mark, context } = error
  const line = mark.line !== 0 ? mark.line + (exact && error.kind === 'scanner' ? 1 : 0) : (context?.line ?? 0)
  return line === 0 ? `yaml: ${error.problem}` : `yaml: line ${line}: ${error.problem}`
}
