import { builtins } from './shell/builtins.ts'
import { crictl } from './node/crictl-command.ts'
import { curl } from './curl/curl-command.ts'
import { FILTERS } from './shell/filters.ts'
import { cat, diff, find, journalctl, ls, move, ss, vi } from './node/host.ts'
import { reboot, systemctl } from './node/systemctl.ts'
import { etcdctl } from './node/etcdctl.ts'
import { date, uname, uptime } from './node/host-programs.ts'
import { ps } from './node/ps.ts'
import { kill, pgrep } from './node/process-tools.ts'
import { kubectl } from './kubectl/kubectl.ts'
import { nearestName } from '../manifest/nearest.ts'
import { done, type MoreCommands, type Output, type Terminal } from './shell/output.ts'
import { downUntil } from './node/kubelet-process.ts'
import { clockDigits } from '../views/text/duration.ts'
import { type Command, looking, runShell } from './shell/shell.ts'

/** Thrown by a line that needs one of them, where they have not come: it is to be asked again with them. */
export class MoreWanted extends Error {}

const later =
  (name: keyof MoreCommands): Command =>
  (context, args) => {
    if (!context.more) throw new MoreWanted(name)
    return context.more[name](context, args)
  }

/** In the order in which the help names them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  kubectl: looking(kubectl),
  k: looking(kubectl),
  curl: looking(curl),
  crictl: looking(crictl),
  docker: looking(later('docker')),
  journalctl: looking(journalctl),
  systemctl: looking(systemctl),
  reboot: looking(reboot),
  ss: looking(ss),
  ps: looking(ps),
  openssl: later('openssl'),
  etcdctl,
  kubeadm: looking(later('kubeadm')),
  kill,
  pgrep: (context, args) => pgrep('pgrep', context, args),
  pkill: (context, args) => pgrep('pkill', context, args),
  stat: later('stat'),
  base64: later('base64'),
  df: looking(later('df')),
  dmesg: looking(later('dmesg')),
  free: looking(later('free')),
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
  jq: later('jq'),
  sed: later('sed'),
  ...builtins(() => COMMAND_NAMES),
  help: () => done(HELP),
}

/** All of them, for completion. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS)

/** Programs that a node has beside these, and what tells the same here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  wget: 'curl asks the same here',
  nc: 'curl -v tells whether a port is open, ss -ltnp who listens',
  telnet: 'curl -v tells whether a port is open',
  nerdctl: 'crictl ps -a shows the same',
  ctr: 'crictl ps -a shows the same',
  runc: 'crictl ps -a shows the containers',
  containerd: 'systemctl restart RUNTIME restarts it, crictl version tells which it is',
  dockerd: 'systemctl restart RUNTIME restarts it, crictl version tells which it is',
  etcd: 'it runs in its container, or beside them: crictl logs, etcdctl endpoint health',
  'kube-controller-manager': 'it runs in its container: kubectl logs, crictl logs',
  'kube-scheduler': 'it runs in its container: kubectl logs, crictl logs',
  'kube-proxy': 'only its rule for the Service kubernetes is simulated',
  kubelet: 'systemctl status kubelet and journalctl -u kubelet tell of it',
  'kube-apiserver': 'it runs in its container: kubectl logs, crictl logs',
  killall: 'crictl stop CONTAINER, or Add action on the page, ends a process',
  netstat: 'ss -ltnp shows the same',
  chmod: 'the files are read whoever owns them',
  chown: 'the files are read whoever owns them',
}

function unknown(name: string): string {
  const known = COMMAND_NAMES.filter(
    (commandName) => /^[a-z]{2,}$/.test(commandName) && !['vim', 'nano', 'egrep', 'fgrep', 'more'].includes(commandName),
  )
  if (Object.hasOwn(ELSEWHERE, name)) return `not simulated here: ${name}; ${ELSEWHERE[name]}`
  const meant = nearestName(name, known)
  return `not simulated here: ${name}${meant === undefined ? '' : `; ${meant} is`}\nThis terminal knows: ${known.join(', ')}`
}

const HELP = `You are root on the node of the selected lane, at the cursor's time. Try:

  kubectl get po -n kube-system           any type; -o wide|yaml|json|jsonpath=…|custom-columns=…; -l, -w, --sort-by; --raw PATH
  kubectl describe po -n kube-system      what happened to it, with its events; also clusterrole, secret, …
  kubectl logs POD -n kube-system         --previous for the life before
  kubectl auth can-i get /healthz --as=system:anonymous       also: --list, whoami
  kubectl delete pod POD                  takes the mirror pod away
  kubectl apply -f FILE                   roles, bindings, secrets, service accounts; create, delete
  kubectl create token SERVICEACCOUNT     curl -H "Authorization: Bearer $(kubectl create token default)" …
  curl -ik https://IP:6443/healthz        -v, -s, -X, -H, -d, --cert, --cacert, -o, -w
  crictl ps -a                            pods, images, logs, inspect, stop: what the node runs, without the API
  journalctl -u kubelet                   -n LINES, --since "5 min ago", -f, -o cat
  kubectl events, wait, explain pod.spec  Events by their last time; until a condition holds; what fields there are
  systemctl status|restart kubelet;  ps aux;  pgrep;  kill PID;  ss -ltnp;  reboot
  dmesg -T;  free -m;  df -h              whom the kernel has killed for memory; what the node has, and what is mounted
  etcdctl endpoint health;  kubeadm certs check-expiration
  openssl x509 -in FILE -noout -subject -issuer -dates
  cat, ls, find, diff, vi, sed -i, cp, mv, rm, tee     files in /etc/kubernetes/manifests and others of the scenario
  watch COMMAND, sleep N, date, hostname, history, clear

Behind a pipe, or on a file: ${[...Object.keys(FILTERS), 'sed', 'xargs'].join(', ')}. And &&, ||, ;, $(…), NAME=value, >, 2>&1, for, while, if.
Tab completes, the arrows bring lines back, Ctrl+R searches them, Ctrl+C ends a command that watches, Ctrl+L clears.
What changes something (kubectl delete, crictl stop, vi, sed -i, cp, mv, rm, >, systemctl restart) becomes an action of the scenario at this time; undo takes it back.
`

/**
 * What a terminal on the node shows for a command line, at the moment. It only looks; what changes the run is an action, handed
 * to whoever asked. Without `more` a line that needs it throws `MoreWanted`.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in the tool's words where it has some, with its exit code; never thrown, for any input.
 * Each command names its own.
 */
export function askWith(more: MoreCommands | undefined, line: string, terminal: Terminal): Output {
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
  return runShell(line, { ...terminal, ...(more ? { more } : {}) }, { named: COMMANDS, unknown })
}
