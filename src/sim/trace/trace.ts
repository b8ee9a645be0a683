import type { ProbeType } from '../../manifest/types.ts'
import type { StoredObject } from '../apiserver/objects/stored.ts'
import type { Restartable, WebhookState } from '../scenario/inputs.ts'

/** Event reasons of a pod that has come to its end on its node. */
export const POD_ENDED: ReadonlySet<string> = new Set(['Evicted', 'Preempted', 'Preempting', 'TaintManagerEviction'])

/** How a container has ended whose program could not be started. */
export const NEVER_RAN: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun'])

/** What a kubelet logs once the API has its node. */
export const REGISTERED = 'Successfully registered node'

/**
 * All that happened in one lane, in order. Ids are places in the array: `trace[entry.cause]` is the entry that led to
 * `entry`, and it always stands before it.
 */
export type Trace = readonly Entry[]

/** Something that happened at a time; `kind` says what, and with it which fields there are. */
export type Entry =
  | ManifestEntry
  | ActionEntry
  | ReleaseEntry
  | ScriptEntry
  | SyncEntry
  | ProbeEntry
  | EventEntry
  | StatusEntry
  | ProcessEntry
  | BackOffEntry
  | RestartAllEntry
  | LeaseEntry
  | ResultEntry
  | MirrorEntry
  | ServerEntry
  | EtcdEntry
  | PortEntry
  | NodeEntry
  | LogEntry
  | ResponseEntry
  | WarningEntry
  | ObjectEntry
  | PrintedEntry
  | EvidenceEntry
  | StoppedEntry

/** The entries of one kind. */
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>

interface Base {
  id: number
  /** Seconds since the scenario's start. */
  t: number
  /** What led to it, the main one first; roots (`manifest`, `action`, `release`, `script`) have none. */
  cause?: number | readonly number[]
  /** The pod's name in its file, without the node's name. */
  pod?: string
  container?: string
}

/** Root: a line of a manifest, or of another file of the scenario. */
export interface ManifestEntry extends Base {
  kind: 'manifest'
  file: string
  line: number
  path: string
  value: unknown
  /** The file does not say so: it is the default, and `line` is that of the nearest field above. */
  isDefault?: true
}

/** Root: what the scenario's action did, or failed to. */
export interface ActionEntry extends Base {
  kind: 'action'
  /** The scenario's own word for it, such as `hang`; `crictl stop` with its verb. What it is done to is the target. */
  action: string
  target: string
  /** Seconds by which a process is slow. */
  by?: number
  /** How a webhook answers from then on. */
  is?: WebhookState
  /** With which code a process ends. */
  code?: number
  /** Seconds until the node is back. */
  takes?: number
  /** How many times as long a program's work takes. */
  times?: number
  /** What a file is copied to. */
  to?: string
  /** The text that is replaced in a file, and what comes in its place. */
  find?: string
  replace?: string
  /** A sentence where it had no effect. */
  note?: string
}

/** Root: a rule of the release. */
export interface ReleaseEntry extends Base {
  kind: 'release'
  rule: string
  /** Upstream path. */
  source: string
}

/** Root: what the scenario says of how a program behaves. */
export interface ScriptEntry extends Base {
  kind: 'script'
  container: string
  /** Such as `processes.main.answers[1]`. */
  path: string
  value: unknown
}

/** The kubelet's file source. */
export interface SyncEntry extends Base {
  kind: 'sync'
  op: 'ADD' | 'REMOVE' | 'UPDATE'
  uid: string
}

/** What one probe came to; `unknown` where it could not be performed. */
export type ProbeResult = 'success' | 'warning' | 'failure' | 'unknown'

/** `t` is when the answer was there; `startedAt` when the probe was sent. */
export interface ProbeEntry extends Base {
  kind: 'probe'
  container: string
  probe: ProbeType
  result: ProbeResult
  output: string
  startedAt: number
  /** How many times in a row the same result has come, this one included; 0 where it does not count (an error). */
  resultRun: number
  /** How many it takes. */
  threshold: number
  /** What was asked, as a person would write it: `GET https://192.168.1.100:6443/livez`. */
  target: string
}

/** A core/v1 Event as the kubelet emits it, before deduplication. */
export interface EventEntry extends Base {
  kind: 'event'
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** In a real cluster: how often it had been counted by then; left out: once more than before. */
  count?: number
}

/** A container’s state as the API has it: waiting, running or terminated, and why. */
export interface ContainerState {
  is: 'waiting' | 'running' | 'terminated'
  reason?: string
  message?: string
  exitCode?: number
  signal?: number
  /** Seconds on the simulated clock, cut to whole wall-clock seconds as the API does. */
  startedAt?: number
  finishedAt?: number
  containerID?: string
}

/** What the kubelet says of one container of a pod. */
export interface ContainerStatus {
  name: string
  /** NaN where no text of a real cluster tells it. */
  restartCount: number
  ready: boolean
  /** Absent where the release has no such field for it. */
  started?: boolean
  state: ContainerState
  lastState?: ContainerState
  /** Side-cars and plain init containers. */
  init?: boolean
  /** An init container that goes on beside the others. */
  sideCar?: true
}

/** What says which pod it is about: an edit makes another pod of the same name, and for a while both may be there. */
interface PodId {
  /** Absent where only a recording says it. */
  uid?: string
}

/** The kubelet's status of the pod changed. */
export interface StatusEntry extends Base, PodId {
  kind: 'status'
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  /** Why the kubelet has rejected the pod, where it has. */
  reason?: string
  message?: string
  /** The pod condition Ready. */
  ready: boolean
  /** Init containers in the spec's order, then the others by name. */
  containers: readonly ContainerStatus[]
  /** So many more that no text of a real cluster names. */
  unnamed?: number
  /** The row that a real cluster's kubectl printed of it; RESTARTS and AGE in its words. */
  listed?: { ready: number; total: number; status: string; restarts: string; age?: string }
}

/** A container's process. */
export interface ProcessEntry extends Base, PodId {
  kind: 'process'
  container: string
  op: 'started' | 'listening' | 'exited'
  /** Where it listens, of a program whose script does not say so. */
  bind?: string
  port?: number
  /** Which life of the container: 0 for the first. */
  attempt: number
  code?: number
  signal?: string
  /** As the runtime tells it, where that is neither Completed nor Error. */
  reason?: string
}

/** doBackOff was asked whether a container may start. */
export interface BackOffEntry extends Base {
  kind: 'backoff'
  container: string
  /** True: it must wait. */
  blocked: boolean
  /** The entry of the table that was compared with, in seconds; 0 where there was none. */
  backOffSeconds: number
  /** Seconds since the exit that it was compared with; absent where no instance had exited. */
  sinceExitSeconds?: number
  /** Where it must wait: when the back-off is over. */
  until?: number
  /** The table's entry afterwards. */
  nextSeconds: number
}

/** A container has ended with a code for which one of its rules has all containers of the pod restarted. */
export interface RestartAllEntry extends Base {
  kind: 'restartAll'
  container: string
  code: number
}

/** A program could not renew its lease in time: another may lead, and it ends. */
export interface LeaseEntry extends Base {
  kind: 'lease'
  container: string
  /** The Lease's name, in kube-system. */
  lease: string
  op: 'lost'
  /** How long it has tried to renew it. */
  seconds: number
}

/** A probe worker's stored result changed. */
export interface ResultEntry extends Base {
  kind: 'result'
  container: string
  probe: ProbeType
  value: 'Success' | 'Failure' | 'Unknown'
  onHold: boolean
}

/** The mirror pod in the API. */
export interface MirrorEntry extends Base {
  kind: 'mirror'
  /** `terminating`: somebody has deleted it, and the kubelet has yet to let it go. */
  op: 'created' | 'deleted' | 'updated' | 'terminating'
  uid: string
  /** The status that the API has from now on: the id of a `status` entry. */
  status?: number
  /** Where it has been there before, and is again with etcd's older data: since when. */
  since?: number
}

/** A simulated kube-apiserver changed its state. */
export interface ServerEntry extends Base, PodId {
  kind: 'server'
  container: string
  state: 'starting' | 'accepting' | 'forbidding' | 'unready' | 'serving' | 'hung' | 'shutting-down' | 'exited'
  /** It listens where no kubeconfig says: kubectl, kubelet and controllers do not reach it. */
  unasked?: true
  /** A sentence: why. */
  note?: string
}

/** etcd answers from now on, or no longer does. */
export interface EtcdEntry extends Base {
  kind: 'etcd'
  /** `full`: it is up, and its space alarm has it refuse what writes. */
  state: 'up' | 'full' | 'down' | 'hung'
  /** Other data than before stand in it from now on: 0 is what kubeadm has made, any other number a directory that was empty at first. */
  data?: number
}

/** Another program on the node listens on a port from now on, or no longer does. */
export interface PortEntry extends Base {
  kind: 'port'
  port: number
  taken: boolean
}

/** A part of the node, or the whole of it, has gone or is back. */
export interface NodeEntry extends Base {
  kind: 'node'
  /** The kubelet's sync loop: no pod of the node is synced while it stands still. `pod` is then the one whose mirror it waits for. */
  part: Restartable | 'node' | 'sync loop'
  up: boolean
}

/** A line of a log as that release writes it, without time and process id. */
export interface LogEntry extends Base {
  kind: 'log'
  /** `kubelet` or a container's name. */
  source: string
  text: string
  attempt?: number
}

/** One step of a request's way and what came of it. */
export interface RequestStep {
  step: string
  verdict: 'passed' | 'no opinion' | 'refused' | 'answered' | 'skipped'
  /** A sentence. */
  reason: string
  /** The flag, or path in a file, that made it so. */
  because?: { flag?: string; file?: string; path?: string; line?: number }
}

/** What made something so. */
export type Because = NonNullable<RequestStep['because']>

/** What a request of the scenario came to, with every step of its way through the server. */
export interface ResponseEntry extends Base {
  kind: 'response'
  /** Place in the scenario's `requests`, from 0. */
  n: number
  status: number | null
  headers: Readonly<Record<string, string>>
  body: string
  /** Where there is no answer: curl's words. */
  error?: string
  steps: readonly RequestStep[]
}

/** An object in etcd that is neither a mirror pod nor as kubeadm made it. */
export interface ObjectEntry extends Base {
  kind: 'object'
  op: 'created' | 'configured' | 'deleted'
  object: StoredObject
}

/** What a command that an action ran has left on its terminal. */
export interface PrintedEntry extends Base {
  kind: 'printed'
  stdout: string
  stderr: string
  exit: number
}

/** Something a person should know about the run: a container without a script, a field the model does not know. */
export interface WarningEntry extends Base {
  kind: 'warning'
  /** What has to be so of a program that nobody has described, as far as restarts depend on it: `answers 200 on port 80 from the start`. */
  assumed?: string
  message: string
}

/** Root: a text of a real cluster has told it, and how sure that is. */
export interface EvidenceEntry extends Base {
  kind: 'evidence'
  says: string
  /** When it happened is not known: it stands where it may have been. */
  isEstimated?: true
}

/** The last entry of a run that was stopped before its end: what stands before it is right, what would come after it is not known. */
export interface StoppedEntry extends Base {
  kind: 'stopped'
  /** Which limit it has come to, in the middle of a sentence. */
  reason: string
}

/** Where a run was stopped before its end; undefined where it was not. */
export function stopOf(trace: Trace): StoppedEntry | undefined {
  const last = trace.at(-1)
  return last?.kind === 'stopped' ? last : undefined
}

/** The pod that it is of; empty where it is of none. */
export const podOf = ({ pod = '' }: { pod?: string | undefined }): string => pod

/** Whether an entry is the start of a container's process, or its end. */
export const isStart = (entry: Entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'started'
export const isEnd = (entry: Entry): entry is ProcessEntry => entry.kind === 'process' && entry.op === 'exited'
