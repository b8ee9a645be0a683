import { own } from '../../manifest/own.ts'
import { placesOf } from '../../manifest/places.ts'
import type { Container } from '../../manifest/types.ts'
import { readYaml } from '../../manifest/yaml/read.ts'
import { dialEtcd, type EtcdSeen } from '../control-plane/etcd-link.ts'
import { warnBelieved } from '../control-plane/believed.ts'
import { certificateRoot } from '../control-plane/expiry.ts'
import { changesFile } from '../node/file-changes.ts'
import { officialPrograms } from '../node/images.ts'
import { type Answer, type Call, hasWayToAPI, isWhereClientsAsk } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { ProgramFiles } from '../node/container-files.ts'
import type { Running } from '../node/who-runs.ts'
import { LivingProcess } from '../node/living-process.ts'
import { type ExecResult, type LifeEntries, type OnExit, paced } from '../node/process.ts'
import type { EtcdState } from '../scenario/inputs.ts'
import type { ServerEntry, Step } from '../trace/trace.ts'
import type { User } from './authentication/user.ts'
import { KEPT_SECONDS, tokenOf } from './authentication/bearer.ts'
import { podToken } from './authentication/service-account.ts'
import { authorize } from './authorization/union.ts'
import { attributesOf } from './requests/attributes.ts'
import { handle, type Handling } from './requests/chain.ts'
import { versionOfImage } from './requests/version.ts'
import { changeBehind } from './requests/change-behind.ts'
import type { ApiserverConfig, ServerState } from './config.ts'
import { ETCD_SEEN_SECONDS, hookEnds } from './start-hooks.ts'
import { parseFlags, type ParsedFlags } from './flags/flags.ts'
import { parseUrl, type Request, requestOf, type Response } from './requests/request.ts'
import { WatchedFiles } from './watched-files.ts'
import { sayFailed, sayWithoutEtcd } from './flags/say.ts'

/** A refused set of flags ends the process within 0.2 s. */
const FLAG_ERROR_SECONDS = 0.12
/** Once etcd is back, a start that waited for it serves so much later. */
const ETCD_BACK_SECONDS = 5.5
/** From RBAC's being there until the system's priority classes are. */
const PRIORITIES_SECONDS = 0.56
/** The informers give what they hold once more. */
const RESYNC_SECONDS = 600
/** `--request-timeout`: a request that etcd keeps waiting is given up. */
const REQUEST_SECONDS = 60

/** So soon after it listens it has heard what becomes of its first connection to etcd. */
const ETCD_LOG_SECONDS = 0.1

/** What a kubectl takes, and how long it waits for a handshake. */
const KUBECTL_SECONDS = 0.15
const HANDSHAKE_SECONDS = 10

/** The ports that Linux gives to clients. */
const FIRST_EPHEMERAL = 32768
const EPHEMERALS = 28232

/** What the server needs to know of its container. */
export interface ServerSite {
  pod: string
  uid: string
  container: Container
  /** What it was started with. */
  running: Running
  /** What it sees of files now. */
  files(): ProgramFiles
  attempt: number
  life: LifeEntries
  /** The manifest line of an argument, by its place among them; of the program's own word below 0. */
  argumentRoot(index: number): number
}

/** What a request came to, at which state. */
interface Given extends Handling {
  state: ServerState
  entry: number | undefined
  because: readonly number[]
  /** Made once: a prober gets it again and again. */
  answer: Answer
}

type Phase = 'starting' | 'accepting' | 'forbidding' | 'unready' | 'serving'

/** What it finds wrong once it has etcd, and the entries of the arguments that say so. */
interface LateEnd {
  parsed: ParsedFlags
  roots: readonly number[]
}

/**
 * A simulated kube-apiserver: from its flags to its end. What it answers is chain.ts's business; when it can, is this file's.
 *
 * Units: seconds on the simulated clock. Errors: none; wrong flags are lines in its log and an exit code.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go and storage/storagebackend/factory/etcd3.go (v1.37.2);
 * lengths as measured on real servers.
 */
export class Apiserver extends LivingProcess {
  private phase: Phase = 'starting'
  private config: ApiserverConfig | undefined
  private shuttingDown = false
  private served = false
  /** It serves although it has found no etcd yet. */
  private withoutEtcd = false
  /** By name: when an etcd check was last let through to etcd, and what the last to end has found. */
  private checks = new Map<string, { at: number; ok: boolean }>()
  /** How many connections were left without a handshake. */
  private left = 0
  private tokens = new Map<string, { user: User; until: number }>()
  private etcdWaits = new Set<() => void>()
  private given = new WeakMap<Request, Given>()
  private entry: number | undefined
  /** What its image says. */
  private version: string | undefined

  private node: Node
  private site: ServerSite

  constructor(node: Node, site: ServerSite, onExit: OnExit) {
    super(node.engine, node.network, onExit)
    this.node = node
    this.site = site
    this.version = versionOfImage(site.container.image, node.release)
  }

  protected run(): void {
    const { release } = this.node
    const { args, programPlace } = this.site.running
    this.tell('starting')
    const files = this.site.files()
    if (files.cluster === 'believed') warnBelieved(this.node, this.site)
    const parsed = parseFlags(args, files, release)
    // without a command there is no line of its own for what it lacks
    const roots = (parsed.errorsAt ?? []).filter((at) => at >= 0 || programPlace !== undefined).map((at) => this.site.argumentRoot(at))
    const lines = parsed.says.slice(0, parsed.late?.from).map((line) => this.log(line, ...roots))
    if (parsed.late) this.late = { parsed, roots }
    const config = parsed.config ?? parsed.late?.config
    if (!config) {
      const told = lines.find((_, i) => !/^(Flag|Usage)\b|^ /.test(parsed.says[i]!)) ?? lines.at(-1)
      this.later(FLAG_ERROR_SECONDS, () => this.end({ code: parsed.exit ?? 1, ...(told === undefined ? {} : { cause: told }) }))
      return
    }
    this.config = config
    this.node.apiservers.push({
      startedAt: this.startedAt,
      serves: () => this.answersClients(),
      entry: () => this.entry,
      takesNode: () => this.takesNode(config),
      podToken: (namespace, name) => podToken(config, this.node.objects.storage, namespace, name),
    })
    this.node.onEtcd(() => this.etcdChanged())
    this.watchFiles(config)
    this.later(release.apiserverListenSeconds, () => this.listenOnAll())
    this.later(release.apiserverListenSeconds + ETCD_LOG_SECONDS, () => this.sayEtcd())
    this.later(release.apiserverAnswerSeconds, () => {
      if (this.etcdState === 'up') this.answerFrom({ note: 'etcd is there' })
      else if (release.withoutEtcd === 'hooks') this.answerWithoutEtcd()
    })
    if (release.withoutEtcd === 'hooks') return
    this.later(release.etcdDialSeconds, () => {
      if (this.served || this.phase === 'forbidding' || this.phase === 'unready') return
      const { says, exit } = sayWithoutEtcd(this.etcdState === 'hung' ? undefined : config.etcdServers.at(0), release)
      this.end({ code: exit, cause: this.logAll(says, this.noEtcd()) })
    })
  }

  private late: LateEnd | undefined

  /** It has etcd, and finds that something else is wrong. */
  private endLate({ parsed: { says, exit = 1, late }, roots }: LateEnd): void {
    const [cause] = says.slice(late?.from).map((line) => this.log(line, ...roots))
    this.end({ code: exit, ...(cause === undefined ? {} : { cause }) })
  }

  /** While it runs it hears of its files' changes. */
  private watchFiles({ conditionsOn }: ApiserverConfig): void {
    const { node, site } = this
    if (!node.inputs.actions.some(changesFile)) return
    const watched = new WatchedFiles({
      ...{ args: site.running.args, release: node.release, conditionsOn, files: () => site.files() },
      later: (seconds, run) => this.later(seconds, run),
      log: (text, cause) => this.log(text, cause),
      warn: (flag, message, cause) =>
        void node.trace.root(message, () => ({ kind: 'warning', cause: this.flagRoot(flag)[0] ?? cause, message })),
    })
    node.onFile((file, isGone, cause) => {
      if (!this.ended) watched.changed(file, isGone, cause)
    })
  }

  protected onTerm(): void {
    if (this.shuttingDown) return
    this.shuttingDown = true
    this.tell('shutting-down', { because: this.site.life.stop() })
    const delay = this.config?.shutdownDelaySeconds ?? 0
    const close = () => this.listeners.forEach((listener) => this.node.network.close(listener))
    const drain = (why: readonly number[]) => {
      close()
      this.drain(why)
    }
    // the pre-shutdown hooks need etcd: without it they are not done until SIGKILL
    if (this.etcdState !== 'up') return this.node.release.closesAfterHooks ? undefined : this.later(delay, close)
    this.node.endpointGone = true
    if (delay > 0) this.later(delay, () => drain(this.flagRoot('shutdown-delay-duration')))
    else drain([])
  }

  protected hasStopped(cause: number): void {
    this.tell('hung', { note: 'stopped by SIGSTOP: the kernel still accepts connections, nothing answers', because: cause })
  }

  protected goesOn(cause: number): void {
    this.tell(this.phase, { because: cause })
  }

  protected override hasEnded(how: Parameters<OnExit>[0]): void {
    this.tell('exited', { because: this.site.life.stop() ?? how.cause })
  }

  because(): readonly number[] {
    return [...(this.slowSeconds > 0 ? this.pacedBy : []), ...this.now()]
  }

  /** What it does now; while it waits for etcd to come up, that etcd is not there. */
  private now(): readonly number[] {
    const waits = (this.phase === 'accepting' || this.withoutEtcd) && !this.stopped ? this.noEtcd() : []
    return this.entry === undefined ? waits : [...waits, this.entry]
  }

  /** Kubernetes' own image holds nothing but the server: no shell, no curl. Others have kubectl beside it, which some probe with. */
  exec(command: readonly string[]): ExecResult {
    const raw = officialPrograms(this.site.container.image) ? undefined : readRaw(command)
    if (!raw) return { missing: true }
    const { config } = this
    const because = this.because()
    const ends = (code: number, output: string, after = KUBECTL_SECONDS): ExecResult => ({ missing: false, code, output, after, because })
    if (!config || config.secure.port !== raw.port || this.listeners.length === 0)
      return ends(1, `The connection to the server ${raw.at} was refused - did you specify the right host or port?\n`)
    if (this.stopped || this.phase === 'accepting')
      return ends(1, 'Unable to connect to the server: net/http: TLS handshake timeout\n', HANDSHAKE_SECONDS)
    const caller = { certificate: { cn: 'system:apiserver', o: ['system:masters'], ca: 'cluster' as const } }
    const request = requestOf({ from: 'node', method: 'GET', url: raw.url, caller, userAgent: 'kubectl', headers: {} })!
    const failed = this.etcdState === 'up' ? [] : Object.keys(config.etcdCheckSeconds)
    const { response } = this.handled(request, this.state(failed))
    if (response.status < 400) return ends(0, response.body)
    return ends(
      1,
      `${response.body}Error from server (InternalError): an error on the server ("${response.body.split('\n')[0] ?? ''}") has prevented the request from succeeding\n`,
    )
  }

  /** etcd as its flags lead there. */
  private get etcdSeen(): EtcdSeen {
    if (!this.config) return { state: this.node.etcd }
    const { etcdServers, etcdCA, etcdCertificate, etcdIsOthers } = this.config
    return dialEtcd(this.node, {
      servers: etcdServers,
      ca: etcdCA,
      certificate: etcdCertificate,
      isOthers: etcdIsOthers,
      since: this.startedAt,
    })
  }

  private get etcdState(): EtcdState {
    return this.etcdSeen.state
  }

  /** Why it has no etcd: the flag that leads nowhere, or what has become of etcd; nothing where it has one. */
  private noEtcd(): readonly number[] {
    const { state, flag, certificate } = this.etcdSeen
    if (state === 'up') return []
    if (certificate) return [certificateRoot(this.node, certificate)]
    const lines = flag === undefined ? [] : this.flagRoot(flag)
    return lines.length > 0 ? lines : [this.node.etcdCause ?? []].flat()
  }

  /** What the etcd client writes while it cannot connect; follows: google.golang.org/grpc, clientconn.go. */
  private sayEtcd(): void {
    const { error, tellServer } = this.etcdSeen
    tellServer?.()
    const server = this.config!.etcdServers.at(0)
    const { etcdDialLog } = this.node.release
    if (error === undefined || server === undefined || !etcdDialLog) return
    const at = server.replace(/^\w+:\/\//, '')
    const why = /^(dial|error)/.test(error)
      ? `transport: Error while dialing: ${error}`
      : `transport: authentication handshake failed: ${error}`
    this.log(etcdDialLog(server, at, why), ...this.noEtcd())
  }

  private answersClients(): boolean {
    return (
      !this.ended &&
      !this.isUnasked &&
      !this.stopped &&
      !this.shuttingDown &&
      this.etcdState === 'up' &&
      (this.phase === 'unready' || this.phase === 'serving')
    )
  }

  /** Whether the node's kubelet is known to it by its certificate, and may keep mirror pods there. */
  private takesNode(config: ApiserverConfig): boolean {
    const { clientCA, authorization } = config
    if (clientCA === undefined || clientCA.authority === 'front-proxy' || clientCA.authority === 'etcd') return false
    // by far the most: no need to ask
    if (authorization.modes[0] === 'Node' || authorization.modes[0] === 'AlwaysAllow') return true
    const name = this.node.inputs.node.name.toLowerCase()
    const user = { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }
    return authorize(config, this.state([]), user, MIRRORING).allowed
  }

  /** A kubelet that is not let in keeps no mirror pods, and nobody sees why. */
  private sayShutOut(): void {
    const { node } = this
    const config = this.config!
    if (!node.inputs.cluster.attached || this.takesNode(config)) return
    const { clientCA } = config
    const knows = clientCA && clientCA.authority !== 'front-proxy' && clientCA.authority !== 'etcd'
    const [flag, why] =
      clientCA && !knows
        ? ['client-ca-file', `--client-ca-file=${clientCA.file} holds another CA than its certificate’s`]
        : clientCA
          ? ['authorization-mode', `--authorization-mode=${config.authorization.modes.join(',')} does not allow it`]
          : ['client-ca-file', 'without --client-ca-file nobody is known by a certificate']
    const [line] = this.flagRoot(flag)
    const who = `system:node:${node.inputs.node.name.toLowerCase()}`
    const message = `The kube-apiserver does not let the node’s kubelet, ${who}, in: ${why}. So the API has no mirror pods; that it has no Events of the kubelet either is not simulated.`
    node.trace.root(message, () => ({ kind: 'warning', ...(line === undefined ? {} : { cause: line }), message }))
  }

  /** `why`: the lines that say how long it takes. */
  private drain(why: readonly number[]): void {
    const { release, inputs } = this.node
    const watched = hasWayToAPI(inputs) && this.served && !this.isUnasked
    this.later(watched ? release.apiserverStopWatchedSeconds : release.apiserverStopSeconds, () => this.end({ code: 0, cause: why }))
  }

  private listenOnAll(): void {
    const config = this.config!
    this.phase = 'accepting'
    const secure = { ...config.secure, tls: true, flags: ['secure-port', 'bind-address'] }
    const insecure = config.insecure && { ...config.insecure, tls: false, flags: ['insecure-port', 'insecure-bind-address'] }
    for (const { bind, port, tls, flags } of insecure ? [secure, insecure] : [secure]) {
      const listener = {
        bind,
        port,
        tls,
        accepts: () => true,
        because: () => this.because(),
        serve: (request: Request, call: Call) => this.serve(request, call),
        ...(tls ? { leave: () => this.sayLeft() } : {}),
      }
      const isOurs = bind === '0.0.0.0' || this.node.network.has(bind)
      if (!isOurs || !this.listen(listener)) return this.cannotListen(`${bind}:${port}`, port, tls, flags, isOurs)
      const start = this.site.life.start()
      const cause = [...(start === undefined ? [] : [start]), ...flags.flatMap((flag) => this.flagRoot(flag))]
      this.node.trace.add({
        id: 0,
        t: 0,
        kind: 'process',
        cause,
        pod: this.site.pod,
        uid: this.site.uid,
        container: this.site.container.name,
        op: 'listening',
        attempt: this.site.attempt,
      })
    }
    this.tell('accepting')
  }

  private cannotListen(address: string, port: number, tls: boolean, flags: readonly string[], isOurs: boolean): void {
    const prefix = tls ? 'failed to create listener: ' : this.node.release.insecureListenPrefix
    const why = isOurs ? 'address already in use' : 'cannot assign requested address'
    const error = `${prefix}failed to listen on ${address}: listen tcp ${address}: bind: ${why}`
    const roots = flags.flatMap((flag) => this.flagRoot(flag))
    this.end({ code: 1, cause: this.logAll(sayFailed(error, this.node.release), this.node.ports.causeOf(port) ?? [], roots) })
  }

  /** From here on requests are answered: 403 first, then 500 from the health checks, then 200. */
  private answerFrom(why: { note: string; because?: number | undefined }): void {
    if (this.phase !== 'accepting') return
    if (this.late) return this.endLate(this.late)
    this.phase = 'forbidding'
    this.tell('forbidding', why)
    this.takeHeld()
    this.reconcileFrom(this.node.release.apiserverRolesSeconds, this.node.release.apiserverHooksSeconds)
  }

  /** The roles are there, and all post-start hooks done, so much later. */
  private reconcileFrom(rolesSeconds: number, hooksSeconds: number): void {
    this.later(rolesSeconds, () => {
      this.phase = 'unready'
      this.tell('unready')
      this.node.objects.reconcile(this.entry)
      this.sayShutOut()
      this.sayRoutine()
    })
    this.later(hooksSeconds, () => {
      this.phase = 'serving'
      this.served = true
      this.tell('serving')
      this.node.apiServes()
      if (this.node.endpointGone) this.sayCounts('endpoints', 'endpointslices.discovery.k8s.io')
      this.node.endpointGone = false
      this.node.endpoint = { host: this.config!.advertiseAddress || this.node.inputs.node.ip, port: this.config!.secure.port }
    })
  }

  /** It serves all the same, and knows no role; the hooks that ask etcd give up in the end, and end the server. */
  private answerWithoutEtcd(): void {
    if (this.late) return this.endLate(this.late)
    this.withoutEtcd = true
    this.phase = 'forbidding'
    this.tell('forbidding', { note: 'it does not wait for etcd', because: this.noEtcd() })
    this.takeHeld()
    for (const { after, says, onlyInShutdown } of hookEnds(this.config!))
      this.later(after, () => {
        if (!this.withoutEtcd || (onlyInShutdown && !this.shuttingDown)) return
        this.end({ code: 255, cause: this.log(says, ...this.noEtcd()) })
      })
  }

  /** What the hooks have asked is answered once the client has found etcd again. */
  private findEtcd(): void {
    this.later(ETCD_SEEN_SECONDS, () => {
      if (!this.withoutEtcd || this.etcdState !== 'up') return
      this.withoutEtcd = false
      this.reconcileFrom(0, 0)
    })
  }

  /** What it writes while nothing is wrong. */
  private sayRoutine(): void {
    const { routineLog } = this.node.release
    if (!routineLog) return
    this.sayCounts('leases.coordination.k8s.io')
    this.later(PRIORITIES_SECONDS, () =>
      this.log(`I ${routineLog.priorities}] all system priority classes are created successfully or already exist.`),
    )
    if (routineLog.range === null) return
    const resync = () => {
      for (const range of this.config!.serviceRanges)
        this.log(`I ${routineLog.range}] updated ClusterIP allocator for Service CIDR ${range}`)
      this.later(RESYNC_SECONDS, resync)
    }
    this.later(RESYNC_SECONDS, resync)
  }

  /** Each kind is told of when an object of it is written for the first time since the start. */
  private sayCounts(...kinds: readonly string[]): void {
    const { routineLog } = this.node.release
    if (routineLog) for (const kind of kinds) this.log(`I ${routineLog.quota}] quota admission added evaluator for: ${kind}`)
  }

  /** A handshake that its client has broken off, as a tcpSocket probe does. */
  private sayLeft(): void {
    const { release, inputs } = this.node
    const port = FIRST_EPHEMERAL + (this.left++ % EPHEMERALS)
    if (release.handshakeLog !== null && this.phase !== 'accepting')
      this.atWork(() => this.log(`I ${release.handshakeLog}] http: TLS handshake error from ${inputs.node.ip}:${port}: EOF`))
  }

  private etcdChanged(): void {
    // the causes that an answer names are others from now on
    this.given = new WeakMap()
    this.atWork(() => this.seeEtcd())
  }

  private seeEtcd(): void {
    if (this.etcdState !== 'up') return
    const waits = [...this.etcdWaits]
    this.etcdWaits.clear()
    for (const go of waits) go()
    if (this.withoutEtcd) return this.findEtcd()
    if (this.phase !== 'accepting') return
    const answerAt = this.startedAt + this.node.release.apiserverAnswerSeconds
    if (this.node.engine.now >= answerAt)
      this.later(ETCD_BACK_SECONDS, () => this.answerFrom({ note: 'etcd came back', because: this.node.etcdCause }))
  }

  private serve(request: Request, call: Call): void {
    if (this.stopped || this.phase === 'accepting') {
      call.inHandshake = request.scheme === 'https'
      return this.hold(call, () => this.serve(request, call))
    }
    call.inHandshake = false
    this.underWay.add(call)
    const { slowSeconds, pacedBy } = this
    if (slowSeconds > 0) this.later(slowSeconds, () => this.process(request, call, pacedBy))
    else this.process(request, call, pacedBy)
  }

  private process(request: Request, call: Call, pacedBy: readonly number[]): void {
    const first = this.handled(request, this.state([]))
    if (first.stored && this.etcdState !== 'up') return this.waitForEtcd(request, call, pacedBy)
    const checks = first.etcdChecks ?? []
    this.runChecks(checks, [], (failed) => {
      this.underWay.delete(call)
      if (!call.cancelled)
        call.answer(
          paced(
            { is: 'response', response: this.answer(request, checks.length === 0 ? first : this.handled(request, this.state(failed))) },
            pacedBy,
          ),
        )
    })
  }

  /** What comes from etcd waits for it, as long as the server lets a request take. */
  private waitForEtcd(request: Request, call: Call, pacedBy: readonly number[]): void {
    this.etcdWaits.add(() => this.underWay.has(call) && this.process(request, call, pacedBy))
    this.later(REQUEST_SECONDS, () => {
      if (call.cancelled || !this.underWay.delete(call)) return
      const body = `${JSON.stringify({ metadata: {}, status: 'Failure', message: this.node.release.requestTimeoutText, reason: 'Timeout', details: {}, code: 504 })}\n`
      const steps: Step[] = [{ step: 'handler', verdict: 'answered', reason: 'etcd did not answer within a minute.' }]
      call.answer({
        is: 'response',
        response: {
          status: 504,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body,
          steps,
          because: this.reasons({ steps, response: { status: 504 } }),
        },
      })
    })
  }

  /** A prober sends the same request again and again: at the same state, told of by the same entry, it gets the same answer. */
  private handled(request: Request, state: ServerState): Given {
    const before = this.given.get(request)
    if (before && before.entry === this.entry && isSame(before.state, state)) return before
    const handling = handle(this.config!, state, request)
    const because = this.reasons(handling, changeBehind(this.config!, state, this.node.objects, request, handling))
    const given = { ...handling, state, entry: this.entry, because, answer: { ...handling.response, steps: handling.steps, because } }
    // a token goes out of date by itself, and objects change with the time
    if (!handling.change && handling.log === undefined && !handling.stored && !request.headers['authorization'])
      this.given.set(request, given)
    return given
  }

  /** Each audited request is an error then: the first is told, and that there are others is said. */
  private sayLostAudit(error: string): void {
    this.lostAudit = true
    const { node } = this
    const lines = this.flagRoot('audit-log-path')
    this.log(`E metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: ${error}`, ...lines)
    const message = `The audit log cannot be written (${error}). Up to 1.21 the kube-apiserver goes on without it and logs each event as an error: only the first is shown here. From 1.22 on it would end.`
    const [cause] = lines
    node.trace.root(message, () => ({ kind: 'warning', ...(cause === undefined ? {} : { cause }), message }))
  }

  private lostAudit = false

  private answer(request: Request, { change, log, because, bearer, answer }: Given): Answer {
    if (bearer) this.keep(tokenOf(request) ?? '', bearer)
    if (!this.lostAudit && this.config!.auditLogError !== undefined) this.sayLostAudit(this.config!.auditLogError)
    const told = log === undefined ? undefined : this.log(log)
    if (change) this.node.objects.apply(change, request.cause ?? this.entry)
    return told === undefined ? answer : { ...answer, because: [...because, told] }
  }

  /** From the first look on, not from the last use. */
  private keep(token: string, user: User): void {
    const { now } = this.node.engine
    if (now >= (this.tokens.get(token)?.until ?? 0)) this.tokens.set(token, { user, until: now + KEPT_SECONDS })
  }

  /** One check after the other; where too many come, they are told what the last one to end has found. */
  private runChecks(checks: readonly string[], failed: readonly string[], done: (failed: readonly string[]) => void): void {
    const { engine, release } = this.node
    const etcd = this.etcdState
    const [check, ...rest] = checks
    if (check === undefined) return done(failed)
    const seconds = this.config!.etcdCheckSeconds[check]!
    const last = this.checks.get(check) ?? { at: -Infinity, ok: false }
    const found = (ok: boolean) => this.runChecks(rest, ok ? failed : [...failed, check], done)
    if (release.etcdCheck === 'dial') return found(etcd !== 'down')
    if (release.etcdCheck === 'limited' && engine.now - last.at < seconds / 2) return found(last.ok)
    last.at = engine.now
    this.checks.set(check, last)
    const end = () => {
      last.ok = this.etcdState === 'up'
      found(last.ok)
    }
    if (etcd === 'up') end()
    else this.later(seconds, end)
  }

  /** `etcdFailed`: what its etcd checks say, by name. */
  private state(etcdFailed: readonly string[]): ServerState {
    return {
      rbacReady: this.phase !== 'forbidding',
      hooksReady: this.phase === 'serving',
      livezGrace: this.node.engine.now - this.startedAt < this.config!.livezGraceSeconds,
      informersSynced: this.phase === 'serving',
      etcd: this.etcdState === 'up' ? 'up' : 'down',
      etcdFailed,
      shuttingDown: this.shuttingDown,
      node: this.node.inputs.node,
      ...(this.version === undefined ? {} : { version: this.version }),
      stored: this.node.objects.stored,
      storage: this.node.objects.storage,
      tokens: this.tokens,
    }
  }

  /**
   * Why an answer is as it is, the main reason first: what changed in etcd and made it so; then the line that refused, if any;
   * otherwise the etcd that is gone, what the server does at the time, the lines that let the request pass.
   */
  private reasons(
    { steps, response: { status } }: { steps: readonly Step[]; response: Pick<Response, 'status'> },
    changed: readonly number[] = [],
  ): readonly number[] {
    const last = steps.at(-1)
    const refused = last?.verdict === 'refused'
    const lines = steps.filter((step) => step.verdict === (refused ? 'refused' : 'passed')).flatMap(({ because }) => this.linesOf(because))
    const lost = !refused && status >= 500 ? this.noEtcd() : []
    // while it starts it knows no role yet: no line is to blame
    const decided = refused && !(this.phase === 'forbidding' && last.step === 'authorization')
    return [...new Set(decided && lines.length > 0 ? [...changed, ...lines] : [...lost, ...changed, ...this.now(), ...lines])]
  }

  /** The flag's line in the manifest, and the field's in the file that it names. */
  private linesOf(because: Step['because']): number[] {
    if (!because) return []
    const { flag, file, path, line } = because
    if (file !== undefined && line !== undefined) return [this.node.objects.root(file, line)]
    return [
      ...(file === undefined || path === undefined ? [] : [this.fileRoot(file, path)]),
      ...(flag === undefined ? [] : this.flagRoot(flag)),
    ]
  }

  private flagRoot(flag: string): number[] {
    const index = own(this.config!.setBy, flag)
    return index === undefined ? [] : [this.site.argumentRoot(index)]
  }

  private fileRoot(file: string, path: string): number {
    const text = this.node.files.get(file) ?? ''
    return this.node.trace.root(`${file} ${path} ${text}`, () => {
      const { line } = placesOf(readYaml(text, this.node.release).root).keyOf(path).start
      return { kind: 'manifest', file, line, path, value: text.split('\n')[line - 1]?.trim() ?? null }
    })
  }

  /** `because`: what brought it about, where that is more than the state before. */
  private tell(
    state: ServerEntry['state'],
    { note, because }: { note?: string; because?: number | readonly number[] | undefined } = {},
  ): void {
    const before = this.entry ?? this.site.life.start()
    const cause = [...new Set([because ?? [], before ?? []].flat())]
    this.entry = this.node.trace.add({
      id: 0,
      t: 0,
      kind: 'server',
      cause,
      pod: this.site.pod,
      uid: this.site.uid,
      container: this.site.container.name,
      state,
      ...(this.isUnasked ? { unasked: true } : {}),
      ...(note === undefined ? {} : { note }),
    })
  }

  private get isUnasked(): boolean {
    return this.config !== undefined && !isWhereClientsAsk(this.config.secure)
  }

  private log(text: string, ...roots: readonly number[]): number {
    const cause = [...roots, this.site.life.start() ?? []].flat()
    return this.node.trace.add({
      id: 0,
      t: 0,
      kind: 'log',
      ...(cause.length === 0 ? {} : { cause }),
      pod: this.site.pod,
      container: this.site.container.name,
      source: this.site.container.name,
      text,
      attempt: this.site.attempt,
    })
  }

  /** The last line's entry. */
  private logAll(lines: readonly string[], ...causes: readonly (number | readonly number[])[]): number {
    return lines.map((line) => this.log(line, ...causes.flat())).at(-1)!
  }
}

/** What a kubelet asks for first. */
const MIRRORING = attributesOf({
  from: 'node',
  method: 'POST',
  scheme: 'https',
  host: '',
  port: 0,
  path: '/api/v1/namespaces/kube-system/pods',
  query: '',
  headers: {},
})

function isSame(a: ServerState, b: ServerState): boolean {
  return (Object.keys(a) as (keyof ServerState)[]).every((key) =>
    key === 'etcdFailed' ? a[key].join() === b[key].join() : a[key] === b[key],
  )
}

/** `kubectl get --raw=/livez --server=https://localhost:6443`, with a certificate: what it asks. Errors: undefined for anything else. */
function readRaw(command: readonly string[]): { url: string; port: number; at: string } | undefined {
  const value = (flag: string): string | undefined => {
    const at = command.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
    return at < 0 ? undefined : command[at]!.includes('=') ? command[at]!.slice(flag.length + 1) : command[at + 1]
  }
  const path = value('--raw')
  if (command[0]?.split('/').at(-1) !== 'kubectl' || command[1] !== 'get' || path === undefined) return undefined
  const server = parseUrl(value('--server') ?? 'https://localhost:6443/')
  if (!server) return undefined
  const at = `${server.host}:${server.port}`
  return { url: `https://${at}${path}`, port: server.port, at }
}
