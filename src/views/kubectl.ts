import { releaseOf } from '../sim/release.ts'
import { type Acting, canI, getRaw } from './access.ts'
import { kindOf } from '../sim/apiserver/objects/kinds.ts'
import { eventObject, namedEvents } from '../sim/apiserver/objects/event.ts'
import type { Json } from '../sim/apiserver/objects/json.ts'
import { nodeObject, version } from '../sim/apiserver/objects/node.ts'
import { podObject } from '../sim/apiserver/objects/pod.ts'
import { hexNano } from '../sim/clock.ts'
import { describePod } from './describe.ts'
import { describeNode } from './describe-node.ts'
import { apiEvents } from '../sim/kubelet/events.ts'
import { eventTable, type How, nodeTable, podTable, serviceTable } from './get.ts'
import { logLines } from '../sim/apiserver/objects/pod-log.ts'
import { jsonPath } from './json-path.ts'
import { MANIFEST_DIRECTORY } from '../sim/file-changes.ts'
import type { Moment } from '../sim/moment.ts'
import { done, fails, type Output, type Terminal } from './output.ts'
import { mirrorPods, type PodView } from '../sim/pods.ts'
import { listObject, toJson, toYaml } from './print-object.ts'
import { reach } from './reach.ts'
import { watch } from './watch.ts'
import { option, type Options, type Parsed, parseOptions } from '../sim/words.ts'

/** All that kubectl can be asked here; an unknown option is answered with this list. */
const OPTIONS: Options = {
  '-n': { name: 'namespace', value: true },
  '--namespace': { name: 'namespace', value: true },
  '-A': { name: 'all', value: false },
  '--all-namespaces': { name: 'all', value: false },
  '-o': { name: 'output', value: true },
  '--output': { name: 'output', value: true },
  '-w': { name: 'watch', value: false },
  '--watch': { name: 'watch', value: false },
  '--no-headers': { name: 'no-headers', value: false },
  '--sort-by': { name: 'sort', value: true },
  '--raw': { name: 'raw', value: true },
  '--client': { name: 'client', value: false },
  '--previous': { name: 'previous', value: false },
  '-p': { name: 'previous', value: false },
  '-c': { name: 'container', value: true },
  '--container': { name: 'container', value: true },
  '-f': { name: 'follow', value: false },
  '--follow': { name: 'follow', value: false },
  '--tail': { name: 'tail', value: true },
  '--as': { name: 'as', value: true },
  '--as-group': { name: 'as-group', value: true },
  '--kubeconfig': { name: 'kubeconfig', value: true },
  '--grace-period': { name: 'grace', value: true },
  '--force': { name: 'force', value: false },
  '--now': { name: 'now', value: false },
}

type Resource = 'pods' | 'events' | 'nodes'
const RESOURCES: Readonly<Record<string, Resource | 'all'>> = {
  po: 'pods', pod: 'pods', pods: 'pods', ev: 'events', event: 'events', events: 'events', no: 'nodes', node: 'nodes', nodes: 'nodes', all: 'all',
}
const KNOWN = `
  kubectl get pods|nodes|events|all [NAME] [-n NAMESPACE | -A] [-o wide|yaml|json|name|jsonpath=TEMPLATE] [-w] [--no-headers] [--sort-by=FIELD]
  kubectl get --raw PATH
  kubectl describe pod|node [NAME] [-n NAMESPACE]
  kubectl logs POD [-n NAMESPACE] [-c CONTAINER] [--previous] [--tail=N]
  kubectl auth can-i VERB TYPE|PATH [--as=USER] [--as-group=GROUP]
  kubectl delete pod NAME [-n NAMESPACE]
  kubectl version [--client]`
const FORMATS = 'This terminal knows: -o wide, -o yaml, -o json, -o name, -o jsonpath=TEMPLATE'

/** The commands, for completion too. */
export const VERBS: readonly string[] = ['get', 'describe', 'logs', 'auth', 'delete', 'version']
export const KUBECTL_OPTIONS: readonly string[] = Object.keys(OPTIONS)

/**
 * What kubectl prints; `args` are the words behind `kubectl`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function kubectl(terminal: Terminal, args: readonly string[]): Output {
  const parsed = parseOptions(args, OPTIONS)
  const [verb, ...rest] = parsed.rest
  if (parsed.unknown) return unknownOption(parsed.unknown, verb)
  if (parsed.lacks) return fails(`error: flag needs an argument: ${parsed.lacks}`)
  if (verb === undefined || !VERBS.includes(verb)) {
    return fails(`${verb === undefined ? 'error: kubectl needs a command' : `error: unknown command "${verb}" for "kubectl"`}\nThis terminal knows:${KNOWN}`)
  }
  if (verb === 'version') return versions(terminal, parsed)
  if (verb === 'logs') return logs(terminal, parsed, rest)
  const as = option(parsed, 'as')
  const acting: Acting = { ...(as === undefined ? {} : { as }), groups: parsed.options.get('as-group') ?? [] }
  if (verb === 'auth') {
    if (rest[0] !== 'can-i') return fails(`error: unknown command ${JSON.stringify(rest[0] ?? '')} for "kubectl auth"\nThis terminal knows: kubectl auth can-i VERB TYPE|PATH [--as=USER]`)
    return canI(terminal, rest.slice(1), option(parsed, 'namespace') ?? 'default', acting)
  }
  const raw = option(parsed, 'raw')
  if (verb === 'get' && raw !== undefined) return rest.length ? fails('error: arguments may not be passed when --raw is specified') : getRaw(terminal, raw, acting)
  if (acting.as !== undefined || acting.groups.length) return fails('This terminal knows --as for kubectl auth can-i and kubectl get --raw only.')
  const [first = '', ...names] = rest
  if (!first) return fails(verb === 'delete' ? 'error: You must provide one or more resources by argument or filename.\nThis terminal knows: kubectl delete pod NAME' : `error: You must specify the type of resource to ${verb}.\nThis terminal knows: pods, nodes, events`)
  const [type, name] = first.includes('/') ? (first.split('/') as [string, string]) : [first, undefined]
  const resource = Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : undefined
  if (!resource) {
    const kind = kindOf(type, '', releaseOf(terminal.inputs.kubernetes))
    return fails(kind ? `This terminal does not show ${kind.name}; it knows: pods, nodes, events, all` : `error: the server doesn't have a resource type "${type}"\nThis terminal knows: pods, nodes, events, all`)
  }
  const all = name === undefined ? names : [name, ...names]
  if (verb === 'delete') return deletePod(terminal, parsed, resource, all)
  if (verb === 'describe') return describe(terminal, parsed, resource, all)
  return resource === 'all' ? getAll(terminal, parsed, all) : get(terminal, parsed, resource, all)
}

function get(moment: Moment, parsed: Parsed, resource: Resource, names: readonly string[]): Output {
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const output = option(parsed, 'output') ?? ''
  const [format = '', ...template] = output.split('=')
  const known = ['', 'wide', 'name', 'yaml', 'json'].includes(output) || format === 'jsonpath'
  if (!known) return fails(`error: unable to match a printer suitable for the output format "${output}"\n${FORMATS}`)
  if (format === 'jsonpath' && !template.join('=')) return fails('error: template format specified but no template given')
  const reached = reach(moment, { verb: 'get', resource, ...(everywhere || resource === 'nodes' ? {} : { namespace }) })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const how = { wide: output === 'wide', namespaces: everywhere, headers: option(parsed, 'no-headers') === undefined }
  const found = find(now, resource, { everywhere, namespace, names, sort: option(parsed, 'sort') ?? '' })
  const watches = option(parsed, 'watch') !== undefined && resource !== 'nodes' && ['', 'wide'].includes(output)
  const later = watches ? watch(now, resource, how, { ...(everywhere ? {} : { namespace }), names }) : {}
  const whole = { stderr: notFound(resource, found.missing), exit: found.missing.length ? 1 : 0, ...later }
  if (format === 'yaml' || format === 'json' || format === 'jsonpath') {
    if (found.missing.length && !found.objects.length) return { stdout: '', ...whole }
    const value = names.length === 1 ? found.objects[0]! : listObject(found.objects)
    if (format !== 'jsonpath') return { stdout: format === 'yaml' ? toYaml(value) : toJson(value), ...whole }
    const filled = jsonPath(template.join('='), value)
    return filled.error === undefined ? { stdout: filled.text, ...whole } : fails(`error: error parsing jsonpath ${template.join('=')}, ${filled.error}`)
  }
  if (!names.length && !found.objects.length) return { ...nothing(now, everywhere, namespace), ...later }
  if (format === 'name') return { stdout: found.paths.map((path) => `${path}\n`).join(''), ...whole }
  return { stdout: found.table(how), ...whole }
}

interface Found {
  objects: readonly Json[]
  paths: readonly string[]
  missing: readonly string[]
  table(how: How): string
}

function find(now: Moment, resource: Resource, asked: { everywhere: boolean; namespace: string; names: readonly string[]; sort: string }): Found {
  const { names } = asked
  const here = <T extends { namespace: string }>(all: readonly T[]): T[] => all.filter((item) => asked.everywhere || item.namespace === asked.namespace)
  const choose = <T>(all: readonly T[], nameOf: (item: T) => string): { chosen: readonly T[]; missing: readonly string[] } => ({
    chosen: names.length ? names.flatMap((name) => all.filter((item) => nameOf(item) === name)) : all,
    missing: names.filter((name) => !all.some((item) => nameOf(item) === name)),
  })
  if (resource === 'nodes') {
    const { chosen, missing } = choose([now.inputs.node.name], (name) => name)
    return { objects: chosen.map(() => nodeObject(now)), paths: chosen.map((name) => `node/${name}`), missing, table: (how) => (chosen.length ? nodeTable(now, how) : '') }
  }
  if (resource === 'events') {
    const all = here(namedEvents(now))
    if (asked.sort) all.sort((a, b) => (/first|creation/i.test(asked.sort) ? a.first - b.first : a.last - b.last))
    const nameOf = (event: (typeof all)[number]): string => `${event.name}.${hexNano(now.inputs.clock, event.first)}`
    const { chosen, missing } = choose(all, nameOf)
    return { objects: chosen.map((event) => eventObject(now, event)), paths: chosen.map((event) => `event/${nameOf(event)}`), missing, table: (how) => eventTable(now, chosen, how) }
  }
  const { chosen, missing } = choose(here(mirrorPods(now)), (pod) => pod.name)
  return { objects: chosen.map((pod) => podObject(now, pod)), paths: chosen.map((pod) => `pod/${pod.name}`), missing, table: (how) => podTable(now, chosen, how) }
}

/** Pods, and the one Service of the namespace default. */
function getAll(moment: Moment, parsed: Parsed, names: readonly string[]): Output {
  if (names.length) return fails("error: resource(s) were provided, but no name was specified\nThis terminal knows: kubectl get all [-n NAMESPACE | -A]")
  const output = option(parsed, 'output') ?? ''
  if (!['', 'wide', 'name'].includes(output)) return fails(`This terminal knows for kubectl get all: -o wide, -o name; for one type: -o yaml, -o json, -o jsonpath=TEMPLATE`)
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { verb: 'get', resource: 'pods', ...(everywhere ? {} : { namespace }) })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const how = { wide: output === 'wide', namespaces: everywhere, headers: option(parsed, 'no-headers') === undefined, kinds: true }
  const { paths, table } = find(now, 'pods', { everywhere, namespace, names, sort: '' })
  const service = everywhere || namespace === 'default'
  if (output === 'name') return done([...paths, ...(service ? ['service/kubernetes'] : [])].map((path) => `${path}\n`).join(''))
  const parts = [table(how), service ? serviceTable(now, how) : ''].filter(Boolean)
  return parts.length ? done(parts.join('\n')) : nothing(now, everywhere, namespace)
}

/**
 * The API has only the mirror, and lets it go; the kubelet, who runs the pod from its file, makes another at its next sync.
 */
function deletePod(moment: Moment, parsed: Parsed, resource: Resource | 'all', names: readonly string[]): Output {
  if (resource !== 'pods') return fails('This terminal knows: kubectl delete pod NAME')
  if (!names.length) return fails('error: resource(s) were provided, but no name was specified')
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { verb: 'delete', resource: 'pods', namespace })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const { paths, missing } = find(now, 'pods', { everywhere: false, namespace, names, sort: '' })
  const { minor } = releaseOf(moment.inputs.kubernetes)
  const stdout = paths.map((path) => `pod "${path.slice(4)}" ${option(parsed, 'force') === undefined ? 'deleted' : 'force deleted'}${minor >= 34 ? ` from ${namespace} namespace` : ''}\n`).join('')
  const note = paths.length ? `(That was a mirror pod. The kubelet runs the pod from its file and has made the mirror again at once: the container goes on, RESTARTS too. To stop it, take the file out of ${MANIFEST_DIRECTORY}.)\n` : ''
  const actions = paths.length ? { actions: [{ at: reached.at, kubectl: ['delete', ...paths, '-n', namespace, ...(option(parsed, 'force') === undefined ? [] : ['--force'])].join(' ') }] } : {}
  return { stdout, stderr: notFound('pods', missing) + note, exit: missing.length ? 1 : 0, screen: stdout + notFound('pods', missing) + note, ...actions }
}

function describe(moment: Moment, parsed: Parsed, resource: Resource | 'all', names: readonly string[]): Output {
  if (resource !== 'pods' && resource !== 'nodes') return fails('This terminal knows: kubectl describe pod [NAME], kubectl describe node [NAME]')
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { verb: 'get', resource, ...(everywhere || resource === 'nodes' ? {} : { namespace }) })
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  if (resource === 'nodes') {
    const missing = names.filter((name) => !moment.inputs.node.name.startsWith(name))
    return { stdout: names.length && missing.length === names.length ? '' : describeNode(now), stderr: notFound('nodes', missing), exit: missing.length ? 1 : 0 }
  }
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
  const lines = logLines(now, pod.base, container, attempt)
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
  return fails(`error: ${what}\nSee 'kubectl${verb === undefined ? '' : ` ${verb}`} --help' for usage.\nThis terminal knows:${KNOWN}`)
}
