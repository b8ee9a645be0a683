import { own } from '../../manifest/own.ts'
import { runtimeContainers } from './crictl.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { pattern } from '../text/regex.ts'
import { calendar, twoDigits, day, time, unixDate, unixSeconds } from '../../sim/clock.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { containerIn } from '../../manifest/types.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { MADE_SECONDS } from '../../sim/control-plane/trust.ts'
import { bootedAt, kubeletCommand, kubeletProcess } from './kubelet-process.ts'
import { etcdAt, serverAt, type Moment } from '../../sim/trace/moment.ts'
import { ETCD_PID, hasOutsideEtcd, outsideEtcdScheme } from './sockets.ts'

const KILLS = 'This terminal knows: kill [-9|-KILL|-TERM|-STOP|-CONT] PID, of a container’s program'
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
  const word = name.toUpperCase().replace(/^SIG/, '')
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
 * Errors: returned, in bash's words. Follows: bash, kill.def.
 */
export function kill(context: CommandContext, args: readonly string[]): Output {
  const { signal, rest } = taken(args)
  if (rest[0] === '-l') return done(' 9) SIGKILL\t15) SIGTERM\t18) SIGCONT\t19) SIGSTOP\n')
  if (rest.length === 0) return fails(`kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]`, 2)
  const actions: Action[] = []
  for (const word of rest) {
    if (!/^\d+$/.test(word)) return fails(`bash: kill: ${word}: arguments must be process or job IDs`)
    const found = runtimeContainers(context).find(({ running, pid }) => running && pid === Number(word))
    if (!found)
      return processes(context).some(({ pid }) => pid === Number(word))
        ? notHere(`a signal to the process ${word}, which is none of a container`, KILLS)
        : fails(`bash: kill: (${word}) - No such process`)
    const action = actionOf(signal, found.name, context.at)
    if (signal === '0') continue
    if (!action) return notHere(`the signal ${signal}`, KILLS)
    actions.push(action)
  }
  return { ...done(''), actions }
}

/**
 * `pgrep` and `pkill`, by a program's name, or with -f by its whole line.
 *
 * Errors: returned; exit 1 where there is none. Follows: procps, pgrep.c.
 */
export function pgrep(name: 'pgrep' | 'pkill', context: CommandContext, args: readonly string[]): Output {
  const { signal, rest } = taken(args)
  const letters = rest.filter((word) => /^-[a-z]+$/.test(word)).join('')
  const words = rest.filter((word) => !word.startsWith('-'))
  const odd = /[^-aflxo]/.exec(letters)?.[0]
  if (odd !== undefined) return notHere(`${name} -${odd}`, `This terminal knows: ${name} [-f] [-x] [-a] [-l] PATTERN`, 2)
  if (words.length !== 1) return fails(`${name}: no matching criteria specified\nTry \`${name} --help' for more information.`, 2)
  const made = pattern(letters.includes('x') ? `^(${words[0]!})$` : words[0]!, true, false)
  if ('error' in made) return fails(`${name}: ${made.error}`, 2)
  const found = processes(context).filter(
    (process) => made.find(letters.includes('f') ? process.command : nameOf(process), context.budget) !== undefined,
  )
  if (found.length === 0) return { ...done(''), exit: 1 }
  if (name === 'pkill') return kill(context, [`-${signal}`, ...found.map(({ pid }) => String(pid))])
  const told = (process: NodeProcess): string =>
    letters.includes('a') ? ` ${process.command}` : letters.includes('l') ? ` ${nameOf(process)}` : ''
  return done(found.map((process) => `${process.pid}${told(process)}\n`).join(''))
}

const KNOWS = `This terminal knows: ps aux, ps -ef, ps -p PID, ps -C NAME, and -o ${'pid,ppid,user,stat,etime,start,comm,args'}`
const DAY_SECONDS = 24 * 3600
/** The shell itself, which asks. */
const SHELL_PID = 4711

/** A column: its head, how wide it is, on which side the words stand. */
interface PsColumn {
  head: string
  width: number
  of: (nodeProcess: NodeProcess) => string
}

/**
 * `ps`: what runs on the node, as far as it is simulated. T is a process that SIGSTOP holds.
 *
 * Errors: returned. Follows: procps, ps; what each takes of the machine is not simulated.
 */
export function ps(context: CommandContext, args: readonly string[]): Output {
  const [first = '', ...others] = args
  const bsd = /^-?(a?u?x|aux|auxw+|axw+|uax|axu)$/.test(first) ? first.replaceAll('-', '') : undefined
  const parsed = parseOptions(bsd === undefined ? args : others, optionTable('-e, -A, -f, -w, --no-headers, -p --pid=, -C=, -o='))
  if (parsed.unknown || parsed.lacks || parsed.rest.length > 0) return notHere(['ps', ...args].join(' '), KNOWS)
  const has = (name: string): boolean => parsed.options.has(name)
  const pids = option(parsed, 'pid')?.split(/[, ]+/)
  const names = option(parsed, 'C')?.split(',')
  const chosen = processes(context).filter((process) =>
    pids || names ? pids?.includes(String(process.pid)) || names?.includes(nameOf(process)) : bsd?.includes('x') || has('e') || has('A'),
  )
  // by itself it shows what its own terminal runs
  const shown = bsd !== undefined || pids || names || has('e') || has('A') ? chosen : [SHELL]
  const columns = columnsOf(context, option(parsed, 'o')?.split(/[, ]+/) ?? formOf(bsd, has('f')))
  if (typeof columns === 'string') return notHere(`ps -o ${columns}`, KNOWS)
  const line = (cell: (column: PsColumn) => string): string =>
    `${columns
      .map((column, i) =>
        cell(column)
          .padStart(column.width)
          .padEnd(i === columns.length - 1 ? 0 : -column.width),
      )
      .join(' ')}\n`
  const isBare = has('no-headers') || columns.every(({ head }) => head === '')
  return {
    ...done((isBare ? '' : line(({ head }) => head)) + shown.map((nodeProcess) => line(({ of }) => of(nodeProcess))).join('')),
    ...(shown.length === 0 ? { exit: 1 } : {}),
  }
}

const SHELL: NodeProcess = { pid: SHELL_PID, since: 0, command: 'bash', state: 'Ss' }

/** Its program's name, as the kernel has it. */
function nameOf({ command }: NodeProcess): string {
  return command.split(' ')[0]!.replace(/^.*\//, '').slice(0, 15)
}

function formOf(bsd: string | undefined, full: boolean): readonly string[] {
  if (bsd?.includes('u')) return ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty8', 'stat', 'start', 'btime', 'command']
  if (bsd !== undefined) return ['pid', 'tty8', 'stat', 'btime', 'command']
  return full ? ['uid8', 'pid', 'ppid', 'c', 'stime', 'tty8', 'time', 'cmd'] : ['pid', 'tty8', 'time', 'comm8']
}

/** The columns by their names, each perhaps with its own head behind a `=`; of one that is not known, the name. */
function columnsOf({ inputs, at }: CommandContext, names: readonly string[]): PsColumn[] | string {
  const clock = ({ since }: NodeProcess): string => {
    const { hour, minute } = calendar(inputs.clock, since)
    return `${twoDigits(hour)}:${twoDigits(minute)}`
  }
  const elapsed = ({ since }: NodeProcess): string => {
    const all = Math.max(0, Math.floor(at - since))
    const [days, hours] = [Math.floor(all / DAY_SECONDS), Math.floor((all % DAY_SECONDS) / 3600)]
    return `${days > 0 ? `${days}-` : ''}${days > 0 || hours > 0 ? `${twoDigits(hours)}:` : ''}${twoDigits(Math.floor((all % 3600) / 60))}:${twoDigits(all % 60)}`
  }
  const args = ({ command }: NodeProcess): string => command
  const tty = ({ pid }: NodeProcess): string => (pid === SHELL_PID ? 'pts/0' : '?')
  const known: Readonly<Record<string, readonly [head: string, width: number, of: PsColumn['of']]>> = {
    pid: ['PID', 7, ({ pid }) => String(pid)],
    ppid: ['PPID', 7, ({ pid }) => String(pid === 1 ? 0 : 1)],
    user: ['USER', -8, () => 'root'],
    uid8: ['UID', -8, () => 'root'],
    '%cpu': ['%CPU', 4, () => '0.0'],
    '%mem': ['%MEM', 4, () => '0.0'],
    vsz: ['VSZ', 6, () => '0'],
    rss: ['RSS', 5, () => '0'],
    c: ['C', 2, () => '0'],
    tty8: ['TTY', -8, tty],
    stat: ['STAT', -4, ({ state }) => state],
    start: ['START', 5, clock],
    stime: ['STIME', 5, clock],
    etime: ['ELAPSED', 11, elapsed],
    time: ['TIME', 8, () => '00:00:00'],
    btime: ['TIME', 6, () => '0:00'],
    comm: ['COMMAND', -15, nameOf],
    comm8: ['CMD', -15, nameOf],
    cmd: ['CMD', -27, args],
    args: ['COMMAND', -27, args],
    command: ['COMMAND', -27, args],
  }
  const out: PsColumn[] = []
  for (const word of names) {
    const [name = '', ...own] = word.split('=')
    const [head, width, of] = (Object.hasOwn(known, name) && known[name]) || []
    if (head === undefined) return word
    out.push({ head: own.length > 0 ? own.join('=') : head, width: width!, of: of! })
  }
  return out
}

/**
 * `date`, with a format as `date +%T`.
 *
 * Errors: returned, in date's words. Follows: GNU coreutils; the node's zone is UTC.
 */
export function date({ inputs, at }: CommandContext, args: readonly string[]): Output {
  const format = args.find((arg) => arg.startsWith('+'))?.slice(1)
  const unknown = args.find((arg) => !arg.startsWith('+') && arg !== '-u' && arg !== '--utc')
  if (unknown !== undefined) return notHere(`date ${unknown}`, 'This terminal knows: date [-u] [+FORMAT], with %Y %m %d %H %M %S %T %F %s')
  if (format === undefined) return done(`${unixDate(inputs.clock, at)}\n`)
  const c = calendar(inputs.clock, at)
  const values: Readonly<Record<string, string>> = {
    Y: String(c.year),
    m: twoDigits(c.month),
    d: twoDigits(c.day),
    H: twoDigits(c.hour),
    M: twoDigits(c.minute),
    S: twoDigits(c.second),
    T: time(c),
    F: day(c),
    s: String(unixSeconds(inputs.clock, at)),
    N: String(c.nano).padStart(9, '0'),
    Z: 'UTC',
    z: '+0000',
    '%': '%',
  }
  return done(`${format.replace(/%([A-Za-z%])/g, (found, letter: string) => own(values, letter) ?? found)}\n`)
}

/**
 * `uptime` of the node.
 *
 * Follows: procps, uptime.c.
 */
export function uptime(context: CommandContext, args: readonly string[]): Output {
  if (args.length > 0) return notHere(`uptime ${args.join(' ')}`, 'This terminal knows: uptime')
  const { inputs, at } = context
  const minutes = Math.floor((at - bootedAt(context)) / 60)
  return done(
    ` ${time(calendar(inputs.clock, at))} up ${minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}`},  1 user,  load average: 0.42, 0.38, 0.35\n`,
  )
}

/**
 * `uname`, and `uname -a`.
 *
 * Follows: GNU coreutils.
 */
export function uname({ inputs }: CommandContext, args: readonly string[]): Output {
  const letters = args.join('')
  if (!/^(-[arnms])*$/.test(letters)) return notHere(`uname ${args.join(' ')}`, 'This terminal knows: uname [-a] [-r] [-n] [-m] [-s]')
  const kernel = '6.1.0'
  if (letters.includes('a')) return done(`Linux ${inputs.node.name} ${kernel} #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n`)
  return done(`${letters.includes('r') ? kernel : letters.includes('n') ? inputs.node.name : letters.includes('m') ? 'x86_64' : 'Linux'}\n`)
}

/** A program that runs on the node; `since` in seconds on the simulated clock. */
interface NodeProcess {
  pid: number
  since: number
  command: string
  state: string
}

/** What runs on the node, as far as it is simulated. */
function processes(moment: Moment): NodeProcess[] {
  const { inputs, trace, at } = moment
  const { pid, since, state } = kubeletProcess(moment)
  const booted = bootedAt(moment)
  const out: NodeProcess[] = [
    { pid: 1, since: booted, command: '/sbin/init', state: 'Ss' },
    ...(state === 'active' ? [{ pid, since, command: kubeletCommand(releaseFor(inputs)), state: 'Ssl' }] : []),
    ...(hasOutsideEtcd(moment)
      ? [
          {
            pid: ETCD_PID,
            since: Math.max(-MADE_SECONDS, booted),
            command: `etcd --listen-client-urls=${outsideEtcdScheme(moment)}://127.0.0.1:2379`,
            state: etcdAt(moment) === 'hung' ? 'Tsl' : 'Ssl',
          },
        ]
      : []),
  ]
  for (const { pod, name, image, running, pid: own, createdAt } of runtimeContainers(moment)) {
    if (!running) continue
    const { command, args } = containerIn(pod.spec, name)!
    const words = [...command, ...args]
    const isHung = words[0]?.endsWith('kube-apiserver') === true && serverAt(trace, at)?.state === 'hung'
    out.push({
      pid: own,
      since: createdAt,
      command: words.length > 0 ? words.join(' ') : `(the program of ${image})`,
      state: isHung ? 'Tsl' : 'Ssl',
    })
  }
  return out.toSorted((a, b) => a.pid - b.pid)
}
