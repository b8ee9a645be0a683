import { rfc3339 } from '../../sim/clock.ts'
import { containerRuntime } from '../../sim/apiserver/objects/node.ts'
import { logLines } from '../../sim/apiserver/objects/pod-log.ts'
import { option, parseOptions } from '../../sim/kubectl/command-line.ts'
import { CRICTL, table } from '../text/columns.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import { type RuntimeContainer, runtimeContainers, sandboxId } from './crictl.ts'
import { wordsAgo } from '../../views/text/duration.ts'
import { type Context, done, fails, type Output } from '../shell/output.ts'

const KNOWS =
  'This terminal knows: docker ps [-a] [-q], docker logs [--tail N] CONTAINER, docker stop|kill CONTAINER, docker inspect CONTAINER, docker version'

/**
 * docker, where the node's runtime is Docker: each of the kubelet's containers by its name there, and the pods' sandboxes.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in docker's words. `stop` and `kill` are actions, which whoever runs this adds to the scenario.
 * Follows: docker 17.03's client; pkg/kubelet/dockershim/naming.go (v1.9.6) for the names.
 */
export function docker(context: Context, args: readonly string[]): Output {
  const [runtime, version] = containerRuntime(context).split('://')
  if (runtime !== 'docker')
    return fails(`bash: docker: command not found\n(This node runs ${runtime}: crictl ps -a shows its containers.)`, 127)
  const parsed = parseOptions(args, {
    '-a': { name: 'all', value: false },
    '--all': { name: 'all', value: false },
    '-q': { name: 'quiet', value: false },
    '-f': { name: 'follow', value: false },
    '--tail': { name: 'tail', value: true },
    '--no-trunc': { name: 'whole', value: false },
  })
  if (parsed.unknown) return fails(`unknown flag: ${parsed.unknown}\nSee 'docker --help'.\n${KNOWS}`, 125)
  const [verb, id = ''] = parsed.rest
  const all = runtimeContainers(context)
  if (verb === 'ps') {
    const shown = all.filter(({ running }) => running || option(parsed, 'all') !== undefined)
    const pods = kubeletPods(context).toSorted((a, b) => b.seenAt - a.seenAt)
    if (option(parsed, 'quiet') !== undefined)
      return done([...shown.map(({ id: own }) => own), ...pods.map(sandboxId)].map((own) => `${own.slice(0, 12)}\n`).join(''))
    const rows = shown.map((one) => {
      const spec = [...one.pod.spec.spec.containers, ...one.pod.spec.spec.initContainers].find(({ name }) => name === one.name)
      const command = [...(spec?.command ?? []), ...(spec?.args ?? [])].join(' ')
      const ended = one.neverRan
        ? 'Created'
        : one.exit
          ? `Exited (${one.exit.code}) ${wordsAgo(context.at - one.exit.t)}`
          : `Up ${wordsAgo(context.at - one.createdAt).replace(/ ago$/, '')}`
      return [
        one.id.slice(0, 12),
        hexId(one.image, 12),
        `"${command.length > 19 ? `${command.slice(0, 19)}…` : command}"`,
        wordsAgo(context.at - one.createdAt),
        ended,
        '',
        nameOf(one),
      ]
    })
    const { pauseImage } = releaseFor(context.inputs)
    // the sandbox is older than what is in it
    for (const pod of pods) {
      const ago = wordsAgo(context.at - pod.seenAt)
      const cells = [sandboxId(pod).slice(0, 12), pauseImage, '"/pause"', ago, `Up ${ago.replace(/ ago$/, '')}`, '']
      rows.push([...cells, `k8s_POD_${pod.name}_${pod.namespace}_${pod.uid}_0`])
    }
    return done(table([['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'], ...rows], CRICTL))
  }
  if (verb === 'version') return done(`Client:\n Version:      ${version}-ce\n\nServer:\n Version:      ${version}-ce\n`)
  if (verb === undefined || !['logs', 'stop', 'kill', 'inspect'].includes(verb))
    return fails(verb === undefined ? KNOWS : `docker: '${verb}' is not simulated.\n${KNOWS}`)
  const found = id === '' ? undefined : all.find((one) => one.id.startsWith(id) || nameOf(one) === id)
  if (!found) return fails(id === '' ? `"docker ${verb}" requires at least 1 argument.\n${KNOWS}` : `Error: No such container: ${id}`)
  if (verb === 'logs') {
    const lines = logLines(context, found.pod.base, found.name, found.attempt, found.pod.uid)
    const tail = Number(option(parsed, 'tail') ?? -1)
    return done((tail >= 0 ? (tail === 0 ? [] : lines.slice(-tail)) : lines).map((line) => `${line}\n`).join(''))
  }
  if (verb === 'inspect')
    return done(
      `${JSON.stringify([{ Id: found.id, Created: rfc3339(context.inputs.clock, found.createdAt, true), Name: `/${nameOf(found)}`, RestartCount: 0, State: { Status: found.running ? 'running' : found.neverRan ? 'created' : 'exited', Running: found.running, ExitCode: found.exit?.code ?? 0, StartedAt: rfc3339(context.inputs.clock, found.createdAt, true), FinishedAt: found.exit ? rfc3339(context.inputs.clock, found.exit.t, true) : '0001-01-01T00:00:00Z' } }], null, 4)}\n`,
    )
  if (!found.running)
    return verb === 'stop'
      ? done(`${id}\n`)
      : fails(`Error response from daemon: Cannot kill container: ${id}: Container ${found.id} is not running`)
  return {
    ...done(`${id}\n`),
    actions: [verb === 'stop' ? { at: context.at, crictl: `stop ${found.name}` } : { at: context.at, kill: found.name }],
  }
}

function nameOf({ pod, name, attempt }: RuntimeContainer): string {
  return `k8s_${name}_${pod.name}_${pod.namespace}_${pod.uid}_${attempt}`
}
