import { assumedScript } from '../../sim/node/assumed.ts'
import { groupsOf, RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { apiVersionOf, kindOf, qualified } from '../../sim/apiserver/objects/kinds.ts'
import { option, type Options, optionTable, type Parsed } from '../../sim/kubectl/command-line.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { describedScript } from '../../sim/scenario/programs.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { table } from '../text/columns.ts'
import { type Context, done, fails, notHere, type Output } from '../shell/output.ts'
import { runtimeContainers } from '../node/crictl.ts'
import { sockets } from '../node/sockets.ts'
import { getWriter } from './pod-table.ts'
import { type Acting, reach } from './reach.ts'

/** A command line of these, and as whom it is sent. */
interface PodCall {
  terminal: Context
  parsed: Parsed
  rest: readonly string[]
  acting: Acting
  namespace: string
}

/** The API answers, and has that pod. */
function podOf({ terminal, acting, namespace }: PodCall, name: string): { pod: PodView; now: Moment } | Output {
  const reached = reach(terminal, { path: `/api/v1/namespaces/${namespace}/pods/${name}`, words: 'get pods' }, acting)
  if (!reached.answers) return reached
  const now = { ...terminal, at: reached.at }
  const pod = mirrorPods(now).find((item) => item.name === name && item.namespace === namespace)
  return pod ? { pod, now } : fails(`Error from server (NotFound): pods ${JSON.stringify(name)} not found`)
}

export const API_RESOURCES_OPTIONS: Options = optionTable('--namespaced=, --api-group=, --no-headers, -o --output=')

/**
 * `kubectl api-resources`, of the kinds that a request may name here.
 *
 * Errors: returned, in kubectl's words. Follows: staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiresources.go (v1.37.2).
 */
export function apiResources({ terminal, parsed, acting }: PodCall): Output {
  const release = releaseOf(terminal.inputs.kubernetes)
  if (release.minor < API_RESOURCES_SINCE) return notHere('kubectl api-resources', 'It came with 1.11.')
  const reached = reach(terminal, { path: '/apis', words: 'get apis' }, acting)
  if (!reached.answers) return reached
  const served = new Set(['', ...groupsOf(release).map(({ name }) => name)])
  const namespaced = option(parsed, 'namespaced')
  const group = option(parsed, 'api-group')
  const kinds = RESOURCES.filter(
    (kind) =>
      served.has(kind.group) &&
      (namespaced === undefined || String(kind.namespaced) === namespaced) &&
      (group === undefined || kind.group === group),
  ).toSorted((a, b) => (a.group === b.group ? (a.name < b.name ? -1 : 1) : a.group < b.group ? -1 : 1))
  const note = 'not simulated here: kinds that no request here may name, such as bindings, token reviews and webhook configurations.\n'
  if (option(parsed, 'output') === 'name') return { ...done(kinds.map((kind) => `${qualified(kind)}\n`).join('')), stderr: note }
  const hasVersions = release.minor >= VERSIONS_SINCE
  const head = ['NAME', 'SHORTNAMES', hasVersions ? 'APIVERSION' : 'APIGROUP', 'NAMESPACED', 'KIND']
  const rows = kinds.map((kind) => [
    kind.name,
    (kind.short ?? []).join(','),
    hasVersions ? apiVersionOf(kind, release) : kind.group,
    String(kind.namespaced),
    kind.kind,
  ])
  return { ...done(table([...(option(parsed, 'no-headers') === undefined ? [head] : []), ...rows], getWriter(terminal))), stderr: note }
}

const API_RESOURCES_SINCE = 11
/** Before, a group without its version. */
const VERSIONS_SINCE = 20

/**
 * `kubectl rollout restart`: of a workload, which this cluster has none of, and of a pod, which cannot be restarted so.
 *
 * Errors: returned, in kubectl's words. Follows: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_restart.go (v1.37.2).
 */
export function rollout(call: PodCall): Output {
  const { terminal, rest, acting, namespace } = call
  const release = releaseOf(terminal.inputs.kubernetes)
  const [verb, ...words] = rest
  const hint = 'a static pod begins anew when its file is edited, a container when crictl stop ends it'
  if (verb !== 'restart')
    return notHere(`kubectl rollout${verb === undefined ? '' : ` ${verb}`}`, 'This terminal knows: kubectl rollout restart TYPE/NAME')
  if (release.minor < RESTART_SINCE) return notHere('kubectl rollout restart', `It came with 1.15; ${hint}.`)
  if (words.length === 0) return fails('error: required resource not specified')
  const [type = '', name = words[1]] = words[0]!.split('/')
  const kind = kindOf(type, '', release)
  if (!kind) return fails(`${release.noTypePrefix}the server doesn't have a resource type ${JSON.stringify(type)}`)
  if (name === undefined) return notHere(`kubectl rollout restart ${type}`, 'This terminal knows: kubectl rollout restart TYPE/NAME')
  if (kind.name === 'pods') {
    const found = podOf(call, name)
    return 'pod' in found ? fails(`error: pods ${JSON.stringify(name)} restarting is not supported`) : found
  }
  const path = `/apis/${apiVersionOf(kind, release)}/namespaces/${namespace}/${kind.name}/${name}`
  const reached = reach(terminal, { path, words: `get ${kind.name}` }, acting)
  if (!reached.answers) return reached
  return fails(
    `Error from server (NotFound): ${qualified(kind)} ${JSON.stringify(name)} not found\n(no controller runs in this cluster: ${hint}.)`,
  )
}

const RESTART_SINCE = 15

/**
 * `kubectl port-forward`: what it says, and who is met at the other end. It goes on until Ctrl+C in a real one.
 *
 * Errors: returned, in kubectl's words. Follows: staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go (v1.37.2).
 */
export function portForward(call: PodCall): Output {
  const [what = '', ...ports] = call.rest
  if (what === '' || ports.length === 0)
    return fails("error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples")
  const [type, name] = what.includes('/') ? (what.split('/') as [string, string]) : ['pod', what]
  if (!/^(po|pods?)$/.test(type))
    return notHere(`kubectl port-forward ${type}/…`, 'This terminal knows: kubectl port-forward POD [LOCAL:]REMOTE …')
  const found = podOf(call, name)
  if (!('pod' in found)) return found
  const { pod, now } = found
  const phase = pod.status?.phase ?? 'Pending'
  if (phase !== 'Running') return fails(`error: unable to forward port because pod is not running. Current status=${phase}`)
  const wrong = ports.find((port) => !/^(\d{1,5})?:?\d{1,5}$/.test(port))
  if (wrong !== undefined) return fails(`error: invalid port format ${JSON.stringify(wrong)}`)
  const pairs = ports.map((port): [string, number] => {
    const [local = '', remote = local] = port.split(':')
    return [local === '' ? '0' : local, Number(remote)]
  })
  const lines = pairs.flatMap(([local, remote]) => ['127.0.0.1', '[::1]'].map((host) => `Forwarding from ${host}:${local} -> ${remote}\n`))
  return { ...done(lines.join('')), stderr: pairs.map(([, remote]) => metAt(now, pod, remote)).join('') }
}

/** Who takes a connection to the loopback address in the pod’s own network, where a forwarded one arrives. */
function metAt(now: Moment, pod: PodView, port: number): string {
  const program = listenerAt(now, pod, port)
  const met =
    program === undefined
      ? 'nobody listens there: it is refused, and the connection to the pod is lost'
      : `${program} listens there, and is asked`
  return `(not simulated here: that it goes on. What comes to it goes to port ${port} of localhost in ${pod.base}; ${met}.)\n`
}

function listenerAt(now: Moment, pod: PodView, port: number): string | undefined {
  const { inputs, at } = now
  const { spec } = pod.spec
  if (spec.hostNetwork) return sockets(now).find((socket) => socket.port === port)?.process
  return runtimeContainers(now).find(({ running, pod: own, name, createdAt }) => {
    const container = [...spec.containers, ...spec.initContainers].find((item) => item.name === name)
    if (!running || own.uid !== pod.uid || !container) return false
    const script = describedScript(inputs.processes, pod.base, name) ?? assumedScript(pod.spec, container, inputs).script
    return script.listens.some((listen) => listen.port === port && createdAt + listen.after <= at)
  })?.name
}

export const DEBUG_OPTIONS: Options = optionTable('--image=, --target=, --copy-to=, --profile=, --share-processes, --attach=, -q --quiet')

/**
 * `kubectl debug` of a static pod, which takes no ephemeral container.
 *
 * Errors: returned, in kubectl's words. Follows: pkg/apis/core/validation/validation.go, ValidatePodEphemeralContainersUpdate (v1.37.2).
 */
export function debug(call: PodCall): Output {
  const { terminal, parsed, rest } = call
  const release = releaseOf(terminal.inputs.kubernetes)
  const instead = 'kubectl exec runs what the container has, curl asks its address from the node'
  const [what = ''] = rest
  const name = what.replace(/^(po|pods?)\//, '')
  if (name === '' || name.includes('/') || option(parsed, 'copy-to') !== undefined)
    return notHere(`kubectl debug ${what}`.trimEnd(), `No pod is made for it here: ${instead}.`)
  if (release.minor < REFUSED_SINCE)
    return notHere('kubectl debug', `Up to 1.26 the API takes an ephemeral container of a static pod, which no kubelet makes: ${instead}.`)
  const found = podOf(call, name)
  if (!('pod' in found)) return found
  if (option(parsed, 'image') === undefined) return fails('error: you must specify --image or --custom when creating a container')
  return fails(`The Pod ${JSON.stringify(name)} is invalid: : Forbidden: static pods do not support ephemeral containers`)
}

const REFUSED_SINCE = 27
