import type { Row } from './row.ts'

/** Rules of the kubelet’s pods: files, syncs, starts, ends and hooks, and what their Events say. */
export interface PodRules {
  /** A sync that started or stopped something is followed by a relist at once. */
  relistsAfterSync: boolean
  /**
   * What a configuration may say of how long a container waits that ends again and again: nothing; by a gate how long at most; by another
   * that all is shorter, too; the first without its gate.
   */
  backOffGates: 'none' | 'longest' | 'both' | 'longest is on'
  /** A blocked start is tried again when its back-off is over, not every 10 to 15 s. */
  retriesAtExpiry: boolean
  /** The mirrors of all static pods are made as soon as the kubelet finds its node in the API. */
  mirrorsAtRegistration: boolean
  /** One running pod a name: a new one waits for the old one's end. */
  onePodPerName: boolean
  /** Where that is not so: it waits all the same if the old one had a mirror. */
  waitsForMirrored: boolean
  /** The manifest directory is listed again every 20 s. */
  relistsFiles: boolean
  /** Each volume of a pod that has been mounted is an Event. */
  mountEvents: boolean
  /** `Killing` is told before the container is stopped. */
  killingFirst: boolean
  killingText: (container: string, why: string) => string
  createdText: (container: string) => string
  startedText: (container: string) => string
  pulledText: (image: string) => string
  backOffText: (container: string, pod: string) => string
  /** A hook's failure: what was run, its error, what it printed. */
  hookFailedText: (
    hook: 'PostStart' | 'PreStop',
    container: string,
    pod: string,
    failed: { by: 'exec' | 'http'; what: string; error: string; output: string } | { by: 'none'; error: string },
  ) => string
  /** Why a container waits whose postStart hook has failed: a reason. */
  postStartReason: (error: string) => string
  /** What is wrong with a tcpSocket hook, which nobody runs. */
  invalidHandlerText: (handler: { host: string; port: number | string }) => string
  /** Where a whole pod is stopped, a preStop hook's time is taken off the grace. */
  hookTimeInGrace: boolean
  /** An httpGet hook heeds the scheme and the headers, as a probe does. */
  hooksAreProbeLike: boolean
  /** A hook that is to sleep does. */
  hooksSleep: boolean
  /** A container's count of restarts never falls, though its earlier lives are removed, and its last state stays, of any container. */
  keepsRestartCounts: boolean
}

const failedHook =
  (http: string): PodRules['hookFailedText'] =>
  (_hook, container, pod, failed) =>
    failed.by === 'none'
      ? `Cannot run handler: ${failed.error}`
      : `${failed.by === 'http' ? `${http} lifecycle hook (${failed.what})` : `Exec lifecycle hook ([${failed.what}])`} for Container "${container}" in Pod "${pod}" failed - error: ${failed.error}, message: ${JSON.stringify(failed.output)}`

const invalidHandler =
  (type: string): PodRules['invalidHandlerText'] =>
  ({ host, port }) =>
    `invalid handler: &${type}{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`},Host:${host},},}`

/** 1.9 */
export const POD_BASE: PodRules = {
  relistsAfterSync: false,
  backOffGates: 'none',
  retriesAtExpiry: false,
  mirrorsAtRegistration: false,
  onePodPerName: false,
  waitsForMirrored: false,
  relistsFiles: false,
  mountEvents: true,
  killingFirst: false,
  killingText: (container, why) =>
    `Killing container with id docker://${container}:${why === 'stop' ? 'Need to kill Pod' : why === 'postStart' ? 'FailedPostStartHook' : `Container failed ${why} probe.. Container will be killed and recreated.`}`,
  createdText: () => 'Created container',
  startedText: () => 'Started container',
  pulledText: (image) => `Container image "${image}" already present on machine`,
  backOffText: () => 'Back-off restarting failed container',
  hookFailedText: failedHook('Http'),
  postStartReason: () => 'PostStartHookError',
  invalidHandlerText: ({ host, port }) =>
    `Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${port},Host:${host},},}`,
  hookTimeInGrace: true,
  hooksAreProbeLike: false,
  hooksSleep: false,
  keepsRestartCounts: false,
}

export const POD_ROWS: readonly Row<PodRules>[] = [
  {
    since: 10,
    set: { postStartReason: (error) => `PostStartHookError: ${error}` },
    says: 'A container that waits because its postStart hook failed says why in its reason.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.9.4', after: 'v1.10.13' },
  },
  {
    since: 11,
    set: { relistsFiles: true },
    says: 'The manifest directory is listed again every 20 s, not only watched: a file that cannot be read costs its pod within 20 s.',
    source: 'pkg/kubelet/config/file.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 11,
    set: { mountEvents: false },
    says: 'A volume that has been mounted is no longer an Event.',
    source: 'pkg/volume/util/operationexecutor/operation_generator.go',
    read: { by: 'source', before: 'v1.10.13', after: 'v1.11.0' },
  },
  {
    since: 14,
    set: {
      killingFirst: true,
      killingText: (container, why) =>
        why === 'stop'
          ? `Stopping container ${container}`
          : why === 'postStart'
            ? 'FailedPostStartHook'
            : `Container ${container} failed ${why} probe, will be restarted`,
      createdText: (container) => `Created container ${container}`,
      startedText: (container) => `Started container ${container}`,
    },
    says: 'The Killing event comes before the container is stopped, and the events name the container.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.13.5', after: 'v1.14.1' },
  },
  {
    since: 16,
    set: { invalidHandlerText: invalidHandler('Handler') },
    says: 'The error about a tcpSocket hook, which cannot be run, begins with a small letter.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
    read: { by: 'source', before: 'v1.15.11', after: 'v1.16.13' },
  },
  {
    since: 18,
    set: { waitsForMirrored: true },
    says: 'After an edit the new pod waits until the old one has ended, where that has a mirror pod, and is tried again every 10 to 15 s (from 1.18.16 and 1.19.8 on); before, both run at once.',
    source: 'pkg/kubelet/kubelet.go, pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.20' },
  },
  {
    since: 21,
    set: { hookFailedText: failedHook('HTTP') },
    says: 'HTTP is in capitals in the event of a lifecycle hook that failed.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
    read: { by: 'source', before: 'v1.20.0', after: 'v1.21.4' },
  },
  {
    since: 22,
    set: { onePodPerName: true },
    says: 'After an edit the new pod waits until the old one has ended, whether that has a mirror pod or not.',
    source: 'pkg/kubelet/pod_workers.go',
    read: { by: 'source', before: 'v1.21.0', after: 'v1.22.17' },
  },
  {
    since: 22,
    set: { hookTimeInGrace: false },
    says: 'When a pod is removed, its containers get the whole grace once more after their preStop hook; when a probe has one killed, what is left of it.',
    source: 'pkg/kubelet/pod_workers.go',
    read: { by: 'source', before: 'v1.21.0', after: 'v1.22.17' },
  },
  {
    since: 22,
    set: { postStartReason: () => 'PostStartHookError' },
    says: 'The reason of a container that waits because its postStart hook failed is one word again.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.3' },
  },
  {
    since: 23,
    set: { invalidHandlerText: invalidHandler('LifecycleHandler') },
    says: 'The error about a tcpSocket hook, which cannot be run, names the type LifecycleHandler.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
    read: { by: 'source', before: 'v1.22.17', after: 'v1.23.17' },
  },
  {
    since: 26,
    set: { backOffText: (container, pod) => `Back-off restarting failed container ${container} in pod ${pod}` },
    says: 'The BackOff event names the container and the pod.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
    read: { by: 'source', before: 'v1.25.12', after: 'v1.26.15' },
  },
  {
    since: 26,
    set: { hooksAreProbeLike: true },
    says: 'An httpGet hook heeds its scheme and headers, and falls back from HTTPS to HTTP; before, it was always plain HTTP.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
    read: { by: 'source', before: 'v1.25.12', after: 'v1.26.15' },
  },
  {
    since: 26,
    set: { hookFailedText: (hook) => `${hook}Hook failed` },
    says: "The event of a hook that failed no longer says why, since the command's output may be secret.",
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.25.12', after: 'v1.26.15' },
  },
  {
    since: 28,
    set: { hookTimeInGrace: true },
    says: "A preStop hook's time is taken off the grace again when a pod is removed.",
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.27.14', after: 'v1.28.14' },
  },
  {
    since: 29,
    set: { createdText: (container) => `Created container: ${container}` },
    says: 'A colon in the text of the Created event (1.29.10 and 1.30.2 had none yet).',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.28.15', after: 'v1.29.14' },
  },
  {
    since: 30,
    set: { hooksSleep: true },
    says: 'A lifecycle hook may sleep; in 1.29 that was behind a gate that is off, and such a hook over at once.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
    read: { by: 'source', before: 'v1.29.14', after: 'v1.30.14' },
  },
  {
    since: 32,
    set: { backOffGates: 'longest' },
    says: 'A kubelet’s configuration may say how long a container waits at most that ends again and again, behind a gate that is off.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 32,
    set: { mirrorsAtRegistration: true },
    says: 'The mirror pods of static pods are made as soon as the node is found in the API, not with the next sync a minute later.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.31.14', after: 'v1.32.13' },
  },
  {
    since: 33,
    set: { backOffGates: 'both' },
    says: 'A gate, which is off, has a back-off begin with 1 s and end with 60 s.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 35,
    set: { backOffGates: 'longest is on' },
    says: 'A kubelet’s configuration may say how long a container waits at most that ends again and again.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 35,
    set: { retriesAtExpiry: true },
    says: 'A blocked start is tried again when its back-off is over (up to half of the rest later), not every 10 to 15 s.',
    source: 'pkg/kubelet/pod_workers.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 35,
    set: { createdText: () => 'Container created', startedText: () => 'Container started' },
    says: 'Shorter texts of the Created and Started events.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 35,
    set: { pulledText: (image) => `Container image "${image}" already present on machine and can be accessed by the pod` },
    says: 'Pulled says that the pod may use the image.',
    source: 'pkg/features/kube_features.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 36,
    set: { relistsAfterSync: true },
    says: 'A sync that started or stopped a container is followed by a relist at once, so a start is seen without delay.',
    source: 'pkg/kubelet/kubelet.go',
    read: { by: 'source', before: 'v1.35.6', after: 'v1.36.2' },
  },
  {
    since: 36,
    set: { keepsRestartCounts: true },
    says: 'A container goes on telling of the life before its last, once that is removed; and an init container’s count of restarts goes on in a new sandbox, as after a reboot, where before all but the first begin anew at 0.',
    source: 'pkg/kubelet/kubelet_pods.go',
    read: { by: 'source', before: 'v1.35.6', after: 'v1.36.2' },
  },
]
