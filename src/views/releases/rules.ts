/**
 * What the model claims, rule by rule, and what shows that it is so. Pure data: the page lists it, a test holds it against
 * the files that it names.
 */
export interface Rule {
  /** Short and stable: links may name it. */
  id: string
  group: (typeof GROUPS)[number]
  title: string
  /** The rule in our own words. */
  says: string
  /** Upstream paths in kubernetes/kubernetes, the main one first. */
  sources: readonly string[]
  /** The release whose file says it, where that is not the newest one read. */
  tag?: string
  /** Where the rule stands in this project. */
  files: readonly string[]
  /** Names in src/sim/recorded; none where the rule was only read. */
  recordings: readonly string[]
  /** Other recorded files that show it: answers, flags, manifests, consoles. */
  answers?: readonly string[]
}

export const GROUPS = [
  'Probe workers',
  'What an answer means',
  'Killing',
  'Back-off',
  'Syncs and statuses',
  'Static pods',
  'Several containers',
  'kube-apiserver',
  'Who may ask',
] as const

/** The release whose sources were read for rules without a tag. */
export const NEWEST_TAG = 'v1.37.2'

const FOLDERS = ['pods-1.9', 'pods-1.19', 'pods-1.30', 'pods-1.37'] as const
const inFolders = (folders: readonly string[], names: readonly string[]): string[] =>
  names.flatMap((name) => folders.map((folder) => `${folder}/${name}-a`))
/** Recorded with all four releases, or with one of them. */
const pods = (...names: string[]): string[] => inFolders(FOLDERS, names)
/** What 1.9 has no field for, or does otherwise. */
const later = (...names: string[]): string[] => inFolders(FOLDERS.slice(1), names)
/** What 1.19 has no field for. */
const newer = (...names: string[]): string[] => inFolders(FOLDERS.slice(2), names)
const of = (minor: 9 | 19 | 30 | 37, ...names: string[]): string[] => names.map((name) => `pods-1.${minor}/${name}-a`)
const plane = (...names: string[]): string[] => names.map((name) => `control-plane/${name}`)

const WORKER = 'pkg/kubelet/prober/worker.go'
const PROBER = 'pkg/kubelet/prober/prober.go'
const HTTP = 'pkg/probe/http/http.go'
const MANAGER = 'pkg/kubelet/kuberuntime/kuberuntime_manager.go'
const CONTAINER = 'pkg/kubelet/kuberuntime/kuberuntime_container.go'
const FLOW = 'staging/src/k8s.io/client-go/util/flowcontrol/backoff.go'
const POD_WORKERS = 'pkg/kubelet/pod_workers.go'
const SERVER = 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go'

/** In the order in which a life goes: probed, judged, killed, held back, started again; then whose life it is. */
export const RULES: readonly Rule[] = [
  {
    id: 'ticks',
    group: 'Probe workers',
    title: 'A probe’s clock never restarts',
    says: 'Each probe of a container has one worker for the whole life of its pod. It ticks every periodSeconds from the pod’s first sync on, and goes on ticking when the container is restarted; so the time from a restart to the next kill is a whole number of periods.',
    sources: [WORKER, 'pkg/kubelet/prober/prober_manager.go'],
    files: ['src/sim/kubelet/probes/worker.ts', 'src/sim/kubelet/pods/pod-worker.ts'],
    recordings: pods('live-500', 'fast', 'two'),
  },
  {
    id: 'initial-sleep',
    group: 'Probe workers',
    title: 'Up to 1.20 a worker sleeps first',
    says: 'Before its first tick a probe worker sleeps a random part of its period. Since 1.21 it does so only while the kubelet itself is younger than one period.',
    sources: [WORKER],
    files: ['src/sim/kubelet/probes/worker.ts', 'src/sim/chance.ts'],
    recordings: [...of(9, 'live-500', 'delay', 'two'), ...of(19, 'live-500', 'delay', 'two')],
  },
  {
    id: 'initial-delay',
    group: 'Probe workers',
    title: 'The initial delay counts whole seconds since the start',
    says: 'A tick is passed over while fewer than initialDelaySeconds have gone by since this start of the container. The start is cut to a whole second of the wall clock, so a delay can be over up to a second early; and it is waited for after every restart.',
    sources: [WORKER, 'pkg/kubelet/status/status_manager.go'],
    files: ['src/sim/kubelet/probes/worker.ts'],
    recordings: [...pods('delay', 'live-seed'), ...later('startup-401')],
  },
  {
    id: 'thresholds',
    group: 'Probe workers',
    title: 'Only equal results in a row count',
    says: 'A result is acted upon when it has come failureThreshold or successThreshold times in a row. One other result in between starts the count anew.',
    sources: [WORKER],
    files: ['src/sim/kubelet/probes/worker.ts'],
    recordings: pods('live-flap', 'ready-2', 'live-late'),
  },
  {
    id: 'on-hold',
    group: 'Probe workers',
    title: 'After a verdict a worker waits for the next container',
    says: 'A worker whose failures have had a container condemned is on hold: it sends no further probe until a new container ID stands in the status, and counts from 0 again (up to 1.14 from 1, so that later kills took one failure less).',
    sources: [WORKER],
    files: ['src/sim/kubelet/probes/worker.ts'],
    recordings: pods('term-ignored', 'slow-exit'),
  },
  {
    id: 'late-tick',
    group: 'Probe workers',
    title: 'One late tick is kept',
    says: 'A probe that takes longer than its period is followed by the next one at once: Go’s ticker keeps one tick for a reader that is late, and no more.',
    sources: [WORKER],
    files: ['src/sim/kubelet/probes/worker.ts'],
    recordings: plane('etcd-killed', 'etcd-hung', 'hang'),
  },
  {
    id: 'startup-gate',
    group: 'Probe workers',
    title: 'Liveness and readiness wait for startup',
    says: 'Until a container has started, only its startup probe is sent; once it has, the startup probe rests until the next container. A startup probe that fails failureThreshold times has the container killed like a liveness probe.',
    sources: [WORKER],
    files: ['src/sim/kubelet/probes/worker.ts'],
    recordings: later('startup-ok', 'startup-401', 'startup-never'),
  },
  {
    id: 'inherited-started',
    group: 'Probe workers',
    title: 'Since 1.35 a restarted container counts as started',
    says: 'A container that is restarted in the same sync inherits `started` from the one before, until the startup worker’s next tick takes it away. In between its liveness and readiness may be probed.',
    sources: ['pkg/kubelet/kubelet_pods.go', 'pkg/kubelet/prober/prober_manager.go'],
    files: ['src/sim/kubelet/pods/pod-worker.ts'],
    recordings: plane('hang', 'etcd-killed', 'etcd-hung'),
  },
  {
    id: 'manual-trigger',
    group: 'Probe workers',
    title: 'A sync asks for a readiness probe',
    says: 'Since 1.21 every sync of a container that runs and is not ready asks for a readiness probe at once. Since 1.32 that probe also moves the worker’s ticks.',
    sources: [WORKER, 'pkg/kubelet/prober/prober_manager.go'],
    files: ['src/sim/kubelet/probes/worker.ts', 'src/sim/kubelet/pods/pod-worker.ts'],
    recordings: newer('ready-2', 'both-fail', 'startup-ok'),
  },
  {
    id: 'http-status',
    group: 'What an answer means',
    title: '200 to 399 is a pass',
    says: 'An HTTP probe passes with a status from 200 to 399 and fails with any other; 401 is a failure like 500. The event names the status, never the body.',
    sources: [HTTP, PROBER],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: [...pods('live-500', 'live-seed', 'both-fail'), ...of(9, 'status-399')],
  },
  {
    id: 'http-host',
    group: 'What an answer means',
    title: 'Without a host the pod’s own address is probed',
    says: 'httpGet and tcpSocket go to the pod’s IP where no host is given; a kubelet that knows none dials the node itself.',
    sources: [PROBER],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: pods('default-host'),
  },
  {
    id: 'named-port',
    group: 'What an answer means',
    title: 'A port may be named',
    says: 'A port’s name is looked up among the container’s own ports. A name that is not there is an error of the probe, which never counts as a failure.',
    sources: [PROBER, 'pkg/probe/util.go'],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: [...pods('named-port'), ...plane('anonymous-conditions')],
  },
  {
    id: 'errors',
    group: 'What an answer means',
    title: 'An error never kills',
    says: 'A probe that could not be made at all, as with a command that the image does not have, is tried three times and then thrown away: no counter moves. (To Docker such a command fails, with exit code 126, and counts.) Such a liveness probe never kills, and such a startup probe never lets the container start.',
    sources: [PROBER, 'pkg/probe/exec/exec.go'],
    files: ['src/sim/kubelet/probes/prober.ts', 'src/sim/kubelet/probes/worker.ts'],
    recordings: later('exec-missing'),
  },
  {
    id: 'exec',
    group: 'What an answer means',
    title: 'A command’s exit code is the answer',
    says: 'An exec probe passes with exit code 0 and fails with any other; the event shows what the command printed. To Docker a command that the image does not have ends with 126.',
    sources: ['pkg/probe/exec/exec.go'],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: [...pods('exec-fail'), ...of(9, 'exec-missing')],
  },
  {
    id: 'exec-timeout',
    group: 'What an answer means',
    title: 'Since 1.20 a slow command is a failure',
    says: 'A command that runs longer than timeoutSeconds fails its probe. Up to 1.19 that was an error under containerd, and Docker let it run on: it never killed.',
    sources: ['staging/src/k8s.io/cri-client/pkg/remote_runtime.go', 'pkg/probe/exec/exec.go'],
    files: ['src/sim/kubelet/probes/prober.ts', 'src/sim/release/kubelet-probes.ts'],
    recordings: pods('exec-timeout'),
  },
  {
    id: 'redirect-same',
    group: 'What an answer means',
    title: 'Redirects on the same host are followed, ten times',
    says: 'A redirect to the same host name is followed; after ten of them the probe fails, and that failure counts.',
    sources: [HTTP],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: pods('redirect-same'),
  },
  {
    id: 'redirect-away',
    group: 'What an answer means',
    title: 'A redirect to another host is a warning',
    says: 'A redirect to another host is not followed. The probe ends with a warning, which counts as success and is told as ProbeWarning.',
    sources: [HTTP, PROBER],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: later('redirect-away'),
  },
  {
    id: 'tcp',
    group: 'What an answer means',
    title: 'A TCP probe asks for a connection and nothing else',
    says: 'A tcpSocket probe passes as soon as a connection is accepted. The kernel accepts for a process that hangs, so such a probe stays green.',
    sources: ['pkg/probe/tcp/tcp.go'],
    files: ['src/sim/kubelet/probes/prober.ts', 'src/sim/node/network.ts'],
    recordings: [...pods('tcp-refused', 'tcp-hang'), ...plane('tcp-then-hang')],
  },
  {
    id: 'timeout',
    group: 'What an answer means',
    title: 'timeoutSeconds covers the whole exchange',
    says: 'Connecting, TLS, headers and body of an HTTP probe have timeoutSeconds together; what takes longer has failed.',
    sources: [HTTP],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: pods('timeout', 'tcp-hang'),
  },
  {
    id: 'tls-handshake',
    group: 'What an answer means',
    title: 'A TLS handshake has 10 s, whatever timeoutSeconds says',
    says: 'Go’s HTTP client gives up a TLS handshake after 10 s. A hung apiserver therefore fails a probe every 10 s even where timeoutSeconds is 15.',
    sources: [HTTP, 'staging/src/k8s.io/apimachinery/pkg/util/net/http.go'],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: plane('hang'),
  },
  {
    id: 'scheme',
    group: 'What an answer means',
    title: 'The wrong scheme fails, both ways',
    says: 'HTTPS to a port without TLS fails in Go’s words; plain HTTP to a TLS port is answered with 400. Certificates are not verified, and the probe shows none of its own.',
    sources: [HTTP],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: pods('scheme'),
  },
  {
    id: 'reset',
    group: 'What an answer means',
    title: 'A broken connection is a failure',
    says: 'Refused, reset and cut connections are failures that count, and the event has Go’s own text for each.',
    sources: [HTTP, 'pkg/probe/tcp/tcp.go'],
    files: ['src/sim/kubelet/probes/prober.ts', 'src/sim/node/network.ts'],
    recordings: [...pods('reset', 'tcp-refused'), ...plane('etcd-killed')],
  },
  {
    id: 'grpc',
    group: 'What an answer means',
    title: 'A gRPC probe that cannot connect takes its full time-out',
    says: 'Where nobody speaks gRPC the probe fails only when timeoutSeconds are over, and says so.',
    sources: ['pkg/probe/grpc/grpc.go'],
    files: ['src/sim/kubelet/probes/prober.ts'],
    recordings: newer('grpc-refused'),
  },
  {
    id: 'kill-and-start',
    group: 'Killing',
    title: 'Kill and start are one sync',
    says: 'A condemned container is stopped, and its successor started in the same sync, the moment the old process has ended: the first restart has no pause. The Killing event comes before the stop (up to 1.13 after it).',
    sources: [MANAGER, CONTAINER],
    files: ['src/sim/kubelet/pods/actions.ts', 'src/sim/kubelet/pods/stop.ts'],
    recordings: [...pods('live-500', 'tcp-refused', 'live-late'), ...newer('grpc-refused')],
  },
  {
    id: 'pod-grace',
    group: 'Killing',
    title: 'SIGTERM, the grace, SIGKILL',
    says: 'A process gets SIGTERM and terminationGracePeriodSeconds to end. One that does not is killed: exit code 137, reason Error. One that does is over at once, however long the grace.',
    sources: [CONTAINER],
    files: ['src/sim/kubelet/pods/stop.ts', 'src/sim/node/process.ts'],
    recordings: [...pods('term-ignored', 'slow-exit'), ...plane('hang', 'anonymous-off-liveness-only', 'hang-1.9')],
  },
  {
    id: 'probe-grace',
    group: 'Killing',
    title: 'A probe’s own grace comes first',
    says: 'terminationGracePeriodSeconds of a liveness or startup probe replaces the pod’s for a kill by that probe, in either direction (for static pods since 1.22).',
    sources: [CONTAINER],
    files: ['src/sim/kubelet/pods/pod-worker.ts', 'src/sim/kubelet/pods/stop.ts'],
    recordings: newer('probe-grace'),
  },
  {
    id: 'pre-stop',
    group: 'Killing',
    title: 'preStop runs on the grace’s time',
    says: 'SIGTERM comes only when the preStop hook is done; its time is taken off the grace, of which at least 2 s are left.',
    sources: [CONTAINER],
    files: ['src/sim/kubelet/pods/stop.ts', 'src/sim/kubelet/pods/hooks.ts'],
    recordings: [...newer('prestop'), ...of(9, 'prestop-exec', 'prestop-http')],
  },
  {
    id: 'post-start',
    group: 'Killing',
    title: 'A postStart hook that fails costs the container',
    says: 'It counts as running only when its postStart hook is done; where that fails or cannot be run, the container is stopped with the pod’s grace, and waits with PostStartHookError.',
    sources: [CONTAINER, 'pkg/kubelet/lifecycle/handlers.go'],
    files: ['src/sim/kubelet/pods/hooks.ts', 'src/sim/kubelet/pods/starts.ts'],
    recordings: [],
  },
  {
    id: 'policy-never',
    group: 'Killing',
    title: 'restartPolicy decides what a kill means',
    says: 'With Never a failed liveness probe ends the pod: all of it is stopped, and its phase is Failed or Succeeded by the exit codes. With OnFailure a container that ended with 0 stays ended.',
    sources: [MANAGER, 'pkg/kubelet/container/helpers.go'],
    files: ['src/sim/kubelet/pods/actions.ts', 'src/sim/kubelet/pods/status.ts'],
    recordings: pods('never', 'exit-zero'),
  },
  {
    id: 'back-off-rule',
    group: 'Back-off',
    title: 'The back-off looks at the exit before this one',
    says: 'A start is held back if its container’s newest exited instance, as this sync was handed it, ended less than the back-off ago. The instance just killed is not among them, so what counts is the length of the last cycle: with 90 s a cycle, 10, 20, 40 and 80 s hold nothing up, and 160 s is the first that does.',
    sources: [FLOW, MANAGER],
    files: ['src/sim/kubelet/pods/backoff.ts', 'src/sim/kubelet/pods/starts.ts'],
    recordings: [...pods('live-seed', 'live-late', 'fast'), ...plane('anonymous-off-liveness-only', 'anonymous-off-1.9')],
  },
  {
    id: 'back-off-doubling',
    group: 'Back-off',
    title: '10 s, doubled at each start, at most 300 s',
    says: 'The first start after an exit is free and sets the back-off to 10 s; each later one doubles it, up to 300 s. A program that ends by itself waits 10, 20, 40, 80, 160, 300 s, each from its own exit.',
    sources: [FLOW, 'pkg/kubelet/kubelet.go'],
    files: ['src/sim/kubelet/pods/backoff.ts'],
    recordings: [...pods('crash', 'fast', 'init-crash'), ...plane('unknown-flag', 'unknown-flag-1.9')],
  },
  {
    id: 'back-off-alternates',
    group: 'Back-off',
    title: 'At 300 s every other kill is free',
    says: 'After a wait of 300 s the next kill compares with an exit more than 300 s ago, and restarts at once; the one after it compares with a short cycle, and waits again.',
    sources: [FLOW, MANAGER],
    files: ['src/sim/kubelet/pods/backoff.ts', 'src/sim/kubelet/pods/starts.ts'],
    recordings: [...pods('term-ignored'), ...newer('grpc-refused', 'prestop', 'reset'), ...of(19, 'timeout'), ...of(37, 'timeout')],
  },
  {
    id: 'back-off-expiry',
    group: 'Back-off',
    title: 'Ten quiet minutes forgive',
    says: 'A back-off that nobody has touched for 600 s, or that is older than that when the container ends, starts at 10 s again.',
    sources: [FLOW],
    files: ['src/sim/kubelet/pods/backoff.ts'],
    recordings: [],
  },
  {
    id: 'blocked-retry',
    group: 'Back-off',
    title: 'When a held-back start is tried again',
    says: 'Up to 1.34 every 10 to 15 s; since 1.35 when the back-off is over, plus up to half of what was left of it. Both fall on the sync loop’s tick of one second, so a wait is always somewhat longer than the back-off.',
    sources: [POD_WORKERS],
    files: ['src/sim/kubelet/pods/pod-worker.ts'],
    recordings: [...pods('crash', 'fast'), ...newer('grpc-refused')],
  },
  {
    id: 'back-off-status',
    group: 'Back-off',
    title: 'CrashLoopBackOff appears a sync late',
    says: 'A sync builds the status before it asks the back-off: the first one that is held back still shows Terminated, the next one CrashLoopBackOff. A short wait may end without it.',
    sources: ['pkg/kubelet/kubelet.go', 'pkg/kubelet/kubelet_pods.go'],
    files: ['src/sim/kubelet/pods/pod-worker.ts', 'src/sim/kubelet/pods/status.ts'],
    recordings: [...pods('crash'), ...plane('edit-spoil-remove')],
  },
  {
    id: 'relist',
    group: 'Syncs and statuses',
    title: 'The kubelet sees by relisting, once a second',
    says: 'That a process has started or ended is known only at the next relist, and a sync waits for one newer than the last sync. Since 1.36 a sync that has changed something is followed by a relist at once.',
    sources: ['pkg/kubelet/pleg/generic.go', POD_WORKERS],
    files: ['src/sim/kubelet/pods/relist.ts', 'src/sim/kubelet/pods/pod-worker.ts'],
    recordings: [...pods('crash', 'exit-zero'), ...of(19, 'ready-2'), ...of(30, 'ready-2')],
  },
  {
    id: 'results-sync',
    group: 'Syncs and statuses',
    title: 'Up to 1.20 a failed startup probe wakes nobody',
    says: 'Since 1.21 startup and readiness results wake the pod’s sync. Before, only liveness did: a container whose startup probe had failed was killed at the next resync, up to 90 s later.',
    sources: ['pkg/kubelet/kubelet.go'],
    files: ['src/sim/kubelet/pods/pod-worker.ts'],
    recordings: [...later('startup-never'), ...of(19, 'startup-401')],
  },
  {
    id: 'resync',
    group: 'Syncs and statuses',
    title: 'Every pod is synced again after 60 to 90 s',
    says: 'Also where nothing has happened, on the sync loop’s tick of one second.',
    sources: [POD_WORKERS],
    files: ['src/sim/kubelet/pods/pod-worker.ts'],
    recordings: [...pods('default-host'), ...later('redirect-away', 'exec-missing'), ...of(9, 'exec-timeout'), ...of(19, 'exec-timeout')],
  },
  {
    id: 'ready',
    group: 'Syncs and statuses',
    title: 'Ready is started, running and passed',
    says: 'A container is ready when it has started and its readiness probe has passed, or when it has none. A container without a startup probe has started when it runs, so a liveness probe that fails does not make it unready.',
    sources: ['pkg/kubelet/prober/prober_manager.go'],
    files: ['src/sim/kubelet/pods/pod-worker.ts', 'src/sim/kubelet/pods/status.ts'],
    recordings: [...pods('ready-2', 'both-fail'), ...later('startup-ok')],
  },
  {
    id: 'event-texts',
    group: 'Syncs and statuses',
    title: 'Each release has its own words',
    says: 'The texts of Pulled, Created, Started, Killing, BackOff and Unhealthy are those of the release, to the letter; up to 1.10 each mounted volume is told of too.',
    sources: [CONTAINER, PROBER],
    files: ['src/sim/release/kubelet-pods.ts', 'src/sim/release/kubelet-probes.ts'],
    recordings: [...pods('live-500', 'exec-timeout'), ...later('redirect-away'), ...plane('as-kubeadm-writes-it-1.9')],
  },
  {
    id: 'files',
    group: 'Static pods',
    title: 'The directory is watched, and listed again every 20 s',
    says: 'A changed file is read at once; one that cannot be read is then only logged. The list every 20 s (since 1.11) leaves it out, and its pod is removed. Names that begin with a dot are passed over, any other name counts.',
    sources: ['pkg/kubelet/config/file_linux.go', 'pkg/kubelet/config/file.go'],
    files: ['src/sim/kubelet/pods/config.ts'],
    recordings: plane('edit-spoil-remove'),
  },
  {
    id: 'edit',
    group: 'Static pods',
    title: 'An edit is another pod',
    says: 'The UID comes of the decoded pod. An edit that changes it removes the old pod and adds a new one, whose restarts count from 0. Since 1.22 the new one starts only when the old one has ended, at a retry 10 to 15 s apart; on 1.9 both are there at once.',
    sources: ['pkg/kubelet/config/common.go', POD_WORKERS],
    files: ['src/sim/kubelet/pods/config.ts', 'src/sim/kubelet/kubelet.ts', 'src/manifest/identity.ts'],
    recordings: plane('edit-spoil-remove', 'edit-anonymous-off-1.9'),
  },
  {
    id: 'broken-manifests',
    group: 'Static pods',
    title: 'A manifest is read as the kubelet reads it',
    says: 'YAML 1.1 becomes JSON, which is decoded without strictness, defaulted and validated. An unknown field is dropped without a word, a wrong one is answered in the release’s words.',
    sources: ['pkg/kubelet/config/common.go', 'pkg/apis/core/validation/validation.go', 'pkg/apis/core/v1/defaults.go'],
    files: ['src/manifest/parse.ts', 'src/manifest/validation/validate-pod.ts', 'src/manifest/defaults.ts'],
    recordings: plane('edit-spoil-remove'),
    answers: ['src/manifest/recorded/1.9.json', 'src/manifest/recorded/1.19.json', 'src/manifest/recorded/1.37.json'],
  },
  {
    id: 'mirror',
    group: 'Static pods',
    title: 'kubectl sees the mirror pod',
    says: 'The API has a copy of each static pod, made by the kubelet when the apiserver answers and made anew after an edit. Its status is what the kubelet could last tell: at once where the API answers, else tried every 10 s.',
    sources: ['pkg/kubelet/pod/mirror_client.go', 'pkg/kubelet/status/status_manager.go'],
    files: ['src/sim/kubelet/pods/mirror.ts', 'src/sim/trace/pods.ts'],
    recordings: [],
    answers: [
      'src/terminal/recorded/kubectl-anonymous-off-1.9.json',
      'src/terminal/recorded/healthy.json',
      'src/terminal/recorded/anonymous-off.json',
      'src/terminal/recorded/after-a-hang.json',
      'src/terminal/recorded/backed-off.json',
    ],
  },
  {
    id: 'mirror-deleted',
    group: 'Static pods',
    title: 'Deleting a mirror pod restarts nothing',
    says: 'kubectl delete takes only the copy away. The kubelet hears of it and makes another in the pod’s next sync, at once as a rule: AGE counts anew, the containers go on, and the restart count stays.',
    sources: ['pkg/kubelet/kubelet.go', 'pkg/kubelet/pod/mirror_client.go'],
    files: ['src/sim/kubelet/pods/mirror.ts', 'src/sim/kubectl/kubectl.ts', 'src/sim/kubectl/objects.ts'],
    recordings: [],
  },
  {
    id: 'independent',
    group: 'Several containers',
    title: 'A kill concerns one container',
    says: 'The containers of a pod are probed, killed and restarted each by itself; the others run on.',
    sources: [MANAGER],
    files: ['src/sim/kubelet/pods/actions.ts'],
    recordings: pods('two'),
  },
  {
    id: 'init',
    group: 'Several containers',
    title: 'Init containers run one after the other',
    says: 'While one of them has not ended with 0 all others wait with PodInitializing. One that fails is started again, held back like any other.',
    sources: [MANAGER, 'pkg/kubelet/kuberuntime/kuberuntime_container.go'],
    files: ['src/sim/kubelet/pods/actions.ts', 'src/sim/kubelet/pods/status.ts'],
    recordings: pods('init-crash'),
  },
  {
    id: 'side-car',
    group: 'Several containers',
    title: 'A side-car is an init container that stays',
    says: 'An init container with restartPolicy Always is waited for only until it has started, runs beside the others, has probes of its own, and is stopped last.',
    sources: [CONTAINER, MANAGER],
    files: ['src/sim/kubelet/pods/actions.ts', 'src/sim/kubelet/pods/pod-worker.ts'],
    recordings: newer('sidecar'),
  },
  {
    id: 'server-start',
    group: 'kube-apiserver',
    title: 'A kube-apiserver comes up in steps',
    says: 'Refused for half a second, then connections are taken and held, then 403 while RBAC is not there, 500 until the post-start hooks are done, then 200: some 4 s on 1.37, 5 s on 1.19 and 3.5 s on 1.9, as measured.',
    sources: [SERVER, 'cmd/kube-apiserver/app/server.go'],
    files: ['src/sim/apiserver/server.ts'],
    recordings: plane('anonymous-conditions', 'half-fix-insecure-port-1.19', 'hang', 'as-kubeadm-writes-it-1.9'),
    answers: ['src/sim/apiserver/recorded/startup-1.9.json'],
  },
  {
    id: 'server-stop',
    group: 'kube-apiserver',
    title: 'One open watch holds the end up for 60 s',
    says: 'On SIGTERM the listener closes, and the server waits for open connections. A kubelet’s own watch is one: 60 s, longer than the grace of 30, so the end is SIGKILL and 137. On 1.19 with anonymous requests off the watches go, and it ends after some 4 s; up to 1.18 it waits for no watch.',
    sources: [SERVER, 'staging/src/k8s.io/apiserver/pkg/server/secure_serving.go'],
    files: ['src/sim/apiserver/server.ts'],
    recordings: plane('anonymous-off-liveness-only', 'anonymous-off-liveness-only-1.19', 'edit-spoil-remove', 'edit-anonymous-off-1.9'),
  },
  {
    id: 'etcd-lost',
    group: 'kube-apiserver',
    title: 'Without etcd the health checks fail, and a start gives up',
    says: 'Each check of etcd takes 2 s to fail and runs once a second at most; /livez answers 500 after 2 s, /readyz with its two checks after 4. Without etcd SIGTERM closes nothing, and a fresh start ends by itself after 20 s. Up to 1.11 a check only connects, and on 1.9 a start without etcd serves 403 until its hooks give up, two minutes later.',
    sources: ['staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go', SERVER],
    files: ['src/sim/apiserver/server.ts', 'src/sim/apiserver/start-hooks.ts', 'src/sim/apiserver/requests/health.ts'],
    recordings: plane('etcd-killed', 'etcd-hung', 'etcd-hung-1.9', 'no-etcd-1.9'),
  },
  {
    id: 'server-hung',
    group: 'kube-apiserver',
    title: 'A stopped process still accepts',
    says: 'To SIGSTOP the server’s port stays open, since the kernel accepts: HTTPS probes time out in the handshake, TCP probes pass. SIGTERM waits until the process goes on, so SIGKILL ends it.',
    sources: [CONTAINER, 'pkg/probe/tcp/tcp.go'],
    files: ['src/sim/apiserver/server.ts', 'src/sim/node/actions.ts'],
    recordings: plane('hang', 'tcp-then-hang', 'hang-1.9'),
  },
  {
    id: 'flags',
    group: 'kube-apiserver',
    title: 'A flag that the release does not know ends the process',
    says: 'Flags are read as pflag reads them and checked in upstream’s order; a wrong one is told in the release’s words and ends the process at once. From then on it is a crash loop.',
    sources: ['cmd/kube-apiserver/app/server.go', 'cmd/kube-apiserver/app/options/options.go'],
    files: ['src/sim/apiserver/flags/flags.ts', 'src/sim/apiserver/flags/flag-table.ts', 'src/sim/apiserver/flags/validate-flags.ts'],
    recordings: plane('unknown-flag', 'edit-spoil-remove', 'unknown-flag-1.9'),
    answers: [
      'src/sim/apiserver/recorded/flags-1.9.json',
      'src/sim/apiserver/recorded/flags-1.19.json',
      'src/sim/apiserver/recorded/flags-1.37.json',
      'src/sim/apiserver/recorded/args-1.9.json',
      'src/sim/apiserver/recorded/args-1.19.json',
      'src/sim/apiserver/recorded/args-1.37.json',
    ],
  },
  {
    id: 'insecure-port',
    group: 'kube-apiserver',
    title: 'The insecure port asks nobody who he is',
    says: 'Whoever reaches it is in system:masters, with no authorizer behind it. Deprecated in 1.10, without effect in 1.20, an unknown flag in 1.24. Probes that still go to the secure port still get 401.',
    sources: ['pkg/kubeapiserver/options/serving.go', 'staging/src/k8s.io/apiserver/pkg/server/deprecated_insecure_serving.go'],
    tag: 'v1.19.16',
    files: ['src/sim/apiserver/flags/flags.ts', 'src/sim/apiserver/requests/chain.ts', 'src/sim/release/apiserver-flag-checks.ts'],
    recordings: plane('half-fix-insecure-port-1.19', 'unknown-flag', 'fix-1-insecure-port-1.9'),
    answers: [
      'src/sim/apiserver/recorded/requests-1.9.4-insecure-port.json',
      'src/sim/apiserver/recorded/requests-1.19.16-insecure-port.json',
    ],
  },
  {
    id: 'anonymous',
    group: 'Who may ask',
    title: 'Without anonymous requests, no credentials means 401',
    says: 'With --anonymous-auth=false, or where AlwaysAllow switches it off, a request without credentials is refused before any authorizer sees it: also the kubelet’s own health probes.',
    sources: [
      'staging/src/k8s.io/apiserver/pkg/authentication/request/anonymous/anonymous.go',
      'staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go',
    ],
    files: ['src/sim/apiserver/authentication/anonymous.ts', 'src/sim/apiserver/requests/chain.ts'],
    recordings: [
      ...pods('live-seed'),
      ...later('startup-401'),
      ...plane('anonymous-off-liveness-only', 'anonymous-off-liveness-only-1.19', 'half-fix-insecure-port-1.19', 'anonymous-off-1.9'),
    ],
    answers: [
      'src/sim/apiserver/recorded/requests-1.9.4-anonymous-off.json',
      'src/sim/apiserver/recorded/requests-1.19.16-anonymous-off.json',
      'src/sim/apiserver/recorded/requests-1.37.2-anonymous-off.json',
      'src/sim/apiserver/recorded/requests-1.37.2-always-allow.json',
    ],
  },
  {
    id: 'conditions',
    group: 'Who may ask',
    title: 'Anonymous requests may be limited to paths',
    says: 'An AuthenticationConfiguration can allow anonymous requests for some paths only, compared letter by letter; all others get 401. Behind a gate since 1.31, on since 1.32.',
    sources: [
      'staging/src/k8s.io/apiserver/pkg/authentication/request/anonymous/anonymous.go',
      'pkg/kubeapiserver/options/authentication.go',
    ],
    files: ['src/sim/apiserver/flags/authentication-config.ts', 'src/sim/apiserver/authentication/anonymous.ts'],
    recordings: plane('anonymous-conditions'),
    answers: ['src/sim/apiserver/recorded/requests-1.37.2-conditions.json'],
  },
  {
    id: 'authenticators',
    group: 'Who may ask',
    title: 'Wrong credentials are worse than none',
    says: 'All authenticators are asked in one order, and the first that knows the caller wins. An unknown token or certificate is an error: 401, even where anonymous requests are on.',
    sources: ['staging/src/k8s.io/apiserver/pkg/authentication/request/union/union.go', 'pkg/kubeapiserver/authenticator/config.go'],
    files: [
      'src/sim/apiserver/authentication/union.ts',
      'src/sim/apiserver/authentication/bearer.ts',
      'src/sim/apiserver/authentication/x509.ts',
    ],
    recordings: [],
    answers: [
      'src/sim/apiserver/recorded/requests-1.9.4-token-file-anonymous-off.json',
      'src/sim/apiserver/recorded/requests-1.19.16-token-file.json',
      'src/sim/apiserver/recorded/requests-1.37.2-token-file.json',
    ],
  },
  {
    id: 'tokens',
    group: 'Who may ask',
    title: 'A service account’s token is good for its issuer, its audience and its hour',
    says: 'It names who issued it, for whom, and until when. The server takes what its own --service-account-issuer has issued, for its audience, while the account is there, and a minute beyond the end; anything else is 401. A pod has one in its files: its account’s Secret up to 1.20, since then one for an hour.',
    sources: [
      'pkg/serviceaccount/jwt.go',
      'pkg/serviceaccount/claims.go',
      'pkg/serviceaccount/legacy.go',
      'plugin/pkg/admission/serviceaccount/admission.go',
    ],
    files: ['src/sim/apiserver/authentication/service-account.ts', 'src/sim/apiserver/authentication/jwt.ts'],
    recordings: [],
  },
  {
    id: 'bootstrap-tokens',
    group: 'Who may ask',
    title: 'A bootstrap token is a Secret in kube-system',
    says: 'With --enable-bootstrap-token-auth the Secret bootstrap-token-ID lets ID.SECRET in as system:bootstrap:ID, while it says that it is for authentication and has not expired. kubeadm leaves one for a day: whoever reads the Secrets of kube-system has it.',
    sources: ['plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go'],
    files: ['src/sim/apiserver/authentication/bootstrap-token.ts', 'src/sim/apiserver/objects/kubeadm.ts'],
    recordings: [],
  },
  {
    id: 'own-roles',
    group: 'Who may ask',
    title: 'Roles and bindings of one’s own count like those of the cluster',
    says: 'Roles and bindings that the scenario has in etcd, or that kubectl applies, decide with the cluster’s own, in the same words. Nobody may give away what he does not hold, but for who may bind or escalate; and each start of a server puts the cluster’s own back.',
    sources: [
      'plugin/pkg/auth/authorizer/rbac/rbac.go',
      'pkg/registry/rbac/clusterrolebinding/policybased/storage.go',
      'pkg/registry/rbac/rest/storage_rbac.go',
    ],
    files: [
      'src/sim/apiserver/authorization/policy.ts',
      'src/sim/apiserver/authorization/escalation.ts',
      'src/sim/apiserver/objects/objects.ts',
    ],
    recordings: [],
    answers: ['src/sim/apiserver/recorded/requests-1.37.2-default.json'],
  },
  {
    id: 'rbac',
    group: 'Who may ask',
    title: 'RBAC lets anonymous callers see health and version',
    says: 'The roles that every cluster comes with let anybody GET /healthz, /livez, /readyz and /version, and nothing else; up to 1.13 also discovery. Everything else is 403 in the release’s words.',
    sources: ['plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go', 'plugin/pkg/auth/authorizer/rbac/rbac.go'],
    files: ['src/sim/apiserver/authorization/rbac.ts', 'src/sim/apiserver/authorization/bootstrap-policy.ts'],
    recordings: [],
    answers: [
      'src/sim/apiserver/recorded/requests-1.9.4-default.json',
      'src/sim/apiserver/recorded/requests-1.19.16-default.json',
      'src/sim/apiserver/recorded/requests-1.37.2-default.json',
      'src/sim/apiserver/recorded/requests-1.19.16-always-allow.json',
    ],
  },
  {
    id: 'kubelet-api',
    group: 'Who may ask',
    title: 'The kubelet is a server too',
    says: 'On port 10250 it asks who the caller is and whether he may, as its configuration says; anonymous and AlwaysAllow together let everybody read the pods and run commands in them. The read-only port, where it is open, asks nobody.',
    sources: ['pkg/kubelet/server/server.go', 'pkg/kubelet/server/auth.go'],
    files: ['src/sim/kubelet/api/api.ts', 'src/sim/kubelet/api/auth.ts'],
    recordings: [],
    answers: ['src/sim/kubelet/recorded/kubelet-api.json', 'src/sim/kubelet/recorded/kubelet-api-1.9.json'],
  },
]

export interface Omission {
  what: string
  /** What happens instead. */
  instead: string
}

/** What a real node does and this model does not, as far as it could change a restart or an answer. */
export const NOT_SIMULATED: readonly Omission[] = [
  {
    what: 'Images',
    instead:
      'Whether one is there, what it holds and how pulling it ends is what `images` says. Of any other nothing is known: it is there, and holds whatever program is asked for.',
  },
  {
    what: 'CPU, disk, and memory of a whole pod',
    instead:
      'A program takes the time and the memory that its script says, and is killed beyond its container’s limit. Nothing is throttled or evicted. A machine without CPU to spare is one where the scenario has containers start late.',
  },
  {
    what: 'A wall clock that is set',
    instead:
      'The node’s clock runs evenly. A kubelet compares its back-off and a probe’s initial delay with that clock, so a jump would shorten or lengthen them.',
  },
  {
    what: 'How a slow kube-apiserver slows the kubelet',
    instead:
      'What is slow are the answers to probes and to requests; what the kubelet writes itself, mirror pods and statuses, comes at once.',
  },
  { what: 'Eviction and preemption', instead: 'The node is never under pressure, and no pod goes for another.' },
  {
    what: 'Volumes of other kinds',
    instead:
      'hostPath, secret, configMap and projected are mounted or not as the node and the API have it; any other volume is always mounted. What a node of kubeadm’s has, beside the scenario’s files, is a list.',
  },
  {
    what: 'Real programs',
    instead:
      'kube-apiserver, etcd, kube-controller-manager and kube-scheduler are modelled as far as they read their flags and files, serve, elect a leader and end. Any other container does what its script under `processes` says; without one it listens where its manifest says so, answers 200, and ends on SIGTERM as programs of its kind do.',
  },
  {
    what: 'Fields of a pod and flags that no rule reads',
    instead:
      'Node affinity, runtime classes, sysctls, profiles, owners of files, devices, other volumes and the like: where one could matter, the editor, the shell and the verdicts say at its line that it is not simulated.',
  },
  { what: 'UDP, DNS and proxies', instead: 'No name is known but localhost and the node’s own; probes go straight to an address.' },
  {
    what: 'Network policies and CNI',
    instead: 'Each pod without hostNetwork has a fixed address; the firewall knows ports and where a request comes from.',
  },
  {
    what: 'Container garbage collection',
    instead: 'It can take the last exited instance away, and then the next kill restarts at once. Here that instance always stays.',
  },
  {
    what: 'When a resync or a retry falls due',
    instead: 'A kubelet draws it at random. Here the seed does, or the scenario pins it; the recordings’ own draws were read off them.',
  },
  { what: 'The machine’s own latencies', instead: 'Pulling, creating and starting take their measured medians, every time.' },
  {
    what: 'The kubelet’s own troubles',
    instead:
      'It restarts, and the node reboots, when the scenario says so, and its client certificate may run out. Its health, its serving certificate and the rotation of both are left out.',
  },
  {
    what: 'Pods that the API assigns',
    instead:
      'Only static pods and their mirrors, which can be deleted. No scheduler places anything, and of all controllers only the one that watches nodes does its work: nobody gathers garbage, or fills an aggregated role.',
  },
  { what: 'A changed stop signal', instead: 'A process always gets SIGTERM first, whatever its image or `stopSignal` says.' },
  {
    what: 'Ephemeral containers, readiness gates, restart rules of a container’s own, deadlines',
    instead: 'They are decoded and checked; the page says at the field that nothing comes of them.',
  },
  {
    what: 'Feature gates of the kubelet',
    instead: 'Each release runs with its defaults: no shorter maximum of the back-off, no in-place resize, no checkpoint.',
  },
  { what: 'Log rotation and termination messages', instead: 'Logs grow for ever, and a status carries no message of the process.' },
  {
    what: 'etcd’s own inside',
    instead:
      'One member: the static pod where there is one, else one outside that is up, down or hung as the scenario says. No quorum, no compaction, no room that runs out; where nothing keeps its data it is said that it is lost, and the objects stay. They are those of a fresh kubeadm cluster; roles, bindings, Secrets, ConfigMaps, service accounts and namespaces can be changed, by the scenario and by kubectl.',
  },
  {
    what: 'Admission, webhooks, aggregated APIs',
    instead:
      'Their flags are checked. Writes of roles, bindings, Secrets, ConfigMaps, service accounts and namespaces are carried out, and deleting pods; any other gets no further than authorization. No other server is asked.',
  },
  {
    what: 'OIDC and webhook authentication, ABAC and webhook authorization',
    instead: 'Their flags are checked, but not what they name. They know nobody, and have no opinion.',
  },
  {
    what: 'Signatures of tokens',
    instead:
      'In place of a service account’s signature stands a number that anybody could work out of what it signs: it tells a token of this cluster from one that was changed, and protects nothing.',
  },
  {
    what: 'Writes by curl in the terminal',
    instead: 'They are answered, but the run stays as it is; kubectl’s writes are actions of the scenario.',
  },
  {
    what: 'TLS itself',
    instead:
      'A certificate is a name, its groups, the authority that signed it and its dates; keys, versions and ciphers are not looked at.',
  },
  { what: 'Rate limits and audit', instead: 'No request is turned away for there being too many; the audit log is not written.' },
  { what: 'Several control planes', instead: 'One node, one kube-apiserver, no load balancer.' },
  {
    what: 'Windows, CRI-O',
    instead: 'Linux with containerd, or with Docker, which kubelets up to 1.23 know by themselves; `runtime` says which.',
  },
]
