import type { Container } from '../../manifest/types.ts'
import { BUILT_IN, secondsOf } from './assumed-commands.ts'
import type { Assumed } from './assumed.ts'
import type { AssumedCourse } from './assumed-shell.ts'
import { type ScriptStep, stepsOf } from './shell-tree.ts'
import { statementsOf } from './shell-words.ts'

/** Tools that do their work at once, and are taken to succeed. */
const QUICK =
  /^(cp|ln|ls|cat|chmod|chown|chgrp|sed|grep|head|tr|cut|id|hostname|umask|ulimit|cd|env|envsubst|install|mktemp|rmdir|test|\[|unset|source|\.)$/
/** Of those, what a script asks rather than does. */
const QUESTION = /^(grep|test|\[)$/

/**
 * Follows a script such as `touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600`, step by step; `hasProgram` says what its image may have.
 *
 * Units: seconds from its start. Errors: undefined for a script that does anything else. Follows: POSIX, Shell Command Language.
 */
export function followed(script: string, hasProgram: (program: string) => boolean): AssumedCourse | undefined {
  const { steps, stuck } = stepsOf(masked(script.replaceAll(/^[ \t]*#.*$/gm, '').replaceAll(OUTPUT, UNKNOWN)))
  const walk = new Walk(hasProgram)
  const course = walk.run(steps, stuck === undefined)
  if (course !== undefined) return course ?? undefined
  return stuck === undefined ? walk.ended(walk.code) : walk.open(stuckWords(unmasked(stuck)))
}

/** What a plain tool prints, or a sum comes to: nobody knows it, and nothing else comes of it. */
const OUTPUT =
  /\$\((?:\([^()]*\)|\s*(?:date|echo|printf|hostname|whoami|id|pwd|uname|basename|dirname|cat|wc|head|tail|mktemp|nproc)\b[^()|;&<>`$]*)\)/g
const UNKNOWN = '$__'

const stuckWords = (text: string): readonly string[] =>
  statementsOf(text.replaceAll(UNKNOWN, '$(…)'), new Map())[0] ?? [text.trim().split(/\s/)[0]!]

/** No loop of a small script goes round more often. */
const MOST_ROUNDS = 1000

/** Where a script is, step by step: in seconds from its start. */
class Walk {
  code = 0
  /** A question has that status, to which nobody knows the answer: it is taken for yes. */
  private isGuess = false
  private at = 0
  private readonly files = new Map<string, { from: number; isThere: boolean }[]>()
  private readonly said: string[] = []
  private readonly ifs: string[] = []
  /** Tools that it needs to succeed. */
  private readonly needs = new Set<string>()
  /** What runs in the background: until when the last of it, and since when a program. */
  private background: { until: number; startsAt?: number } | undefined
  private term: { code: number } | undefined
  private stopsAtFailure = false
  /** It has done more than nothing. */
  private isWorth = false

  /** Variables whose value is known. */
  private readonly variables = new Map<string, string>()
  private readonly hasProgram: (program: string) => boolean

  constructor(hasProgram: (program: string) => boolean) {
    this.hasProgram = hasProgram
  }

  /** Undefined where the script goes on behind the steps; `isLast`: nothing stands behind them. */
  run(steps: readonly ScriptStep[], isLast: boolean): AssumedCourse | undefined | null {
    for (const [i, step] of steps.entries()) {
      if ((step.joint === '&&' && this.code !== 0) || (step.joint === '||' && this.code === 0)) continue
      const isEnd = isLast && i === steps.length - 1
      const course = this.step(step, isEnd)
      if (course !== undefined) return course
      const next = steps[i + 1]?.joint
      if (this.stopsAtFailure && this.code !== 0 && next !== '||' && next !== '&&') return this.ended(this.code)
    }
    return undefined
  }

  private step(step: ScriptStep, isEnd: boolean): AssumedCourse | undefined | null {
    switch (step.is) {
      case 'command':
        return this.command(this.expanded(step), isEnd)
      case 'if':
        return this.choose(step, isEnd)
      case 'loop':
        return this.loop({
          ...step,
          when: step.when.map((item) => this.expanded(item)),
          body: step.body.map((item) => this.expanded(item)),
        })
      case 'for':
        return this.repeat(step)
      case 'case':
        return this.match(step, isEnd)
    }
  }

  /** A step with the variables put in that are known. */
  private expanded<T extends ScriptStep>(step: T): T {
    return step.is === 'command' ? { ...step, text: this.put(step.text) } : step
  }

  private put(text: string): string {
    return text.replaceAll(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (whole, braced?: string, bare?: string) => this.variables.get((braced ?? bare)!) ?? whole,
    )
  }

  private repeat({ name, words, body }: Extract<ScriptStep, { is: 'for' }>): AssumedCourse | undefined | null {
    const values = wordsOfList(this.put(unmasked(words)))
    if (!values || values.length > MOST_ROUNDS) return this.open(['for'])
    for (const value of values) {
      this.variables.set(name, value)
      const course = this.run(body, false)
      if (course !== undefined) return course
    }
    return undefined
  }

  private match({ word, branches }: Extract<ScriptStep, { is: 'case' }>, isEnd: boolean): AssumedCourse | undefined | null {
    const value = this.put(unmasked(word)).replaceAll(/^["']|["']$/g, '')
    if (/[$`]/.test(value)) return this.open(['case'])
    const branch = branches.find(({ patterns }) =>
      patterns.some((pattern) => fits(value, unmasked(pattern).replaceAll(/^["']|["']$/g, ''))),
    )
    return branch && this.run(branch.then, isEnd)
  }

  private choose({ branches, otherwise }: Extract<ScriptStep, { is: 'if' }>, isEnd: boolean): AssumedCourse | undefined | null {
    for (const branch of branches) {
      const when = branch.when.map((item) => this.expanded(item))
      const holds = this.holds(when)
      if (holds === undefined) return this.open(wordsIn(when))
      if (holds) return this.run(branch.then, isEnd)
    }
    return this.run(otherwise, isEnd)
  }

  private loop({ when, body, isUntil }: Extract<ScriptStep, { is: 'loop' }>): AssumedCourse | undefined {
    const holds = this.holds(when)
    if (holds === isUntil) return undefined
    const commands = body.map((step) => wordsIn([step]))
    const sleeps = commands.reduce((sum, [name, ...rest]) => sum + (name === 'sleep' ? (secondsOf(rest[0]) ?? 1) : 0), 0)
    const isIdle = body.every((step) => step.is === 'command') && commands.every(([name = '']) => IDLE.test(name))
    if (holds === undefined) {
      if (!isIdle || when.length !== 1 || when[0]!.is !== 'command') return this.open(wordsIn(when))
      // whoever waits is taken to find what it waits for
      const isNot = /^\s*!\s/.test(when[0]!.text)
      const what = `\`${wordsIn(when).join(' ')}\` ${isNot === isUntil ? 'fails' : 'succeeds'} at once`
      this.ifs.push(what)
      this.said.push(`waits until ${what.replace(/ at once$/, '')}, which is assumed to be at once`)
      return undefined
    }
    if (!isIdle && commands.some(([name = '']) => /^(break|exit|exec|return|kill|trap)$/.test(name))) return this.open(wordsIn(body))
    const writes = body.some((step) => step.is === 'command' && />/.test(step.text.replace(/\d?>+\s*(\/dev\/\S+|&\d)/g, '')))
    const isOpen = !isIdle || writes
    return this.forever(isOpen ? [`repeats ${commands[0]?.[0] ?? 'its loop'} for ever`] : ['runs for ever'], { sleeps, isOpen })
  }

  /** Undefined where the script goes on, null where its program is the one that an image would run anyhow. */
  private command(step: Extract<ScriptStep, { is: 'command' }>, isEnd: boolean): AssumedCourse | undefined | null {
    const { text, inBackground, joint } = step
    const [statement] = statementsOf(unmasked(text), new Map())
    const { code: last, isGuess } = this
    this.code = 0
    this.isGuess = false
    const [, name, value = ''] = /^\s*(?:export\s+)?(\w+)=(\S*)\s*$/.exec(unmasked(text)) ?? []
    if (name !== undefined) {
      if (/[$`]/.test(value)) this.variables.delete(name)
      else this.variables.set(name, value.replaceAll(/^["']|["']$/g, ''))
      return undefined
    }
    for (const target of text.matchAll(/(?:^|[^<>\d])>{1,2}\s*([^\s&>]+)/g)) if (!target[1]!.startsWith('/dev/')) this.set(target[1]!, true)
    if (!statement) return undefined
    const [program = '', ...given] = statement
    const operands = given.filter((word) => !word.startsWith('-'))
    const tool = program.split('/').at(-1)!
    switch (tool) {
      case 'touch':
        operands.forEach((path) => this.set(path, true))
        return undefined
      case 'rm':
        operands.forEach((path) => this.set(path, false))
        return undefined
      case 'mv':
        if (operands.length !== 2) return this.open(statement)
        this.set(operands[0]!, false)
        this.set(operands[1]!, true)
        return undefined
      case 'sleep':
        return this.sleep(secondsOf(operands[0]), inBackground, statement)
      case 'trap':
        return this.trap(given)
      case 'wait':
        return this.wait()
      case 'set':
        if (given.some((word) => /^[-+](?!o$)\w*e|^errexit$/.test(word))) this.stopsAtFailure = !given[0]!.startsWith('+')
        return undefined
      case 'false':
        this.code = 1
        return undefined
      case 'exit': {
        const [status = '$?'] = given
        const code = status === '$?' ? last : Number(status)
        return Number.isNaN(code) || (isGuess && joint === '&&') ? this.open(statement) : this.ended(code & 255)
      }
      default:
        if (QUESTION.test(tool)) {
          const holds = this.holds([step])
          this.isGuess = holds === undefined
          if (holds !== undefined) {
            this.code = Number(!holds)
            return undefined
          }
        }
        if (QUICK.test(tool)) this.needs.add(tool)
        if (BUILT_IN.test(program) || QUICK.test(tool)) return undefined
        return this.program(program, { inBackground, isEnd: isEnd || /^\s*exec\s/.test(text) }, statement)
    }
  }

  private program(
    name: string,
    { inBackground, isEnd }: { inBackground: boolean; isEnd: boolean },
    statement: readonly string[],
  ): AssumedCourse | undefined | null {
    const isThere = this.hasProgram(name)
    if (inBackground) {
      if (!isThere) return undefined
      this.background = { until: Infinity, startsAt: this.background?.startsAt ?? this.at }
      this.said.push(`starts ${name}${this.after()} beside itself`)
      this.isWorth = true
      return undefined
    }
    if (!isThere) {
      if (isEnd) return this.ended(127, [`does not find ${name}`])
      this.code = 127
      this.said.push(`does not find ${name}`)
      return undefined
    }
    if (!isEnd) return this.open(statement)
    if (!this.isWorth && this.files.size + this.at + this.ifs.length === 0) return null
    return { ...this.course([`then starts ${name}${this.after()}`]), startsAt: this.at, isOpen: true }
  }

  private sleep(seconds: number | undefined, inBackground: boolean, statement: readonly string[]): AssumedCourse | undefined {
    if (seconds === undefined) return this.open(statement)
    if (inBackground) this.background = { ...this.background, until: Math.max(this.at + seconds, this.background?.until ?? 0) }
    else if (seconds === Infinity) return this.forever(['runs for ever'], { sleeps: Infinity })
    else this.at += seconds
    return undefined
  }

  /** `exit N` on SIGTERM is followed; any other handler is taken to end it. */
  private trap([handler = '', ...signals]: readonly string[]): AssumedCourse | undefined {
    if (!signals.some((signal) => /^(SIG)?TERM$|^15$/.test(signal))) return undefined
    this.isWorth = true
    const [isExit, code = '0'] = /^exit(?:\s+(\d+))?;?$/.exec(handler.trim()) ?? []
    if (handler.trim() === '' || handler === '-') this.term = undefined
    else {
      this.term = { code: Number(code) & 255 }
      this.said.push(
        isExit === undefined
          ? 'has a trap for SIGTERM, which is assumed to end it with code 0'
          : `has a trap that ends it with code ${this.term.code}`,
      )
    }
    return undefined
  }

  private wait(): AssumedCourse | undefined {
    const { until = this.at, startsAt } = this.background ?? {}
    this.background = undefined
    if (until !== Infinity) {
      this.at = Math.max(this.at, until)
      return undefined
    }
    return this.forever(['waits for it'], { sleeps: 0, isOpen: startsAt !== undefined, ...(startsAt === undefined ? {} : { startsAt }) })
  }

  private forever(
    more: readonly string[],
    {
      sleeps,
      ...rest
    }: Pick<AssumedCourse, 'startsAt' | 'isOpen'> & { /** How long a command runs, behind which a trap has to wait. */ sleeps: number },
  ): AssumedCourse {
    const { term } = this
    const onTerm = term && sleeps !== Infinity ? { onTerm: { after: sleeps, code: term.code } } : {}
    return { ...this.course(more), ...rest, ...onTerm, isEndless: true }
  }

  ended(code: number, more: readonly string[] = []): AssumedCourse {
    return { ...this.course([...more, `ends after ${this.at} s with code ${code}`]), exits: { after: this.at, code } }
  }

  /** A script whose next step is more than is followed here. */
  open([name = 'a step'] = [] as readonly string[]): AssumedCourse {
    return { ...this.course([`is not followed from ${this.at > 0 ? `${this.at} s on` : 'there'} (${name})`]), isOpen: true }
  }

  private course(more: readonly string[]): AssumedCourse {
    const { files, said, needs } = this
    const ifs = [...this.ifs, ...(needs.size > 0 ? [`its ${[...needs].join(', ')} ${needs.size === 1 ? 'succeeds' : 'succeed'}`] : [])]
    return { files, ...(ifs.length > 0 ? { ifs, isOpen: true } : {}), words: wordsOf([...said, ...more]) }
  }

  private set(path: string, isThere: boolean): void {
    this.files.set(path, [...(this.files.get(path) ?? []), { from: this.at, isThere }])
    this.said.push(`${isThere ? 'makes' : 'removes'} ${path}${this.after()}`)
  }

  private after(): string {
    return this.at > 0 ? ` after ${this.at} s` : ''
  }

  /** Whether a condition holds. Errors: undefined where nobody knows. */
  private holds(when: readonly ScriptStep[]): boolean | undefined {
    const [step] = when
    if (when.length !== 1 || step?.is !== 'command') return undefined
    const isNot = /^\s*!\s/.test(step.text)
    const [name = '', ...given] = wordsIn(when)
    const words = given.filter((word) => word !== ']')
    const is = (result: boolean): boolean => result !== isNot
    if (/^(true|:)$/.test(name)) return is(true)
    if (name === 'false') return is(false)
    if (name !== '[' && name !== 'test') return undefined
    if (words.some((word) => /[$`]/.test(word))) return undefined
    if (words.length === 1) return is(words[0] !== '')
    const turned = words[0] === '!'
    const [flag = '', path = ''] = turned ? words.slice(1) : words
    const states = /^-[efrs]$/.test(flag) ? this.files.get(path) : undefined
    return states && is(states.findLast(({ from }) => from <= this.at)!.isThere !== turned)
  }
}

/** The words of a `for`, where they are known: as they stand, or counted by `seq` or in braces. */
function wordsOfList(words: string): string[] | undefined {
  const seq = /^\$\(seq ([\d ]+)\)$/.exec(words)?.[1]?.trim().split(/ +/).map(Number)
  const braces = /^\{(\d+)\.\.(\d+)\}$/.exec(words)?.slice(1).map(Number)
  const [first, last] = braces ?? (seq?.length === 1 ? [1, seq[0]] : seq?.length === 2 ? seq : [])
  if (first !== undefined && last !== undefined) {
    // braces count down, too
    const isDown = braces !== undefined && last < first
    const rounds = isDown ? first - last : last - first
    return Array.from({ length: Math.max(0, Math.min(rounds, MOST_ROUNDS) + 1) }, (_, n) => String(isDown ? first - n : first + n))
  }
  return /[$`(){}]/.test(words) ? undefined : (statementsOf(words, new Map())[0] ?? [])
}

/** A pattern of a `case`, whose stars and question marks stand for anything. */
function fits(value: string, pattern: string): boolean {
  const written = pattern
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${written}$`).test(value)
}

/** What has no consequences for anybody else. */
const IDLE = /^(:|true|date|echo|printf|sleep|uptime)$/

const wordsIn = (steps: readonly ScriptStep[]): readonly string[] => {
  const [step] = steps
  return step?.is === 'command' ? (statementsOf(unmasked(step.text), new Map())[0] ?? []) : []
}

const OPERATORS = ';&|()<>`\n'
const PRIVATE = 0xe000
/** What stands in quotes is no operator. */
const masked = (script: string): string =>
  script.replaceAll(/'[^']*'|"(?:[^"\\`$]|\\.|\$(?!\())*"/g, (quoted) =>
    quoted.replaceAll(/[;&|()<>`\n]/g, (text) => String.fromCodePoint(PRIVATE + OPERATORS.indexOf(text))),
  )
const unmasked = (step: string): string => step.replaceAll(/[\uE000-\uE007]/g, (text) => OPERATORS[text.codePointAt(0)! - PRIVATE]!)

function wordsOf(parts: readonly string[]): string {
  return `runs its script, which ${parts.join(', ').replaceAll(UNKNOWN, '$(…)')}`
}

/** Follows: kops, cmd/kube-apiserver-healthcheck/main.go (v1.31). */
export const KOPS_HEALTHCHECK: Assumed = {
  script: {
    listens: [{ port: 3990, tls: false, after: 0 }],
    answers: [
      { from: 0, status: 404 },
      { from: 0, path: '/.kube-apiserver-healthcheck/healthz', status: 200 },
      ...['/healthz', '/livez', '/readyz'].map((path) => ({
        from: 0,
        path,
        proxy: `https://127.0.0.1:443${path}`,
        caller: { certificate: { cn: 'system:kube-apiserver-healthcheck', o: [], ca: 'cluster' as const } },
      })),
    ],
    onTerm: { after: 0, code: 2 },
    execs: [],
  },
  does: 'is kops’ side-car: on 3990 it asks https://127.0.0.1:443 for /healthz, /livez and /readyz and passes the answer on',
  ends: 'on SIGTERM ends at once with code 2, as a program in Go does without a handler',
}

/** How much memory `stress` takes. Units: MiB. Errors: undefined where it takes none. Follows: stress(1). */
export function stressed({ command, args }: Container): number | undefined {
  const [, workers, number, unit = ''] = /(?:--vm|-m)[ =]?(\d+).* --vm-bytes[ =](\d+)([kmg])/i.exec([...command, ...args].join(' ')) ?? []
  return workers === undefined ? undefined : Math.ceil(Number(workers) * Number(number) * 1024 ** ('kmg'.indexOf(unit.toLowerCase()) - 1))
}
