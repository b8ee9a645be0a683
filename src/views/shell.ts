import { hostPath, inDirectory, MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { filesAt } from '../sim/moment.ts'
import type { Action } from '../sim/scenario.ts'
import { FILTERS, FILTERS_KNOWN } from './filters.ts'
import { done, fails, type Output, type Terminal, textOf } from './output.ts'
import { parseShell, type Part, type Pipeline, type Redirect, type ShellCommand } from './shell-parse.ts'

export type Command = (terminal: Terminal, args: readonly string[]) => Output

/** `$(…)` inside `$(…)`, so deep at most. */
const MOST_DEPTH = 4
/** A person's patience, and a screen's. */
const MOST_TEXT = 2_000_000

/**
 * Runs a command line: its pipelines one after the other, each command with what the one before it has left.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in bash's words; never thrown, for any input.
 * Follows: POSIX.1's shell, as far as `parseShell` reads it.
 */
export function runShell(line: string, terminal: Terminal, commands: Readonly<Record<string, Command>>): Output {
  return new Shell(terminal, commands).run(line, 0)
}

class Shell {
  private variables = new Map<string, string>()
  private terminal: Terminal
  private commands: Readonly<Record<string, Command>>
  private actions: Action[] = []

  constructor(terminal: Terminal, commands: Readonly<Record<string, Command>>) {
    this.terminal = terminal
    this.commands = commands
    for (const [name, value] of [['HOME', '/root'], ['USER', 'root'], ['PWD', MANIFEST_DIRECTORY], ['HOSTNAME', terminal.inputs.node.name], ['KUBECONFIG', '/etc/kubernetes/admin.conf']] as const) this.variables.set(name, value)
  }

  run(line: string, depth: number): Output {
    const parsed = parseShell(line)
    if ('error' in parsed) return fails(`bash: ${parsed.error}`, 2)
    if (depth > MOST_DEPTH) return fails(`bash: this terminal runs $(…) inside $(…) ${MOST_DEPTH} times at most`, 2)
    const outputs: Output[] = []
    const startedAt = this.terminal.at
    let exit = 0
    for (const pipeline of parsed.pipelines) {
      if ((pipeline.after === '&&' && exit !== 0) || (pipeline.after === '||' && exit === 0)) continue
      const output = this.pipeline(pipeline, depth)
      exit = output.exit
      this.variables.set('?', String(exit))
      outputs.push(output)
      if (output.later || output.edit) break
    }
    const [only] = outputs
    const tookSeconds = this.terminal.at - startedAt
    const did = { ...(this.actions.length > 0 && depth === 0 ? { actions: this.actions } : {}), ...(tookSeconds > 0 ? { tookSeconds } : {}) }
    if (only && outputs.length === 1) return { ...only, ...did }
    const last = outputs.at(-1)
    return {
      stdout: outputs.map(({ stdout }) => stdout).join(''),
      stderr: outputs.map(({ stderr }) => stderr).join(''),
      exit,
      screen: outputs.map((one) => withEnd(textOf(one))).join(''),
      ...did,
      ...(last?.later ? { later: last.later } : {}),
      ...(last?.until === undefined ? {} : { until: last.until }),
      ...(last?.edit ? { edit: last.edit } : {}),
    }
  }

  private pipeline({ commands }: Pipeline, depth: number): Output {
    let input: string | undefined
    let result: Output = done('')
    const errors: string[] = []
    let later: Output['later']
    let until: number | undefined
    for (const command of commands) {
      const one = this.command(command, input, depth)
      if (one.stdout.length > MOST_TEXT) return fails('bash: too much output for this terminal', 1)
      if (input === undefined) ({ later, until } = one)
      else later = later?.flatMap((row) => {
        const text = this.command(command, row.text, depth).stdout
        return text === '' ? [] : [{ at: row.at, text }]
      })
      if (input !== undefined || commands.length > 1) errors.push(one.stderr)
      result = one
      input = one.stdout
    }
    if (commands.length === 1) return result
    const { screen: _screen, later: _later, until: _until, ...rest } = result
    return { ...rest, stderr: errors.join(''), screen: errors.join('') + result.stdout, ...(later ? { later } : {}), ...(until === undefined ? {} : { until }) }
  }

  private command({ words: written, redirects }: ShellCommand, input: string | undefined, depth: number): Output {
    const words: string[] = []
    const told: string[] = []
    for (const word of written) words.push(...this.expand(word, depth, told))
    let output = this.assigned(words) ? done('') : this.execute(words, input)
    if (output.actions) this.act(output.actions)
    if (output.tookSeconds) this.terminal = { ...this.terminal, at: this.terminal.at + output.tookSeconds }
    const { actions: _actions, tookSeconds: _took, ...plain } = output
    output = told.length > 0 ? { ...plain, stderr: told.join('') + plain.stderr, ...(plain.screen === undefined ? {} : { screen: told.join('') + plain.screen }) } : plain
    for (const redirect of redirects) output = this.redirected(output, redirect, depth)
    return output
  }

  private execute(words: readonly string[], input: string | undefined): Output {
    const [name, ...args] = words[0] === 'sudo' ? words.slice(words[1] === '-i' || words[1] === '-E' ? 2 : 1) : words
    if (name === undefined) return done('')
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
    if (filter) return filter(args, input ?? '', (file) => filesAt(this.terminal).get(hostPath(file.replace(/^\.\//, ''))))
    if (input !== undefined && (name === 'cat' || name === 'tee') && args.length === 0) return done(input)
    const command = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined
    if (!command) return fails(`bash: ${name}: command not found\nThis terminal knows: ${Object.keys(this.commands).filter((one) => one !== 'k').join(', ')}; and ${FILTERS_KNOWN}`, 127)
    return command(this.terminal, args)
  }

  /** `NAME=value`, alone on its place. */
  private assigned(words: readonly string[]): boolean {
    const pairs = words.map((word) => /^([A-Za-z_]\w*)=([^]*)$/.exec(word))
    if (words.length === 0 || pairs.some((pair) => !pair)) return false
    for (const pair of pairs) this.variables.set(pair![1]!, pair![2]!)
    return true
  }

  /** What a command does is done before the next one looks. */
  private act(actions: readonly Action[]): void {
    const { inputs, simulate } = this.terminal
    this.actions.push(...actions)
    const changed = { ...inputs, actions: [...inputs.actions, ...actions].toSorted((a, b) => a.at - b.at) }
    this.terminal = { ...this.terminal, inputs: changed, trace: simulate(changed) }
  }

  private expand(word: readonly Part[], depth: number, told: string[]): string[] {
    const out: string[] = []
    let open: string | undefined
    for (const part of word) {
      const value = this.valueOf(part, depth, told)
      if (part.is === 'text' || part.quoted) {
        open = (open ?? '') + value
        continue
      }
      // what is not in quotes falls into words
      const pieces = value.split(/\s+/)
      open = (open ?? '') + pieces[0]!
      for (const piece of pieces.slice(1)) {
        if (open !== '') out.push(open)
        open = piece
      }
      if (open === '' && !word.some(({ quoted }) => quoted)) open = undefined
    }
    if (open !== undefined) out.push(open)
    return out
  }

  private valueOf({ is, text }: Part, depth: number, told: string[]): string {
    if (is === 'text') return text
    if (is === 'variable') return this.variables.get(text) ?? ''
    const { stdout, stderr } = this.run(text, depth + 1)
    if (stderr) told.push(stderr)
    return stdout.replace(/\n+$/, '')
  }

  private redirected(output: Output, { from, append, to }: Redirect, depth: number): Output {
    const target = this.expand(to, depth, []).join(' ')
    const { screen: _screen, ...plain } = output
    if (target === '&1') return from === 2 ? { ...plain, stdout: textOf(output), stderr: '' } : output
    if (target === '&2') return { ...plain, stdout: '', stderr: textOf(output) }
    const taken = from === 'both' ? textOf(output) : from === 1 ? output.stdout : output.stderr
    const left = { ...plain, ...(from === 2 ? {} : { stdout: '' }), ...(from === 1 ? {} : { stderr: '' }) }
    if (target === '/dev/null') return left
    const file = hostPath(target.replace(/^\.\//, ''))
    const before = append ? (filesAt(this.terminal).get(file) ?? '') : ''
    this.act([{ at: this.terminal.at, write: inDirectory(file), content: before + taken }])
    return left
  }
}

function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
