import { containerIn, type Container } from '../../manifest/types.ts'
import { releaseFor, releaseOf } from '../../sim/release/release.ts'
import { kubeletPods, mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { runningOf, isApiserver } from '../../sim/kubelet/running.ts'
import { option, splitWords, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { imageHas, imageOf, officialPrograms } from '../../sim/node/images.ts'
import { describedScript, type ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import { etcdctl } from '../node/etcdctl.ts'
import { answerTo } from './access.ts'
import { type CommandContext, done, fails, notHere, type Output, saidFirst, saidLast, textsOf } from '../shell/output.ts'
import { type KubectlCall, reachPod, chosenContainer, notFound, reach, namelessError } from './kubectl-reach.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { isEnd } from '../../sim/trace/trace.ts'
import { defined } from '../../manifest/own.ts'
import { loggedAttempt, loggedPod, type LogLine, timedLog } from '../../sim/apiserver/objects/pod-log.ts'
import { kindOf } from '../../sim/apiserver/objects/kinds.ts'
import { podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { rfc3339 } from '../../sim/clock.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { readDuration } from '../../sim/apiserver/flags/flag-values.ts'
import { nothing } from './get.ts'

const KNOWN =
  'This terminal knows: kubectl exec POD [-n NAMESPACE] [-c CONTAINER] -- COMMAND; of what a container holds, "processes" says what a command prints'

/**
 * `kubectl exec POD -- COMMAND`: the API server hands it to the kubelet, which runs it in the container.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go; pkg/kubelet/server/server.go, getExec (v1.37.2).
 */
export function kubectlExec({ terminal, args, parsed, rest: names, acting, namespace }: KubectlCall): Output {
  const command = args.includes('--') ? args.slice(args.indexOf('--') + 1) : []
  const name = (names[0] ?? '').replace(/^(po|pods?)\//, '')
  if (!name)
    return fails(
      `error: expected 'exec (POD | TYPE/NAME) COMMAND [ARG1] [ARG2] ... [ARGN]'.\nPOD or TYPE/NAME and COMMAND are required arguments for the exec command\n${KNOWN}`,
    )
  const { execNeedsDashes } = releaseOf(terminal.inputs.kubernetes)
  const words = command.length > 0 ? command : names.slice(1)
  if (command.length === 0 && words.length > 0 && execNeedsDashes)
    return fails(
      `error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples`,
    )
  if (words.length === 0) return fails(`error: you must specify at least one command for the container\n${KNOWN}`)
  const found = reachPod(terminal, namespace, name, acting)
  if ('stdout' in found) return found
  const { pod, now } = found
  const { chosen, says } = chosenContainer(option(parsed, 'container'), pod, releaseOf(terminal.inputs.kubernetes))
  if (!containerIn(pod.spec, chosen)) return fails(`Error from server (BadRequest): container ${chosen} is not valid for pod ${name}`)
  const ran = runIn(now, { namespace, pod: name, container: chosen }, words)
  return saidFirst(says, execOutput(ran, now.at - terminal.at, releaseOf(terminal.inputs.kubernetes).execRefused))
}

/** Units: `reached` in seconds, after which it was begun. */
function execOutput(ran: RanCommand, reached: number, refusal: string): Output {
  if ('unknown' in ran) return notHere(ran.unknown, KNOWN)
  const tookSeconds = reached + (ran.tookSeconds ?? 0)
  if ('refused' in ran) return { ...fails(`Error from server: error dialing backend: ${ran.refused}`), tookSeconds }
  if ('lacks' in ran) return { ...fails(`error: ${refusal}: ${ran.lacks}`), tookSeconds }
  if ('error' in ran)
    return {
      ...fails(
        `error: Internal error occurred: error executing command in container: ${ran.error.replace(/^rpc error: code = Unknown desc = /, '')}${ran.note}`,
      ),
      tookSeconds,
    }
  return { ...(ran.exit === 0 ? ran : saidLast(ran, `command terminated with exit code ${ran.exit}\n`)), tookSeconds }
}

/**
 * What a command run in a container came to, or why it was not run; `lacks` where the kubelet has no such pod or container, `note` where the reader may wonder, `unknown` where nobody can tell
 * what the image has or what the command does.
 */
type RanCommand =
  | Output
  | { tookSeconds: number; error: string; note: string }
  | { tookSeconds: number; refused: string }
  | { tookSeconds: number; lacks: string }
  | { unknown: string }

/**
 * Runs a command in a container, by the kubelet's own API.
 *
 * Errors: returned, in the container runtime's words.
 * Follows: pkg/kubelet/server/server.go, getRun (v1.37.2).
 */
export function runIn(
  terminal: CommandContext,
  place: { namespace: string; pod: string; container: string },
  words: readonly string[],
): RanCommand {
  const { inputs, at } = terminal
  const { namespace, pod, container } = place
  const { port } = kubeletSettings(terminal.inputs)
  const { t, status, body } = answerTo(terminal, {
    at,
    from: 'node',
    method: 'POST',
    url: `https://${joinHostPort(inputs.node.ip, port)}/run/${namespace}/${pod}/${container}?cmd=${encodeURIComponent(words.join(' '))}`,
    userAgent: 'kubectl',
    headers: {},
    caller: { certificate: { cn: 'kube-apiserver-kubelet-client', o: [releaseOf(inputs.kubernetes).adminGroup], ca: 'cluster' } },
  })
  const tookSeconds = t - at
  if (status === null)
    return {
      tookSeconds,
      refused: `dial tcp ${joinHostPort(inputs.node.ip, port)}: ${releaseOf(inputs.kubernetes).refusedCall}: connection refused`,
    }
  if (status !== 200 && /^(pod does not exist$|container not found )/.test(body)) return { tookSeconds, lacks: body.trim() }
  const found = runningAt(terminal, place)
  const unknown = { unknown: `${words.join(' ')}, in the container ${container}` }
  if (found?.program === 'etcd') {
    const line = etcdctlIn(words)
    if (!line) return unknown
    return etcdctl({ ...terminal, variables: line.variables }, line.args)
  }
  const isLost = /oci runtime (exec|error)/i.test(body)
  if (isLost && found && !isKnownToLack(terminal, found, words)) return unknown
  if (status === 200) return { ...done(body), tookSeconds }
  const ended = /^command '[^]*?' exited with (\d+): ([^]*)$/.exec(body)
  if (ended) return { ...done(ended[2]!.trimEnd() === '' ? '' : `${ended[2]!.trimEnd()}\n`), exit: Number(ended[1]), tookSeconds }
  return {
    tookSeconds,
    error: body.trim(),
    note: isLost
      ? '\n(The simulated container holds what its behaviour says, and a kube-apiserver nothing but itself: kube-apiserver --version works.)'
      : '',
  }
}

interface ExecProgram {
  program: string | undefined
  image: string
  script: ProcessScript | undefined
}

function runningAt(
  terminal: CommandContext,
  { namespace, pod, container }: { namespace: string; pod: string; container: string },
): ExecProgram | undefined {
  const found = kubeletPods(terminal).find((kubeletPod) => kubeletPod.name === pod && kubeletPod.namespace === namespace)
  const spec = found && containerIn(found.spec, container)
  if (!spec) return undefined
  const { program } = runningOf(found.spec, spec, terminal.inputs)
  return { program, image: spec.image, script: describedScript(terminal.inputs.processes, found.base, container) }
}

/** Whether it is said, or known of the image, that it has no such program: Kubernetes' own have none since they are built on a bare base. */
function isKnownToLack({ inputs }: CommandContext, { image, script }: ExecProgram, [program = '']: readonly string[]): boolean {
  return (
    (script?.execs.length ?? 0) > 0 ||
    imageOf(inputs, image)?.programs !== undefined ||
    imageHas(image, program) === false ||
    (officialPrograms(image) !== undefined && releaseFor(inputs).runtime === 'containerd')
  )
}

/** What etcdctl is told, by itself or as the one command of a shell; undefined for anything else. */
function etcdctlIn(words: readonly string[]): { variables: Record<string, string>; args: readonly string[] } | undefined {
  const script = scriptOf(words)
  const split = script === undefined ? { words: [...words] } : splitWords(script)
  if ('error' in split || ('pipe' in split && split.pipe !== undefined) || /[;&<>]/.test(script ?? '')) return undefined
  const from = split.words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  if (split.words[from]?.split('/').at(-1) !== 'etcdctl') return undefined
  const variables = Object.fromEntries(split.words.slice(0, from).map((word) => [word.replace(/=[^]*$/, ''), word.replace(/^[^=]*=/, '')]))
  return { variables, args: split.words.slice(from + 1) }
}

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
  return `(What a kube-apiserver ${inputs.kubernetes} writes as it runs is not simulated; the kubelet's side is in journalctl -u kubelet.)\n`
}
