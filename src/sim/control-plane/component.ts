import { joinHostPort, type Request } from '../apiserver/requests/request.ts'
import { plainText } from '../apiserver/requests/status-failure.ts'
import type { CommandArguments } from './command-arguments.ts'
import { LivingProcess } from '../node/living-process.ts'
import { type NetworkCall, type Listener, type Outcome, PLAIN_TO_TLS } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import { argumentRoot, paced, type ProgramSite, tellLine } from '../node/process.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { ProgramFiles } from '../node/container-files.ts'

/** Says once of a container that its files are only believed to be there. */
export function warnBelieved({ trace }: { trace: Recorder }, { pod, container, running, life }: ProgramSite): void {
  const assumed = 'finds the files that its flags name, and in each what its flag is for'
  trace.warnOnce(
    `Nothing says what stands in the files that the flags of ${running.program!} name. Assumed: this is another cluster than kubeadm’s; what ${pod.name} mounts and its flags name is there, and is what each flag is for. Describe it under files, or under cluster.pki.`,
    { cause: life.start(), pod: pod.name, container: container.name, assumed },
    `believed ${pod.name}/${container.name}`,
  )
}

/** Where and how a program listens. */
export interface ComponentPort {
  bind: string
  port: number
  tls: boolean
  grpc?: true
  /** The flag that says so. */
  flag: string
}

export function textOutcome(status: number, body: string, because: readonly number[]): Outcome {
  return { is: 'response', response: { ...plainText(status, body), because } }
}

/** What the programs of a control plane have in common beside a life: sockets, a log, flags. What each of them does is its own. */
export abstract class Component extends LivingProcess {
  protected readonly node: Node
  protected readonly site: ProgramSite
  private files: ProgramFiles | undefined
  /** What its flags come to; undefined until it has read them, and where they are refused. */
  protected abstract config: Pick<CommandArguments, 'flags'> | undefined

  constructor(node: Node, site: ProgramSite) {
    super(node.engine, node.networkOf(site.pod), site.onExit)
    this.node = node
    this.site = site
  }

  /** Answers at once, later, or never. */
  protected abstract serve(request: Request, port: ComponentPort, answer: (outcome: Outcome) => void): void

  /** A file as the program sees it: its text, '' where only its being there is known, undefined where it is not. */
  protected file(path: string): string | undefined {
    if (!this.files) {
      this.files = this.site.files()
      if (this.files.cluster === 'believed') warnBelieved(this.node, this.site)
    }
    const seen = this.files.read(path)
    return 'text' in seen ? seen.text : undefined
  }

  protected argumentRoot(index: number): number {
    return argumentRoot(this.site, index)
  }

  /** The manifest line of a flag; undefined where it is not given. */
  protected argumentOf(flag: string): number | undefined {
    const at = this.config?.flags.get(flag)?.at
    return at === undefined ? undefined : this.argumentRoot(at)
  }

  /** The same array as long as nothing makes it slow: whoever asks again and again sees that it is the same. */
  because(): readonly number[] {
    this.why ??= [this.site.life.start()]
    return this.slowSeconds > 0 ? [...this.pacedBy, ...this.why] : this.why
  }

  private why: readonly number[] | undefined
  private said = new Map<string, Outcome>()

  /** A plain text for an answer; the same one again where it says the same. */
  protected text(status: number, body: string): Outcome {
    const because = this.because()
    const key = `${status} ${body}`
    const known = this.said.get(key)
    if (known?.is === 'response' && known.response.because === because) return known
    const outcome = textOutcome(status, body, because)
    this.said.set(key, outcome)
    return outcome
  }

  protected hasStopped(_cause: number): void {}
  protected goesOn(_cause: number): void {}

  /** Listens there; what bind(2) says where it cannot. */
  protected open(port: ComponentPort): string | undefined {
    const { node, site } = this
    const address = joinHostPort(port.bind, port.port)
    if (!this.network.has(port.bind)) return `listen tcp ${address}: bind: cannot assign requested address`
    const got = this.listen({
      bind: port.bind,
      port: port.port,
      tls: port.tls,
      ...(port.grpc ? { grpc: true } : {}),
      accepts: () => true,
      because: () => this.because(),
      serve: (request, call) => this.take(request, call, port),
      ...this.socket(port),
    })
    if (!got) return `listen tcp ${address}: bind: address already in use`
    const cause = [site.life.start(), this.argumentOf(port.flag) ?? []].flat()
    const { pod, container, attempt } = site
    const of = { pod: pod.name, uid: pod.uid, container: container.name, attempt }
    node.trace.add({ id: 0, t: 0, kind: 'process', cause, ...of, op: 'listening', bind: port.bind, port: port.port })
    return undefined
  }

  /** What else the socket is to others. */
  protected socket(_port: ComponentPort): Partial<Listener> {
    return {}
  }

  /** Whether it has its ports, and takes no connection. */
  protected holds(): boolean {
    return this.stopped
  }

  private take(request: Request, call: NetworkCall, port: ComponentPort): void {
    if (this.holds()) {
      call.inHandshake = request.scheme === 'https' || request.grpc !== undefined
      return this.hold(call, () => this.take(request, call, port))
    }
    call.inHandshake = false
    if (port.tls !== (request.scheme === 'https')) return this.wrongScheme(request, call, port)
    this.underWay.add(call)
    const { slowSeconds, pacedBy } = this
    const answer = (outcome: Outcome) => {
      if (this.underWay.delete(call)) call.answer(paced(outcome, slowSeconds > 0 ? pacedBy : []))
    }
    if (slowSeconds > 0) this.later(slowSeconds, () => this.serve(request, port, answer))
    else this.serve(request, port, answer)
  }

  /** Whether who speaks no TLS is told so. */
  protected answersPlain(): boolean {
    return true
  }

  /** HTTP to a TLS port, which Go itself answers since 1.12; or the other way round. */
  private wrongScheme(request: Request, call: NetworkCall, port: ComponentPort): void {
    if (!port.tls) return call.answer({ is: 'plain-http' })
    if (request.grpc || !this.answersPlain()) return call.answer({ is: 'eof' })
    if (!this.node.release.plainHttpAnswered) return call.answer({ is: 'alert' })
    call.answer({ is: 'response', response: { ...PLAIN_TO_TLS, because: this.because() } })
  }

  protected log(text: string, ...roots: readonly (number | undefined)[]): number {
    return tellLine(
      this.node.trace,
      this.site,
      text,
      [...roots, this.site.life.start()].filter((id) => id !== undefined),
    )
  }
}
