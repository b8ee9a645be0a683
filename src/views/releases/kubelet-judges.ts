import { handled, hasProbe, redirects } from './facts.ts'
import { CONFIGURATION_FILE } from '../../sim/kubelet/configuration.ts'
import type { Rules } from '../../sim/release/release.ts'
import { ON_EVENTS } from './judged-alike.ts'
import { given, nothing, texts, touches, type Judge } from './verdict.ts'

const KUBELET_API = texts('Only who asks the kubelet’s own API sees it.')
const NO_PROBES = 'No container here has a probe.'

const configuresBackOff: Judge = ({ inputs: { kubelet, files } }) =>
  given(
    kubelet.crashLoopBackOff !== undefined || kubelet.featureGates !== undefined || Object.hasOwn(files, CONFIGURATION_FILE),
    'The kubelet’s configuration is here: whether what it says of the back-off counts.',
    'Nothing here configures the back-off.',
  )

/** Rules of the kubelet, each by what the pods have. */
export const KUBELET_JUDGES = {
  hookTimeInGrace: (facts) =>
    given(
      facts.containers.some(({ container }) => container.lifecycle?.preStop !== undefined),
      'A preStop hook is here: how much of the grace is left after it, when its pod is removed, differs.',
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
      hasProbe(facts, 'startup', 'readiness'),
      `The ${hasProbe(facts, 'startup') ? 'startup' : 'readiness'} probe’s result is acted upon at once.`,
      'There is no startup and no readiness probe here.',
    ),
  probeLingers: (facts) =>
    given(
      hasProbe(facts, 'startup', 'readiness', 'liveness'),
      'A probe to which a TLS server keeps silent takes 45 ms more than 10 s.',
      NO_PROBES,
    ),
  manualProbe: (facts, { since }) =>
    given(
      hasProbe(facts, 'readiness'),
      since < 32
        ? 'The readiness probe is also sent when a sync asks for it.'
        : 'A readiness probe that a sync has asked for moves the ones after it.',
      'There is no readiness probe here.',
    ),
  hasStarted: (facts) =>
    given(
      hasProbe(facts, 'startup'),
      'The manifest has a startup probe; before, it is dropped, and liveness probes begin at once.',
      'There is no startup probe here.',
    ),
  initHasStarted: (facts) =>
    facts.containers.some(({ init }) => init)
      ? texts('The init containers’ status has `started`.')
      : nothing('There are no init containers here.'),
  startupSuccessHolds: (facts) =>
    given(hasProbe(facts, 'startup'), 'After an exit the startup worker no longer wakes the sync.', 'There is no startup probe here.'),
  mirrorsAtRegistration: ({ inputs }) =>
    given(
      inputs.cluster.attached,
      'kubectl sees the pods as soon as the API has the node.',
      'The kubelet is not attached: there are no mirror pods.',
    ),
  inheritsStarted: (facts) =>
    given(
      hasProbe(facts, 'startup'),
      'After a restart the startup probe gates the others only from its next tick on.',
      'There is no startup probe here.',
    ),
  probeEventsNeedStart: ({ inputs, probes }) =>
    inputs.actions.some((action) => 'restart' in action && action.restart === 'kubelet') && probes.length > 0
      ? texts('Texts only: after the kubelet’s restart the Events of its probes are there.')
      : nothing('The kubelet is not restarted here.'),
  relistsAfterSync: () => touches('Starts are seen up to a second sooner.'),
  joinsWakes: () => nothing('Only a container that cannot be started is tried once less in its pod’s first seconds.'),
  retriesAtExpiry: () => touches('Once a start is held back, it comes sooner or later after the back-off’s end.'),
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
  postStartReason: (facts) =>
    facts.containers.some(({ container }) => container.lifecycle?.postStart !== undefined)
      ? texts('Texts only: why a container waits.')
      : nothing('No container here has a postStart hook.'),
  grpcProbes: (facts) =>
    given(handled(facts, 'grpc'), 'A probe here calls a gRPC health service.', 'No probe here calls a gRPC health service.'),
  readinessOutlivesRemoval: (facts) =>
    given(
      hasProbe(facts, 'readiness'),
      'After its pod is removed or edited, a readiness probe may be sent or not.',
      'There is no readiness probe here.',
    ),
  sidecarsProbedAgain: (facts) =>
    given(
      facts.containers.some(({ container }) => container.restartPolicy === 'Always') && facts.probes.length > 0,
      'A side-car here may be probed again after its end.',
      'There is no side-car with a probe here.',
    ),
  backOffGates: configuresBackOff,
  rejectsSidecars: (facts) =>
    given(
      facts.containers.some(({ container }) => container.restartPolicy === 'Always'),
      'A pod here has a side-car: whether the kubelet takes it at all.',
      'There is no side-car here.',
    ),
  hooksSleep: (facts) =>
    given(
      facts.containers.some(({ container: { lifecycle } }) => lifecycle?.postStart?.sleep ?? lifecycle?.preStop?.sleep),
      'A hook here is to sleep: it does, or is over at once.',
      'No hook here is to sleep.',
    ),
  keepsRestartCounts: ({ containers, inputs: { actions }, edited }) =>
    given(
      containers.some(({ init }) => init) &&
        (edited || actions.some((action) => 'reboot' in action || ('restart' in action && action.restart === 'docker'))),
      'Init containers here may run again in a new sandbox: how their restarts are counted.',
      'No init container here runs again in a new sandbox.',
    ),
  sidecarHostPorts: (facts) =>
    given(
      facts.containers.some(
        ({ container }) => container.restartPolicy === 'Always' && container.ports.some(({ hostPort }) => hostPort > 0),
      ),
      'A side-car here asks for a port of the node: two pods that want one port are told apart.',
      'No side-car here asks for a port of the node.',
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
} satisfies Partial<Record<keyof Rules, Judge>>
