import { releaseOf } from '../../sim/release/release.ts'
import { mirrorPods } from '../../sim/trace/pods.ts'
import { answerTo } from './access.ts'
import { fails, type Output, type Terminal } from '../shell/output.ts'
import { type Acting, reach } from './reach.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'

interface Exec {
  /** The pod's, and none besides. */
  names: readonly string[]
  command: readonly string[]
  container: string | undefined
  namespace: string
}

const KNOWN =
  'This terminal knows: kubectl exec POD [-n NAMESPACE] [-c CONTAINER] -- COMMAND; of what a container holds, "processes" says what a command prints'

/**
 * `kubectl exec POD -- COMMAND`: the API server hands it to the kubelet, which runs it in the container.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go; pkg/kubelet/server/server.go, getExec (v1.37.2).
 */
export function kubectlExec(terminal: Terminal, { names, command, container, namespace }: Exec, acting: Acting): Output {
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
  const reached = reach(terminal, { path: `/api/v1/namespaces/${namespace}/pods/${name}`, words: `get pods ${name}` }, acting)
  if (!reached.answers) return reached
  const now = { ...terminal, at: reached.at }
  const pod = mirrorPods(now).find((one) => one.name === name && one.namespace === namespace)
  if (!pod) return fails(`Error from server (NotFound): pods ${JSON.stringify(name)} not found`)
  const { containers, initContainers } = pod.spec.spec
  const chosen = container ?? containers[0]!.name
  if (![...containers, ...initContainers].some((one) => one.name === chosen))
    return fails(`Error from server (BadRequest): container ${chosen} is not valid for pod ${name}`)
  const ran = runIn(now, { namespace, pod: name, container: chosen }, words)
  const took = ran.t > terminal.at ? { tookSeconds: ran.t - terminal.at } : {}
  if ('refused' in ran) return { ...fails(`Error from server: error dialing backend: ${ran.refused}`), ...took }
  if ('error' in ran)
    return {
      ...fails(
        `error: Internal error occurred: error executing command in container: ${ran.error.replace(/^rpc error: code = Unknown desc = /, '')}${ran.note}`,
      ),
      ...took,
    }
  return { stdout: ran.output, stderr: ran.code === 0 ? '' : `command terminated with exit code ${ran.code}\n`, exit: ran.code, ...took }
}

/** What a command run in a container came to, and when; `note` where the reader may wonder. */
type Ran = { t: number } & ({ output: string; code: number } | { error: string; note: string } | { refused: string })

/**
 * Runs a command in a container, by the kubelet's own API.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in the container runtime's words.
 * Follows: pkg/kubelet/server/server.go, getRun (v1.37.2).
 */
export function runIn(
  terminal: Terminal,
  { namespace, pod, container }: { namespace: string; pod: string; container: string },
  words: readonly string[],
): Ran {
  const { inputs, at } = terminal
  const { port } = kubeletSettings(terminal.inputs)
  const { t, status, body } = answerTo(terminal, {
    at,
    from: 'node',
    method: 'POST',
    url: `https://${inputs.node.ip}:${port}/run/${namespace}/${pod}/${container}?cmd=${encodeURIComponent(words.join(' '))}`,
    userAgent: 'kubectl',
    headers: {},
    caller: { certificate: { cn: 'kube-apiserver-kubelet-client', o: [releaseOf(inputs.kubernetes).adminGroup], ca: 'cluster' } },
  })
  if (status === null)
    return { t, refused: `dial tcp ${inputs.node.ip}:${port}: ${releaseOf(inputs.kubernetes).refusedCall}: connection refused` }
  if (status < 300) return { t, output: printed(body), code: 0 }
  const ended = /^command '[^]*?' exited with (\d+): ([^]*)$/.exec(body)
  if (ended) return { t, output: ended[2]!.trimEnd() === '' ? '' : `${ended[2]!.trimEnd()}\n`, code: Number(ended[1]) }
  return {
    t,
    error: body.trim(),
    note: body.includes('OCI runtime exec failed')
      ? '\n(The simulated container holds what “programs” says, and a kube-apiserver nothing but itself: kube-apiserver --version works.)'
      : '',
  }
}

/** The kubelet's own API gives it as JSON. */
function printed(body: string): string {
  if (!body.startsWith('"')) return body
  const value: unknown = JSON.parse(body)
  return String(value)
}
