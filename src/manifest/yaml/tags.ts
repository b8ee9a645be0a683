import { type YamlCursor, type YamlMark, YamlError, isBlank, isBlankZ, isBreak, isBreakZ, isDigit, isHex, isWord } from './cursor.ts'

/** What a `%` line says. */
export type Directive = { is: 'version'; major: number; minor: number } | { is: 'tag'; handle: string; prefix: string }

/**
 * A tag such as `!!str`, `!<uri>` or `!own`.
 *
 * Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_tag (v2.4).
 */
export function scanTag(at: YamlCursor): { handle: string; suffix: string } {
  const context = at.mark()
  let handle = ''
  let suffix: string
  if (at.peek(1) === 60) {
    at.skip()
    at.skip()
    suffix = scanUri(at, '', context)
    if (at.peek() !== 62) throw new YamlError('scanner', "did not find the expected '>'", at.mark(), context)
    at.skip()
  } else {
    handle = scanHandle(at, false, context)
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(at, '', context)
    } else {
      suffix = scanUri(at, handle, context)
      handle = '!'
      if (suffix === '') [handle, suffix] = ['', '!']
    }
  }
  if (!isBlankZ(at.peek())) throw new YamlError('scanner', 'did not find expected whitespace or line break', at.mark(), context)
  return { handle, suffix }
}

/** A `%YAML` or `%TAG` line. Errors: throws YamlError. Follows: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_scan_directive (v2.4). */
export function scanDirective(at: YamlCursor): Directive {
  const context = at.mark()
  const fail = (problem: string): never => {
    throw new YamlError('scanner', problem, at.mark(), context)
  }
  const blanks = (): void => {
    while (isBlank(at.peek())) at.skip()
  }
  const number = (): number => {
    let digits = ''
    while (isDigit(at.peek())) {
      if (digits.length === 2) fail('found extremely long version number')
      digits += at.read()
    }
    return digits === '' ? fail('did not find expected version number') : Number(digits)
  }
  at.skip()
  let name = ''
  while (isWord(at.peek())) name += at.read()
  if (name === '') fail('could not find expected directive name')
  if (!isBlankZ(at.peek())) fail('found unexpected non-alphabetical character')
  let directive: Directive
  if (name === 'YAML') {
    blanks()
    const major = number()
    if (at.peek() !== 46) fail("did not find expected digit or '.' character")
    at.skip()
    directive = { is: 'version', major, minor: number() }
  } else if (name === 'TAG') {
    blanks()
    const handle = scanHandle(at, true, context)
    if (!isBlank(at.peek())) fail('did not find expected whitespace')
    blanks()
    const prefix = scanUri(at, '', context)
    if (!isBlankZ(at.peek())) fail('did not find expected whitespace or line break')
    directive = { is: 'tag', handle, prefix }
  } else {
    return fail('found unknown directive name')
  }
  blanks()
  if (at.peek() === 35) while (!isBreakZ(at.peek())) at.skip()
  if (!isBreakZ(at.peek())) fail('did not find expected comment or line break')
  if (isBreak(at.peek())) at.readLine()
  return directive
}

const URI = new Set([...";/?:@&=+$,.!~*'()[]%"].map((c) => c.charCodeAt(0)))

function scanHandle(at: YamlCursor, directive: boolean, context: YamlMark): string {
  if (at.peek() !== 33) throw new YamlError('scanner', "did not find expected '!'", at.mark(), context)
  let handle = at.read()
  while (isWord(at.peek())) handle += at.read()
  if (at.peek() === 33) handle += at.read()
  else if (directive && handle !== '!') throw new YamlError('scanner', "did not find expected '!'", at.mark(), context)
  return handle
}

function scanUri(at: YamlCursor, head: string, context: YamlMark): string {
  let uri = head.slice(1)
  let found = head !== ''
  for (let c = at.peek(); isWord(c) || URI.has(c); c = at.peek()) {
    found = true
    if (c !== 37) {
      uri += at.read()
    } else if (isHex(at.peek(1)) && isHex(at.peek(2))) {
      uri += String.fromCharCode(Number.parseInt(at.text.slice(at.index + 1, at.index + 3), 16))
      for (let i = 0; i < 3; i++) at.skip()
    } else {
      throw new YamlError('scanner', 'did not find URI escaped octet', at.mark(), context)
    }
  }
  if (!found) throw new YamlError('scanner', 'did not find expected tag URI', at.mark(), context)
  return uri
}
