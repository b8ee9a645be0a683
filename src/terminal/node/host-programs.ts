import { own } from '../../manifest/own.ts'
import { containerIn } from '../../manifest/types.ts'
import { day, time, calendar, twoDigits, unixDate, unixSeconds } from '../../sim/clock.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { MADE_SECONDS } from '../../sim/control-plane/trust.ts'
import { runtimeContainers } from './crictl.ts'
import { bootedAt, kubeletCommand, kubeletProcess } from './kubelet-process.ts'
import { etcdAt, serverAt, type Moment } from '../../sim/trace/moment.ts'
import { type CommandContext, done, notHere, type Output } from '../shell/output.ts'
import { ETCD_PID, hasOutsideEtcd, outsideEtcdScheme } from './sockets.ts'

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
export interface NodeProcess {
  pid: number
  since: number
  command: string
  state: string
}

/** What runs on the node, as far as it is simulated. */
export function processes(moment: Moment): NodeProcess[] {
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
