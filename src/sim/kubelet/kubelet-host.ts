import type { Container, Pod, PodGates } from '../../manifest/types.ts'
import type { ApiClient } from '../control-plane/api-client.ts'
import type { Node } from '../node/node.ts'
import type { LifeEntries, OnExit, Process, ProgramPlace } from '../node/process.ts'
import type { ContainerStatus } from '../trace/trace.ts'
import type { CrashLoop, ImageBackOff } from './pods/backoff.ts'
import type { PodLines } from './pods/manifest-lines.ts'
import type { PullQueue } from './pods/pull-queue.ts'
import type { RelistClock } from './pods/relist.ts'
import type { Instance } from './pods/runtime.ts'
import type { ProbeResults } from './probes/probe-results.ts'
import type { SyncLoop } from './sync-loop.ts'

/** The kubelet, as its parts and its pods see it. */
export interface KubeletHost {
  readonly node: Node
  readonly loop: SyncLoop
  readonly relist: RelistClock
  /** Its own client of the kube-apiserver. */
  readonly client: ApiClient
  readonly crashLoop: CrashLoop
  readonly podGates: PodGates
  /** When its process was started; -Infinity where it is older than the run. */
  readonly startedAt: number
  /** How often that has been started again: what an earlier one had planned is void. */
  readonly restarts: number
  /** Whether an apiserver answers it. */
  readonly hasAPI: boolean
  /** All pods whose containers there are, those that an earlier process has left among them. */
  podList(): readonly KubeletPod[]
  imageBackOff(uid: string): ImageBackOff
  readonly pulls: PullQueue
  /** The next 1 s tick of the sync loop at or after a moment. */
  syncTick(at: number): number
  makeProcess(pod: KubeletPod, container: Container, attempt: number, onExit: OnExit, life: LifeEntries): Process
  /** False where its mirror waits for the kube-apiserver: `goOn` is called then, with the entry of what came of that. */
  synced(pod: KubeletPod, cause: number, goOn: (entry: number) => void): boolean
  statusChanged(pod: KubeletPod): void
  /** Its containers have been stopped. */
  stopped(pod: KubeletPod): void
  ended(pod: KubeletPod): void
  /** Whether an older pod of the same name still holds it. */
  blocked(pod: KubeletPod): boolean
}

/** A pod of the kubelet, as the parts of its worker and the kubelet's own see it. */
export interface KubeletPod {
  readonly kubelet: KubeletHost
  readonly node: Node
  /** As its file has it now. */
  readonly pod: Pod
  readonly uid: string
  /** The pod's name in its file. */
  readonly name: string
  /** Its name in the API: `NAME-NODE`. */
  readonly apiName: string
  /** As logs have it: `NAMESPACE/NAME-NODE`. */
  readonly namespacedName: string
  /** As the kubelet writes it: `NAME-NODE_NAMESPACE`. */
  readonly fullName: string
  /** As the kubelet writes it: `NAME-NODE_NAMESPACE(UID)`. */
  readonly podId: string
  /** Empty where the kubelet knows none. */
  readonly podIP: string
  /** The address that the runtime gave it; empty on the host's network. */
  readonly sandboxIP: string
  /** The entry of its being added, and when that was. */
  readonly addCause: number
  readonly addedAt: number
  /** The entry that gave it the text that it has now. */
  readonly changedBy: number
  readonly roots: PodLines
  readonly results: ProbeResults
  /** Where its containers' programs run, as its kubelet has worked it out for the pod as it is now. */
  readonly places: Map<Container, ProgramPlace>
  readonly state: 'active' | 'terminating' | 'ended'
  /** Its kubelet has ended, and knows nothing of it any more: containerd stops nothing without it, Docker goes on by itself. */
  readonly left: boolean
  /** Whether it is synced at all: neither rejected nor being stopped. */
  readonly isSynced: boolean
  /** Where the kubelet's loop has stood still before the sync under way: the entry of its going on. */
  readonly heldBy: number | undefined
  /** The entry of the last status that was told. */
  readonly statusEntry: number | undefined
  statusOf(container: string): ContainerStatus | undefined
  /** The running instance of a container, if any. */
  running(container: string): Instance | undefined
  /** Which of a container's lives its next one is, from 0. */
  nextAttempt(container: string): number
  /** Something happened that a sync should look at, once the kubelet's loop comes to it. */
  wake(cause: number): void
  syncEnded(): void
  /** The kubelet's garbage collection. */
  collect(): void
}
