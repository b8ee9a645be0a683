import type { Request } from '../apiserver/requests/request.ts'
import type { SubjectAccessReview, TokenReview } from '../apiserver/requests/reviews.ts'
import { failureResponse } from '../apiserver/requests/status-failure.ts'
import type { Outcome } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { ExecResult, Program, ProgramSite } from '../node/process.ts'
import { ApiClient, type ClientResponse, objectOf, wrongWith } from './api-client.ts'
import { Component, type ComponentPort, textOutcome } from './component.ts'
import { LeaderElection } from './leader-election.ts'
import {
  controllerFiles,
  type ManagerConfig,
  type ManagerName,
  type ManagerSettings,
  readManagerFlags,
  readSettings,
} from './manager-settings.ts'

/** A kube-scheduler watches so many kinds, as kubeadm runs it: pods, nodes, namespaces, and what its plugins look at. */
const KINDS = 18
/** One stands for all: whoever may read this may read those. */
const PATH = '/api/v1/nodes'
/** How long a reflector waits before it tries again: twice as long each time, up to a bound, and up to as much again by chance: client-go/tools/cache/reflector.go. */
const FIRST_SECONDS = 0.8
const MOST_SECONDS = 30
/** One that has not waited for so long begins anew. */
const RESET_SECONDS = 120

/**
 * Has the informers of a program that begins, `of`, read each its kind by itself; `done` once all of them have. What fails is tried again.
 *
 * Follows: client-go/tools/cache/reflector.go, ListAndWatch, watchList and list; apimachinery/pkg/util/wait/backoff.go (v1.36).
 */
function syncInformers(
  { engine, luck, release }: Node,
  client: ApiClient,
  of: string,
  log: (text: string, because: readonly number[]) => void,
  done: () => void,
): void {
  const chance = luck.stream(`informers ${of}`)
  let missing = KINDS
  for (let i = 0; i < KINDS; i++) {
    let wait = FIRST_SECONDS
    let waitedAt = -Infinity
    const isDone = (): void => void (--missing === 0 && done())
    const again = (asked: ClientResponse): void => {
      // each says so of its kind: one does for all
      if (i === 0) log(release.listFailedText(wrongWith(asked)), asked.because)
      if (engine.now - waitedAt > RESET_SECONDS) wait = FIRST_SECONDS
      waitedAt = engine.now
      engine.after(wait * (1 + chance()), read)
      wait = Math.min(wait * 2, MOST_SECONDS)
    }
    const list = (): void => client.read(PATH, false, (asked) => (isRead(asked) ? isDone() : again(asked)))
    // by a watch that begins with what there is, where the release has that; else, and where that fails, by a list
    const read = (): void => {
      if (!release.watchLists) return list()
      client.read(PATH, true, (asked) => {
        if (isRead(asked)) isDone()
        else if ('error' in asked && asked.trouble === 'refused') again(asked)
        else list()
      })
    }
    read()
  }
}

function isRead(asked: ClientResponse): boolean {
  return !('error' in asked) && asked.answer.status === 200
}

/** A process that cannot go on says so within so long: assumed. */
const REFUSED_SECONDS = 0.1
/** From its start until it has its ports, and until it first asks for the lease: assumptions. */
const LISTENS_SECONDS = 0.3
const ELECTS_SECONDS = 1
/** Where a cluster says who may show which certificate; asked for twice, once for the CA and once for the headers. */
const LOOK_UP = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication'
const LOOK_UPS = 2
const LOOK_UP_FAILED = 'Error looking up in-cluster authentication configuration: '
/** A relist comes once a second: an end has come so much before it is seen, as a rule. */
const SEEN_SECONDS = 0.5
/** Renewals fall somewhere in the two seconds between them: so far from its chance a pin may lie, and a little further. */
const PHASE_SECONDS = 2.5
/** From SIGTERM to its end: assumed. */
const STOP_SECONDS = 0.1
/** How long it waits for an answer on who may: webhook authentication and authorization give it that. */
const REVIEW_SECONDS = 10

/** kube-controller-manager or kube-scheduler as one of a node's programs. */
export function managerProgram(name: ManagerName, node: Node): Program {
  return { servesAPI: false, make: (site) => new Manager(name, node, site) }
}

/**
 * kube-controller-manager or kube-scheduler: reads its flags and its kubeconfig, serves its health, takes its lease and holds it. What it
 * does as a leader is not simulated.
 *
 * What it cannot do is a line in its log and an exit code.
 * Follows: cmd/kube-controller-manager/app/controllermanager.go, cmd/kube-scheduler/app/server.go (v1.9, v1.21 … v1.36).
 */
class Manager extends Component {
  private readonly name: ManagerName
  protected config: ManagerConfig | undefined
  private client: ApiClient | undefined
  private election: LeaderElection | undefined

  constructor(name: ManagerName, node: Node, site: ProgramSite) {
    super(node, site)
    this.name = name
  }

  protected run(): void {
    const read = readManagerFlags(this.name, this.site.running.args, this.node.release.minor)
    if ('error' in read) return this.fail(this.node.release.managerFlagText(this.name, read.error), this.argumentRoot(read.at))
    this.config = read
    const settings = readSettings(this.name, read, this.node, (path) => this.file(path))
    if ('error' in settings)
      return this.fail(this.node.release.managerFailedText(this.name, settings.error), this.argumentOf(settings.flag))
    this.client = new ApiClient(this.node, settings.client)
    this.later(LISTENS_SECONDS, () => this.openAll() && this.lookUp(this.looksUp ? LOOK_UPS : 0, settings))
  }

  /** Whether it asks the kube-apiserver whom to trust, before it serves. */
  private get looksUp(): boolean {
    const { value } = this.config!
    if (!this.node.release.managerPorts[this.name].secure || !value('authentication-kubeconfig')) return false
    return value('requestheader-client-ca-file') === undefined && value('authentication-skip-lookup') !== 'true'
  }

  /** It has its ports by then, and takes no connection: who comes waits for it. */
  private lookUp(times: number, settings: ManagerSettings): void {
    if (times > 0)
      return this.client!.read(LOOK_UP, false, (asked) =>
        this.atWork(() => {
          if ('error' in asked) this.log(`W authentication.go:370] ${LOOK_UP_FAILED}${asked.error}`, ...asked.because)
          this.lookUp(times - 1, settings)
        }),
      )
    this.serves = true
    this.takeHeld()
    const elect = (): void => this.later(Math.max(this.startedAt + ELECTS_SECONDS - this.engine.now, 0), () => this.elect(settings))
    if (this.name === 'kube-controller-manager') return elect()
    const synced = (): void =>
      this.atWork(() => {
        this.synced = true
        elect()
      })
    const { node, client, site } = this
    syncInformers(node, client!, `${site.pod.uid} ${site.attempt}`, (text, because) => this.log(text, ...because), synced)
  }

  private serves = false
  /** It has read what there is of each kind that it watches. */
  private synced = false

  protected override holds(): boolean {
    return this.stopped || !this.serves
  }

  override hung(): string {
    if (this.stopped || this.serves) return super.hung()
    return `${this.name} asks the kube-apiserver whom to trust, and has no answer yet: it does not serve before`
  }

  override because(): readonly number[] {
    if (this.serves && (this.synced || this.name === 'kube-controller-manager')) return super.because()
    // where its flags or its kubeconfig are refused it has no client
    return [...(this.client?.lastServer() ?? []), ...super.because()]
  }

  private fail(text: string, root: number | undefined): void {
    const entry = this.log(text, root)
    this.later(REFUSED_SECONDS, () => this.end({ code: 1, cause: entry }))
  }

  /** False where it cannot, and ends. */
  private openAll(): boolean {
    const { managerPorts } = this.node.release
    const [plain, secure] = this.name === 'kube-scheduler' ? [10251, 10259] : [10252, 10257]
    const number = (flag: string, byDefault: number): number => Number(this.config!.value(flag) ?? byDefault)
    const bind = this.config!.value('bind-address') ?? '0.0.0.0'
    const ports: ComponentPort[] = []
    const { [this.name]: has } = managerPorts
    if (has.secure && number('secure-port', secure) > 0)
      ports.push({ bind, port: number('secure-port', secure), tls: true, flag: 'secure-port' })
    if (has.plain && number('port', plain) > 0)
      ports.push({ bind: this.config!.value('address') ?? '0.0.0.0', port: number('port', plain), tls: false, flag: 'port' })
    for (const port of ports) {
      const error = this.open(port)
      if (error === undefined) continue
      const text = `failed to create listener: failed to ${error.replace(/^listen tcp (\S+):/, 'listen on $1: listen tcp $1:')}`
      const entry = this.log(
        this.node.release.managerFailedText(this.name, text),
        this.argumentOf(error.endsWith('in use') ? port.flag : 'bind-address') ?? this.argumentOf(port.flag),
        this.node.ports.causeOf(port.port),
      )
      this.end({ code: 1, cause: entry })
      return false
    }
    return true
  }

  private elect({ election, lease }: ManagerSettings): void {
    if (!election) return this.startControllers()
    const { node, site } = this
    const own = node.release.leaderIsUnique ? `_${site.pod.uid}_${site.attempt}_${Math.round(this.startedAt * 1000)}` : ''
    this.election = new LeaderElection(node, this.client!, election, `${node.inputs.node.name}${own}`, {
      lease,
      later: (seconds, run) => this.later(seconds, run),
      log: (text, ...roots) => this.log(text, ...roots),
      releases: this.name === 'kube-scheduler' && node.release.schedulerReleasesLease,
      shift: (at) => {
        const seen = node.luck.endNear(site.container.name, at + SEEN_SECONDS, PHASE_SECONDS)
        return seen === undefined ? 0 : seen - SEEN_SECONDS - at
      },
      leads: () => this.startControllers(),
      lost: (cause) => {
        const { text, code } = node.release.leaderLost[this.name]
        const { pod, container } = site
        const seconds = election.renew
        const entry = node.trace.add({ kind: 'lease', cause, pod: pod.name, container: container.name, lease, op: 'lost', seconds })
        this.end({ code, cause: this.log(text, entry) })
      },
    })
    this.election.start()
  }

  /** What it cannot read ends it; what it does from here on is not simulated. A kube-scheduler has no flag that names such a file. */
  private startControllers(): void {
    const wrong = controllerFiles(this.config!, (path) => this.file(path), this.node.release.signingFailedText)
    if (!wrong) return
    const { controllersFailedText, leaderLost } = this.node.release
    const entry = this.log(controllersFailedText(wrong.error), this.argumentOf(wrong.flag!))
    this.later(REFUSED_SECONDS, () => this.end({ code: leaderLost[this.name].code, cause: entry }))
  }

  protected onTerm(): void {
    const asked = this.node.release.managerAsked[this.name]
    // a Go program that does not listen for SIGTERM ends by it, and as a container's first process with 2
    if (!asked) return this.end({ code: 2 })
    this.log(asked, this.site.life.stop())
    if (this.name === 'kube-scheduler' && this.node.release.schedulerReleasesLease) this.election?.release()
    this.later(STOP_SECONDS, () => this.end({ code: 0 }))
  }

  /** Its image holds nothing but itself. */
  exec(): ExecResult {
    return { missing: true }
  }

  protected serve(request: Request, { tls }: ComponentPort, answer: (outcome: Outcome) => void): void {
    if (request.grpc) return answer({ is: 'eof' })
    if (!tls || this.isAlwaysAllowed(request.path)) return this.handle(request, answer, NOBODY)
    this.authenticate(request, (user, because) => {
      if (user === undefined) return answer(this.failure(request, 401, 'Unauthorized', 'Unauthorized', because))
      this.authorize(request, user, answer)
    })
  }

  private isAlwaysAllowed(path: string): boolean {
    return this.config!.alwaysAllowed.some((text) => (text.endsWith('*') ? path.startsWith(text.slice(0, -1)) : path === text))
  }

  /** Who calls: by his certificate, or by a token that the kube-apiserver is shown. */
  private authenticate(request: Request, done: (user: ManagerCaller | undefined, because: readonly number[]) => void): void {
    const { certificate } = request
    if (certificate && certificate.ca === 'cluster' && this.config!.value('client-ca-file'))
      return done({ name: certificate.cn, groups: [...certificate.o, 'system:authenticated'] }, [])
    const token = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
    if (token === undefined) return done({ name: 'system:anonymous', groups: ['system:unauthenticated'] }, [])
    this.client!.review({ group: 'authentication.k8s.io', kind: 'TokenReview', spec: { token } }, REVIEW_SECONDS, (asked) => {
      const status = 'error' in asked ? undefined : (objectOf(asked) as Partial<TokenReview>).status
      const user = status?.authenticated ? status.user : undefined
      done(user && { name: user.username, groups: user.groups ?? [] }, asked.because)
    })
  }

  private authorize(request: Request, { name, groups }: ManagerCaller, answer: (outcome: Outcome) => void): void {
    const { path } = request
    const verb = request.method.toLowerCase()
    const spec = { user: name, groups, nonResourceAttributes: { path, verb } }
    this.client!.review({ group: 'authorization.k8s.io', kind: 'SubjectAccessReview', spec }, REVIEW_SECONDS, (asked) => {
      if ('error' in asked)
        return answer(textOutcome(500, `Internal Server Error: ${JSON.stringify(path)}: ${asked.error}\n`, asked.because))
      if ((objectOf(asked) as Partial<SubjectAccessReview>).status?.allowed) return this.handle(request, answer, asked.because)
      const message = `forbidden: User ${JSON.stringify(name)} cannot ${verb} path ${JSON.stringify(path)}`
      answer(this.failure(request, 403, 'Forbidden', message, asked.because))
    })
  }

  private failure(request: Request, code: number, reason: string, message: string, because: readonly number[]): Outcome {
    const response = failureResponse({ code, reason, message, details: {} }, request, this.node.release)
    return { is: 'response', response: { ...response, because: [...because, ...this.because()] } }
  }

  private handle(request: Request, answer: (outcome: Outcome) => void, because: readonly number[]): void {
    const { path } = request
    if (path === '/readyz' && this.name === 'kube-scheduler' && this.node.release.schedulerLivez && !this.synced)
      return answer(this.text(500, NOT_SYNCED))
    const isHealth = path === '/healthz' || (this.name === 'kube-scheduler' && this.node.release.schedulerLivez && HEALTH.has(path))
    if (isHealth && because.length === 0) return answer(this.text(200, 'ok'))
    const why = [...because, ...this.because()]
    if (isHealth) return answer(textOutcome(200, 'ok', why))
    if (path === '/metrics') return answer(textOutcome(200, `# TYPE leader_election_master_status gauge\n`, why))
    answer(textOutcome(404, '404 page not found\n', why))
  }
}

interface ManagerCaller {
  name: string
  groups: readonly string[]
}

const NOBODY: readonly number[] = []
/** Follows: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, handleRootHealth (v1.36). */
const NOT_SYNCED = '[+]ping ok\n[+]leaderElection ok\n[+]shutdown ok\n[-]sched-handler-sync failed: reason withheld\nreadyz check failed\n'
const HEALTH: ReadonlySet<string> = new Set(['/livez', '/readyz'])
