import elsewhere from '../texts/programs-elsewhere.tsv?raw'
import help from '../texts/terminal-help.txt?raw'
import { readTable } from '../texts/text-table.ts'
import { builtins } from './shell/builtins.ts'
import { crictl } from './node/crictl-command.ts'
import { curl } from './curl/curl-command.ts'
import { FILTERS } from './shell/filters.ts'
import { docker } from './node/docker.ts'
import { df } from './node/disks.ts'
import { base64, stat } from './node/file-tools.ts'
import { kubeadm, openssl } from './node/certificate-tools.ts'
import { dmesg, free } from './node/memory.ts'
import { cat, diff, find, journalctl, ls, move, ss, vi } from './node/host.ts'
import { reboot, systemctl } from './node/journal-lines.ts'
import { etcdctl } from './node/etcdctl.ts'
import { kill, pgrep, ps, date, uname, uptime } from './node/process-tools.ts'
import { kubectl } from './kubectl/kubectl.ts'
import { nearestName } from '../manifest/nearest.ts'
import { type Command, done, type Output, type Terminal } from './shell/output.ts'
import { downUntil } from './node/kubelet-process.ts'
import { clockDigits } from '../views/text/duration-words.ts'
import { jqCommand } from './text/jq.ts'
import { sed } from './text/sed.ts'
import { looking, runShell } from './shell/shell.ts'

/** In the order in which the help names them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  kubectl: looking(kubectl),
  k: looking(kubectl),
  curl: looking(curl),
  crictl: looking(crictl),
  docker: looking(docker),
  journalctl: looking(journalctl),
  systemctl: looking(systemctl),
  reboot: looking(reboot),
  ss: looking(ss),
  ps: looking(ps),
  openssl,
  etcdctl,
  kubeadm: looking(kubeadm),
  kill,
  pgrep: (context, args) => pgrep('pgrep', context, args),
  pkill: (context, args) => pgrep('pkill', context, args),
  stat,
  base64,
  df: looking(df),
  dmesg: looking(dmesg),
  free: looking(free),
  cat,
  ls,
  find,
  diff: looking(diff),
  vi,
  vim: vi,
  nano: vi,
  cp: (context, args) => move('cp', context, args),
  mv: (context, args) => move('mv', context, args),
  rm: (context, args) => move('rm', context, args),
  date,
  uptime,
  uname,
  hostname: ({ inputs: { node } }, args) => done(`${/^-[iI]$/.test(args[0] ?? '') ? node.ip : node.name}\n`),
  whoami: () => done('root\n'),
  id: (_, args) => done(/^-[ug]$/.test(args.join(' ')) ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n'),
  ...FILTERS,
  jq: jqCommand,
  sed,
  ...builtins(() => COMMAND_NAMES),
  help: () => done(HELP),
}

/** All of them, for completion. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS)

/** Programs that a node has beside these, and what tells the same here. */
const ELSEWHERE = new Map(readTable(elsewhere, 'program', 'instead').map(({ program, instead }) => [program, instead]))

function unknown(name: string): string {
  const known = COMMAND_NAMES.filter(
    (commandName) => /^[a-z]{2,}$/.test(commandName) && !['vim', 'nano', 'egrep', 'fgrep', 'more'].includes(commandName),
  )
  if (ELSEWHERE.has(name)) return `not simulated here: ${name}; ${ELSEWHERE.get(name)!}`
  const meant = nearestName(name, known)
  return `not simulated here: ${name}${meant === undefined ? '' : `; ${meant} is`}\nThis terminal knows: ${known.join(', ')}`
}

const HELP = help.replace('{filters}', [...Object.keys(FILTERS), 'sed', 'xargs'].join(', '))

/**
 * What a terminal on the node shows for a command line, at the moment. It only looks; what changes the run is an action, handed
 * to whoever asked.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in the tool's words where it has some, with its exit code; never thrown, for any input.
 * Each command names its own.
 */
export function ask(line: string, terminal: Terminal): Output {
  if (terminal.inputs.happened)
    return {
      ...done(''),
      stderr: 'not simulated here: this lane shows what happened in a real cluster. Ask in the lane that simulates it.\n',
      exit: 1,
    }
  const back = downUntil(terminal)
  // nobody is logged in on a machine that is down
  if (back !== undefined)
    return {
      ...done(''),
      stderr: `not simulated here: a shell on ${terminal.inputs.node.name}, which is being rebooted${back === Infinity ? '' : `; ask again from ${clockDigits(back)} on`}\n`,
      exit: 255,
    }
  return runShell(line, terminal, { named: COMMANDS, unknown })
}
