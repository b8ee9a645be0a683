import type { Json } from '../../manifest/yaml/resolve.ts'

/** JSON, if it is whole. */
export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Commas that stand before a brace since what came between was cut out. */
const withoutCommas = (text: string): string => text.replaceAll(/,(\s*[}\]])/g, '$1')

/** The braces, brackets and commas of JSON that stand in none of its strings, each with its text's number and its place there. */
export function* marksIn(texts: Iterable<string>): Generator<[mark: string, n: number, at: number]> {
  let isString = false
  let n = 0
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) {
      const mark = text[at]!
      if (mark === '"') isString = !isString
      else if (isString && mark === '\\') at++
      else if (!isString && '{}[],'.includes(mark)) yield [mark, n, at]
    }
    n++
  }
}

/** JSON that was cut off, closed there, or where its last whole value ends: a number may have gone on. */
export function closedJson(text: string): Json | undefined {
  let end = -1
  for (const [mark, , at] of marksIn([text])) {
    if (mark === ',') end = at
    else if (mark === '}' || mark === ']') end = at + 1
  }
  if (end < 0) return undefined
  const all = /\d\s*$/.test(text) ? undefined : jsonOf(withoutCommas(closed(text)))
  return all ?? jsonOf(withoutCommas(closed(text.slice(0, end))))
}

/** With the braces and brackets that are open closed. */
function closed(text: string): string {
  const closers: string[] = []
  for (const [mark] of marksIn([text])) {
    if (mark === '{' || mark === '[') closers.push(mark === '{' ? '}' : ']')
    else if (mark !== ',') closers.pop()
  }
  return `${text}${closers.toReversed().join('')}`
}
