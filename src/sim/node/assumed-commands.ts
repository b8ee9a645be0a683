import type { ScriptedExec } from '../scenario/scenario-programs.ts'
import { statementsOf } from './shell-words.ts'

/** What is known of the container that a command is run in. */
export interface Around {
  /** Whether its image has a program; undefined where nobody knows. */
  has(program: string): boolean | undefined
  /** Whether a file is there so many seconds after the start; undefined where nobody knows. */
  isThere(path: string, at: number): boolean | undefined
  /** What a program says of a file that is not there. */
  missing(program: string, path: string): string
}

interface CommandOutcome {
  /** Undefined: nobody knows. */
  code: number | undefined
  after: number
  output: string
}

/** What does its work and says nothing. */
export const BUILT_IN = /^(true|:|echo|printf|date|mkdir|set|export|touch|sync)$/
/** A shell's program. */
export const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** The script that a shell is started with. Errors: undefined for any other command. */
export function scriptOf(command: readonly string[]): string | undefined {
  const option = SHELL.test(command[0] ?? '') ? command.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word)) : 0
  return option > 0 ? command[option + 1] : undefined
}

/** How long `sleep` sleeps; undefined where it is told nothing that can be read. */
export function secondsOf(text = ''): number | undefined {
  if (/^inf(inity)?$/.test(text)) return Infinity
  const [, number, unit] = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * UNITS[unit || 's']!
}

/** Whatever is more than one command after another, each by itself. */
const MORE = /[`()<]|(^|[^|])\|([^|]|$)|(^|[^&>])&([^&\d]|$)|\$\(|\b(while|until|for|if|case|trap|function|select|exec)\b/
const NOT_FOUND = 127

/**
 * What a command comes to at a moment, where its own words tell: `true`, `exit 3`, `[ -f F ]`, `cat F`, one after another, and a program
 * that is known not to be there.
 *
 * Units: seconds from the container's start. Errors: undefined for anything else. Follows: POSIX, Shell Command Language.
 */
export function outcomeOf(command: readonly string[], at: number, around: Around): AssumedExec | undefined {
  const script = scriptOf(command)
  if (script === undefined) return direct(command, at, around)
  if (around.has(command[0]!) === false) return MISSING
  return scriptedExec(ofScript(script, at, around))
}

type AssumedExec = Pick<ScriptedExec, 'code' | 'output' | 'after' | 'missing'>

const MISSING: AssumedExec = { code: 0, output: '', after: 0, missing: true }

const scriptedExec = (found: CommandOutcome | undefined): AssumedExec | undefined =>
  found?.code === undefined ? undefined : { code: found.code, output: found.output, after: found.after, missing: false }

function direct(command: readonly string[], at: number, around: Around): AssumedExec | undefined {
  const [program = ''] = command
  if (around.has(program) === false || /^(exit|:|set|export)$|\s/.test(program)) return MISSING
  return scriptedExec(run(command, at, around))
}

function ofScript(script: string, at: number, around: Around): CommandOutcome | undefined {
  if (MORE.test(script)) return undefined
  let last: CommandOutcome = { code: 0, after: 0, output: '' }
  let joint = ';'
  for (const part of script.split(/(\|\||&&|;|\n)/)) {
    if (/^(\|\||&&|;|\n)$/.test(part)) {
      if (part.length === 2 || joint.length === 1) joint = part
      continue
    }
    const [words] = statementsOf(part, new Map())
    if (!words) continue
    const isAnd = joint === '&&'
    const depends = joint.length === 2
    const isLeft = depends && last.code !== undefined && (last.code === 0) !== isAnd
    joint = ';'
    if (isLeft) continue
    if (depends && last.code === undefined) {
      // what may or may not be run says nothing, and an exit would end the rest
      if (words[0] === 'exit') return undefined
      continue
    }
    if (words[0] === 'exit') {
      const [, status = '$?'] = words
      return { ...last, code: status === '$?' ? last.code : /^\d+$/.test(status) ? Number(status) & 255 : undefined }
    }
    const isNot = /^\s*!\s/.test(part)
    const { code, after, output } = around.has(words[0]!) === false ? notFound(words[0]!) : run(words, at, around)
    last = {
      code: isNot && code !== undefined ? Number(code === 0) : code,
      after: last.after + after,
      output: last.output + output,
    }
  }
  return last
}

const notFound = (program: string): CommandOutcome => ({ code: NOT_FOUND, after: 0, output: `sh: 1: ${program}: not found\n` })

function run([name = '', ...given]: readonly string[], at: number, around: Around): CommandOutcome {
  const program = name.split('/').at(-1)!
  const ends = (code: number | undefined, output = '', after = 0): CommandOutcome => ({ code, output, after })
  if (BUILT_IN.test(program)) return ends(0)
  if (program === 'false') return ends(1)
  if (program === 'sleep') return ends(0, '', secondsOf(given[0]) ?? 0)
  const operands = given.filter((word) => word !== ']')
  if (program === 'test' || program === '[') {
    const isNot = operands[0] === '!'
    const [flag = '', path = ''] = isNot ? operands.slice(1) : operands
    const isThere = /^-[edfrsx]$/.test(flag) ? around.isThere(path, at) : undefined
    return ends(isThere === undefined ? undefined : Number(isThere === isNot))
  }
  const path = operands.find((word) => !word.startsWith('-'))
  if (!['cat', 'ls', 'stat'].includes(program) || path === undefined) return ends(undefined)
  const isThere = around.isThere(path, at)
  return isThere === false ? ends(1, around.missing(program, path)) : ends(isThere && 0)
}
