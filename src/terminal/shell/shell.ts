import { defined, own } from '../../manifest/own.ts'
import { inDirectory, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import {
  Budget,
  type Command,
  type CommandContext,
  done,
  EXIT,
  fails,
  LOOK_STEPS,
  type Output,
  RUN_STEPS,
  saidFirst,
  saidLast,
  Spent,
  type Terminal,
  textOf,
  textsOf,
} from './output.ts'
import { absolute, HOME, isDirectory, noText, pathsAt, textAt } from './paths.ts'
import { Expansion, ExpansionError, MOST_WORDS, separator, type ShellState } from './expand.ts'
import { type Body, parseShell, type Pipeline, type Redirect, type ShellCommand, type ShellWord } from './shell-parse.ts'

/** What a shell has: its commands by name, and for one that it has not a sentence. */
export interface Commands {
  named: Readonly<Record<string, Command>>
  unknown(name: string): string
}

/** `$(…)` inside `$(…)`, so deep at most. */
const MOST_DEPTH = 4
/** More than anybody edits; it becomes part of the scenario. */
const MOST_FILE = 100_000
const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?)=/

/**
 * Runs a command line: its pipelines one after the other, each command with what the one before it has left; all of it within one
 * budget.
 *
 * Errors: returned, in bash's words; never thrown, for any input.
 * Follows: POSIX.1's shell, as far as `parseShell` reads it.
 */
export function runShell(line: string, terminal: Terminal, commands: Commands): Output {
  return new Shell(terminal, commands).line(line)
}

class Shell implements ShellState {
  variables: Map<string, string>
  terminal: Terminal
  private commands: Commands
  private actions: Action[] = []
  readonly budget = new Budget()
  /** Why the line ends before its end. */
  private over: string | undefined
  private depth = 0
  /** What the commands read that have no other input: of a loop all of them, one behind the other. */
  private input: string | undefined

  constructor(terminal: Terminal, commands: Commands) {
    const { simulate } = terminal
    this.terminal = {
      ...terminal,
      simulate: (inputs) => {
        this.budget.spend(RUN_STEPS)
        return simulate(inputs)
      },
    }
    this.commands = commands
    this.variables = new Map(
      Object.entries({
        HOME,
        USER: 'root',
        PWD: MANIFEST_DIRECTORY,
        HOSTNAME: terminal.inputs.node.name,
        KUBECONFIG: '/etc/kubernetes/admin.conf',
        '?': '0',
        ...terminal.variables,
      }),
    )
  }

  line(text: string): Output {
    const { at } = this.terminal
    const before = JSON.stringify([...this.variables])
    const output = this.withEnd(this.read(text))
    const { actions: _actions, tookSeconds: _took, jump: _jump, ...plain } = output
    this.variables.set('?', String(output.exit))
    const tookSeconds = this.terminal.at - at
    return {
      ...plain,
      ...(this.actions.length > 0 ? { actions: this.actions } : {}),
      ...(tookSeconds > 0 ? { tookSeconds } : {}),
      ...(JSON.stringify([...this.variables]) === before ? {} : { variables: Object.fromEntries(this.variables) }),
    }
  }

  private withEnd(output: Output): Output {
    if (this.over === undefined) return output
    return { ...saidLast(output, `bash: ${this.over}\n`), exit: 1 }
  }

  private read(text: string): Output {
    const parsed = parseShell(text)
    return 'error' in parsed ? fails(`bash: ${parsed.error}`, 2) : this.body(parsed.pipelines)
  }

  private body(body: Body): Output {
    return together(this.outputs(body))
  }

  /** What each pipeline leaves; when the budget is spent, what there is so far, and that. */
  private outputs(body: Body): Output[] {
    const outputs: Output[] = []
    let exit = Number(this.variables.get('?'))
    try {
      for (const pipeline of body) {
        if ((pipeline.after === '&&' && exit !== 0) || (pipeline.after === '||' && exit === 0)) continue
        const output = this.pipeline(pipeline)
        exit = output.exit
        this.variables.set('?', String(exit))
        outputs.push(output)
        if (this.ends(output)) break
      }
    } catch (error) {
      if (!(error instanceof Spent)) throw error
      this.budget.allowEnd()
      this.over = error.message
    }
    return outputs
  }

  /** Whether nothing more of a list is run behind it. */
  private ends({ later, again, edit, jump }: Output): boolean {
    return this.over !== undefined || (later ?? again ?? edit ?? jump) !== undefined
  }

  private pipeline({ commands, not }: Pipeline): Output {
    let input: string | undefined
    let result: Output = done('')
    const errors: string[] = []
    let later: Output['later']
    let until: number | undefined
    for (const command of commands) {
      // of several, each runs in a shell of its own
      const output = commands.length === 1 ? this.command(command, input) : this.forgetting(() => this.command(command, input))
      this.budget.write(output.stdout.length + output.stderr.length)
      if (command === commands[0]) ({ later, until } = output)
      else
        later = later?.flatMap((row) => {
          const text = this.command(command, row.text).stdout
          return text === '' ? [] : [{ at: row.at, text }]
        })
      // SIGPIPE is silent
      errors.push(output.exit === INTERRUPTED && command !== commands.at(-1) ? '' : output.stderr)
      result = output
      input = output.stdout
    }
    if (not) result = { ...result, exit: result.exit === 0 ? 1 : 0 }
    if (commands.length === 1) return result
    const { screen: _screen, later: _later, until: _until, ...rest } = result
    return {
      ...rest,
      stderr: errors.join(''),
      screen: errors.join('') + result.stdout,
      ...defined({ later, until }),
    }
  }

  private command(command: ShellCommand, input: string | undefined): Output {
    this.budget.spend(500)
    const warnings: string[] = []
    let stdin = input
    for (const { from, append, to } of command.redirects) {
      if (from !== 0) continue
      const text = new Expansion(this, warnings).expand(to).join(' ')
      const file = append ? `${text}\n` : textAt(this.context(), text)
      if (file === undefined)
        return fails(
          isDirectory(this.context(), text)
            ? `bash: ${text}: Is a directory`
            : noText(this.context(), text, `bash: ${text}: No such file or directory`),
        )
      stdin = file
    }
    const outside = this.input
    if (stdin !== undefined) this.input = stdin
    try {
      return this.finished(
        command.is === 'simple' ? this.simple(command.words, warnings) : this.compound(command, warnings),
        warnings,
        command.redirects,
      )
    } catch (error) {
      if (!(error instanceof ExpansionError)) throw error
      return { ...fails(`bash: ${error.message}`), jump: EXIT }
    } finally {
      if (stdin !== undefined) this.input = outside
    }
  }

  private finished(output: Output, warnings: readonly string[], redirects: readonly Redirect[]): Output {
    if (output.actions && output.actions.length > 0) this.act(output.actions)
    if (output.tookSeconds) this.wait(output.tookSeconds)
    const { actions: _actions, tookSeconds: _took, ...plain } = output
    return this.directed(saidFirst(warnings.join(''), plain), redirects)
  }

  private compound(command: Exclude<ShellCommand, { is: 'simple' }>, warnings: string[]): Output {
    const outputs: Output[] = []
    /** One turn of a loop; whether it goes on. */
    const turn = (body: Body): boolean => {
      this.budget.spend(500)
      const output = this.body(body)
      const { jump, ...rest } = output
      outputs.push(jump && jump.levels > 1 ? { ...rest, jump: { ...jump, levels: jump.levels - 1 } } : rest)
      return (jump === undefined || (jump.goesOn && jump.levels === 1)) && !this.ends(rest)
    }
    if (command.is === 'group')
      outputs.push(...(command.forgets ? [this.forgetting(() => this.body(command.body))] : this.outputs(command.body)))
    else if (command.is === 'for') {
      for (const value of command.words.flatMap((word) => new Expansion(this, warnings).expand(word))) {
        this.variables.set(command.name, value)
        if (!turn(command.body)) break
      }
    } else if (command.is === 'while') {
      for (;;) {
        const test = this.body(command.test)
        const isEnd = (test.exit === 0) === command.until
        // the test that ends a loop is no failure of it
        outputs.push(isEnd && !this.ends(test) ? { ...test, exit: outputs.at(-1)?.exit ?? 0 } : test)
        if (isEnd || this.ends(test) || !turn(command.body)) break
      }
    } else {
      const branch = command.branches.find(({ test }) => {
        const output = this.body(test)
        outputs.push(output)
        return output.exit === 0 || this.ends(output)
      })
      if (this.ends(outputs.at(-1)!)) return together(outputs)
      outputs.push(...this.outputs(branch?.body ?? command.otherwise))
      if (!branch && command.otherwise.length === 0) outputs.push(done(''))
    }
    return together(outputs)
  }

  private simple(written: readonly ShellWord[], warnings: string[]): Output {
    const first = written.findIndex(([part]) => !(part?.is === 'text' && !part.quoted && ASSIGNMENT.test(part.text)))
    const assigned = first < 0 ? written : written.slice(0, first)
    const words: string[] = []
    // a command's words are read before what it is given
    for (const word of first < 0 ? [] : written.slice(first)) {
      const expansion = new Expansion(this, warnings)
      words.push(...(words[0] === '[[' ? [expansion.text(word)] : expansion.expand(word)))
    }
    if (words.length > MOST_WORDS) throw new ExpansionError('Argument list too long')
    let exit = 0
    const before = new Map(this.variables)
    const names: string[] = []
    for (const [head, ...rest] of assigned) {
      const [start, name, adds] = ASSIGNMENT.exec(head!.text)!
      names.push(name!)
      const value = new Expansion(this, warnings).text([{ ...head!, text: head!.text.slice(start.length) }, ...rest])
      if (rest.some(({ is }) => is === 'command')) exit = Number(this.variables.get('?'))
      this.variables.set(name!, adds ? (this.variables.get(name!) ?? '') + value : value)
    }
    if (words.length === 0) return { ...done(''), exit }
    const output = this.execute(words)
    // before a command they are its own
    for (const name of names) {
      const value = before.get(name)
      if (value === undefined) this.variables.delete(name)
      else this.variables.set(name, value)
    }
    return output
  }

  private context(input?: string): CommandContext {
    return {
      ...this.terminal,
      variables: Object.fromEntries(this.variables),
      input,
      directory: this.variables.get('PWD')!,
      budget: this.budget,
      run: (words, stdin) => this.execute(words, stdin),
    }
  }

  private path(typed: string): string {
    return absolute({ directory: this.variables.get('PWD')! }, typed)
  }

  private execute(words: readonly string[], input = this.input): Output {
    const [name, ...args] = words
    if (name === undefined) return done('')
    if (name === 'eval') return this.deeper(() => this.read(args.join(' ')))
    if ((name === 'bash' || name === 'sh') && args[0] === '-c')
      return args[1] === undefined ? fails(`${name}: -c: option requires an argument`, 2) : this.nested(args[1])
    if (name === 'read') return this.readLine(args)
    if (++this.depth > 4 * MOST_DEPTH) throw new Spent('commands run each other too deeply')
    try {
      const command = own(this.commands.named, name)
      const isThere = name.includes('/') && pathsAt(this.terminal).has(this.path(name))
      if (!command)
        return fails(
          name.includes('/')
            ? isThere
              ? `bash: ${name}: ${isDirectory(this.context(), name) ? 'Is a directory' : 'Permission denied'}`
              : noText(this.context(), name, `bash: ${name}: No such file or directory`)
            : this.commands.unknown(name),
          isThere ? 126 : 127,
        )
      const output = command(this.context(input), args)
      if (output.variables) {
        this.variables = new Map(Object.entries(output.variables))
        const { variables: _variables, ...rest } = output
        return rest
      }
      return output
    } finally {
      this.depth--
    }
  }

  /** `read NAME…`: the next line of the input. */
  private readLine(args: readonly string[]): Output {
    const { input } = this
    const names = args.filter((arg) => !arg.startsWith('-'))
    if (input === undefined)
      return fails('bash: read: nobody types behind a command here; this terminal knows: COMMAND | while read NAME; do …; done')
    const end = input.indexOf('\n')
    const line = end < 0 ? input : input.slice(0, end)
    this.input = end < 0 ? '' : input.slice(end + 1)
    const apart = separator(this.variables.get('IFS'))
    let rest = line
    // blanks at an end part nothing
    for (const end of [/^\s+/, /\s+$/]) rest = rest.replace(end, (blanks) => blanks.replaceAll(new RegExp(apart, 'gu'), ''))
    for (const name of names) {
      const word = name === names.at(-1) ? rest : rest.split(apart, 1)[0]!
      this.variables.set(name, word)
      rest = rest.slice(word.length).replace(apart, '')
    }
    if (names.length === 0) this.variables.set('REPLY', line)
    // a last line without its end is read, and is the end
    return { ...done(''), exit: end < 0 ? 1 : 0 }
  }

  /** A line in a line; what it does to the run is done, what it sets is forgotten. */
  nested(line: string): Output {
    return this.deeper(() => this.forgetting(() => this.read(line)))
  }

  private deeper(run: () => Output): Output {
    if (this.depth >= MOST_DEPTH) return fails(`bash: this terminal runs $(…) inside $(…) ${MOST_DEPTH} times at most`, 2)
    this.depth++
    try {
      return run()
    } finally {
      this.depth--
    }
  }

  /** What is set meanwhile is set no more, save how it ended. */
  private forgetting(run: () => Output): Output {
    const before = this.variables
    this.variables = new Map(before)
    const { jump: _jump, ...output } = run()
    this.variables = before
    this.variables.set('?', String(output.exit))
    return output
  }

  /** The clock goes on while a command waits, up to where the scenario ends. */
  private wait(seconds: number): void {
    const { at, inputs } = this.terminal
    const then = Math.min(at + seconds, Math.max(at, inputs.duration))
    if (then < at + seconds) this.over ??= 'this line was ended: the scenario is over, and the line still waits'
    this.terminal = { ...this.terminal, at: then }
  }

  /** What a command does is done before the next one looks. */
  private act(actions: readonly Action[]): void {
    const { inputs, simulate } = this.terminal
    for (const action of actions)
      if ('write' in action && action.content.length > MOST_FILE)
        throw new ExpansionError(`${action.write}: File too large: a file has ${MOST_FILE} characters at most here`)
    this.actions.push(...actions)
    const changed = { ...inputs, actions: [...inputs.actions, ...actions].toSorted((a, b) => a.at - b.at) }
    this.terminal = { ...this.terminal, inputs: changed, trace: simulate(changed) }
  }

  /** Each of the two outputs goes where it was sent last; `2>&1` means where the first goes at that place. */
  private directed(output: Output, redirects: readonly Redirect[]): Output {
    let [out, err]: [OutputTarget, OutputTarget] = [SCREEN, ERRORS]
    for (const { from, append, to } of redirects) {
      if (from === 0) continue
      const name = new Expansion(this, []).expand(to).join(' ')
      if (name === '') return fails('bash: : No such file or directory')
      if (name.endsWith('/') || isDirectory(this.context(), name)) return fails(`bash: ${name}: Is a directory`)
      const target: OutputTarget =
        name === '&1' || name === '/dev/stdout'
          ? out
          : name === '&2' || name === '/dev/stderr'
            ? err
            : { file: name === '/dev/null' ? '' : this.path(name), append }
      if (from !== 2) out = target
      if (from !== 1) err = target
    }
    if (out === SCREEN && err === ERRORS) return output
    const { screen: _screen, later: _later, until: _until, ...plain } = output
    const sent = (target: OutputTarget): string =>
      out === target && err === target ? textOf(output) : out === target ? output.stdout : err === target ? output.stderr : ''
    for (const target of new Set([out, err])) {
      if (!target.file) continue
      const before = target.append ? (filesAt(this.terminal).get(target.file) ?? '') : ''
      this.act([{ at: this.terminal.at, write: inDirectory(target.file), content: before + sent(target) }])
    }
    return { ...plain, stdout: sent(SCREEN), stderr: sent(ERRORS) }
  }
}

/** Where an output goes: a file, or nowhere where that is empty. */
interface OutputTarget {
  file: string
  append: boolean
}
const SCREEN: OutputTarget = { file: '', append: false }
const ERRORS: OutputTarget = { file: '', append: false }

/** Ctrl+C, or a pipe that nobody reads any more. */
const INTERRUPTED = 130

/** What several commands leave, as one. */
function together(outputs: readonly Output[]): Output {
  const [only] = outputs
  if (only && outputs.length === 1) return only
  const last = outputs.at(-1)
  return {
    ...textsOf(outputs),
    exit: last?.exit ?? 0,
    screen: outputs.map(textOf).join(''),
    ...defined({ later: last?.later, until: last?.until, again: last?.again, edit: last?.edit, jump: last?.jump }),
  }
}

/** What a command that looks at the run spends: it goes through all of it. */
export function looking(command: Command): Command {
  return (context, args) => {
    context.budget.spend(LOOK_STEPS)
    return command(context, args)
  }
}
