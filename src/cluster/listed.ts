import type { ContainerFacts, Facts, ListedPod, PodFacts, StateFacts } from './facts.ts'
import { ROUGH_SECONDS } from './facts.ts'
import { lengthWords } from '../views/text/duration.ts'
import { timeOfDay } from './time.ts'

/** What the rows of a table of pods add to what else is known, and what they leave open, as sentences. */
export interface Listed {
  pods: PodFacts[]
  /** When the newest table was printed, in seconds since 1970; undefined without one. */
  printed: number | undefined
  assumed: string[]
}

/** How a table names a container's state; what is not here is a phase, or a word of the pod's. */
const STATES: Readonly<Record<string, Omit<StateFacts, 'startedAt'>>> = {
  Running: { is: 'running' },
  CrashLoopBackOff: { is: 'waiting', reason: 'CrashLoopBackOff' },
  ImagePullBackOff: { is: 'waiting', reason: 'ImagePullBackOff' },
  ErrImagePull: { is: 'waiting', reason: 'ErrImagePull' },
  ErrImageNeverPull: { is: 'waiting', reason: 'ErrImageNeverPull' },
  CreateContainerConfigError: { is: 'waiting', reason: 'CreateContainerConfigError' },
  CreateContainerError: { is: 'waiting', reason: 'CreateContainerError' },
  RunContainerError: { is: 'waiting', reason: 'RunContainerError' },
  ContainerCreating: { is: 'waiting', reason: 'ContainerCreating' },
  Completed: { is: 'terminated', reason: 'Completed', exitCode: 0 },
  OOMKilled: { is: 'terminated', reason: 'OOMKilled', exitCode: 137 },
  Error: { is: 'terminated', reason: 'Error' },
}

/**
 * Lays the rows of `kubectl get pods` over what the other texts tell: how often a pod's containers were restarted, when the last of
 * them ended, how old the pod is, and how it stands. What knows of more restarts is newer; what another text says better stays.
 *
 * Units: seconds since 1970; a row's ages are seconds before it was printed. `latest`: the last moment that another text knows of.
 * Errors: none. Follows: pkg/printers/internalversion/printers.go, printPod: RESTARTS is the sum of all containers, and what stands
 * behind it in brackets is how long ago the last of them *ended* (since 1.22).
 */
export function withListed(facts: Facts, pods: readonly PodFacts[], latest: number | undefined, anyDay: number): Listed {
  const assumed: string[] = []
  if (facts.listed.length === 0) return { pods: [...pods], printed: undefined, assumed }
  const known = facts.listed.map((row) => printedAt(row, podOf(pods, row))).find((at) => at !== undefined)
  const printed = known ?? latest ?? anyDay
  if (known === undefined)
    assumed.push(
      latest === undefined
        ? 'The table of pods has no time of day: its lengths are right, the date is any.'
        : `When the table of pods was printed is not said: the last moment that is known otherwise is taken, ${timeOfDay(printed)} UTC.`,
    )
  const all = [...pods]
  for (const row of facts.listed) {
    const before = podOf(all, row)
    const pod: PodFacts = before
      ? { ...before, containers: new Map(before.containers) }
      : { namespace: row.namespace || 'default', name: row.name, containers: new Map(), source: 'listed' }
    if (before) all[all.indexOf(before)] = pod
    else all.push(pod)
    lay(row, pod, printed, assumed)
  }
  return { pods: all, printed, assumed }
}

const podOf = (pods: readonly PodFacts[], { name, namespace }: ListedPod): PodFacts | undefined =>
  pods.find((pod) => pod.name === name && (namespace === '' || pod.namespace === namespace))

const mainsOf = ({ containers }: PodFacts): ContainerFacts[] => [...containers.values()].filter(({ isInit }) => !isInit)

/** When it was printed: as long after an end, or after the pod was made, as it says, where another text has that. */
function printedAt({ restarts, ended, age }: ListedPod, pod: PodFacts | undefined): number | undefined {
  if (!pod) return undefined
  const mains = mainsOf(pod)
  const told = mains.reduce((sum, one) => sum + (one.restarts ?? 0), 0)
  const end = mains.reduce((most, { lastState }) => Math.max(most, lastState?.finishedAt ?? -Infinity), -Infinity)
  if (ended && told === restarts && Number.isFinite(end)) return end + ended.seconds + ended.within / 2
  if (age && age.within < ROUGH_SECONDS && pod.created !== undefined) return pod.created + age.seconds + age.within / 2
  return undefined
}

function lay(row: ListedPod, pod: PodFacts, printed: number, assumed: string[]): void {
  const { restarts, ended, age, status, containers: size } = row
  if (pod.node === undefined && row.node !== '') pod.node = row.node
  if (pod.created === undefined && pod.startTime === undefined && age) pod.created = printed - age.seconds - age.within / 2
  if (mainsOf(pod).length === 0) {
    const name = row.container ?? 'main'
    pod.containers.set(name, { name, isInit: false })
    if (row.container === undefined)
      assumed.push(`What the container of ${pod.name} is called: the table of pods does not say it, and main is assumed.`)
  }
  const mains = mainsOf(pod)
  const told = mains.reduce((sum, one) => sum + (one.restarts ?? 0), 0)
  const isNewer = restarts > told
  const one = mains.find(({ name }) => name === row.container) ?? mains[0]!
  if (Math.max(size, mains.length) > 1 && isNewer && told === 0)
    assumed.push(
      `Which of the ${Math.max(size, mains.length)} containers of ${pod.name} was restarted: the table of pods has their sum, ${restarts}, and it is taken for ${one.name}.`,
    )
  const at = ended && printed - ended.seconds - ended.within / 2
  const own: ContainerFacts = { ...one, restarts: isNewer ? restarts - (told - (one.restarts ?? 0)) : (one.restarts ?? 0) }
  const state = own.state !== undefined && !isNewer ? undefined : STATES[status]
  if (at !== undefined && (isNewer || own.lastState === undefined)) {
    own.lastState = {
      ...(isNewer ? {} : own.lastState),
      is: 'terminated',
      finishedAt: at,
      ...(row.code === undefined ? {} : { exitCode: row.code }),
    }
    assumed.push(
      `How the last life of ${one.name} in ${pod.name} ended: the table of pods says only when, ${lengthWords(ended!.seconds)} before it was printed${ended!.within >= ROUGH_SECONDS ? ', to the minute or less exactly' : ''}.`,
    )
  } else if (isNewer && restarts > 0)
    assumed.push(`When ${pod.name} was restarted last: before 1.22 the table of pods says only how often, ${restarts} times.`)
  if (state) own.state = { ...state, ...startOf(state, at, pod, restarts) }
  else if (own.state === undefined)
    assumed.push(`What “${status}” of ${pod.name} means for its container: the table of pods has one word for the whole pod.`)
  if (mains.length === 1) own.ready = row.ready > 0
  pod.containers.set(one.name, own)
  if (state?.is === 'running' && at !== undefined)
    assumed.push(`When ${one.name} of ${pod.name} started last: at once after its last end is assumed, without a back-off.`)
}

/** A container that runs was started when its last life ended, or with its pod. */
function startOf({ is }: Omit<StateFacts, 'startedAt'>, at: number | undefined, pod: PodFacts, restarts: number): { startedAt?: number } {
  const started = at ?? (restarts === 0 ? (pod.startTime ?? pod.created) : undefined)
  return is === 'running' && started !== undefined ? { startedAt: started } : {}
}
