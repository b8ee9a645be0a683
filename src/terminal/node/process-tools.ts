import { own } from '../../manifest/own.ts'
import { processes } from './host-programs.ts'
import { runtimeContainers } from './crictl.ts'
import { pidsAt } from './sockets.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { type CommandContext, done, fails, type Output } from '../shell/output.ts'
import { pattern } from '../text/regex.ts'

const KILLS = 'kill [-9|-KILL|-TERM|-STOP|-CONT] PID, of a container’s program'
const NUMBERS: Readonly<Record<string, string>> = { 9: 'KILL', 15: 'TERM', 19: 'STOP', 18: 'CONT' }
/** Signals as actions on a container. */
const SIGNALS: Readonly<Record<string, (container: string, at: number) => Action>> = {
  KILL: (container, at) => ({ at, kill: container }),
  TERM: (container, at) => ({ at, crictl: `stop ${container}` }),
  STOP: (container, at) => ({ at, hang: container }),
  CONT: (container, at) => ({ at, resume: container }),
}

/** The signal that a word such as `-9` or `-SIGTERM` names, as an action on a container. */
function actionOf(name: string, container: string, at: number): Action | undefined {
  const word = name.replace(/^SIG/, '').toUpperCase()
  return own(SIGNALS, own(NUMBERS, word) ?? word)?.(container, at)
}

/** The words of a command line, `-s NAME` as `-NAME`. */
function taken(args: readonly string[]): { signal: string; rest: string[] } {
  let signal = 'TERM'
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (word === '-s' || word === '--signal') signal = args[++i] ?? ''
    else if (/^-([A-Z]{3,}|\d+)$/.test(word)) signal = word.slice(1)
    else rest.push(word)
  }
  return { signal, rest }
}

/**
 * `kill PID`: a signal to a container's program, which is an action; whoever runs this adds it to the scenario. SIGTERM comes with
 * what `crictl stop` adds to it: SIGKILL for one that has not ended within the grace.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in bash's words. Follows: bash, kill.def.
 */
export function kill(context: CommandContext, args: readonly string[]): Output {
  const { signal, rest } = taken(args)
  if (rest[0] === '-l') return done(' 9) SIGKILL\t15) SIGTERM\t18) SIGCONT\t19) SIGSTOP\n')
  if (rest.length === 0) return fails(`kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]`, 2)
  const actions: Action[] = []
  const pids = pidsAt(context)
  for (const word of rest) {
    if (!/^\d+$/.test(word)) return fails(`bash: kill: ${word}: arguments must be process or job IDs`)
    const found = runtimeContainers(context).find(({ pod, name, running }) => running && pids.get(`${pod.uid}/${name}`) === Number(word))
    if (!found)
      return processes(context).some(({ pid }) => pid === Number(word))
        ? fails(`not simulated here: a signal to the process ${word}, which is none of a container.\nThis terminal knows: ${KILLS}`)
        : fails(`bash: kill: (${word}) - No such process`)
    const action = actionOf(signal, found.name, context.at)
    if (signal === '0') continue
    if (!action) return fails(`not simulated here: the signal ${signal}.\nThis terminal knows: ${KILLS}`)
    actions.push(action)
  }
  return { ...done(''), ...(actions.length > 0 ? { actions } : {}) }
}

/**
 * `pgrep` and `pkill`, by a program's name, or with -f by its whole line.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned; exit 1 where there is none. Follows: procps, pgrep.c.
 */
export function pgrep(name: 'pgrep' | 'pkill', context: CommandContext, args: readonly string[]): Output {
  const { signal, rest } = taken(args)
  const letters = rest.filter((word) => /^-[a-z]+$/.test(word)).join('')
  const words = rest.filter((word) => !word.startsWith('-'))
  const odd = /[^-aflxo]/.exec(letters)?.[0]
  if (odd !== undefined) return fails(`not simulated here: ${name} -${odd}.\nThis terminal knows: ${name} [-f] [-x] [-a] [-l] PATTERN`, 2)
  if (words.length !== 1) return fails(`${name}: no matching criteria specified\nTry \`${name} --help' for more information.`, 2)
  const made = pattern(letters.includes('x') ? `^(${words[0]!})$` : words[0]!, true, false)
  if ('error' in made) return fails(`${name}: ${made.error}`, 2)
  const found = processes(context).filter(({ command }) => {
    const program = command.split(' ')[0]!
    return (
      made.find(letters.includes('f') ? command : program.slice(program.lastIndexOf('/') + 1).slice(0, 15), context.budget) !== undefined
    )
  })
  if (found.length === 0) return { ...done(''), exit: 1 }
  if (name === 'pkill') return kill(context, [`-${signal}`, ...found.map(({ pid }) => String(pid))])
  const formatProcess = ({ pid, command }: (typeof found)[number]): string =>
    letters.includes('a')
      ? `${pid} ${command}`
      : letters.includes('l')
        ? `${pid} ${command.split(' ')[0]!.replace(/^.*\//, '').slice(0, 15)}`
        : String(pid)
  return done(found.map((nodeProcess) => `${formatProcess(nodeProcess)}\n`).join(''))
}
