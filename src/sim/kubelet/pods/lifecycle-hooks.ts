import type { HTTPGetAction, LifecycleHandler } from '../../../manifest/types.ts'
import { joinHostPort } from '../../apiserver/requests/request.ts'
import { callOnce, DIAL_SECONDS } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'
import type { Release } from '../../release/release.ts'
import { execIn } from '../probes/exec-probe.ts'
import { addressFor, failureText, getFailed, requestFor, requestTo, resolvePort } from '../probes/http-get.ts'
import type { Instance } from './runtime.ts'

/** A hook that failed: what was run, as Go prints it, and what came of it. */
export type HookFailure = Parameters<Release['hookFailedText']>[3]

/** Whose hook it is. */
export interface HookSite {
  instance: Instance
  pod: { readonly name: string; readonly sandboxIP: string; readonly left: boolean }
  /** The entry that its own follow from. */
  cause: number
}

/**
 * Runs a lifecycle hook; `tell` is told how it failed, if it did. A hook has no time-out of its own: one that gets no answer is
 * never done, and one that runs in its container dies with it; of what becomes of it once the kubelet has ended nobody is told. A
 * tcpSocket is valid, and fails: nobody has built it.
 *
 * What cannot be run is a failure.
 * Follows: pkg/kubelet/lifecycle/handlers.go, Run (v1.24.17): what the command printed is all taken for standard output.
 */
export function runHook(node: Node, hook: LifecycleHandler, site: HookSite, tell: (failed?: HookFailure) => void): void {
  const done = (failed?: HookFailure): void => {
    if (!site.pod.left) tell(failed)
  }
  if (hook.sleep) return node.release.hooksSleep ? void node.engine.after(hook.sleep.seconds, () => done()) : done()
  if (hook.httpGet) return getHook(node, hook.httpGet, site, done)
  if (hook.tcpSocket) return done({ by: 'none', error: node.release.invalidHandlerText(hook.tcpSocket) })
  const { command } = hook.exec!
  const what = command.join(' ')
  execIn(node, site.instance, command, Infinity, (outcome) => {
    if (outcome.is === 'error') return done({ by: 'exec', what, error: outcome.error, output: '' })
    if (outcome.is === 'timed out' || outcome.code === 0) return done()
    done({ by: 'exec', what, error: `command '${what}' exited with ${outcome.code}: `, output: outcome.output })
  })
}

/**
 * Any answer will do, whatever its status; only no answer is a failure. Up to 1.25 the scheme and the headers are ignored; from
 * then on, HTTPS that meets plain HTTP is tried again as such. Where no host is named it is the address that the runtime gave the
 * pod, and on the host's network it gave none (kubernetes/kubernetes#134285).
 */
function getHook(
  node: Node,
  action: HTTPGetAction,
  { instance: { container }, pod, cause }: HookSite,
  done: (failed?: HookFailure) => void,
): void {
  const { release, trace } = node
  const failed = (error: string) => done({ by: 'http', what: action.path, error, output: '' })
  // what Go prints of the pod's status, and of the container, is left out
  if (!action.host && !pod.sandboxIP) return failed('failed to find networking container')
  const port = resolvePort(action.port, container)
  if (port === undefined) return failed(`couldn't find port: ${String(action.port)}`)
  const first = release.hooksAreProbeLike ? action.scheme : 'HTTP'
  const get = (scheme: HTTPGetAction['scheme']) => {
    const { url, request } = release.hooksAreProbeLike
      ? requestFor({ ...action, scheme }, pod.sandboxIP, port, `kube-lifecycle/${release.name}`)
      : requestTo(`http://${joinHostPort(action.host || pod.sandboxIP, port)}/${action.path}`, [], 'Go-http-client/1.1')
    const call = callOnce(request.scheme, (outcome) => {
      if (outcome.is === 'plain-http' && release.hooksAreProbeLike) return get('HTTP')
      if (outcome.is !== 'response') return failed(failureText(node, url, request, outcome))
      if (scheme !== first && !pod.left) {
        const message = `request to HTTPS lifecycle hook ${request.host}:${port} got HTTP response, retry with HTTP succeeded`
        trace.event(pod.name, container.name, 'Warning', 'LifecycleHTTPFallback', message, cause)
      }
      done()
    })
    const listener = node.find(request.host, port)
    if (listener?.drops)
      node.engine.after(DIAL_SECONDS, () => failed(getFailed(node, url, `dial tcp ${addressFor(request.host)}:${port}: i/o timeout`)))
    else if (listener?.accepts()) listener.serve(request, call)
    else failed(failureText(node, url, request, { is: 'refused' }))
  }
  get(first)
}
