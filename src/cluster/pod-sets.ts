/** Follows: staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go: the letters of hashes and suffixes. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]'
const OF_A_SET = new RegExp(`^(.+)-(?:\\d{1,4}|${SAFE}{5})$`)
const HASH = new RegExp(`-(?:\\d{8,10}|${SAFE}{8,10})$`)
const OF_A_DEPLOYMENT = new RegExp(`^(.+)-(?!\\d+-)${SAFE}{8,10}-${SAFE}{5}$`)

/** The ReplicaSet, StatefulSet, DaemonSet or Job that a pod is named after: without its ordinal or suffix. */
export const setOf = (pod: string): string | undefined => OF_A_SET.exec(pod)?.[1]

/** The workload behind it: without the hash of its template too. */
export const ownerOf = (pod: string): string => (setOf(pod) ?? pod).replace(HASH, '')

/** The Deployment that a pod is named after: its restartPolicy is Always. */
export const deploymentOf = (pod: string): string | undefined => OF_A_DEPLOYMENT.exec(pod)?.[1]

/** Of a pod that is told apart by its namespace, NAMESPACE/NAME, the name alone, and what a scenario calls it, whose pods have a name each. */
export const ownName = (pod: string): string => pod.slice(pod.indexOf('/') + 1)
export const scenarioName = (pod: string): string => pod.replace('/', '-')
