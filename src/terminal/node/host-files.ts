import { timedLog } from '../../sim/apiserver/objects/pod-log.ts'
import { PKI_NAMES } from '../../sim/apiserver/pki.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { releaseFor } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { type RuntimeContainer, runtimeContainers } from './crictl.ts'

const ROOT = '/var/log/pods'

/**
 * The log files of the node's containers: their paths, and how to read one.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: pkg/kubelet/kuberuntime/helpers.go, BuildContainerLogsDirectory and buildContainerLogsPath (v1.37.2, v1.9.4).
 */
export function logFiles(moment: Moment): Map<string, () => string> {
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
