import { nearestName } from '../../manifest/nearest.ts'
import { parseDuration } from '../scenario/duration.ts'
import { type Argument, readArguments } from './arguments.ts'
import type { ElectionTimes } from './leader-election.ts'

/**
 * The flags of kube-controller-manager and kube-scheduler, of all releases together.
 * Follows: cmd/kube-controller-manager/app/options, cmd/kube-scheduler/app/options, staging/src/k8s.io/controller-manager/options and
 * component-base (v1.9, v1.21, v1.36).
 */
const WITH_VALUE = [
  'address algorithm-provider allow-metric-labels allow-metric-labels-manifest attach-detach-reconcile-sync-',
  'period authentication-kubeconfig authentication-token-webhook-cache-ttl authorization-always-allow-paths',
  'authorization-kubeconfig authorization-webhook-cache-authorized-ttl bind-address cert-dir cidr-allocator-type',
  'client-ca-file cloud-config cloud-provider cluster-cidr cluster-name cluster-signing-cert-file cluster-',
  'signing-duration cluster-signing-key-file cluster-signing-kube-apiserver-client-cert-file cluster-signing-',
  'kube-apiserver-client-key-file cluster-signing-kubelet-client-cert-file cluster-signing-kubelet-client-key-',
  'file cluster-signing-kubelet-serving-cert-file cluster-signing-kubelet-serving-key-file cluster-signing-',
  'legacy-unknown-cert-file cluster-signing-legacy-unknown-key-file concurrent-cron-job-syncs concurrent-',
  'daemonset-syncs concurrent-deployment-syncs concurrent-device-taint-eviction-syncs concurrent-endpoint-syncs',
  'concurrent-ephemeralvolume-syncs concurrent-gc-syncs concurrent-horizontal-pod-autoscaler-syncs concurrent-',
  'job-syncs concurrent-namespace-syncs concurrent-node-status-updates concurrent-node-syncs concurrent-',
  'replicaset-syncs concurrent-resource-quota-syncs concurrent-resourceclaim-syncs concurrent-service-endpoint-',
  'syncs concurrent-service-syncs concurrent-serviceaccount-token-syncs concurrent-statefulset-syncs concurrent-',
  'ttl-after-finished-syncs concurrent-validating-admission-policy-status-syncs config controller-shutdown-',
  'timeout controller-start-interval controllers deleting-pods-burst deleting-pods-qps deployment-controller-',
  'sync-period endpoint-updates-batch-period endpointslice-updates-batch-period experimental-cluster-signing-',
  'duration experimental-logging-sanitization external-cloud-volume-plugin feature-gates flex-volume-plugin-dir',
  'horizontal-pod-autoscaler-cpu-initialization-period horizontal-pod-autoscaler-downscale-delay horizontal-pod-',
  'autoscaler-downscale-stabilization horizontal-pod-autoscaler-initial-readiness-delay horizontal-pod-',
  'autoscaler-sync-period horizontal-pod-autoscaler-tolerance horizontal-pod-autoscaler-upscale-delay http2-max-',
  'streams-per-connection kube-api-burst kube-api-content-type kube-api-qps kubeconfig large-cluster-size-',
  'threshold leader-elect-lease-duration leader-elect-renew-deadline leader-elect-resource-lock leader-elect-',
  'resource-name leader-elect-resource-namespace leader-elect-retry-period leader-migration-config legacy-',
  'service-account-token-clean-up-period lock-object-name lock-object-namespace log-backtrace-at log-dir log-file',
  'log-file-max-size log-file-size log-flush-frequency log-json-info-buffer-size log-text-info-buffer-size',
  'logging-format master master-service-namespace max-endpoints-per-slice min-resync-period mirroring-concurrent-',
  'service-endpoint-syncs mirroring-endpointslice-updates-batch-period mirroring-max-endpoints-per-subset',
  'namespace-sync-period node-cidr-mask-size node-cidr-mask-size-ipv4 node-cidr-mask-size-ipv6 node-eviction-rate',
  'node-monitor-grace-period node-monitor-period node-startup-grace-period node-status-update-frequency node-',
  'sync-period pod-eviction-timeout pod-max-in-unschedulable-pods-duration policy-config-file policy-configmap',
  'policy-configmap-namespace port pv-recycler-increment-timeout-nfs pv-recycler-minimum-timeout-hostpath pv-',
  'recycler-minimum-timeout-nfs pv-recycler-pod-template-filepath-hostpath pv-recycler-pod-template-filepath-nfs',
  'pv-recycler-timeout-increment-hostpath pvclaimbinder-sync-period register-retry-count requestheader-allowed-',
  'names requestheader-client-ca-file requestheader-extra-headers-prefix requestheader-group-headers',
  'requestheader-uid-headers requestheader-username-headers resource-quota-sync-period root-ca-file route-',
  'reconciliation-period scheduler-name secondary-node-eviction-rate secure-port service-account-private-key-file',
  'service-cluster-ip-range service-sync-period show-hidden-metrics-for-version stderrthreshold target-ram-mb',
  'terminated-pod-gc-threshold tls-cert-file tls-cipher-suites tls-curve-preferences tls-min-version tls-private-',
  'key-file tls-sni-cert-key tolerations unhealthy-zone-threshold v vmodule volume-host-cidr-denylist write-',
  'config-to',
]
const BOOL = [
  'add-dir-header allocate-node-cidrs allow-untagged-cloud alsologtostderr authentication-skip-lookup',
  'authentication-tolerate-lookup-failure configure-cloud-routes contention-profiling disable-attach-detach-',
  'reconcile-sync disable-force-detach-on-timeout disable-http2-serving enable-dynamic-provisioning enable-',
  'garbage-collector enable-hostpath-provisioner enable-leader-migration enable-taint-manager help horizontal-',
  'pod-autoscaler-use-rest-clients leader-elect log-json-split-stream log-text-split-stream logtostderr one-',
  'output permit-address-sharing permit-port-sharing profiling skip-headers skip-log-headers use-service-account-',
  'credentials version volume-host-allow-local-loopback',
]
/** A name that a line ends in the midst of goes on in the next. */
const namesIn = (rows: readonly string[]): string[] => rows.join(' ').replaceAll('- ', '-').split(' ')
const BOOLS: ReadonlySet<string> = new Set(namesIn(BOOL))
const ALL: ReadonlySet<string> = new Set([...namesIn(WITH_VALUE), ...BOOLS])

/** Flags that are gone, with the last minor release that has them. */
const UNTIL: ReadonlyMap<string, number> = new Map(
  (
    [
      [22, 'algorithm-provider policy-config-file policy-configmap policy-configmap-namespace use-legacy-policy-config'],
      [23, 'address port'],
      [25, 'add-dir-header alsologtostderr log-backtrace-at log-dir log-file log-file-max-size logtostderr one-output skip-headers'],
      [25, 'skip-log-headers stderrthreshold'],
      [26, 'enable-taint-manager pod-eviction-timeout'],
    ] as const
  ).flatMap(([until, names]) => names.split(' ').map((name) => [name, until] as const)),
)

/** Flags that are in no release that was read, and like none: a real program that does not know one ends for it. */
export function strangeManagerFlags(args: readonly string[]): Argument[] {
  const { flags } = readArguments(args, (flag) => BOOLS.has(flag))
  return [...flags].flatMap(([flag, argument]) => (ALL.has(flag) || UNTIL.has(flag) ? [] : [{ ...argument, value: flag }]))
}

export type ManagerName = 'kube-controller-manager' | 'kube-scheduler'

/** What the flags of one of the two come to. */
export interface ManagerConfig {
  flags: ReadonlyMap<string, Argument>
  value(flag: string): string | undefined
  /** Paths that anybody may ask for; one that ends in * stands for all that begin so. */
  alwaysAllowed: readonly string[]
}

/**
 * Takes a command line of kube-controller-manager or kube-scheduler.
 *
 * Units: seconds. Errors: `error`, as cobra says it, and the argument at fault: a flag that there is not, a value that is none.
 * Follows: spf13/cobra and pflag; component-base/config/options/leaderelectionconfig.go (v1.36).
 */
export function readManagerFlags(program: string, args: readonly string[], minor: number): ManagerConfig | { error: string; at: number } {
  const { flags, stray } = readArguments(args, (flag) => BOOLS.has(flag))
  for (const [flag, { at }] of flags)
    // a flag of a release that nobody has read is no slip of the hand
    if (minor > (UNTIL.get(flag) ?? Infinity) || (!ALL.has(flag) && !UNTIL.has(flag) && nearestName(flag, ALL) !== undefined))
      return { error: `unknown flag: --${flag}`, at }
  const first = stray[0]
  if (first)
    return {
      error: `"${program}" does not take any arguments, got [${stray.map(({ value }) => JSON.stringify(value)).join(' ')}]`,
      at: first.at,
    }
  const value = (flag: string): string | undefined => flags.get(flag)?.value
  const lengths = readLengths(flags, {})
  if ('error' in lengths) return { error: lengths.error, at: flags.get(lengths.flag)!.at }
  return {
    flags,
    value,
    alwaysAllowed: (value('authorization-always-allow-paths') ?? '/healthz,/readyz,/livez').split(','),
  }
}

/**
 * How long a lease is good, by the flags, else as given, else by default.
 *
 * Units: seconds. Errors: `error` with the flag that holds no duration.
 */
export function readLengths(
  flags: ReadonlyMap<string, Argument>,
  given: Readonly<Partial<ElectionTimes>>,
): ElectionTimes | { error: string; flag: string } {
  const lengths: ElectionTimes = { lease: 15, renew: 10, retry: 2, ...given }
  for (const [name, flag] of LENGTHS) {
    const text = flags.get(flag)?.value
    const seconds = text === undefined ? lengths[name] : parseDuration(text)
    if (seconds === undefined)
      return {
        error: `invalid argument ${JSON.stringify(text)} for "--${flag}" flag: time: invalid duration ${JSON.stringify(text)}`,
        flag,
      }
    lengths[name] = seconds
  }
  return lengths
}

const LENGTHS = [
  ['lease', 'leader-elect-lease-duration'],
  ['renew', 'leader-elect-renew-deadline'],
  ['retry', 'leader-elect-retry-period'],
] as const
