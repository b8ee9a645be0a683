/** Event reasons of a pod that has come to its end on its node. */
export const POD_ENDED: ReadonlySet<string> = new Set(['Evicted', 'Preempted', 'Preempting', 'TaintManagerEviction'])

/** How a container has ended whose program could not be started. */
export const NEVER_RAN: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun'])

/** What a kubelet logs once the API has its node. */
export const REGISTERED = 'Successfully registered node'
