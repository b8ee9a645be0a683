import { type ApiserverConfig, SERVING, type ServerState } from '../sim/apiserver/server-config.ts'
import { parseFlags } from '../sim/apiserver/flags/flags.ts'
import { storageOf, storedAt } from '../sim/apiserver/objects/object-storage.ts'
import { elsewhereConfig } from '../sim/apiserver/requests/elsewhere.ts'
import { filesOf, runningOf } from '../sim/kubelet/running.ts'
import { hostAtStart } from '../sim/node/container-files.ts'
import { releaseOf } from '../sim/release/release.ts'
import { filesAt, isElsewhere, type Moment, serverAt } from '../sim/trace/moment.ts'
import { kubeletPods } from '../sim/trace/pods.ts'

/** What a kube-apiserver that serves at the time knows: what stands in etcd, and whether its own roles are there. */
export function serverState(moment: Moment): ServerState {
  const { inputs, trace, at } = moment
  const stored = storedAt(moment)
  return {
    ...SERVING,
    node: inputs.node,
    stored,
    storage: storageOf(
      () => moment,
      () => stored,
    ),
    rbacReady: serverAt(trace, at)?.state !== 'forbidding',
  }
}

/**
 * What the lane's kube-apiserver made of its flags; undefined where it has none, or it refused them.
 *
 * Follows: as `parseFlags`.
 */
export function serverConfig(moment: Moment): ApiserverConfig | undefined {
  const release = releaseOf(moment.inputs.kubernetes)
  for (const pod of kubeletPods(moment)) {
    for (const container of pod.spec.spec.containers) {
      const { program, args } = runningOf(pod.spec, container, moment.inputs)
      if (program !== 'kube-apiserver') continue
      const host = { ...hostAtStart(moment.inputs, release.runtime), files: filesAt(moment) }
      return parseFlags(args, filesOf(pod.spec, container, moment.inputs, host), release).config
    }
  }
  return isElsewhere(moment.trace) ? elsewhereConfig(release) : undefined
}
