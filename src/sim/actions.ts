import { toldOf } from './action-told.ts'
import { changesFile, fileChange, MANIFEST_DIRECTORY } from './file-changes.ts'
import type { Kubelet } from './kubelet/kubelet.ts'
import { runKubectl } from './kubectl.ts'
import type { Node } from './node.ts'
import type { Action, EtcdState, FileAction } from './scenario.ts'

const ETCD: Record<'kill' | 'start' | 'hang' | 'resume', EtcdState> = { kill: 'down', start: 'up', hang: 'hung', resume: 'up' }

/**
 * Does what a scenario's action says, now.
 *
 * Units: none. Errors: none; an action that finds nothing to act on says so in its entry.
 * Follows: nothing upstream; kill(1), crictl stop and an editor are what a person would use.
 */
export function act(node: Node, kubelet: Kubelet, action: Action): void {
  const tell = (note?: string) => node.trace.add({ kind: 'action', ...toldOf(action), ...(note === undefined ? {} : { note }) })
  if ('etcd' in action) node.setEtcd(ETCD[action.etcd], tell())
  else if (changesFile(action)) change(node, kubelet, action, tell)
  else if ('take' in action) node.ports.take(action.take, tell)
  else if ('free' in action) node.ports.free(action.free, tell)
  else if ('startDelay' in action) node.startDelay = { seconds: action.startDelay, cause: tell() }
  else if ('kubectl' in action) runKubectl(node, kubelet, action.kubectl, tell)
  else touch(kubelet, action, tell)
}

type Tell = (note?: string) => number

function change(node: Node, kubelet: Kubelet, action: Action & FileAction, tell: Tell): void {
  const inDirectory = (path: string) => (path.startsWith(`${MANIFEST_DIRECTORY}/`) ? path.slice(MANIFEST_DIRECTORY.length + 1) : undefined)
  const changed = fileChange(action, (file) => {
    const name = inDirectory(file)
    return name === undefined ? node.files.get(file) : kubelet.files.text(name)
  })
  const entry = tell(changed.note)
  if (changed.note !== undefined) return
  const { file, text } = changed
  const name = inDirectory(file)
  if (text === undefined) {
    if (name === undefined) node.files.delete(file)
    else kubelet.files.remove(name, entry)
  } else if (name === undefined) node.files.set(file, text)
  else kubelet.files.write(name, text, entry)
}

/** What is done to the running instances of a container. */
function touch(kubelet: Kubelet, action: Action, tell: Tell): void {
  const { target } = toldOf(action)
  const running = kubelet.instancesOf(target)
  const instances = 'crash' in action ? running.filter(({ process }) => !process.stopped) : running
  const none = running.length > 0 ? `The program in ${target} is stopped (SIGSTOP): it cannot end by itself.` : `No container ${target} is running.`
  const entry = tell(instances.length > 0 ? undefined : none)
  for (const instance of instances) {
    const { process } = instance
    if ('hang' in action) process.stop(entry)
    else if ('resume' in action) process.resume(entry)
    else if ('slow' in action) process.slow(action.by, entry)
    else {
      instance.stopCause = entry
      if ('crash' in action) process.crash(action.code)
      else process.kill()
    }
  }
}
