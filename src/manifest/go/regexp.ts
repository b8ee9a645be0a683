/** What is wrong, in Go's words, or how much has been read, and which character that is where it is one. */
type Reading = { error: string } | { length: number; char?: number }

const failure = (what: string, where: string): { error: string } => ({ error: `error parsing regexp: ${what}: \`${where}\`` })
const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0)!)

/**
 * Why Go takes a text for no regular expression; how often repetitions within each other repeat is not counted.
 *
 * Errors: returned in Go's words, undefined for an expression.
 * Follows: regexp/syntax, parse.go (Go 1.24).
 */
export function regexpError(text: string): string | undefined {
  let depth = 0
  // whether there is something to repeat, and where the repetition before this place began
  let hasItem = false
  let lastRepeat = ''
  for (let rest = text; rest !== '';) {
    const read = readPart(rest, depth > 0, text)
    if ('error' in read) return read.error
    const part = rest.slice(0, read.length)
    const repeat = repeatOf(rest)
    if (repeat !== undefined) {
      if (lastRepeat !== '')
        return failure('invalid nested repetition operator', lastRepeat.slice(0, lastRepeat.length - rest.length + read.length)).error
      if (!hasItem) return failure('missing argument to repetition operator', part).error
    }
    lastRepeat = repeat === undefined ? '' : rest
    if (part === ')') depth--
    if (/^\((?!\?.*\)$)/s.test(part)) depth++
    // flags alone, and an empty quotation, are no item
    if (!/^(?:\(\?.*\)|\\Q(?:\\E)?)$/s.test(part)) hasItem = !/^(?:\(|\|$)/.test(part)
    rest = rest.slice(read.length)
  }
  return depth > 0 ? failure('missing closing )', text).error : undefined
}

/** An operator of repetition; braces that are none stand for themselves. */
function repeatOf(rest: string): RegExpExecArray | undefined {
  return /^(?:[*+?]|\{(0|[1-9]\d*)(?:,(0|[1-9]\d*)?)?\})\??/.exec(rest) ?? undefined
}

function readPart(rest: string, isInside: boolean, text: string): Reading {
  const repeat = repeatOf(rest)
  if (repeat) {
    const [all, least, most] = repeat
    const isWrong = [least, most].some((count) => Number(count) > 1000) || Number(most) < Number(least)
    return isWrong ? failure('invalid repeat count', all.replace(/\}\?$/, '}')) : { length: all.length }
  }
  if (rest.startsWith('(?')) return readGroup(rest)
  if (rest.startsWith(')') && !isInside) return failure('unexpected )', text)
  if (rest.startsWith('[')) return readClass(rest)
  if (rest.startsWith('\\C')) return failure('invalid escape sequence', '\\C')
  const plain = /^(?:\\[AbBz]|\\Q.*?(?:\\E|$))/s.exec(rest)
  if (plain) return { length: plain[0].length }
  return readSet(rest) ?? readChar(rest)
}

/** What stands behind `(?`: a name, or flags. */
function readGroup(rest: string): Reading {
  if (/^\(\?(?:P<.|<.)/s.test(rest)) {
    const end = rest.indexOf('>') + 1
    if (end === 0) return failure('invalid named capture', rest)
    const capture = rest.slice(0, end)
    return /^\(\?P?<\w+>$/.test(capture) ? { length: end } : failure('invalid named capture', capture)
  }
  const flags = /^\(\?[imsU]*(?:-[imsU]+)?[:)]/.exec(rest)
  if (flags) return { length: flags[0].length }
  return failure('invalid or unsupported Perl syntax', /^\(\?[imsU]*(?:-[imsU]*)?.?/su.exec(rest)![0])
}

/** A set of characters that has a name of one letter, or one of Unicode's. */
function readSet(rest: string): Reading | undefined {
  if (/^\\[dDsSwW]/.test(rest)) return { length: 2 }
  if (!/^\\p./isu.test(rest)) return undefined
  const seq = rest[2] === '{' ? /^[^}]*\}/.exec(rest)?.[0] : rest.slice(0, 2) + firstOf(rest.slice(2))
  if (seq === undefined) return failure('invalid character class range', rest)
  const name = seq.slice(2).replace(/^\{\^?|\}$/g, '')
  return name === 'Any' || ['gc', 'sc'].some((kind) => isProperty(kind, name))
    ? { length: seq.length }
    : failure('invalid character class range', seq)
}

function isProperty(kind: string, name: string): boolean {
  try {
    return new RegExp(`\\p{${kind}=${name}}`, 'u').unicode
  } catch {
    return false
  }
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

function readChar(rest: string): Reading {
  if (!rest.startsWith('\\')) return { length: firstOf(rest).length, char: rest.codePointAt(0)! }
  if (rest === '\\') return failure('trailing backslash at end of expression', '')
  const code = /^\\(?:(0[0-7]{0,2}|[1-7][0-7]{1,2})|x([\da-f]{2})|x\{([\da-f]+)\})/i.exec(rest)
  const char = code?.[1] === undefined ? Number.parseInt(code?.[2] ?? code?.[3] ?? '', 16) : Number.parseInt(code[1], 8)
  if (code && char <= 0x10ffff) return { length: code[0].length, char }
  const escaped = firstOf(rest.slice(1))
  if (Object.hasOwn(ESCAPES, escaped)) return { length: 2, char: ESCAPES[escaped]! }
  if (/^[^a-z\d\u0080-\u{10ffff}]$/iu.test(escaped)) return { length: 2, char: escaped.codePointAt(0)! }
  return failure('invalid escape sequence', /^\\(?:x\{[\da-f]*.?|x.{0,2}|.)/isu.exec(rest)![0])
}

const POSIX = /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]$/

function readClass(whole: string): Reading {
  let at = whole.startsWith('[^') ? 2 : 1
  for (let isFirst = true; isFirst || whole[at] !== ']'; isFirst = false) {
    const rest = whole.slice(at)
    const named = /^\[:.*?:\]/s.exec(rest)?.[0]
    if (named !== undefined && !POSIX.test(named)) return failure('invalid character class range', named)
    const read = named === undefined ? (readSet(rest) ?? readClassChar(rest, whole)) : { length: named.length }
    if ('error' in read) return read
    at += read.length
    if (read.char === undefined || !/^-[^\]]/su.test(whole.slice(at))) continue
    const high = readClassChar(whole.slice(at + 1), whole)
    if ('error' in high) return high
    at += 1 + high.length
    if (high.char! < read.char) return failure('invalid character class range', rest.slice(0, at - whole.length + rest.length))
  }
  return { length: at + 1 }
}

const readClassChar = (rest: string, whole: string): Reading => (rest === '' ? failure('missing closing ]', whole) : readChar(rest))
