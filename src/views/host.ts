import { releaseOf } from '../sim/release.ts'
import type { Action } from '../sim/scenario.ts'
import { calendar, unixDate } from '../sim/clock.ts'
import { wordsAgo } from './duration.ts'
import { journal, KUBELET_PID } from './journal.ts'
import { inDirectory, MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import { filesAt, type Moment } from '../sim/moment.ts'
import { done, fails, type Output } from './output.ts'
import { socketTable } from './sockets.ts'
import { unifiedDiff } from './unified-diff.ts'
import { option, type Options, parseOptions } from '../sim/words.ts'

const JOURNAL: Options = {
  '-u': { name: 'unit', value: true },
  '--unit': { name: 'unit', value: true },
  '-n': { name: 'lines', value: true },
  '--lines': { name: 'lines', value: true },
  '-S': { name: 'since', value: true },
  '--since': { name: 'since', value: true },
  '-f': { name: 'follow', value: false },
  '--follow': { name: 'follow', value: false },
  '--no-pager': { name: 'pager', value: false },
  '-e': { name: 'end', value: false },
  '-x': { name: 'explain', value: false },
}
const UNITS: Readonly<Record<string, number>> = { s: 1, sec: 1, second: 1, m: 60, min: 60, minute: 60, h: 3600, hour: 3600 }

/**
 * `journalctl -u kubelet`: its own lines. With `-f` it shows the last ten and does not wait.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in journalctl's words.
 * Follows: systemd 252, journalctl.c.
 */
export function journalctl(moment: Moment, args: readonly string[]): Output {
  const parsed = parseOptions(args, JOURNAL)
  const help = 'This terminal knows: journalctl -u kubelet [-n LINES] [--since "5 min ago"] [-f]'
  if (parsed.unknown) return fails(`journalctl: unrecognized option '${parsed.unknown}'\n${help}`)
  if (parsed.lacks) return fails(`journalctl: option requires an argument -- '${parsed.lacks.replace(/^-+/, '')}'`)
  const unit = option(parsed, 'unit') ?? 'kubelet'
  if (!/^kubelet(\.service)?$/.test(unit)) return done('-- No entries --\n')
  const lines = option(parsed, 'lines') ?? (option(parsed, 'follow') === undefined ? undefined : '10')
  if (lines !== undefined && !/^\d+$/.test(lines)) return fails(`Failed to parse lines '${lines}'`)
  const wanted = option(parsed, 'since')
  const since = wanted === undefined ? -Infinity : sinceOf(moment, wanted)
  if (since === undefined) return fails(`Failed to parse timestamp: ${wanted}\nThis terminal knows times such as "5 min ago", -90s, 14:20:00`)
  return done(journal(moment, lines === undefined ? Infinity : Number(lines), since))
}

function sinceOf({ inputs, at }: Moment, text: string): number | undefined {
  const ago = /^-?(\d+) ?([a-z]+?)s?(?: ago)?$/.exec(text.trim())
  const unit = ago && Object.hasOwn(UNITS, ago[2]!) ? UNITS[ago[2]!] : undefined
  if (unit !== undefined) return at - Number(ago![1]) * unit
  const clock = /^(?:\d{4}-\d\d-\d\d )?(\d\d):(\d\d)(?::(\d\d))?$/.exec(text.trim())
  if (clock) {
    const start = calendar(inputs.clock, 0)
    return (Number(clock[1]) - start.hour) * 3600 + (Number(clock[2]) - start.minute) * 60 + Number(clock[3] ?? 0) - start.second
  }
  return text === 'today' || text === 'yesterday' ? -Infinity : undefined
}

/**
 * `systemctl status kubelet`. The kubelet was started some minutes before t = 0.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in systemctl's words.
 * Follows: systemd 252, systemctl-show.c.
 */
export function systemctl(moment: Moment, args: readonly string[]): Output {
  const [verb, unit = ''] = args.filter((arg) => !arg.startsWith('-'))
  if (verb === 'is-active' && /^kubelet(\.service)?$/.test(unit)) return done('active\n')
  if (verb !== 'status') return fails(`${verb === undefined ? '' : `Unknown command verb ${verb}.\n`}This terminal knows: systemctl status kubelet, systemctl is-active kubelet`)
  if (!/^kubelet(\.service)?$/.test(unit)) return fails(`Unit ${unit ? `${unit.replace(/\.service$/, '')}.service` : ''} could not be found.\nThis terminal knows: systemctl status kubelet`, 4)
  const { inputs, at } = moment
  const started = -BEFORE_SECONDS
  const c = calendar(inputs.clock, started)
  const two = (value: number): string => String(value).padStart(2, '0')
  const since = `${unixDate(inputs.clock, started).slice(0, 3)} ${c.year}-${two(c.month)}-${two(c.day)} ${two(c.hour)}:${two(c.minute)}:${two(c.second)} UTC`
  const tail = journal(moment, 10)
  return done(
    `● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /etc/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: active (running) since ${since}; ${wordsAgo(at - started)}
       Docs: https://kubernetes.io/docs/
   Main PID: ${KUBELET_PID} (kubelet)
      Tasks: 12 (limit: 4558)
     CGroup: /system.slice/kubelet.service
             └─${KUBELET_PID} /usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf ${releaseOf(inputs.kubernetes).minor < 11 ? `--pod-manifest-path=${MANIFEST_DIRECTORY}` : '--config=/var/lib/kubelet/config.yaml'}

${tail}`,
  )
}

/** How old the kubelet is at t = 0. */
const BEFORE_SECONDS = 360

/**
 * `ss -ltn`, with `-p` who listens; with `-u` too, and no UDP socket is there.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned. Follows: iproute2, misc/ss.c.
 */
export function ss(moment: Moment, args: readonly string[]): Output {
  const letters = args.join('').replaceAll('-', '')
  if (args.some((arg) => !/^-[lntupa]+$/.test(arg)) || !letters.includes('l')) return fails('This terminal knows: ss -ltn, ss -ltnp, ss -tulpn')
  return done(socketTable(moment, letters.includes('p'), letters.includes('u')))
}

/** A path as typed; one without a slash in front is a file of the static-pod directory, which is where people are here. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : `${MANIFEST_DIRECTORY}/${path.replace(/^\.\//, '')}`
}

/**
 * `cat FILE…`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in cat's words. Follows: GNU coreutils.
 */
export function cat(moment: Moment, args: readonly string[]): Output {
  const files = filesAt(moment)
  const out = { stdout: '', stderr: '', exit: 0 }
  for (const path of args.filter((arg) => !/^-[A-Za-z]$/.test(arg))) {
    const text = files.get(absolute(path))
    if (text !== undefined) out.stdout += text
    else {
      out.stderr += `cat: ${path}: No such file or directory\n`
      out.exit = 1
    }
  }
  return args.length ? out : fails(`This terminal knows: cat FILE, of ${[...files.keys()].join(' ') || 'which there is none'}`)
}

/**
 * `ls [DIRECTORY|FILE]`; without either, the static-pod directory.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in ls's words. Follows: GNU coreutils.
 */
export function ls(moment: Moment, args: readonly string[]): Output {
  const given = args.find((arg) => !arg.startsWith('-'))
  const path = given === undefined ? MANIFEST_DIRECTORY : absolute(given).replace(/\/+$/, '')
  const files = [...filesAt(moment).keys(), ...HOST_FILES]
  if (files.includes(path)) return done(`${given}\n`)
  const inside = files.filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1).split('/')[0]!)
  if (!inside.length && path !== MANIFEST_DIRECTORY) return fails(`ls: cannot access '${given}': No such file or directory`, 2)
  return done([...new Set(inside)].toSorted().map((name) => `${name}\n`).join(''))
}

const PKI = '/etc/kubernetes/pki'
/** What kubeadm left beside the scenario's own files; their names only. */
export const HOST_FILES: readonly string[] = [
  '/etc/kubernetes/admin.conf', '/etc/kubernetes/kubelet.conf',
  ...['apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'ca', 'front-proxy-ca', 'front-proxy-client'].flatMap((name) => [`${PKI}/${name}.crt`, `${PKI}/${name}.key`]),
  `${PKI}/sa.key`, `${PKI}/sa.pub`, '/var/lib/kubelet/pki/kubelet-client-current.pem',
]

/**
 * `diff A B`, unified; with one file, what the scenario's actions have changed in it since t = 0.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in diff's words; exit 1 where the two differ.
 * Follows: GNU diffutils, -u.
 */
export function diff(moment: Moment, args: readonly string[]): Output {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '-u')
  if (unknown || !names.length || names.length > 2) return fails(`${unknown ? `diff: invalid option -- '${unknown.replace(/^-+/, '')}'\n` : ''}This terminal knows: diff [-u] FILE FILE, and diff FILE for what has changed in it since the start`, 2)
  const now = filesAt(moment)
  const [first = '', second] = names
  const before = second === undefined ? filesAt({ ...moment, at: -1 }).get(absolute(first)) : now.get(absolute(first))
  const after = now.get(absolute(second ?? first))
  for (const [name, text] of [[first, before], [second ?? first, after]] as const) if (text === undefined) return fails(`diff: ${name}: No such file or directory`, 2)
  const text = unifiedDiff(before!, after!, second === undefined ? `${first} (at the start)` : first, second ?? first)
  return { stdout: text, stderr: '', exit: text ? 1 : 0 }
}

/**
 * `vi FILE`: whoever runs this opens an editor; a file that is not there is a new one.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned. Follows: nothing upstream.
 */
export function vi(moment: Moment, args: readonly string[]): Output {
  const names = args.filter((arg) => !/^[-+]/.test(arg))
  const files = filesAt(moment)
  if (names.length !== 1) return fails(`This terminal knows: vi FILE, of ${[...files.keys()].join(' ') || `which there is none yet; a new one goes below ${MANIFEST_DIRECTORY}`}`)
  const file = absolute(names[0]!)
  if (HOST_FILES.includes(file) && !files.has(file)) return fails(`${file} is not part of the scenario: it is as kubeadm left it.`)
  return { ...done(''), edit: { file, text: files.get(file) ?? '' } }
}

/**
 * `rm`, `cp` and `mv` of the scenario's files: actions, which whoever runs this adds to the scenario.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in coreutils' words. Follows: GNU coreutils.
 */
export function move(verb: 'rm' | 'cp' | 'mv', moment: Moment, args: readonly string[]): Output {
  const names = args.filter((arg) => !/^-[rfvpi]+$/.test(arg))
  const unknown = names.find((name) => name.startsWith('-'))
  if (unknown) return fails(`${verb}: invalid option -- '${unknown.replace(/^-+/, '')}'\nThis terminal knows: ${verb} ${verb === 'rm' ? 'FILE' : 'FILE FILE|DIRECTORY'}`)
  const files = filesAt(moment)
  const { at } = moment
  const missing = (name: string): Output => fails(verb === 'rm' ? `rm: cannot remove '${name}': No such file or directory` : `${verb}: cannot stat '${name}': No such file or directory`)
  const remove = (path: string): Action => ({ at, remove: inDirectory(path) })
  if (verb === 'rm') {
    if (!names.length) return fails('rm: missing operand')
    const lost = names.find((name) => !files.has(absolute(name)))
    return lost === undefined ? { ...done(''), actions: names.map((name) => remove(absolute(name))) } : missing(lost)
  }
  const [from, to] = names
  if (from === undefined || to === undefined || names.length > 2) return fails(`${verb}: missing file operand\nThis terminal knows: ${verb} FILE FILE|DIRECTORY`)
  const text = files.get(absolute(from))
  if (text === undefined) return missing(from)
  const isDirectory = to.endsWith('/') || to === '.' || /^\/(tmp|root|etc|etc\/kubernetes|etc\/kubernetes\/manifests)$/.test(to)
  const target = isDirectory ? `${(to === '.' ? MANIFEST_DIRECTORY : to).replace(/\/$/, '')}/${from.slice(from.lastIndexOf('/') + 1)}` : absolute(to)
  if (target === absolute(from)) return fails(`${verb}: '${from}' and '${to}' are the same file`)
  if (verb === 'cp') return { ...done(''), actions: [{ at, copy: inDirectory(absolute(from)), to: inDirectory(target) }] }
  // the kubelet is told of the old name first
  return { ...done(''), actions: [remove(absolute(from)), { at, write: inDirectory(target), content: text }] }
}
