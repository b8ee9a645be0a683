/** A step of a script: a simple command as it is written, `joint` what stands before it (`&&`, `||`, `;`), or a block. */
export type ScriptStep = { joint: string } & (
  | { is: 'command'; text: string; inBackground: boolean }
  | { is: 'if'; branches: readonly { when: readonly ScriptStep[]; then: readonly ScriptStep[] }[]; otherwise: readonly ScriptStep[] }
  | { is: 'loop'; isUntil: boolean; when: readonly ScriptStep[]; body: readonly ScriptStep[] }
  /** `words` as they are written: `a b`, `$(seq 1 3)`. */
  | { is: 'for'; name: string; words: string; body: readonly ScriptStep[] }
  | { is: 'case'; word: string; branches: readonly { patterns: readonly string[]; then: readonly ScriptStep[] }[] }
)

/** The steps of a script as far as they are plain, and the text from which on they are not. */
export interface ScriptSteps {
  steps: readonly ScriptStep[]
  stuck?: string
}

const JOINT = /(&&|\|\||;|\n|(?<![<>&\d])&(?![&\d]))/
const WORD = /^\s*(if|then|elif|else|fi|while|until|for|case|do|done)\b/
/** Blocks that are not read, and what is made of a command's output. */
const MORE = /[()`|]|^\s*(select|function|time)\b|^\s*\{/
const FOR = /^\s*for\s+(\w+)\s+in\s+(.*)$/
const SEQ = /^\$\(seq( +[\w${}]+){1,3}\)$/
const CASE = /^\s*case\s+(\S+)\s+in\b([^]*?)\besac\b\s*$/

/**
 * A script as steps, blocks of `if`, `while`, `until`, `for` and `case` among them; what stands in quotes has no operators any more.
 *
 * With more than that only what stands before it. Follows: POSIX, Shell Command Language.
 */
export function stepsOf(script: string): ScriptSteps {
  const parts = script.split(JOINT).filter((part) => part.trim() !== '' || part === '\n')
  let i = 0
  let isWrong = false
  let stuck = ''
  let joint = ';'
  const keyword = (): string | undefined => WORD.exec(parts[i] ?? '')?.[1]
  /** Takes the keyword off the part that it begins. */
  const take = (word: string): void => {
    if (keyword() !== word) isWrong = true
    else if (/^\s*$/.test((parts[i] = parts[i]!.replace(WORD, '')))) i++
  }
  const list = (...ends: readonly string[]): ScriptStep[] => {
    const steps: ScriptStep[] = []
    joint = ';'
    while (i < parts.length && !isWrong) {
      const part = parts[i]!
      const word = keyword()
      if (JOINT.test(part) && /^(&&|\|\||;|\n|&)$/.test(part)) {
        if (part.length === 2 || joint.length === 1) joint = part === '&' ? ';' : part
        i++
      } else if (word !== undefined && ends.includes(word)) break
      else {
        const own = joint
        joint = ';'
        steps.push(word === undefined ? command(own) : block(word, own))
        joint = ';'
      }
    }
    return steps
  }
  const command = (own: string): ScriptStep => {
    const text = parts[i++]!
    if (MORE.test(text)) [isWrong, stuck] = [true, text]
    return { is: 'command', joint: own, text, inBackground: parts[i] === '&' }
  }
  const repeat = (own: string): ScriptStep => {
    const text = parts[i++]!
    const [, name = '', words = ''] = FOR.exec(text) ?? []
    if (name === '' || (/[()`|*?[]/.test(words) && !SEQ.test(words.trim()))) [isWrong, stuck] = [true, text]
    while (/^[;\n]$/.test(parts[i] ?? '')) i++
    take('do')
    const body = list('done')
    take('done')
    return { is: 'for', joint: own, name, words: words.trim(), body }
  }
  const choice = (own: string): ScriptStep => {
    const first = parts[i]!
    let text = ''
    while (i < parts.length && !/\besac\b/.test(text)) text += parts[i++]!
    const [, word = '', inner = ''] = CASE.exec(text) ?? []
    const branches = inner.split(';;').flatMap((branch) => {
      const [, patterns, body] = /^\s*\(?([^()]*)\)([^]*)$/.exec(branch) ?? []
      if (patterns === undefined) return branch.trim() === '' ? [] : [undefined]
      const then = stepsOf(body!)
      return [then.stuck === undefined ? { patterns: patterns.split('|').map((pattern) => pattern.trim()), then: then.steps } : undefined]
    })
    const whole = branches.filter((branch) => branch !== undefined)
    if (word === '' || whole.length < branches.length) [isWrong, stuck] = [true, first]
    return { is: 'case', joint: own, word, branches: whole }
  }
  const block = (word: string, own: string): ScriptStep => {
    if (word === 'for') return repeat(own)
    if (word === 'case') return choice(own)
    take(word)
    if (word === 'while' || word === 'until') {
      const when = list('do')
      take('do')
      const body = list('done')
      take('done')
      return { is: 'loop', joint: own, isUntil: word === 'until', when, body }
    }
    if (word !== 'if') [isWrong, stuck] = [true, word]
    const branches: { when: ScriptStep[]; then: ScriptStep[] }[] = []
    do {
      if (branches.length > 0) take('elif')
      const when = list('then')
      take('then')
      branches.push({ when, then: list('elif', 'else', 'fi') })
    } while (keyword() === 'elif' && !isWrong)
    if (keyword() === 'else') take('else')
    const otherwise = list('fi')
    take('fi')
    return { is: 'if', joint: own, branches, otherwise }
  }
  const steps = list()
  if (!isWrong) return { steps }
  return { steps: steps.slice(0, -1), stuck: stuck === '' ? (parts[i - 1] ?? '') : stuck }
}
