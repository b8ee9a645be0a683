import { isEnd } from '../../sim/trace/trace.ts'
import { defined } from '../../manifest/own.ts'
import { type Container, containerIn } from '../../manifest/types.ts'
import { loggedAttempt, loggedPod, type LogLine, timedLog } from '../../sim/apiserver/objects/pod-log.ts'
import { kindOf } from '../../sim/apiserver/objects/kinds.ts'
import { podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { isApiserver } from '../../sim/kubelet/running.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { readDuration } from '../../sim/apiserver/flags/flag-values.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { nothing } from './get.ts'
import { fails, type Output, saidFirst, textsOf } from '../shell/output.ts'
import { type KubectlCall, notFound, reach, reachPod, chosenContainer, namelessError } from './kubectl-reach.ts'

/** Its own options; `-f` and `-p` are others elsewhere. */
export const LOG_OPTIONS: Options = optionTable('-f --follow, -p --previous, --tail=, --since=, --timestamps, --all-containers')

/**
 * `kubectl logs`: the API server asks the kubelet, which reads the files of the life that its own status of the pod names.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go; pkg/kubelet/kubelet_pods.go, validateContainerLogStatus (v1.37.2).
 */
export function logs(call: KubectlCall): Output {
  const { terminal: moment, parsed, rest } = call
  const name = (rest[0] ?? '').replace(/^(po|pods?)\//, '')
  if (!name && option(parsed, 'selector') !== undefined) return selected(call)
  const named = option(parsed, 'container') ?? rest[1]
  if (option(parsed, 'all-containers') !== undefined)
    return named === undefined
      ? ofAll(call, name)
      : fails(`error: --all-containers=true should not be specified with container name ${named}`)
  const life = lifeOf(call, name, named)
  if ('stdout' in life) return life
  const { now, pod, container, attempt, says } = life
  const [tail, since] = [option(parsed, 'tail'), option(parsed, 'since')]
  if (tail !== undefined && !/^-?\d+$/.test(tail))
    return fails(`error: invalid argument "${tail}" for "--tail" flag: strconv.ParseInt: parsing "${tail}": invalid syntax`)
  const length = since === undefined ? { value: Infinity } : readDuration(since, releaseOf(moment.inputs.kubernetes))
  if (length.error !== undefined) return fails(`error: invalid argument "${since}" for "--since" flag: ${length.error}`)
  if (Number(length.value) < 0) return fails('error: --since must be greater than 0')
  // 0 is as if it were not given
  const sinceSeconds = Number(length.value) || Infinity
  const stamped = option(parsed, 'timestamps') !== undefined
  const formatLine = ({ t, text }: LogLine): string => `${stamped ? `${rfc3339(moment.inputs.clock, t, true)} ` : ''}${text}\n`
  const all = timedLog(now, Infinity, pod.base, container.name, attempt, pod.uid)
  const lines = all.filter(({ t }) => t <= now.at && t >= now.at - sinceSeconds)
  const count = Number(tail ?? -1)
  const stdout = (count < 0 ? lines : count === 0 ? [] : lines.slice(-count)).map(formatLine).join('')
  const stderr = all.length === 0 ? silence(moment, pod, container) : ''
  const output = saidFirst(says, { stdout, stderr, exit: 0 })
  if (option(parsed, 'follow') === undefined || option(parsed, 'previous') !== undefined) return output
  const end = endOf(life)
  // what has ended writes no more
  if (end !== undefined && end <= now.at) return output
  return {
    ...output,
    later: all.filter(({ t }) => t > now.at).map((line) => ({ at: line.t, text: formatLine(line) })),
    ...defined({ until: end }),
  }
}

/** The life of a container whose file is read. */
interface LoggedLife {
  now: Moment
  pod: PodView
  container: Container
  attempt: number
  /** Where kubectl has chosen the container. */
  says: string
}

function lifeOf(
  { terminal: moment, parsed, namespace, acting }: KubectlCall,
  name: string,
  named: string | undefined,
): LoggedLife | Output {
  if (!name)
    return fails(
      "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    )
  const [type = '', other] = name.split('/')
  if (other !== undefined) {
    const kind = kindOf(type, releaseOf(moment.inputs.kubernetes))
    return fails(kind ? notFound(kind, other) : `error: the server doesn't have a resource type ${JSON.stringify(type)}`)
  }
  const found = reachPod(moment, namespace, name, acting)
  if ('stdout' in found) return found
  const { now } = found
  const pod = loggedPod(now, found.pod)
  const release = releaseOf(moment.inputs.kubernetes)
  const nameless = named === undefined ? namelessError(pod, release) : undefined
  if (nameless !== undefined) return fails(nameless)
  const { chosen: wanted, says } = chosenContainer(named, pod, release)
  const container = containerIn(pod.spec, wanted)
  if (!container) return fails(`error: container ${wanted} is not valid for pod ${name}`)
  const attempt = loggedAttempt(pod, wanted, option(parsed, 'previous') !== undefined)
  if (typeof attempt === 'string') return fails(`Error from server (BadRequest): ${attempt}`)
  return { now, pod, container, attempt, says: release.logsWithoutName === 'first' ? says : '' }
}

function endOf({ now, pod, container, attempt }: LoggedLife): number | undefined {
  return now.trace.find(
    (entry) =>
      isEnd(entry) && entry.pod === pod.base && entry.uid === pod.uid && entry.container === container.name && entry.attempt === attempt,
  )?.t
}

/** `-l`: of each pod that has the labels; ten lines where nothing else is said. */
function selected(call: KubectlCall): Output {
  const { terminal: moment, parsed, acting, namespace } = call
  const test = labelTest(option(parsed, 'selector')!, releaseOf(moment.inputs.kubernetes))
  if (typeof test === 'object') return fails(`Error from server (BadRequest): ${test.error}`)
  const now = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods`, words: 'get pods' }, acting)
  if ('stdout' in now) return now
  const pods = mirrorPods(now).filter((pod) => pod.namespace === namespace && test(podObject(now, pod)))
  if (pods.length === 0) return nothing(now, false, namespace)
  const each = option(parsed, 'tail') === undefined ? { ...parsed, options: new Map([...parsed.options, ['tail', ['10']]]) } : parsed
  const outputs = pods.map((pod) => logs({ ...call, terminal: now, parsed: each, rest: [pod.name] }))
  return joined(outputs)
}

/** `--all-containers`: one after the other, until there is an error. */
function ofAll(call: KubectlCall, name: string): Output {
  const found = reachPod(call.terminal, call.namespace, name, call.acting)
  if ('stdout' in found) return found
  const { initContainers, containers } = loggedPod(found.now, found.pod).spec.spec
  const options = new Map([...call.parsed.options].filter(([option]) => option !== 'all-containers'))
  const outputs: Output[] = []
  for (const container of [...initContainers, ...containers]) {
    const output = logs({ ...call, parsed: { ...call.parsed, options }, rest: [name, container.name] })
    outputs.push(output)
    if (output.exit !== 0) break
  }
  const followed = outputs.filter(({ later }) => later !== undefined)
  if (followed.length === 0) return joined(outputs)
  // it goes on as long as one of them does
  const until = Math.max(...followed.map((output) => output.until ?? Infinity))
  return {
    ...joined(outputs),
    later: followed.flatMap(({ later = [] }) => later).toSorted((a, b) => a.at - b.at),
    ...(until < Infinity ? { until } : {}),
  }
}

/** One behind the other. */
const joined = (outputs: readonly Output[]): Output => ({ ...textsOf(outputs), exit: Math.max(...outputs.map(({ exit }) => exit)) })

/** Why there is nothing to read, where a real program would have written something. */
function silence({ inputs }: Moment, pod: LoggedLife['pod'], container: Container): string {
  const isServer = isApiserver(pod.spec, container, inputs)
  if (!isServer || releaseOf(inputs.kubernetes).routineLog) return `(The simulated ${container.name} has written nothing.)\n`
  return `(What a kube-apiserver ${inputs.kubernetes} writes as it runs is not simulated; the kubelet's side is in kubectl describe and journalctl -u kubelet.)\n`
}
