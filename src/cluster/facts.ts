import podReasons from '../texts/pod-reasons.tsv?raw'
import { readTable } from '../texts/text-table.ts'
import type { ProbeType } from '../manifest/types.ts'
import type { ObjectTree } from '../manifest/tree.ts'
import type { ContainerState } from '../sim/trace/trace.ts'
import type { Age } from './time.ts'

/** Which of the texts has told something: what it is called, and what one of it is and several are. */
export const SOURCES = {
  pod: ['The pod’s status', 'Pod', 'Pods'],
  events: ['An Event', 'Event', 'Events'],
  table: ['The table of events', 'row of a table of events', 'rows of a table of events'],
  describe: ['kubectl describe', 'description of a pod', 'descriptions of pods'],
  journal: ['The kubelet’s journal', 'line of a kubelet’s journal', 'lines of a kubelet’s journal'],
  listed: ['The table of pods', 'row of a table of pods', 'rows of a table of pods'],
  runtime: ['The runtime’s table of containers', 'container of the node’s runtime', 'containers of the node’s runtime'],
  metrics: ['A metric', 'sample of a metric', 'samples of metrics'],
  log: ['A container’s log', 'line of a log', 'lines of logs'],
  kernel: ['The kernel', 'line of the kernel', 'lines of the kernel'],
  unit: ['systemd', 'line of a service of the node', 'lines of a service of the node'],
  template: ['A manifest', 'manifest', 'manifests'],
} as const
export type EvidenceSource = keyof typeof SOURCES

/** What a reason of a pod's Events, or of its status, means; `of` is `pod` for what no container's lane shows, `held` where none is started. */
export const POD_REASONS = readTable(podReasons, 'reason', 'of', 'ended', 'unsimulated')

export const OF_THE_POD: ReadonlySet<string> = new Set(POD_REASONS.flatMap(({ reason, of }) => (of === '' ? [] : [reason])))

/** A container's state as the API has it; times in seconds since 1970. */
export interface StateFacts extends ContainerState {
  /** Docker says that it was not for memory. */
  isNotOOM?: true
  /** Its place among the lines, and its message's. */
  line?: number
  messageLine?: number
}

interface States {
  isInit?: boolean
  restartPolicy?: string
  state?: StateFacts
  lastState?: StateFacts
}

/**
 * One that has done its work, an init container or one that its pod’s restartPolicy leaves so: it is not started again.
 *
 * Follows: pkg/kubelet/kuberuntime/helpers.go, isInitContainerFailed, since 1.23; pkg/kubelet/container/helpers.go, ShouldContainerBeRestarted.
 */
export const isDone = ({ isInit, restartPolicy = 'Always', state }: States): boolean =>
  (isInit === true || restartPolicy !== 'Always') && state?.is === 'terminated' && state.exitCode === 0 && state.reason !== 'OOMKilled'

/** The state of its last process that has ended; of one that is done, of the one before: that is why it was started again. */
export const endIn = (of: States): StateFacts | undefined =>
  (isDone(of) ? [of.lastState, of.state] : [of.state, of.lastState]).find((own) => own?.is === 'terminated')

export interface ContainerFacts {
  name: string
  isInit: boolean
  image?: string
  /** Its pod’s, where a text says it. */
  restartPolicy?: string
  restarts?: number
  ready?: boolean
  state?: StateFacts
  lastState?: StateFacts
  containerID?: string
  /** Where its restart count stands. */
  line?: number
  /** No text has its name. */
  isUnnamed?: true
  /** Which of its lives the node's runtime made when, or a watched table shows to run, the newest first; seconds since 1970. */
  made?: MadeLife[]
  /** How its lives ended that rows of a table of pods tell of, by their attempts; absent where another text tells of it. */
  ended?: Map<number, StateFacts>
  /** What describe says of its limits alone, such as `256Mi`. */
  memoryLimit?: string
}

/** A life of a container by its attempt, which counts from 0: when it was made, and how far off that may be. */
export interface MadeLife {
  attempt: number
  at: number
  within: number
}

/** What is told of one pod. */
export interface PodFacts {
  namespace: string
  name: string
  uid?: string
  node?: string
  /** When the API server made it; by its clock. */
  created?: number
  /** When the kubelet took it up; by the node's clock. */
  startTime?: number
  phase?: string
  reason?: string
  /** Where that stands, if it is elsewhere than the pod’s own line. */
  reasonLine?: number
  message?: string
  containers: Map<string, ContainerFacts>
  /** Its object, or as much of one as a description and manifests tell. */
  tree?: ObjectTree
  /** That is as the API has it. */
  isWhole?: true
  /** Rows that a kubectl printed of it, and when. */
  listed?: { at: number; row: ListedPod }[]
  source: EvidenceSource
  line?: number
}

/** Its containers but those that initialize it. */
export const mainsOf = ({ containers }: Pick<PodFacts, 'containers'>): ContainerFacts[] =>
  [...containers.values()].filter(({ isInit }) => !isInit)

/** How often its containers were restarted in all. */
export const restartsIn = (containers: Iterable<ContainerFacts>): number =>
  [...containers].reduce((sum, { restarts = 0 }) => sum + restarts, 0)

/** An Event, or what a journal says of the same; times in seconds since 1970, by whose clock its source has. */
export interface EventFacts {
  source: EvidenceSource
  /** `namespace/name`; the namespace may be empty where the text does not say it. */
  namespace: string
  pod: string
  container?: string
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  first: number
  last: number
  count: number
  /** A table without counts: it may have been more often. */
  isUncounted?: true
  /** The first time lies so many seconds later at most, and the last one so many. */
  within: number
  lastWithin: number
  /** Why its last time is another than the one that was printed, as a sentence. */
  moved?: string
  /** Where an age is all that is known: its times are seconds before a moment that nobody has said. */
  isAge?: true
  /** Of whom it came: `kubelet`, `default-scheduler`. */
  from?: string
  /** Lines of the text. */
  line: number
}

/**
 * An Event's message as the kubelet has written it, and the container that it is of where the text says so: kubectl describe puts the
 * field path in front since 1.36, and the API's recorder what it does with events of many messages.
 *
 * Follows: kubectl/pkg/describe/describe.go, DescribeEvents (v1.36.0); client-go/tools/record/events_cache.go, EventAggregate.
 */
export function ownWords(message: string): { message: string; container?: string } {
  const [, path, rest] = /^(spec\.\w+\{[^}]{1,63}\}): ([^]*)$/.exec(message) ?? []
  return { ...containerIn(path ?? ''), message: (rest ?? message).replace('(combined from similar events): ', '').slice(0, 4000) }
}

/** `spec.containers{main}`. */
export function containerIn(fieldPath: string): { container?: string } {
  const name = /^spec\.(?:initContainers|containers|ephemeralContainers)\{([^}]{1,63})\}$/.exec(fieldPath)?.[1]
  return name === undefined ? {} : { container: name }
}

/** An Event that merges more than one, of which only the first and the last have times. */
export const isMerged = ({ count }: EventFacts): boolean => count > 1

/** When it was, as far as that is told. */
export const momentsIn = (event: EventFacts): number[] => (isMerged(event) ? [event.first, event.last] : [event.first])

/** How often a merged Event was counted by its last moment, where that is told. */
export const countedIn = (event: EventFacts): { count?: number } => (isMerged(event) && !event.isUncounted ? { count: event.count } : {})

/** How many times Events tell of. */
export const totalOf = (events: readonly EventFacts[]): number => events.reduce((sum, { count }) => sum + count, 0)

/** A time that is printed less exactly than this says little. */
export const ROUGH_SECONDS = 60
export const ROUGH = 'Its age was printed to the minute, or less exactly.'

/** A row of kubectl's whose pod has its init containers done: its RESTARTS are those of the main ones alone. */
export const isInitialized = ({ printed, status }: ListedPod): boolean =>
  printed !== undefined && /^(?:Running|PodInitializing|Completed|Error|OOMKilled|CrashLoopBackOff)$/.test(status)

/** A row of a table of pods; its ages are seconds before the moment in which it was printed. */
export interface ListedPod {
  /** Empty where the table has no such column. */
  namespace: string
  name: string
  /** `1/2`: how many are ready, of how many. */
  ready: number
  containers: number
  status: string
  restarts: number
  /** How long ago the last of its containers ended, and, where the runtime's table says it, was made. */
  ended?: Age
  ran?: Age
  /** When the runtime made which attempt. */
  made?: { attempt: number; age: Age }[]
  age?: Age
  /** RESTARTS and AGE as kubectl printed them; absent in rows of any other table. */
  printed?: { restarts: string; age?: string }
  /** Empty without `-o wide`. */
  node: string
  /** Where the runtime's table has named the container, and how its last process ended. */
  container?: string
  code?: number
  line: number
}

/** A line of what was pasted, without what stood around it: quotes, prompts, colours, fences. */
export interface PastedLine {
  /** Which of the texts, from 0, and which line of it, from 1. */
  file: number
  number: number
  raw: string
  text: string
  /** Whether it tells something; a frame (a prompt, a fence, a header) tells what the lines below are. */
  use: 'used' | 'unused' | 'frame'
  /** What it was taken for. */
  as?: string
  /** Lines below that were joined to it. */
  rests?: PastedLine[]
}

/** Lines of one log, in order. */
export interface LogFacts {
  /** Both empty where nobody says whose it is. */
  pod: string
  container: string
  /** What its command says. */
  namespace?: string
  isPrevious: boolean
  /** The words above it, where a person has named it. */
  heading?: string
  lines: { text: string; line: number }[]
}

/** A container as the node's runtime has it: `crictl ps -a`, `docker ps -a`, or an inspection. */
export interface RuntimeFacts {
  id: string
  image: string
  container: string
  /** Empty where the table has no such column. */
  pod: string
  namespace: string
  /** As often as the kubelet has made it anew. */
  attempt: number
  /** A text says that. */
  isCounted?: true
  isRunning: boolean
  /** Docker is to start it again; or it is made, and not started, which the kubelet calls so. */
  waits?: 'Restarting' | 'ContainerCreating'
  code?: number
  reason?: string
  isNotOOM?: true
  message?: string
  created?: Age
  ended?: Age
  startedAt?: number
  finishedAt?: number
  line: number
}

/** A process that the kernel killed for memory. */
export interface OomFacts {
  process?: string
  podUid?: string
  containerID?: string
  /** As the kernel prints it. */
  limitKiB?: number
  /** The whole node had none left, and no cgroup's limit was met. */
  isOfNode: boolean
  /** A cgroup met its limit, as the lines say. */
  isOfLimit?: true
  line: number
}

/** What a runtime’s journal says of a container, or of itself. */
export interface RuntimeWord {
  is: 'asked to stop' | 'forced' | 'ended' | 'daemon stopped' | 'daemon started'
  /** `dockerd`, `containerd`. */
  by: string
  host: string
  id?: string
  /** How long it was given to end. */
  seconds?: number
  code?: number
  line: number
}

/** A service of the node that ends, of systemd's words and its own last line. */
export interface UnitFacts {
  name: string
  isFailing: boolean
  /** systemd does not start it again. */
  isDown?: boolean
  /** systemd had given it up, and somebody has started it since then. */
  isBegunAnew?: boolean
  /** Who starts it again, or not, where a text shows that. */
  keeper?: 'Talos' | 'systemd'
  /** As often as systemd says that it has started it again. */
  restarts?: number
  /** Its own last words. */
  fatal?: { text: string; line: number }
  /** The node of its last end. */
  endedOn?: string
  /** What it wrote before, from which these follow. */
  before?: { text: string; line: number }
  line: number
}

/** A program, or its unit, that a kubelet is a part of: `k3s`, `rke2-server`, `snap.microk8s.daemon-kubelite`. */
export const HAS_KUBELET = /^(?:(?:k3s|rke2)(?:-\w+)?|(?:snap\.)?microk8s\.daemon-kube\w+)$/

/** As what a kubelet runs: OpenShift has it in another program, CoreOS behind a script. */
export const IS_KUBELET = /^(?:kubelet(?:-wrapper)?|kubenswrapper|hyperkube)$/

/** A webhook that the kube-apiserver was to ask, and whose call failed. Follows: apiserver/pkg/admission/plugin/webhook/errors.go. */
export const WEBHOOK_FAILS = /failed calling (?:admission )?webhook \\?"([^"\\]+)\\?"/

/** What a node says of itself, or what is said of no pod: a condition that is met, an Event, a request that failed. */
export interface NodeWord {
  node: string
  reason: string
  message: string
  line: number
}

/**
 * The newest or the oldest release that a text's words can be of, and whose they are: the kubectl's that printed, the API server's (tables
 * since 1.10), the kubelet's, its language's library.
 */
export interface Hint {
  is: 'most' | 'least'
  minor: number
  why: string
  whose: 'printed' | 'server' | 'kubelet' | 'library'
}

/** What a workload's manifest, or a part of one, asks for of its pods: a Pod without a status. */
interface TemplateFacts {
  /** Empty for a part that names nothing. */
  name: string
  namespace: string
  pod: ObjectTree
  line: number
}

/** All that the texts tell, before it is put in order. */
export class ClusterFacts {
  pods: PodFacts[] = []
  listed: ListedPod[] = []
  events: EventFacts[] = []
  /** `1.29`, where a text says so, and which. */
  release?: { name: string; from: string }
  /** What the texts' own words say of it: the newest or the oldest that they can be of, and why. */
  hints: Hint[] = []
  node?: { name?: string; ip?: string }
  runtime: RuntimeFacts[] = []
  logs: LogFacts[] = []
  ooms: OomFacts[] = []
  runtimeWords: RuntimeWord[] = []
  units: UnitFacts[] = []
  nodeWords: NodeWord[] = []
  /** Lines that say that a pod was deleted by what it is of, by its name. */
  deletions = new Map<string, number>()
  /** Pods of which what they are of says that it has made them. */
  made: string[] = []
  templates: TemplateFacts[] = []
  /** Every line of the texts, in order. */
  lines: PastedLine[] = []
  /** What could not be read, as sentences. */
  troubles: string[] = []
  /** What a fragment leaves out, and what is assumed instead, as sentences. */
  assumed: string[] = []
  /** What was passed over, by what it is. */
  passedOver = new Map<string, number>()
  /** Which texts there were. */
  seen = new Map<EvidenceSource, number>()
}

/** A count that was damaged may be any. */
export const MOST_COUNTED = 1_000_000

/** A row of a table of pods: what it does not say is as of one container that was never restarted. */
export function addListed(facts: ClusterFacts, row: Pick<ListedPod, 'name' | 'status' | 'line'> & Partial<ListedPod>): true {
  const restarts = Math.min(MOST_COUNTED, row.restarts ?? 0)
  facts.listed.push({ namespace: '', ready: 0, containers: 1, node: '', ...row, restarts })
  count(facts.seen, 'listed')
  return true
}

export function count<K>(map: Map<K, number>, key: K, by = 1): void {
  map.set(key, (map.get(key) ?? 0) + by)
}

/** A probe's name in an Unhealthy event, and what it said. */
export function probeFailure(message: string): { probe: ProbeType; is: 'failed' | 'warning' | 'errored'; output: string } | undefined {
  const match = /^(Startup|Liveness|Readiness) probe (failed|warning|errored(?: and resulted in \w+ state)?): ?([^]*)$/.exec(message)
  if (!match) return undefined
  const is = match[2] === 'failed' ? 'failed' : match[2] === 'warning' ? 'warning' : 'errored'
  return { probe: match[1]!.toLowerCase() as ProbeType, is, output: match[3]!.trim() }
}

/** The port that a probe's failure names: `Get "http://10.0.3.17:8080/ready": dial tcp 10.0.3.17:8080: …`. */
export const portIn = (output: string): string | undefined => /(?:\/\/|dial tcp )(?:\[[^\]\s]*\]|[^\s/":[]*):(\d{1,5})\b/.exec(output)?.[1]

/** What an Event's words name: `Started container web`, `Container web failed liveness probe`. */
export function containerNamed(message: string): string | undefined {
  return /(?:Created|Started|Stopping) container:? ([a-z0-9][a-z0-9-]{0,62})$|Killing container with id \w+:\/\/([a-z0-9][a-z0-9-]{0,62}):(?!pod ")|(?:Container "?|container ")([a-z0-9][a-z0-9-]{0,62})"? (?:failed|definition changed|resize requires|is unhealthy|was using)|failed to start container "(?![0-9a-f]{12,}")([a-z0-9-]{1,63})"|for Container "([a-z0-9-]{1,63})" in Pod|container=([a-z0-9-]{1,63})|restarting failed container ([a-z0-9-]{1,63})(?: in pod|$)|\), container: ([a-z0-9-]{1,63})\)/
    .exec(message)
    ?.slice(1)
    .find((name) => name !== undefined && name !== 'with')
}
