import { goString, type Row } from './row.ts'

type ByManager<T> = Readonly<Record<'kube-controller-manager' | 'kube-scheduler', T>>

/** Rules of kube-controller-manager and kube-scheduler. */
export interface ManagerRules {
  /** Which ports they have, where no flag closes them: with TLS, and without. */
  managerPorts: ByManager<{ secure: boolean; plain: boolean }>
  /** The lines with which they end because of their flags, and for any other reason. */
  managerFlagText: (program: string, error: string) => string
  managerFailedText: (program: string, error: string) => string
  /** What is said where nothing says where the kube-apiserver is. */
  noConfigurationText: string
  /** What is said of a --client-ca-file that cannot be read. */
  clientCAText: (file: string, error: string) => string
  /** kube-scheduler reads its kubeconfig before the files of its own server. */
  schedulerKubeconfigFirst: boolean
  /** kube-scheduler gives its lease back when it is asked to end. */
  schedulerReleasesLease: boolean
  /** Words before the error of a CA that certificates cannot be signed with; null where that was not read. */
  signingFailedText: string | null
  /** What a leading kube-controller-manager says that cannot start its controllers. */
  controllersFailedText: (error: string) => string
  /** What they log on SIGTERM; undefined where they do not listen for it. */
  managerAsked: ByManager<string | undefined>
  /** The line with which they end where the lease is lost, and the exit code. */
  leaderLost: ByManager<{ text: string; code: number }>
  /** Each start is a candidate of its own; before, a restarted one took its own lease up again. */
  leaderIsUnique: boolean
  /** Where the lease lies. */
  leasePath: (name: string) => string
  /** What part of the renew deadline a request for the lease may take. */
  leaseTimeout: number
  leaseLog: (what: 'acquiring' | 'acquired' | 'not renewed' | 'error' | 'refused' | 'refused first', lock: string, error: string) => string
  /** What stands before a server's certificate that a client does not take. */
  tlsErrorPrefix: string
  /** The error about a certificate's dates says them, and the time. */
  expiryNamesTimes: boolean
  /** The scheduler has /livez and /readyz. */
  schedulerLivez: boolean
  /** Clients read what there is by a watch, and list only where that fails (the gate WatchListClient). */
  watchLists: boolean
  /** What they say of what they cannot read. */
  listFailedText: (error: string) => string
}

const bothManagers = <T>(value: T): ByManager<T> => ({ 'kube-controller-manager': value, 'kube-scheduler': value })

const plainLeaseLog =
  (
    [acquiring, acquired, renewed, retrieved, updated, optimistic]: readonly [number, number, number, number, number, number?],
    gap: string | null,
    why = 'timed out waiting for the condition',
  ): ManagerRules['leaseLog'] =>
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

const structuredLeaseLog: ManagerRules['leaseLog'] = (what, lock, error) =>
  ({
    acquiring: `I leaderelection.go:258] "Attempting to acquire leader lease..." lock="${lock}"`,
    acquired: `I leaderelection.go:272] "Successfully acquired lease" lock="${lock}"`,
    'not renewed': `I leaderelection.go:304] "Failed to renew lease" lock="${lock}" err="context deadline exceeded"`,
    error: `E leaderelection.go:461] "Error retrieving lease lock" err=${goString(error)} lock="${lock}"`,
    refused: `E leaderelection.go:497] "Failed to update lease" err=${goString(error)} lock="${lock}"`,
    'refused first': '',
  })[what]

const lost = (
  manager: string,
  managerCode: number,
  scheduler: string,
  schedulerCode: number,
): ByManager<{ text: string; code: number }> => ({
  'kube-controller-manager': { text: manager, code: managerCode },
  'kube-scheduler': { text: scheduler, code: schedulerCode },
})

/** 1.9 */
export const MANAGER_BASE: ManagerRules = {
  managerPorts: bothManagers({ secure: false, plain: true }),
  managerFlagText: (_program, error) => error,
  managerFailedText: (_program, error) => error,
  noConfigurationText: 'invalid configuration: no configuration has been provided',
  clientCAText: (file, error) => `unable to load client CA file ${JSON.stringify(file)}: ${error}`,
  schedulerKubeconfigFirst: false,
  schedulerReleasesLease: false,
  signingFailedText: null,
  controllersFailedText: (error) => `F controllermanager.go:155] error starting controllers: ${error}`,
  managerAsked: bothManagers(undefined),
  leaderLost: {
    'kube-controller-manager': { text: 'F controllermanager.go:194] leaderelection lost', code: 255 },
    'kube-scheduler': { text: 'E server.go:608] lost master', code: 1 },
  },
  leaderIsUnique: false,
  leasePath: (name) => `/api/v1/namespaces/kube-system/endpoints/${name}`,
  leaseTimeout: 1,
  leaseLog: plainLeaseLog([174, 184, 203, 224, 258], null),
  tlsErrorPrefix: '',
  expiryNamesTimes: false,
  schedulerLivez: false,
  watchLists: false,
  listFailedText: (error) => `E reflector.go:205] k8s.io/client-go/informers/factory.go:86: Failed to list *v1.Node: ${error}`,
}

export const MANAGER_ROWS: readonly Row<ManagerRules>[] = [
  { since: 10, set: { leaderIsUnique: true } },
  { since: 10, set: { leaseLog: plainLeaseLog([193, 202, 221, 242, 276], '  ') } },
  { since: 11, set: { leaseLog: plainLeaseLog([203, 212, 231, 252, 286], '  ') } },
  {
    since: 12,
    set: { managerPorts: { 'kube-controller-manager': { secure: true, plain: true }, 'kube-scheduler': { secure: false, plain: true } } },
  },
  { since: 12, set: { leaseLog: plainLeaseLog([205, 214, 249, 270, 304], '  ', 'failed to tryAcquireOrRenew context deadline exceeded') } },
  { since: 13, set: { managerPorts: bothManagers({ secure: true, plain: true }) } },
  { since: 14, set: { leaseLog: plainLeaseLog([217, 227, 263, 306, 341], '  ', 'failed to tryAcquireOrRenew context deadline exceeded') } },
  { since: 15, set: { leaseLog: plainLeaseLog([235, 245, 281, 324, 359], '  ', 'failed to tryAcquireOrRenew context deadline exceeded') } },
  {
    since: 16,
    set: { leaderLost: lost('F controllermanager.go:279] leaderelection lost', 255, 'F server.go:278] leaderelection lost', 255) },
  },
  { since: 16, set: { leaseLog: plainLeaseLog([241, 251, 287, 330, 365], '  ', 'failed to tryAcquireOrRenew context deadline exceeded') } },
  { since: 17, set: { leaseLog: plainLeaseLog([242, 252, 288, 335, 371], '  ', 'failed to tryAcquireOrRenew context deadline exceeded') } },
  { since: 18, set: { leaseLog: plainLeaseLog([242, 252, 277, 324, 360], '  ') } },
  {
    since: 18,
    set: {
      noConfigurationText: 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    },
  },
  { since: 18, set: { signingFailedText: 'failed to start kubernetes.io/kubelet-serving certificate controller: ' } },
  { since: 19, set: { expiryNamesTimes: true } },
  { since: 19, set: { leaseLog: plainLeaseLog([243, 253, 278, 325, 361], '  ') } },
  { since: 20, set: { leasePath: (name) => `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}`, leaseTimeout: 0.5 } },
  { since: 20, set: { controllersFailedText: (error) => `F controllermanager.go:250] error starting controllers: ${error}` } },
  { since: 20, set: { leaseLog: plainLeaseLog([243, 253, 278, 325, 361], ' ') } },
  { since: 21, set: { clientCAText: (_file, error) => `unable to load client CA provider: ${error}` } },
  {
    since: 22,
    set: { managerPorts: { 'kube-controller-manager': { secure: true, plain: false }, 'kube-scheduler': { secure: true, plain: true } } },
  },
  {
    since: 22,
    set: {
      leaderLost: lost('F controllermanager.go:287] leaderelection lost', 255, 'F server.go:214] leaderelection lost', 1),
      managerAsked: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:210] Requested to terminate. Exiting.' },
    },
  },
  { since: 22, set: { leaseLog: plainLeaseLog([248, 258, 283, 330, 367], ' ') } },
  { since: 22, set: { schedulerReleasesLease: true } },
  { since: 22, set: { controllersFailedText: (error) => `F controllermanager.go:226] error starting controllers: ${error}` } },
  { since: 23, set: { managerPorts: bothManagers({ secure: true, plain: false }) } },
  {
    since: 23,
    set: {
      managerFlagText: (program, error) =>
        program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${goString(error)}` : `Error: ${error}`,
      managerFailedText: (program, error) =>
        program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${goString(error)}` : error,
    },
  },
  {
    since: 23,
    set: {
      leaderLost: lost('F controllermanager.go:298] leaderelection lost', 255, 'E server.go:208] "Leaderelection lost"', 1),
      managerAsked: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:204] "Requested to terminate, exiting"' },
    },
  },
  { since: 24, set: { tlsErrorPrefix: 'tls: failed to verify certificate: ' } },
  {
    since: 24,
    set: {
      leaderLost: lost('E controllermanager.go:315] "leaderelection lost"', 1, 'E server.go:227] "Leaderelection lost"', 1),
      managerAsked: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:223] "Requested to terminate, exiting"' },
    },
  },
  {
    since: 25,
    set: {
      managerFlagText: (_program, error) => `E run.go:74] "command failed" err=${goString(error)}`,
      managerFailedText: (_program, error) => `E run.go:74] "command failed" err=${goString(error)}`,
    },
  },
  { since: 27, set: { schedulerKubeconfigFirst: true } },
  {
    since: 27,
    set: { controllersFailedText: (error) => `E controllermanager.go:239] "Error starting controllers" err=${goString(error)}` },
  },
  { since: 27, set: { leaseLog: plainLeaseLog([245, 255, 280, 327, 364], ' ') } },
  { since: 28, set: { leaseLog: plainLeaseLog([250, 260, 285, 332, 369], ' ') } },
  { since: 30, set: { leaseLog: plainLeaseLog([250, 260, 285, 347, 383, 340], ' ') } },
  { since: 31, set: { schedulerLivez: true } },
  { since: 31, set: { leaseLog: plainLeaseLog([254, 268, 297, 436, 472, 429], ' ') } },
  { since: 32, set: { leaseLog: plainLeaseLog([257, 271, 297, 436, 472, 429], ' ') } },
  { since: 34, set: { leaseLog: plainLeaseLog([257, 271, 297, 448, 484, 441], ' ') } },
  {
    since: 35,
    set: {
      watchLists: true,
      listFailedText: (error) =>
        `E reflector.go:204] "Failed to watch" err=${goString(`failed to list *v1.Node: ${error}`)} reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Node"`,
    },
  },
  { since: 35, set: { leaseLog: structuredLeaseLog } },
  { since: 35, set: { signingFailedText: 'failed to init kubernetes.io/kubelet-serving certificate controller: ' } },
  {
    since: 36,
    set: { controllersFailedText: (error) => `E controllermanager.go:296] "Error building controllers" err=${goString(error)}` },
  },
  {
    since: 36,
    set: {
      leaderLost: {
        'kube-controller-manager': { text: 'E controllermanager.go:440] "leaderelection lost/stopped"', code: 1 },
        'kube-scheduler': { text: 'E server.go:338] "Leaderelection lost"', code: 1 },
      },
      managerAsked: {
        'kube-controller-manager': 'I controllermanager.go:434] Requested to terminate. Exiting.',
        'kube-scheduler': 'I server.go:334] "Requested to terminate, exiting"',
      },
    },
  },
]
