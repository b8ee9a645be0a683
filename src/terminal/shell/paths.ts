import { filesAt, type Moment } from '../../sim/trace/moment.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import type { CommandContext } from './output.ts'
import { timedLog } from '../../sim/apiserver/objects/pod-log.ts'
import { PKI_NAMES } from '../../sim/apiserver/pki.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { type RuntimeContainer, runtimeContainers } from '../node/crictl.ts'

/** Where a shell begins: its home is there. */
export const HOME = '/root'

/**
 * A path as typed, from where the shell is.
 *
 * Above the root is the root. Follows: POSIX.1, pathname resolution.
 */
export function absolute({ directory }: Pick<CommandContext, 'directory'>, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
}

/** A file's text, the scenario's or a container's log; undefined where there is none at that path. */
export function textAt(context: CommandContext, path: string): string | undefined {
  const there = absolute(context, path)
  return there === NOTHING ? '' : (filesAt(context).get(there) ?? logFiles(context).get(there)?.())
}

/** What is thrown away. */
const NOTHING = '/dev/null'

/** All paths that there are, the scenario's, those that kubeadm left and the containers' logs, with their directories. */
export function pathsAt(context: Moment): Set<string> {
  const out = new Set<string>(['/', '/tmp', HOME, MANIFEST_DIRECTORY, '/var/log/pods', '/var/log', '/dev'])
  for (const file of [...filesAt(context).keys(), ...HOST_FILES, ...logFiles(context).keys(), NOTHING])
    for (let path = file; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) out.add(path)
  return out
}

/** Below these, all that there is on the node is here; elsewhere it has many files of which nothing is simulated. */
const WHOLE = /^\/(etc\/kubernetes|root|tmp|home|var\/log\/pods)(\/.*)?$/

/** Why there is no text at a path: in the program's own words where the node has no such file, and in ours where it may have one. */
export function noText(context: CommandContext, path: string, own: string): string {
  const there = absolute(context, path)
  if (HOST_FILES.includes(there)) return `not simulated here: what stands in ${there}`
  return WHOLE.test(there) ? own : `not simulated here: what a node has at ${there}`
}

/**
 * What is said below a list of what is in a directory, where the node has more there.
 *
 * Nothing where all is listed.
 */
export function lists(path: string): string {
  return WHOLE.test(path) ? '' : `(not simulated here: what else a node has in ${path})\n`
}

/** Whether a path is a directory. */
export function isDirectory(context: CommandContext, path: string): boolean {
  const there = absolute(context, path)
  return pathsAt(context).has(there) && !isFile(context, there)
}

/** Whether an absolute path is a file's. */
export function isFile(moment: Moment, path: string): boolean {
  return path === NOTHING || HOST_FILES.includes(path) || filesAt(moment).has(path) || logFiles(moment).has(path)
}

const ROOT = '/var/log/pods'

/**
 * The log files of the node's containers: their paths, and how to read one.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/kubelet/kuberuntime/helpers.go, BuildContainerLogsDirectory and buildContainerLogsPath (v1.37.2, v1.9.4).
 */
function logFiles(moment: Moment): Map<string, () => string> {
  const { podLogForm, runtime } = releaseFor(moment.inputs)
  const pathOf = ({ pod, name, attempt }: RuntimeContainer): string =>
    podLogForm === 'uid, one file'
      ? `${ROOT}/${pod.uid}/${name}_${attempt}.log`
      : podLogForm === 'uid'
        ? `${ROOT}/${pod.uid}/${name}/${attempt}.log`
        : `${ROOT}/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`
  const textOf = ({ pod, name, attempt }: RuntimeContainer): string =>
    timedLog(moment, moment.at, pod.base, name, attempt, pod.uid)
      .map(({ t, text }) => {
        const time = rfc3339(moment.inputs.clock, t, true)
        return runtime === 'docker' ? `${JSON.stringify({ log: `${text}\n`, stream: 'stderr', time })}\n` : `${time} stderr F ${text}\n`
      })
      .join('')
  return new Map(runtimeContainers(moment).map((container) => [pathOf(container), () => textOf(container)]))
}

/** kubeconfigs lie beside the certificates' directory; the last of them came late, and is left out. */
const isKubeconfig = (name: string): boolean => name.endsWith('.conf')

/** What kubeadm left beside the scenario's own files; their names only. */
export const HOST_FILES: readonly string[] = [
  ...PKI_NAMES.filter((name) => name !== 'super-admin.conf').map((name) => `/etc/kubernetes/${isKubeconfig(name) ? '' : 'pki/'}${name}`),
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
]
