/** A step of a script: a simple command as it is written, `joint` what stands before it (`&&`, `||`, `;`), or a block. */
export type Step = { joint: string } & (
  | { is: 'command'; text: string; inBackground: boolean }
  | { is: 'if'; branches: readonly { when: readonly Step[]; then: readonly Step[] }[]; otherwise: readonly Step[] }
  | { is: 'loop'; isUntil: boolean; when: readonly Step[]; body: readonly Step[] }
)

const JOINT = /(&&|\|\||;|\n|(?<![<>&\d])&(?![&\d]))/
const WORD = /^\s*(if|then|elif|else|fi|while|until|do|done)\b/
/** Blocks that are not read, and what is made of a command's output. */
const MORE = /[()`|]|^\s*(for|case|select|function|time)\b|^\s*\{/

/**
 * A script as steps, blocks of `if`, `while` and `until` among them; what stands in quotes has no operators any more.
 *
 * Errors: undefined for a script with more than that. Follows: POSIX, Shell Command Language.
 */
export function stepsOf(script: string): readonly Step[] | undefined {
  const parts = script.split(JOINT).filter((part) => part.trim() !== '' || part === '\n')
  let i = 0
  let isWrong = false
  let joint = ';'
  const keyword = (): string | undefined => WORD.exec(parts[i] ?? '')?.[1]
  /** Takes the keyword off the part that it begins. */
  const take = (word: string): void => {
    if (keyword() !== word) isWrong = true
    else if (/^\s*$/.test((parts[i] = parts[i]!.replace(WORD, '')))) i++
  }
  const list = (...ends: readonly string[]): Step[] => {
    const steps: Step[] = []
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
  const command = (own: string): Step => {
    const text = parts[i++]!
    if (MORE.test(text)) isWrong = true
    return { is: 'command', joint: own, text, inBackground: parts[i] === '&' }
  }
  const block = (word: string, own: string): Step => {
    take(word)
    if (word === 'while' || word === 'until') {
      const when = list('do')
      take('do')
      const body = list('done')
      take('done')
      return { is: 'loop', joint: own, isUntil: word === 'until', when, body }
    }
    if (word !== 'if') isWrong = true
    const branches: { when: Step[]; then: Step[] }[] = []
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
  return isWrong ? undefined : steps
}
