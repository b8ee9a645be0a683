import { defined } from '../../manifest/own.ts'
import { warnBelieved } from '../control-plane/component.ts'
import { changesFile } from '../node/file-changes.ts'
import { officialPrograms } from '../node/images.ts'
import { type NetworkCall, hasWayToAPI, isWhereClientsAsk } from '../node/network.ts'
import type { Node, Troubles } from '../node/node.ts'
import type { ApiWrite, WriteFate } from './objects/stored.ts'
import { LivingProcess } from '../node/living-process.ts'
import { argumentRoot, type ExecResult, type OnExit, paced, type ProgramSite } from '../node/process.ts'
import { writeWordsOf } from '../release/write-words.ts'
import type { ServerEntry } from '../trace/trace.ts'
import { podToken } from './authentication/service-account.ts'
import { versionOfImage } from './requests/version.ts'
import type { ApiserverConfig, ServerState } from './server-config.ts'
import { parseFlags, type ParsedFlags } from './flags/flags.ts'
import { fields } from './objects/json.ts'
import { attributesOf } from './requests/attributes.ts'
import type { Handling } from './requests/chain.ts'
import { joinHostPort, type Request } from './requests/request.ts'
import { execRaw, rawRequest, ServerAnswers, shutOut, takesNode } from './server-answers.ts'
import { ETCD_SEEN_SECONDS, EtcdChecks, EtcdConnection, hookEnds } from './etcd-connection.ts'
import { RoutineLog, ServerRecord } from './server-record.ts'
import { WatchedFiles } from './watched-files.ts'
import { sayFailed, sayWithoutEtcd } from './flags/flag-words.ts'

/** A refused set of flags ends the process within 0.2 s. */
const FLAG_ERROR_SECONDS = 0.12
/** Once etcd is back, a start that waited for it serves so much later: assumed. */
const ETCD_BACK_SECONDS = 5.5
/** `--request-timeout`: a request to read that etcd keeps waiting is given up; one to write is earlier. */
const REQUEST_SECONDS = 60

/** The hook that makes the roles has so long. */
const ROLES_SECONDS = 30

/** So soon after it listens it has heard what becomes of its first connection to etcd. */
const ETCD_LOG_SECONDS = 0.1

type Phase = 'starting' | 'accepting' | 'forbidding' | 'unready' | 'serving'

interface KnownState {
  phase: Phase
  state: ServerState
}

/** What it finds wrong once it has etcd, and the entries of the arguments that say so. */
interface LateEnd {
  parsed: ParsedFlags
  roots: readonly number[]
}

/**
 * A simulated kube-apiserver: from its flags to its end. What it answers is chain.ts's business; when it can, is this file's.
 *
 * Wrong flags are lines in its log and an exit code.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go and storage/storagebackend/factory/etcd3.go (v1.37.2);
 * lengths as measured on real servers.
 */
export class Apiserver extends LivingProcess {
  phase: Phase = 'starting'
  config: ApiserverConfig | undefined
  private shuttingDown = false
  private served = false
  /** It serves although it has found no etcd yet. */
  private withoutEtcd = false
  private etcdWaits = new Set<() => void>()
  readonly etcd = new EtcdConnection(this)
  readonly record: ServerRecord
  private readonly answers = new ServerAnswers(this)
  private readonly checks = new EtcdChecks(this)
  private readonly routine = new RoutineLog(this)
  /** What its image says. */
  private version: string | undefined

  node: Node
  private site: ProgramSite

  constructor(node: Node, site: ProgramSite) {
    super(node.engine, node.network, site.onExit)
    this.node = node
    this.site = site
    this.version = versionOfImage(site.container.image, node.release)
    this.record = new ServerRecord(node, site)
  }

  protected run(): void {
    const { release } = this.node
    const { args, programPlace } = this.site.running
    this.tell('starting')
    const files = this.site.files()
    if (files.cluster === 'believed') warnBelieved(this.node, this.site)
    const parsed = parseFlags(args, files, release)
    // without a command there is no line of its own for what it lacks
    const roots = (parsed.errorsAt ?? []).filter((at) => at >= 0 || programPlace !== undefined).map((at) => argumentRoot(this.site, at))
    const lines = parsed.says.slice(0, parsed.late?.from).map((line) => this.record.log(line, ...roots))
    if (parsed.late) this.late = { parsed, roots }
    const config = parsed.config ?? parsed.late?.config
    if (!config) {
      const told = lines.find((_, i) => !/^(Flag|Usage)\b|^ /.test(parsed.says[i]!)) ?? lines.at(-1)
      this.later(FLAG_ERROR_SECONDS, () => this.end({ code: parsed.exit!, ...defined({ cause: told }) }))
      return
    }
    this.config = config
    this.record.setBy = config.setBy
    this.node.apiservers.push({
      startedAt: this.startedAt,
      serves: () => this.answersClients(),
      entry: () => this.record.entry,
      takesNode: () => this.takesNode(config),
      admits: config.admits,
      log: (text, because) => this.record.log(text, ...because),
      podToken: (namespace, name) => podToken(config, this.node.objects.storage, namespace, name),
    })
    this.node.onEtcd(() => this.etcdChanged())
    this.watchFiles()
    this.later(release.apiserverListenSeconds, () => this.listenOnAll())
    this.later(release.apiserverListenSeconds + ETCD_LOG_SECONDS, () => this.etcd.say())
    this.later(release.apiserverAnswerSeconds, () => {
      if (this.etcd.state === 'up') this.answerFrom({ note: 'etcd is there' })
      else if (release.withoutEtcd === 'hooks') this.answerWithoutEtcd()
    })
    if (release.withoutEtcd === 'hooks') return
    this.later(release.etcdDialSeconds, () => {
      if (this.served || this.phase === 'forbidding' || this.phase === 'unready') return
      const { says, exit } = sayWithoutEtcd(this.etcd.state === 'hung' ? undefined : config.etcdServers.at(0), config.firstInEtcd, release)
      this.end({ code: exit, cause: this.record.logAll(says, this.etcd.lost()) })
    })
  }

  private late: LateEnd | undefined

  /** It has etcd, and finds that something else is wrong. */
  private endLate({ parsed: { says, exit, late }, roots }: LateEnd): void {
    const [cause] = says.slice(late?.from).map((line) => this.record.log(line, ...roots))
    this.end({ code: exit!, ...defined({ cause }) })
  }

  /** While it runs it hears of its files' changes. */
  private watchFiles(): void {
    const { node } = this
    if (!node.inputs.actions.some(changesFile)) return
    const watched = new WatchedFiles(this, this.site)
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
    if (this.etcd.state !== 'up') return this.node.release.closesAfterHooks ? undefined : this.later(delay, close)
    this.node.endpointGone = true
    if (delay > 0) this.later(delay, () => drain(this.record.flagRoot('shutdown-delay-duration')))
    else drain([])
  }

  protected hasStopped(cause: number): void {
    this.tell('hung', { note: 'stopped by SIGSTOP: the kernel still accepts connections, nothing answers', because: cause })
  }

  protected goesOn(cause: number): void {
    this.tell(this.shuttingDown ? 'shutting-down' : this.phase, { because: cause })
  }

  protected override hasEnded(how: Parameters<OnExit>[0]): void {
    this.tell('exited', { because: this.site.life.stop() ?? how.cause })
  }

  because(): readonly number[] {
    return [...(this.slowSeconds > 0 ? this.pacedBy : []), ...this.now()]
  }

  /** What it does now; while it waits for etcd to come up, that etcd is not there. */
  now(): readonly number[] {
    const waits = (this.phase === 'accepting' || this.withoutEtcd) && !this.stopped ? this.etcd.lost() : []
    return this.record.entry === undefined ? waits : [...waits, this.record.entry]
  }

  /** Kubernetes' own image holds nothing but the server: no shell, no curl. Others have kubectl beside it, which some probe with. */
  exec(command: readonly string[]): ExecResult {
    const raw = officialPrograms(this.site.container.image) ? undefined : rawRequest(command)
    if (!raw) return { missing: true }
    const { config } = this
    return execRaw(raw, {
      port: config && this.listeners.length > 0 ? config.secure.port : undefined,
      answers: !this.stopped && this.phase !== 'accepting',
      because: this.because(),
      ask: (request) => {
        const failed = this.etcd.state === 'up' ? [] : Object.keys(config!.etcdCheckSeconds)
        return this.answers.handled(request, this.state(failed)).response
      },
    })
  }

  private answersClients(): boolean {
    return (
      !this.ended &&
      !this.isUnasked &&
      !this.stopped &&
      !this.shuttingDown &&
      this.etcd.state === 'up' &&
      (this.phase === 'unready' || this.phase === 'serving')
    )
  }

  /** Whether the node's kubelet may keep mirror pods there. */
  private takesNode(config: ApiserverConfig): boolean {
    return takesNode(config, () => this.state([]), this.node.inputs.node.name)
  }

  /** A kubelet that is not let in keeps no mirror pods, and nobody sees why. */
  private sayShutOut(): void {
    const { cluster, node } = this.node.inputs
    const config = this.config!
    if (!cluster.attached || this.takesNode(config)) return
    const { flag, message } = shutOut(config, node.name)
    this.record.warn(message, this.record.flagRoot(flag)[0])
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
        serve: (request: Request, call: NetworkCall) => this.serve(request, call, tls),
        ...(tls ? { leave: () => this.sayLeft() } : {}),
      }
      const isOurs = this.node.network.has(bind)
      if (!isOurs || !this.listen(listener)) return this.cannotListen(joinHostPort(bind, port), port, tls, flags, isOurs)
      this.record.listening(flags)
    }
    this.tell('accepting')
  }

  private cannotListen(address: string, port: number, tls: boolean, flags: readonly string[], isOurs: boolean): void {
    const prefix = tls ? 'failed to create listener: ' : this.node.release.insecureListenPrefix
    const why = isOurs ? 'address already in use' : 'cannot assign requested address'
    const error = `${prefix}failed to listen on ${address}: listen tcp ${address}: bind: ${why}`
    const roots = flags.flatMap((flag) => this.record.flagRoot(flag))
    this.end({ code: 1, cause: this.record.logAll(sayFailed(error, this.node.release), this.node.ports.causeOf(port) ?? [], roots) })
  }

  /** From here on requests are answered: 403 first, then 500 from the health checks, then 200. */
  private answerFrom(why: { note: string; because?: number | undefined }): void {
    if (this.phase !== 'accepting') return
    if (this.late) return this.endLate(this.late)
    this.phase = 'forbidding'
    if (!this.shuttingDown) this.tell('forbidding', why)
    this.takeHeld()
    this.reconcileFrom(this.node.release.apiserverRolesSeconds, this.node.release.apiserverHooksSeconds)
  }

  /** The roles are there, and all post-start hooks done, so much later. */
  private reconcileFrom(rolesSeconds: number, hooksSeconds: number): void {
    this.later(rolesSeconds, () => {
      this.phase = 'unready'
      if (!this.shuttingDown) this.tell('unready')
      this.ensureRoles(this.node.engine.now + ROLES_SECONDS)
      this.sayShutOut()
      this.routine.begin(this.config!.serviceRanges)
    })
    this.later(hooksSeconds, () => (this.lacksRoles ? (this.hooksWait = true) : this.hooksDone()))
  }

  private lacksRoles = false
  /** All the other hooks are done. */
  private hooksWait = false

  /** It makes the roles that are gone; where that is refused it tries again, and ends in the end. */
  private ensureRoles(until: number): void {
    const { engine, objects, release, troubles } = this.node
    const refused = objects.reconcile(this.record.entry, troubles && ((write) => troubles.fateOf(write)))
    this.lacksRoles = refused !== undefined && release.rolesRetried
    if (!this.lacksRoles) return this.hooksWait ? this.hooksDone() : undefined
    if (engine.now < until) return this.later(1, () => this.ensureRoles(until))
    const line = `F ${writeWordsOf(release.minor).hookFailedLog}] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition`
    this.end({ code: 255, cause: this.record.log(line, ...refused!.because) })
  }

  private hooksDone(): void {
    this.hooksWait = false
    this.phase = 'serving'
    this.served = true
    if (this.shuttingDown) return
    this.tell('serving')
    this.node.apiServes()
    if (this.node.endpointGone) this.routine.counts('endpoints', 'endpointslices.discovery.k8s.io')
    this.node.endpointGone = false
    this.node.endpoint = { host: this.config!.advertiseAddress || this.node.inputs.node.ip, port: this.config!.secure.port }
  }

  /** It serves all the same, and knows no role; the hooks that ask etcd give up in the end, and end the server. */
  private answerWithoutEtcd(): void {
    if (this.late) return this.endLate(this.late)
    this.withoutEtcd = true
    this.phase = 'forbidding'
    this.tell('forbidding', { note: 'it does not wait for etcd', because: this.etcd.lost() })
    this.takeHeld()
    for (const { after, says, onlyInShutdown } of hookEnds(this.config!))
      this.later(after, () => {
        if (!this.withoutEtcd || (onlyInShutdown && !this.shuttingDown)) return
        this.end({ code: 255, cause: this.record.log(says, ...this.etcd.lost()) })
      })
  }

  /** What the hooks have asked is answered once the client has found etcd again. */
  private findEtcd(): void {
    this.later(ETCD_SEEN_SECONDS, () => {
      if (!this.withoutEtcd || this.etcd.state !== 'up') return
      this.withoutEtcd = false
      this.reconcileFrom(0, 0)
    })
  }

  private sayLeft(): void {
    const line = this.routine.leftHandshake()
    if (line !== undefined && this.phase !== 'accepting') this.atWork(() => this.record.log(line))
  }

  private etcdChanged(): void {
    this.answers.forget()
    this.atWork(() => this.seeEtcd())
  }

  private seeEtcd(): void {
    if (this.etcd.state !== 'up') return
    const waits = [...this.etcdWaits]
    this.etcdWaits.clear()
    for (const go of waits) go()
    if (this.withoutEtcd) return this.findEtcd()
    if (this.phase !== 'accepting') return
    const answerAt = this.startedAt + this.node.release.apiserverAnswerSeconds
    if (this.node.engine.now >= answerAt)
      this.later(ETCD_BACK_SECONDS, () => {
        // it may have gone again
        if (this.etcd.state === 'up') this.answerFrom({ note: 'etcd came back', because: this.node.etcdCause })
      })
  }

  private serve(request: Request, call: NetworkCall, tls: boolean): void {
    if (this.stopped || this.phase === 'accepting') {
      call.inHandshake = request.scheme === 'https'
      return this.hold(call, () => this.serve(request, call, tls))
    }
    call.inHandshake = false
    if (!tls && request.scheme === 'https') return call.answer({ is: 'plain-http' })
    if (tls && request.scheme === 'http' && !this.node.release.plainHttpAnswered) return call.answer({ is: 'alert' })
    this.underWay.add(call)
    const { slowSeconds, pacedBy } = this
    if (slowSeconds > 0) this.later(slowSeconds, () => this.process(request, call, pacedBy))
    else this.process(request, call, pacedBy)
  }

  private process(request: Request, call: NetworkCall, pacedBy: readonly number[]): void {
    const first = this.answers.handled(request, this.state([]))
    if (first.stored && this.etcd.state !== 'up') return this.waitForEtcd(request, call, pacedBy)
    const { troubles } = this.node
    const fate = troubles && fateOf(troubles, request, first)
    if (!fate) return this.finish(request, call, first, pacedBy)
    const finish = (): void => {
      if (!fate.failure) return this.finish(request, call, first, [...fate.because, ...pacedBy])
      this.underWay.delete(call)
      call.answer(paced({ is: 'response', response: this.answers.refused(request, first, fate.failure, fate.because) }, pacedBy))
    }
    if (fate.seconds > 0) this.later(fate.seconds, finish)
    else finish()
  }

  private finish(request: Request, call: NetworkCall, first: ReturnType<ServerAnswers['handled']>, pacedBy: readonly number[]): void {
    const checks = first.etcdChecks ?? []
    this.checks.run(checks, (failed) => {
      this.underWay.delete(call)
      if (call.cancelled) return
      const given = checks.length === 0 ? first : this.answers.handled(request, this.state(failed))
      const slow = failed.length > 0 ? (this.node.troubles?.because ?? []) : []
      call.answer(paced({ is: 'response', response: this.answers.answer(request, given) }, [...slow, ...pacedBy]))
    })
  }

  /** What comes from etcd waits for it, as long as the server lets a request take. */
  private waitForEtcd(request: Request, call: NetworkCall, pacedBy: readonly number[]): void {
    this.etcdWaits.add(() => this.underWay.has(call) && this.process(request, call, pacedBy))
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    this.later(isRead ? REQUEST_SECONDS : this.node.release.writeTimeout.seconds, () => {
      if (call.cancelled || !this.underWay.delete(call)) return
      call.answer({ is: 'response', response: this.answers.timeout(request, isRead) })
    })
  }

  /** How it is with none of its etcd checks failed, and with some: the same object as long as nothing of it changes. */
  private readonly known: { well?: KnownState; failing?: KnownState } = {}

  /** `etcdFailed`: what its etcd checks say, by name. */
  private state(etcdFailed: readonly string[]): ServerState {
    const of = etcdFailed.length === 0 ? 'well' : 'failing'
    const { phase, shuttingDown } = this
    const { engine, objects } = this.node
    const isUp = this.etcd.state === 'up'
    const livezGrace = engine.now - this.startedAt < this.config!.livezGraceSeconds
    const { [of]: last } = this.known
    if (
      last &&
      last.phase === phase &&
      last.state.livezGrace === livezGrace &&
      (last.state.etcd === 'up') === isUp &&
      last.state.shuttingDown === shuttingDown &&
      last.state.stored === objects.stored &&
      (of === 'well' || last.state.etcdFailed.join() === etcdFailed.join())
    )
      return last.state
    const state: ServerState = {
      rbacReady: phase !== 'forbidding',
      hooksReady: phase === 'serving',
      livezGrace,
      etcd: isUp ? 'up' : 'down',
      etcdFailed,
      shuttingDown,
      node: this.node.inputs.node,
      ...defined({ version: this.version }),
      stored: objects.stored,
      storage: objects.storage,
      tokens: this.answers.tokens,
    }
    this.known[of] = { phase, state }
    return state
  }

  private tell(state: ServerEntry['state'], how?: Parameters<ServerRecord['tell']>[2]): void {
    this.record.tell(state, this.isUnasked, how)
  }

  private get isUnasked(): boolean {
    return this.config !== undefined && !isWhereClientsAsk(this.config.secure)
  }
}

const WRITES: ReadonlyMap<string, ApiWrite['verb']> = new Map([
  ['create', 'create'],
  ['update', 'update'],
  ['patch', 'update'],
  ['delete', 'delete'],
])

/** What becomes of a request that is through authorization: of one that reads the disk alone counts. */
function fateOf(troubles: Troubles, request: Request, { change, response, stored }: Handling): WriteFate | undefined {
  const { verb, isResource, apiGroup: group, resource, subresource, namespace, name } = attributesOf(request)
  const writes = isResource && response.status < 300 ? WRITES.get(verb) : undefined
  if (writes === undefined)
    return stored && troubles.diskSeconds > 0 ? { seconds: troubles.diskSeconds, because: troubles.because } : undefined
  const object = change && 'object' in change ? change.object : undefined
  const labels = fields(fields(object?.value['metadata'])['labels'])
  return troubles.fateOf({
    ...{ verb: writes, group, resource, subresource, labels, isVirtual: !change },
    ...{ namespace: group === '' && resource === 'namespaces' ? '' : namespace, name: object?.name ?? name },
  })
}
