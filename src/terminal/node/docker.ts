import { containerIn } from '../../manifest/types.ts'
import { rfc3339 } from '../../sim/clock.ts'
import { containerRuntime } from '../../sim/apiserver/objects/node-object.ts'
import { option, type Options, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'
import type { Fields } from '../../sim/apiserver/objects/json.ts'
import { runIn } from '../kubectl/container-tools.ts'
import { CRICTL, table } from '../text/columns.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { hexId } from '../../sim/trace/ids.ts'
import { logOf, type RuntimeContainer, runtimeContainers, sandboxes } from './crictl.ts'
import { wordsAgo } from '../../views/text/duration-words.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'

const KNOWS =
  'This terminal knows: docker ps [-a] [-q] [-l] [--no-trunc] [--filter name=|status=…], docker logs [--tail N] [--since 5m] [-t] CONTAINER, docker exec CONTAINER COMMAND, docker stop|kill CONTAINER, docker inspect CONTAINER, docker version'
const OPTIONS: ReadonlyMap<string, Options> = new Map([
  ['ps', optionTable('-a --all, -q --quiet, -l --latest, -f --filter=, -n --last=, --no-trunc')],
  ['logs', optionTable('-f --follow, -t --timestamps, --tail=, --since=')],
  ['inspect', {}],
  ['stop', optionTable('-t --time=')],
  ['kill', optionTable('-s --signal=')],
  ['version', {}],
])
const SHOWN_LETTERS = 12
const COMMAND_LETTERS = 20

/**
 * docker, where the node's runtime is Docker: each of the kubelet's containers by its name there, and the pods' sandboxes.
 *
 * Units: `at` in seconds on the simulated clock.
 * Errors: returned, in docker's words. `stop` and `kill` are actions, which whoever runs this adds to the scenario.
 * Follows: docker 17.03's client; pkg/kubelet/dockershim/naming.go (v1.9.6) for the names.
 */
export function docker(context: CommandContext, args: readonly string[]): Output {
  const [runtime, version = ''] = containerRuntime(context).split('://')
  if (runtime !== 'docker') return notHere(`docker; this node runs ${runtime}: crictl ps -a shows its containers`, undefined, 127)
  const [typed, ...rest] = args[0] === 'container' ? args.slice(1) : args
  const verb = typed === 'ls' && args[0] === 'container' ? 'ps' : typed
  if (verb === 'exec') return execIn(context, rest)
  const known = OPTIONS.get(verb ?? '')
  if (verb === undefined || !known) return verb === undefined ? fails(KNOWS) : notHere(`docker ${args.join(' ')}`, KNOWS)
  const parsed = parseOptions(rest, known)
  if (parsed.unknown) return notHere(`docker ${verb} ${parsed.unknown}`, KNOWS)
  if (parsed.lacks) return fails(`flag needs an argument: ${parsed.lacks}\nSee 'docker ${verb} --help'.`, 125)
  if (verb === 'ps') return list(context, parsed)
  // the year's last two digits and the month, which the kubelet reads as a plain number
  const own = version.replace(/^(\d+)\.(\d)\./, '$1.0$2.')
  if (verb === 'version') return done(`Client:\n Version:      ${own}-ce\n\nServer:\n Version:      ${own}-ce\n`)
  const [id = ''] = parsed.rest
  const found = id === '' ? undefined : containerOf(context, id)
  if (!found) return fails(id === '' ? `"docker ${verb}" requires at least 1 argument.\n${KNOWS}` : `Error: No such container: ${id}`)
  if (verb === 'logs') {
    const text = logOf(context, found, parsed)
    return text === undefined ? notHere(`docker logs --since ${option(parsed, 'since')}`, KNOWS) : done(text)
  }
  if (verb === 'inspect') return inspect(context, found)
  const signal = option(parsed, 'signal')?.replace(/^SIG/, '')
  if (verb === 'kill' && signal !== undefined && signal !== 'KILL' && signal !== '9') return notHere(`docker kill -s ${signal}`, KNOWS)
  if (!found.running)
    return verb === 'stop'
      ? done(`${id}\n`)
      : fails(`Error response from daemon: Cannot kill container: ${id}: Container ${found.id} is not running`)
  return {
    ...done(`${id}\n`),
    actions: [verb === 'stop' ? { at: context.at, crictl: `stop ${found.name}` } : { at: context.at, kill: found.name }],
  }
}

/** `docker ps`: containers, newest first, each sandbox behind what is in it. */
function list(context: CommandContext, parsed: ParsedOptions): Output {
  const whole = option(parsed, 'no-trunc') !== undefined
  const short = (text: string): string => (whole ? text : text.slice(0, SHOWN_LETTERS))
  const filters = (parsed.options.get('filter') ?? []).map((option) => option.split('='))
  const odd = filters.find(([key = '']) => !['name', 'status', 'id'].includes(key))
  if (odd) return notHere(`docker ps --filter ${odd.join('=')}`, KNOWS)
  const last = option(parsed, 'latest') === undefined ? Number(option(parsed, 'last') ?? Infinity) : 1
  const states = filters.some(([key]) => key === 'status')
  const everything = option(parsed, 'all') !== undefined || last !== Infinity || states
  const { pauseImage } = releaseFor(context.inputs)
  const all = runtimeContainers(context).map((container) => {
    const { id, image, exit, neverRan, running, createdAt } = container
    const spec = containerIn(container.pod.spec, container.name)!
    const command = [...spec.command, ...spec.args].join(' ')
    const ago = wordsAgo(context.at - createdAt)
    return {
      id,
      image: whole ? `sha256:${hexId(image)}` : hexId(image, SHOWN_LETTERS),
      command: `"${!whole && command.length >= COMMAND_LETTERS ? `${command.slice(0, COMMAND_LETTERS - 1)}…` : command}"`,
      ago,
      status: neverRan ? 'Created' : exit ? `Exited (${exit.code}) ${wordsAgo(context.at - exit.t)}` : `Up ${ago.replace(/ ago$/, '')}`,
      name: nameOf(container),
      state: running ? 'running' : neverRan ? 'created' : 'exited',
    }
  })
  for (const { id, pod, ready, attempt, madeAt } of sandboxes(context)) {
    const ago = wordsAgo(context.at - madeAt)
    all.push({
      id,
      image: pauseImage,
      command: '"/pause"',
      ago,
      status: ready ? `Up ${ago.replace(/ ago$/, '')}` : `Exited (0) ${ago}`,
      name: `k8s_POD_${pod.name}_${pod.namespace}_${pod.uid}_${attempt}`,
      state: ready ? 'running' : 'exited',
    })
  }
  const passes = (key: string, value: string, { id, name, state }: (typeof all)[number]): boolean =>
    key === 'status' ? state === value : key === 'id' ? short(id).startsWith(value) : name.includes(value.replace(/^\^?\/?/, ''))
  const rows = all
    .filter((item) => (everything || item.state === 'running') && filters.every(([key = '', value = '']) => passes(key, value, item)))
    .slice(0, last)
  if (option(parsed, 'quiet') !== undefined) return done(rows.map(({ id }) => `${short(id)}\n`).join(''))
  const head = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES']
  return done(
    table([head, ...rows.map(({ id, image, command, ago, status, name }) => [short(id), image, command, ago, status, '', name])], CRICTL),
  )
}

/** The part of it that people look at. */
function inspect({ inputs }: CommandContext, found: RuntimeContainer): Output {
  const time = (t: number): string => rfc3339(inputs.clock, t, true)
  const value: Fields = {
    Id: found.id,
    Created: time(found.createdAt),
    Name: `/${nameOf(found)}`,
    RestartCount: 0,
    State: {
      Status: found.running ? 'running' : found.neverRan ? 'created' : 'exited',
      Running: found.running,
      OOMKilled: found.exit?.reason === 'OOMKilled',
      ExitCode: found.exit?.code ?? 0,
      StartedAt: time(found.createdAt),
      FinishedAt: found.exit ? time(found.exit.t) : '0001-01-01T00:00:00Z',
    },
  }
  return done(`${JSON.stringify([value], null, 4)}\n`)
}

/** `docker exec`: behind the container all words are the command's own. */
function execIn(context: CommandContext, args: readonly string[]): Output {
  const from = args.findIndex((arg) => !arg.startsWith('-'))
  const [id, ...words] = from < 0 ? [] : args.slice(from)
  if (id === undefined || words.length === 0) return fails(`"docker exec" requires at least 2 arguments.\n${KNOWS}`)
  const found = containerOf(context, id)
  if (!found) return fails(`Error: No such container: ${id}`)
  if (!found.running) return fails(`Error response from daemon: Container ${found.id} is not running`)
  const ran = runIn(context, { namespace: found.pod.namespace, pod: found.pod.name, container: found.name }, words)
  if ('unknown' in ran) return notHere(ran.unknown, KNOWS)
  if ('refused' in ran) return notHere('docker exec while the kubelet is down', KNOWS)
  if ('lacks' in ran) return notHere('docker exec in a pod whose file has gone', KNOWS)
  return 'error' in ran ? fails(`${ran.error}${ran.note}`) : ran
}

function nameOf({ pod, name, attempt }: RuntimeContainer): string {
  return `k8s_${name}_${pod.name}_${pod.namespace}_${pod.uid}_${attempt}`
}

/** By the beginning of its id, or by its name. */
const containerOf = (context: CommandContext, word: string): RuntimeContainer | undefined =>
  runtimeContainers(context).find((container) => container.id.startsWith(word) || nameOf(container) === word)
