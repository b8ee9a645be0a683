import type { Pod } from '../../../manifest/types.ts'
import { klogLine } from '../../clock.ts'
import { entriesUntil, causesOf, type Moment } from '../../trace/moment.ts'
import { kubeletPods, mirrorPods, type PodView } from '../../trace/pods.ts'
import type { Entry } from '../../trace/trace.ts'
import { type AuthorizedRequest, type HandledRequest, refused } from '../requests/handled-request.ts'
import { queryValues } from '../requests/request.ts'
import { badRequest, invalid, type StatusFailure } from '../requests/status-failure.ts'
import { type FieldError, FieldErrors } from '../../../manifest/field-error.ts'
import { decimalError } from '../../../manifest/go/strconv.ts'

/** A line that a container's life has written, and when. */
export interface LogLine {
  t: number
  text: string
}

/**
 * What a container's life writes, its lines with klog's head filled in, up to a time.
 *
 * Units: seconds on the simulated clock; `attempt` counts from 0, anew for each `uid` that a pod of this name has had.
 */
export function timedLog(
  moment: Pick<Moment, 'inputs' | 'trace'>,
  until: number,
  pod: string,
  container: string,
  attempt: number,
  uid?: string,
): LogLine[] {
  const out: LogLine[] = []
  let writer: string | undefined
  for (const entry of entriesUntil(moment.trace, until)) {
    if (
      entry.kind === 'process' &&
      entry.op === 'started' &&
      entry.pod === pod &&
      entry.container === container &&
      entry.attempt === attempt
    )
      writer = entry.uid
    if (entry.kind !== 'log' || entry.source !== container || entry.source === 'kubelet') continue
    if (entry.pod !== pod || entry.attempt !== attempt) continue
    const by = uid === undefined ? undefined : (writerOf(moment.trace, entry) ?? writer)
    if (by !== undefined && by !== uid) continue
    for (const text of klogLine(moment.inputs.clock, entry.t, entry.text).split('\n')) out.push({ t: entry.t, text })
  }
  return out
}

/** What is asked for of the lines that a life has written up to now. In seconds on the simulated clock. */
export function shownLog(lines: readonly LogLine[], now: number, { tailLines, limitBytes, sinceSeconds = Infinity }: LogOptions): string {
  const recent = lines.filter(({ t }) => t >= now - sinceSeconds)
  const shown = tailLines === undefined ? recent : recent.slice(recent.length - Math.min(tailLines, recent.length))
  const text = shown.map((line) => `${line.text}\n`).join('')
  return text.slice(0, limitBytes)
}

/** Why there is no log of a container: it has no life yet, or none before. Follows: pkg/kubelet/kubelet_pods.go, validateContainerLogStatus (v1.37.2). */
export const notStarted = (container: string, pod: string, why = 'ContainerCreating'): string =>
  `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)} is waiting to start: ${why}`
export const noPrevious = (container: string, pod: string): string =>
  `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)} not found`

/** Which life of a container has the log that is asked for, as the kubelet's status of the pod names it, or why none has. */
export function loggedAttempt({ name, status: pod }: PodView, container: string, previous: boolean): number | string {
  const status = pod?.containers.find((containerStatus) => containerStatus.name === container)
  if (!status || (status.state.is === 'waiting' && !status.lastState)) return notStarted(container, name, status?.state.reason)
  // a container that waits for its back-off is still the life that ended
  const attempt = status.restartCount - (previous && status.state.is !== 'waiting' ? 1 : 0)
  return attempt < 0 || (previous && !status.lastState) ? noPrevious(container, name) : attempt
}

/** The UID of the pod whose process wrote a line, where its causes name that: two pods of a name may run beside each other. */
function writerOf(trace: Moment['trace'], line: Entry): string | undefined {
  const start = trace[causesOf(line).at(-1)!]
  return start?.kind === 'process' && start.op === 'started' && start.container === line.container ? start.uid : undefined
}

/**
 * A pod as the kubelet has it, whom the API server asks for its logs: after an edit that may be a newer one than the mirror in the API.
 *
 * The API's own where the kubelet has none.
 * Follows: pkg/kubelet/kubelet_pods.go, GetKubeletContainerLogs (v1.36.2).
 */
export function loggedPod(moment: Moment, pod: PodView): PodView {
  return kubeletPods(moment).find(({ name, namespace }) => name === pod.name && namespace === pod.namespace) ?? pod
}

/** That of several containers one has to be named. */
export function containerWanted(name: string, { spec }: Pod): string {
  const [own, inits] = [spec.containers, spec.initContainers].map((of) => of.map((container) => container.name).join(' '))
  return `a container name must be specified for pod ${name}, choose one of: [${own}]${inits ? ` or one of the init containers: [${inits}]` : ''}`
}

/**
 * A pod's subresource `log`: the server asks the kubelet for it.
 *
 * Errors: 400 for a container that there is not, is not named beside others, or has not run yet; 400 and 422 for numbers.
 * Follows: pkg/registry/core/pod/rest/log.go and strategy.go, LogLocation (v1.37.2).
 */
export function podLog(asked: AuthorizedRequest): HandledRequest {
  const { request } = asked
  const { namespace, name } = asked.attributes
  const moment = asked.state.storage.moment()
  const mirror = mirrorPods(moment).find((mirrorPod) => mirrorPod.name === name && mirrorPod.namespace === namespace)
  const pod = mirror && loggedPod(moment, mirror)
  const refuse = (failure: StatusFailure): HandledRequest => refused(asked, failure, 'There is no such log.')
  const bad = (message: string): HandledRequest => refuse(badRequest(message))
  const read = readLogOptions(request.query)
  if ('undecoded' in read) return bad(read.undecoded)
  if ('wrong' in read) return refuse(invalid({ group: '', kind: 'PodLogOptions' }, name, read.wrong))
  const { previous } = read.options
  const [own = [], inits = []] = pod
    ? [pod.spec.spec.containers, pod.spec.spec.initContainers].map((of) => of.map((item) => item.name))
    : []
  const named = queryValues(request.query, 'container')[0] || undefined
  if (pod && named === undefined && own.length > 1) return bad(containerWanted(name, pod.spec))
  const container = named ?? own[0] ?? ''
  if (!pod || ![...own, ...inits].includes(container)) return bad(`container ${container} is not valid for pod ${name}`)
  const attempt = loggedAttempt(pod, container, previous)
  if (typeof attempt === 'string') return bad(attempt)
  const body = shownLog(timedLog(moment, moment.at, pod.base, container, attempt, pod.uid), moment.at, read.options)
  return {
    response: { status: 200, headers: { 'content-type': 'text/plain' }, body },
    reason: `What ${container} has written; the server asks the kubelet.`,
  }
}

/** What of a log is asked for; `sinceSeconds` back from now. */
export interface LogOptions {
  previous: boolean
  tailLines?: number
  limitBytes?: number
  sinceSeconds?: number
}

/** What counts as no is `false`, `0`, and nothing at all. Follows: apimachinery/pkg/runtime/conversion.go, Convert_Slice_string_To_bool (v1.36.2). */
const isOn = (text: string | undefined): boolean => text !== undefined && text !== '0' && text.toLowerCase() !== 'false'

/** As they are decoded. */
const NUMBERS = ['sinceSeconds', 'tailLines', 'limitBytes'] as const
/** As they are validated, and the bound of each. */
const BOUNDS = [
  ['tailLines', 0, 'greater than or equal to 0'],
  ['limitBytes', 1, 'greater than 0'],
  ['sinceSeconds', 1, 'greater than 0'],
] as const

/**
 * The parameters of a request for a log; of one that is given twice the first.
 *
 * Errors: `undecoded` in Go's words, or what is wrong with each number.
 * Follows: staging/src/k8s.io/api/core/v1/types.go, PodLogOptions, and pkg/apis/core/validation/validation.go, ValidatePodLogOptions
 * (v1.36.2).
 */
export function readLogOptions(
  query: string,
  more: Readonly<Record<string, string | undefined>> = {},
): { options: LogOptions } | { undecoded: string } | { wrong: readonly FieldError[] } {
  const said = (name: string): string | undefined => (Object.hasOwn(more, name) ? more[name] : queryValues(query, name)[0])
  const options: LogOptions = { previous: isOn(said('previous')) }
  for (const name of NUMBERS) {
    const text = said(name)
    if (text === undefined) continue
    const problem = decimalError(text, 'ParseInt', 64)
    if (problem !== undefined) return { undecoded: problem }
    options[name] = Number(text)
  }
  const wrong = new FieldErrors({ valuesAsJson: true })
  for (const [name, least, bound] of BOUNDS) {
    const value = options[name]
    if (value !== undefined && value < least) wrong.invalid(name, value, `must be ${bound}`)
  }
  return wrong.list.length > 0 ? { wrong: wrong.list } : { options }
}
