import type { CertificateDates, CertificateName } from './certificates.ts'
import type { Diagnosis, Happening } from './happened.ts'
import type { Caller, Image, ProcessScript } from './scenario-programs.ts'

/** What one lane's run depends on. */
export interface Inputs {
  /** `1.9` … `1.37` */
  kubernetes: string
  /** Absent: the release's own. */
  runtime?: 'docker' | 'containerd' | undefined
  seed: number
  /** RFC 3339; the wall clock at t = 0. */
  clock: string
  duration: number
  node: NodeInputs
  manifests: Readonly<Record<string, string>>
  files: Readonly<Record<string, string>>
  kubelet: KubeletConfiguration
  cluster: ClusterInputs
  firewall: readonly FirewallRule[]
  processes: Readonly<Record<string, ProcessScript>>
  actions: readonly Action[]
  requests: readonly ScenarioRequest[]
  chance: Chance
  /** By name, as a manifest has it. */
  images: Readonly<Record<string, Image>>
  /** What happened in a real cluster: the lane shows that, and nothing is simulated. */
  happened?: readonly Happening[] | undefined
  /** Why that happened, as the cluster's texts say it. */
  why?: Diagnosis | undefined
}

/** What is around the kubelet: a cluster that it belongs to, its etcd, objects and certificates. */
export interface ClusterInputs {
  attached: boolean
  etcd: EtcdState
  /** Paths of `files`: YAML whose objects are in etcd at t = 0, beside those that kubeadm made. */
  objects: readonly string[]
  /** From when to when certificates are good that are not as kubeadm has just made them. */
  certificates?: Readonly<Partial<Record<CertificateName, CertificateDates>>>
  /** Paths of the host where this cluster has what kubeadm has elsewhere: kubeadm's own name for each, such as `etcd/ca.crt`. */
  pki?: Readonly<Record<string, string>>
}

/** Whether etcd answers at the start. */
export type EtcdState = 'up' | 'down' | 'hung'
/** The node: what it is called, where it is, and what it has for pods; as Kubernetes writes quantities. */
export interface NodeInputs {
  name: string
  ip: string
  /** Left out, nothing is too much for it, and it is shown with 2. */
  cpu?: string | undefined
  /** Left out, it is shown with 4028352Ki. */
  memory?: string | undefined
  /** The kubelet's `maxPods`, 110 where it is left out. */
  pods?: number | undefined
}

/** Where a request comes from: the node itself, a pod, or outside of the cluster. */
export type Origin = 'node' | 'pod' | 'outside'

/** The fields of the kubelet’s configuration that say who may ask it what, and how long a container waits that ends again and again. */
export interface KubeletConfiguration {
  authentication: {
    anonymous: { enabled: boolean }
    /** Whether bearer tokens are shown to the kube-apiserver; absent: as kubeadm has it. */
    webhook?: { enabled: boolean } | undefined
  }
  authorization: { mode: 'AlwaysAllow' | 'Webhook' }
  readOnlyPort: number
  /** `maxContainerRestartPeriod` in seconds. */
  crashLoopBackOff?: { maxContainerRestartPeriod?: number | undefined } | undefined
  /** By any name that the release knows. */
  featureGates?: Readonly<Record<string, boolean>> | undefined
}

/** A port that nobody reaches from there. */
export interface FirewallRule {
  block: number
  from: Origin
}

/** What the scenario does at a time. */
export type Action = { at: number } & (
  | { hang: string }
  | { resume: string }
  /** Every answer of that process comes so many seconds later. */
  | { slow: string; by: number }
  /** The program ends by itself. */
  | { crash: string; code: number }
  | { kill: string }
  | { crictl: string }
  | { kubectl: string }
  /** `fill`: it has come to its quota, and raises its space alarm; `defrag`: compacted, defragmented and disarmed. */
  | { etcd: 'kill' | 'start' | 'hang' | 'resume' | 'fill' | 'defrag' }
  /** etcd writes each change so many seconds later to its disk; 0 undoes it. */
  | { slowDisk: 'node'; by: number }
  /** No room is left on it, and there is again. */
  | { fullDisk: 'node' }
  | { freeDisk: 'node' }
  /** An admission webhook, by its own name or its configuration's: how it answers from now on. */
  | { webhook: string; is: WebhookState }
  /** Another program on the node listens on that port, and gives it back. */
  | { take: number }
  | { free: number }
  /** Each container's start is done so many seconds later. */
  | { startDelay: number }
  /** A program has so much less CPU: its start, its answers and the commands in it take that many times as long, in each life from then on. */
  | { cpu: string; times: number }
  /** The process that holds a pod's sandbox ends: the kubelet makes another. */
  | { sandbox: string }
  /** The program is stopped and started again, as systemctl does it; of the runtimes the release's own. */
  | { restart: Restartable }
  /** The machine goes down, and is back after so many seconds. */
  | { reboot: 'node'; takes: number }
  | FileAction
)

/** With what code a program crashes where no other is said: a Go panic's. */
export const PANIC_CODE = 2

/** How many seconds a reboot takes where no other number is said. */
export const REBOOT_SECONDS = 40

/** Nobody listens behind its Service; nothing answers there; it denies all; it allows all, as at the start. */
export type WebhookState = 'unreachable' | 'hangs' | 'denies' | 'answers'

/** What runs on the node beside its containers. */
export type Restartable = 'kubelet' | 'containerd' | 'docker'

/** What happens to a file: one of the static-pod directory by its bare name, any other by its path. */
export type FileAction =
  | { write: string; content: string }
  | { edit: string; find: string; replace: string }
  | { spoil: string }
  | { copy: string; to: string }
  | { remove: string }

/** An HTTP request that somebody sends at a time. */
export interface ScenarioRequest {
  at: number
  from: Origin
  method: string
  url: string
  caller: Caller
  userAgent: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** Whoever asks waits for an answer, so long at most; a scenario's own request does not. */
  waits?: Waits
  /** The address of the pod in whose own network it is asked, where `kubectl port-forward` leads; a pod on the node's network has the node's. */
  inside?: string
}

/** How long curl waits, in seconds. */
export interface Waits {
  /** For the connection, its handshake included: `--connect-timeout`. */
  connect?: number
  /** In all: `-m`. */
  most?: number
}

/** By container: how long each probe worker sleeps before its first tick. */
export type Sleeps = Readonly<Record<string, Readonly<Partial<Record<'startup' | 'readiness' | 'liveness', number>>>>>

/** When a restarted kubelet's sync loop has its pods again, and how long the probe workers sleep from then. */
export interface KubeletRestart {
  up: number
  sleeps: Sleeps
}

/** Pins what is chance otherwise; times in seconds. */
export interface Chance {
  /** When actions took effect that were noted only once they were done. */
  actions?: readonly number[]
  /** When the kubelet that runs at t = 0 collects its garbage: then, and each minute from then. */
  collects?: number
  syncs: Readonly<Record<string, readonly number[]>>
  /** By pod: moments at which one of its syncs is known to have come, where chance allows it; the others come by chance as ever. */
  retries?: Readonly<Record<string, readonly number[]>>
  started: Readonly<Record<string, readonly number[]>>
  /** By container: when the kubelet's relist saw each end. */
  ended?: Readonly<Record<string, readonly number[]>>
  seen: Readonly<Record<string, readonly (number | null)[]>>
  initialSleep: Sleeps
  /** Each restart of the kubelet, in order. */
  restarts?: readonly KubeletRestart[]
  /** By pod: its volumes in the order in which they were mounted, those of all its lives in one row. */
  mounted: Readonly<Record<string, readonly string[]>>
}
