import type { Json } from '../../manifest/yaml/resolve.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { defined, own } from '../../manifest/own.ts'
import { version } from '../../sim/apiserver/objects/node-object.ts'
import { groupsOf } from '../../sim/apiserver/requests/discovery.ts'
import { versionInfo } from '../../sim/apiserver/requests/version.ts'
import { kubeconfigUser } from '../../sim/kubectl/kubectl-answers.ts'
import {
  ACTING_OPTION_TABLE,
  lacking,
  option,
  type Options,
  optionTable,
  parseKubectl,
  type ParsedOptions,
  parseOptions,
} from '../../sim/kubectl/command-line.ts'
import { apiServerURL } from '../../sim/node/network.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import { filesAt, type Moment } from '../../sim/trace/moment.ts'
import { type CommandContext, done, fails, notHere, type Output, saidLast } from '../shell/output.ts'
import { type Acting, type KubectlCall, reach } from './kubectl-reach.ts'
import { table } from '../text/columns.ts'
import { CAN_I_OPTIONS, canI, getRaw, whoAmI } from './access.ts'
import { describe, DESCRIBE_OPTIONS, explain } from './kubectl-describe.ts'
import { kubectlExec, LOG_OPTIONS, logs } from './container-tools.ts'
import { GET_OPTIONS, kubectlEvents, kubectlGet } from './get.ts'
import { getWriter } from './pod-table.ts'
import { API_RESOURCES_OPTIONS, apiResources, debug, DEBUG_OPTIONS, portForward, rollout, kubectlWait, WAIT_OPTIONS } from './pod-tools.ts'
import { GET_FORMATS, toYaml } from './print-object.ts'
import type { EntryOf, Trace } from '../../sim/trace/trace.ts'
import { absolute } from '../shell/paths.ts'

/**
 * `kubectl config view`: admin.conf, without its secrets.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/config/view.go (v1.37.2).
 */
function configView({ inputs }: Moment): Output {
  const { hiddenAuthority, hiddenCertificate, emptyPreferences } = releaseOf(inputs.kubernetes)
  return done(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${hiddenAuthority}
    server: ${apiServerURL(inputs)}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
${emptyPreferences ? 'preferences: {}\n' : ''}users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${hiddenCertificate}
    client-key-data: ${hiddenCertificate}
`)
}

/**
 * `kubectl cluster-info`.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go (v1.37.2).
 */
function clusterInfo({ terminal: moment, parsed, rest, acting }: KubectlCall): Output {
  if (rest.length > 0) return notHere(`kubectl ${parsed.rest.join(' ')}`, knows(['cluster-info']))
  const dump = "To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"
  const reached = reach(moment, { path: '/api/v1/namespaces/kube-system/services', words: 'get services' }, acting)
  if ('stdout' in reached) return { ...reached, stdout: `\n${dump}`, screen: `\n${dump}${reached.stderr}` }
  const { controlPlaneWord } = releaseOf(moment.inputs.kubernetes)
  return done(`${controlPlaneWord} is running at ${apiServerURL(moment.inputs)}\n\n${dump}`)
}

/** The only one of admin.conf. */
const CONTEXT = 'kubernetes-admin@kubernetes'
/** Up to this `-v` kubectl tells nothing of its requests. */
const QUIET = 5

/** All that kubectl can be asked here. */
const OPTIONS: Options = {
  ...ACTING_OPTION_TABLE,
  ...GET_OPTIONS,
  ...optionTable(
    '--all, --for=, --timeout=, --types=, --raw=, --context=, --cluster=, --request-timeout=, -v --v=, --client, --list, --short, -h --help, -c --container=, -i --stdin, -t --tty, --insecure-skip-tls-verify',
  ),
}

/** Before -A came. */
const LONG_ONLY: Options = Object.fromEntries(Object.entries(OPTIONS).filter(([spelling]) => spelling !== '-A'))

interface KubectlCommand {
  uses: readonly string[]
  /** Options that mean something else elsewhere. */
  options?: Options
  run: (call: KubectlCall) => Output
}

function acts({ terminal, args }: KubectlCall): Output {
  const read = parseKubectl(args)
  if (!('error' in read) || !read.unknown) return perform(terminal, args)
  const { verb, option: spelling } = read.unknown
  return notHere(`kubectl ${verb} ${spelling}`, knows([verb]))
}

const COMMANDS: Readonly<Record<string, KubectlCommand>> = {
  get: {
    uses: [
      'get TYPE[,TYPE…] [NAME] [-n NAMESPACE | -A] [-l LABELS] [-L LABEL] [--field-selector=…] [-o wide|yaml|json|name|jsonpath=…|go-template=…|custom-columns=…] [-w | --watch-only] [--sort-by=PATH]',
      'get --raw PATH',
    ],
    run: ({ terminal, parsed, rest, acting }) => {
      const raw = option(parsed, 'raw')
      if (raw === undefined) return kubectlGet(terminal, parsed, rest, acting, GET_FORMATS)
      return rest.length > 0 ? fails('error: arguments may not be passed when --raw is specified') : getRaw(terminal, raw, acting)
    },
  },
  describe: {
    uses: [
      'describe pod|node|clusterrole|role|clusterrolebinding|rolebinding|serviceaccount|secret|configmap|namespace [NAME] [-n NAMESPACE] [-l LABELS] [--show-events=false]',
    ],
    options: DESCRIBE_OPTIONS,
    run: (call) => describe(call, knows(['describe'])),
  },
  events: {
    uses: ['events [-n NAMESPACE | -A] [--for=pod/NAME] [--types=Warning]'],
    run: kubectlEvents,
  },
  wait: {
    uses: [
      'wait pod/NAME|pod -l LABELS|pod --all --for=condition=Ready[=false]|jsonpath={PATH}=VALUE|delete [--timeout=30s] [-n NAMESPACE]',
    ],
    options: WAIT_OPTIONS,
    run: kubectlWait,
  },
  explain: { uses: ['explain pod[.FIELD.FIELD…]'], run: explain },
  logs: {
    uses: ['logs POD [-n NAMESPACE] [-c CONTAINER] [--previous] [--tail=N] [--since=5m] [--timestamps] [-f]'],
    options: LOG_OPTIONS,
    run: logs,
  },
  exec: {
    uses: ['exec POD [-n NAMESPACE] [-c CONTAINER] -- COMMAND'],
    run: kubectlExec,
  },
  auth: {
    uses: ['auth can-i VERB TYPE|PATH [--subresource=NAME] [--as=USER] [--as-group=GROUP]', 'auth can-i --list', 'auth whoami'],
    options: CAN_I_OPTIONS,
    run: (call) => {
      const [verb] = call.rest
      return verb === 'whoami'
        ? whoAmI(call)
        : verb === 'can-i'
          ? canI(call)
          : notHere(`kubectl ${call.parsed.rest.join(' ')}`, knows(['auth']))
    },
  },
  delete: {
    uses: [
      'delete pod NAME [-n NAMESPACE] [--force --grace-period=0]',
      'delete TYPE[,TYPE…] NAME…',
      'delete TYPE -l LABELS|--all [-n NAMESPACE | -A]',
      'delete -f FILE',
    ],
    run: acts,
  },
  apply: { uses: ['apply -f FILE'], run: acts },
  create: {
    uses: [
      'create -f FILE',
      'create clusterrolebinding NAME --clusterrole=ROLE --user=USER|--group=GROUP|--serviceaccount=NAMESPACE:NAME',
      'create clusterrole|role|rolebinding|serviceaccount|namespace|configmap|secret generic NAME …',
      'create token SERVICEACCOUNT [-n NAMESPACE] [--duration=1h]',
    ],
    run: acts,
  },
  'cluster-info': {
    uses: ['cluster-info'],
    run: clusterInfo,
  },
  config: { uses: ['config view', 'config current-context', 'config get-contexts'], run: config },
  version: { uses: ['version [--client]'], run: versions },
  'api-versions': { uses: ['api-versions'], run: apiVersions },
  'api-resources': {
    uses: ['api-resources [--namespaced=true|false] [--api-group=GROUP] [-o name]'],
    options: API_RESOURCES_OPTIONS,
    run: apiResources,
  },
  rollout: { uses: ['rollout restart|status|history|undo|pause|resume TYPE/NAME [-n NAMESPACE]'], run: rollout },
  'port-forward': { uses: ['port-forward POD [LOCAL:]REMOTE … [-n NAMESPACE]'], run: portForward },
  debug: { uses: ['debug POD -it --image=IMAGE [-n NAMESPACE]'], options: DEBUG_OPTIONS, run: debug },
  top: { uses: ['top node', 'top pod'], run: top },
}

/** The commands, for completion too. */
export const VERBS: readonly string[] = Object.keys(COMMANDS)
export const KUBECTL_OPTIONS: readonly string[] = Object.keys({ ...OPTIONS, ...LOG_OPTIONS })

const IN_ITS_FILE = ': a static pod is changed in its file: vi kube-apiserver.yaml'
/** What kubectl has besides, and where the same is to be seen here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  edit: IN_ITS_FILE,
  run: ': a pod of your own begins with New on the page',
  scale: ': no controller runs in this cluster',
  set: IN_ITS_FILE,
}

/** How commands are used here, a line each; before -A came, by the option's long name. */
const knows = (verbs: readonly string[], release?: Release): string => {
  const uses = verbs.flatMap((verb) => own(COMMANDS, verb)!.uses)
  const text = uses.map((use) => `\n  kubectl ${use}`).join('')
  return `This terminal knows:${release?.allNamespacesShort === false ? text.replaceAll('-A]', '--all-namespaces]') : text}`
}
const KNOWN_COMMANDS = `This terminal knows: kubectl ${VERBS.join(', ')}; kubectl COMMAND --help says how`

/**
 * What kubectl prints; `args` are the words behind `kubectl`.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function kubectl(terminal: CommandContext, args: readonly string[]): Output {
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  const release = releaseOf(terminal.inputs.kubernetes)
  const typed = parseOptions(words, { ...OPTIONS, ...LOG_OPTIONS }).rest
  const foreign = notKnown(typed, release)
  if (foreign) return foreign
  const known = release.allNamespacesShort ? OPTIONS : LONG_ONLY
  const parsed = parseOptions(words, { ...known, ...own(COMMANDS, typed[0] ?? '')?.options })
  const [verb, ...rest] = parsed.rest
  if (option(parsed, 'help') !== undefined) return done(`${knows(verb === undefined ? VERBS : [verb], release)}\n`)
  if (parsed.unknown) return unknownOption(parsed.unknown, verb, release)
  if (verb === undefined) return fails(`kubectl controls the Kubernetes cluster manager.\n${knows(VERBS, release)}`)
  const context = option(parsed, 'context')
  if (context !== undefined && context !== CONTEXT) return fails(`error: context ${JSON.stringify(context)} does not exist`)
  if (verb !== 'version' && Number(option(parsed, 'v') ?? 0) > QUIET) return loud(terminal, args, option(parsed, 'v')!)
  if (parsed.lacks) return fails(`${release.badOptionWord}: ${lacking(parsed.lacks)}\nSee 'kubectl ${verb} --help' for usage.`)
  const acting = actingAs(terminal, parsed)
  if ('error' in acting) return fails(acting.error)
  let end = terminal.at
  const asking = { ...terminal, waited: (until: number) => void (end = Math.max(end, until)) }
  const call: KubectlCall = { terminal: asking, args, parsed, rest, acting, namespace: option(parsed, 'namespace') ?? 'default' }
  const output = own(COMMANDS, verb)!.run(call)
  return { ...output, tookSeconds: Math.max(output.tookSeconds ?? 0, end - terminal.at) }
}

/** Of a command that this terminal has not, or that only asks which there are. */
function notKnown([first, second = '']: readonly string[], release: Release): Output | undefined {
  if (first === 'create' && /^(deploy(ment)?|job|cronjob|service|svc|ingress|quota|pdb|priorityclass)$/.test(second))
    return notHere(`kubectl create ${second}: no controller runs in this cluster`, knows(['create'], release))
  if (first === 'help' || first === 'options') return done(`${knows(own(COMMANDS, second) ? [second] : VERBS, release)}\n`)
  // a real kubectl may know it, and each plugin is a command
  if (first === undefined || own(COMMANDS, first)) return undefined
  const meant = nearestName(first, VERBS)
  return notHere(`kubectl ${first}${own(NOT_HERE, first) ?? (meant === undefined ? '' : `; kubectl ${meant} is`)}`, KNOWN_COMMANDS)
}

/** With `-v`: the same, and that its requests are not told. */
function loud(terminal: CommandContext, args: readonly string[], level: string): Output {
  const quiet = args.filter((arg, i) => !/^--?v(=?\d+)?$/.test(arg) && !/^--?v$/.test(args[i - 1] ?? ''))
  const note = `(not simulated here: what kubectl -v=${level} tells of its requests; curl -v, and the panel Request, tell them.)\n`
  return saidLast(kubectl(terminal, quiet), note)
}

/** The kubeconfig's user, and whom it impersonates. */
function actingAs(terminal: CommandContext, parsed: ParsedOptions): Acting | { error: string } {
  const kubeconfig = option(parsed, 'kubeconfig') ?? terminal.variables?.['KUBECONFIG']
  const { inputs } = terminal
  const user = kubeconfigUser(kubeconfig, inputs.node, releaseOf(inputs.kubernetes), (path) => filesAt(terminal).has(path))
  if ('error' in user) return user
  const as = option(parsed, 'as')
  const groups = parsed.options.get('as-group') ?? []
  return as === undefined && groups.length > 0
    ? { error: 'error: requesting groups or user-extra for kubernetes-admin without impersonating a user' }
    : { user, ...defined({ as }), groups }
}

function config({ terminal, rest: [verb, to] }: KubectlCall): Output {
  if (verb === 'view') return configView(terminal)
  const name = CONTEXT
  if (verb === 'current-context') return done(`${name}\n`)
  if (verb === 'get-contexts')
    return done(
      table(
        [
          ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'],
          ['*', name, 'kubernetes', 'kubernetes-admin', ''],
        ],
        getWriter(terminal),
      ),
    )
  if (verb === 'use-context' && to !== undefined)
    return to === name ? done(`Switched to context "${name}".\n`) : fails(`error: no context exists with the name: ${JSON.stringify(to)}`)
  return notHere(`kubectl config${verb === undefined ? '' : ` ${verb}`}`, knows(['config']))
}

/** Nobody measures here: kubeadm installs no metrics-server, and no Heapster. */
function top({ terminal, rest: [what], acting }: KubectlCall): Output {
  if (what === undefined || !/^(po|pods?|no|nodes?)$/.test(what))
    return notHere(`kubectl top${what === undefined ? '' : ` ${what}`}`, knows(['top']))
  const reached = reach(terminal, { path: '/apis', words: 'get apis' }, acting)
  if ('stdout' in reached) return reached
  return fails(
    releaseOf(terminal.inputs.kubernetes).topAsksHeapster
      ? 'Error from server (NotFound): the server could not find the requested resource (get services http:heapster:)'
      : 'error: Metrics API not available',
  )
}

function versions({ terminal: moment, parsed, acting }: KubectlCall): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  const { versionShort, minor, kustomizeVersion } = release
  const gitVersion = version(moment)
  const client = option(parsed, 'client') !== undefined
  const short = option(parsed, 'short') !== undefined
  if (short && versionShort) return unknownOption('--short', 'version', release)
  const format = option(parsed, 'output')
  if (format !== undefined && format !== 'yaml' && format !== 'json') return fails("error: --output must be 'yaml' or 'json'")
  const reached = client ? undefined : reach(moment, { path: '/version', words: 'get version' }, acting)
  const has = reached !== undefined && !('stdout' in reached)
  const rest = reached && 'stdout' in reached ? reached : done('')
  const info = versionInfo(releaseOf(moment.inputs.kubernetes), gitVersion)
  if (format !== undefined) {
    const value = {
      clientVersion: info,
      ...(versionShort ? { kustomizeVersion } : {}),
      ...(has ? { serverVersion: info } : {}),
    } as unknown as Json
    return {
      ...rest,
      stdout: format === 'yaml' ? toYaml(value, releaseOf(moment.inputs.kubernetes)) : `${JSON.stringify(value, null, 2)}\n`,
    }
  }
  const long = (who: string) =>
    short
      ? `${who} Version: ${gitVersion}\n`
      : `${who} Version: version.Info{Major:"1", Minor:"${minor}", GitVersion:"${gitVersion}", GitCommit:"${info.gitCommit}", GitTreeState:"clean", BuildDate:"${info.buildDate}", GoVersion:"${info.goVersion}", Compiler:"gc", Platform:"linux/amd64"}\n`
  const own = versionShort ? `Client Version: ${gitVersion}\nKustomize Version: ${kustomizeVersion}\n` : long('Client')
  return { ...rest, stdout: own + (has ? (versionShort ? `Server Version: ${gitVersion}\n` : long('Server')) : '') }
}

/** Follows: staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiversions.go (v1.37.2). */
function apiVersions({ terminal: moment, acting }: KubectlCall): Output {
  const reached = reach(moment, { path: '/apis', words: 'get apis' }, acting)
  if ('stdout' in reached) return reached
  const groups = groupsOf(releaseOf(moment.inputs.kubernetes))
  const names = groups.flatMap(({ name, versions }) => versions.map((version) => `${name}/${version}`))
  return done(
    [...names, 'v1']
      .toSorted()
      .map((name) => `${name}\n`)
      .join(''),
  )
}

/** What each release says is told in its words; of anything else nobody here knows whether kubectl has it. */
function unknownOption(spelling: string, verb: string | undefined, release: Release): Output {
  const known = verb === undefined ? KNOWN_COMMANDS : knows([verb], release)
  const command = verb === undefined ? 'kubectl' : `kubectl ${verb}`
  if (spelling !== '-A' && spelling !== '--short') return notHere(`${command} ${spelling}`, known)
  const what = spelling === '-A' ? "unknown shorthand flag: 'A' in -A" : 'unknown flag: --short'
  return fails(`${release.badOptionWord}: ${what}\nSee '${command} --help' for usage.\n${known}`)
}

/** A command waits so long for an answer, in the simulated cluster. */
const PATIENCE_SECONDS = 65

/**
 * A kubectl command that changes something: the same run again with the command in it, and what it prints there. Where it has
 * changed something it is an action, which whoever runs this adds to the scenario.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * See sim/kubectl/kubectl-client.ts.
 */
function perform(context: CommandContext, args: readonly string[]): Output {
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
  if (!printed) return fails('kubectl still waits for an answer.')
  const changes = run.some((entry) => (entry.kind === 'object' || entry.kind === 'mirror') && entry.cause === done?.id)
  const { stdout, exit } = printed
  const stderr = asTyped(printed.stderr, args, named)
  const mirrors = new Set(run.flatMap((entry) => (entry.kind === 'mirror' && entry.cause === done?.id ? [entry.uid] : []))).size
  const notes = mirrors === 0 ? '' : mirrors === 1 ? MIRROR : MIRRORS
  const gone = waits(args) ? lastGone(run, done!.id, at) : undefined
  // kubectl warns first, and says last what went wrong
  const screen = /^warning: /i.test(stderr) ? stderr + stdout : stdout + stderr
  return {
    stdout,
    stderr: stderr + notes,
    exit,
    screen: screen + notes,
    ...(changes ? { actions } : {}),
    ...(gone === undefined ? {} : { tookSeconds: gone - at + SEEN_SECONDS }),
  }
}

function waits(args: readonly string[]): boolean {
  return !args.some((arg) => /^--wait=(0|f|false)$/i.test(arg))
}

/** When the last pod is gone that a command has deleted; undefined where none goes. */
function lastGone(run: Trace, action: number, at: number): number | undefined {
  const mirrors = run.filter((entry): entry is EntryOf<'mirror'> => entry.kind === 'mirror' && entry.t >= at)
  const uids = new Set(mirrors.flatMap(({ cause, uid }) => (cause === action ? [uid] : [])))
  const gone = [...uids].flatMap((uid) => mirrors.find((mirror) => mirror.op === 'deleted' && mirror.uid === uid)?.t ?? [])
  return gone.length > 0 ? Math.max(...gone) : undefined
}

/** Until kubectl's watch has told it so. */
const SEEN_SECONDS = 0.05
const MIRROR =
  '(That was a mirror pod. The kubelet runs the pod from its file and makes the mirror again: the container goes on, RESTARTS too, AGE begins anew. To stop it, take the file away.)\n'
const MIRRORS =
  '(Those were mirror pods. The kubelet runs the pods from their files and makes the mirrors again: the containers go on, RESTARTS too, AGE begins anew. To stop one, take its file away.)\n'

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

/** What names a file, as it was typed. */
function asTyped(text: string, args: readonly string[], named: readonly string[]): string {
  return named.reduce((said, word, i) => {
    const [path, typed] = [word, args[i]!].map((of) => of.replace(/^(-f=?|--filename=)/, ''))
    return path === typed ? said : said.replaceAll(path!, () => (typed === '-' ? 'STDIN' : typed!))
  }, text)
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
