import type { ManifestRules } from '../../manifest/types.ts'
import { NEWEST, OLDEST } from './releases.ts'

/**
 * All that differs by Kubernetes release. `CHANGES` is the one table: a row says since which minor release some rules have
 * other values, in a sentence for a person, and where upstream. A release is the fold of all rows up to it.
 */
export interface Rules extends ManifestRules, KubeletRules, ApiserverRules, ManagerRules, ObjectRules, KubectlRules {}

/** Rules of the kubelet. */
export interface KubeletRules {
  /** Logs are structured: `"Message" key="value"`. */
  structuredLogs: boolean
  /** Each probe worker sleeps a random part of its period before its first tick, whatever the kubelet's age. */
  workersSleepFirst: boolean
  /** What a worker's count of equal results is set to when it goes on hold. */
  resultRunAfterKill: 0 | 1
  /** A startup worker rests once its probe has passed, until there is a new container. */
  startupSuccessHolds: boolean
  /** Readiness and startup results wake the pod's worker; otherwise they only go into the status. */
  allResultsSync: boolean
  /** What a sync does for a running, started container that is not ready. */
  manualProbe: 'none' | 'keeps ticker' | 'resets ticker'
  /** Container statuses have `started`. */
  hasStarted: boolean
  /** Init containers have it too. */
  initHasStarted: boolean
  /**
   * A new instance inherits `started` from the one before it, and a kubelet that finds a container running keeps what it was
   * (both while the gate ChangeContainerStatusOnKubeletRestart is off).
   */
  inheritsStarted: boolean
  /** A sync that started or stopped something is followed by a relist at once. */
  relistsAfterSync: boolean
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
  /** What is wrong with a tcpSocket hook, which nobody runs. */
  invalidHandlerText: (handler: { host: string; port: number | string }) => string
  /** Where a whole pod is stopped, a preStop hook's time is taken off the grace. */
  hookTimeInGrace: boolean
  /** An httpGet hook heeds the scheme and the headers, as a probe does. */
  hooksAreProbeLike: boolean
  erroredText: string
  /** What is wrong with the name of a port that the container does not have. */
  unknownPortText: (name: string) => string
  /** Of a container that it has not started itself, the kubelet tells no event about its probes. */
  probeEventsNeedStart: boolean
  /** Go's net/http quotes the URL, and names the deadline. */
  quotesURL: boolean
  /** A redirect to another host ends the probe with a warning: what stands before the body; null where redirects are followed anywhere. */
  redirectWarning: string | null
  /** Go sends a Host header of one's own on to a redirect's place, where that names no host. */
  redirectKeepsHost: boolean
  /** An answer 301 … 303 that says no place fails. */
  redirectsNeedLocation: boolean
  /** An exec probe that takes too long: a failure's text, or null where it is an error that does not count. */
  execTimeoutText: ((command: string, limit: string) => string) | null
  /** What Docker prints of a command that it cannot start, where nodes run Docker. */
  dockerExecText: (why: string) => string
  /** The kubelet's own API: some paths are subresources of their own, tried before `proxy`. */
  fineGrainedKubelet: boolean
  /** Its refusal lists all subresources that were tried, and ends its line. */
  subresourcesListed: boolean
  /** It serves what cAdvisor knows of the machine: /spec/ and /stats/. */
  servesSpec: boolean
  /** /pods tells the status of a static pod, which is Pending for ever before. */
  podsTellStatus: boolean
  /** As kubeadm starts it, bearer tokens are shown to the kube-apiserver; before, one is as none. */
  kubeletReviewsTokens: boolean
  /** /configz says that it is JSON. */
  configzIsJson: boolean
  /** Where the manifest directory stands in /configz. */
  manifestField: 'podManifestPath' | 'staticPodPath'
  /** The last of what /metrics has below it. */
  kubeletMetrics: readonly string[]
  /** Its health checks. */
  kubeletChecks: readonly string[]
  /** Go sends a path that lacks its last slash on with this status. */
  slashRedirect: 301 | 307
  /** An object's creationTimestamp is null where it has none. */
  nullTimes: boolean
}

/** Rules of the kube-apiserver. */
export interface ApiserverRules {
  /** From the process's start until its port accepts connections, and until it answers. */
  apiserverListenSeconds: number
  apiserverAnswerSeconds: number
  /** From its first answer until it knows the roles, and until all its post-start hooks are done. */
  apiserverRolesSeconds: number
  apiserverHooksSeconds: number
  /** From SIGTERM to its end: without an open watch, with one, and with one while anonymous requests are off. */
  apiserverStopSeconds: number
  apiserverStopWatchedSeconds: number
  apiserverStopUnauthenticatedSeconds: number
  /** It closes its port once its pre-shutdown hooks are done, which need etcd; before, at once. */
  closesAfterHooks: boolean
  /** /livez and /readyz exist beside /healthz. */
  livez: boolean
  /** A health endpoint that is content says `X-Content-Type-Options: nosniff`. */
  healthNosniff: boolean
  /** `?exclude=` on the health endpoints. */
  healthExclude: boolean
  /** The last line of a health answer names the endpoint asked, not always `healthz`. */
  healthNamed: boolean
  /** Pretty JSON keeps an empty object on one line. */
  emptyObjectShort: boolean
  /** Refusals name the resource in quotes, and its API group. */
  resourceQuoted: boolean
  /** An authorizer's reason in a refusal begins with the authorizer's name. */
  reasonNamed: boolean
  /** Every answer behind the filters carries `Cache-Control: no-cache, private`. */
  cacheControl: boolean
  /** An unknown path gets plain words, as against a list of paths. */
  notFoundPlain: boolean
  /** Anonymous callers see only health and version, as against discovery. */
  publicInfoViewer: boolean
  /** The role system:monitoring. */
  monitoringRole: boolean
  /** A node reads only itself and its own pods. */
  nodeSelectors: boolean
  basicAuth: boolean
  /** `--insecure-port`: works, works with a warning, only 0 is allowed, unknown. */
  insecurePort: 'works' | 'deprecated' | 'only 0' | 'gone'
  /** `for "--x" flag: …`, as against `for --x=value: …`. */
  badValueQuoted: boolean
  /** Where comma-separated values break, columns count from 1. */
  csvColumnsFrom1: boolean
  /** An address in a flag may be empty, which is none. */
  emptyIpFlag: boolean
  /** How -v is read. */
  verbosityParse: 'Atoi' | 'ParseInt' | 'ParseUint'
  /** Go quotes a bad duration. */
  durationQuoted: boolean
  /** A word that is no flag ends the program, as against being ignored. */
  strayRefused: boolean
  /** cobra prints its usage, and main.go the error once more. */
  usagePrinted: boolean
  /** Something in the release complains of an empty manifest at each start. */
  manifestComplaint: boolean
  /** The warning where no --service-cluster-ip-range is given. */
  noCidrWarning: string
  /** The warning that anonymous requests are switched off beside AlwaysAllow. */
  alwaysAllowWarning: string
  /** /ui leads to the dashboard. */
  uiRedirect: boolean
  /** /logs lists the log files. */
  servesLogs: boolean
  /** Words before the error of a secret file, and of the client CA. */
  authenticationErrorPrefix: string
  clientCAErrorPrefix: string
  /** The content type of /metrics names its character set. */
  metricsCharset: boolean
  /** The content type of /metrics names its escaping. */
  metricsEscaped: boolean
  /** /metrics/slis tells how checks fare. */
  metricsSlis: boolean
  /** /swaggerapi and /swagger.json describe the API. */
  swagger: boolean
  openapiV2: boolean
  openapiV3: boolean
  /** An empty list of authorization modes means AlwaysAllow too. */
  emptyModesAllowAll: boolean
  /** An insecure port out of range. */
  insecurePortText: (port: number) => string
  /** Versions in which audit events can be written. */
  auditVersions: readonly string[]
  /** APIs of which priority and fairness needs one, in order of precedence. */
  fairnessApis: readonly string[]
  /** Services may have a second range of addresses, of the other family. */
  secondServiceRange: boolean
  /** A format of the log that is none, where the flag exists. */
  logFormatText: ((format: string) => string) | undefined
  /** The encryption configuration's file is not there. */
  encryptionFileText: (file: string, error: string) => string
  /** The generic server's flags are looked at for values below 0. */
  genericFlagsChecked: boolean
  /** What is wrong with the modes is found with the other flags, as against when the authorizers are made. */
  modesChecked: 'with the flags' | 'late'
  /** --authorization-mode may be given more than once. */
  modesAreList: boolean
  /** When --apiserver-count is looked at. */
  countChecked: 'first' | 'last'
  /** kube-apiserver's own checks of its flags come after the generic ones. */
  ownChecksLast: boolean
  /** A storage backend that is none. */
  storageBackendText: (backends: readonly string[]) => string
  /** What is wrong with the form of --etcd-servers-overrides ends the start, as against a line in the log. */
  etcdOverridesChecked: boolean
  /** --secure-port out of range, where it may be 0. */
  securePortText: (port: number) => string
  /** A range of services that is too large, and one that is too small. */
  rangeTooLargeText: (flag: string, bits: number, mask: number) => string
  rangeTooSmallText: (which: 'primary' | 'secondary', least: number) => string
  /** A node port out of its range. */
  nodePortRangeText: string
  /** The flags of an audit backend are looked at only where it is on, and of a batch only in that mode. */
  auditChecks: 'always the webhook' | 'where it is on'
  auditModes: readonly string[]
  /** An audit backend's truncation and version are looked at. */
  auditVersionsChecked: boolean
  /** --runtime-config is looked at version by version, when the storage is set up, as against by its groups with the flags. */
  runtimeConfigChecked: 'storage' | 'groups'
  /** An unknown admission plugin in --admission-control is found when the plugins are made. */
  pluginsCheckedLate: boolean
  /** Words before the error of a serving certificate, and of a file with an authentication configuration. */
  servingCertErrorPrefix: string
  authenticationFileErrorPrefix: (file: string) => string
  /** A feature gate that is none, and one whose value is no bool. */
  unknownGateText: (name: string) => string
  badGateText: (name: string, value: string, error: string) => string
  /** Where more requests at a time are allowed than none: fewer than none make the program panic, or end with words. */
  inFlightBelowNone: 'panic' | 'words'
  /** --help prints the flags, as against a usage. */
  helpListsFlags: boolean
  storageBackends: readonly string[]
  /** An IPv4 service range may be a /12 at most. */
  serviceRangeLimited: boolean
  priorityAndFairness: boolean
  /** --secure-port may not be 0. */
  securePortRequired: boolean
  /** Any --oidc-* flag needs issuer and client id. */
  oidcStrict: boolean
  /** Service account tokens may be signed by another program. */
  signingEndpoint: boolean
  /** Issuer, signing key and audiences are checked together. */
  tokenRequestChecked: boolean
  /** /version tells the emulated version. */
  emulationVersion: boolean
  /** TLS ports answer plain HTTP with 400, as against a TLS alert. */
  plainHttpAnswered: boolean
  /** Mistakes in flags are logged by klog too. */
  flagErrorsLogged: boolean
  /** pflag's own exit with usage (code 2), as against cobra's `Error: …` (code 1). */
  flagErrorsExit2: boolean
  /** Errors after parsing are a klog line `"command failed"`, as against `Error: …`. */
  commandFailedLog: boolean
  /** Where `"command failed"` is logged: `run.go:72`. */
  commandFailedAt: string
  /** The service-account issuer and signing key must be given. */
  issuerRequired: boolean
  /** apiVersions of the authentication configuration that are known, newest last; empty: no such flag. */
  authenticationConfigVersions: readonly string[]
  /** And of the authorization configuration. */
  authorizationConfigVersions: readonly string[]
  /** `anonymous` in the authentication configuration: no such field, behind a gate that is off, on, always there. */
  anonymousConditions: 'unknown' | 'off' | 'on' | 'locked'
  /** Unknown feature gates are found after parsing, not in it. */
  gatesCheckedLate: boolean
  /** kubeadm gives its administrators a group bound by RBAC. */
  kubeadmAdminBinding: boolean
  /**
   * Where the lines of a run without trouble come from: a kind of object counts for quotas from now on, the system's priority
   * classes are there, a range of services' addresses is looked at again. Null where none is known.
   */
  routineLog: { quota: string; priorities: string; range: string | null } | null
  /** The line in the log where credentials were refused. */
  unauthenticatedLog: (error: string) => string
  /** What it says of a service account's token out of its time. */
  tokenErrors: { expired: string; notYet: string; invalidated: string; changed: string }
  /** Whether its account is still there is asked of the server's own memory, not of etcd. */
  accountsFromMemory: boolean
  /** Where a pod's own token comes from: a Secret of its service account, or issued to the pod for an hour. */
  podTokens: 'secret' | 'issued'
  /** Such tokens have an id of their own. */
  tokenHasId: boolean
  /** Admission plugins are on by default. */
  pluginsOnByDefault: boolean
  /** Who may `escalate` may write any role. */
  escalateVerb: boolean
  /** How the refusal of a role that gives too much prints rules. */
  escalationWords: 'PolicyRule' | 'lists' | 'compact'
  /** A PATCH may be an apply. */
  serverSideApply: boolean
  /** Why an object of one kind is not taken for another. */
  conversionText: (from: string, to: string) => string
  /** Where the log tells of a handshake that its client has broken off; null where it does not. */
  handshakeLog: string | null
  /** How /healthz looks whether etcd is there: connects to it; reads from it; the same, but twice in a check's time at most. */
  etcdCheck: 'dial' | 'read' | 'limited'
  /** What it says where etcd is not. */
  etcdCheckText: string
  /** How long a start waits for etcd, and how it ends without: it serves, until its hooks have given up; in a Fatalf, a panic, an error. */
  etcdDialSeconds: number
  /** What the etcd client logs of an attempt to connect: the server's URL, its address, and why it failed. */
  etcdDialLog: ((url: string, address: string, why: string) => string) | null
  /** The etcd that kubeadm takes. */
  etcdVersion: string
  withoutEtcd: 'hooks' | 'fatal' | 'panic' | 'error'
  /** What a request is told that etcd has kept waiting for a minute. */
  requestTimeoutText: string
}

/** Rules of kube-controller-manager and kube-scheduler. */
export interface ManagerRules {
  /** Which ports they have, where no flag closes them: with TLS, and without. */
  managerPorts: ByManager<{ secure: boolean; plain: boolean }>
  /** The lines with which they end because of their flags, and for any other reason. */
  managerFlagText: (program: string, error: string) => string
  managerFailedText: (program: string, error: string) => string
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
  leaseLog: (what: 'acquiring' | 'acquired' | 'not renewed' | 'error', lock: string, error: string) => string
  /** The scheduler has /livez and /readyz. */
  schedulerLivez: boolean
}

type ByManager<T> = Readonly<Record<'kube-controller-manager' | 'kube-scheduler', T>>

/** Rules of what stands in etcd, and of its form in the API. */
export interface ObjectRules {
  /** The container runtime of the release's time, as ids name it. */
  runtime: 'docker' | 'containerd'
  /** A namespace for the leases of nodes. */
  leaseNamespace: boolean
  /** Namespaces carry their name as a label. */
  namespaceLabel: boolean
  /** Each service account has a Secret with a token. */
  tokenSecrets: boolean
  /** The version of kubeadm's configuration; null where kubeadm-config has it whole, without kind. */
  kubeadmVersion: string | null
  kubeadmClusterStatus: boolean
  /** What Docker runs for a pod's sandbox. */
  pauseImage: string
  /** Where kubeadm takes images from. */
  imageRepository: string
  /** The ConfigMap with the kubelets' configuration: none, with the release in its name, without. */
  kubeletConfigMap: 'none' | 'numbered' | 'plain'
  /** Each namespace has a ConfigMap with the cluster's CA. */
  rootCAMaps: boolean
  /** A Service says its address families, and its internal traffic policy. */
  serviceFamilies: boolean
  serviceTrafficPolicy: boolean
  /** A Node has a condition OutOfDisk. */
  outOfDisk: boolean
  /** A Node has a condition PIDPressure. */
  pidPressure: boolean
  /** A Node tells the version of its kube-proxy. */
  kubeProxyVersion: boolean
  /** A Node's labels of system and architecture are no longer beta. */
  stableNodeLabels: boolean
  /** Fields of a pod and of its status. */
  podGeneration: boolean
  selfLinks: boolean
  serviceLinks: boolean
  preemptionPolicy: boolean
  hostIPs: boolean
  podIPs: boolean
  resourcesInStatus: boolean
  podResources: boolean
  mountsInStatus: boolean
  /** An Event has the fields of events.k8s.io, and who reported it stands in them. */
  eventTime: boolean
  eventReporter: boolean
  /** Component statuses are asked for by HTTPS. */
  componentsByTLS: boolean
  /** Go's word for the system call of a connection that is refused. */
  refusedCall: 'getsockopt' | 'connect'
  /** What etcd answers to /health. */
  etcdHealthText: string
}

/** Rules of kubectl, and of what the server prints for it. */
export interface KubectlRules {
  /** Ages are cut to one unit: `7m`. */
  shortAges: boolean
  /** The least width of a column of `kubectl get`. */
  columnMinWidth: number
  /** `6 (42s ago)` in RESTARTS. */
  restartsAgo: boolean
  /** What `-o wide` adds for a pod. */
  podWideColumns: readonly string[]
  /** `kubectl get events` has its five columns, as against ten. */
  eventColumnsShort: boolean
  /** The kubelet's spam filter counts Normal and Warning apart. */
  eventSpamByType: boolean
  /** describe's From column names the host too. */
  eventFromHost: boolean
  /** describe's events begin with the field path: `spec.containers{main}: `. */
  eventFieldPath: boolean
  /** describe prints a container's host port. */
  describesHostPort: boolean
  /** describe finds a static pod's Events, which are not of its mirror's UID. */
  describesMirrorEvents: boolean
  /** describe's lines of a node: taints before the time, and what is indented by one blank; no line on scheduling. */
  describesNodeOldly: boolean
  /** How describe heads the age of a node's pods, where it prints it. */
  nodePodAge: string | null
  /** -o wide shows a node's own address. */
  nodeInternalIP: boolean
  /** kubectl get knows -A. */
  allNamespacesShort: boolean
  /** How kubectl begins the error about an option that it does not know. */
  badOptionWord: string
  /** Before what the server does not have. */
  noTypePrefix: string
  /** kubectl's YAML quotes a time. */
  yamlQuotesTimes: boolean
  /** Whom one acts as belongs to those without credentials, where it is nobody; and to those with, whatever groups are given. */
  actsWithGroups: boolean
  /** describe prints `key: value` for annotations, as against `key=value`. */
  annotationColon: boolean
  /** describe's word for the priority class, where it prints one. */
  priorityClassLabel: string
  /** describe prints a list of IPs. */
  describeIPs: boolean
  describeSeccomp: boolean
  /** The mirror pod is owned by its node. */
  mirrorOwner: boolean
  /** describe prints a container port's name. */
  portNames: boolean
  /** describe spells out `successThreshold=1`, as against `#success=1`. */
  probeThresholdWords: boolean
  /** describe prints a toleration's operator. */
  tolerationOp: boolean
  /** The pod's conditions in the order of the API. */
  podConditions: readonly string[]
  /** The group in admin.conf's certificate. */
  adminGroup: string
  /** kubectl version prints one short line a version; before, Go structs. */
  versionShort: boolean
  /** kubectl top asks Heapster where there is no metrics API. */
  topAsksHeapster: boolean
  /** kubectl exec takes a command behind `--` only. */
  execNeedsDashes: boolean
  /** `No resources found in NAMESPACE namespace.` names the namespace. */
  emptyNamesNamespace: boolean
  /** kubectl names what it has made and deleted with its API group. */
  printsGroup: boolean
  /** `clusterrole.rbac.authorization.k8s.io/x created`, as against `clusterrole "x" created`. */
  printsSlash: boolean
  /** `pod "x" deleted from y namespace`. */
  deletedNamesNamespace: boolean
  /** Before what kubectl warns of. */
  warningWord: string
  /** kubectl delete --force needs no --grace-period=0 beside it. */
  forceMeansNoGrace: boolean
  /** kubectl create token. */
  createsTokens: boolean
  /** kubectl auth whoami: no such command, an API that is not on, works. */
  whoami: 'unknown' | 'off' | 'works'
  /** What kubectl cluster-info calls the kube-apiserver. */
  controlPlaneWord: string
  /** A failed `kubectl create KIND` says so first. */
  createFailureNamed: boolean
  /** kubectl config view hides a CA's data, and certificates, by this word. */
  hiddenAuthority: string
  hiddenCertificate: string
  /** kubectl config view prints an empty `preferences`. */
  emptyPreferences: boolean
  kustomizeVersion: string
  /** Who reads component statuses is warned. */
  warnsOfComponents: boolean
  /** What stands before a Service where several kinds are listed. */
  servicePrefix: 'svc' | 'service'
  /** kubectl get shows a binding's role, and since when a role is there. */
  roleColumns: boolean
  /** describe prints a priority class also where there is none. */
  describesNoPriorityClass: boolean
  /** The kubelet is started with a configuration file. */
  kubeletConfigFile: boolean
  /** crictl tells a container's user. */
  crictlUser: boolean
  /** Columns of `crictl ps` after POD ID; crictl follows Kubernetes' releases. */
  crictlColumns: readonly string[]
}

export interface Release extends Rules {
  /** `1.37` */
  name: string
  /** 37 */
  minor: number
}

export interface Change {
  /** The first minor release that has it. */
  since: number
  set: Partial<Rules>
  /** One sentence for a person: what is different from here on. */
  says: string
  /** Upstream path. */
  source: string
}

const unstructured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] Unable to authenticate the request due to an error: ${error}`
const structured =
  (line: number) =>
  (error: string): string =>
    `E authentication.go:${line}] "Unable to authenticate the request" err=${JSON.stringify(error)}`

/** Up to 1.23. */
const dialLog =
  (at: string, target: (url: string, address: string) => string) =>
  (url: string, address: string, why: string): string =>
    `W ${at}] grpc: addrConn.createTransport failed to connect to {${target(url, address)}}. Err :connection error: desc = "${why.replace('dialing: ', 'dialing ')}". Reconnecting...`
const goString = (text: string): string => `"${text.replaceAll('"', String.raw`\"`)}"`
/** By the first minor release; as its last patch release has them. */
const ETCD_VERSIONS: readonly (readonly [since: number, version: string])[] = [
  [10, '3.1.12'],
  [11, '3.2.18'],
  [12, '3.2.24'],
  [14, '3.3.10'],
  [16, '3.3.17'],
  [17, '3.4.3'],
  [19, '3.4.13'],
  [22, '3.5.6'],
  [26, '3.5.10'],
  [28, '3.5.15'],
  [31, '3.5.24'],
  [34, '3.6.5'],
  [35, '3.6.6'],
  [36, '3.6.8'],
]

const failedHook =
  (http: string): Release['hookFailedText'] =>
  (_hook, container, pod, failed) =>
    failed.by === 'none'
      ? `Cannot run handler: ${failed.error}`
      : `${failed.by === 'http' ? `${http} lifecycle hook (${failed.what})` : `Exec lifecycle hook ([${failed.what}])`} for Container "${container}" in Pod "${pod}" failed - error: ${failed.error}, message: ${JSON.stringify(failed.output)}`

const bothManagers = <T>(value: T): ByManager<T> => ({ 'kube-controller-manager': value, 'kube-scheduler': value })
const plainLeaseLog: ManagerRules['leaseLog'] = (what, lock, error) =>
  ({
    acquiring: `I leaderelection.go:248] attempting to acquire leader lease ${lock}...`,
    acquired: `I leaderelection.go:258] successfully acquired lease ${lock}`,
    'not renewed': `I leaderelection.go:283] failed to renew lease ${lock}: timed out waiting for the condition`,
    error: `E leaderelection.go:330] error retrieving resource lock ${lock}: ${error}`,
  })[what]
const structuredLeaseLog: ManagerRules['leaseLog'] = (what, lock, error) =>
  ({
    acquiring: `I leaderelection.go:258] "Attempting to acquire leader lease..." lock="${lock}"`,
    acquired: `I leaderelection.go:272] "Successfully acquired lease" lock="${lock}"`,
    'not renewed': `I leaderelection.go:304] "Failed to renew lease" lock="${lock}" err="context deadline exceeded"`,
    error: `E leaderelection.go:461] "Error retrieving lease lock" err=${goString(error)} lock="${lock}"`,
  })[what]
const LOST = { 'kube-controller-manager': 'controllermanager.go:320', 'kube-scheduler': 'server.go:226' } as const
const lost = (line: (at: string) => string, code: number): ByManager<{ text: string; code: number }> => ({
  'kube-controller-manager': { text: line(LOST['kube-controller-manager']), code },
  'kube-scheduler': { text: line(LOST['kube-scheduler']), code },
})
/** 1.9 as a whole; later releases differ from it by the rows below. */
const BASE: Rules = {
  // reading manifests (src/manifest)
  yamlScannerLine: 'one less',
  jsonDecoder: 'json-iterator 2017',
  schemeName: '',
  manifestErrorText: (file, problem, parsed) =>
    `Can't process manifest file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check manifest file.`}`,
  nameNeeded: false,
  dnsName: 'a DNS-1123',
  portNameLetter: 'letter or number (a-z, 0-9)',
  labelDots: false,
  containerCheckOrder: 'probes first',
  initProbeText: 'dump',
  hostPortMustMatch: 'containerPort',
  resourceLimitShown: false,
  relaxedEnvironment: false,
  envFiles: false,
  zeroSleep: false,
  containerRestartRules: false,
  dnsSearches: 6,
  environmentFields: [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.podIP',
  ],
  valuesAsJson: false,
  ipText: 'must be a valid IP address, (e.g. 10.9.8.7)',
  hostAliasText: 'must be valid IP address',
  hostAliasPlaces: false,
  selectorValues: 'unchecked',
  tolerationCompares: false,
  refusesApiReferences: false,
  uidHasPath: false,
  // kubelet (src/sim/kubelet)
  structuredLogs: false,
  workersSleepFirst: true,
  resultRunAfterKill: 1,
  startupSuccessHolds: false,
  allResultsSync: false,
  manualProbe: 'none',
  hasStarted: false,
  initHasStarted: false,
  inheritsStarted: false,
  relistsAfterSync: false,
  retriesAtExpiry: false,
  mirrorsAtRegistration: false,
  onePodPerName: false,
  waitsForMirrored: false,
  relistsFiles: false,
  mountEvents: true,
  killingFirst: false,
  killingText: (container, why) =>
    `Killing container with id docker://${container}:${why === 'stop' ? 'Need to kill Pod' : `Container failed ${why} probe.. Container will be killed and recreated.`}`,
  createdText: () => 'Created container',
  startedText: () => 'Started container',
  pulledText: (image) => `Container image "${image}" already present on machine`,
  backOffText: () => 'Back-off restarting failed container',
  hookFailedText: failedHook('Http'),
  invalidHandlerText: ({ host, port }) =>
    `Invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${port},Host:${host},},}`,
  hookTimeInGrace: true,
  hooksAreProbeLike: false,
  erroredText: 'probe errored: ',
  unknownPortText: (name) => `strconv.Atoi: parsing ${JSON.stringify(name)}: invalid syntax`,
  probeEventsNeedStart: true,
  quotesURL: false,
  redirectWarning: null,
  redirectsNeedLocation: true,
  redirectKeepsHost: false,
  execTimeoutText: null,
  dockerExecText: (why) =>
    `rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused ${why}`,
  fineGrainedKubelet: false,
  subresourcesListed: false,
  servesSpec: true,
  podsTellStatus: false,
  kubeletReviewsTokens: false,
  configzIsJson: false,
  manifestField: 'podManifestPath',
  kubeletMetrics: ['cadvisor'],
  kubeletChecks: ['ping', 'syncloop'],
  slashRedirect: 301,
  nullTimes: true,
  // kube-apiserver (src/sim/apiserver)
  apiserverListenSeconds: 0.1,
  apiserverAnswerSeconds: 2.3,
  apiserverRolesSeconds: 0.15,
  apiserverHooksSeconds: 1.2,
  apiserverStopSeconds: 0.15,
  apiserverStopWatchedSeconds: 0.15,
  apiserverStopUnauthenticatedSeconds: 0.15,
  closesAfterHooks: false,
  livez: false,
  healthNosniff: false,
  healthExclude: false,
  healthNamed: false,
  emptyObjectShort: false,
  resourceQuoted: false,
  reasonNamed: false,
  cacheControl: false,
  notFoundPlain: false,
  publicInfoViewer: false,
  monitoringRole: false,
  nodeSelectors: false,
  basicAuth: true,
  insecurePort: 'works',
  flagErrorsExit2: true,
  commandFailedLog: false,
  commandFailedAt: '',
  issuerRequired: false,
  authenticationConfigVersions: [],
  authorizationConfigVersions: [],
  anonymousConditions: 'unknown',
  gatesCheckedLate: false,
  manifestComplaint: false,
  authenticationErrorPrefix: 'invalid authentication config: ',
  clientCAErrorPrefix: 'unable to load client CA file: unable to load client CA file: ',
  metricsCharset: false,
  metricsEscaped: false,
  metricsSlis: false,
  swagger: true,
  openapiV2: false,
  openapiV3: false,
  emptyModesAllowAll: false,
  insecurePortText: (port) => `--insecure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
  auditVersions: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1'],
  fairnessApis: [],
  secondServiceRange: false,
  logFormatText: undefined,
  encryptionFileText: (file, error) => `error opening encryption provider configuration file ${file}: ${error}`,
  genericFlagsChecked: false,
  modesChecked: 'late',
  modesAreList: false,
  countChecked: 'last',
  ownChecksLast: false,
  storageBackendText: () => "--storage-backend invalid, must be 'etcd3' or 'etcd2'. If not specified, it will default to 'etcd3'",
  etcdOverridesChecked: false,
  securePortText: (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port.`,
  rangeTooLargeText: (flag) => `specified ${flag} is too large`,
  rangeTooSmallText: (_which, least) =>
    `error determining service IP ranges: The service cluster IP range must be at least ${least} IP addresses`,
  nodePortRangeText: 'kubernetes service port range',
  auditChecks: 'always the webhook',
  auditModes: ['batch', 'blocking'],
  auditVersionsChecked: false,
  runtimeConfigChecked: 'storage',
  pluginsCheckedLate: true,
  servingCertErrorPrefix: 'unable to load server certificate: ',
  authenticationFileErrorPrefix: () => '',
  unknownGateText: (name) => `unrecognized key: ${name}`,
  badGateText: (name, value, error) => `invalid value of ${name}: ${value}, err: ${error}`,
  inFlightBelowNone: 'panic',
  helpListsFlags: true,
  storageBackends: ['etcd2', 'etcd3'],
  serviceRangeLimited: true,
  priorityAndFairness: false,
  securePortRequired: false,
  oidcStrict: false,
  signingEndpoint: false,
  tokenRequestChecked: false,
  emulationVersion: false,
  plainHttpAnswered: false,
  noCidrWarning: 'I services.go:35] Network range for service cluster IPs is unspecified. Defaulting to 10.0.0.0/24.',
  alwaysAllowWarning:
    'W authentication.go:378] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer',
  uiRedirect: true,
  servesLogs: true,
  badValueQuoted: false,
  csvColumnsFrom1: false,
  emptyIpFlag: false,
  verbosityParse: 'Atoi',
  durationQuoted: false,
  strayRefused: false,
  usagePrinted: false,
  flagErrorsLogged: false,
  kubeadmAdminBinding: false,
  unauthenticatedLog: unstructured(64),
  tokenErrors: {
    expired: 'Token has expired.',
    notYet: 'Token could not be validated.',
    invalidated: 'Token has been invalidated',
    changed: "Token does not match server's copy",
  },
  accountsFromMemory: false,
  podTokens: 'secret',
  routineLog: null,
  tokenHasId: false,
  pluginsOnByDefault: false,
  escalateVerb: false,
  escalationWords: 'PolicyRule',
  serverSideApply: false,
  conversionText: (from, to) =>
    `type names don't match (${from.split('.')[1]}, ${to.split('.')[1]}), and no conversion 'func (${from}, ${to}) error' registered.`,
  handshakeLog: 'logs.go:41',
  etcdCheck: 'dial',
  etcdCheckText: 'etcd failed',
  etcdDialSeconds: Infinity,
  etcdDialLog: null,
  managerPorts: bothManagers({ secure: false, plain: true }),
  managerFlagText: (_program, error) => error,
  managerFailedText: (_program, error) => error,
  managerAsked: bothManagers(undefined),
  leaderLost: {
    'kube-controller-manager': { text: 'F controllermanager.go:194] leaderelection lost', code: 255 },
    'kube-scheduler': { text: 'E server.go:608] lost master', code: 1 },
  },
  leaderIsUnique: false,
  leasePath: (name) => `/api/v1/namespaces/kube-system/endpoints/${name}`,
  leaseTimeout: 1,
  leaseLog: plainLeaseLog,
  schedulerLivez: false,
  etcdVersion: '3.1.10',
  withoutEtcd: 'hooks',
  requestTimeoutText: 'Timeout: request did not complete within 1m0s',
  // objects in the API (src/sim/apiserver/objects)
  runtime: 'docker',
  leaseNamespace: false,
  namespaceLabel: false,
  tokenSecrets: true,
  kubeadmVersion: null,
  kubeadmClusterStatus: false,
  pauseImage: 'gcr.io/google_containers/pause-amd64:3.0',
  imageRepository: 'k8s.gcr.io',
  kubeletConfigMap: 'none',
  rootCAMaps: false,
  serviceFamilies: false,
  serviceTrafficPolicy: false,
  outOfDisk: true,
  pidPressure: false,
  kubeProxyVersion: true,
  stableNodeLabels: false,
  podGeneration: false,
  selfLinks: true,
  serviceLinks: false,
  preemptionPolicy: false,
  hostIPs: false,
  podIPs: false,
  resourcesInStatus: false,
  podResources: false,
  mountsInStatus: false,
  eventTime: false,
  eventReporter: false,
  componentsByTLS: false,
  refusedCall: 'getsockopt',
  etcdHealthText: '{"health": "true"}',
  // kubectl (src/terminal)
  shortAges: true,
  columnMinWidth: 10,
  restartsAgo: false,
  podWideColumns: ['IP', 'NODE'],
  eventColumnsShort: false,
  eventSpamByType: false,
  eventFromHost: true,
  eventFieldPath: false,
  describesHostPort: false,
  describesMirrorEvents: false,
  describesNodeOldly: true,
  nodePodAge: null,
  nodeInternalIP: false,
  allNamespacesShort: false,
  badOptionWord: 'Error',
  noTypePrefix: '',
  yamlQuotesTimes: false,
  actsWithGroups: false,
  annotationColon: false,
  priorityClassLabel: '',
  describeIPs: false,
  describeSeccomp: false,
  mirrorOwner: false,
  portNames: false,
  probeThresholdWords: false,
  tolerationOp: false,
  podConditions: ['Initialized', 'Ready', 'PodScheduled'],
  adminGroup: 'system:masters',
  versionShort: false,
  topAsksHeapster: true,
  execNeedsDashes: false,
  emptyNamesNamespace: false,
  printsGroup: false,
  printsSlash: false,
  deletedNamesNamespace: false,
  warningWord: 'warning',
  forceMeansNoGrace: false,
  createsTokens: false,
  whoami: 'unknown',
  controlPlaneWord: 'Kubernetes master',
  createFailureNamed: false,
  hiddenAuthority: 'REDACTED',
  hiddenCertificate: 'REDACTED',
  emptyPreferences: true,
  kustomizeVersion: 'v5.0.4',
  warnsOfComponents: false,
  servicePrefix: 'svc',
  roleColumns: false,
  describesNoPriorityClass: true,
  kubeletConfigFile: false,
  crictlUser: false,
  crictlColumns: [],
}

const invalidHandler =
  (type: string): Release['invalidHandlerText'] =>
  ({ host, port }) =>
    `invalid handler: &${type}{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:${typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`},Host:${host},},}`

/** Oldest first within each part. */
export const CHANGES: readonly Change[] = [
  // reading manifests (src/manifest)
  {
    since: 11,
    set: { jsonDecoder: 'json-iterator', yamlScannerLine: 'exact', uidHasPath: true },
    says: 'An error in the JSON is shown with its surroundings, one in the YAML with its exact line; and the path of the file counts for the UID of its pod.',
    source: 'vendor/github.com/json-iterator/go/iter.go, vendor/gopkg.in/yaml.v2/decode.go, pkg/kubelet/config/common.go',
  },
  {
    since: 11,
    set: {
      manifestErrorText: (file, problem, parsed) =>
        `can't process config file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check manifest file.`}`,
    },
    says: 'The error about a manifest that was changed begins "can\'t process config file".',
    source: 'pkg/kubelet/config/file_linux.go',
  },
  {
    since: 12,
    set: { schemeName: ' in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:29"' },
    says: 'The error about an unknown kind names the scheme that does not know it.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/error.go',
  },
  {
    since: 15,
    set: {
      manifestErrorText: (file, problem, parsed) =>
        `can't process config file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check config file`}`,
    },
    says: 'The error about a manifest that is no pod says "please check config file".',
    source: 'pkg/kubelet/config/file.go',
  },
  {
    since: 16,
    set: {
      environmentFields: [
        'metadata.name',
        'metadata.namespace',
        'metadata.uid',
        'spec.nodeName',
        'spec.serviceAccountName',
        'status.hostIP',
        'status.podIP',
        'status.podIPs',
      ],
    },
    says: 'A container may be told of all addresses of its pod.',
    source: 'pkg/apis/core/validation/validation.go',
  },
  {
    since: 19,
    set: { schemeName: ' in scheme "pkg/runtime/scheme.go:101"' },
    says: 'Source paths in errors are shorter.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/scheme.go',
  },
  {
    since: 20,
    set: { dnsName: 'a lowercase RFC 1123' },
    says: 'Names that are no DNS names are answered with "a lowercase RFC 1123 …" in place of "a DNS-1123 …".',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go',
  },
  {
    since: 22,
    set: { schemeName: ' in scheme "pkg/runtime/scheme.go:100"', dnsSearches: 32, nameNeeded: true },
    says: 'A static pod without a name is refused for that; up to 32 DNS search paths are allowed.',
    source: 'pkg/kubelet/config/common.go, pkg/apis/core/validation/validation.go',
  },
  {
    since: 23,
    set: { jsonDecoder: 'sigs.k8s.io/json', portNameLetter: 'letter (a-z)' },
    says: 'A field of the wrong type is answered with its path and the type that it should have.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go',
  },
  {
    since: 24,
    set: { selectorValues: 'of pods', labelDots: true },
    says: 'The values in a selector of pods must be values that labels may have; a name with dots where none may be is told so.',
    source: 'staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go',
  },
  {
    since: 26,
    set: { containerCheckOrder: 'common first', initProbeText: 'may not be set for init containers' },
    says: 'What all containers have in common is checked before their probes.',
    source: 'pkg/apis/core/validation/validation.go',
  },
  {
    since: 28,
    set: {
      hostPortMustMatch: 'hostPort',
      resourceLimitShown: true,
      initProbeText: 'may not be set for init containers without restartPolicy=Always',
    },
    says: 'Init containers may have probes if they are side-cars; with hostNetwork it is hostPort that has to match.',
    source: 'pkg/apis/core/validation/validation.go',
  },
  {
    since: 30,
    set: {
      ipText: 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      hostAliasText: 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      hostAliasPlaces: true,
      environmentFields: [
        'metadata.name',
        'metadata.namespace',
        'metadata.uid',
        'spec.nodeName',
        'spec.serviceAccountName',
        'status.hostIP',
        'status.hostIPs',
        'status.podIP',
        'status.podIPs',
      ],
    },
    says: 'A container may be told of all addresses of its node; an address that is none is answered with two examples.',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/apis/core/validation/validation.go',
  },
  {
    since: 32,
    set: { relaxedEnvironment: true },
    says: 'The name of an environment variable may hold any printable ASCII character but "=".',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/features/kube_features.go',
  },
  {
    since: 33,
    set: { valuesAsJson: true },
    says: 'A list or an object in an error about a field is shown as JSON.',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go',
  },
  {
    since: 33,
    set: { zeroSleep: true, schemeName: ' in scheme "pkg/runtime/scheme.go:110"' },
    says: 'A lifecycle hook may sleep for 0 seconds.',
    source: 'pkg/apis/core/validation/validation.go',
  },
  {
    since: 34,
    set: { refusesApiReferences: true },
    says: 'A static pod that refers to a Secret, a ConfigMap or another object of the API is refused.',
    source: 'pkg/kubelet/config/common.go, pkg/api/pod/util.go',
  },
  {
    since: 35,
    set: { containerRestartRules: true, envFiles: true, selectorValues: 'all', tolerationCompares: true },
    says: 'Every container may have a restart policy of its own.',
    source: 'pkg/apis/core/validation/validation.go, pkg/features/kube_features.go',
  },
  {
    since: 36,
    set: { schemeName: ' in scheme "pkg/runtime/scheme.go:111"' },
    says: 'The scheme in the error about an unknown kind has moved by a line.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/scheme.go',
  },
  // kubelet (src/sim/kubelet)
  {
    since: 16,
    set: { invalidHandlerText: invalidHandler('Handler') },
    says: 'The error about a tcpSocket hook, which cannot be run, begins with a small letter.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
  },
  {
    since: 21,
    set: { hookFailedText: failedHook('HTTP') },
    says: 'HTTP is in capitals in the event of a lifecycle hook that failed.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
  },
  {
    since: 11,
    set: { relistsFiles: true },
    says: 'The manifest directory is listed again every 20 s, not only watched: a file that cannot be read costs its pod within 20 s.',
    source: 'pkg/kubelet/config/file_linux.go',
  },
  {
    since: 11,
    set: { mountEvents: false },
    says: 'A volume that has been mounted is no longer an Event.',
    source: 'pkg/volume/util/operationexecutor/operation_generator.go',
  },
  {
    since: 15,
    set: { resultRunAfterKill: 0 },
    says: 'After a probe has had a container killed it counts from 0 again: the next kill takes the whole failureThreshold, not one failure less.',
    source: 'pkg/kubelet/prober/worker.go',
  },
  {
    since: 14,
    set: {
      killingFirst: true,
      killingText: (container, why) =>
        why === 'stop' ? `Stopping container ${container}` : `Container ${container} failed ${why} probe, will be restarted`,
      createdText: (container) => `Created container ${container}`,
      startedText: (container) => `Started container ${container}`,
    },
    says: 'The Killing event comes before the container is stopped, and the events name the container.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 15,
    set: { redirectWarning: '' },
    says: 'A probe does not follow a redirect to another host: the redirect itself is a warning, which counts as success.',
    source: 'pkg/probe/http/http.go',
  },
  {
    since: 16,
    set: { hasStarted: true },
    says: 'Startup probes (alpha; on by default since 1.18), and `started` in container statuses.',
    source: 'pkg/kubelet/prober/prober_manager.go',
  },
  {
    since: 10,
    set: { manifestField: 'staticPodPath' },
    says: 'The kubelet’s configuration calls the manifest directory staticPodPath.',
    source: 'pkg/kubelet/apis/kubeletconfig/v1beta1/types.go',
  },
  {
    since: 11,
    set: { kubeletReviewsTokens: true, configzIsJson: true },
    says: 'As kubeadm starts it, the kubelet asks the kube-apiserver whose a bearer token is; before, one counts as none.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1alpha2/defaults.go, pkg/util/configz/configz.go',
  },
  {
    since: 13,
    set: { kubeletMetrics: ['cadvisor', 'probes'], kubeletChecks: ['ping', 'log', 'syncloop'] },
    says: 'The kubelet’s /metrics/probes tells the results of probes.',
    source: 'pkg/kubelet/server/server.go',
  },
  {
    since: 16,
    set: { podsTellStatus: true },
    says: 'The kubelet’s own /pods tells the status of static pods, which was Pending for ever before.',
    source: 'pkg/kubelet/kubelet_getters.go',
  },
  {
    since: 18,
    set: { servesSpec: false, kubeletMetrics: ['cadvisor', 'resource', 'probes'] },
    says: 'The kubelet no longer serves /spec/ and what cAdvisor tells below /stats/.',
    source: 'pkg/kubelet/server/server.go',
  },
  {
    since: 11,
    set: { redirectKeepsHost: true },
    says: 'Of a probe that is redirected to a path on the same server, a Host header goes along.',
    source: 'Go 1.10: net/http/client.go',
  },
  {
    since: 19,
    set: { quotesURL: true },
    says: "The URL in a failed probe's text is quoted, and a time-out names the deadline (Go 1.14 and later).",
    source: 'pkg/probe/http/http.go',
  },
  {
    since: 18,
    set: { waitsForMirrored: true },
    says: 'After an edit the new pod waits until the old one has ended, where that has a mirror pod, and is tried again every 10 to 15 s (from 1.18.16 and 1.19.8 on); before, both run at once.',
    source: 'pkg/kubelet/kubelet.go, pkg/kubelet/kubelet_pods.go',
  },
  {
    since: 18,
    set: { probeEventsNeedStart: false },
    says: 'A kubelet that was restarted tells events about the probes of the containers that it found running; before, it only logged that it has no reference to them.',
    source: 'pkg/kubelet/prober/prober.go',
  },
  {
    since: 12,
    set: {
      dockerExecText: (why) =>
        `OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused ${why}: unknown`,
    },
    says: 'Docker 18.06, which kubeadm accepts from here on, says otherwise that it cannot run a command.',
    source: 'moby: daemon/exec.go',
  },
  {
    since: 20,
    set: { execTimeoutText: (command) => `command "${command}" timed out` },
    says: 'An exec probe that takes longer than timeoutSeconds fails; before, it was an error that never killed.',
    source: 'pkg/kubelet/cri/remote/remote_runtime.go',
  },
  {
    since: 21,
    set: { workersSleepFirst: false },
    says: 'A probe worker sleeps before its first tick only where the kubelet is younger than one period.',
    source: 'pkg/kubelet/prober/worker.go',
  },
  {
    since: 21,
    set: { allResultsSync: true, manualProbe: 'keeps ticker' },
    says: 'Readiness and startup results wake the sync at once (a failed startup probe no longer waits for the next periodic sync), and a container that is not ready is probed at every sync.',
    source: 'pkg/kubelet/kubelet.go',
  },
  { since: 21, set: { structuredLogs: true }, says: 'The kubelet logs in a structured form.', source: 'pkg/kubelet/config/file_linux.go' },
  {
    since: 22,
    set: { onePodPerName: true },
    says: 'After an edit the new pod waits until the old one has ended, whether that has a mirror pod or not.',
    source: 'pkg/kubelet/pod_workers.go',
  },
  {
    since: 22,
    set: { hookTimeInGrace: false },
    says: 'When a pod is removed, its containers get the whole grace once more after their preStop hook; when a probe has one killed, what is left of it.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 23,
    set: { invalidHandlerText: invalidHandler('LifecycleHandler') },
    says: 'The error about a tcpSocket hook, which cannot be run, names the type LifecycleHandler.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
  },
  {
    since: 23,
    set: { redirectsNeedLocation: false },
    says: 'A redirect that names no place is a warning, which counts as success; before, a failure (Go 1.18 and later).',
    source: 'pkg/probe/http/http.go',
  },
  {
    since: 24,
    set: { redirectWarning: 'Probe terminated redirects, Response body: ' },
    says: 'The warning of a redirect to another host says so before the body.',
    source: 'pkg/probe/http/http.go',
  },
  {
    since: 26,
    set: { backOffText: (container, pod) => `Back-off restarting failed container ${container} in pod ${pod}` },
    says: 'The BackOff event names the container and the pod.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
  },
  {
    since: 26,
    set: { hooksAreProbeLike: true },
    says: 'An httpGet hook heeds its scheme and headers, and falls back from HTTPS to HTTP; before, it was always plain HTTP.',
    source: 'pkg/kubelet/lifecycle/handlers.go',
  },
  {
    since: 26,
    set: { hookFailedText: (hook) => `${hook}Hook failed` },
    says: "The event of a hook that failed no longer says why, since the command's output may be secret.",
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 28,
    set: { hookTimeInGrace: true },
    says: "A preStop hook's time is taken off the grace again when a pod is removed.",
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 28,
    set: { initHasStarted: true },
    says: 'Init containers have `started` too, as side-cars need it.',
    source: 'pkg/kubelet/prober/prober_manager.go',
  },
  {
    since: 30,
    set: { createdText: (container) => `Created container: ${container}` },
    says: 'A colon in the text of the Created event.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 31,
    set: { execTimeoutText: (command, limit) => `command timed out: "${command}" timed out after ${limit}` },
    says: "The text of an exec probe's time-out names the limit.",
    source: 'staging/src/k8s.io/cri-client/pkg/remote_runtime.go',
  },
  {
    since: 32,
    set: { mirrorsAtRegistration: true },
    says: 'The mirror pods of static pods are made as soon as the node is found in the API, not with the next sync a minute later.',
    source: 'pkg/kubelet/kubelet.go',
  },
  {
    since: 32,
    set: { manualProbe: 'resets ticker' },
    says: "A readiness probe that a sync has asked for moves the worker's ticker.",
    source: 'pkg/kubelet/prober/worker.go',
  },
  {
    since: 32,
    set: { startupSuccessHolds: true },
    says: 'A startup worker whose probe has passed rests until there is a new container; before, its next tick after an exit woke the sync.',
    source: 'pkg/kubelet/prober/worker.go',
  },
  {
    since: 32,
    set: { subresourcesListed: true },
    says: "A refusal of the kubelet's own API lists all subresources that were tried.",
    source: 'pkg/kubelet/server/server.go',
  },
  {
    since: 33,
    set: { fineGrainedKubelet: true },
    says: "In the kubelet's own API /pods, /healthz and /configz can be allowed one by one.",
    source: 'pkg/kubelet/server/auth.go',
  },
  {
    since: 33,
    set: { erroredText: 'probe errored and resulted in unknown state: ' },
    says: 'The text of a probe that could not be made says that its result is unknown.',
    source: 'pkg/kubelet/prober/prober.go',
  },
  {
    since: 35,
    set: { inheritsStarted: true },
    says: 'A restarted container starts out as `started` where the one before it was: liveness and readiness may be probed before its startup probe has passed.',
    source: 'pkg/kubelet/kubelet_pods.go',
  },
  {
    since: 35,
    set: { retriesAtExpiry: true },
    says: 'A blocked start is tried again when its back-off is over (up to half of the rest later), not every 10 to 15 s.',
    source: 'pkg/kubelet/pod_workers.go',
  },
  {
    since: 35,
    set: {
      createdText: () => 'Container created',
      startedText: () => 'Container started',
      pulledText: (image) => `Container image "${image}" already present on machine and can be accessed by the pod`,
    },
    says: 'Shorter texts of the Created and Started events; Pulled says that the pod may use the image.',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    since: 36,
    set: { relistsAfterSync: true },
    says: 'A sync that started or stopped a container is followed by a relist at once, so a start is seen without delay.',
    source: 'pkg/kubelet/pod_workers.go',
  },
  {
    since: 37,
    set: { unknownPortText: (name) => `port ${JSON.stringify(name)} not found` },
    says: 'A probe of a port whose name the container does not have says so; before, that the name is no number.',
    source: 'pkg/probe/util.go',
  },
  {
    since: 34,
    set: { nullTimes: false },
    says: 'A creationTimestamp that is not set is left out, as against null.',
    source: 'staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go',
  },
  {
    since: 36,
    set: { slashRedirect: 307 },
    says: "The kubelet's own API sends a path that lacks its last slash on with 307, not 301 (Go 1.26).",
    source: 'net/http/server.go',
  },
  // kube-apiserver (src/sim/apiserver)
  {
    since: 19,
    set: { apiserverStopSeconds: 1.2, apiserverStopWatchedSeconds: 60, apiserverStopUnauthenticatedSeconds: 4 },
    says: 'On SIGTERM the kube-apiserver waits for open connections: one open watch holds it for 60 s, longer than the kubelet waits; before, it ends at once. (Measured on 1.9, 1.19 and 1.37.)',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
  },
  {
    since: 19,
    set: { apiserverListenSeconds: 0.5, apiserverAnswerSeconds: 3.2, apiserverRolesSeconds: 1, apiserverHooksSeconds: 2 },
    says: 'The kube-apiserver takes about two seconds longer to serve after its start (measured on 1.9 and 1.19).',
    source: 'cmd/kube-apiserver/app/server.go',
  },
  {
    since: 25,
    set: { closesAfterHooks: true },
    says: 'A kube-apiserver that is to end, and has lost etcd, keeps its port open until SIGKILL; before, it closes it at once.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
  },
  {
    since: 30,
    set: { apiserverAnswerSeconds: 2.3, apiserverStopUnauthenticatedSeconds: 60 },
    says: 'The kube-apiserver answers about a second sooner after its start (measured on 1.19 and 1.37).',
    source: 'cmd/kube-apiserver/app/server.go',
  },
  {
    since: 10,
    set: {
      insecurePort: 'deprecated',
      flagErrorsExit2: false,
      helpListsFlags: false,
      usagePrinted: true,
      openapiV2: true,
      auditChecks: 'where it is on',
      runtimeConfigChecked: 'groups',
      pluginsCheckedLate: false,
      securePortText: (port) => `--secure-port ${port} must be between 0 and 65535, inclusive. 0 for turning off secure port`,
    },
    says: '--insecure-port is deprecated, but still works.',
    source: 'pkg/kubeapiserver/options/serving.go',
  },
  {
    since: 11,
    set: {
      badValueQuoted: true,
      tokenRequestChecked: true,
      modesChecked: 'with the flags',
      modesAreList: true,
      etcdOverridesChecked: true,
      auditVersionsChecked: true,
    },
    says: 'A bad value of a flag is told with the flag in quotes.',
    source: 'vendor/github.com/spf13/pflag/flag.go',
  },
  {
    since: 12,
    set: { resourceQuoted: true },
    says: 'A refusal names the resource in quotes, and its API group.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go',
  },
  {
    since: 13,
    set: {
      storageBackends: ['etcd3'],
      storageBackendText: (backends) =>
        `--storage-backend invalid, allowed values: ${backends.join(', ')}. If not specified, it will default to 'etcd3'`,
      auditModes: ['batch', 'blocking', 'blocking-strict'],
    },
    says: 'etcd 2 is no longer a storage backend.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/etcd.go',
  },
  {
    since: 10,
    set: { uiRedirect: false },
    says: '/ui no longer leads to the dashboard.',
    source: 'pkg/routes/ui.go',
  },
  {
    since: 13,
    set: { healthExclude: true },
    says: 'Health checks can be excluded.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go',
  },
  {
    since: 14,
    set: {
      plainHttpAnswered: true,
      publicInfoViewer: true,
      healthNosniff: true,
      metricsCharset: true,
      alwaysAllowWarning:
        'W authentication.go:415] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer',
    },
    says: 'Anonymous callers see health and version only; /healthz says what it must not be taken for.',
    source: 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go',
  },
  {
    since: 16,
    set: { livez: true, cacheControl: true },
    says: '/livez and /readyz stand beside /healthz.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/healthz.go',
  },
  {
    since: 17,
    set: { clientCAErrorPrefix: '', servingCertErrorPrefix: '' },
    says: 'The CA files are watched, and their errors told plainly.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/authentication.go',
  },
  {
    since: 18,
    set: {
      authenticationErrorPrefix: '',
      strayRefused: true,
      usagePrinted: false,
      noCidrWarning:
        'W services.go:37] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.',
    },
    says: 'kube-apiserver refuses words that are no flags, and no longer prints its usage.',
    source: 'cmd/kube-apiserver/app/server.go',
  },
  {
    since: 19,
    set: {
      openapiV2: false,
      basicAuth: false,
      verbosityParse: 'ParseInt',
      rangeTooLargeText: (flag, bits, mask) => `specified ${flag} is too large; for ${bits}-bit addresses, the mask must be >= ${mask}`,
      rangeTooSmallText: (which, least) =>
        `error determining service IP ranges for ${which} service cidr: the service cluster IP range must be at least ${least} IP addresses`,
      durationQuoted: true,
      alwaysAllowWarning:
        'W authentication.go:507] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer',
    },
    says: '--basic-auth-file is gone.',
    source: 'pkg/kubeapiserver/options/authentication.go',
  },
  {
    since: 20,
    set: {
      openapiV2: true,
      priorityAndFairness: true,
      insecurePort: 'only 0',
      inFlightBelowNone: 'words',
      healthNamed: true,
      issuerRequired: true,
      monitoringRole: true,
      alwaysAllowWarning:
        'W authentication.go:519] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer',
    },
    says: '--insecure-port may only be 0: nothing serves without TLS any more.',
    source: 'pkg/kubeapiserver/options/serving.go',
  },
  {
    since: 23,
    set: { notFoundPlain: true, commandFailedLog: true, flagErrorsLogged: true, commandFailedAt: 'run.go:120' },
    says: 'An unknown path is answered with `404 page not found`.',
    source: 'staging/src/k8s.io/apiserver/pkg/util/notfoundhandler/not_found_handler.go',
  },
  {
    since: 23,
    set: { emptyObjectShort: true },
    says: 'Pretty JSON keeps an empty object on one line.',
    source: 'staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go',
  },
  {
    since: 12,
    set: {
      securePortRequired: true,
      countChecked: 'first',
      unknownGateText: (name) => `unrecognized feature gate: ${name}`,
      badGateText: (name, value, error) => `invalid value of ${name}=${value}, err: ${error}`,
      auditVersions: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1', 'audit.k8s.io/v1'],
      insecurePortText: (port) => `insecure port ${port} must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port`,
    },
    says: 'Audit events can be written as audit.k8s.io/v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go, deprecated_insecure_serving.go',
  },
  {
    since: 20,
    set: { secondServiceRange: true },
    says: 'Services may have a second range of addresses, which must be of the other family.',
    source: 'cmd/kube-apiserver/app/options/validation.go',
  },
  {
    since: 24,
    set: {
      auditVersions: ['audit.k8s.io/v1'],
      logFormatText: (format) => `format: Invalid value: ${JSON.stringify(format)}: Unsupported log format`,
    },
    says: 'Audit events are written as audit.k8s.io/v1 only.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/audit.go, staging/src/k8s.io/component-base/logs/api/v1/options.go',
  },
  {
    since: 26,
    set: {
      encryptionFileText: (file, error) =>
        `error while parsing file: error reading encryption provider configuration file ${file}: ${error}`,
    },
    says: 'An encryption configuration that is not there is told in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
  },
  {
    since: 29,
    set: { fairnessApis: ['flowcontrol.apiserver.k8s.io/v1', 'api/ga', 'api/all'] },
    says: 'Priority and fairness needs flowcontrol.apiserver.k8s.io/v1.',
    source: 'pkg/controlplane/apiserver/options/validation.go',
  },
  {
    since: 23,
    set: { csvColumnsFrom1: true, verbosityParse: 'ParseUint' },
    says: 'A list in a flag, or a token file, that cannot be read is answered with a column that counts from 1.',
    source: 'encoding/csv (Go 1.17), staging/src/k8s.io/component-base/logs/api/v1/types.go',
  },
  {
    since: 24,
    set: {
      openapiV3: true,
      insecurePort: 'gone',
      alwaysAllowWarning:
        'W authentication.go:520] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer',
      commandFailedAt: 'run.go:74',
    },
    says: '--insecure-port is an unknown flag.',
    source: 'pkg/kubeapiserver/options/serving.go',
  },
  {
    since: 25,
    set: { flagErrorsLogged: false },
    says: 'A mistake in a flag is printed plainly again.',
    source: 'staging/src/k8s.io/component-base/cli/run.go',
  },
  {
    since: 27,
    set: { ownChecksLast: true, countChecked: 'last', genericFlagsChecked: true, nodePortRangeText: 'kubernetes service node port range' },
    says: 'kube-apiserver checks its own flags after the generic ones, and does check those: a --livez-grace-period below 0 is refused.',
    source: 'pkg/controlplane/apiserver/options/validation.go',
  },
  {
    since: 29,
    set: { oidcStrict: true, kubeadmAdminBinding: true, authenticationConfigVersions: ['v1alpha1'] },
    says: 'kubeadm binds its administrators by RBAC; --authentication-config comes, behind a gate.',
    source: 'cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go',
  },
  {
    since: 30,
    set: { emptyModesAllowAll: true, authenticationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authentication-config is on by default.',
    source: 'pkg/features/kube_features.go',
  },
  {
    since: 31,
    set: { anonymousConditions: 'off', gatesCheckedLate: true, commandFailedAt: 'run.go:72' },
    says: 'Anonymous requests can be limited to paths, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
  },
  {
    since: 32,
    set: { anonymousConditions: 'on', nodeSelectors: true, signingEndpoint: true },
    says: 'Anonymous requests can be limited to paths; a node reads only itself and its own pods.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
  },
  {
    since: 33,
    set: { emulationVersion: true, serviceRangeLimited: false },
    says: '/version tells the emulated version; service ranges may be of any size.',
    source: 'staging/src/k8s.io/apimachinery/pkg/version/types.go',
  },
  { since: 34, set: { emptyIpFlag: true }, says: 'A flag for an address may be empty.', source: 'vendor/github.com/spf13/pflag/ip.go' },
  {
    since: 34,
    set: {
      anonymousConditions: 'locked',
      authenticationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'],
      authenticationFileErrorPrefix: (file) => `failed to load authentication configuration from file ${JSON.stringify(file)}: `,
    },
    says: 'The authentication configuration is v1, and an error in it names its file.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
  },
  {
    since: 37,
    set: {
      metricsEscaped: true,
      reasonNamed: true,
      manifestComplaint: true,
      servesLogs: false,
      noCidrWarning:
        'W options.go:367] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.',
    },
    says: 'A refusal names the authorizer that gave the reason.',
    source: 'staging/src/k8s.io/apiserver/pkg/authorization/union/union.go',
  },
  {
    since: 12,
    set: { unauthenticatedLog: unstructured(53) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
  },
  {
    since: 10,
    set: { pluginsOnByDefault: true },
    says: 'The usual admission plugins are on without a flag.',
    source: 'pkg/kubeapiserver/options/plugins.go',
  },
  {
    since: 11,
    set: { escalationWords: 'lists' },
    says: 'The refusal of a role that gives too much prints rules as bare lists.',
    source: 'pkg/registry/rbac/validation/rule.go',
  },
  {
    since: 12,
    set: { escalationWords: 'compact', escalateVerb: true },
    says: 'Who may `escalate` may write any role; the refusal of one that gives too much has a line for each resource.',
    source: 'pkg/registry/rbac/validation/rule.go',
  },
  {
    since: 16,
    set: { serverSideApply: true },
    says: 'A PATCH may be an apply.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go',
  },
  {
    since: 18,
    set: { conversionText: () => 'unknown conversion' },
    says: 'An object of another kind than its URL’s is refused in other words.',
    source: 'staging/src/k8s.io/apimachinery/pkg/conversion/converter.go',
  },
  {
    since: 13,
    set: { handshakeLog: 'log.go:172' },
    says: 'The log’s line about a handshake that its client has broken off comes from another place.',
    source: 'staging/src/k8s.io/component-base/logs/logs.go',
  },
  {
    since: 20,
    set: { handshakeLog: null },
    says: 'The log no longer tells of a handshake that its client has broken off, as each tcpSocket probe does.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/secure_serving.go',
  },
  {
    since: 12,
    set: { etcdCheck: 'read', etcdCheckText: 'error listing etcd members: context deadline exceeded' },
    says: 'The health checks read from etcd, for 2 s; before, they only connected to it, which a hung etcd lets pass.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
  },
  {
    since: 11,
    set: { refusedCall: 'connect' },
    says: 'A refused connection is told with the call `connect`, no longer `getsockopt`: it is built with Go 1.10.',
    source: 'build/build-image/cross/Dockerfile',
  },
  // kube-controller-manager and kube-scheduler (src/sim/control-plane)
  {
    since: 10,
    set: { leaderIsUnique: true },
    says: 'A kube-controller-manager or kube-scheduler that was restarted is another candidate: it waits until the lease of its last life has run out.',
    source: 'cmd/kube-controller-manager/app/controllermanager.go',
  },
  {
    since: 12,
    set: {
      managerPorts: { 'kube-controller-manager': { secure: true, plain: true }, 'kube-scheduler': { secure: false, plain: true } },
    },
    says: 'kube-controller-manager serves over TLS too, at 10257.',
    source: 'cmd/kube-controller-manager/app/options/options.go',
  },
  {
    since: 13,
    set: { managerPorts: bothManagers({ secure: true, plain: true }) },
    says: 'kube-scheduler serves over TLS too, at 10259.',
    source: 'cmd/kube-scheduler/app/options/options.go',
  },
  {
    since: 14,
    set: { leaderLost: lost((at) => `F ${at}] leaderelection lost`, 255) },
    says: 'A kube-scheduler that has lost its lease ends as kube-controller-manager does, with 255. (Since which release is not read.)',
    source: 'cmd/kube-scheduler/app/server.go',
  },
  {
    since: 20,
    set: {
      leasePath: (name) => `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}`,
      leaseTimeout: 0.5,
    },
    says: 'Leaders hold a Lease, and ask for it with half of the renew deadline as their time-out; before, they wrote it on Endpoints.',
    source: 'staging/src/k8s.io/component-base/config/v1alpha1/defaults.go',
  },
  {
    since: 21,
    set: {
      leaderLost: lost((at) => `F ${at}] leaderelection lost`, 1),
      managerAsked: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:222] Requested to terminate. Exiting.' },
    },
    says: 'Who has lost its lease ends with 1, not 255; kube-scheduler ends in an orderly way on SIGTERM.',
    source: 'cmd/kube-controller-manager/app/controllermanager.go, cmd/kube-scheduler/app/server.go',
  },
  {
    since: 23,
    set: {
      managerPorts: bothManagers({ secure: true, plain: false }),
      leaderLost: {
        'kube-controller-manager': { text: 'F controllermanager.go:330] leaderelection lost', code: 1 },
        'kube-scheduler': { text: 'E server.go:217] "Leaderelection lost"', code: 1 },
      },
      managerAsked: { 'kube-controller-manager': undefined, 'kube-scheduler': 'I server.go:213] "Requested to terminate, exiting"' },
      managerFlagText: (program, error) =>
        program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${goString(error)}` : `Error: ${error}`,
      managerFailedText: (program, error) =>
        program === 'kube-scheduler' ? `E run.go:74] "command failed" err=${goString(error)}` : error,
    },
    says: 'kube-controller-manager and kube-scheduler no longer serve without TLS; --port has no effect.',
    source: 'cmd/kube-controller-manager/app/options/options.go, cmd/kube-scheduler/app/options/deprecated.go',
  },
  {
    since: 25,
    set: {
      leaderLost: {
        'kube-controller-manager': { text: 'E controllermanager.go:316] "leaderelection lost"', code: 1 },
        'kube-scheduler': { text: 'E server.go:229] "Leaderelection lost"', code: 1 },
      },
      managerFlagText: (_program, error) => `E run.go:74] "command failed" err=${goString(error)}`,
      managerFailedText: (_program, error) => `E run.go:74] "command failed" err=${goString(error)}`,
    },
    says: 'kube-controller-manager says in structured lines why it ends.',
    source: 'cmd/kube-controller-manager/app/controllermanager.go',
  },
  {
    since: 31,
    set: { schedulerLivez: true },
    says: 'kube-scheduler has /livez and /readyz.',
    source: 'cmd/kube-scheduler/app/server.go',
  },
  {
    since: 35,
    set: { leaseLog: structuredLeaseLog },
    says: 'Leader election logs structured lines.',
    source: 'staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go',
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
    says: 'kube-controller-manager ends in an orderly way on SIGTERM.',
    source: 'cmd/kube-controller-manager/app/controllermanager.go',
  },
  {
    since: 16,
    set: { etcdDialLog: dialLog('clientconn.go:1251', (url) => `${url} 0  <nil>`) },
    says: 'The kube-apiserver logs each connection to etcd that fails. (Older ones may do so too: not read.)',
    source: 'google.golang.org/grpc: clientconn.go',
  },
  {
    since: 19,
    set: { etcdDialLog: dialLog('clientconn.go:1223', (url) => `${url}  <nil> 0 <nil>`) },
    says: 'The address in the log line about etcd is printed otherwise.',
    source: 'google.golang.org/grpc: clientconn.go',
  },
  {
    since: 22,
    set: { etcdDialLog: dialLog('clientconn.go:1331', (_, address) => `${address} ${address} <nil> 0 <nil>`) },
    says: 'The address in the log line about etcd is printed otherwise.',
    source: 'google.golang.org/grpc: clientconn.go',
  },
  {
    since: 24,
    set: {
      etcdDialLog: (_, address, why) =>
        `W logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "${address}", ServerName: "${address}", }. Err: connection error: desc = ${goString(why)}`,
    },
    says: 'gRPC’s log lines, such as those about etcd, name the channel that they are about.',
    source: 'google.golang.org/grpc: clientconn.go',
  },
  ...ETCD_VERSIONS.map(([since, etcdVersion]): Change => ({
    since,
    set: { etcdVersion },
    says: `kubeadm takes etcd ${etcdVersion}.`,
    source: 'cmd/kubeadm/app/constants/constants.go',
  })),
  {
    since: 10,
    set: { etcdDialSeconds: 20.3, withoutEtcd: 'fatal' },
    says: 'A start waits 20 s for etcd (from 1.10.6 and 1.11.2 on), and ends without it; before, it serves, and ends when its post-start hooks have given up.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
  },
  {
    since: 16,
    set: { withoutEtcd: 'panic' },
    says: 'A start without etcd ends in a panic, with exit code 2; before, with 255.',
    source: 'staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go',
  },
  {
    since: 19,
    set: { withoutEtcd: 'error' },
    says: 'A start without etcd ends with an error, and exit code 1.',
    source: 'staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go',
  },
  {
    since: 14,
    set: { etcdCheckText: 'error getting data from etcd: context deadline exceeded' },
    says: 'The health checks ask etcd for a value, not for its members.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
  },
  {
    since: 29,
    set: { authorizationConfigVersions: ['v1alpha1'] },
    says: '--authorization-config comes, behind a gate.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1alpha1/types.go',
  },
  {
    since: 30,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1'] },
    says: '--authorization-config is on by default.',
    source: 'pkg/features/kube_features.go',
  },
  {
    since: 32,
    set: { authorizationConfigVersions: ['v1alpha1', 'v1beta1', 'v1'] },
    says: 'The authorization configuration is v1.',
    source: 'staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go',
  },
  {
    since: 27,
    set: { metricsSlis: true },
    says: '/metrics/slis stands beside /metrics.',
    source: 'staging/src/k8s.io/component-base/metrics/features/kube_features.go',
  },
  {
    since: 26,
    set: { etcdCheck: 'limited' },
    says: 'etcd is asked for its health once a second at most; in between the last result is given.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
  },
  {
    since: 14,
    set: { swagger: false },
    says: '/swaggerapi and /swagger.json are gone; /openapi/v2 describes the API.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
  },
  {
    since: 14,
    set: { accountsFromMemory: true },
    says: 'Whether a token’s service account is still there is asked of the server’s memory: such tokens go on to count while etcd is lost.',
    source: 'pkg/controller/serviceaccount/tokengetter.go',
  },
  {
    since: 20,
    set: { requestTimeoutText: 'Timeout: request did not complete within the allotted timeout' },
    says: 'A request that etcd keeps waiting is told so in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/filters/timeout.go',
  },
  {
    since: 21,
    set: { unauthenticatedLog: structured(63) },
    says: 'The log line about refused credentials is structured.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
  },
  {
    since: 21,
    set: { podTokens: 'issued' },
    says: 'A pod’s own token is issued to it for an hour; before, it was its service account’s Secret.',
    source: 'pkg/features/kube_features.go',
  },
  {
    since: 24,
    set: {
      tokenErrors: {
        expired: 'service account token has expired',
        notYet: 'service account token is not valid yet',
        invalidated: 'service account token has been invalidated',
        changed: "service account token does not match server's copy",
      },
    },
    says: 'The log says of a token that it is a service account’s.',
    source: 'pkg/serviceaccount/claims.go',
  },
  {
    since: 26,
    set: { unauthenticatedLog: structured(70) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
  },
  {
    since: 28,
    set: { unauthenticatedLog: structured(73) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
  },
  {
    since: 28,
    set: { routineLog: { quota: 'controller.go:624', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'What a kube-apiserver without trouble logs is known from here on.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
  },
  {
    since: 30,
    set: { routineLog: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
  },
  {
    since: 30,
    set: { tokenHasId: true },
    says: 'A service account’s token has an id of its own.',
    source: 'pkg/features/kube_features.go',
  },
  {
    since: 33,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:111', range: 'cidrallocator.go:277' } },
    says: 'The log tells every ten minutes of the range of services’ addresses.',
    source: 'pkg/registry/core/service/ipallocator/cidrallocator.go',
  },
  {
    since: 33,
    set: { unauthenticatedLog: structured(75) },
    says: 'The log line about refused credentials comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
  },
  {
    since: 37,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:205', range: 'cidrallocator.go:278' } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
  },
  // objects in the API (src/sim/apiserver/objects)
  { since: 10, set: { pidPressure: true }, says: 'A Node has a condition PIDPressure.', source: 'pkg/kubelet/nodestatus/setters.go' },
  {
    since: 10,
    set: { eventTime: true },
    says: 'An Event has eventTime and its reporter, both empty.',
    source: 'staging/src/k8s.io/api/core/v1/types.go',
  },
  {
    since: 11,
    set: { kubeletConfigMap: 'numbered', kubeletConfigFile: true },
    says: 'kubeadm keeps the kubelets’ configuration in a ConfigMap, and starts the kubelet with a file of it.',
    source: 'cmd/kubeadm/app/phases/kubelet/config.go',
  },
  {
    since: 12,
    set: { kubeadmVersion: 'v1alpha1', kubeadmClusterStatus: true },
    says: 'kubeadm-config holds ClusterConfiguration and ClusterStatus.',
    source: 'cmd/kubeadm/app/phases/uploadconfig/uploadconfig.go',
  },
  {
    since: 13,
    set: { outOfDisk: false },
    says: 'A Node has no condition OutOfDisk any more.',
    source: 'pkg/kubelet/nodestatus/setters.go',
  },
  {
    since: 10,
    set: { pauseImage: 'k8s.gcr.io/pause-amd64:3.1' },
    says: 'The sandbox of a pod is pause 3.1.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
  },
  {
    since: 12,
    set: { pauseImage: 'k8s.gcr.io/pause:3.1' },
    says: 'The image of the sandbox has no architecture in its name.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
  },
  {
    since: 18,
    set: { pauseImage: 'k8s.gcr.io/pause:3.2' },
    says: 'The sandbox of a pod is pause 3.2.',
    source: 'cmd/kubelet/app/options/container_runtime.go',
  },
  {
    since: 13,
    set: { kubeadmVersion: 'v1beta1' },
    says: 'kubeadm’s configuration is v1beta1.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta1/types.go',
  },
  {
    since: 13,
    set: { serviceLinks: true, etcdHealthText: '{"health":"true"}' },
    says: 'A pod shows enableServiceLinks.',
    source: 'pkg/apis/core/v1/defaults.go',
  },
  {
    since: 14,
    set: { leaseNamespace: true, stableNodeLabels: true },
    says: 'The namespace kube-node-lease; a Node’s labels kubernetes.io/os and kubernetes.io/arch.',
    source: 'pkg/kubelet/kubelet_node_status.go',
  },
  {
    since: 15,
    set: { kubeadmVersion: 'v1beta2' },
    says: 'kubeadm’s configuration is v1beta2.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta2/types.go',
  },
  { since: 16, set: { podIPs: true }, says: 'A pod’s status lists all its IPs.', source: 'staging/src/k8s.io/api/core/v1/types.go' },
  {
    since: 19,
    set: { runtime: 'containerd', preemptionPolicy: true, crictlUser: true },
    says: 'Nodes are taken to run containerd; before, Docker. A pod shows preemptionPolicy.',
    source: 'pkg/apis/core/types.go',
  },
  {
    since: 20,
    set: { selfLinks: false },
    says: 'Objects have no selfLink.',
    source: 'staging/src/k8s.io/apiserver/pkg/features/kube_features.go',
  },
  {
    since: 20,
    set: { rootCAMaps: true, serviceFamilies: true },
    says: 'Each namespace has a ConfigMap kube-root-ca.crt; a Service says its address families.',
    source: 'pkg/controller/certificates/rootcacertpublisher/publisher.go',
  },
  { since: 21, set: { namespaceLabel: true }, says: 'A namespace carries its name as a label.', source: 'pkg/apis/core/v1/defaults.go' },
  {
    since: 22,
    set: { kubeadmVersion: 'v1beta3', serviceTrafficPolicy: true, componentsByTLS: true },
    says: 'kubeadm’s configuration is v1beta3; the component statuses are asked for by HTTPS.',
    source: 'pkg/registry/core/rest/storage_core.go',
  },
  {
    since: 23,
    set: { kubeadmClusterStatus: false, etcdHealthText: 'ok' },
    says: 'kubeadm-config holds no ClusterStatus.',
    source: 'cmd/kubeadm/app/phases/uploadconfig/uploadconfig.go',
  },
  {
    since: 24,
    set: { tokenSecrets: false, kubeletConfigMap: 'plain' },
    says: 'Service accounts have no Secret with a token of their own any more.',
    source: 'pkg/controller/serviceaccount/tokens_controller.go',
  },
  {
    since: 25,
    set: { imageRepository: 'registry.k8s.io' },
    says: 'Images come from registry.k8s.io.',
    source: 'cmd/kubeadm/app/apis/kubeadm/v1beta3/defaults.go',
  },
  {
    since: 27,
    set: { eventReporter: true },
    says: 'An Event names its reporter.',
    source: 'staging/src/k8s.io/client-go/tools/record/event.go',
  },
  { since: 29, set: { hostIPs: true }, says: 'A pod’s status lists all IPs of its node.', source: 'pkg/kubelet/kubelet_pods.go' },
  {
    since: 31,
    set: { kubeadmVersion: 'v1beta4', mountsInStatus: true },
    says: 'kubeadm’s configuration is v1beta4; a container’s status lists its mounts.',
    source: 'pkg/kubelet/kubelet_pods.go',
  },
  {
    since: 33,
    set: { podGeneration: true, resourcesInStatus: true, kubeProxyVersion: false },
    says: 'A pod has a generation, and its status the resources of its containers; a Node no longer tells its kube-proxy’s version.',
    source: 'pkg/features/kube_features.go',
  },
  { since: 36, set: { podResources: true }, says: 'A pod’s status tells its resources.', source: 'pkg/kubelet/kubelet_pods.go' },
  // kubectl (src/terminal)
  {
    since: 10,
    set: { describesHostPort: true, describesNodeOldly: false, noTypePrefix: 'error: ' },
    says: 'kubectl describe prints a container’s host port, and whether a node takes pods.',
    source: 'pkg/printers/internalversion/describe.go',
  },
  {
    since: 11,
    set: { nodeInternalIP: true },
    says: 'kubectl get nodes -o wide shows the node’s own address.',
    source: 'pkg/printers/internalversion/printers.go',
  },
  {
    since: 13,
    set: { yamlQuotesTimes: true },
    says: 'kubectl -o yaml quotes times.',
    source: 'vendor/gopkg.in/yaml.v2/encode.go',
  },
  {
    since: 14,
    set: { allNamespacesShort: true, badOptionWord: 'error' },
    says: 'kubectl get knows -A for all namespaces.',
    source: 'pkg/kubectl/cmd/get/get.go',
  },
  {
    since: 15,
    set: { nodePodAge: 'AGE' },
    says: 'kubectl describe node shows the age of its pods.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
  },
  {
    since: 16,
    set: { describesMirrorEvents: true },
    says: 'kubectl describe finds the Events of a static pod.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/versioned/describe.go',
  },
  {
    since: 20,
    set: { actsWithGroups: true },
    says: 'Who acts as system:anonymous is in system:unauthenticated; before, in no group.',
    source: 'staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go',
  },
  {
    since: 24,
    set: { nodePodAge: 'Age' },
    says: 'kubectl describe node writes Age.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  {
    since: 13,
    set: { hiddenAuthority: 'DATA+OMITTED', servicePrefix: 'service' },
    says: 'kubectl config view calls a CA’s data omitted.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/helpers.go',
  },
  {
    since: 18,
    set: { roleColumns: true },
    says: 'kubectl get shows the role of a binding.',
    source: 'pkg/printers/internalversion/printers.go',
  },
  {
    since: 19,
    set: { warnsOfComponents: true, describesNoPriorityClass: false },
    says: 'Who reads component statuses is warned that they are deprecated.',
    source: 'pkg/registry/core/componentstatus/rest.go',
  },
  {
    since: 25,
    set: { hiddenCertificate: 'DATA+OMITTED' },
    says: 'kubectl config view calls certificates omitted.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/helpers.go',
  },
  {
    since: 33,
    set: { kustomizeVersion: 'v5.6.0' },
    says: 'kubectl has kustomize 5.6.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/version.go',
  },
  {
    since: 34,
    set: { emptyPreferences: false },
    says: 'kubectl config view prints no empty preferences.',
    source: 'staging/src/k8s.io/client-go/tools/clientcmd/api/v1/types.go',
  },
  {
    since: 37,
    set: { kustomizeVersion: 'v5.8.1' },
    says: 'kubectl has kustomize 5.8.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/version.go',
  },
  {
    since: 10,
    set: { printsGroup: true },
    says: 'kubectl names what it makes and deletes with its API group.',
    source: 'pkg/kubectl/cmd/util/printing.go',
  },
  {
    since: 11,
    set: { printsSlash: true },
    says: 'kubectl prints `TYPE/NAME created`.',
    source: 'pkg/kubectl/genericclioptions/printers/name.go',
  },
  {
    since: 18,
    set: { forceMeansNoGrace: true, createFailureNamed: true },
    says: 'kubectl delete --force means a grace of 0.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete_flags.go',
  },
  {
    since: 20,
    set: { controlPlaneWord: 'Kubernetes control plane' },
    says: 'kubectl cluster-info speaks of the control plane.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go',
  },
  {
    since: 24,
    set: { createsTokens: true },
    says: 'kubectl create token asks for a token of a service account; no Secret holds one any more.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/create/create_token.go',
  },
  {
    since: 25,
    set: { warningWord: 'Warning' },
    says: 'kubectl writes Warning with a capital letter.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go',
  },
  {
    since: 27,
    set: { whoami: 'off' },
    says: 'kubectl auth whoami asks an API that is not on.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go',
  },
  {
    since: 28,
    set: { whoami: 'works' },
    says: 'kubectl auth whoami shows who one is.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go',
  },
  {
    since: 34,
    set: { deletedNamesNamespace: true },
    says: 'kubectl delete names the namespace.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go',
  },
  {
    since: 11,
    set: { annotationColon: true, priorityClassLabel: 'PriorityClassName', podWideColumns: ['IP', 'NODE', 'NOMINATED NODE'] },
    says: 'kubectl describe prints the priority, and annotations as `key: value`.',
    source: 'pkg/printers/internalversion/describe.go',
  },
  {
    since: 12,
    set: { shortAges: false, columnMinWidth: 6 },
    says: 'Ages have two parts (`7m3s`), and the columns of kubectl get stand closer.',
    source: 'staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go',
  },
  {
    since: 12,
    set: { podConditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] },
    says: 'A pod has a condition ContainersReady.',
    source: 'pkg/kubelet/status/generate.go',
  },
  {
    since: 13,
    set: { podWideColumns: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'], eventColumnsShort: true },
    says: 'kubectl get events has five columns; -o wide shows readiness gates.',
    source: 'pkg/printers/internalversion/printers.go',
  },
  {
    since: 14,
    set: { priorityClassLabel: 'Priority Class Name' },
    says: 'kubectl describe writes `Priority Class Name`.',
    source: 'pkg/kubectl/describe/versioned/describe.go',
  },
  {
    since: 16,
    set: { describeIPs: true },
    says: 'kubectl describe lists all IPs of a pod.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  {
    since: 17,
    set: { emptyNamesNamespace: true },
    says: 'kubectl get says in which namespace there is nothing.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/get/get.go',
  },
  { since: 17, set: { mirrorOwner: true }, says: 'A mirror pod is owned by its node.', source: 'pkg/kubelet/pod/mirror_client.go' },
  {
    since: 19,
    set: { eventFromHost: false, tolerationOp: true },
    says: 'kubectl describe no longer names the host of an Event.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  {
    since: 22,
    set: { restartsAgo: true },
    says: 'RESTARTS says how long ago the last one was.',
    source: 'pkg/printers/internalversion/printers.go',
  },
  {
    since: 24,
    set: { describeSeccomp: true },
    says: 'kubectl describe prints the seccomp profile.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  { since: 24, set: { crictlColumns: ['POD'] }, says: 'crictl ps names the pod.', source: 'cri-tools: cmd/crictl/container.go' },
  {
    since: 20,
    set: { topAsksHeapster: false },
    says: 'kubectl top asks the metrics API alone.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/top/top_node.go',
  },
  {
    since: 31,
    set: { execNeedsDashes: true },
    says: 'kubectl exec takes a command behind -- only.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go',
  },
  {
    since: 28,
    set: { versionShort: true },
    says: 'kubectl version prints one short line a version.',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/version.go',
  },
  {
    since: 29,
    set: { podConditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] },
    says: 'A pod has a condition PodReadyToStartContainers.',
    source: 'pkg/kubelet/status/generate.go',
  },
  {
    since: 29,
    set: { adminGroup: 'kubeadm:cluster-admins' },
    says: 'admin.conf is an ordinary cluster-admin by RBAC, no longer system:masters.',
    source: 'cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go',
  },
  {
    since: 32,
    set: { crictlColumns: ['POD', 'NAMESPACE'] },
    says: 'crictl ps names the namespace.',
    source: 'cri-tools: cmd/crictl/container.go',
  },
  {
    since: 32,
    set: { eventSpamByType: true },
    says: 'The limit on Events counts Normal and Warning apart.',
    source: 'staging/src/k8s.io/client-go/tools/record/events_cache.go',
  },
  {
    since: 34,
    set: { portNames: true },
    says: 'kubectl describe prints the names of ports.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  {
    since: 35,
    set: { eventFieldPath: true },
    says: 'kubectl describe begins an Event with the container it is about.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
  {
    since: 37,
    set: { probeThresholdWords: true },
    says: 'kubectl describe spells out the thresholds of a probe.',
    source: 'staging/src/k8s.io/kubectl/pkg/describe/describe.go',
  },
]

const releases = new Map<string, Release>()

/**
 * The rules of a release such as `1.19`.
 *
 * Units: none. Errors: throws RangeError for a release that is not modelled; `parseScenario` has refused it before.
 * Follows: nothing upstream; each row names its own source.
 */
export function releaseOf(name: string): Release {
  const known = releases.get(name)
  if (known) return known
  const minor = Number(/^1\.(\d+)$/.exec(name)?.[1])
  if (!(minor >= OLDEST && minor <= NEWEST)) throw new RangeError(`Kubernetes ${name} is not modelled: 1.${OLDEST} … 1.${NEWEST} are`)
  const release: Release = Object.assign({}, BASE, ...CHANGES.filter((row) => row.since <= minor).map((row) => row.set), { name, minor })
  releases.set(name, release)
  return release
}

/**
 * The rows that lie between two releases, oldest first, whichever of the two is older.
 *
 * Units: none. Errors: throws RangeError as `releaseOf`. Follows: nothing upstream.
 */
export function changesBetween(from: string, to: string): readonly Change[] {
  const [low, high] = [releaseOf(from).minor, releaseOf(to).minor].toSorted((a, b) => a - b) as [number, number]
  return CHANGES.filter((row) => row.since > low && row.since <= high).toSorted((a, b) => a.since - b.since)
}
