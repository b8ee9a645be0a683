import type { PodGates } from '../../manifest/types.ts'
import { GateTable } from '../apiserver/flags/gate-table.ts'
import type { Release } from '../release/release.ts'
import type { KubeletConfiguration } from '../scenario/inputs.ts'

/** Their lines of `gates.json`, which a plain pod goes without: it has eight kilobytes. A test holds these to it. */
const GATES = new GateTable({
  GRPCContainerProbeTLS: '1.37 alpha off',
  H2CContainerProbe: '1.37 alpha off',
  RestartAllContainersOnContainerExits: '1.35 alpha off; 1.36-1.37 beta on',
})

/**
 * Which of the fields that hang on a gate the kubelet heeds.
 *
 * Follows: pkg/features/kube_features.go (v1.37.2).
 */
export function podGatesOf(gates: KubeletConfiguration['featureGates'] = {}, { minor }: Release): PodGates {
  const set = Object.fromEntries(Object.entries(gates).map(([name, value]) => [name, String(value)]))
  const isOn = (gate: string): boolean => GATES.isOn(gate, set, minor)
  return {
    http2: isOn('H2CContainerProbe'),
    grpcTls: isOn('GRPCContainerProbeTLS'),
    restartAll: isOn('RestartAllContainersOnContainerExits'),
  }
}
