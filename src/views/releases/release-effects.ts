import { readManifest } from '../../manifest/parse.ts'
import type { Container, Manifest, Pod, Probe, ProbeType } from '../../manifest/types.ts'
import { FLAGS, type FlagRow } from '../../sim/apiserver/flags/flag-table.ts'
import { parseFlags, type ParsedFlags } from '../../sim/apiserver/flags/flags.ts'
import { changesFile } from '../../sim/node/file-changes.ts'
import { CHANGES, changesBetween, releaseOf, type Change, type Release, type Rules } from '../../sim/release/release.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import type { Reading } from '../../sim/release/row.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { flag } from '../text/flags.ts'

/** One difference between two releases, and what it is to the manifests at hand. */
export interface Effect {
  change: Pick<Change, 'since' | 'says' | 'source'> & { read?: Reading }
  /** Whether anything but texts can come out otherwise. */
  touches: boolean
  /** Whether a person would at least read other words. */
  texts: boolean
  /** Why, in a sentence. */
  why: string
}

/**
 * What lies between two releases, and whether it touches these inputs: what touches them first, then what changes texts
 * only, each oldest first. Which of the two releases is older does not matter.
 *
 * A row about manifests or flags is tried: the release before it is given that row alone, and reads them again. One about the
 * kubelet is judged by what the pods have.
 *
 * Units: none. Errors: throws RangeError as `releaseOf`. Follows: nothing upstream; each row names its own source.
 */
export function effectsOf(from: string, to: string, inputs: Inputs): Effect[] {
  const rows = changesBetween(from, to)
  const facts = factsOf(inputs, [from, to])
  const known = [
    ...rows.map((change): Effect => ({ change, ...judge(change, facts) })),
    ...fieldEffects(from, to, inputs),
    ...flagEffects(from, to, facts, rows),
  ]
  const effects = [...known, ...refusals(from, to, facts, known)]
  const weight = ({ touches, texts }: Effect): number => (touches ? 0 : texts ? 1 : 2)
  return effects.toSorted((a, b) => weight(a) - weight(b) || a.change.since - b.change.since)
}

/** What the pods have, in either release. */
interface Facts {
  inputs: Inputs
  containers: readonly { container: Container; init: boolean }[]
  probes: readonly { type: ProbeType; container: string; probe: Probe }[]
  /** Command lines of kube-apiservers, without the binary. */
  servers: readonly (readonly string[])[]
  edited: boolean
}

function factsOf(inputs: Inputs, releases: readonly string[]): Facts {
  const pods = releases.flatMap((name) =>
    Object.entries(inputs.manifests).flatMap(([file, text]): readonly Pod[] => {
      const { pod } = read(inputs, file, text, releaseOf(name))
      return pod ? [pod] : []
    }),
  )
  const containers = pods.flatMap(({ spec }) => [
    ...spec.initContainers.map((container) => ({ container, init: true })),
    ...spec.containers.map((container) => ({ container, init: false })),
  ])
  return {
    inputs,
    containers,
    probes: containers.flatMap(({ container }) =>
      (['startup', 'readiness', 'liveness'] as const).flatMap((type) => {
        const probe = container[`${type}Probe`]
        return probe ? [{ type, container: container.name, probe }] : []
      }),
    ),
    servers: [
      ...new Map(
        pods
          .flatMap((pod) => [...pod.spec.initContainers, ...pod.spec.containers].map((container) => runningOf(pod, container, inputs)))
          .filter(({ program }) => program === 'kube-apiserver')
          .map(({ args }) => [JSON.stringify(args), args]),
      ).values(),
    ],
    edited: inputs.actions.some(changesFile),
  }
}

function read(inputs: Inputs, file: string, text: string, release: Release): Manifest {
  return readManifest(text, { file: `/etc/kubernetes/manifests/${file}`, nodeName: inputs.node.name, release })
}

type Verdict = Pick<Effect, 'touches' | 'texts' | 'why'>

const touches = (why: string): Verdict => ({ touches: true, texts: true, why })
const texts = (why: string): Verdict => ({ touches: false, texts: true, why })
const nothing = (why: string): Verdict => ({ touches: false, texts: false, why })
const given = (is: boolean, yes: string, no: string): Verdict => (is ? touches(yes) : nothing(no))

type Judge = (facts: Facts, change: Change) => Verdict

/** The strongest of what a row's rules come to. */
function judge(change: Change, facts: Facts): Verdict {
  const judges = new Set((Object.keys(change.set) as (keyof Rules)[]).map((name) => JUDGES[name]))
  const verdicts = [...judges].map((one) => one(facts, change))
  return verdicts.find((verdict) => verdict.touches) ?? verdicts.find((verdict) => verdict.texts) ?? verdicts[0]!
}

/** One judge for many rules. */
function each<K extends keyof Rules>(one: Judge, ...rules: readonly K[]): Record<K, Judge> {
  return Object.fromEntries(rules.map((rule) => [rule, one])) as Record<K, Judge>
}

const has = (facts: Facts, ...types: ProbeType[]): boolean => facts.probes.some(({ type }) => types.includes(type))
const handled = (facts: Facts, handler: 'exec' | 'httpGet' | 'grpc'): boolean =>
  facts.probes.some(({ probe }) => probe[handler] !== undefined)
const redirects = ({ inputs }: Facts): boolean =>
  Object.values(inputs.processes).some(({ answers }) => answers.some(({ location }) => location !== undefined))
const value = ({ servers }: Facts, name: string): string | undefined =>
  servers.map((args) => flag(args, name)).find((found) => found !== undefined)
const paths = ({ probes }: Facts): string[] => probes.flatMap(({ probe }) => (probe.httpGet ? [probe.httpGet.path] : []))
const served = (facts: Facts, say: () => Verdict): Verdict =>
  facts.servers.length > 0 ? say() : nothing('There is no kube-apiserver here.')

const ON_EVENTS = 'Texts only: Events read differently.'
const KUBELET_API = texts('Only who asks the kubelet’s own API sees it.')
const NO_PROBES = 'No container here has a probe.'

const PRINTED: Judge = () => texts('Texts only: what kubectl prints or the API answers.')
const ANSWERED: Judge = (facts) => served(facts, () => texts('Texts only: what the kube-apiserver answers.'))
const LOGGED: Judge = (facts) => served(facts, () => texts('Texts only: the kube-apiserver’s log.'))
const MANAGED: Judge = ({ inputs }) =>
  /kube-(controller-manager|scheduler)/.test(Object.values(inputs.manifests).join())
    ? touches('kube-controller-manager or kube-scheduler is here: their ports, their lease or what they log.')
    : nothing('Neither kube-controller-manager nor kube-scheduler is here.')

/** By rule, every one of them: rules of manifests and of flags are tried. */
const JUDGES: Readonly<Record<keyof Rules, Judge>> = {
  ...each(
    rereadManifests,
    'yamlScannerLine',
    'jsonDecoder',
    'schemeName',
    'manifestErrorText',
    'nameNeeded',
    'dnsName',
    'portNameLetter',
    'containerCheckOrder',
    'initProbeText',
    'hostPortMustMatch',
    'resourceLimitShown',
    'relaxedEnvironment',
    'envFiles',
    'zeroSleep',
    'containerRestartRules',
    'dnsSearches',
    'refusesApiReferences',
    'environmentFields',
    'hostAliasPlaces',
    'hostAliasText',
    'ipText',
    'labelDots',
    'selectorValues',
    'tolerationCompares',
    'valuesAsJson',
  ),
  ...each(
    reparseFlags,
    'badValueQuoted',
    'durationQuoted',
    'strayRefused',
    'usagePrinted',
    'manifestComplaint',
    'noCidrWarning',
    'alwaysAllowWarning',
    'authenticationErrorPrefix',
    'clientCAErrorPrefix',
    'emptyModesAllowAll',
    'ownChecksLast',
    'storageBackends',
    'serviceRangeLimited',
    'priorityAndFairness',
    'securePortRequired',
    'oidcStrict',
    'signingEndpoint',
    'tokenRequestChecked',
    'flagErrorsExit2',
    'commandFailedLog',
    'commandFailedAt',
    'issuerRequired',
    'gatesCheckedLate',
    'servesLogs',
    'auditChecks',
    'auditModes',
    'auditVersions',
    'auditVersionsChecked',
    'countChecked',
    'etcdOverridesChecked',
    'fairnessApis',
    'genericFlagsChecked',
    'inFlightBelowNone',
    'modesChecked',
    'pluginsCheckedLate',
    'pluginsOnByDefault',
    'runtimeConfigChecked',
    'secondServiceRange',
    'admissionErrorPrefix',
    'authenticationFileErrorPrefix',
    'encryptionFileText',
    'insecureListenPrefix',
    'insecurePortText',
    'invalidAuthenticationPrefix',
    'logFormatText',
    'nodePortRangeText',
    'oidcSchemeText',
    'rangeTooLargeText',
    'rangeTooSmallText',
    'securePortText',
    'servingCertErrorPrefix',
    'storageBackendText',
    'badGateText',
    'csvColumnsFrom1',
    'emptyIpFlag',
    'helpListsFlags',
    'modesAreList',
    'unknownGateText',
    'verbosityParse',
  ),
  ...each(
    ANSWERED,
    'cacheControl',
    'conversionText',
    'emptyObjectShort',
    'emulationVersion',
    'healthNamed',
    'healthNosniff',
    'metricsCharset',
    'metricsEscaped',
    'metricsSlis',
    'notFoundPlain',
    'openapiV2',
    'openapiV3',
    'reasonNamed',
    'resourceQuoted',
    'serverSideApply',
    'swagger',
    'uiRedirect',
    'actsWithGroups',
    'escalateVerb',
    'escalationWords',
    'podTokens',
    'tokenErrors',
    'tokenHasId',
    'unauthenticatedLog',
  ),
  ...each(LOGGED, 'etcdCheckText', 'etcdDialLog', 'handshakeLog', 'requestTimeoutText', 'routineLog'),
  ...each(
    MANAGED,
    'expiryNamesTimes',
    'leaderIsUnique',
    'leaderLost',
    'leaseLog',
    'leasePath',
    'leaseTimeout',
    'managerAsked',
    'managerFailedText',
    'managerFlagText',
    'managerPorts',
    'schedulerLivez',
    'tlsErrorPrefix',
  ),
  ...each(
    () => texts(ON_EVENTS),
    'missingKeyText',
    'noClientText',
    'notFoundText',
    'portsTaken',
    'pullErrorKept',
    'pullErrorText',
    'pulledInText',
    'pullingText',
    'rejectedPrefix',
    'startFailedText',
    'startFailure',
    'unmountedText',
    'userErrorNamesPod',
  ),
  ...each(
    PRINTED,
    'etcdVersion',
    'imageRepository',
    'kubeadmCerts',
    'kubeadmClusterStatus',
    'kubeadmVersion',
    'kubeletConfigFile',
    'kubeletConfigMap',
    'allNamespacesShort',
    'badOptionWord',
    'controlPlaneWord',
    'createFailureNamed',
    'createsTokens',
    'deletedNamesNamespace',
    'emptyNamesNamespace',
    'emptyPreferences',
    'execNeedsDashes',
    'forceMeansNoGrace',
    'hasEventsCommand',
    'hiddenAuthority',
    'hiddenCertificate',
    'kustomizeVersion',
    'noTypePrefix',
    'printsGroup',
    'printsSlash',
    'topAsksHeapster',
    'versionShort',
    'waits',
    'warningWord',
    'warnsOfComponents',
    'whoami',
    'yamlQuotesTimes',
    'annotationColon',
    'columnMinWidth',
    'crictlColumns',
    'crictlUser',
    'describeIPs',
    'describeSeccomp',
    'describesHostPort',
    'describesMirrorEvents',
    'describesNoPriorityClass',
    'describesNodeOldly',
    'eventColumnsShort',
    'eventFieldPath',
    'eventFromHost',
    'mirrorOwner',
    'nodeInternalIP',
    'nodePodAge',
    'podConditions',
    'podWideColumns',
    'portNames',
    'priorityClassLabel',
    'probeThresholdWords',
    'restartsAgo',
    'roleColumns',
    'servicePrefix',
    'shortAges',
    'tolerationOp',
    'componentsByTLS',
    'etcdHealthText',
    'eventReporter',
    'eventTime',
    'hostIPs',
    'kubeProxyVersion',
    'leaseNamespace',
    'mountsInStatus',
    'namespaceLabel',
    'outOfDisk',
    'pauseImage',
    'pidPressure',
    'podGeneration',
    'podIPs',
    'podLogForm',
    'podResources',
    'preemptionPolicy',
    'refusedCall',
    'resourcesInStatus',
    'rootCAMaps',
    'selfLinks',
    'serviceFamilies',
    'serviceLinks',
    'serviceTrafficPolicy',
    'stableNodeLabels',
    'tokenSecrets',
  ),
  hookTimeInGrace: (facts) =>
    given(
      facts.containers.some(({ container }) => container.lifecycle?.preStop !== undefined),
      'A preStop hook is here: what of the grace is left after it, when its pod is removed, is another time.',
      'No container here has a preStop hook.',
    ),
  waitsForMirrored: ({ edited }) =>
    given(edited, 'A manifest is edited here: the new pod waits for the old one’s end.', 'Nothing is edited here.'),
  invalidHandlerText: (facts) =>
    facts.containers.some(({ container }) => container.lifecycle !== undefined)
      ? texts(ON_EVENTS)
      : nothing('No container here has a hook.'),
  redirectKeepsHost: (facts) =>
    given(redirects(facts), 'A program here answers with a redirect.', 'Nothing here answers a probe with a redirect.'),
  nullTimes: () => KUBELET_API,
  // kubelet
  structuredLogs: () => texts('Texts only: the kubelet’s log.'),
  workersSleepFirst: (facts) =>
    given(facts.probes.length > 0, 'The first probe of each worker comes up to a period earlier or later.', NO_PROBES),
  resultRunAfterKill: (facts) => {
    const counted = facts.probes.find(({ type, probe }) => type !== 'readiness' && probe.failureThreshold > 1)
    const most = counted?.probe.failureThreshold ?? 0
    return given(
      counted !== undefined,
      `Every kill after the first takes ${most} failures of the ${counted?.type} probe, not ${most - 1}.`,
      'No probe that kills has a failureThreshold above 1.',
    )
  },
  allResultsSync: (facts) =>
    given(
      has(facts, 'startup', 'readiness'),
      `The ${has(facts, 'startup') ? 'startup' : 'readiness'} probe’s result is acted upon at once.`,
      'There is no startup and no readiness probe here.',
    ),
  manualProbe: (facts, { since }) =>
    given(
      has(facts, 'readiness'),
      since < 32
        ? 'The readiness probe is also sent when a sync asks for it.'
        : 'A readiness probe that a sync has asked for moves the ones after it.',
      'There is no readiness probe here.',
    ),
  hasStarted: (facts) =>
    given(
      has(facts, 'startup'),
      'The manifest has a startup probe; before, it is dropped, and liveness probes begin at once.',
      'There is no startup probe here.',
    ),
  initHasStarted: (facts) =>
    facts.containers.some(({ init }) => init)
      ? texts('The init containers’ status has `started`.')
      : nothing('There are no init containers here.'),
  startupSuccessHolds: (facts) =>
    given(has(facts, 'startup'), 'After an exit the startup worker no longer wakes the sync.', 'There is no startup probe here.'),
  mirrorsAtRegistration: ({ inputs }) =>
    given(
      inputs.cluster.attached,
      'kubectl sees the pods as soon as the API has the node.',
      'The kubelet is not attached: there are no mirror pods.',
    ),
  inheritsStarted: (facts) =>
    given(
      has(facts, 'startup'),
      'After a restart the startup probe gates the others only from its next tick on.',
      'There is no startup probe here.',
    ),
  probeEventsNeedStart: ({ inputs, probes }) =>
    inputs.actions.some((action) => 'restart' in action && action.restart === 'kubelet') && probes.length > 0
      ? texts('Texts only: after the kubelet’s restart the Events of its probes are there.')
      : nothing('The kubelet is not restarted here.'),
  relistsAfterSync: () => touches('Starts are seen up to a second sooner.'),
  retriesAtExpiry: () => touches('Once a start is held back, it comes at another moment after the back-off’s end.'),
  onePodPerName: ({ edited }) =>
    given(
      edited,
      'A manifest is edited here: the new pod waits for the old one’s end.',
      'Nothing is edited here; an edit would take longer.',
    ),
  relistsFiles: ({ edited }) =>
    given(
      edited,
      'Files change here: one that cannot be read costs its pod within 20 s.',
      'No file changes here; one that cannot be read would cost its pod.',
    ),
  mountEvents: () => texts(ON_EVENTS),
  killingFirst: () => texts('Texts only, and the moment of the Killing event.'),
  killingText: () => texts(ON_EVENTS),
  createdText: () => texts(ON_EVENTS),
  startedText: () => texts(ON_EVENTS),
  pulledText: () => texts(ON_EVENTS),
  backOffText: () => texts(ON_EVENTS),
  hooksAreProbeLike: (facts) =>
    given(
      facts.containers.some(({ container }) =>
        [container.lifecycle?.postStart, container.lifecycle?.preStop].some(
          (hook) => hook?.httpGet !== undefined && hook.httpGet.scheme === 'HTTPS',
        ),
      ),
      'A hook here asks by HTTPS.',
      'No hook here asks by HTTPS.',
    ),
  hookFailedText: (facts) =>
    facts.containers.some(({ container }) => container.lifecycle !== undefined)
      ? texts(ON_EVENTS)
      : nothing('No container here has a hook.'),
  erroredText: (facts) => (facts.probes.length ? texts(ON_EVENTS) : nothing(NO_PROBES)),
  unknownPortText: ({ probes }) =>
    probes.some(({ probe }) => typeof (probe.httpGet ?? probe.tcpSocket)?.port === 'string')
      ? texts(ON_EVENTS)
      : nothing('No probe here names a port.'),
  quotesURL: (facts) => (handled(facts, 'httpGet') ? texts(ON_EVENTS) : nothing('No probe here is an HTTP request.')),
  redirectWarning: (facts, { since }) =>
    !redirects(facts)
      ? nothing('Nothing here answers a probe with a redirect.')
      : since < 24
        ? touches('A program here answers with a redirect.')
        : texts(ON_EVENTS),
  redirectsNeedLocation: ({ inputs }) =>
    given(
      Object.values(inputs.processes).some(({ answers }) =>
        answers.some(({ status = 200, location }) => status >= 301 && status <= 303 && location === undefined),
      ),
      'A program here answers with a redirect to nowhere.',
      'Nothing here answers a probe with a redirect to nowhere.',
    ),
  fineGrainedKubelet: () => KUBELET_API,
  subresourcesListed: () => KUBELET_API,
  servesSpec: () => KUBELET_API,
  podsTellStatus: () => KUBELET_API,
  kubeletReviewsTokens: () => KUBELET_API,
  configzIsJson: () => KUBELET_API,
  manifestField: () => KUBELET_API,
  kubeletMetrics: () => KUBELET_API,
  kubeletChecks: () => KUBELET_API,
  slashRedirect: () => KUBELET_API,
  execTimeoutText: (facts, { since }) =>
    !handled(facts, 'exec')
      ? nothing('No probe here runs a command.')
      : since < 31
        ? touches('A command that takes too long fails its probe; before, it never killed.')
        : texts(ON_EVENTS),
  runtime: (facts) =>
    handled(facts, 'exec')
      ? touches(
          'Docker lets a command run on when its time is over, and one that cannot be started fails its probe; to containerd both are errors, which do not count.',
        )
      : texts('Texts only: the names of containers and images.'),
  dockerExecText: (facts) => (handled(facts, 'exec') ? texts(ON_EVENTS) : nothing('No probe here runs a command.')),
  uidHasPath: () => texts('The pod’s UID is another; nothing restarts for it.'),
  // kube-apiserver
  apiserverStopSeconds: (facts) => served(facts, () => touches('The kube-apiserver takes another time to end.')),
  apiserverStopWatchedSeconds: (facts) =>
    served(facts, () =>
      given(
        facts.inputs.cluster.attached,
        'The kubelet’s watch is open: each kill takes as long as the grace allows, and ends with 137.',
        'The kubelet is not attached: no watch is open.',
      ),
    ),
  apiserverStopUnauthenticatedSeconds: (facts) =>
    served(facts, () =>
      given(
        facts.inputs.cluster.attached && value(facts, 'anonymous-auth') === 'false',
        'Anonymous requests are off and the kubelet is attached: the end of the kube-apiserver takes another time.',
        'Anonymous requests are on.',
      ),
    ),
  apiserverAnswerSeconds: (facts) => served(facts, () => touches('The kube-apiserver comes up in another time.')),
  apiserverListenSeconds: (facts) => served(facts, () => touches('The kube-apiserver comes up in another time.')),
  apiserverRolesSeconds: (facts) => served(facts, () => touches('The kube-apiserver comes up in another time.')),
  apiserverHooksSeconds: (facts) => served(facts, () => touches('The kube-apiserver comes up in another time.')),
  closesAfterHooks: (facts) =>
    served(facts, () =>
      given(losesEtcd(facts), 'etcd is lost here: a kube-apiserver that is to end goes on to answer.', 'etcd is there all the time.'),
    ),
  livez: (facts) =>
    served(facts, () =>
      given(
        paths(facts).some((path) => /^\/(livez|readyz)/.test(path)),
        'A probe asks /livez or /readyz, which are 404 before.',
        'No probe asks /livez or /readyz.',
      ),
    ),
  healthExclude: (facts) =>
    served(facts, () =>
      given(
        paths(facts).some((path) => path.includes('exclude=')),
        'A probe excludes checks.',
        'No probe excludes checks.',
      ),
    ),
  publicInfoViewer: (facts) =>
    served(facts, () =>
      given(
        anonymousOn(facts),
        'Anonymous requests are on: their callers see less from here on, health and version alone.',
        'Anonymous requests are off.',
      ),
    ),
  monitoringRole: (facts) => served(facts, () => nothing('Nobody here is in the group system:monitoring.')),
  nodeSelectors: (facts) => served(facts, () => touches('A node’s certificate reads less.')),
  basicAuth: (facts) =>
    served(facts, () =>
      given(value(facts, 'basic-auth-file') !== undefined, '--basic-auth-file is given.', '--basic-auth-file is not given.'),
    ),
  insecurePort: (facts, change) => served(facts, () => insecure(facts, change)),
  anonymousConditions: (facts) => configured(facts),
  authenticationConfigVersions: (facts) => configured(facts),
  authorizationConfigVersions: (facts) => configured(facts, 'authorization-config'),
  plainHttpAnswered: (facts) =>
    served(facts, () =>
      facts.probes.some(({ probe }) => probe.httpGet?.scheme === 'HTTP')
        ? texts('A plain HTTP request to the secure port is refused in other words.')
        : nothing('Every probe here speaks HTTPS, or none.'),
    ),
  etcdCheck: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: health checks find it out otherwise.', 'etcd is there all the time.')),
  etcdDialSeconds: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: a start without it ends later.', 'etcd is there all the time.')),
  withoutEtcd: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: a start without it ends otherwise.', 'etcd is there all the time.')),
  accountsFromMemory: (facts) =>
    served(facts, () =>
      given(
        losesEtcd(facts),
        'etcd is lost here: callers with a service account’s token are let in all the same.',
        'etcd is there all the time.',
      ),
    ),
  kubeadmAdminBinding: (facts) => served(facts, () => texts('kubeadm’s admin.conf is let in by another rule.')),
  eventSpamByType: () => texts('Counts only: kubectl describe drops other Events of a long row.'),
  adminGroup: (facts) => served(facts, () => texts('kubeadm’s admin.conf names another group.')),
}

const losesEtcd = ({ inputs }: Facts): boolean => inputs.cluster.etcd !== 'up' || inputs.actions.some((action) => 'etcd' in action)
const anonymousOn = (facts: Facts): boolean => value(facts, 'anonymous-auth') !== 'false'
const configured = (facts: Facts, name = 'authentication-config'): Verdict =>
  served(facts, () => given(value(facts, name) !== undefined, `--${name} is given.`, `--${name} is not given.`))

/** Not given, it still served this port on localhost, up to 1.19. */
function insecure(facts: Facts, { set }: Change): Verdict {
  const port = value(facts, 'insecure-port') ?? value(facts, 'port')
  if (set.insecurePort === 'gone')
    return port === undefined
      ? nothing('--insecure-port is not given.')
      : touches(`--insecure-port=${port} is given: the kube-apiserver no longer starts.`)
  if (port === undefined)
    return set.insecurePort === 'only 0'
      ? touches('--insecure-port is not given: before, 127.0.0.1:8080 is open to everybody on the node.')
      : nothing('--insecure-port is not given.')
  if (set.insecurePort === 'deprecated') return texts(`--insecure-port=${port} is given: a warning, no more.`)
  return port === '0'
    ? texts('--insecure-port=0 is given: a warning, no more.')
    : touches(`--insecure-port=${port} is given: the kube-apiserver no longer starts.`)
}

/**
 * The release before a row, without it and with it alone. Their minors lie between two releases, another for each row, so that
 * whoever keeps what it has read by release keeps them apart; fields and flags are the same for both.
 */
function before(change: Change): [without: Release, alone: Release] {
  const { since, set } = change
  const old = releaseOf(`1.${since - 1}`)
  return [
    { ...old, minor: since - 0.5 },
    { ...old, ...set, minor: since - 0.25 + CHANGES.indexOf(change) / 4096 },
  ]
}

function rereadManifests({ inputs }: Facts, change: Change): Verdict {
  const [without, alone] = before(change)
  for (const [file, text] of Object.entries(inputs.manifests)) {
    const [one, other] = [read(inputs, file, text, without), read(inputs, file, text, alone)]
    if ((one.pod === undefined) !== (other.pod === undefined))
      return touches(other.pod ? `${file} is accepted from here on.` : `${file} is refused from here on: ${other.error ?? ''}`)
    if (one.error !== other.error) return texts(`${file} is refused in other words.`)
  }
  return nothing('The manifests here are read as before.')
}

function reparseFlags(facts: Facts, change: Change): Verdict {
  const [without, alone] = before(change)
  return served(facts, () => {
    for (const args of facts.servers) {
      const [one, other] = [without, alone].map((release) => parseFlags(args, facts.inputs.files, release)) as [ParsedFlags, ParsedFlags]
      if ((one.config === undefined) !== (other.config === undefined))
        return touches(
          other.config
            ? 'The flags here are accepted from here on.'
            : `The flags here are refused from here on: ${other.says.at(-1) ?? ''}`,
        )
      if (one.says.join('\n') !== other.says.join('\n') || one.exit !== other.exit) return texts('Texts only: the kube-apiserver’s log.')
    }
    return nothing('The flags here are read as before.')
  })
}

/** Fields that one of the two drops without a word. */
function fieldEffects(from: string, to: string, inputs: Inputs): Effect[] {
  const [low, high] = ordered(from, to)
  return Object.entries(inputs.manifests).flatMap(([file, text]) => {
    const dropped = (minor: number): ReadonlySet<string> =>
      new Set(
        read(inputs, file, text, releaseOf(`1.${minor}`)).diagnostics.flatMap(({ code, path }) => (code === 'RELEASE_FIELD' ? [path] : [])),
      )
    const [old, young] = [dropped(low), dropped(high)]
    return [...new Set([...old, ...young])]
      .filter((path) => old.has(path) !== young.has(path))
      .map((path): Effect => {
        const since = firstMinor(low, high, (minor) => dropped(minor).has(path) !== old.has(path))
        const known = old.has(path)
        return {
          change: {
            since,
            says: `The field ${path.split('.').at(-1)} is ${known ? 'known' : 'gone'}.`,
            source: 'staging/src/k8s.io/api/core/v1/types.go',
          },
          ...touches(`${file} has ${path}: ${known ? 'before' : 'from here on'}, the kubelet drops it without a word.`),
        }
      })
  })
}

/** Flags that one of the two does not know. */
function flagEffects(from: string, to: string, { servers }: Facts, rows: readonly Change[]): Effect[] {
  const [low, high] = ordered(from, to)
  const said = rows.some(({ set }) => set.insecurePort === 'gone') ? ['insecure-port', 'port'] : []
  const names = new Set(servers.flat().flatMap((arg) => /^--([\w-]+)/.exec(arg)?.[1]?.replaceAll('_', '-') ?? []))
  return [...names].flatMap((name): Effect[] => {
    const known = (minor: number): boolean => FLAGS.some((row: FlagRow) => row.name === name && row.since <= minor && minor <= row.until)
    if (said.includes(name) || known(low) === known(high)) return []
    const since = firstMinor(low, high, (minor) => known(minor) !== known(low))
    const change = {
      since,
      says: `The flag --${name} is ${known(high) ? 'known' : 'unknown'}.`,
      source: 'cmd/kube-apiserver/app/options/options.go',
    }
    return [
      { change, ...touches(`--${name} is given: ${known(high) ? 'before' : 'from here on'}, the kube-apiserver does not start with it.`) },
    ]
  })
}

/** Releases from which on a manifest or its flags are refused, or no longer are, where no row says why. */
function refusals(from: string, to: string, facts: Facts, known: readonly Effect[]): Effect[] {
  const [low, high] = ordered(from, to)
  const { inputs, servers } = facts
  const effects: Effect[] = []
  for (let minor = low + 1; minor <= high; minor++) {
    if (
      known.some(
        ({ change, touches: does, why }) => does && change.since === minor && /refused|accepted|not start|no longer starts/.test(why),
      )
    )
      continue
    const [old, young] = [releaseOf(`1.${minor - 1}`), releaseOf(`1.${minor}`)]
    const add = (what: string, source: string, accepted: boolean, words: string): void => {
      effects.push({
        change: { since: minor, says: `${what} ${accepted ? 'accepted' : 'refused'}.`, source },
        ...touches(`${accepted ? 'Before' : 'From here on'}: ${words}`),
      })
    }
    for (const [file, text] of Object.entries(inputs.manifests)) {
      const [one, other] = [read(inputs, file, text, old), read(inputs, file, text, young)]
      if ((one.pod === undefined) !== (other.pod === undefined))
        add(`${file} is`, 'pkg/apis/core/validation/validation.go', other.pod !== undefined, one.error ?? other.error ?? '')
    }
    for (const args of servers) {
      const [one, other] = [old, young].map((release) => parseFlags(args, inputs.files, release)) as [ParsedFlags, ParsedFlags]
      if ((one.config === undefined) === (other.config === undefined)) continue
      add(
        'The flags here are',
        'cmd/kube-apiserver/app/options/validation.go',
        other.config !== undefined,
        (one.config ? other : one).says.at(-1) ?? '',
      )
    }
  }
  return effects
}

function ordered(from: string, to: string): [number, number] {
  const [a, b] = [releaseOf(from).minor, releaseOf(to).minor]
  return [Math.min(a, b), Math.max(a, b)]
}

function firstMinor(low: number, high: number, is: (minor: number) => boolean): number {
  for (let minor = low + 1; minor < high; minor++) if (is(minor)) return minor
  return high
}
