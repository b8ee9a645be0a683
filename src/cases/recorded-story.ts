/** The story's case, done to a real cluster of Kubernetes 1.9.4: what its kubectl printed, and the run as it was recorded. */
export const RECORDED_STORY = {
  kubernetes: '1.9',
  lane: 'Anonymous requests off',
  recording: 'control-plane/anonymous-off-1.9',
  line: 'kube-apiserver-master-node   1/1       Running   6          7m',
} as const
