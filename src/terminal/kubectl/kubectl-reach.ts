import { answerOf, type KubeconfigUser, refusal, unreachable, untrusted } from '../../sim/kubectl/kubectl-answers.ts'
import { attributesOf } from '../../sim/apiserver/requests/attributes.ts'
import { authenticate } from '../../sim/apiserver/authentication/authenticators.ts'
import { authorize } from '../../sim/apiserver/authorization/authorizers.ts'
import { forbidden, impersonate, unauthorized } from '../../sim/apiserver/requests/chain.ts'
import type { ApiserverConfig, ServerState } from '../../sim/apiserver/server-config.ts'
import { type Request, requestOf, type Response } from '../../sim/apiserver/requests/request.ts'
import { dated, servingError } from '../../sim/control-plane/trust.ts'
import { API_PORT, apiServerURL, hasWayToAPI } from '../../sim/node/network.ts'
import { etcdAt, isElsewhere, type Moment, nextServer, serverAt, takenPorts } from '../../sim/trace/moment.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { serverConfig, serverState } from '../../views/lane-server.ts'
import type { ParsedOptions } from '../../sim/kubectl/command-line.ts'
import { type CommandContext, fails, type Output } from '../shell/output.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { type EntryOf, stopOf } from '../../sim/trace/trace.ts'
import { stopWords } from '../../views/text/telling.ts'
import { absolute } from '../shell/paths.ts'

/** Whether kubectl gets an answer, and when: one that it has to wait for shows the state of that later time. */
export type Reach = { answers: true; at: number } | ({ answers: false } & Output)

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

export const HIMSELF: Acting = { groups: [] }
const PODS: Asks = { path: '/api/v1/pods', words: 'get pods' }

/** A TLS handshake that nobody answers ends after this, in Go's own client. */
export const HANDSHAKE_SECONDS = 10

/**
 * Whether the administrator's kubectl reaches the lane's kube-apiserver, and is let in there: by the certificate of admin.conf,
 * or as whom he acts.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, StandardErrorMessage (v1.37.2).
 */
export function reach(moment: Moment, asks: Asks = PODS, acting: Acting = HIMSELF): Reach {
  const { inputs, trace, at } = moment
  const fail = (what: Parameters<typeof unreachable>[0]): Reach => noAnswer(unreachable(what, inputs.node.ip))
  if (!inputs.cluster.attached) return fail('no cluster')
  if (!hasWayToAPI(inputs)) return fail('dropped')
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
      return next.state === 'exited' ? fail('reset') : reach({ ...moment, at: next.t }, asks, acting)
    }
    case 'forbidding':
    case 'unready':
    case 'serving':
      return storage(moment, asks, acting)
  }
}

/** A pod that the API has, once it answers. Errors: returned, in kubectl's words. */
export function reachPod<M extends Moment>(moment: M, namespace: string, name: string, acting: Acting): { pod: PodView; now: M } | Output {
  const reached = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods/${name}`, words: `get pods ${name}` }, acting)
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const pod = mirrorPods(now).find((item) => item.name === name && item.namespace === namespace)
  return pod ? { pod, now } : fails(`Error from server (NotFound): pods ${JSON.stringify(name)} not found`)
}

/** Without any file nobody knows yet whether the cluster's server will be one of the lane's pods: it is taken to be elsewhere. */
function isBare({ inputs, trace }: Moment): boolean {
  return Object.keys(inputs.manifests).length === 0 && !trace.some((entry) => entry.kind === 'server')
}

function storage(moment: Moment, asks: Asks, acting: Acting): Reach {
  const release = releaseOf(moment.inputs.kubernetes)
  const error = isElsewhere(moment.trace) ? undefined : servingError({ inputs: moment.inputs, release }, moment.at)
  if (error !== undefined) return noAnswer(untrusted(error))
  const asked = kubectlRequest(moment, asks, acting)
  const no = asked && refused(asked)
  if (no) return noAnswer(refusal(answerOf(no), {}))
  if (etcdAt(moment) === 'up' || !asks.path.startsWith('/api')) return { answers: true, at: moment.at }
  return noAnswer(refusal({ status: 504, reason: '', message: '', body: {} }, { asks: asks.words }))
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
 *
 * Units: `at` in seconds on the simulated clock.
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
  const { user, refused: not } = impersonate(config, state, request, caller, [])
  if (not) return forbidden(config, request, not.user, not.attributes, not.reason)
  const { allowed, reason } = authorize(config, state, user, attributes)
  return allowed ? undefined : forbidden(config, request, user, attributes, reason)
}

/**
 * The headers that `--as` and `--as-group` become.
 *
 * Follows: staging/src/k8s.io/client-go/transport/round_trippers.go (v1.37.2).
 */
export function impersonation({ as, groups }: Acting): Record<string, string> {
  return as === undefined ? {} : { 'impersonate-user': as, ...(groups.length ? { 'impersonate-group': groups.join(',') } : {}) }
}

const noAnswer = (line: string): Reach => ({ answers: false, ...fails(line) })

/** A command waits so long for an answer, in the simulated cluster. */
const PATIENCE_SECONDS = 65

/**
 * A kubectl command that changes something: the same run again with the command in it, and what it prints there. Where it has
 * changed something it is an action, which whoever runs this adds to the scenario.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * See sim/kubectl/kubectl-client.ts.
 */
export function perform(context: CommandContext, args: readonly string[]): Output {
  const { inputs, at, simulate, input } = context
  const named = args.map((arg, i) => filed(context, arg, args[i - 1]))
  const typed = named.some((word, i) => word !== args[i] && word.endsWith(STDIN)) && !args.includes(STDIN)
  if (typed && input === undefined) return fails('error: nobody types behind a command here: name a file, or put it behind a pipe')
  const line = named.map(quoted).join(' ')
  const action = { at, kubectl: line }
  const actions = [...(typed ? [{ at, write: STDIN, content: input! }] : []), action]
  const run = simulate({
    ...inputs,
    actions: [...inputs.actions, ...actions].toSorted((a, b) => a.at - b.at),
    requests: [],
    duration: at + PATIENCE_SECONDS,
  })
  const done = run.findLast((entry) => entry.kind === 'action' && entry.action === 'kubectl' && entry.target === line && entry.t === at)
  const printed = run.find((entry): entry is EntryOf<'printed'> => entry.kind === 'printed' && entry.cause === done?.id)
  const stop = stopOf(run)
  if (!printed) return fails(stop ? stopWords(stop) : 'kubectl still waits for an answer.')
  const changes = run.some((entry) => (entry.kind === 'object' || entry.kind === 'mirror') && entry.cause === done?.id)
  const { stdout, stderr, exit } = printed
  const notes = changes && run.some((entry) => entry.kind === 'mirror' && entry.cause === done?.id) ? MIRROR : ''
  // it waits until what it has deleted is gone
  const gone = changes ? run.find((entry) => entry.kind === 'mirror' && entry.op === 'deleted' && entry.t >= at) : undefined
  // kubectl warns first, and says last what went wrong
  const screen = /^warning: /i.test(stderr) ? stderr + stdout : stdout + stderr
  return {
    stdout,
    stderr: stderr + notes,
    exit,
    screen: screen + notes,
    ...(changes ? { actions } : {}),
    ...(gone ? { tookSeconds: gone.t - at + SEEN_SECONDS } : {}),
  }
}

/** Until kubectl's watch has told it so. */
const SEEN_SECONDS = 0.05
const MIRROR =
  '(That was a mirror pod. The kubelet runs the pod from its file and makes the mirror again: the container goes on, RESTARTS too, AGE begins anew. To stop it, take the file away.)\n'

/** What came by a pipe, as a file: an action has no input. */
const STDIN = '/tmp/stdin.yaml'

/** A file's name as the scenario has it, wherever the shell is. */
function filed(context: CommandContext, word: string, before: string | undefined): string {
  const option = /^(-f=?|--filename=)(.+)$/.exec(word)
  const file = before === '-f' || before === '--filename' ? word : option?.[2]
  if (file === undefined || /^https?:/.test(file)) return word
  const path = file === '-' ? STDIN : absolute(context, file)
  return option ? `${option[1]}${path}` : path
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
