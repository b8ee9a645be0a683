import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { type CommandContext, fails, type Output } from '../shell/output.ts'
import { absolute } from '../shell/paths.ts'

/** A command waits so long for an answer, in the simulated cluster. */
const PATIENCE_SECONDS = 65

/**
 * A kubectl command that changes something: the same run again with the command in it, and what it prints there. Where it has
 * changed something it is an action, which whoever runs this adds to the scenario.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * See sim/kubectl/kubectl-client.ts.
 */
export function perform(context: CommandContext, args: readonly string[]): Output {
  const { inputs, at, simulate, input } = context
  const named = args.map((arg, i) => filed(context, arg, args[i - 1]))
  const typed = named.some((word, i) => word !== args[i] && word.endsWith(STDIN)) && !args.includes(STDIN)
  if (typed && input === undefined) return fails('error: nobody types behind a command here: name a file, or put it behind a pipe')
  const line = named.map(quoted).join(' ')
  const action = { at, kubectl: line }
  const actions = [...(typed ? [{ at, write: STDIN, content: input! }] : []), action]
  const run = simulate({
    ...inputs,
    actions: [...inputs.actions, ...actions].toSorted((a, b) => a.at - b.at),
    requests: [],
    duration: at + PATIENCE_SECONDS,
  })
  const done = run.findLast((entry) => entry.kind === 'action' && entry.action === 'kubectl' && entry.target === line && entry.t === at)
  const printed = run.find((entry): entry is EntryOf<'printed'> => entry.kind === 'printed' && entry.cause === done?.id)
  if (!printed) return fails('kubectl still waits for an answer.')
  const changes = run.some((entry) => (entry.kind === 'object' || entry.kind === 'mirror') && entry.cause === done?.id)
  const { stdout, exit } = printed
  const stderr = asTyped(printed.stderr, args, named)
  const mirrors = new Set(run.flatMap((entry) => (entry.kind === 'mirror' && entry.cause === done?.id ? [entry.uid] : []))).size
  const notes = mirrors === 0 ? '' : mirrors === 1 ? MIRROR : MIRRORS
  const gone = waits(args) ? lastGone(run, done!.id, at) : undefined
  // kubectl warns first, and says last what went wrong
  const screen = /^warning: /i.test(stderr) ? stderr + stdout : stdout + stderr
  return {
    stdout,
    stderr: stderr + notes,
    exit,
    screen: screen + notes,
    ...(changes ? { actions } : {}),
    ...(gone === undefined ? {} : { tookSeconds: gone - at + SEEN_SECONDS }),
  }
}

function waits(args: readonly string[]): boolean {
  return !args.some((arg) => /^--wait=(0|f|false)$/i.test(arg))
}

/** When the last pod is gone that a command has deleted; undefined where none goes. */
function lastGone(run: Trace, action: number, at: number): number | undefined {
  const mirrors = run.filter((entry): entry is EntryOf<'mirror'> => entry.kind === 'mirror' && entry.t >= at)
  const uids = new Set(mirrors.flatMap(({ cause, uid }) => (cause === action ? [uid] : [])))
  const gone = [...uids].flatMap((uid) => mirrors.find((mirror) => mirror.op === 'deleted' && mirror.uid === uid)?.t ?? [])
  return gone.length > 0 ? Math.max(...gone) : undefined
}

/** Until kubectl's watch has told it so. */
const SEEN_SECONDS = 0.05
const MIRROR =
  '(That was a mirror pod. The kubelet runs the pod from its file and makes the mirror again: the container goes on, RESTARTS too, AGE begins anew. To stop it, take the file away.)\n'
const MIRRORS =
  '(Those were mirror pods. The kubelet runs the pods from their files and makes the mirrors again: the containers go on, RESTARTS too, AGE begins anew. To stop one, take its file away.)\n'

/** What came by a pipe, as a file: an action has no input. */
const STDIN = '/tmp/stdin.yaml'

/** A file's name as the scenario has it, wherever the shell is. */
function filed(context: CommandContext, word: string, before: string | undefined): string {
  const option = /^(-f=?|--filename=)(.+)$/.exec(word)
  const file = before === '-f' || before === '--filename' ? word : option?.[2]
  if (file === undefined || /^https?:/.test(file)) return word
  const path = file === '-' ? STDIN : absolute(context, file)
  return option ? `${option[1]}${path}` : path
}

/** What names a file, as it was typed. */
function asTyped(text: string, args: readonly string[], named: readonly string[]): string {
  return named.reduce((said, word, i) => {
    const [path, typed] = [word, args[i]!].map((of) => of.replace(/^(-f=?|--filename=)/, ''))
    return path === typed ? said : said.replaceAll(path!, () => (typed === '-' ? 'STDIN' : typed!))
  }, text)
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
