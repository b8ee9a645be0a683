import { unixDate } from '../sim/clock.ts'
import { crictl } from './crictl-command.ts'
import { curl } from './curl-command.ts'
import { cat, diff, journalctl, ls, move, ss, systemctl, vi } from './host.ts'
import { kubectl } from './kubectl.ts'
import { MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { FILTERS } from './filters.ts'
import { done, type Output, type Terminal } from './output.ts'
import { type Command, runShell } from './shell.ts'

export type { Terminal } from './output.ts'

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
export const COMMAND_NAMES: readonly string[] = [...Object.keys(COMMANDS), ...Object.keys(FILTERS)]

const HELP = `You are root on the node of the selected lane, at the cursor's time. Try:

  kubectl get po -n kube-system           any type; -o wide|yaml|json|jsonpath=…|custom-columns=…; -l, -w, --sort-by; --raw PATH
  kubectl describe po -n kube-system      what happened to it, with its events
  kubectl logs POD -n kube-system         --previous for the life before
  kubectl auth can-i get /healthz --as=system:anonymous       also: --list, whoami
  kubectl delete pod POD                  takes the mirror pod away
  kubectl apply -f FILE                   roles, bindings, secrets, service accounts; create, delete
  kubectl create token SERVICEACCOUNT     curl -H "Authorization: Bearer $(kubectl create token default)" …
  curl -ik https://IP:6443/healthz        -v, -s, -X, -H, -d, --cert, --cacert, -o, -w
  crictl ps -a                            pods, images, logs, inspect, stop: what the node runs, without the API
  journalctl -u kubelet                   -n LINES, --since "5 min ago"
  systemctl status kubelet
  ss -ltnp                                who listens where
  cat, ls, diff, vi, cp, mv, rm           files in ${MANIFEST_DIRECTORY} and others of the scenario
  date, hostname, echo, history, clear

Behind a pipe, or on a file: ${Object.keys(FILTERS).join(', ')}. And &&, ||, ;, $(…), NAME=value, >, 2>&1.
Tab completes, the arrows bring lines back, Ctrl+C ends a command that watches, Ctrl+L clears.
What changes something (kubectl delete, crictl stop, vi, cp, mv, rm, >) becomes an action of the scenario at this time; undo takes it back.
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
  return runShell(line, terminal, COMMANDS)
}
