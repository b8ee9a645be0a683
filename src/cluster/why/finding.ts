/** What a failed probe's output says of the program that it asked; `network`: it is no matter of the program, but of a name or a route. */
export type BehaviourKind = 'status' | 'refuse' | 'hang' | 'reset' | 'missing' | 'grpc' | 'code' | 'network'

/** What would help, and what it costs. */
export interface Fix {
  text: string
  change: string
  price: string
}

/** A rule by which one thing follows from another, and where it stands upstream. */
export interface Rule {
  text: string
  source: string
}

/** What was found out about one container. */
export interface Finding {
  /** It is started again and again; it cannot be started; it was ended from outside for good; it has ended and is to stay so; nothing is wrong. */
  is: 'restarts' | 'held' | 'ended' | 'over' | 'well'
  /** How the sentence goes on after its name, where that says more than its restarts: `is in trouble`. */
  verb?: string
  /** The rest of a sentence that begins with the container. */
  text: string
  /** That it is concluded, or that why is not known and the text says what is; absent where the texts say so themselves. */
  certainty?: 'concluded' | 'unknown'
  /** How the program met the probe, where it is killed for one. */
  behaviour?: BehaviourKind
  /** Lines that say it. */
  lines: readonly number[]
  rules?: readonly Rule[]
  fix?: Fix
  /** What was assumed. */
  assumed?: readonly string[]
  /** What would tell more, as sentences. */
  help?: readonly string[]
}

/** A pod that is gone for good, or was refused, by its reason. */
export const ENDED: Readonly<Record<string, string>> = {
  Evicted: 'the kubelet evicted the pod',
  Preempting: 'a pod of higher priority took its place',
  Preempted: 'a pod of higher priority took its place',
  TaintManagerEviction: 'a taint of its node drove it away',
  NodeShutdown: 'its node was shut down',
  Terminated: 'its node was shut down',
  DeadlineExceeded: 'its pod was active for longer than activeDeadlineSeconds',
  NodeLost: 'its node was lost',
  NodeAffinity: 'its node does not fit its affinity any more',
  OutOfcpu: 'its node had too little cpu left as the kubelet took the pod up',
  OutOfmemory: 'its node had too little memory left as the kubelet took the pod up',
  OutOfpods: 'its node had as many pods as it may',
  UnexpectedAdmissionError: 'the kubelet refused the pod',
  NodePorts: 'another pod of the node has its host port',
}

export const RULES = {
  probeKill: {
    text: 'A container whose liveness or startup probe fails failureThreshold times in a row is killed by the kubelet',
    source: 'pkg/kubelet/prober/worker.go, doProbe',
  },
  probeError: {
    text: 'A probe that ends in an error of its own has no result: it is thrown away',
    source: 'pkg/kubelet/prober/worker.go, doProbe',
  },
  restart: {
    text: 'With restartPolicy Always it is started again, after a back-off of 10 s that doubles up to 5 min and begins anew after 10 min of life',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff',
  },
  hook: {
    text: 'A container whose postStart hook fails is killed by the kubelet',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer',
  },
  oom: {
    text: 'A process in a cgroup that has met its memory limit is killed by the kernel (SIGKILL, exit code 137)',
    source: 'mm/memcontrol.c, mem_cgroup_out_of_memory',
  },
  spec: {
    text: 'A container whose part of the spec has changed is killed and made anew by the kubelet',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions',
  },
  sandbox: {
    text: 'When the sandbox is gone or has changed, all of the pod’s containers are killed and made anew',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions',
  },
  podStop: {
    text: 'A kill without a reason of the container’s own (“Stopping container …”) is of its pod or its sandbox; a kill for a probe names the probe',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer',
  },
  eviction: {
    text: 'A node that is low on a resource evicts pods that use more of it than they requested first; they do not come back by themselves',
    source: 'pkg/kubelet/eviction/eviction_manager.go',
  },
  config: {
    text: 'A container whose ConfigMap, Secret or key is missing is not made; the kubelet tries again at each sync',
    source: 'pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables',
  },
  nonRoot: {
    text: 'A container that has runAsNonRoot is not made where its user is root, or a name whose number the kubelet does not know',
    source: 'pkg/kubelet/kuberuntime/security_context_others.go, verifyRunAsNonRoot',
  },
  grace: {
    text: 'Who does not end on SIGTERM is killed after terminationGracePeriodSeconds (137)',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer',
  },
} as const satisfies Record<string, Rule>

/** `3 restarts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
