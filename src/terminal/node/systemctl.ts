import { day, time, calendar, unixDate } from '../../sim/clock.ts'
import { releaseFor } from '../../sim/release/release.ts'
import type { Restartable } from '../../sim/scenario/inputs.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { wordsAgo } from '../../views/text/duration-words.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { OTHER_UNITS } from './host.ts'
import { journalLines, journalText } from './journal-lines.ts'
import { kubeletCommand, kubeletProcess } from './kubelet-process.ts'

const KNOWN = 'This terminal knows: systemctl status|is-active|restart kubelet, systemctl restart RUNTIME, systemctl reboot'
/** What a machine takes to come back, where nobody says so. */
const REBOOT_SECONDS = 40

/**
 * `systemctl status kubelet`, and what it restarts: the kubelet, the container runtime, the machine. The kubelet was started some
 * minutes before t = 0.
 *
 * Errors: returned, in systemctl's words.
 * Follows: systemd 252, systemctl-show.c.
 */
export function systemctl(moment: Moment, args: readonly string[]): Output {
  const [verb, ...named] = args.filter((arg) => !arg.startsWith('-'))
  const [unit = '', ...others] = named.map((name) => name.replace(/\.service$/, ''))
  if (verb === 'reboot') return reboot(moment)
  if (verb === 'daemon-reload') return done('')
  if (verb === 'restart' || verb === 'try-restart') return restartAll(moment, [unit, ...others])
  if (others.length > 0) return notHere(['systemctl', ...args].join(' '), KNOWN)
  if (verb === 'is-active' && unit === 'kubelet') {
    const { state } = kubeletProcess(moment)
    return { ...done(`${state}\n`), exit: state === 'active' ? 0 : 3 }
  }
  if (verb !== undefined && /^(start|stop|reload|enable|disable)$/.test(verb))
    return notHere(`systemctl ${verb}: the kubelet and its runtime are restarted, and never stay away`, KNOWN)
  if (verb === 'is-enabled' && unit === 'kubelet') return done('enabled\n')
  if (verb !== 'status' || !named[0]) return notHere(['systemctl', ...args].join(' '), KNOWN)
  const { runtime } = releaseFor(moment.inputs)
  if (unit !== 'kubelet' && (unit === runtime || unit === 'docker.socket' || OTHER_UNITS.includes(unit)))
    return notHere(`the state of ${unit}`, KNOWN)
  if (unit !== 'kubelet') return fails(`Unit ${unit}.service could not be found.\n${KNOWN}`, 4)
  return done(status(moment))
}

/** `reboot`: the machine goes down, and the kubelet is back some time later. */
export function reboot({ at }: Moment): Output {
  return { ...done(''), actions: [{ at, reboot: 'node', takes: REBOOT_SECONDS }] }
}

/** None of them is, where one is not there. */
function restartAll(moment: Moment, units: readonly string[]): Output {
  const outputs = units.map((unit) => restart(moment, unit))
  return outputs.find(({ exit }) => exit !== 0) ?? { ...done(''), actions: outputs.flatMap(({ actions = [] }) => actions) }
}

function restart({ at, inputs }: Moment, unit: string): Output {
  const { runtime } = releaseFor(inputs)
  const units: readonly string[] = ['kubelet', runtime]
  if (OTHER_UNITS.includes(unit)) return notHere(`a restart of ${unit}`, KNOWN)
  if (!units.includes(unit)) return fails(`Failed to restart ${unit}.service: Unit ${unit}.service not found.`, 5)
  return { ...done(''), actions: [{ at, restart: unit as Restartable }] }
}

function status(moment: Moment): string {
  const { inputs, at } = moment
  const { pid, since: started, state } = kubeletProcess(moment)
  const c = calendar(inputs.clock, started)
  const since = `${unixDate(inputs.clock, started).slice(0, 3)} ${day(c)} ${time(c)} UTC`
  const tail = journalLines(moment, -Infinity, at)
    .slice(-10)
    .map((line) => journalText(moment, line))
    .join('')
  const running = `   Main PID: ${pid} (kubelet)
      Tasks: 12 (limit: 4558)
     CGroup: /system.slice/kubelet.service
             └─${pid} ${kubeletCommand(releaseFor(inputs))}
`
  return `● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /etc/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: ${state === 'active' ? 'active (running)' : 'activating (auto-restart) (Result: exit-code)'} since ${since}; ${wordsAgo(at - started)}
       Docs: https://kubernetes.io/docs/
${state === 'active' ? running : ''}
${tail}`
}
