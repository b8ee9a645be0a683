import { isRecord } from '../../manifest/own.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import { UNKNOWN_AUTHORITY } from '../apiserver/authentication/x509.ts'
import { authorityOf } from '../apiserver/pki.ts'
import { type ClientCertificate, joinHostPort, type Request } from '../apiserver/requests/request.ts'
import { rfc3339 } from '../clock.ts'
import { type EtcdCall, type EtcdRefusal, isEverywhere, isLoopback, type Listener, type Outcome } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { ExecResult, OnExit, Program } from '../node/process.ts'
import { etcdVersionOf } from '../release/kubeadm.ts'
import type { CertificateName } from '../scenario/certificates.ts'
import { goDuration } from '../scenario/duration.ts'
import { readArguments } from './command-arguments.ts'
import { BAD_CERTIFICATE, certificateRoot, nameOf, signerOf, trusts } from './trust.ts'
import { Component, type ComponentPort, textOutcome } from './component.ts'
import { DATA_NOTE, dataPlace, type EtcdConfig, type EtcdPort, readEtcdFlags } from './etcd-flags.ts'
import { expiredAt, WITHOUT_TLS } from './etcd-link.ts'

/** What such files usually say, where nobody tells what stands in one: it serves its own machine, as kubeadm's does. */
const USUAL: readonly string[] = [
  '--listen-client-urls=https://127.0.0.1:2379',
  '--listen-peer-urls=https://127.0.0.1:2380',
  '--listen-metrics-urls=http://127.0.0.1:2381',
]
const SECTIONS: Readonly<Record<string, string>> = { 'client-transport-security': '', 'peer-transport-security': 'peer-' }

/** The file that an etcd's `--config-file` names; it reads no other flag then. Errors: undefined where it names none. */
function etcdConfigFile(args: readonly string[]): { path: string; at: number } | undefined {
  const { flags } = readArguments(args)
  const found = flags.get('config-file')
  return found && { path: found.value, at: found.at }
}

/**
 * What the text of such a file comes to; every error is at the argument that names it.
 *
 * Errors: as `readEtcdFlags`. Follows: etcd, server/embed/config.go, ConfigFromFile (v3.5).
 */
function readEtcdFile(text: string, at: number): EtcdConfig | { error: string; exit: number; at: number } {
  const read = readEtcdFlags(argumentsOf(text))
  if ('error' in read) return { ...read, at }
  return { ...read, flags: new Map([...read.flags].map(([flag, argument]) => [flag, { ...argument, at }])) }
}

function argumentsOf(text: string): readonly string[] {
  const { value } = readYaml(text, { yamlScannerLine: 'exact' })
  if (!isRecord(value)) return USUAL
  return Object.entries(value).flatMap(([name, given]): string[] => {
    const prefix = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined
    if (prefix === undefined || !isRecord(given)) return isPlain(given) ? [`--${name}=${String(given)}`] : []
    return Object.entries(given).flatMap(([key, item]) => (isPlain(item) ? [`--${prefix}${key}=${String(item)}`] : []))
  })
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** A process that cannot go on says so within so long: assumed. */
const REFUSED_SECONDS = 0.1
/** From its start until it listens, and from then until a single member has elected itself, an election's second: assumed. */
const LISTEN_SECONDS = 0.1
const ELECTED_SECONDS = 1.2
/** From SIGTERM to its end; and where a client has a connection, which it gives time to end what it does: five seconds and two elections. */
const STOP_SECONDS = 0.2
const DRAIN_SECONDS = 7
/** It commits so often. */
const COMMIT_SECONDS = 0.1
/** How long a health check waits for raft: up to 3.4, and after. */
const OLD_HEALTH_SECONDS = 1
const HEALTH_SECONDS = 7
/** kubeadm's one member; 8e9e05c52164694d. */
const MEMBER = '10276657743932975437'

/** etcdctl gives a command so much. */
const ETCDCTL_SECONDS = 5

/** etcd as one of a node's programs: on the host's network it is the node's own. */
export function etcdProgram(node: Node): Program {
  return {
    servesAPI: false,
    make: (site) => new Etcd(node, site),
    taken: (hostNetwork, cause) => hostNetwork && node.ownEtcd(cause),
  }
}

/**
 * etcd, as kubeadm runs it: one member in a static pod. What it holds is the node's `objects`; here it is only there or not.
 *
 * What it cannot do is a line in its log and an exit code.
 * Follows: etcd, server/etcdmain/etcd.go, server/embed/etcd.go and server/etcdserver/api/etcdhttp/health.go (v3.6); how long things
 * take is an assumption.
 */
class Etcd extends Component {
  readonly isEtcd = true
  protected config: EtcdConfig | undefined
  private leads = false
  private leadsAt = 0
  /** It is the one that the node's kube-apiserver is there for. */
  private isNodes = false

  protected run(): void {
    const said = this.site.container.env.filter(({ fieldPath, key }) => fieldPath === undefined && key === undefined)
    const file = etcdConfigFile(this.site.running.args)
    const text = file && this.file(file.path)
    if (file && text === undefined) return this.fail(`open ${file.path}: no such file or directory`, 1, this.argumentRoot(file.at))
    const read = file ? readEtcdFile(text!, file.at) : readEtcdFlags(this.site.running.args, said)
    if ('error' in read) return this.fail(read.error, read.exit, this.argumentRoot(read.at))
    this.config = read
    const missing = read.files.find(({ path }) => this.file(path) === undefined)
    if (missing) return this.fail(`open ${missing.path}: no such file or directory`, 1, this.argumentOf(missing.flag))
    this.later(LISTEN_SECONDS, () => this.openAll())
  }

  private openAll(): void {
    const { node } = this
    for (const port of this.config!.ports) {
      const halfPair = port.tls ? this.halfPair(port) : undefined
      if (halfPair !== undefined) return this.fail(halfPair.error, 1, this.argumentOf(halfPair.flag))
      const bind = this.bindOf(port)
      // the outside etcd of a scenario that has one is on this machine too
      const isTaken = port.use === 'client' && this.network === node.network && node.hasOutsideEtcd && node.etcd !== 'down'
      const error =
        bind === undefined
          ? `listen tcp ${joinHostPort(port.host, port.port)}: bind: cannot assign requested address`
          : isTaken
            ? `listen tcp ${joinHostPort(port.host, port.port)}: bind: address already in use`
            : this.open({ bind, port: port.port, tls: port.tls, grpc: true, flag: port.flag })
      if (error !== undefined) return this.fail(error, 1, this.argumentOf(port.flag), node.ports.causeOf(port.port))
    }
    this.say('info', 'embed/etcd.go:292', 'now serving peer/client/metrics')
    this.later(ELECTED_SECONDS, () => {
      this.leads = true
      this.network.changes++
      this.leadsAt = this.engine.now
      this.isNodes = this.network === node.network
      if (this.isNodes) this.useDisk()
      const ready = this.say('info', 'embed/serve.go:124', 'ready to serve client requests')
      const data = this.isNodes ? this.openData() : undefined
      this.tell('up', ready, data)
    })
  }

  /** A certificate without its key, or a key without its certificate. Follows: client/pkg/transport/listener.go, baseConfig (v3.6). */
  private halfPair({ use }: EtcdPort): { error: string; flag: string } | undefined {
    const prefix = use === 'peer' ? 'peer-' : ''
    const [certificate, key] = ['cert-file', 'key-file'].map((name) => this.config!.flags.get(prefix + name)?.value ?? '')
    if ((certificate === '') === (key === '')) return undefined
    const error = `KeyFile and CertFile must both be present[key: ${key}, cert: ${certificate}]`
    return { error, flag: `${prefix}${key === '' ? 'cert-file' : 'key-file'}` }
  }

  /** Which data it serves, where those are others than before: an empty directory, or one that it had earlier. That is said. */
  private openData(): number | undefined {
    const { node, site } = this
    const { pod, container, running, attempt } = site
    const place = dataPlace(pod.manifest, container, running.args, { uid: pod.uid, attempt })
    const key = place?.key ?? 'of a file'
    const { etcdDirectories: known, objects } = node
    const before = known.get(key)
    const data = before ?? known.size
    known.set(key, data)
    if (data === objects.data.n) return undefined
    const cause = [this.argumentOf('data-dir') ?? [], site.life.start()].flat()
    const message =
      before === undefined
        ? `etcd begins anew, with nothing in it. ${place?.says ?? ''} ${DATA_NOTE}`
        : `etcd has its earlier data again. ${place?.says ?? ''} What a kube-apiserver that runs on still has of the others in its caches is not simulated.`
    node.trace.add({ id: 0, t: 0, kind: 'warning', cause, pod: pod.name, container: container.name, message })
    return data
  }

  /** The address to bind; undefined where the machine has it not. */
  private bindOf({ host }: EtcdPort): string | undefined {
    const { ip, name } = this.node.inputs.node
    if (host === '' || host === 'localhost') return '127.0.0.1'
    return isEverywhere(host) || isLoopback(host) || host === ip || host === name || this.node.hasPod(host) ? host : undefined
  }

  /** Follows: server/embed/config_logging.go (v3.5). */
  private turnAway(error: string, certificate: CertificateName): void {
    const more = { 'remote-addr': '127.0.0.1:43210', 'server-name': '', error }
    this.say('warn', 'embed/config_logging.go:160', 'rejected connection', more, certificateRoot(this.node, certificate))
  }

  private fail(error: string, exit: number, ...roots: readonly (number | undefined)[]): void {
    this.later(REFUSED_SECONDS, () => {
      const entry = this.say('fatal', 'etcdmain/etcd.go:204', 'discovery failed', { error }, ...roots)
      this.end({ code: exit, cause: entry })
    })
  }

  protected onTerm(): void {
    this.say('info', 'osutil/interrupt_unix.go:64', 'received signal; shutting down', { signal: 'terminated' }, this.site.life.stop())
    // at once nobody connects any more, and what stands is not used for anything new
    const stop = this.site.life.stop()!
    const hasClients = this.isNodes && this.node.apiservers.some((server) => server.serves())
    const metrics = this.config?.ports.filter(({ use }) => use === 'metrics').map(({ port }) => port) ?? []
    for (const listener of this.listeners) if (!metrics.includes(listener.port)) this.network.close(listener)
    this.tell('down', stop)
    // another one may be the node's before this one has ended
    this.isNodes = false
    // the first process of a container ends in an orderly way
    this.later(hasClients ? DRAIN_SECONDS : STOP_SECONDS, () => this.end({ code: 0 }))
  }

  protected override hasStopped(cause: number): void {
    this.network.changes++
    this.tell('hung', cause)
  }

  protected override goesOn(cause: number): void {
    this.network.changes++
    this.tell('up', cause)
  }

  protected override hasEnded(how: Parameters<OnExit>[0]): void {
    const [cause] = [this.site.life.stop() ?? how.cause!].flat()
    this.tell('down', cause!)
  }

  private tell(state: 'up' | 'down' | 'hung', cause: number, data?: number): void {
    if (this.isNodes && (this.node.etcd !== state || data !== undefined)) this.node.setEtcd(state, cause, data)
  }

  /** Its own listener makes the handshake, and closes what makes none. Follows: etcd, client/pkg/transport/listener_tls.go, acceptLoop (v3.6). */
  protected override answersPlain(): boolean {
    return !this.node.release.plainHttpAnswered
  }

  protected override socket({ flag, tls }: ComponentPort): Partial<Listener> {
    if (flag !== 'listen-client-urls') return {}
    return {
      etcd: {
        state: () => (this.stopped ? 'hung' : this.leads ? 'up' : 'down'),
        refuses: (client) => this.refuses(client, tls),
      },
    }
  }

  /**
   * Only who shows a certificate of this file's CA is let in, nobody where it is empty; undefined: anybody. Since 3.3 a CA alone is enough.
   *
   * Follows: etcd, client/pkg/transport/listener.go, ServerConfig (v3.6; up to v3.2 `--ca-file` in its place).
   */
  private get clientCA(): string | undefined {
    const { trustedCA, asksForCertificate } = this.config!
    return asksForCertificate || (trustedCA !== '' && this.version >= V3_3) ? trustedCA : undefined
  }

  private refuses(client: EtcdCall, tls: boolean): EtcdRefusal | undefined {
    if (tls !== (client.scheme === 'https')) return { error: tls ? WITHOUT_TLS : 'tls: first record does not look like a TLS handshake' }
    if (!tls) return undefined
    const server = this.config!.flags.get('cert-file')?.value ?? ''
    if (!trusts(client.ca, signerOf(server))) return { error: UNKNOWN_AUTHORITY }
    const { clientCA } = this
    if (clientCA !== undefined && (client.certificate === '' || !trusts(clientCA, signerOf(client.certificate))))
      return { error: BAD_CERTIFICATE }
    const shown = clientCA === undefined ? undefined : nameOf(client.certificate)
    const refusal = expiredAt(this.node, nameOf(server), shown, Math.max(client.since, this.leadsAt))
    return refusal?.serverSays === undefined ? refusal : { ...refusal, tellServer: () => this.turnAway(refusal.serverSays!, shown!) }
  }

  protected serve(request: Request, { flag, tls }: ComponentPort, answer: (outcome: Outcome) => void): void {
    const because = this.because()
    if (request.grpc) return answer({ is: 'grpc', status: this.leads ? 'SERVING' : 'NOT_SERVING', because })
    if (flag === 'listen-peer-urls') return answer(this.text(404, '404 page not found\n'))
    // a certificate is asked for in the handshake
    if (tls && flag === 'listen-client-urls' && !this.knows(request.certificate)) return answer({ is: 'reset' })
    const alarm = this.alarmed(request)
    if (alarm) return answer(alarm)
    const [status, body] = this.answerTo(request)
    // what is read of raft waits for the round that is being written
    const seconds = this.isNodes && this.readsRaft(request) ? (this.node.troubles?.diskSeconds ?? 0) : 0
    if (seconds === 0) return answer(this.text(status, body))
    const why = [...this.node.troubles!.because, ...because]
    const late = this.version < V3_5 ? OLD_HEALTH_SECONDS : HEALTH_SECONDS
    if (seconds < late) return this.later(seconds, () => answer(textOutcome(status, body, why)))
    const said =
      request.path === '/readyz'
        ? '[+]data_corruption ok\n[+]serializable_read ok\n[-]linearizable_read failed: context deadline exceeded\nreadyz check failed\n'
        : this.version < V3_5
          ? '{"health":"false"}\n'
          : '{"health":"false","reason":"RANGE ERROR:context deadline exceeded"}\n'
    this.later(late, () => answer(textOutcome(503, said, why)))
  }

  private useDisk(): void {
    const { node } = this
    node.etcdDisk = {
      slow: (isWrite, seconds, because) => this.saySlow(isWrite, seconds, because),
      outOfDisk: (cause) => this.later(COMMIT_SECONDS, () => this.outOfDisk(cause)),
    }
    const { diskFull } = node.troubles ?? {}
    if (diskFull !== undefined) node.etcdDisk.outOfDisk(diskFull)
  }

  /** Follows: server/storage/backend/batch_tx.go, commit (v3.1 … v3.7). That the next commit needs room is an assumption. */
  private outOfDisk(cause: number): void {
    if (this.node.troubles?.diskFull !== cause) return
    const error = `write ${this.config!.flags.get('data-dir')?.value ?? '/var/lib/etcd'}/member/snap/db: no space left on device`
    const entry =
      this.version < V3_5
        ? this.log(`${this.oldTime()} C | mvcc: cannot commit tx (${error})`, cause)
        : this.say('fatal', 'backend/batch_tx.go:282', 'failed to commit tx', { error }, cause)
    this.end({ code: 1, cause: entry })
  }

  /**
   * What it writes of a disk that keeps it waiting, of a write above a second and a read above a tenth of one.
   * Follows: server/storage/wal/wal.go, sync, and server/etcdserver/txn/util.go (v3.6), wal/wal.go and etcdserver/util.go (v3.3, v3.4).
   */
  private saySlow(isWrite: boolean, seconds: number, because: readonly number[]): void {
    const { version } = this
    const took = goDuration(seconds)
    if (!this.isNodes || this.stopped || this.ended || seconds <= (isWrite ? 1 : 0.1) || (!isWrite && version < V3_3)) return
    const [request, response] = ['key:"/registry/health" ', 'range_response_count:0 size:4']
    if (version < V3_5) {
      const text = isWrite
        ? `wal: sync duration of ${took}, expected less than 1s`
        : `etcdserver: read-only range request ${JSON.stringify(request)} with result ${JSON.stringify(response)} took too long (${took}) to execute`
      this.log(`${this.oldTime()} W | ${text}`, ...because)
    } else if (isWrite) {
      const caller = version < V3_6 ? 'wal/wal.go:806' : 'wal/wal.go:846'
      this.say('warn', caller, 'slow fdatasync', { took, 'expected-duration': '1s' }, ...because)
    } else {
      const caller = version < V3_6 ? 'etcdserver/util.go:171' : 'txn/util.go:94'
      const more = { took, 'expected-duration': '100ms', prefix: 'read-only range ', request, response }
      this.say('warn', caller, 'apply request took too long', more, ...because)
    }
  }

  /** As capnslog writes one: six digits behind the second. */
  private oldTime(): string {
    const [second, fraction = ''] = this.time().slice(0, -1).split('.')
    return `${second!.replace('T', ' ')}.${fraction.padEnd(6, '0')}`
  }

  private time(): string {
    return rfc3339(this.node.inputs.clock, this.engine.now, true).replace(/(\.\d{3})\d*Z$/, '$1Z')
  }

  /** /health looks at alarms since 3.3, and leaves those out that are named since 3.4.16. Follows: as `answerTo`, checkAlarms (v3.2 … v3.7). */
  private alarmed({ path, query }: Pick<Request, 'path' | 'query'>): Outcome | undefined {
    const { version } = this
    if (path !== '/health' || version < V3_3 || !this.isNodes || this.node.troubles?.filledBy === undefined) return undefined
    if (version >= V3_4_16 && /(?:^|&)exclude=NOSPACE(?:&|$)/.test(query)) return undefined
    const { etcdCause } = this.node
    const because = etcdCause === undefined ? this.because() : [etcdCause, ...this.because()]
    const alarm = `memberID:${MEMBER} alarm:NOSPACE `
    const caller = version < V3_5_11 ? 'metrics.go:165' : version < V3_6 ? 'health.go:219' : 'health.go:202'
    const entry =
      version < V3_5 ? undefined : this.say('warn', `etcdhttp/${caller}`, 'serving /health false due to an alarm', { alarm }, etcdCause)
    const body = version < V3_5 ? '{"health":"false"}\n' : '{"health":"false","reason":"ALARM NOSPACE"}\n'
    return textOutcome(503, body, entry === undefined ? because : [...because, entry])
  }

  /** Whether somebody is let in by the certificate that he shows: by the CA that the flag names, and of no foreign one. */
  private knows(certificate: ClientCertificate | undefined): boolean {
    const { clientCA } = this
    if (clientCA === undefined) return true
    if (clientCA === '' || !certificate || certificate.expired !== undefined || certificate.ca === 'stranger') return false
    const authority = authorityOf(clientCA)
    return authority === 'other' || authority === certificate.ca
  }

  /** Of /health the caller may say, since 3.5, that its own data will do. */
  private readsRaft({ path, query }: Pick<Request, 'path' | 'query'>): boolean {
    if (path === '/readyz') return this.version >= V3_5_11
    return path === '/health' && (this.version < V3_5 || !/(?:^|&)serializable=true(?:&|$)/.test(query))
  }

  /** Follows: server/etcdserver/api/etcdhttp/health.go (v3.6); up to 3.5.10 there is neither /livez nor /readyz. */
  private answerTo(request: Pick<Request, 'path' | 'query'>): [status: number, body: string] {
    const { leads, version } = this
    const { path } = request
    const old = version < V3_5
    switch (path) {
      case '/health':
        if (leads || !this.readsRaft(request)) return [200, old ? '{"health":"true"}' : '{"health":"true","reason":""}']
        return [503, old ? '{"health":"false"}' : '{"health":"false","reason":"RAFT NO LEADER"}']
      case '/livez':
      case '/readyz':
        if (version < V3_5_11) break
        if (leads || path === '/livez') return [200, 'ok\n']
        return [
          503,
          '[+]data_corruption ok\n[+]serializable_read ok\n[-]linearizable_read failed: etcdserver: leader changed\nreadyz check failed\n',
        ]
      case '/metrics':
        return [200, `# TYPE etcd_server_has_leader gauge\netcd_server_has_leader ${leads ? 1 : 0}\n`]
      case '/version':
        return [200, `{"etcdserver":"${this.versionText}","etcdcluster":"${this.versionText.replace(/\.\d+$/, '.0')}"}`]
    }
    return [404, '404 page not found\n']
  }

  /** As its image's tag says it; the one that the release's kubeadm takes where that says nothing. */
  private get versionText(): string {
    return /:v?(\d+\.\d+\.\d+)/.exec(this.site.container.image)?.[1] ?? etcdVersionOf(this.node.release.minor)
  }

  private get version(): number {
    return (this.versionNumber ??= this.versionText.split('.').map(Number).reduce(asNumber, 0))
  }

  private versionNumber: number | undefined

  /** `sh -ec "… etcdctl … get foo"` is the one command that probes run in it. */
  exec(command: readonly string[]): ExecResult {
    const line = command.join(' ')
    const program = command[0]!.split('/').at(-1)!
    if (!['sh', 'etcdctl'].includes(program) || !/\betcdctl\b/.test(line)) return { missing: true }
    const because = this.because()
    if (/\betcdctl\s+version\b/.test(line)) {
      const api = this.versionText.replace(/\.\d+$/, '')
      return { missing: false, code: 0, output: `etcdctl version: ${this.versionText}\nAPI version: ${api}\n`, after: 0.05, because }
    }
    const disk = this.isNodes ? (this.node.troubles?.diskSeconds ?? 0) : 0
    const why = disk > 0 ? [...this.node.troubles!.because, ...because] : because
    if (this.leads && !this.stopped && this.letsIn(line) && disk < ETCDCTL_SECONDS)
      return { missing: false, code: 0, output: '', after: 0.05 + disk, because: why }
    return { missing: false, code: 1, output: 'Error: context deadline exceeded\n', after: ETCDCTL_SECONDS, because: why }
  }

  /** etcdctl connects anew each time: at its port, and by certificates that each takes of the other. */
  private letsIn(line: string): boolean {
    const option = (name: string): string => new RegExp(`--${name}[= ](\\S+)`).exec(line)?.[1] ?? ''
    const [, scheme, number] = /^(?:\[?(https?):\/\/)?[^\s,:]*:(\d+)/.exec(option('endpoints')) ?? []
    const [ca, certificate] = [option('cacert'), option('cert')]
    const port = this.config!.ports.find((port) => port.use === 'client' && port.port === Number(number ?? 2379))
    if (!port) return false
    const secure = scheme === undefined ? ca !== '' || certificate !== '' : scheme === 'https'
    const since = this.engine.now
    // whoever does not look takes any server
    const trusted = /--insecure-skip-tls-verify(=true)?(\s|$)/.test(line) ? (this.config!.flags.get('trusted-ca-file')?.value ?? '') : ca
    return this.refuses({ scheme: secure ? 'https' : 'http', ca: trusted, certificate, since }, port.tls) === undefined
  }

  /** A line as zap writes it, from 3.5 on; before, as capnslog does. */
  private say(
    level: 'info' | 'warn' | 'fatal',
    caller: string,
    msg: string,
    more: object = {},
    ...roots: readonly (number | undefined)[]
  ): number {
    if (this.version >= V3_5) return this.log(JSON.stringify({ level, ts: this.time(), caller, msg, ...more }), ...roots)
    const error = (more as { error?: string }).error
    const head = `${this.oldTime()} ${level === 'fatal' ? 'C' : 'I'} | etcdmain:`
    return this.log(`${head} ${error ?? msg}`, ...roots)
  }
}

const asNumber = (sum: number, part: number): number => sum * 1000 + part
const V3_5 = [3, 5, 0].reduce(asNumber, 0)
const V3_3 = [3, 3, 0].reduce(asNumber, 0)
const V3_4_16 = [3, 4, 16].reduce(asNumber, 0)
const V3_5_11 = [3, 5, 11].reduce(asNumber, 0)
const V3_6 = [3, 6, 0].reduce(asNumber, 0)
