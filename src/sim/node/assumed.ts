import { isIp } from '../../manifest/names.ts'
import { defined } from '../../manifest/own.ts'
import { JOB_LABEL } from '../../manifest/restart-rules.ts'
import { type Container, containersOf, type Pod, type Probe, targetOf } from '../../manifest/types.ts'
import { LazyPart } from '../part.ts'
import type { Inputs } from '../scenario/inputs.ts'
import {
  describedScript,
  type GrpcStatus,
  type ProcessScript,
  type ScriptedAnswer,
  type ScriptedExec,
  type ScriptedPort,
} from '../scenario/scenario-programs.ts'
import { scriptOf } from './assumed-commands.ts'
import { COURSES, courseOf, foundBy, manualProgram, silentShell, startWords, waiting } from './assumed-shell.ts'
import { expandedStatic } from './expansion.ts'
import { imageHas, imageOf, programsIn, wholeName, withoutTag } from './images.ts'
import { statementsOf } from './shell-words.ts'

interface TermHandling {
  onTerm: ProcessScript['onTerm']
  says: string
}

/** As PID 1 these have no handler of their own, and the kernel does not end a PID 1 that has none. */
const DEAF: ReadonlyMap<string, string> = new Map([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'].map((name) => [name, 'a shell'] as const),
  ...['python', 'python2', 'python3', 'pypy'].map((name) => [name, 'Python'] as const),
  ...['node', 'nodejs', 'npm', 'yarn', 'deno', 'bun'].map((name) => [name, 'Node'] as const),
  ...['sleep', 'tail', 'cat', 'yes', 'watch', 'perl', 'php'].map((name) => [name, `a program such as ${name}`] as const),
])
const JAVA: ReadonlySet<string> = new Set([
  'java',
  'openjdk',
  'jre',
  'jdk',
  'tomcat',
  'temurin',
  'corretto',
  'eclipse-temurin',
  'amazoncorretto',
])
/** Whose images are programs in Go, nearly all of them. */
const GO_IMAGES =
  /^(registry\.k8s\.io|k8s\.gcr\.io|gcr\.io\/google[_-]containers|quay\.io\/(prometheus|coreos|jetstack|cilium|argoproj))\/|\/(etcd|coredns|traefik|golang|caddy|minio|prometheus|alertmanager|kube-[a-z-]+|[a-z-]+-controller(-manager)?|manager)$/
/** What is none, wherever it is published. */
const NOT_GO = /^(redis|spark|mysql|mongo|postgres|nginx|httpd|cassandra)([.\d]|$)|^(redis|spark|fluentd)-/
const GO_PROGRAMS = /^(etcd|kube-[a-z-]+|cloud-controller-manager|controller|operator)$/

/**
 * Servers that stop in order on their image's stop signal, and on SIGTERM, and end with 0, by their program: nginx (SIGQUIT), httpd
 * (SIGWINCH), postgres (SIGINT); the others on SIGTERM.
 */
const IN_ORDER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nginx: 'nginx',
    httpd: 'httpd',
    'httpd-foreground': 'httpd',
    'redis-server': 'redis',
    redis: 'redis',
    postgres: 'postgres',
    mysqld: 'mysql',
    mariadbd: 'mariadb',
    mongod: 'mongo',
    memcached: 'memcached',
    prometheus: 'prometheus',
    alertmanager: 'alertmanager',
    coredns: 'coredns',
    minio: 'minio',
    caddy: 'caddy',
    traefik: 'traefik',
    pause: 'pause',
    'external-dns': 'external-dns',
    'metrics-server': 'metrics-server',
    manager: 'a manager of controller-runtime',
  }),
)
/** The same by image, of those that their makers publish; a mirror keeps their path. */
const IN_ORDER_IMAGES =
  /\/(?:(?:library\/|(?<=^mirror\.gcr\.io\/))(nginx|httpd|redis|postgres|mysql|mariadb|mongo|memcached|caddy|traefik)|nginxinc\/(nginx)-unprivileged|(?:prom|prometheus)\/(prometheus|alertmanager)|coredns\/(coredns)|minio\/(minio)|(external-dns)\/external-dns|(metrics-server)\/metrics-server|(?<=^(?:registry\.k8s|k8s\.gcr)\.io\/)(pause|coredns)(?:-\w+)?)[:@]/

/** What is meant by at once, where that is not that nobody is connected. */
const IDLE: ReadonlyMap<string, string> = new Map([
  ['pause', ''],
  ['external-dns', ''],
  ['coredns', ' without lameduck'],
])

const INGRESS_NGINX = /(^|\/)ingress-nginx\/controller(-chroot)?$/

/** The seconds that a flag of the ingress-nginx controller has it wait; follows HandleSigterm. */
const graceOf = (words: readonly string[], flag: string, unsaid: number): number =>
  Number(words.map((word) => new RegExp(`^--${flag}=(\\d+)$`).exec(word)?.[1]).find((seconds) => seconds !== undefined) ?? unsaid)

const AT_ONCE = { after: 0 }

/**
 * What a program does on SIGTERM where nothing says it, from its command or else its image: a shell, Python or Node that runs as
 * PID 1 without a handler never hears it; Go's and Java's run-times end at once, with 2 and with 143.
 *
 * Follows: the images' Dockerfiles (STOPSIGNAL); signal(7), pid_namespaces(7); Go's runtime, sighandler; Java's Shutdown: 128 + 15.
 */
function assumedTerm(container: Container): TermHandling {
  const words = startWords(container)
  const image = withoutTag(container.image)
  const program = words.length > 0 ? mainProgram(words) : ''
  const named = image.split('/').at(-1)!
  const deaf = words.length > 0 ? DEAF.get(program.replace(/[\d.]+$/, '')) : waiting(image)
  if (deaf !== undefined)
    return {
      onTerm: 'ignore',
      says: `on SIGTERM does nothing, as ${deaf} does that is PID 1 and has no handler: SIGKILL ends it, after the grace`,
    }
  const official = IN_ORDER_IMAGES.exec(wholeName(container.image))
    ?.slice(1)
    .find((name) => name !== undefined)
  const server = words.length > 0 ? IN_ORDER.get(program) : official
  if (server !== undefined) {
    const idle = IDLE.get(server) ?? ' without open connections'
    return { onTerm: { ...AT_ONCE, code: 0 }, says: `on SIGTERM ends at once with code 0, as ${server} does${idle}` }
  }
  if (program === 'nginx-ingress-controller' || (words.length === 0 && INGRESS_NGINX.test(image))) {
    const after = graceOf(words, 'shutdown-grace-period', 0) + graceOf(words, 'post-shutdown-grace-period', 10)
    return { onTerm: { after, code: 0 }, says: `on SIGTERM ends after ${after} s with code 0, as the ingress-nginx controller does` }
  }
  if (JAVA.has(words.length > 0 ? program : named))
    return { onTerm: { ...AT_ONCE, code: 143 }, says: 'on SIGTERM ends at once with code 143, as Java does' }
  const isGoImage = GO_IMAGES.test(image) && !NOT_GO.test(named)
  if (isGoImage || GO_PROGRAMS.test(program))
    return {
      onTerm: { ...AT_ONCE, code: 2 },
      says: 'on SIGTERM ends at once with code 2, as a program in Go does without a handler; with one it is mostly 0',
    }
  return { onTerm: { ...AT_ONCE, code: 143 }, says: 'on SIGTERM ends at once with code 143, as most programs do' }
}

/** A shell that ends in `exec PROGRAM` is that program from then on. */
function mainProgram(words: readonly string[]): string {
  const base = words[0]!.split('/').at(-1)!
  const script = scriptOf(words)
  if (script === undefined || !/(^|[;&|\n{(]|\bthen)\s*exec\s/.test(script)) return base
  const last = statementsOf(script, new Map()).at(-1)
  return last?.[0]?.split('/').at(-1) ?? base
}

/** What is assumed of a program that nobody has described, and in words. */
export interface Assumed {
  script: ProcessScript
  /** `listens on 8080 and answers 200`. */
  does: string
  /** What of it restarts depend on: `answers 200 on port 80 from the start`; absent where the manifest says it. */
  restartsIf?: string
  /** `on SIGTERM ends at once with code 143, as most programs do`. */
  ends: string
  /** Where its own script stands, which says what it does: `args[0]`. */
  at?: string
}

/**
 * How a program behaves where nothing says it: it listens where the manifest says so and answers 200, its commands succeed, what
 * has to end ends, and on SIGTERM it does as programs of its kind do. A pod without that would only fail.
 *
 * Units: seconds from its start. Without a `node` the pod's addresses on it are not known.
 */
export function assumedScript(
  pod: Pod,
  container: Container,
  { images = {}, node, processes = {} }: Partial<Pick<Inputs, 'images' | 'node' | 'processes'>> = {},
): Assumed {
  if (isKopsHealthcheck(container)) return KOPS.get()
  const manual = manualProgram(container)
  const { image } = container
  const programs = programsIn({ images }, image)
  const has = (program: string): boolean | undefined => (programs ? programs(program) : imageHas(image, program))
  const course =
    courseOf(container, (program) => has(program) !== false) ??
    (imageOf({ images }, image)?.entrypoint ? undefined : silentShell(container))
  const mib = /(^|\/)stress(-ng)?(:|$)/.test(container.command[0] ?? image) ? COURSES.get().stressed(container) : undefined
  const speaks = spoken(pod, container, node?.ip, processes)
  const term = assumedTerm(container)
  const upAt = course?.startsAt ?? 0
  const commands = commandsIn(container).map((command) => ({ command, found: foundBy(command, { container, course, has }) }))
  const guesses = new Set(commands.flatMap(({ command, found }) => (found ? [] : [JSON.stringify(command)])))
  const succeeds = (command: readonly string[]): ScriptedExec => ({ command, code: 0, output: '', after: 0, missing: false })
  const script: ProcessScript = {
    listens: manual?.listens ?? portsIn(speaks.ports, pod, container, upAt),
    answers: manual?.answers ?? (speaks.ports.size === 0 ? [] : [HTTP, ...(speaks.isGrpc ? [GRPC] : [])]),
    ...defined({ exits: assumedExit(pod, container, course) }),
    onTerm: course?.onTerm ?? term.onTerm,
    ...(upAt > 0 && !course?.onTerm ? { deafUntil: upAt } : {}),
    ...(mib === undefined ? {} : { memory: [{ from: 0, mib }] }),
    execs: commands.flatMap(({ command, found }) => found ?? [succeeds(command)]),
  }
  const isCertain = manual !== undefined || (course !== undefined && !course.isOpen)
  const own = course && (scriptOf(startWords(container)) ?? startWords(container)[0])
  return {
    script,
    does: manual
      ? 'is a test server of Kubernetes: on 8080 it answers 200, and 500 to /healthz from 10s on'
      : words(script, speaks, course),
    ends: course?.onTerm ? `on SIGTERM ends with code ${course.onTerm.code} by its trap` : term.says,
    ...(isCertain
      ? {}
      : {
          restartsIf: [restartsIf(pod, container, script, guesses, node?.ip), ...(course?.ifs ?? []), ...unsure(container, has)].join(
            ' and ',
          ),
        }),
    ...(own === undefined ? {} : { at: placeOf(own, container) }),
  }
}

/** What the program speaks, and on which ports; by port, whether by TLS. */
interface Speaks {
  ports: Map<number, boolean>
  isHttp: boolean
  isGrpc: boolean
}

function spoken(pod: Pod, container: Container, ip: string | undefined, processes: Inputs['processes']): Speaks {
  const ports = portsOf(container, pod, ip)
  const isAlone = containersOf(pod).length === 1
  const isGrpc = isAlone ? probesOf(container).some(({ grpc }) => grpc) : share(ports, pod, container, ip, processes)
  if (LISTENS_NEVER.test(startWords(container)[0] ?? '')) ports.clear()
  return { ports, isHttp: speaksHttp(pod, container, ports), isGrpc }
}

function portsIn(ports: ReadonlyMap<number, boolean>, pod: Pod, container: Container, after: number): ScriptedPort[] {
  const asking = containersOf(pod)
  return [...ports].map(([port, tls]) => ({ port, tls, after, ...addressOf(port, pod, container), ...protocolsOf(asking, port) }))
}

function assumedExit(pod: Pod, container: Container, course: ReturnType<typeof courseOf>): ProcessScript['exits'] {
  const after = course?.isEndless ? undefined : assumedEnd(pod, container)
  return course?.exits ?? (after === undefined ? undefined : { after, code: 0 })
}

/** The commands that its probes and hooks run in it, each once; of those only a probe's have their variables put in. */
function commandsIn(container: Container): (readonly string[])[] {
  const hooks = [container.lifecycle?.postStart, container.lifecycle?.preStop]
  const commands = [
    ...probesOf(container).flatMap(({ exec }) => (exec ? [expandedStatic(exec.command, container)] : [])),
    ...hooks.flatMap((hook) => (hook?.exec ? [hook.exec.command] : [])),
  ]
  return [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()]
}

/** Whatever ports are declared: a container that is kept for somebody to work in. */
const LISTENS_NEVER = /^(\/(usr\/)?bin\/)?(sleep|tail|yes|cat)$/

/** A command that a bare distribution is not known to have: busybox has more than anybody lists. */
function unsure({ image, command: [program] }: Container, has: (program: string) => boolean | undefined): string[] {
  if (
    program === undefined ||
    has(program) !== false ||
    !/^(docker\.io\/)?(library\/)?(busybox|alpine|ubuntu|debian)(?=[:@]|$)/.test(image)
  )
    return []
  return [`its image has ${program}`]
}

/** Where a word of its command line stands. */
function placeOf(word: string, { command, args }: Container): string {
  const n = command.indexOf(word)
  return n === -1 ? `args[${args.indexOf(word)}]` : `command[${n}]`
}

/**
 * What a restart depends on: what the probes that kill ask of the program itself, unless their own words tell what comes of it, and
 * that it does not end before it should.
 */
function restartsIf(
  pod: Pod,
  container: Container,
  { listens, exits, memory, deafUntil }: ProcessScript,
  guesses: ReadonlySet<string>,
  ip: string | undefined,
): string {
  const since = deafUntil === undefined ? 'from the start' : `from ${deafUntil} s on`
  // whoever shares its network may be asked in another's place
  const parts = containersOf(pod).flatMap((asking) =>
    [asking.startupProbe, asking.livenessProbe].flatMap((probe) => {
      if (!probe) return []
      if (probe.exec) {
        const isGuess = asking === container && guesses.has(JSON.stringify(expandedStatic(probe.exec.command, container)))
        return isGuess ? [`succeeds when asked \`${probe.exec.command.join(' ')}\``] : []
      }
      const port = portOf(probe, asking)
      if (port === undefined || !isOwn(probe, pod, ip, asking) || !listens.some((listen) => listen.port === port)) return []
      const { httpGet, grpc } = probe
      const host = hostOf(probe)
      const where = givesAddress(host, pod, asking) ? ` of ${host}, which it gives the node,` : ''
      const does = httpGet ? answersTo(httpGet.path) : grpc ? 'answers SERVING' : 'listens'
      return [`${does} on port ${port}${undeclared(port, pod, asking)}${where} ${since}`]
    }),
  )
  if (exits) parts.push(`ends after ${exits.after} s with code ${exits.code}`)
  if (memory) parts.push(`takes ${memory[0]!.mib} MiB of memory`)
  return parts.length === 0 ? 'keeps running' : [...new Set(parts)].join(' and ')
}

/** That a port is none of those that the container declares, nor another one's of its pod: a wrong number, or one that nobody wrote down. */
function undeclared(port: number, pod: Pod, container: Container): string {
  const declares = ({ ports }: Container): boolean => ports.some(({ containerPort }) => containerPort === port)
  if (container.ports.length === 0 || containersOf(pod).some(declares)) return ''
  const own = [...new Set(container.ports.map(({ containerPort }) => containerPort))]
  return ` (not among its ports: ${own.slice(0, 3).join(', ')}${own.length > 3 ? ', …' : ''})`
}

const answersTo = (path: string): string => `answers 200${path === '' || path === '/' ? '' : ` to ${path}`}`

/** kops' side-car, which asks the kube-apiserver beside it on behalf of the kubelet, that has no certificate to show. */
function isKopsHealthcheck({ command, image }: Container): boolean {
  const program = command[0] ?? withoutTag(image)
  return program.split('/').at(-1) === 'kube-apiserver-healthcheck'
}

/** What that does: few pods have it. */
export const KOPS = new LazyPart<Assumed>('kops’ side-car')

/**
 * When a program that has to end does: an init container's, a Job's, and that of a pod which is never started again. With OnFailure
 * alone it may as well be a server.
 *
 * Units: seconds from its start; undefined: never.
 */
function assumedEnd({ metadata, spec }: Pod, container: Container): number | undefined {
  if (spec.initContainers.includes(container)) return container.restartPolicy === 'Always' ? undefined : INIT_SECONDS
  const isJob = spec.restartPolicy === 'Never' || Object.hasOwn(metadata.labels, JOB_LABEL)
  return isJob && spec.restartPolicy !== 'Always' ? JOB_SECONDS : undefined
}

const INIT_SECONDS = 1
const JOB_SECONDS = 30
const HTTP: ScriptedAnswer = { from: 0, status: 200 }
const GRPC: ScriptedAnswer = { from: 0, grpc: 'SERVING' satisfies GrpcStatus }

/** Where it may be taken to listen, and whether by TLS: its own ports, and those that its probes ask. */
function portsOf(container: Container, pod: Pod, nodeIP: string | undefined): Map<number, boolean> {
  const ports = new Map<number, boolean>()
  for (const { containerPort, protocol } of container.ports) if (protocol !== 'UDP') ports.set(containerPort, false)
  for (const probe of probesOf(container)) {
    const port = portOf(probe, container)
    if (port !== undefined && isOwn(probe, pod, nodeIP, container))
      ports.set(port, probe.httpGet?.scheme === 'HTTPS' || probe.grpc?.mode === 'TLS' || ports.get(port) === true)
  }
  return ports
}

const hostOf = (probe: Probe): string => targetOf(probe)?.host ?? ''

/** The address where it is asked, if that is one that it gives the node itself. */
function addressOf(port: number, pod: Pod, container: Container): Pick<ScriptedPort, 'address'> {
  const probe = probesOf(container).find((probe) => portOf(probe, container) === port && givesAddress(hostOf(probe), pod, container))
  return probe ? { address: hostOf(probe) } : {}
}

/** A program that is asked in HTTP/2 only speaks that alone: for any other nobody would have to say so. */
function protocolsOf(containers: readonly Container[], port: number): Pick<ScriptedPort, 'http1' | 'http2'> {
  const asked = containers.flatMap((container) =>
    probesOf(container).flatMap((probe) => (probe.httpGet && portOf(probe, container) === port ? [probe.httpGet.protocol] : [])),
  )
  if (!asked.includes('HTTP2')) return {}
  return asked.every((protocol) => protocol === 'HTTP2') ? { http1: false, http2: true } : { http2: true }
}

/** CSI's side-car that answers a health probe in the driver's place, on 9808 where its flag says nothing. */
const HEALTH_SIDECAR = /(^|\/)(csi-)?livenessprobe$/
/** A flag that says where its program listens, not whom it asks. */
const LISTENING = /^--?[\w.-]*(port|listen|bind|addr|address|endpoint)[\w.-]*$/i
const ASKING = /upstream|target|backend|remote|server|peer|url|csi-address/i

/**
 * Whether a command line says that its program listens on a port: `--health-port=29652`, `--listen 0.0.0.0:9102`. Follows: for CSI's side-car
 * kubernetes-csi/livenessprobe, cmd/livenessprobe/main.go.
 */
function listensByFlag(port: number, { command, args, image }: Container): boolean {
  const words = [...command, ...args].flatMap((word) => /^(--?[^=\s]+)=(.*)$/.exec(word)?.slice(1) ?? [word])
  const says = new RegExp(`^(\\S*:)?${port}$`)
  const isSaid = words.some(
    (word, i) => says.test(word) && !word.includes('://') && LISTENING.test(words[i - 1] ?? '') && !ASKING.test(words[i - 1]!),
  )
  return (
    isSaid ||
    (port === HEALTH_PORT && HEALTH_SIDECAR.test(withoutTag(image)) && !words.some((word) => /^--?(health-port|http-endpoint)$/.test(word)))
  )
}
const HEALTH_PORT = 9808
const isHealthSidecar = ({ image }: Container): boolean => HEALTH_SIDECAR.test(withoutTag(image))

/**
 * The containers that run at one time have one address: a port that a probe asks is that of the one whose command line says that it
 * listens there, of the one which has it among its ports, or to which the scenario gives it, and of those that are alike in this it is the
 * first's. Returns whether any asks it by gRPC.
 */
function share(
  ports: Map<number, boolean>,
  pod: Pod,
  container: Container,
  ip: string | undefined,
  processes: Inputs['processes'],
): boolean {
  const { initContainers, containers } = pod.spec
  const running = [...initContainers.filter((initContainer) => initContainer.restartPolicy === 'Always'), ...containers]
  const beside = running.includes(container) ? running : [container]
  const isAmong = (port: number, container: Container): boolean => container.ports.some(({ containerPort }) => containerPort === port)
  const saidOf = (container: Container): ProcessScript | undefined => describedScript(processes, pod.metadata.name, container.name)
  const asks = (port: number, container: Container): boolean => portsOf(container, pod, ip).has(port)
  for (const port of new Set(beside.flatMap((container) => [...portsOf(container, pod, ip).keys()])))
    if (listensByFlag(port, container) && !ports.has(port)) ports.set(port, false)
  for (const port of ports.keys()) {
    const sidecar = beside.find((container) => isHealthSidecar(container) && listensByFlag(port, container))
    const owner =
      beside.find((container) => saidOf(container)?.listens.some((listen) => listen.port === port)) ??
      sidecar ??
      beside.find((container) => !saidOf(container) && isAmong(port, container)) ??
      beside.find((container) => listensByFlag(port, container)) ??
      beside.find((container) => asks(port, container))
    if (owner !== container && (sidecar || !isAmong(port, container))) ports.delete(port)
    else
      ports.set(
        port,
        beside.some((container) => portsOf(container, pod, ip).get(port) === true),
      )
  }
  return beside.some((container) => probesOf(container).some(({ grpc }) => grpc && ports.has(grpc.port)))
}

const probesOf = ({ livenessProbe, readinessProbe, startupProbe }: Container): Probe[] =>
  [livenessProbe, readinessProbe, startupProbe].filter((probe) => probe !== undefined)

/**
 * Whether an address that is asked stands in the command line of a program on the node's network: then it gives the node that address
 * itself, as a node's own DNS cache does.
 */
export function givesAddress(host: string, { spec }: Pod, { command, args }: Container): boolean {
  return spec.hostNetwork && isIp(host) && [...command, ...args].some((word) => word.split(/[=,\s]/).includes(host))
}

/** A probe of somebody else's port says nothing of this program. */
function isOwn(probe: Probe, pod: Pod, nodeIP: string | undefined, container: Container): boolean {
  const { spec } = pod
  const host = hostOf(probe)
  if (host === '' || /^(localhost$|127\.|::1$)/.test(host) || givesAddress(host, pod, container)) return true
  return spec.hostNetwork && (nodeIP === undefined ? /^\d+(\.\d+){3}$/.test(host) : host === nodeIP)
}

/** A name is looked up among the container's own ports. */
function portOf(probe: Probe, container: Container): number | undefined {
  const port = targetOf(probe)?.port
  if (port === undefined || typeof port === 'number') return port
  return container.ports.find(({ name }) => name === port)?.containerPort
}

/** Servers of a protocol of their own. */
const NOT_HTTP = /(?:^|\/)(?:redis|valkey|postgres|pgbouncer|mysql|mariadb|mongo|memcached|zookeeper|kafka|rabbitmq|cassandra)[^/]*$/

/** Whether a probe or a hook asks one of its ports by HTTP; where nothing asks it, whether it may be a server of HTTP by its image's name. */
function speaksHttp(pod: Pod, container: Container, ports: ReadonlyMap<number, boolean>): boolean {
  const { lifecycle } = container
  if (lifecycle?.postStart?.httpGet || lifecycle?.preStop?.httpGet) return true
  const asks = containersOf(pod).some((asking) => probesOf(asking).some((probe) => probe.httpGet && ports.has(portOf(probe, asking) ?? -1)))
  return asks || (probesOf(container).length === 0 && !NOT_HTTP.test(withoutTag(container.image)))
}

function words({ listens, exits, execs, memory }: ProcessScript, speaks: Speaks, course: ReturnType<typeof courseOf>): string {
  const answers = [...(speaks.isHttp ? ['200'] : []), ...(speaks.isGrpc ? ['SERVING by gRPC'] : [])].join(', or ')
  const changes = new Set(execs.flatMap(({ from, command }) => (from === undefined ? [] : [command])))
  const isSure = ({ code, missing, command }: ScriptedExec): boolean => !changes.has(command) && code === 0 && !missing
  const isFailing = ({ code, command }: ScriptedExec): boolean => !changes.has(command) && code > 0
  const parts = [
    ...(course === undefined ? [] : [course.words]),
    ...(listens.length > 0
      ? [`listens on ${listens.map(({ port }) => port).join(', ')}${answers === '' ? '' : ` and answers ${answers}`}`]
      : []),
    ...(memory ? [`takes ${memory[0]!.mib} MiB of memory`] : []),
    ...(execs.some(isSure) ? ['has commands that succeed'] : []),
    ...execs.filter(({ missing }) => missing).map(({ command }) => `has no ${command[0]} in its image`),
    ...execs.filter(isFailing).map(({ command, code }) => `fails with code ${code} where ${command.join(' ')} is run`),
    ...(exits && !course?.exits ? [`ends after ${exits.after} s with code 0`] : []),
  ]
  return parts.length === 0 ? 'runs for ever and listens on no port that is asked' : parts.join(', ')
}

/** How a container's program behaves: as the scenario describes it, or as it is assumed. */
export const behaviourOf = (inputs: Inputs, pod: Pod, container: Container): ProcessScript =>
  describedScript(inputs.processes, pod.metadata.name, container.name) ?? assumedScript(pod, container, inputs).script
