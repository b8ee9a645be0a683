import { containerIn } from '../../manifest/types.ts'
import { releaseFor, releaseOf } from '../../sim/release/release.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { option, splitWords } from '../../sim/kubectl/command-line.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { imageHas, imageOf, officialPrograms } from '../../sim/node/images.ts'
import { describedScript, type ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import { etcdctl } from '../node/etcdctl.ts'
import { answerTo } from './access.ts'
import { type CommandContext, done, fails, notHere, type Output, saidFirst, saidLast } from '../shell/output.ts'
import { type KubectlCall, reachPod, chosenContainer } from './kubectl-reach.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'

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
  return saidFirst(says, execOutput(runIn(now, { namespace, pod: name, container: chosen }, words), now.at - terminal.at))
}

/** Units: `reached` in seconds, after which it was begun. */
function execOutput(ran: RanCommand, reached: number): Output {
  if ('unknown' in ran) return notHere(ran.unknown, KNOWN)
  const tookSeconds = reached + (ran.tookSeconds ?? 0)
  if ('refused' in ran) return { ...fails(`Error from server: error dialing backend: ${ran.refused}`), tookSeconds }
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
 * What a command run in a container came to, or why it was not run; `note` where the reader may wonder, `unknown` where nobody can tell
 * what the image has or what the command does.
 */
type RanCommand =
  | Output
  | { tookSeconds: number; error: string; note: string }
  | { tookSeconds: number; refused: string }
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
