import { MANIFEST_DIRECTORY } from './kubelet/config.ts'
import type { Kubelet } from './kubelet/kubelet.ts'
import { parseKubectl } from './kubectl-command.ts'
import type { Node } from './node.ts'
import type { Action, EtcdState } from './scenario.ts'
import { option } from './words.ts'

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
  } else if ('kubectl' in action) {
    deletePods(node, kubelet, action.kubectl)
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

/** Only the mirrors go: the kubelet, who runs the pods from their files, makes others. */
function deletePods(node: Node, kubelet: Kubelet, line: string): void {
  const read = parseKubectl(line)
  const tell = (note?: string): number => node.trace.add({ id: 0, t: 0, kind: 'action', action: 'kubectl', target: line, ...(note === undefined ? {} : { note }) })
  if ('error' in read) return void tell(read.error)
  const { words, parsed } = read.command
  const [type = '', ...rest] = words
  const names = type.includes('/') ? words.map((word) => word.split('/')[1] ?? '') : rest
  if (!/^(po|pods?)(\/|$)/.test(type)) return void tell('Only pods are known so far.')
  if (!kubelet.hasAPI) return void tell('No kube-apiserver answers.')
  const entry = tell()
  for (const name of names) kubelet.mirrors.delete(`${name}_${option(parsed, 'namespace') ?? 'default'}`, option(parsed, 'force') !== undefined, entry)
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
