import { unixDate } from '../sim/clock.ts'
import { crictl } from './crictl-command.ts'
import { curl } from './curl-command.ts'
import { cat, diff, journalctl, ls, move, ss, systemctl, vi } from './host.ts'
import { kubectl } from './kubectl.ts'
import { MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { done, fails, type Output, type Terminal } from './output.ts'
import { splitWords } from '../sim/words.ts'

export type { Terminal } from './output.ts'

type Command = (terminal: Terminal, args: readonly string[]) => Output

/** In the order in which the help names them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  kubectl: (terminal, args) => kubectl(terminal, args),
  k: (terminal, args) => kubectl(terminal, args),
  curl,
  crictl,
  journalctl,
  systemctl,
  ss,
  cat,
  ls,
  diff,
  vi,
  vim: vi,
  nano: vi,
  cp: (terminal, args) => move('cp', terminal, args),
  mv: (terminal, args) => move('mv', terminal, args),
  rm: (terminal, args) => move('rm', terminal, args),
  date: (terminal) => done(`${unixDate(terminal.inputs.clock, terminal.at)}\n`),
  hostname: (terminal) => done(`${terminal.inputs.node.name}\n`),
  whoami: () => done('root\n'),
  echo: (_, args) => done(`${args.join(' ')}\n`),
  history: () => done(''),
  clear: () => done(''),
  help: () => done(HELP),
}

/** All of them, for completion. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS)

const HELP = `You are root on the node of the selected lane, at the cursor's time. Try:

  kubectl get po -n kube-system           pods, nodes, events, all; -o wide|yaml|json|jsonpath=…; -w; --raw PATH
  kubectl describe po -n kube-system      what happened to it, with its events
  kubectl logs POD -n kube-system         --previous for the life before
  kubectl auth can-i get /healthz --as=system:anonymous
  kubectl delete pod POD                  takes the mirror pod away
  curl -ik https://IP:6443/healthz        -v, -s, -X, -H, -d, --cert, --cacert, -o, -w
  crictl ps -a                            pods, logs, inspect, stop: what the node runs, without the API
  journalctl -u kubelet                   -n LINES, --since "5 min ago"
  systemctl status kubelet
  ss -ltnp                                who listens where
  cat, ls, diff, vi, cp, mv, rm           files in ${MANIFEST_DIRECTORY} and others of the scenario
  date, hostname, history, clear

Tab completes, the arrows bring lines back, Ctrl+C ends a command that watches, Ctrl+L clears.
What changes something (crictl stop, vi, cp, mv, rm) becomes an action of the scenario at this time; undo takes it back.
`

/**
 * What a terminal on the node shows for a command line, at the moment. It only looks; what changes the run is an action, handed
 * to whoever asked.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in the tool's words where it has some, with its exit code; never thrown, for any input.
 * Follows: nothing upstream; each command names its own.
 */
export function ask(line: string, terminal: Terminal): Output {
  const { words, pipe, error } = splitWords(line)
  if (error) return fails(`bash: ${error}`, 2)
  if (pipe !== undefined) return fails('This terminal runs one command at a time, without pipes.', 2)
  const [name, ...args] = words[0] === 'sudo' ? words.slice(1) : words
  if (name === undefined) return done('')
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) return fails(`bash: ${name}: command not found\nThis terminal knows: ${known()}`, 127)
  return command(terminal, args)
}

function known(): string {
  return COMMAND_NAMES.filter((name) => name !== 'k').join(', ')
}
