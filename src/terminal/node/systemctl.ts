import { calendar, twoDigits, unixDate } from '../../sim/clock.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { releaseFor } from '../../sim/release/release.ts'
import type { Restartable } from '../../sim/scenario/inputs.ts'
import { lastOf, type Moment } from '../../sim/trace/moment.ts'
import { wordsAgo } from '../../views/text/duration.ts'
import { done, fails, type Output } from '../shell/output.ts'
import { BEFORE_SECONDS, OTHER_UNITS } from './host.ts'
import { journalLines, journalText, KUBELET_PID } from './journal.ts'

const KNOWN = 'This terminal knows: systemctl status|is-active|restart kubelet, systemctl restart RUNTIME, systemctl reboot'
/** What else systemctl does, and what else every node runs. */
const VERBS: ReadonlySet<string> = new Set(
  'cat edit list-units list-unit-files list-timers list-sockets list-dependencies list-jobs show is-enabled is-failed is-system-running mask unmask kill reset-failed get-default set-default daemon-reexec poweroff halt suspend rescue emergency isolate reenable preset reload-or-restart condrestart revert set-property help'.split(
    ' ',
  ),
)
/** What a machine takes to come back, where nobody says so. */
const REBOOT_SECONDS = 40

/**
 * `systemctl status kubelet`, and what it restarts: the kubelet, the container runtime, the machine. The kubelet was started some
 * minutes before t = 0.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in systemctl's words.
 * Follows: systemd 252, systemctl-show.c.
 */
export function systemctl(moment: Moment, args: readonly string[]): Output {
  const [verb, named = ''] = args.filter((arg) => !arg.startsWith('-'))
  if (verb === 'reboot') return reboot(moment)
  if (verb === 'daemon-reload') return done('')
  const unit = named.replace(/\.service$/, '')
  if (verb === 'restart' || verb === 'try-restart') return restart(moment, unit)
  if (verb === 'is-active' && unit === 'kubelet') return isUp(moment) ? done('active\n') : { ...done('inactive\n'), exit: 3 }
  if (verb !== undefined && /^(start|stop|reload|enable|disable)$/.test(verb))
    return fails(`systemctl ${verb}: not simulated here: the kubelet and its runtime are restarted, and never stay away.\n${KNOWN}`)
  if (verb !== 'status' && verb !== undefined && VERBS.has(verb)) return fails(`not simulated here: systemctl ${verb}.\n${KNOWN}`)
  if (verb !== 'status') return fails(`${verb === undefined ? '' : `Unknown command verb ${verb}.\n`}${KNOWN}`)
  const { runtime } = releaseFor(moment.inputs)
  if (unit !== 'kubelet' && (unit === runtime || unit === 'docker.socket' || OTHER_UNITS.includes(unit)))
    return fails(`not simulated here: the state of ${unit}.\n${KNOWN}`)
  if (unit !== 'kubelet') return fails(`Unit ${named ? `${unit}.service` : ''} could not be found.\n${KNOWN}`, 4)
  return done(status(moment))
}

/**
 * `reboot`: the machine goes down, and the kubelet is back some time later.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none. Follows: nothing upstream.
 */
export function reboot({ at }: Moment): Output {
  return { ...done(''), actions: [{ at, reboot: 'node', takes: REBOOT_SECONDS }] }
}

function restart({ at, inputs }: Moment, unit: string): Output {
  const { runtime } = releaseFor(inputs)
  const units: readonly string[] = ['kubelet', runtime]
  if (!units.includes(unit)) return fails(`Failed to restart ${unit}.service: Unit ${unit}.service not found.`, 5)
  return { ...done(''), actions: [{ at, restart: unit as Restartable }] }
}

/** The entry of the kubelet's last going or coming; undefined where it has been there since before the run. */
function lastChange({ trace, at }: Moment) {
  return lastOf(trace, at, 'node', ({ part }) => part === 'kubelet' || part === 'node')
}

function isUp(moment: Moment): boolean {
  return lastChange(moment)?.up ?? true
}

function status(moment: Moment): string {
  const { inputs, at } = moment
  const started = lastChange(moment)?.t ?? -BEFORE_SECONDS
  const c = calendar(inputs.clock, started)
  const since = `${unixDate(inputs.clock, started).slice(0, 3)} ${c.year}-${twoDigits(c.month)}-${twoDigits(c.day)} ${twoDigits(c.hour)}:${twoDigits(c.minute)}:${twoDigits(c.second)} UTC`
  const tail = journalLines(moment, -Infinity, at)
    .slice(-10)
    .map((line) => journalText(moment, line))
    .join('')
  return `● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /etc/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: ${isUp(moment) ? 'active (running)' : 'inactive (dead)'} since ${since}; ${wordsAgo(at - started)}
       Docs: https://kubernetes.io/docs/
   Main PID: ${KUBELET_PID} (kubelet)
      Tasks: 12 (limit: 4558)
     CGroup: /system.slice/kubelet.service
             └─${KUBELET_PID} /usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf ${releaseFor(inputs).kubeletConfigFile ? '--config=/var/lib/kubelet/config.yaml' : `--pod-manifest-path=${MANIFEST_DIRECTORY}`}

${tail}`
}
