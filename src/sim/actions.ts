import { MANIFEST_DIRECTORY } from './kubelet/config.ts'
import type { Kubelet } from './kubelet/kubelet.ts'
import type { Node } from './node.ts'
import type { Action, EtcdState } from './scenario.ts'

const ETCD: Record<'kill' | 'start' | 'hang' | 'resume', EtcdState> = { kill: 'down', start: 'up', hang: 'hung', resume: 'up' }

/**
 * Does what a scenario's action says, now.
 *
 * Units: none. Errors: none; an action that finds nothing to act on says so in its entry.
 * Follows: nothing upstream; kill(1), crictl stop and an editor are what a person would use.
 */
export function act(node: Node, kubelet: Kubelet, action: Action): void {
  const tell = (name: string, target: string, note?: string) => node.trace.add({ id: 0, t: 0, kind: 'action', action: name, target, ...(note === undefined ? {} : { note }) })
  if ('etcd' in action) {
    node.setEtcd(ETCD[action.etcd], tell('etcd', action.etcd))
  } else if ('write' in action) {
    const name = inDirectory(action.write)
    const entry = tell('write', action.write)
    if (name !== undefined) kubelet.files.write(name, action.content, entry)
    else node.files.set(action.write, action.content)
  } else if ('remove' in action) {
    const name = inDirectory(action.remove)
    const there = name === undefined ? node.files.has(action.remove) : kubelet.files.text(name) !== undefined
    const entry = tell('remove', action.remove, there ? undefined : 'There is no such file.')
    if (name !== undefined) kubelet.files.remove(name, entry)
    else node.files.delete(action.remove)
  } else {
    const [verb, container] = 'hang' in action ? ['hang', action.hang] : 'resume' in action ? ['resume', action.resume] : 'kill' in action ? ['kill', action.kill] : crictl(action.crictl)
    const instances = kubelet.instancesOf(container!)
    const entry = tell(verb!, container!, instances.length > 0 ? undefined : `No container ${container} is running.`)
    for (const instance of instances) {
      const { process } = instance
      if (verb === 'hang') process.stop()
      else if (verb === 'resume') process.resume()
      else {
        instance.stopCause = entry
        process.kill()
      }
    }
  }
}

/** A manifest's name, for a path in the static-pod directory or a bare name; undefined for any other file. */
function inDirectory(path: string): string | undefined {
  if (path.startsWith(`${MANIFEST_DIRECTORY}/`)) return path.slice(MANIFEST_DIRECTORY.length + 1)
  return path.startsWith('/') ? undefined : path
}

/** `crictl stop NAME`: its default time-out is 0, so SIGKILL at once. */
function crictl(command: string): [string, string] {
  const [verb = '', ...rest] = command.trim().split(/\s+/)
  return [`crictl ${verb}`, rest.at(-1) ?? '']
}
