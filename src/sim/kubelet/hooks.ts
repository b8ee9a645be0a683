import type { HTTPGetAction, LifecycleHandler } from '../../manifest/types.ts'
import { callOnce } from '../network.ts'
import type { Node } from '../node.ts'
import type { Release } from '../release.ts'
import { failureText, requestFor, resolvePort } from './http-get.ts'
import type { Instance } from './runtime.ts'

/** A hook that failed: what was run, as Go prints it, and what came of it. */
export type HookFailure = Parameters<Release['hookFailedText']>[3]

/** Whose hook it is. */
export interface HookSite {
  instance: Instance
  pod: { readonly name: string; readonly podIP: string }
  /** The entry that its own follow from. */
  cause: number
}

/**
 * Runs a lifecycle hook; `done` is told how it failed, if it did. A hook has no time-out of its own: one that gets no answer is
 * never done.
 *
 * Units: seconds on the simulated clock. Errors: none; what cannot be run is a failure.
 * Follows: pkg/kubelet/lifecycle/handlers.go, Run (v1.24.17): what the command printed is all taken for standard output.
 */
export function runHook(node: Node, hook: LifecycleHandler, site: HookSite, done: (failed?: HookFailure) => void): void {
  const { instance } = site
  const after = (seconds: number, failed?: HookFailure) => {
    if (seconds > 0) node.engine.after(seconds, () => done(failed))
    else done(failed)
  }
  if (hook.sleep) return after(hook.sleep.seconds)
  if (hook.httpGet) return getHook(node, hook.httpGet, site, done)
  if (!hook.exec) return done()
  const { command } = hook.exec
  const what = command.join(' ')
  const result = instance.process.exec(command)
  if (result.missing) return done({ by: 'exec', what, error: missingCommand(command, instance.id), output: '' })
  after(result.after, result.code === 0 ? undefined : { by: 'exec', what, error: `command '${what}' exited with ${result.code}: `, output: result.output })
}

/**
 * Any answer will do, whatever its status; only no answer is a failure. Up to 1.25 the scheme and the headers are ignored; from
 * then on, HTTPS that meets plain HTTP is tried again as such.
 */
function getHook(node: Node, action: HTTPGetAction, { instance: { container }, pod, cause }: HookSite, done: (failed?: HookFailure) => void): void {
  const { release, trace } = node
  const failed = (error: string) => done({ by: 'http', what: action.path, error, output: '' })
  const port = resolvePort(action.port, container)
  if (port === undefined) return failed(`couldn't find port: ${String(action.port)}`)
  const asked = release.hooksAreProbeLike ? action : { ...action, scheme: 'HTTP' as const, httpHeaders: [] }
  const get = (scheme: HTTPGetAction['scheme']) => {
    const { url, request } = requestFor(node, { ...asked, scheme }, pod.podIP, port, `kube-lifecycle/${release.name}`)
    const call = callOnce(request.scheme, (outcome) => {
      if (outcome.is === 'plain-http' && release.hooksAreProbeLike) return get('HTTP')
      if (outcome.is !== 'response') return failed(failureText(node, url, request, outcome))
      if (scheme !== asked.scheme) {
        const message = `request to HTTPS lifecycle hook ${request.host}:${port} got HTTP response, retry with HTTP succeeded`
        trace.add({ kind: 'event', cause, pod: pod.name, container: container.name, type: 'Warning', reason: 'LifecycleHTTPFallback', message })
      }
      done()
    })
    const listener = node.find(request.host, port)
    if (listener?.accepts()) listener.serve(request, call)
    else failed(failureText(node, url, request, { is: 'refused' }))
  }
  get(asked.scheme)
}

/** What containerd and runc say of a command that is not there. */
export function missingCommand([name = '']: readonly string[], id: string): string {
  const why = name.startsWith('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH'
  return `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": ${why}: unknown`
}
