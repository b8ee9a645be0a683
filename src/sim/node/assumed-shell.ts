import type { Container } from '../../manifest/types.ts'
import type { ProcessScript, ScriptedExec } from '../scenario/programs.ts'
import { statementsOf } from './shell-words.ts'

/** What a small script of a shell comes to: which files are there from when on, and how it ends. */
interface Course {
  /** By path, in the order of time: from when on it is there, or is not. */
  files: ReadonlyMap<string, readonly { from: number; isThere: boolean }[]>
  exits?: { after: number; code: number }
  /** Its steps in words: `makes /tmp/healthy, removes it after 30s`. */
  words: string
}

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/
/** Whatever is more than one step after another is not followed. */
const MORE = /[|`()]|(^|[^&>])&([^&]|$)|\|\||\$\(|\b(while|until|for|if|case|trap|function|select)\b/
/** What stands last may be a loop without an end. */
const ENDLESS = /(^|;|\n|&&)\s*while\s+(?:true|:|\[ 1 \])\s*[;\n]\s*do\s([^]*)[;\n]\s*done\s*;?\s*$/
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** The words with which a container starts, as far as its manifest says them. */
export function startWords({ command, args }: Container): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  // an image whose own program is a shell, or that has none, is given the whole of it
  return SHELL.test(args[0] ?? '') ? args : []
}

/**
 * Follows a script such as `touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600`, step by step; `hasProgram` says what its image
 * has, where anybody knows.
 *
 * Units: seconds from its start. Errors: undefined for a script that does anything else. Follows: POSIX, Shell Command Language.
 */
export function courseOf(container: Container, hasProgram: ((program: string) => boolean) | undefined): Course | undefined {
  const words = startWords(container)
  const option = words.findIndex((word) => /^-\w*c$/.test(word))
  const whole = SHELL.test(words[0] ?? '') && option > 0 ? words[option + 1] : undefined
  return whole === undefined ? undefined : follow(whole, hasProgram)
}

function follow(whole: string, hasProgram: ((program: string) => boolean) | undefined): Course | undefined {
  const loop = ENDLESS.exec(whole)
  if (loop && !doesNothing(loop[2]!)) return undefined
  const script = loop ? whole.slice(0, loop.index) : whole
  if (MORE.test(script)) return undefined
  const files = new Map<string, { from: number; isThere: boolean }[]>()
  const said: string[] = []
  let at = 0
  const set = (path: string, isThere: boolean): void => {
    files.set(path, [...(files.get(path) ?? []), { from: at, isThere }])
    said.push(`${isThere ? 'makes' : 'removes'} ${path}${at > 0 ? ` after ${at} s` : ''}`)
  }
  const steps = script.split(/;|\n|&&/).filter((step) => step.trim() !== '')
  for (const [i, step] of steps.entries()) {
    const [statement, ...others] = statementsOf(step, new Map())
    if (others.length > 0) return undefined
    for (const target of step.matchAll(/(?:^|[^<>\d])>{1,2}\s*([^\s&>]+)/g)) if (!target[1]!.startsWith('/dev/')) set(target[1]!, true)
    if (!statement) continue
    const [name = '', ...given] = statement
    const operands = given.filter((word) => !word.startsWith('-'))
    switch (name.split('/').at(-1)) {
      case 'touch':
        operands.forEach((path) => set(path, true))
        break
      case 'rm':
        operands.forEach((path) => set(path, false))
        break
      case 'echo':
      case 'printf':
      case 'true':
      case 'date':
      case 'mkdir':
      case 'set':
        break
      case 'sleep': {
        const seconds = secondsOf(operands[0] ?? '')
        if (seconds === undefined) return undefined
        if (seconds === Infinity) return { files, words: wordsOf([...said, 'runs for ever']) }
        at += seconds
        break
      }
      case 'mv':
        if (operands.length !== 2) return undefined
        set(operands[0]!, false)
        set(operands[1]!, true)
        break
      case 'exit':
        return ended(files, said, at, Number(operands[0] ?? 0) & 255)
      default: {
        // a shell whose last program is not there ends with 127
        const isLast = (i === steps.length - 1 && !loop) || /^\s*exec\s/.test(step)
        if (!isLast) return undefined
        if (!hasProgram || hasProgram(name))
          return files.size === 0 ? undefined : { files, words: wordsOf([...said, `then starts ${name}`]) }
        return ended(files, [...said, `does not find ${name}`], at, 127)
      }
    }
  }
  return loop ? { files, words: wordsOf([...said, 'runs for ever']) } : ended(files, said, at, 0)
}

/** A loop's body without consequences for anybody else. */
function doesNothing(body: string): boolean {
  return (
    !MORE.test(body) &&
    !/>/.test(body.replace(/>+\s*\/dev\/\S+/g, '')) &&
    statementsOf(body, new Map()).every(([name = '']) => /^(:|true|date|echo|printf|sleep|uptime)$/.test(name))
  )
}

function ended(files: Course['files'], said: readonly string[], after: number, code: number): Course {
  return { files, exits: { after, code }, words: wordsOf([...said, `ends after ${after} s with code ${code}`]) }
}

function wordsOf(parts: readonly string[]): string {
  return `runs its script, which ${parts.join(', ')}`
}

function secondsOf(text: string): number | undefined {
  if (/^inf(inity)?$/.test(text)) return Infinity
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * (UNITS[unit || 's'] ?? 1)
}

/**
 * What a command that looks for a file finds while a script runs: `cat F`, `ls F`, `stat F`, `test -f F`, be it by way of a shell.
 *
 * Errors: undefined for any other command, and for a file that the script does not touch.
 */
export function lookFor(command: readonly string[], { files }: Course, image: string): ScriptedExec[] | undefined {
  const option = command.findIndex((word) => /^-\w*c$/.test(word))
  const inner = SHELL.test(command[0] ?? '') && option > 0 ? statementsOf(command[option + 1] ?? '', new Map()) : [command]
  const [name = '', ...given] = inner.length === 1 ? inner[0]! : []
  const program = name.split('/').at(-1)!
  const isNot = given[0] === '!'
  const path = given.find((word) => !word.startsWith('-') && word !== ']' && word !== '!')
  const states = path === undefined ? undefined : files.get(path)
  if (!states || !['cat', 'ls', 'stat', 'test', '['].includes(program)) return undefined
  const said = missingWords(program, path!, image)
  const at = (from: number, isThere: boolean): ScriptedExec => ({
    from,
    command,
    code: isThere === isNot ? 1 : 0,
    output: isThere ? '' : said,
    after: 0,
    missing: false,
  })
  return [...(states[0]!.from > 0 ? [at(0, false)] : []), ...states.map(({ from, isThere }) => at(from, isThere))]
}

/** As busybox says it, or GNU. */
function missingWords(program: string, path: string, image: string): string {
  const isBusybox = /(^|\/)(busybox|alpine)(:|@|$)/.test(image)
  if (program === 'cat')
    return isBusybox ? `cat: can't open '${path}': No such file or directory\n` : `cat: ${path}: No such file or directory\n`
  if (program === 'ls')
    return isBusybox ? `ls: ${path}: No such file or directory\n` : `ls: cannot access '${path}': No such file or directory\n`
  if (program === 'stat')
    return isBusybox
      ? `stat: can't stat '${path}': No such file or directory\n`
      : `stat: cannot statx '${path}': No such file or directory\n`
  return ''
}

/** Test images of Kubernetes that the manual's examples run, and what they do. Errors: undefined for any other. */
export function manualProgram({ image, command, args }: Container): Pick<ProcessScript, 'listens' | 'answers'> | undefined {
  const words = [...command, ...args]
  const name = image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .split('/')
    .at(-1)
  const isLiveness = (name === 'agnhost' && words.some((word) => word === 'liveness')) || (name === 'liveness' && words[0] === '/server')
  if (!isLiveness) return undefined
  return {
    listens: [{ port: 8080, tls: false, after: 0 }],
    answers: [
      { from: 0, status: 200, body: 'ok' },
      { from: 10, path: '/healthz', status: 500 },
    ],
  }
}
