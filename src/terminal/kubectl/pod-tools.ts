import { byCharacter, own } from '../../manifest/own.ts'
import { containerIn } from '../../manifest/types.ts'
import { behaviourOf } from '../../sim/node/assumed.ts'
import { groupsOf, RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { apiVersionOf, pathOf, qualified } from '../../sim/apiserver/objects/kinds.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { resourceArguments } from '../../sim/kubectl/resource-arguments.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { kubeletPods, type PodView, mirrorPods } from '../../sim/trace/pods.ts'
import { podIP, podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { table } from '../text/columns.ts'
import { type CommandContext, done, fails, FORWARDS, notHere, type Output, type Terminal } from '../shell/output.ts'
import { runtimeContainers } from '../node/crictl.ts'
import { sockets } from '../node/sockets.ts'
import { listingOf } from './get.ts'
import { getWriter } from './pod-table.ts'
import { type KubectlCall, notFound, reach, reachPod, type Acting } from './kubectl-reach.ts'
import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import { fieldTest, labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { jsonPath } from '../text/json-path.ts'
import { readDuration } from '../../sim/apiserver/flags/flag-values.ts'

export const API_RESOURCES_OPTIONS: Options = optionTable('--namespaced=, --api-group=, --no-headers, -o --output=')

/**
 * `kubectl api-resources`, of the kinds that a request may name here.
 *
 * Errors: returned, in kubectl's words. Follows: staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiresources.go (v1.37.2).
 */
export function apiResources({ terminal, parsed, acting }: KubectlCall): Output {
  const release = releaseOf(terminal.inputs.kubernetes)
  if (release.minor < API_RESOURCES_SINCE) return notHere('kubectl api-resources', 'It came with 1.11.')
  const reached = reach(terminal, { path: '/apis', words: 'get apis' }, acting)
  if ('stdout' in reached) return reached
  const served = new Set(['', ...groupsOf(release).map(({ name }) => name)])
  const namespaced = option(parsed, 'namespaced')
  const group = option(parsed, 'api-group')
  const kinds = RESOURCES.filter(
    (kind) =>
      served.has(kind.group) &&
      (namespaced === undefined || String(kind.namespaced) === namespaced) &&
      (group === undefined || kind.group === group),
  ).toSorted((a, b) => byCharacter(a.group, b.group) || byCharacter(a.name, b.name))
  const note = 'not simulated here: kinds that no request here may name, such as bindings, token reviews and webhook configurations.\n'
  if (option(parsed, 'output') === 'name') return { ...done(kinds.map((kind) => `${qualified(kind)}\n`).join('')), stderr: note }
  const hasVersions = release.minor >= VERSIONS_SINCE
  const head = ['NAME', 'SHORTNAMES', hasVersions ? 'APIVERSION' : 'APIGROUP', 'NAMESPACED', 'KIND']
  const rows = kinds.map((kind) => [
    kind.name,
    kind.short.join(','),
    hasVersions ? apiVersionOf(kind, release) : kind.group,
    String(kind.namespaced),
    kind.kind,
  ])
  return { ...done(table([...(option(parsed, 'no-headers') === undefined ? [head] : []), ...rows], getWriter(terminal))), stderr: note }
}

const API_RESOURCES_SINCE = 11
/** Before, a group without its version. */
const VERSIONS_SINCE = 20

/** The commands of `kubectl rollout`, and what each says of an object that is no workload: its type, its name and its kind. */
const ROLLOUTS: Readonly<Record<string, (type: string, name: string, kind: string) => string>> = {
  history: (_type, _name, kind) => `no history viewer has been implemented for "${kind}"`,
  pause: (type, name) => `${type} ${JSON.stringify(name)} pausing is not supported`,
  restart: (type, name) => `${type} ${JSON.stringify(name)} restarting is not supported`,
  resume: (type, name) => `${type} ${JSON.stringify(name)} resuming is not supported`,
  status: (_type, _name, kind) => `no status viewer has been implemented for ${kind}`,
  undo: (_type, _name, kind) => `no rollbacker has been implemented for "${kind}"`,
}

/**
 * `kubectl rollout`: of workloads, which this cluster has none of, and of pods, which have none.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_restart.go and its like; pkg/polymorphichelpers (v0.36.0).
 */
export function rollout(call: KubectlCall): Output {
  const { terminal, rest, acting, namespace, parsed } = call
  const release = releaseOf(terminal.inputs.kubernetes)
  const [verb = '', ...words] = rest
  const hint = 'a static pod begins anew when its file is edited, a container when crictl stop ends it'
  const note = `(no controller runs in this cluster: ${hint}.)\n`
  const refusalOf = own(ROLLOUTS, verb)
  if (!refusalOf)
    return notHere(`kubectl rollout ${verb}`.trimEnd(), `This terminal knows: kubectl rollout ${Object.keys(ROLLOUTS).join('|')} TYPE/NAME`)
  if (verb === 'restart' && release.minor < RESTART_SINCE) return notHere('kubectl rollout restart', `It came with 1.15; ${hint}.`)
  if (words.length === 0) return fails('error: required resource not specified')
  const read = resourceArguments(words, release, { selects: option(parsed, 'selector') !== undefined, everywhere: false })
  if ('error' in read) return fails(read.error)
  const kinds = 'kinds' in read ? read.kinds : read.named.map(({ kind }) => kind)
  const said: string[] = []
  for (const [i, kind] of kinds.entries()) {
    const name = 'named' in read ? read.named[i]!.name : undefined
    const reached = reach(terminal, { path: pathOf(kind, release, namespace, name), words: `get ${kind.name}` }, acting)
    if ('stdout' in reached) return reached
    const here = listingOf(reached, kind).items.filter((item) => !kind.namespaced || item.namespace === namespace)
    const found = here.filter((item) => name === undefined || item.name === name)
    said.push(...found.map((item) => `error: ${refusalOf(qualified(kind), item.name, kind.kind + (kind.group && `.${kind.group}`))}\n`))
    if (name !== undefined && found.length === 0) said.push(`${notFound(kind, name)}\n`)
  }
  if (said.length > 0)
    return { stdout: '', stderr: said.join('') + (said.some((line) => line.startsWith('Error from server')) ? note : ''), exit: 1 }
  const none = release.emptyRollouts.includes(verb) ? `No resources found in ${namespace} namespace.\n` : ''
  return { stdout: '', stderr: none + note, exit: 0 }
}

const RESTART_SINCE = 15

/**
 * `kubectl port-forward`: what it says, and who is met at the other end. It goes on in a real one until Ctrl+C, here beside the lines that
 * follow, as long as its pod is there.
 *
 * Errors: returned, in kubectl's words. Follows: staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go (v1.37.2).
 */
export function portForward(call: KubectlCall): Output {
  const { terminal } = call
  const [what = '', ...ports] = call.rest
  if (what === '' || ports.length === 0)
    return fails("error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples")
  const [type, name] = what.includes('/') ? (what.split('/') as [string, string]) : ['pod', what]
  if (!/^(po|pods?)$/.test(type))
    return notHere(`kubectl port-forward ${type}/…`, 'This terminal knows: kubectl port-forward POD [LOCAL:]REMOTE …')
  const found = reachPod(terminal, call.namespace, name, call.acting)
  if (!('pod' in found)) return found
  const { pod, now } = found
  const phase = pod.status?.phase ?? 'Pending'
  if (phase !== 'Running') return fails(`error: unable to forward port because pod is not running. Current status=${phase}`)
  const wrong = ports.find((port) => !/^(\d{1,5})?:?\d{1,5}$/.test(port))
  if (wrong !== undefined) return fails(`error: invalid port format ${JSON.stringify(wrong)}`)
  const pairs = ports.map((port): Forward => {
    const [local = '', remote = local] = port.split(':')
    return { local: local === '' ? ANY_LOCAL + (Number(remote) % ANY_LOCAL) : Number(local), remote: Number(remote), uid: pod.uid }
  })
  const others = forwardsOf(terminal)
  const isTaken = (port: number): boolean =>
    others.some(({ local }) => local === port) ||
    sockets(now).some((socket) => socket.port === port && /^(\*|127\.0\.0\.1|0\.0\.0\.0)$/.test(socket.address))
  const taken = pairs.filter(({ local }) => isTaken(local))
  const refusals = taken.map(
    ({ local }) => `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${inUse(local)}]\n`,
  )
  if (taken.length === pairs.length)
    return fails(
      `${refusals.join('')}error: unable to listen on any of the requested ports: [${pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`,
    )
  const open = pairs.filter((pair) => !taken.includes(pair))
  const lines = open.flatMap(({ local, remote }) => ['127.0.0.1', '[::1]'].map((host) => `Forwarding from ${host}:${local} -> ${remote}\n`))
  return {
    ...done(lines.join('')),
    stderr: refusals.join('') + open.map((forward) => metAt(now, pod, forward)).join(''),
    variables: { ...terminal.variables, [FORWARDS]: JSON.stringify([...others, ...open]) },
  }
}

/** A port of the node's own loopback addresses that leads into a pod. */
interface Forward {
  local: number
  remote: number
  uid: string
}

const ANY_LOCAL = 30_000

function forwardsOf({ variables }: CommandContext | Terminal): readonly Forward[] {
  const text = variables?.[FORWARDS]
  return text === undefined ? [] : (JSON.parse(text) as readonly Forward[])
}

const inUse = (port: number): string =>
  `unable to create listener: Error listen tcp4 127.0.0.1:${port}: bind: address already in use unable to create listener: Error listen tcp6 [::1]:${port}: bind: address already in use`

/** Where a request to the node's loopback address is led by a `kubectl port-forward` that goes on; undefined where none leads it. */
export function forwardedTo(
  terminal: Terminal,
  url: string,
): { url: string; inside: string; lost: NonNullable<Output['variables']> } | undefined {
  const { variables } = terminal
  const [, scheme, port = '80', rest = ''] = /^(https?):\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?(.*)$/i.exec(url) ?? []
  const all = forwardsOf(terminal)
  const forward = scheme === undefined ? undefined : all.find(({ local }) => local === Number(port))
  const pod = forward && kubeletPods(terminal).find(({ uid }) => uid === forward.uid)
  if (!forward || !pod) return undefined
  // one that meets nobody loses its pod, and ends
  const lost = { ...variables, [FORWARDS]: JSON.stringify(all.filter(({ uid }) => uid !== forward.uid)) }
  return { url: `${scheme}://127.0.0.1:${forward.remote}${rest}`, inside: podIP(terminal, pod), lost }
}

/** Who takes a connection to the loopback address in the pod’s own network, where a forwarded one arrives. */
function metAt(now: Moment, pod: PodView, { local, remote }: Forward): string {
  const program = listenerAt(now, pod, remote)
  const met =
    program === undefined
      ? 'nobody listens there: it is refused, and the connection to the pod is lost'
      : `${program} listens there, and is asked`
  return `(Here it goes on beside the next lines: curl localhost:${local} goes to port ${remote} of localhost in ${pod.base}; ${met}.)\n`
}

function listenerAt(now: Moment, pod: PodView, port: number): string | undefined {
  const { inputs, at } = now
  const { spec } = pod.spec
  if (spec.hostNetwork) return sockets(now).find((socket) => socket.port === port)?.process
  return runtimeContainers(now).find(({ running, pod: own, name, createdAt }) => {
    const container = containerIn(pod.spec, name)
    if (!running || own.uid !== pod.uid || !container) return false
    return behaviourOf(inputs, pod.spec, container).listens.some((listen) => listen.port === port && createdAt + listen.after <= at)
  })?.name
}

export const DEBUG_OPTIONS: Options = optionTable('--image=, --target=, --copy-to=, --profile=, --share-processes, --attach=, -q --quiet')

/**
 * `kubectl debug` of a static pod, which takes no ephemeral container.
 *
 * Errors: returned, in kubectl's words. Follows: pkg/apis/core/validation/validation.go, ValidatePodEphemeralContainersUpdate (v1.37.2).
 */
export function debug(call: KubectlCall): Output {
  const { terminal, parsed, rest } = call
  const release = releaseOf(terminal.inputs.kubernetes)
  const instead = 'kubectl exec runs what the container has, curl asks its address from the node'
  const [what = ''] = rest
  const name = what.replace(/^(po|pods?)\//, '')
  if (name === '' || name.includes('/') || option(parsed, 'copy-to') !== undefined)
    return notHere(`kubectl debug ${what}`.trimEnd(), `No pod is made for it here: ${instead}.`)
  if (release.minor < REFUSED_SINCE)
    return notHere('kubectl debug', `Up to 1.26 the API takes an ephemeral container of a static pod, which no kubelet makes: ${instead}.`)
  const found = reachPod(terminal, call.namespace, name, call.acting)
  if (!('pod' in found)) return found
  if (option(parsed, 'image') === undefined) return fails('error: you must specify --image or --custom when creating a container')
  return fails(`The Pod ${JSON.stringify(name)} is invalid: : Forbidden: static pods do not support ephemeral containers`)
}

const REFUSED_SINCE = 27

const KNOWS =
  'This terminal knows: kubectl wait pod/NAME|pod -l LABELS|pod --all --for=condition=Ready[=false]|jsonpath={.status.phase}=Running|delete [--timeout=30s] [-n NAMESPACE]'
/** Its own; -A is every namespace. */
export const WAIT_OPTIONS: Options = optionTable('--all')
/** Nobody waits for longer here. */
const MOST_SECONDS = 24 * 3600

/** What is waited for: whether a pod is so. */
type WaitGoal = (pod: Fields) => boolean

/**
 * `kubectl wait`: until the pods are as it is said, or the time is over.
 *
 * Errors: returned, in kubectl's words; exit 1 where the time is over.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go (v1.37.2), of pods.
 */
export function kubectlWait({ terminal: moment, parsed, rest: words, acting, namespace }: KubectlCall): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  if (!release.waits) return fails('error: unknown command "wait" for "kubectl"\nIt came with kubectl 1.11.')
  const timeout = option(parsed, 'timeout') ?? '30s'
  const { value, error } = readDuration(timeout, release)
  if (error !== undefined) return fails(`error: invalid argument ${JSON.stringify(timeout)} for "--timeout" flag: ${error}\n${KNOWS}`)
  const asked = Number(value)
  // a negative one means a week
  const seconds = asked < 0 ? MOST_SECONDS : Math.min(MOST_SECONDS, asked)
  const wish = option(parsed, 'for')
  if (wish === undefined) return fails(`error: unrecognized condition: ${release.waitsForMany ? '[]' : '""'}\n${KNOWS}`)
  const goal = goalOf(wish)
  if ('error' in goal) return fails(goal.error)
  const [first = '', ...rest] = words
  const [type = '', inside] = first.split('/')
  if (!/^(po|pods?)$/.test(type))
    return fails(
      type === '' ? `error: you must specify at least one resource\n${KNOWS}` : `not simulated here: waiting for ${type}.\n${KNOWS}`,
    )
  const other = rest.find((word) => word.includes('/') && !/^(po|pods?)\//.test(word))
  if (other !== undefined) return notHere(`waiting for ${other}`, KNOWS)
  const names = inside === undefined ? rest : [inside, ...rest.map((word) => word.replace(/^.*\//, ''))]
  const [label, field] = [option(parsed, 'selector'), option(parsed, 'field-selector')]
  const all = option(parsed, 'all') !== undefined
  if (names.length === 0 && label === undefined && field === undefined && !all)
    return fails('error: resource(s) were provided, but no name was specified\n(kubectl wait wants a name, -l LABELS, or --all.)')
  const [byLabel, byField] = [labelTest(label ?? '', release), fieldTest(field ?? '', 'pods')]
  if (typeof byLabel === 'object' || typeof byField === 'object')
    return notHere(`kubectl wait with the selector ${typeof byLabel === 'object' ? label : field}`, KNOWS)
  if (option(parsed, 'all-namespaces') !== undefined) return notHere('kubectl wait -A', KNOWS)
  const now = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods`, words: 'get pods' }, acting)
  if ('stdout' in now) return now
  const podsAt = (at: number): readonly PodView[] => mirrorPods({ ...moment, at }).filter((pod) => pod.namespace === namespace)
  const chosen =
    names.length > 0
      ? names
      : podsAt(now.at).flatMap((pod) => {
          const object = podObject(now, pod)
          return byLabel(object) && byField(object) ? [pod.name] : []
        })
  const isDelete = goal === NEVER
  const waitedFor =
    isDelete && release.waitForAbsent !== 'not found' ? chosen.filter((name) => podsAt(now.at).some((pod) => pod.name === name)) : chosen
  if (waitedFor.length === 0)
    return isDelete && release.waitForAbsent === 'nothing' ? done('') : fails('error: no matching resources found')
  return waited(moment, { chosen: waitedFor, goal, from: now.at, until: now.at + seconds, podsAt }, acting)
}

interface WaitRequest {
  chosen: readonly string[]
  goal: WaitGoal
  from: number
  until: number
  podsAt: (at: number) => readonly PodView[]
}

/** One after the other; where the time is over for one of them it is for all behind it. */
function waited({ inputs, trace, at }: Moment, { chosen, goal, from, until, podsAt }: WaitRequest, acting: Acting): Output {
  const times = [from, ...trace.filter(({ kind, t }) => kind === 'mirror' && t > from && t <= until).map(({ t }) => t)]
  const podAt = (name: string, t: number): PodView | undefined => podsAt(t).find((pod) => pod.name === name)
  const { waitsAtOnce } = releaseOf(inputs.kubernetes)
  const notMet = until === from && waitsAtOnce ? 'condition not met for' : 'timed out waiting for the condition on'
  let stdout = ''
  const errors: string[] = []
  let end = from
  for (const name of chosen) {
    if (!podAt(name, Math.min(end, until))) {
      errors.push(notFound({ name: 'pods', group: '' }, name))
      continue
    }
    const found = times.find((t) => {
      if (t < end || 'stdout' in reach({ inputs, trace, at: t }, undefined, acting)) return false
      const pod = podAt(name, t)
      return pod ? goal(podObject({ inputs, trace, at: t }, pod)) : goal === NEVER
    })
    if (found === undefined) errors.push(`${notMet} pods/${name}`)
    else stdout += `pod/${name} condition met\n`
    end = found ?? Infinity
  }
  const [first, ...more] = errors
  const tookSeconds = Math.min(end, until) - at
  if (first === undefined) return { ...done(stdout), tookSeconds }
  const isOwn = more.length === 0 && !first.startsWith('Error')
  return { stdout, stderr: `${isOwn ? 'error: ' : ''}${errors.join('\n')}\n`, exit: 1, tookSeconds }
}

/** Of a pod that is to be gone. */
const NEVER: WaitGoal = () => false

function goalOf(wish: string): WaitGoal | { error: string } {
  const [, is, rest = ''] = /^(condition|jsonpath)=(.*)$/s.exec(wish) ?? []
  if (is === 'condition') return conditionGoal(rest.toLowerCase())
  if (is === 'jsonpath') return pathGoal(rest)
  if (wish.toLowerCase() === 'delete') return NEVER
  return wish.toLowerCase() === 'create'
    ? { error: `not simulated here: kubectl wait --for=${wish}.\n${KNOWS}` }
    : { error: `error: unrecognized condition: ${JSON.stringify(wish)}` }
}

/** `ready=false`; without a value it is to be true. */
function conditionGoal(wish: string): WaitGoal {
  const [, type = '', wanted = 'true'] = /^([^=]*)(?:=(.*))?$/s.exec(wish)!
  return (pod) =>
    list(fields(pod['status'])['conditions'])
      .map(fields)
      .some((item) => text(item['type']).toLowerCase() === type && text(item['status']).toLowerCase() === wanted)
}

/** `{.status.phase}=Running`; without a value any will do. */
function pathGoal(wish: string): WaitGoal | { error: string } {
  const [path = '', value, more] = wish.split(/(?<!=)=(?!=)/)
  const wanted = value?.replace(/^['"]+|['"]+$/g, '')
  const example = "--for=jsonpath='{.status.readyReplicas}'=3"
  if (more !== undefined) return { error: `error: jsonpath wait format must be ${example} or --for=jsonpath='{.status.readyReplicas}'` }
  if (wanted === '') return { error: `error: jsonpath wait has to have a value after equal sign, like ${example}` }
  if (path === '') return { error: 'error: jsonpath expression cannot be empty' }
  const wrong = jsonPath(path, {}).error
  if (wrong !== undefined) return { error: `error: error parsing jsonpath ${path}, ${wrong}` }
  return (pod) => {
    const found = jsonPath(path, pod).text
    return wanted === undefined ? found !== '' : found === wanted
  }
}
