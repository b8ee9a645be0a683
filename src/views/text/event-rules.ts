/** The rule behind an Event that tells why a container has not been started, and where upstream it stands; by reason and message. */
export interface EventRule {
  rule: string
  source: string
}

const IMAGES = 'pkg/kubelet/images/image_manager.go'
const CONTAINER = 'pkg/kubelet/kuberuntime/kuberuntime_container.go'

const PULL_BACK_OFF: EventRule = {
  rule: 'A pull that fails has a back-off of its own, 10 s doubling to 300 s: until it is over nothing is pulled. That is no restart, and is not counted as one.',
  source: IMAGES,
}
const CONFIG: EventRule = {
  rule: 'A container is made only once its environment can be had and it may run as its user; until then it is tried again every 10 to 15 s. That is no restart.',
  source: CONTAINER,
}
const PORTS: EventRule = {
  rule: 'A pod that wants a port of the node which another one holds is rejected when the kubelet takes it up, and never looked at again until its file changes.',
  source: 'pkg/kubelet/lifecycle/predicate.go',
}
const BY_REASON: ReadonlyMap<string, EventRule> = new Map([
  ['Pulling', { rule: 'An image that is not there is pulled; with the policy Always, or the tag latest, at every start.', source: IMAGES }],
  ['ErrImageNeverPull', { rule: 'With the policy Never the image has to be there already.', source: IMAGES }],
  [
    'FailedMount',
    {
      rule: 'No container of a pod is made before all volumes that they mount are there; a mount that fails is tried again after half a second, then twice that, up to two minutes.',
      source: 'pkg/kubelet/volumemanager/volume_manager.go',
    },
  ],
  [
    'InitContainerRestartPolicyForbidden',
    {
      rule: 'In 1.28 a kubelet knows side-cars only behind a gate that is off: it rejects a pod with one when it takes it up, and never looks at it again until its file changes.',
      source: 'pkg/kubelet/lifecycle/predicate.go',
    },
  ],
  ['NodePorts', PORTS],
  ['PodFitsHostPorts', PORTS],
])

/** Errors: undefined for an Event that tells of something else. Follows: the sources that it names. */
export function eventRule(reason: string, message: string): EventRule | undefined {
  const known = BY_REASON.get(reason)
  if (known) return known
  if (reason === 'BackOff' && message.startsWith('Back-off pulling')) return PULL_BACK_OFF
  if (reason !== 'Failed') return undefined
  if (/^Failed to pull image|^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/.test(message)) return PULL_BACK_OFF
  if (/failed to (create containerd task|start container)/.test(message))
    return {
      rule: 'The container was made, and its program could not be started: that counts as a life that ended at once, with its back-off and its count.',
      source: CONTAINER,
    }
  return CONFIG
}
