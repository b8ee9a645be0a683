import { answerOf, impersonation, type KubeconfigUser, refusal, unreachable, untrusted } from '../../sim/kubectl/kubectl-answers.ts'
import { qualified, type ResourceKind } from '../../sim/apiserver/objects/kinds.ts'
import { attributesOf } from '../../sim/apiserver/requests/attributes.ts'
import { authenticate } from '../../sim/apiserver/authentication/authenticators.ts'
import { authorize } from '../../sim/apiserver/authorization/authorizers.ts'
import { forbidden, unauthorized } from '../../sim/apiserver/requests/chain.ts'
import { impersonate } from '../../sim/apiserver/requests/impersonation.ts'
import type { ApiserverConfig, ServerState } from '../../sim/apiserver/server-config.ts'
import { type Request, requestOf, type Response } from '../../sim/apiserver/requests/request.ts'
import { dated, servingError } from '../../sim/control-plane/trust.ts'
import { API_PORT, apiServerURL, DIAL_SECONDS, HANDSHAKE_SECONDS, hasWayToAPI } from '../../sim/node/network.ts'
import { etcdAt, isElsewhere, type Moment, nextServer, serverAt, takenPorts } from '../../sim/trace/moment.ts'
import { releaseOf, type Release } from '../../sim/release/release.ts'
import { serverConfig, serverState } from '../../views/lane-server.ts'
import type { ParsedOptions } from '../../sim/kubectl/command-line.ts'
import { type CommandContext, fails, type Output } from '../shell/output.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { containerIn } from '../../manifest/types.ts'
import { containerWanted } from '../../sim/apiserver/objects/pod-log.ts'

/** What kubectl asks the server for. */
export interface Asks {
  method?: 'GET' | 'POST'
  /** `/api/v1/namespaces/default/pods` */
  path: string
  /** As an error has it: `get pods`. */
  words: string
}

/** `--as` and `--as-group`. */
export interface Acting {
  /** Whose certificate the kubeconfig holds; the administrator's where none is named. */
  user?: KubeconfigUser
  as?: string
  groups: readonly string[]
}

/** A command line of kubectl's that is understood, and as whom it is sent. */
export interface KubectlCall {
  terminal: CommandContext
  args: readonly string[]
  parsed: ParsedOptions
  /** Behind the command. */
  rest: readonly string[]
  acting: Acting
  namespace: string
}

/** Who is told until when a request has waited for its answer. */
interface Asking extends Moment {
  waited?(until: number): void
}

export const HIMSELF: Acting = { groups: [] }
const PODS: Asks = { path: '/api/v1/pods', words: 'get pods' }

/**
 * When the administrator's kubectl reaches the lane's kube-apiserver, and is let in there: by the certificate of admin.conf, or as whom he
 * acts. An answer that it has to wait for shows the state of that later time.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, StandardErrorMessage (v1.37.2).
 */
export function reach<M extends Asking>(moment: M, asks: Asks = PODS, acting: Acting = HIMSELF): M | Output {
  const { inputs, trace, at } = moment
  const fail = (what: Parameters<typeof unreachable>[0], seconds = what === 'no handshake' ? HANDSHAKE_SECONDS : 0): Output => {
    moment.waited?.(at + seconds)
    return fails(unreachable(what, inputs.node.ip))
  }
  if (!inputs.cluster.attached) return fail('no cluster')
  if (!hasWayToAPI(inputs)) return fail('dropped', DIAL_SECONDS)
  const server = serverAt(trace, at)
  if (!server) return isElsewhere(trace) || isBare(moment) ? storage(moment, asks, acting) : fail('refused')
  if (server.unasked) return fail(takenPorts(trace, at).has(API_PORT) ? 'no handshake' : 'refused')
  switch (server.state) {
    case 'starting':
    case 'exited':
    case 'shutting-down':
      return fail(takenPorts(trace, at).has(API_PORT) ? 'no handshake' : 'refused')
    case 'hung':
      return fail('no handshake')
    case 'accepting': {
      // the kernel has taken the connection; the process answers once its start is done, or dies
      const next = nextServer(moment)
      if (!next || next.t > at + HANDSHAKE_SECONDS || next.state === 'hung') return fail('no handshake')
      moment.waited?.(next.t)
      return next.state === 'exited' ? fails(unreachable('reset', inputs.node.ip)) : reach({ ...moment, at: next.t }, asks, acting)
    }
    case 'forbidding':
    case 'unready':
    case 'serving':
      return storage(moment, asks, acting)
  }
}

/** A pod that the API has, once it answers. Errors: returned, in kubectl's words. */
export function reachPod<M extends Asking>(moment: M, namespace: string, name: string, acting: Acting): { pod: PodView; now: M } | Output {
  const now = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods/${name}`, words: `get pods ${name}` }, acting)
  if ('stdout' in now) return now
  const pod = mirrorPods(now).find((item) => item.name === name && item.namespace === namespace)
  return pod ? { pod, now } : fails(notFound({ name: 'pods', group: '' }, name))
}

/** How kubectl says that the server has no such object. */
export const notFound = (kind: Pick<ResourceKind, 'name' | 'group'>, name: string): string =>
  `Error from server (NotFound): ${qualified(kind)} ${JSON.stringify(name)} not found`

/** Where no pod came of any file, and none is a kube-apiserver's, the cluster's server is taken to be elsewhere. */
function isBare({ inputs, trace }: Moment): boolean {
  return !Object.values(inputs.manifests).some((text) => text.includes('kube-apiserver')) && !trace.some((entry) => entry.kind === 'server')
}

function storage<M extends Moment>(moment: M, asks: Asks, acting: Acting): M | Output {
  const release = releaseOf(moment.inputs.kubernetes)
  const error = isElsewhere(moment.trace) ? undefined : servingError({ inputs: moment.inputs, release }, moment.at)
  if (error !== undefined) return fails(untrusted(error))
  const asked = kubectlRequest(moment, asks, acting)
  const no = asked && refused(asked)
  if (no) return fails(refusal(answerOf(no), {}))
  if (etcdAt(moment) === 'up' || !asks.path.startsWith('/api')) return moment
  return fails(refusal({ status: 504, reason: '', message: '', body: {} }, { asks: asks.words }))
}

/** A request of kubectl's, and the server that it is put to. */
export interface KubectlRequest {
  config: ApiserverConfig
  state: ServerState
  request: Request
}

/**
 * A request of the administrator's kubectl and the server as it is at the time; undefined where the lane has none, or it
 * refused its flags.
 */
export function kubectlRequest(moment: Moment, { method = 'GET', path }: Asks, acting: Acting): KubectlRequest | undefined {
  const { inputs } = moment
  const config = serverConfig(moment)
  const request = requestOf({
    from: 'node',
    method,
    url: `${apiServerURL(inputs)}${path}`,
    userAgent: 'kubectl',
    headers: impersonation(acting),
    caller: { certificate: acting.user ?? { cn: 'kubernetes-admin', o: [releaseOf(inputs.kubernetes).adminGroup], ca: 'cluster' } },
  })
  if (!config || !request) return undefined
  const certificate = dated(inputs, releaseOf(inputs.kubernetes), request.certificate, moment.at)
  return { config, state: serverState(moment), request: certificate ? { ...request, certificate } : request }
}

/** The server's refusal; undefined where it lets the request pass. */
function refused({ config, state, request }: KubectlRequest): Response | undefined {
  const { user: caller } = authenticate(config, state, request)
  if (!caller) return unauthorized(config, request)
  const attributes = attributesOf(request)
  const { user, refused: not } = impersonate(config, state, request, caller, attributes, [])
  if (not) return forbidden(config, request, not.user, not.attributes, not.reason)
  const { allowed, reason } = authorize(config, state, user, attributes)
  return allowed ? undefined : forbidden(config, request, user, attributes, reason)
}

const ANNOTATION = 'kubectl.kubernetes.io/default-container'

/**
 * The container that is named, or that kubectl takes where none is, and what it says of that on stderr.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go, FindOrDefaultContainerByName (v1.36.0); cmd/exec/exec.go (v1.17.0).
 */
export function chosenContainer(
  named: string | undefined,
  { name, namespace, spec }: PodView,
  { defaultContainers }: Release,
): { chosen: string; says: string } {
  if (named !== undefined) return { chosen: named, says: '' }
  const { containers, initContainers } = spec.spec
  const annotated = defaultContainers ? spec.metadata.annotations[ANNOTATION] : undefined
  if (annotated !== undefined && containerIn(spec, annotated)) return { chosen: annotated, says: '' }
  const chosen = containers[0]!.name
  if (!defaultContainers)
    return {
      chosen,
      says:
        containers.length > 1
          ? `Defaulting container name to ${chosen}.\nUse 'kubectl describe pod/${name} -n ${namespace}' to see all of the containers in this pod.\n`
          : '',
    }
  const all = [...containers.map((container) => container.name), ...initContainers.map((container) => `${container.name} (init)`)]
  return { chosen, says: all.length > 1 ? `Defaulted container ${JSON.stringify(chosen)} out of: ${all.join(', ')}\n` : '' }
}

/** Why `kubectl logs` wants a container's name. Errors: undefined where it does not. */
export function namelessError({ name, spec }: PodView, { logsWithoutName }: Release): string | undefined {
  if (logsWithoutName === 'first' || spec.spec.containers.length === 1) return undefined
  const said = containerWanted(name, spec)
  return logsWithoutName === 'client' ? `error: ${said}` : `Error from server (BadRequest): ${said}`
}
