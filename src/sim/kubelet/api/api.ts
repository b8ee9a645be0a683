import { fieldAt } from '../../../manifest/own.ts'
import type { Request } from '../../apiserver/requests/request.ts'
import { plainText, textError } from '../../apiserver/requests/status-failure.ts'
import { type Answer, isEverywhere, type NetworkCall, type Listener, PLAIN_TO_TLS } from '../../node/network.ts'
import type { RequestStep } from '../../trace/trace.ts'
import { LazyPart } from '../../part.ts'
import type { admit, Reviewer } from './auth.ts'
import type { KubeletResponse, healthz, routeOf } from './api-handlers.ts'
import { CONFIGURATION_FILE, type KubeletSettings, readConfiguration } from '../configuration.ts'
import type { KubeletHost } from '../kubelet-host.ts'

/** How a request to the kubelet is answered: hardly anybody asks it. */
export const KUBELET_SERVER = new LazyPart<{
  admit: typeof admit
  healthz: typeof healthz
  routeOf: typeof routeOf
  Reviewer: typeof Reviewer
}>("the kubelet's server")

/**
 * The kubelet as a server: 10250 with TLS for those who may, the read-only port for everyone, and its health on 127.0.0.1.
 *
 * A configuration file that cannot be used is a line in its log.
 * Follows: pkg/kubelet/server/server.go, ListenAndServeKubeletServer and ListenAndServeKubeletReadOnlyServer, and
 * cmd/kubelet/app/server.go (v1.37.2).
 */
export class KubeletApi {
  /** The whole configuration is read in one place. */
  readonly settings: KubeletSettings
  private readError: string | undefined
  private reviewer: Reviewer | undefined
  private kubelet: KubeletHost
  private readonly open: Listener[] = []

  constructor(kubelet: KubeletHost) {
    this.kubelet = kubelet
    const { files, inputs, release } = kubelet.node
    const { settings, error } = readConfiguration(files, inputs.kubelet, release)
    this.settings = settings
    this.readError = error
  }

  listen(): void {
    const { network, trace } = this.kubelet.node
    if (this.readError !== undefined) {
      const cause = this.root('', 1)
      trace.kubeletLog(this.readError, cause)
      trace.add({
        kind: 'warning',
        cause,
        message: `The kubelet cannot use ${CONFIGURATION_FILE}. A real one would end; this one goes on with the scenario's own settings.`,
      })
    }
    const { address, port, readOnlyPort, healthzPort, healthzBindAddress } = this.settings
    const open = (bind: string, port: number, tls: boolean, serve: Listener['serve']): void => {
      const listener = { bind, port, tls, accepts: () => true, serve }
      if (port > 0 && network.listen(listener)) this.open.push(listener)
    }
    open(address, port, true, (request, call) => this.serve(request, call, false))
    open(healthzBindAddress, healthzPort, false, (request, call) => this.serveHealth(request, call))
    open(address, readOnlyPort, false, (request, call) => this.serve(request, call, true))
  }

  /** Its process has ended. */
  close(): void {
    for (const listener of this.open) this.kubelet.node.network.close(listener)
  }

  private serve(request: Request, call: NetworkCall, readOnly: boolean): void {
    call.inHandshake = false
    const { settings } = this
    const { node } = this.kubelet
    const { admit, routeOf, Reviewer } = KUBELET_SERVER.get()
    const reviewer = (this.reviewer ??= new Reviewer(node, this.kubelet.client))
    const because = settings.because(readOnly ? 'readOnlyPort' : 'port')
    const steps: RequestStep[] = [
      {
        step: 'connection',
        verdict: 'passed',
        reason: `The kubelet listens on port ${request.port}, on ${onWhich(settings.address)}.`,
        because,
      },
    ]
    if (this.wrongScheme(request, call, steps, !readOnly)) return
    steps.push(
      readOnly
        ? { step: 'TLS', verdict: 'skipped', reason: 'The read-only port speaks plain HTTP.', because }
        : {
            step: 'TLS',
            verdict: 'passed',
            reason: "The kubelet shows a certificate of its own making, and takes any client's; whose it is counts later.",
            because: settings.because('serverTLSBootstrap'),
          },
    )
    const route = routeOf(node, request, readOnly)
    const handled = (of: KubeletResponse, why: readonly number[] = []): void => {
      steps.push({
        step: 'handler',
        verdict: 'answered',
        reason: of.reason,
        ...(of.because?.path === undefined ? {} : { because: settings.because(of.because.path) }),
      })
      const answer = (): void => this.answer(request, call, of.response, steps, why)
      if (of.after) node.engine.after(of.after, answer)
      else answer()
    }
    if ('mux' in route) return handled(route.mux)
    const serve = (why?: readonly number[]): void => handled(route.handler({ node, settings, pods: this.kubelet.podList() }, request), why)
    if (readOnly) {
      steps.push(
        { step: 'authentication', verdict: 'skipped', reason: 'Nobody is asked on the read-only port.', because },
        { step: 'authorization', verdict: 'skipped', reason: 'Everyone may read there.', because },
      )
      return serve()
    }
    admit({ settings, reviewer, release: node.release }, request, steps, (admission) => {
      if (call.cancelled) return
      if (!admission.refused) return serve(admission.because)
      if (admission.log !== undefined) this.log(admission.refused.status, admission.log, admission.because)
      const { status, body } = admission.refused
      this.answer(request, call, plainText(status, body), steps, admission.because)
    })
  }

  private serveHealth(request: Request, call: NetworkCall): void {
    call.inHandshake = false
    const steps: RequestStep[] = [
      {
        step: 'connection',
        verdict: 'passed',
        reason: this.settings.healthzBindAddress.startsWith('127.')
          ? `The port is bound to ${this.settings.healthzBindAddress}, so only the node itself gets here.`
          : `The port is bound to ${onWhich(this.settings.healthzBindAddress)}.`,
        because: this.settings.because('healthzBindAddress'),
      },
    ]
    if (this.wrongScheme(request, call, steps, false)) return
    const known = request.path === '/healthz' || request.path === '/healthz/ping'
    const { response, reason } = known
      ? KUBELET_SERVER.get().healthz(request, request.path.slice('/healthz'.length), ['ping'], this.kubelet.node.release)
      : { response: textError(404, '404 page not found'), reason: `Nothing is served at ${request.path}.` }
    steps.push({ step: 'handler', verdict: 'answered', reason, because: this.settings.because('healthzPort') })
    this.answer(request, call, response, steps)
  }

  /** HTTP to a TLS port, or the other way round. */
  private wrongScheme(request: Request, call: NetworkCall, steps: RequestStep[], tls: boolean): boolean {
    if (tls === (request.scheme === 'https')) return false
    if (!tls) call.answer({ is: 'plain-http' })
    else if (!this.kubelet.node.release.plainHttpAnswered) call.answer({ is: 'alert' })
    else {
      steps.push({ step: 'TLS', verdict: 'refused', reason: 'The port speaks TLS; a plain HTTP request is answered by Go itself.' })
      this.answer(request, call, PLAIN_TO_TLS, steps)
    }
    return true
  }

  private answer(request: Request, call: NetworkCall, response: Answer, steps: readonly RequestStep[], why: readonly number[] = []): void {
    const path = steps.findLast((step) => step.because?.path !== undefined)?.because?.path
    const { lineOf } = this.settings
    const because = [...why, ...(path !== undefined && lineOf ? [this.root(path, lineOf(path))] : [])]
    const body = request.method === 'HEAD' ? '' : response.body
    call.answer({ is: 'response', response: { ...response, body, steps, because } })
  }

  private log(status: number, error: string, cause: readonly number[]): void {
    const { trace, release } = this.kubelet.node
    const what = status === 401 ? 'Unable to authenticate the request due to an error' : 'Authorization error'
    const text = release.structuredLogs ? `"${what}" err=${JSON.stringify(error)}` : `${what}: ${error}`
    trace.add({ id: 0, t: 0, kind: 'log', ...(cause.length === 0 ? {} : { cause }), source: 'kubelet', text })
  }

  /** A line of the configuration file, as a root of the trace. */
  private root(path: string, line: number): number {
    const { trace, files } = this.kubelet.node
    return trace.root(`${CONFIGURATION_FILE} ${path}`, () => ({
      kind: 'manifest',
      file: CONFIGURATION_FILE,
      line,
      path,
      value: path === '' ? (files.get(CONFIGURATION_FILE) ?? null) : (fieldAt(this.settings, path) ?? null),
    }))
  }
}

function onWhich(address: string): string {
  return isEverywhere(address) ? "all of the node's addresses" : address
}
