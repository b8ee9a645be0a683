import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import type { Trace } from '../../sim/trace/trace.ts'

/** Thrown where a line has used up what it may; the shell says so in its place. */
export class Spent extends Error {}

/** A person's patience: a second or so. */
const MOST_STEPS = 5_000_000
/** And what a person reads. */
const MOST_CHARACTERS = 2_000_000

/** What a run of the simulator, or a look at all of one, takes of the steps. */
export const RUN_STEPS = 100_000
export const LOOK_STEPS = 20_000

/** What one command line may take, loops and all: each command, filter, pattern and expansion in it spends of the same. */
export class Budget {
  private steps = MOST_STEPS
  private characters = MOST_CHARACTERS

  /** What a line that was ended may take to show what it has: once. */
  allowEnd(): void {
    this.steps = MOST_STEPS / 20
    this.characters = MOST_CHARACTERS / 2
  }

  /** So much work: a character looked at, a state entered, a value made. Errors: throws `Spent`. */
  spend(steps: number): void {
    this.steps -= steps
    if (!(this.steps >= 0)) throw new Spent(`this line was ended: it takes more than the 5 million steps that this terminal gives one`)
  }

  /** So much text, as work too. Errors: throws `Spent`. */
  write(characters: number): void {
    this.characters -= characters
    if (!(this.characters >= 0))
      throw new Spent(`this line was ended: it makes more than the 2 million characters that this terminal gives one`)
    this.spend(characters / 4)
  }
}

/** A command by its words behind its name. */
export type Command = (context: CommandContext, args: readonly string[]) => Output

/** A terminal on the lane's node, at a time; `simulate` puts curl's questions to the servers of the same run. */
export interface Terminal extends Moment {
  simulate: (inputs: Inputs) => Trace
  /** What the lines before have left in the shell, by name. */
  variables?: Readonly<Record<string, string>>
  /** What has been typed there, this line last. */
  history?: readonly string[]
}

/** What a command of a line runs in. */
export interface CommandContext extends Terminal {
  /** What the one before it in the pipe has left, or a file with `<`; undefined for the keyboard, where nobody types. */
  input: string | undefined
  /** Where a path without a slash in front begins. */
  directory: string
  budget: Budget
  /** Runs words as a command, for those that run another one; with their own input where none is given. */
  run(words: readonly string[], input?: string): Output
}

/** What a command leaves on the terminal, and what it asks of whoever runs it. */
export interface Output {
  stdout: string
  stderr: string
  exit: number
  /** As a screen shows the two, where they alternate. */
  screen?: string
  /** What it does to the run; none changes nothing. */
  actions?: readonly Action[]
  /** How long it has waited; what comes after it looks then. */
  tookSeconds?: number
  /** The shell's variables, where they are others than before. */
  variables?: Readonly<Record<string, string>>
  /** It is run anew every so many seconds, and its output stands in the place of the one before. */
  again?: number
  /** So many loops end, the last of which may go on with its next turn; all of them, and the line, as far as its own shell goes. */
  jump?: { levels: number; goesOn: boolean }
  /** The file that an editor was called for, with its text at that time. */
  edit?: { file: string; text: string }
  /** What a command that watches prints later, in order; it ends by itself at `until`, or with the run. */
  later?: readonly { at: number; text: string }[]
  until?: number
}

/** The variable in which a shell keeps what its `kubectl port-forward`s lead to: no name that a person could type. */
export const FORWARDS = '%forwards'

/** The line ends. */
export const EXIT = { levels: Infinity, goesOn: false }

/** An output that is only text on stdout. */
export function done(stdout: string): Output {
  return { stdout, stderr: '', exit: 0 }
}

/** An output that is a line on stderr. */
export function fails(line: string, exit = 1): Output {
  return { stdout: '', stderr: `${line}\n`, exit }
}

/** What a program has and this terminal has not, in this terminal's own voice: a real one's words would say that it does not exist. */
export function notHere(what: string, knows?: string, exit = 1): Output {
  return fails(`not simulated here: ${what}.${knows === undefined ? '' : `\n${knows}`}`, exit)
}

/** What several commands have written, one behind the other. */
export const textsOf = (outputs: readonly Output[]): Pick<Output, 'stdout' | 'stderr'> => ({
  stdout: outputs.map(({ stdout }) => stdout).join(''),
  stderr: outputs.map(({ stderr }) => stderr).join(''),
})

/** An output behind what its command has said of it first, on stderr. */
export const saidFirst = (said: string, output: Output): Output =>
  said === '' ? output : { ...output, stderr: said + output.stderr, screen: said + textOf(output) }

/** And one with a note behind it. */
export const saidLast = (output: Output, note: string): Output => ({
  ...output,
  stderr: output.stderr + note,
  screen: textOf(output) + note,
})

/** An output as a screen shows it. */
export function textOf({ stdout, stderr, screen }: Output): string {
  return screen ?? `${stdout}${stdout && stderr && !stdout.endsWith('\n') ? '\n' : ''}${stderr}`
}
