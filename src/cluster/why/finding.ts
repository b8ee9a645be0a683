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
  /** How the sentence goes on after its name, where it is no container: `is in trouble`. */
  verb?: string
  /** The rest of a sentence that begins with the container. */
  text: string
  /** The texts say so themselves: nothing is concluded. */
  isCertain: boolean
  /** Why is known; else the text says what is. */
  isKnown: boolean
  /** Lines that say it. */
  lines: readonly number[]
  rules?: readonly Rule[]
  fix?: Fix
  /** What was assumed. */
  assumed?: readonly string[]
  /** What would tell more, as sentences. */
  help?: readonly string[]
}

export const RULES = {
  probeKill: {
    text: 'A container whose liveness or startup probe fails failureThreshold times in a row is killed by the kubelet',
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
  eviction: {
    text: 'A node that is low on a resource evicts pods that use more of it than they requested first; they do not come back by themselves',
    source: 'pkg/kubelet/eviction/eviction_manager.go',
  },
  config: {
    text: 'A container whose ConfigMap, Secret or key is missing is not made; the kubelet tries again at each sync',
    source: 'pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables',
  },
  grace: {
    text: 'Who does not end on SIGTERM is killed after terminationGracePeriodSeconds (137)',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer',
  },
} as const satisfies Record<string, Rule>
