import { own } from '../../manifest/own.ts'
import { inDirectory } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import { inputOf, linesOf } from './filter-tools.ts'
import {
  type Command,
  type CommandContext,
  done,
  EXIT,
  fails,
  FORWARDS,
  notHere,
  type Output,
  saidLast,
  textOf,
  textsOf,
} from './output.ts'
import { absolute, HOME, isDirectory, noText, pathsAt, textAt } from './paths.ts'
import { unixDate } from '../../sim/clock.ts'
import { unescaped } from '../text/escapes.ts'
import { secondsOf } from '../../sim/node/assumed-commands.ts'

const status = (exit: number): Output => ({ ...done(''), exit })
const set = (context: CommandContext, changes: Readonly<Record<string, string>>): Output => ({
  ...done(''),
  variables: { ...context.variables, ...changes },
})

const seq: Command = (context, args) => {
  const option = args.find((arg) => /^-[^\d.]/.test(arg))
  if (option !== undefined) return notHere(`seq ${option}`, 'This terminal knows: seq [FIRST [STEP]] LAST')
  const numbers = args.map(Number)
  if (args.length === 0 || args.length > 3) return fails(args.length === 0 ? 'seq: missing operand' : `seq: extra operand '${args[3]}'`)
  const bad = args.find((arg) => !/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(arg))
  if (bad !== undefined) return fails(`seq: invalid floating point argument: '${bad}'`)
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : (numbers as [number, number, number])
  if (step === 0) return fails("seq: invalid Zero increment value: '0'")
  const count = Math.max(0, Math.floor((last - first) / step + 1e-9) + 1)
  context.budget.write(count * 2)
  const digits = Math.min(20, Math.max(...args.map((arg) => arg.split('.')[1]?.length ?? 0)))
  return done(Array.from({ length: count }, (_, i) => `${(first + i * step).toFixed(digits)}\n`).join(''))
}

const echo: Command = (_, args) => {
  const flags = /^-[neE]+$/.test(args[0] ?? '') ? args[0]! : ''
  const text = args.slice(flags ? 1 : 0).join(' ')
  return done((flags.includes('e') ? unescaped(text) : text) + (flags.includes('n') ? '' : '\n'))
}

const printf: Command = (context, args) => {
  const [format, ...given] = args[0] === '--' ? args.slice(1) : args
  if (format === undefined) return fails('bash: printf: usage: printf [-v var] format [arguments]', 2)
  const unknown =
    args[0] === '--' ? undefined : (/^-.+/.exec(format) ?? /%[^a-zA-Z]*[a-zA-Z]?/.exec(format.replaceAll(CONVERSION, '')))?.[0]
  if (unknown !== undefined)
    return notHere(`printf ${unknown}`, 'This terminal knows: printf FORMAT [TEXT…], with %s %b %c %d %i %u %x %X %o %f')
  const left = [...given]
  let out = ''
  let stderr = ''
  do {
    context.budget.spend(format.length + 1)
    out += unescaped(format, '"').replace(CONVERSION, (mark, minus, zero, width, precision, kind) => {
      if (mark === '%%') return '%'
      const value = left.shift() ?? ''
      const isNumber = kind === 'f' ? !Number.isNaN(Number(value)) : INTEGER.test(value)
      if (!/[sbc]/.test(kind as string) && !isNumber) stderr += `bash: printf: ${value}: invalid ${baseOf(value)}number\n`
      const text = CONVERSIONS[kind as string]!(value, precision === undefined ? undefined : Math.min(Number(precision), 20))
      const most = Math.min(Number(width), 1000)
      return minus ? text.padEnd(most) : text.padStart(most, zero ? '0' : ' ')
    })
  } while (left.length > 0 && left.length < given.length && /%[^%]/.test(format))
  return { stdout: out, stderr, exit: stderr === '' ? 0 : 1 }
}

/** What a number is in by its beginning, as bash names it. */
const baseOf = (value: string): string => (/^0\d/.test(value) ? 'octal ' : value.startsWith('0x') ? 'hex ' : '')
const CONVERSION = /%%|%(-?)(0?)(\d*)(?:\.(\d+))?([sbcdiuxXof])/g
const INTEGER = /^\s*[-+]?(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)?$/i
/** As C reads a whole number: what begins with 0 is octal, and what is none ends it. */
function whole(value: string): number {
  const [, sign, digits = '0'] = /^\s*([-+]?)(0x[\da-f]+|\d+)?/i.exec(value)!
  const size = /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  return sign === '-' ? -size : size
}
const unsigned = (value: string, base: number): string => BigInt.asUintN(64, BigInt(whole(value))).toString(base)
const CONVERSIONS: Readonly<Record<string, (value: string, precision: number | undefined) => string>> = {
  s: (value, precision) => value.slice(0, precision),
  b: (value) => unescaped(value),
  c: (value) => value.slice(0, 1),
  d: (value) => String(whole(value)),
  i: (value) => String(whole(value)),
  u: (value) => unsigned(value, 10),
  x: (value) => unsigned(value, 16),
  X: (value) => unsigned(value, 16).toUpperCase(),
  o: (value) => unsigned(value, 8),
  f: (value, precision = 6) => (Number(value) || 0).toFixed(precision),
}

const UNARY: Readonly<Record<string, (context: CommandContext, word: string) => boolean>> = {
  '-z': (_, word) => word === '',
  '-n': (_, word) => word !== '',
  ...Object.fromEntries(['-e', '-r', '-w'].map((name) => [name, exists])),
  '-f': (context, word) => exists(context, word) && !isDirectory(context, word),
  '-d': isDirectory,
  '-s': (context, word) => isDirectory(context, word) || (textAt(context, word) ?? '') !== '',
}
const BINARY: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
}

const INTEGER_ARGUMENT = /^\s*[-+]?\d+\s*$/
const COMPARES = /^-(?:eq|ne|[lg][te])$/

function exists(context: CommandContext, word: string): boolean {
  return pathsAt(context).has(absolute(context, word))
}

/** `test`, `[ … ]`, `[[ … ]]`; undefined for what this shell does not know. */
function test(context: CommandContext, words: readonly string[]): boolean | undefined {
  const [a = '', operator = '', b = ''] = words
  if (a === '!') {
    const holds = test(context, words.slice(1))
    return holds === undefined ? undefined : !holds
  }
  const joint = words.findIndex((word) => word === '-o' || word === '-a')
  if (joint === 1 || (joint > 0 && words.length > 3)) {
    const [left, right] = [test(context, words.slice(0, joint)), test(context, words.slice(joint + 1))]
    return left === undefined || right === undefined ? undefined : words[joint] === '-o' ? left || right : left && right
  }
  if (words.length <= 1) return a !== ''
  if (words.length === 2) return own(UNARY, a)?.(context, operator)
  return words.length === 3 ? own(BINARY, operator)?.(a, b) : undefined
}

function tested(name: string, end: string): Command {
  return (context, args) => {
    if (end === ']]' && (args.at(-1) !== end || args.some((word, i) => /^[=!]?=$/.test(args[i - 1] ?? '') && /[*?[]/.test(word))))
      return fails("this terminal's [[ … ]] knows no patterns, && and ||: [[ A ]] && [[ B ]]", 2)
    if (end && args.at(-1) !== end) return fails(`bash: ${name}: missing \`${end}'`, 2)
    const words = end ? args.slice(0, -1) : args
    const text =
      end === ']]'
        ? undefined
        : words.find((word, i) => [i - 1, i + 1].some((n) => COMPARES.test(words[n] ?? '')) && !INTEGER_ARGUMENT.test(word))
    if (text !== undefined) return fails(`bash: ${name}: ${text}: integer expression expected`, 2)
    const holds = test(context, words)
    // a file that the node may have is not known to be missing
    const file = holds === false ? words.find((_, i) => /^-[efdrsw]$/.test(words[i - 1] ?? '')) : undefined
    const left = file === undefined || pathsAt(context).has(absolute(context, file)) ? '' : noText(context, file, '')
    if (left !== '') return fails(left)
    return holds === undefined
      ? fails(
          `bash: ${name}: ${words.join(' ')}: this terminal knows A = B, A != B, -z, -n, -eq, -ne, -lt, -le, -gt, -ge, -e, -f, -d, -s, !, -a and -o`,
          2,
        )
      : status(holds ? 0 : 1)
  }
}

const cd: Command = (context, args) => {
  const [to = HOME] = args
  const path = to === '-' ? context.variables?.['OLDPWD'] : absolute(context, to)
  if (path === undefined) return fails('bash: cd: OLDPWD not set')
  if (!pathsAt(context).has(path)) return fails(noText(context, path, `bash: cd: ${to}: No such file or directory`))
  if (!isDirectory(context, path)) return fails(`bash: cd: ${to}: Not a directory`)
  return { ...set(context, { PWD: path, OLDPWD: context.directory }), stdout: to === '-' ? `${path}\n` : '' }
}

const SILENT: readonly string[] = ['?', '_', FORWARDS]
const env: Command = (context) =>
  done(
    Object.entries(context.variables ?? {})
      .map(([name, value]) => (SILENT.includes(name) ? '' : `${name}=${value}\n`))
      .join(''),
  )

const exported: Command = (context, args) => {
  const pairs = args.filter((arg) => arg !== '-p').map((arg) => arg.split(/=([^]*)/))
  if (pairs.length === 0) return env(context, [])
  const bad = pairs.find(([name = '']) => !/^[A-Za-z_]\w*$/.test(name))
  if (bad) return fails(`bash: export: \`${bad[0]}': not a valid identifier`)
  return set(context, Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name!, value]]))))
}

const unset: Command = (context, args) => ({
  ...done(''),
  variables: Object.fromEntries(Object.entries(context.variables ?? {}).filter(([name]) => name === 'PWD' || !args.includes(name))),
})

const sleep: Command = (_, args) => {
  const all = args.map((text) => secondsOf(text))
  if (args.length === 0) return fails('sleep: missing operand')
  const bad = all.indexOf(undefined)
  if (bad >= 0) return fails(`sleep: invalid time interval '${args[bad]}'`)
  const sum = all.reduce<number>((total, value) => total + value!, 0)
  return { ...done(''), tookSeconds: Math.min(sum, MOST_SLEEP) }
}
const MOST_SLEEP = 86_400

const tee: Command = (context, args) => {
  const files = args.filter((arg) => arg !== '-a')
  const unknown = files.find((file) => file.startsWith('-'))
  if (unknown !== undefined) return notHere(`tee ${unknown}`, 'This terminal knows: tee [-a] FILE…')
  const from = inputOf('tee', [], context)
  if ('error' in from) return from.error
  const directory = files.find((file) => isDirectory(context, file))
  if (directory !== undefined) return { ...fails(`tee: ${directory}: Is a directory`), stdout: from.text }
  const actions = files.map((file) => ({
    at: context.at,
    write: inDirectory(absolute(context, file)),
    content: (args.includes('-a') ? (textAt(context, file) ?? '') : '') + from.text,
  }))
  return { ...done(from.text), actions }
}

/** What is in quotes, or behind a backslash. */
const QUOTED = /"([^"\n]*)"|'([^'\n]*)'|\\([^])/g
const itemsOf = (text: string): readonly string[] => text.match(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+|["']/g) ?? []

/** So many of a list at a time. */
function chunks(list: readonly string[], most: number): (readonly string[])[] {
  const out: (readonly string[])[] = []
  for (let i = 0; i < list.length; i += most) out.push(list.slice(i, i + most))
  return out
}

const xargs: Command = (context, args) => {
  const from = inputOf('xargs', [], context)
  if ('error' in from) return from.error
  let at = 0
  let most = Infinity
  let mark: string | undefined
  /** Whether `most` counts lines. */
  let isByLine = false
  for (; args[at]?.startsWith('-'); at++) {
    const match = /^-(n|I|L)(.*)$/.exec(args[at]!)
    const value = match ? match[2] || args[++at] : undefined
    if (match && value !== undefined && match[1] === 'I') mark = value
    else if (match && Number(value) > 0) {
      most = Number(value)
      isByLine = match[1] === 'L'
    } else if (args[at] !== '-r' && args[at] !== '-t') return fails('This terminal knows: xargs [-n N] [-L N] [-I MARK] [-r] COMMAND…')
  }
  const command = args.slice(at)
  const lines = linesOf(from.text)
  const found =
    mark !== undefined
      ? lines.map((line) => [line])
      : isByLine
        ? chunks(
            lines.filter((line) => line.trim() !== ''),
            most,
          ).map((part) => part.flatMap(itemsOf))
        : chunks(itemsOf(from.text), most)
  const quote = found.flat().find((item) => /["']/.test(item.replace(QUOTED, '')))
  if (quote !== undefined)
    return fails(
      `xargs: unmatched ${quote.replace(QUOTED, '').includes('"') ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
    )
  if (found.length === 0 && (args.includes('-r') || mark !== undefined)) return done('')
  const outputs: Output[] = []
  for (const part of found.length > 0 ? found : [[]]) {
    context.budget.spend(500)
    const items = part.map((item) => item.replace(QUOTED, (_, double, single, escaped) => (double ?? single ?? escaped) as string))
    const words =
      mark === undefined
        ? [...(command.length > 0 ? command : ['echo']), ...items]
        : command.map((word) => word.replaceAll(mark, items[0]!))
    const output = context.run(words, '')
    context.budget.write(output.stdout.length)
    outputs.push(output)
  }
  return {
    ...textsOf(outputs),
    exit: [127, 126].find((code) => outputs.some(({ exit }) => exit === code)) ?? (outputs.some(({ exit }) => exit !== 0) ? 123 : 0),
    actions: outputs.flatMap(({ actions = [] }) => actions),
  }
}

/** `watch`: the command's output at each moment, in the place of the one before. */
const watch: Command = (context, args) => {
  let every = 2
  let at = 0
  for (; args[at]?.startsWith('-'); at++) {
    const match = /^(?:-n|--interval=?)(.*)$/.exec(args[at]!)
    if (match) every = secondsOf(match[1] || (args[++at] ?? '')) ?? 0
    else if (!/^-[dtebcg]+$/.test(args[at]!)) return notHere(`watch ${args[at]}`, 'This terminal knows: watch [-n SECONDS] COMMAND')
  }
  const words = args.slice(at)
  if (words.length === 0 || !(every >= 0.1 && every < Infinity))
    return fails('Usage:\n watch [options] command\nThis terminal knows: watch [-n SECONDS] COMMAND')
  const line = words.join(' ')
  const output = context.run(words.length === 1 ? ['bash', '-c', line] : words)
  const head = `Every ${every.toFixed(1)}s: ${line}`
  const right = `${context.inputs.node.name}: ${unixDate(context.inputs.clock, context.at)}`
  return { ...done(`${head}  ${right.padStart(Math.max(0, 78 - head.length))}\n\n${textOf(output)}`), again: every }
}

/** Follows: bash 5.2, builtins/history.def. */
const history: Command = ({ history: lines = [] }, [most, ...more]) => {
  if (more.length > 0) return fails('bash: history: too many arguments', 2)
  if (most?.startsWith('-')) return notHere(`history ${most}`, 'This terminal knows: history [N]')
  if (most !== undefined && !/^\d+$/.test(most)) return fails(`bash: history: ${most}: numeric argument required`)
  const from = Math.max(0, lines.length - Number(most ?? Infinity))
  return done(
    lines
      .slice(from)
      .map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`)
      .join(''),
  )
}

const timeout: Command = (context, args) => {
  const words = args.filter((arg, i) => i > 0 || !arg.startsWith('-'))
  const limit = secondsOf(words[0] ?? '')
  if (limit === undefined || words.length < 2) return fails('This terminal knows: timeout SECONDS COMMAND', 125)
  const output = context.run(words.slice(1))
  if ((output.tookSeconds ?? 0) <= limit) return output
  return { ...done(''), exit: 124, tookSeconds: limit }
}

const time: Command = (context, args) => {
  const output = context.run(args)
  const took = output.tookSeconds ?? 0
  return saidLast(output, `\nreal\t${Math.floor(took / 60)}m${(took % 60).toFixed(3)}s\n`)
}

const sudo: Command = (context, args) => {
  const words = args.slice(args.findIndex((arg) => !arg.startsWith('-')))
  return args.every((arg) => arg.startsWith('-')) || words[0] === 'su' ? done('') : context.run(words)
}

const yes: Command = (context, args) => {
  const line = `${args.join(' ') || 'y'}\n`
  context.budget.write(line.length * YES)
  return { stdout: line.repeat(YES), stderr: `^C\n(yes was ended after ${YES} lines.)\n`, exit: 130 }
}
const YES = 1000

const which =
  (names: () => readonly string[]): Command =>
  (_, args) => {
    const words = args.filter((arg) => !arg.startsWith('-'))
    return {
      ...done(words.map((word) => (names().includes(word) ? `/usr/bin/${word}\n` : '')).join('')),
      exit: words.every((word) => names().includes(word)) ? 0 : 1,
    }
  }

const mkdir: Command = () =>
  fails('A directory is there as soon as a file is in it: cp kube-apiserver.yaml /root/backup/kube-apiserver.yaml')
const touch: Command = (context, args) => {
  const files = args.filter((arg) => !arg.startsWith('-'))
  if (files.length === 0) return fails('touch: missing file operand')
  const there = filesAt(context)
  // a file that is written again, with what stands in it
  return {
    ...done(''),
    actions: files.map((file) => ({
      at: context.at,
      write: inDirectory(absolute(context, file)),
      content: there.get(absolute(context, file)) ?? '',
    })),
  }
}

/**
 * What a shell has of its own, and the small programs that it is used with; `names` are all commands.
 *
 * Follows: bash 5.2's builtins, GNU coreutils, findutils, procps' watch.
 */
export function builtins(names: () => readonly string[]): Readonly<Record<string, Command>> {
  return {
    echo,
    printf,
    seq,
    sleep,
    tee,
    xargs,
    watch,
    timeout,
    time,
    sudo,
    yes,
    env,
    cd,
    unset,
    mkdir,
    touch,
    printenv: (context, args) => {
      if (args.length === 0) return env(context, [])
      const values = args.map((name) => own(context.variables ?? {}, name))
      return {
        ...done(values.map((value) => (value === undefined ? '' : `${value}\n`)).join('')),
        exit: values.includes(undefined) ? 1 : 0,
      }
    },
    export: exported,
    pwd: (context) => done(`${context.directory}\n`),
    true: () => status(0),
    ':': () => status(0),
    false: () => status(1),
    set: () => done(''),
    wait: () => done(''),
    break: (_, [levels = 1]) => ({ ...done(''), jump: { levels: Number(levels), goesOn: false } }),
    continue: (_, [levels = 1]) => ({ ...done(''), jump: { levels: Number(levels), goesOn: true } }),
    exit: (context, [code = context.variables?.['?'] ?? '0', ...more]) => {
      if (!INTEGER_ARGUMENT.test(code)) return { ...fails(`bash: exit: ${code}: numeric argument required`, 2), jump: EXIT }
      return more.length > 0 ? fails('bash: exit: too many arguments') : { ...status(Number(code) & 255), jump: EXIT }
    },
    alias: (_, args) =>
      args.length === 0 || args.every((arg) => arg === 'k=kubectl')
        ? done(args.length === 0 ? "alias k='kubectl'\n" : '')
        : fails('This terminal has one alias: k is kubectl'),
    test: tested('test', ''),
    '[': tested('[', ']'),
    '[[': tested('[[', ']]'),
    which: which(names),
    type: which(names),
    command: (context, args) => (args[0] === '-v' ? which(names)(context, args) : context.run(args)),
    history,
    clear: () => done(''),
  }
}
