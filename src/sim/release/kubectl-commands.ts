import { rule, since, until } from './rule.ts'

/** What a failed `kubectl create KIND` says before the reason, by the first release that says it. */
const CREATE_FAILURES = [
  [11, { Job: 'failed to create job: ' }],
  [14, { CronJob: 'failed to create cronjob: ' }],
  [19, { ClusterRoleBinding: 'failed to create clusterrolebinding: ', Deployment: 'failed to create deployment: ' }],
  [
    20,
    {
      Ingress: 'failed to create ingress: ',
      ResourceQuota: 'failed to create quota: ',
      RoleBinding: 'failed to create rolebinding: ',
    },
  ],
  [
    21,
    {
      PriorityClass: 'failed to create priorityclass: ',
      ConfigMap: 'failed to create configmap: ',
      PodDisruptionBudget: 'failed to create poddisruptionbudgets: ',
      Secret: 'failed to create secret ',
      ServiceAccount: 'failed to create serviceaccount: ',
    },
  ],
] as const

/** Rules of kubectl: its tables and descriptions, and its commands. */
export const KUBECTL = {
  // the tables and descriptions that kubectl prints
  /** Ages are cut to one unit: `7m`. */
  shortAges: until(12),
  /** The least width of a column of `kubectl get`. */
  columnMinWidth: rule(10, { 12: 6 }),
  /** `6 (42s ago)` in RESTARTS. */
  restartsAgo: since(22),
  /** What `-o wide` adds for a pod. */
  podWideColumns: rule<readonly string[]>(['IP', 'NODE'], {
    11: ['IP', 'NODE', 'NOMINATED NODE'],
    13: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  }),
  /** `kubectl get events` has its five columns, as against ten. */
  eventColumnsShort: since(12),
  /** The kubelet's spam filter counts Normal and Warning apart. */
  eventSpamByType: since(32),
  /** describe's From column names the host too. */
  eventFromHost: until(18),
  /** describe's events begin with the field path: `spec.containers{main}: `. */
  eventFieldPath: since(35),
  /** describe prints a container's host port. */
  describesHostPort: since(10),
  /** describe finds a static pod's Events, which are not of its mirror's UID. */
  describesMirrorEvents: since(14),
  /** describe's lines of a node: taints before the time, and what is indented by one blank; no line on scheduling. */
  describesNodeOldly: until(10),
  /** How describe heads the age of a node's pods, where it prints it. */
  nodePodAge: rule<string | null>(null, { 13: 'AGE', 21: 'Age' }),
  /** -o wide shows a node's own address. */
  nodeInternalIP: since(11),
  /** describe prints `key: value` for annotations, as against `key=value`. */
  annotationColon: since(12),
  /** describe's word for the priority class, where it prints one. */
  priorityClassLabel: rule('', { 11: 'PriorityClassName', 15: 'Priority Class Name' }),
  /** describe prints a list of IPs. */
  describeIPs: since(16),
  describeSeccomp: since(27),
  /** describe prints the runtime class, the service account, and over what a pod's kind is to be spread. */
  describesSpread: since(25),
  /** describe prints what a pod as a whole may take. */
  describesPodResources: since(32),
  /** describe prints `Optional: false` of a projected Secret or ConfigMap, as against a pointer, `SecretOptionalName: <nil>`. */
  projectedOptional: since(33),
  /** describe of several objects leaves their Events out. */
  describesManyWithoutEvents: since(36),
  /** describe prints a service account's secrets and tokens. */
  describesTokens: until(35),
  /** describe prints a ConfigMap's binary data. */
  describesBinaryData: since(22),
  /** describe leaves a line empty behind each text of a ConfigMap. */
  dataApart: since(31),
  /** describe says that there is nothing. */
  describesNothing: since(18),
  /** What describe says of a namespace without a LimitRange. */
  noLimitsText: rule('No resource limits.', { 17: 'No LimitRange resource.' }),
  /** Roles' rules stand in the order of their verbs; before, of what they are of. */
  rulesByVerb: since(13),
  /** The mirror pod is owned by its node. */
  mirrorOwner: since(17),
  /** describe prints a container port's name. */
  portNames: since(34),
  /** describe spells out `successThreshold=1`, as against `#success=1`. */
  probeThresholdWords: since(37),
  /** describe prints a toleration's operator. */
  tolerationOp: since(19),
  /** The pod's conditions in the order of the API. */
  podConditions: rule<readonly string[]>(['Initialized', 'Ready', 'PodScheduled'], {
    11: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'],
    29: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'],
  }),
  /** What stands before a Service where several kinds are listed. */
  servicePrefix: rule<'svc' | 'service'>('svc', { 13: 'service' }),
  /** kubectl get shows a binding's role, and since when a role is there. */
  roleColumns: since(18),
  /** describe prints a priority class also where there is none. */
  describesNoPriorityClass: until(15),
  /** crictl tells a container's user. */
  crictlUser: since(19),
  /** Columns of `crictl ps` after POD ID; crictl follows Kubernetes' releases. */
  crictlColumns: rule<readonly string[]>([], { 24: ['POD'], 32: ['POD', 'NAMESPACE'] }),

  // kubectl’s commands
  /** kubectl get knows -A. */
  allNamespacesShort: since(14),
  /** How kubectl begins the error about an option that it does not know. */
  badOptionWord: rule('Error', { 14: 'error' }),
  /** Before what the server does not have. */
  noTypePrefix: rule('', { 10: 'error: ' }),
  /** What it says of types without a name, where one is needed. */
  unnamedText: rule('resource(s) were provided, but no name, label selector, or --all flag specified', {
    21: 'resource(s) were provided, but no name was specified',
  }),
  /** What it says of a name for all namespaces. */
  namedEverywhere: rule('namespace may not be empty when retrieving a resource by name', {
    14: 'a resource cannot be retrieved by name across all namespaces',
  }),
  /** kubectl apply looks at words that it does not take before it asks for a file. */
  applyTakesNoWords: since(23),
  /** So does kubectl create, which printed its help before. */
  createTakesNoWords: since(31),
  /** The commands of kubectl rollout that say that there is none of a type. */
  emptyRollouts: rule<readonly string[]>([], { 24: ['restart', 'pause', 'resume'], 28: ['restart', 'pause', 'resume', 'status'] }),
  /** kubectl wait. */
  waits: since(11),
  /** What it makes of pods that are to be deleted and are not there: an error of each, one of all, nothing. */
  waitForAbsent: rule<'not found' | 'no match' | 'nothing'>('not found', { 20: 'no match', 22: 'nothing' }),
  /** It takes a time-out of 0 for one look, and says so. */
  waitsAtOnce: since(31),
  /** It takes several conditions. */
  waitsForMany: since(36),
  /** kubectl events. */
  hasEventsCommand: since(26),
  /** kubectl's YAML quotes a time. */
  yamlQuotesTimes: since(13),
  /** kubectl version prints one short line a version; before, Go structs. */
  versionShort: since(28),
  /** kubectl top asks Heapster where there is no metrics API. */
  topAsksHeapster: until(21),
  /** kubectl exec takes a command behind `--` only. */
  execNeedsDashes: since(31),
  /** What it says of a container that the kubelet has not: since it asks over a WebSocket, the kube-apiserver hears of it first. */
  execRefused: rule('unable to upgrade connection', { 31: 'Internal error occurred: unable to upgrade connection' }),
  /** `No resources found in NAMESPACE namespace.` names the namespace. */
  emptyNamesNamespace: since(16),
  /** kubectl names what it has made and deleted with its API group. */
  printsGroup: since(10),
  /** `clusterrole.rbac.authorization.k8s.io/x created`, as against `clusterrole "x" created`. */
  printsSlash: since(11),
  /** `pod "x" deleted from y namespace`. */
  deletedNamesNamespace: since(34),
  /** Before what kubectl warns of. */
  warningWord: rule('warning', { 25: 'Warning' }),
  /** kubectl delete --force needs no --grace-period=0 beside it. */
  forceMeansNoGrace: since(18),
  /** kubectl delete warns of what is in no namespace, where one is given. */
  warnsUnscoped: since(15),
  /** kubectl create token. */
  createsTokens: since(24),
  /** What it says of a --duration that is too short for it. */
  tokenSeconds: rule<{ refusesZero: boolean; text: string }>(
    { refusesZero: false, text: '--duration must be positive' },
    {
      29: { refusesZero: true, text: '--duration must be positive' },
      30: { refusesZero: false, text: '--duration must be greater than or equal to 0' },
    },
  ),
  /** kubectl auth whoami: no such command, an API that is not on, works. */
  whoami: rule<'unknown' | 'off' | 'works'>('unknown', { 27: 'off', 28: 'works' }),
  /** What becomes of kubectl logs of several containers where none is named: the server or kubectl refuses it, or it is the first. */
  logsWithoutName: rule<'server' | 'client' | 'first'>('server', { 17: 'client', 24: 'first' }),
  /** kubectl exec says out of which containers it takes the first; an annotation names another one. */
  defaultContainers: since(21),
  /** What kubectl auth can-i says to any other number of words than two. */
  canIUsage: rule('you must specify two or three arguments: verb, resource, and optional resourceName', {
    26: "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
  }),
  /** An empty line stands behind each of its warnings. */
  canIWarnsApart: since(25),
  /** What kubectl cluster-info calls the kube-apiserver. */
  controlPlaneWord: rule('Kubernetes master', { 20: 'Kubernetes control plane' }),
  /** What a failed `kubectl create KIND` says before the reason, by kind. */
  createFailures: rule<Readonly<Record<string, string>>>(
    {},
    Object.fromEntries(
      CREATE_FAILURES.map(([since], i) => [since, Object.assign({}, ...CREATE_FAILURES.slice(0, i + 1).map(([, kinds]) => kinds))]),
    ),
  ),
  /** kubectl config view hides a CA's data, and certificates, by this word. */
  hiddenAuthority: rule('REDACTED', { 12: 'DATA+OMITTED' }),
  hiddenCertificate: rule('REDACTED', { 26: 'DATA+OMITTED' }),
  /** kubectl config view prints an empty `preferences`. */
  emptyPreferences: until(34),
  kustomizeVersion: rule('v5.0.4-0.20230601165947-6ce0bf390ce3', { 31: 'v5.4.2', 32: 'v5.5.0', 33: 'v5.6.0', 34: 'v5.7.1', 36: 'v5.8.1' }),
  /** Who reads component statuses is warned. */
  warnsOfComponents: since(19),
}
