import { releaseOf } from '../sim/release.ts'
import { describePod } from './describe.ts'
import { apiEvents } from './events.ts'
import { eventTable, namedEvents, nodeTable, podTable, version } from './get.ts'
import { containerLog } from './journal.ts'
import type { Moment, Output } from './moment.ts'
import { mirrorPods, type PodView } from './pods.ts'
import { reach } from './reach.ts'
import { option, type Options, type Parsed, parseOptions } from './words.ts'

/** All that kubectl can be asked here; an unknown option is answered with this list. */
const OPTIONS: Options = {
  '-n': { name: 'namespace', value: true },
  '--namespace': { name: 'namespace', value: true },
  '-A': { name: 'all', value: false },
  '--all-namespaces': { name: 'all', value: false },
  '-o': { name: 'output', value: true },
  '--output': { name: 'output', value: true },
  '--no-headers': { name: 'no-headers', value: false },
  '--client': { name: 'client', value: false },
  '--previous': { name: 'previous', value: false },
  '-p': { name: 'previous', value: false },
  '-c': { name: 'container', value: true },
  '--container': { name: 'container', value: true },
  '--tail': { name: 'tail', value: true },
}

const RESOURCES: Readonly<Record<string, 'pods' | 'events' | 'nodes'>> = {
  po: 'pods', pod: 'pods', pods: 'pods', ev: 'events', event: 'events', events: 'events', no: 'nodes', node: 'nodes', nodes: 'nodes',
}
const KNOWN = 'get pods|nodes|events [-n NAMESPACE | -A] [-o wide|name] [--no-headers], describe pod [NAME], logs POD [-c CONTAINER] [--previous] [--tail=N], version'

/** Known to the API, but nothing that a scenario has. */
const VERBS: readonly string[] = ['get', 'describe', 'logs', 'version']

/**
 * What kubectl prints; `args` are the words behind `kubectl`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function kubectl(moment: Moment, args: readonly string[]): Output {
  const parsed = parseOptions(args, OPTIONS)
  const [verb, ...rest] = parsed.rest
  if (parsed.unknown) return unknownOption(parsed.unknown, verb)
  if (parsed.lacks) return fails(`error: flag needs an argument: ${parsed.lacks}`)
  if (verb === undefined || !VERBS.includes(verb)) {
    return fails(`${verb === undefined ? 'error: kubectl needs a command' : `error: unknown command "${verb}" for "kubectl"`}\nThis terminal knows: kubectl ${KNOWN}`)
  }
  if (verb === 'version') return versions(moment, parsed)
  if (verb === 'logs') return logs(moment, parsed, rest)
  const [first = '', ...names] = rest
  if (!first) return fails(`error: You must specify the type of resource to ${verb}.\nThis terminal knows: pods, nodes, events`)
  const [type, name] = first.includes('/') ? (first.split('/') as [string, string]) : [first, undefined]
  const resource = Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : undefined
  if (!resource) return fails(`error: the server doesn't have a resource type "${type}"\nThis terminal knows: pods, nodes, events`)
  const all = name === undefined ? names : [name, ...names]
  return verb === 'get' ? get(moment, parsed, resource, all) : describe(moment, parsed, resource, all)
}

function get(moment: Moment, parsed: Parsed, resource: 'pods' | 'events' | 'nodes', names: readonly string[]): Output {
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const output = option(parsed, 'output') ?? ''
  if (!['', 'wide', 'name'].includes(output)) {
    return fails(`error: unable to match a printer suitable for the output format "${output}"\nThis terminal knows: -o wide, -o name`)
  }
  const reached = reach(moment, { verb: 'get', resource, ...(everywhere || resource === 'nodes' ? {} : { namespace }) })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const how = { wide: output === 'wide', namespaces: everywhere, headers: option(parsed, 'no-headers') === undefined }
  if (resource === 'nodes') {
    const wrong = names.filter((name) => name !== moment.inputs.node.name)
    const found = names.length === 0 || wrong.length < names.length
    const stdout = found ? (output === 'name' ? `node/${moment.inputs.node.name}\n` : nodeTable(now, how)) : ''
    return { stdout, stderr: notFound('nodes', wrong), exit: wrong.length ? 1 : 0 }
  }
  const here = <T extends { name: string; namespace: string }>(all: readonly T[]) => all.filter((item) => everywhere || item.namespace === namespace)
  if (resource === 'events') {
    if (names.length) return fails(notFound('events', names).trimEnd())
    const stdout = eventTable(now, here(namedEvents(now)), how)
    return stdout ? { stdout, stderr: '', exit: 0 } : nothing(now, everywhere, namespace)
  }
  const pods = here(mirrorPods(now))
  const chosen = names.length ? pods.filter((pod) => names.includes(pod.name)) : pods
  const missing = names.filter((name) => !pods.some((pod) => pod.name === name))
  if (!names.length && !pods.length) return nothing(now, everywhere, namespace)
  const stdout = output === 'name' ? chosen.map((pod) => `pod/${pod.name}\n`).join('') : podTable(now, chosen, how)
  return { stdout, stderr: notFound('pods', missing), exit: missing.length ? 1 : 0 }
}

function describe(moment: Moment, parsed: Parsed, resource: string, names: readonly string[]): Output {
  if (resource !== 'pods') return fails('This terminal knows: kubectl describe pod [NAME]')
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { verb: 'get', resource: 'pods', ...(everywhere ? {} : { namespace }) })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const pods = mirrorPods(now).filter((pod) => everywhere || pod.namespace === namespace)
  // describe takes a prefix where no pod has just that name
  const chosen = names.length ? names.flatMap((name) => only(pods, name)) : pods
  const missing = names.filter((name) => only(pods, name).length === 0)
  if (!names.length && !pods.length) return nothing(now, everywhere, namespace)
  const events = apiEvents(now)
  const stdout = chosen.map((pod) => describePod(now, pod, events.filter((e) => e.pod === pod.base && e.uid === pod.uid))).join('\n\n')
  return { stdout, stderr: notFound('pods', missing), exit: missing.length ? 1 : 0 }
}

function only(pods: readonly PodView[], name: string): readonly PodView[] {
  const exact = pods.filter((pod) => pod.name === name)
  return exact.length ? exact : pods.filter((pod) => pod.name.startsWith(name))
}

/** The API server asks the kubelet, which reads the files of the life that its status names. */
function logs(moment: Moment, parsed: Parsed, rest: readonly string[]): Output {
  const name = (rest[0] ?? '').replace(/^pods?\//, '')
  if (!name) return fails("error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command")
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { verb: 'get', resource: 'pods', namespace })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const pod = mirrorPods(now).find((p) => p.name === name && p.namespace === namespace)
  if (!pod) return fails(notFound('pods', [name]).trimEnd())
  const { containers, initContainers } = pod.spec.spec
  const container = option(parsed, 'container') ?? rest[1] ?? containers[0]!.name
  if (![...containers, ...initContainers].some((c) => c.name === container)) return fails(`error: container ${container} is not valid for pod ${name}`)
  const status = pod.status?.containers.find((c) => c.name === container)
  const previous = option(parsed, 'previous') !== undefined
  if (!status || (status.state.is === 'waiting' && !status.lastState)) {
    return fails(`Error from server (BadRequest): container "${container}" in pod "${name}" is waiting to start: ${status?.state.reason ?? 'ContainerCreating'}`)
  }
  // a container that waits for its back-off is still the life that ended
  const attempt = status.restartCount - (previous && status.state.is !== 'waiting' ? 1 : 0)
  if (attempt < 0 || (previous && !status.lastState)) return fails(`Error from server (BadRequest): previous terminated container "${container}" in pod "${name}" not found`)
  const tail = option(parsed, 'tail')
  if (tail !== undefined && !/^-?\d+$/.test(tail)) return fails(`error: invalid argument "${tail}" for "--tail" flag: strconv.ParseInt: parsing "${tail}": invalid syntax`)
  const lines = containerLog(now, pod.base, container, attempt)
  const count = Number(tail ?? -1)
  const shown = count < 0 ? lines : count === 0 ? [] : lines.slice(-count)
  return { stdout: shown.map((line) => `${line}\n`).join(''), stderr: '', exit: 0 }
}

function versions(moment: Moment, parsed: Parsed): Output {
  const { versionShort, minor } = releaseOf(moment.inputs.kubernetes)
  const client = version(moment)
  const long = (who: string) => `${who} Version: version.Info{Major:"1", Minor:"${minor}", GitVersion:"${client}", GitTreeState:"clean", Compiler:"gc", Platform:"linux/amd64"}\n`
  const kustomize = minor >= 37 ? 'v5.8.1' : minor >= 33 ? 'v5.6.0' : 'v5.0.4'
  const own = versionShort ? `Client Version: ${client}\nKustomize Version: ${kustomize}\n` : long('Client')
  if (option(parsed, 'client') !== undefined) return { stdout: own, stderr: '', exit: 0 }
  const reached = reach(moment, { verb: 'get', resource: 'version' })
  if (!reached.answers) return { ...reached, stdout: own }
  return { stdout: own + (versionShort ? `Server Version: ${client}\n` : long('Server')), stderr: '', exit: 0 }
}

function nothing(moment: Moment, everywhere: boolean, namespace: string): Output {
  const { emptyNamesNamespace } = releaseOf(moment.inputs.kubernetes)
  const stderr = !emptyNamesNamespace ? 'No resources found.\n' : everywhere ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`
  return { stdout: '', stderr, exit: 0 }
}

function notFound(resource: string, names: readonly string[]): string {
  return names.map((name) => `Error from server (NotFound): ${resource} "${name}" not found\n`).join('')
}

function unknownOption(spelling: string, verb: string | undefined): Output {
  const what = spelling.startsWith('--') ? `unknown flag: ${spelling}` : `unknown shorthand flag: '${spelling.slice(1)}' in ${spelling}`
  return fails(`error: ${what}\nSee 'kubectl${verb === undefined ? '' : ` ${verb}`} --help' for usage.\nThis terminal knows: kubectl ${KNOWN}`)
}

function fails(text: string): Output {
  return { stdout: '', stderr: `${text}\n`, exit: 1 }
}
