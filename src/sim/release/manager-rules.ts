import { quoteGo } from '../../manifest/go/strconv.ts'
import { rule, since } from './rule.ts'

type ByManager<T> = Readonly<Record<'kube-controller-manager' | 'kube-scheduler', T>>

type LeaseLog = (
  what: 'acquiring' | 'acquired' | 'not renewed' | 'error' | 'refused' | 'refused first',
  lock: string,
  error: string,
) => string

const bothManagers = <T>(value: T): ByManager<T> => ({ 'kube-controller-manager': value, 'kube-scheduler': value })

const plainLeaseLog =
  (
    [acquiring, acquired, renewed, retrieved, updated, optimistic]: readonly [number, number, number, number, number, number?],
    gap: string | null,
    why = 'timed out waiting for the condition',
  ): LeaseLog =>
  (what, lock, error) =>
    ({
      acquiring: `I leaderelection.go:${acquiring}] attempting to acquire leader lease${gap === null ? '' : `${gap}${lock}`}...`,
      acquired: `I leaderelection.go:${acquired}] successfully acquired lease ${lock}`,
      'not renewed': `I leaderelection.go:${renewed}] failed to renew lease ${lock}: ${why}`,
      error: `E leaderelection.go:${retrieved}] error retrieving resource lock ${lock}: ${error}`,
      refused: `E leaderelection.go:${updated}] Failed to update lock: ${error}`,
      // spelt so up to 1.31
      'refused first':
        optimistic === undefined
          ? ''
          : `E leaderelection.go:${optimistic}] Failed to update lock ${updated < 472 || acquiring === 254 ? 'optimitically' : 'optimistically'}: ${error}, falling back to slow path`,
    })[what]

const structuredLeaseLog =
  ([renewed, retrieved, updated, optimistic]: readonly [number, number, number, number?]): LeaseLog =>
  (what, lock, error) => {
    const wrong = (line: number, text: string): string => `E leaderelection.go:${line}] "${text}" err=${quoteGo(error)} lock="${lock}"`
    return {
      acquiring: `I leaderelection.go:258] "Attempting to acquire leader lease..." lock="${lock}"`,
      acquired: `I leaderelection.go:272] "Successfully acquired lease" lock="${lock}"`,
      'not renewed': `I leaderelection.go:${renewed}] "Failed to renew lease" lock="${lock}" err="context deadline exceeded"`,
      error: wrong(retrieved, 'Error retrieving lease lock'),
      refused: wrong(updated, 'Failed to update lease'),
      'refused first':
        optimistic === undefined ? '' : wrong(optimistic, 'Failed to update lease optimistically, falling back to slow path'),
    }[what]
  }

const lost = (
  manager: string,
  managerCode: number,
  scheduler: string,
  schedulerCode: number,
): ByManager<{ text: string; code: number }> => ({
  'kube-controller-manager': { text: manager, code: managerCode },
  'kube-scheduler': { text: scheduler, code: schedulerCode },
})

const ofScheduler = (...versions: readonly string[]): string[] => versions.map((version) => `kubescheduler.config.k8s.io/${version}`)

/** Rules of kube-controller-manager and kube-scheduler. */
export const MANAGER = {
  /** Which ports they have, where no flag closes them: with TLS, and without. */
  managerPorts: rule<ByManager<{ secure: boolean; plain: boolean }>>(bothManagers({ secure: false, plain: true }), {
    12: { 'kube-controller-manager': { secure: true, plain: true }, 'kube-scheduler': { secure: false, plain: true } },
    13: bothManagers({ secure: true, plain: true }),
    22: { 'kube-controller-manager': { secure: true, plain: false }, 'kube-scheduler': { secure: true, plain: true } },
    23: bothManagers({ secure: true, plain: false }),
  }),
  /** The lines with which they end because of their flags, and for any other reason. */
  managerFlagText: rule<(program: string, error: string) => string>((_program, error) => error, {
    23: (program, error) => (program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${quoteGo(error)}` : `Error: ${error}`),
    25: (_program, error) => `E run.go:74] "command failed" err=${quoteGo(error)}`,
  }),
  managerFailedText: rule<(program: string, error: string) => string>(
    (_program, error) => error,
    {
      23: (program, error) => (program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${quoteGo(error)}` : error),
      25: (_program, error) => `E run.go:74] "command failed" err=${quoteGo(error)}`,
    },
    'managerFlagText',
  ),
  /** What is said where nothing says where the kube-apiserver is. */
  noConfigurationText: rule('invalid configuration: no configuration has been provided', {
    18: 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
  }),
  /** What is said of a --client-ca-file that cannot be read. */
  clientCAText: rule<(file: string, error: string) => string>(
    (file, error) => `unable to load client CA file ${JSON.stringify(file)}: ${error}`,
    { 21: (_file, error) => `unable to load client CA provider: ${error}` },
  ),
  /** The group and versions of its configuration that kube-scheduler knows. */
  schedulerConfigurations: rule<readonly string[]>(['componentconfig/v1alpha1'], {
    13: ofScheduler('v1alpha1'),
    18: ofScheduler('v1alpha1', 'v1alpha2'),
    19: ofScheduler('v1beta1'),
    22: ofScheduler('v1beta1', 'v1beta2'),
    23: ofScheduler('v1beta2', 'v1beta3'),
    25: ofScheduler('v1beta2', 'v1beta3', 'v1'),
    28: ofScheduler('v1beta3', 'v1'),
    29: ofScheduler('v1'),
  }),
  /** How its errors name the scheme that knows no others: as messages of 1.13, 1.21 and 1.28 have it. */
  schedulerScheme: rule('', {
    12: ' in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:29"',
    15: ' in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"',
    28: ' in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"',
  }),
  /** kube-scheduler reads its kubeconfig before the files of its own server. */
  schedulerKubeconfigFirst: since(27),
  /** kube-scheduler gives its lease back when it is asked to end. */
  schedulerReleasesLease: since(22),
  /** Words before the error of a CA that certificates cannot be signed with; null where that was not read. */
  signingFailedText: rule<string | null>(null, {
    18: 'failed to start kubernetes.io/kubelet-serving certificate controller: ',
    35: 'failed to init kubernetes.io/kubelet-serving certificate controller: ',
  }),
  /** What a leading kube-controller-manager says that cannot start its controllers. */
  controllersFailedText: rule<(error: string) => string>((error) => `F controllermanager.go:155] error starting controllers: ${error}`, {
    20: (error) => `F controllermanager.go:250] error starting controllers: ${error}`,
    22: (error) => `F controllermanager.go:226] error starting controllers: ${error}`,
    27: (error) => `E controllermanager.go:239] "Error starting controllers" err=${quoteGo(error)}`,
    36: (error) => `E controllermanager.go:296] "Error building controllers" err=${quoteGo(error)}`,
  }),
  /** What they log on SIGTERM; undefined where they do not listen for it. */
  managerAsked: rule<ByManager<string | undefined>>(
    bothManagers(undefined),
    {
      22: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:210] Requested to terminate. Exiting.' },
      23: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:204] "Requested to terminate, exiting"' },
      24: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:223] "Requested to terminate, exiting"' },
      36: {
        'kube-controller-manager': 'I controllermanager.go:434] Requested to terminate. Exiting.',
        'kube-scheduler': 'I server.go:334] "Requested to terminate, exiting"',
      },
    },
    'leaderLost',
  ),
  /** The line with which they end where the lease is lost, and the exit code. */
  leaderLost: rule<ByManager<{ text: string; code: number }>>(
    {
      'kube-controller-manager': { text: 'F controllermanager.go:194] leaderelection lost', code: 255 },
      'kube-scheduler': { text: 'E server.go:608] lost master', code: 1 },
    },
    {
      16: lost('F controllermanager.go:279] leaderelection lost', 255, 'F server.go:278] leaderelection lost', 255),
      22: lost('F controllermanager.go:287] leaderelection lost', 255, 'F server.go:214] leaderelection lost', 1),
      23: lost('F controllermanager.go:298] leaderelection lost', 255, 'E server.go:208] "Leaderelection lost"', 1),
      24: lost('E controllermanager.go:315] "leaderelection lost"', 1, 'E server.go:227] "Leaderelection lost"', 1),
      36: {
        'kube-controller-manager': { text: 'E controllermanager.go:440] "leaderelection lost/stopped"', code: 1 },
        'kube-scheduler': { text: 'E server.go:338] "Leaderelection lost"', code: 1 },
      },
    },
  ),
  /** Each start is a candidate of its own; before, a restarted one took its own lease up again. */
  leaderIsUnique: since(10),
  /** Where the lease lies. */
  leasePath: rule<(name: string) => string>((name) => `/api/v1/namespaces/kube-system/endpoints/${name}`, {
    20: (name) => `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}`,
  }),
  /** What part of the renew deadline a request for the lease may take. */
  leaseTimeout: rule(1, { 20: 0.5 }, 'leasePath'),
  /** A request for the lease says so in its URL. */
  leaseTimeoutSaid: since(12),
  /** A leader writes the lease, and reads it only where that fails. */
  leaseWrittenFirst: since(30),
  leaseLog: rule<LeaseLog>(plainLeaseLog([174, 184, 203, 224, 258], null), {
    10: plainLeaseLog([193, 202, 221, 242, 276], '  '),
    11: plainLeaseLog([203, 212, 231, 252, 286], '  '),
    12: plainLeaseLog([205, 214, 249, 270, 304], '  ', 'failed to tryAcquireOrRenew context deadline exceeded'),
    14: plainLeaseLog([217, 227, 263, 306, 341], '  ', 'failed to tryAcquireOrRenew context deadline exceeded'),
    15: plainLeaseLog([235, 245, 281, 324, 359], '  ', 'failed to tryAcquireOrRenew context deadline exceeded'),
    16: plainLeaseLog([241, 251, 287, 330, 365], '  ', 'failed to tryAcquireOrRenew context deadline exceeded'),
    17: plainLeaseLog([242, 252, 288, 335, 371], '  ', 'failed to tryAcquireOrRenew context deadline exceeded'),
    18: plainLeaseLog([242, 252, 277, 324, 360], '  '),
    19: plainLeaseLog([243, 253, 278, 325, 361], '  '),
    20: plainLeaseLog([243, 253, 278, 325, 361], ' '),
    22: plainLeaseLog([248, 258, 283, 330, 367], ' '),
    27: plainLeaseLog([245, 255, 280, 327, 364], ' '),
    28: plainLeaseLog([250, 260, 285, 332, 369], ' '),
    30: plainLeaseLog([250, 260, 285, 347, 383, 340], ' '),
    31: plainLeaseLog([254, 268, 297, 436, 472, 429], ' '),
    32: plainLeaseLog([257, 271, 297, 436, 472, 429], ' ', 'context deadline exceeded'),
    34: plainLeaseLog([257, 271, 297, 448, 484, 441], ' ', 'context deadline exceeded'),
    35: structuredLeaseLog([299, 452, 488, 445]),
    36: structuredLeaseLog([304, 461, 497]),
  }),
  /** What stands before a server's certificate that a client does not take. */
  tlsErrorPrefix: rule('', { 24: 'tls: failed to verify certificate: ' }),
  /** The error about a certificate's dates says them, and the time. */
  expiryNamesTimes: since(19),
  /** The scheduler has /livez and /readyz. */
  schedulerLivez: since(31),
  /** Clients read what there is by a watch, and list only where that fails (the gate WatchListClient). */
  watchLists: since(35),
  /** What they say of what they cannot read. */
  listFailedText: rule<(error: string) => string>(
    (error) => `E reflector.go:205] k8s.io/client-go/informers/factory.go:86: Failed to list *v1.Node: ${error}`,
    {
      35: (error) =>
        `E reflector.go:204] "Failed to watch" err=${quoteGo(`failed to list *v1.Node: ${error}`)} reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Node"`,
    },
    'watchLists',
  ),
}
