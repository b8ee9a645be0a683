import { defined } from '../../manifest/own.ts'
import { toldOf } from './action-told.ts'
import { changesFile, fileChange, manifestName } from './file-changes.ts'
import type { Kubelet } from '../kubelet/kubelet.ts'
import type { actOnWrites } from '../control-plane/troubles.ts'
import type { runKubectl } from '../kubectl/kubectl-client.ts'
import type { Node } from './node.ts'
import type { Process } from './process.ts'
import { LazyPart } from '../part.ts'
import type { reboot, restart } from './node-restarts.ts'
import { ScriptedProcess } from './scripted-process.ts'
import type { Action, EtcdState, FileAction } from '../scenario/inputs.ts'

export const KUBECTL = new LazyPart<typeof runKubectl>('kubectl')
/** Of the kubelet, a container runtime or the machine itself. */
export const RESTARTS = new LazyPart<{ restart: typeof restart; reboot: typeof reboot }>('restarts')

/** Of etcd's room and disk, and of webhooks. */
export const WRITES = new LazyPart<typeof actOnWrites>('what keeps writes from etcd')

/** What each makes of etcd, from which states. */
const ETCD: Record<'kill' | 'start' | 'hang' | 'resume', { to: EtcdState; from: readonly EtcdState[] }> = {
  kill: { to: 'down', from: ['up', 'hung'] },
  start: { to: 'up', from: ['down'] },
  hang: { to: 'hung', from: ['up'] },
  resume: { to: 'up', from: ['hung'] },
}

/** Does what a scenario's action says, now; one that finds nothing to act on says so in its entry. */
export function act(node: Node, kubelet: Kubelet, action: Action): void {
  const tell = (note?: string) => node.trace.add({ kind: 'action', ...toldOf(action), ...defined({ note }) })
  if ('slowDisk' in action || 'fullDisk' in action || 'freeDisk' in action || 'webhook' in action) WRITES.get()(node, action, tell)
  else if ('etcd' in action) {
    const { etcd } = action
    if (etcd === 'fill' || etcd === 'defrag') WRITES.get()(node, action, tell)
    else changeEtcd(node, kubelet, etcd, tell)
  } else if (changesFile(action)) change(node, kubelet, action, tell)
  else if ('take' in action) node.ports.take(action.take, tell)
  else if ('free' in action) node.ports.free(action.free, tell)
  else if ('startDelay' in action) delayStarts(node, action.startDelay, tell)
  else if ('cpu' in action) shareCpu(node, kubelet, action, tell)
  else if ('sandbox' in action) loseSandbox(kubelet, action.sandbox, tell)
  else if ('kubectl' in action) KUBECTL.get()(node, kubelet, action.kubectl, tell)
  else if ('restart' in action) RESTARTS.get().restart(node, kubelet, action.restart, tell)
  else if ('reboot' in action) RESTARTS.get().reboot(node, kubelet, action.takes, tell)
  else touch(kubelet, action, tell)
}

type ActionNote = (note?: string) => number

function changeEtcd(node: Node, kubelet: Kubelet, what: keyof typeof ETCD, tell: ActionNote): void {
  const { to, from } = ETCD[what]
  if (!node.hasOutsideEtcd && from.includes(node.etcd)) return changeOwnEtcd(kubelet, what, tell)
  if (from.includes(node.etcd)) node.setEtcd(to, tell())
  else tell(`etcd ${{ up: 'runs', down: 'does not run', hung: 'is stopped (SIGSTOP)' }[node.etcd]}: there is nothing to do.`)
}

/** etcd is one of the node's pods: what is done to it is done to its process, and the kubelet starts it again. */
function changeOwnEtcd(kubelet: Kubelet, what: keyof typeof ETCD, tell: ActionNote): void {
  const instances = kubelet.alive().filter(({ process }) => process.isEtcd)
  const entry = tell(
    what === 'start' || instances.length === 0 ? 'etcd is a static pod here: the kubelet starts it, when its file is there.' : undefined,
  )
  for (const instance of instances) {
    if (what === 'hang') instance.process.stop(entry)
    else if (what === 'resume') instance.process.resume(entry)
    else if (what === 'kill') {
      instance.stopCause = entry
      instance.process.kill()
    }
  }
}

function delayStarts(node: Node, seconds: number, tell: ActionNote): void {
  const cause = tell(seconds === 0 && node.startDelay.seconds === 0 ? 'No start is delayed.' : undefined)
  node.startDelay = seconds > 0 ? { seconds, cause } : { seconds }
}

/** It holds for each life of the container, whether or not one runs. */
function shareCpu(node: Node, kubelet: Kubelet, { cpu, times }: { cpu: string; times: number }, tell: ActionNote): void {
  const running = kubelet.instancesOf(cpu)
  const before = node.cpuShares.get(cpu)?.times ?? 1
  const idle =
    times === before
      ? `The program in ${cpu} has ${times === 1 ? 'all its CPU' : 'no more CPU'} already.`
      : running.length > 0 && running.every(({ process }) => !(process instanceof ScriptedProcess))
        ? `The program in ${cpu} is simulated by itself: how fast it is does not change.`
        : undefined
  const cause = tell(idle)
  if (idle === undefined) node.cpuShares.set(cpu, { times, cause })
}

function loseSandbox(kubelet: Kubelet, name: string, tell: ActionNote): void {
  const pods = kubelet.podsNamed(name).filter((pod) => pod.hasSandbox)
  const cause = tell(pods.length > 0 ? undefined : `No pod ${name} has a sandbox.`)
  for (const pod of pods) pod.endSandbox(cause)
}

function change(node: Node, kubelet: Kubelet, action: Action & FileAction, tell: ActionNote): void {
  const changed = fileChange(action, (file) => kubelet.fileText(file))
  const entry = tell(changed.note)
  if (changed.note !== undefined) return
  const { file, text } = changed
  const name = manifestName(file)
  if (name === undefined) node.fileChanged(file, text, entry)
  else if (text === undefined) kubelet.files.remove(name, entry)
  else kubelet.files.write(name, text, entry)
}

/** What is done to a container’s program; if `act` has no branch for a kind of action, this does not compile. */
type ProgramAction = Extract<
  Action,
  { hang: string } | { resume: string } | { slow: string } | { crash: string } | { kill: string } | { crictl: string }
>

/** What is done to the running instances of a container. */
function touch(kubelet: Kubelet, action: ProgramAction, tell: ActionNote): void {
  const { target } = toldOf(action)
  const running = kubelet.instancesOf(target)
  const idle = running.map(({ process }) => idleWords(action, process))
  const instances = running.filter((_, i) => idle[i] === undefined)
  const none = running.length > 0 ? `The program in ${target} ${idle[0]}` : `No container ${target} is running.`
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

/** Why an action does nothing to a program that runs, or is stopped; undefined where it does. */
function idleWords(action: ProgramAction, { stopped, slowSeconds }: Process): string | undefined {
  if ('resume' in action) return stopped ? undefined : 'is not stopped.'
  if ('slow' in action) return action.by !== slowSeconds ? undefined : slowSeconds === 0 ? 'is not slow.' : 'is as slow already.'
  if (!stopped) return undefined
  if ('hang' in action) return 'is stopped (SIGSTOP) already.'
  return 'crash' in action ? 'is stopped (SIGSTOP): it cannot end by itself.' : undefined
}
