import { releaseOf } from '../../sim/release/release.ts'
import { nodeLabels, nodeObject, NO_NETWORK, registeredAt, version } from '../../sim/apiserver/objects/node.ts'
import { rfc1123z } from '../../sim/clock.ts'
import { align, DESCRIBE } from '../text/columns.ts'
import { age } from './pod-table.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods } from '../../sim/trace/pods.ts'

/**
 * `kubectl describe node` of the lane's one node: what the model knows of it. Leases and allocated resources are left out.
 *
 * Units: `at` in seconds on the simulated clock. Errors: none.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeNode (v1.37.2).
 */
export function describeNode(moment: Moment): string {
  const { inputs } = moment
  const { kubeProxyVersion } = releaseOf(inputs.kubernetes)
  const since = rfc1123z(inputs.clock, registeredAt(moment) + 1e-6)
  const beat = rfc1123z(inputs.clock, moment.at)
  const status = nodeObject(moment)['status'] as { conditions: readonly Record<string, string>[]; nodeInfo: Record<string, string> }
  const pods = mirrorPods(moment)
  return align(
    [
      `Name:\t${inputs.node.name}\n`,
      'Roles:\t<none>\n',
      `Labels:\t${Object.entries(nodeLabels(moment))
        .map(([key, value]) => `${key}=${value}`)
        .join('\n\t')}\n`,
      'Annotations:\tvolumes.kubernetes.io/controller-managed-attach-detach: true\n',
      `CreationTimestamp:\t${since}\n`,
      `Taints:\tnode.kubernetes.io/not-ready:NoSchedule\n`,
      'Unschedulable:\tfalse\n',
      'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n  ----\t------\t-----------------\t------------------\t------\t-------\n',
      ...status.conditions.map(
        (c) =>
          `  ${c['type']} \t${c['status']} \t${beat} \t${since} \t${c['reason']} \t${c['reason'] === 'KubeletNotReady' ? NO_NETWORK : c['message']}\n`,
      ),
      `Addresses:\n  InternalIP:\t${inputs.node.ip}\n  Hostname:\t${inputs.node.name}\n`,
      'Capacity:\n  cpu:\t2\n  memory:\t4028352Ki\n  pods:\t110\n',
      `System Info:\n  Kernel Version:\t${status.nodeInfo['kernelVersion']}\n  OS Image:\t${status.nodeInfo['osImage']}\n  Operating System:\tlinux\n  Architecture:\tamd64\n  Container Runtime Version:\t${status.nodeInfo['containerRuntimeVersion']}\n  Kubelet Version:\t${version(moment)}\n${kubeProxyVersion ? `  Kube-Proxy Version:\t${version(moment)}\n` : ''}`,
      `Non-terminated Pods:\t(${pods.length} in total)\n  Namespace\tName\tAge\n  ---------\t----\t---\n`,
      ...pods.map((pod) => `  ${pod.namespace}\t${pod.name}\t${age(moment, pod.createdAt)}\n`),
      'Events:\t<none>\n',
    ].join(''),
    DESCRIBE,
  )
}
