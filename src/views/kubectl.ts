import { ACTING_OPTION_TABLE, ACTING_VERBS } from '../sim/kubectl-command.ts'
import { logLines } from '../sim/apiserver/objects/pod-log.ts'
import { version } from '../sim/apiserver/objects/node.ts'
import { apiEvents } from '../sim/kubelet/events.ts'
import type { Moment } from '../sim/moment.ts'
import { mirrorPods, type PodView } from '../sim/pods.ts'
import { releaseOf } from '../sim/release.ts'
import { option, type Options, type Parsed, parseOptions } from '../sim/words.ts'
import { canI, getRaw, whoAmI } from './access.ts'
import { describePod } from './describe.ts'
import { describeNode } from './describe-node.ts'
import { clusterInfo, configView } from './kubectl-config.ts'
import { GET_OPTIONS, kubectlGet, nothing } from './kubectl-get.ts'
import { fails, type Output, type Terminal } from './output.ts'
import { perform } from './perform.ts'
import { type Acting, reach } from './reach.ts'

/** All that kubectl can be asked here; an unknown option is answered with this list. */
const OPTIONS: Options = {
  ...ACTING_OPTION_TABLE,
  ...GET_OPTIONS,
  '--raw': { name: 'raw', value: true },
  '--client': { name: 'client', value: false },
  '--list': { name: 'list', value: false },
  '--previous': { name: 'previous', value: false },
  '-p': { name: 'previous', value: false },
  '-c': { name: 'container', value: true },
  '--container': { name: 'container', value: true },
  '--follow': { name: 'follow', value: false },
  '--tail': { name: 'tail', value: true },
}
/** Of logs `-f` is another option than of apply. */
const LOG_OPTIONS: Options = { ...OPTIONS, '-f': { name: 'follow', value: false } }

const KNOWN = `
  kubectl get TYPE[,TYPE…] [NAME] [-n NAMESPACE | -A] [-l LABELS] [--field-selector=…] [-o wide|yaml|json|name|jsonpath=…|custom-columns=…] [-w] [--sort-by=PATH]
  kubectl get --raw PATH
  kubectl describe pod|node [NAME] [-n NAMESPACE]
  kubectl logs POD [-n NAMESPACE] [-c CONTAINER] [--previous] [--tail=N]
  kubectl auth can-i VERB TYPE|PATH [--as=USER] [--as-group=GROUP], kubectl auth can-i --list, kubectl auth whoami
  kubectl delete pod NAME [-n NAMESPACE] [--force --grace-period=0], kubectl delete TYPE NAME
  kubectl apply|create|delete -f FILE
  kubectl create clusterrolebinding NAME --clusterrole=ROLE --user=USER|--group=GROUP|--serviceaccount=NAMESPACE:NAME
  kubectl create clusterrole|role|rolebinding|serviceaccount|namespace|configmap|secret generic NAME …
  kubectl create token SERVICEACCOUNT [-n NAMESPACE] [--duration=1h]
  kubectl cluster-info, kubectl config view, kubectl version [--client]`

/** The commands, for completion too. */
export const VERBS: readonly string[] = ['get', 'describe', 'logs', 'auth', ...ACTING_VERBS, 'cluster-info', 'config', 'version']
export const KUBECTL_OPTIONS: readonly string[] = Object.keys(OPTIONS)

/**
 * What kubectl prints; `args` are the words behind `kubectl`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function kubectl(terminal: Terminal, args: readonly string[]): Output {
  const parsed = parseOptions(args, args.includes('logs') ? LOG_OPTIONS : OPTIONS)
  const [verb, ...rest] = parsed.rest
  if (parsed.unknown) return unknownOption(parsed.unknown, verb)
  if (parsed.lacks) return fails(`error: flag needs an argument: ${parsed.lacks}`)
  const as = option(parsed, 'as')
  const acting: Acting = { ...(as === undefined ? {} : { as }), groups: parsed.options.get('as-group') ?? [] }
  if (as === undefined && acting.groups.length > 0) return fails('error: requesting groups or user-extra for kubernetes-admin without impersonating a user')
  const namespace = option(parsed, 'namespace') ?? 'default'
  switch (verb) {
    case 'get': {
      const raw = option(parsed, 'raw')
      if (raw === undefined) return kubectlGet(terminal, parsed, rest, acting)
      return rest.length ? fails('error: arguments may not be passed when --raw is specified') : getRaw(terminal, raw, acting)
    }
    case 'describe':
      return describe(terminal, parsed, rest, acting)
    case 'logs':
      return logs(terminal, parsed, rest, acting)
    case 'auth':
      if (rest[0] === 'whoami') return whoAmI(terminal, acting)
      if (rest[0] === 'can-i') return canI(terminal, rest.slice(1), namespace, acting, option(parsed, 'list') !== undefined)
      return fails(`error: unknown command ${JSON.stringify(rest[0] ?? '')} for "kubectl auth"\nThis terminal knows: kubectl auth can-i VERB TYPE|PATH [--as=USER], kubectl auth whoami`)
    case 'delete':
    case 'apply':
    case 'create':
      return perform(terminal, args)
    case 'cluster-info':
      return clusterInfo(terminal, acting)
    case 'config':
      return rest[0] === 'view' ? configView(terminal) : fails(`error: unknown command ${JSON.stringify(rest[0] ?? '')} for "kubectl config"\nThis terminal knows: kubectl config view`)
    case 'version':
      return versions(terminal, parsed, acting)
    default:
      return fails(`${verb === undefined ? 'error: kubectl needs a command' : `error: unknown command "${verb}" for "kubectl"`}\nThis terminal knows:${KNOWN}`)
  }
}

function describe(moment: Moment, parsed: Parsed, words: readonly string[], acting: Acting): Output {
  const [first = '', ...rest] = words
  const [type = '', inside] = first.split('/')
  const resource = /^(po|pods?)$/.test(type) ? 'pods' : /^(no|nodes?)$/.test(type) ? 'nodes' : undefined
  if (!type) return fails('error: You must specify the type of resource to describe.\nThis terminal knows: kubectl describe pod [NAME], kubectl describe node [NAME]')
  if (!resource) return fails(`This terminal describes pods and nodes; of others it shows: kubectl get ${type} -o yaml`)
  const names = inside === undefined ? rest : [inside, ...rest]
  const everywhere = option(parsed, 'all') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { path: resource === 'nodes' || everywhere ? `/api/v1/${resource}` : `/api/v1/namespaces/${namespace}/pods`, words: `get ${resource}` }, acting)
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
function logs(moment: Moment, parsed: Parsed, rest: readonly string[], acting: Acting): Output {
  const name = (rest[0] ?? '').replace(/^pods?\//, '')
  if (!name) return fails("error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command")
  const namespace = option(parsed, 'namespace') ?? 'default'
  const reached = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods/${name}`, words: `get pods ${name}` }, acting)
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

function versions(moment: Moment, parsed: Parsed, acting: Acting): Output {
  const { versionShort, minor } = releaseOf(moment.inputs.kubernetes)
  const client = version(moment)
  const long = (who: string) => `${who} Version: version.Info{Major:"1", Minor:"${minor}", GitVersion:"${client}", GitTreeState:"clean", Compiler:"gc", Platform:"linux/amd64"}\n`
  const kustomize = minor >= 37 ? 'v5.8.1' : minor >= 33 ? 'v5.6.0' : 'v5.0.4'
  const own = versionShort ? `Client Version: ${client}\nKustomize Version: ${kustomize}\n` : long('Client')
  if (option(parsed, 'client') !== undefined) return { stdout: own, stderr: '', exit: 0 }
  const reached = reach(moment, { path: '/version', words: 'get version' }, acting)
  if (!reached.answers) return { ...reached, stdout: own }
  return { stdout: own + (versionShort ? `Server Version: ${client}\n` : long('Server')), stderr: '', exit: 0 }
}

function notFound(resource: string, names: readonly string[]): string {
  return names.map((name) => `Error from server (NotFound): ${resource} "${name}" not found\n`).join('')
}

function unknownOption(spelling: string, verb: string | undefined): Output {
  const what = spelling.startsWith('--') ? `unknown flag: ${spelling}` : `unknown shorthand flag: '${spelling.slice(1)}' in ${spelling}`
  return fails(`error: ${what}\nSee 'kubectl${verb === undefined ? '' : ` ${verb}`} --help' for usage.\nThis terminal knows:${KNOWN}`)
}
