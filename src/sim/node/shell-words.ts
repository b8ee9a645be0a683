/** What ends a simple command, and what may stand before one. */
const OPERATOR = /^(?:&&|\|\||;;|[;&|(){}\n])/
const BEFORE: ReadonlySet<string> = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', 'exec', 'time'])
const MOST_CHARACTERS = 20_000

/**
 * The simple commands of a shell script, each as its words: quotes taken off, variables put in where `env` has them, redirections
 * left out. No more of a shell than it takes to see which program a script starts.
 *
 * What is no shell has odd words. Follows: POSIX, Shell Command Language.
 */
export function statementsOf(script: string, env: ReadonlyMap<string, string>): string[][] {
  const statements: string[][] = []
  let words: string[] = []
  let word: string | undefined
  const endWord = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  const endStatement = () => {
    endWord()
    const made = commandOf(words)
    if (made.length > 0) statements.push(made)
    words = []
  }
  const text = script.slice(0, MOST_CHARACTERS)
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i, i + 2)
    const c = text[i]!
    const operator = OPERATOR.exec(rest)?.[0]
    if (rest === '\\\n') i += 2
    else if (c === '\\') {
      word = (word ?? '') + (text[i + 1] ?? '')
      i += 2
    } else if (c === "'") {
      const end = text.indexOf("'", i + 1)
      word = (word ?? '') + text.slice(i + 1, end === -1 ? undefined : end)
      i = end === -1 ? text.length : end + 1
    } else if (c === '"') {
      const [inner, next] = quoted(text, i + 1, env)
      word = (word ?? '') + inner
      i = next
    } else if (c === '$') {
      const [value, next] = variable(text, i, env)
      word = (word ?? '') + value
      i = next
    } else if (c === '#' && word === undefined) {
      while (i < text.length && text[i] !== '\n') i++
    } else if (c === '&' && word !== undefined && /[<>]$/.test(word)) {
      word += c
      i++
    } else if (operator && !((c === '{' || c === '}') && word !== undefined)) {
      endStatement()
      i += operator.length
    } else if (/\s/.test(c)) {
      endWord()
      i++
    } else {
      word = (word ?? '') + c
      i++
    }
  }
  endStatement()
  return statements
}

function quoted(text: string, from: number, env: ReadonlyMap<string, string>): [string, number] {
  let inner = ''
  let i = from
  while (i < text.length && text[i] !== '"') {
    if (text[i] === '\\') {
      inner += text[i + 1] === '\n' ? '' : (text[i + 1] ?? '')
      i += 2
    } else if (text[i] === '$') {
      const [value, next] = variable(text, i, env)
      inner += value
      i = next
    } else inner += text[i++]!
  }
  return [inner, i + 1]
}

/** `$NAME` and `${NAME}`; what is more than that stays as it is. */
function variable(text: string, at: number, env: ReadonlyMap<string, string>): [string, number] {
  const [whole, braced, bare] = /^\$(?:\{(\w+)\}|(\w+))/.exec(text.slice(at, at + 200)) ?? []
  if (whole === undefined) return ['$', at + 1]
  return [env.get((braced ?? bare)!) ?? whole, at + whole.length]
}

/** The words of a command, without what stands before it and where its output goes. */
function commandOf(words: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (/^\d*(?:>>?|<)$/.test(word)) i++
    else if (!/^\d*(?:>>?|<)/.test(word) && (kept.length > 0 || (!BEFORE.has(word) && !/^\w+=/.test(word)))) kept.push(word)
  }
  return kept
}
